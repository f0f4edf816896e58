"""How well the classifier reads labelled messages, beside a model trained on the same files in the same run.

    python -m bench.evaluation [--corpus DIR] [--html FILE] [--show-text]

Without --corpus the labelled files are read where they lie: $SHUOSHI_SHARED/data, or ../shared/data. Any *.jsonl
whose rows have `text` and `kind` counts as labelled; the rows of chat*.jsonl without a kind count as small talk.
Beside our figures stand those of a model trained on the file itself (five folds) and of the same model trained on the
messages in bench/written. Where some rows of a file stand in bench/written too, the file is read a second time by
points made without those (", unseen").
"""

import argparse
import json
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from bench.baselines import FOLDS, LearnedFromOurs, learned, read_written, seen_in, without
from classifiers.classifier import Classifier
from classifiers.rule_file import RuleSet, load_rules
from classifiers.verdict import MatterKind, Scene, Topic, Verdict

_ROOT = Path(__file__).parents[1]
_THREE = ("village", "neighbour", "household")
#: topics that a label may carry but the program does not know ("other") are left out
_TOPICS = frozenset(str(topic) for topic in Topic)
#: a figure stands beside the goal it is to reach
_GOALS = {
    "found": 0.93,
    "quiet": 0.92,
    "kind": 0.90,
    "kind-real": 0.88,
    "topic": 0.82,
    "topic-real": 0.75,
    "danger recall": 0.97,
    "danger precision": 0.85,
    "false alarms": 0.003,
}


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled message. `labels` holds what the file says; a key it lacks is not judged."""

    id: str
    text: str
    scene: Scene
    labels: dict[str, Any]

    @property
    def kind(self) -> str:
        return str(self.labels["kind"])

    @property
    def topic(self) -> str | None:
        topic = self.labels.get("topic")
        return topic if topic in _TOPICS else None


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 of one label."""

    label: str
    right: int
    said: int
    true: int

    @property
    def precision(self) -> float:
        return self.right / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.said + self.true) if self.said + self.true else 0.0


@dataclass(slots=True)
class Report:
    """Everything measured on one file."""

    name: str
    rows: int
    headline: dict[str, float] = field(default_factory=dict)
    #: what a model says that was trained on the other four fifths of the file
    baseline: dict[str, float] = field(default_factory=dict)
    #: what it says when trained on the messages that our points were made of
    from_ours: dict[str, float] = field(default_factory=dict)
    tables: dict[str, list[Score]] = field(default_factory=dict)
    confusion: dict[str, dict[tuple[str, str], int]] = field(default_factory=dict)


def scores(pairs: Iterable[tuple[str, str]], labels: Sequence[str] | None = None) -> list[Score]:
    """One Score per label, from (true, said) pairs."""
    pairs = list(pairs)
    names = labels or sorted({label for pair in pairs for label in pair})
    true, said = Counter(pair[0] for pair in pairs), Counter(pair[1] for pair in pairs)
    right = Counter(one for one, other in pairs if one == other)
    return [Score(name, right[name], said[name], true[name]) for name in names]


def macro_f1(pairs: Iterable[tuple[str, str]], labels: Sequence[str]) -> float:
    """The mean of the labels' F1: a rare kind counts as much as a common one."""
    found = scores(pairs, labels)
    return sum(score.f1 for score in found) / len(found) if found else 0.0


def read_corpus(directory: Path) -> tuple[dict[str, list[Row]], list[str]]:
    """Labelled rows by file, and lines of small talk. Raises SystemExit naming the file and line of a bad row."""
    labelled: dict[str, list[Row]] = {}
    small_talk: list[str] = []
    for file in sorted(directory.glob("*.jsonl")):
        rows: list[Row] = []
        with file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    row = json.loads(line)
                    text = row.get("text")
                except (ValueError, AttributeError) as error:
                    raise SystemExit(f"{file}:{number}: not a JSON object: {error}") from None
                if text is None:
                    break
                if "kind" in row:
                    # letters were written to somebody, like a private message; only a file that says so is group talk
                    scene = Scene(row.get("scene") or Scene.PRIVATE)
                    rows.append(Row(str(row.get("id", f"{file.stem}:{number}")), text, scene, row))
                elif file.stem.startswith("chat"):
                    if not row.get("hard"):
                        small_talk.append(text)
                else:
                    break
        if rows:
            labelled[file.stem] = rows
    return labelled, small_talk


def _danger(row: Row) -> str:
    return "danger" if row.labels.get("urgency") == "danger" else "no"


def judge(name: str, rows: Sequence[Row], verdicts: Sequence[Verdict], step: Callable[[], None]) -> Report:
    """Compare labels with verdicts, and with what the trained model says of the same rows."""
    report = compare(name, rows, verdicts)
    texts, named = [row.text for row in rows], [row for row in rows if row.topic]
    report.baseline = _said(
        rows,
        learned(texts, [row.kind for row in rows], step),
        learned([row.text for row in named], [row.topic or "" for row in named], step) if len(named) >= FOLDS else [],
        learned(texts, [_danger(row) for row in rows], step),
    )
    return report


def compare(name: str, rows: Sequence[Row], verdicts: Sequence[Verdict]) -> Report:
    """Compare labels with verdicts."""
    report = Report(name, len(rows))
    both = list(zip(rows, verdicts, strict=True))
    matters = [(row, verdict) for row, verdict in both if row.kind != "none"]
    others = [(row, verdict) for row, verdict in both if row.kind == "none"]
    kinds = [(row.kind, str(verdict.kind)) for row, verdict in both]
    three = [pair for pair in kinds if pair[0] in _THREE]
    topics = [(row.topic or "", str(verdict.topic or "-")) for row, verdict in matters if row.topic]
    danger = scores([(_danger(row), _urgency(verdict)) for row, verdict in both], ["danger"])[0]
    report.headline = {
        "found": sum(verdict.is_matter for _, verdict in matters) / max(1, len(matters)),
        "kind": macro_f1(three, _THREE),
        "topic": sum(one == other for one, other in topics) / max(1, len(topics)),
    }
    if others:
        report.headline["quiet"] = sum(not verdict.is_matter for _, verdict in others) / len(others)
    if danger.true:
        report.headline |= {"danger recall": danger.recall, "danger precision": danger.precision}
    report.tables["kind"] = scores(kinds)
    report.tables["topic"] = scores(topics, sorted({one for one, _ in topics}))
    report.confusion = {"kind": Counter(kinds), "topic": Counter(pair for pair in topics if pair[0] != pair[1])}
    if any("urgency" in row.labels for row in rows):
        named = ("danger", "urgent")
        pairs = [(str(row.labels.get("urgency")), str(verdict.urgency)) for row, verdict in both]
        report.tables["urgency"] = scores(
            [(one if one in named else "other", other if other in named else "other") for one, other in pairs]
        )
    if any(row.labels.get("act") for row in rows):
        acts = [(str(row.labels["act"]), str(verdict.act)) for row, verdict in both if row.labels.get("act")]
        report.tables["act"] = scores(acts)
        report.confusion["act"] = Counter(pair for pair in acts if pair[0] != pair[1])
        report.headline["act"] = sum(one == other for one, other in acts) / len(acts)
    return report


def _said(rows: Sequence[Row], kinds: Sequence[str], topics: Sequence[str], dangers: Sequence[str]) -> dict[str, float]:
    """The headline of what a model says: of each row the kind and whether it is a danger, the topic where one is."""
    both = list(zip((row.kind for row in rows), kinds, strict=True))
    matters = [said for kind, said in both if kind != "none"]
    others = [said for kind, said in both if kind == "none"]
    # what is not found to be a matter gets no topic, from the program as from the model
    named = [(row.topic, said != "none") for row, said in zip(rows, kinds, strict=True) if row.topic]
    danger = scores(zip(map(_danger, rows), dangers, strict=True), ["danger"])[0]
    found = {
        "found": sum(said != "none" for said in matters) / max(1, len(matters)),
        "kind": macro_f1([pair for pair in both if pair[0] in _THREE], _THREE),
        "topic": sum(filed and one == said for (one, filed), said in zip(named, topics, strict=False))
        / max(1, len(named)),
    }
    if others:
        found["quiet"] = sum(said == "none" for said in others) / len(others)
    if danger.true:
        found |= {"danger recall": danger.recall, "danger precision": danger.precision}
    return found


def from_ours(rows: Sequence[Row], model: LearnedFromOurs) -> dict[str, float]:
    """The headline of the model that was trained on the messages our points were made of."""
    texts = [row.text for row in rows]
    return _said(rows, model.kinds(texts), model.topics([row.text for row in rows if row.topic]), model.dangers(texts))


def _unseen(name: str, rows: Sequence[Row], rules: RuleSet) -> Report:
    """The same rows read by points that were made without them."""
    reader = Classifier(rules)
    return compare(f"{name}, unseen", rows, [reader.read(row.text, scene=row.scene) for row in rows])


def _urgency(verdict: Verdict) -> str:
    return "danger" if str(verdict.urgency) == "danger" else "no"


def worst(rows: Sequence[Row], verdicts: Sequence[Verdict], limit: int = 20) -> list[tuple[str, Row, Verdict]]:
    """The errors that cost most, first: danger missed, small talk filed, matters missed, a wrong kind said surely."""
    errors: list[tuple[float, str, Row, Verdict]] = []
    for row, verdict in zip(rows, verdicts, strict=True):
        if _danger(row) == "danger" and _urgency(verdict) != "danger":
            errors.append((5.0, "danger missed", row, verdict))
        elif row.kind == "none" and verdict.is_matter:
            errors.append((3.0 + verdict.confidence, "small talk filed", row, verdict))
        elif row.kind != "none" and not verdict.is_matter:
            errors.append((3.5, "matter missed", row, verdict))
        elif _danger(row) != "danger" and _urgency(verdict) == "danger":
            errors.append((2.5, "danger invented", row, verdict))
        elif row.kind != str(verdict.kind):
            weight = 0.3 if MatterKind.UNCLEAR in (row.kind, verdict.kind) else 1.0
            errors.append((weight + verdict.confidence, f"kind {row.kind} read as {verdict.kind}", row, verdict))
        elif row.topic and row.topic != str(verdict.topic):
            errors.append((verdict.confidence / 2, f"topic {row.topic} read as {verdict.topic}", row, verdict))
    errors.sort(key=lambda error: (-error[0], error[2].id))
    return [(what, row, verdict) for _, what, row, verdict in errors[:limit]]


def _goal(name: str, real: bool) -> float | None:
    return _GOALS.get(f"{name}-real", _GOALS.get(name)) if real else _GOALS.get(name)


def _headline_table(reports: Sequence[Report]) -> Table:
    table = Table(
        "file", "figure", "ours", "trained model, 5-fold", "difference", "trained on our messages", "goal",
        title="side by side",
    )  # fmt: skip
    for report in reports:
        real = "real" in report.name
        for name, value in report.headline.items():
            theirs, from_same = report.baseline.get(name), report.from_ours.get(name)
            goal = _goal(name, real)
            table.add_row(
                f"{report.name} ({report.rows})",
                name,
                f"[{'green' if goal is None or value >= goal else 'red'}]{value:.3f}[/]",
                "" if theirs is None else f"{theirs:.3f}",
                "" if theirs is None else f"{100 * (value - theirs):+.1f}",
                "" if from_same is None else f"{from_same:.3f}",
                "" if goal is None else f"≥ {goal}",
            )
    return table


def _print(console: Console, report: Report) -> None:
    for name, table_scores in report.tables.items():
        table = Table(name, "precision", "recall", "F1", "said", "true", title=f"{report.name}: per {name}")
        for score in table_scores:
            table.add_row(
                score.label, f"{score.precision:.2f}", f"{score.recall:.2f}", f"{score.f1:.2f}",
                str(score.said), str(score.true),
            )  # fmt: skip
        console.print(table)
    for name, cells in report.confusion.items():
        table = Table("labelled", "read as", "rows", title=f"{report.name}: {name}, confusions")
        for (one, other), count in sorted(cells.items(), key=lambda item: (-item[1], item[0])):
            if one != other:
                table.add_row(one, other, str(count))
        console.print(table)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the page if one is asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench.evaluation", description=__doc__.split("\n")[0])
    shared = Path(os.environ.get("SHUOSHI_SHARED", _ROOT.parent / "shared"))
    parser.add_argument("--corpus", type=Path, default=shared / "data", help="directory of *.jsonl files")
    parser.add_argument("--rules", type=Path, default=_ROOT / "classifiers" / "rules", help="directory of rules")
    parser.add_argument("--html", type=Path, help="write the page here")
    parser.add_argument(
        "--show-text", action="store_true", help="print messages of real people too, not only their ids"
    )
    options = parser.parse_args(arguments)
    if not options.corpus.is_dir():
        sys.exit(f"no directory {options.corpus}; name one with --corpus, or set SHUOSHI_SHARED")
    labelled, small_talk = read_corpus(options.corpus)
    if not labelled:
        sys.exit(f"no labelled rows (text and kind) in {options.corpus}/*.jsonl")
    console = Console()
    rules = load_rules(options.rules)
    reader = Classifier(rules)
    reports: list[Report] = []
    verdicts: dict[str, list[Verdict]] = {}
    written = read_written(_ROOT / "bench" / "written")
    seen = {name: seen_in((row.text for row in rows), written) for name, rows in labelled.items()}
    fresh = [one for name, rows in written.items() if not any(name in files for files in seen.values()) for one in rows]
    steps = sum(len(rows) for rows in labelled.values()) + len(small_talk) + 3 * FOLDS * len(labelled) + 3
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("reading", total=steps)

        def step() -> None:
            progress.advance(task)

        for name, rows in labelled.items():
            progress.update(task, description=f"reading {name}")
            verdicts[name] = []
            for row in rows:
                verdicts[name].append(reader.read(row.text, scene=row.scene))
                step()
            progress.update(task, description=f"training on {name}")
            reports.append(judge(name, rows, verdicts[name], step))
        progress.update(task, description="training on our messages")
        model = LearnedFromOurs(fresh, step)
        for report, rows in zip(reports, labelled.values(), strict=True):
            report.from_ours = from_ours(rows, model)
        talk_of_model = sum(kind != "none" for kind in model.kinds(small_talk)) if small_talk else 0
        progress.update(task, description="weighing without what was seen")
        unseen = [
            _unseen(name, labelled[name], without(files, written, rules)) for name, files in seen.items() if files
        ]
        progress.update(task, description="reading small talk")
        alarms: Counter[str] = Counter()
        began = time.perf_counter()
        for text in small_talk:
            verdict = reader.read(text)
            if verdict.is_matter:
                alarms[str(verdict.topic)] += 1
            step()
        spent = time.perf_counter() - began
    for report in reports:
        _print(console, report)
    bad: dict[str, list[tuple[str, Row, Verdict]]] = {}
    for name, rows in labelled.items():
        bad[name] = worst(rows, verdicts[name])
        table = Table("id", "error", "evidence", "text", title=f"{name}: the worst twenty")
        for what, row, verdict in bad[name]:
            table.add_row(
                row.id, what, _evidence(verdict, _may_show(row, options.show_text)), _text(row, options.show_text)
            )
        console.print(table)
    console.print(_headline_table([*reports, *unseen]))
    if small_talk:
        share = sum(alarms.values()) / len(small_talk)
        colour = "green" if share <= _GOALS["false alarms"] else "red"
        console.print(
            f"small talk filed as a matter: {sum(alarms.values())} of {len(small_talk)} lines,"
            f" [{colour}]{100 * share:.2f} %[/] (goal ≤ 0.3 %), {len(small_talk) / spent:,.0f} lines/s;"
            f" topics {dict(alarms.most_common(8))};"
            f" by the model trained on our messages: {100 * talk_of_model / len(small_talk):.2f} %"
        )
    if options.html:
        _write_page(options.html, reports, bad, alarms, len(small_talk), options.show_text, reader.version)
        console.print(f"page: {options.html}")


def _may_show(row: Row, show_text: bool) -> bool:
    """Messages written for this project may be shown; those of real people only when asked for."""
    return show_text or "scene" in row.labels


def _text(row: Row, show_text: bool) -> str:
    return row.text[:80] if _may_show(row, show_text) else ""


def _evidence(verdict: Verdict, with_words: bool) -> str:
    items = verdict.evidence[:3]
    return ", ".join(f"{item.rule} {'/'.join(item.words)}" if with_words else item.rule for item in items)


def _write_page(
    file: Path,
    reports: Sequence[Report],
    bad: dict[str, list[tuple[str, Row, Verdict]]],
    alarms: Counter[str],
    lines: int,
    show_text: bool,
    version: str,
) -> None:
    environment = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)
    errors = {
        name: [
            {
                "id": row.id,
                "what": what,
                "text": _text(row, show_text),
                "evidence": _evidence(verdict, _may_show(row, show_text)),
            }
            for what, row, verdict in found
        ]
        for name, found in bad.items()
    }
    matrices: dict[str, dict[str, Any]] = defaultdict(dict)
    for report in reports:
        cells = report.confusion["kind"]
        labels = sorted({label for pair in cells for label in pair})
        matrices[report.name] = {"labels": labels, "cells": cells, "most": max(cells.values(), default=1)}
    page = environment.get_template("evaluation_page.html.j2").render(
        reports=reports, errors=errors, alarms=alarms, lines=lines, matrices=matrices, version=version,
        goal=lambda name, report: _goal(name, "real" in report.name),
    )  # fmt: skip
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()

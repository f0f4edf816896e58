"""Give points to every sign, so that together they read the written messages as their labels say.

    python -m bench.weighing [--check] [--write]

Signs are the rules of classifiers/rules and words that stand in several of the messages in bench/written (all of them
invented for this project). One linear support vector machine a label finds the weights; they are rounded to whole
points, which a person can read and change in classifiers/rules/weights.yaml. --check holds a fifth of the messages out,
five times, and prints how the program reads those that its points have never seen.
"""

import argparse
import json
import re
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table
from scipy.sparse import csr_matrix
from sklearn.model_selection import KFold
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from classifiers.classifier import Classifier
from classifiers.matcher import Matcher
from classifiers.normalise import normalise, plain
from classifiers.rule_file import RuleSet, load_rules
from classifiers.signs import Signs, edges
from classifiers.tokens import Tokens
from classifiers.verdict import Act, MatterKind, Scene, Topic, Verdict
from classifiers.weights import ASK, DANGER, KINDS, LABELS, MATTER, URGENT, Column, Weights

_HERE = Path(__file__).parent
_RULES = _HERE.parent / "classifiers" / "rules"
#: one unit of a support vector machine's margin is so many points
_POINTS = 40
#: softness of the margin: the smaller, the more signs have to agree
_SOFT = 0.5
#: how loud a sign is heard that stands as often where the answer is yes as where it is no; one-sidedness comes on top
_EVENLY = 3.0
#: a word has to stand in so many messages before it is a sign
_SUPPORT = 3
#: the same for a word at the edge of a clause: there are many, and one says little
_SUPPORT_AT_AN_EDGE = 5
#: a longer word adds nothing that the shorter ones in it do not say
_LONGEST = 4
#: so many signs speak for or against a label; more would say little and could not be read
_KEPT = {MATTER: 12000, DANGER: 12000, URGENT: 2500, ASK: 1500} | dict.fromkeys(map(str, KINDS), 5000)
_KEPT_FOR_A_TOPIC = 3000
#: the written messages are all hard ones; in real talk, so many points more are asked for
_SURER = {DANGER: 10, MATTER: 1, URGENT: 10}
#: these only colour a clause
_PARTICLES = frozenset("的了着吗呢吧啊呀哦嘛么得地所之与及")
#: a rule of talk with this weight keeps it
_ONLY_TALK = -40
_WORD = re.compile(r"^[一-龥0-9a-zA-Z+]+$")
_THREE = tuple(map(str, KINDS))
_YES_OR_NO = (MATTER, DANGER, URGENT, ASK)
_BECAUSE = {
    MATTER: "字里行间像是有事要办",
    DANGER: "听着有危险",
    URGENT: "听着等不得",
    ASK: "说得太少，先问一句",
    "village": "像是大家的、公家的事",
    "neighbour": "像是两家之间的事",
    "household": "像是一家自己的事",
    "road": "像是说道路桥涵",
    "water_supply": "像是说吃水供水",
    "power": "像是说供电用电",
    "lighting": "像是说路灯照明",
    "drainage": "像是说排水积水",
    "irrigation": "像是说浇地放水",
    "sanitation": "像是说垃圾污水、环境卫生",
    "facility": "像是说公共设施、通信",
    "village_affairs": "像是说村务、集体的账",
    "land_collective": "像是说集体的地、征地、宅基地",
    "disaster": "像是说水火塌方这些险情",
    "public_order": "像是说治安",
    "public_service": "像是说看病、上学、出行",
    "farming": "像是说种地养殖和销路",
    "boundary": "像是说地界宅界",
    "building": "像是说盖房、墙和采光",
    "neighbour_water": "像是说邻里排水渗水",
    "passage": "像是说两家过路占道",
    "animals": "像是说鸡狗牛羊",
    "quarrel_noise": "像是说吵架、噪音",
    "private_claim": "像是说欠钱、赔偿、买卖",
    "welfare": "像是说低保救助",
    "insurance": "像是说养老金、医保",
    "housing": "像是说自家的房和水电",
    "family": "像是说婚姻、赡养、分家",
    "care": "像是说老人孩子照护",
    "papers": "像是说证件户口",
    "wages": "像是说工钱和找活",
}


@dataclass(frozen=True, slots=True)
class Message:
    """A written message with its labels."""

    text: str
    scene: Scene
    kind: str
    topic: str | None
    urgency: str
    act: str

    @property
    def is_matter(self) -> bool:
        """Whether somebody has to do something about it."""
        return self.kind != "none"


def read_messages(directory: Path) -> list[Message]:
    """The rows of all *.jsonl files. Raises SystemExit naming the file and line of a row that cannot be used."""
    return [message for file in sorted(directory.glob("*.jsonl")) for message in read_file(file)]


def read_file(file: Path) -> list[Message]:
    """The rows of one file. Raises SystemExit naming the file and line of a row that cannot be used."""
    messages: list[Message] = []
    topics = frozenset(map(str, Topic))
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        try:
            row: dict[str, Any] = json.loads(line)
            topic = row.get("topic")
            messages.append(
                Message(
                    row["text"],
                    Scene(row.get("scene") or "private"),
                    str(MatterKind(row["kind"])),
                    topic if topic in topics else None,
                    str(row.get("urgency") or "other"),
                    str(row.get("act") or Act.TICKET),
                )
            )
        except (ValueError, KeyError) as error:
            raise SystemExit(f"{file}:{number}: not a labelled message: {error!r}") from None
    return messages


def vocabulary(rules: RuleSet, texts: Sequence[str], tokens: Tokens) -> tuple[str, ...]:
    """Words that stand in several texts: those of jieba's dictionary and of the rules, and two said in one breath."""
    seen: Counter[str] = Counter()
    for text in texts:
        words = tokens.cut(text)
        here = {word for word in words if word not in _PARTICLES}
        here |= {first + second for first, second in pairwise(words) if first not in _PARTICLES}
        runs = (text[at : at + length] for at in range(len(text)) for length in range(1, _LONGEST + 1))
        here |= {run for run in runs if run not in _PARTICLES and (len(run) == 1 or tokens.commonness(run))}
        seen.update(word for word in here if len(word) <= _LONGEST and _WORD.match(word))
    ways = {way.name for way in rules.ways}
    listed = {word for rule in rules.rules for word in rule.words() if word not in ways and 1 < len(word) <= 6}
    matcher = Matcher({word for word, count in seen.items() if count >= _SUPPORT} | listed)
    support: Counter[str] = Counter()
    for text in texts:
        support.update({matcher.words[hit[0]] for hit in matcher.hits(text)})
    at_edges: Counter[str] = Counter()
    for text in texts:
        # what plain text would not leave as it stands could not be written into the file
        at_edges.update({word for word, start, end in edges(text) if plain(text[start:end]) == text[start:end]})
    return tuple(
        sorted(
            {word for word, count in support.items() if count >= _SUPPORT}
            | {word for word, count in at_edges.items() if count >= _SUPPORT_AT_AN_EDGE}
        )
    )


def unweighed(rules: RuleSet, words: tuple[str, ...] = ()) -> RuleSet:
    """The same rules without points, with these words as signs."""
    return replace(rules, weights=Weights(), words=words)


class Found:
    """Which signs stand in which message: one row a message, two columns more for the two scenes."""

    def __init__(self, rules: RuleSet, messages: Sequence[Message]) -> None:
        texts = [plain(message.text) for message in messages]
        self.rules = unweighed(rules, vocabulary(rules, texts, Tokens({w for r in rules.rules for w in r.words()})))
        self.signs = Signs(self.rules)
        self.messages = messages
        self.table = self._table(messages)

    def _table(self, messages: Sequence[Message]) -> csr_matrix:
        columns: list[int] = []
        ends = [0]
        for message in messages:
            text = normalise(message.text)
            hits = self.signs.hits(text.text)
            standing = set(self.signs.find(text, hits, message.scene, False).signs)
            standing.add(len(self.signs.names) + (message.scene is Scene.PRIVATE))
            columns += sorted(standing)
            ends.append(len(columns))
        shape = (len(messages), len(self.signs.names) + 2)
        return csr_matrix((np.ones(len(columns)), columns, ends), shape=shape)


def weigh(found: Found, chosen: NDArray[np.int64]) -> Weights:
    """The points that read the chosen messages best."""
    messages = [found.messages[at] for at in chosen]
    table = found.table[chosen]
    support = np.asarray(table.sum(axis=0)).ravel()
    rules = len(found.rules.rules)
    enough = support >= np.where(np.arange(len(support)) < rules, 2, _SUPPORT)
    kinds = [message.kind for message in messages]
    matters = np.array([message.is_matter for message in messages])
    clear = np.array([kind in _THREE for kind in kinds])
    named = np.array([message.topic is not None and message.is_matter for message in messages])
    everything = np.ones(len(messages), dtype=bool)
    questions: dict[str, tuple[NDArray[np.bool_], list[bool], float]] = {
        MATTER: (everything, list(matters), 0.0),
        DANGER: (everything, [message.urgency == "danger" for message in messages], 0.0),
        URGENT: (matters, [message.urgency in ("urgent", "danger") for message in messages], 0.0),
        ASK: (matters, [message.kind == "unclear" for message in messages], 0.0),
    }
    questions |= {kind: (clear, [one == kind for one in kinds], 0.0) for kind in _THREE}
    questions |= {str(topic): (named, [m.topic == topic for m in messages], 0.0) for topic in Topic}
    columns = []
    for label in LABELS:
        among, answers, _ = questions[label]
        columns.append(
            _column(found, label, table[among], [a for a, use in zip(answers, among, strict=True) if use], enough)
        )
    return Weights(tuple(columns))


def _column(found: Found, label: str, table: csr_matrix, answers: Sequence[bool], enough: NDArray[np.bool_]) -> Column:
    if len(set(answers)) < 2:
        return Column(label, _BECAUSE[label], -1000, -1000)
    share = sum(answers) / len(answers)
    if label == ASK:
        # asking back what was said plainly costs more than not asking
        balance = {True: 1.0, False: 1.0}
    elif label in _YES_OR_NO:
        balance = {True: 0.5 / share, False: 0.5 / (1 - share)}
    else:
        # among several labels a rare one counts as much as a common one
        balance = {True: 1 / (share * (len(_THREE) if label in _THREE else len(Topic))), False: 1.0}
    machine = LinearSVC(C=_SOFT, class_weight=balance, random_state=0)
    # a rare sign says more than a common one, and a long message is heard no louder than a short one
    rarity = np.log((1 + table.shape[0]) / (1 + np.asarray(table.sum(axis=0)).ravel())) + 1
    # one that stands mostly on one side of the question is heard louder than one that stands on both
    loud = rarity * (_EVENLY + _onesidedness(table, np.array(answers, dtype=float)))
    weighted = table.multiply(loud[None, :]).tocsr()
    length = float(np.sqrt(np.asarray(weighted.power(2).sum(axis=1)).ravel()).mean())
    heard = normalize(weighted)
    used = np.flatnonzero(enough)
    machine.fit(heard[:, used], answers)
    # the signs that decide most are kept, and weighed once more without the others
    deciding = np.abs(machine.coef_[0] * loud[used]) * np.sqrt(np.asarray(table[:, used].sum(axis=0)).ravel())
    kept = np.sort(used[np.argsort(-deciding, kind="stable")[: _KEPT.get(label, _KEPT_FOR_A_TOPIC)]])
    scenes = [len(found.signs.names), len(found.signs.names) + 1]
    # where something is said makes it no more dangerous; that many dangers were written as private is an accident
    kept = np.setdiff1d(kept, scenes) if label in (DANGER, URGENT) else np.union1d(kept, scenes)
    machine.fit(heard[:, kept], answers)
    weights = np.zeros(table.shape[1])
    # points add up without regard to length, so they are made for a message of the usual one
    weights[kept] = machine.coef_[0] * loud[kept] / length
    points = np.rint(weights * _POINTS).astype(int)
    start = float(machine.intercept_[0])
    names, rules = found.signs.names, len(found.rules.rules)
    words = {names[at]: int(points[at]) for at in range(rules, len(names)) if points[at]}
    given = {names[at]: int(points[at]) for at in range(rules) if points[at]}
    if label in (DANGER, URGENT):
        # what was written down as danger, or as urgent, never says less of it than its author meant
        for at, rule in enumerate(found.rules.rules):
            if rule.urgency is not None and rule.urgency.value == label:
                given[rule.id] = max(int(points[at]), rule.weight)
    if label == MATTER:
        # and what was written down as no more than talk never says more
        for at, rule in enumerate(found.rules.rules):
            if "chatter" in rule.flags and rule.weight <= _ONLY_TALK:
                given[rule.id] = min(int(points[at]), rule.weight)
        # a rule that was weighed and found to say nothing must not fall back to its own weight
        given |= {names[at]: int(points[at]) for at in range(rules) if enough[at] and names[at] not in given}
    group, private = (round((start + weights[len(names) + at]) * _POINTS) - _SURER.get(label, 0) for at in (0, 1))
    return Column(label, _BECAUSE[label], group, private, words, given)


def _onesidedness(table: csr_matrix, answers: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much more often each sign stands where the answer is yes than where it is no, or the other way round."""
    yes = np.asarray(table.T @ answers).ravel() + 1
    no = np.asarray(table.T @ (1 - answers)).ravel() + 1
    return np.abs(np.log((yes / yes.sum()) / (no / no.sum())))


def write(weights: Weights, file: Path) -> None:
    """As YAML that a person reads: a block a label, the words that say most first."""
    lines = [
        "# 每个词、每条规则说明多少：正数是像，负数是不像。合计到 0 就算；类别和话题取合计最高的。",
        "# 这些分数由 python -m bench.weighing --write 按 bench/written 里的例句配平；人可以改，改了就照改的算。",
    ]
    for column in weights.columns:
        lines += ["", f"- weights: {column.label}", f"  because: {column.because}", f"  start: {column.start}"]
        lines.append(f"  start_in_private: {column.start_in_private}")
        for key, points in (("words", column.words), ("rules", column.rules)):
            if points:
                ordered = sorted(points.items(), key=lambda item: (-item[1], item[0]))
                lines.append(f"  {key}: >-")
                lines += _wrapped([f"{name} {value}" for name, value in ordered])
    file.write_text("\n".join(lines) + "\n", "utf-8")


def _wrapped(parts: Iterable[str], width: int = 116) -> list[str]:
    lines, line, used = [], "   ", 3
    for part in parts:
        wide = sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in part) + 1
        if used + wide > width:
            lines.append(line)
            line, used = "   ", 3
        line, used = f"{line} {part}", used + wide
    return [*lines, line]


def figures(messages: Sequence[Message], verdicts: Sequence[Verdict]) -> dict[str, float]:
    """The figures of the goal's table."""
    both = list(zip(messages, verdicts, strict=True))
    group = [pair for pair in both if pair[0].scene is Scene.GROUP]
    danger = [(m.urgency == "danger", str(v.urgency) == "danger") for m, v in both]
    right = sum(one and other for one, other in danger)
    kinds = [(m.kind, str(v.kind)) for m, v in both if m.kind in _THREE]
    f1 = []
    for kind in _THREE:
        hit = sum(one == other == kind for one, other in kinds)
        f1.append(2 * hit / max(1, sum(one == kind for one, _ in kinds) + sum(other == kind for _, other in kinds)))
    topics = [(m.topic, str(v.topic)) for m, v in both if m.is_matter and m.topic]
    found = [v.is_matter for m, v in group if m.is_matter]
    quiet = [not v.is_matter for m, v in group if not m.is_matter]
    acts = [m.act == str(v.act) for m, v in both]
    share = lambda flags: sum(flags) / max(1, len(flags))  # noqa: E731
    return {
        "found": share(found),
        "quiet": share(quiet),
        "kind": sum(f1) / 3,
        "topic": share([one == other for one, other in topics]),
        "danger recall": right / max(1, sum(one for one, _ in danger)),
        "danger precision": right / max(1, sum(other for _, other in danger)),
        "act": share(acts),
    }


def read_all(rules: RuleSet, messages: Sequence[Message]) -> list[Verdict]:
    """The program's own answers."""
    reader = Classifier(rules)
    return [reader.read(message.text, scene=message.scene) for message in messages]


def check(rules: RuleSet, messages: Sequence[Message], folds: int = 5) -> tuple[dict[str, float], list[Verdict]]:
    """How messages are read whose labels were not used. Words are chosen from all of them, points are not."""
    found = Found(rules, messages)
    verdicts: list[Verdict | None] = [None] * len(messages)
    parts = list(KFold(folds, shuffle=True, random_state=0).split(messages))
    for train, test in track(parts, "weighing", transient=True):
        weights = weigh(found, train)
        answers = read_all(replace(rules, weights=weights, words=weights.words()), [messages[at] for at in test])
        for at, answer in zip(test, answers, strict=True):
            verdicts[at] = answer
    answers = [verdict for verdict in verdicts if verdict is not None]
    return figures(messages, answers), answers


def main(arguments: Sequence[str] | None = None) -> None:
    """Weigh, and print or write."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.weighing",
        description=textwrap.dedent(__doc__),
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("--corpus", type=Path, default=_HERE / "written", help="directory of *.jsonl files")
    parser.add_argument("--rules", type=Path, default=_RULES, help="directory of rules")
    parser.add_argument("--check", action="store_true", help="hold a fifth out, five times, and print the figures")
    parser.add_argument("--write", action="store_true", help="write weights.yaml into the directory of rules")
    options = parser.parse_args(arguments)
    console = Console()
    messages = read_messages(options.corpus)
    rules = load_rules(options.rules)
    if options.check:
        table = Table("figure", "held out", title=f"{len(messages)} messages, five folds")
        for name, value in check(rules, messages)[0].items():
            table.add_row(name, f"{value:.3f}")
        console.print(table)
    if options.write:
        found = Found(rules, messages)
        weights = weigh(found, np.arange(len(messages)))
        write(weights, options.rules / "weights.yaml")
        console.print(f"weights.yaml: {len(weights.words())} words, {len(rules.rules)} rules")
    if not (options.check or options.write):
        parser.print_help()


if __name__ == "__main__":
    main()

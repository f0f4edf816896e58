"""How well two messages are told to be one matter: `python -m bench.likeness [--errors]`.

The pairs are those of tests/classifiers/likeness_pairs.jsonl; half of them are held out and never shown. Beside our
own method stands what MinHash would estimate: the share of common two-character pieces, at the threshold that does
best (F1) on the pairs that are not held out.
"""

import argparse
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from classifiers.likeness import Likeness, Signature, likeness, signature
from classifiers.normalise import plain
from classifiers.verdict import MatterKind, Topic

PAIRS = Path(__file__).parents[1] / "tests" / "classifiers" / "likeness_pairs.jsonl"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two messages, and whether they are about one matter: `same`, `other`, or `ask` where a person must say."""

    a: str
    b: str
    label: str
    topic: Topic
    kind: MatterKind
    danger: bool
    hours: float
    other_village: bool
    held_out: bool

    def judged(self) -> Likeness:
        """Our answer."""
        return likeness(
            self._signature(self.a, "v1"),
            self._signature(self.b, "v2" if self.other_village else "v1"),
            apart=timedelta(hours=self.hours),
        )

    def _signature(self, text: str, village: str) -> Signature:
        return signature(text, topic=self.topic, kind=self.kind, danger=self.danger, village=village)

    def jaccard(self) -> float:
        """The share of common two-character pieces, which MinHash estimates."""
        a, b = _pieces(self.a), _pieces(self.b)
        if self.other_village or self.kind is not MatterKind.VILLAGE:
            return 0.0
        return len(a & b) / max(1, len(a | b))


def _pieces(text: str) -> set[str]:
    text = plain(text)
    return {text[at : at + 2] for at in range(len(text) - 1)}


@dataclass(frozen=True, slots=True)
class Figures:
    """How often a yes was right, and how many of the right ones were found."""

    yes: int
    right: int
    wanted: int

    @property
    def precision(self) -> float:
        """1 where nothing was said."""
        return self.right / self.yes if self.yes else 1.0

    @property
    def recall(self) -> float:
        """0 where nothing was to be found."""
        return self.right / self.wanted if self.wanted else 0.0


def pairs() -> list[Pair]:
    """Every labelled pair."""
    rows = [json.loads(line) for line in PAIRS.read_text(encoding="utf-8").splitlines()]
    return [Pair(**row | {"topic": Topic(row["topic"]), "kind": MatterKind(row["kind"])}) for row in rows]


def figures(of: Sequence[Pair], yes: Callable[[Pair], bool], wanted: Iterable[str]) -> Figures:
    """How a way of saying yes does; `wanted` are the labels for which yes is right."""
    labels = set(wanted)
    said = [pair for pair in of if yes(pair)]
    return Figures(len(said), sum(pair.label in labels for pair in said), sum(pair.label in labels for pair in of))


def joins(pair: Pair) -> bool:
    """Joined without asking: a village matter of certain likeness."""
    return pair.kind is MatterKind.VILLAGE and pair.judged().certain


def proposes(pair: Pair) -> bool:
    """Joined, or put before a person."""
    return pair.kind is MatterKind.VILLAGE and pair.judged().likely


def _alike(cut: float) -> Callable[[Pair], bool]:
    return lambda pair: pair.jaccard() >= cut


def _f1(found: Figures) -> float:
    both = found.precision + found.recall
    return 2 * found.precision * found.recall / both if both else 0.0


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--errors", action="store_true", help="show what is wrong among the pairs not held out")
    asked = parser.parse_args()
    everything = pairs()
    seen = [pair for pair in everything if not pair.held_out]
    cut = max((step / 50 for step in range(1, 50)), key=lambda cut: _f1(figures(seen, _alike(cut), ["same"])))
    table = Table("pairs", "question", "yes", "precision", "recall")
    for name, part in (("seen", seen), ("held out", [pair for pair in everything if pair.held_out])):
        for question, found in (
            ("joined by itself", figures(part, joins, ["same"])),
            ("joined or proposed", figures(part, proposes, ["same", "ask"])),
            (f"common pieces ≥ {cut:.2f}", figures(part, _alike(cut), ["same"])),
        ):
            table.add_row(
                f"{name} ({len(part)})", question, str(found.yes), f"{found.precision:.3f}", f"{found.recall:.3f}"
            )
    console = Console()
    console.print(table)
    started = time.perf_counter()
    for pair in everything:
        pair.judged()
    console.print(f"{(time.perf_counter() - started) / len(everything) * 1e6:.0f} µs a pair, signatures included")
    if asked.errors:
        for pair in seen:
            judged = pair.judged()
            if joins(pair) != (pair.label == "same"):
                console.print(pair.label, judged.score, "、".join(judged.because), "|", pair.a, "|", pair.b)


if __name__ == "__main__":
    main()

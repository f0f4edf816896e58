"""How much each sign says: points for being a matter, for danger, for whose matter it is and what it is about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from classifiers.verdict import MatterKind, Topic

#: a rule of this weight files a matter by itself; lighter ones have to add up to it
ENOUGH = 10
#: where a sum of points turns the answer: 0 and more is yes. Of the kinds and of the topics, the highest sum wins.
MATTER, DANGER, URGENT, ASK = "matter", "danger", "urgent", "ask"
KINDS = (MatterKind.VILLAGE, MatterKind.NEIGHBOUR, MatterKind.HOUSEHOLD)
#: before a word: it counts only where a clause begins (^谁家); behind it: only where one ends (咋办$)
HEAD, TAIL = "^", "$"
#: every question that points answer, in the order of the sums
LABELS: tuple[str, ...] = (MATTER, DANGER, URGENT, ASK, *map(str, KINDS), *map(str, Topic))
#: where the kinds and the topics begin among the sums
FIRST_KIND = 4
FIRST_TOPIC = FIRST_KIND + len(KINDS)


@dataclass(frozen=True, slots=True)
class Column:
    """The points of all signs for one label, as one block of a weights file has them."""

    label: str
    because: str
    #: what the sum begins with in a group, and in a private chat
    start: int
    start_in_private: int
    words: Mapping[str, int] = field(default_factory=dict)
    rules: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Weights:
    """All columns. Signs that no column names say nothing, but for rules that carry a `weight` of their own."""

    columns: tuple[Column, ...] = ()

    def words(self) -> tuple[str, ...]:
        """Every word that is a sign by itself."""
        return tuple(sorted({word for column in self.columns for word in column.words}))

    def column(self, label: str) -> Column:
        """The block for a label; where the file has none, one that says no until a rule of its own weight says yes."""
        start = -ENOUGH if label in (MATTER, DANGER, URGENT, ASK) else 0
        return next((column for column in self.columns if column.label == label), Column(label, "", start, start))

    def known_rules(self) -> frozenset[str]:
        """The rules whose own weight no longer counts, since points were given to them."""
        return frozenset(rule for column in self.columns for rule in column.rules)

    def by_sign(self, names: Iterable[str]) -> list[tuple[tuple[int, int], ...]]:
        """For each sign, the (number of the label, points) it gives."""
        found: dict[str, list[tuple[int, int]]] = {}
        for at, label in enumerate(LABELS):
            column = self.column(label)
            for name, points in (*column.rules.items(), *column.words.items()):
                if points:
                    found.setdefault(name, []).append((at, points))
        return [tuple(found.get(name, ())) for name in names]

"""A figure: a number that says what it is, how many stand behind it, and which tickets those are.

Fewer than five behind a percentage or a length of time: neither is given, but 样本少(n=3) instead (practice §8.2).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any

#: fewer than so many are "few": no percentage of them, and of households no number
FEW = 5
FEW_WORDS = f"少于{FEW}件"
#: hidden although it is not small, since something small could be reckoned from it
APART = "不单列"


class Unit(StrEnum):
    """What a value is counted in."""

    TICKETS = "件"
    PEOPLE = "人次"
    TIMES = "次"
    SHARE = "%"
    HOURS = "小时"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of a report. `value` None: it is hidden or says too little, and `shown` says which.

    A share's value is that of its numerator over its denominator, between 0 and 1; a length of time is in hours.
    """

    id: str
    name: str
    definition: str
    unit: Unit
    value: float | None
    n: int | None
    numerator: int | None = None
    denominator: int | None = None
    #: behind the number itself
    tickets: tuple[int, ...] = ()
    #: behind the denominator
    out_of: tuple[int, ...] = ()
    hidden: str | None = None

    @property
    def shown(self) -> str:
        """As it is read."""
        if self.hidden is not None:
            return self.hidden
        if self.value is None:
            return f"样本少(n={self.n})"
        match self.unit:
            case Unit.SHARE:
                return f"{100 * self.value:.1f}%({self.numerator}/{self.denominator})"
            case Unit.HOURS:
                return f"{self.value:.1f}小时(n={self.n})"
            case _:
                return f"{self.value:g}{self.unit}"

    def as_fields(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "id": self.id,
            "name": self.name,
            "shown": self.shown,
            "value": round(self.value, 4) if self.value is not None else None,
            "unit": self.unit.value,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "n": self.n,
            "definition": self.definition,
            "tickets": list(self.tickets),
            "out_of": list(self.out_of),
        }


def count(
    id_: str, name: str, definition: str, tickets: Iterable[int], *, value: int | None = None, unit: Unit = Unit.TICKETS
) -> Figure:
    """So many; `value` where it is not the number of tickets (people, times)."""
    behind = tuple(sorted(set(tickets)))
    number = len(behind) if value is None else value
    return Figure(
        id=id_, name=name, definition=definition, unit=unit, value=number, n=number, numerator=number, tickets=behind
    )


def share(
    id_: str, name: str, definition: str, hits: Iterable[int], out_of: Iterable[int], *, quietly: bool = False
) -> Figure:
    """Part of a whole, by ticket. `quietly`: who answered what is not told, only who answered."""
    numerators, denominators = tuple(sorted(hits)), tuple(sorted(out_of))
    n = len(denominators)
    enough = n >= FEW
    return Figure(
        id=id_,
        name=name,
        definition=definition,
        unit=Unit.SHARE,
        value=len(numerators) / n if enough else None,
        n=n,
        numerator=len(numerators) if enough or not quietly else None,
        denominator=n,
        tickets=() if quietly else tuple(dict.fromkeys(numerators)),
        out_of=() if quietly and not enough else tuple(dict.fromkeys(denominators)),
    )


def length(id_: str, name: str, definition: str, spans: Sequence[tuple[int, timedelta]], at: float) -> Figure:
    """The span below which a share `at` of all lie (0.5: the median), in hours, by (ticket, span)."""
    return Figure(
        id=id_,
        name=name,
        definition=definition,
        unit=Unit.HOURS,
        value=quantile([span / timedelta(hours=1) for _, span in spans], at) if len(spans) >= FEW else None,
        n=len(spans),
        tickets=tuple(sorted(number for number, _ in spans)),
    )


def quantile(values: Sequence[float], at: float) -> float:
    """The median is the middle one, or the mean of the two in the middle; any other is that of the nearest rank."""
    ordered = sorted(values)
    if at == 0.5:
        return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    # the smallest value with at least this share at or below it, in whole numbers so that 0.9 of 10 is the ninth
    rank = -(-len(ordered) * round(at * 1000) // 1000)
    return ordered[max(rank, 1) - 1]


def hide(figure: Figure, words: str) -> Figure:
    """The figure without anything it could be known by: no value, no parts, no tickets."""
    return replace(figure, value=None, n=None, numerator=None, denominator=None, tickets=(), out_of=(), hidden=words)

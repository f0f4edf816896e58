"""Villages by the promises kept: for the township only, about units and never about a person (seeds 1.15, 1.19).

Kept is: spoken with in time, a result in time, confirmed by the villager. Counts found, passed upward or asked for help
say nothing here, and what is danger, a wish or a question is left out of it: they have no colour.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from classifiers.verdict import Urgency
from handlers.reports.cases import Case
from handlers.reports.figures import Figure, share
from handlers.reports.policy import ReportPolicy
from handlers.reports.township import View, contacted_in_time, numbers
from storage.lifecycle import Status

_NO_CLOCK = frozenset({Urgency.WISH, Urgency.CONSULT})


class Mark(StrEnum):
    """A village's month, as staff read it. None is no praise: only that nothing asks for a look."""

    NONE = "正常"
    BLUE = "蓝：提醒"
    YELLOW = "黄：帮一把"
    RED = "红：一起看卡在哪"
    FEW = "样本少，不标色"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A village's promises of a period."""

    village: str
    name: str
    contact: Figure
    result: Figure
    confirmed: Figure

    @property
    def kept(self) -> int:
        """Promises kept, of all three kinds."""
        return sum(figure.numerator or 0 for figure in self._three)

    @property
    def promised(self) -> int:
        """Promises that fell due, of all three kinds."""
        return sum(figure.denominator or 0 for figure in self._three)

    @property
    def _three(self) -> tuple[Figure, Figure, Figure]:
        return self.contact, self.result, self.confirmed


def promises_of(view: View, village: str, name: str, *, without: Collection[int] = ()) -> Kept:
    """What a village promised and kept in P. `without`: left out by an objection that was granted."""
    own = [
        case
        for case in view.cases
        if case.row.village == village and case.number not in without and case.row.urgency not in _NO_CLOCK
    ]
    mine = replace(view, cases=own)
    at = view.at_words
    asked = [case for case in mine.closed() if case.status is Status.CLOSED]
    return Kept(
        village=village,
        name=name,
        contact=_share(
            "contact",
            village,
            "按时联系",
            f"联系时限落在本期的事里，有人按时联系上本人的占多少；T={at}。",
            [case for case in mine.contact_due() if contacted_in_time(case)],
            mine.contact_due(),
        ),
        result=_share(
            "result",
            village,
            "按时有结果",
            f"延期后的日子落在本期的事里，结果不晚于这个日子的占多少；事先说了的延期算守信；T={at}。",
            [case for case in mine.due() if case.finished_in_time],
            mine.due(),
        ),
        confirmed=_share(
            "confirmed",
            village,
            "群众确认",
            f"本期办结的事里，本人说办好了的占多少；没回话不算；T={at}。",
            [case for case in asked if case.confirmed_by_villager],
            asked,
        ),
    )


def _share(what: str, village: str, name: str, definition: str, hits: Sequence[Case], out_of: Sequence[Case]) -> Figure:
    return share(f"{what}_{village}", name, definition, numbers(hits), numbers(out_of))


def mark_of(kept: Kept, policy: ReportPolicy) -> Mark:
    """The colour of a village's on-time work in a month; it opens into the tickets behind `result`."""
    on_time = kept.result.value
    if on_time is None:
        return Mark.FEW
    if on_time < policy.red_below:
        return Mark.RED
    if on_time < policy.yellow_below:
        return Mark.YELLOW
    return Mark.BLUE if on_time < policy.blue_below else Mark.NONE

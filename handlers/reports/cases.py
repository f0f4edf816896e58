"""Tickets as they stood at an instant, told from their history: what a report of that instant may count.

A report says when it was made (T). What happened after T is not known to it: a matter reopened later still counts as
closed, one closed later as open. So a report that is made again for the same T gives the same figures.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from classifiers.verdict import Urgency
from storage.lifecycle import OPEN, HandlingMode, MoveName, Outcome, PauseReason, Status
from storage.models import AreaLevel
from storage.reporting import Dossier, MoveRow, PauseRow, TicketRow

_BY_VILLAGER = "villager"
_Kind = TypeVar("_Kind", AreaLevel, HandlingMode)
#: after these a ticket is over; archiving changes nothing about how it ended
ENDED = frozenset({Status.CLOSED, Status.REFERRED, Status.NOT_ACCEPTED, Status.WITHDRAWN})


@dataclass(slots=True)
class Asking:
    """A result that was told: the villager's last word on it. None: no answer (silence, or not yet)."""

    resolved_at: datetime
    told_at: datetime | None = None
    answered_at: datetime | None = None
    solved: bool | None = None
    #: what was told is a result; that it cannot be done now (答复) is none, and its yes is no 解决
    of_result: bool = True


@dataclass(slots=True, kw_only=True)
class Case:
    """One ticket at T."""

    row: TicketRow
    at: datetime
    status: Status = Status.REGISTERED
    contact_by: datetime
    due_at: datetime
    dispatched_at: datetime | None = None
    accepted_at: datetime | None = None
    first_contact_at: datetime | None = None
    resolved_at: datetime | None = None
    #: the last end; None while it is open, and after it was reopened
    closed_at: datetime | None = None
    #: closed by silence
    unconfirmed: bool = False
    confirmed_by_villager: bool = False
    paused_at: datetime | None = None
    paused_for: PauseReason | None = None
    #: altogether, from registration until its end or T
    paused: timedelta = timedelta(0)
    merged_into: int | None = None
    level: AreaLevel
    mode: HandlingMode
    #: every end there was, the last one included
    ends: list[datetime] = field(default_factory=list)
    reopened_at: list[datetime] = field(default_factory=list)
    #: the last time by whoever looks on (重办), not by a villager's word
    reopened_by_office: bool = False
    returned_at: list[datetime] = field(default_factory=list)
    extended_at: list[datetime] = field(default_factory=list)
    #: 求助, with its reason: before the date (early), or after it
    help_early_at: list[datetime] = field(default_factory=list)
    help_at: list[tuple[datetime, str]] = field(default_factory=list)
    askings: list[Asking] = field(default_factory=list)
    #: how it was handled, as the villager said; None: not asked, or no answer
    rating: int | None = None
    rating_asked: bool = False

    @property
    def number(self) -> int:
        """The ticket's number."""
        return self.row.number

    @property
    def township_list(self) -> bool:
        """Stands on the list of the township's weekly meeting."""
        return self.level is AreaLevel.TOWNSHIP and self.mode is HandlingMode.SUPERVISED

    @property
    def open(self) -> bool:
        """Not over at T; one that only waits for the villager's word is open."""
        return self.status in OPEN

    @property
    def danger(self) -> bool:
        """Shown apart in every report."""
        return self.row.urgency is Urgency.DANGER

    @property
    def has_clock(self) -> bool:
        """Whether its date is a promise; a small wish is nobody's debt (practice §5.2: no clock)."""
        return self.row.urgency is not Urgency.WISH

    @property
    def clock_runs(self) -> bool:
        """Its date holds; false while it stands still (停) since before that date."""
        return self.has_clock and (self.paused_at is None or self.due_at < self.paused_at)

    @property
    def past_due(self) -> bool:
        """Open at T, and its date has passed while its clock ran."""
        return self.open and self.clock_runs and self.due_at < self.at

    @property
    def finished_at(self) -> datetime | None:
        """When the work was over: a result was given, or it ended without one; the villager's answer may come later."""
        return self.resolved_at or self.closed_at

    @property
    def finished_in_time(self) -> bool:
        """The work was over by the (extended) date, however long the villager's answer took."""
        return self.finished_at is not None and self.finished_at <= self.due_at

    @property
    def counts(self) -> bool:
        """Whether it belongs to a report's cohort.

        Left out: what was merged (it counts as a voice), what its reporter took back before anybody had taken it, and
        complaints about officials, which stand in no report at all.
        """
        if self.row.about_official or self.status is Status.MERGED:
            return False
        return not (self.status is Status.WITHDRAWN and self.accepted_at is None)


def as_of(dossier: Dossier, at: datetime) -> Case | None:
    """A ticket at an instant; None: it was not there yet."""
    row = dossier.ticket
    if row.registered_at > at:
        return None
    case = Case(
        row=row,
        at=at,
        contact_by=row.contact_by,
        due_at=row.original_due_at,
        level=_first("level", AreaLevel.VILLAGE if row.village else AreaLevel.TOWNSHIP, row.level, dossier.moves),
        mode=_first("mode", HandlingMode.LED, row.mode, dossier.moves),
    )
    for move in dossier.moves:
        if move.at > at:
            break
        _apply(case, move)
    if not dossier.moves:
        case.due_at = row.due_at
    _pauses(case, dossier.pauses)
    # the answer itself has no instant: it is the one known now, of those who were asked by then
    case.rating_asked = dossier.asked_at is not None and dossier.asked_at <= at
    if case.closed_at is not None:
        case.rating = row.satisfaction
        case.rating_asked = case.rating_asked or row.satisfaction is not None
    return case


def _first(what: str, filed_as: _Kind, now: _Kind, moves: Sequence[MoveRow]) -> _Kind:
    """What a ticket was filed as, where its history says that it has changed since."""
    return filed_as if any(what in move.detail for move in moves) else now


def _apply(case: Case, move: MoveRow) -> None:
    if move.status is not Status.ARCHIVED:
        case.status = move.status
    if (due := move.detail.get("due_at")) is not None:
        case.due_at = datetime.fromisoformat(due)
    if (limit := move.detail.get("contact_by")) is not None and not case.reopened_at:
        case.contact_by = datetime.fromisoformat(limit)
    if (level := move.detail.get("level")) is not None:
        case.level = AreaLevel(level)
    if (mode := move.detail.get("mode")) is not None:
        case.mode = HandlingMode(mode)
    at = move.at
    match move.move:
        case MoveName.DISPATCH:
            case.dispatched_at = case.dispatched_at or at
        case MoveName.ACCEPT:
            case.accepted_at = case.accepted_at or at
        case MoveName.CONTACT:
            case.first_contact_at = case.first_contact_at or at
        case MoveName.RETURN:
            case.returned_at.append(at)
        case MoveName.EXTEND:
            case.extended_at.append(at)
        case MoveName.ASK_HELP:
            case.help_at.append((at, move.reason))
            if at <= case.due_at:
                case.help_early_at.append(at)
        case MoveName.MERGE:
            case.merged_into = move.detail.get("into")
        case MoveName.UNMERGE:
            case.merged_into = None
        case _:
            _apply_end(case, move)


def _apply_end(case: Case, move: MoveRow) -> None:
    at = move.at
    match move.move:
        case MoveName.RESOLVE:
            case.resolved_at = at
            case.askings.append(Asking(at, of_result=move.detail.get("outcome") != Outcome.EXPLAINED))
        case MoveName.TELL if case.status is Status.RESOLVED and case.askings:
            case.askings[-1].told_at = case.askings[-1].told_at or at
        case MoveName.CONFIRM if move.by == _BY_VILLAGER and case.status is not Status.MERGED:
            case.confirmed_by_villager = True
            if case.askings:
                case.askings[-1].answered_at, case.askings[-1].solved = at, True
        case MoveName.REOPEN:
            case.reopened_at.append(at)
            case.reopened_by_office = move.by != _BY_VILLAGER
            case.closed_at = case.resolved_at = None
            case.unconfirmed = case.confirmed_by_villager = False
            if case.askings and move.by == _BY_VILLAGER:
                # the last word counts, also where he had said yes before
                case.askings[-1].answered_at, case.askings[-1].solved = at, False
        case MoveName.CLOSE:
            case.closed_at = at
            case.ends.append(at)
            case.unconfirmed = not case.confirmed_by_villager and move.by == "system"
        case MoveName.WITHDRAW | MoveName.REFER | MoveName.REJECT:
            case.closed_at = at
            case.ends.append(at)


def _pauses(case: Case, pauses: Sequence[PauseRow]) -> None:
    until = case.closed_at or case.at
    for pause in pauses:
        if pause.begun_at > case.at:
            break
        if case.open and (pause.ended_at is None or pause.ended_at > case.at):
            case.paused_at, case.paused_for = pause.begun_at, pause.reason
        end = min(pause.ended_at or until, until)
        case.paused += max(timedelta(0), end - pause.begun_at)


def people_behind(
    cases: Mapping[int, Case], voices: Mapping[int, Sequence[tuple[str, datetime, bool]]]
) -> dict[int, int]:
    """人次: how many people stand behind each ticket at T, those of what was merged into it included, each once.

    A ticket that an official filed for nobody in particular counts as one.
    """
    people: dict[int, set[str]] = defaultdict(set)
    nobody: dict[int, int] = defaultdict(int)
    for number, case in cases.items():
        root = _root_of(number, cases)
        known = [voice for voice in voices.get(number, ()) if voice[1] <= case.at]
        people[root] |= {villager for villager, _, _ in known}
        nobody[root] += not any(reporter for _, _, reporter in known)
    return {number: len(people[number]) + nobody[number] for number in people}


def _root_of(number: int, cases: Mapping[int, Case]) -> int:
    seen = {number}
    while (into := cases[number].merged_into) is not None and into in cases and into not in seen:
        seen.add(into)
        number = into
    return number

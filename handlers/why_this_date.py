"""为啥是这天: every step that led to a ticket's date, told to an official.

What started when, by which clock, which days were left out, what stopped it, and who moved it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby, pairwise
from typing import Any

from classifiers.verdict import Urgency
from handlers import deadlines, filing, titles, wording
from handlers.calendar import DayKind, WorkCalendar
from handlers.dispatch import barred_from
from handlers.errors import Refused
from handlers.filters import from_officer, in_private, plain
from handlers.officer_replies import polite
from handlers.policy import Policy
from handlers.router import Router
from handlers.tiers import deciders
from handlers.turn import Turn
from handlers.wording.hotline import WHY_OUTSIDE
from handlers.wording.reopening import WHY_REOPENED_BY
from storage.lifecycle import OPEN, Clock, MoveName
from storage.models import Extension, Move, Officer, Pause, SentBack, Ticket
from storage.organisation import Organisation
from storage.speech import StaffText

router = Router("why_this_date")

_UNITS = {"minutes": "分钟", "hours": "小时", "working_hours": "个上班小时", "working_days": "个上班日", "days": "天"}
_URGENCIES: Mapping[Urgency, str] = {
    Urgency.DANGER: "危险的事",
    Urgency.URGENT: "急事",
    Urgency.NORMAL: "一般的事",
    Urgency.COMPLEX: "复杂的事",
    Urgency.MEDIATION: "两家的事",
    Urgency.APPLICATION: "申请的事",
    Urgency.CONSULT: "问一问的事",
    Urgency.WISH: "小心愿",
}
#: days that a story names; plain days are what everybody expects
_WORTH_SAYING = frozenset(DayKind) - {DayKind.PLAIN}
#: days looked at between two dates: enough for any promise, and an end for a mistake
_LOOK_AHEAD = timedelta(days=120)
_ASKED = re.compile(
    r"^(?:[看查]\s*[#＃]?\s*(?P<one>\d{1,9})\s*号?\s*[,，]?\s*(?:的?日期|的?日子|期限|到期)"
    r"|[#＃]?\s*(?P<two>\d{1,9})?\s*号?\s*(?:为啥|为什么|咋|怎么)(?:就)?是(?:这|那)一?[天日]"
    r"|(?:为啥|为什么|咋|怎么)(?:就)?是(?:这|那)一?[天日]\s*[#＃]?\s*(?P<three>\d{1,9})?\s*号?)[。.?？!！\s]*$"
)


def _question(turn: Turn) -> dict[str, Any] | None:
    found = _ASKED.match(plain(turn.text))
    if found is None:
        return None
    number = found["one"] or found["two"] or found["three"]
    return {"number": int(number) if number else None}


@router.on(from_officer, in_private, _question)
@polite
async def why(turn: Turn, number: int | None) -> None:
    """「看 3 日期」「为啥是这天」: for its owner, for whoever lends a hand, and for those who decide about it."""
    assert turn.officer is not None
    number = await turn.number_meant(number)
    if number is None:
        mine = await turn.ledger.tickets.owned_by(turn.officer.id, OPEN)
        if len(mine) != 1:
            rows = [(one.number, titles.staff_title(one.topic, one.kind)) for one in mine[:5]]
            raise Refused(
                "which one", wording.which_of_yours("为啥是这天", rows) if rows else wording.NOTHING_FITS.say()
            )
        number = mine[0].number
    ticket = await turn.ledger.tickets.find(number)
    if ticket is None:
        raise Refused("no such ticket", wording.OFFICER_NO_SUCH_NUMBER.say(编号=number))
    if not _may_ask(turn, ticket):
        raise Refused("in other hands", wording.NOT_YOURS.say(编号=number))
    text = why_this_date(
        turn.policy,
        turn.organisation,
        ticket,
        await turn.ledger.tickets.history(number),
        await turn.ledger.pauses.of(number),
        await turn.ledger.requests.extensions_of(number),
    )
    await turn.answer(text, ticket=number)


def _may_ask(turn: Turn, ticket: Ticket) -> bool:
    assert turn.officer is not None
    above = deciders(turn.policy, turn.organisation, ticket, turn.now, SentBack, above=False)
    if turn.officer.id in barred_from(turn.organisation, ticket):
        return False
    return turn.officer.id in {ticket.owner, *ticket.helpers, *(officer.id for officer in above)}


@dataclass
class _Story:
    """What is told so far, and what it needs to know."""

    policy: Policy
    organisation: Organisation
    ticket: Ticket
    pauses: Sequence[Pause]
    extensions: Sequence[Extension]
    calendar: WorkCalendar
    lines: list[StaffText] = field(default_factory=list)
    paused: int = 0
    #: the date as it stands at this point of the story
    due_at: datetime | None = None

    def moment(self, at: datetime) -> str:
        """11月25日(周三)18:00."""
        return f"{self.policy.day(at)}{self.calendar.local(at):%H:%M}"

    def name(self, officer: str | None) -> str:
        """An official's name."""
        found: Officer | None = self.organisation.officers.get(officer or "")
        return found.name if found is not None else "村里"


def why_this_date(
    policy: Policy,
    organisation: Organisation,
    ticket: Ticket,
    history: Sequence[Move],
    pauses: Sequence[Pause],
    extensions: Sequence[Extension],
) -> StaffText:
    """How the date came about, one step in each line, with how it stands now in the first."""
    story = _Story(policy, organisation, ticket, pauses, extensions, policy.calendar.of(ticket.village))
    story.lines.append(
        wording.WHY_NOW.say(
            事=filing.title_for_others(ticket),
            日期=policy.day(ticket.due_at),
            原日=policy.day(ticket.original_due_at),
        )
    )
    for move in history:
        _tell(story, move)
    for extension in extensions:
        if extension.decided_at is None and extension.due_at == ticket.due_at:
            story.lines.append(
                wording.WHY_ASKED.say(
                    时刻=story.moment(extension.asked_at),
                    人=story.name(extension.asked_by),
                    那刻=story.moment(extension.wanted_at),
                    原因=extension.reason,
                )
            )
    if ticket.paused_at is not None and pauses:
        story.lines.append(wording.WHY_STILL_PAUSED.say(那刻=story.moment(pauses[-1].until_at)))
    return wording.why_this_date(story.lines)


def _tell(story: _Story, move: Move) -> None:
    said = move.detail.get("due_at")
    due_at = datetime.fromisoformat(said) if isinstance(said, str) else None
    match move.move:
        case MoveName.REGISTER if story.due_at is None:
            _heard(story, move, due_at or story.ticket.original_due_at)
        case MoveName.PAUSE:
            _paused(story, move)
        case MoveName.RESUME:
            _line_with_date(story, move, due_at, wording.WHY_RESUMED)
        case MoveName.EXTEND:
            _extended(story, move, due_at)
        case MoveName.REFUSE_EXTENSION:
            story.lines.append(
                wording.WHY_NOT_EXTENDED.say(时刻=story.moment(move.at), 原因=move.reason or wording.NO_REASON_SAID)
            )
        case MoveName.REOPEN:
            if move.actor == filing.VILLAGER:
                _line_with_date(story, move, due_at, wording.WHY_REOPENED)
            else:
                _line_with_date(story, move, due_at, WHY_REOPENED_BY, 人=story.name(move.actor))
        case _ if due_at is not None and due_at != story.due_at:
            story.lines.append(
                wording.WHY_MOVED.say(时刻=story.moment(move.at), 原因=move.reason or "改过", 那刻=story.moment(due_at))
            )
    story.due_at = due_at or story.due_at


def _line_with_date(
    story: _Story, move: Move, due_at: datetime | None, phrase: wording.StaffPhrase, **slots: str
) -> None:
    due_at = due_at or story.due_at or story.ticket.due_at
    # a pause that ends by itself runs on from the end of the longest stay, however late that was noticed
    since = datetime.fromisoformat(move.detail["since"]) if "since" in move.detail else move.at
    story.lines.append(phrase.say(时刻=story.moment(since), 那刻=story.moment(due_at), **slots))
    _skipped(story, since, due_at)


def _heard(story: _Story, move: Move, due_at: datetime) -> None:
    ticket = story.ticket
    rule = move.detail.get("rule")
    if not isinstance(rule, dict):
        # filed before the promise was kept beside the date
        rule = deadlines.promise(story.policy.deadlines, ticket.urgency, ticket.topic).model_dump(exclude_none=True)
    if move.detail.get(filing.OUTSIDE):
        story.lines.append(WHY_OUTSIDE.say(时刻=story.moment(move.at), 那刻=story.moment(due_at)))
        return
    story.lines.append(
        wording.WHY_HEARD.say(时刻=story.moment(move.at), 规矩=_rule(ticket, rule), 那刻=story.moment(due_at))
    )
    _skipped(story, move.at, due_at)


def _rule(ticket: Ticket, rule: Mapping[str, Any]) -> str:
    """按一般的事算，3个上班日."""
    unit, count = next(iter(rule.items()))
    span = "当个上班日" if (unit, count) == ("working_days", 0) else f"{count:g}{_UNITS[unit]}"
    clock = {"minutes": "，不分昼夜", "hours": "，不分昼夜", "days": "，赶上休息往后顺"}.get(unit, "")
    return f"按{_URGENCIES[ticket.urgency]}算，{span}{clock}"


def _paused(story: _Story, move: Move) -> None:
    if story.paused >= len(story.pauses):
        return
    pause = story.pauses[story.paused]
    story.paused += 1
    story.lines.append(
        wording.WHY_PAUSED.say(
            时刻=story.moment(move.at),
            原因=wording.WAITS_FOR[pause.reason],
            人=story.name(pause.allowed_by),
            多久=_how_long(pause.clock, deadlines.from_microseconds(pause.left_microseconds)),
        )
    )


def _how_long(clock: Clock, left: timedelta) -> str:
    minutes = round(left.total_seconds() / 60)
    of_work = "上班时间" if clock is Clock.WORKING else ""
    if minutes < 60:
        return f"{minutes}分钟{of_work}"
    if clock is not Clock.WORKING and minutes >= 2 * 1440:
        return f"{minutes / 1440:.1f}天"
    return f"{minutes / 60:.1f}小时{of_work}".replace(".0小", "小")


def _extended(story: _Story, move: Move, due_at: datetime | None) -> None:
    due_at = due_at or story.ticket.due_at
    story.lines.append(
        wording.WHY_EXTENDED.say(
            时刻=story.moment(move.at), 人=story.name(move.actor), 原因=move.reason, 那刻=story.moment(due_at)
        )
    )


def _skipped(story: _Story, begin: datetime, end: datetime) -> None:
    """The days in between that were left out, and those worked though nobody expects it."""
    clock = deadlines.promise(story.policy.deadlines, story.ticket.urgency, story.ticket.topic).clock
    if clock is Clock.ELAPSED:
        return
    first, last = story.calendar.day_of(begin), story.calendar.day_of(min(end, begin + _LOOK_AHEAD))
    parts = [
        f"{_from_to(days)}{kind.value}{'' if story.calendar.is_working_day(days[0]) else '不算'}"
        for kind, days in _runs(story.calendar, first, last)
        if clock is Clock.WORKING or kind in (DayKind.HOLIDAY, DayKind.LOCAL_OFF)
    ]
    if parts:
        story.lines.append(wording.WHY_SKIPPED.say(几天="，".join(parts)))


def _runs(calendar: WorkCalendar, first: date, last: date) -> Iterator[tuple[DayKind, list[date]]]:
    """Stretches of days of one kind that are worth saying, both ends included."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    for kind, run in groupby(days, key=calendar.kind_of):
        if kind in _WORTH_SAYING:
            yield kind, list(run)


def _from_to(days: Sequence[date]) -> str:
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(days))
    first = f"{days[0].month}月{days[0].day}日"
    if len(days) == 1:
        return first
    same_month = days[-1].month == days[0].month
    return f"{first}到{'' if same_month else f'{days[-1].month}月'}{days[-1].day}日"

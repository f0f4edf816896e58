"""进展 · 通知: a villager hears how far it is before he has to ask; the group hears when work is done in the road.

What an official types reaches those behind the matter, each in private. The group hears a fixed line: that somebody is
at it, that it will be done on a day, or that it is late. With a lateness no name is ever said there (seeds 1.14).
"""

from datetime import datetime, timedelta

from classifiers.privacy import mask
from handlers import filing, following_up, quiet_hours, results, wording
from handlers.errors import Refused
from handlers.filters import from_officer, in_private, order
from handlers.four_steps import day_among
from handlers.joint import steered
from handlers.officer_replies import meant, polite
from handlers.policy import Policy
from handlers.router import Router
from handlers.telling import tell_all_behind
from handlers.turn import Turn, tell_groups
from handlers.wording import under_way as say
from storage.ledger import Ledger
from storage.lifecycle import HANDED_OUT, WORKING, MoveName, Status
from storage.models import Ticket
from storage.organisation import Organisation, Role
from storage.speech import PrivateText, PublicText

router = Router("under_way")

_FARTHEST = timedelta(days=30)
_WORD_AT_LEAST = 2
_MAY_ANNOUNCE = (Role.GRID_HEAD, Role.VILLAGE_SECRETARY, Role.AFFAIRS_OFFICE)


@router.on(from_officer, in_private, order("进展"))
@polite
async def progress(turn: Turn, number: int | None, words: str) -> None:
    """「进展 12 配件到了，明天装」: those behind it read it; no date moves, and it is no first contact."""
    assert turn.officer is not None
    ticket = await meant(turn, number, lambda t: t.status in HANDED_OUT, "进展")
    title = filing.staff_title(ticket)
    if sum("\u4e00" <= char <= "\u9fff" for char in words) < _WORD_AT_LEAST:
        raise Refused("how far", say.PROGRESS_WHAT.say(事=title, 编号=ticket.number))
    told = results.fit_to_be_told(turn.organisation, ticket, words[:400])
    if ticket.status in (Status.DISPATCHED, Status.REOPENED, Status.RETURN_REQUESTED):
        # whoever tells how far it is has taken it
        turn.ledger.tickets.move(ticket, MoveName.ACCEPT, actor=turn.officer.id, at=turn.now)
        ticket.accepted_at = turn.now
    turn.ledger.tickets.move(
        ticket,
        MoveName.CORRECT,
        actor=turn.officer.id,
        at=turn.now,
        reason=f"进展：{mask(told)}",
        detail={"progress": True},
    )
    officer, late = turn.officer, ticket.due_at <= turn.now

    def line(_name: wording.Salutation) -> PrivateText:
        if late:
            return say.PROGRESS_LATE.say(事=ticket.title, 人=officer.name, 原因=told, 电话=officer.phone)
        day = turn.policy.day(ticket.due_at)
        return wording.PROGRESS.say(事=ticket.title, 人=officer.name, 原因=told, 日期=day, 电话=officer.phone)

    await tell_all_behind(
        turn.ledger, turn.policy, ticket, line, why="notice", key=f"progress:{ticket.moves}", now=turn.now
    )
    if not late:
        text = wording.GROUP_PROGRESS.say(
            事=following_up.public(ticket), 人=wording.OfficerName(officer.name), 日期=turn.policy.day(ticket.due_at)
        )
        # once for each date: the group is not kept posted of every screw
        await _tell_group(turn.ledger, turn.policy, turn.organisation, ticket, text, "progress", turn.now)
    await turn.answer(say.PROGRESS_OK.say(事=title, 编号=ticket.number), ticket=ticket.number)


@router.on(from_officer, in_private, order("通知"))
@polite
async def announce(turn: Turn, number: int | None, words: str) -> None:
    """「通知 12 周五」: on that day there is work; the group of an open village matter is asked to go round it."""
    ticket = await steered(turn, number, _MAY_ANNOUNCE, doing="通知")
    title = filing.title_for_others(ticket)
    today = turn.policy.calendar.day_of(turn.now)
    day, _ = day_among(words, today)
    if day is None or not today <= day <= today + _FARTHEST:
        raise Refused("which day", say.NOTICE_WHEN.say(事=title, 编号=ticket.number))
    said_on = wording.day_with_weekday(day)
    owner = filing.owner_of(turn.organisation, ticket)
    await tell_all_behind(
        turn.ledger,
        turn.policy,
        ticket,
        lambda name: say.WORK_ON_DAY.say(称呼=name, 事=ticket.title, 日期=said_on, 人=owner.name, 电话=owner.phone),
        why="notice",
        key=f"work:{day.isoformat()}",
        now=turn.now,
    )
    line = wording.GROUP_NOTICE.say(日期=said_on, 事=following_up.public(ticket))
    heard = await _tell_group(
        turn.ledger, turn.policy, turn.organisation, ticket, line, f"work:{day.isoformat()}", turn.now
    )
    answer = say.NOTICE_OK if heard else say.NOTICE_OK_NO_GROUP
    await turn.answer(answer.say(事=title, 日期=said_on), ticket=ticket.number)


async def tell_group_late(
    ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, rung: str, now: datetime
) -> bool:
    """The group in which an open village matter was said hears that it is late, and whom to ask: not its owner."""
    if ticket.status not in WORKING or ticket.paused_at is not None:
        return False
    phone = wording.OfficerPhone(filing.office_phone(organisation, ticket.village))
    text = wording.GROUP_LATE.say(事=following_up.public(ticket), 电话=phone)
    return await _tell_group(ledger, policy, organisation, ticket, text, rung, now)


async def _tell_group(
    ledger: Ledger,
    policy: Policy,
    organisation: Organisation,
    ticket: Ticket,
    text: PublicText,
    what: str,
    now: datetime,
) -> bool:
    """One line, once for each date of the ticket. Returns whether there is a group that may hear it."""
    chat = organisation.chats.get(ticket.group_ref or "")
    if not filing.is_public(ticket) or chat is None or chat.channel is None:
        return False
    await tell_groups(
        ledger,
        organisation,
        ticket,
        text,
        why="notice",
        key=f"t{ticket.number}:{filing.in_round(what, ticket)}:group",
        now=now,
        send_after=quiet_hours.when_to_tell_villager(now, policy.quiet_hours, policy.calendar, danger=False),
    )
    return True

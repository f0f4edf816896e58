"""联办, the helpers' side: they have a date of their own before the owner's, and answer him (首接负责, practice §3).

The date of whoever helps is one working day before the ticket's and follows from it, so it can move only where the
ticket's own date moves, with a line of history.
"""

from collections.abc import Sequence
from datetime import datetime

from handlers import deadlines, filing, titles
from handlers.dispatch import barred_from, may_own
from handlers.errors import Refused
from handlers.policy import Policy
from handlers.turn import Turn, tell_officer
from handlers.wording import which_of_yours
from handlers.wording.joint import (
    HELPER_AT_IT,
    HELPER_DUE,
    HELPER_NOTED,
    HELPER_SAYS,
    HELPER_SILENT,
    HELPER_THANKED,
    NOT_HELPING,
)
from storage.helping import Helper
from storage.ledger import Ledger
from storage.lifecycle import WORKING, HandlingMode, MoveName
from storage.models import Officer, Ticket
from storage.organisation import Organisation

#: the reminders of a helper's date (his number behind it: help-due.2), and of his silence, to the owner
DUE, SILENT = filing.HELP_DUE, filing.HELP_SILENT
RUNGS = frozenset({DUE, SILENT})
NO_LONGER_HERE, CONCERNED = "不在这里了", "按回避换人"


def rung_of(rung: str) -> str:
    """help-due of help-due.2."""
    return rung.partition(".")[0]


def may_help(organisation: Organisation, officer: str, ticket: Ticket) -> bool:
    """Whether somebody may be asked: not its owner, nobody who may not know of it."""
    return officer != ticket.owner and may_own(organisation, officer, ticket)


def helper_date(policy: Policy, ticket: Ticket, helper: Helper) -> datetime:
    """By when a helper answers the owner."""
    return deadlines.helpers_date(policy.calendar.of(ticket.village), ticket.due_at, helper.asked_at)


def mode_by_helpers(ticket: Ticket, helpers: Sequence[Helper]) -> HandlingMode:
    """联 while somebody helps, 领 otherwise; 督 stays until it is lifted."""
    if ticket.mode is HandlingMode.SUPERVISED:
        return ticket.mode
    return HandlingMode.JOINT if helpers else HandlingMode.LED


async def let_go(ledger: Ledger, ticket: Ticket, helper: Helper, *, because: str, actor: str, now: datetime) -> None:
    """A helper helps no longer: his reminders end; without any other it is 领办 again."""
    await ledger.helpers.leave(ticket, helper, because, now)
    ticket.mode = mode_by_helpers(ticket, await ledger.helpers.of(ticket))
    ledger.tickets.move(
        ticket,
        MoveName.CORRECT,
        actor=actor,
        at=now,
        reason=f"协办的人少一个：{because}",
        detail={"helper_left": helper.officer, "mode": ticket.mode.value},
    )
    await forget_reminders(ledger, ticket, helper, now)


async def forget_reminders(ledger: Ledger, ticket: Ticket, helper: Helper, now: datetime) -> None:
    """Nothing is owed about this helper's part any more, whatever date it was for."""
    mine = {f"{rung}.{helper.sequence}" for rung in RUNGS}
    waiting = [row.rung for row in await ledger.reminders.waiting(ticket.number) if row.rung.partition("#")[0] in mine]
    if waiting:
        await ledger.reminders.cancel(ticket.number, now, waiting)


async def meant_as_helper(turn: Turn, number: int | None, doing: str) -> tuple[Helper, Ticket] | None:
    """What an official helps with and means by an order; None: nothing, or one of his own is meant.

    Raises Refused where several could be meant.
    """
    assert turn.officer is not None
    if number is None and turn.message.quote is not None:
        note = await turn.ledger.outbox.quoted(turn.message.channel, turn.message.quote)
        number = note.ticket if note is not None else None
    found = {
        ticket.number: (helper, ticket)
        for helper, ticket in await turn.ledger.helpers.helped_by([turn.officer.id])
        if turn.officer.id not in barred_from(turn.organisation, ticket)
    }
    if number is not None:
        return found.get(number)
    if not found or await turn.ledger.tickets.owned_by(turn.officer.id, WORKING):
        return None
    if len(found) > 1:
        rows = [(ticket.number, shown(ticket)) for _, ticket in found.values()][:5]
        raise Refused("helps with several", which_of_yours(doing, rows))
    return next(iter(found.values()))


def shown(ticket: Ticket) -> str:
    """A ticket's title in a list of somebody who only helps."""
    return filing.title_for_others(ticket).partition("号")[2] or titles.public_title(None, ticket.kind)


async def answered(turn: Turn, number: int | None, words: str, *, done: bool) -> bool:
    """说了 or 好 of somebody who helps: it goes to the owner, and to no villager. False: he means his own."""
    assert turn.officer is not None
    found = await meant_as_helper(turn, number, "好")
    if found is None:
        return False
    helper, ticket = found
    await note_answer(turn, helper, ticket, words, done=done)
    owner = filing.owner_of(turn.organisation, ticket)
    phrase = HELPER_THANKED if done else HELPER_NOTED
    values: dict[str, str | int] = {"事": filing.title_for_others(ticket), "人": owner.name, "电话": owner.phone}
    await turn.answer(phrase.say(**values, **({} if done else {"编号": ticket.number})), ticket=ticket.number)
    return True


async def note_answer(turn: Turn, helper: Helper, ticket: Ticket, words: str, *, done: bool) -> None:
    """Keep what a helper answered, and tell the owner. `words` are the official's, masked."""
    assert turn.officer is not None
    ledger, now = turn.ledger, turn.now
    helper.answered_at = helper.answered_at or now
    if done:
        helper.done_at, helper.result = now, words
        await forget_reminders(ledger, ticket, helper, now)
    ledger.tickets.move(
        ticket,
        MoveName.CORRECT,
        actor=turn.officer.id,
        at=now,
        reason=f"协办{'办好' if done else '回话'}：{words}" if words else "协办回话",
        detail={"helper": helper.officer, "done": done},
    )
    him = turn.organisation.officers[helper.officer]
    if turn.officer.id == ticket.owner:
        # he has just written it himself
        return
    if done:
        text = HELPER_SAYS.say(
            人=him.name, 电话=him.phone, 事=filing.staff_title(ticket), 原因=words, 编号=ticket.number
        )
    else:
        text = HELPER_AT_IT.say(人=him.name, 电话=him.phone, 事=filing.staff_title(ticket))
    await filing.tell_owner(turn, ticket, text, why="notice", key=f"t{ticket.number}:helper-says:{ticket.moves}")


def nothing_to_help() -> Refused:
    """He wrote as if he helped, and does not."""
    return Refused("helps with nothing", NOT_HELPING.say())


def still_said(ticket: Ticket, key: str, person: str) -> bool:
    """Whether a note about a helper's date (by its key, t12:help-due.2#1:p05) is still true when it goes."""
    rung = rung_of(key.split(":")[1].partition("#")[0]) if ":" in key else ""
    if rung not in RUNGS:
        return True
    if ticket.status not in WORKING or ticket.paused_at is not None:
        return False
    return person == ticket.owner if rung == SILENT else person in ticket.helpers


async def remind(
    ledger: Ledger,
    policy: Policy,
    organisation: Organisation,
    ticket: Ticket,
    row: str,
    officer: Officer,
    now: datetime,
) -> bool:
    """A helper's date has come, or has gone by without his word. Returns whether something was said."""
    rung = filing.rung_of(row)
    sequence = int(rung.partition(".")[2] or 0)
    helper = next((one for one in await ledger.helpers.of(ticket) if one.sequence == sequence), None)
    if helper is None or helper.done_at is not None or not still_said(ticket, f"t:{rung}:", officer.id):
        return False
    if rung_of(rung) == DUE:
        if officer.id != helper.officer:
            return False
        owner = filing.owner_of(organisation, ticket)
        text = HELPER_DUE.say(
            人=owner.name,
            电话=owner.phone,
            事=filing.title_for_others(ticket),
            日期=policy.day(helper_date(policy, ticket, helper)),
            编号=ticket.number,
        )
    else:
        him = organisation.officers.get(helper.officer)
        if him is None:
            return False
        text = HELPER_SILENT.say(
            事=filing.staff_title(ticket),
            人=him.name,
            电话=him.phone,
            编号=ticket.number,
            日期=policy.due(ticket),
        )
    key = f"t{ticket.number}:{row}:{officer.id}"
    await tell_officer(ledger, policy, officer, text, ticket=ticket, why="notice", key=key, now=now)
    return True


_SEEN = "helpers_seen"


async def keep_helpers(ledger: Ledger, policy: Policy, now: datetime) -> int:
    """Nobody helps who may no longer know of a matter, or has left; looked at once for each organisation."""
    organisation = await ledger.organisation()
    if not await ledger.reminders.first_look(_SEEN, organisation.generation):
        return 0
    gone = 0
    for person in await ledger.helpers.everybody():
        for helper, ticket in await ledger.helpers.helped_by([person]):
            because = "" if person in organisation.officers else NO_LONGER_HERE
            if person in barred_from(organisation, ticket):
                because = CONCERNED
            if because:
                await let_go(ledger, ticket, helper, because=because, actor="system", now=now)
                gone += 1
    return gone

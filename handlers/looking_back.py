"""回头看: how it was handled, asked once and away from the handler; and later on, how the matter itself is.

Never who is to blame: dissatisfaction leads to somebody else having a look, not to a search for who said it.
"""

import re
from datetime import datetime

from classifiers.privacy import mask
from classifiers.verdict import Act, Urgency
from handlers import filing, following_up, wording
from handlers.answering import not_an_order, not_done, nothing_awaited
from handlers.dispatch import able_holders, barred_from
from handlers.filters import awaiting, bare, in_private
from handlers.following_up import RATING
from handlers.policy import RATED_WITHIN, RESULT_WITHIN, Policy
from handlers.reading import own_word
from handlers.router import Router
from handlers.turn import Turn, tell_officer, tell_villager
from storage.ledger import Ledger
from storage.lifecycle import Confirmed, Status
from storage.messages import Question
from storage.models import Ticket, Villager
from storage.organisation import Role

router = Router("looking_back")

#: 好着呢，没再吵
_IT_HOLDS = re.compile("^(?:现在|都|也|还|挺)*(?:好着|挺好|还好|好得很|没事|没啥|没再)")
#: what a villager's conversation waits for
HOW_IT_IS = "how_it_is"
WHY_BAD = "why_bad"


async def ask_rating(ledger: Ledger, policy: Policy, ticket: Ticket, rung: str, now: datetime) -> bool:
    """A day after the end: how was it handled? Once; silence leaves it open. Returns whether something was said."""
    reporter = await _to_be_asked(ledger, ticket)
    if reporter is None:
        return False
    await ledger.conversations.expect(reporter.ref, RATING, ticket.number, now, now + RATED_WITHIN)
    key = f"t{ticket.number}:{rung}"
    text = wording.ASK_SATISFIED.say()
    await tell_villager(ledger, policy, reporter, text, ticket=ticket, why="rating", key=key, now=now)
    return True


async def ask_how_it_is(ledger: Ledger, policy: Policy, ticket: Ticket, rung: str, now: datetime) -> bool:
    """A week, a month, three months after: does it hold? Returns whether something was said."""
    reporter = await _to_be_asked(ledger, ticket)
    if reporter is None:
        return False
    await ledger.conversations.expect(reporter.ref, HOW_IT_IS, ticket.number, now, now + RATED_WITHIN)
    text = wording.LOOK_BACK.say(称呼=wording.salutation(reporter.name), 事=ticket.title)
    key = f"t{ticket.number}:{rung}"
    await tell_villager(ledger, policy, reporter, text, ticket=ticket, why="follow-up", key=key, now=now)
    return True


async def _to_be_asked(ledger: Ledger, ticket: Ticket) -> Villager | None:
    """Whoever raised it, where the matter is over and he may be written to."""
    if ticket.status is not Status.CLOSED or ticket.violence_at_home:
        return None
    reporter = await following_up.reporter_of(ledger, ticket)
    if reporter is None or reporter.opted_out_at is not None or reporter.unreachable_at is not None:
        return None
    return reporter


@router.on(in_private, awaiting(RATING), not_an_order)
async def rate(turn: Turn, asked: Question) -> None:
    """1 / 2 / 3: how it was handled. Words about the matter itself are heard as such."""
    ticket = await turn.ledger.tickets.find(asked.ticket or 0)
    answer = wording.answer_to_result(turn.text)
    if ticket is None or ticket.status is not Status.CLOSED:
        await _not_asked_any_more(turn)
        return
    if answer is None and turn.verdict.act is Act.CONFIRM:
        answer = 1
    if answer is None:
        await _something_else(turn, ticket)
        return
    ticket.satisfaction = answer
    if answer == 3 and ticket.confirmed is Confirmed.NONE:
        # he had not answered whether it was done: this says that it is not
        await not_done(turn, ticket, "")
        return
    if answer == 3:
        await turn.answer(wording.ASK_WHY_BAD.say(), why="reply", ticket=ticket.number)
        await turn.expect(WHY_BAD, ticket.number, filing.answer_until(turn))
        await somebody_else_looks(turn, ticket, "还没细说")
        return
    await turn.expect(None, None)
    await turn.answer(wording.THANKS_FEEDBACK.say(), ticket=ticket.number)


@router.on(in_private, awaiting(WHY_BAD), not_an_order)
async def why_bad(turn: Turn, asked: Question) -> None:
    """What was not good: for the one who has another look, never for the one who handled it."""
    await turn.expect(None, None)
    ticket = await turn.ledger.tickets.find(asked.ticket or 0)
    if ticket is None:
        return
    elsewhere = turn.verdict.place is not None or turn.verdict.urgency is Urgency.URGENT
    if turn.verdict.is_matter and elsewhere and turn.verdict.topic not in (None, ticket.topic):
        # plainly something new; anything else is read by a person as the reason it was asked for
        await _not_asked_any_more(turn)
        return
    await somebody_else_looks(turn, ticket, mask(turn.text[:400]))
    await turn.answer(wording.RATED_BAD.say(), ticket=ticket.number)


async def somebody_else_looks(turn: Turn, ticket: Ticket, reason: str) -> None:
    """The supervisor, else the office, hears that somebody was not satisfied; never the one who handled it."""
    today = turn.policy.calendar.day_of(turn.now)
    without = barred_from(turn.organisation, ticket) | {ticket.owner}
    for role in (Role.VILLAGE_SUPERVISOR, Role.AFFAIRS_OFFICE):
        if ticket.about_official and role is Role.VILLAGE_SUPERVISOR:
            continue
        for officer in able_holders(turn.organisation, role, ticket.village, today, without=without):
            await tell_officer(
                turn.ledger,
                turn.policy,
                officer,
                wording.PING_NOT_SATISFIED.say(
                    事=filing.title_for_others(ticket), 原因=filing.heard_of(ticket, reason)
                ),
                ticket=ticket,
                why="notice",
                key=f"t{ticket.number}:rated:{turn.inbox_id.hex}",
                now=turn.now,
            )
            return


@router.on(in_private, awaiting(HOW_IT_IS), not_an_order, lambda turn: own_word(turn.text) is None)
async def how_it_is(turn: Turn, asked: Question) -> None:
    """1: it holds. Anything wrong: it is taken up again."""
    ticket = await turn.ledger.tickets.find(asked.ticket or 0)
    if ticket is None or ticket.status is not Status.CLOSED:
        await _not_asked_any_more(turn)
        return
    answer = wording.answer_to_result(turn.text)
    if answer is None and (turn.verdict.act is Act.CONFIRM or _IT_HOLDS.match(bare(turn.text))):
        answer = 1
    if answer == 1:
        await turn.expect(None, None)
        await turn.answer(wording.GLAD.say(), ticket=ticket.number)
    elif answer in (2, 3):
        await not_done(turn, ticket, "")
    else:
        await _something_else(turn, ticket)


async def _something_else(turn: Turn, ticket: Ticket) -> None:
    """No number: the same trouble again, a new matter, or words that nobody can place."""
    if turn.verdict.is_matter and turn.verdict.topic is ticket.topic and turn.now < _may_be_reopened_until(ticket):
        await not_done(turn, ticket, turn.text)
        return
    await _not_asked_any_more(turn)


def _may_be_reopened_until(ticket: Ticket) -> datetime:
    # asked at 90 days, an answer still counts
    return (ticket.closed_at or ticket.registered_at) + 4 * RESULT_WITHIN


async def _not_asked_any_more(turn: Turn) -> None:
    await turn.expect(None, None)
    await nothing_awaited(turn)

"""A villager says that he will go to the petition office, to court, to the county: his right, and no cue for alarm.

Nothing is kept of it, nothing is marked, nobody above hears of it. The one who has the matter is asked to call today
(once a day, as for 催), and the ways there are stand in the answer (seeds 4.16, 5.15).
"""

from classifiers.verdict import Scene, Urgency
from handlers import filing, voices, wording
from handlers.danger_words import numbers_in
from handlers.filters import in_private
from handlers.higher_words import beside_it, speaks_of_going_higher
from handlers.raising import raise_matter
from handlers.router import Router
from handlers.turn import Turn, tell_officer
from handlers.wording import going_higher as say
from storage.lifecycle import WORKING
from storage.models import Officer

router = Router("going_higher")


def _higher(turn: Turn) -> bool:
    danger = turn.verdict.urgency is Urgency.DANGER
    return turn.officer is None and not danger and speaks_of_going_higher(turn.text)


@router.on(in_private, _higher)
async def said_so(turn: Turn) -> None:
    """What else he says is heard as anybody's would be; the ways stand beside the answer."""
    rest = beside_it(turn.text)
    verdict = turn.policy.reader.read(rest, scene=Scene.PRIVATE) if rest else None
    if verdict is not None and verdict.is_matter and verdict.topic is not None:
        turn.hear_instead(rest, verdict)
        await raise_matter(turn)
        await _say_the_ways(turn, None)
    else:
        await _about_what_stands(turn)


async def _about_what_stands(turn: Turn) -> None:
    """Of what he has raised before, or of nothing that is known here."""
    villager = await turn.villager()
    mine = [ticket for ticket in await voices.standing(turn, villager) if ticket.status in WORKING]
    if not mine:
        await _say_the_ways(turn, None)
        return
    ticket = mine[0]
    owner = filing.owner_of(turn.organisation, ticket)
    today = turn.policy.calendar.day_of(turn.now)
    if await turn.ledger.reminders.begin_period("hurried", str(ticket.number), today, turn.now):
        await tell_officer(
            turn.ledger,
            turn.policy,
            owner,
            say.PING_CALL_HIM.say(事=filing.staff_title(ticket), 编号=ticket.number),
            ticket=ticket,
            why="notice",
            key=f"t{ticket.number}:hurried:{today.isoformat()}",
            now=turn.now,
        )
    text = say.HEARD_YOU.say(称呼=wording.salutation(villager.name), 事=ticket.title, 人=owner.name, 电话=owner.phone)
    await turn.answer(text, ticket=ticket.number)
    await _say_the_ways(turn, owner)


async def _say_the_ways(turn: Turn, owner: Officer | None) -> None:
    phone = owner.phone if owner is not None else filing.office_phone(turn.organisation)
    await turn.answer(say.ALL_WAYS.say(电话=phone, **numbers_in(turn.policy, say.ALL_WAYS)), why="notice")

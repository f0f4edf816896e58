"""火灭了, 找到了, 没事了: the caller says that the danger is over. Everybody who was called is told, and looks.

A fire may come again: the ticket stays open until its owner has looked and says so. He is asked once more; the others
are called no longer. Of violence at home the calling goes on for all: somebody may be made to say that it is over.
"""

import re

from classifiers.dangers import AT_HOME
from classifiers.verdict import Urgency
from handlers import danger_words, filing
from handlers.filters import bare
from handlers.router import Router
from handlers.turn import Turn
from handlers.wording import OfficerCard
from handlers.wording import dangers as wording
from storage.lifecycle import WORKING
from storage.models import Ticket

router = Router("danger_over")

#: longer words tell more than that it is over
_LONGEST = 24
_OVER = re.compile(
    "灭(?:掉|干净)?了|熄了|找到了|找着了|找见了|(?:人|孩子|娃|老人|奶奶|爷爷|他|她|已经|自己)?回来了|没事了|没事儿了|没啥事|没危险了|不要紧了|救(?:上|出|下)来了|"
    "捞上来了|爬上来了|醒(?:过来)?了|缓过来了|水(?:退|下去|小)了|送(?:到)?医院了|(?:救护车|120|119|110|消防车?|警察)(?:已经)?(?:来了|到了|接走)|"
    "虚惊一场|解除了|抓(?:住|走)了|拉开了|(?:电)?(?:断|停|拉闸)了电|平安|脱险|弄(?:出|上)来了"
)
_NOT_OVER = re.compile(
    "没灭|灭不|还没|没有|还在|又|没找|找不|没回|没醒|不醒|吗|没呢|？|\\?|可是|但|怎么|是不是|快|救命|不行|更|谁"
)


def says_over(text: str) -> bool:
    """Whether a short message says that a danger is past."""
    said = bare(text)
    return len(said) <= _LONGEST and _OVER.search(said) is not None and _NOT_OVER.search(text) is None


async def find(turn: Turn) -> Ticket | None:
    """The danger that the speaker is behind and that he says is over; asked for such words only."""
    if turn.officer is not None or not says_over(turn.text):
        return None
    villager = await turn.ledger.people.find_villager(turn.private_ref)
    if villager is None:
        return None
    mine = await turn.ledger.tickets.raised_by(villager.ref, limit=5)
    return next((one for one in mine if one.urgency is Urgency.DANGER and one.status in WORKING), None)


def _is_over(turn: Turn) -> bool:
    return turn.past_danger is not None


@router.on(_is_over)
async def over(turn: Turn) -> None:
    """The words are kept with the matter; whoever was called hears it and is asked to make sure."""
    ticket = turn.past_danger
    assert ticket is not None
    owner = filing.owner_of(turn.organisation, ticket)
    await turn.ledger.tickets.add_words(ticket, await turn.villager(), turn.pieces)
    await filing.tell_called(
        turn.ledger,
        turn.policy,
        turn.organisation,
        ticket,
        wording.PING_DANGER_OVER.say(事=filing.staff_title(ticket), 编号=ticket.number),
        key=f"over:{turn.inbox_id.hex}",
        now=turn.now,
    )
    kind = danger_words.kind_of(ticket)
    if kind not in AT_HOME:
        ticket.evidence = {**ticket.evidence, filing.SAID_OVER: True}
    if turn.in_group and filing.warns_all(ticket) and kind not in AT_HOME:
        card = OfficerCard(owner.name, owner.phone)
        line = wording.DANGER_GROUP_OVER.say(人=card.name, 电话=card.phone)
        await turn.say_in_group(line, why="danger", ticket=ticket.number)
        return
    if kind in AT_HOME:
        # somebody else may be holding the phone
        text = danger_words.stay_safe(turn.policy, ticket, owner)
    else:
        text = wording.DANGER_OVER_NOTED.say(人=owner.name, 电话=owner.phone, 先打=turn.policy.numbers.first(kind))
    await turn.answer(text, why="danger", ticket=ticket.number)

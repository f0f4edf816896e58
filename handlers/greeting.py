"""你好, 在吗, 你是谁: somebody who does not know yet whether anybody is there. Answered once a day, kept nowhere.

It is no matter and no answer to what was asked; whoever is in danger is heard by those who look after that.
"""

from datetime import timedelta

from handlers import acknowledging, filing, wording
from handlers.filters import in_private
from handlers.hello import asks_who, greets
from handlers.router import Router
from handlers.turn import Turn
from handlers.wording.greeting import ABOUT_US, GREETING
from storage.incoming import MessageKind

router = Router("greeting")

#: the conversation in which it is remembered that somebody was greeted; nothing is waited for there
GREETED = "greeted"
_NOT_AGAIN_WITHIN = timedelta(days=1)


def _greets_us(turn: Turn) -> bool:
    if turn.officer is not None or turn.message.kind not in (MessageKind.TEXT, MessageKind.VOICE):
        return False
    in_danger = turn.awaiting is not None and turn.awaiting.awaiting == acknowledging.SAFETY
    return not in_danger and turn.past_danger is None and greets(turn.message.text)


@router.on(in_private, _greets_us)
async def greet(turn: Turn) -> None:
    """What can be said here, and whom to call; to somebody in the middle of telling, only that he is heard."""
    if turn.awaiting is not None or turn.burst is not None:
        await turn.answer(wording.LISTENING.say())
        return
    ledger = turn.ledger
    ref = ledger.vault.reference(GREETED, turn.message.channel, turn.message.sender)
    asked = asks_who(turn.text)
    if not asked and await ledger.conversations.find(ref, turn.now) is not None:
        return
    # nobody becomes known by a greeting
    known = await ledger.people.find_villager(turn.private_ref)
    village = turn.organisation.areas.get(known.village or "") if known is not None else None
    where = village.name if village is not None else turn.organisation.township.name
    phone = filing.office_phone(turn.organisation, village.code if village is not None else None)
    await turn.answer((ABOUT_US if asked else GREETING).say(村=where, 电话=phone))
    await ledger.conversations.expect(ref, GREETED, None, turn.now, turn.now + _NOT_AGAIN_WITHIN)

"""What an official is telling for somebody at this moment: a draft that waits for a yes, or what he has just filed.

His next messages are part of it (a name, a number, where it is), so they are no matter of his own.
"""

from dataclasses import dataclass

from handlers.policy import ADD_WITHIN
from handlers.turn import InHand, Turn
from storage.lifecycle import OPEN
from storage.models import Ticket
from storage.on_behalf import OnBehalf
from storage.vault import Vault

#: what the conversation waits for: more of it
MORE = "told_for"


@dataclass(frozen=True, slots=True)
class Filed:
    """What was filed a moment ago, for whom nobody but this official speaks."""

    ticket: Ticket
    row: OnBehalf


def _ref(vault: Vault, channel: str, sender: str) -> str:
    return vault.reference(MORE, channel, sender)


async def hold(turn: Turn, ticket: Ticket | None) -> None:
    """What he says next belongs to this (None: to the draft)."""
    ref = _ref(turn.ledger.vault, turn.message.channel, turn.message.sender)
    number = ticket.number if ticket is not None else None
    await turn.ledger.conversations.expect(ref, MORE, number, turn.now, turn.now + ADD_WITHIN)


async def let_go(turn: Turn) -> None:
    """Whatever he says next is heard by itself."""
    ref = _ref(turn.ledger.vault, turn.message.channel, turn.message.sender)
    await turn.ledger.conversations.expect(ref, None, None, turn.now)


async def find(turn: Turn) -> InHand | None:
    """What is in this official's hand; None: nothing, or it was too long ago."""
    if turn.officer is None or turn.in_group:
        return None
    ledger = turn.ledger
    draft = await ledger.on_behalf.draft(turn.private_ref, turn.now)
    held = await ledger.conversations.find(_ref(ledger.vault, turn.message.channel, turn.message.sender), turn.now)
    if draft is None and (held is None or held.ticket is None):
        return None
    asked_last = False
    if held is not None and held.asked_at is not None:
        # a yes without more is for whoever asked last
        asked_last = not await ledger.outbox.last_about(turn.message.channel, turn.message.sender, held.asked_at)
    return InHand(
        draft=draft.order if draft is not None else None,
        ticket=held.ticket if held is not None else None,
        fresh=held is not None,
        asked_last=asked_last,
    )


async def filed(turn: Turn) -> Filed | None:
    """The ticket in his hand, while it is open and the person has no account."""
    assert turn.officer is not None
    number = turn.told_for.ticket if turn.told_for is not None else None
    ticket = await turn.ledger.tickets.find(number) if number is not None else None
    row = await turn.ledger.on_behalf.find(number) if ticket is not None and number is not None else None
    if ticket is None or row is None or ticket.status not in OPEN:
        return None
    return Filed(ticket, row) if row.filed_by == turn.officer.id and row.bound_at is None else None

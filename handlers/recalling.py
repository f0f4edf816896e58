"""Somebody takes a message back on the platform: its words go here as well, and only its own.

Only who said it can take it back. An administrator who removes somebody else's words from a group does not thereby
remove that person's matter.
"""

from classifiers.verdict import Urgency
from handlers import filing, wording
from handlers.answering import take_back
from handlers.filters import kind
from handlers.router import Router
from handlers.turn import Turn, tell_officer
from storage.incoming import MessageKind, Said
from storage.lifecycle import OPEN, MoveName, Status
from storage.models import Ticket

router = Router("recalling")

#: platforms let people recall for minutes, at the most a day: it is one of their last tickets
_LOOK_BACK = 20
#: called out perhaps, but nobody has taken it in hand
_NOBODY_ACTED = frozenset({Status.CLARIFYING, Status.REGISTERED, Status.DISPATCHED})


@router.on(kind(MessageKind.RECALL))
async def recall(turn: Turn) -> None:
    """Remove the recalled piece; where it was all that was said and nobody has acted yet, the matter ends."""
    if turn.message.recalls is None:
        return
    tickets = turn.ledger.tickets
    for ticket in await tickets.raised_by(turn.private_ref, limit=_LOOK_BACK):
        before = await tickets.said_by(ticket, turn.private_ref)
        left = await tickets.take_back(ticket, turn.private_ref, turn.message.recalls)
        if left is not None:
            gone = [piece for piece in before if piece.id == turn.message.recalls]
            await _removed(turn, ticket, gone, left)
            return


async def _removed(turn: Turn, ticket: Ticket, gone: list[Said], left: list[Said]) -> None:
    _forget_place(ticket, gone, left)
    says_nothing = not any(piece.text for piece in left)
    if not says_nothing:
        _note(turn, ticket)
        return
    reporter = await turn.ledger.tickets.raised_by(turn.private_ref, limit=_LOOK_BACK, as_reporter=True)
    if ticket.number not in {each.number for each in reporter}:
        if not left:
            await turn.ledger.tickets.leave(ticket, turn.private_ref)
        _note(turn, ticket)
        return
    alone, danger = ticket.voices == 1, ticket.urgency is Urgency.DANGER
    if alone and not danger and ticket.status in _NOBODY_ACTED:
        await take_back(turn, ticket, "本人撤回了消息")
        return
    _note(turn, ticket)
    if danger and ticket.status in OPEN:
        # whoever is in danger may be made to take it back: a person asks
        await tell_officer(
            turn.ledger,
            turn.policy,
            filing.owner_of(turn.organisation, ticket),
            wording.PING_DANGER_MORE.say(事=filing.staff_title(ticket), 原因="本人撤回了消息，请打电话问问"),
            ticket=ticket,
            why="danger",
            key=f"t{ticket.number}:recalled:{turn.inbox_id.hex}",
            now=turn.now,
            at_once=True,
        )


def _note(turn: Turn, ticket: Ticket) -> None:
    if ticket.status in OPEN:
        turn.ledger.tickets.move(
            ticket, MoveName.CORRECT, actor=filing.VILLAGER, at=turn.now, reason="本人撤回了一句话"
        )


def _forget_place(ticket: Ticket, gone: list[Said], left: list[Said]) -> None:
    """A place that only the recalled words named is forgotten with them; the area they pointed to stays."""
    place = ticket.place
    if place and any(place in piece.text for piece in gone) and not any(place in piece.text for piece in left):
        ticket.place = None

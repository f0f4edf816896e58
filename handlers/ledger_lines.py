"""台账 as lines: what each ticket was, is, and how it got there, without a name, a phone or a villager's word."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from typing import Any

from handlers.deadlines import colour_of
from handlers.policy import Policy
from storage.ledger import Ledger
from storage.lifecycle import WORKING
from storage.models import Extension, Move, Ticket

_PAGE = 500


async def ledger_lines(ledger: Ledger, policy: Policy, now: datetime) -> AsyncIterator[dict[str, Any]]:
    """Every ticket in order of number, in the form of `shuoshi ledger export --format jsonl`."""
    after = 0
    while page := await ledger.tickets.every(after=after, limit=_PAGE):
        for ticket in page:
            history = await ledger.tickets.history(ticket.number)
            # an extension has moved the date, so most tickets need not be asked about
            extensions = await ledger.requests.extensions_of(ticket.number) if ticket.dates_moved else ()
            yield ledger_line(ticket, history, policy, now, extensions)
        after = page[-1].number


def ledger_line(
    ticket: Ticket, history: Sequence[Move], policy: Policy, now: datetime, extensions: Sequence[Extension] = ()
) -> dict[str, Any]:
    """One ticket's line; instants are ISO 8601 UTC."""
    colour = None
    if ticket.status in WORKING:
        colour = colour_of(
            ticket.registered_at,
            ticket.due_at,
            ticket.urgency,
            # a paused ticket keeps the colour it had
            ticket.paused_at or now,
            policy.calendar.of(ticket.village),
            contacted=ticket.first_contact_at is not None,
            contact_by=ticket.contact_by,
        )
    return {
        "number": ticket.number,
        "registered_at": _utc(ticket.registered_at),
        "channel": ticket.channel,
        "village": ticket.village,
        "grid": ticket.grid,
        "kind": ticket.kind,
        "topic": ticket.topic,
        "urgency": ticket.urgency,
        "title": ticket.title,
        "mode": ticket.mode,
        "status": ticket.status,
        "level": ticket.level if ticket.level != "grid" else "village",
        "owner": ticket.owner,
        "helpers": ticket.helpers,
        "voices": ticket.voices,
        "due_at": _utc(ticket.due_at),
        "original_due_at": _utc(ticket.original_due_at),
        "extensions": [
            {"reason": extension.reason, "to": _utc(extension.wanted_at)}
            for extension in extensions
            if extension.granted
        ],
        "paused": ticket.paused_at is not None and ticket.status in WORKING,
        "first_contact_at": _utc(ticket.first_contact_at),
        "resolved_at": _utc(ticket.resolved_at),
        "told_at": _utc(ticket.told_at),
        "closed_at": _utc(ticket.closed_at),
        "outcome": ticket.outcome,
        "confirmed": ticket.confirmed,
        "satisfaction": ticket.satisfaction,
        "reopened": ticket.reopened,
        "merged_into": ticket.merged_into,
        "colour": colour,
        "rules": ticket.rules,
        "history": [
            {"at": _utc(move.at), "actor": move.actor, "move": move.move, "reason": move.reason} for move in history
        ],
    }


def _utc(instant: datetime | None) -> str | None:
    return None if instant is None else instant.astimezone(UTC).isoformat()

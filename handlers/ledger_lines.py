"""台账 as lines: what each ticket was, is, and how it got there, without a name, a phone or a villager's word."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from classifiers.privacy import Mask, mask
from handlers.deadlines import colour_of
from handlers.policy import Policy
from storage.ledger import Ledger
from storage.lifecycle import WORKING
from storage.models import Extension, Move, Ticket

_PAGE = 500
#: theirs are fixed phrases
_NOT_OFFICIALS = frozenset({"villager", "system"})


async def ledger_lines(ledger: Ledger, policy: Policy, now: datetime) -> AsyncIterator[dict[str, Any]]:
    """Every ticket in order of number, in the form of `shuoshi ledger export --format jsonl`."""
    after = 0
    hide = Mask(await _names_of_officials(ledger))
    while page := await ledger.tickets.every(after=after, limit=_PAGE):
        for ticket in page:
            history = await ledger.tickets.history(ticket.number)
            # an extension has moved the date, so most tickets need not be asked about
            extensions = await ledger.requests.extensions_of(ticket.number) if ticket.dates_moved else ()
            if extensions or any(move.reason and move.actor not in _NOT_OFFICIALS for move in history):
                # an official may have named whoever he went to
                theirs = Mask(await _names_behind(ledger, ticket))
                yield ledger_line(ticket, history, policy, now, extensions, _one_after_the_other(hide, theirs))
            else:
                yield ledger_line(ticket, history, policy, now)
        after = page[-1].number


async def _names_of_officials(ledger: Ledger) -> list[str]:
    try:
        return [officer.name for officer in (await ledger.organisation()).officers.values()]
    except LookupError:
        # nothing is loaded, so nobody can have written a reason
        return []


async def _names_behind(ledger: Ledger, ticket: Ticket) -> list[str]:
    voices = await ledger.tickets.voices_of(ticket)
    return [villager.name for villager in await ledger.people.villagers(voice.villager for voice in voices)]


def _one_after_the_other(first: Callable[[str], str], second: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: second(first(text))


def ledger_line(
    ticket: Ticket,
    history: Sequence[Move],
    policy: Policy,
    now: datetime,
    extensions: Sequence[Extension] = (),
    hide: Callable[[str], str] = mask,
) -> dict[str, Any]:
    """One ticket's line; instants are ISO 8601 UTC. `hide` takes personal data out of what officials wrote."""
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
            {"reason": hide(extension.reason), "to": _utc(extension.wanted_at)}
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
            {"at": _utc(move.at), "actor": move.actor, "move": move.move, "reason": _reason(move, hide)}
            for move in history
        ],
    }


def _reason(move: Move, hide: Callable[[str], str]) -> str:
    return move.reason if move.actor in _NOT_OFFICIALS else hide(move.reason)


def _utc(instant: datetime | None) -> str | None:
    return None if instant is None else instant.astimezone(UTC).isoformat()

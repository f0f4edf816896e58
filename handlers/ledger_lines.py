"""台账 as lines: what each ticket was, is, and how it got there, without a name, a phone or a villager's word.

A complaint about an official and violence at home are kept apart (Ruling 7): in a line that may be handed round only
number, day of registration and end are told of them, and in the lines of one village they do not stand at all.
"""

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from datetime import UTC, datetime
from typing import Any

from classifiers.privacy import Mask, mask
from handlers.deadlines import colour_of
from handlers.policy import Policy
from storage.ledger import Ledger
from storage.ledger_pages import Entry, Selection
from storage.lifecycle import WORKING
from storage.models import Extension, Move, Ticket

#: takes personal data out of a text
Hide = Callable[[str], str]
EVERYTHING = Selection()
#: in the place of everything that is not said of a matter kept apart
KEPT_APART = "单独管理"
_SAID_OF_WHAT_IS_KEPT_APART = frozenset({"number", "registered_at", "closed_at"})
#: theirs are fixed phrases
_NOT_OFFICIALS = frozenset({"villager", "system"})


async def ledger_lines(
    ledger: Ledger, policy: Policy, now: datetime, selection: Selection = EVERYTHING, *, everything: bool = False
) -> AsyncIterator[dict[str, Any]]:
    """The tickets in order of number, in the form of `shuoshi ledger export --format jsonl`.

    `everything`: what is kept apart stands there like the rest; for whoever wrote the words himself, as in a rehearsal.
    """
    async for page in masked_pages(ledger, selection):
        for entry, hide in page:
            apart = not everything and is_kept_apart(entry.ticket)
            if apart and selection.area is not None:
                continue
            line = ledger_line(entry.ticket, entry.history, policy, now, entry.extensions, hide)
            yield _bare(line) if apart else line


def is_kept_apart(ticket: Ticket) -> bool:
    """Whether no list, table or count may say what the ticket is about (Ruling 7; violence at home likewise)."""
    return ticket.about_official or ticket.violence_at_home


def _bare(line: dict[str, Any]) -> dict[str, Any]:
    """The same fields, empty but for those that say that there is such a ticket, and when it ended."""
    bare = {
        field: value if field in _SAID_OF_WHAT_IS_KEPT_APART else [] if isinstance(value, list) else None
        for field, value in line.items()
    }
    return bare | {"title": KEPT_APART}


async def masked_pages(ledger: Ledger, selection: Selection) -> AsyncIterator[list[tuple[Entry, Hide]]]:
    """The tickets a page at a time, each with what takes personal data out of what officials wrote about it."""
    hide = Mask(await _names_of_officials(ledger))
    async for page in ledger.pages.pages(selection):
        # an official may have named whoever he went to
        written = {entry.ticket.number for entry in page if _has_words_of_officials(entry)}
        names = await ledger.pages.names_behind(written)
        yield [(entry, _hiding(hide, names.get(entry.ticket.number, ()), entry, written)) for entry in page]


def _hiding(hide: Hide, names: Sequence[str], entry: Entry, written: Collection[int]) -> Hide:
    if entry.ticket.number not in written:
        return mask
    return _one_after_the_other(hide, Mask(names)) if names else hide


def _has_words_of_officials(entry: Entry) -> bool:
    return bool(entry.extensions) or any(move.reason and move.actor not in _NOT_OFFICIALS for move in entry.history)


async def _names_of_officials(ledger: Ledger) -> list[str]:
    try:
        return [officer.name for officer in (await ledger.organisation()).officers.values()]
    except LookupError:
        # nothing is loaded, so nobody can have written a reason
        return []


def _one_after_the_other(first: Hide, second: Hide) -> Hide:
    return lambda text: second(first(text))


def ledger_line(
    ticket: Ticket,
    history: Sequence[Move],
    policy: Policy,
    now: datetime,
    extensions: Sequence[Extension] = (),
    hide: Hide = mask,
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
            {"at": _utc(move.at), "actor": move.actor, "move": move.move, "reason": reason_of(move, hide)}
            for move in history
        ],
    }


def reason_of(move: Move, hide: Hide) -> str:
    """Why a move was made: a fixed phrase, or what an official wrote, masked."""
    return move.reason if move.actor in _NOT_OFFICIALS or not move.reason else hide(move.reason)


def _utc(instant: datetime | None) -> str | None:
    return None if instant is None else instant.astimezone(UTC).isoformat()

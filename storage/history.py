"""The hash chain over a ticket's history: a line changed, added or taken out afterwards shows."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC

from storage.models import Move

#: what the first line of a ticket is chained to
BEGINNING = ""


def hash_of(move: Move, previous: str) -> str:
    """SHA-256 (hex) over the line's own fields and the hash of the line before it."""
    fields = [
        move.township,
        move.ticket,
        move.sequence,
        move.at.astimezone(UTC).isoformat(timespec="microseconds"),
        move.actor,
        move.move.value,
        move.status.value,
        move.reason,
        move.detail,
        previous,
    ]
    line = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()


def first_broken(moves: Iterable[Move], last: str) -> int | None:
    """The sequence of the first line that does not fit, 0 when the end does not match the ticket; None: whole.

    `moves` is one ticket's history in order, `last` the hash kept on the ticket.
    """
    previous, expected = BEGINNING, 1
    for move in moves:
        if move.sequence != expected or move.hash != hash_of(move, previous):
            return move.sequence
        previous, expected = move.hash, expected + 1
    return None if previous == last else 0

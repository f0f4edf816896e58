"""What was corrected on tickets: kept in the history's detail, read back to learn from.

A `correct` move says what stood there before and after: `{"kind": {"from": "village", "to": "household"}}`. What did
not change is not named. Lines written before both were kept (`{"kind": "village"}`) say too little and are passed over.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from classifiers.verdict import MatterKind, Topic
from storage.lifecycle import MoveName
from storage.models import Move, Ticket

#: who moves a ticket without being an official
_NOT_OFFICIALS = frozenset({"villager", "system"})


@dataclass(frozen=True, slots=True)
class Judged:
    """What a ticket is taken to be."""

    kind: MatterKind
    topic: Topic | None


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction of a kind or a topic. None where the line does not speak of it."""

    at: datetime
    by_official: bool
    kind: tuple[MatterKind, MatterKind] | None
    topic: tuple[Topic | None, Topic | None] | None


def judged(ticket: Ticket) -> Judged:
    """What the ticket is taken to be now."""
    return Judged(ticket.kind, ticket.topic)


def detail_of(before: Judged, after: Judged) -> dict[str, Any]:
    """The detail of a `correct` move: what changed, from what to what."""
    detail: dict[str, Any] = {}
    if before.kind is not after.kind:
        detail["kind"] = {"from": before.kind.value, "to": after.kind.value}
    if before.topic is not after.topic:
        detail["topic"] = {"from": _value(before.topic), "to": _value(after.topic)}
    return detail


def read_correction(move: Move) -> Correction | None:
    """The correction that a line of history tells; None where it changed neither kind nor topic."""
    kind = topic = None
    if isinstance(told := move.detail.get("kind"), dict):
        kind = MatterKind(told["from"]), MatterKind(told["to"])
    if isinstance(told := move.detail.get("topic"), dict):
        topic = _topic(told["from"]), _topic(told["to"])
    if kind is None and topic is None:
        return None
    return Correction(move.at, move.actor not in _NOT_OFFICIALS, kind, topic)


def first_judged(now: Judged, corrections: Sequence[Correction]) -> Judged:
    """What the rules had made of it, before anybody corrected anything. `corrections` in order."""
    kind = next((one.kind[0] for one in corrections if one.kind is not None), now.kind)
    topic = next((one.topic[0] for one in corrections if one.topic is not None), now.topic)
    return Judged(kind, topic)


def _value(topic: Topic | None) -> str | None:
    return None if topic is None else topic.value


def _topic(value: str | None) -> Topic | None:
    return None if value is None else Topic(value)


class Corrections:
    """Repository of corrections."""

    def __init__(self, db: AsyncSession, township: str) -> None:
        self._db = db
        self._township = township

    async def of(self, numbers: Iterable[int]) -> dict[int, list[Correction]]:
        """The corrections of several tickets by number, each ticket's in order. Tickets without any are left out."""
        query = select(Move).where(
            Move.township == self._township, Move.ticket.in_(list(numbers)), Move.move == MoveName.CORRECT
        )
        found: dict[int, list[Correction]] = defaultdict(list)
        for move in await self._db.scalars(query.order_by(Move.ticket, Move.sequence)):
            if (correction := read_correction(move)) is not None:
                found[move.ticket].append(correction)
        return dict(found)

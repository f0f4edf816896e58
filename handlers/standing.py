"""How a ticket stands: now, or as it stood at an instant, told from its history. Digests of past days are made of it.

Kind, privacy and whom it is about are those known now: what has been found to be private since is private in an old
digest too.
"""

from dataclasses import dataclass
from datetime import datetime

from classifiers.verdict import Urgency
from storage.ledger_pages import Entry
from storage.lifecycle import WORKING, MoveName, Status
from storage.models import AreaLevel, Ticket

#: with these a ticket ends
_ENDS = frozenset({MoveName.CLOSE, MoveName.WITHDRAW, MoveName.REFER, MoveName.REJECT})


@dataclass(slots=True)
class Standing:
    """A ticket at an instant. `ticket` is asked for what does not change."""

    ticket: Ticket
    status: Status
    owner: str
    due_at: datetime
    urgency: Urgency
    level: AreaLevel
    paused: bool
    #: its owner has asked for help, so what is late is no longer counted against him
    helped: bool
    closed_at: datetime | None

    @property
    def working(self) -> bool:
        """Whether somebody has work to do."""
        return self.status in WORKING

    def late(self, at: datetime) -> bool:
        """Whether its date has passed while it was worked on; a wish has no clock (practice §5.2)."""
        return self.working and not self.paused and self.urgency is not Urgency.WISH and self.due_at < at


def standing_now(ticket: Ticket) -> Standing:
    """As it stands."""
    return Standing(
        ticket=ticket,
        status=ticket.status,
        owner=ticket.owner,
        due_at=ticket.due_at,
        urgency=ticket.urgency,
        level=ticket.level,
        paused=ticket.paused_at is not None,
        helped=ticket.help_asked_at is not None,
        closed_at=ticket.closed_at,
    )


def standing_at(entry: Entry, at: datetime) -> Standing | None:
    """As it stood just before `at`; None: it was not there yet."""
    ticket = entry.ticket
    if ticket.registered_at >= at:
        return None
    raised = any(move.detail.get("urgency") == Urgency.DANGER for move in entry.history)
    moved_up = ticket.village is not None and any("level" in move.detail for move in entry.history)
    # before it was handed out it had the owner it was handed to, or the one it was taken from
    owned = next((move.detail for move in entry.history if "owner" in move.detail), {})
    stood = Standing(
        ticket=ticket,
        status=Status.REGISTERED,
        owner=str(owned.get("from") or owned.get("owner") or ticket.owner),
        due_at=ticket.original_due_at,
        urgency=Urgency.NORMAL if raised else ticket.urgency,
        level=AreaLevel.VILLAGE if moved_up else ticket.level,
        paused=False,
        helped=False,
        closed_at=None,
    )
    for move in entry.history:
        if move.at >= at:
            break
        stood.status = move.status
        if move.move in _ENDS:
            stood.closed_at = move.at
        if (owner := move.detail.get("owner")) is not None:
            stood.owner, stood.helped = str(owner), False
        if (due := move.detail.get("due_at")) is not None:
            stood.due_at = datetime.fromisoformat(due)
        if (urgency := move.detail.get("urgency")) is not None:
            stood.urgency = Urgency(urgency)
        if (level := move.detail.get("level")) is not None:
            stood.level = AreaLevel(level)
        match move.move:
            case MoveName.PAUSE | MoveName.RESUME:
                stood.paused = move.move is MoveName.PAUSE
            case MoveName.ASK_HELP:
                stood.helped = True
            case MoveName.REOPEN:
                stood.closed_at = None
    return stood

"""What an unasked note to an official weighs, by what it is about: the one table behind the budget of a day.

docs/architecture.md, "The budget of a day", is drawn after it. A kind is the second part of a note's key
(`t12:reopen:…`), since many kinds go out under the same `why`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import IntEnum

from classifiers.verdict import Urgency
from handlers.ladder import STEPS_UP, Rung, rank
from storage.ledger import Ledger
from storage.lifecycle import OPEN, WORKING, HandlingMode, Status
from storage.models import OutboxNote, Ticket
from storage.requests import is_open


class Weight(IntEnum):
    """How much a note is worth of somebody's day, the least first."""

    #: nothing is asked of him: never the last of the day's notes; it waits to be said within the next one
    NEWS = 0
    #: he knows what he owes, or learns it in the morning without harm: one of the day's notes, or tomorrow
    REMINDER = 1
    #: somebody's word gives him something new to do: beyond the budget it waits a little and is said with others
    DUTY = 2


Holds = Callable[[Ledger, OutboxNote, Ticket, str], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Kind:
    """`holds`: whether it is still true when it goes. `of_one`: of several about one ticket the last says it all."""

    weight: Weight
    holds: Holds
    of_one: str | None = None


async def _always(ledger: Ledger, note: OutboxNote, ticket: Ticket, person: str) -> bool:
    return True


async def _worked_on(ledger: Ledger, note: OutboxNote, ticket: Ticket, person: str) -> bool:
    return ticket.status in WORKING


async def _his(ledger: Ledger, note: OutboxNote, ticket: Ticket, person: str) -> bool:
    return ticket.status in WORKING and ticket.owner == person


async def _his_and_running(ledger: Ledger, note: OutboxNote, ticket: Ticket, person: str) -> bool:
    return await _his(ledger, note, ticket, person) and ticket.paused_at is None


async def _over(ledger: Ledger, note: OutboxNote, ticket: Ticket, person: str) -> bool:
    # 「办好了，说行」 is no news of what has been taken up again
    return ticket.status not in WORKING


async def _merged_still(ledger: Ledger, note: OutboxNote, ticket: Ticket, person: str) -> bool:
    # t15:merged:7 is about the one that went into another, t12:merged:15:7 about the other
    gone = len(note.key.split(":")) == 3
    return ticket.status is Status.MERGED if gone else ticket.status in OPEN


async def _stands_alone(ledger: Ledger, note: OutboxNote, ticket: Ticket, person: str) -> bool:
    return ticket.status in OPEN


async def _watched_still(ledger: Ledger, note: OutboxNote, ticket: Ticket, person: str) -> bool:
    return await _his(ledger, note, ticket, person) and ticket.mode is HandlingMode.SUPERVISED


async def _helps(ledger: Ledger, note: OutboxNote, ticket: Ticket, person: str) -> bool:
    return ticket.status in WORKING and person in ticket.helpers


async def _helps_no_more(ledger: Ledger, note: OutboxNote, ticket: Ticket, person: str) -> bool:
    return person not in ticket.helpers


async def _date_undecided(ledger: Ledger, note: OutboxNote, ticket: Ticket, person: str) -> bool:
    sequence = note.key.split(":")[2]
    asked = await ledger.requests.extensions_of(ticket.number)
    return any(str(one.sequence) == sequence and is_open(one, ticket) for one in asked)


async def _return_undecided(ledger: Ledger, note: OutboxNote, ticket: Ticket, person: str) -> bool:
    return ticket.status is Status.RETURN_REQUESTED


_NEW_OWNER = "who-has-it"
#: every kind of note that `tell_officer` and `tell_owner` write about a ticket, rungs of the ladder aside
KINDS: dict[str, Kind] = {
    # somebody else's word gives him something to do
    "taken-over": Kind(Weight.DUTY, _his, _NEW_OWNER),
    "reopen": Kind(Weight.DUTY, _his, "reopen"),
    "help": Kind(Weight.DUTY, _worked_on),
    "helper": Kind(Weight.DUTY, _helps),
    "extend": Kind(Weight.DUTY, _date_undecided),
    "return": Kind(Weight.DUTY, _return_undecided),
    "offer": Kind(Weight.DUTY, _his, "offer"),
    "not-extended": Kind(Weight.DUTY, _his, "extended"),
    "not-returned": Kind(Weight.DUTY, _his, "returned"),
    "watched": Kind(Weight.DUTY, _watched_still, "watched"),
    "up": Kind(Weight.DUTY, _worked_on),
    "plan": Kind(Weight.DUTY, _his, "plan"),
    "leaders": Kind(Weight.DUTY, _worked_on),
    "case": Kind(Weight.DUTY, _worked_on),
    "led": Kind(Weight.NEWS, _worked_on),
    "decided": Kind(Weight.DUTY, _worked_on),
    "rated": Kind(Weight.DUTY, _always),
    "disputed": Kind(Weight.DUTY, _always),
    "together": Kind(Weight.DUTY, _worked_on),
    "mediator": Kind(Weight.DUTY, _worked_on),
    "adviser": Kind(Weight.DUTY, _worked_on),
    "errand": Kind(Weight.DUTY, _worked_on),
    # to be passed on to somebody without an account (`turn._through_somebody`)
    "through": Kind(Weight.DUTY, _always),
    # what he knows already, or may as well hear in the morning
    "added": Kind(Weight.REMINDER, _his),
    "hurried": Kind(Weight.REMINDER, _his, "hurried"),
    "resumed": Kind(Weight.REMINDER, _his_and_running),
    "unmerged": Kind(Weight.REMINDER, _stands_alone, "merged"),
    "helper-left": Kind(Weight.REMINDER, _his),
    "help-due": Kind(Weight.REMINDER, _worked_on),
    "help-silent": Kind(Weight.REMINDER, _his),
    "plan-due": Kind(Weight.REMINDER, _worked_on),
    "case-step": Kind(Weight.REMINDER, _worked_on),
    "step-day": Kind(Weight.REMINDER, _worked_on),
    "round-day": Kind(Weight.REMINDER, _worked_on),
    "still-to-tell": Kind(Weight.REMINDER, _always),
    "outside-first": Kind(Weight.REMINDER, _worked_on, "outside"),
    "outside": Kind(Weight.REMINDER, _worked_on, "outside"),
    "held": Kind(Weight.REMINDER, _always, "held"),
    "L0": Kind(Weight.REMINDER, _his),  # a wish on the list
    "withdrawn": Kind(Weight.REMINDER, _over),
    "ended-for": Kind(Weight.REMINDER, _over),
    "self-corrected": Kind(Weight.REMINDER, _his),
    "helper-free": Kind(Weight.REMINDER, _helps_no_more),
    "helper-says": Kind(Weight.REMINDER, _his),
    "call-answered": Kind(Weight.REMINDER, _his),
    "extended": Kind(Weight.REMINDER, _his, "extended"),
    "returned": Kind(Weight.REMINDER, _always, "returned"),
    # what has happened, and asks nothing of him
    "thanks": Kind(Weight.NEWS, _over, "thanks"),
    "moved": Kind(Weight.NEWS, _worked_on, "moved"),
    "helped": Kind(Weight.NEWS, _his),
    "recorded": Kind(Weight.NEWS, _worked_on, "recorded"),
    "case-closed": Kind(Weight.NEWS, _always),
    "case-lead": Kind(Weight.NEWS, _worked_on, "case-lead"),
    "voice": Kind(Weight.NEWS, _his, "voice"),
    "merge?": Kind(Weight.NEWS, _worked_on),
    "merged": Kind(Weight.NEWS, _merged_still, "merged"),
    "thanked": Kind(Weight.NEWS, _always),
    "left": Kind(Weight.NEWS, _always),
    "lease-over": Kind(Weight.NEWS, _always, "lease-over"),
    "own": Kind(Weight.NEWS, _always),
}
#: nobody has thought about it: it is not lost, and takes nobody's place
_OTHER = Kind(Weight.REMINDER, _always)
#: whoever was called to a danger hears of it, whatever has become of it since
_DANGER = Kind(Weight.DUTY, _always)
#: behind a rung in a key: it was somebody else's until now (`t12:L0@handed:p02:7`)
HANDED = "handed"


def kind_in(key: str) -> str:
    """thanks of t12:thanks:7; help-due of t12:help-due.2#1:p05."""
    if ":through:" in key:
        return "through"
    name = [*key.split(":"), ""][1]
    return name.partition("#")[0].partition("@")[0].partition(".")[0]


def kind_of(note: OutboxNote) -> Kind:
    """What a note that is no rung of the ladder weighs, and when it is still true."""
    kind = kind_in(note.key)
    if note.why == "danger":
        return _DANGER
    if kind == "decided" and note.key.rpartition(":")[2] in ("due", "late"):
        return Kind(Weight.REMINDER, _worked_on, kind)
    if kind == "adviser" and ":stop:" in note.key:
        return Kind(Weight.NEWS, _always, kind)
    if kind == "up" and note.key.endswith(":owner"):
        return Kind(Weight.NEWS, _his, kind)
    return KINDS.get(kind, _OTHER)


def weight_of_rung(rung: str, key: str, ticket: Ticket, person: str) -> Weight:
    """What is new to him is a duty where it is urgent or another had it before; a step up, to whom it is new."""
    urgent = ticket.urgency in (Urgency.URGENT, Urgency.DANGER)
    if rung == Rung.L0:
        return Weight.DUTY if urgent or f"@{HANDED}" in key else Weight.REMINDER
    if rank(rung) >= rank(STEPS_UP[0]) and person != ticket.owner and urgent:
        return Weight.DUTY
    return Weight.REMINDER

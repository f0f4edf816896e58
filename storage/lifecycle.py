"""The states of a ticket, the moves between them, and what each move asks for.

The names and the order are those of the working rules (states and who may make each move). One table,
`MOVES`, is the only place that says what is allowed.
"""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Where a ticket stands. Past participles; the villager hears plainer words."""

    CLARIFYING = "clarifying"  # 待补充
    REGISTERED = "registered"  # 已登记
    DISPATCHED = "dispatched"  # 已派单
    ACCEPTED = "accepted"  # 已接单
    IN_PROGRESS = "in_progress"  # 办理中
    DELIBERATING = "deliberating"  # 议事中
    RETURN_REQUESTED = "return_requested"  # 申请退回
    RESOLVED = "resolved"  # 已办待确认
    REOPENED = "reopened"  # 重办
    CLOSED = "closed"  # 办结(销号)
    REFERRED = "referred"  # 转法定渠道
    MERGED = "merged"  # 并件
    NOT_ACCEPTED = "not_accepted"  # 不予受理
    WITHDRAWN = "withdrawn"  # 已撤回
    ARCHIVED = "archived"  # 归档


#: An open ticket has exactly one owner able to act, and a date.
OPEN = frozenset(
    {
        Status.CLARIFYING,
        Status.REGISTERED,
        Status.DISPATCHED,
        Status.ACCEPTED,
        Status.IN_PROGRESS,
        Status.DELIBERATING,
        Status.RETURN_REQUESTED,
        Status.RESOLVED,
        Status.REOPENED,
    }
)
#: Somebody still has work to do; a resolved ticket only waits for the villager's word.
WORKING = OPEN - {Status.RESOLVED}
_HANDED_OUT = WORKING - {Status.CLARIFYING, Status.REGISTERED}


class MoveName(StrEnum):
    """What can be done to a ticket; each one is a line of its history."""

    REGISTER = "register"
    DISPATCH = "dispatch"
    ACCEPT = "accept"
    CONTACT = "contact"
    DELIBERATE = "deliberate"
    PAUSE = "pause"
    RESUME = "resume"
    ASK_EXTENSION = "ask_extension"
    EXTEND = "extend"
    REFUSE_EXTENSION = "refuse_extension"
    RETURN = "return"
    REASSIGN = "reassign"
    ASK_HELP = "ask_help"
    RESOLVE = "resolve"
    TELL = "tell"
    CONFIRM = "confirm"
    REOPEN = "reopen"
    CLOSE = "close"
    MERGE = "merge"
    UNMERGE = "unmerge"
    SPLIT = "split"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    REFER = "refer"
    REJECT = "reject"
    ARCHIVE = "archive"


class Outcome(StrEnum):
    """How a matter ended. "The villager was talked out of it" does not exist."""

    SOLVED = "solved"
    EXPLAINED = "explained"
    REFERRED = "referred"
    MEDIATED = "mediated"
    WITHDRAWN = "withdrawn"
    NOT_ACCEPTED = "not_accepted"


class HandlingMode(StrEnum):
    """四办: 直办 · 领办 · 联办 · 督办."""

    DIRECT = "direct"
    LED = "led"
    JOINT = "joint"
    SUPERVISED = "supervised"


class Confirmed(StrEnum):
    """Who said that it is done. NONE is silence after being asked, and is never satisfaction."""

    SELF = "self"
    PROXY = "proxy"
    NONE = "none"


class PauseReason(StrEnum):
    """What a paused ticket waits for."""

    VILLAGER = "waiting_villager"
    MEETING = "waiting_meeting"
    WEATHER = "waiting_weather"
    FUNDS = "waiting_funds"


class Clock(StrEnum):
    """How the time up to a date passes."""

    WORKING = "working"  # nights and days off do not count
    ELAPSED = "elapsed"  # day and night
    CALENDAR = "calendar"  # calendar days; a date that falls on a day off goes on to the next working day


@dataclass(frozen=True, slots=True)
class Rule:
    """From which states a move may be made, and where it leads (None: the state stays).

    `back`: states to which it may lead instead, where the ticket stood in one of them before.
    """

    sources: frozenset[Status]
    target: Status | None
    back: frozenset[Status] = frozenset()


MOVES: dict[MoveName, Rule] = {
    # a matter whose place must be asked starts as clarifying and is registered by the answer or by the clock
    MoveName.REGISTER: Rule(frozenset({Status.CLARIFYING, Status.REGISTERED}), Status.REGISTERED),
    # a return that is not granted leads back to where the ticket stood
    MoveName.DISPATCH: Rule(
        frozenset({Status.REGISTERED, Status.RETURN_REQUESTED}), Status.DISPATCHED, back=frozenset({Status.ACCEPTED})
    ),
    # the first taker stays responsible while his return is undecided, so he may still take it
    MoveName.ACCEPT: Rule(frozenset({Status.DISPATCHED, Status.REOPENED, Status.RETURN_REQUESTED}), Status.ACCEPTED),
    MoveName.CONTACT: Rule(
        frozenset({Status.DISPATCHED, Status.ACCEPTED, Status.IN_PROGRESS, Status.REOPENED}), Status.IN_PROGRESS
    ),
    MoveName.DELIBERATE: Rule(frozenset({Status.ACCEPTED, Status.IN_PROGRESS, Status.REOPENED}), Status.DELIBERATING),
    MoveName.PAUSE: Rule(_HANDED_OUT, None),
    MoveName.RESUME: Rule(_HANDED_OUT, None),
    MoveName.ASK_EXTENSION: Rule(_HANDED_OUT, None),
    MoveName.EXTEND: Rule(_HANDED_OUT, None),
    MoveName.REFUSE_EXTENSION: Rule(_HANDED_OUT, None),
    MoveName.RETURN: Rule(frozenset({Status.DISPATCHED, Status.ACCEPTED}), Status.RETURN_REQUESTED),
    # a new owner has to accept for himself
    MoveName.REASSIGN: Rule(_HANDED_OUT | {Status.REGISTERED}, Status.DISPATCHED),
    MoveName.ASK_HELP: Rule(_HANDED_OUT, None),
    MoveName.RESOLVE: Rule(
        frozenset({Status.ACCEPTED, Status.IN_PROGRESS, Status.DELIBERATING, Status.REOPENED}), Status.RESOLVED
    ),
    MoveName.TELL: Rule(OPEN | {Status.REFERRED, Status.NOT_ACCEPTED, Status.CLOSED}, None),
    # whoever raised a ticket that was merged says for himself that it is done
    MoveName.CONFIRM: Rule(frozenset({Status.RESOLVED, Status.CLOSED, Status.MERGED}), None),
    MoveName.REOPEN: Rule(frozenset({Status.RESOLVED, Status.CLOSED}), Status.REOPENED),
    MoveName.CLOSE: Rule(frozenset({Status.RESOLVED}), Status.CLOSED),
    MoveName.MERGE: Rule(OPEN, Status.MERGED),
    MoveName.UNMERGE: Rule(frozenset({Status.MERGED}), Status.REGISTERED, back=OPEN),
    MoveName.SPLIT: Rule(OPEN, None),
    MoveName.CORRECT: Rule(OPEN, None),
    MoveName.WITHDRAW: Rule(OPEN, Status.WITHDRAWN),
    MoveName.REFER: Rule(OPEN, Status.REFERRED),
    MoveName.REJECT: Rule(
        frozenset({Status.CLARIFYING, Status.REGISTERED, Status.DISPATCHED, Status.RETURN_REQUESTED}),
        Status.NOT_ACCEPTED,
    ),
    MoveName.ARCHIVE: Rule(
        frozenset({Status.CLOSED, Status.REFERRED, Status.MERGED, Status.NOT_ACCEPTED, Status.WITHDRAWN}),
        Status.ARCHIVED,
    ),
}


class IllegalMove(Exception):
    """A move was asked for from a state that does not allow it."""

    def __init__(self, move: MoveName, status: Status) -> None:
        super().__init__(f"{move} is not possible from {status}")
        self.move = move
        self.status = status


def target_of(move: MoveName, status: Status, back_to: Status | None = None) -> Status:
    """The state after `move`; `back_to`: the one it stood in before. Raises IllegalMove where the table says no."""
    rule = MOVES[move]
    if status not in rule.sources or (back_to is not None and back_to not in rule.back):
        raise IllegalMove(move, status)
    if back_to is not None:
        return back_to
    return status if rule.target is None else rule.target

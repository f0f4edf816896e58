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
#: somebody has been asked to do it
HANDED_OUT = WORKING - {Status.CLARIFYING, Status.REGISTERED}


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


class Who(StrEnum):
    """Who may make a move, as docs/moves.md says it."""

    PROGRAM = "the program at its hour"
    VILLAGER = "whoever stands behind it"
    OWNER = "its owner"
    CALLED = "whoever was called to a danger that nobody has taken"
    ONE_TIER_UP = "one tier up (grid head, affairs office)"
    SECRETARY = "the village secretary"
    OFFICE = "the affairs office"
    SUPERVISOR = "the village supervisor"
    LEADER = "the area leader, or whoever has the duty"
    HELPER = "whoever helps"
    ON_THE_SPOT = "whoever settled it on the spot"
    SPOKESMAN = "whoever speaks for somebody without an account"


#: whose moves a history line carries as `villager` or `system`; all others stand there by an official's id
NOT_OFFICIALS = {Who.PROGRAM: "system", Who.VILLAGER: "villager"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """From which states a move may be made, and where it leads (target None: the state stays).

    `back`: states to which it may lead instead, where the ticket stood in one of them before. The rest is for people,
    and printed as docs/moves.md: who may make it, what it needs beside the state, what it writes (columns of the
    ticket, or another table's name), what is said (ids of the phrase book; each to whom it is made for).
    """

    sources: frozenset[Status]
    target: Status | None
    back: frozenset[Status] = frozenset()
    who: tuple[Who, ...]
    needs: str
    writes: tuple[str, ...] = ()
    says: tuple[str, ...] = ()


_DATES = ("accept_by", "contact_by", "due_at", "close_by")

MOVES: dict[MoveName, Rule] = {
    # a matter whose place must be asked starts as clarifying and is registered by the answer or by the clock
    MoveName.REGISTER: Rule(
        sources=frozenset({Status.CLARIFYING, Status.REGISTERED}),
        target=Status.REGISTERED,
        who=(Who.VILLAGER, Who.PROGRAM, Who.SPOKESMAN),
        needs="a matter, or the answer to what was asked; after two hours without one nothing more",
        writes=("owner", *_DATES, "original_due_at", "voice"),
        says=("ack_group", "ack_private", "ask_place"),
    ),
    # a return that is not granted leads back to where the ticket stood
    MoveName.DISPATCH: Rule(
        sources=frozenset({Status.REGISTERED, Status.RETURN_REQUESTED}),
        target=Status.DISPATCHED,
        back=frozenset({Status.ACCEPTED}),
        who=(Who.PROGRAM, Who.ONE_TIER_UP, Who.LEADER, Who.ON_THE_SPOT),
        needs="somebody who is there that day, not the one it is about nor a relative; or a return refused",
        writes=("owner", "owner_because", "accept_by", "reminder"),
        says=("ping_new", "ping_danger", "ping_not_returned"),
    ),
    # the first taker stays responsible while his return is undecided, so he may still take it
    MoveName.ACCEPT: Rule(
        sources=frozenset({Status.DISPATCHED, Status.REOPENED, Status.RETURN_REQUESTED}),
        target=Status.ACCEPTED,
        who=(Who.OWNER, Who.CALLED),
        needs="接 (停, 延 and 好 imply it)",
        writes=("accepted_at",),
        says=("accepted_ok",),
    ),
    MoveName.CONTACT: Rule(
        sources=frozenset({Status.DISPATCHED, Status.ACCEPTED, Status.IN_PROGRESS, Status.REOPENED}),
        target=Status.IN_PROGRESS,
        who=(Who.OWNER,),
        needs="说了: a human has spoken with the villager; no note of the program counts (好 implies it)",
        writes=("first_contact_at",),
        says=("contacted_ok",),
    ),
    MoveName.DELIBERATE: Rule(
        sources=frozenset({Status.ACCEPTED, Status.IN_PROGRESS, Status.DELIBERATING, Status.REOPENED}),
        target=Status.DELIBERATING,
        back=frozenset({Status.ACCEPTED, Status.IN_PROGRESS}),
        who=(Who.OWNER, Who.SECRETARY),
        needs="议 and a day within 30 days, of an open village matter without danger; each step with day and figures; "
        "decided, refused or dropped, it goes back to work with a new date",
        writes=("due_at", "close_by", "dates_moved", "deliberation", "deliberation_step"),
        says=(
            "wait_meeting",
            "step_told",
            "talked_over",
            "decided_told",
            "not_decided_told",
            "put_off_told",
            "dropped_told",
            "corrected_told",
        ),
    ),
    MoveName.PAUSE: Rule(
        sources=HANDED_OUT,
        target=None,
        who=(Who.OWNER,),
        needs="停 and what it waits for; before the date, not in danger, not too often for one reason",
        writes=("paused_at", "pause"),
        says=("paused", "paused_ok"),
    ),
    MoveName.RESUME: Rule(
        sources=HANDED_OUT,
        target=None,
        who=(Who.OWNER, Who.PROGRAM, Who.ONE_TIER_UP, Who.LEADER),
        needs="接着, the end of the longest stay, or another owner by decision",
        writes=("paused_at", "due_at", "close_by", "dates_moved", "pause"),
        says=("resumed", "resumed_ok", "ping_resumed"),
    ),
    MoveName.ASK_EXTENSION: Rule(
        sources=HANDED_OUT,
        target=None,
        who=(Who.OWNER,),
        needs="延, a later day and a reason; before the date, not in danger, nothing undecided",
        writes=("extension",),
        says=("extend_ask", "extend_asked_ok"),
    ),
    MoveName.EXTEND: Rule(
        sources=HANDED_OUT,
        target=None,
        who=(Who.ONE_TIER_UP, Who.LEADER),
        needs="同意 before the date; the second time the township alone",
        writes=("due_at", "close_by", "dates_moved", "extension"),
        says=("extended", "extended_ok", "ping_extended"),
    ),
    MoveName.REFUSE_EXTENSION: Rule(
        sources=HANDED_OUT,
        target=None,
        who=(Who.ONE_TIER_UP, Who.LEADER, Who.PROGRAM),
        needs="不同意; or the date has come, or another has it now",
        writes=("extension",),
        says=("not_extended_ok", "ping_not_extended"),
    ),
    MoveName.RETURN: Rule(
        sources=frozenset({Status.DISPATCHED, Status.ACCEPTED}),
        target=Status.RETURN_REQUESTED,
        who=(Who.OWNER,),
        needs="退 or 转 and a reason; he stays responsible until it is decided; the third time the tier above decides",
        writes=("sent_back",),
        says=("return_ask", "return_ask_to", "return_asked_ok"),
    ),
    # a new owner has to accept for himself
    MoveName.REASSIGN: Rule(
        sources=HANDED_OUT | {Status.REGISTERED},
        target=Status.DISPATCHED,
        who=(Who.PROGRAM, Who.ONE_TIER_UP, Who.LEADER, Who.CALLED, Who.ON_THE_SPOT),
        needs="a return granted, 转, an owner away, gone or concerned, nobody who took it in time, 接 in danger, 直办",
        writes=("owner", "owner_because", "accept_by", "contact_by", "help_asked_at", "reminder"),
        says=("ping_taken_over", "ping_moved", "handed_over", "new_handler", "returned_ok", "ping_returned"),
    ),
    MoveName.ASK_HELP: Rule(
        sources=HANDED_OUT,
        target=None,
        who=(Who.OWNER,),
        needs="求助; from then on what is late is not counted against him",
        writes=("help_asked_at", "helpers"),
        says=("ping_help", "help_asked_ok"),
    ),
    MoveName.RESOLVE: Rule(
        sources=frozenset({Status.ACCEPTED, Status.IN_PROGRESS, Status.DELIBERATING, Status.REOPENED}),
        target=Status.RESOLVED,
        who=(Who.OWNER, Who.ON_THE_SPOT),
        needs="好 or 直办, and a result of two characters at least; a helper's 好 goes to the owner; "
        "答复 and why it cannot be done now, which is no 解决",
        writes=("resolved_at", "outcome", "first_contact_at", "mode"),
        says=(
            "result",
            "group_done",
            "resolved_ok",
            "resolved_call",
            "done_on_the_spot",
            "result_no",
            "group_answered",
        ),
    ),
    MoveName.TELL: Rule(
        sources=OPEN | {Status.REFERRED, Status.NOT_ACCEPTED, Status.CLOSED},
        target=None,
        who=(Who.PROGRAM, Who.OWNER, Who.VILLAGER, Who.SPOKESMAN),
        needs="the result has reached the villager: the note went out, or 说了, 转告了",
        writes=("told_at",),
    ),
    # whoever raised a ticket that was merged says for himself that it is done
    MoveName.CONFIRM: Rule(
        sources=frozenset({Status.RESOLVED, Status.CLOSED, Status.MERGED}),
        target=None,
        who=(Who.VILLAGER, Who.SPOKESMAN),
        needs="1, 行, 好了; 代答 of whoever speaks for him, kept as a proxy's",
        writes=("confirmed", "voice"),
        says=("thanks_feedback", "official_thanks"),
    ),
    MoveName.REOPEN: Rule(
        sources=frozenset({Status.RESOLVED, Status.CLOSED}),
        target=Status.REOPENED,
        who=(Who.VILLAGER, Who.SUPERVISOR, Who.OFFICE),
        needs="2, 3, or his own words, within 30 days; 重办 and a reason, at any time, by those who look on; the third "
        "time it goes to the township's list",
        writes=("reopened", *_DATES, "resolved_at", "told_at", "closed_at", "outcome", "confirmed"),
        says=(
            "reopened",
            "reopened_ask_why",
            "ping_reopen",
            "reopened_by_others",
            "ping_reopened_by",
            "reopened_by_ok",
        ),
    ),
    MoveName.CLOSE: Rule(
        sources=frozenset({Status.RESOLVED}),
        target=Status.CLOSED,
        who=(Who.VILLAGER, Who.PROGRAM, Who.SPOKESMAN),
        needs="told before; his yes, or three days of silence after two askings, which is kept as silence",
        writes=("closed_at", "confirmed", "outcome"),
        says=("result_unconfirmed",),
    ),
    MoveName.MERGE: Rule(
        sources=OPEN,
        target=Status.MERGED,
        who=(Who.OWNER, Who.ONE_TIER_UP, Who.SECRETARY, Who.VILLAGER),
        needs="并 and two open village matters of one village; of two that one person told, his yes that they are one",
        writes=("merged_into", "voices"),
        says=("merged", "merged_ok", "ping_merged", "ping_merged_here", "ping_added"),
    ),
    MoveName.UNMERGE: Rule(
        sources=frozenset({Status.MERGED}),
        target=Status.REGISTERED,
        back=OPEN,
        who=(Who.OWNER, Who.ONE_TIER_UP, Who.SECRETARY),
        needs="拆",
        writes=("merged_into", "confirmed", "voices"),
        says=("unmerged", "unmerged_ok", "ping_unmerged"),
    ),
    MoveName.SPLIT: Rule(
        sources=OPEN,
        target=None,
        who=(Who.OWNER, Who.ONE_TIER_UP, Who.SECRETARY),
        needs="拆, and somebody who had joined",
        writes=("voices", "voice"),
        says=("split_off", "unmerged_ok"),
    ),
    MoveName.CORRECT: Rule(
        sources=OPEN,
        target=None,
        who=(
            Who.VILLAGER,
            Who.PROGRAM,
            Who.OWNER,
            Who.HELPER,
            Who.ONE_TIER_UP,
            Who.SECRETARY,
            Who.SUPERVISOR,
            Who.LEADER,
        ),
        needs="something told later: a place, danger, another voice or kind; another owner while an answer is awaited; "
        "联 (others help, or not), 督 (watched, or not), 上报 (one level up), 方案, 专班, 步骤 (what will be done)",
        writes=(
            "kind",
            "topic",
            "title",
            "urgency",
            "place",
            "grid",
            "level",
            "mode",
            "owner",
            *_DATES,
            "helper",
            "case_file",
            "case_step",
        ),
        says=(
            "added",
            "ping_voice",
            "ping_danger_more",
            "helper_asked",
            "helped",
            "watched",
            "reported_up",
            "plan_told",
        ),
    ),
    MoveName.WITHDRAW: Rule(
        sources=OPEN,
        target=Status.WITHDRAWN,
        who=(Who.VILLAGER,),
        needs="撤, and nobody else behind it; in danger everybody who was called is asked to make sure",
        writes=("closed_at", "outcome"),
        says=("withdraw_done", "ping_withdrawn", "ping_danger_withdrawn"),
    ),
    MoveName.REFER: Rule(
        sources=OPEN,
        target=Status.REFERRED,
        who=(Who.ONE_TIER_UP,),
        needs="指路 and one of the ways there are; not in danger; the villager is told how to get there, what to bring",
        writes=("closed_at", "outcome", "told_at"),
        says=("referred_told", "group_referred", "ping_ended", "ended_ok"),
    ),
    MoveName.REJECT: Rule(
        sources=frozenset({Status.CLARIFYING, Status.REGISTERED, Status.DISPATCHED, Status.RETURN_REQUESTED}),
        target=Status.NOT_ACCEPTED,
        who=(Who.OFFICE,),
        needs="不收 and a reason, told to the villager with other ways; before anybody works on it; never the program",
        writes=("closed_at", "outcome", "told_at"),
        says=("not_accepted_told", "ping_ended", "ended_ok"),
    ),
    MoveName.ARCHIVE: Rule(
        sources=frozenset(
            {Status.CLOSED, Status.REFERRED, Status.MERGED, Status.NOT_ACCEPTED, Status.WITHDRAWN},
        ),
        target=Status.ARCHIVED,
        who=(Who.PROGRAM,),
        needs="an end, and the time for which its words are kept",
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

"""链接: one's own matter on a page, for whoever would rather read large letters than ask.

A link is given only when it is asked for (Ruling 16), to one person, for seven days. It holds no id of anybody: number,
last instant, and a signature over both and the reader's blind reference, made with the vault's key.
"""

import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from handlers import filing, voices, wording
from handlers.filters import in_private, whole
from handlers.policy import Policy
from handlers.router import Router
from handlers.turn import Turn
from handlers.wording import own_page as say
from handlers.wording.endings import PAGE_ANSWERED, PAGE_NOT_ACCEPTED, PAGE_NOW_ANSWERED
from handlers.wording.forms import PrivatePhrase
from handlers.wording.reopening import PAGE_REOPENED_BY
from storage.ledger import Ledger
from storage.lifecycle import WORKING, MoveName, Outcome, PauseReason, Status
from storage.models import Move, Ticket, Villager
from storage.organisation import Organisation
from storage.speech import PrivateText
from storage.vault import Vault

router = Router("own_page")
LINK_LASTS = timedelta(days=7)
_AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the story: when (aware UTC), the local moment in words, and what happened in plain ones."""

    at: datetime
    moment: str
    text: str


@dataclass(frozen=True, slots=True)
class OwnPage:
    """What the page shows. No word of anybody but officials' results, no name but officials'."""

    number: int
    title: str
    now: str
    officer: str
    phone: str
    steps: tuple[Step, ...]


def token_for(vault: Vault, ticket: int, villager: str, until: datetime) -> str:
    """The last part of a link: number, last second, signature."""
    seconds = int(until.timestamp())
    return f"{ticket:x}-{seconds:x}-{_signature(vault, ticket, villager, seconds)}"


def _signature(vault: Vault, ticket: int, villager: str, seconds: int) -> str:
    return vault.reference("own page", str(ticket), villager, str(seconds))


@router.on(in_private, whole("链接", "网页", "发链接", "发个链接", "看网页", "要链接"))
async def send_link(turn: Turn) -> None:
    """链接: a page for each matter that stands open, at most three."""
    villager = await turn.villager()
    mine = [ticket for ticket in await voices.standing(turn, villager) if not ticket.violence_at_home]
    base = turn.policy.public_url
    if base is None or not mine:
        # of violence at home nothing is put where somebody else may find it
        owner = filing.owner_of(turn.organisation, mine[0]) if mine else None
        phone = owner.phone if owner else filing.office_phone(turn.organisation)
        await turn.answer(say.NO_LINKS_HERE.say(电话=phone, 人=owner.name if owner else "镇上"))
        return
    for ticket in mine[:_AT_ONCE]:
        token = token_for(turn.ledger.vault, ticket.number, villager.ref, turn.now + LINK_LASTS)
        link = f"{base.rstrip('/')}/t/{token}"
        await turn.answer(say.with_link(ticket.title, ticket.number, link), ticket=ticket.number)


async def find_page(
    ledger: Ledger, policy: Policy, organisation: Organisation, token: str, now: datetime
) -> OwnPage | None:
    """The page behind a link. None: made up, too old, or nothing of it is kept any more."""
    ticket = await _ticket_of(ledger, token, now)
    if ticket is None or ticket.violence_at_home or ticket.words_key is None:
        return None
    root = await ledger.tickets.root_of(ticket)
    owner = filing.owner_of(organisation, root)
    steps = list(_steps(policy, organisation, await ledger.tickets.history(ticket.number)))
    if root is not ticket:
        # from here on it is told of the one it was merged into
        told = _steps(policy, organisation, await ledger.tickets.history(root.number))
        steps += [step for step in told if step.at > steps[-1].at]
    return OwnPage(
        ticket.number,
        ticket.title,
        _now(policy, root, owner.name).text,
        str(wording.OfficerName(owner.name)),
        str(wording.OfficerPhone(owner.phone)),
        tuple(steps),
    )


async def _ticket_of(ledger: Ledger, token: str, now: datetime) -> Ticket | None:
    number, _, rest = token.partition("-")
    until, _, signature = rest.partition("-")
    try:
        ticket, seconds = int(number, 16), int(until, 16)
        fresh = now < datetime.fromtimestamp(seconds, UTC) <= now + LINK_LASTS
    except (ValueError, OverflowError, OSError):
        return None
    found = await ledger.tickets.find(ticket) if fresh else None
    if found is None:
        return None
    # whoever was merged in has a link to the one he asked about, through the one that is worked on
    behind = [v for each in await ledger.tickets.family(found) for v in await ledger.tickets.voices_of(each)]
    for voice in behind:
        if hmac.compare_digest(signature.encode(), _signature(ledger.vault, ticket, voice.villager, seconds).encode()):
            reader = await ledger.people.find_villager(voice.villager)
            return found if _still_reads(reader) else None
    return None


def _still_reads(reader: Villager | None) -> bool:
    # whoever said 不记 has asked that nothing of him be shown
    return reader is not None and reader.opted_out_at is None


def _now(policy: Policy, ticket: Ticket, officer: str) -> PrivateText:
    if ticket.status is Status.RESOLVED:
        return PAGE_NOW_ANSWERED.say() if ticket.outcome is Outcome.EXPLAINED else say.PAGE_NOW_ASKED.say()
    if ticket.status in WORKING and ticket.paused_at is not None:
        return say.PAGE_NOW_PAUSED.say()
    if ticket.status in WORKING:
        return say.PAGE_NOW.say(人=officer, 日期=policy.due(ticket))
    return say.PAGE_NOW_ENDED.say() if ticket.status is Status.CLOSED else say.PAGE_NOW_OVER.say()


#: moves that need nothing but their own words
_PLAINLY: Mapping[MoveName, PrivatePhrase] = {
    MoveName.DELIBERATE: say.PAGE_MEETING,
    MoveName.RESUME: say.PAGE_RESUMED,
    MoveName.ASK_HELP: say.PAGE_HELP,
    MoveName.CONFIRM: say.PAGE_CONFIRMED,
    MoveName.REOPEN: say.PAGE_REOPENED,
    MoveName.CLOSE: say.PAGE_CLOSED,
    MoveName.MERGE: say.PAGE_MERGED,
    MoveName.UNMERGE: say.PAGE_UNMERGED,
    MoveName.WITHDRAW: say.PAGE_WITHDRAWN,
    MoveName.REFER: say.PAGE_REFERRED,
    MoveName.REJECT: PAGE_NOT_ACCEPTED,
}
#: moves that need the name of whoever made them, or was given the matter
_BY_SOMEBODY: Mapping[MoveName, PrivatePhrase] = {
    MoveName.DISPATCH: say.PAGE_TOLD,
    MoveName.ACCEPT: say.PAGE_TAKEN,
    MoveName.CONTACT: say.PAGE_SPOKEN,
    MoveName.REASSIGN: say.PAGE_OTHER_HANDLER,
}


def _steps(policy: Policy, organisation: Organisation, history: Sequence[Move]) -> Iterator[Step]:
    for place, move in enumerate(history):
        text = _line(policy, organisation, move, first=place == 0)
        if text is not None:
            local = policy.calendar.local(move.at)
            yield Step(move.at, f"{policy.day(move.at)}{local:%H:%M}", text.text)


def _line(policy: Policy, organisation: Organisation, move: Move, *, first: bool) -> PrivateText | None:
    if first:
        return say.PAGE_NOTED.say()
    if move.move is MoveName.REOPEN and move.actor != filing.VILLAGER:
        officer = organisation.officers.get(move.actor)
        return PAGE_REOPENED_BY.say(人=officer.name if officer else "村里")
    if move.move in _PLAINLY:
        return _PLAINLY[move.move].say()
    if move.move in _BY_SOMEBODY:
        given = str(move.detail.get("owner") or move.actor)
        officer = organisation.officers.get(given)
        return _BY_SOMEBODY[move.move].say(人=officer.name if officer else "办事的人")
    match move.move:
        case MoveName.PAUSE:
            reason = move.detail.get("reason")
            waits = wording.WAITS_FOR.get(PauseReason(reason)) if reason in set(PauseReason) else None
            return say.PAGE_PAUSED.say(原因=waits or "等一等")
        case MoveName.EXTEND if move.detail.get("due_at"):
            return say.PAGE_LATER.say(日期=policy.day(datetime.fromisoformat(move.detail["due_at"])))
        case MoveName.RESOLVE if move.detail.get("outcome") == Outcome.EXPLAINED and move.reason:
            return PAGE_ANSWERED.say(原因=move.reason)
        case MoveName.RESOLVE if move.reason:
            return say.PAGE_RESULT.say(结果=move.reason)
        case _:
            return None

"""代办: somebody goes in the villager's place, with papers that are noted when they are handed over and come back.

Which paper, when and by whom; never what stands on it. Bank cards, passbooks, passwords, codes and money are never
taken, whoever offers them. What is still out reminds its holder until it is back, also when the matter is over.
"""

import re
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from handlers import filing, following_up, wording
from handlers.dispatch import able_holders, barred_from
from handlers.errand_asked import NEVER
from handlers.errors import Refused
from handlers.filters import from_officer, in_private, order
from handlers.officer_replies import polite
from handlers.policy import Policy
from handlers.router import Router
from handlers.turn import Turn, tell_officer, tell_villager
from handlers.typed import plain
from handlers.wording import errands as say
from storage.errands import HandedOver
from storage.ledger import Ledger
from storage.lifecycle import OPEN
from storage.models import Ticket
from storage.organisation import Role

#: an official's orders; a villager's word about a paper
router = Router("errands")
own = Router("own_papers")

#: what may be handed over, and how else it is called
PAPERS: dict[str, tuple[str, ...]] = {
    "身份证": ("身份证", "身份证件"),
    "户口本": ("户口本", "户口簿", "户口"),
    "社保卡": ("社保卡", "医保卡", "医保本", "合疗本", "合疗证"),
    "残疾证": ("残疾证", "残疾人证"),
    "结婚证": ("结婚证", "离婚证"),
    "低保证": ("低保证", "特困证", "五保证"),
    "土地证": ("土地证", "确权证", "承包证", "林权证", "宅基地证"),
    "房产证": ("房产证", "房本", "不动产证"),
    "病历": ("病历", "诊断书", "住院单", "出院证明", "检查单"),
    "发票": ("发票", "票据", "收据", "收费单"),
    "照片": ("照片", "相片", "一寸照", "二寸照"),
    "申请表": ("申请表", "申请书", "表格", "证明", "委托书"),
    "复印件": ("复印件",),
    "其他证件": ("证件", "证"),
}
_WORDS = sorted(((word, paper) for paper, words in PAPERS.items() for word in words), key=lambda pair: -len(pair[0]))
_CONSENT = re.compile("本人(?:已经|已|也)?同意(?![不没吗与?？])")
_NOT_YET_ASKED = re.compile("[没未][问说]?(?:过|了)?(?:他|她)?本人同意|不知.{0,3}本人同意")


def papers_in(words: str) -> list[str]:
    """The papers that words name, each once, in the order of their names' length."""
    found: list[str] = []
    rest = words
    for word, paper in _WORDS:
        if word in rest:
            rest = rest.replace(word, " ")
            if paper not in found:
                found.append(paper)
    return found


async def _mine(turn: Turn, number: int | None, doing: str) -> Ticket:
    """A ticket that this official owns, or for which he holds a paper. Raises Refused."""
    assert turn.officer is not None
    officer, ledger = turn.officer.id, turn.ledger
    if number is None:
        raise Refused("which", wording.NOTHING_FITS.say())
    ticket = await ledger.tickets.find(number)
    if ticket is None:
        raise Refused("no such ticket", wording.OFFICER_NO_SUCH_NUMBER.say(编号=number))
    holds = any(row.received_by == officer for row in await ledger.errands.still_out(number))
    owns = ticket.owner == officer and officer not in barred_from(turn.organisation, ticket)
    if not (holds or (owns and (ticket.status in OPEN or doing == "还"))):
        raise Refused("in other hands", wording.NOT_YOURS.say(编号=number))
    return ticket


@router.on(from_officer, in_private, order("代办"))
@polite
async def make_errand(turn: Turn, number: int | None, words: str) -> None:
    """「代办 12」: this is an errand."""
    ticket = await _mine(turn, number, "代办")
    await turn.ledger.errands.begin(ticket, turn.now)
    await turn.answer(say.ERRAND_OK.say(事=filing.staff_title(ticket), 编号=ticket.number), ticket=ticket.number)


@router.on(from_officer, in_private, order("收", "收了", "收下", "拿了"))
@polite
async def receive(turn: Turn, number: int | None, words: str) -> None:
    """「收 12 身份证 户口本 本人同意」: noted, and the villager gets a receipt."""
    assert turn.officer is not None
    ticket = await _mine(turn, number, "收")
    title = filing.staff_title(ticket)
    if NEVER.search(words):
        raise Refused("never taken", say.NEVER_TAKE.say())
    papers = papers_in(words)
    if not papers:
        raise Refused("what", say.TAKE_WHAT.say(事=title, 编号=ticket.number, 清单="、".join(list(PAPERS)[:4])))
    named = "、".join(papers)
    if _CONSENT.search(words) is None or _NOT_YET_ASKED.search(words):
        raise Refused("no consent", say.TAKE_WITH_CONSENT.say(事=title, 编号=ticket.number, 原因=" ".join(papers)))
    await turn.ledger.errands.begin(ticket, turn.now)
    rows = await turn.ledger.errands.hand_over(
        ticket.number,
        papers,
        by=turn.officer.id,
        at=turn.now,
        remind_at=_next_reminder(turn.policy, ticket, turn.now, 3),
    )
    if not rows:
        raise Refused("holds them", say.HELD_ALREADY.say(事=title, 编号=ticket.number, 原因=named))
    named = _named(rows)
    await turn.answer(say.TAKEN_OK.say(事=title, 编号=ticket.number, 原因=named), ticket=ticket.number)
    reporter = await following_up.reporter_of(turn.ledger, ticket)
    if reporter is None:
        return
    receipt = say.RECEIPT.say(
        称呼=wording.salutation(reporter.name),
        人=turn.officer.name,
        电话=turn.officer.phone,
        原因=named,
        日期=turn.policy.day(turn.now),
        编号=ticket.number,
    )
    key = f"t{ticket.number}:receipt:{rows[0].sequence}"
    await tell_villager(turn.ledger, turn.policy, reporter, receipt, ticket=ticket, why="notice", key=key, now=turn.now)


@router.on(from_officer, in_private, order("还", "还了", "送回", "已还"))
@polite
async def give_back(turn: Turn, number: int | None, words: str) -> None:
    """「还 12」 everything, 「还 12 身份证」 one of them: the villager hears it."""
    assert turn.officer is not None
    ticket = await _mine(turn, number, "还")
    wanted = papers_in(words)
    rows = [
        row
        for row in await turn.ledger.errands.still_out(ticket.number)
        if row.received_by == turn.officer.id and (not wanted or row.item in wanted)
    ]
    if not rows:
        raise Refused("nothing held", say.NOTHING_HELD.say(事=filing.staff_title(ticket)))
    for row in rows:
        row.returned_at, row.remind_at = turn.now, None
    text = say.GIVEN_BACK.say(事=filing.staff_title(ticket), 原因=_named(rows))
    await turn.answer(text, ticket=ticket.number)
    reporter = await following_up.reporter_of(turn.ledger, ticket)
    if reporter is None:
        return
    told = say.RETURNED_TO_YOU.say(
        称呼=wording.salutation(reporter.name),
        人=turn.officer.name,
        电话=turn.officer.phone,
        原因=_named(rows),
        编号=ticket.number,
    )
    key = f"t{ticket.number}:returned:{rows[0].sequence}:{turn.inbox_id.hex}"
    await tell_villager(turn.ledger, turn.policy, reporter, told, ticket=ticket, why="notice", key=key, now=turn.now)


def _named(rows: Sequence[HandedOver]) -> str:
    return "、".join(row.item for row in rows)


def _next_reminder(policy: Policy, ticket: Ticket, now: datetime, days: int) -> datetime:
    calendar = policy.calendar.of(ticket.village)
    day = calendar.day_of(now)
    for _ in range(days):
        day = calendar.next_working_day(day)
    morning: time = policy.ladder.morning
    return calendar.at_local(day, morning)


# the villager's word ------------------------------------------------------------------------------------------------

_DISPUTE = re.compile(r"^(没给|没还|没收到|没还我|没给过)\s*#?(\d{1,9})\s*号?[。.!！\s]*$")


def _disputes(turn: Turn) -> dict[str, Any] | None:
    found = _DISPUTE.match(plain(turn.text))
    return {"number": int(found[2]), "given": not found[1].startswith("没给")} if found else None


@own.on(in_private, lambda turn: turn.officer is None, _disputes)
async def dispute(turn: Turn, number: int, given: bool) -> None:
    """「没给 12」「没还 12」: somebody else asks, and what was not given back is out again."""
    villager = await turn.villager()
    phone = filing.office_phone(turn.organisation, villager.village)
    ticket = await turn.ledger.tickets.find(number)
    reporter = await following_up.reporter_of(turn.ledger, ticket) if ticket is not None else None
    await turn.answer(say.DISPUTED.say(电话=phone))
    if ticket is None or reporter is None or reporter.ref != villager.ref:
        # whatever number is tried, the answer is the same
        return
    rows = [row for row in await turn.ledger.errands.of(number) if row.disputed_at is None]
    rows = [row for row in rows if (row.returned_at is not None) is given]
    if not rows:
        return
    for row in rows:
        row.disputed_at = turn.now
        if given:
            row.returned_at, row.remind_at = None, _next_reminder(turn.policy, ticket, turn.now, 1)
    await _have_somebody_ask(turn, ticket, rows)


async def _have_somebody_ask(turn: Turn, ticket: Ticket, rows: Sequence[HandedOver]) -> None:
    holder = turn.organisation.officers.get(rows[0].received_by)
    on = turn.policy.calendar.day_of(turn.now)
    without = barred_from(turn.organisation, ticket) | {row.received_by for row in rows}
    for role in (Role.VILLAGE_SUPERVISOR, Role.AFFAIRS_OFFICE):
        for officer in able_holders(turn.organisation, role, ticket.village, on, without=without)[:1]:
            text = say.NOT_GIVEN.say(
                编号=ticket.number, 原因=_named(rows), 人=holder.name if holder is not None else "办事的人"
            )
            key = f"t{ticket.number}:disputed:{turn.inbox_id.hex}"
            await tell_officer(
                turn.ledger, turn.policy, officer, text, ticket=ticket, why="notice", key=key, now=turn.now
            )
            return


# by itself ------------------------------------------------------------------------------------------------------------


async def remind_to_return(ledger: Ledger, policy: Policy, now: datetime) -> int:
    """Whoever still holds papers is reminded every second working day, one note for each ticket. Returns how many."""
    rows = await ledger.errands.to_remind(now)
    if not rows:
        return 0
    organisation = await ledger.organisation()
    tickets = await ledger.tickets.numbered({row.ticket for row in rows})
    held: dict[tuple[int, str], list[HandedOver]] = {}
    for row in rows:
        held.setdefault((row.ticket, row.received_by), []).append(row)
    for (number, holder), papers in held.items():
        ticket = tickets[number]
        for row in papers:
            row.remind_at = _next_reminder(policy, ticket, now, 2)
        officer = organisation.officers.get(holder)
        if officer is None:
            # he has left: whoever answers for the ticket gets them back from him
            officer = filing.owner_of(organisation, ticket)
        text = say.STILL_HELD.say(事=filing.staff_title(ticket), 原因=_named(papers), 编号=number)
        key = f"t{number}:held:{holder}:{policy.calendar.day_of(now).isoformat()}"
        await tell_officer(ledger, policy, officer, text, ticket=ticket, why="notice", key=key, now=now)
    return len(rows)

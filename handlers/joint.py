"""联: one leads, others help. 「联 12 供水站 请换阀门」 asks them, 帮不了 hands a part back; the villager is told."""

import re
from collections.abc import Sequence
from datetime import datetime

from classifiers.privacy import mask
from handlers import filing, helping
from handlers.dispatch import able_holders, barred_from
from handlers.errors import Refused
from handlers.filters import from_officer, in_private
from handlers.officer_replies import meant, order, polite
from handlers.people_named import people_named
from handlers.policy import Policy
from handlers.router import Router
from handlers.telling import tell_all_behind
from handlers.turn import Turn, tell_officer
from handlers.wording import NOT_YOURS, OFFICER_NO_SUCH_NUMBER
from handlers.wording.joint import (
    CANNOT_HELP,
    HELPED,
    HELPED_LATE,
    HELPER_ASKED,
    HELPER_LEFT,
    HELPER_LET_GO,
    HELPER_NO_LONGER,
    HELPER_SENT_HOME,
    HELPER_TO_BE_CALLED,
    HELPER_WRITTEN_DOWN,
    HELPERS_CALLED,
    HELPS_ALREADY,
    KEPT_AMONG_FEW,
    LEAD_OF_HELPERS,
    NOBODY_HELPS,
    NOT_YOURS_TO_JOIN,
    WHICH_HELPER,
    WHOM_TO_CALL,
    WHY_NOT_HELPING,
)
from storage.helping import Helper
from storage.lifecycle import WORKING, MoveName, Status
from storage.models import Officer, Ticket
from storage.organisation import Organisation, Role

router = Router("joint")

#: work on it may be shared from here on
HANDED_OUT = WORKING - {Status.CLARIFYING, Status.REGISTERED}
#: beside the owner these may call others together
_MAY_CALL = (Role.GRID_HEAD, Role.VILLAGE_SECRETARY, Role.AFFAIRS_OFFICE, Role.AREA_LEADER, Role.DUTY_LEADER)
_NOT_NEEDED = re.compile(r"^(?:不用|不要|去掉|撤下?|减)了?\s*")
_NOT_NEEDED_LAST = re.compile(r"\s*(?:不用(?:来|帮|管|去|搭手)?|不要|不叫|不请|撤)了?\s*$")


def holds(
    policy: Policy, organisation: Organisation, ticket: Ticket, officer: str, roles: Sequence[Role], now: datetime
) -> bool:
    """Whether somebody answers today for one of these roles where the ticket is; never who may not know of it."""
    today = policy.calendar.day_of(now)
    barred = barred_from(organisation, ticket)
    return officer not in barred and any(
        officer == one.id
        for role in roles
        for one in able_holders(organisation, role, ticket.village, today, without=barred)
    )


async def steered(
    turn: Turn, number: int | None, roles: Sequence[Role], *, doing: str, not_yours: Refused | None = None
) -> Ticket:
    """The ticket that an order of its owner, or of somebody with one of these roles, means. Raises Refused.

    Whoever may not know of it hears what a stranger hears.
    """
    assert turn.officer is not None
    if number is None and turn.message.quote is not None:
        note = await turn.ledger.outbox.quoted(turn.message.channel, turn.message.quote)
        number = note.ticket if note is not None else None
    if number is None:
        return await meant(turn, None, lambda ticket: ticket.status in HANDED_OUT, doing)
    ticket = await turn.ledger.tickets.find(number)
    if ticket is None:
        raise Refused("no such ticket", OFFICER_NO_SUCH_NUMBER.say(编号=number))
    if ticket.owner == turn.officer.id:
        return await meant(turn, number, lambda one: one.status in HANDED_OUT, doing)
    # a complaint about an official is seen by its owner and the township's office only (Ruling 7)
    allowed = (Role.AFFAIRS_OFFICE,) if ticket.about_official else roles
    if ticket.status not in HANDED_OUT or not holds(
        turn.policy, turn.organisation, ticket, turn.officer.id, allowed, turn.now
    ):
        raise not_yours or Refused("in other hands", NOT_YOURS.say(编号=number))
    return ticket


@router.on(from_officer, in_private, order("联"))
@polite
async def join(turn: Turn, number: int | None, words: str) -> None:
    """「联 12 供水站 请换阀门」: owner, grid head or office call others to it; 「联 12 不用 供水站」 lets one go."""
    assert turn.officer is not None
    not_yours = Refused("not his to call", NOT_YOURS_TO_JOIN.say(编号=number or 0))
    ticket = await steered(turn, number, _MAY_CALL, doing="联", not_yours=not_yours)
    if ticket.about_official or ticket.violence_at_home:
        # the fewer know of it the better; nobody is called to it by a program
        phone = filing.office_phone(turn.organisation)
        raise Refused("kept among few", KEPT_AMONG_FEW.say(事=filing.title_for_others(ticket), 电话=phone))
    dismissed, whom = _dismissed(words)
    named = people_named(turn.organisation, ticket.village, ticket.topic, whom)
    if dismissed and not named.officers:
        await _let_go_the_only_one(turn, ticket)
        return
    if not named.officers or named.unclear:
        raise Refused("whom?", WHOM_TO_CALL.say(事=filing.title_for_others(ticket), 编号=ticket.number))
    if dismissed:
        await _let_go(turn, ticket, named.officers)
        return
    helpers = {helper.officer: helper for helper in await turn.ledger.helpers.of(ticket)}
    known = [officer for officer in named.officers if officer.id in helpers]
    wish = mask(named.rest[:400])
    if known and not [officer for officer in named.officers if officer.id not in helpers]:
        await _about_who_helps_already(turn, ticket, helpers[known[0].id], known[0], wish)
        return
    await _call(turn, ticket, [officer for officer in named.officers if officer.id not in helpers], wish)


def _dismissed(words: str) -> tuple[bool, str]:
    """不用 供水站, 李桂花 不用了: whether somebody need not help, and the other words."""
    if (first := _NOT_NEEDED.match(words)) is not None:
        return True, words[first.end() :]
    if (last := _NOT_NEEDED_LAST.search(words)) is not None:
        return True, words[: last.start()]
    return False, words


async def _let_go_the_only_one(turn: Turn, ticket: Ticket) -> None:
    """「联 12 不用」 names nobody: the one who helps is meant; where several do, he is asked whom."""
    helping_now = [
        officer
        for helper in await turn.ledger.helpers.of(ticket)
        if (officer := turn.organisation.officers.get(helper.officer)) is not None
    ]
    title = filing.title_for_others(ticket)
    if not helping_now:
        raise Refused("nobody helps", NOBODY_HELPS.say(事=title, 编号=ticket.number))
    if len(helping_now) > 1:
        names = "、".join(officer.name for officer in helping_now)
        first = helping_now[0].name
        raise Refused("which of them", WHICH_HELPER.say(事=title, 部门=names, 编号=ticket.number, 人=first))
    await _let_go(turn, ticket, helping_now)


async def _about_who_helps_already(turn: Turn, ticket: Ticket, helper: Helper, officer: Officer, words: str) -> None:
    """Somebody without a chat account cannot answer: whoever leads writes down what he was told."""
    assert turn.officer is not None
    if officer.chat is None and words and turn.officer.id == ticket.owner:
        await helping.note_answer(turn, helper, ticket, words, done=True)
        await turn.answer(
            HELPER_WRITTEN_DOWN.say(人=officer.name, 事=filing.title_for_others(ticket), 编号=ticket.number),
            ticket=ticket.number,
        )
        return
    await turn.answer(
        HELPS_ALREADY.say(人=officer.name, 电话=officer.phone, 事=filing.title_for_others(ticket)), ticket=ticket.number
    )


async def _call(turn: Turn, ticket: Ticket, officers: Sequence[Officer], wish: str) -> None:
    assert turn.officer is not None
    ledger, policy, organisation = turn.ledger, turn.policy, turn.organisation
    today = policy.calendar.day_of(turn.now)
    able: dict[str, Officer] = {}
    for officer in officers:
        there = organisation.officers.get(organisation.able_on(officer.id, today) or "")
        if there is None or not helping.may_help(organisation, there.id, ticket):
            raise Refused(
                "cannot help", CANNOT_HELP.say(事=filing.title_for_others(ticket), 人=officer.name, 编号=ticket.number)
            )
        able[there.id] = there
    asked = []
    for officer in able.values():
        helper = await ledger.helpers.add(ticket, officer.id, asked_by=turn.officer.id, wish=wish, at=turn.now)
        ticket.mode = helping.mode_by_helpers(ticket, [helper])
        due_at = helping.helper_date(policy, ticket, helper)
        ledger.tickets.move(
            ticket,
            MoveName.CORRECT,
            actor=turn.officer.id,
            at=turn.now,
            reason=f"请人一起办：{wish}" if wish else "请人一起办",
            detail={"helper": officer.id, "mode": ticket.mode.value, "helper_due_at": due_at.isoformat()},
        )
        asked.append((officer, helper))
    await filing.plan_helpers(ledger, policy, ticket, turn.now)
    await filing.plan_is_made(ledger, ticket, turn.now)
    for officer, helper in asked:
        await _ask(turn, ticket, officer, helper)
    await _tell_of(turn, ticket, [officer for officer, _ in asked], asked[0][1])


async def _ask(turn: Turn, ticket: Ticket, officer: Officer, helper: Helper) -> None:
    owner = filing.owner_of(turn.organisation, ticket)
    text = HELPER_ASKED.say(
        人=owner.name,
        电话=owner.phone,
        事=filing.title_for_others(ticket),
        地点=filing.place_for_others(turn.organisation, ticket),
        原因=helper.wish or "具体的您打个电话问",
        日期=turn.policy.day(helping.helper_date(turn.policy, ticket, helper)),
        编号=ticket.number,
    )
    key = f"t{ticket.number}:helper:{helper.sequence}:{officer.id}"
    await tell_officer(turn.ledger, turn.policy, officer, text, ticket=ticket, why="notice", key=key, now=turn.now)


async def _tell_of(turn: Turn, ticket: Ticket, officers: Sequence[Officer], helper: Helper) -> None:
    """The owner, whoever called them, and everybody behind it hear who helps."""
    assert turn.officer is not None
    owner = filing.owner_of(turn.organisation, ticket)
    names = "、".join(officer.name for officer in officers)
    for officer in officers:
        if officer.chat is None:
            await turn.answer(
                HELPER_TO_BE_CALLED.say(
                    事=filing.title_for_others(ticket), 部门=officer.name, 电话=officer.phone, 编号=ticket.number
                ),
                ticket=ticket.number,
            )
    if any(officer.chat is not None for officer in officers):
        day = turn.policy.day(helping.helper_date(turn.policy, ticket, helper))
        await turn.answer(
            HELPERS_CALLED.say(事=filing.title_for_others(ticket), 部门=names, 日期=day, 人=owner.name),
            ticket=ticket.number,
        )
    if owner.id != turn.officer.id:
        text = LEAD_OF_HELPERS.say(
            事=filing.staff_title(ticket), 部门=names, 日期=turn.policy.due(ticket), 电话=officers[0].phone
        )
        await filing.tell_owner(turn, ticket, text, why="notice", key=f"t{ticket.number}:helped:{helper.sequence}")
    await tell_all_behind(
        turn.ledger,
        turn.policy,
        ticket,
        lambda name: (
            # a day that has gone by is not promised once more
            HELPED_LATE.say(称呼=name, 事=ticket.title, 部门=names, 人=owner.name, 电话=owner.phone)
            if ticket.due_at <= turn.now
            else HELPED.say(
                称呼=name,
                事=ticket.title,
                部门=names,
                人=owner.name,
                电话=owner.phone,
                日期=turn.policy.due(ticket),
            )
        ),
        why="notice",
        key=f"helped:{helper.sequence}",
        now=turn.now,
    )


async def _let_go(turn: Turn, ticket: Ticket, officers: Sequence[Officer]) -> None:
    """「联 12 不用 供水站」: he is thanked, and owes nothing any more."""
    assert turn.officer is not None
    helpers = [one for one in await turn.ledger.helpers.of(ticket) if one.officer in {who.id for who in officers}]
    if not helpers:
        raise Refused("does not help", NOBODY_HELPS.say(事=filing.title_for_others(ticket), 编号=ticket.number))
    title = filing.title_for_others(ticket)
    for helper in helpers:
        await helping.let_go(turn.ledger, ticket, helper, because="不用了", actor=turn.officer.id, now=turn.now)
        him = turn.organisation.officers[helper.officer]
        key = f"t{ticket.number}:helper-free:{helper.sequence}"
        await tell_officer(
            turn.ledger,
            turn.policy,
            him,
            HELPER_NO_LONGER.say(事=title),
            ticket=ticket,
            why="notice",
            key=key,
            now=turn.now,
        )
    names = "、".join(turn.organisation.officers[helper.officer].name for helper in helpers)
    await turn.answer(HELPER_SENT_HOME.say(事=title, 部门=names), ticket=ticket.number)


@router.on(from_officer, in_private, order("帮不了"))
@polite
async def hand_back(turn: Turn, number: int | None, words: str) -> None:
    """「帮不了 12 车坏了」: a helper hands his part back; the owner hears why, and may call another."""
    assert turn.officer is not None
    found = await helping.meant_as_helper(turn, number, "帮不了")
    if found is None:
        raise helping.nothing_to_help()
    helper, ticket = found
    reason = mask(words[:400])
    if not reason:
        title = filing.title_for_others(ticket)
        raise Refused("a reason", WHY_NOT_HELPING.say(事=title, 编号=ticket.number))
    await helping.let_go(turn.ledger, ticket, helper, because=reason, actor=turn.officer.id, now=turn.now)
    text = HELPER_LEFT.say(人=turn.officer.name, 事=filing.staff_title(ticket), 原因=reason, 编号=ticket.number)
    key = f"t{ticket.number}:helper-left:{helper.sequence}"
    await filing.tell_owner(turn, ticket, text, why="notice", key=key)
    owner = filing.owner_of(turn.organisation, ticket)
    await turn.answer(HELPER_LET_GO.say(事=filing.title_for_others(ticket), 人=owner.name), ticket=ticket.number)

"""12345: orders of the hotline become tickets like any other, with the hotline's number and date kept beside ours.

The caller is a villager without an account: the owner calls (说了), and brings back the answer (代答). The hotline's
date stands still for nothing that we decide, so it has warnings of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from classifiers.verdict import Scene, Verdict
from handlers import filing, voices
from handlers.dispatch import able_holders, barred_from
from handlers.hotline_rows import Column, OrderRow
from handlers.policy import Policy
from handlers.turn import Turn, tell_officer
from handlers.wording import hotline as say
from storage.hotline import HotlineOrder
from storage.incoming import ChatType, Incoming, MessageKind
from storage.ledger import Ledger
from storage.lifecycle import WORKING, Confirmed, MoveName, Status
from storage.models import Ticket
from storage.organisation import Organisation, Role

CHANNEL = "hotline"
#: how it stands, for the hotline
_STATES = {
    Status.RESOLVED: "已办理，待确认",
    Status.CLOSED: "已办结",
    Status.ARCHIVED: "已办结",
    Status.REFERRED: "已转办",
    Status.NOT_ACCEPTED: "不予受理",
    Status.WITHDRAWN: "已撤回",
    Status.MERGED: "并案办理",
}
_CONFIRMED = {Confirmed.SELF: "本人确认", Confirmed.PROXY: "电话确认", Confirmed.NONE: "未回复"}


@dataclass(frozen=True, slots=True)
class Difference:
    """A known order that came again with other contents; nothing is overwritten."""

    where: str
    number: str
    ticket: int
    #: what changed; dates as values, what a person said only by its name
    changes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Sorted:
    """Orders by what they are to us."""

    fresh: Sequence[OrderRow]
    known: int
    differences: Sequence[Difference]


_SAID_BY_VALUE = {"received": "来电时间", "due": "办理期限"}
_SAID_BY_NAME = {"words": "内容", "phone": "电话", "name": "姓名", "place": "地址"}


async def sort_orders(ledger: Ledger, orders: Sequence[OrderRow]) -> Sorted:
    """Which are new, which are known, and which are known with other contents."""
    fresh: list[OrderRow] = []
    differences: list[Difference] = []
    known = 0
    for start in range(0, len(orders), 500):
        page = orders[start : start + 500]
        kept = await ledger.hotline.numbered(order.number for order in page)
        for order in page:
            if order.number not in kept:
                fresh.append(order)
                continue
            known += 1
            row, ticket = kept[order.number]
            before = ledger.hotline.row_of(ticket, row)
            changes = _changes(before, order.fields()) if before is not None else []
            if changes:
                differences.append(Difference(order.where, order.number, ticket.number, changes))
    return Sorted(fresh, known, differences)


def _changes(before: dict[str, str], now: dict[str, str]) -> list[str]:
    by_value = [
        f"{name} {before.get(key, '')[:16] or '(empty)'} → {now[key][:16] or '(empty)'}"
        for key, name in _SAID_BY_VALUE.items()
        if before.get(key, "") != now[key]
    ]
    return by_value + [f"{name} changed" for key, name in _SAID_BY_NAME.items() if before.get(key, "") != now[key]]


def judge(policy: Policy, order: OrderRow) -> Verdict:
    """What the caller's words are."""
    return policy.reader.read(order.words, scene=Scene.PRIVATE, sender_is_staff=False)


async def take(
    ledger: Ledger, policy: Policy, organisation: Organisation, order: OrderRow, verdict: Verdict, now: datetime
) -> Ticket:
    """File one order and hand it out. What was heard here already is proposed for merging, never merged."""
    message = Incoming(
        channel=CHANNEL,
        external_id=order.number,
        kind=MessageKind.TEXT,
        chat_type=ChatType.PRIVATE,
        chat=CHANNEL,
        sender=CHANNEL,
        at=min(order.received_at or now, now),
        text=order.words,
    )
    turn = Turn(
        ledger=ledger,
        policy=policy,
        organisation=organisation,
        now=now,
        message=message,
        verdict=verdict,
        inbox_id=ledger.new_id(now),
    )
    where = f"{order.place} {order.words}"
    village = organisation.find_village(order.place) or organisation.find_village(order.words)
    code = village.code if village else None
    grid = organisation.find_grid(where, code) if code else None
    person = ledger.on_behalf.without_account(order.name, code, ledger.new_id(now))
    place = order.place or verdict.place
    beside = await voices.around(turn, voices.Where(code, grid.code if grid else None, place))
    ticket = await filing.file_ticket(
        turn,
        person,
        village=code,
        grid=grid.code if grid else None,
        place=place,
        waiting=False,
        heard=CHANNEL,
        actor="system",
        latest=order.due_at,
    )
    row = HotlineOrder(
        township=ledger.township,
        outside_number=order.number,
        ticket=ticket.number,
        imported_at=now,
        received_at=order.received_at,
        outside_due_at=order.due_at,
        warn_at=_next_warning(policy, ticket, order.due_at, now),
    )
    ledger.hotline.add(ticket, row, order.fields())
    owner = await filing.dispatch(ledger, policy, organisation, ticket, now)
    if order.due_at is not None and ticket.due_at == order.due_at:
        text = say.OUTSIDE_FIRST.say(事=filing.staff_title(ticket), 日期=policy.day(ticket.due_at), 编号=ticket.number)
        key = f"t{ticket.number}:outside-first:{owner.id}"
        await tell_officer(ledger, policy, owner, text, ticket=ticket, why="notice", key=key, now=now)
    await voices.propose(turn, ticket, beside)
    return ticket


def _next_warning(policy: Policy, ticket: Ticket, due_at: datetime | None, now: datetime) -> datetime | None:
    """The working day before the hotline's date, that day itself, and the date; strictly after `now`."""
    if due_at is None:
        return None
    calendar = policy.calendar.of(ticket.village)
    day = calendar.day_of(due_at)
    # counted back from the night before, so that a date on a Monday is warned of on the Friday
    before = calendar.day_of(calendar.end_of_working_day_before(day))
    morning: time = policy.ladder.morning
    instants = (calendar.at_local(before, morning), calendar.at_local(day, morning), due_at)
    return next((at for at in instants if at > now), None)


async def warn_of_outside_dates(ledger: Ledger, policy: Policy, now: datetime) -> int:
    """Owners hear of the hotline's date before it comes; when it has passed the office hears of it as well."""
    rows = await ledger.hotline.to_warn(now)
    if not rows:
        return 0
    organisation = await ledger.organisation()
    for order, ticket in rows:
        due_at = order.outside_due_at
        order.warn_at = _next_warning(policy, ticket, due_at, now)
        if due_at is None or ticket.status not in WORKING:
            order.warn_at = None
            continue
        over = due_at <= now
        phrase = say.OUTSIDE_OVER if over else say.OUTSIDE_SOON
        people = {owner.id: owner for owner in [filing.owner_of(organisation, ticket)]}
        if over and not ticket.about_official:
            without = barred_from(organisation, ticket)
            on = policy.calendar.day_of(now)
            office = able_holders(organisation, Role.AFFAIRS_OFFICE, ticket.village, on, without=without)
            people |= {officer.id: officer for officer in office[:1]}
        for officer in people.values():
            title = filing.staff_title(ticket) if officer.id == ticket.owner else filing.title_for_others(ticket)
            await tell_officer(
                ledger,
                policy,
                officer,
                phrase.say(事=title, 日期=policy.day(due_at), 编号=ticket.number),
                ticket=ticket,
                why="notice",
                key=f"t{ticket.number}:outside:{due_at.isoformat()}:{now.date().isoformat()}:{over}:{officer.id}",
                now=now,
            )
    return len(rows)


async def results_of(ledger: Ledger, policy: Policy, ticket: Ticket) -> dict[Column, str]:
    """What the hotline is told of an order: no name, the result as the caller heard it; of violence at home none."""

    def local(instant: datetime | None) -> str:
        return "" if instant is None else instant.astimezone(policy.zone).strftime("%Y-%m-%d %H:%M")

    state = _STATES.get(ticket.status, "办理中")
    result = ""
    if ticket.resolved_at is not None and not ticket.violence_at_home:
        history = await ledger.tickets.history(ticket.number)
        result = next((line.reason for line in reversed(history) if line.move is MoveName.RESOLVE), "")
    return {
        Column.STATE: state,
        Column.CONTACTED: local(ticket.first_contact_at),
        Column.RESULT: result,
        Column.ENDED: local(ticket.closed_at or ticket.resolved_at),
        Column.SATISFIED: _CONFIRMED.get(ticket.confirmed, "") if ticket.confirmed is not None else "",
        Column.OWN_NUMBER: str(ticket.number),
    }

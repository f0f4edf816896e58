"""台账 as a table for people: the columns of practice §9 in the township's own words.

It is handed round, so by itself it holds no name, no phone and no place nearer than it must: a household's affair is
of its village only. Complaints about officials and violence at home are kept apart: their row says that there is one,
and no more; in the table of one village it does not even say that.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from classifiers.topic_names import NAMES
from classifiers.verdict import MatterKind, Privacy
from handlers.filing import UNNAMED
from handlers.ledger_lines import KEPT_APART, Hide, is_kept_apart, masked_pages, reason_of
from handlers.policy import Policy
from handlers.titles import public_title
from storage.ledger import Ledger
from storage.ledger_pages import Entry, Selection
from storage.lifecycle import Confirmed, HandlingMode, MoveName, Outcome, Status
from storage.models import Move, Ticket
from storage.organisation import Organisation, Role
from storage.organisation_sheets import ROLE_NAMES

#: what a cell holds; instants as the village's clock shows them, without a zone, since a spreadsheet knows none
Cell = str | int | date | datetime | None
#: a way of many steps is told by its first and its last ones
_LONGEST_WAY = 600


class Kind(StrEnum):
    """How a column is written and how wide it must be."""

    TEXT = "text"
    NUMBER = "number"
    INSTANT = "instant"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table; `width` in characters."""

    title: str
    width: int
    kind: Kind = Kind.TEXT


COLUMNS = (
    Column("编号", 8, Kind.NUMBER),
    Column("登记时间", 18, Kind.INSTANT),
    Column("渠道", 8),
    Column("村/网格", 20),
    Column("类别", 8),
    Column("事项主题", 20),
    Column("公开标题", 16),
    Column("办理方式", 10),
    Column("主办", 22),
    Column("协办", 22),
    Column("原定期限", 14, Kind.DAY),
    Column("延期(次/原因/新期限)", 26),
    Column("首次联系时间", 18, Kind.INSTANT),
    Column("过程摘要", 60),
    Column("结果", 12),
    Column("办结时间", 18, Kind.INSTANT),
    Column("确认方式", 10),
    Column("满意", 10),
    Column("是否重复", 14),
    Column("归档日", 14, Kind.DAY),
    Column("到期删除日", 14, Kind.DAY),
)
#: what an export with a reason has beside these
WITH_NAMES = (
    Column("主办姓名", 10),
    Column("主办电话", 16),
    Column("协办姓名", 20),
    Column("反映人", 20),
    Column("具体地点", 24),
)
_CHANNELS = {
    "group": "群里", "private": "私聊", "code": "扫码", "visit": "走访", "point": "说事点", "hotline": "热线",
}  # fmt: skip
_MODES = {
    HandlingMode.DIRECT: "直办",
    HandlingMode.LED: "领办",
    HandlingMode.JOINT: "联办",
    HandlingMode.SUPERVISED: "督办",
}
_OUTCOMES = {
    Outcome.SOLVED: "已解决",
    Outcome.EXPLAINED: "已答复",
    Outcome.REFERRED: "已转办",
    Outcome.MEDIATED: "已调解",
    Outcome.WITHDRAWN: "本人撤回",
    Outcome.NOT_ACCEPTED: "不予受理",
}
_STANDS = {
    Status.CLARIFYING: "待补充",
    Status.REGISTERED: "已登记",
    Status.DISPATCHED: "已派单",
    Status.ACCEPTED: "已接单",
    Status.IN_PROGRESS: "办理中",
    Status.DELIBERATING: "议事中",
    Status.RETURN_REQUESTED: "申请退回",
    Status.RESOLVED: "已办待确认",
    Status.REOPENED: "重办",
    Status.CLOSED: "办结",
    Status.REFERRED: "转法定渠道",
    Status.MERGED: "并件",
    Status.NOT_ACCEPTED: "不予受理",
    Status.WITHDRAWN: "已撤回",
    Status.ARCHIVED: "归档",
}
_CONFIRMED = {Confirmed.SELF: "本人确认", Confirmed.PROXY: "代确认", Confirmed.NONE: "未回复"}
#: the villager's own 1, 2, 3
_SATISFIED = {1: "满意", 2: "基本满意", 3: "不满意"}
_STEPS = {
    MoveName.REGISTER: "登记",
    MoveName.DISPATCH: "派单",
    MoveName.ACCEPT: "接单",
    MoveName.CONTACT: "联系本人",
    MoveName.DELIBERATE: "议事",
    MoveName.PAUSE: "暂停",
    MoveName.RESUME: "接着办",
    MoveName.ASK_EXTENSION: "申请延期",
    MoveName.EXTEND: "同意延期",
    MoveName.REFUSE_EXTENSION: "不同意延期",
    MoveName.RETURN: "申请退回",
    MoveName.REASSIGN: "换人办",
    MoveName.ASK_HELP: "求助",
    MoveName.RESOLVE: "办好",
    MoveName.TELL: "告诉本人",
    MoveName.CONFIRM: "本人回话",
    MoveName.REOPEN: "重办",
    MoveName.CLOSE: "销号",
    MoveName.MERGE: "并件",
    MoveName.UNMERGE: "拆开",
    MoveName.SPLIT: "分出",
    MoveName.CORRECT: "更正",
    MoveName.WITHDRAW: "本人撤回",
    MoveName.REFER: "转法定渠道",
    MoveName.REJECT: "不予受理",
    MoveName.ARCHIVE: "归档",
}


def columns(*, with_names: bool = False) -> tuple[Column, ...]:
    """The columns of the table, in order."""
    return COLUMNS + WITH_NAMES if with_names else COLUMNS


async def ledger_sheet(
    ledger: Ledger, policy: Policy, selection: Selection, *, with_names: bool = False
) -> AsyncIterator[list[Cell]]:
    """The tickets in order of number, a row each."""
    organisation = await ledger.organisation()
    clerk = Clerk(policy, organisation)
    async for page in masked_pages(ledger, selection):
        shown = [(entry, hide) for entry, hide in page if not is_kept_apart(entry.ticket)]
        names: Mapping[int, Sequence[str]] = {}
        if with_names:
            names = await ledger.pages.names_behind(entry.ticket.number for entry, _ in shown)
        for entry, hide in page:
            if is_kept_apart(entry.ticket):
                if selection.area is None:
                    yield clerk.kept_apart(entry.ticket, with_names=with_names)
                continue
            row = clerk.row(entry, hide)
            if with_names:
                row += clerk.names(entry.ticket, names.get(entry.ticket.number, ()))
            yield row


class Clerk:
    """Writes the rows: knows the township's words for areas and posts, and its clock."""

    def __init__(self, policy: Policy, organisation: Organisation) -> None:
        self._policy = policy
        self._organisation = organisation
        self._posts: dict[tuple[str, str | None, str | None], str] = {}

    def row(self, entry: Entry, hide: Hide) -> list[Cell]:
        """The columns of one ticket, in order."""
        ticket = entry.ticket
        return [
            ticket.number,
            self._instant(ticket.registered_at),
            _CHANNELS.get(ticket.channel, ticket.channel),
            self._area(ticket),
            NAMES.get(ticket.kind, ""),
            self._topic(ticket),
            public_title(ticket.topic, ticket.kind),
            _MODES[ticket.mode],
            self._post(ticket.owner, ticket),
            "、".join(self._post(helper, ticket) for helper in ticket.helpers),
            self._day(ticket.original_due_at),
            self._extended(entry, hide),
            self._instant(ticket.first_contact_at),
            self._way(entry, hide),
            _OUTCOMES[ticket.outcome] if ticket.outcome else f"（{_STANDS[ticket.status]}）",
            self._instant(ticket.closed_at),
            _CONFIRMED[ticket.confirmed] if ticket.confirmed else "",
            _SATISFIED.get(ticket.satisfaction or 0, ""),
            _again(ticket),
            self._archived_on(entry.history),
            self._forgotten_on(ticket),
        ]

    def kept_apart(self, ticket: Ticket, *, with_names: bool) -> list[Cell]:
        """The row of a ticket of which the table says nothing but that it was registered, and when it ended."""
        said: dict[str, Cell] = {
            "编号": ticket.number,
            "登记时间": self._instant(ticket.registered_at),
            "公开标题": KEPT_APART,
            "办结时间": self._instant(ticket.closed_at),
        }
        return [said.get(column.title) for column in columns(with_names=with_names)]

    def names(self, ticket: Ticket, behind: Sequence[str]) -> list[Cell]:
        """What only an export with a reason says beside the rest."""
        owner = self._organisation.officers.get(ticket.owner)
        helpers = [self._organisation.officers.get(helper) for helper in ticket.helpers]
        return [
            owner.name if owner else "",
            owner.phone if owner else "",
            "、".join(helper.name for helper in helpers if helper is not None),
            # whoever asked not to be named is named nowhere
            "" if ticket.evidence.get(UNNAMED) else "、".join(behind),
            ticket.place or "",
        ]

    def _instant(self, at: datetime | None) -> datetime | None:
        return None if at is None else self._policy.calendar.local(at).replace(tzinfo=None, second=0, microsecond=0)

    def _day(self, at: datetime | None) -> date | None:
        return None if at is None else self._policy.calendar.day_of(at)

    def _area(self, ticket: Ticket) -> str:
        areas = self._organisation.areas
        village = areas.get(ticket.village or "")
        grid = areas.get(ticket.grid or "")
        if village is None:
            return self._organisation.township.name
        # whose house it is would be known from the grid of a small village
        if grid is None or not _is_common(ticket):
            return village.name
        return grid.name if grid.name.startswith(village.name) else f"{village.name} {grid.name}"

    def _topic(self, ticket: Ticket) -> str:
        if ticket.privacy is Privacy.SECRET:
            return NAMES.get(ticket.kind, "")
        return NAMES[ticket.topic]

    def _post(self, person: str, ticket: Ticket) -> str:
        """Somebody by the post in which he acts here; two tickets of one place are asked about once."""
        key = (person, ticket.village, ticket.grid)
        if key not in self._posts:
            self._posts[key] = self._post_of(person, {ticket.grid, ticket.village, self._organisation.township.code})
        return self._posts[key]

    def _post_of(self, person: str, here: set[str | None]) -> str:
        held = self._organisation.posts_of(person)
        if not held:
            return "已不在岗"
        # the post of this place, the nearest first; elsewhere only where he has none here
        nearest = sorted(held, key=lambda post: (post.area not in here, -len(post.area), post.role))[0]
        role = ROLE_NAMES[Role(nearest.role)] if nearest.role in list(Role) else nearest.role
        area = self._organisation.areas.get(nearest.area)
        return f"{area.name}{role}".replace("网格网格", "网格") if area is not None else role

    def _extended(self, entry: Entry, hide: Hide) -> str:
        granted = [extension for extension in entry.extensions if extension.granted]
        if not granted:
            return ""
        last = granted[-1]
        reason = f"/{hide(last.reason)}" if _is_common(entry.ticket) else ""
        return f"{len(granted)}次{reason}/{self._in_short(last.wanted_at)}"

    def _way(self, entry: Entry, hide: Hide) -> str:
        steps = [self._step(entry.ticket, move, hide) for move in entry.history]
        way = "；".join(steps)
        if len(way) <= _LONGEST_WAY:
            return way
        # how it began and how it ended matter most
        left_out = 0
        while len(steps) > 4 and sum(map(len, steps)) + len(steps) > _LONGEST_WAY:
            del steps[len(steps) // 2]
            left_out += 1
        steps.insert(len(steps) // 2, f"（中间{left_out}步略）")
        return "；".join(steps)

    def _step(self, ticket: Ticket, move: Move, hide: Hide) -> str:
        # what an official writes about a household stays in the ticket
        reason = reason_of(move, hide) if _is_common(ticket) else ""
        return f"{self._in_short(move.at)}{_STEPS[move.move]}" + (f"（{reason}）" if reason else "")

    def _in_short(self, at: datetime) -> str:
        day = self._policy.calendar.day_of(at)
        return f"{day.month}月{day.day}日"

    def _archived_on(self, history: Sequence[Move]) -> date | None:
        return next((self._day(move.at) for move in reversed(history) if move.move is MoveName.ARCHIVE), None)

    def _forgotten_on(self, ticket: Ticket) -> date | None:
        if ticket.closed_at is None:
            return None
        return self._policy.calendar.day_of(ticket.closed_at) + timedelta(days=self._policy.retention.words_days)


def _is_common(ticket: Ticket) -> bool:
    """Whether the matter is everybody's, so that where and why may be told; otherwise it is a household's own."""
    return ticket.kind is MatterKind.VILLAGE and ticket.privacy is not Privacy.SECRET


def _again(ticket: Ticket) -> str:
    if ticket.merged_into is not None:
        return f"并入{ticket.merged_into}号"
    return f"重办{ticket.reopened}次" if ticket.reopened else "否"

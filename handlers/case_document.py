"""一套完整资料: everything about one ticket as one document, in order of time; masked unless names are asked for."""

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from classifiers.privacy import Mask
from handlers import filing
from handlers.decision_book import decision_of, post_of
from handlers.ledger_sheet import MODES, STANDS
from handlers.policy import Policy
from handlers.titles import public_title
from storage.case_files import CaseFile, CaseStep
from storage.incoming import ChatType
from storage.ledger import Ledger
from storage.lifecycle import MoveName
from storage.models import AreaLevel, Move, Ticket, Villager
from storage.organisation import Organisation

_LEVELS = {AreaLevel.COUNTY: "县", AreaLevel.TOWNSHIP: "镇", AreaLevel.VILLAGE: "村", AreaLevel.GRID: "村"}
_MOVES = {
    MoveName.REGISTER: "登记",
    MoveName.DISPATCH: "派单",
    MoveName.ACCEPT: "接单",
    MoveName.CONTACT: "联系本人",
    MoveName.DELIBERATE: "议事",
    MoveName.PAUSE: "停",
    MoveName.RESUME: "接着办",
    MoveName.ASK_EXTENSION: "想延期",
    MoveName.EXTEND: "延期",
    MoveName.REFUSE_EXTENSION: "没延",
    MoveName.RETURN: "想退回",
    MoveName.REASSIGN: "换人",
    MoveName.ASK_HELP: "求助",
    MoveName.RESOLVE: "报办好",
    MoveName.TELL: "告诉本人",
    MoveName.CONFIRM: "本人说行",
    MoveName.REOPEN: "重办",
    MoveName.CLOSE: "了结",
    MoveName.MERGE: "并件",
    MoveName.UNMERGE: "分开",
    MoveName.SPLIT: "分出",
    MoveName.CORRECT: "记一笔",
    MoveName.WITHDRAW: "撤回",
    MoveName.REFER: "转出",
    MoveName.REJECT: "不受理",
    MoveName.ARCHIVE: "归档",
}


class KeptApart(PermissionError):
    """A complaint about an official, or violence at home: shown only with a reason that is kept."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline. `kind`: 经过 what was done, 告知 what a villager was told."""

    at: str
    kind: str
    who: str
    what: str
    said: str


@dataclass(frozen=True, slots=True)
class Document:
    """The whole file. What may name a person is empty unless names were asked for."""

    number: int
    title: str
    village: str
    status: str
    mode: str
    level: str
    registered_at: str
    due_on: str
    first_due_on: str
    voices: int
    owner: str
    lead: str
    deputy: str
    members: tuple[str, ...]
    helpers: tuple[dict[str, str], ...]
    steps: tuple[dict[str, Any], ...]
    decisions: tuple[dict[str, Any], ...]
    timeline: tuple[Entry, ...]
    #: with names only: who stands behind it, where, what they said
    people: tuple[dict[str, str], ...] = ()
    place: str = ""

    def as_fields(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


async def document(
    ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, *, with_names: bool
) -> Document:
    """Everything about a ticket. Raises KeptApart where that wants a reason first."""
    if not with_names and (ticket.about_official or ticket.violence_at_home):
        raise KeptApart(f"ticket {ticket.number} is kept apart")
    return await _Clerk(ledger, policy, organisation, ticket, with_names).document()


#: how a note to a villager greets: by the name that the platform showed on that day, which may be another one today
_GREETED = re.compile("^[\u3400-\u4dbf\u4e00-\u9fff]{1,6}?(?=您好，|，)")
#: how the notes begin that greet nobody (a test reads them from the phrase book)
OPENINGS = frozenset({
    "好", "好的", "您好", "您说", "知道了", "对上了", "问过了", "删了",
    "先停着", "先停一停", "说还没好", "说是弄好了", "人先离远", "先陪着人", "谢谢您", "谢谢您直说",
    "这个码不对", "试得太多了", "您说的我听着", "这件事记着呢", "语音收到了", "没太听明白", "现在太晚", "今天放假",
})  # fmt: skip


def without_greeting(text: str) -> str:
    """A note to a villager as it may leave: 本人 instead of the name by which it greeted."""
    greeted = _GREETED.match(text)
    if greeted is None or greeted[0] in OPENINGS or greeted[0].endswith("在办"):
        return text
    return "本人" + text[greeted.end() :]


def _nothing(_text: str) -> str:
    return ""


def _hiding(names: Sequence[str]) -> Callable[[str], str]:
    """Masks, and takes out these names also where they do not look like names (a nickname, a post as a name)."""
    mask = Mask(names)
    known = sorted({name for name in names if len(name) > 1}, key=len, reverse=True)

    def hide(text: str) -> str:
        text = mask(text)
        for name in known:
            text = text.replace(name, "某人")
        return text

    return hide


class _Clerk:
    """Gathers one ticket's file."""

    def __init__(
        self, ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, with_names: bool
    ) -> None:
        self.ledger, self.policy, self.organisation, self.ticket = ledger, policy, organisation, ticket
        self.with_names = with_names
        self.hide: Callable[[str], str] = str

    async def document(self) -> Document:
        """The whole file, in one reading."""
        ticket = self.ticket
        behind = await self._behind()
        if not self.with_names:
            names = [officer.name for officer in self.organisation.officers.values()]
            # of a household's or neighbours' affair not even masked words
            common = filing.is_public(ticket)
            self.hide = _hiding([*names, *(villager.name for villager in behind)]) if common else _nothing
        case = await self.ledger.case_files.of(ticket.number)
        area = self.organisation.areas.get(ticket.village or "")
        return Document(
            number=ticket.number,
            title=filing.staff_title(ticket).partition("号")[2]
            if self.with_names
            else public_title(ticket.topic, ticket.kind),
            village=area.name if area is not None else self.organisation.township.name,
            status=STANDS[ticket.status],
            mode=MODES[ticket.mode],
            level=_LEVELS[ticket.level],
            registered_at=self._moment(ticket.registered_at),
            due_on=self._day(ticket.due_at),
            first_due_on=self._day(ticket.original_due_at),
            voices=ticket.voices,
            owner=self._who(ticket.owner),
            lead=self._who(case.lead) if case is not None else "",
            deputy=self._who(case.deputy) if case is not None and case.deputy else "",
            members=tuple(self._who(one) for one in case.members) if case is not None else (),
            helpers=await self._helpers(),
            steps=self._steps(case, await self.ledger.case_files.steps_of(ticket.number)),
            decisions=await self._decisions(),
            timeline=await self._timeline(behind),
            people=await self._people(behind) if self.with_names else (),
            place=(ticket.place or "") if self.with_names else "",
        )

    async def _behind(self) -> list[Villager]:
        voices = await self.ledger.tickets.behind(self.ticket)
        return list(await self.ledger.people.villagers(voice.villager for voice in voices))

    def _who(self, person: str) -> str:
        """By post; with names also who it is."""
        if person == "villager":
            return "本人"
        if person == "system":
            return "说事台"
        post = post_of(self.organisation, person)
        officer = self.organisation.officers.get(person)
        return f"{post} {officer.name}" if self.with_names and officer is not None else post

    def _moment(self, at: datetime) -> str:
        return f"{self.policy.calendar.local(at):%Y-%m-%d %H:%M}"

    def _day(self, at: datetime) -> str:
        return self.policy.calendar.day_of(at).isoformat()

    async def _helpers(self) -> tuple[dict[str, str], ...]:
        return tuple(
            {
                "who": self._who(one.officer),
                "asked_on": self._day(one.asked_at),
                "wish": self.hide(one.wish),
                "result": self.hide(one.result) if one.done_at else "",
                "left": self.hide(one.left_because) if one.left_at else "",
            }
            for one in await self.ledger.helpers.ever(self.ticket.number)
        )

    def _steps(self, case: CaseFile | None, steps: Sequence[CaseStep]) -> tuple[dict[str, Any], ...]:
        if case is None:
            return ()
        return tuple(
            {
                "step": one.step,
                "what": self.hide(one.what),
                "due_on": one.due_on.isoformat(),
                "first_due_on": one.first_due_on.isoformat(),
                "moved": one.moved,
                "state": "做完" if one.done_at else "不做了" if one.dropped_at else "还没做",
                "on": self._day(one.done_at or one.dropped_at) if (one.done_at or one.dropped_at) else "",  # type: ignore[arg-type]
                "result": self.hide(one.result),
            }
            for one in steps
        )

    async def _decisions(self) -> tuple[dict[str, Any], ...]:
        found = []
        for deliberation in await self.ledger.deliberations.of(self.ticket.number):
            steps = await self.ledger.deliberations.steps_of(deliberation)
            one = decision_of(self.policy, self.organisation, deliberation, self.ticket, steps, self.hide)
            found.append(one.as_fields())
        return tuple(found)

    async def _timeline(self, behind: Sequence[Villager]) -> tuple[Entry, ...]:
        refs = {villager.ref for villager in behind}
        history = await self.ledger.tickets.history(self.ticket.number)
        lines = [(move.at, 0, self._done(move)) for move in history]
        for note in await self.ledger.case_files.notes_about(self.ticket.number):
            if note.sent_at is None or note.chat_type is not ChatType.PRIVATE or note.recipient not in refs:
                continue
            named = self.with_names and not self.ticket.evidence.get(filing.UNNAMED)
            text = note.text if named else without_greeting(note.text)
            told = Entry(self._moment(note.sent_at), "告知", "本人", "", self.hide(text))
            lines.append((note.sent_at, 1, told))
        return tuple(entry for _, _, entry in sorted(lines, key=lambda line: line[:2]))

    def _done(self, move: Move) -> Entry:
        said = move.reason if move.actor in ("villager", "system") else self.hide(move.reason)
        due_at = move.detail.get("due_at")
        what = _MOVES[move.move]
        if isinstance(due_at, str) and move.move not in (MoveName.PAUSE,):
            what += f"（期限{self._day(datetime.fromisoformat(due_at))}）"
        return Entry(self._moment(move.at), "经过", self._who(move.actor), what, said)

    async def _people(self, behind: Sequence[Villager]) -> tuple[dict[str, str], ...]:
        by_ref = {villager.ref: villager for villager in behind}
        found = []
        for member in await self.ledger.tickets.family(self.ticket):
            for voice in await self.ledger.tickets.voices_of(member):
                villager = by_ref.get(voice.villager)
                words = await self.ledger.tickets.words_of(member, voice)
                found.append(
                    {
                        "name": filing.name_for_staff(member, villager),
                        "said_at": self._moment(voice.said_at),
                        "words": words or "（原话已按约定删去）",
                    }
                )
        return tuple(found)

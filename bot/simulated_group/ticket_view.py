"""A ticket as the page shows it: where it stands, who has it, how it got there, and the words that decided it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from classifiers.verdict import Evidence, MatterKind, Privacy, Scene, Urgency
from handlers import titles
from handlers.policy import Policy
from storage.ledger import Ledger
from storage.lifecycle import OPEN, WORKING, MoveName, Status
from storage.models import Move, Ticket, Villager
from storage.organisation import Organisation

_KINDS = {
    MatterKind.VILLAGE: "村里事",
    MatterKind.NEIGHBOUR: "邻里事",
    MatterKind.HOUSEHOLD: "户里事",
    MatterKind.UNCLEAR: "还要问一句",
    MatterKind.NONE: "闲聊",
}
_URGENCIES = {
    Urgency.DANGER: "有危险，马上办",
    Urgency.URGENT: "急事，当天办",
    Urgency.NORMAL: "平常事",
    Urgency.COMPLEX: "要多费些工夫",
    Urgency.MEDIATION: "要坐下来商量",
    Urgency.APPLICATION: "要递材料",
    Urgency.CONSULT: "问个明白",
    Urgency.WISH: "心愿",
}
_PRIVACY = {
    Privacy.OPEN: "公开的事：群里可以说进展，不提是谁说的。",
    Privacy.PRIVATE: "不进群：只有办这件事的人看得到。",
    Privacy.SECRET: "保密：只有经办人一个人看得到。",
}
#: what a villager would say about where it stands, and how the page colours it
_STATUSES = {
    Status.CLARIFYING: ("等您补一句", "wait"),
    Status.REGISTERED: ("记下了", "wait"),
    Status.DISPATCHED: ("告诉人了，等他接", "wait"),
    Status.ACCEPTED: ("有人接了", "work"),
    Status.IN_PROGRESS: ("正在办", "work"),
    Status.DELIBERATING: ("大家正商量", "work"),
    Status.RETURN_REQUESTED: ("在找对口的人", "wait"),
    Status.RESOLVED: ("办好了，等您说行不行", "ask"),
    Status.REOPENED: ("没弄好，接着办", "wait"),
    Status.CLOSED: ("了结了", "done"),
    Status.REFERRED: ("转到别处办了", "done"),
    Status.MERGED: ("和别的一起办", "done"),
    Status.NOT_ACCEPTED: ("这里办不了", "done"),
    Status.WITHDRAWN: ("撤回了", "done"),
    Status.ARCHIVED: ("存档了", "done"),
}
#: so many reasons are shown
_REASONS = 5
_MOVES = {
    MoveName.REGISTER: "记下",
    MoveName.DISPATCH: "交给人办",
    MoveName.ACCEPT: "接了",
    MoveName.CONTACT: "联系了本人",
    MoveName.DELIBERATE: "拿到会上商量",
    MoveName.PAUSE: "先停一停",
    MoveName.RESUME: "接着办",
    MoveName.ASK_EXTENSION: "想多要几天",
    MoveName.EXTEND: "日子往后改了",
    MoveName.REFUSE_EXTENSION: "日子不改",
    MoveName.RETURN: "说不归这里管",
    MoveName.REASSIGN: "换人办",
    MoveName.ASK_HELP: "求助",
    MoveName.RESOLVE: "说办好了",
    MoveName.TELL: "告诉了村民",
    MoveName.CONFIRM: "说行",
    MoveName.REOPEN: "没弄好，重办",
    MoveName.CLOSE: "了结",
    MoveName.MERGE: "并到一起办",
    MoveName.UNMERGE: "分开办",
    MoveName.SPLIT: "分成几件",
    MoveName.CORRECT: "改了分类",
    MoveName.WITHDRAW: "撤回",
    MoveName.REFER: "转到别处办",
    MoveName.REJECT: "说明这里办不了",
    MoveName.ARCHIVE: "存档",
}
_ROLES = {
    "contact": "十户联防员",
    "grid_officer": "网格员",
    "grid_head": "网格长",
    "village_secretary": "村支书",
    "village_supervisor": "村务监督",
    "village_lead_cadre": "包村干部",
    "affairs_office": "镇社会事务办",
    "area_leader": "包片领导",
    "duty_leader": "值班领导",
    "county_dept": "县级部门",
    "mediator": "调解员",
    "legal_adviser": "法律顾问",
    "police_liaison": "警务员",
    "assistant": "协管员",
    "data_steward": "信息保护负责人",
}
_WEEKDAYS = "一二三四五六日"


class TicketView:
    """Reads tickets for the page, in the township's own time."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    def day(self, instant: datetime) -> str:
        """11月25日 周三."""
        local = instant.astimezone(self._policy.zone)
        return f"{local.month}月{local.day}日 周{_WEEKDAYS[local.weekday()]}"

    def moment(self, instant: datetime) -> str:
        """11月25日 周三 18:30."""
        return f"{self.day(instant)} {instant.astimezone(self._policy.zone):%H:%M}"

    def row(self, ticket: Ticket, organisation: Organisation, now: datetime) -> dict[str, Any]:
        """One line of the list."""
        status, tone = _STATUSES[ticket.status]
        late = ticket.status in WORKING and now > ticket.due_at
        owner = organisation.officers.get(ticket.owner)
        return {
            "number": ticket.number,
            "title": str(titles.staff_title(ticket.topic, ticket.kind)),
            "public_title": ticket.title,
            "kind": ticket.kind.value,
            "kind_word": _KINDS[ticket.kind],
            "status": ticket.status.value,
            "status_word": status,
            "tone": "late" if late else tone,
            "late": late,
            "open": ticket.status in OPEN,
            "owner": self.who(ticket.owner, organisation),
            "owner_person": ticket.owner,
            "owner_phone": owner.phone if owner else "",
            "due": self.moment(ticket.due_at),
            "due_on": self.day(ticket.due_at),
            "voices": ticket.voices,
            "confirmed": ticket.confirmed.value if ticket.confirmed else None,
        }

    async def full(
        self, ledger: Ledger, ticket: Ticket, organisation: Organisation, reporter: Villager, now: datetime
    ) -> dict[str, Any]:
        """Everything, with the reason why."""
        words = await ledger.tickets.words(ticket)
        history = await ledger.tickets.history(ticket.number)
        area = organisation.areas.get(ticket.grid or ticket.village or "")
        return {
            **self.row(ticket, organisation, now),
            "urgency_word": _URGENCIES[ticket.urgency],
            "privacy_word": _PRIVACY[ticket.privacy],
            "place": ticket.place or "还没问到",
            "area": area.name if area else organisation.township.name,
            "reporter": reporter.name,
            "reporter_chat": reporter.address,
            "owner_because": ticket.owner_because,
            "registered": self.moment(ticket.registered_at),
            "history": [self._line(move, organisation, reporter) for move in history],
            "why": self._why(words, ticket),
        }

    def _line(self, move: Move, organisation: Organisation, reporter: Villager) -> dict[str, Any]:
        if move.actor == "villager":
            who = reporter.name or "村民"
        elif move.actor == "system":
            who = "说事"
        else:
            who = self.who(move.actor, organisation)
        return {"at": self.moment(move.at), "who": who, "move": _MOVES[move.move], "reason": move.reason}

    def who(self, officer_id: str, organisation: Organisation) -> str:
        """网格员 李秀英: the role somebody is best known by, and the name."""
        officer = organisation.officers.get(officer_id)
        if officer is None:
            return "不在名册上的人"
        roles = [_ROLES.get(post.role, "") for post in organisation.posts_of(officer_id)]
        return f"{roles[0]} {officer.name}".strip() if roles else officer.name

    def _why(self, words: str | None, ticket: Ticket) -> dict[str, Any]:
        if not words:
            return {"sentence": [], "reasons": [], "rules": ticket.rules}
        scene = Scene.GROUP if ticket.channel == "group" else Scene.PRIVATE
        # the weightiest come first; the rest of them would only blur the reasons
        evidence = self._policy.reader.read(words, scene=scene).evidence[:_REASONS]
        reasons: dict[str, list[str]] = {}
        for fired in evidence:
            told = reasons.setdefault(fired.because, [])
            told += [word for word in fired.words if word not in told]
        return {
            "sentence": marked(words, evidence),
            "reasons": [{"words": _longest(told), "because": because} for because, told in reasons.items()],
            "rules": ticket.rules,
        }


def marked(text: str, evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    """The sentence in pieces: those that decided it are marked."""
    decided = [False] * len(text)
    for fired in evidence:
        for start, end in fired.spans or _found(text, fired.words):
            decided[start:end] = [True] * len(decided[start:end])
    pieces: list[dict[str, Any]] = []
    for character, mark in zip(text, decided, strict=True):
        if pieces and pieces[-1]["mark"] == mark:
            pieces[-1]["text"] += character
        else:
            pieces.append({"text": character, "mark": mark})
    return pieces


def _longest(words: Sequence[str]) -> list[str]:
    """Without the words that are part of another one."""
    return [word for word in words if not any(word != other and word in other for other in words)]


def _found(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    return [(at, at + len(word)) for word in words if word and (at := text.find(word)) >= 0]

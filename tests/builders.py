"""Things for tests, filled in: name what matters, the rest is sensible."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from classifiers.verdict import MatterKind, Privacy, Topic, Urgency
from storage.incoming import ChatType, Incoming, MessageKind
from storage.lifecycle import Status
from storage.models import Ticket

TOWNSHIP = "621221108"
VILLAGE = "621221108201"
#: Monday 2026-11-23, 10:00 in the township
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
_ids = itertools.count(1)


def a_message(text: str = "村口路灯不亮了", **fields: Any) -> Incoming:
    """A text said in private by 张婶; `group="g-shanghe"` says it there."""
    group = fields.pop("group", None)
    sender = fields.pop("sender", "zhang")
    given: dict[str, Any] = {
        "channel": "rehearsal",
        "external_id": f"m{next(_ids)}",
        "kind": MessageKind.TEXT,
        "chat_type": ChatType.GROUP if group else ChatType.PRIVATE,
        "chat": group or sender,
        "sender": sender,
        "sender_name": "张婶",
        "at": NOW,
        "text": text,
    }
    return Incoming(**(given | fields))


def a_ticket(number: int = 1, **fields: Any) -> Ticket:
    """A street lamp in 上河村, registered now, due in three days."""
    due_at = fields.get("due_at", NOW + timedelta(days=3))
    given: dict[str, Any] = {
        "township": TOWNSHIP,
        "number": number,
        "channel": "group",
        "kind": MatterKind.VILLAGE,
        "topic": Topic.LIGHTING,
        "urgency": Urgency.NORMAL,
        "privacy": Privacy.OPEN,
        "title": "路灯维修",
        "village": VILLAGE,
        "grid": None,
        "place": "村口",
        "owner": "p01",
        "owner_because": "本村网格长",
        "registered_at": NOW,
        "accept_by": NOW + timedelta(days=1),
        "contact_by": NOW + timedelta(days=1),
        "due_at": due_at,
        "original_due_at": due_at,
        "close_by": NOW + timedelta(days=7),
        "rules": "test",
        "status": Status.REGISTERED,
    }
    return Ticket(**(given | fields))

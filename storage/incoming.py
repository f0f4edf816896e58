"""A message as it comes in, the same from every channel."""

import json
from dataclasses import asdict, dataclass
from dataclasses import fields as dataclass_fields
from datetime import datetime
from enum import StrEnum
from typing import Any


class ChatType(StrEnum):
    """Where words are said or sent."""

    GROUP = "group"
    PRIVATE = "private"


class MessageKind(StrEnum):
    """What a person did, in our words; the platform's own word is kept in `platform_kind`."""

    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    LOCATION = "location"
    LINK = "link"
    SCAN = "scan"  # scanned a 说事码 (also: followed the account by scanning one)
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    MENU = "menu"
    RECALL = "recall"  # took an earlier message back; `recalls` says which
    OTHER = "other"  # kept and answered politely, never an error


@dataclass(frozen=True, slots=True)
class Location:
    """A point as the platform sent it; the datum is the platform's (Official Account: GCJ-02)."""

    latitude: float
    longitude: float
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing a person said or sent: a piece of what becomes one matter."""

    id: str  # the platform's id, by which it may be recalled; empty: it had none
    kind: MessageKind
    at: datetime
    text: str = ""  # a place sent as a map point counts by its name

    def to_fields(self) -> dict[str, str]:
        """Plain fields, for JSON."""
        return {"id": self.id, "kind": self.kind.value, "at": self.at.isoformat(), "text": self.text}

    @classmethod
    def from_fields(cls, fields: dict[str, str]) -> "Said":
        """The piece again; raises ValueError, KeyError or TypeError on anything else."""
        at = datetime.fromisoformat(fields["at"])
        return cls(id=fields["id"], kind=MessageKind(fields["kind"]), at=at, text=fields["text"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One message or event from a platform, verified and parsed."""

    channel: str  # name of the configured channel
    external_id: str  # the platform's id, or what stands for it; unique per channel
    kind: MessageKind
    chat_type: ChatType
    chat: str  # the group's platform id; in private the sender's
    sender: str  # platform id
    at: datetime  # when it was sent, aware UTC
    sender_name: str = ""
    text: str = ""
    media: str | None = None  # a reference to fetch by: media id or address
    location: Location | None = None
    scan: str | None = None  # the 说事码's code
    quote: str | None = None  # id of the quoted note
    mentions: tuple[str, ...] = ()
    platform_kind: str = ""
    recalls: str | None = None  # id of the message that was taken back
    #: what the same person said here just before, and belongs to it; oldest first
    before: tuple[Said, ...] = ()

    @property
    def said(self) -> Said:
        """This message alone, as a piece. Words with a picture are a picture with words."""
        with_picture = self.kind is MessageKind.TEXT and self.media is not None
        text = self.text or (self.location.name if self.location is not None else "")
        kind = MessageKind.IMAGE if with_picture else self.kind
        return Said(id=self.external_id, kind=kind, at=self.at, text=text)

    def to_json(self) -> str:
        """One line of JSON, for sealing into the inbox."""
        said = asdict(self)
        fields = {each.name: said[each.name] for each in dataclass_fields(self) if said[each.name] != each.default}
        fields["at"] = self.at.isoformat()
        if self.before:
            fields["before"] = [piece.to_fields() for piece in self.before]
        return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, line: str) -> "Incoming":
        """The message again; raises ValueError, KeyError or TypeError on anything else."""
        fields: dict[str, Any] = json.loads(line)
        if location := fields.get("location"):
            fields["location"] = Location(**location)
        return cls(
            **{
                **fields,
                "at": datetime.fromisoformat(fields["at"]),
                "kind": MessageKind(fields["kind"]),
                "chat_type": ChatType(fields["chat_type"]),
                "mentions": tuple(fields.get("mentions", ())),
                "before": tuple(Said.from_fields(piece) for piece in fields.get("before", ())),
            }
        )

"""From an Official Account's XML to `Incoming`. wechatpy parses; nothing of its classes leaves this file."""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import wechatpy
import xmltodict
from wechatpy import events, messages

from storage.incoming import ChatType, Incoming, Location, MessageKind

#: CreateTime further off than this is a mistake of the platform's clock or ours; the time of arrival is taken instead
_OLDEST = timedelta(days=30)
_NEWEST = timedelta(hours=1)

#: what the platform reports of its own accord. Nobody said anything, so there is nothing to keep or to answer;
#: a position reported every five seconds is also none of our business, and pictures and places chosen in a menu
#: arrive once more as messages of their own.
_REPORTS = frozenset(
    {
        "location",
        "templatesendjobfinish",
        "masssendjobfinish",
        "publishjobfinish",
        "subscribe_msg_popup_event",
        "subscribe_msg_change_event",
        "subscribe_msg_sent_event",
        "kf_create_session",
        "kf_close_session",
        "kf_switch_session",
        "pic_sysphoto",
        "pic_photo_or_album",
        "pic_weixin",
        "location_select",
    }
)
#: of the menu's events only these open the window for sending
_MENU_TAPS = (events.ClickEvent, events.ScanCodePushEvent, events.ScanCodeWaitMsgEvent)


class Malformed(Exception):
    """Not a message. The text says what is wrong, without quoting it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A parsed message with what only this platform needs to know about it."""

    message: Incoming
    #: the account's own id, which a passive answer comes from
    account: str
    #: what the person did to open the platform's window for sending (see `Reception.opened`)
    action: str | None
    #: the platform's own report: acknowledged and forgotten
    report: bool


def sealed_part(xml: str) -> str | None:
    """The cipher text of an envelope, None when the message is open. Raises Malformed."""
    if "Encrypt" not in xml:
        # plain mode: the message is parsed once, by `parse`
        return None
    try:
        sealed = xmltodict.parse(xml)["xml"].get("Encrypt")
    except Exception:  # noqa: BLE001  # the parser fails on junk in many ways (and refuses entities)
        raise Malformed("The body is not the XML of a message.") from None
    if sealed is not None and not isinstance(sealed, str):
        raise Malformed("The field Encrypt must be text, and stand there once.")
    return sealed


def parse(xml: str, channel: str, now: datetime) -> Heard:
    """The message in this XML; `now` (aware UTC) stands in for a missing time. Raises Malformed."""
    try:
        parsed = wechatpy.parse_message(xml)
        # reading the library's attributes writes their defaults into this dictionary, hence the copy
        fields: Mapping[str, Any] = dict(parsed._data)
    except Exception:  # noqa: BLE001  # see sealed_part
        raise Malformed("The body is not the XML of a message.") from None
    sender = _text(fields, "FromUserName")
    kind = _text(fields, "MsgType").lower()
    if not sender or not kind:
        raise Malformed("The fields FromUserName and MsgType must be there.")
    event = _text(fields, "Event").lower() if kind == "event" else None
    what = _What.of(parsed, fields)
    message = Incoming(
        channel=channel,
        external_id=_external_id(xml, sender, event, fields),
        kind=what.kind,
        chat_type=ChatType.PRIVATE,
        chat=sender,
        sender=sender,
        at=_sent_at(_text(fields, "CreateTime"), now),
        text=what.text,
        media=what.media or None,
        location=what.location,
        scan=what.scan or None,
        platform_kind=kind if event is None else f"event:{event}",
    )
    return Heard(message, _text(fields, "ToUserName"), _action(parsed, fields, event), event in _REPORTS)


@dataclass(frozen=True, slots=True)
class _What:
    kind: MessageKind
    text: str = ""
    media: str = ""
    location: Location | None = None
    scan: str = ""

    @classmethod
    def of(cls, parsed: object, fields: Mapping[str, Any]) -> "_What":
        match parsed:
            case messages.TextMessage():
                return cls(MessageKind.TEXT, _text(fields, "Content"))
            case messages.ImageMessage():
                return cls(MessageKind.IMAGE, media=_text(fields, "MediaId") or _text(fields, "PicUrl"))
            case messages.VoiceMessage():
                # the platform's speech recognition comes and goes; empty is the usual case
                return cls(MessageKind.VOICE, _text(fields, "Recognition"), _text(fields, "MediaId"))
            case messages.VideoMessage() | messages.ShortVideoMessage():
                return cls(MessageKind.VIDEO, media=_text(fields, "MediaId"))
            case messages.LocationMessage():
                return cls(MessageKind.LOCATION, location=_location(fields))
            case messages.LinkMessage():
                return cls(MessageKind.LINK, _text(fields, "Title"), _text(fields, "Url"))
            case events.SubscribeScanEvent() if _text(fields, "EventKey"):
                return cls(MessageKind.SCAN, scan=_text(fields, "EventKey"))
            case events.ScanEvent():
                return cls(MessageKind.SCAN, scan=_text(fields, "EventKey"))
            case events.SubscribeEvent() | events.SubscribeScanEvent():
                return cls(MessageKind.FOLLOW)
            case events.UnsubscribeEvent():
                return cls(MessageKind.UNFOLLOW)
            case events.ClickEvent() | events.ScanCodePushEvent() | events.ScanCodeWaitMsgEvent():
                # a menu key counts as if its words had been typed
                return cls(MessageKind.MENU, _text(fields, "EventKey"))
        return cls(MessageKind.OTHER)


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):  # a repeated field becomes a list, a nested one a dictionary
        raise Malformed(f"The field {name} must be text, and stand there once.")
    return value


def _external_id(xml: str, sender: str, event: str | None, fields: Mapping[str, Any]) -> str:
    """MsgId; events have none, so person, second, event and key stand for it (hashed: a person's id is in them)."""
    if event is not None:
        parts = (sender, _text(fields, "CreateTime"), event, _text(fields, "EventKey"))
        return "event:" + _digest("\x1f".join(parts))
    return _text(fields, "MsgId") or "message:" + _digest(xml)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def _sent_at(create_time: str, now: datetime) -> datetime:
    try:
        at = datetime.fromtimestamp(int(create_time), UTC)
    except (ValueError, OverflowError, OSError):
        return now
    return at if now - _OLDEST <= at <= now + _NEWEST else now


def _location(fields: Mapping[str, Any]) -> Location | None:
    try:
        latitude, longitude = float(_text(fields, "Location_X")), float(_text(fields, "Location_Y"))
    except ValueError:
        return None
    if not (math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
        return None
    return Location(latitude, longitude, _text(fields, "Label"))


def _action(parsed: object, fields: Mapping[str, Any], event: str | None) -> str | None:
    if event is None:
        # choosing a line of a menu message looks like a text, but only opens the menu's short window
        return "menu" if "bizmsgmenuid" in fields else "message"
    match parsed:
        case events.SubscribeEvent() | events.SubscribeScanEvent():
            return "follow"
        case events.ScanEvent():
            return "scan"
    return "menu" if isinstance(parsed, _MENU_TAPS) else None

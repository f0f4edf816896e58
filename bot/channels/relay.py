"""Relay: any gateway that can sign a webhook (Standard Webhooks) may bring messages, and takes the answers."""

import base64
import binascii
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

import aiohttp
import structlog
from aiohttp import web
from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator
from standardwebhooks import Webhook

from bot.channels.base import ChannelDown, NoteRefused, Outgoing, Reception
from bot.channels.webhook_request import TurnedAway, read_body
from bot.clock import Clock, utc_now
from storage.incoming import ChatType, Incoming, Location, MessageKind

log = structlog.get_logger()

_TIMEOUT = aiohttp.ClientTimeout(total=10)
#: connections to the gateway at once
_AT_ONCE = 20
#: of the gateway's answer only an id is of interest
_LONGEST_ANSWER = 16 * 1024
#: bytes; Standard Webhooks recommends 24 to 64
_SHORTEST_SECRET = 16
#: somebody has to mend the address or the secret first
_UNTIL_MENDED = timedelta(minutes=5)
#: a gateway may say Retry-After; longer than this it is not believed
_LONGEST_WAIT = timedelta(hours=1)
_MISCONFIGURED = {
    401: "the gateway at callback_url does not accept our signature",
    403: "the gateway at callback_url does not accept our signature",
    404: "there is nothing at callback_url",
    405: "what is at callback_url takes no POST",
}
_SIGNATURE_HEADERS = ("webhook-id", "webhook-timestamp", "webhook-signature")


class RelaySettings(BaseModel, frozen=True, extra="forbid"):
    """One relay in `channels:` of config.yaml."""

    type: Literal["relay"] = "relay"
    name: str = Field(
        pattern=r"^[\w-]{1,64}$", description="Short name of the channel; the gateway calls /relay/<name>."
    )
    secret: SecretStr = Field(
        description="The secret shared with the gateway, in base64 (whsec_… is understood too), 16 bytes at least."
    )
    callback_url: str | None = Field(
        default=None,
        pattern=r"^https?://\S+$",
        description="Where answers are posted; without it this channel only listens.",
    )

    @field_validator("secret")
    @classmethod
    def _is_a_secret(cls, secret: SecretStr) -> SecretStr:
        text = secret.get_secret_value().removeprefix("whsec_")
        try:
            key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
        except (binascii.Error, ValueError):
            raise ValueError("the secret must be base64, with or without whsec_ before it") from None
        if len(key) < _SHORTEST_SECRET:
            raise ValueError(f"the secret must have {_SHORTEST_SECRET} bytes at least; this one has {len(key)}")
        return secret


class _Part(BaseModel):
    # ids are numbers with some gateways; for us they are names
    model_config = {"frozen": True, "coerce_numbers_to_str": True}


class _Sender(_Part):
    id: str = Field(min_length=1)
    name: str | None = None


class _Place(_Part):
    lat: float = Field(ge=-90, le=90, allow_inf_nan=False)
    lon: float = Field(ge=-180, le=180, allow_inf_nan=False)
    name: str | None = None


class _Body(_Part):
    """A message as a gateway sends it; fields we do not know are none of our business."""

    id: str = Field(min_length=1)
    at: datetime
    chat_type: ChatType
    chat: str | None = None
    sender: _Sender
    text: str | None = None
    image_url: str | None = None
    voice_url: str | None = None
    location: _Place | None = None
    quote: str | None = None
    mentions: list[str] | None = None
    #: id of an earlier message that its sender has taken back; nothing else is said then
    recalls: str | None = None

    @field_validator("at", mode="before")
    @classmethod
    def _is_written_out(cls, at: object) -> object:
        if not isinstance(at, str) or at.strip().lstrip("+-").replace(".", "").isdigit():
            raise ValueError("must be written as ISO 8601")
        return at

    @field_validator("at")
    @classmethod
    def _is_an_instant(cls, at: datetime) -> datetime:
        if at.tzinfo is None:
            raise ValueError("needs an offset, such as +08:00")
        if not 2000 <= at.year < 2200:
            raise ValueError("is not a time of this century")
        return at.astimezone(UTC)

    def incoming(self, channel: str) -> Incoming:
        """The message in our form. Words with a picture are words: the picture goes with them."""
        private = self.chat_type is ChatType.PRIVATE
        if not private and not self.chat:
            raise TurnedAway(400, "The field chat is missing: a group message needs its group.")
        if self.recalls:
            return Incoming(
                channel=channel,
                # a gateway may give the event the id of the message it is about
                external_id=f"recall:{self.id}",
                kind=MessageKind.RECALL,
                chat_type=self.chat_type,
                chat=self.sender.id if private else self.chat or "",
                sender=self.sender.id,
                at=self.at,
                recalls=self.recalls,
                platform_kind="relay",
            )
        if self.voice_url:
            kind = MessageKind.VOICE
        elif self.text:
            kind = MessageKind.TEXT
        elif self.image_url:
            kind = MessageKind.IMAGE
        elif self.location:
            kind = MessageKind.LOCATION
        else:
            kind = MessageKind.OTHER
        place = self.location
        return Incoming(
            channel=channel,
            external_id=self.id,
            kind=kind,
            chat_type=self.chat_type,
            # answers in private are addressed to the person
            chat=self.sender.id if private else self.chat or "",
            sender=self.sender.id,
            at=self.at,
            sender_name=self.sender.name or "",
            text=self.text or "",
            media=self.voice_url or self.image_url or None,
            location=None if place is None else Location(place.lat, place.lon, place.name or ""),
            quote=self.quote or None,
            mentions=tuple(self.mentions or ()),
            platform_kind="relay",
        )


class Relay:
    """The webhook `/relay/{name}`, and answers to the gateway's own webhook."""

    #: answers go out on their own
    passive = False

    def __init__(self, settings: RelaySettings, reception: Reception, clock: Clock) -> None:
        self.name = settings.name
        #: what somebody has to mend about this channel, in one sentence; None when all is well
        self.misconfigured: str | None = None
        self._callback = settings.callback_url
        self._webhook = Webhook(settings.secret.get_secret_value())
        self._reception = reception
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """The one address the gateway calls."""
        return [web.post(f"/relay/{self.name}", self._take)]

    async def close(self) -> None:
        """Let connections go."""
        if self._session is not None:
            await self._session.close()

    # ---- in ---------------------------------------------------------------------------------------------------------

    async def _take(self, request: web.Request) -> web.Response:
        try:
            body = await read_body(request)
            self._check_signature(request, body)
            await self._keep(_parse(body).incoming(self.name))
        except TurnedAway as turned_away:
            return turned_away.answer(self.name)
        return web.json_response({"ok": True})

    def _check_signature(self, request: web.Request, body: bytes) -> None:
        headers = {}
        for name in _SIGNATURE_HEADERS:
            values = request.headers.getall(name, [])
            if len(values) != 1:
                raise TurnedAway(403, f"The header {name} must be there, once.")
            headers[name] = values[0]
        try:
            # the library also refuses what was signed more than five minutes ago, or ahead
            self._webhook.verify(body, headers, json_parse=False)
        except Exception:  # noqa: BLE001  # malformed headers fail in ways the library does not declare
            raise TurnedAway(403, "The signature is wrong or too old.") from None

    async def _keep(self, message: Incoming) -> None:
        try:
            await self._reception.receive(message)
        except Exception as failure:  # noqa: BLE001
            # nothing was kept, so the gateway has to come again; the failure's text may quote the message
            log.error("relay: a message could not be kept", channel=self.name, error=type(failure).__name__)  # noqa: TRY400
            raise TurnedAway(503, "The message could not be kept; please send it again.") from None

    # ---- out --------------------------------------------------------------------------------------------------------

    async def send(self, note: Outgoing) -> str | None:
        """Post a note to the gateway. `webhook-id` is the note's id, the same on every try, so a gateway can drop
        repeats. Returns the id the gateway answers with, else the note's own, which the gateway knows as well."""
        if self._callback is None:
            raise NoteRefused("this relay has no callback_url, so nothing can be sent")
        body = json.dumps(
            {"id": str(note.id), "chat_type": note.chat_type.value, "chat": note.to, "text": note.text},
            ensure_ascii=False,
        ).encode("utf-8", "replace")
        try:
            async with self._open().post(
                self._callback, data=body, headers=self._signed(note, body), allow_redirects=False
            ) as response:
                if not 200 <= response.status < 300:
                    raise self._failure(response)
                self.misconfigured = None
                return await _id_in(response) or str(note.id)
        except TimeoutError:
            raise ChannelDown("the gateway did not answer in time") from None
        except (aiohttp.ClientError, OSError) as failure:
            # unchained: its text holds the address, which may hold a key
            raise ChannelDown(f"the gateway cannot be reached: {type(failure).__name__}") from None

    def _signed(self, note: Outgoing, body: bytes) -> dict[str, str]:
        # the machine's clock, also where the program's own runs ahead: the gateway compares with its own
        now = utc_now()
        return {
            "content-type": "application/json; charset=utf-8",
            "webhook-id": str(note.id),
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._webhook.sign(str(note.id), now, body.decode()),
        }

    def _failure(self, response: aiohttp.ClientResponse) -> ChannelDown | NoteRefused:
        status = response.status
        said = f"the gateway answers {status}"
        if status in _MISCONFIGURED or 300 <= status < 400:
            # the address or the secret is wrong for every note; refusing them one by one would lose them all
            self.misconfigured = f"{_MISCONFIGURED.get(status, 'callback_url has moved')} ({status})"
            log.error("relay: somebody has to mend this", channel=self.name, status=status)
            return ChannelDown(said, _UNTIL_MENDED)
        if status in (408, 425, 429) or status >= 500:
            return ChannelDown(said, _retry_after(response.headers.get("Retry-After"), self._clock()))
        return NoteRefused(said)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                timeout=_TIMEOUT, connector=aiohttp.TCPConnector(limit=_AT_ONCE, limit_per_host=_AT_ONCE)
            )
        return self._session


def _parse(body: bytes) -> _Body:
    try:
        return _Body.model_validate_json(body)
    except ValidationError as mistakes:
        mistake = mistakes.errors(include_url=False, include_context=False, include_input=False)[0]
    field = ".".join(str(part) for part in mistake["loc"])
    if not field:
        raise TurnedAway(400, "The body must be a JSON object.")
    if mistake["type"] == "missing":
        raise TurnedAway(400, f"The field {field} is missing.")
    reason = mistake["msg"].removeprefix("Value error, ")
    raise TurnedAway(400, f"The field {field} is wrong: {reason}.")


def _retry_after(header: str | None, now: datetime) -> timedelta | None:
    """Seconds or a date, as HTTP has it; None when there is nothing sensible."""
    if header is None:
        return None
    try:
        wait = timedelta(seconds=int(header)) if header.strip().isdigit() else parsedate_to_datetime(header) - now
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(wait, timedelta(0)), _LONGEST_WAIT)


async def _id_in(response: aiohttp.ClientResponse) -> str | None:
    """The id in the gateway's answer. The note has been taken by now, whatever becomes of the answer's body."""
    raw = bytearray()
    try:
        while len(raw) < _LONGEST_ANSWER and (chunk := await response.content.readany()):
            raw += chunk
        answer = json.loads(raw)
    except (TimeoutError, aiohttp.ClientError, OSError, ValueError, RecursionError):
        return None
    given = answer.get("id") if isinstance(answer, dict) else None
    return str(given) if isinstance(given, str | int) and not isinstance(given, bool) and given != "" else None

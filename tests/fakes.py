"""The outside world, written small: platforms on real sockets that behave, and misbehave when told to."""

import asyncio
import base64
import contextlib
import hashlib
import json
import os
import re
import struct
import uuid
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self
from xml.sax.saxutils import escape

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from standardwebhooks import Webhook

from bot.channels.base import Channel, Outgoing, Receipt
from storage.incoming import ChatType, Incoming


def a_note(to: str = "o-villager", text: str = "已收到", **fields: Any) -> Outgoing:
    """A note on its way to one person."""
    fields = {"id": uuid.uuid4(), "chat_type": ChatType.PRIVATE, **fields}
    return Outgoing(to=to, text=text, **fields)


class RecordingReception:
    """A reception that remembers what it was handed, knows repeats, and answers what it is told to."""

    def __init__(self) -> None:
        self.messages: list[Incoming] = []
        #: every call, in order: ("opened", action) or ("receive", external id)
        self.calls: list[tuple[str, str]] = []
        self.rows: dict[tuple[str, str], uuid.UUID] = {}
        self.answers: list[str] = []
        self.answered_within: list[timedelta] = []
        self.failure: Exception | None = None
        self.answer_failure: Exception | None = None
        self.kept = True
        #: seconds
        self.receive_takes = 0.0
        self.answer_takes = 0.0

    async def opened(self, message: Incoming, action: str) -> None:
        """See `bot.channels.base.Reception`."""
        self.calls.append(("opened", action))

    async def receive(self, message: Incoming) -> Receipt:
        """See `bot.channels.base.Reception`."""
        await asyncio.sleep(self.receive_takes)
        if self.failure is not None:
            raise self.failure
        self.calls.append(("receive", message.external_id))
        key = message.channel, message.external_id
        if key not in self.rows:
            self.messages.append(message)
            self.rows[key] = uuid.uuid4()
        return Receipt(self.kept, self.rows[key])

    async def answer_to(
        self, message: Incoming, receipt: Receipt, within: timedelta, limit: int | None = None
    ) -> list[str]:
        """See `bot.channels.base.Reception`."""
        self.answered_within.append(within)
        if self.answer_failure is not None:
            raise self.answer_failure
        if self.answer_takes > within.total_seconds():
            await asyncio.sleep(within.total_seconds())
            return []
        await asyncio.sleep(self.answer_takes)
        return list(self.answers)

    @property
    def actions(self) -> list[str]:
        """What opened windows, in order."""
        return [what for call, what in self.calls if call == "opened"]


@contextlib.asynccontextmanager
async def served(*channels: Channel) -> AsyncIterator[aiohttp.ClientSession]:
    """Channels behind a real server; the session is bound to its address."""
    app = web.Application()
    for channel in channels:
        app.add_routes(channel.routes())
    server = TestServer(app)
    await server.start_server()
    try:
        async with aiohttp.ClientSession(server.make_url("/")) as session:
            yield session
    finally:
        for channel in channels:
            await channel.close()
        await server.close()


# ---- WeChat Official Account ----------------------------------------------------------------------------------------


def sha1_signature(*parts: str) -> str:
    """The platform's signature, written down a second time from its description."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def seal(text: str, key: str, receiver: str, random16: bytes | None = None) -> str:
    """The platform's AES envelope, written down a second time from its description."""
    secret = base64.b64decode(key + "=")
    message = text.encode()
    plain = (random16 or os.urandom(16)) + struct.pack(">I", len(message)) + message + receiver.encode()
    pad = 32 - len(plain) % 32
    encryptor = Cipher(algorithms.AES(secret), modes.CBC(secret[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain + bytes([pad]) * pad) + encryptor.finalize()).decode()


def unseal(sealed: str, key: str) -> tuple[str, str]:
    """What an envelope holds: the text and the receiver."""
    secret = base64.b64decode(key + "=")
    decryptor = Cipher(algorithms.AES(secret), modes.CBC(secret[:16])).decryptor()
    plain = decryptor.update(base64.b64decode(sealed)) + decryptor.finalize()
    plain = plain[: -plain[-1]]
    length = struct.unpack(">I", plain[16:20])[0]
    return plain[20 : 20 + length].decode(), plain[20 + length :].decode()


def message_xml(kind: str = "text", **fields: object) -> str:
    """A message as the platform writes it; None leaves a field out."""
    values: dict[str, object] = {
        "ToUserName": "gh_village",
        "FromUserName": "o-villager",
        "CreateTime": 1795485600,
        "MsgType": kind,
    }
    if kind == "text":
        values["Content"] = "村口路灯不亮了"
    if kind != "event":
        values["MsgId"] = "23456789012345678"
    values |= fields
    inner = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in values.items() if value is not None)
    return f"<xml>{inner}</xml>"


@dataclass(frozen=True)
class Signed:
    """A request as the platform makes it: query and body."""

    params: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class WeChatSender:
    """Signs messages as the platform would, in each of its three modes."""

    token: str = "village-token"
    app_id: str = "wx0123456789abcdef"
    key: str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
    timestamp: str = "1795485600"
    nonce: str = "1372623149"

    def params(self, **more: str) -> dict[str, str]:
        """The signed query."""
        signature = sha1_signature(self.token, self.timestamp, self.nonce)
        return {"signature": signature, "timestamp": self.timestamp, "nonce": self.nonce, **more}

    def plain(self, xml: str) -> Signed:
        """明文模式."""
        return Signed(self.params(openid="o-villager"), xml.encode())

    def compatible(self, xml: str) -> Signed:
        """兼容模式: the message open, and sealed beside it."""
        sealed = seal(xml, self.key, self.app_id)
        return self._with(sealed, xml.replace("</xml>", f"<Encrypt>{sealed}</Encrypt></xml>"))

    def safe(self, xml: str) -> Signed:
        """安全模式."""
        return self.sealed(seal(xml, self.key, self.app_id))

    def sealed(self, sealed: str) -> Signed:
        """Any cipher text, rightly signed."""
        return self._with(sealed, f"<xml><ToUserName>gh_village</ToUserName><Encrypt>{sealed}</Encrypt></xml>")

    def _with(self, sealed: str, body: str) -> Signed:
        signature = sha1_signature(self.token, self.timestamp, self.nonce, sealed)
        return Signed(self.params(encrypt_type="aes", msg_signature=signature), body.encode())


@dataclass(frozen=True)
class SentText:
    """A customer-service message the fake platform took."""

    openid: str
    text: str
    token: str


@dataclass
class _Window:
    left: int
    until: datetime


@dataclass(frozen=True)
class Misbehaviour:
    """What the fake does instead of its duty, once: answer a code, an HTTP status or raw bytes, dawdle, hang up."""

    code: int | None = None
    status: int | None = None
    raw: bytes | None = None
    seconds: float = 0.0
    hang_up: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


class _Platform:
    """A server on localhost that keeps a queue of misbehaviours per path."""

    def __init__(self) -> None:
        self._bad: dict[str, deque[Misbehaviour]] = {}
        #: every path that was called, in order
        self.calls: list[str] = []
        self._server: TestServer | None = None

    def misbehave(self, path: str, *how: Misbehaviour) -> None:
        """Do this instead, for the next calls of a path."""
        self._bad.setdefault(path, deque()).extend(how)

    async def _misbehaviour(self, request: web.Request) -> web.Response | None:
        self.calls.append(request.path)
        queue = self._bad.get(request.path)
        if not queue:
            return None
        how = queue.popleft()
        if how.seconds:
            await asyncio.sleep(how.seconds)
        if how.hang_up:
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        if how.raw is not None:
            return web.Response(body=how.raw, content_type="text/plain")
        if how.status is not None:
            return web.Response(status=how.status, text="upstream", headers=how.headers)
        return None if how.code is None else as_text({"errcode": how.code, "errmsg": "told to"})

    def _routes(self) -> list[web.RouteDef]:
        raise NotImplementedError

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.add_routes(self._routes())
        self._server = TestServer(app)
        await self._server.start_server()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        await self._server.close()

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        assert self._server is not None
        return str(self._server.make_url("")).rstrip("/")


def as_text(answer: Mapping[str, Any]) -> web.Response:
    """JSON under the name of text/plain, as the platform has it."""
    return web.Response(text=json.dumps(answer, ensure_ascii=False), content_type="text/plain")


class FakeWeChat(_Platform):
    """The Official Account platform: stable_token with overlapping tokens, windows for sending, permanent codes."""

    WINDOWS = {
        "message": (5, timedelta(hours=48)),
        "menu": (3, timedelta(minutes=1)),
        "scan": (3, timedelta(minutes=1)),
        "follow": (3, timedelta(minutes=1)),
    }
    LIFE = timedelta(seconds=7200)
    OVERLAP = timedelta(minutes=5)

    def __init__(
        self, clock: Callable[[], datetime], app_id: str = "wx0123456789abcdef", secret: str = "village-secret"
    ) -> None:
        super().__init__()
        self._clock = clock
        self._app_id = app_id
        self._secret = secret
        #: value → when it ends
        self.tokens: dict[str, datetime] = {}
        self._latest: str | None = None
        self.tokens_asked = 0
        self.sent: list[SentText] = []
        self.codes: dict[str, str] = {}
        self._windows: dict[str, _Window] = {}
        #: bytes of text it takes
        self.longest_text = 2048

    def opens(self, openid: str, action: str = "message") -> None:
        """The person acted: what may be sent counts anew."""
        most, within = self.WINDOWS[action]
        self._windows[openid] = _Window(most, self._clock() + within)

    def kill_tokens(self) -> None:
        """As if somebody had called force_refresh elsewhere: every token so far is dead at once."""
        self.tokens.clear()
        self._latest = None

    def _routes(self) -> list[web.RouteDef]:
        return [
            web.post("/cgi-bin/stable_token", self._stable_token),
            web.post("/cgi-bin/message/custom/send", self._custom_send),
            web.post("/cgi-bin/qrcode/create", self._qrcode_create),
        ]

    async def _stable_token(self, request: web.Request) -> web.Response:
        self.tokens_asked += 1
        if (bad := await self._misbehaviour(request)) is not None:
            return bad
        asked = await request.json()
        if asked.get("appid") != self._app_id:
            return as_text({"errcode": 40013, "errmsg": "invalid appid"})
        if asked.get("secret") != self._secret or asked.get("grant_type") != "client_credential":
            return as_text({"errcode": 40125, "errmsg": "invalid appsecret"})
        now = self._clock()
        latest = self._latest
        if latest is None or asked.get("force_refresh") or self.tokens[latest] - now < self.OVERLAP:
            latest = f"token-{uuid.uuid4().hex}" + "x" * 470
            self.tokens[latest] = now + self.LIFE
            self._latest = latest
        return as_text({"access_token": latest, "expires_in": int((self.tokens[latest] - now).total_seconds())})

    def _token_trouble(self, request: web.Request) -> web.Response | None:
        token = request.query.get("access_token", "")
        if token not in self.tokens:
            return as_text({"errcode": 40001, "errmsg": "invalid credential"})
        if self.tokens[token] <= self._clock():
            return as_text({"errcode": 42001, "errmsg": "access_token expired"})
        return None

    async def _custom_send(self, request: web.Request) -> web.Response:
        if (bad := await self._misbehaviour(request) or self._token_trouble(request)) is not None:
            return bad
        raw = await request.read()
        # an escaped character, and not a backslash of the text's own
        if re.search(rb"(?<!\\)(?:\\\\)*\\u", raw):
            return as_text({"errcode": 40033, "errmsg": "invalid charset"})
        asked = json.loads(raw)
        openid, text = asked["touser"], asked["text"]["content"]
        if len(text.encode()) > self.longest_text:
            return as_text({"errcode": 45002, "errmsg": "content size out of limit"})
        window = self._windows.get(openid)
        if window is None or window.until <= self._clock():
            return as_text({"errcode": 45015, "errmsg": "response out of time limit"})
        if window.left == 0:
            return as_text({"errcode": 45047, "errmsg": "out of response count limit"})
        window.left -= 1
        self.sent.append(SentText(openid, text, request.query["access_token"]))
        return as_text({"errcode": 0, "errmsg": "ok"})

    async def _qrcode_create(self, request: web.Request) -> web.Response:
        if (bad := await self._misbehaviour(request) or self._token_trouble(request)) is not None:
            return bad
        asked = await request.json()
        assert asked["action_name"] == "QR_LIMIT_STR_SCENE"
        scene = asked["action_info"]["scene"]["scene_str"]
        ticket = f"gQH4==/{uuid.uuid4().hex}"
        self.codes[scene] = ticket
        return as_text({"ticket": ticket, "url": f"http://weixin.qq.com/q/{ticket[-8:]}"})


# ---- relay ----------------------------------------------------------------------------------------------------------

RELAY_SECRET = "whsec_" + base64.b64encode(b"a relay's secret of 32 bytes ...").decode()


@dataclass(frozen=True)
class RelaySender:
    """Signs messages as a gateway would."""

    secret: str = RELAY_SECRET

    def headers(self, body: bytes, *, id: str = "msg-1", at: datetime | None = None) -> dict[str, str]:  # noqa: A002
        """The three Standard Webhooks headers; `at` aware, now by default."""
        at = at or datetime.now(UTC)
        return {
            "webhook-id": id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(self.secret).sign(id, at, body.decode()),
        }


def relay_message(**fields: object) -> dict[str, object]:
    """A relay body; None leaves a field out."""
    body: dict[str, object] = {
        "id": "m-1",
        "at": "2026-11-24T10:00:00+08:00",
        "chat_type": "group",
        "chat": "g-shanghe",
        "sender": {"id": "u-1", "name": "老李"},
        "text": "村口路灯不亮了",
        **fields,
    }
    return {name: value for name, value in body.items() if value is not None}


@dataclass(frozen=True)
class GatewayNote:
    """A note that reached the gateway, with the webhook id it came under."""

    webhook_id: str
    body: dict[str, Any]


class FakeGateway(_Platform):
    """A gateway that takes answers at `/answers`, after checking their signature."""

    def __init__(self, secret: str = RELAY_SECRET) -> None:
        super().__init__()
        self._webhook = Webhook(secret)
        self.notes: list[GatewayNote] = []
        self.answer: bytes = b'{"id": "gw-1"}'

    @property
    def callback_url(self) -> str:
        """Where it takes answers."""
        return self.url + "/answers"

    def _routes(self) -> list[web.RouteDef]:
        return [web.post("/answers", self._take)]

    async def _take(self, request: web.Request) -> web.Response:
        raw = await request.read()
        if (bad := await self._misbehaviour(request)) is not None:
            return bad
        body = self._webhook.verify(raw, dict(request.headers))
        self.notes.append(GatewayNote(request.headers["webhook-id"], body))
        return web.Response(body=self.answer, content_type="application/json")

"""Calls to the Official Account platform: the transport, the shared token, sending to a person, QR codes.

Nothing here logs or raises an address, a token, a platform id or a word of a note: only paths and codes.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import aiohttp
import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.base import ChannelDown, NoteRefused, SendFailed, Unreachable
from bot.clock import Clock
from storage.database import Database
from storage.ledger import SomebodyWasFaster

log = structlog.get_logger()

#: seconds for one call, from the first byte to the last
_TIMEOUT = aiohttp.ClientTimeout(total=10)
#: connections to the platform at once
_AT_ONCE = 20
#: an answer longer than this is none of the platform's
_LONGEST_ANSWER = 256 * 1024

#: a token is replaced when it has this long to live
_REFRESH_BEFORE = timedelta(seconds=600)
#: … but stable_token gives the same one until five minutes before its end: so ask no more often than this meanwhile
_ASK_AGAIN_AFTER = timedelta(seconds=60)

_TOKEN_PATH = "/cgi-bin/stable_token"  # noqa: S105  # a path
_SEND_PATH = "/cgi-bin/message/custom/send"
_CODE_PATH = "/cgi-bin/qrcode/create"

#: the platform's day, by which it counts its daily quotas
_PLATFORM_ZONE = ZoneInfo("Asia/Shanghai")
#: somebody has to mend the configuration first; trying more often helps nobody
_UNTIL_MENDED = timedelta(minutes=5)

_TOKEN_CODES = frozenset({40001, 40014, 42001})
_QUOTA_USED_UP = 45009
_TOO_LONG = 45002
_WINDOW_CODES = frozenset({45015, 45047})
_UNREACHABLE = {
    40003: "unknown openid",
    43004: "not a follower",
    50005: "not a follower",
    43019: "blacklisted",
    48002: "messages turned off",
}
_REFUSED = {
    40033: "characters the platform does not take",
    44004: "empty text",
    47001: "bad JSON",
    47003: "bad argument",
    61451: "bad parameter",
}
#: wrong configuration: nothing goes out until somebody has mended it
_MISCONFIGURED = {
    40001: "the platform does not accept the secret, or another program refreshes this account's token",
    40013: "the platform does not know this app_id",
    40014: "another program refreshes this account's token",
    40125: "the platform does not accept the secret",
    40164: "this server's address is not on the account's IP whitelist",
    40243: "the account's secret is frozen",
    42001: "another program refreshes this account's token",
    61004: "this server's address is not on the account's IP whitelist",
    89503: "an administrator of the account must confirm this server's address",
    89506: "an administrator of the account has refused this server's address",
    89507: "an administrator of the account has refused this server's address",
}
#: permissions that are missing: what was asked for will never be done, and somebody should know
_NOT_GRANTED = {
    48001: "the account may not call this interface; is it verified?",
    48004: "the platform has banned this interface for the account",
    50002: "the platform has limited the account",
}


class TooLong(NoteRefused):
    """The text is longer than the platform takes in one message."""


class PlatformWindowClosed(SendFailed):
    """The platform says that it takes nothing more for this person (45015, 45047)."""


@dataclass(frozen=True, slots=True)
class Token:
    """An access token; `generation` names it without showing it."""

    value: str
    expires_at: datetime
    generation: int
    #: when this process asked for it; None: another process did
    asked_at: datetime | None = None

    def __repr__(self) -> str:
        return f"Token(generation={self.generation})"


@dataclass(frozen=True, slots=True)
class QrCode:
    """A parametric QR code: `url` is what it says, to be drawn; `image` is the platform's own drawing of it."""

    ticket: str
    url: str

    @property
    def image(self) -> str:
        """Address of the platform's picture; needs no token."""
        return "https://mp.weixin.qq.com/cgi-bin/showqrcode?ticket=" + quote(self.ticket, safe="")


class OfficialAccountApi:
    """The calls this program makes for one account."""

    def __init__(self, name: str, app_id: str, secret: str, api_base: str, database: Database, clock: Clock) -> None:
        self._name = name
        self._database = database
        self._clock = clock
        self._transport = Transport(api_base)
        self._troubles = _Troubles(name, clock)
        self._tokens = AccessTokens(name, app_id, secret, self._transport, self._troubles, database, clock)
        self._making_code = asyncio.Lock()

    @property
    def misconfigured(self) -> str | None:
        """What somebody has to mend, in one sentence; None when the platform had nothing to complain about."""
        return self._troubles.sentence

    async def send_text(self, openid: str, text: str) -> None:
        """Send one customer-service message. Raises TooLong, PlatformWindowClosed and the kinds of SendFailed."""
        await self._call(_SEND_PATH, {"touser": openid, "msgtype": "text", "text": {"content": text}})

    async def code(self, scene: str) -> QrCode:
        """The permanent QR code of a scene (1..64 characters), made at the platform once and for all.

        Raises ValueError for other scenes, SendFailed when the platform does not make one.
        """
        if not 1 <= len(scene) <= 64:
            raise ValueError("a scene has 1 to 64 characters")
        if found := await self._known_code(scene):
            return found
        async with self._making_code:
            # there are 100 000 codes per account and none can be deleted: whoever waited here looks again
            if found := await self._known_code(scene):
                return found
            answer = await self._call(
                _CODE_PATH, {"action_name": "QR_LIMIT_STR_SCENE", "action_info": {"scene": {"scene_str": scene}}}
            )
            ticket, url = answer.get("ticket"), answer.get("url")
            if not (isinstance(ticket, str) and isinstance(url, str) and ticket and url):
                raise ChannelDown(f"{_CODE_PATH}: the answer holds no code")
            try:
                async with self._database.ledger() as ledger:
                    ledger.platform.keep_code(self._name, scene, ticket, url, self._clock())
                    await ledger.commit()
            except SomebodyWasFaster:
                # another process was faster; posters may already show its code
                if found := await self._known_code(scene):
                    return found
                raise ChannelDown("the code could not be kept") from None
            return QrCode(ticket, url)

    async def _known_code(self, scene: str) -> QrCode | None:
        async with self._database.reading() as ledger:
            row = await ledger.platform.code(self._name, scene)
        return None if row is None else QrCode(row.ticket, row.url)

    async def _call(self, path: str, payload: Mapping[str, Any]) -> Mapping[str, Any]:
        self._troubles.check(path)
        token = await self._tokens.get()
        answer = await self._transport.post(path, payload, token.value)
        if answer.code in _TOKEN_CODES:
            self._tokens.invalidate(token.generation)
            token = await self._tokens.get()
            answer = await self._transport.post(path, payload, token.value)
        if answer.code != 0:
            raise self._troubles.failure(path, answer.code)
        self._troubles.over(path)
        return answer.fields

    async def close(self) -> None:
        """Let connections go."""
        await self._transport.close()


class AccessTokens:
    """The account's token, shared through the database and refreshed by one task of one process at a time."""

    def __init__(
        self,
        name: str,
        app_id: str,
        secret: str,
        transport: "Transport",
        troubles: "_Troubles",
        database: Database,
        clock: Clock,
    ) -> None:
        self._name = name
        self._app_id = app_id
        self._secret = secret
        self._transport = transport
        self._troubles = troubles
        self._database = database
        self._clock = clock
        self._lock = asyncio.Lock()
        self._current: Token | None = None
        self._invalid_up_to = 0

    async def get(self) -> Token:
        """A token that should work. Raises ChannelDown."""
        if self._current is not None and self._is_good(self._current):
            return self._current
        async with self._lock:
            if self._current is None or not self._is_good(self._current):
                self._current = await self._shared_or_new()
            return self._current

    def invalidate(self, generation: int) -> None:
        """The platform refused the token of this generation. Said by ten tasks at once, it costs one refresh."""
        self._invalid_up_to = max(self._invalid_up_to, generation)

    def _is_good(self, token: Token) -> bool:
        if token.generation <= self._invalid_up_to:
            return False
        now = self._clock()
        left = token.expires_at - now
        if token.asked_at is not None and now - token.asked_at < _ASK_AGAIN_AFTER:
            return left > timedelta(0)
        return left > _REFRESH_BEFORE

    async def _shared_or_new(self) -> Token:
        try:
            return await (self._refreshed_alone() if self._database.is_sqlite else self._refreshed_in_turn())
        except SomebodyWasFaster:
            # the very first token, fetched by two processes at once: theirs is kept, and it is the same one
            async with self._database.reading() as ledger:
                row = await ledger.platform.token(self._name)
            if row is None:
                raise ChannelDown("the token could not be kept") from None
            return Token(row.token, row.expires_at, row.generation, self._clock())
        except SQLAlchemyError:
            # not chained: a statement's error shows the values it was given
            raise ChannelDown("the database does not answer") from None

    async def _refreshed_in_turn(self) -> Token:
        """The row stays locked while the platform is asked: other processes wait, and then find the new token."""
        async with self._database.ledger() as ledger:
            row = await ledger.platform.token(self._name)
            if row is not None and self._is_good(token := Token(row.token, row.expires_at, row.generation)):
                return token
            value, expires_at = await self._fetch()
            generation = await ledger.platform.keep_token(self._name, value, expires_at)
            await ledger.commit()
        return self._fresh(value, expires_at, generation)

    async def _refreshed_alone(self) -> Token:
        """On SQLite the one writer's place is not held while the platform is asked: read, ask, then write."""
        async with self._database.reading() as ledger:
            row = await ledger.platform.token(self._name)
        if row is not None and self._is_good(token := Token(row.token, row.expires_at, row.generation)):
            return token
        seen = None if row is None else row.generation
        value, expires_at = await self._fetch()
        async with self._database.ledger() as ledger:
            row = await ledger.platform.token(self._name)
            if row is not None and row.generation != seen:
                return Token(row.token, row.expires_at, row.generation, self._clock())
            generation = await ledger.platform.keep_token(self._name, value, expires_at)
            await ledger.commit()
        return self._fresh(value, expires_at, generation)

    def _fresh(self, value: str, expires_at: datetime, generation: int) -> Token:
        # also where a restored database counts generations from further back
        self._invalid_up_to = min(self._invalid_up_to, generation - 1)
        log.info("official account: token refreshed", channel=self._name, generation=generation)
        return Token(value, expires_at, generation, self._clock())

    async def _fetch(self) -> tuple[str, datetime]:
        self._troubles.check(_TOKEN_PATH)
        asked_at = self._clock()
        answer = await self._transport.post(
            _TOKEN_PATH,
            # force_refresh is for leaked tokens: 20 a day, and it kills the token others are using
            {
                "grant_type": "client_credential",
                "appid": self._app_id,
                "secret": self._secret,
                "force_refresh": False,
            },
        )
        if answer.code != 0:
            failure = self._troubles.failure(_TOKEN_PATH, answer.code)
            # whatever the platform has against us here, it is not the fault of the note that waits
            raise failure if isinstance(failure, ChannelDown) else ChannelDown(str(failure), _UNTIL_MENDED)
        value, seconds = answer.fields.get("access_token"), answer.fields.get("expires_in")
        if not (isinstance(value, str) and value and isinstance(seconds, int) and 0 < seconds <= 86400):
            raise ChannelDown(f"{_TOKEN_PATH}: the answer holds no token")
        self._troubles.over(_TOKEN_PATH)
        return value, asked_at + timedelta(seconds=seconds)


class _Troubles:
    """What the platform's error codes mean, which of them have to be mended, and what must not be tried before when."""

    def __init__(self, channel: str, clock: Clock) -> None:
        self._channel = channel
        self._clock = clock
        self._sentences: dict[str, str] = {}
        self._not_before: dict[str, datetime] = {}

    @property
    def sentence(self) -> str | None:
        return next(iter(self._sentences.values()), None)

    def check(self, path: str) -> None:
        """Raises ChannelDown while the platform wants to be left alone."""
        left = self._not_before.get(path, self._clock()) - self._clock()
        if left > timedelta(0):
            raise ChannelDown(f"{path}: the platform wants to be left alone for a while", left)

    def over(self, path: str) -> None:
        """A call went well."""
        self._sentences.pop(path, None)
        self._not_before.pop(path, None)

    def failure(self, path: str, code: int) -> SendFailed:
        """What an error code means for the note that was to be sent."""
        said = f"{path}: {code}"
        if code in _WINDOW_CODES:
            return PlatformWindowClosed(said)
        if code in _UNREACHABLE:
            return Unreachable(f"{said} {_UNREACHABLE[code]}")
        if code == _TOO_LONG:
            return TooLong(said)
        if code in _REFUSED:
            # a mistake of ours: the body would hold personal data, so the code has to do
            log.error("official account: the platform refuses our request", channel=self._channel, path=path, code=code)
            return NoteRefused(f"{said} {_REFUSED[code]}")
        if code in _NOT_GRANTED:
            self._alarm(path, code, _NOT_GRANTED[code])
            return NoteRefused(f"{said} {_NOT_GRANTED[code]}")
        if code in _MISCONFIGURED:
            self._alarm(path, code, _MISCONFIGURED[code])
            return self._down(path, f"{said} {_MISCONFIGURED[code]}", _UNTIL_MENDED)
        if code == _QUOTA_USED_UP:
            return self._down(path, f"{said} the daily quota is used up", _next_midnight(self._clock()) - self._clock())
        if code == 45011:
            return self._down(path, f"{said} too frequent", timedelta(minutes=1))
        # -1 is "busy", and what is not listed may pass as well; delivery's own waits (1 s, 4 s, 16 s …) apply
        return ChannelDown(said)

    def _alarm(self, path: str, code: int, sentence: str) -> None:
        self._sentences[path] = f"{sentence} ({code})"
        log.error("official account: somebody has to mend this", channel=self._channel, path=path, code=code)

    def _down(self, path: str, said: str, wait: timedelta) -> ChannelDown:
        self._not_before[path] = self._clock() + wait
        return ChannelDown(said, wait)


def _next_midnight(now: datetime) -> datetime:
    local = now.astimezone(_PLATFORM_ZONE)
    return (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class Answer:
    """The platform's answer: its error code (0: none) and all its fields."""

    code: int
    fields: Mapping[str, Any]


class Transport:
    """JSON over HTTPS, with an end to everything: time, size, connections."""

    def __init__(self, api_base: str) -> None:
        self._base = api_base.rstrip("/")
        self._session: aiohttp.ClientSession | None = None

    async def post(self, path: str, payload: Mapping[str, Any], token: str | None = None) -> Answer:
        """Call the platform. Raises ChannelDown where there is no proper answer (unchained: addresses hold tokens)."""
        # the platform shows \\uXXXX to people as it stands, or refuses it (40033): raw UTF-8 it has to be
        body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        try:
            async with self._open().post(
                self._base + path,
                params=None if token is None else {"access_token": token},
                data=body,
                headers={"Content-Type": "application/json; charset=utf-8"},
                allow_redirects=False,  # a redirect would carry the token to somebody else
            ) as response:
                if response.status != 200:
                    raise ChannelDown(f"{path}: HTTP {response.status}")
                raw = await _read(response)
        except TimeoutError:
            raise ChannelDown(f"{path}: no answer in time") from None
        except (aiohttp.ClientError, OSError) as failure:
            raise ChannelDown(f"{path}: {type(failure).__name__}") from None
        return _answer(path, raw)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                timeout=_TIMEOUT, connector=aiohttp.TCPConnector(limit=_AT_ONCE, limit_per_host=_AT_ONCE)
            )
        return self._session

    async def close(self) -> None:
        """Let connections go."""
        if self._session is not None:
            await self._session.close()


async def _read(response: aiohttp.ClientResponse) -> bytes:
    raw = bytearray()
    async for chunk in response.content.iter_any():
        raw += chunk
        if len(raw) > _LONGEST_ANSWER:
            raise aiohttp.ClientPayloadError
    return bytes(raw)


def _answer(path: str, raw: bytes) -> Answer:
    try:
        # JSON comes as text/plain, and with control characters inside names
        fields = json.loads(raw.decode("utf-8", "ignore"), strict=False)
        code = int(fields.get("errcode") or 0)
    except (ValueError, AttributeError, TypeError, RecursionError):
        raise ChannelDown(f"{path}: the answer is not a JSON object") from None
    return Answer(code, fields)

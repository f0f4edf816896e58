"""WeChat Official Account (公众号): one-to-one chat, opened by following the account or scanning a 说事码."""

import asyncio
import re
import secrets
import uuid
from collections import deque
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal, Self

import structlog
from aiohttp import web
from pydantic import BaseModel, Field, SecretStr, field_validator, model_validator
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.base import NoteRefused, Outgoing, Reception, WindowClosed
from bot.channels.envelope import BadSignature, Envelope, EnvelopeMistake, Unreadable, aes_key
from bot.channels.official_account_api import OfficialAccountApi, PlatformWindowClosed, QrCode, TooLong
from bot.channels.official_account_messages import Heard, Malformed, parse, sealed_part
from bot.channels.webhook_request import TurnedAway, read_body
from bot.clock import Clock
from storage.database import Database
from storage.incoming import ChatType, MessageKind
from storage.ledger import SomebodyWasFaster
from storage.models import Reach

log = structlog.get_logger()

#: UTF-8 bytes the platform takes in one text
LONGEST_TEXT = 2048
#: seconds from request to answer; the platform hangs up after five
_ANSWER_WITHIN = 4.2
#: what a person's own action allows us: how many texts, within which time
WINDOWS = {
    "message": (5, timedelta(hours=48)),
    "menu": (3, timedelta(minutes=1)),
    "scan": (3, timedelta(minutes=1)),
    "follow": (3, timedelta(minutes=1)),
}
#: a text of more parts could never be sent within one window
_MOST_PARTS = WINDOWS["message"][0]
#: the query parameters that count; each may stand there once
_PARAMETERS = ("signature", "timestamp", "nonce", "echostr", "encrypt_type", "msg_signature", "openid")
#: where a long text is best cut
_BREAKS = ("\n", "。", "！", "？", "；", "，")
_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: notes remembered as half sent; more are only possible when hundreds fail in the middle
_MOST_HALF_SENT = 500


class OfficialAccountSettings(BaseModel, frozen=True, extra="forbid"):
    """One Official Account in `channels:` of config.yaml."""

    type: Literal["official_account"] = "official_account"
    name: str = Field(
        pattern=r"^[\w-]{1,64}$", description="Short name of the channel; the platform calls /wechat/<name>."
    )
    app_id: str = Field(min_length=1, description="AppID, as the account's admin page shows it.")
    secret: SecretStr = Field(min_length=1, description="AppSecret, with which access tokens are fetched.")
    token: SecretStr = Field(min_length=1, description="The Token typed into the admin page beside the server's URL.")
    encoding_aes_key: SecretStr | None = Field(
        default=None,
        description="The 43 characters of EncodingAESKey, for safe and compatible mode. The admin page shows one in "
        "plain mode too; there it may be given or left out.",
    )
    require_encryption: bool = Field(
        default=False,
        description="True once the admin page is set to safe mode: plain messages, which no signature covers, are "
        "then turned away.",
    )
    previous_encoding_aes_key: SecretStr | None = Field(
        default=None, description="The key before the last change: messages sealed with it arrive for a while."
    )
    verified: bool = Field(
        default=True,
        description="Whether the account is verified (认证). An unverified one can only answer a message at once.",
    )
    api_base: str = Field(
        default="https://api.weixin.qq.com",
        pattern=r"^https?://[^\s?#]+$",
        description="Where the platform is called; another host for a proxy.",
    )

    @field_validator("encoding_aes_key", "previous_encoding_aes_key")
    @classmethod
    def _is_a_key(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None:
            aes_key(key.get_secret_value())
        return key

    @model_validator(mode="after")
    def _previous_follows_a_current_one(self) -> Self:
        if self.previous_encoding_aes_key is not None and self.encoding_aes_key is None:
            raise ValueError("previous_encoding_aes_key needs encoding_aes_key beside it")
        if self.require_encryption and self.encoding_aes_key is None:
            raise ValueError("require_encryption needs encoding_aes_key beside it")
        return self

    def aes_keys(self) -> list[str]:
        """The keys that open messages, the current one first."""
        return [key.get_secret_value() for key in (self.encoding_aes_key, self.previous_encoding_aes_key) if key]


class OfficialAccount:
    """The webhook `/wechat/{name}`, and sending by customer-service message within the platform's windows."""

    def __init__(
        self, settings: OfficialAccountSettings, database: Database, reception: Reception, clock: Clock
    ) -> None:
        self.name = settings.name
        self.passive = not settings.verified
        self._database = database
        self._reception = reception
        self._clock = clock
        self._envelope = Envelope(settings.token.get_secret_value(), settings.app_id, settings.aes_keys())
        self._require_encryption = settings.require_encryption
        self._api = OfficialAccountApi(
            self.name, settings.app_id, settings.secret.get_secret_value(), settings.api_base, database, clock
        )
        #: what is still to be said of notes whose first parts have gone out: a retry goes on from there
        self._half_sent: dict[uuid.UUID, list[str]] = {}

    @property
    def misconfigured(self) -> str | None:
        """What somebody has to mend about this account, in one sentence; None when all is well."""
        return self._api.misconfigured

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """The one address the platform knows: GET proves that it is ours, POST brings messages."""
        path = f"/wechat/{self.name}"
        return [web.get(path, self._prove, allow_head=False), web.post(path, self._take)]

    async def close(self) -> None:
        """Let connections go."""
        await self._api.close()

    # ---- in ---------------------------------------------------------------------------------------------------------

    async def _prove(self, request: web.Request) -> web.Response:
        try:
            query = self._signed_query(request)
            if "echostr" not in query:
                raise TurnedAway(403, "The parameter echostr is missing.")
        except TurnedAway as turned_away:
            return turned_away.answer(self.name)
        return web.Response(text=query["echostr"])

    async def _take(self, request: web.Request) -> web.Response:
        answer_at = asyncio.get_running_loop().time() + _ANSWER_WITHIN
        try:
            query = self._signed_query(request)
            heard, key = self._read(await read_body(request), query)
            said = await self._hand_over(heard, answer_at)
        except TurnedAway as turned_away:
            return turned_away.answer(self.name)
        if not said:
            return web.Response(text="success")
        xml = _text_answer(heard, said, self._clock())
        if key is not None:
            xml = self._envelope.seal(xml, str(int(self._clock().timestamp())), secrets.token_hex(8), key)
        return web.Response(text=xml, content_type="application/xml", charset="utf-8")

    def _signed_query(self, request: web.Request) -> dict[str, str]:
        """The parameters, once their signature is found right. Nothing else is looked at before that."""
        query: dict[str, str] = {}
        for name, value in request.query.items():
            if name in query and name in _PARAMETERS:
                raise TurnedAway(403, f"The parameter {name} stands there more than once.")
            query[name] = value
        for name in ("signature", "timestamp", "nonce"):
            if name not in query:
                raise TurnedAway(403, f"The parameter {name} is missing.")
        # the platform sets no limit to the age of a timestamp, and a repeated message changes nothing
        try:
            self._envelope.check(query["signature"], query["timestamp"], query["nonce"])
        except BadSignature:
            raise TurnedAway(403, "The signature is wrong.") from None
        return query

    def _read(self, body: bytes, query: dict[str, str]) -> tuple[Heard, int | None]:
        """The message, and which key it was sealed with (None: it came open)."""
        try:
            xml = body.decode("utf-8-sig")
            sealed = sealed_part(xml)
            key = None
            if sealed is not None and self._envelope.can_open:
                # in compatible mode the open half stands beside it; only the sealed half is proved, so that one counts
                opened = self._envelope.open(sealed, query.get("msg_signature", ""), query["timestamp"], query["nonce"])
                xml, key = opened.text, opened.key
            elif sealed is not None:
                # without a key the envelope is still proved, and compatible mode has an open half to read
                self._envelope.check(query.get("msg_signature", ""), query["timestamp"], query["nonce"], sealed)
            elif self._require_encryption:
                # a plain body is not covered by any signature: taking it would undo the encryption
                raise TurnedAway(403, "This account only takes encrypted messages (require_encryption).")
            return parse(xml, self.name, self._clock()), key
        except UnicodeDecodeError:
            raise TurnedAway(400, "The body is not UTF-8.") from None
        except Malformed as malformed:
            raise TurnedAway(400, str(malformed)) from None
        except Unreadable:
            raise TurnedAway(400, "The message cannot be decrypted with the configured EncodingAESKey.") from None
        except EnvelopeMistake as mistake:
            raise TurnedAway(403, f"{str(mistake).capitalize()}.") from None

    async def _hand_over(self, heard: Heard, answer_at: float) -> list[str]:
        """Keep the message; what may be said in the same answer (always nothing for a verified account)."""
        if heard.report:
            return []
        message = heard.message
        try:
            if heard.action is not None and await self._opens(heard):
                await self._reception.opened(message, heard.action)
            receipt = await self._reception.receive(message)
        except Exception as failure:  # noqa: BLE001
            # The one answer of the 5xx kind: nothing was kept, so the platform shall come again (it does, three
            # times), and "success" would be a lie. The failure's text may quote the message, so only its kind is told.
            log.error("official account: a message could not be kept", channel=self.name, error=type(failure).__name__)  # noqa: TRY400
            raise TurnedAway(503, "The message could not be kept; please send it again.") from None
        left = answer_at - asyncio.get_running_loop().time()
        if not self.passive or not receipt.kept or left <= 0 or message.kind is MessageKind.UNFOLLOW:
            return []
        try:
            texts = await self._reception.answer_to(message, receipt, timedelta(seconds=left), LONGEST_TEXT)
        except Exception as failure:  # noqa: BLE001  # the message is safe; its answer waits for the next one
            log.error("official account: no answer could be read", channel=self.name, error=type(failure).__name__)  # noqa: TRY400
            return []
        return [text for text in texts if _printable(text).strip()]

    async def _opens(self, heard: Heard) -> bool:
        """Whether the action gives more than is there: a tap's one minute must not end the 48 hours after a message."""
        if heard.action == "message":
            return True
        reach = await self._reach(heard.message.sender)
        return reach is None or reach.action != "message" or _left(reach, self._clock()) == 0

    # ---- out --------------------------------------------------------------------------------------------------------

    async def send(self, note: Outgoing) -> str | None:
        """Send a note as customer-service messages, as many as its length needs; the platform gives no id for them.

        An answer that got lost on its way counts as not sent, so a note can arrive twice, but never not at all.
        """
        if note.chat_type is ChatType.GROUP:
            raise NoteRefused("an Official Account is not a member of any group")
        if self.passive:
            raise WindowClosed("an unverified account can only answer")
        parts = split(note.text, LONGEST_TEXT)
        if not parts:
            raise NoteRefused("there is nothing in the note")
        if len(parts) > _MOST_PARTS:
            raise NoteRefused(f"longer than the {_MOST_PARTS} messages a person may be sent at once")
        waiting = deque(self._half_sent.get(note.id, parts))
        while waiting:
            await self._require_window(note.to, len(waiting))
            part = waiting.popleft()
            try:
                await self._api.send_text(note.to, part)
            except TooLong:
                # the limit of 2048 bytes is not written down anywhere official
                halves = split(part, len(part.encode("utf-8", "replace")) // 2 + 4)
                if len(part) < 100 or len(halves) < 2:
                    raise
                waiting.extendleft(reversed(halves))
                continue
            except PlatformWindowClosed as closed:
                raise WindowClosed(str(closed)) from None
            await self._spend(note.to)
            self._remember(note.id, list(waiting))
        return None

    def _remember(self, note: uuid.UUID, rest: list[str]) -> None:
        self._half_sent.pop(note, None)
        if rest:
            self._half_sent[note] = rest
        while len(self._half_sent) > _MOST_HALF_SENT:
            self._half_sent.pop(next(iter(self._half_sent)))

    async def _require_window(self, openid: str, texts: int) -> None:
        reach = await self._reach(openid)
        if reach is None or _left(reach, self._clock()) < texts:
            raise WindowClosed("the person has to write first")

    async def _reach(self, openid: str) -> Reach | None:
        async with self._database.reading() as ledger:
            return await ledger.conversations.reach(ledger.vault.reference(self.name, openid))

    async def _spend(self, openid: str) -> None:
        try:
            async with self._database.ledger() as ledger:
                await ledger.conversations.spend(ledger.vault.reference(self.name, openid))
                await ledger.commit()
        except (SQLAlchemyError, SomebodyWasFaster) as failure:
            # the text is out; failing now would send it again. The platform counts for itself anyway (45047)
            log.warning("official account: a sent text was not counted", error=type(failure).__name__)

    async def code(self, scene: str) -> QrCode:
        """The permanent QR code that brings a person here with this scene (1..64 characters), made only once.

        Raises ValueError, or SendFailed when the platform does not make it.
        """
        if self.passive:
            raise NoteRefused("an unverified account has no parametric QR codes")
        return await self._api.code(scene)


def _left(reach: Reach, now: datetime) -> int:
    """How many texts a person may still be sent."""
    most, within = WINDOWS.get(reach.action, (0, timedelta(0)))
    return max(0, most - reach.sent) if now < reach.opened_at + within else 0


def split(text: str, limit: int) -> list[str]:
    """Cut a text into parts of at most `limit` UTF-8 bytes: at a line's or a sentence's end where there is one."""
    parts = []
    rest = text.encode("utf-8", "replace").decode().strip()
    while len(rest.encode()) > limit:
        fits = rest.encode()[:limit].decode("utf-8", "ignore")
        # a part that is nearly empty for the sake of a nice cut would cost one of the few messages
        at = next((cut for mark in _BREAKS if (cut := fits.rfind(mark) + 1) > len(fits) // 2), len(fits)) or 1
        parts.append(rest[:at].strip())
        rest = rest[at:].strip()
    return [part for part in [*parts, rest] if part]


def _text_answer(heard: Heard, texts: list[str], now: datetime) -> str:
    """The passive answer: as many whole texts as fit. Half a sentence could end within a phone number."""
    said: list[str] = []
    for text in map(_printable, texts):
        if len("\n".join([*said, text]).encode()) > LONGEST_TEXT:
            break
        said.append(text)
    if len(said) < len(texts):
        log.warning("official account: an answer was too long", texts=len(texts), said=len(said))
    if not said:
        said = split(_printable(texts[0]), LONGEST_TEXT)[:1]
    return (
        f"<xml><ToUserName>{_cdata(heard.message.sender)}</ToUserName>"
        f"<FromUserName>{_cdata(heard.account)}</FromUserName>"
        f"<CreateTime>{int(now.timestamp())}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content>{_cdata(chr(10).join(said))}</Content></xml>"
    )


def _cdata(text: str) -> str:
    # a ]]> inside would end the section, and the rest would be read as XML
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def _printable(text: str) -> str:
    """The text without what XML cannot hold: one such character and the person sees an error instead of an answer."""
    return _NOT_IN_XML.sub("", text)

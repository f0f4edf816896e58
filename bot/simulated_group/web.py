"""The page of the simulated group: its assets, what is typed on it, its live feed, its clock and its tickets."""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

import structlog
from aiohttp import web
from aiohttp_sse import EventSourceResponse

from bot.channels.base import Reception
from bot.channels.webhook_request import TurnedAway, read_body
from bot.clock import ShiftedClock
from bot.demonstration import CastMember, demonstration_township
from bot.program import Program
from bot.simulated_group.ticket_view import TicketView
from bot.simulated_group.transcript import Line, TooManyReaders, Transcript, written
from bot.virtual_time import run_until
from classifiers.verdict import Urgency
from handlers.policy import Policy
from handlers.quiet_hours import when_to_tell_official
from storage.database import Database
from storage.incoming import ChatType, Incoming, MessageKind
from storage.ledger import Ledger
from storage.lifecycle import WORKING
from storage.models import Ticket, Villager

log = structlog.get_logger()

_ASSETS = Path(__file__).parent
_TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_LONGEST_TEXT = 500
_LONGEST_WORD = 100
#: how many of the newest tickets are looked at for the list
_NEWEST = 60
#: the demonstration's clock is moved on by no more than this altogether
_FURTHEST = timedelta(days=366)
#: how long before its date a ticket is looked at by "just before the date"
_BEFORE_DUE = timedelta(minutes=30)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def told_at(policy: Policy, now: datetime) -> datetime:
    """When an official would be told of an ordinary matter that is raised now."""
    return when_to_tell_official(now, Urgency.NORMAL, policy.quiet_hours, policy.calendar)


def kindly(handler: Handler) -> Handler:
    """Whatever goes wrong is answered with one plain sentence."""

    @wraps(handler)
    async def answers(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except TurnedAway as turned:
            return _json({"error": turned.sentence}, turned.status)
        except (web.HTTPException, asyncio.CancelledError):
            raise
        except Exception:
            log.exception("simulated group: a request failed", path=request.path)
            return _json({"error": "出了点毛病，请再试一次。"}, 500)

    return answers


def _json(data: object, status: int = 200) -> web.Response:
    return web.json_response(
        data,
        status=status,
        headers={**_HEADERS, "Cache-Control": "no-store"},
        dumps=lambda value: json.dumps(value, ensure_ascii=False),
    )


@dataclass(frozen=True, slots=True)
class _Asset:
    body: bytes
    content_type: str
    tag: str


def _read_asset(name: str) -> _Asset:
    body = (_ASSETS / name).read_bytes()
    return _Asset(body, _TYPES[name.rpartition(".")[2]], hashlib.sha256(body).hexdigest()[:20])


class Page:
    """Everything below /try/. Only the demonstration's cast can be played."""

    def __init__(
        self,
        *,
        channel: str,
        reception: Reception,
        clock: ShiftedClock,
        transcript: Transcript,
        cast: Sequence[CastMember],
        group: str,
    ) -> None:
        self._channel = channel
        self._reception = reception
        self._clock = clock
        self._transcript = transcript
        self._cast = {member.chat: member for member in cast}
        self._group = group
        self._assets = {name: _read_asset(name) for name in ("page.html", "page.css", "page.js", "icon.svg")}
        self._moving = asyncio.Lock()
        self._program: Program | None = None
        self._keep_clock: Callable[[Database], Awaitable[None]] | None = None
        self._clock_kept = False
        #: ticket number → who reported it here; None: it was reported elsewhere
        self._reporters: dict[int, str | None] = {}

    def attach(self, program: Program, keep_clock: Callable[[Database], Awaitable[None]]) -> None:
        """See `SimulatedGroupChannel.attach`."""
        self._program, self._keep_clock = program, keep_clock

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """The page's routes."""
        return [
            web.get("/try", self._to_the_page),
            web.get("/try/", self._asset("page.html")),
            *(web.get(f"/try/{name}", self._asset(name)) for name in ("page.css", "page.js", "icon.svg")),
            web.get("/try/events", kindly(self._events)),
            web.post("/try/say", kindly(self._say)),
            web.post("/try/photo", kindly(self._photo)),
            web.post("/try/voice", kindly(self._voice)),
            web.post("/try/scan", kindly(self._scan)),
            web.post("/try/clock", kindly(self._move_clock)),
            web.get("/try/tickets", kindly(self._tickets)),
            web.get(r"/try/tickets/{number:\d{1,9}}", kindly(self._ticket)),
        ]

    @property
    def _playing(self) -> Program:
        if self._program is None:
            raise TurnedAway(503, "还没准备好，请过一会儿再试。")
        return self._program

    async def _to_the_page(self, _request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/try/")

    def _asset(self, name: str) -> Handler:
        asset = self._assets[name]

        async def gives(request: web.Request) -> web.StreamResponse:
            headers = {**_HEADERS, "Cache-Control": "no-cache", "ETag": f'"{asset.tag}"'}
            if any(tag.value in (asset.tag, "*") for tag in request.if_none_match or ()):
                return web.Response(status=304, headers=headers)
            return web.Response(body=asset.body, content_type=asset.content_type, charset="utf-8", headers=headers)

        return gives

    # ---- the live feed ----------------------------------------------------------------------------------------------

    async def _events(self, request: web.Request) -> web.StreamResponse:
        try:
            queue = self._transcript.subscribe()
        except TooManyReaders:
            raise TurnedAway(503, "看的人太多了，请过一会儿再来。") from None
        # no await between here and the subscription above: nothing is missed, nothing comes twice
        missed = self._transcript.since(request.headers.get("Last-Event-ID"))
        welcome = self._welcome() if missed is None else None
        at = self._transcript.last_event
        try:
            response = EventSourceResponse(headers=_HEADERS)
            await response.prepare(request)
            async with response:
                if welcome is not None:
                    await response.send(_line(welcome), event="hello", id=at, retry=1500)
                for event in missed or ():
                    await response.send(_line(event.data), event=event.name, id=self._transcript.event_id(event))
                while (next_event := await queue.get()) is not None:
                    await response.send(
                        _line(next_event.data), event=next_event.name, id=self._transcript.event_id(next_event)
                    )
            return response
        except (ConnectionError, TimeoutError):
            # gone; the browser comes back by itself
            return response
        finally:
            self._transcript.unsubscribe(queue)

    def _welcome(self) -> dict[str, Any]:
        return {
            "boot": self._transcript.boot,
            "cast": [
                {
                    "chat": member.chat,
                    "name": member.name,
                    "title": member.title,
                    "person": member.person,
                    "official": member.person is not None,
                }
                for member in self._cast.values()
            ],
            "codes": self._codes(),
            "lines": self._transcript.lines(),
            "clock": self._time(),
        }

    def _codes(self) -> list[dict[str, str]]:
        township = demonstration_township()
        village = next((chat.area for chat in township.chats if chat.id == self._group), None)
        if village is None:
            return []
        codes = [code for code in township.codes if code.area.startswith(village)]
        return [{"code": code.code, "place": code.place} for code in codes[:3]]

    def _time(self) -> dict[str, Any]:
        now = self._clock()
        zone = self._playing.policy.zone
        evening, morning = self._evening().astimezone(zone), self._morning().astimezone(zone)
        today = now.astimezone(zone).date()
        return {
            "now": written(now.astimezone(zone)),
            "zone": str(zone),
            "moving": self._moving.locked(),
            "quiet": told_at(self._playing.policy, now) > now,
            "evening": f"{'今晚' if evening.date() == today else '明晚'}{evening.hour}:{evening:%M}",
            "morning": f"{'今早' if morning.date() == today else '明早'}{morning.hour}:{morning:%M}",
        }

    # ---- what is said -----------------------------------------------------------------------------------------------

    async def _body(self, request: web.Request) -> dict[str, Any]:
        # JSON only: no form of another site can be sent here without the browser asking first
        if request.content_type != "application/json":
            raise TurnedAway(415, "这里只收 JSON。")
        try:
            raw = await read_body(request)
        except TurnedAway as turned:
            sentences = {413: "内容太长了。", 408: "等太久了，请再发一次。"}
            raise TurnedAway(turned.status, sentences.get(turned.status, "没收全，请再发一次。")) from None
        try:
            body = json.loads(raw)
        except (ValueError, RecursionError):
            raise TurnedAway(400, "看不懂发来的内容：不是 JSON。") from None
        if not isinstance(body, dict):
            raise TurnedAway(400, "看不懂发来的内容：应当是一个 JSON 对象。")
        return body

    def _who(self, body: dict[str, Any]) -> CastMember:
        chat = body.get("as")
        member = self._cast.get(chat) if isinstance(chat, str) else None
        if member is None:
            raise TurnedAway(404, "演示里没有这个人。")
        return member

    async def _say(self, request: web.Request) -> web.StreamResponse:
        body = await self._body(request)
        member = self._who(body)
        text = _word(body, "text", _LONGEST_TEXT).strip()
        if not text:
            raise TurnedAway(400, "还没写字呢。")
        chat = self._chat(body)
        return await self._receive(member, chat, MessageKind.TEXT, text, quote=self._quoted(body, member, chat))

    async def _photo(self, request: web.Request) -> web.StreamResponse:
        body = await self._body(request)
        return await self._receive(self._who(body), self._chat(body), MessageKind.IMAGE, "")

    async def _voice(self, request: web.Request) -> web.StreamResponse:
        body = await self._body(request)
        return await self._receive(self._who(body), self._chat(body), MessageKind.VOICE, "")

    async def _scan(self, request: web.Request) -> web.StreamResponse:
        body = await self._body(request)
        member = self._who(body)
        code = _word(body, "code", _LONGEST_WORD).strip()
        if not code:
            raise TurnedAway(400, "没有说事码的编号。")
        return await self._receive(member, ChatType.PRIVATE, MessageKind.SCAN, "", scan=code)

    @staticmethod
    def _chat(body: dict[str, Any]) -> ChatType:
        try:
            return ChatType(str(body.get("chat")))
        except ValueError:
            raise TurnedAway(400, "只有群聊（group）和私聊（private）两个地方。") from None

    def _quoted(self, body: dict[str, Any], member: CastMember, chat: ChatType) -> Line | None:
        if body.get("quote") is None:
            return None
        line = self._transcript.find(_word(body, "quote", _LONGEST_WORD))
        if line is None or line.private != (None if chat is ChatType.GROUP else member.chat):
            raise TurnedAway(400, "引用的那句不在这个聊天里。")
        return line

    async def _receive(
        self,
        member: CastMember,
        chat: ChatType,
        kind: MessageKind,
        text: str,
        *,
        quote: Line | None = None,
        scan: str | None = None,
    ) -> web.Response:
        if not self._clock_kept:
            await self._remember()
        now = self._clock()
        line = self._transcript.add(
            Line(
                id=self._transcript.new_id(),
                at=written(now),
                private=None if chat is ChatType.GROUP else member.chat,
                sender=member.chat,
                kind=kind.value,
                text=text or self._place_of(scan),
                quote=quote.id if quote else None,
            )
        )
        message = Incoming(
            channel=self._channel,
            external_id=line.id,
            kind=kind,
            chat_type=chat,
            chat=self._group if chat is ChatType.GROUP else member.chat,
            sender=member.chat,
            at=now,
            sender_name=member.name,
            text=text,
            media="simulated" if kind in (MessageKind.IMAGE, MessageKind.VOICE) else None,
            scan=scan,
            quote=quote.id if quote else None,
        )
        receipt = await self._reception.receive(message)
        self._transcript.settle(line, kept=receipt.kept)
        said = "收下了" if receipt.kept else "闲聊，不记录、不落盘"
        return _json({"id": line.id, "kept": receipt.kept, "said": said})

    def _place_of(self, scan: str | None) -> str:
        if scan is None:
            return ""
        return next((code["place"] for code in self._codes() if code["code"] == scan), scan)

    # ---- the clock --------------------------------------------------------------------------------------------------

    async def _move_clock(self, request: web.Request) -> web.StreamResponse:
        body = await self._body(request)
        if self._moving.locked():
            raise TurnedAway(409, "时间正在往前走，请等一下。")
        try:
            async with self._moving:
                until = await self._target(body.get("to"))
                if self._clock.ahead + (until - self._clock()) > _FURTHEST:
                    raise TurnedAway(409, "演示的时间最多往前走一年。")
                await self._pass_time(until)
        finally:
            self._transcript.publish("clock", self._time())
        return _json(self._time())

    async def _pass_time(self, until: datetime) -> None:
        program = self._playing
        self._transcript.publish("clock", self._time())
        try:
            await run_until(program, until, self._clock.move_to, self._on_step)
        finally:
            await self._remember()
        now = self._clock()
        self._transcript.add(
            Line(
                id=self._transcript.new_id(),
                at=written(now),
                private=None,
                sender=None,
                kind="clock",
                text=f"时间走到了{TicketView(program.policy).moment(now)}",
            )
        )

    async def _on_step(self, _at: datetime) -> None:
        await self._remember()
        self._transcript.publish("clock", self._time())

    async def _remember(self) -> None:
        assert self._keep_clock is not None
        await self._keep_clock(self._playing.database)
        self._clock_kept = True

    async def _target(self, to: object) -> datetime:
        now = self._clock()
        match to:
            case "plus_hour":
                return now + timedelta(hours=1)
            case "plus_day":
                return now + timedelta(days=1)
            case "to_evening":
                return self._evening()
            case "to_morning":
                return self._morning()
            case "to_due":
                return await self._before_due()
        raise TurnedAway(400, "时间只能往前走：过1小时、过1天、到期限前、到晚上、到早上。")

    def _evening(self) -> datetime:
        policy = self._playing.policy
        return self._next_strike(lambda day: policy.calendar.at_local(day, policy.digests.village_at) + self._spread())

    def _morning(self) -> datetime:
        policy = self._playing.policy
        return self._next_strike(lambda day: policy.calendar.at_local(day, policy.digests.officer_at) + self._spread())

    def _spread(self) -> timedelta:
        """Until everybody has had his note: each has a minute of his own after the hour."""
        minutes = self._playing.policy.digests.spread_minutes
        return timedelta(minutes=minutes + 2 if minutes else 0)

    def _next_strike(self, strike: Callable[[Any], datetime]) -> datetime:
        now = self._clock()
        today = self._playing.policy.calendar.day_of(now)
        return next(at for days in (0, 1) if (at := strike(today + timedelta(days=days))) > now)

    async def _before_due(self) -> datetime:
        now = self._clock()
        async with self._playing.database.reading() as ledger:
            coming = [
                ticket.due_at - _BEFORE_DUE
                for ticket, _ in await self._own_tickets(ledger)
                if ticket.status in WORKING and ticket.due_at - _BEFORE_DUE > now
            ]
        if not coming:
            raise TurnedAway(409, "眼下没有还没到期限的事，先说一件事吧。")
        return min(coming)

    # ---- tickets ----------------------------------------------------------------------------------------------------

    async def _own_tickets(self, ledger: Ledger) -> list[tuple[Ticket, str]]:
        """The newest tickets raised on this page, in order of number, with the blind reference of the reporter."""
        newest = await ledger.tickets.every(after=max(0, await ledger.tickets.count() - _NEWEST))
        own = []
        for ticket in newest:
            reporter = await self._reporter(ledger, ticket)
            if reporter is not None:
                own.append((ticket, reporter))
        return own

    async def _reporter(self, ledger: Ledger, ticket: Ticket) -> str | None:
        if ticket.number not in self._reporters:
            voice = next((voice for voice in await ledger.tickets.voices_of(ticket) if voice.reporter), None)
            villager = await ledger.people.find_villager(voice.villager) if voice else None
            own = villager is not None and villager.channel == self._channel
            self._reporters[ticket.number] = villager.ref if villager is not None and own else None
        return self._reporters[ticket.number]

    async def _tickets(self, _request: web.Request) -> web.StreamResponse:
        now, view = self._clock(), TicketView(self._playing.policy)
        async with self._playing.database.reading() as ledger:
            organisation = await ledger.organisation()
            own = await self._own_tickets(ledger)
            villagers = {villager.ref: villager for villager in await ledger.people.villagers({ref for _, ref in own})}
            rows = [
                {
                    **view.row(ticket, organisation, now),
                    "reporter_chat": villagers[ref].address,
                    "owner_chat": self._cast_chat(ticket.owner),
                }
                for ticket, ref in own
            ]
        return _json({"tickets": rows[::-1]})

    def _cast_chat(self, person: str) -> str | None:
        return next((member.chat for member in self._cast.values() if member.person == person), None)

    async def _ticket(self, request: web.Request) -> web.StreamResponse:
        now, view = self._clock(), TicketView(self._playing.policy)
        async with self._playing.database.reading() as ledger:
            ticket = await ledger.tickets.find(int(request.match_info["number"]))
            reporter = await self._reporter_of(ledger, ticket) if ticket else None
            if ticket is None or reporter is None:
                raise TurnedAway(404, "这个演示里没有这个编号的事。")
            organisation = await ledger.organisation()
            full = await view.full(ledger, ticket, organisation, reporter, now)
            by_chat = {officer.chat: officer.id for officer in organisation.officers.values() if officer.chat}
        full["owner_chat"] = self._cast_chat(ticket.owner)
        full["told"] = [
            {"at": line.at, "who": self._addressee(line, view, by_chat, organisation)}
            for line in self._transcript.about(ticket.number)
        ]
        return _json(full)

    async def _reporter_of(self, ledger: Ledger, ticket: Ticket) -> Villager | None:
        ref = await self._reporter(ledger, ticket)
        return await ledger.people.find_villager(ref) if ref else None

    def _addressee(self, line: Line, view: TicketView, by_chat: dict[str, str], organisation: Any) -> str:
        if line.private is None:
            return "群里"
        if line.private in by_chat:
            return view.who(by_chat[line.private], organisation)
        member = self._cast.get(line.private)
        return member.name if member else "一位村民"


def _word(body: dict[str, Any], key: str, longest: int) -> str:
    word = body.get(key)
    if not isinstance(word, str):
        raise TurnedAway(400, f"缺少 {key}，它应当是一段文字。")
    if len(word) > longest:
        raise TurnedAway(400, f"太长了，请在{longest}个字以内。")
    # what a keyboard cannot produce is not taken: a lone half of a character breaks every log and socket
    return word.encode("utf-8", "replace").decode().replace("\0", "")


def _line(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

"""The simulated group over real HTTP: the whole program behind it, on a database in a file, its feed read as sent."""

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from bot.app import web_application
from bot.channels.base import Outgoing
from bot.clock import ShiftedClock, VirtualClock
from bot.demonstration import DEMONSTRATION_GROUP, demonstration_township
from bot.organisation_loading import load_organisation
from bot.program import Program
from bot.simulated_group import SimulatedGroupChannel, restore_clock
from bot.simulated_group.ticket_view import marked
from bot.simulated_group.transcript import TooManyReaders, Transcript
from classifiers.verdict import Evidence
from storage.database import Database
from storage.ids import IdMaker
from storage.incoming import ChatType
from storage.vault import Vault
from tests.builders import NOW
from tests.stage import ZONE, a_policy

LAMP = "村口路灯不亮三天了"
OWNER = "o-shanghe-g1"


@dataclass
class Feed:
    """The live feed, as a browser reads it."""

    response: aiohttp.ClientResponse
    last_id: str = ""
    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)

    async def next(self) -> tuple[str, dict[str, Any]]:
        """The next event."""
        name, data = "message", ""
        async with asyncio.timeout(20):
            async for raw in self.response.content:
                line = raw.decode().rstrip("\r\n")
                key, _, value = line.partition(": ")
                if key == "id":
                    self.last_id = value
                elif key == "event":
                    name = value
                elif key == "data":
                    data += value
                elif not line and data:
                    event = (name, json.loads(data))
                    self.events.append(event)
                    return event
        raise EOFError("the feed has ended")

    async def until(self, wanted: Callable[[str, dict[str, Any]], bool]) -> dict[str, Any]:
        """The first event not yet taken that is wanted; chats are independent, so their order is not looked at."""
        seen = 0
        while True:
            for name, data in self.events[seen:]:
                seen += 1
                if id(data) not in self.taken and wanted(name, data):
                    self.taken.add(id(data))
                    return data
            await self.next()

    async def note(self, chat: str | None, *pieces: str) -> dict[str, Any]:
        """The program's next line in a chat (None: the group) with these words in it."""
        return await self.until(
            lambda name, data: (
                name == "line"
                and data["sender"] is None
                and data["private"] == chat
                and all(piece in data["text"] for piece in pieces)
            )
        )


@dataclass
class Playing:
    """A running demonstration."""

    session: aiohttp.ClientSession
    program: Program
    clock: ShiftedClock
    channel: SimulatedGroupChannel

    async def post(self, path: str, body: object) -> tuple[int, dict[str, Any]]:
        """Status and answer."""
        async with self.session.post(f"/try/{path}", json=body) as response:
            return response.status, await response.json()

    async def say(self, who: str, text: str, chat: str = "private", **more: str) -> dict[str, Any]:
        """Somebody types."""
        status, answer = await self.post("say", {"as": who, "chat": chat, "text": text, **more})
        assert status == 200, answer
        return answer

    async def get(self, path: str) -> tuple[int, dict[str, Any]]:
        """Status and JSON."""
        async with self.session.get(f"/try/{path}") as response:
            return response.status, await response.json()

    @asynccontextmanager
    async def feed(self, last_id: str | None = None) -> AsyncIterator[Feed]:
        """The live feed, from the beginning or from an event on."""
        headers = {"Last-Event-ID": last_id} if last_id else {}
        async with self.session.get("/try/events", headers=headers) as response:
            assert response.status == 200
            assert response.content_type == "text/event-stream"
            yield Feed(response)


@pytest.fixture
async def township(tmp_path: Path, vault: Vault) -> AsyncIterator[Database]:
    """The demonstration township on disk."""
    organisation = demonstration_township()
    database = Database(
        f"sqlite:///{tmp_path}/try.sqlite3",
        vault,
        organisation.township.code,
        random.Random(2).getrandbits,
        durable=False,
    )
    await database.upgrade()
    await load_organisation(database, organisation, "try")
    yield database
    await database.close()


@asynccontextmanager
async def playing(database: Database, at: datetime = NOW) -> AsyncIterator[Playing]:
    """The service as `run` joins it; its clock stands still until it is moved."""
    clock = ShiftedClock(VirtualClock(at))
    await restore_clock(database, clock)
    program = Program(
        database=database,
        policy=a_policy(),
        clock=clock,
        channels=lambda reception: [SimulatedGroupChannel("try", reception, clock)],
    )
    channel = program.channels["try"]
    assert isinstance(channel, SimulatedGroupChannel)
    channel.attach(program)
    server = TestServer(web_application(program))
    await server.start_server()
    try:
        async with program.working(), aiohttp.ClientSession(server.make_url("/")) as session:
            yield Playing(session, program, clock, channel)
    finally:
        await channel.close()
        await server.close()


@pytest.fixture
async def play(township: Database) -> AsyncIterator[Playing]:
    """A demonstration on Monday at 10:00."""
    async with playing(township) as started:
        yield started


async def a_lamp(play: Playing, feed: Feed) -> dict[str, Any]:
    """张婶 says in the group that the lamp is dark; returns the note in the owner's chat."""
    await play.say("v-zhang", LAMP, "group")
    await feed.note(None, "张婶", "路灯维修")
    return await feed.note(OWNER, "路灯")


async def test_the_whole_story_is_played_from_this_page_alone(play: Playing) -> None:
    """说事, 接, 好, 1, and in the evening the digest: each answer arrives live, in the right chat."""
    async with play.feed() as feed:
        name, hello = await feed.next()
        assert name == "hello"
        assert hello["lines"] == []
        await a_lamp(play, feed)
        await play.say(OWNER, "接")
        await feed.note(OWNER)
        await play.say(OWNER, "好 灯头换了，今晚试亮")
        result = await feed.note("v-zhang", "灯头换了")
        assert result["why"] == "result"
        await play.say("v-zhang", "1")
        await feed.note("v-zhang")
        status, _ = await play.post("clock", {"to": "to_evening"})
        assert status == 200
        digest = await feed.until(lambda name, data: name == "line" and data["why"] == "digest:village")
        assert digest["private"] is None
        assert datetime.fromisoformat(digest["at"]).astimezone(ZONE).hour == 18
    _, listed = await play.get("tickets")
    (ticket,) = listed["tickets"]
    assert (ticket["status"], ticket["confirmed"], ticket["tone"]) == ("closed", "self", "done")


async def test_a_reminder_comes_when_the_clock_is_moved_to_the_date(play: Playing) -> None:
    """Nobody took it: before the date the owner hears of it again."""
    async with play.feed() as feed:
        await a_lamp(play, feed)
        status, _ = await play.post("clock", {"to": "to_due"})
        assert status == 200
        reminder = await feed.until(
            lambda name, data: name == "line" and data["private"] == OWNER and data["why"].startswith("L0")
        )
        assert reminder["ticket"] == 1


async def test_small_talk_is_shown_and_said_to_be_forgotten(play: Playing) -> None:
    """早上好 stands in the transcript of the page, and nowhere on the disk."""
    async with play.feed() as feed:
        answer = await play.say("v-zhang", "早上好", "group")
        assert (answer["kept"], answer["said"]) == (False, "闲聊，不记录、不落盘")
        line = await feed.until(lambda name, _: name == "line")
        assert (line["text"], line["kept"]) == ("早上好", None)
        fate = await feed.until(lambda name, _: name == "fate")
        assert fate == {"id": line["id"], "kept": False}
    async with play.program.database.reading() as ledger:
        assert sum((await ledger.inbox.counts()).values()) == 0


async def test_a_reader_who_comes_back_gets_what_was_missed_and_nothing_twice(play: Playing) -> None:
    """Last-Event-ID: the feed goes on where it was cut."""
    async with play.feed() as feed:
        await play.say("v-zhang", "早上好", "group")
        await feed.until(lambda name, _: name == "fate")
        cut_at = feed.last_id
    await play.say("v-li", "吃了没", "group")
    async with play.feed(cut_at) as feed:
        name, line = await feed.next()
        assert (name, line["text"]) == ("line", "吃了没")
        name, _ = await feed.next()
        assert name == "fate"


async def test_a_reader_from_before_a_restart_gets_everything_anew(play: Playing) -> None:
    """An event id of another process says nothing here."""
    await play.say("v-zhang", "早上好", "group")
    async with play.feed("0badc0de-7") as feed:
        name, hello = await feed.next()
        assert name == "hello"
        assert [line["text"] for line in hello["lines"]] == ["早上好"]


async def test_a_ticket_shows_the_words_that_decided_it(play: Playing) -> None:
    """Why: the reporter's sentence with the deciding words marked, each with its reason."""
    async with play.feed() as feed:
        await a_lamp(play, feed)
    _, ticket = await play.get("tickets/1")
    sentence = ticket["why"]["sentence"]
    assert "".join(piece["text"] for piece in sentence) == LAMP
    assert any("路灯" in piece["text"] for piece in sentence if piece["mark"])
    assert all(reason["words"] and reason["because"] for reason in ticket["why"]["reasons"])
    assert ticket["kind_word"] == "村里事"
    assert ticket["reporter_chat"] == "v-zhang"
    assert ticket["owner_chat"] == OWNER
    assert "周" in ticket["due"]
    assert [line["move"] for line in ticket["history"]][:2] == ["记下", "交给人办"]
    assert {told["who"] for told in ticket["told"]} >= {"群里", ticket["owner"]}


async def test_a_household_matter_leaves_no_note_in_the_group(play: Playing) -> None:
    """What is told in private stays there."""
    async with play.feed() as feed:
        await play.say("v-wang", "我想给我妈申请低保")
        await feed.note("v-wang")
        _, listed = await play.get("tickets")
        assert [ticket["kind"] for ticket in listed["tickets"]] == ["household"]
        assert all(data["private"] for name, data in feed.events if name == "line")


async def test_a_scan_a_photo_and_a_voice_message_are_answered(play: Playing) -> None:
    """Other ways of beginning than typing."""
    async with play.feed() as feed:
        _, hello = await feed.next()
        code = hello["codes"][0]["code"]
        assert (await play.post("scan", {"as": "v-zhao", "code": code}))[1]["kept"] is True
        await feed.note("v-zhao")
        assert (await play.post("photo", {"as": "v-zhao", "chat": "private"}))[1]["kept"] is True
        await feed.until(lambda name, data: name == "line" and data["why"] == "ask" and data["private"] == "v-zhao")
        assert (await play.post("voice", {"as": "v-li", "chat": "private"}))[1]["kept"] is True
        await feed.note("v-li")


async def test_an_official_may_quote_a_note_instead_of_giving_its_number(play: Playing) -> None:
    """Two open tickets: the quoted one is meant."""
    async with play.feed() as feed:
        first = await a_lamp(play, feed)
        await play.say("v-li", "戏台那边的路塌了个大坑", "group")
        await feed.note(OWNER, "2号")
        await play.say(OWNER, "接", quote=first["id"])
        await feed.until(lambda name, data: name == "line" and data["why"] == "reply" and data["ticket"] == 1)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("say", {"as": "nobody", "chat": "group", "text": "好"}, 404),
        ("say", {"chat": "group", "text": "好"}, 404),
        ("say", {"as": ["v-zhang"], "chat": "group", "text": "好"}, 404),
        ("say", {"as": "v-zhang", "chat": "square", "text": "好"}, 400),
        ("say", {"as": "v-zhang", "chat": "group", "text": "  "}, 400),
        ("say", {"as": "v-zhang", "chat": "group", "text": 7}, 400),
        ("say", {"as": "v-zhang", "chat": "group", "text": "路" * 501}, 400),
        ("say", {"as": "v-zhang", "chat": "group", "text": "好", "quote": "l-nowhere"}, 400),
        ("say", ["v-zhang"], 400),
        ("scan", {"as": "v-zhang"}, 400),
        ("clock", {"to": "yesterday"}, 400),
        ("clock", {"to": "to_due"}, 409),
        ("clock", {}, 400),
    ],
)
async def test_what_cannot_be_understood_is_refused_in_one_plain_sentence(
    play: Playing, path: str, body: object, status: int
) -> None:
    """No stack, no English."""
    got, answer = await play.post(path, body)
    assert got == status
    assert list(answer) == ["error"]
    assert answer["error"].endswith("。")


async def test_only_small_json_is_taken(play: Playing) -> None:
    """Broken JSON, a form (another site could send one), and a body beyond the cap."""
    as_json = {"Content-Type": "application/json"}
    async with play.session.post("/try/say", data=b"{", headers=as_json) as response:
        assert response.status == 400
    async with play.session.post("/try/say", data=b"[" * 60_000, headers=as_json) as response:
        assert response.status == 400
    async with play.session.post("/try/say", data=b"x" * 70_000, headers=as_json) as response:
        assert response.status == 413
    async with play.session.post("/try/say", data={"as": "v-zhang"}) as response:
        assert response.status == 415


async def test_a_lone_half_of_a_character_harms_nobody(play: Playing) -> None:
    """JSON can write what UTF-8 cannot; the feed and the ticket still come."""
    raw = b'{"as": "v-zhang", "chat": "group", "text": "\\ud83d\\u0000' + LAMP.encode() + b'"}'
    async with play.feed() as feed:
        async with play.session.post("/try/say", data=raw, headers={"Content-Type": "application/json"}) as response:
            assert response.status == 200
        await feed.note(None, "路灯维修")
    assert (await play.get("tickets/1"))[0] == 200


async def test_tickets_that_are_not_here_are_not_found(play: Playing) -> None:
    """Numbers out of the air, and beyond what a column holds."""
    for number in ("1", "999999999"):
        status, answer = await play.get(f"tickets/{number}")
        assert (status, list(answer)) == (404, ["error"])


async def test_time_moves_once_at_a_time(play: Playing) -> None:
    """Two hands on the clock: the second is asked to wait."""
    async with play.feed() as feed:
        await a_lamp(play, feed)
    answers = await asyncio.gather(*(play.post("clock", {"to": "plus_day"}) for _ in range(2)))
    assert sorted(status for status, _ in answers) == [200, 409]
    assert timedelta(days=1) <= play.clock() - NOW < timedelta(days=1, hours=1)


async def test_a_restart_does_not_go_back_in_time(township: Database) -> None:
    """How far the clock was moved on is kept in the database."""
    async with playing(township) as before:
        await before.post("clock", {"to": "plus_day"})
        moved_to = before.clock()
    async with playing(township) as after:
        assert after.clock() >= moved_to - timedelta(milliseconds=1)


async def test_a_demonstration_opened_on_a_saturday_night_begins_on_monday_morning(township: Database) -> None:
    """Otherwise no official would be told of anything."""
    saturday = datetime(2026, 11, 28, 23, 15, tzinfo=ZONE)
    async with playing(township, saturday) as started:
        assert started.clock().astimezone(ZONE) == datetime(2026, 11, 30, 9, 0, tzinfo=ZONE)


async def test_the_page_brings_all_its_assets_and_lets_in_no_others(play: Playing) -> None:
    """A strict policy, no inline script, nothing from another host; unchanged assets are not sent twice."""
    types = {"": "text/html", "page.css": "text/css", "page.js": "text/javascript", "icon.svg": "image/svg+xml"}
    for name, content_type in types.items():
        async with play.session.get(f"/try/{name}") as response:
            assert (response.status, response.content_type) == (200, content_type)
            assert response.headers["Content-Security-Policy"].startswith("default-src 'self'")
            body = await response.text()
            assert "https://" not in body
            assert "innerHTML" not in body
            tag = response.headers["ETag"]
        async with play.session.get(f"/try/{name}", headers={"If-None-Match": tag}) as response:
            assert response.status == 304
    async with play.session.get("/try/") as response:
        page = await response.text()
        assert "人物都是虚构的" in page
        assert "onclick" not in page
    async with play.session.get("/try", allow_redirects=False) as response:
        assert (response.status, response.headers["Location"]) == (302, "/try/")


async def test_a_note_sent_twice_is_shown_once(play: Playing) -> None:
    """Delivery is at least once; the note's id is the idempotency key."""
    note_id = IdMaker(random.Random(3).getrandbits)(NOW)
    note = Outgoing(id=note_id, chat_type=ChatType.GROUP, to=DEMONSTRATION_GROUP, text="修好了")
    assert await play.channel.send(note) == await play.channel.send(note)
    async with play.feed() as feed:
        _, hello = await feed.next()
        assert [line["text"] for line in hello["lines"]] == ["修好了"]


async def test_another_villages_group_is_taken_and_not_shown(play: Playing) -> None:
    """There is one group on the page."""
    note_id = IdMaker(random.Random(4).getrandbits)(NOW)
    assert await play.channel.send(Outgoing(id=note_id, chat_type=ChatType.GROUP, to="g-202", text="别村的事"))
    async with play.feed() as feed:
        _, hello = await feed.next()
        assert hello["lines"] == []


async def test_hanging_up_ends_every_feed_at_once(play: Playing) -> None:
    """A live feed must not hold up the end of the service; whoever comes then is let go after the greeting."""
    async with play.feed() as feed:
        await feed.next()
        play.channel.hang_up()
        with pytest.raises(EOFError):
            await feed.next()
    async with play.feed() as late:
        await late.next()
        with pytest.raises(EOFError):
            await late.next()


def test_a_slow_reader_is_let_go_and_others_read_on() -> None:
    """A queue that nobody empties must not grow for ever."""
    transcript = Transcript(most_readers=1)
    queue = transcript.subscribe()
    with pytest.raises(TooManyReaders):
        transcript.subscribe()
    for number in range(600):
        transcript.publish("clock", {"number": number})
    assert queue.get_nowait() is None
    assert transcript.readers == 0


def test_marks_cover_exactly_the_words_that_decided() -> None:
    """Overlapping words are one mark; words without positions are looked for."""
    evidence = [
        Evidence("a", ("路灯不亮",), "灯", ((2, 6),)),
        Evidence("b", ("灯不亮",), "灯", ((3, 6),)),
        Evidence("c", ("三天",), "多久"),
    ]
    assert [(piece["text"], piece["mark"]) for piece in marked(LAMP, evidence)] == [
        ("村口", False),
        ("路灯不亮三天", True),
        ("了", False),
    ]

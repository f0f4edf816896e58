"""A village group behind a gateway: signed in, signed out, through the whole running program."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from bot.app import web_application
from bot.channels.relay import Relay, RelaySettings
from bot.clock import utc_now
from bot.organisation_loading import load_organisation
from bot.program import Program
from storage.database import Database
from storage.organisation_file import parse_organisation
from tests.fakes import RELAY_SECRET, FakeGateway, Misbehaviour, RelaySender, relay_message
from tests.stage import ORGANISATION, a_policy

SENDER = RelaySender()


class Village:
    """What a gateway sees of the program."""

    def __init__(self, program: Program, gateway: FakeGateway, session: aiohttp.ClientSession) -> None:
        self.program = program
        self.gateway = gateway
        self._session = session
        self._count = 0

    async def say(self, sender: str, text: str, *, group: bool = True, repeat: int = 1) -> None:
        """Somebody says something; the gateway delivers it `repeat` times."""
        self._count += 1
        body = relay_message(
            id=f"m-{self._count}",
            at=utc_now().isoformat(),
            chat_type="group" if group else "private",
            chat="g-shanghe" if group else sender,
            sender={"id": sender, "name": "张婶"},
            text=text,
        )
        raw = json.dumps(body, ensure_ascii=False).encode()
        for _ in range(repeat):
            headers = SENDER.headers(raw, id=f"m-{self._count}")
            async with self._session.post("/relay/village", data=raw, headers=headers) as answer:
                assert answer.status == 200
                assert await answer.json() == {"ok": True}

    async def hears(self, chat: str, number: int) -> list[str]:
        """Wait until so many notes have reached one chat; returns all of them."""
        async with asyncio.timeout(20):
            while len(said := [note.body["text"] for note in self.gateway.notes if note.body["chat"] == chat]) < number:
                await asyncio.sleep(0.02)
        return said


@pytest.fixture
async def village(database: Database) -> AsyncIterator[Village]:
    """The program at work over each database, with the gateway as its only channel."""
    await load_organisation(database, parse_organisation(ORGANISATION, "stage"), "village")
    async with contextlib.AsyncExitStack() as stack:
        gateway = await stack.enter_async_context(FakeGateway())
        settings = RelaySettings(
            type="relay", name="village", secret=SecretStr(RELAY_SECRET), callback_url=gateway.callback_url
        )
        program = Program(
            database=database,
            policy=a_policy(),
            clock=utc_now,
            channels=lambda reception: [Relay(settings, reception, utc_now)],
        )
        server = TestServer(web_application(program))
        await server.start_server()
        stack.push_async_callback(server.close)
        await stack.enter_async_context(program.working())
        session = await stack.enter_async_context(aiohttp.ClientSession(server.make_url("/")))
        yield Village(program, gateway, session)


async def test_a_group_behind_a_gateway_is_heard_and_answered(village: Village) -> None:
    """Small talk gets nothing, a matter one line in the group and one to its officer, each once."""
    await village.say("zhang", "早上好，大家吃了没")
    await village.say("zhang", "村口路灯不亮三天了", repeat=3)
    await village.say("wang", "隔壁化粪池渗水渗到我家墙根")
    # answers go at any hour; the call to the officer may be kept for the morning
    group = await village.hears("g-shanghe", 2)
    assert "路灯维修" in group[0]
    assert "私信" in group[1]
    assert all("化粪池" not in text for text in group)
    assert len(await village.hears("wang", 1)) == 1
    async with village.program.database.reading() as ledger:
        assert [ticket.voices for ticket in await ledger.tickets.every()] == [1, 1]


async def test_a_gateway_that_is_away_gets_its_notes_later_and_once(village: Village) -> None:
    """Failures are tried again under the same id; danger goes out at any hour."""
    village.gateway.misbehave("/answers", Misbehaviour(status=502), Misbehaviour(hang_up=True))
    await village.say("zhang", "麦场那边着火了，快来人")
    for chat in ("g-shanghe", "zhang", "head", "secretary", "duty"):
        assert len(await village.hears(chat, 1)) == 1
    ids = [note.webhook_id for note in village.gateway.notes]
    assert len(ids) == len(set(ids)) == 5

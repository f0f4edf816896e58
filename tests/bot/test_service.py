"""The running service: real processes, real signals, real signatures, real titles."""

import asyncio
import json
import random
from collections import Counter
from pathlib import Path

import aiohttp
import pytest

from bot.config import load_master_key, read_config
from storage.database import Database
from storage.ledger import Ledger
from storage.lifecycle import OPEN
from storage.models import InboxState
from storage.vault import new_master_key
from tests.conftest import TOWNSHIP
from tests.fakes import message_xml
from tests.running import SENDER, Service, a_service

MODES = ("plain", "compatible", "safe")


def signed(number: int, text: str) -> tuple[dict[str, str], bytes]:
    """A text message of its own person, in one of the platform's modes."""
    xml = message_xml(Content=text, MsgId=str(10**15 + number), FromUserName=f"o-person-{number}")
    request = getattr(SENDER, MODES[number % 3])(xml)
    return request.params, request.body


async def send(session: aiohttp.ClientSession, service: Service, number: int, text: str) -> int:
    """One signed message; returns the status."""
    params, body = signed(number, text)
    async with session.post(f"{service.url}/wechat/village", params=params, data=body) as answer:
        content = await answer.read()
        assert answer.status != 200 or content == b"success"
        return answer.status


def opened(service: Service) -> Database:
    """The service's database, looked at from outside."""
    config = read_config(service.folder / "config.yaml", {})
    return Database(service.database_url, load_master_key(config, {}), TOWNSHIP, random.Random(1).getrandbits)


async def all_handled(database: Database) -> dict[InboxState, int]:
    """Wait until nothing waits in the inbox; returns the counts."""
    for _ in range(600):
        async with database.reading() as ledger:
            counts = dict(await ledger.inbox.counts())
        if not counts.get(InboxState.WAITING):
            return counts
        await asyncio.sleep(0.1)
    raise AssertionError(f"still waiting: {counts}")


async def every_ticket(ledger: Ledger) -> list[object]:
    """The whole ledger."""
    found, after = [], 0
    while page := await ledger.tickets.every(after=after):
        found += page
        after = page[-1].number
    return found


@pytest.fixture
def titles() -> list[str]:
    """300 titles in the manner of letters to township and county, written for this project."""
    written = Path(__file__).parents[2] / "bench" / "written" / "letters.jsonl"
    letters = [json.loads(line) for line in written.read_text(encoding="utf-8").splitlines()]
    return [letter["text"] for letter in letters if letter["act"] == "ticket"][:300]


@pytest.mark.timeout(300)
async def test_300_titles_become_tickets_with_an_owner_and_a_date(tmp_path: Path, titles: list[str]) -> None:
    """Signed, over HTTP, three times each and at once: 300 rows, no 5xx, every matter owned and dated, none twice."""
    async with a_service(tmp_path) as service, aiohttp.ClientSession() as session:
        limit = asyncio.Semaphore(50)

        async def sent(number: int) -> int:
            async with limit:
                return await send(session, service, number, titles[number])

        statuses = Counter(await asyncio.gather(*(sent(number) for number in list(range(300)) * 3)))
        assert statuses == {200: 900}
        database = opened(service)
        try:
            assert await all_handled(database) == {InboxState.DONE: 300}
            async with database.reading() as ledger:
                tickets = await every_ticket(ledger)
                seen = Counter()
                for ticket in tickets:
                    assert ticket.owner
                    assert ticket.status in OPEN
                    assert ticket.due_at >= ticket.registered_at
                    (voice,) = await ledger.tickets.voices_of(ticket)
                    seen[voice.villager] += 1
            assert len(tickets) >= 270, "titles of letters to the authorities are matters, nearly all"
            assert set(seen.values()) == {1}, "nobody's matter was filed twice"
        finally:
            await database.close()
        assert service.stop() == 0
        assert "Traceback" not in service.log()


@pytest.mark.timeout(180)
async def test_kill_9_between_acknowledgement_and_handling_loses_nothing(tmp_path: Path) -> None:
    """What was answered `success` is on disk: killed at the first answers, every one of them becomes a ticket."""
    acknowledged: list[int] = []
    async with a_service(tmp_path) as service, aiohttp.ClientSession() as session:

        async def sent(number: int) -> None:
            if await send(session, service, number, f"上河村村口路灯不亮{number}天了") == 200:
                acknowledged.append(number)
                if len(acknowledged) == 1:
                    service.kill()

        await asyncio.gather(*(sent(number) for number in range(200)), return_exceptions=True)
        assert acknowledged
        database = opened(service)
        try:
            async with database.reading() as ledger:
                counts = await ledger.inbox.counts()
            assert counts.get(InboxState.WAITING, 0) > 0, "the kill came before the handling"
            await service.start()
            done = await all_handled(database)
            assert set(done) == {InboxState.DONE}
            async with database.reading() as ledger:
                people = {
                    voice.villager
                    for ticket in await every_ticket(ledger)
                    for voice in await ledger.tickets.voices_of(ticket)
                }
            reference = database.vault.reference
            assert {reference("village", f"o-person-{number}") for number in acknowledged} <= people
            # the platform repeats what it got no answer to; what was kept is not kept again
            await asyncio.gather(*(send(session, service, number, "上河村村口路灯不亮了") for number in range(200)))
            assert await all_handled(database) == {InboxState.DONE: 200}
        finally:
            await database.close()


@pytest.mark.timeout(120)
async def test_a_message_that_was_being_handled_when_the_process_died_is_handled_once(tmp_path: Path) -> None:
    """Kills at random moments under load: every acknowledged message is one ticket, none is two."""
    chance = random.Random(7)
    acknowledged: set[int] = set()
    service = Service(tmp_path)
    async with aiohttp.ClientSession() as session:
        for round_ in range(4):
            await service.start()

            async def sent(number: int) -> None:
                if await send(session, service, number, "上河村村口路灯不亮三天了") == 200:
                    acknowledged.add(number)

            under_way = asyncio.gather(
                *(sent(number) for number in range(round_ * 40, round_ * 40 + 40)), return_exceptions=True
            )
            before = len(acknowledged)
            while len(acknowledged) == before and not under_way.done():
                await asyncio.sleep(0.005)
            await asyncio.sleep(chance.uniform(0.0, 0.3))
            service.kill()
            await under_way
        await service.start()
        database = opened(service)
        try:
            await all_handled(database)
            async with database.reading() as ledger:
                voices = [
                    voice.villager
                    for ticket in await every_ticket(ledger)
                    for voice in await ledger.tickets.voices_of(ticket)
                ]
            assert len(voices) == len(set(voices))
            reference = database.vault.reference
            assert {reference("village", f"o-person-{number}") for number in acknowledged} <= set(voices)
        finally:
            await database.close()
            service.kill()
    assert acknowledged


@pytest.mark.timeout(60)
async def test_sigterm_finishes_what_is_in_hand(tmp_path: Path) -> None:
    """A stop is no crash: exit 0, nothing half done, and the next start finds a whole database."""
    async with a_service(tmp_path) as service, aiohttp.ClientSession() as session:
        await asyncio.gather(*(send(session, service, number, "上河村村口路灯不亮了") for number in range(20)))
        assert service.stop() == 0
        await service.start()
        async with session.get(f"{service.url}/metrics") as answer:
            assert answer.status == 200
            assert "shuoshi_rows" in await answer.text()
        async with session.get(f"{service.url}/healthz") as answer:
            assert await answer.json() == {"ok": True}
        assert "o-person" not in service.log(), "no platform id in a log"
        assert "路灯" not in service.log(), "no word of a villager in a log"


@pytest.mark.timeout(180)
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_two_processes_on_one_postgresql_handle_everything_once(tmp_path: Path, database_url: str) -> None:
    """The same program, any number of times on one database: no message is lost, none is handled twice, and one lamp
    is one ticket, whichever process hears of it.
    """
    lamp = "上河村村口路灯不亮三天了"
    services = [Service(tmp_path / name, url_of_database=database_url) for name in ("one", "two")]
    key = new_master_key()
    for service in services:
        (service.folder / "data").mkdir(parents=True)
        (service.folder / "data" / "master.key").write_text(key)
        (service.folder / "data" / "master.key").chmod(0o600)
    refused = services[0].command("run")
    assert refused.returncode == 1
    assert "shuoshi db upgrade" in refused.stderr
    upgrades = await asyncio.gather(*(asyncio.to_thread(service.command, "db", "upgrade") for service in services))
    assert [done.returncode for done in upgrades] == [0, 0], [done.stderr for done in upgrades]
    try:
        await services[0].start()
        await services[1].start()
        async with aiohttp.ClientSession() as session:
            # every message to both, as a platform would whose first call was slow to be answered
            await asyncio.gather(
                *(
                    send(session, service, number, lamp if number % 2 else "上河村，我想给我妈申请低保")
                    for number in range(60)
                    for service in services
                )
            )
        database = opened(services[0])
        try:
            assert await all_handled(database) == {InboxState.DONE: 60}
            async with database.reading() as ledger:
                tickets = await every_ticket(ledger)
                # thirty households' own affairs, and one lamp with thirty people behind it
                assert sorted(ticket.number for ticket in tickets) == list(range(1, 32))
                assert sorted(ticket.voices for ticket in tickets)[-2:] == [1, 30]
                voices = [voice.villager for t in tickets for voice in await ledger.tickets.voices_of(t)]
            assert len(set(voices)) == len(voices) == 60
            assert services[0].command("ledger", "verify").stdout == "31 tickets verified, 0 broken, 0 missing\n"
        finally:
            await database.close()
        assert [service.stop() for service in services] == [0, 0]
        assert "Traceback" not in services[0].log() + services[1].log()
    finally:
        for service in services:
            if service.process is not None:
                service.kill()

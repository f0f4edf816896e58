"""The daily notes: whom they reach, what must not stand in them, when they go, and that they can be made again."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from bot.organisation_loading import load_organisation
from bot.virtual_time import settle
from classifiers.verdict import MatterKind, Topic, Urgency
from handlers import digests
from handlers.digest_policy import DigestPolicy
from handlers.wording.digests import how_many_households, township_digest
from storage.database import Database
from storage.lifecycle import MoveName, Status
from storage.organisation_file import ChatEntry, OrganisationFile, TownshipEntry, VillageEntry, parse_organisation
from tests.builders import NOW, TOWNSHIP, VILLAGE, a_message, a_ticket
from tests.handlers.test_officer_replies import GROUP, raised
from tests.stage import ORGANISATION, Stage, a_policy, a_stage, to, whys

#: Tuesday 08:15 and 18:30 in the township
MORNING = datetime(2026, 11, 24, 0, 15, tzinfo=UTC)
EVENING = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """The program over both databases, Monday 10:00."""
    async with a_stage(database) as stage:
        yield stage


async def file(stage: Stage, count: int = 1, **fields: object) -> None:
    """So many tickets, taken by the officer of the first grid."""
    async with stage.program.database.ledger() as ledger:
        reporter = await ledger.people.meet(a_message(), VILLAGE)
        for _ in range(count):
            ticket = a_ticket(await ledger.tickets.next_number(), **fields)
            ledger.tickets.add(ticket, reporter, "说的话", "villager", ticket.registered_at)
            ledger.tickets.move(
                ticket, MoveName.DISPATCH, actor="system", at=ticket.registered_at, detail={"owner": ticket.owner}
            )
        await ledger.commit()


async def duty(stage: Stage, at: datetime = MORNING, *, past: bool = False) -> dict[str, str]:
    """The township's note, by its reader."""
    policy = stage.program.policy
    async with stage.program.database.reading() as ledger:
        told = await digests.township_digests(ledger, policy, policy.calendar.day_of(at), at, past=past)
    return {officer: text.text for officer, text in told.items()}


async def test_office_and_duty_leader_find_the_townships_morning(stage: Stage) -> None:
    """New by kind, the dangers, what nobody took, what is late by level; at a quarter past eight, once."""
    await file(stage, 2)
    await file(stage, kind=MatterKind.NEIGHBOUR, topic=Topic.BOUNDARY)
    await file(stage, 3, kind=MatterKind.HOUSEHOLD, topic=Topic.WELFARE)
    late = NOW - timedelta(days=4)
    await file(stage, registered_at=late, due_at=NOW - timedelta(days=1), urgency=Urgency.DANGER)
    text = (
        "早上好。昨天到今早新记：村里事2件、邻里事1件、户里事少于5件。\n"
        "有危险还没了结的1件：7号险情（上河村）。麻烦先过问。\n"
        "还没人接的7件。\n"
        "过了日子的：村里1件、镇上0件。"
    )
    assert await duty(stage) == {"p06": text, "p07": text}


@pytest.mark.parametrize("past", [False, True])
async def test_a_wish_is_never_late(stage: Stage, past: bool) -> None:
    """No clock runs on it (practice §5.2), whoever has it and however long; an ordinary matter beside it is counted."""
    for urgency in (Urgency.WISH, Urgency.NORMAL):
        await file(
            stage,
            registered_at=NOW - timedelta(days=20),
            due_at=NOW - timedelta(days=10),
            original_due_at=NOW - timedelta(days=10),
            urgency=urgency,
            kind=MatterKind.HOUSEHOLD,
        )
    told = await duty(stage, past=past)
    assert "过了日子的：村里1件、镇上0件。" in told["p06"]
    assert "还没人接的1件" in told["p06"], "a wish waits on its own list"


async def test_the_townships_morning_goes_out_once(stage: Stage) -> None:
    """To both, off the hour, and not again after a restart."""
    await raised(stage)
    notes = await stage.until(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
    sent = [(sent.at, sent.note.to) for sent in notes if sent.note.why == "digest:township"]
    assert sent == [(MORNING, "office"), (MORNING, "duty")]
    await settle(stage.program)
    assert [why for _, why in whys(stage.new()) if why == "digest:township"] == []


async def test_on_a_day_off_only_danger_is_told_and_only_to_the_duty_leader(stage: Stage) -> None:
    """Saturday: nobody is written to for a lamp."""
    saturday = datetime(2026, 11, 28, 0, 15, tzinfo=UTC)
    await file(stage)
    assert await duty(stage, saturday) == {}
    await file(stage, urgency=Urgency.DANGER)
    assert await duty(stage, saturday) == {"p07": "有危险还没了结的1件：2号险情（上河村）。麻烦先过问。"}


async def test_a_complaint_is_counted_for_the_office_only(stage: Stage) -> None:
    """Ruling 7: whoever may not know of it cannot tell from any number that there is one."""
    await file(stage, about_official=True, owner="p05", urgency=Urgency.DANGER, due_at=NOW - timedelta(days=1))
    told = await duty(stage)
    assert "1件" in told["p06"]
    assert "p07" not in told, "to him it is a morning without anything"
    await file(stage)
    told = await duty(stage)
    assert "村里事2件" in told["p06"]
    assert "村里事1件" in told["p07"]


async def test_not_even_the_office_hears_of_what_concerns_it(database: Database) -> None:
    """A complaint about somebody of the office, or about a declared relative, is in none of his numbers."""
    text = ORGANISATION.replace("conflicts: []", "conflicts: [{person: p06, with: p01}]")
    async with a_stage(database, organisation=parse_organisation(text, "stage")) as stage:
        for accused in ("p06", "p01"):
            await file(stage, about_official=True, owner="p05", evidence={"accused": [accused]})
        assert await duty(stage) == {}


@pytest.mark.parametrize(("count", "said"), [(0, "没有"), (1, "少于5件"), (4, "少于5件"), (5, "5件"), (12, "12件")])
def test_few_households_are_not_counted_out_loud(count: int, said: str) -> None:
    """Ruling 15; and no sum beside it gives the number away."""
    assert how_many_households(count) == said
    text = township_digest(new=(3, 2, count), unclear=0, dangers=[], not_taken=0, late=(0, 0)).text
    assert f"户里事{said}。" in text
    assert f"{5 + count}件" not in text or count >= 5


def test_many_dangers_are_whole_entries_and_a_rest() -> None:
    """Never half a number; each line is short enough."""
    dangers = [f"{number}号防汛排险（上河村）" for number in range(100, 130)]
    text = township_digest(new=(0, 0, 0), unclear=2, dangers=dangers, not_taken=0, late=(0, 0)).text
    assert "有危险还没了结的30件：100号防汛排险（上河村）、" in text
    assert "，还有" in text
    assert all(len(line) <= 120 for line in text.splitlines())


# ---- again, later ---------------------------------------------------------------------------------------------------


async def test_a_past_evening_is_told_as_it_was(stage: Stage) -> None:
    """What was done since does not change what was said then."""
    await raised(stage)
    sent = to(await stage.until(datetime(2026, 11, 23, 11, 0, tzinfo=UTC)), GROUP)
    await stage.say("officer-1", "接")
    await stage.say("officer-1", "好 灯换了")
    await stage.say("zhang", "1")
    evening = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
    async with stage.program.database.reading() as ledger:
        again = await digests.village_digests(ledger, evening, past=True)
        now = await digests.village_digests(ledger, evening)
        elsewhere = await digests.village_digests(ledger, evening, past=True, area="621221108202")
    assert [text.text for text in again.values()] == sent
    assert [text.text for text in now.values()] != sent
    assert elsewhere == {}


async def test_past_mornings_are_told_as_they_were(stage: Stage) -> None:
    """An official's and the township's note, made again after everything was done."""
    await raised(stage)
    await stage.say("wang", "二组的路塌了一大块，车过不去", group=GROUP)
    notes = await stage.until(datetime(2026, 11, 25, 1, 0, tzinfo=UTC))
    mine = [(s.note.to, s.at, s.note.text) for s in notes if s.note.why == "digest:officer"]
    duties = {(s.note.to, s.note.text) for s in notes if s.note.why == "digest:township" and s.at.day == 25}
    assert len(mine) >= 2
    for officer in ("officer-1", "officer-2"):
        for number in (1, 2):
            await stage.say(officer, f"接 {number}")
            await stage.say(officer, f"好 {number} 弄好了")
    policy = stage.program.policy
    chats = {"p01": "officer-1", "p02": "officer-2", "p03": "head", "p06": "office", "p07": "duty"}
    async with stage.program.database.reading() as ledger:
        for on in (24, 25):
            struck_at = datetime(2026, 11, on, tzinfo=UTC)
            told = await digests.officer_digests(ledger, policy, date(2026, 11, on), struck_at, past=True)
            sent = {(to, text) for to, at, text in mine if at.day == on}
            assert {(chats.get(person, person), text.text) for person, text in told.items()} == sent
    again = await duty(stage, datetime(2026, 11, 25, 0, 15, tzinfo=UTC), past=True)
    assert {(chats[person], text) for person, text in again.items()} == duties


# ---- when -----------------------------------------------------------------------------------------------------------


def test_everybody_has_a_minute_of_his_own() -> None:
    """Never the full or the half hour, the same every day, and spread over the minutes there are."""
    policy = DigestPolicy()
    for hour in (datetime(2026, 11, 23, 10, 30, tzinfo=UTC), datetime(2026, 11, 23, 10, 15, tzinfo=UTC)):
        at = [policy.own_minute(hour, f"6212211082{number:02}") for number in range(100)]
        assert all(instant.minute % 30 for instant in at)
        assert all(hour < instant <= hour + timedelta(minutes=21) for instant in at)
        assert len(set(at)) >= 15
        assert at == [policy.own_minute(hour, f"6212211082{number:02}") for number in range(100)]
    assert DigestPolicy(spread_minutes=0).own_minute(EVENING, "x") == EVENING


async def test_a_note_that_lay_ready_when_the_program_stopped_is_not_sent_at_midnight(stage: Stage) -> None:
    """It was made in time and could not go; late news is no news."""
    await raised(stage)
    stage.clock.move_to(datetime(2026, 11, 23, 10, 30, tzinfo=UTC))
    await stage.program.sweep()
    stage.clock.move_to(datetime(2026, 11, 23, 16, 0, tzinfo=UTC))
    await settle(stage.program)
    assert [why for _, why in whys(stage.new()) if why.startswith("digest")] == []


async def test_a_short_stop_delays_and_does_not_lose(stage: Stage) -> None:
    """An hour later it is still the evening; and once."""
    await raised(stage)
    stage.clock.move_to(datetime(2026, 11, 23, 11, 30, tzinfo=UTC))
    await settle(stage.program)
    await settle(stage.program)
    assert [who for who, why in whys(stage.new()) if why == "digest:village"] == [GROUP]


# ---- what it costs --------------------------------------------------------------------------------------------------


async def a_township_of(database: Database, villages: int) -> list[str]:
    """So many villages with a group each; returns their codes."""
    codes = [f"{TOWNSHIP}{number:05}" for number in range(villages)]
    organisation = OrganisationFile(
        township=TownshipEntry(code=TOWNSHIP, name="鸡鸣镇"),
        villages=tuple(VillageEntry(code=code, name=f"第{code}村") for code in codes),
        chats=tuple(ChatEntry(id=f"g-{code}", area=code) for code in codes),
    )
    await load_organisation(database, organisation, "rehearsal")
    async with database.reading() as ledger:
        # the picture of it is read once for each generation
        await ledger.organisation()
    return codes


async def statements_of_an_evening(database: Database, on: date) -> tuple[int, int]:
    """How many statements the evening's digests take, and how many villages they tell."""
    asked: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        async with database.ledger() as ledger:
            told = await digests.send_village_digests(ledger, a_policy(), on, NOW + timedelta(hours=8), NOW)
            await ledger.commit()
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return len(asked), told


async def test_the_evening_costs_what_there_is_to_tell(database: Database) -> None:
    """The same statements for ten villages with news among a thousand as among twenty."""
    codes = await a_township_of(database, 20)
    async with database.ledger() as ledger:
        for code in codes[:10]:
            ticket = a_ticket(await ledger.tickets.next_number(), village=code, status=Status.DISPATCHED)
            ledger.tickets.add(ticket, None, "", "system", NOW)
        await ledger.commit()
    few = await statements_of_an_evening(database, date(2026, 11, 23))
    assert few[1] == 10
    await a_township_of(database, 1000)
    assert await statements_of_an_evening(database, date(2026, 11, 24)) == few

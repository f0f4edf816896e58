"""调解: heard apart first, voluntary, never where somebody is beaten; rounds and people counted apart."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.database import Database
from storage.lifecycle import Outcome, Status
from storage.organisation_file import parse_organisation
from tests.builders import NOW
from tests.stage import ORGANISATION, Stage, a_stage, to

MORE = ORGANISATION.replace(
    "posts:\n",
    """  - {id: p11, name: 五老刘, phone: "13900000011", chat: elder}
  - {id: p12, name: 吴律师, phone: "13900000012", chat: lawyer}
  - {id: p13, name: 调解钱, phone: "13900000013", chat: mediator-2}
posts:
  - {person: p11, role: mediator, area: "621221108201"}
  - {person: p13, role: mediator, area: "621221108201"}
  - {person: p12, role: legal_adviser, area: "621221108"}
""",
)
QUARREL = "上河村一组，隔壁把地界往我家这边挪了一尺，天天吵"


@pytest_asyncio.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A village with two mediators and a legal adviser."""
    async with a_stage(database, organisation=parse_organisation(MORE, "mediation")) as stage:
        yield stage


async def quarrel(stage: Stage, *, heard: bool = True) -> None:
    """Two neighbours about a boundary; p01 has it, and has heard both."""
    await stage.say("zhang", QUARREL)
    assert (await stage.ticket()).owner == "p01"
    await stage.say("officer-1", "接")
    if heard:
        await stage.say("officer-1", "说了 1")
        await stage.say("officer-1", "说了 1 对方")


async def rounds(stage: Stage) -> list[tuple[bool | None, int]]:
    """(agreed, people) of each round."""
    async with stage.program.database.reading() as ledger:
        return [(one.agreed, one.people) for one in await ledger.mediations.rounds_of(1)]


async def test_nobody_sits_down_before_both_were_heard_apart(stage: Stage) -> None:
    """The refusal says who is missing."""
    await quarrel(stage, heard=False)
    assert "本人、对方" in to(await stage.say("officer-1", "调解 1 周五"), "officer-1")[0]
    await stage.say("officer-1", "说了 1")
    (text,) = to(await stage.say("officer-1", "调解 1 周五"), "officer-1")
    assert "对方" in text
    assert "本人" not in text.split("；")[0]
    await stage.say("officer-1", "说了 1 对方")
    notes = await stage.say("officer-1", "调解 1 周五")
    assert "11月27日(周五)" in to(notes, "zhang")[0]
    assert "不愿调解" in to(notes, "zhang")[0]


async def test_both_at_once(stage: Stage) -> None:
    """说了 两边 is each by itself."""
    await quarrel(stage, heard=False)
    await stage.say("officer-1", "说了 1 两边都分开听了")
    assert (await stage.ticket()).first_contact_at is not None
    await stage.say("officer-1", "调解 1 周五")
    assert await rounds(stage) == [(None, 0)]


async def test_agreed(stage: Stage) -> None:
    """The outcome is mediated; the villager hears what was agreed and is asked, later again how it holds."""
    await quarrel(stage)
    await stage.say("officer-1", "调解 1 明天")
    notes = await stage.after(days=1)
    assert any("今天坐下来谈" in text for text in to(notes, "officer-1"))
    await stage.say("officer-1", "调解 1 成 两家照老界石，电话13812345678")
    assert await rounds(stage) == [(None, 0)], "what may not be told is said anew"
    notes = await stage.say("officer-1", "调解 1 成 5人到场，两家照老界石，立了桩")
    ticket = await stage.ticket()
    assert (ticket.status, ticket.outcome) == (Status.RESOLVED, Outcome.MEDIATED)
    (text,) = to(notes, "zhang")
    assert "老界石" in text
    assert await rounds(stage) == [(True, 5)]
    await stage.say("zhang", "1")
    assert any("现在还好吧" in text for text in to(await stage.after(days=9), "zhang"))


async def test_two_failures_propose_the_next_one_up(stage: Stage) -> None:
    """Proposed, not done: 求助 calls him."""
    await quarrel(stage)
    for _ in range(2):
        await stage.say("officer-1", "调解 1 明天")
        notes = await stage.say("officer-1", "调解 1 不成 3人，各说各的")
    (text,) = to(notes, "officer-1")
    assert "2次没谈拢" in text
    assert "赵网格" in text
    assert to(notes, "head") == []
    assert await rounds(stage) == [(False, 3), (False, 3)]
    async with stage.program.database.reading() as ledger:
        counts = await ledger.mediations.counts(NOW - timedelta(days=1), NOW + timedelta(days=30))
    assert (counts.rounds, counts.people, counts.agreed) == (2, 6, 0)


@pytest.mark.parametrize("who", ["villager", "other"])
async def test_one_side_does_not_want_it(stage: Stage, who: str) -> None:
    """Then there is none: the other ways are told, once, and no date is ever set again."""
    await quarrel(stage)
    await stage.say("officer-1", "调解 1 周五")
    if who == "villager":
        notes = await stage.say("zhang", "不愿调解")
        assert any("不愿" in text for text in to(notes, "officer-1"))
    else:
        notes = await stage.say("officer-1", "调解 1 不愿")
    (text,) = to(notes, "zhang")
    assert "法院" in text
    assert "12348" in text
    assert "镇政府" in text, "land is decided by the township"
    assert "不再调" in to(await stage.say("officer-1", "调解 1 周六"), "officer-1")[0]
    notes = await stage.after(days=40)
    assert not any("今天坐下来谈" in text for text in to(notes, "officer-1"))
    assert not any("法院" in text for text in to(notes, "zhang"))


async def test_after_thirty_days_the_other_ways_are_told_once(stage: Stage) -> None:
    """Whatever has become of the owner meanwhile."""
    await quarrel(stage)
    await stage.say("officer-1", "请假 明天到后天 李桂花代")
    texts = to(await stage.after(days=29), "zhang")
    assert not any("镇政府" in text for text in texts)
    texts = to(await stage.after(days=4), "zhang")
    assert sum("镇政府" in text for text in texts) == 1


async def test_violence_at_home_is_not_mediated(stage: Stage) -> None:
    """Refused with a sentence; no round, no date, no note to anybody."""
    await stage.say("zhang", "上河村一组，我男人又打我了，我不敢回家")
    await stage.say("officer-1", "接")
    await stage.say("officer-1", "说了 1")
    before = len(stage.channel.sent)
    (text,) = to(await stage.say("officer-1", "调解 1 周五"), "officer-1")
    assert "110" in text
    assert len(stage.channel.sent) == before + 1
    assert await rounds(stage) == []


async def test_a_lamp_is_not_mediated(stage: Stage) -> None:
    """Nor does 对方 turn its first contact into something else."""
    await stage.say("zhang", "上河村村口路灯不亮三天了")
    await stage.say("officer-1", "接 1")
    await stage.say("officer-1", "说了 1 跟对方说好了明天去看")
    assert (await stage.ticket()).first_contact_at is not None
    assert "用不着" in to(await stage.say("officer-1", "调解 1 周五"), "officer-1")[0]


@pytest.mark.parametrize(("conflict", "named", "allowed"), [("[]", "五老刘", True), ("[]", "李桂花", False)])
async def test_who_mediates(database: Database, conflict: str, named: str, allowed: bool) -> None:
    """One of the village's pool; an official who is no mediator is refused."""
    organisation = parse_organisation(MORE.replace("conflicts: []", f"conflicts: {conflict}"), "mediation")
    async with a_stage(database, organisation=organisation) as stage:
        await quarrel(stage)
        notes = await stage.say("officer-1", f"调解 1 周五 {named}")
    assert bool(to(notes, "elder")) is allowed
    assert ("不能来调" in to(notes, "officer-1")[0]) is not allowed


async def test_a_relative_of_the_party_does_not_mediate(database: Database) -> None:
    """The office's own person is the party; his declared brother is in the pool."""
    organisation = parse_organisation(
        MORE.replace("conflicts: []", "conflicts: [{person: p06, with: p11}]"), "mediation"
    )
    async with a_stage(database, organisation=organisation) as stage:
        await stage.say("office", QUARREL)
        assert (await stage.ticket()).evidence["raised_by"] == "p06"
        await stage.say("officer-1", "接")
        await stage.say("officer-1", "说了 1 两边")
        notes = await stage.say("officer-1", "调解 1 周五 五老刘")
        assert to(notes, "elder") == []
        notes = await stage.say("officer-1", "调解 1 周五 调解钱")
        assert to(notes, "mediator-2")


async def test_the_lawyer_comes_only_with_a_yes_and_goes_with_a_word(stage: Stage) -> None:
    """Nothing reaches him before; 不用律师 at any time."""
    await quarrel(stage)
    notes = await stage.say("officer-1", "法律顾问 1")
    assert "愿意回1" in to(notes, "zhang")[0]
    assert to(notes, "lawyer") == []
    notes = await stage.say("zhang", "1")
    assert to(notes, "lawyer")
    assert "p12" in (await stage.ticket()).helpers
    notes = await stage.say("zhang", "不用律师")
    assert "p12" not in (await stage.ticket()).helpers
    assert to(notes, "lawyer")


async def test_no_lawyer_without_a_yes(stage: Stage) -> None:
    """2, and silence."""
    await quarrel(stage)
    await stage.say("officer-1", "法律顾问 1")
    await stage.say("zhang", "2")
    await stage.after(days=10)
    assert to(stage.channel.sent, "lawyer") == []


async def test_a_child_is_no_party(stage: Stage) -> None:
    """An adult is found first."""
    await stage.say("zhang", "上河村一组，隔壁家的狗天天咬我家的鸡，我今年十一岁，大人不在家，两家老吵架")
    ticket = await stage.ticket()
    owner = {"p01": "officer-1", "p03": "head"}[ticket.owner]
    await stage.say(owner, "接 1")
    await stage.say(owner, "说了 1 两边")
    notes = await stage.say(owner, "调解 1 周五")
    assert "孩子" in to(notes, owner)[0]


async def test_nothing_is_kept_of_the_other_side(stage: Stage) -> None:
    """Names in a reason are masked; nobody but the villager is known by it."""
    await quarrel(stage)
    await stage.say("officer-1", "调解 1 明天")
    await stage.say("officer-1", "调解 1 不成 他电话13812345678，身份证621221198001010011")
    reasons = " ".join(line.reason for line in await stage.history())
    assert "13812345678" not in reasons
    assert "621221198001010011" not in reasons


WORDS = ("说了 1", "说了 1 对方", "调解 1 明天", "调解 1 不成 没谈拢", "调解 1 成 说好各让一步", "调解 1 不愿")


@given(st.lists(st.sampled_from([*WORDS, "villager"]), min_size=4, max_size=9))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_in_whatever_order(said: list[str]) -> None:
    """No round before both were heard, none after a no, none held that was not planned, one open at the most."""
    import asyncio
    import random
    import tempfile

    from storage.vault import Vault, new_master_key
    from tests.builders import TOWNSHIP

    async def play() -> None:
        with tempfile.TemporaryDirectory() as folder:
            database = Database(
                f"sqlite:///{folder}/db.sqlite3", Vault(new_master_key()), TOWNSHIP, random.Random(1).getrandbits
            )
            await database.upgrade()
            async with a_stage(database, organisation=parse_organisation(MORE, "mediation")) as stage:
                await quarrel(stage, heard=False)
                for words in said:
                    await stage.say(*(("zhang", "不愿调解") if words == "villager" else ("officer-1", words)))
                    async with database.reading() as ledger:
                        standing, held = await ledger.mediations.of(1), await ledger.mediations.rounds_of(1)
                        ticket = await ledger.tickets.get(1)
                    if held:
                        assert standing is not None
                        assert standing.other_heard_at is not None
                        assert ticket.first_contact_at is not None
                    assert sum(one.held_at is None for one in held) <= 1
                    if standing is not None and standing.refused_at is not None:
                        assert all(one.planned_at <= standing.refused_at for one in held)
                    assert (ticket.outcome is Outcome.MEDIATED) == any(one.agreed for one in held)
            await database.close()

    asyncio.run(play())


async def test_who_says_twice_that_he_does_not_want_it_is_answered_twice(stage: Stage) -> None:
    """He has just written: an answer is no unasked note that comes once."""
    await quarrel(stage)
    for _ in range(2):
        (text,) = to(await stage.say("zhang", "不愿调解"), "zhang")
        assert "法院" in text


async def test_of_two_names_the_longer_one_is_meant(database: Database) -> None:
    """王建 and 王建军 sit in the same township."""
    more = MORE.replace("name: 调解钱", "name: 五老")
    async with a_stage(database, organisation=parse_organisation(more, "mediation")) as stage:
        await quarrel(stage)
        (text,) = to(await stage.say("officer-1", "调解 1 周五 五老刘"), "officer-1")
        assert "五老刘" in text


@pytest.mark.parametrize(
    "orders",
    [
        [("officer-1", "延 1 12月5日 等他回来"), ("head", "同意 1")],
        [("officer-1", "停 1 等他回来")],
        [("officer-1", "停 1 等他回来"), ("officer-1", "接着 1")],
        [("head", "转 1 李桂花"), ("officer-2", "接 1")],
    ],
)
async def test_the_morning_of_a_round_outlives_another_date(stage: Stage, orders: list[tuple[str, str]]) -> None:
    """延, 停, 接着 and 转 change the date or the owner; the two sides come on Friday all the same."""
    await quarrel(stage)
    await stage.say("officer-1", "调解 1 周五")
    for who, text in orders:
        await stage.say(who, text)
        await stage.after(minutes=20)
    stage.new()
    notes = await stage.until(datetime(2026, 11, 27, 4, 0, tzinfo=UTC))
    owner = "officer-2" if "转" in orders[0][1] else "officer-1"
    assert sum("今天坐下来谈" in text for text in to(notes, owner)) == 1

"""Whoever only says hello is greeted once a day; a code that is not known turns nobody away."""

import pytest

from handlers.hello import greets
from storage.lifecycle import Status
from tests.stage import Stage, to


@pytest.mark.parametrize(
    "said", ["你好", "在吗？", "有人吗", "喂，有人在吗", "您好！在不在", "早上好啊", "Hello", "你是谁呀", "咋用啊"]
)
async def test_hello_is_answered_and_is_no_matter(stage: Stage, said: str) -> None:
    """What can be said here, and a number; neither a ticket nor a villager is made of it."""
    notes = to(await stage.say("zhang", said), "zhang")
    assert len(notes) == 1
    assert "13900000006" in notes[0]
    assert "啥事" in notes[0]
    assert await stage.tickets() == []
    async with stage.program.database.reading() as ledger:
        assert await ledger.people.find_villager(ledger.vault.reference("rehearsal", "zhang")) is None


@pytest.mark.parametrize(
    "said", ["你好，路灯不亮了", "有人打架", "谁家的狗", "早上停电了", "这是谁家的羊吃了我的麦子", "在吗，村口路塌了"]
)
def test_more_than_hello_is_more(said: str) -> None:
    """A matter that begins politely is a matter."""
    assert not greets(said)


async def test_once_a_day(stage: Stage) -> None:
    """The same evening there is silence; two days later there is not."""
    await stage.say("zhang", "你好")
    assert await stage.say("zhang", "在吗") == []
    await stage.after(days=2)
    assert len(await stage.say("zhang", "在吗")) == 1


async def test_a_group_hears_nothing(stage: Stage) -> None:
    """Neighbours greet each other."""
    assert await stage.say("zhang", "你好", group="g-shanghe") == []
    assert await stage.say("zhang", "有人吗", group="g-shanghe") == []


async def test_hello_is_no_answer_to_a_question(stage: Stage) -> None:
    """在吗 is no place; what was asked still waits."""
    await stage.say("zhang", "路灯不亮了")
    notes = await stage.say("zhang", "在吗")
    assert "我听着" in to(notes, "zhang")[0]
    ticket = await stage.ticket()
    assert (ticket.status, ticket.place) == (Status.CLARIFYING, None)
    await stage.say("zhang", "上河村一组")
    assert (await stage.ticket()).status is Status.DISPATCHED


async def test_after_hello_questions_about_us_are_no_matter(stage: Stage) -> None:
    """有人吗, 你是谁, 咋用: no ticket of three greetings."""
    for said in ("有人吗", "你是谁", "咋用"):
        await stage.say("zhang", said)
    assert await stage.tickets() == []


async def test_whoever_is_not_to_be_recorded_is_not_greeted(stage: Stage) -> None:
    """不记 holds."""
    await stage.say("zhang", "不记")
    assert await stage.say("zhang", "你好") == []


@pytest.mark.parametrize("said", ["SH99", "sh 99", "说事码 XY12"])
async def test_an_unknown_code_turns_nobody_away(stage: Stage, said: str) -> None:
    """It is not known, which is kindly said; the matter is taken."""
    notes = await stage.say("zhang", said)
    assert "认不出来" in to(notes, "zhang")[0]
    assert await stage.tickets() == []
    await stage.say("zhang", "上河村村口路灯不亮了")
    assert (await stage.ticket()).status is Status.DISPATCHED


@pytest.mark.parametrize("said", ["A12345", "K3"])
async def test_a_plate_is_no_code(stage: Stage, said: str) -> None:
    """Nothing is said of a poster to somebody who typed something else."""
    assert not any("这张码" in text for text in to(await stage.say("zhang", said), "zhang"))


@pytest.mark.parametrize("said", ["SH01 路灯不亮了", "sh01，路灯不亮了", "说事码SH01路灯不亮了"])
async def test_code_and_matter_in_one_breath(stage: Stage, said: str) -> None:
    """The code says where, so nobody is asked."""
    await stage.say("zhang", said)
    ticket = await stage.ticket()
    assert (ticket.status, ticket.grid) == (Status.DISPATCHED, "621221108201001")

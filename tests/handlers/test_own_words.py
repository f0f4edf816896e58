"""评 催 改 删 停 匿名 保密: a villager's rights over what he has said himself, and over nothing else."""

from collections.abc import AsyncIterator

import pytest

from handlers.reading import own_word
from storage.database import Database
from storage.lifecycle import MoveName, Status
from tests.stage import Stage, a_stage, to

LAMP = "上河村二组桥头路灯坏了三天了，晚上黑得很"
PIPE = "上河村一组村口自来水管爆了，水流了一路"


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A township with nothing in it yet."""
    async with a_stage(database) as stage:
        yield stage


@pytest.mark.parametrize(
    ("text", "verb", "number", "words"),
    [
        ("催", "催", None, ""),
        ("催一下！", "催", None, ""),
        ("催１２号", "催", 12, ""),
        ("改 12 不是三组，是二组", "改", 12, "不是三组，是二组"),
        ("改：是二组", "改", None, "是二组"),
        ("删 12 确定", "删", 12, "确定"),
        ("别往外说", "保密", None, ""),
        ("别说是我说的。", "匿名", None, ""),
    ],
)
def test_a_word_of_its_own_is_understood(text: str, verb: str, number: int | None, words: str) -> None:
    """Width, punctuation and 号 do not matter."""
    found = own_word(text)
    assert found is not None and (found.verb, found.number, found.words) == (verb, number, words)


@pytest.mark.parametrize(
    "text", ["改天再说", "停水了", "停电两天了", "催收电话老打来", "评低保不公平", "删了几棵树", "保密局", "", "12"]
)
def test_a_sentence_that_begins_with_such_a_word_is_a_sentence(text: str) -> None:
    """停水 is no order to be silent."""
    assert own_word(text) is None


async def test_hurrying_reaches_the_owner_once_a_day_and_moves_nothing(stage: Stage) -> None:
    """催: the date, the state and the ladder stay; tomorrow he may ask again."""
    await stage.say("v-1", LAMP)
    before = await stage.ticket()
    notes = await stage.say("v-1", "催")
    assert any("本人来问" in text for text in to(notes, "officer-2"))
    assert "李桂花" in to(notes, "v-1")[0] and "13900000002" in to(notes, "v-1")[0]
    again = await stage.say("v-1", "催 1")
    assert to(again, "officer-2") == [] and "催过了" in to(again, "v-1")[0]
    after = await stage.ticket()
    assert (after.due_at, after.status, after.moves) == (before.due_at, before.status, before.moves)
    await stage.after(days=1)
    assert any("本人来问" in text for text in to(await stage.say("v-1", "催"), "officer-2"))


async def test_of_several_matters_he_is_asked_which(stage: Stage) -> None:
    """Guessing is not allowed; the list says how to answer."""
    await stage.say("v-1", LAMP)
    await stage.after(minutes=20)
    await stage.say("v-1", PIPE)
    notes = await stage.say("v-1", "催")
    (asked,) = to(notes, "v-1")
    assert "1 " in asked and "2 " in asked and "催 " in asked
    assert [note.note.to for note in notes] == ["v-1"]


async def test_nobody_reaches_another_mans_matter(stage: Stage) -> None:
    """Whatever number he tries, whatever the word."""
    await stage.say("v-1", LAMP)
    for words in ("催 1", "改 1 是三组", "删 1 确定", "停 1", "匿名 1", "保密 1", "评 1"):
        notes = await stage.say("v-2", words)
        assert "没找到您编号1的事" in to(notes, "v-2")[0], words
        assert [note.note.to for note in notes] == ["v-2"], words
    ticket = await stage.ticket()
    assert ticket.words_key is not None and ticket.evidence.get("unnamed") is None


async def test_a_correction_is_added_to_his_words_and_told_to_the_owner(stage: Stage) -> None:
    """改 12 …: the words stay sealed, the history has no word of his, a telephone number reaches nobody."""
    await stage.say("v-1", LAMP)
    notes = await stage.say("v-1", "改 1 不是桥头，是小卖部，打13812345678问")
    told = to(notes, "officer-2")
    assert any("本人改了说法" in text for text in told) and not any("13812345678" in text for text in told)
    assert "小卖部" in to(await stage.say("officer-2", "看 1"), "officer-2")[0]
    last = (await stage.history())[-1]
    assert last.move is MoveName.CORRECT and last.actor == "villager" and "小卖部" not in last.reason
    how = to(await stage.say("v-1", "改"), "v-1")[0]
    assert "改 1" in how


async def test_what_he_calls_his_own_leaves_the_group_at_once(stage: Stage) -> None:
    """A kind is changed by an official; until then the group hears nothing more."""
    await stage.say("v-1", LAMP, group="g-shanghe")
    notes = await stage.say("v-1", "改 1 这是家里事")
    assert any("户里事" in text for text in to(notes, "officer-2"))
    await stage.say("officer-2", "好 1 灯头换了新的")
    notes = await stage.after(days=1)
    assert to(notes, "g-shanghe") == []


async def test_words_are_destroyed_when_he_is_sure_and_the_number_stays(stage: Stage) -> None:
    """删: not of an open matter, not by one slip of the finger, and then for good."""
    await stage.say("v-1", LAMP)
    assert "撤 1" in to(await stage.say("v-1", "删 1 确定"), "v-1")[0]
    await stage.say("v-1", "撤 1")
    assert "删 1 确定" in to(await stage.say("v-1", "删"), "v-1")[0]
    assert (await stage.ticket()).words_key is not None
    assert "只剩号和日子" in to(await stage.say("v-1", "删 1 确定"), "v-1")[0]
    ticket = await stage.ticket()
    assert ticket.words_key is None and ticket.status is Status.WITHDRAWN
    async with stage.program.database.reading() as ledger:
        assert await ledger.tickets.words(await ledger.tickets.get(1)) is None
        assert len(await ledger.tickets.history(1)) >= 2
    assert "没有了" in to(await stage.say("v-1", "删 1"), "v-1")[0]


async def test_the_questions_end_when_he_says_so(stage: Stage) -> None:
    """停 after the end: no question how it was handled; while it is worked on he is told what else he may say."""
    await stage.say("v-1", LAMP)
    assert "撤 1" in to(await stage.say("v-1", "停"), "v-1")[0]
    await stage.say("officer-2", "好 1 灯头换了新的")
    await stage.say("v-1", "1")
    assert "不再问了" in to(await stage.say("v-1", "停"), "v-1")[0]
    notes = await stage.after(days=5)
    assert to(notes, "v-1") == []
    assert (await stage.ticket()).satisfaction is None


async def test_he_may_rate_before_anybody_asks(stage: Stage) -> None:
    """评: nothing yet; then the result, then how it was handled."""
    await stage.say("v-1", LAMP)
    assert "没有等您评的" in to(await stage.say("v-1", "评"), "v-1")[0]
    await stage.say("officer-2", "好 1 灯头换了新的")
    await stage.say("v-1", "1")
    assert "行不行" in to(await stage.say("v-1", "评"), "v-1")[0]
    await stage.say("v-1", "2")
    assert (await stage.ticket()).satisfaction == 2


async def test_an_unnamed_man_has_no_name_for_officials(stage: Stage) -> None:
    """匿名: under 看, in thanks; the matter goes on."""
    await stage.say("v-1", LAMP, sender_name="张三娃")
    assert "张三娃" in to(await stage.say("officer-2", "看 1"), "officer-2")[0]
    await stage.say("v-1", "匿名")
    notes = await stage.say("officer-2", "看 1")
    notes += await stage.say("officer-2", "好 1 灯头换了新的")
    notes += await stage.say("v-1", "1")
    assert not any("张三娃" in text for text in to(notes, "officer-2"))


async def test_what_is_kept_close_is_in_no_group(stage: Stage) -> None:
    """保密: neither the result nor the evening's line."""
    await stage.say("v-1", LAMP, group="g-shanghe")
    assert "不在群里提" in to(await stage.say("v-1", "保密"), "v-1")[0]
    await stage.say("officer-2", "好 1 灯头换了新的")
    notes = await stage.after(days=2)
    assert to(notes, "g-shanghe") == []


async def test_danger_is_heard_before_any_word_of_his_own(stage: Stage) -> None:
    """改：房子着火了 is a fire."""
    await stage.say("v-1", LAMP)
    notes = await stage.say("v-1", "改：厨房着火了，快来人")
    assert any("119" in text for text in to(notes, "v-1"))

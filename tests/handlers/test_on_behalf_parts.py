"""代报, piece by piece: what an official sends after it belongs to the person he speaks for, and to nobody else."""

from datetime import timedelta

import pytest

from handlers.told_words import PART, read_part, read_told
from handlers.wording.on_behalf import as_spoken
from storage.database import Database
from storage.lifecycle import Status
from tests.stage import Stage, a_stage, to

LAMP = "代报 李大娘 门口路灯坏了 本人同意"


@pytest.mark.parametrize(
    ("text", "channel", "who", "words", "consent"),
    [
        ("替李大娘报一下，家里路灯坏了", "point", "李大娘", "家里路灯坏了", False),
        ("李大娘让我说一声，她家门口路灯坏了", "point", "李大娘", "她家门口路灯坏了", False),
        ("王秀兰托我报个事，厕所堵了", "point", "王秀兰", "厕所堵了", False),
        ("今天摸排，李大娘家路灯坏了", "visit", "李大娘", "李大娘家路灯坏了", False),
        ("走访发现李大娘家路灯坏了", "visit", "李大娘", "李大娘家路灯坏了", False),
        ("入户 李大娘 漏雨，老人同意", "visit", "李大娘", "漏雨", True),
        ("代报 李大娘 邻居修墙，他同意了", "point", "李大娘", "邻居修墙，他同意了", False),
        (f"代报 李大娘家停水了{PART}一组戏台旁边", "point", "李大娘", "李大娘家停水了，一组戏台旁边", False),
    ],
)
def test_how_it_is_said(text: str, channel: str, who: str, words: str, consent: bool) -> None:
    """However he begins; 他同意了 may be part of the story, and is no yes to being written down."""
    told = read_told(text)
    assert told is not None
    assert (told.channel, told.who, told.words, told.consent) == (channel, who, words, consent)


@pytest.mark.parametrize(
    "text", ["替我报一下，路灯坏了", "书记让我说一声，明天开会", "排查隐患 二组墙要倒", "给老人报销一下，药费"]
)
def test_what_is_told_for_nobody(text: str) -> None:
    """Neither a villager nor his yes is meant."""
    assert read_told(text) is None


@pytest.mark.parametrize(
    ("text", "who", "phone", "words"),
    [
        ("13812345678", "", "13812345678", ""),
        ("她电话是138 1234 5678", "", "13812345678", ""),
        ("她叫李秀兰", "李秀兰", "", ""),
        ("李秀兰 13812345678", "李秀兰", "13812345678", ""),
        ("家住村口，电话13812345678", "", "13812345678", "家住村口"),
        ("一组戏台旁边第三家", "", "", "一组戏台旁边第三家"),
    ],
)
def test_a_part_is_read(text: str, who: str, phone: str, words: str) -> None:
    """Number, name and where it is."""
    part = read_part(text)
    assert (part.who, part.phone, part.words) == (who, phone, words)


async def test_name_number_and_address_join_what_waits(stage: Stage) -> None:
    """One ticket, of the person, when she agreed; and nothing of it for the evening."""
    await stage.say("officer-1", "代报 一组路灯坏了")
    for part in ("李大娘", "13812345678", "一组戏台旁边第三家"):
        notes = await stage.say("officer-1", part)
        assert "还没记" in to(notes, "officer-1")[0]
    assert await stage.tickets() == []
    await stage.say("officer-1", "本人同意")
    (ticket,) = await stage.tickets()
    assert ticket.owner == "p01"
    seen = to(await stage.say("officer-1", "看 1"), "officer-1")[0]
    assert "李大娘" in seen
    assert "戏台旁边第三家" in seen
    assert "13812345678" in seen


async def test_they_join_what_was_filed_a_moment_ago(stage: Stage) -> None:
    """The owner finds them; the grid that is named has it from then on; the group hears nothing but its one lamp."""
    await stage.say("head", LAMP)
    for part in ("二组桥头", "她电话13812345678", "李大娘，学校对面第三家"):
        await stage.say("head", part)
    (ticket,) = await stage.tickets()
    assert ticket.grid == "621221108201002"
    assert ticket.place == "二组桥头"
    seen = to(await stage.say("head", "看 1"), "head")[0]
    assert "13812345678" in seen
    assert "学校对面" in seen
    evening = to(await stage.after(hours=10), "g-shanghe")
    assert [line.count("公共设施") for line in evening] == [0] * len(evening)


async def test_a_place_told_later_calls_whoever_is_nearer(stage: Stage) -> None:
    """He who filed hears who has it now."""
    await stage.say("office", "代报 上河村 李大娘 门口路灯坏了 本人同意")
    before = (await stage.ticket()).owner
    notes = await stage.say("office", "她家在二组桥头")
    ticket = await stage.ticket()
    assert before != "p02"
    assert ticket.owner == "p02"
    assert any("新事" in text for text in to(notes, "officer-2"))
    assert "李桂花" in to(notes, "office")[0]


async def test_another_trouble_is_another_matter(stage: Stage) -> None:
    """Of the official himself, in his own grid: he is asked for no village."""
    await stage.say("officer-2", LAMP)
    notes = await stage.say("officer-2", "桥头路上有个大坑")
    first, second = await stage.tickets()
    assert (second.topic, second.grid) != (first.topic, None)
    assert second.status is Status.DISPATCHED
    assert not any("哪个村" in text for text in to(notes, "officer-2"))


async def test_the_last_part_may_be_another_matter(stage: Stage) -> None:
    """「另一件」: his own from then on; what waits goes on waiting."""
    await stage.say("officer-1", "代报 李大娘 门口路灯坏了")
    await stage.say("officer-1", "村口路上有个大坑")
    await stage.say("officer-1", "另一件")
    (own,) = await stage.tickets()
    assert "路灯" not in own.title
    await stage.say("officer-1", "她同意了")
    assert len(await stage.tickets()) == 2


async def test_half_an_hour_later_it_is_heard_by_itself(stage: Stage) -> None:
    """A place alone is no matter, and no part of something long told."""
    await stage.say("officer-1", LAMP)
    await stage.after(hours=2)
    await stage.say("officer-1", "一组戏台旁边")
    assert len(await stage.tickets()) == 1
    assert "戏台旁边" not in to(await stage.say("officer-1", "看 1"), "officer-1")[0]


async def test_danger_in_a_part_does_not_wait(stage: Stage) -> None:
    """With what was told before it: whoever is called knows where."""
    await stage.say("officer-1", "代报 李大娘 一组门口路灯坏了")
    notes = await stage.say("officer-1", "她家着火了")
    (ticket,) = await stage.tickets()
    assert ticket.urgency.value == "danger"
    assert any("一组" in text for text in to(notes, "duty"))


@pytest.mark.parametrize("said", ["同意", "她同意了", "问过了，同意", "老人愿意"])
async def test_a_yes_in_few_words(stage: Stage, said: str) -> None:
    """The one who was asked a moment ago answers in his way."""
    await stage.say("officer-1", "摸排 李大娘 一组门口路灯坏了")
    await stage.say("officer-1", said)
    assert len(await stage.tickets()) == 1


@pytest.mark.parametrize("said", ["好", "好的", "收到", "行", "嗯", "还没问", "我去问问"])
async def test_politeness_is_no_consent(stage: Stage, said: str) -> None:
    """Nothing is filed by it, and it is asked once more in plain words."""
    await stage.say("officer-1", "摸排 李大娘 一组门口路灯坏了")
    notes = await stage.say("officer-1", said)
    assert await stage.tickets() == []
    assert "本人同意" in to(notes, "officer-1")[0]


async def test_a_yes_to_somebody_else_files_nothing(stage: Stage) -> None:
    """同意 right after another question answers that one."""
    await stage.say("zhang", "上河村村口路灯不亮了")
    await stage.say("officer-1", "接 1")
    await stage.say("head", "摸排 李大娘 一组门口路灯坏了")
    await stage.say("officer-1", "延 1 周五 等配件")
    await stage.say("head", "同意")
    assert len(await stage.tickets()) == 1
    assert (await stage.ticket()).dates_moved == 1


async def test_without_a_yes_it_is_asked_about_once_and_dropped(stage: Stage) -> None:
    """Two hours; then he hears that nothing was written down."""
    await stage.say("officer-1", "今天摸排，李大娘家路灯坏了")
    again = to(await stage.after(minutes=90), "officer-1")
    assert len(again) == 1
    assert "还没记" in again[0]
    dropped = to(await stage.after(minutes=45), "officer-1")
    assert len(dropped) == 1
    assert "没有记" in dropped[0]
    assert to(await stage.after(days=2), "officer-1") == []
    assert await stage.tickets() == []
    async with stage.program.database.reading() as ledger:
        assert await ledger.on_behalf.drop_expired(stage.clock() + timedelta(days=9)) == []


async def test_a_draft_of_the_night_is_not_asked_about_in_the_morning(database: Database) -> None:
    """What he would hear at half past seven is over: only that it was dropped."""
    async with a_stage(database) as stage:
        await stage.after(hours=11, minutes=30)
        await stage.say("officer-1", "摸排 李大娘 一组门口路灯坏了")
        morning = to(await stage.after(hours=12), "officer-1")
        assert [text for text in morning if "没有记" in text]
        assert not [text for text in morning if "还没记" in text]


async def test_nothing_told_for_others_is_filed_from_a_group(stage: Stage) -> None:
    """Her name stands in a hundred telephones already: it is not answered there, and not kept."""
    notes = await stage.say("officer-1", "代报 李大娘 门口路灯坏了 本人同意", group="g-shanghe")
    assert await stage.tickets() == []
    assert to(notes, "g-shanghe") == []
    assert "不在群里说" in to(notes, "officer-1")[0]


async def test_parts_of_a_complaint_are_for_its_owner(stage: Stage) -> None:
    """Whoever filed hears no number; the one it is about, who filed it himself, adds nothing."""
    await stage.say("officer-2", "代报 李大娘 周书记收了她两百块钱，低保办不下来 本人同意")
    notes = await stage.say("officer-2", "她家在一组戏台旁边")
    assert "1号" not in to(notes, "officer-2")[0]
    assert "戏台旁边" in to(await stage.say("supervisor", "看 1"), "supervisor")[0]
    await stage.say("officer-1", "代报 王大爷 网格员收了两百块钱 本人同意")
    notes = await stage.say("officer-1", "一组戏台旁边")
    assert "不由您经手" in to(notes, "officer-1")[0]
    assert len(await stage.tickets()) == 2


async def test_answers_without_a_number(stage: Stage) -> None:
    """One waits for his word: 转告了 and 大娘说行 mean that one."""
    await stage.say("officer-2", "代报 李大娘 一组门口路灯坏了 本人同意")
    await stage.say("officer-1", "好 1 灯头换了")
    assert "说办好了" in to(await stage.say("officer-2", "代查 1"), "officer-2")[0]
    await stage.say("officer-2", "告诉大娘了")
    assert (await stage.ticket()).told_at is not None
    await stage.say("officer-2", "大娘说行")
    assert (await stage.ticket()).status is Status.CLOSED
    notes = await stage.say("officer-2", "代答 行")
    assert "没有等您替人回话" in to(notes, "officer-2")[0]


async def test_of_two_that_wait_he_is_asked_which(stage: Stage) -> None:
    """No answer is guessed for anybody."""
    for who in ("李大娘", "王大爷"):
        await stage.say("officer-2", f"代报 {who} 一组门口路灯坏了 本人同意")
    await stage.say("officer-1", "好 1 灯头换了")
    await stage.say("officer-1", "好 2 灯头换了")
    notes = await stage.say("officer-2", "代答 行")
    assert [ticket.status for ticket in await stage.tickets()] == [Status.RESOLVED] * 2
    assert "1" in to(notes, "officer-2")[0]
    assert "2" in to(notes, "officer-2")[0]


async def test_an_account_after_the_result_hears_it_and_answers(stage: Stage) -> None:
    """What was to be passed on is read by the person, and 1 is his own word."""
    await stage.say("officer-2", "代报 李大娘 一组门口路灯坏了 本人同意")
    passed = to(await stage.say("officer-1", "好 1 灯头换了"), "officer-2")[0]
    assert "回1" not in passed
    await stage.say("daniang", "1号是我的")
    notes = await stage.say("officer-2", "是本人")
    assert any("灯头换了" in text for text in to(notes, "daniang"))
    await stage.say("daniang", "1")
    ticket = await stage.ticket()
    assert (ticket.status, ticket.confirmed) == (Status.CLOSED, "self")


def test_what_is_typed_is_not_said() -> None:
    """Nobody without a telephone can answer by 1."""
    assert (
        as_spoken("李大娘，路灯弄好了。您看看行不行？行回1，还差点回2，没弄好回3。")
        == "李大娘，路灯弄好了。您看看行不行？"
    )
    assert as_spoken("都办好了。") == "都办好了。"

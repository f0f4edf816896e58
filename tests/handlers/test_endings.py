"""答复 · 指路 · 不收 · 归档: ends that are no success, each told with its reason and another way."""

from datetime import timedelta

import pytest

from handlers.emergency import EmergencyNumbers
from handlers.legal_ways import WAYS, how_to_get_there, way_said
from handlers.own_page import find_page, token_for
from storage.lifecycle import Confirmed, MoveName, Outcome, Status
from tests.stage import Stage, to

GROUP = "g-shanghe"
LAMP = "上河村一组村口路灯不亮三天了"


async def test_it_cannot_be_done_and_he_reads_why(stage: Stage) -> None:
    """答复 is the owner's; the group hears no reason; a yes closes it as explained, which is no 解决."""
    await stage.say("zhang", LAMP, group=GROUP)
    await stage.say("officer-1", "接 1")
    notes = await stage.say("officer-1", "答复 1 线路明年才改造，今年没有指标")
    (told,) = to(notes, "zhang")
    assert "线路明年才改造" in told
    assert "12345" in told
    assert "弄好了" not in told
    (line,) = to(notes, GROUP)
    assert "眼下还办不成" in line
    assert "指标" not in line
    ticket = await stage.ticket()
    assert (ticket.status, ticket.outcome) == (Status.RESOLVED, Outcome.EXPLAINED)
    assert "眼下办不成" in to(await stage.say("zhang", "查"), "zhang")[0]
    notes = await stage.after(days=1, hours=2)
    assert [text for text in to(notes, "zhang") if "说清楚了没有" in text], (
        "asked once more, and not whether it is mended"
    )
    await stage.say("zhang", "1")
    ticket = await stage.ticket()
    assert (ticket.status, ticket.outcome, ticket.confirmed) == (Status.CLOSED, Outcome.EXPLAINED, Confirmed.SELF)


async def test_who_does_not_agree_has_it_taken_up_again(stage: Stage) -> None:
    """3: back to the same owner; and silence is kept as silence."""
    await stage.say("zhang", LAMP)
    await stage.say("officer-1", "答复 1 线路明年才改造")
    await stage.say("zhang", "3")
    ticket = await stage.ticket()
    assert (ticket.status, ticket.outcome, ticket.reopened, ticket.owner) == (Status.REOPENED, None, 1, "p01")
    await stage.say("officer-1", "答复 1 问了供电所，要等改造")
    notes = await stage.after(days=4)
    ticket = await stage.ticket()
    assert (ticket.status, ticket.confirmed) == (Status.CLOSED, Confirmed.NONE)
    assert [text for text in to(notes, "zhang") if "先记成答复过了" in text]


async def test_an_answer_wants_a_reason_that_may_be_read(stage: Stage) -> None:
    """No bare 答复, no insult, nobody's number; not in danger; not by a stranger."""
    await stage.say("zhang", LAMP)
    for words in ("答复 1", "答复 1 不行", "答复 1 你别再来闹了，没用", "答复 1 去问隔壁老李 13812345678"):
        notes = await stage.say("officer-1", words)
        assert to(notes, "zhang") == [], words
        assert (await stage.ticket()).status is Status.DISPATCHED
    assert to(await stage.say("officer-2", "答复 1 今年没有这个指标"), "zhang") == []
    await stage.say("li", "上河村一组村口着火了")
    assert "人安全要紧" in to(await stage.say("officer-1", "答复 2 已经告诉他自己灭"), "officer-1")[0]
    assert (await stage.ticket(2)).status is Status.DISPATCHED


async def test_where_it_goes_is_told_with_a_number_and_what_to_bring(stage: Stage) -> None:
    """指路 is one tier up; the owner hears that he need not go; it is told once, and nothing reminds of it any more."""
    await stage.say("zhang", "上河村一组，隔壁借我三千块钱两年不还")
    await stage.say("officer-1", "接 1")
    assert "网格长或镇上定" in to(await stage.say("officer-1", "指路 1 法院"), "officer-1")[0]
    assert (await stage.ticket()).status is Status.ACCEPTED
    assert "法院" in to(await stage.say("head", "指路 1"), "head")[0], "the ways there are"
    notes = await stage.say("head", "指路 1 法院 带借条")
    (told,) = to(notes, "zhang")
    for part in ("归法院", "到法院窗口起诉", "借条", "赵网格", "13900000003"):
        assert part in told
    assert [text for text in to(notes, "officer-1") if "不用再办" in text]
    ticket = await stage.ticket()
    assert (ticket.status, ticket.outcome) == (Status.REFERRED, Outcome.REFERRED)
    assert ticket.closed_at == ticket.told_at == stage.clock()
    assert [move.move for move in await stage.history()][-2:] == [MoveName.REFER, MoveName.TELL]
    assert [sent for sent in await stage.after(days=40) if sent.note.ticket == 1] == []


async def test_an_open_matter_said_in_the_group_is_told_there_too(stage: Stage) -> None:
    """One line without a reason; a household's affair never."""
    await stage.say("zhang", LAMP, group=GROUP)
    notes = await stage.say("office", "指路 1 供电")
    (line,) = to(notes, GROUP)
    assert "不归村里定" in line
    assert "95598" in to(notes, "zhang")[0]
    await stage.say("li", "我想给我爹申请低保，咋办", group=GROUP)
    notes = await stage.say("office", "指路 2 热线")
    assert to(notes, GROUP) == []
    assert "12345" in to(notes, "li")[0]


async def test_what_is_not_accepted_is_the_offices_word_with_a_reason(stage: Stage) -> None:
    """Before anybody works on it, never by grid head or program; the villager reads why and where else."""
    await stage.say("zhang", LAMP)
    assert "由镇社会事务办公室定" in to(await stage.say("head", "不收 1 不是咱们村的灯"), "head")[0]
    assert "为啥" in to(await stage.say("office", "不收 1"), "office")[0]
    notes = await stage.say("office", "不受理 1 那盏灯在邻县地界上")
    (told,) = to(notes, "zhang")
    assert "那盏灯在邻县地界上" in told
    assert "12345" in told
    ticket = await stage.ticket()
    assert (ticket.status, ticket.outcome) == (Status.NOT_ACCEPTED, Outcome.NOT_ACCEPTED)
    assert ticket.told_at is not None
    await stage.say("li", "上河村二组桥头路灯不亮了")
    await stage.say("officer-2", "接 2")
    assert "不能再说不收" in to(await stage.say("office", "不收 2 那盏灯不归我们"), "office")[0]
    assert (await stage.ticket(2)).status is Status.ACCEPTED


async def test_a_complaint_is_not_ended_by_the_line_it_is_about(stage: Stage) -> None:
    """Ruling 7: the village's head hears what a stranger hears; the office may say where it goes."""
    await stage.say("zhang", "上河村赵网格私分集体的钱，账从来不公开")
    for word in ("指路 1 纪委", "不收 1 没有这回事情"):
        notes = await stage.say("head", word)
        assert [sent.note.to for sent in notes] == ["head"]
    assert (await stage.ticket()).status is Status.DISPATCHED
    notes = await stage.say("office", "指路 1 纪委")
    assert "12388" in to(notes, "zhang")[0]
    assert to(notes, "head") == []


async def test_violence_at_home_is_not_ended_by_a_word(stage: Stage) -> None:
    """Somebody has to see that person first."""
    await stage.say("zhang", "我男人喝了酒又打我，身上都是伤")
    for chat, word in (
        ("office", "指路 1 公安"),
        ("office", "不收 1 这是家务事情"),
        ("officer-1", "答复 1 夫妻吵架劝过了"),
    ):
        await stage.say(chat, word)
    assert (await stage.ticket()).status not in (Status.REFERRED, Status.NOT_ACCEPTED, Status.RESOLVED)


async def test_the_page_of_ones_own_matter_tells_the_same(stage: Stage) -> None:
    """Nothing there says that it was mended."""
    await stage.say("zhang", LAMP)
    await stage.say("officer-1", "答复 1 线路明年才改造")
    async with stage.program.database.reading() as ledger:
        ticket = await ledger.tickets.get(1)
        (voice,) = await ledger.tickets.voices_of(ticket)
        token = token_for(ledger.vault, ticket.number, voice.villager, stage.clock() + timedelta(days=1))
        organisation = await ledger.organisation()
        page = await find_page(ledger, stage.program.policy, organisation, token, stage.clock())
    assert page is not None
    said = str(page.steps)
    assert "线路明年才改造" in said
    assert "弄好了" not in said + page.now


async def test_ninety_days_later_it_is_put_away(stage: Stage) -> None:
    """归档 follows the words; the chain holds, and a word of thanks does not wake it."""
    await stage.say("zhang", LAMP)
    await stage.say("officer-1", "好 1 灯换了")
    await stage.say("zhang", "1")
    await stage.say("li", "上河村二组桥头路灯不亮了")
    await stage.say("office", "指路 2 供电")
    await stage.after(days=92)
    assert [ticket.status for ticket in await stage.tickets()] == [Status.CLOSED, Status.REFERRED]
    await stage.after(days=8)
    assert [ticket.status for ticket in await stage.tickets()] == [Status.ARCHIVED, Status.ARCHIVED]
    assert (await stage.history())[-1].actor == "system"
    closed_at = (await stage.ticket()).closed_at
    await stage.say("zhang", "谢谢")
    assert (await stage.ticket()).status is Status.ARCHIVED
    assert closed_at is not None
    assert stage.clock() - closed_at > timedelta(days=97)


@pytest.mark.parametrize(
    ("words", "name", "rest"),
    [
        ("法院 带借条", "法院", "带借条"),
        ("劳动仲裁", "劳动仲裁", ""),
        ("去打12388", "纪委", "去打"),
        ("仲裁，带合同", "土地仲裁", "带合同"),
        ("12345", "县里热线", ""),
        ("12348", "法律援助", ""),
        ("上访", "信访", ""),
    ],
)
def test_the_way_that_is_meant(words: str, name: str, rest: str) -> None:
    """By its name or by its number."""
    found = way_said(words, EmergencyNumbers())
    assert found is not None
    assert (found[0].name, found[1]) == (name, rest)


def test_every_way_fits_into_its_sentence_and_numbers_are_the_townships() -> None:
    """Nothing of it is cut, and a township's own number is said."""
    numbers = EmergencyNumbers(hotline="0939-12345")
    for way in WAYS:
        assert len(way.name) <= 10
        assert len(way.bring) <= 20
        assert len(how_to_get_there(way, EmergencyNumbers())) <= 14, way.name
        assert "{" not in how_to_get_there(way, numbers)
    found = way_said("0939-12345", numbers)
    assert found is not None
    assert "0939-12345" in how_to_get_there(found[0], numbers)
    assert way_said("随便", numbers) is None

"""A villager answers, asks, takes back, thanks."""

import pytest

from storage.lifecycle import Confirmed, MoveName, Outcome, Status
from tests.handlers.test_officer_replies import GROUP, raised
from tests.stage import Stage, to, whys


async def resolved(stage: Stage) -> None:
    """The lamp is said to be done, and 张婶 has been asked."""
    await raised(stage)
    await stage.say("officer-1", "好 灯换了")


@pytest.mark.parametrize("word", ["1", "１", "行", "好了", "可以", "中", "修好了，谢谢！", "一"])
async def test_yes_in_any_words_closes(stage: Stage, word: str) -> None:
    """Reply words are tolerant; the villager's yes is the end."""
    await resolved(stage)
    await stage.say("zhang", word)
    ticket = await stage.ticket()
    assert (ticket.status, ticket.confirmed) == (Status.CLOSED, Confirmed.SELF)


@pytest.mark.parametrize("word", ["3", "2", "没有", "不行", "没弄好", "还差点", "还没"])
async def test_no_in_any_words_reopens_with_a_new_date(stage: Stage, word: str) -> None:
    """Ruling 12: 2 and 3 reopen, and the next words are the reason, for the owner alone."""
    await resolved(stage)
    await stage.after(days=1)
    before = await stage.ticket()
    notes = await stage.say("zhang", word)
    ticket = await stage.ticket()
    assert (ticket.status, ticket.reopened, ticket.told_at) == (Status.REOPENED, 1, None)
    assert ticket.due_at > before.due_at
    assert ticket.original_due_at == before.original_due_at
    assert len(to(notes, "officer-1")) == 1
    notes = await stage.say("zhang", "二组那盏还是不亮，我电话13812345678")
    assert "还是不亮" in to(notes, "officer-1")[0]
    assert "13812345678" not in to(notes, "officer-1")[0]
    assert to(notes, GROUP) == []
    assert len(await stage.tickets()) == 1
    await stage.say("officer-1", "好 又换了一个")
    await stage.say("zhang", "1")
    assert (await stage.ticket()).status is Status.CLOSED


async def test_words_about_the_matter_instead_of_a_number_reopen(stage: Stage) -> None:
    """「路灯还是不亮」 is an answer, not a second ticket."""
    await resolved(stage)
    await stage.say("zhang", "路灯还是不亮")
    assert (await stage.ticket()).status is Status.REOPENED
    assert len(await stage.tickets()) == 1


async def test_another_matter_instead_of_an_answer_is_another_ticket(stage: Stage) -> None:
    """Nobody must answer before being heard again."""
    await resolved(stage)
    await stage.say("zhang", "我想给我妈申请低保")
    assert len(await stage.tickets()) == 2
    assert (await stage.ticket(1)).status is Status.RESOLVED


async def test_silence_is_recorded_as_silence(stage: Stage) -> None:
    """Asked again after a day, closed after three, `none`, never satisfied; 30 days of a way back."""
    await resolved(stage)
    notes = await stage.after(days=1, hours=1)
    assert whys(notes).count(("zhang", "follow-up")) == 1
    notes = await stage.after(days=2)
    ticket = await stage.ticket()
    assert (ticket.status, ticket.confirmed, ticket.satisfaction) == (Status.CLOSED, Confirmed.NONE, None)
    assert "30天内" in to(notes, "zhang")[0]
    await stage.say("zhang", "3")
    assert (await stage.ticket()).status is Status.REOPENED


async def test_a_thank_you_never_reopens(stage: Stage) -> None:
    """After the end a thank-you changes nothing."""
    await resolved(stage)
    await stage.say("zhang", "1")
    for thanks in ("谢谢", "修好了，谢谢村里", "辛苦了"):
        await stage.say("zhang", thanks)
        await stage.say("zhang", thanks, group=GROUP)
    ticket = await stage.ticket()
    assert (ticket.status, ticket.reopened) == (Status.CLOSED, 0)
    assert len(await stage.tickets()) == 1


async def test_asking_how_it_stands_is_answered_in_private_only(stage: Stage) -> None:
    """查: in the group only 给您发私信了."""
    await raised(stage)
    notes = await stage.say("zhang", "我报的路灯怎么样了？", group=GROUP)
    assert to(notes, GROUP) == ["给您发私信了。"]
    assert "王建军" in to(notes, "zhang")[0]
    assert "13900000001" in to(await stage.say("zhang", "查"), "zhang")[0]
    assert "没有正在办的事" in to(await stage.say("li", "查"), "li")[0]


async def test_taking_a_matter_back(stage: Stage) -> None:
    """撤: the owner is told that he need not go; with two open, which one is asked."""
    await raised(stage)
    notes = await stage.say("zhang", "撤")
    ticket = await stage.ticket()
    assert (ticket.status, ticket.outcome) == (Status.WITHDRAWN, Outcome.WITHDRAWN)
    assert whys(notes) == [("zhang", "reply"), ("officer-1", "notice")]
    await raised(stage, "村口路上有个大坑")
    await raised(stage, "戏台那边垃圾没人收")
    notes = await stage.say("zhang", "撤")
    assert "2 村道修补" in to(notes, "zhang")[0]
    await stage.say("zhang", "3")
    assert (await stage.ticket(2)).status is Status.DISPATCHED
    assert (await stage.ticket(3)).status is Status.WITHDRAWN


async def test_a_matter_solved_by_itself_says_so_in_the_history(stage: Stage) -> None:
    """The reason kept is a fixed phrase, never the villager's words."""
    await raised(stage)
    await stage.say("zhang", "不用管了，我自己修好了")
    line = (await stage.history())[-1]
    assert (line.move, line.reason) == (MoveName.WITHDRAW, "自己弄好了")


async def test_a_person_can_be_asked_for(stage: Stage) -> None:
    """人工: a name and a number."""
    await raised(stage)
    assert "13900000001" in to(await stage.say("zhang", "打电话"), "zhang")[0]


async def test_the_group_may_ask_for_quiet(stage: Stage) -> None:
    """Taken at its word, once, without excuses."""
    notes = await stage.say("zhang", "你们机器人能不能别老在群里说话", group=GROUP)
    assert len(to(notes, GROUP)) == 1
    assert await stage.tickets() == []


async def test_a_few_more_words_belong_to_what_was_just_said(stage: Stage) -> None:
    """「有三天了」 after a matter is kept with it, and is no second ticket."""
    await stage.say("zhang", "上河村村口路灯不亮了")
    notes = await stage.say("zhang", "有三天了")
    assert "一起记上了" in to(notes, "zhang")[0]
    assert len(await stage.tickets()) == 1
    assert "有三天了" in to(await stage.say("officer-1", "看 1"), "officer-1")[0]


async def test_a_reminder_of_a_reopened_matter_does_not_make_it_told(stage: Stage) -> None:
    """Only the note to the villager tells the villager; the one to the owner may go out later than the next result."""
    await resolved(stage)
    await stage.after(hours=12)
    await stage.say("zhang", "3")
    await stage.say("officer-1", "好 又换了")
    assert (await stage.ticket()).told_at is None, "it is night: nobody has been told yet"
    await stage.after(hours=12)
    assert (await stage.ticket()).told_at is not None

"""What is not certain in an official's words is asked back, and a plain answer is understood."""

import pytest

from storage.incoming import MessageKind
from storage.lifecycle import Status
from tests.stage import Stage, to, whys

GROUP = "g-shanghe"


async def lamp(stage: Stage) -> None:
    """Ticket 1: a lamp, officer-1's."""
    await stage.say("zhang", "村口路灯不亮三天了", group=GROUP)


async def road(stage: Stage) -> None:
    """Ticket 2: a road, officer-1's."""
    await stage.say("li", "村口路上有个大坑", group=GROUP)


async def statuses(stage: Stage) -> list[Status]:
    """How all tickets stand."""
    return [ticket.status for ticket in await stage.tickets()]


@pytest.mark.parametrize(
    "text",
    ["行", "不行", "查 999", "灯头换了", "收到", "好的", "好的马上去", "👌", "办好了吗？", "没办好", "不好办", "12",
     "在吗", "谢谢", "没呢", "同意吗", "好 1 2", "等配件到了再说"],
)  # fmt: skip
async def test_answers_to_us_never_become_tickets(stage: Stage, text: str) -> None:
    """One line, and nothing moves."""
    await lamp(stage)
    notes = await stage.say("officer-1", text)
    assert await statuses(stage) == [Status.DISPATCHED]
    assert len(to(notes, "officer-1")) == 1
    assert to(notes, "zhang") == []


@pytest.mark.parametrize("answer", ["2", "２号", "#2", "第二个", "后面那个", "路上那个坑"])
async def test_a_bare_answer_to_which_is_understood(stage: Stage, answer: str) -> None:
    """The order stands as it was said, with its words."""
    await lamp(stage)
    await road(stage)
    notes = await stage.say("officer-1", "好 弄平了")
    assert "1 路灯维修" in to(notes, "officer-1")[0]
    notes = await stage.say("officer-1", answer)
    assert await statuses(stage) == [Status.DISPATCHED, Status.RESOLVED]
    assert "弄平了" in to(notes, "li")[0]
    assert to(notes, "zhang") == []


async def test_a_number_that_was_not_listed_is_no_answer(stage: Stage) -> None:
    """Nothing is guessed."""
    await lamp(stage)
    await road(stage)
    await stage.say("officer-1", "接")
    await stage.say("officer-1", "7")
    assert await statuses(stage) == [Status.DISPATCHED, Status.DISPATCHED]


async def test_an_answer_after_hours_is_none(stage: Stage) -> None:
    """4 hours on, a bare number is asked about again."""
    await lamp(stage)
    await road(stage)
    await stage.say("officer-1", "接")
    await stage.after(hours=5)
    await stage.say("officer-1", "2")
    assert await statuses(stage) == [Status.DISPATCHED, Status.DISPATCHED]


async def test_the_words_after_a_bare_done_are_the_result(stage: Stage) -> None:
    """好 → 办好了吗？ → 灯头换了."""
    await lamp(stage)
    assert whys(await stage.say("officer-1", "好")) == [("officer-1", "ask")]
    notes = await stage.say("officer-1", "灯头换了")
    assert await statuses(stage) == [Status.RESOLVED]
    assert "灯头换了" in to(notes, "zhang")[0]


@pytest.mark.parametrize("answer", ["还没", "没呢，明天", "不行", "行", "是的", "好的马上去"])
async def test_not_yet_is_an_answer_too(stage: Stage, answer: str) -> None:
    """Nobody is told that it is done, and no ticket is made of it."""
    await lamp(stage)
    await stage.say("officer-1", "好")
    notes = await stage.say("officer-1", answer)
    assert await statuses(stage) == [Status.DISPATCHED]
    assert to(notes, "zhang") == []
    assert len(to(notes, "officer-1")) == 1


async def test_a_result_without_an_order_is_asked_back_and_yes_is_enough(stage: Stage) -> None:
    """灯头换了 → 是."""
    await lamp(stage)
    notes = await stage.say("officer-1", "灯头换了")
    assert "灯头换了" in to(notes, "officer-1")[0]
    await stage.say("officer-1", "是的")
    assert await statuses(stage) == [Status.RESOLVED]


async def test_yes_after_another_note_is_no_answer(stage: Stage) -> None:
    """His 是 may be meant for what came in between."""
    await lamp(stage)
    await stage.say("officer-1", "灯头换了")
    await road(stage)
    await stage.say("officer-1", "是")
    assert await statuses(stage) == [Status.DISPATCHED, Status.DISPATCHED]


async def test_the_last_note_says_which(stage: Stage) -> None:
    """Only its ticket has been spoken of for half an hour."""
    await lamp(stage)
    await stage.after(hours=1)
    await road(stage)
    await stage.say("officer-1", "接")
    assert await statuses(stage) == [Status.DISPATCHED, Status.ACCEPTED]


async def test_the_last_note_says_nothing_where_the_words_speak_of_another(stage: Stage) -> None:
    """A lamp was mended, and the last note was about the road."""
    await lamp(stage)
    await stage.after(hours=1)
    await road(stage)
    notes = await stage.say("officer-1", "好 路灯换了灯头，亮了")
    assert await statuses(stage) == [Status.DISPATCHED, Status.DISPATCHED]
    assert "1 路灯维修" in to(notes, "officer-1")[0]


async def test_a_promise_may_be_an_acceptance(stage: Stage) -> None:
    """好的马上去 → 您接下了？ → 接."""
    await lamp(stage)
    notes = await stage.say("officer-1", "好的马上去")
    assert "接 1" in to(notes, "officer-1")[0]
    await stage.say("officer-1", "嗯")
    assert await statuses(stage) == [Status.ACCEPTED]


async def test_two_are_accepted_in_one_breath(stage: Stage) -> None:
    """接 1 2."""
    await lamp(stage)
    await road(stage)
    await stage.say("officer-1", "接1和2")
    assert await statuses(stage) == [Status.ACCEPTED, Status.ACCEPTED]


async def test_an_official_still_raises_a_matter_of_his_own(stage: Stage) -> None:
    """Also while he has tickets of others."""
    await lamp(stage)
    await stage.say("officer-1", "上河村二组桥头的路塌了个大坑")
    assert len(await stage.tickets()) == 2


async def test_a_word_about_his_own_ticket_is_no_new_one(stage: Stage) -> None:
    """Asked back: the same thing, without a place."""
    await lamp(stage)
    notes = await stage.say("officer-1", "路灯配件还没到货")
    assert len(await stage.tickets()) == 1
    assert len(to(notes, "officer-1")) == 1


async def test_danger_is_heard_whatever_else_it_is(stage: Stage) -> None:
    """也没办好 beside a fire is a fire."""
    await lamp(stage)
    await stage.say("officer-1", "上河村二组桥头着火了，快来人")
    assert len(await stage.tickets()) == 2


async def test_photos_belong_to_what_was_done(stage: Stage) -> None:
    """Before 好, with it and after it; on the ticket only their number is kept."""
    await lamp(stage)
    notes = await stage.say("officer-1", "", kind=MessageKind.IMAGE)
    assert len(to(notes, "officer-1")) == 1
    assert await stage.say("officer-1", "", kind=MessageKind.IMAGE) == []
    await stage.say("officer-1", "好 灯换了", kind=MessageKind.IMAGE)
    await stage.say("officer-1", "", kind=MessageKind.IMAGE)
    ticket = await stage.ticket()
    assert ticket.status is Status.RESOLVED
    assert ticket.evidence["result_photos"] == 4
    assert len(await stage.tickets()) == 1


@pytest.mark.parametrize(
    "result",
    [
        "换了，别再来找事",
        "这个刁民又闹，灯换了",
        "灯换了，再告就不管了",
        "灯换了，电话13812345678",
        "换好了，张三反映的不对",
    ],
)
async def test_a_result_that_hurts_or_names_somebody_is_not_passed_on(stage: Stage, result: str) -> None:
    """The villager reads it word for word."""
    await lamp(stage)
    notes = await stage.say("officer-1", f"好 {result}")
    assert await statuses(stage) == [Status.DISPATCHED]
    assert to(notes, "zhang") == []
    assert "本人会看到" in to(notes, "officer-1")[0]


@pytest.mark.parametrize("result", ["灯头换了，李桂花来帮的忙", "渠通了，跟本人说好了", "补贴3月5号打到卡里了"])
async def test_ordinary_results_pass(stage: Stage, result: str) -> None:
    """Officials may be named."""
    await lamp(stage)
    await stage.say("officer-1", f"好 {result}")
    assert await statuses(stage) == [Status.RESOLVED]

"""What is said in danger, by what it is; and what happens when the caller says that it is over."""

import pytest

from handlers.emergency import EmergencyNumbers
from storage.lifecycle import Status
from tests.handlers.test_officer_replies import GROUP
from tests.stage import Stage, a_policy, a_stage, to, whys


@pytest.mark.parametrize(
    ("text", "number", "never"),
    [
        ("上河村一组我家灶房着火了", "119", "防汛"),
        ("上河村一组屋里一股煤气味，人头晕", "119", "110"),
        ("上河村一组电线断了掉在路上", "95598", "110"),
        ("上河村一组我爸昏倒了，喊不应", "120", "119"),
        ("上河村一组三轮车翻沟里了，人压住了", "122", "119"),
        ("上河村一组我奶奶走丢了，到现在没回来", "110", "119"),
        ("上河村一组有人落水了", "119", "110"),
    ],
)
async def test_the_right_number_comes_first(stage: Stage, text: str, number: str, never: str) -> None:
    """In the first sentence; nothing that belongs to another danger is said."""
    (answer,) = to(await stage.say("zhang", text), "zhang")
    assert number in answer.split("。")[0]
    assert never not in answer


@pytest.mark.parametrize("text", ["我不想活了", "我男人又打我了，我不敢回家"])
async def test_somebody_else_may_read_the_phone(stage: Stage, text: str) -> None:
    """Comfort and people to call; not a word of what it is about, neither here nor in the group nor to a screen."""
    notes = await stage.say("zhang", "上河村一组，" + text)
    (answer,) = to(notes, "zhang")
    assert not any(word in answer for word in ("自杀", "不想活", "打你", "打人", "家暴", "动手", "男人"))
    assert "12356" in answer or "12338" in answer
    heard = [text for who in ("officer-1", "duty", "secretary") for text in to(notes, who)]
    assert heard
    assert not any(word in line for line in heard for word in ("自杀", "不想活", "打人", "家暴"))


@pytest.mark.parametrize(
    ("text", "said"),
    [("戏台那边麦草着火了，快来人", "着火"), ("村口的电线断了掉在路上", "电线"), ("村口涵洞塌了半边", "塌")],
)
async def test_the_groups_line_says_what_it_is_and_names_no_home(stage: Stage, text: str, said: str) -> None:
    """Nor is a fire called a flood."""
    (line,) = to(await stage.say("zhang", text, group=GROUP), GROUP)
    assert said in line
    assert "张" not in line
    assert "防汛" not in line
    assert "防汛" not in (await stage.ticket()).title


async def test_one_more_in_danger_is_not_one_more_to_mend(stage: Stage) -> None:
    """「一共2处，一起修」 is for lamps."""
    await stage.say("zhang", "戏台那边麦草着火了，快来人", group=GROUP)
    lines = to(await stage.say("li", "+1", group=GROUP), GROUP)
    assert all("一起修" not in line for line in lines)


@pytest.mark.parametrize(("words", "group"), [("火灭了", GROUP), ("没事了", GROUP), ("火扑灭了，没事了", None)])
async def test_the_callers_word_that_it_is_over_reaches_everybody(stage: Stage, words: str, group: str | None) -> None:
    """They are asked to make sure; the ticket stays open, and they are called again until an official answers."""
    await stage.say("zhang", "戏台那边麦草着火了，快来人", group=GROUP)
    await stage.after(minutes=6)
    notes = await stage.say("zhang", words, group=group)
    for who in ("officer-1", "secretary", "duty"):
        assert any("看一眼" in text for text in to(notes, who)), who
    assert (await stage.ticket()).status is Status.DISPATCHED
    assert any(why == "L0-accept" for _, why in whys(await stage.after(minutes=6)))
    await stage.say("officer-1", "好 1 火灭了，看过了")
    assert (await stage.ticket()).status is Status.RESOLVED
    assert not any(why == "L0-accept" for _, why in whys(await stage.after(hours=2)))


@pytest.mark.parametrize("words", ["灭了", "没事了", "人都出来了，火灭了"])
async def test_the_hourly_calls_end_when_it_is_over(stage: Stage, words: str) -> None:
    """Hours later too: everybody called before hears it, the duty leader is called no more, the owner once, to look."""
    await stage.say("zhang", "戏台那边麦草着火了，快来人", group=GROUP)
    before = await stage.after(hours=3)
    assert "duty" in {who for who, why in whys(before) if why == "L0-accept"}
    notes = await stage.say("zhang", words, group=GROUP)
    assert {who for who, why in whys(notes) if why == "danger"} >= {"officer-1", "secretary", "duty"}
    later = await stage.after(hours=12)
    assert [who for who, why in whys(later) if why == "L0-accept"] == ["officer-1"]
    assert all("说没事了" in text for text in to([n for n in later if n.note.why == "L0-accept"], "officer-1"))
    assert (await stage.ticket()).status is Status.DISPATCHED


async def test_it_burns_again_and_everybody_is_called_again(stage: Stage) -> None:
    """What was said to be over is not."""
    await stage.say("zhang", "戏台那边麦草着火了，快来人", group=GROUP)
    await stage.say("zhang", "灭了", group=GROUP)
    await stage.say("zhang", "又着起来了，更大了")
    notes = await stage.after(hours=3)
    assert "duty" in {who for who, why in whys(notes) if why == "L0-accept"}


async def test_whoever_was_called_before_hears_that_it_is_over(stage: Stage) -> None:
    """The duty leader took it from the grid officer: the grid officer need not run."""
    await stage.say("zhang", "戏台那边麦草着火了，快来人", group=GROUP)
    await stage.say("duty", "接 1")
    assert (await stage.ticket()).owner == "p07"
    notes = await stage.say("zhang", "火灭了", group=GROUP)
    assert any("说没事了" in text for text in to(notes, "officer-1"))


@pytest.mark.parametrize("words", ["火还没灭", "火灭了吗？", "火灭了又着起来了"])
async def test_what_is_not_over_is_not_taken_for_it(stage: Stage, words: str) -> None:
    """A question, a not-yet and an again."""
    await stage.say("zhang", "上河村戏台那边麦草着火了，快来人")
    notes = await stage.say("zhang", words)
    assert not any("看过才放心" in text for text in to(notes, "zhang"))


async def test_another_persons_word_ends_nothing(stage: Stage) -> None:
    """Nobody is told by somebody who is not behind it."""
    await stage.say("zhang", "戏台那边麦草着火了，快来人", group=GROUP)
    notes = await stage.say("li", "火灭了", group=GROUP)
    assert to(notes, "duty") == []


async def test_over_at_home_shows_nothing(stage: Stage) -> None:
    """Somebody else may be holding the phone: a person and a number, as before; whoever was called looks."""
    await stage.say("zhang", "上河村一组，我男人又打我了，我不敢回家")
    notes = await stage.say("zhang", "没事了")
    (answer,) = to(notes, "zhang")
    assert "110" in answer
    assert any("看一眼" in text for text in to(notes, "duty"))
    assert (await stage.ticket()).status is Status.DISPATCHED


async def test_numbers_are_the_townships_own(database) -> None:  # type: ignore[no-untyped-def]
    """A place with other numbers says those, and its gas company's."""
    policy = a_policy(numbers=EmergencyNumbers(fire="0939119", gas="0939-5550000"))
    async with a_stage(database, policy=policy) as stage:
        (answer,) = to(await stage.say("zhang", "上河村一组屋里一股煤气味，人头晕"), "zhang")
    assert "0939119" in answer
    assert "0939-5550000" in answer

"""问啥: what is missing is asked once, what was said never again; whoever takes the third of one place hears it."""

import pytest

from classifiers.verdict import Topic, Urgency
from handlers.fact_list import still_to_ask, to_look_at
from tests.builders import a_ticket
from tests.stage import Stage, to

GROUP = "g-shanghe"


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ("村口路灯不亮", ["从啥时候起", "影响到几家几口人", "找过谁、试过啥法子", "想咋办"]),
        ("村口路灯不亮三天了，我家门口黑得很，找过书记没人管，能不能换个灯", []),
        ("昨晚起隔壁把水排过来，说过几回不听", ["想咋办"]),
        ("去年修的渠塌了，希望村里赶紧修", ["影响到几家几口人", "找过谁、试过啥法子"]),
    ],
)
def test_what_was_said_is_not_asked_again(said: str, missing: list[str]) -> None:
    """The five facts, less those that are known."""
    assert still_to_ask(a_ticket(), said) == missing


def test_where_is_asked_only_where_nobody_knows() -> None:
    """A place or a grid is enough."""
    assert "在哪儿" in still_to_ask(a_ticket(place=None, grid=None), "")
    assert "在哪儿" not in still_to_ask(a_ticket(place=None, grid="621221108201001"), "")


def test_a_line_between_two_is_measured_by_one_yardstick() -> None:
    """3.22: both there, papers, a sketch, both sign."""
    look = "".join(to_look_at(Topic.BOUNDARY))
    for part in ("确权证", "两家一起到场量", "草图", "签字"):
        assert part in look
    assert to_look_at(None) == ()


async def test_whoever_takes_a_quarrel_reads_what_to_find_out(stage: Stage) -> None:
    """1.4: at 接 for what is hard; what he notes is not asked again; nobody else reads it."""
    await stage.say("zhang", "上河村一组，隔壁盖房占了我家地界")
    ticket = await stage.ticket()
    assert ticket.urgency is Urgency.MEDIATION
    texts = to(await stage.say("officer-1", "接 1"), "officer-1")
    asked = next(text for text in texts if "见面问清" in text)
    assert "从啥时候起" in asked
    assert [text for text in texts if "确权证" in text]
    await stage.say("officer-1", "备注 1 去年就开始了，找过书记，想要回那一尺")
    texts = to(await stage.say("officer-1", "问啥 1"), "officer-1")
    assert [text for text in texts if "该问的本人都说了" in text]
    (refused,) = to(await stage.say("officer-2", "问啥 1"), "officer-2")
    assert "在别人手上" in refused


async def test_a_lamp_is_not_asked_about_by_itself(stage: Stage) -> None:
    """One word is enough for what is plain; whoever wants the list asks for it."""
    await stage.say("zhang", "上河村一组村口路灯不亮了")
    assert len(to(await stage.say("officer-1", "接 1"), "officer-1")) == 1
    assert "见面问清" in to(await stage.say("officer-1", "问啥"), "officer-1")[0]


async def test_the_third_of_one_place_is_told(stage: Stage) -> None:
    """2.2: grid and topic, thirty days; numbers of matters, nobody's name; a household's never."""
    for who in ("zhang", "li"):
        await stage.say(who, "上河村一组村口路上有个大坑")
        number = len(await stage.tickets())
        await stage.say("officer-1", f"好 {number} 坑填平了")
        await stage.say(who, "1")
        await stage.after(days=3)
    await stage.say("wang", "上河村一组戏台那段路又塌了个坑")
    texts = to(await stage.say("officer-1", "接"), "officer-1")
    hint = next(text for text in texts if "三十天第" in text)
    assert "第3回" in hint
    assert "1号、2号" in hint
    await stage.after(days=40)
    await stage.say("zhao", "上河村一组村口路上有个大坑")
    number = len(await stage.tickets())
    texts = to(await stage.say("officer-1", f"接 {number}"), "officer-1")
    assert not [text for text in texts if "三十天第" in text]

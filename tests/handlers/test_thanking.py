"""1.13: helpers are thanked in private with a number; in public only by their own word, once, and without one."""

from datetime import UTC, datetime

from tests.stage import Stage, to

GROUP = "g-shanghe"


async def test_thanked_in_private_and_in_public_by_his_own_word(stage: Stage) -> None:
    """Whoever helped and agrees; nobody else, nothing before, and no second time."""
    await stage.say("zhang", "上河村一组村口路灯不亮三天了", group=GROUP)
    await stage.say("officer-1", "接 1")
    await stage.say("officer-1", "联 1 李桂花 带梯子")
    await stage.say("officer-2", "好 1 梯子送到了")
    await stage.say("officer-1", "好 1 灯换了")
    await stage.say("zhang", "1")
    assert "没有要在群里谢的" in to(await stage.say("officer-2", "可以谢"), "officer-2")[0]
    notes = await stage.until(datetime(2026, 12, 1, 2, 30, tzinfo=UTC))
    (thanks,) = [text for text in to(notes, "officer-2") if "谢谢您" in text]
    assert "1件" in thanks
    assert "可以谢" in thanks
    assert not [text for text in to(notes, GROUP) if "李桂花" in text]
    notes = await stage.say("officer-2", "可以谢")
    (line,) = to(notes, GROUP)
    assert "李桂花" in line
    assert "1件" not in line
    assert to(await stage.say("officer-2", "可以谢"), GROUP) == []
    assert to(await stage.say("officer-1", "可以谢"), GROUP) == [], "he had it himself, nobody thanked him for help"

"""Violence in somebody else's home: who tells of it is a witness; the group hears nothing, and nobody says who told."""

import pytest

from storage.lifecycle import Status
from tests.handlers.test_officer_replies import GROUP
from tests.stage import Stage, to


@pytest.mark.parametrize(
    "text",
    [
        "隔壁天天打孩子", "邻居家男的打老婆打得嗷嗷叫", "楼上打架打得厉害", "三组老李家又在打媳妇",
        "我姐被姐夫打得不敢回家", "隔壁老王家媳妇又挨打了",
    ],
)  # fmt: skip
async def test_a_witness_is_spoken_to_as_a_witness(stage: Stage, text: str) -> None:
    """110 first, nothing about 您的安全, not a word in the group, and the called are told to shield him."""
    notes = await stage.say("zhang", text, group=GROUP)
    ticket = await stage.ticket()
    assert ticket.violence_at_home
    assert to(notes, GROUP) == []
    (answer,) = to(notes, "zhang")
    assert "110" in answer.split("，")[0]
    assert "您的安全" not in answer
    assert "不说是您讲的" in answer
    for who in (ticket.owner and "duty", "secretary"):
        (call,) = to(notes, who)
        assert "别说是谁讲的" in call
        assert "张" not in call
        assert "李" not in call
    assert ("12355" in answer) == ("孩子" in text)


async def test_whoever_is_beaten_is_spoken_to_as_before(stage: Stage) -> None:
    """Her own safety, and whether she can talk."""
    for sender, text in (("zhang", "我男人又打我了"), ("li", "救救我，我老公拿刀砍我，隔壁都听见了")):
        (answer,) = to(await stage.say(sender, text, group=GROUP), sender)
        assert "您的安全最要紧" in answer


async def test_where_it_is_may_be_told_in_private(stage: Stage) -> None:
    """The answer to 哪组哪家 reaches whoever was called, and is no matter of its own; nothing is closed by it."""
    await stage.say("zhang", "隔壁天天打孩子", group=GROUP)
    await stage.say("zhang", "二组桥头第三家")
    (ticket,) = await stage.tickets()
    assert ticket.grid == "621221108201002"
    assert ticket.status is Status.DISPATCHED
    assert to(stage.channel.sent, GROUP) == []


@pytest.mark.parametrize(
    "text", ["隔壁打麻将吵得睡不着", "邻居家打井", "楼上打架子鼓", "隔壁孩子打疫苗了没", "老李家打麦子"]
)
async def test_other_noises_next_door_are_no_violence(stage: Stage, text: str) -> None:
    """Nobody is called out for mah-jong."""
    await stage.say("zhang", text, group=GROUP)
    assert not any(ticket.violence_at_home for ticket in await stage.tickets())

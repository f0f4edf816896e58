"""A second sentence about the same thing, minutes or hours later; and what was mended and has broken again."""

from datetime import timedelta

import pytest

from storage.lifecycle import MoveName, Status
from tests.handlers.test_officer_replies import GROUP, raised
from tests.stage import Stage, to

SMELL = "上河村二组桥头路上一股臭水流出来，没人管"


@pytest.mark.parametrize("group", [None, GROUP])
async def test_a_second_sentence_joins_the_first(stage: Stage, group: str | None) -> None:
    """Eight minutes later, under another topic: one ticket, its owner reads both, the speaker hears where it went."""
    await stage.say("zhang", SMELL, group=group)
    owner = {"p01": "officer-1", "p02": "officer-2"}[(await stage.ticket()).owner]
    await stage.after(minutes=8)
    stage.new()
    notes = await stage.say("zhang", "臭水都流到我家门前了，墙根都泡软了", group=group)
    assert len(await stage.tickets()) == 1
    assert any("1号" in text for text in to(notes, "zhang"))
    assert any("泡软" in text for text in to(notes, owner))
    assert to(notes, GROUP) == []


async def test_another_one_is_taken_out_again(stage: Stage) -> None:
    """另一件: the words become a ticket of their own; nothing is lost."""
    await stage.say("zhang", SMELL)
    await stage.after(minutes=8)
    await stage.say("zhang", "臭水都流到我家门前了，墙根都泡软了")
    assert len(await stage.tickets()) == 1
    await stage.say("zhang", "另一件")
    assert len(await stage.tickets()) == 2
    # a word that comes a second time makes no third
    await stage.say("zhang", "另一件")
    assert len(await stage.tickets()) == 2


async def test_a_matter_of_its_own_stays_one(stage: Stage) -> None:
    """Another place, another thing, 另外: a ticket each."""
    await stage.say("zhang", SMELL)
    for count, text in enumerate(("村口路灯也不亮", "另外二组路上有个大坑", "我家低保三个月没到账了"), 2):
        await stage.after(minutes=8)
        await stage.say("zhang", text)
        assert len(await stage.tickets()) == count, text


async def test_another_persons_words_are_never_joined_this_way(stage: Stage) -> None:
    """Two speakers are never stitched together."""
    await stage.say("zhang", SMELL, group=GROUP)
    await stage.after(minutes=8)
    await stage.say("li", "臭水都流到我家门前了，墙根都泡软了", group=GROUP)
    texts = [sent.note.text for sent in stage.channel.sent if sent.note.to == "li"]
    assert not any("一件事吗" in text for text in texts)


ASKED = "那个坑下雨天一坑水，看不见有多深"


async def _asked(stage: Stage) -> None:
    await stage.say("zhang", "上河村一组路上有个大坑")
    await stage.after(minutes=12)
    stage.new()
    notes = await stage.say("zhang", ASKED)
    assert any("一件事吗" in text for text in to(notes, "zhang")), to(notes, "zhang")
    assert (await stage.ticket(2)).status is Status.CLARIFYING


async def test_what_may_be_the_same_is_asked_once(stage: Stage) -> None:
    """1: they are one; the first one's owner reads the words."""
    await _asked(stage)
    notes = await stage.say("zhang", "1")
    assert (await stage.ticket(2)).status is Status.MERGED
    assert (await stage.ticket(2)).merged_into == 1
    assert any("看不见有多深" in text for text in to(notes, "officer-1"))
    assert (await stage.ticket(1)).voices == 1
    merged = [move for move in await stage.history(2) if move.move is MoveName.MERGE]
    assert [move.actor for move in merged] == ["villager"]


@pytest.mark.parametrize("answer", ["2", "不是一件事", "2，在二组桥头"])
async def test_not_the_same_goes_out_by_itself(stage: Stage, answer: str) -> None:
    """With the place that stands beside the answer."""
    await _asked(stage)
    await stage.say("zhang", answer)
    ticket = await stage.ticket(2)
    assert ticket.status is Status.DISPATCHED
    assert (ticket.owner == "p02") == ("二组" in answer)


async def test_no_answer_loses_nothing(stage: Stage) -> None:
    """After two hours it goes out as a matter of its own."""
    await _asked(stage)
    await stage.after(hours=2, minutes=1)
    assert (await stage.ticket(2)).status is Status.DISPATCHED


@pytest.mark.parametrize("who", ["zhang", "li"])
@pytest.mark.parametrize("closed", [True, False])
async def test_broken_again_in_the_group_is_taken_up_again(stage: Stage, who: str, closed: bool) -> None:
    """Within thirty days, by whoever raised it or by a neighbour, at the same place: no new ticket."""
    await raised(stage)
    await stage.say("officer-1", "好 1 灯换了新的")
    await stage.after(minutes=5)
    if closed:
        await stage.say("zhang", "1")
        await stage.after(days=6)
    stage.new()
    notes = await stage.say(who, "村口路灯又不亮了", group=GROUP)
    assert [ticket.status for ticket in await stage.tickets()] == [Status.REOPENED]
    (line,) = to(notes, GROUP)
    assert "路灯维修又坏了" in line
    reopened = [move for move in await stage.history() if move.move is MoveName.REOPEN]
    assert [(move.actor, move.reason) for move in reopened] == [("villager", "群众说又坏了")]
    assert (await stage.ticket()).voices == (1 if who == "zhang" else 2)
    told = to([*notes, *await stage.after(days=1)], "officer-1")
    assert any("群众说还没弄好" in text for text in told)


@pytest.mark.parametrize(
    ("who", "text"), [("li", "路灯又不亮了"), ("li", "桥头路灯又不亮了"), ("zhang", "村口另一盏路灯又不亮了")]
)
async def test_what_is_not_surely_the_same_is_a_matter_of_its_own(stage: Stage, who: str, text: str) -> None:
    """A neighbour who names no place, another place, another lamp."""
    await raised(stage)
    await stage.say("officer-1", "好 1 灯换了新的")
    await stage.say("zhang", "1")
    await stage.after(days=2)
    await stage.say(who, text, group=GROUP)
    assert (await stage.ticket(1)).status is Status.CLOSED
    assert len(await stage.tickets()) == 2


async def test_after_thirty_days_it_is_new(stage: Stage) -> None:
    """Practice §3: within thirty days."""
    await raised(stage)
    await stage.say("officer-1", "好 1 灯换了新的")
    await stage.say("zhang", "1")
    await stage.after(days=35)
    await stage.say("zhang", "村口路灯又不亮了", group=GROUP)
    assert (await stage.ticket(1)).status is Status.CLOSED
    assert len(await stage.tickets()) == 2


async def test_a_place_told_by_somebody_else_in_the_group_is_not_used(stage: Stage) -> None:
    """Who was asked answers. Another one's 二组 stays small talk: it is not kept, and sends nobody anywhere."""
    await stage.say("zhang", "路灯不亮三天了", group=GROUP)
    ticket = await stage.ticket()
    assert ticket.status is Status.CLARIFYING
    notes = await stage.say("li", "二组", group=GROUP)
    assert notes == []
    ticket = await stage.ticket()
    assert (ticket.status, ticket.grid, ticket.voices) == (Status.CLARIFYING, None, 1)
    await stage.say("zhang", "二组", group=GROUP)
    ticket = await stage.ticket()
    assert (ticket.status, ticket.owner) == (Status.DISPATCHED, "p02")
    assert timedelta(0) <= ticket.due_at - ticket.registered_at

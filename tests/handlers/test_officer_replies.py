"""An official answers by one word."""

import pytest

from storage.lifecycle import Confirmed, MoveName, Outcome, Status
from tests.stage import Stage, to, whys

GROUP = "g-shanghe"


async def raised(stage: Stage, text: str = "村口路灯不亮三天了", sender: str = "zhang") -> None:
    """A lamp at the village's mouth, which is officer-1's."""
    await stage.say(sender, text, group=GROUP)


@pytest.mark.parametrize("word", ["接", "接了", "接单", "接 1", "接1", "接１号", " 接。", "我来", "接 #1"])
async def test_one_word_accepts(stage: Stage, word: str) -> None:
    """However it is typed."""
    await raised(stage)
    notes = await stage.say("officer-1", word)
    assert whys(notes) == [("officer-1", "reply")]
    assert "11月26日(周四)" in to(notes, "officer-1")[0]
    assert (await stage.ticket()).status is Status.ACCEPTED


@pytest.mark.parametrize("word", ["接水管的事怎么弄", "好的", "好", "嗯", "收到", "看情况", "好吧", "接着说"])
async def test_words_that_only_look_like_orders_move_nothing(stage: Stage, word: str) -> None:
    """Guessing is not allowed: an unclear word gets a helpful line."""
    await raised(stage)
    notes = await stage.say("officer-1", word)
    assert (await stage.ticket()).status is Status.DISPATCHED
    assert len(to(notes, "officer-1")) == 1


async def test_two_tickets_and_no_number_are_asked_back(stage: Stage) -> None:
    """When two could be meant, both are listed."""
    await raised(stage)
    await raised(stage, "村口路上有个大坑", "li")
    notes = await stage.say("officer-1", "接")
    assert "1 路灯维修" in to(notes, "officer-1")[0]
    assert "2 村道修补" in to(notes, "officer-1")[0]
    assert {ticket.status for ticket in await stage.tickets()} == {Status.DISPATCHED}
    await stage.say("officer-1", "接 2")
    assert (await stage.ticket(2)).status is Status.ACCEPTED


async def test_a_quoted_note_says_which_is_meant(stage: Stage) -> None:
    """Quoting the note is as good as the number."""
    await raised(stage)
    await stage.say("li", "村口路上有个大坑", group=GROUP)
    called = next(sent for sent in stage.channel.sent if sent.note.ticket == 2 and sent.note.why == "L0")
    await stage.say("officer-1", "接", quote=called.id)
    assert (await stage.ticket(2)).status is Status.ACCEPTED
    assert (await stage.ticket(1)).status is Status.DISPATCHED


async def test_the_whole_way_to_a_confirmed_end(stage: Stage) -> None:
    """接 → 说了 → 好 结果 → 1: told, confirmed, closed; every step is a line of history."""
    await raised(stage)
    await stage.say("officer-1", "接")
    await stage.say("officer-1", "说了")
    notes = await stage.say("officer-1", "好 灯头换了，今晚试亮")
    assert to(notes, "zhang") == [
        "张婶，路灯维修弄好了：灯头换了，今晚试亮。您看看行不行？行回1，还差点回2，没弄好回3。"
    ]
    assert "路灯维修" in to(notes, GROUP)[0]
    assert "灯头" not in to(notes, GROUP)[0], "an official's free words do not go into the group"
    notes = await stage.say("zhang", "1")
    ticket = await stage.ticket()
    assert (ticket.status, ticket.outcome, ticket.confirmed) == (Status.CLOSED, Outcome.SOLVED, Confirmed.SELF)
    assert [line.move for line in await stage.history()] == [
        MoveName.REGISTER,
        MoveName.DISPATCH,
        MoveName.ACCEPT,
        MoveName.CONTACT,
        MoveName.RESOLVE,
        MoveName.TELL,
        MoveName.CONFIRM,
        MoveName.CLOSE,
    ]


async def test_done_without_accepting_implies_both(stage: Stage) -> None:
    """Ruling 3: 好 by the owner implies accepting and first contact."""
    await raised(stage)
    await stage.say("officer-1", "办好了 灯换了")
    ticket = await stage.ticket()
    assert ticket.status is Status.RESOLVED
    assert ticket.accepted_at is not None
    assert ticket.first_contact_at is not None


async def test_done_without_a_result_is_asked_back(stage: Stage) -> None:
    """ "好" may only mean "all right": nobody is told that it is done."""
    await raised(stage)
    notes = await stage.say("officer-1", "好")
    assert whys(notes) == [("officer-1", "ask")]
    assert (await stage.ticket()).status is Status.DISPATCHED


async def test_somebody_elses_ticket_is_left_alone_politely(stage: Stage) -> None:
    """The wrong person is told what can be done instead."""
    await raised(stage)
    notes = await stage.say("officer-2", "好 1 修好了")
    assert "别人手上" in to(notes, "officer-2")[0]
    assert (await stage.ticket()).status is Status.DISPATCHED


async def test_asking_for_help_calls_the_next_one_up(stage: Stage) -> None:
    """求助 is a virtue: the head hears why, and what was said is masked in the history."""
    await raised(stage)
    notes = await stage.say("officer-1", "求助 缺配件，老刘电话13812345678")
    assert "缺配件" in to(notes, "head")[0]
    assert "13812345678" not in "".join(to(notes, "head"))
    assert all("13812345678" not in line.reason for line in await stage.history())
    assert (await stage.ticket()).helpers == ["p03"]


async def test_the_owner_may_read_the_words_and_nobody_else(stage: Stage) -> None:
    """看 12 shows the villager's words to the one who has it."""
    await raised(stage)
    assert "村口路灯不亮三天了" in to(await stage.say("officer-1", "看 1"), "officer-1")[0]
    assert "不亮" not in to(await stage.say("officer-2", "看 1"), "officer-2")[0]
    assert "1 路灯维修" in to(await stage.say("officer-1", "看"), "officer-1")[0]


async def test_an_official_may_raise_a_matter_too(stage: Stage) -> None:
    """Officials live in the village: a plain matter in private is taken as one."""
    notes = await stage.say("officer-1", "上河村二组桥头的路塌了个大坑")
    assert len(await stage.tickets()) == 1
    assert len(to(notes, "officer-1")) == 1


async def test_a_result_told_face_to_face_counts_as_told(stage: Stage) -> None:
    """Somebody whom no note reaches is told by the official, who says 说了; only then does the waiting begin."""
    await raised(stage)
    await stage.say("zhang", "不记")
    notes = await stage.say("officer-1", "好 灯换了")
    assert "打个电话" in to(notes, "officer-1")[0]
    await stage.after(days=5)
    assert (await stage.ticket()).status is Status.RESOLVED, "nothing closes untold"
    await stage.say("officer-1", "说了")
    await stage.after(days=4)
    ticket = await stage.ticket()
    assert (ticket.status, ticket.confirmed) == (Status.CLOSED, Confirmed.NONE)


async def test_whoever_was_called_to_a_danger_may_take_it(stage: Stage) -> None:
    """「接」 by the secretary or the duty leader is as good as the owner's: somebody is there."""
    await stage.say("zhang", "麦场那边着火了，快来人", group=GROUP)
    assert (await stage.ticket()).owner == "p03"
    notes = await stage.say("secretary", "接")
    ticket = await stage.ticket()
    assert (ticket.owner, ticket.status) == ("p04", Status.ACCEPTED)
    assert len(to(notes, "secretary")) == 1
    # somebody who was not called cannot
    await stage.say("li", "戏台那边冒烟着火了", group=GROUP)
    await stage.say("officer-2", "接 2")
    assert (await stage.ticket(2)).owner == "p01"


async def test_danger_is_not_reminded_of_in_a_leisurely_tone(stage: Stage) -> None:
    """No 没关系 and no count of days while something burns."""
    await stage.say("zhang", "麦场那边着火了，快来人", group=GROUP)
    notes = await stage.after(hours=5)
    for text in (*to(notes, "head"), *to(notes, "secretary")):
        assert "没关系" not in text
        assert "1天" not in text


async def test_who_lends_a_hand_learns_of_a_household_only_its_kind(stage: Stage) -> None:
    """A household was told that only its officer can see it: the head hears 户里事 and the village."""
    await stage.say("zhang", "我想给我妈申请低保，她有慢病", group=GROUP)
    owner = (await stage.ticket()).owner
    chat = {"p01": "officer-1", "p03": "head"}[owner]
    await stage.say(chat, "接")
    notes = await stage.say(chat, "求助 材料不会弄")
    notes += await stage.after(days=10)
    others = [sent.note.text for sent in notes if sent.note.to in ("secretary", "office") and sent.note.ticket == 1]
    assert others
    for text in others:
        assert "低保" not in text
        assert "户里事" in text

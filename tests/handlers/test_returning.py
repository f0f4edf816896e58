"""退, 转: not my job, said with a reason; nobody lets go before somebody else has taken hold."""

import pytest

from storage.lifecycle import MoveName, Status
from tests.handlers.test_officer_replies import raised
from tests.stage import Stage, to, whys


async def test_the_first_taker_keeps_it_until_it_is_decided(stage: Stage) -> None:
    """Grid head and office are asked; the owner stays owner, with his date and reminders."""
    await raised(stage)
    due_at = (await stage.ticket()).due_at
    notes = await stage.say("officer-1", "退 1 灯归二组管 给李桂花")
    assert sorted(whys(notes)) == [("head", "return"), ("office", "return"), ("officer-1", "reply")]
    assert "王建军想把1号路灯维修给李桂花：灯归二组管" in to(notes, "head")[0]
    ticket = await stage.ticket()
    assert (ticket.status, ticket.owner, ticket.due_at) == (Status.RETURN_REQUESTED, "p01", due_at)
    notes = await stage.after(days=3)
    assert "L0c-morning" in [why for who, why in whys(notes) if who == "officer-1"]


async def test_granted_it_has_a_new_owner_and_the_same_date(stage: Stage) -> None:
    """Old owner, new owner and villager hear it."""
    await raised(stage)
    due_at = (await stage.ticket()).due_at
    await stage.say("officer-1", "退 1 灯归二组管 给李桂花")
    notes = await stage.say("office", "同意 1")
    ticket = await stage.ticket()
    assert (ticket.status, ticket.owner, ticket.due_at) == (Status.DISPATCHED, "p02", due_at)
    assert "李桂花" in to(notes, "officer-1")[0]
    assert "新事" in to(notes, "officer-2")[0]
    assert "换李桂花（13900000002）来办，还是11月26日(周四)" in to(notes, "zhang")[0]
    notes = await stage.say("head", "同意 1")
    assert "镇办公室已经定了" in to(notes, "head")[0]
    assert (await stage.ticket()).owner == "p02"


async def test_the_decider_may_name_another(stage: Stage) -> None:
    """转 编号 人, or 同意 with a name."""
    await raised(stage)
    await stage.say("officer-1", "退 1 灯归二组管 给李桂花")
    await stage.say("head", "转 1 周书记")
    ticket = await stage.ticket()
    assert ticket.owner == "p04"
    assert (await stage.history())[-1].actor == "p03"
    await stage.say("secretary", "退 1 我不管灯")
    await stage.say("office", "同意 1 给李桂花")
    assert (await stage.ticket()).owner == "p02"


async def test_without_a_name_the_next_in_line_has_it(stage: Stage) -> None:
    """The grid head, after the grid's officer."""
    await raised(stage)
    await stage.say("officer-1", "退 1 这灯不归网格管")
    await stage.say("office", "同意")
    assert (await stage.ticket()).owner == "p03"


async def test_refused_it_stands_where_it_stood(stage: Stage) -> None:
    """Whoever had taken it need not take it again; he hears why."""
    await raised(stage)
    await stage.say("officer-1", "接")
    await stage.say("officer-1", "退 1 不归我管")
    notes = await stage.say("head", "不同意 1 就在你们组门口")
    assert "就在你们组门口" in to(notes, "officer-1")[0]
    ticket = await stage.ticket()
    assert (ticket.status, ticket.owner) == (Status.ACCEPTED, "p01")


async def test_whoever_does_it_after_all_needs_no_answer(stage: Stage) -> None:
    """The wish lapses; a late answer changes nothing."""
    await raised(stage)
    await stage.say("officer-1", "退 1 不归我管")
    await stage.say("officer-1", "好 灯换了")
    assert (await stage.ticket()).status is Status.RESOLVED
    await stage.say("head", "同意 1")
    ticket = await stage.ticket()
    assert (ticket.status, ticket.owner) == (Status.RESOLVED, "p01")


async def test_the_third_time_the_tier_above_decides_once_and_for_all(stage: Stage) -> None:
    """Two at most for grid head and office; the fourth is not asked."""
    await raised(stage)
    for _ in range(2):
        await stage.say("officer-1", "退 1 不归我管")
        await stage.say("head", "不同意 1 归你")
    notes = await stage.say("officer-1", "退 1 真不归我管")
    assert [who for who, why in whys(notes) if why == "return"] == ["duty"]
    notes = await stage.say("head", "同意 1")
    assert (await stage.ticket()).status is Status.RETURN_REQUESTED
    await stage.say("duty", "不同意 1")
    notes = await stage.say("officer-1", "退 1 就是不归我管")
    assert "上面已经定了" in to(notes, "officer-1")[0]
    assert (await stage.ticket()).owner == "p01"


async def test_a_reason_is_needed(stage: Stage) -> None:
    """With an example."""
    await raised(stage)
    notes = await stage.say("officer-1", "退 1")
    assert "为啥不归您" in to(notes, "officer-1")[0]
    assert (await stage.ticket()).status is Status.DISPATCHED


async def test_work_that_has_begun_is_not_returned(stage: Stage) -> None:
    """Whoever has spoken with the villager asks for help instead."""
    await raised(stage)
    await stage.say("officer-1", "说了")
    notes = await stage.say("officer-1", "退 1 不归我管")
    assert "求助" in to(notes, "officer-1")[0]
    assert (await stage.ticket()).status is Status.IN_PROGRESS


async def test_the_grid_head_hands_on_without_being_asked(stage: Stage) -> None:
    """转 1 李桂花 from one tier up needs nobody's wish."""
    await raised(stage)
    notes = await stage.say("head", "转 1 李桂花")
    assert (await stage.ticket()).owner == "p02"
    assert "王建军" not in to(notes, "zhang")[0]
    assert (await stage.history())[-1].move is MoveName.REASSIGN


async def test_from_its_owner_it_is_a_wish(stage: Stage) -> None:
    """转 1 李桂花 is asked of those above."""
    await raised(stage)
    notes = await stage.say("officer-1", "转 1 李桂花")
    assert [who for who, why in whys(notes) if why == "return"] == ["head", "office"]
    assert (await stage.ticket()).owner == "p01"
    await stage.say("head", "同意")
    assert (await stage.ticket()).owner == "p02"


@pytest.mark.parametrize("word", ["转 1", "转 1 刘大爷", "转 1 网格员"])
async def test_an_unknown_name_is_asked_about(stage: Stage, word: str) -> None:
    """Nobody is guessed at."""
    await raised(stage)
    notes = await stage.say("head", word)
    assert "转 1 名字" in to(notes, "head")[0]
    assert (await stage.ticket()).owner == "p01"


async def test_a_stranger_hands_nothing_on(stage: Stage) -> None:
    """Nor does he learn anything but whom to ask."""
    await raised(stage)
    notes = await stage.say("officer-2", "转 1 李桂花")
    assert to(notes, "officer-2") == ["1号不归您定，请网格长或镇上定。"]
    assert (await stage.ticket()).owner == "p01"


async def test_a_new_owner_is_not_held_to_what_the_old_one_had_asked(stage: Stage) -> None:
    """An undecided extension goes with the one who asked; a pause ends, with what was left."""
    await raised(stage)
    await stage.say("officer-1", "延 1 周五 等配件")
    await stage.say("head", "转 1 李桂花")
    notes = await stage.say("office", "同意 1")
    assert "已经定了" in to(notes, "office")[0]
    await stage.say("officer-2", "停 1 等天气")
    await stage.after(days=1)
    await stage.say("head", "转 1 王建军")
    ticket = await stage.ticket()
    assert (ticket.owner, ticket.paused_at, ticket.dates_moved) == ("p01", None, 1)


async def test_help_stops_the_owners_count_and_calls_the_next_tier(stage: Stage) -> None:
    """求助: what is late is said to the grid head and the villager, and no longer to the one who asked."""
    await raised(stage)
    notes = await stage.say("officer-1", "求助 1 缺配件")
    assert "缺配件" in to(notes, "head")[0]
    notes = await stage.after(days=6)
    assert [who for who, why in whys(notes) if why == "L1"] == ["head", "zhang"]
    mornings = [text for text in to(notes, "officer-1") if text.startswith("早上好")]
    assert not any("过日子1件" in text for text in mornings)
    await stage.say("head", "转 1 李桂花")
    assert (await stage.ticket()).help_asked_at is None


async def test_asking_for_help_again_calls_the_tier_above(stage: Stage) -> None:
    """Grid head, then secretary, then office; then the nearest once more."""
    await raised(stage)
    called = []
    for _ in range(4):
        notes = await stage.say("officer-1", "求助 1 缺配件")
        called += [who for who, why in whys(notes) if why == "L1"]
    assert called == ["head", "secretary", "office", "head"]


async def test_a_complaint_about_an_official_is_not_decided_in_the_village(stage: Stage) -> None:
    """Only the office is asked, and nobody of the village's own line can be given it."""
    await stage.say("zhang", "上河村周书记私分集体的钱，账从来不公开")
    ticket = await stage.ticket()
    assert ticket.about_official
    assert ticket.owner == "p05"
    notes = await stage.say("supervisor", "退 1 我和他一个村不方便")
    assert {who for who, why in whys(notes) if why == "return"} == {"office"}
    for name in ("赵网格", "周书记"):
        notes = await stage.say("office", f"转 1 {name}")
        assert "不能给" in to(notes, "office")[0]
    assert (await stage.ticket()).owner == "p05"
    assert to(stage.channel.sent, "secretary") == []

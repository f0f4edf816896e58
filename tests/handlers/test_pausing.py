"""停, 接着: a matter that has to wait stands still with what was left, and goes on by itself."""

from datetime import UTC, datetime

import pytest

from classifiers.dangers import Danger
from handlers import filing
from handlers.pausing import reason_in
from storage.lifecycle import MoveName, PauseReason, Status
from tests.handlers.test_officer_replies import GROUP, raised
from tests.stage import Stage, to, whys


def local(day: int, hour: int = 10, minute: int = 0) -> datetime:
    """An instant of November 2026 by the village's clock."""
    return datetime(2026, 11, day, hour - 8, minute, tzinfo=UTC)


async def test_a_paused_matter_keeps_what_was_left(stage: Stage) -> None:
    """It stops for a day and a half of rain; by as much working time its date is later."""
    await raised(stage)
    assert (await stage.ticket()).due_at == local(26, 18)
    await stage.until(local(24, 9))
    notes = await stage.say("officer-1", "停 1 等雨停")
    assert "等天气好" in to(notes, "officer-1")[0]
    assert "等天气好" in to(notes, "zhang")[0]
    assert "打13900000001" in to(notes, "zhang")[0]
    ticket = await stage.ticket()
    assert ticket.status is Status.ACCEPTED, "whoever pauses it has taken it"
    assert ticket.paused_at == local(24, 9)
    await stage.until(local(25, 15))
    notes = await stage.say("officer-1", "接着")
    ticket = await stage.ticket()
    # 9:00 on Tuesday to 15:00 on Wednesday are 10.5 hours of work: Friday and Monday's morning
    assert ticket.due_at == local(30, 12)
    assert ticket.original_due_at == local(26, 18)
    assert ticket.paused_at is None
    assert "11月30日(周一)" in to(notes, "officer-1")[0]
    assert "11月30日(周一)" in to(notes, "zhang")[0]
    moves = [move.move for move in await stage.history()]
    assert moves[-3:] == [MoveName.ACCEPT, MoveName.PAUSE, MoveName.RESUME]


async def test_a_pause_taken_back_at_once_was_none(stage: Stage) -> None:
    """停 by a slip of the thumb, 继续 three minutes later: Thursday stays Thursday, and it counts for nothing."""
    await raised(stage)
    await stage.say("officer-1", "接")
    for _ in range(4):
        await stage.say("officer-1", "停 1 等雨停")
        assert (await stage.ticket()).paused_at is not None
        await stage.after(minutes=3)
        notes = await stage.say("officer-1", "继续 1")
        ticket = await stage.ticket()
        assert (ticket.due_at, ticket.paused_at, ticket.dates_moved) == (local(26, 18), None, 0)
        assert "11月26日(周四)" in to(notes, "officer-1")[0]
    notes = await stage.until(local(26, 19))
    assert [why for who, why in whys(notes) if who == "officer-1" and why.startswith("L")] == [
        "L0b",
        "L0c-morning",
        "L0c",
    ]


async def test_a_pause_over_the_date_is_no_slip(stage: Stage) -> None:
    """Begun five minutes before the date and ended after it: what was left is left, and nothing is late by it."""
    await raised(stage)
    await stage.say("officer-1", "接")
    await stage.until(local(26, 17, 55))
    await stage.say("officer-1", "停 1 等雨停")
    await stage.until(local(26, 18, 3))
    await stage.say("officer-1", "继续 1")
    assert (await stage.ticket()).due_at == local(27, 8, 35)


async def test_nothing_is_reminded_while_it_stands_still_and_all_of_it_afterwards(stage: Stage) -> None:
    """The new date has a ladder of its own; the villager is not told that it is late."""
    await raised(stage)
    await stage.say("officer-1", "停 1 等配件到货")
    notes = await stage.until(local(30, 10))
    assert [why for _, why in whys(notes) if why.startswith("L")] == []
    await stage.say("officer-1", "接着 1")
    notes = await stage.after(days=8)
    assert [why for who, why in whys(notes) if who == "officer-1" and why.startswith("L")] == [
        "L0b",
        "L0c-morning",
        "L0c",
        "L1",
        "L2",
    ]


async def test_it_goes_on_by_itself_at_the_longest_stay(stage: Stage) -> None:
    """Ten days for the weather; owner and villager hear the new date."""
    await raised(stage)
    await stage.say("officer-1", "停 1 等天气")
    notes = await stage.after(days=11)
    ticket = await stage.ticket()
    assert ticket.paused_at is None
    resumed = [move for move in await stage.history() if move.move is MoveName.RESUME]
    assert [(move.actor, move.detail["since"]) for move in resumed] == [("system", "2026-12-03T02:00:00+00:00")]
    assert ticket.due_at == datetime(2026, 12, 8, 10, tzinfo=UTC)
    assert any("停的日子到头了" in text for text in to(notes, "officer-1"))
    assert any("接着办了" in text for text in to(notes, "zhang"))


async def test_after_downtime_it_counts_from_the_end_of_the_longest_stay(stage: Stage) -> None:
    """A week in which nothing ran does not lengthen anything."""
    await raised(stage)
    await stage.say("officer-1", "停 1 等天气")
    stage.clock.move_to(datetime(2026, 12, 7, 2, 0, tzinfo=UTC))
    await stage.after(minutes=1)
    assert (await stage.ticket()).due_at == datetime(2026, 12, 8, 10, tzinfo=UTC)


async def test_a_day_that_was_said_ends_it_sooner(stage: Stage) -> None:
    """停 1 周三 等开会 goes on at the close of Wednesday."""
    await raised(stage)
    await stage.say("officer-1", "停 1 周三 等开会商量")
    await stage.until(local(26, 9))
    ticket = await stage.ticket()
    assert ticket.paused_at is None
    assert ticket.due_at == datetime(2026, 12, 1, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("等雨停", PauseReason.WEATHER),
        ("上冻了挖不动", PauseReason.WEATHER),
        ("等他补材料", PauseReason.VILLAGER),
        ("本人在外地打工", PauseReason.VILLAGER),
        ("等村民代表会", PauseReason.MEETING),
        ("等配件", PauseReason.FUNDS),
        ("等资金批下来", PauseReason.FUNDS),
        ("", None),
        ("再看看", None),
    ],
)
def test_what_it_waits_for_is_one_of_four(words: str, reason: PauseReason | None) -> None:
    """Anything else is asked about."""
    assert reason_in(words) is reason


async def test_without_a_reason_it_is_asked(stage: Stage) -> None:
    """And nothing moves."""
    await raised(stage)
    notes = await stage.say("officer-1", "停 1")
    assert "等啥" in to(notes, "officer-1")[0]
    assert (await stage.ticket()).paused_at is None


@pytest.mark.parametrize("word", ["停水了咋办", "停电通知发群里了", "接着说", "继续加油"])
async def test_words_that_only_begin_like_it_move_nothing(stage: Stage, word: str) -> None:
    """Guessing is not allowed."""
    await raised(stage)
    await stage.say("officer-1", word)
    assert (await stage.ticket()).status is Status.DISPATCHED


async def test_danger_does_not_stand_still(stage: Stage) -> None:
    """Whoever cannot go asks for help."""
    await stage.say("zhang", "村口电线掉地上冒火花了", group=GROUP)
    notes = await stage.say("officer-1", "停 1 等天气")
    assert ["停不得" in text for text in to(notes, "officer-1")] == [True]
    assert (await stage.ticket()).paused_at is None


async def test_what_is_late_is_not_paused(stage: Stage) -> None:
    """A pause must not hide that a date has passed."""
    await raised(stage)
    await stage.say("officer-1", "接 1")
    await stage.until(local(27, 9))
    notes = await stage.say("officer-1", "停 1 等天气")
    assert "停不了" in to(notes, "officer-1")[0]
    assert (await stage.ticket()).paused_at is None


async def test_twice_for_one_reason_is_enough(stage: Stage) -> None:
    """The third time it is refused, with what can be done instead."""
    await raised(stage)
    for _ in range(2):
        await stage.say("officer-1", "停 1 等天气")
        await stage.after(hours=1)
        await stage.say("officer-1", "接着 1")
    notes = await stage.say("officer-1", "停 1 等天气")
    assert "停过2回" in to(notes, "officer-1")[0]
    assert "求助" in to(notes, "officer-1")[0]


async def test_a_result_ends_the_pause(stage: Stage) -> None:
    """Done is done; a reopened matter does not stand still."""
    await raised(stage)
    await stage.say("officer-1", "停 1 等天气")
    await stage.say("officer-1", "好 灯换了")
    assert (await stage.ticket()).paused_at is None
    await stage.say("zhang", "3")
    ticket = await stage.ticket()
    assert ticket.status is Status.REOPENED
    assert ticket.due_at == local(26, 18)


async def test_danger_ends_the_pause(stage: Stage) -> None:
    """What was waiting for the weather is now a live wire."""
    await raised(stage)
    await stage.say("officer-1", "停 1 等天气")
    async with stage.program.database.ledger() as ledger:
        ticket = await ledger.tickets.get(1)
        await filing.raise_to_danger(
            ledger, stage.program.policy, await ledger.organisation(), ticket, Danger.OTHER, stage.clock()
        )
        await ledger.commit()
    ticket = await stage.ticket()
    assert ticket.paused_at is None
    assert ticket.due_at == local(23, 12)
    await stage.after(days=11)
    assert (await stage.ticket()).due_at == local(23, 12), "nothing goes on by itself any more"


async def test_a_villager_who_asks_hears_that_it_waits(stage: Stage) -> None:
    """查 says for what, and whom to call."""
    await raised(stage)
    await stage.say("officer-1", "停 1 等天气")
    notes = await stage.say("zhang", "查")
    assert "先停着，等天气好" in to(notes, "zhang")[0]


async def test_only_its_owner_stops_it(stage: Stage) -> None:
    """Another official's word is answered and changes nothing."""
    await raised(stage)
    notes = await stage.say("officer-2", "停 1 等天气")
    assert "别人手上" in to(notes, "officer-2")[0]
    assert (await stage.ticket()).paused_at is None

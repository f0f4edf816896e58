"""Nobody is said to have been told who will be told in the morning; nobody hears twice in one minute, or nothing."""

from datetime import datetime, timedelta

import pytest

from handlers.filing import plan_rungs
from handlers.ladder import Rung
from tests.builders import NOW
from tests.stage import Stage, to

GROUP = "g-shanghe"


@pytest.mark.parametrize(
    ("hours", "said"),
    [(0, "已经告诉王建军"), (13, "明早告诉王建军"), (17, "天亮就告诉王建军"),
     (4 * 24 + 4, "已经告诉"), (4 * 24 + 13, "上班头一天")],
)  # fmt: skip
async def test_a_group_is_told_when_the_owner_hears_of_it(stage: Stage, hours: int, said: str) -> None:
    """By day, at 23:00, at 03:00, on Friday afternoon, on Friday night."""
    await stage.until(NOW + timedelta(hours=hours))
    notes = await stage.say("zhang", "村口路灯不亮三天了", group=GROUP)
    assert said in to(notes, GROUP)[0]
    told = bool(to(notes, "officer-1"))
    assert told is (said.startswith("已经"))


async def test_help_at_night_is_asked_for_in_the_morning(stage: Stage) -> None:
    """And the one who asked has a number for until then."""
    await stage.say("zhang", "村口路灯不亮三天了", group=GROUP)
    await stage.until(NOW + timedelta(hours=13))
    notes = await stage.say("officer-1", "求助 缺配件")
    assert to(notes, "head") == []
    assert "一到上班时候" in to(notes, "officer-1")[0]
    assert "13900000003" in to(notes, "officer-1")[0]


async def test_a_morning_with_nothing_to_say_is_not_said(stage: Stage) -> None:
    """Taken, not due, not late: silence."""
    await stage.say("zhang", "村口路灯不亮三天了", group=GROUP)
    await stage.say("officer-1", "接")
    notes = await stage.until(NOW + timedelta(hours=23))
    assert not [sent for sent in notes if sent.note.why == "digest:officer"]
    notes = await stage.until(NOW + timedelta(days=2, hours=23))
    assert [sent for sent in notes if sent.note.why == "digest:officer"], "on the day itself it is"


@pytest.mark.parametrize("left", [1, 20, 39])
async def test_two_reminders_of_one_minute_are_one(stage: Stage, left: int) -> None:
    """A date so near that three quarters of the time and the time itself fall together."""
    await stage.say("zhang", "村口路灯不亮三天了", group=GROUP)
    async with stage.program.database.ledger() as ledger:
        ticket = await ledger.tickets.get(1)
        now: datetime = stage.clock()
        ticket.due_at, ticket.reopened = now + timedelta(minutes=left), 1
        await ledger.reminders.cancel(1, now)
        await plan_rungs(ledger, stage.program.policy, await ledger.organisation(), ticket, now)
        waiting = {row.rung.partition("#")[0] for row in await ledger.reminders.waiting(1)}
        await ledger.commit()
    assert Rung.L0B not in waiting
    assert Rung.L0C in waiting

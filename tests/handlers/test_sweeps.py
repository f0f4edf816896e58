"""What becomes due is said once, whatever happens to the process."""

from datetime import UTC, datetime, timedelta

from bot.virtual_time import settle
from storage.lifecycle import Status
from tests.handlers.test_officer_replies import GROUP, raised
from tests.stage import Stage, to, whys


async def test_a_reminder_before_at_and_one_step_up_after_the_date(stage: Stage) -> None:
    """L0b, the morning of the day, the date, and one working day later the head beside the owner."""
    await raised(stage)
    await stage.say("officer-1", "接")
    await stage.after(days=6)
    rungs = [(sent.at.astimezone(UTC), sent.note.to, sent.note.why) for sent in stage.channel.sent]
    climbed = [(at, who, why) for at, who, why in rungs if why.startswith("L")]
    assert [(who, why) for _, who, why in climbed] == [
        ("officer-1", "L0"),
        ("officer-1", "L0b"),
        ("officer-1", "L0c-morning"),
        ("officer-1", "L0c"),
        ("officer-1", "L1"),
        ("head", "L1"),
        ("zhang", "L1"),
    ]
    # the night must not push the first reminder into the morning of the day itself
    assert climbed[1][0] == datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
    due_at = (await stage.ticket()).due_at
    assert climbed[3][0] == due_at
    assert climbed[4][0] >= due_at + timedelta(hours=12)


async def test_after_a_week_of_downtime_only_the_last_rung_speaks(stage: Stage) -> None:
    """Neither a burst nor a loss: of the rungs that were missed, one is said to each person."""
    await raised(stage)
    await stage.say("officer-1", "接")
    stage.clock.move_to(datetime(2026, 12, 1, 2, 0, tzinfo=UTC))
    await settle(stage.program)
    climbed = [(who, why) for who, why in whys(stage.new()) if why.startswith("L")]
    assert sorted(climbed) == [
        ("head", "L1"),
        ("officer-1", "L2"),
        ("secretary", "L2"),
        ("supervisor", "L2"),
        ("zhang", "L1"),
    ]


async def test_sweeping_twice_changes_nothing(stage: Stage) -> None:
    """A double run is harmless."""
    await raised(stage)
    await stage.after(days=3, hours=9)
    before = len(stage.channel.sent)
    for _ in range(3):
        await settle(stage.program)
    assert len(stage.channel.sent) == before


async def test_what_is_done_is_not_reminded_of(stage: Stage) -> None:
    """A resolved, withdrawn or closed ticket owes its owner no more words."""
    await raised(stage)
    await stage.say("officer-1", "好 灯换了")
    notes = await stage.after(days=2)
    assert [why for who, why in whys(notes) if who == "officer-1"] == []
    assert (await stage.ticket()).status is Status.RESOLVED


async def test_a_reopened_ticket_climbs_its_own_ladder(stage: Stage) -> None:
    """The rungs of the first time are used up; the second time has its own."""
    await raised(stage)
    await stage.say("officer-1", "好 灯换了")
    await stage.say("zhang", "3")
    notes = await stage.after(days=6)
    assert [why for who, why in whys(notes) if who == "officer-1" and why.startswith("L")] == [
        "L0b",
        "L0c-morning",
        "L0c",
        "L1",
    ]


async def test_officials_are_not_woken_and_have_their_days_off(stage: Stage) -> None:
    """A lamp reported on Friday night is heard of on Monday morning (Ruling 10)."""
    await stage.until(datetime(2026, 11, 27, 14, 30, tzinfo=UTC))
    notes = await stage.say("zhang", "村口路灯不亮三天了", group=GROUP)
    assert whys(notes) == [(GROUP, "ack")], "the villager is answered at any hour"
    notes = await stage.after(days=3)
    called = next(sent for sent in notes if sent.note.why == "L0")
    assert called.at == datetime(2026, 11, 29, 23, 30, tzinfo=UTC)


async def test_the_village_hears_in_the_evening_what_was_done(stage: Stage) -> None:
    """Open village matters by their public titles; nothing of neighbours and households; only on days with news."""
    await raised(stage)
    await stage.say("wang", "隔壁化粪池渗水渗到我家墙根", group=GROUP)
    notes = await stage.until(datetime(2026, 11, 23, 11, 0, tzinfo=UTC))
    assert to(notes, GROUP) == ["今天说事：新记1件，办好0件。正在弄：路灯维修。有事随时说，也可扫说事码。"]
    assert to(await stage.until(datetime(2026, 11, 24, 11, 0, tzinfo=UTC)), GROUP) == []


async def test_a_stale_digest_is_skipped(stage: Stage) -> None:
    """After a long stop nobody is sent yesterday's evening at midnight."""
    await raised(stage)
    stage.clock.move_to(datetime(2026, 11, 23, 15, 0, tzinfo=UTC))
    await settle(stage.program)
    assert [why for _, why in whys(stage.new()) if why.startswith("digest")] == []


async def test_an_official_finds_the_day_in_the_morning(stage: Stage) -> None:
    """On working days, to those who have something new, due or late, once, and always at the same minute."""
    await raised(stage)
    await stage.say("officer-1", "接")
    notes = await stage.after(days=6)
    mornings = [sent for sent in notes if sent.note.why == "digest:officer" and sent.note.to == "officer-1"]
    assert [sent.at.strftime("%m-%d %H:%M") for sent in mornings] == [
        "11-26 00:07",
        "11-27 00:07",
    ]

"""接访 · 下访 · 约访 · 包案 · 积案 · 联席: meetings about a matter; what leaders take on and go through."""

from datetime import UTC, datetime, timedelta

from handlers.reports.month import month_report
from handlers.reports.periods import Kind, period_of
from handlers.reports.week import week_report
from storage.contact_log import How
from storage.database import Database
from storage.lifecycle import Status
from storage.organisation_file import parse_organisation
from tests.stage import ORGANISATION, Stage, a_stage, to

LAMP = "上河村一组村口路灯不亮三天了"
QUARREL = "上河村一组，隔壁盖房占了我家地界"


async def test_who_was_met_is_counted_and_not_named(stage: Stage) -> None:
    """Times and people apart; of its owner it is the first contact; the ledger's line names nobody."""
    await stage.say("zhang", QUARREL)
    await stage.say("officer-1", "接 1")
    assert "3人" in to(await stage.say("officer-1", "接访 1 来了3人"), "officer-1")[0]
    assert (await stage.ticket()).first_contact_at == stage.clock()
    await stage.say("secretary", "下访 1")
    async with stage.program.database.reading() as ledger:
        rows = await ledger.contact_log.of(1)
        organisation = await ledger.organisation()
    assert [(row.how, row.officer, row.people) for row in rows] == [("meet", "p01", 3), ("visit", "p04", 1)]
    assert organisation.officers["p04"].name not in str([move.reason for move in await stage.history()])
    await stage.until(datetime(2026, 12, 1, 3, 0, tzinfo=UTC))
    async with stage.program.database.reading() as ledger:
        period = period_of(Kind.MONTH, "2026-11", stage.program.policy.calendar)
        report = await month_report(ledger, stage.program.policy, period, stage.clock())
    figures = {figure.id: figure.value for figure in report.figures()}
    assert (figures["meet_times"], figures["meet_people"], figures["visit_times"], figures["visit_people"]) == (
        1,
        3,
        1,
        1,
    )


async def test_another_mans_meeting_is_no_first_contact_of_the_owner(stage: Stage) -> None:
    """The promise is the owner's; strangers record nothing."""
    await stage.say("zhang", LAMP)
    await stage.say("head", "下访 1")
    assert (await stage.ticket()).first_contact_at is None
    assert "不归您记" in to(await stage.say("officer-2", "接访 1"), "officer-2")[0]
    async with stage.program.database.reading() as ledger:
        assert len(await ledger.contact_log.of(1)) == 1


async def test_a_day_is_agreed_and_reminded_of(stage: Stage) -> None:
    """约访: the villager hears who and when; the official that morning; once it is over nobody is reminded."""
    await stage.say("zhang", QUARREL)
    await stage.say("officer-1", "接 1")
    for words in ("约访 1", "约访 1 明年3月"):
        assert "约在哪天" in to(await stage.say("office", words), "office")[0]
    notes = await stage.say("office", "约访 1 周三")
    (told,) = to(notes, "zhang")
    for part in ("镇办公室", "13900000006", "11月25日(周三)"):
        assert part in told
    notes = await stage.until(datetime(2026, 11, 25, 1, 5, tzinfo=UTC))
    assert [text for text in to(notes, "office") if "今天约好了" in text]
    await stage.say("office", "约访 1 周五")
    await stage.say("zhang", "撤")
    notes = await stage.until(datetime(2026, 11, 27, 2, 0, tzinfo=UTC))
    assert [text for text in to(notes, "office") if "约好了" in text] == []


async def test_an_old_one_is_led_by_a_leader(database: Database) -> None:
    """2.6: sixty days; the list shows those first that nobody leads; whoever leads is a leader, owner and date stay."""
    more = """
  - {id: p08, name: 冯包片, phone: "13900000010", chat: leader}
posts:
  - {person: p08, role: area_leader, area: "621221108201"}"""
    organisation = parse_organisation(ORGANISATION.replace("\nposts:", more, 1), "leader")
    async with a_stage(database, organisation=organisation) as stage:
        await stage.say("zhang", LAMP)
        await stage.say("officer-1", "接 1")
        assert "没有拖过六十天" in to(await stage.say("leader", "积案"), "leader")[0]
        # a Monday: officials are not written to on days off
        await stage.after(days=63)
        (listed,) = to(await stage.say("office", "积案"), "office")
        assert "还没有领导包的1件" in listed
        assert "1号路灯维修" in listed
        assert "看的" in to(await stage.say("officer-2", "积案"), "officer-2")[0]
        before = await stage.ticket()
        assert "包片领导或值班领导" in to(await stage.say("head", "包案 1"), "head")[0]
        notes = await stage.say("leader", "包案 1")
        assert "冯包片" in to(notes, "zhang")[0]
        assert [text for text in to(notes, "officer-1") if "包着" in text]
        after = await stage.ticket()
        assert (after.owner, after.due_at, after.status) == (before.owner, before.due_at, before.status)
        assert to(await stage.say("leader", "包案 1"), "zhang") == [], "once"
        assert "还没有领导包的0件" in to(await stage.say("leader", "积案"), "leader")[0]
        async with stage.program.database.reading() as ledger:
            at = stage.clock()
            period = period_of(Kind.WEEK, "2027-W04", stage.program.policy.calendar)
            report = await week_report(ledger, stage.program.policy, period, at)
            (met,) = await ledger.contact_log.of(1)
        assert met.how == How.CASE_LEAD
        (entry,) = [one for section in report.sections for one in section.entries if one.ticket == 1]
        assert "冯包片包着" in entry.state
        assert "哪位领导" not in entry.asked


async def test_what_is_kept_among_few_is_in_no_list(stage: Stage) -> None:
    """A complaint is taken on by nobody and listed nowhere; whoever was hurt is met without a line."""
    await stage.say("zhang", "上河村周书记私分集体的钱，账从来不公开")
    await stage.say("li", "上河村一组，我男人喝了酒又打我，身上都是伤")
    for chat, words in (("duty", "包案 1"), ("duty", "包案 2"), ("officer-1", "接访 2"), ("secretary", "下访 1")):
        await stage.say(chat, words)
    await stage.after(days=61)
    assert to(await stage.say("office", "积案"), "office") == ["没有拖过六十天还没办完的事。"]
    async with stage.program.database.reading() as ledger:
        assert list(await ledger.contact_log.of(1)) == []
        assert list(await ledger.contact_log.of(2)) == []
        counts = await ledger.contact_log.counts(stage.clock() - timedelta(days=90), stage.clock())
    assert counts == {}


async def test_what_several_do_is_gone_through_together(stage: Stage) -> None:
    """2.7: made of the joint tickets: who leads, who has answered, by when; for leaders and office."""
    assert "眼下没有" in to(await stage.say("office", "联席"), "office")[0]
    await stage.say("zhang", LAMP)
    await stage.say("officer-1", "接 1")
    await stage.say("officer-1", "联 1 李桂花 带梯子来")
    await stage.say("officer-2", "说了 1 在路上")
    (agenda,) = to(await stage.say("duty", "联席"), "duty")
    for part in ("1件", "1号路灯维修", "王建军牵头", "李桂花在弄", "11月26日(周四)前"):
        assert part in agenda
    assert "看的" in to(await stage.say("officer-2", "联席"), "officer-2")[0]
    assert (await stage.ticket()).status is not Status.RESOLVED

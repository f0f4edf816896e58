"""决定 · 办到, and the week's list: who may decide, who is told when, and that it stands there until it is done."""

from datetime import UTC, date, datetime

import pytest

from classifiers.verdict import MatterKind, Privacy, Topic, Urgency
from handlers.reports.periods import Kind, period_of
from handlers.reports.report import as_text
from handlers.reports.strikes import due_period
from handlers.reports.week import week_report
from storage.database import Database
from storage.lifecycle import HandlingMode, PauseReason
from storage.models import AreaLevel
from storage.organisation_file import parse_organisation
from tests.histories import THREE_VILLAGES, Hand, nov, three_villages
from tests.stage import Stage, a_policy, a_stage, to, whys

#: Monday 30 November 2026, 08:30
NEXT_MONDAY = datetime(2026, 11, 30, 0, 30, tzinfo=UTC)
POLICY = a_policy()


async def raised(stage: Stage) -> None:
    """A lamp in 上河村, said by 张婶; nobody looks at today's notes."""
    await stage.say("zhang", "一组村口路灯不亮三天了", group="g-shanghe")
    await stage.after(minutes=5)


@pytest.fixture
async def township(database: Database):
    """Three villages, an office and an area leader, on a Monday."""
    async with a_stage(database, organisation=parse_organisation(THREE_VILLAGES, "stage")) as stage:
        yield stage


async def test_a_decision_is_told_reminded_and_listed_until_it_is_done(township: Stage) -> None:
    """At once, on the morning of its day, on the next working day; and in every week's list."""
    await raised(township)
    notes = await township.say("office", "决定 1 换一盏新灯 12月3日 王建军")
    assert to(notes, "officer-1") == [
        "镇里定的：1号路灯维修，一组，请您12月3日(周四)前办：换一盏新灯。办到了回“办到 1”；有难处回“求助 1”加一句。"
    ]
    assert "王建军12月3日(周四)前办" in to(notes, "office")[0]
    notes = await township.until(datetime(2026, 12, 8, tzinfo=UTC))
    reminded = [sent for sent in notes if sent.note.text.startswith("提醒一句：1号路灯维修定的是")]
    assert [(sent.at, sent.note.to) for sent in reminded] == [
        (datetime(2026, 12, 3, 0, 30, tzinfo=UTC), "officer-1"),
        (datetime(2026, 12, 4, 0, 30, tzinfo=UTC), "officer-1"),
    ]
    lists = [sent for sent in notes if sent.note.why == "report:week" and sent.note.to == "office"]
    assert [sent.at for sent in lists] == [NEXT_MONDAY, datetime(2026, 12, 7, 0, 30, tzinfo=UTC)]
    assert "1号路灯维修（上河村一组网格）：王建军12月3日(周四)前：换一盏新灯" in lists[0].note.text
    assert "过了日子" not in lists[0].note.text
    assert "换一盏新灯，过了日子。要定：办到没有，卡在哪" in lists[1].note.text
    await township.say("officer-1", "办到 1")
    notes = await township.until(datetime(2026, 12, 15, tzinfo=UTC))
    assert all("换一盏新灯" not in sent.note.text for sent in notes)


@pytest.mark.parametrize("who", ["officer-1", "head", "secretary", "supervisor", "duty"])
async def test_only_office_and_area_leader_decide(township: Stage, who: str) -> None:
    """Others are told where it belongs, and nobody hears a task."""
    await raised(township)
    notes = await township.say(who, "决定 1 换一盏新灯 12月3日 李桂花")
    assert whys(notes) == [(who, "reply")]
    assert "镇社会事务办公室" in to(notes, who)[0]
    assert (await township.say("leader", "决定 1 换一盏新灯 12月3日 李桂花"))[-1].note.why != "ask"
    async with township.program.database.reading() as ledger:
        assert len(await ledger.decisions.of(1)) == 1


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("决定 1 换一盏新灯 王建军", "一句话带上日子和人"),
        ("决定 1 12月3日 王建军", "一句话带上日子和人"),
        ("决定 1 换一盏新灯 12月3日", "交给谁办"),
        ("决定 1 换一盏新灯 12月3日 王", "交给谁办"),
        ("决定 1 换一盏新灯 11月2日 王建军", "已经过了"),
        ("决定 7 换一盏新灯 12月3日 王建军", "要由镇社会事务办公室"),
        ("决定 换一盏新灯 12月3日 王建军", "决定的是哪一件"),
    ],
)
async def test_what_is_missing_is_asked_for(township: Stage, words: str, answer: str) -> None:
    """One sentence, with an example; nothing is kept."""
    await raised(township)
    assert answer in to(await township.say("office", words), "office")[0]
    async with township.program.database.reading() as ledger:
        assert await ledger.decisions.still_to_do() == []


async def test_a_complaint_about_an_official_is_nothing_for_the_meeting(township: Stage) -> None:
    """Nobody can decide about it there, not even learn that there is one; the list does not have it."""
    await township.say("zhang", "上河村王建军克扣我家低保，还骂人")
    ticket = await township.ticket()
    assert ticket.about_official
    notes = await township.say("office", "决定 1 查清楚 12月3日 赵网格")
    there_is_none = await township.say("office", "决定 9 查清楚 12月3日 赵网格")
    assert to(notes, "office")[0].replace("1号", "9号").replace("备注 1", "备注 9") == to(there_is_none, "office")[0]
    notes = await township.until(datetime(2027, 1, 5, tzinfo=UTC))
    assert all("1号" not in sent.note.text for sent in notes if sent.note.why.startswith("report:"))


async def test_what_is_over_needs_no_decision_and_reminds_nobody(township: Stage) -> None:
    """Decided, then done by the way: the task goes with the ticket."""
    await raised(township)
    await township.say("office", "决定 1 换一盏新灯 12月3日 李桂花")
    await township.say("officer-1", "好 1 灯换了新的")
    await township.say("zhang", "1")
    notes = await township.until(datetime(2026, 12, 15, tzinfo=UTC))
    assert to(notes, "officer-2") == []
    assert "已经办完了" in to(await township.say("office", "决定 1 再看看 12月20日 李桂花"), "office")[0]


async def test_done_is_said_by_who_had_to_act(township: Stage) -> None:
    """Somebody else has nothing to report; with several the number is asked for; twice is said politely."""
    await raised(township)
    await township.say("li", "二组桥头路上有个大坑，电动车摔了", group="g-shanghe")
    for number in (1, 2):
        await township.say("office", f"决定 {number} 先看一眼 12月3日 李桂花")
    assert "没有镇里定下" in to(await township.say("officer-1", "办到 1"), "officer-1")[0]
    assert "哪件办到了" in to(await township.say("officer-2", "办到"), "officer-2")[0]
    assert "办到了" in to(await township.say("officer-2", "办到 2"), "officer-2")[0]
    assert "办到了" in to(await township.say("officer-2", "办到"), "officer-2")[0]
    assert "没有镇里定下" in to(await township.say("officer-2", "办到 1"), "officer-2")[0]


async def test_the_list_goes_out_once_and_not_when_nothing_is_stuck(township: Stage) -> None:
    """Monday 08:30 to office and area leader; a second sweep, another process, a restart change nothing."""
    notes = await township.until(datetime(2026, 12, 1, tzinfo=UTC))
    assert notes == []
    await raised(township)
    notes = await township.until(datetime(2026, 12, 15, tzinfo=UTC))
    lists = [(sent.at, sent.note.to) for sent in notes if sent.note.why == "report:week"]
    assert lists == [(datetime(2026, 12, 14, 0, 30, tzinfo=UTC), to_) for to_ in ("office", "leader")]
    await township.program.sweep()
    assert await township.after(minutes=1) == []


def test_a_report_strikes_on_the_first_working_day() -> None:
    """After National Day on the 8th; the day before, and after three days, nothing is due."""

    def due(day: date, hour: int, kind: Kind) -> str | None:
        found = due_period(POLICY, kind, datetime(day.year, day.month, day.day, hour, tzinfo=UTC))
        return found[0].label if found else None

    assert due(date(2026, 10, 1), 3, Kind.MONTH) is None
    assert due(date(2026, 10, 7), 3, Kind.MONTH) is None
    assert due(date(2026, 10, 8), 0, Kind.MONTH) is None
    assert due(date(2026, 10, 8), 1, Kind.MONTH) == "2026-09"
    assert due(date(2026, 10, 10), 1, Kind.MONTH) == "2026-09"
    assert due(date(2026, 10, 12), 1, Kind.MONTH) is None
    assert due(date(2026, 11, 30), 1, Kind.WEEK) == "2026-W48"
    assert due(date(2026, 11, 29), 1, Kind.WEEK) is None


async def test_every_list_of_the_week(database: Database) -> None:
    """Each matter once, under the weightiest of its lists, with where it is stuck and what has to be decided."""
    await three_villages(database)
    async with database.ledger() as ledger:
        hand = Hand(ledger)
        old = await hand.raised(datetime(2026, 9, 1, 2, tzinfo=UTC))  # 1: backlog, red too
        await hand.dispatch(old, old.registered_at)
        # 2: its level alone puts it on no list
        red = await hand.raised(nov(2), grid="621221108201002", level=AreaLevel.TOWNSHIP)
        await hand.dispatch(red, nov(2))
        again = await hand.raised(nov(16))  # 3: three times reopened
        await hand.dispatch(again, nov(16))
        for day in (17, 18, 19):
            await hand.resolve(again, nov(day))
            await hand.reopen(again, nov(day, 15))
        back = await hand.raised(nov(23), topic=Topic.ROAD)  # 4: returned twice
        await hand.dispatch(back, nov(23))
        await hand.give_back(back, nov(23, 11))
        await hand.give_back(back, nov(24, 11))
        joint = await hand.raised(nov(24), mode=HandlingMode.JOINT, topic=Topic.POWER)  # 5
        await hand.contact_all(joint, nov(24, 11))
        waiting = await hand.raised(nov(18), topic=Topic.FACILITY)  # 6: old, waits for money
        await hand.contact_all(waiting, nov(18, 11))
        await hand.pause(waiting, nov(19), PauseReason.FUNDS)
        for day in (24, 25, 26):  # 7, 8, 9: one place
            await hand.raised(nov(day), village="621221108202", grid="621221108202001", topic=Topic.DRAINAGE)
        home = await hand.raised(  # 10: a household's, red
            nov(3), kind=MatterKind.HOUSEHOLD, topic=Topic.WELFARE, privacy=Privacy.PRIVATE
        )
        await hand.dispatch(home, nov(3))
        await hand.ask_help(home, nov(3, 15), "老王家低保材料不齐")
        await hand.raised(nov(29), urgency=Urgency.DANGER, topic=Topic.DISASTER)  # 11
        await hand.raised(nov(3), about_official=True)  # 12: in no list
        done = await hand.raised(nov(24), topic=Topic.SANITATION)  # 13: done in time
        await hand.straight(done, resolved=nov(25), confirmed=nov(25, 15))
        # for its owner alone: 14, 15
        await hand.raised(nov(3), privacy=Privacy.SECRET, kind=MatterKind.HOUSEHOLD, topic=Topic.FAMILY)
        await hand.raised(nov(3), violence_at_home=True, urgency=Urgency.DANGER, kind=MatterKind.HOUSEHOLD, topic=None)
        report = await week_report(ledger, POLICY, period_of(Kind.WEEK, "2026-W48", POLICY.calendar), NEXT_MONDAY)
    lists = {section.id: section for section in report.sections}
    counted = {id_: section.figures[0].tickets for id_, section in lists.items() if section.figures}
    assert counted == {
        "danger": (11,),
        "red": (1, 2, 3, 10),
        "township_list": (3,),
        "backlog": (1,),
        "reopened": (3,),
        "returned": (4,),
        "joint": (5,),
        "old": (1, 2, 3, 6, 10),
        "same_place": (7, 8, 9),
        "resources": (6, 10),
    }
    entries = {entry.ticket: entry for section in report.sections for entry in section.entries}
    assert sum(len(section.entries) for section in report.sections) == len(entries), "each once"
    assert entries[3].asked == "换个办法还是换人办，谁盯着"
    assert entries[4].asked == "到底归谁办"
    assert entries[6].state == "停着，等钱和材料"
    assert entries[7].state.endswith("三十天里7、8、9号都是这儿")
    # a household's: neither its topic nor what was written about it, nor its grid
    assert (entries[10].title, entries[10].where) == ("邻里或户里的事", "上河村")
    printed = "\n".join(as_text(report))
    assert "低保" not in printed
    assert "老王" not in printed
    assert "12号" not in printed
    assert not entries.keys() & {13, 14, 15}
    assert not {14, 15} & {number for figure in report.figures() for number in figure.tickets}


async def test_a_relative_of_who_raised_it_does_not_read_it(database: Database) -> None:
    """Whoever may not know of a matter gets a list without it."""
    relatives = THREE_VILLAGES.replace("conflicts: []", "conflicts: [{person: p01, with: p06}]")
    async with a_stage(database, organisation=parse_organisation(relatives, "stage")) as stage:
        await stage.say("officer-1", "一组村口路灯不亮三天了", group="g-shanghe")
        assert (await stage.ticket()).evidence["raised_by"] == "p01"
        notes = await stage.until(datetime(2026, 12, 8, tzinfo=UTC))
    lists = [sent.note.to for sent in notes if sent.note.why == "report:week"]
    assert lists == ["leader"]

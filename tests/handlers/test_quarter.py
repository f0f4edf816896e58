"""季报: villages by promises kept, objections and what they change, questions about silence, nothing of a person."""

import asyncio
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classifiers.verdict import MatterKind, Privacy, Topic
from handlers.reports.comparing import compare
from handlers.reports.figures import FEW, share
from handlers.reports.month import month_report
from handlers.reports.periods import Kind, months_of, period_of
from handlers.reports.policy import ReportPolicy
from handlers.reports.quarter import quarter_report
from handlers.reports.report import Report
from handlers.reports.villages import Kept
from storage.database import Database
from storage.ledger import Ledger
from storage.lifecycle import PauseReason
from storage.organisation_file import parse_organisation
from tests.handlers.test_dates_machine import empty_database
from tests.handlers.test_reports import POLICY, a_fresh_township, a_past, by_id
from tests.histories import THREE_VILLAGES, VILLAGES, Hand, nov, three_villages
from tests.stage import Stage, a_policy, a_stage, to, whys

Q4 = period_of(Kind.QUARTER, "2026-Q4", POLICY.calendar)
#: Monday 4 January 2027. The year's holidays are not known to the calendar, so the report struck on Friday the 1st
JANUARY = datetime(2027, 1, 4, 2, 0, tzinfo=UTC)


def kept(village: str, good: int, all_: int) -> Kept:
    """A village with so many promises, all of one kind."""
    figure = share("result", "按时有结果", "…", range(good), range(all_))
    none = share("x", "…", "…", [], [])
    return Kept(village=village, name=f"{village}村", contact=none, result=figure, confirmed=none)


def test_a_small_village_is_judged_by_more_than_chance() -> None:
    """10 of 10 is steadied to (10 + 20 × 0.7) / 30; below ten promises a village is not compared."""
    villages = [kept("甲", 10, 10), kept("乙", 90, 100), kept("丙", 40, 90), kept("丁", 0, 9), kept("戊", 100, 133)]
    policy = ReportPolicy(at_least=10, steadied_by=20)
    result = compare(villages, policy)
    mean = 240 / 342
    assert result.township_share == pytest.approx(mean)
    assert result.steadied["甲"] == pytest.approx((10 + 20 * mean) / 30)
    assert result.steadied["乙"] == pytest.approx((90 + 20 * mean) / 120)
    assert "丁" not in result.steadied
    assert result.too_few == ["丁村"]
    # 10 of 10 does not stand before 90 of 100
    assert result.best == sorted(["乙村", "甲村"])
    assert result.need_help == sorted(["丙村", "戊村"])


def test_never_more_than_three_on_either_side_and_no_one_on_both() -> None:
    """Ten villages: three and three, in the order of their names."""
    villages = [kept(name, 50 + 5 * place, 100) for place, name in enumerate("癸壬辛庚己戊丁丙乙甲")]
    result = compare(villages, ReportPolicy())
    assert result.best == sorted(["甲村", "乙村", "丙村"])
    assert result.need_help == sorted(["癸村", "壬村", "辛村"])


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=12))
def test_whoever_stands_as_well_as_another_is_not_named_without_him(pairs: list[tuple[int, int]]) -> None:
    """Whatever there is: nobody is on both sides, a tie at the edge names neither, few promises name nobody."""
    villages = [kept(f"{index:02}", min(pair), max(pair)) for index, pair in enumerate(pairs)]
    result = compare(villages, ReportPolicy())
    assert not set(result.best) & set(result.need_help)
    assert max(len(result.best), len(result.need_help)) <= 3
    shares = {f"{village}村": value for village, value in result.steadied.items()}
    assert set(result.best) | set(result.need_help) <= set(shares)
    for name, value in shares.items():
        if name not in result.best:
            assert all(shares[best] > value for best in result.best)
        if name not in result.need_help:
            assert all(shares[worst] < value for worst in result.need_help)


async def a_quarter(hand: Hand) -> None:
    """Twelve matters in 上河村 all in time, twelve in 中滩村 all late, two in 柳家湾村."""
    for index in range(12):
        at = nov(2 + index % 20)
        good = await hand.raised(at)
        await hand.straight(good, resolved=at + timedelta(hours=5), confirmed=at + timedelta(hours=9))
        bad = await hand.raised(at, village=VILLAGES[1], grid=f"{VILLAGES[1]}001", topic=Topic.ROAD)
        await hand.dispatch(bad, at)
        await hand.resolve(bad, at + timedelta(days=20))
        await hand.fall_silent(bad, at + timedelta(days=25))
    for index in range(2):
        await hand.raised(nov(3 + index), village=VILLAGES[2], grid=f"{VILLAGES[2]}001", topic=Topic.DRAINAGE)


def sentences(report: Report, id_: str) -> str:
    """What a section says."""
    return "\n".join(line for section in report.sections if section.id == id_ for line in section.sentences)


async def test_villages_are_compared_by_promises_with_the_tickets_behind(database: Database) -> None:
    """Not by how many were found; the formula, the minimum and the state are said."""
    await three_villages(database)
    async with database.ledger() as ledger:
        await a_quarter(Hand(ledger))
        report = await quarter_report(ledger, POLICY, Q4, JANUARY)
    said = sentences(report, "villages")
    assert "做得好的（不分先后）：上河村。" in said
    assert "要帮一把的（不分先后）：中滩村。" in said
    assert "样本少、没有比的：柳家湾村。" in said
    assert "还没定稿：各村可以提看法，到1月8日(周五)为止" in said
    assert "20×全镇占比" in said
    figures = by_id(report)
    assert figures[f"result_{VILLAGES[1]}"].numerator == 0
    assert len(figures[f"result_{VILLAGES[1]}"].out_of) == 12
    assert "不算奖惩" in " ".join(report.footnotes).replace("也不计算奖惩", "不算奖惩")
    async with database.reading() as ledger:
        later = await quarter_report(ledger, POLICY, Q4, JANUARY + timedelta(days=8))
    assert "已定稿" in sentences(later, "villages")


async def test_questions_about_silence(database: Database) -> None:
    """A village gone quiet, results given at once, what came by the hotline alone, and early help as a good thing."""
    await three_villages(database)
    async with database.ledger() as ledger:
        hand = Hand(ledger)
        for day in range(1, 9):
            await hand.raised(datetime(2026, 8, day, 2, tzinfo=UTC))
        for day in (2, 3):
            await hand.raised(nov(day))
        at_once = await hand.raised(nov(4))  # 11
        await hand.dispatch(at_once, nov(4))
        await hand.resolve(at_once, nov(4, 10, 20))
        await hand.fall_silent(at_once, nov(8))
        await hand.raised(nov(5), channel="hotline")  # 12: lamps were spoken of here before
        await hand.raised(nov(5), channel="hotline", topic=Topic.ROAD)  # 13: this was not
        helped = await hand.raised(nov(6))
        await hand.contact_all(helped, nov(6, 11))
        await hand.ask_help(helped, nov(6, 12))
        report = await quarter_report(ledger, POLICY, Q4, JANUARY)
    asked = sentences(report, "silence")
    assert "上河村说事的少了" not in asked, "eight before, six now"
    assert "中滩村两个季度都没人说事" in asked
    figures = by_id(report)
    assert figures["instant_closed"].tickets == (11,)
    assert (figures["hotline"].tickets, figures["hotline_unheard"].tickets) == ((12, 13), (13,))
    assert (figures["unfunded"].tickets, "早求助是好事" in figures["early_help_rate"].definition) == ((14,), True)


async def test_fewer_matters_are_asked_about_and_never_praised(database: Database) -> None:
    """Eight before, four now: a question."""
    await three_villages(database)
    async with database.ledger() as ledger:
        hand = Hand(ledger)
        for day in range(1, 9):
            await hand.raised(datetime(2026, 8, day, 2, tzinfo=UTC))
        for day in (2, 3, 4, 5):
            waiting = await hand.raised(nov(day))
        await hand.contact_all(waiting, nov(5, 11))
        await hand.pause(waiting, nov(5, 12), PauseReason.FUNDS)
        report = await quarter_report(ledger, POLICY, Q4, JANUARY, reads_with_names=3)
    assert "上河村说事的少了一半以上（上季8件）：是事少了，还是没人愿说了？" in sentences(report, "silence")
    assert by_id(report)["unfunded"].tickets == (4 + 8,)
    assert by_id(report)[f"cause_{VILLAGES[0]}001_lighting"].value == 4
    assert "3次，每次都写了理由" in sentences(report, "privacy")
    # two officials at most: neither a sum nor a middle says what one of them did
    assert by_id(report)["words_total"].shown.startswith("样本少")


# across months -----------------------------------------------------------------------------------------------------


async def shown_kinds(ledger: Ledger) -> tuple[dict[str, float | None], list[dict[str, float | None]]]:
    """The split by kind of the quarter and of its months, as everybody sees it; None: hidden."""
    at = datetime(2027, 2, 1, tzinfo=UTC)
    quarter = by_id(await quarter_report(ledger, POLICY, Q4, at))
    months = [by_id(await month_report(ledger, POLICY, month, at)) for month in months_of(Q4, POLICY.calendar)]
    names = ("received", *(f"received_{kind}" for kind in ("village", "neighbour", "household", "unclear")))

    def seen(figures: dict[str, object]) -> dict[str, float | None]:
        return {name: figures[name].value for name in names}  # type: ignore[attr-defined]

    return seen(quarter), [seen(month) for month in months]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(households=st.tuples(*[st.integers(0, 6)] * 3), neighbours=st.tuples(*[st.integers(0, 3)] * 3))
def test_a_month_hidden_is_not_told_by_its_quarter(households: tuple[int, ...], neighbours: tuple[int, ...]) -> None:
    """All totals of all months and of the quarter together leave more than one possibility for every hidden month."""
    empty_database()

    async def look() -> None:
        async with a_fresh_township() as database, database.ledger() as ledger:
            hand = Hand(ledger)
            for month, (home, beside) in enumerate(zip(households, neighbours, strict=True)):
                at = datetime(2026, 10 + month, 3, 2, tzinfo=UTC)
                for _ in range(home):
                    await hand.raised(at, kind=MatterKind.HOUSEHOLD, topic=Topic.WELFARE, privacy=Privacy.PRIVATE)
                for _ in range(beside):
                    await hand.raised(at, kind=MatterKind.NEIGHBOUR, topic=Topic.BOUNDARY, privacy=Privacy.PRIVATE)
                await hand.raised(at)
            quarter, months = await shown_kinds(ledger)
        home_of = "received_household"
        hidden = [index for index, month in enumerate(months) if month[home_of] is None]
        assert hidden == [index for index, home in enumerate(households) if home < FEW]
        assert (quarter[home_of] is None) == bool(hidden)
        for index in hidden:
            both = households[index] + neighbours[index]
            left = (months[index]["received"] or 0) - (months[index]["received_village"] or 0)
            assert left == both
            # the quarter says no more than the sum of the two, so any split of it is possible
            assert quarter["received_neighbour"] is None
            assert both == 0 or len({home for home in range(FEW) if home <= both}) > 1

    asyncio.run(look())


# objections ---------------------------------------------------------------------------------------------------------


@pytest.fixture
async def january(database: Database):
    """Three villages after their quarter, on the morning of 4 January; the reports have gone out."""
    stage_of = a_stage(
        database,
        organisation=parse_organisation(THREE_VILLAGES, "stage"),
        at=JANUARY - timedelta(hours=2),
        policy=a_policy(),
    )
    async with stage_of as stage:
        async with database.ledger() as ledger:
            await a_quarter(Hand(ledger))
            await ledger.commit()
        yield stage, await stage.until(JANUARY)


async def test_the_quarter_goes_to_office_and_leaders_and_each_village_hears_its_own(
    january: tuple[Stage, list[object]],
) -> None:
    """Once; the secretaries read their own village's line and how to object; the group hears nothing."""
    stage, notes = january
    quarter = [sent for sent in notes if sent.note.why == "report:quarter"]  # type: ignore[attr-defined]
    assert sorted(sent.note.to for sent in quarter) == ["leader", "office", "secretary", "secretary-2", "secretary-2"]
    own = to(quarter, "secretary")[0]
    assert "上河村上一季" in own
    assert "中滩村" not in own
    assert "按时有结果：100.0%(12/12)" in own
    assert "1月8日(周五)前回“异议”" in own
    assert not any(sent.note.to.startswith("g-") for sent in notes)  # type: ignore[attr-defined]
    await stage.program.sweep()
    assert [why for _, why in whys(await stage.after(hours=1)) if why == "report:quarter"] == []


async def test_an_objection_is_asked_answered_and_shown(january: tuple[Stage, list[object]]) -> None:
    """The office grants it: the ticket no longer counts, and the table says so with before and after."""
    stage, _ = january
    notes = await stage.say("secretary-2", "异议 2 等的是供水公司")
    assert "中滩村对季报里的2号有不同看法：等的是供水公司" in to(notes, "office")[0]
    assert "记下了" in to(notes, "secretary-2")[0]
    assert "已经提过了" in to(await stage.say("secretary-2", "异议 2 再说一遍"), "secretary-2")[0]
    notes = await stage.say("office", "采纳 2")
    assert "采纳了" in to(notes, "secretary-2")[0]
    async with stage.program.database.reading() as ledger:
        report = await quarter_report(ledger, POLICY, Q4, stage.clock())
        before = await quarter_report(ledger, POLICY, Q4, JANUARY - timedelta(minutes=1))
    assert len(by_id(report)[f"result_{VILLAGES[1]}"].out_of) == 11
    assert len(by_id(before)[f"result_{VILLAGES[1]}"].out_of) == 12, "what was reported before stays what it was"
    table = next(table for section in report.sections for table in section.tables if table.id == "objections")
    assert table.rows == [("中滩村", ["2号", "等的是供水公司", "采纳，不算在内", "0/36 → 0/33"])]
    # the township's own figures are the same: it is the village that does not answer for it
    assert by_id(report)["result_on_time"].out_of == by_id(before)["result_on_time"].out_of
    assert "没有在等答复" in to(await stage.say("office", "不采纳 2 太晚了"), "office")[0]


async def test_a_refused_objection_stands_beside_the_figure(january: tuple[Stage, list[object]]) -> None:
    """Both opinions are shown, nothing is recalculated."""
    stage, _ = january
    await stage.say("secretary-2", "异议 4 下大雪路不通")
    notes = await stage.say("office", "不采纳 4 已经按天气延过期了")
    assert "没采纳：已经按天气延过期了" in to(notes, "secretary-2")[0]
    async with stage.program.database.reading() as ledger:
        report = await quarter_report(ledger, POLICY, Q4, stage.clock())
    assert len(by_id(report)[f"result_{VILLAGES[1]}"].out_of) == 12
    table = next(table for section in report.sections for table in section.tables if table.id == "objections")
    assert table.rows[0][1][2] == "没采纳：已经按天气延过期了"


@pytest.mark.parametrize(
    ("who", "words", "answer"),
    [
        ("secretary", "异议 2 不是我们的事", "不在您村的季报里"),  # another village's
        ("secretary-2", "异议 999 等人", "不在您村的季报里"),
        ("secretary-2", "异议 2", "为啥"),
        ("secretary-2", "异议", "为啥"),
        ("officer-1", "异议 1 等配件", "不在您村的季报里"),  # neither secretary nor grid head
        ("secretary", "采纳 2", "由镇社会事务办公室答复"),
        ("office", "采纳 2", "没有在等答复"),
    ],
)
async def test_who_may_object_and_answer(
    january: tuple[Stage, list[object]], who: str, words: str, answer: str
) -> None:
    """Wrong person, wrong village, no such ticket, no reason: a sentence, and nothing is kept."""
    stage, _ = january
    assert answer in to(await stage.say(who, words), who)[0]
    async with stage.program.database.reading() as ledger:
        assert list(await ledger.objections.of("2026-Q4")) == []


async def test_too_late_is_too_late(january: tuple[Stage, list[object]]) -> None:
    """On the last day still; the day after no more; by then it is final."""
    stage, _ = january
    await stage.until(datetime(2027, 1, 8, 10, tzinfo=UTC))
    assert "记下了" in to(await stage.say("secretary-2", "异议 2 等的是供水公司"), "secretary-2")[0]
    await stage.until(datetime(2027, 1, 8, 17, tzinfo=UTC))
    assert "现在没有在征求看法的季报" in to(await stage.say("secretary-2", "异议 4 等雪化"), "secretary-2")[0]


async def test_a_quarter_names_no_person(database: Database) -> None:
    """No name, no id, no phone, no villager's word in any figure, sentence or entry, whatever happened."""
    await three_villages(database)
    async with database.ledger() as ledger:
        await a_past(ledger, random.Random(11), tickets=60, moves=300)
        report = await quarter_report(ledger, POLICY, Q4, JANUARY)
        organisation = await ledger.organisation()
    printed = str(report.as_fields())
    for officer in organisation.officers.values():
        assert officer.name not in printed
        assert f"'{officer.id}'" not in printed
    assert "王秀兰" not in printed
    for words in ("不亮了", "漏水", "大坑"):
        assert words not in printed

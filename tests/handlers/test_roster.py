"""值班, 换班, 请假, 销假 said in chat: they hold whatever file is loaded, and somebody can always act."""

import random
from collections.abc import AsyncIterator
from datetime import date, timedelta

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.organisation_loading import load_organisation, present_organisation
from storage.database import Database
from storage.models import Deputy, Shift
from storage.organisation_file import OrganisationFile, parse_organisation
from storage.roster import ChatLeave, DutySwap, laid_over, runs_in_a_circle
from tests.handlers.test_officer_replies import GROUP, raised
from tests.stage import ORGANISATION, Stage, a_stage, to

#: Wednesday is the duty officer's, Friday the office's; Monday is today
ROSTER = '[{date: "2026-11-23", person: p07}, {date: "2026-11-25", person: p07}, {date: "2026-11-27", person: p06}]'
WEDNESDAY, FRIDAY = date(2026, 11, 25), date(2026, 11, 27)


def organised(roster: str = ROSTER, deputies: str = "[]") -> OrganisationFile:
    """The stage's organisation with a roster."""
    text = ORGANISATION.replace("roster: []", f"roster: {roster}").replace("deputies: []", f"deputies: {deputies}")
    return parse_organisation(text, "roster")


@pytest_asyncio.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A township with a roster."""
    async with a_stage(database, organisation=organised()) as stage:
        yield stage


async def duty(stage: Stage, on: date) -> str | None:
    """Who has the duty."""
    async with stage.program.database.reading() as ledger:
        found = (await ledger.organisation()).on_duty(on)
    return found.id if found is not None else None


async def able(stage: Stage, officer: str, on: date) -> str | None:
    """Who acts for somebody."""
    async with stage.program.database.reading() as ledger:
        return (await ledger.organisation()).able_on(officer, on)


async def test_who_has_the_duty(stage: Stage) -> None:
    """Today, the week, and mine."""
    (text,) = to(await stage.say("duty", "值班"), "duty")
    assert "今天值班：值班马（13900000007）" in text
    assert "27号镇办公室" in text
    assert "您是25号" in text
    (text,) = to(await stage.say("officer-1", "今天谁值班"), "officer-1")
    assert "您是" not in text


async def test_a_swap_needs_the_other_ones_yes(stage: Stage) -> None:
    """Until then the roster stands; afterwards both and the office know."""
    notes = await stage.say("duty", "换班 周三 镇办公室")
    assert "周三" in to(notes, "office")[0]
    assert await duty(stage, WEDNESDAY) == "p07"
    notes = await stage.say("office", "同意")
    assert await duty(stage, WEDNESDAY) == "p06"
    assert "答应" in to(notes, "duty")[0]


async def test_a_day_for_a_day(stage: Stage) -> None:
    """Both shifts change hands, or neither."""
    await stage.say("duty", "换班 周三 镇办公室 周五")
    await stage.say("office", "同意")
    assert (await duty(stage, WEDNESDAY), await duty(stage, FRIDAY)) == ("p06", "p07")


async def test_no_is_no(stage: Stage) -> None:
    """Nothing changes, and a later yes changes nothing either."""
    await stage.say("duty", "换班 周三 镇办公室")
    notes = await stage.say("office", "不同意")
    assert "还是您的" in to(notes, "duty")[0]
    await stage.say("office", "同意")
    assert await duty(stage, WEDNESDAY) == "p07"


@pytest.mark.parametrize(
    ("who", "words", "says"),
    [
        ("duty", "换班", "哪天的班"),
        ("duty", "换班 周四 镇办公室", "不是您"),
        ("officer-1", "换班 周三 镇办公室", "不是您"),
        ("duty", "换班 周三 李桂花", "换不了"),
        ("duty", "换班 周三 镇办公室 周四", "不是镇办公室"),
    ],
)
async def test_a_swap_that_cannot_be(stage: Stage, who: str, words: str, says: str) -> None:
    """Another's shift, no such day, somebody of a village: a sentence says what can be done."""
    notes = await stage.say(who, words)
    assert says in to(notes, who)[0]
    assert to(notes, "office") == []


async def test_a_yes_that_comes_too_late(stage: Stage) -> None:
    """The day has gone by."""
    await stage.say("duty", "换班 周三 镇办公室")
    await stage.after(days=3)
    await stage.say("office", "同意")
    assert await duty(stage, WEDNESDAY) == "p07"


async def test_another_file_leaves_a_swap_as_it_is(stage: Stage) -> None:
    """Unless it gives the day to somebody else: then the file holds, and it is told."""
    await stage.say("duty", "换班 周三 镇办公室")
    await stage.say("office", "同意")
    await load_organisation(stage.program.database, organised(), "rehearsal")
    assert await duty(stage, WEDNESDAY) == "p06"
    await load_organisation(stage.program.database, organised('[{date: "2026-11-25", person: p04}]'), "rehearsal")
    assert await duty(stage, WEDNESDAY) == "p04"
    async with stage.program.database.reading() as ledger:
        (conflict,) = (await ledger.organisation()).roster_conflicts
    assert "p07" in conflict


async def test_leave_hands_matters_over_and_says_so(stage: Stage) -> None:
    """The deputy has what is new and what is open; grid head and office hear of it; back again by one word."""
    await raised(stage)
    notes = await stage.say("officer-1", "请假 明天到周五 李桂花代")
    assert "李桂花" in to(notes, "officer-1")[0]
    assert "王建军" in to(notes, "officer-2")[0]
    assert "王建军" in to(notes, "head")[0]
    assert to(notes, "office")
    assert (await stage.ticket()).owner == "p01", "until the leave begins"
    await stage.after(days=1)
    assert (await stage.ticket()).owner == "p02"
    await stage.say("officer-1", "销假")
    assert await able(stage, "p01", date(2026, 11, 24)) == "p01"
    await stage.say("li", "村口水沟堵了，臭得很", group=GROUP)
    assert (await stage.ticket(2)).owner == "p01"


async def test_leave_without_a_name_goes_to_the_next_by_rule(stage: Stage) -> None:
    """The grid head, where nobody else works this grid."""
    await stage.say("officer-1", "请假 明天")
    assert await able(stage, "p01", date(2026, 11, 24)) == "p03"
    assert await able(stage, "p01", date(2026, 11, 25)) == "p01"


async def test_leave_holds_whatever_file_is_loaded(stage: Stage) -> None:
    """Twice, and the file that is kept does not take it in."""
    await stage.say("officer-1", "请假 明天到周五 李桂花代")
    for _ in range(2):
        await load_organisation(stage.program.database, organised(), "rehearsal")
    assert await able(stage, "p01", date(2026, 11, 24)) == "p02"
    async with stage.program.database.reading() as ledger:
        present = await present_organisation(ledger)
    assert present is not None
    assert present.deputies == ()


async def test_a_circle_is_refused(stage: Stage) -> None:
    """Two who name each other would leave nobody."""
    await stage.say("officer-1", "请假 明天到周五 李桂花代")
    notes = await stage.say("officer-2", "请假 周三 王建军代")
    assert "代不了" in to(notes, "officer-2")[0]
    assert await able(stage, "p02", WEDNESDAY) == "p02"
    await stage.say("officer-2", "请假 周三 赵网格代")
    assert await able(stage, "p01", WEDNESDAY) == "p03"


async def test_a_circle_with_a_new_file_is_told(stage: Stage) -> None:
    """The file holds; the leave said in chat does not count, and somebody can act."""
    await stage.say("officer-1", "请假 明天到周五 李桂花代")
    leave = '[{person: p02, deputy: p01, from: "2026-11-24", to: "2026-11-30"}]'
    await load_organisation(stage.program.database, organised(deputies=leave), "rehearsal")
    assert await able(stage, "p01", WEDNESDAY) == await able(stage, "p02", WEDNESDAY) == "p01"
    async with stage.program.database.reading() as ledger:
        assert "circle" in (await ledger.organisation()).roster_conflicts[0]


async def test_back_from_a_leave_of_the_file(database: Database) -> None:
    """销假 ends what the file has, too; a later leave of the file counts again."""
    leave = '[{person: p01, deputy: p02, from: "2026-11-20", to: "2026-11-30"}]'
    async with a_stage(database, organisation=organised(deputies=leave)) as stage:
        assert await able(stage, "p01", WEDNESDAY) == "p02"
        await stage.say("officer-1", "销假")
        assert await able(stage, "p01", WEDNESDAY) == "p01"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("请假", "哪天到哪天"),
        ("请假 李桂花代", "哪天到哪天"),
        ("请假 明天到周五 老王代", "名字写全"),
        ("销假", "没有请着的假"),
    ],
)
async def test_what_is_not_understood_is_asked(stage: Stage, words: str, says: str) -> None:
    """Nothing is guessed."""
    notes = await stage.say("officer-1", words)
    assert says in to(notes, "officer-1")[0]
    assert to(notes, "head") == []


PEOPLE = ("a", "b", "c", "d")
DAYS = st.integers(0, 6).map(lambda n: date(2026, 11, 23) + timedelta(days=n))


@given(
    st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), DAYS, DAYS), max_size=6),
    st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), DAYS, DAYS), max_size=4),
)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_said_in_chat_never_leaves_a_day_without_somebody(
    said: list[tuple[str, str, date, date]], written: list[tuple[str, str, date, date]]
) -> None:
    """Whatever the file says beside it: a leave of the chat that counts always ends with somebody who is there."""
    from storage.ids import IdMaker
    from tests.builders import NOW

    ids = IdMaker(random.Random(3).getrandbits)
    file = [
        Deputy(township="t", officer=a, deputy=b, from_on=min(x, y), to_on=max(x, y)) for a, b, x, y in written if a < b
    ]
    leaves = [
        ChatLeave(township="t", id=ids(NOW), officer=a, deputy=b, from_on=min(x, y), to_on=max(x, y), said_at=NOW)
        for a, b, x, y in said
        if a != b
    ]
    layer = laid_over([], file, leaves, [], set(PEOPLE))
    for index, deputy in enumerate(layer.deputies):
        if deputy not in file:
            assert not runs_in_a_circle(layer.deputies[index:], deputy)
    assert layer.conflicts or len(layer.deputies) == len(file) + len(leaves)


def test_a_swap_of_a_swap() -> None:
    """What was swapped once can be swapped on; a day that is gone cannot."""
    shifts = [Shift(township="t", on=WEDNESDAY, duty="duty_leader", officer="a")]
    from storage.ids import IdMaker
    from tests.builders import NOW

    ids = IdMaker(random.Random(3).getrandbits)

    def swap(officer: str, other: str) -> DutySwap:
        return DutySwap(
            township="t", id=ids(NOW), on=WEDNESDAY, duty="duty_leader", officer=officer, other=other,
            in_return=None, asked_at=NOW, agreed=True,
        )  # fmt: skip

    layer = laid_over(shifts, [], [], [swap("a", "b"), swap("b", "c"), swap("a", "d")], set(PEOPLE))
    assert [shift.officer for shift in layer.shifts] == ["c"]
    assert len(layer.conflicts) == 1


async def test_a_word_at_night_reaches_the_other_in_the_morning(stage: Stage) -> None:
    """A note about no matter keeps the nights as every other."""
    await stage.after(hours=13)
    notes = await stage.say("duty", "换班 周三 镇办公室")
    assert to(notes, "office") == []
    assert any("换班" in text or "值班" in text for text in to(await stage.after(hours=10), "office"))

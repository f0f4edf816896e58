"""Nothing hidden can be reckoned from what is shown: an attacker with every number of every format tries it."""

import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.verdict import MatterKind, Privacy, Topic
from handlers.reports.few import hidden_in, hidden_kinds
from handlers.reports.figures import APART, FEW, FEW_WORDS, Unit, hide, share
from handlers.reports.figures import count as counted
from handlers.reports.month import month_report
from handlers.reports.policy import ReportPolicy
from handlers.reports.report import Report, as_text
from handlers.reports.village_note import village_notes
from storage.database import Database
from storage.ledger import Ledger
from storage.organisation_file import parse_organisation
from tests.handlers.test_reports import NOVEMBER, POLICY
from tests.histories import THREE_VILLAGES, Hand, nov, three_villages
from tests.stage import a_policy, a_stage, to


def possible(label: str, at_most: int) -> range:
    """Values that a hidden part can have, by what is said in its place."""
    return range(FEW) if label == FEW_WORDS else range(FEW, at_most + 1)


def solutions(hidden: dict[Any, str], rest: int) -> Iterator[dict[Any, int]]:
    """Every way in which the hidden parts can add up to what is left of the total."""
    for values in itertools.product(*(possible(label, rest) for label in hidden.values())):
        if sum(values) == rest:
            yield dict(zip(hidden, values, strict=True))


@given(cells=st.lists(st.integers(0, 9), min_size=1, max_size=5))
@settings(max_examples=400, deadline=None)
def test_a_small_part_of_a_shown_total_has_more_than_one_possible_value(cells: list[int]) -> None:
    """By trying every value: whether it stands alone, beside others, or at the bounds."""
    parts = dict(enumerate(cells))
    hidden = hidden_in(parts)
    assert {key for key, value in parts.items() if value < FEW} <= hidden.keys()
    if set(hidden.values()) == {APART} and len(hidden) == len(parts):
        # the whole table is left out
        return
    rest = sum(parts[key] for key in hidden)
    found = list(solutions(hidden, rest))
    assert {key: parts[key] for key in hidden} in found or not hidden
    for key, label in hidden.items():
        if label == FEW_WORDS and rest > 0:
            assert len({solution[key] for solution in found}) > 1, (parts, hidden)


@given(village=st.integers(0, 6), neighbours=st.integers(0, 6), households=st.integers(0, 8), unclear=st.integers(0, 3))
def test_few_households_cannot_be_reckoned_from_the_other_kinds(
    village: int, neighbours: int, households: int, unclear: int
) -> None:
    """The total, the village's part and the unclear ones are shown: what is left is both, and never one of them."""
    counts = {
        MatterKind.VILLAGE: village,
        MatterKind.NEIGHBOUR: neighbours,
        MatterKind.HOUSEHOLD: households,
        MatterKind.UNCLEAR: unclear,
    }
    hidden = hidden_kinds(counts)
    left = sum(counts.values()) - sum(value for kind, value in counts.items() if kind not in hidden)
    if households >= FEW:
        assert not hidden
        return
    # neighbours may be any number, few or not
    values = {few for few in range(FEW) if left - few >= 0}
    assert left == 0 or len(values) > 1


def test_what_is_hidden_has_nothing_left_to_be_known_by() -> None:
    """No value, no parts, no tickets; so no format can print them."""
    figure = hide(counted("x", "户里事", "…", [3, 4]), FEW_WORDS)
    fields = figure.as_fields()
    assert {fields[key] for key in ("value", "numerator", "denominator", "n")} == {None}
    assert fields["tickets"] == fields["out_of"] == []
    assert figure.shown == "少于5件"


@pytest.mark.parametrize("n", range(5))
def test_under_five_there_is_no_percentage(n: int) -> None:
    """样本少, with how many there were."""
    figure = share("x", "响应率", "…", range(n), range(n))
    assert (figure.value, figure.shown, figure.unit) == (None, f"样本少(n={n})", Unit.SHARE)
    assert "%" not in figure.shown


async def households(hand: Hand, topics: list[Topic], *, neighbours: int = 2, village: int = 6) -> None:
    """A November with these."""
    for index in range(village):
        await hand.raised(nov(2 + index))
    for index in range(neighbours):
        await hand.raised(nov(3 + index), kind=MatterKind.NEIGHBOUR, topic=Topic.BOUNDARY, privacy=Privacy.PRIVATE)
    for index, topic in enumerate(topics):
        await hand.raised(nov(4 + index % 20), kind=MatterKind.HOUSEHOLD, topic=topic, privacy=Privacy.PRIVATE)


def shown(report: Report) -> dict[str, str]:
    """Figures as they are read."""
    return {figure.id: figure.shown for figure in report.figures()}


async def test_two_households_are_hidden_with_their_neighbours_in_every_format(database: Database) -> None:
    """Neither the text nor the JSON says how many, nor which."""
    await three_villages(database)
    async with database.ledger() as ledger:
        await households(Hand(ledger), [Topic.WELFARE, Topic.CARE])
        report = await month_report(ledger, POLICY, NOVEMBER, nov(30))
    assert (shown(report)["received"], shown(report)["received_village"]) == ("10件", "6件")
    assert (shown(report)["received_household"], shown(report)["received_neighbour"]) == ("少于5件", "不单列")
    assert not any(id_.startswith(("household_", "neighbour_")) for id_ in shown(report))
    text = "\n".join(as_text(report))
    assert "受理数：户里事：少于5件" in text
    assert "低保" not in text
    # behind the total stand all the tickets, but none is told to be a household's
    for figure in report.figures():
        assert set(figure.tickets) | set(figure.out_of) not in ({9, 10}, {7, 8}, {9}, {10}), figure.id


async def test_many_households_are_told_by_topic_and_their_few_are_not(database: Database) -> None:
    """Six of one topic are shown; two and one of others are not, and cannot be told from each other."""
    await three_villages(database)
    async with database.ledger() as ledger:
        await households(Hand(ledger), [Topic.WELFARE] * 6 + [Topic.CARE] * 2 + [Topic.PAPERS])
        report = await month_report(ledger, POLICY, NOVEMBER, nov(30))
    found = shown(report)
    assert (found["received_household"], found["received_neighbour"]) == ("9件", "2件")
    assert (found["household_welfare"], found["household_care"], found["household_papers"]) == (
        "6件",
        "少于5件",
        "少于5件",
    )
    assert found["household_wages"] == "少于5件", "none is hidden as well as one"


async def test_no_table_crosses_households_with_villages(database: Database) -> None:
    """What stands in rows of villages are village matters, or promises of all kinds together."""
    await three_villages(database)
    async with database.ledger() as ledger:
        await households(Hand(ledger), [Topic.WELFARE] * 9)
        report = await month_report(ledger, POLICY, NOVEMBER, nov(30))
    tables = {table.id: table for section in report.sections for table in section.tables}
    assert set(tables) == {"topics_by_village", "villages", "agenda", "private_topics"}
    cells = [cell for _, row in tables["topics_by_village"].rows for cell in row if not isinstance(cell, str)]
    assert all(set(cell.tickets) <= set(range(1, 7)) for cell in cells)


# the village's note --------------------------------------------------------------------------------------------------


async def note(ledger: Ledger) -> str | None:
    """上河村's note of November."""
    text = (await village_notes(ledger, POLICY, NOVEMBER, nov(30))).get("621221108201")
    return text.text if text is not None else None


async def test_a_village_reads_counts_and_no_more(database: Database) -> None:
    """Open village matters by number; neighbours and households in one number, and that only from five on."""
    await three_villages(database)
    async with database.ledger() as ledger:
        hand = Hand(ledger)
        assert await note(ledger) is None
        await households(hand, [Topic.WELFARE] * 2, neighbours=2, village=3)
        lamp = hand.tickets[1]
        await hand.straight(lamp, resolved=nov(3), confirmed=nov(4))
        assert await note(ledger) == (
            "上个月村里的事：新记3件，办好1件。邻里和家里的事少于5件，不在群里细说。有事随时说。"
        )
        await hand.raised(nov(9), kind=MatterKind.HOUSEHOLD, topic=Topic.CARE, privacy=Privacy.PRIVATE)
        assert await note(ledger) == (
            "上个月村里的事：新记3件，办好1件。邻里和家里的事一共5件，不在群里细说。有事随时说。"
        )


async def test_a_village_with_none_reads_the_same_as_one_with_four(database: Database) -> None:
    """None, one and four households look alike; complaints and what was taken back count nowhere."""
    await three_villages(database)
    async with database.ledger() as ledger:
        hand = Hand(ledger)
        await hand.raised(nov(2))
        seen = {await note(ledger)}
        await hand.raised(nov(3), about_official=True)
        for day in range(3, 7):
            await hand.raised(nov(day), kind=MatterKind.HOUSEHOLD, topic=Topic.CARE, privacy=Privacy.PRIVATE)
            seen.add(await note(ledger))
        gone = await hand.raised(nov(8), kind=MatterKind.HOUSEHOLD, topic=Topic.CARE, privacy=Privacy.PRIVATE)
        await hand.withdraw(gone, nov(8, 12))
        seen.add(await note(ledger))
    assert len(seen) == 1


@pytest.mark.parametrize("in_groups", [False, True])
async def test_groups_hear_the_month_only_where_that_is_wanted(database: Database, in_groups: bool) -> None:
    """Off by default; on, one line for each village with news, once, and helpers hear their thanks privately."""
    organisation = parse_organisation(THREE_VILLAGES, "stage")
    policy = a_policy(reports=ReportPolicy(in_groups=in_groups))
    async with a_stage(database, organisation=organisation, at=nov(30, 20), policy=policy) as stage:
        async with database.ledger() as ledger:
            hand = Hand(ledger)
            lamp = await hand.raised(nov(2), helpers=["p03"])
            await hand.straight(lamp, resolved=nov(3), confirmed=nov(4))
            complaint = await hand.raised(nov(2), helpers=["p03"], about_official=True)
            await hand.straight(complaint, resolved=nov(3), confirmed=nov(4))
            await ledger.commit()
        notes = [sent for sent in await stage.until(nov(30, 20) + timedelta(days=2)) if sent.note.why == "report:month"]
    groups = [sent.note.text for sent in notes if sent.note.to.startswith("g-")]
    assert groups == (
        ["上个月村里的事：新记1件，办好1件。邻里和家里的事少于5件，不在群里细说。有事随时说。"] if in_groups else []
    )
    assert to(notes, "head") == [
        "上个月您搭把手的事，有1件群众说办好了。替大家谢谢您，辛苦！只跟您一个人说。愿意在村群里也谢一声，回“可以谢”。"
    ]
    assert sorted({sent.note.to for sent in notes} - {"g-shanghe"}) == ["head", "leader", "office"]
    (office,) = to(notes, "office")
    assert "受理数：1件" in office
    satisfied, answered = office.index("满意率"), office.index("评价应答率")
    assert office.count("\n", satisfied, answered) == 1, "satisfaction never without how many answered"

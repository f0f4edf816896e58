"""Every figure of a report, reckoned again by slow queries written straight from practice §8.2."""

import asyncio
import random
import shutil
import statistics
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from classifiers.likeness import likeness, signature
from classifiers.verdict import MatterKind, Privacy, Topic, Urgency
from handlers.reports.month import month_report
from handlers.reports.periods import Kind, NotAPeriod, Period, period_of
from handlers.reports.report import Report, as_text
from handlers.reports.week import week_report
from storage.contact_log import How
from storage.database import Database
from storage.ledger import Ledger
from storage.lifecycle import OPEN, Confirmed, MoveName, Status
from storage.mediation import MediationRound
from storage.models import Move, Ticket
from tests.builders import TOWNSHIP
from tests.handlers.test_dates_machine import VAULT, empty_database
from tests.histories import NEXT_QUARTER, QUARTER, Hand, happen, nov, raise_anything, three_villages
from tests.stage import a_policy

POLICY = a_policy()
NOVEMBER = period_of(Kind.MONTH, "2026-11", POLICY.calendar)
#: when everything that these tests make has happened
LATER = datetime(2027, 3, 1, tzinfo=UTC)


async def a_past(ledger: Ledger, rng: random.Random, *, tickets: int, moves: int) -> None:
    """A quarter of anything: matters and moves at any minute, in order of time."""
    hand = Hand(ledger)
    minutes = int((NEXT_QUARTER - QUARTER).total_seconds()) // 60
    instants = sorted(rng.randrange(minutes) for _ in range(tickets + moves))
    raised = 0
    for index, minute in enumerate(instants):
        at = QUARTER + timedelta(minutes=minute)
        left = len(instants) - index
        if not hand.tickets or (raised < tickets and rng.randrange(left) < tickets - raised):
            await raise_anything(hand, rng, at)
            raised += 1
        else:
            await happen(hand, rng, at)
    await ledger.commit()


# the slow queries ----------------------------------------------------------------------------------------------------


class Oracle:
    """Reads whole rows and does sums over lists; knows nothing of the reports' own code."""

    def __init__(self, tickets: list[Ticket], moves: dict[int, list[Move]], start: datetime, end: datetime) -> None:
        self.all = tickets
        self.moves = moves
        self.start, self.end = start, end
        counted = [t for t in tickets if not t.about_official and t.status is not Status.MERGED]
        counted = [
            t
            for t in counted
            if t.status is not Status.WITHDRAWN or any(m.move is MoveName.ACCEPT for m in moves[t.number])
        ]
        self.cohort = [t for t in counted if t.urgency is not Urgency.DANGER]
        self.danger = [t for t in counted if t.urgency is Urgency.DANGER]

    def within(self, at: datetime | None) -> bool:
        """In P."""
        return at is not None and self.start <= at < self.end

    def had(self, ticket: Ticket, move: MoveName) -> list[Move]:
        """Its lines of one move."""
        return [m for m in self.moves[ticket.number] if m.move is move]

    def contact_limit(self, ticket: Ticket) -> datetime:
        """As first told."""
        return datetime.fromisoformat(self.moves[ticket.number][0].detail["contact_by"])

    def askings(self) -> list[tuple[int, bool | None]]:
        """(ticket, answer) of each result told in P."""
        found = []
        for ticket in self.cohort:
            lines = self.moves[ticket.number]
            results = [index for index, m in enumerate(lines) if m.move is MoveName.RESOLVE]
            for place, begin in enumerate(results):
                end = results[place + 1] if place + 1 < len(results) else len(lines)
                told = next((m.at for m in lines[begin:end] if m.move is MoveName.TELL), None)
                said = [m.move is MoveName.CONFIRM for m in lines[begin:end] if m.actor == "villager"
                        and m.move in (MoveName.CONFIRM, MoveName.REOPEN)]  # fmt: skip
                if self.within(told):
                    found.append((ticket.number, said[-1] if said else None))
        return found

    def still(self, ticket: Ticket) -> bool:
        """Its clock stood still before the date came."""
        return ticket.status in OPEN and ticket.paused_at is not None and ticket.paused_at <= ticket.due_at


def share(hits: list[Any], out_of: list[Any]) -> tuple[float | None, int, int]:
    """Value, numerator, denominator."""
    return (len(hits) / len(out_of) if len(out_of) >= 5 else None, len(hits), len(out_of))


async def slow_figures(ledger: Ledger, start: datetime, end: datetime, now: datetime) -> dict[str, Any]:
    """Every figure by its id; a share as (value, numerator, denominator)."""
    tickets = list(await ledger.tickets.every(limit=10_000))
    o = Oracle(tickets, {t.number: list(await ledger.tickets.history(t.number)) for t in tickets}, start, end)
    received = [t for t in o.cohort if o.within(t.registered_at)]
    closed = [t for t in o.cohort if o.within(t.closed_at)]
    # a wish has no clock
    dated = [t for t in o.cohort if t.urgency is not Urgency.WISH]
    due = [t for t in dated if o.within(t.due_at) and not o.still(t)]
    original = [t for t in dated if o.within(t.original_due_at)]
    contact = [t for t in o.cohort if o.within(o.contact_limit(t))]
    past = [t for t in dated if t.status in OPEN and t.due_at < now and not o.still(t)]
    late = [t for t in closed if t in dated and t.closed_at is not None and t.closed_at > t.due_at]
    out = [t for t in o.cohort if o.had(t, MoveName.DISPATCH) and o.within(o.had(t, MoveName.DISPATCH)[0].at)]
    asked = o.askings()
    answered = [number for number, answer in asked if answer is not None]
    rated = [t for t in closed if t.satisfaction is not None]
    asked_to_rate = [t for t in closed if t.satisfaction is not None or await was_asked(ledger, t)]
    hours = sorted((t.closed_at - t.registered_at).total_seconds() / 3600 for t in closed if t.closed_at)
    again = await said_again(ledger, o, received)
    reopened = {t.number for t in o.cohort for m in o.had(t, MoveName.REOPEN) if o.within(m.at)}
    paused = {t.number: seconds for t in closed if (seconds := await paused_for(ledger, t))}
    danger_contact = [t for t in o.danger if o.within(o.contact_limit(t))]
    # every matter at which people sat together, merged, withdrawn or dangerous ones too
    spoken_of = [t for t in tickets if not t.about_official]
    met = [one for t in spoken_of for one in await ledger.contact_log.of(t.number) if o.within(one.at)]
    rounds = [one for t in spoken_of for one in await ledger.mediations.rounds_of(t.number) if o.within(one.held_at)]
    return {
        **{f"{how}_times": sum(one.how == how for one in met) for how in ("meet", "visit", "appointment")},
        **{f"{how}_people": sum(one.people for one in met if one.how == how) for how in ("meet", "visit")},
        "rounds": len(rounds),
        "rounds_people": sum(one.people for one in rounds),
        "rounds_agreed": sum(one.agreed is True for one in rounds),
        "received": len(received),
        "voices": sum(t.voices for t in received),
        "open": sum(t.status in OPEN for t in o.cohort),
        "open_told": sum(t.status is Status.RESOLVED for t in o.cohort),
        "closed": len(closed),
        "closed_rate": share([t for t in received if t.closed_at is not None], received),
        "response_rate": share(
            [t for t in contact if t.first_contact_at and t.first_contact_at <= o.contact_limit(t)], contact
        ),
        "on_time_original": share([t for t in original if t.closed_at and t.closed_at <= t.original_due_at], original),
        "on_time_extended": share([t for t in due if t.closed_at and t.closed_at <= t.due_at], due),
        "result_on_time": share([t for t in due if done_at(t) and done_at(t) <= t.due_at], due),
        "overdue": len(past) + len(late),
        "overdue_open": len(past),
        "overdue_closed": len(late),
        "overdue_only_answer": sum(bool(done_at(t) and done_at(t) <= t.due_at) for t in [*past, *late]),
        "overdue_rate": share([*past, *late], due),
        "solved_rate": share([number for number, answer in asked if answer], answered),
        "answer_rate": share(answered, asked),
        "satisfied_rate": share([t for t in rated if t.satisfaction in (1, 2)], rated),
        "rating_answer_rate": share(rated, asked_to_rate),
        "unconfirmed_rate": share([t for t in closed if t.confirmed is Confirmed.NONE], closed),
        "repeat_rate": share([*(again | reopened)], closed),
        "return_rate": share([t for t in out if o.had(t, MoveName.RETURN)], out),
        "extension_rate": share([t for t in out if o.had(t, MoveName.EXTEND)], out),
        "early_help_rate": share([t for t in out if asked_early(o, t)], out),
        "median_hours": statistics.median(hours) if len(hours) >= 5 else None,
        "p90_hours": nearest_rank(hours) if len(hours) >= 5 else None,
        "paused": len(paused),
        "paused_hours": statistics.median(paused.values()) / 3600 if len(paused) >= 5 else None,
        "danger_received": sum(o.within(t.registered_at) for t in o.danger),
        "danger_open": sum(t.status in OPEN for t in o.danger),
        "danger_response_rate": share(
            [t for t in danger_contact if t.first_contact_at and t.first_contact_at <= o.contact_limit(t)],
            danger_contact,
        ),
        **{
            f"channel_{channel}": share([t for t in received if t.channel == channel], received)
            for channel in {t.channel for t in received}
        },
    }


async def people_meet(ledger: Ledger, rng: random.Random) -> None:
    """接访, 下访, 约访, and rounds of mediation, about whatever there is, complaints too; some are still to come."""
    for ticket in await ledger.tickets.every(limit=10_000):
        if rng.random() < 0.5:
            continue
        at = ticket.registered_at + timedelta(hours=rng.randrange(1, 2000))
        how = rng.choice((How.MEET, How.VISIT, How.APPOINTMENT, How.CASE_LEAD))
        await ledger.contact_log.add(ticket.number, how, "p05", at, people=rng.randint(1, 6))
        for sequence in range(1, rng.randint(1, 4)):
            held = at + timedelta(days=7 * sequence)
            agreed = rng.choice((True, False, None))
            planned = MediationRound(
                township=TOWNSHIP, ticket=ticket.number, sequence=sequence, on=held.date(), mediator="p05",
                planned_at=at,
                held_at=held if agreed is not None else None, agreed=agreed, people=rng.randint(2, 9) if agreed else 2,
            )  # fmt: skip
            ledger.mediations.plan(planned)


def done_at(ticket: Ticket) -> Any:
    """When the work was over."""
    return ticket.resolved_at or ticket.closed_at


def nearest_rank(hours: list[float]) -> float:
    """The smallest with nine tenths at or below it."""
    return next(value for index, value in enumerate(hours, 1) if 10 * index >= 9 * len(hours))


def asked_early(o: Oracle, ticket: Ticket) -> bool:
    """求助 by the date that held then."""
    for asked in o.had(ticket, MoveName.ASK_HELP):
        told = [m.detail["due_at"] for m in o.moves[ticket.number] if m.at <= asked.at and "due_at" in m.detail
                and m.sequence < asked.sequence]  # fmt: skip
        if asked.at <= datetime.fromisoformat(told[-1]):
            return True
    return False


async def was_asked(ledger: Ledger, ticket: Ticket) -> bool:
    """Whether the rating question went out."""
    rows = await ledger._session.execute(
        text("SELECT count(*) FROM reminder WHERE ticket = :n AND rung LIKE 'rating%' AND result = 'spoken'"),
        {"n": ticket.number},
    )
    return bool(rows.scalar())


async def paused_for(ledger: Ledger, ticket: Ticket) -> float:
    """Seconds, until its end at the latest."""
    total = 0.0
    for pause in await ledger.pauses.of(ticket.number):
        assert ticket.closed_at is not None
        end = min(pause.ended_at or ticket.closed_at, ticket.closed_at)
        total += max(0.0, (end - pause.begun_at).total_seconds())
    return total


async def said_again(ledger: Ledger, o: Oracle, received: list[Ticket]) -> set[int]:
    """Every pair compared."""
    found = set()
    for later in received:
        for earlier in o.cohort + o.danger:
            if earlier.number == later.number or not may_be_compared(earlier, later):
                continue
            ends = [m.at for m in o.moves[earlier.number] if m.move in (MoveName.CLOSE, MoveName.WITHDRAW)]
            if not any(timedelta(0) <= later.registered_at - end <= timedelta(days=90) for end in ends):
                continue
            first, second = await signature_of(ledger, earlier), await signature_of(ledger, later)
            if likeness(first, second).likely:
                found.add(later.number)
    return found


def may_be_compared(a: Ticket, b: Ticket) -> bool:
    """Village matters of one grid and topic."""
    kinds = a.kind is MatterKind.VILLAGE and b.kind is MatterKind.VILLAGE
    return kinds and a.grid is not None and a.grid == b.grid and a.topic is b.topic and a.privacy is not Privacy.SECRET


async def signature_of(ledger: Ledger, ticket: Ticket) -> Any:
    """By its words."""
    grids = (await ledger.organisation()).grids_of(ticket.village or "")
    names = tuple(name for grid in grids for name in (grid.name, *grid.places))
    words = await ledger.tickets.words(ticket)
    return signature(
        words or "", topic=ticket.topic, kind=ticket.kind, village=ticket.village, grid=ticket.grid,
        place=ticket.place, names=names,
    )  # fmt: skip


# held against the report -----------------------------------------------------------------------------------------


def by_id(report: Report) -> dict[str, Any]:
    """Its figures."""
    return {figure.id: figure for figure in report.figures()}


async def hold_together(ledger: Ledger, period: Period, now: datetime) -> None:
    """The report's figures are the slow ones, and every one of them is held."""
    report = await month_report(ledger, POLICY, period, now)
    slow = await slow_figures(ledger, period.start, period.end, now)
    found = by_id(report)
    for id_, expected in slow.items():
        figure = found[id_]
        if isinstance(expected, tuple):
            value, numerator, denominator = expected
            assert figure.value == pytest.approx(value) if value is not None else figure.value is None, id_
            quiet = id_ in ("satisfied_rate", "rating_answer_rate") and value is None
            assert (figure.numerator, figure.denominator) == (None if quiet else numerator, denominator), id_
        else:
            assert figure.value == (pytest.approx(expected) if expected is not None else None), id_
    apart = ("received_", "village_", "neighbour_", "household_", "contact_", "result_6", "confirmed_", "danger_late")
    assert {id_ for id_ in found if not id_.startswith(apart)} == set(slow)


@asynccontextmanager
async def a_fresh_township() -> AsyncIterator[Database]:
    """SQLite, quickly."""
    folder = Path(tempfile.mkdtemp(prefix="reports-"))
    file = folder / "shuoshi.sqlite3"
    shutil.copy(empty_database(), file)
    database = Database(f"sqlite:///{file}", VAULT, TOWNSHIP, random.Random(1).getrandbits, durable=False)
    try:
        await three_villages(database)
        yield database
    finally:
        await database.close()
        shutil.rmtree(folder, ignore_errors=True)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rng=st.randoms(use_true_random=False), moves=st.integers(0, 90))
def test_every_figure_is_what_the_slow_query_says(rng: random.Random, moves: int) -> None:
    """Whatever happened in a quarter."""
    empty_database()

    async def look() -> None:
        async with a_fresh_township() as database:
            async with database.ledger() as ledger:
                await a_past(ledger, rng, tickets=rng.randint(1, 25), moves=moves)
                await people_meet(ledger, rng)
            async with database.reading() as ledger:
                for month in ("2026-10", "2026-11", "2026-12"):
                    await hold_together(ledger, period_of(Kind.MONTH, month, POLICY.calendar), LATER)

    asyncio.run(look())


@pytest.mark.parametrize("seed", range(2))
async def test_figures_are_the_same_on_both_databases(database: Database, seed: int) -> None:
    """A busy quarter."""
    await three_villages(database)
    async with database.ledger() as ledger:
        await a_past(ledger, random.Random(seed), tickets=60, moves=400)
        await people_meet(ledger, random.Random(seed))
    async with database.reading() as ledger:
        await hold_together(ledger, NOVEMBER, LATER)


def without_ratings(report: Report) -> Any:
    """A rating has no instant of its own, so a report made again knows those that came since."""
    fields = report.as_fields()
    for section in fields["sections"]:
        section["figures"] = [one for one in section["figures"] if "rat" not in one["id"][:6]]
        section["figures"] = [one for one in section["figures"] if one["id"] != "satisfied_rate"]
    return fields


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rng=st.randoms(use_true_random=False))
def test_a_report_made_again_for_its_own_instant_is_the_same(rng: random.Random) -> None:
    """What was reopened, extended, paused, merged or joined afterwards changes nothing that was reported."""
    empty_database()

    async def look() -> None:
        async with a_fresh_township() as database, database.ledger() as ledger:
            hand = Hand(ledger)
            at = QUARTER
            for index in range(60):
                at += timedelta(minutes=rng.randrange(1, 2500))
                await (raise_anything(hand, rng, at) if index % 4 == 0 else happen(hand, rng, at))
            first = without_ratings(await month_report(ledger, POLICY, NOVEMBER, at))
            made_at = at
            for _ in range(60):
                at += timedelta(minutes=rng.randrange(60, 2500))
                await happen(hand, rng, at)
            assert without_ratings(await month_report(ledger, POLICY, NOVEMBER, made_at)) == first

    asyncio.run(look())


# by hand -------------------------------------------------------------------------------------------------------------


async def a_worked_november(hand: Hand) -> None:
    """Eleven matters whose figures can be reckoned on paper; promises: contact next working day, result in three."""
    # 1: Monday the 2nd, done on the 3rd, confirmed on the 4th: in time
    one = await hand.raised(nov(2))
    await hand.straight(one, resolved=nov(3), confirmed=nov(4))
    # 2: done in time on the 5th, silence until the 9th: closed late, the result was not
    two = await hand.raised(nov(2), topic=Topic.ROAD, village="621221108202", grid="621221108202001")
    await hand.straight(two, resolved=nov(5), confirmed=None)
    await hand.fall_silent(two, nov(9))
    # 3: extended from the 5th by three days and done on the 6th
    three = await hand.raised(nov(2))
    await hand.dispatch(three, nov(2))
    await hand.contact(three, nov(3))
    await hand.extend(three, nov(4))
    await hand.resolve(three, nov(6))
    await hand.confirm(three, nov(6, 12))
    # 4: paused for a week on the day it came, then done
    four = await hand.raised(nov(9))
    await hand.dispatch(four, nov(9))
    await hand.contact(four, nov(9, 11))
    await hand.pause(four, nov(9, 12))
    await hand.resume(four, nov(16, 12))
    await hand.resolve(four, nov(17))
    await hand.confirm(four, nov(18))
    # 5: nobody spoke with him until the 13th, and it is still open
    five = await hand.raised(nov(10))
    await hand.dispatch(five, nov(10))
    await hand.contact(five, nov(13))
    # 6: two more people, and 7 merged into it
    six = await hand.raised(nov(11))
    await hand.dispatch(six, nov(11))
    await hand.join(six, nov(11, 12))
    seven = await hand.raised(nov(11, 13))
    await hand.merge(seven, six, nov(11, 14))
    # 8: taken back before anybody had taken it; 9: after
    eight = await hand.raised(nov(12))
    await hand.withdraw(eight, nov(12, 11))
    nine = await hand.raised(nov(12))
    await hand.dispatch(nine, nov(12))
    await hand.accept(nine, nov(12, 11))
    await hand.withdraw(nine, nov(12, 12))
    # 10: closed on the 18th, said not to be done on the 20th; help was asked for early
    ten = await hand.raised(nov(16))
    await hand.dispatch(ten, nov(16))
    await hand.ask_help(ten, nov(16, 15))
    await hand.resolve(ten, nov(17))
    await hand.confirm(ten, nov(18))
    await hand.reopen(ten, nov(20))
    # 11: a complaint about an official, 12: danger
    await hand.raised(nov(17), about_official=True)
    await hand.raised(nov(17), urgency=Urgency.DANGER)
    await hand.rate(one, nov(5), 1)
    await hand.rate(three, nov(8), 3)
    await hand.rate(four, nov(19), None)


async def test_a_month_reckoned_on_paper(database: Database) -> None:
    """Each formula once, by hand."""
    await three_villages(database)
    async with database.ledger() as ledger:
        await a_worked_november(Hand(ledger))
        await ledger.commit()
    async with database.reading() as ledger:
        figures = by_id(await month_report(ledger, POLICY, NOVEMBER, nov(30, 23)))
    shown = {id_: (figure.numerator, figure.denominator) for id_, figure in figures.items()}
    # 7 is a voice of 6; 8 was taken back; 11 is in no figure; 12 stands apart
    assert figures["received"].tickets == (1, 2, 3, 4, 5, 6, 9, 10)
    assert figures["voices"].value == 8 + 2
    assert figures["open"].tickets == (5, 6, 10)
    assert figures["closed"].tickets == (1, 2, 3, 4, 9)
    assert shown["closed_rate"] == (5, 8)
    # contact: 1, 2, 3, 4, 10 in time; 5 was late, 6 and 9 never
    assert shown["response_rate"] == (5, 8)
    assert figures["response_rate"].tickets == (1, 2, 3, 4, 10)
    # originally due: 1 and 9 closed by then
    assert shown["on_time_original"] == (2, 8)
    # extended: 3 and the paused 4 too; the reopened 10 has a date in P and none of it is closed
    assert figures["on_time_extended"].tickets == (1, 3, 4, 9)
    assert figures["result_on_time"].tickets == (1, 2, 3, 4, 9)
    assert figures["overdue_open"].tickets == (5, 6, 10)
    assert figures["overdue_closed"].tickets == (2,)
    assert figures["overdue_only_answer"].tickets == (2,)
    assert shown["overdue_rate"] == (4, 8)
    # told: 1, 2, 3, 4, 10; answered: all but 2, and 10 said no in the end
    assert shown["answer_rate"] == (4, 5)
    assert (figures["solved_rate"].shown, figures["solved_rate"].tickets) == ("样本少(n=4)", (1, 3, 4))
    # too few ratings: nobody can see who said what
    assert figures["satisfied_rate"].shown == "样本少(n=2)"
    assert (figures["satisfied_rate"].numerator, figures["satisfied_rate"].out_of) == (None, ())
    assert shown["unconfirmed_rate"] == (1, 5)
    assert figures["repeat_rate"].tickets[-1] == 10
    assert shown["early_help_rate"] == (1, 8)
    assert shown["extension_rate"] == (1, 8)
    # 48 h, 7 d, 98 h, 9 d, 2 h
    assert figures["median_hours"].value == 98
    assert figures["p90_hours"].value == 9 * 24
    assert (figures["paused"].tickets, figures["paused_hours"].shown) == ((4,), "样本少(n=1)")
    assert figures["danger_received"].tickets == (12,)
    assert figures["danger_response_rate"].shown == "样本少(n=1)"


async def test_a_wish_is_counted_and_never_late(database: Database) -> None:
    """It has no clock (practice §5.2): in no figure of dates, neither while it waits nor when it came true after long.

    The weekly list does not call for anybody to hurry with it either.
    """
    await three_villages(database)
    async with database.ledger() as ledger:
        hand = Hand(ledger)
        for urgency in (Urgency.WISH, Urgency.NORMAL):
            waiting = await hand.raised(nov(2), urgency=urgency)
            await hand.dispatch(waiting, nov(2))
            done = await hand.raised(nov(2), urgency=urgency)
            await hand.straight(done, resolved=nov(23), confirmed=nov(24))
        await ledger.commit()
    async with database.reading() as ledger:
        figures = by_id(await month_report(ledger, POLICY, NOVEMBER, nov(30)))
        lists = by_id(await week_report(ledger, POLICY, period_of(Kind.WEEK, "2026-W48", POLICY.calendar), nov(30)))
        later = by_id(
            await week_report(
                ledger, POLICY, period_of(Kind.WEEK, "2027-W02", POLICY.calendar), nov(30) + timedelta(days=45)
            )
        )
    assert figures["received"].tickets == (1, 2, 3, 4)
    assert figures["open"].tickets == (1, 3)
    assert figures["overdue_open"].tickets == (3,)
    assert figures["overdue_closed"].tickets == (4,)
    for share_of_dates in ("on_time_original", "on_time_extended", "result_on_time"):
        assert set(figures[share_of_dates].out_of) == {3, 4}
    for id_ in ("red", "old"):
        assert lists[id_].tickets == (3,)
    assert later["backlog"].tickets == (3,)


async def test_what_stands_still_at_t_owes_nothing_by_its_date(database: Database) -> None:
    """All five were to be done by the 5th, 18:00, and none is. T is the 10th.

    1 was paused on the 4th and 4 a minute before its date: standing still, so no promise of theirs has come. 2 and 3
    run. 5 was paused on the 3rd and runs again since the 9th, with a date that has not come.
    """
    await three_villages(database)
    async with database.ledger() as ledger:
        hand = Hand(ledger)
        for pause in (nov(4), None, None, nov(5, 17, 59), nov(3, 12)):
            ticket = await hand.raised(nov(2))
            await hand.dispatch(ticket, nov(2))
            await hand.contact(ticket, nov(2, 11))
            if pause is not None:
                await hand.pause(ticket, pause)
        await hand.resume(await ledger.tickets.get(5), nov(9))
        await ledger.commit()
    async with database.reading() as ledger:
        assert {t.original_due_at for t in await ledger.tickets.every()} == {nov(5, 18)}
        figures = by_id(await month_report(ledger, POLICY, NOVEMBER, nov(10)))
        week = period_of(Kind.WEEK, "2026-W46", POLICY.calendar)
        lists = by_id(await week_report(ledger, POLICY, week, nov(20)))
    assert figures["open"].tickets == (1, 2, 3, 4, 5)
    for share_of_dates in ("on_time_extended", "result_on_time"):
        assert figures[share_of_dates].denominator == 2, share_of_dates
    # the date first told has gone by, whatever came between
    assert figures["on_time_original"].denominator == 5
    assert figures["overdue_open"].tickets == (2, 3)
    assert (figures["overdue_rate"].numerator, figures["overdue_rate"].denominator) == (2, 2)
    assert 1 not in lists["red"].tickets
    assert 3 in lists["red"].tickets


async def test_what_was_reopened_leaves_the_count(database: Database) -> None:
    """At the end of the 19th it was closed; on the 20th it was not done; a report of the 19th still says closed."""
    await three_villages(database)
    async with database.ledger() as ledger:
        await a_worked_november(Hand(ledger))
        before = by_id(await month_report(ledger, POLICY, NOVEMBER, nov(19)))
        after = by_id(await month_report(ledger, POLICY, NOVEMBER, nov(21)))
    assert 10 in before["closed"].tickets
    assert 10 not in after["closed"].tickets
    assert 10 in after["repeat_rate"].tickets


@pytest.mark.parametrize(
    ("at", "month"),
    [
        (datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC), "2026-11"),
        (datetime(2026, 11, 30, 16, 0, tzinfo=UTC), "2026-12"),
        (datetime(2026, 10, 31, 15, 59, tzinfo=UTC), "2026-10"),
        (datetime(2026, 10, 31, 16, 0, tzinfo=UTC), "2026-11"),
    ],
)
async def test_a_month_ends_at_midnight_of_the_village(stage: Any, at: datetime, month: str) -> None:
    """23:59 on the last day is this month, though in London it is still afternoon."""
    async with stage.program.database.ledger() as ledger:
        await Hand(ledger).raised(at)
        for other in ("2026-10", "2026-11", "2026-12"):
            period = period_of(Kind.MONTH, other, POLICY.calendar)
            figures = by_id(await month_report(ledger, POLICY, period, LATER))
            assert figures["received"].value == (other == month)


@pytest.mark.parametrize(
    ("kind", "written", "first", "next_first"),
    [
        (Kind.MONTH, "2026-12", "2026-12-01", "2027-01-01"),
        (Kind.MONTH, "2028-2", "2028-02-01", "2028-03-01"),
        (Kind.QUARTER, "2026Q4", "2026-10-01", "2027-01-01"),
        (Kind.QUARTER, "2026-q1", "2026-01-01", "2026-04-01"),
        (Kind.WEEK, "2026-W53", "2026-12-28", "2027-01-04"),
        (Kind.WEEK, "2027-01-01", "2026-12-28", "2027-01-04"),
    ],
)
def test_periods_are_read_as_people_write_them(kind: Kind, written: str, first: str, next_first: str) -> None:
    """Local days; weeks begin on Monday."""
    period = period_of(kind, written, POLICY.calendar)
    assert (period.first.isoformat(), period.next_first.isoformat()) == (first, next_first)


@pytest.mark.parametrize(
    ("kind", "written"),
    [(Kind.MONTH, "2026-13"), (Kind.MONTH, "November"), (Kind.QUARTER, "2026-Q5"), (Kind.WEEK, "2026-W54"),
     (Kind.WEEK, "2026-02-30"), (Kind.MONTH, "0000-01"), (Kind.QUARTER, "")],
)  # fmt: skip
def test_what_is_no_period_is_refused_with_an_example(kind: Kind, written: str) -> None:
    """A sentence that says how to write one."""
    with pytest.raises(NotAPeriod, match="write 2026-"):
        period_of(kind, written, POLICY.calendar)


async def test_every_figure_says_what_it_is(database: Database) -> None:
    """Definition with T, and no person anywhere: neither a name nor an official's id nor a phone."""
    await three_villages(database)
    async with database.ledger() as ledger:
        await a_past(ledger, random.Random(3), tickets=40, moves=200)
        report = await month_report(ledger, POLICY, NOVEMBER, nov(30, 23))
        for figure in report.figures():
            assert "T=2026年11月30日(周一)23:00" in figure.definition, figure.id
        printed = "\n".join(as_text(report)) + str(report.as_fields())
        organisation = await ledger.organisation()
    for officer in organisation.officers.values():
        assert officer.name not in printed
        assert f"'{officer.id}'" not in printed
        assert officer.phone not in printed
    assert "王秀兰" not in printed
    assert "信访" not in "".join(figure.name for figure in report.figures())


async def test_a_complaint_about_an_official_is_in_no_figure(database: Database) -> None:
    """Not even its number; with it and without it the report is the same."""
    await three_villages(database)
    async with database.ledger() as ledger:
        hand = Hand(ledger)
        for day in range(2, 9):
            await hand.raised(nov(day))
        before = (await month_report(ledger, POLICY, NOVEMBER, nov(30))).as_fields()
        complaint = await hand.raised(nov(9), about_official=True, kind=MatterKind.VILLAGE)
        await hand.straight(complaint, resolved=nov(20), confirmed=nov(21))
        await hand.reopen(complaint, nov(22))
        assert (await month_report(ledger, POLICY, NOVEMBER, nov(30))).as_fields() == before

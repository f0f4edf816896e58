"""Whatever officials ask for, in whatever order: what must hold of every ticket's date and owner."""

import asyncio
import random
import shutil
import tempfile
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.organisation_loading import load_organisation
from handlers.deadlines import promise
from storage.database import Database
from storage.lifecycle import OPEN, Clock, MoveName
from storage.models import Extension, Move, Pause, Ticket
from storage.organisation_file import parse_organisation
from storage.vault import Vault, new_master_key
from tests.handlers.test_calendar_ten_years import BEGINNING, CALENDAR, MINUTE, worked_until
from tests.stage import CHANNEL, ORGANISATION, Stage, a_policy, a_stage

TOWNSHIP = "621221108"
#: a Monday two weeks before a make-up Sunday, the Mid-Autumn days off and National Day
START = datetime(2026, 9, 14, 2, 0, tzinfo=UTC)
#: the oracle's years end soon afterwards
LAST_DAY = datetime(2026, 10, 25, tzinfo=UTC)
VAULT = Vault(new_master_key())
CHATS = {"p01": "officer-1", "p02": "officer-2", "p03": "head", "p04": "secretary", "p05": "supervisor",
         "p06": "office", "p07": "duty"}  # fmt: skip
#: one that runs on working time, one on calendar days, one day and night
SAID = (("zhang", "村口路灯不亮三天了"), ("li", "一组隔壁化粪池渗水渗到我家墙根"), ("wang", "一组全停水一天了"))
numbers = st.integers(1, len(SAID))
#: taken back so soon, a pause was none
SLIP = timedelta(minutes=10)


@cache
def empty_database() -> Path:
    """A database file with the newest tables, made once."""
    path = Path(tempfile.mkdtemp(prefix="dates-")) / "empty.sqlite3"

    async def make() -> None:
        database = Database(f"sqlite:///{path}", VAULT, TOWNSHIP, random.Random(1).getrandbits)
        await database.upgrade()
        await database.close()

    asyncio.run(make())
    return path


def worked_between(begin: datetime, end: datetime) -> timedelta:
    """Working time by the slow oracle; instants of this test are whole minutes."""
    total = worked_until()
    return (total[(end - BEGINNING) // MINUTE] - total[(begin - BEGINNING) // MINUTE]) * MINUTE


class DatesOfTickets(RuleBasedStateMachine):
    """Three tickets, their owners, those above them, and time."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp(prefix="dates-"))
        file = self.folder / "shuoshi.sqlite3"
        shutil.copy(empty_database(), file)
        self.database = Database(f"sqlite:///{file}", VAULT, TOWNSHIP, random.Random(1).getrandbits)
        self.stage: Stage
        self.first_dates: dict[int, datetime] = {}
        #: the rows as they stand, until something happens
        self.seen: dict[int, tuple[Ticket, list[Move], list[Pause], list[Extension]]] = {}

    def run(self, what: Coroutine[Any, Any, Any]) -> Any:
        """Wait for it."""
        self.seen.clear()
        return self.runner.run(what)

    def teardown(self) -> None:
        """Close and remove."""
        self.run(self.database.close())
        self.runner.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @initialize(after=st.integers(0, 30 * 24 * 4))
    def three_matters_are_raised(self, after: int) -> None:
        """At any quarter of an hour of a month full of exceptions."""
        self.holder = a_stage(
            self.database, at=START + after * timedelta(minutes=15), policy=a_policy(calendar=CALENDAR)
        )
        self.stage = self.run(self.holder.__aenter__())
        for sender, words in SAID:
            self.run(self.stage.say(sender, words, group="g-shanghe"))
        # what had to be asked back goes out
        self.run(self.stage.after(hours=3))
        for ticket in self.run(self.stage.tickets()):
            self.first_dates[ticket.number] = ticket.original_due_at
        clocks = [promise(a_policy().deadlines, one.urgency, one.topic).clock for one in self.run(self.stage.tickets())]
        assert clocks == [Clock.WORKING, Clock.CALENDAR, Clock.ELAPSED]

    def owner(self, number: int) -> str:
        """The owner's chat."""
        return CHATS[self.run(self.stage.ticket(number)).owner]

    @rule(number=numbers, reason=st.sampled_from(["等天气", "等他回来", "等开会", "等钱", "1天 等天气"]))
    def pause(self, number: int, reason: str) -> None:
        """停."""
        self.run(self.stage.say(self.owner(number), f"停 {number} {reason}"))

    @rule(number=numbers)
    def resume(self, number: int) -> None:
        """接着."""
        self.run(self.stage.say(self.owner(number), f"接着 {number}"))

    @rule(number=numbers, day=st.sampled_from(["1天", "3天", "周五", "下周三", "月底", "25号", "半年"]))
    def ask_for_a_later_date(self, number: int, day: str) -> None:
        """延."""
        self.run(self.stage.say(self.owner(number), f"延 {number} {day} 等配件"))

    @rule(
        number=numbers,
        reason=st.sampled_from(["等天气", "等他回来", "等开会", "等钱"]),
        minutes=st.sampled_from([3, 7, 17, 60, 4 * 60, 24 * 60, 3 * 24 * 60, 31 * 24 * 60]),
    )
    def stand_still_for_a_while(self, number: int, reason: str, minutes: int) -> None:
        """停 and 接着, with days off in between, or until it goes on by itself."""
        self.pause(number, reason)
        self.time_passes(minutes)
        self.resume(number)

    @rule(
        number=numbers,
        day=st.sampled_from(["1天", "3天", "下周三"]),
        who=st.sampled_from(["head", "office"]),
        minutes=st.sampled_from([0, 60, 24 * 60]),
    )
    def is_granted_a_later_date(self, number: int, day: str, who: str, minutes: int) -> None:
        """延 and 同意, at once or the next day."""
        self.ask_for_a_later_date(number, day)
        self.time_passes(minutes)
        self.answer(number, who, yes=True)

    @rule(number=numbers, to=st.sampled_from(["", " 给李桂花", " 给镇上"]))
    def give_back(self, number: int, to: str) -> None:
        """退."""
        self.run(self.stage.say(self.owner(number), f"退 {number} 不归我管{to}"))

    @rule(number=numbers, who=st.sampled_from(["head", "office", "duty", "officer-2"]), yes=st.booleans())
    def answer(self, number: int, who: str, yes: bool) -> None:
        """同意, 不同意, from whoever thinks that it is his to say."""
        self.run(self.stage.say(who, f"{'同意' if yes else '不同意'} {number}"))

    @rule(number=numbers, who=st.sampled_from(["head", "office"]), to=st.sampled_from(["王建军", "李桂花", "周书记"]))
    def hand_on(self, number: int, who: str, to: str) -> None:
        """转."""
        self.run(self.stage.say(who, f"转 {number} {to}"))

    @rule(number=numbers, word=st.sampled_from(["接", "说了", "求助"]))
    def work(self, number: int, word: str) -> None:
        """接, 说了, 求助."""
        self.run(self.stage.say(self.owner(number), f"{word} {number}"))

    @rule(number=numbers)
    def is_done_and_is_not(self, number: int) -> None:
        """好, and the villager says 3."""
        self.run(self.stage.say(self.owner(number), f"好 {number} 弄好了"))
        self.run(self.stage.say(SAID[number - 1][0], "3"))

    @rule(away=st.sampled_from(["p01", "p03", "p06"]), deputy=st.sampled_from(["p02", "p04", "p07"]))
    def leave(self, away: str, deputy: str) -> None:
        """Somebody is away from today for a week."""
        on = CALENDAR.day_of(self.stage.clock())
        until = on + timedelta(days=7)
        absence = f"deputies: [{{person: {away}, deputy: {deputy}, from: {on}, to: {until}}}]"
        self.load(absence)

    @rule()
    def everybody_is_back(self) -> None:
        """Nobody is away."""
        self.load("deputies: []")

    def load(self, deputies: str) -> None:
        """The organisation anew."""
        file = parse_organisation(ORGANISATION.replace("deputies: []", deputies), "machine")
        self.run(load_organisation(self.database, file, CHANNEL))

    @rule(minutes=st.sampled_from([7, 60, 4 * 60, 24 * 60, 3 * 24 * 60, 11 * 24 * 60]))
    def time_passes(self, minutes: int) -> None:
        """Minutes to days; what is due on the way happens."""
        if self.stage.clock() < LAST_DAY:
            self.run(self.stage.after(minutes=minutes))

    @precondition(lambda self: self.stage.clock() < LAST_DAY)
    @rule()
    def nothing_runs_for_three_days(self) -> None:
        """A downtime: the clock goes on, the sweeps do not."""
        self.stage.clock.move_to(self.stage.clock() + timedelta(days=3))
        self.run(self.stage.after(minutes=1))

    def rows(self, number: int) -> tuple[Ticket, list[Move], list[Pause], list[Extension]]:
        """Everything about a ticket."""

        if not self.seen:
            self.seen = self.run(self.read())
        return self.seen[number]

    async def read(self) -> dict[int, tuple[Ticket, list[Move], list[Pause], list[Extension]]]:
        """The rows of each ticket."""
        async with self.database.reading() as ledger:
            return {
                number: (
                    await ledger.tickets.get(number),
                    list(await ledger.tickets.history(number)),
                    list(await ledger.pauses.of(number)),
                    list(await ledger.requests.extensions_of(number)),
                )
                for number in range(1, len(SAID) + 1)
            }

    @invariant()
    def an_open_ticket_is_never_ownerless_nor_dateless(self) -> None:
        """And what stands still will go on by itself."""
        for number in self.first_dates:
            ticket, _, pauses, _ = self.rows(number)
            assert ticket.status in OPEN
            assert ticket.owner in CHATS
            assert ticket.due_at is not None
            assert (ticket.paused_at is not None) == bool(pauses and pauses[-1].ended_at is None)
            if ticket.paused_at is not None:
                assert pauses[-1].until_at > self.stage.clock()

    @invariant()
    def a_date_never_moves_without_a_line_of_history(self) -> None:
        """The lines alone tell the date; the date first promised stays for ever."""
        for number, first in self.first_dates.items():
            ticket, history, _, _ = self.rows(number)
            told = [move.detail["due_at"] for move in history if "due_at" in move.detail]
            assert datetime.fromisoformat(told[0]) == ticket.original_due_at == first
            assert datetime.fromisoformat(told[-1]) == ticket.due_at

    @invariant()
    def the_time_left_changes_only_by_the_stated_rule(self) -> None:
        """A resumption leaves what was left, an extension was granted by another before the date, nothing else moves
        it; and nothing but a new beginning brings it forward."""
        for number in self.first_dates:
            _, history, pauses, extensions = self.rows(number)
            granted = iter([extension for extension in extensions if extension.granted])
            stays = iter(pauses)
            due_at = datetime.fromisoformat(history[0].detail["due_at"])
            for move in history:
                now = datetime.fromisoformat(move.detail.get("due_at", due_at.isoformat()))
                if move.move is MoveName.PAUSE:
                    # one that 好 ended has no line of resumption
                    pause = next(stays)
                    assert now == due_at
                elif move.move is MoveName.RESUME:
                    self.nothing_was_won_or_lost(pause, due_at, now)
                elif move.move is MoveName.EXTEND:
                    extension = next(granted)
                    assert now == extension.wanted_at > due_at
                    assert CALENDAR.day_of(now) > CALENDAR.day_of(due_at), "the day that stood already"
                    assert move.at < due_at
                    assert extension.decided_by not in (None, extension.asked_by)
                elif move.move is not MoveName.REOPEN:
                    # a ticket that is opened again has a date that begins anew
                    assert now == due_at, move.move
                due_at = now

    def nothing_was_won_or_lost(self, pause: Pause, before: datetime, after: datetime) -> None:
        """What was left when it began is left when it ended."""
        assert pause.ended_at is not None
        if pause.ended_by == "system":
            # however late that was noticed
            assert pause.ended_at == pause.until_at
        elif pause.ended_at - pause.begun_at <= SLIP and pause.ended_at < before:
            assert after == before, "停 and 接着 within minutes"
            return
        if pause.clock is Clock.WORKING:
            assert worked_between(pause.ended_at, after) == worked_between(pause.begun_at, before)
        else:
            longer = (after - before) - (pause.ended_at - pause.begun_at)
            moved = pause.clock is Clock.CALENDAR and not CALENDAR.is_working_day(CALENDAR.day_of(after - longer))
            assert longer > timedelta(0) if moved else longer == timedelta(0)


# not shrunk: every step is a message through the whole program, and the steps are few
DatesOfTickets.TestCase.settings = settings(
    max_examples=20,
    stateful_step_count=15,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
TestDatesOfTickets = pytest.mark.timeout(400)(DatesOfTickets.TestCase)


def test_the_machine_meets_what_it_watches() -> None:
    """A fixed walk through every rule: none of the invariants holds only because nothing happens."""
    machine = DatesOfTickets()
    try:
        machine.three_matters_are_raised(after=37)
        for number in (1, 2, 3):
            machine.stand_still_for_a_while(number, "等天气", 3)
            machine.stand_still_for_a_while(number, "等天气", 60)
        machine.stand_still_for_a_while(1, "等钱", 3 * 24 * 60)
        machine.is_granted_a_later_date(1, "1天", "head", 60)
        machine.work(2, "求助")
        machine.hand_on(2, "head", "李桂花")
        machine.give_back(2, " 给王建军")
        machine.answer(2, "office", yes=True)
        machine.pause(1, "1天 等他回来")
        machine.nothing_runs_for_three_days()
        assert machine.rows(1)[2][-1].ended_by == "system"
        machine.time_passes(20 * 24 * 60)
        machine.is_done_and_is_not(1)
        machine.an_open_ticket_is_never_ownerless_nor_dateless()
        machine.a_date_never_moves_without_a_line_of_history()
        machine.the_time_left_changes_only_by_the_stated_rule()
        made = {move.move for number in (1, 2, 3) for move in machine.rows(number)[1]}
        assert made >= {
            MoveName.PAUSE,
            MoveName.RESUME,
            MoveName.ASK_EXTENSION,
            MoveName.EXTEND,
            MoveName.RETURN,
            MoveName.REASSIGN,
            MoveName.ASK_HELP,
            MoveName.REOPEN,
        }
    finally:
        machine.teardown()

"""Whatever comes in whatever order: restarts, double runs, crashes, a clock that jumps. The invariants have names."""

import asyncio
import random
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Awaitable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from bot.channels.recording import RecordingChannel, Sent
from bot.clock import VirtualClock
from bot.organisation_loading import load_organisation
from bot.program import Program
from bot.virtual_time import run_until, settle
from classifiers.verdict import Urgency
from handlers.filing import VILLAGER, rung_of
from handlers.ladder import rank
from handlers.note_kinds import Weight, kind_of, weight_of_rung
from handlers.quiet_hours import when_to_tell_official
from storage.database import Database
from storage.lifecycle import OPEN, MoveName, Status
from storage.models import NoteState, OutboxNote, Reminder, Ticket
from storage.organisation_file import parse_organisation
from storage.reminders import PROGRAM
from storage.vault import Vault, new_master_key
from tests.builders import NOW, TOWNSHIP, a_message
from tests.handlers.test_climbing import organised
from tests.handlers.test_officer_replies import GROUP
from tests.stage import CHANNEL, a_policy

T = TypeVar("T")
#: (who says it where, what): the third is about the secretary, the fourth a danger, the last urgent
MATTERS = (
    ("zhang", GROUP, "村口路灯不亮三天了"),
    ("li", GROUP, "二组桥头的路塌了个大坑"),
    ("wang", None, "上河村周书记打了我，我要举报"),
    ("zhao", GROUP, "麦场那边着火了，快来人"),
    ("qian", GROUP, "一组水沟堵了"),
    ("sun", GROUP, "一组全组停水了，一天没水了"),
)
COMPLAINT = 2
OFFICIALS = {
    "p01": "officer-1", "p02": "officer-2", "p03": "head", "p04": "secretary", "p05": "supervisor", "p06": "office",
    "p07": "duty", "p08": "cadre", "p09": "leader", "p10": "duty-2",
}  # fmt: skip
#: p01 is away for two of the days, his deputy for the second of them; the supervisor is the secretary's brother-in-law
LEAVE = (
    '[{person: p01, deputy: p02, from: "2026-11-25", to: "2026-11-26"},'
    ' {person: p02, deputy: p03, from: "2026-11-26", to: "2026-11-27"}]'
)
CONFLICTS = "[{person: p04, with: p05}]"


@cache
def _vault() -> Vault:
    return Vault(new_master_key())


@cache
def _template() -> Path:
    """A database with the organisation in it, copied for every run."""
    path = Path(tempfile.mkdtemp(prefix="machine-")) / "template.sqlite3"

    async def fill() -> None:
        database = Database(f"sqlite:///{path}", _vault(), TOWNSHIP, random.Random(1).getrandbits)
        await database.upgrade()
        file = parse_organisation(organised(deputies=LEAVE, conflicts=CONFLICTS), "machine")
        await load_organisation(database, file, CHANNEL)
        await database.close()

    with asyncio.Runner() as runner:
        runner.run(fill())
    return path


class Township(RuleBasedStateMachine):
    """A township over which everything comes at once."""

    @initialize()
    def open(self) -> None:
        """A fresh database and a program over it."""
        self.left = ExitStack()
        self.runner = self.left.enter_context(asyncio.Runner())
        folder = Path(self.left.enter_context(tempfile.TemporaryDirectory(prefix="machine-")))
        shutil.copy(_template(), folder / "db.sqlite3")
        self.database = Database(f"sqlite:///{folder}/db.sqlite3", _vault(), TOWNSHIP, random.Random(2).getrandbits)
        self.clock = VirtualClock(NOW)
        self.sent: list[Sent] = []
        self.raised: dict[int, int] = {}  # matter → ticket
        self.jumped = False
        self.program = self.a_program()

    def a_program(self) -> Program:
        """As after a restart: nothing but the database is left."""
        channel = RecordingChannel(CHANNEL, self.clock, self.sent.append)
        return Program(database=self.database, policy=a_policy(), clock=self.clock, channels=lambda _: [channel])

    def run(self, work: Awaitable[T]) -> T:
        """Do something to its end."""

        async def do() -> T:
            return await work

        return self.runner.run(do())

    async def say(self, sender: str, text: str, group: str | None = None) -> None:
        """Somebody says something, and everything that follows at once is done."""
        await self.program.reception.receive(a_message(text, sender=sender, group=group, at=self.clock()))
        await settle(self.program)

    # what may happen -------------------------------------------------------------------------------------------

    @rule(which=st.integers(0, len(MATTERS) - 1))
    def raise_a_matter(self, which: int) -> None:
        """Each matter once."""
        if which in self.raised:
            return
        sender, group, text = MATTERS[which]
        self.run(self.say(sender, text, group))
        self.raised[which] = len(self.raised) + 1

    @rule(
        which=st.integers(0, len(MATTERS) - 1),
        word=st.sampled_from(["接", "说了", "求助 缺人", "联 李桂花", "延 周五 等配件", "好 弄好了，换了新的"]),
    )
    def an_official_answers(self, which: int, word: str) -> None:
        """Its owner, about this one."""
        number = self.raised.get(which)
        if number is None:
            return
        order, _, words = word.partition(" ")

        async def answer() -> None:
            async with self.database.reading() as ledger:
                owner = (await ledger.tickets.get(number)).owner
            await self.say(OFFICIALS[owner], f"{order} {number} {words}".strip())

        self.run(answer())

    @rule(which=st.integers(0, len(MATTERS) - 1), answer=st.sampled_from(["1", "3", "撤", "查", "催"]))
    def a_villager_answers(self, which: int, answer: str) -> None:
        """About his own."""
        if which in self.raised:
            self.run(self.say(MATTERS[which][0], answer))

    @rule(
        who=st.sampled_from(["officer-1", "officer-2", "head", "secretary", "duty"]),
        words=st.sampled_from(
            [
                "请假 明天到后天 李桂花代",
                "请假 今天到明天",
                "请假 明天到后天 王建军代",
                "请假 后天 赵网格代",
                "销假",
                "换班 明天 镇办公室",
                "同意",
            ]
        ),
    )
    def an_official_speaks_of_leave_and_duty(self, who: str, words: str) -> None:
        """In whatever order, and over the leaves of the file."""
        self.run(self.say(who, words))

    @rule()
    def the_organisation_is_loaded_again(self) -> None:
        """What was said in chat stands over it."""
        file = parse_organisation(organised(deputies=LEAVE, conflicts=CONFLICTS), "machine")
        self.run(load_organisation(self.database, file, CHANNEL))

    @rule(hours=st.sampled_from([1, 5, 13, 26, 50]))
    def time_passes(self, hours: int) -> None:
        """As the service runs."""
        self.run(run_until(self.program, self.clock() + timedelta(hours=hours), self.clock.move_to))

    @rule(days=st.integers(1, 8), hours=st.integers(0, 23))
    def the_program_stands_still(self, days: int, hours: int) -> None:
        """And comes back all at once."""
        self.clock.at += timedelta(days=days, hours=hours)
        self.program = self.a_program()
        self.run(settle(self.program))

    @rule(days=st.sampled_from([-1, 1]))
    def the_clock_jumps(self, days: int) -> None:
        """Somebody sets the machine's clock by a day."""
        self.clock.at += timedelta(days=days)
        self.jumped = True
        self.run(settle(self.program))

    @rule()
    def two_processes_sweep(self) -> None:
        """At the same moment."""

        async def both() -> None:
            await asyncio.gather(self.program.sweep(), self.a_program().sweep())
            await settle(self.program)

        self.run(both())

    @rule(hours=st.sampled_from([1, 12, 30]))
    def a_crash_between_commit_and_delivery(self, hours: int) -> None:
        """The sweep is committed, nothing is sent, and another process goes on."""
        self.clock.at += timedelta(hours=hours)
        self.run(self.program.sweep())
        self.program = self.a_program()

    @rule(hours=st.sampled_from([1, 12, 30]))
    def a_crash_with_notes_in_hand(self, hours: int) -> None:
        """Notes are leased, and the process dies before it sends them: the lease runs out."""
        self.clock.at += timedelta(hours=hours)

        async def take() -> None:
            await self.program.sweep()
            await self.program.delivery.take_due()

        self.run(take())
        self.program = self.a_program()
        self.clock.at += timedelta(seconds=61)
        self.run(settle(self.program))

    # what must hold --------------------------------------------------------------------------------------------

    @invariant()
    def every_reminder_exactly_once(self) -> None:
        """One row for (ticket, rung, person); one note for a row that was spoken, none for another; sent once."""

        async def look() -> tuple[list[Reminder], list[OutboxNote]]:
            async with self.database.engine.connect() as connection:
                rows = (await connection.execute(select(Reminder.__table__))).all()
                notes = (await connection.execute(select(OutboxNote.__table__))).all()
            return rows, notes  # type: ignore[return-value]

        if not hasattr(self, "runner"):
            return
        rows, notes = self.run(look())
        made = Counter(note.key for note in notes)
        for row in rows:
            if row.person in (PROGRAM, VILLAGER) or rank(row.rung.partition("#")[0].partition("@")[0]) < 0:
                continue
            expected = 1 if row.result == "spoken" else 0
            assert made[f"t{row.ticket}:{row.rung}:{row.person}"] == expected, (row.ticket, row.rung, row.person)
        delivered = Counter(sent.note.id for sent in self.sent)
        for note in notes:
            assert delivered[note.id] == (note.state == NoteState.SENT), (note.key, note.state)

    @invariant()
    def reminders_keep_to_three_a_day_and_what_goes_beyond_is_a_duty(self) -> None:
        """Danger, answers and the morning's note aside (Ruling 11). Beyond it: new duties, half an hour apart."""
        if not hasattr(self, "runner"):
            return
        counted: dict[tuple[str, object], list[OutboxNote]] = {}
        for note, ticket, person in self.run(self._unasked()):
            if note.state == NoteState.SENT and note.sent_at is not None:
                day = self.program.policy.calendar.day_of(note.sent_at)
                counted.setdefault((person, day), []).append((note.sent_at, self._weight(note, ticket, person), note))
        for (person, _), notes in counted.items():
            notes.sort(key=lambda sent: sent[0])
            for (before, _, _), (at, weight, note) in pairwise(notes[2:]):
                said_together = note.ticket is None or "\n" in note.text
                assert weight is Weight.DUTY or said_together, (person, note.key)
                assert self.jumped or at - before >= timedelta(minutes=30), (person, note.key, before, at)

    @invariant()
    def a_new_duty_waits_no_longer_than_it_may(self) -> None:
        """By day: half an hour in an urgent matter, two hours in any other, whatever else he was told."""
        if not hasattr(self, "runner") or self.jumped:
            return
        policy, now = self.program.policy, self.clock()
        for note, ticket, person in self.run(self._unasked()):
            if note.state != NoteState.WAITING or self._weight(note, ticket, person) is not Weight.DUTY:
                continue
            hears_from = when_to_tell_official(note.send_after, ticket.urgency, policy.quiet_hours, policy.calendar)
            bound = policy.ladder.beyond_urgent if ticket.urgency is Urgency.URGENT else policy.ladder.beyond
            latest = when_to_tell_official(
                bound.end(now, policy.calendar), ticket.urgency, policy.quiet_hours, policy.calendar
            )
            assert hears_from <= latest, (note.key, note.send_after, now)

    @invariant()
    def danger_waits_for_nothing(self) -> None:
        """Whatever waits about a danger waits for no other reason than that nothing was sent since."""
        if not hasattr(self, "runner") or self.jumped:
            return
        for note, ticket, _ in self.run(self._unasked(danger=True)):
            if note.state == NoteState.WAITING and ticket.urgency is Urgency.DANGER and note.why == "danger":
                assert note.send_after <= self.clock(), note.key

    @staticmethod
    def _weight(note: OutboxNote, ticket: Ticket, person: str) -> Weight:
        rung = rung_of([*note.key.split(":"), ""][1])
        if rank(rung) >= 0 and note.why == rung:
            return weight_of_rung(rung, note.key, ticket, person)
        return kind_of(note).weight

    async def _unasked(self, danger: bool = False) -> list[tuple[OutboxNote, Ticket, str]]:
        async with self.database.reading() as ledger:
            organisation = await ledger.organisation()
            tickets = {ticket.number: ticket for ticket in await ledger.tickets.every()}
            async with self.database.engine.connect() as connection:
                rows = (await connection.execute(select(OutboxNote.__table__))).all()
            found = []
            for row in rows:
                number = re.match(r"t(\d+):", row.key)
                officer = organisation.officer_at(row.channel, row.recipient)
                if number is None or officer is None or row.answers is not None or VILLAGER in row.key:
                    continue
                ticket = tickets[int(number[1])]
                if danger or ticket.urgency is not Urgency.DANGER:
                    found.append((row, ticket, officer.id))
            return found

    @invariant()
    def nobody_reads_or_owns_a_complaint_about_themselves(self) -> None:
        """Nor does the declared relative."""
        number = getattr(self, "raised", {}).get(COMPLAINT)
        if number is None:
            return
        ticket = self.run(self._ticket(number))
        assert ticket.owner not in ("p04", "p05")
        about = [sent.note.to for sent in self.sent if sent.note.ticket == number]
        assert not {"secretary", "supervisor"} & set(about)
        assert not any(f"{number}号" in s.note.text for s in self.sent if s.note.to in ("secretary", "supervisor"))

    async def _ticket(self, number: int):  # type: ignore[no-untyped-def]
        async with self.database.reading() as ledger:
            return await ledger.tickets.get(number)

    @invariant()
    def nothing_closes_untold(self) -> None:
        """In the history of whatever is closed, it was told before."""
        if not hasattr(self, "runner"):
            return

        async def look() -> None:
            async with self.database.reading() as ledger:
                for ticket in await ledger.tickets.every():
                    if ticket.status is Status.CLOSED:
                        moves = [line.move for line in await ledger.tickets.history(ticket.number)]
                        assert ticket.told_at is not None
                        assert MoveName.TELL in moves[: moves.index(MoveName.CLOSE)]

        self.run(look())

    @invariant()
    def an_open_ticket_has_an_owner_able_to_act_and_a_date(self) -> None:
        """After any sweep: today, by the roster as it stands."""
        if not hasattr(self, "runner"):
            return

        async def look() -> None:
            await self.program.sweep()
            async with self.database.reading() as ledger:
                organisation = await ledger.organisation()
                today = self.program.policy.calendar.day_of(self.clock())
                for ticket in await ledger.tickets.every():
                    if ticket.status in OPEN:
                        assert organisation.able_on(ticket.owner, today) == ticket.owner
                        assert ticket.due_at is not None
                        assert ticket.urgency in Urgency

        self.run(look())

    def teardown(self) -> None:
        """Nothing that was owed is left behind."""
        if not hasattr(self, "runner"):
            return
        try:
            self._to_the_end()
        finally:
            self.run(self.database.close())
            self.left.close()

    def _to_the_end(self) -> None:
        self.clock.at = max(self.clock.at, datetime(2026, 12, 31, tzinfo=UTC)) + timedelta(days=5)
        self.run(settle(self.program))

        async def look() -> None:
            async with self.database.reading() as ledger:
                due = await ledger.due_at()
            assert due.reminder is None or due.reminder > self.clock()
            assert due.note is None or due.note > self.clock()

        self.run(look())
        self.every_reminder_exactly_once()


TestTownship = Township.TestCase
TestTownship.settings = settings(
    max_examples=10, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
)

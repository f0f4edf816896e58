"""Whatever owner, secretary and strangers write behind 议: a ticket that is talked over has an owner and a date."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from handlers.four_steps import PUBLICATIONS, Body, Figures, what_is_short
from storage.deliberations import Deliberation, End, Step
from storage.lifecycle import OPEN, WORKING, MoveName, Status
from storage.models import Move, Ticket
from tests.builders import NOW
from tests.handlers.on_a_stage import OnAStage
from tests.handlers.test_joint import organised
from tests.handlers.test_joint_machine import CHATS

SAID = (("zhang", "村口路上有个大坑，要重修得大家集资"), ("li", "二组路灯不亮三天了"))
numbers = st.integers(1, len(SAID))
WHO = st.sampled_from(["owner", "secretary", "head", "officer-2"])
BEHIND = st.sampled_from(
    ["", "四议", "一事一议 3天", "12月1日", "下周三", "半年", "昨天", "不议了 不用了", "结果 下月修"]
)
STEP = st.sampled_from(
    [
        "通过", "通过 应到30 实到25 同意20", "通过 应到30 实到19 同意19", "没通过 应到30 实到25 同意9",
        "公开", "没开成", "通过 按户 应到90 实到60 同意50 下一步3天", "3天",
    ]
)  # fmt: skip


class Talks(OnAStage):
    """Two open matters, whoever may send them to a meeting, and time."""

    @initialize()
    def two_matters_are_raised(self) -> None:
        """On a Monday, and taken."""
        self.begin(at=NOW, organisation=organised())
        for sender, words in SAID:
            self.run(self.stage.say(sender, words, group="g-shanghe"))
        for number in (1, 2):
            self.say(number, "owner", f"接 {number}")

    def say(self, number: int, who: str, text: str) -> None:
        """Somebody writes."""
        chat = CHATS[self.run(self.stage.ticket(number)).owner] if who == "owner" else who
        self.run(self.stage.say(chat, text))

    @rule(number=numbers, who=WHO, words=BEHIND)
    def discuss(self, number: int, who: str, words: str) -> None:
        """议."""
        self.say(number, who, f"议 {number} {words}")

    @rule(number=numbers, who=st.sampled_from(["secretary", "owner"]), step=st.integers(1, 6), words=STEP)
    def record(self, number: int, who: str, step: int, words: str) -> None:
        """A step."""
        self.say(number, who, f"议 {number} 第{step}步 {words}")

    @rule(number=numbers)
    def record_what_is_next(self, number: int) -> None:
        """The step that stands next, with figures that carry it."""
        deliberation = self.run(self.read())[number - 1][1]
        if deliberation is not None:
            words = "公开" if deliberation.next_step in PUBLICATIONS else "通过 应到30 实到25 同意20"
            self.say(number, "secretary", f"议 {number} 第{deliberation.next_step}步 {words}")

    @rule(number=numbers, step=st.integers(1, 6), words=STEP)
    def put_right(self, number: int, step: int, words: str) -> None:
        """改 and 撤."""
        self.say(number, "secretary", f"议 {number} {'撤' if words == '公开' else '改'} 第{step}步 {words}")

    @rule(
        number=numbers,
        word=st.sampled_from(
            ["停 {} 等天气", "接着 {}", "延 {} 3天 等配件", "好 {} 灯换了", "说了 {}", "联 {} 李桂花"]
        ),
    )
    def the_owner(self, number: int, word: str) -> None:
        """What else he writes."""
        self.say(number, "owner", word.format(number))

    @rule(number=numbers, to=st.sampled_from(["王建军", "李桂花"]))
    def hand_on(self, number: int, to: str) -> None:
        """转, and whoever it is takes it."""
        self.say(number, "office", f"转 {number} {to}")
        self.say(number, "owner", f"接 {number}")

    @rule(number=numbers)
    def is_not_done(self, number: int) -> None:
        """The villager says so."""
        self.run(self.stage.say(SAID[number - 1][0], "3"))

    @rule(hours=st.sampled_from([1, 25, 80]))
    def time_passes(self, hours: int) -> None:
        """Sweeps run."""
        self.run(self.stage.after(hours=hours))

    async def read(self) -> list[tuple[Ticket, Deliberation | None, list[Step], list[Move]]]:
        """The rows of each ticket."""
        async with self.database.reading() as ledger:
            rows = []
            for ticket in await ledger.tickets.every():
                last = await ledger.deliberations.last(ticket.number)
                steps = list(await ledger.deliberations.steps_of(last)) if last is not None else []
                rows.append((ticket, last, steps, list(await ledger.tickets.history(ticket.number))))
            return rows

    @invariant()
    def who_is_talked_over_has_an_owner_and_a_date(self) -> None:
        """And a deliberation with a next step, whose day is the ticket's date; at most 30 days ahead."""
        calendar = self.stage.program.policy.calendar
        for ticket, deliberation, _, history in self.run(self.read()):
            if ticket.status in OPEN:
                assert ticket.owner in CHATS
                assert ticket.due_at is not None
            if ticket.status is not Status.DELIBERATING:
                continue
            assert deliberation is not None
            assert deliberation.end is None
            assert deliberation.next_on == calendar.day_of(ticket.due_at)
            assert ticket.paused_at is None
            moved = [line for line in history if line.move is MoveName.DELIBERATE][-1]
            assert ticket.due_at - moved.at <= timedelta(days=31)

    @invariant()
    def a_date_never_moves_without_a_line(self) -> None:
        """The lines alone tell it."""
        for ticket, _, _, history in self.run(self.read()):
            told = [move.detail["due_at"] for move in history if "due_at" in move.detail]
            assert datetime.fromisoformat(told[-1]) == ticket.due_at

    @invariant()
    def what_is_decided_went_through_every_step(self) -> None:
        """In order, each once, with figures that carry it; nothing written over."""
        for ticket, deliberation, steps, _ in self.run(self.read()):
            if deliberation is None:
                continue
            standing = {step.step: step for step in steps if step.undone_at is None}
            assert len(standing) == len([step for step in steps if step.undone_at is None])
            assert [step.entry for step in steps] == list(range(1, len(steps) + 1))
            if 0 not in standing:
                assert sorted(standing) == list(range(1, len(standing) + 1))
            for step in standing.values():
                if step.passed and step.step:
                    figures = Figures(step.called, step.present, step.agreed)
                    body = Body(step.body) if step.body else Body.REPRESENTATIVES
                    assert what_is_short(step.step, figures, body) is None
            if deliberation.end == End.DECIDED and deliberation.way != "meeting_day":
                assert {1, 2, 3, 4} <= set(standing)
            if deliberation.next_on is not None and deliberation.end is None and ticket.status in WORKING:
                assert deliberation.next_step not in standing


# not shrunk: every step is a message through the whole program, and the steps are few
Talks.TestCase.settings = settings(
    max_examples=8,
    stateful_step_count=18,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
TestTalks = pytest.mark.timeout(400)(Talks.TestCase)


def test_the_machine_meets_what_it_watches() -> None:
    """A fixed walk through every step to the end, with one taken back on the way."""
    machine = Talks()
    try:
        machine.two_matters_are_raised()
        machine.discuss(1, "owner", "四议")
        machine.discuss(2, "secretary", "")
        for _ in range(3):
            machine.record_what_is_next(1)
        machine.put_right(1, 3, "公开")
        machine.record_what_is_next(1)
        machine.hand_on(1, "李桂花")
        machine.record_what_is_next(1)
        machine.record_what_is_next(1)
        machine.discuss(2, "secretary", "结果 下月修")
        for ticket, deliberation, _, _ in machine.run(machine.read()):
            assert deliberation is not None
            assert deliberation.end == End.DECIDED
            assert ticket.status is Status.ACCEPTED
        machine.who_is_talked_over_has_an_owner_and_a_date()
        machine.a_date_never_moves_without_a_line()
        machine.what_is_decided_went_through_every_step()
    finally:
        machine.teardown()

"""Whoever calls whom to a matter: who may never help, whose date never moves alone, who is told once."""

import re
from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from handlers.dispatch import barred_from
from storage.helping import Helper
from storage.lifecycle import HandlingMode
from storage.models import Move, Reminder, Ticket
from storage.organisation import Organisation
from tests.builders import NOW
from tests.handlers.on_a_stage import OnAStage
from tests.handlers.test_joint import organised

CHATS = {"p01": "officer-1", "p02": "officer-2", "p03": "head", "p04": "secretary", "p05": "supervisor",
         "p06": "office", "p07": "duty", "p11": "water", "p13": "leader", "p14": "cadre"}  # fmt: skip
#: an open matter; one raised by the secretary, whose relative is officer-2; a complaint about the secretary
SAID = (
    ("zhang", "上河村村口路灯不亮三天了"),
    ("secretary", "上河村村口路上有个大坑"),
    ("li", "上河村周书记私分集体的钱"),
)
numbers = st.integers(1, len(SAID))
NAMES = ("李桂花", "供水站", "供电所", "王建军", "包村吴", "周书记", "孙监督")
LEAD = st.sampled_from(["owner", "head", "office", "secretary", "supervisor", "officer-2"])


class HelpersOfTickets(OnAStage):
    """Three tickets, everybody who may be called to them, and time."""

    @initialize()
    def three_matters_are_raised(self) -> None:
        """On a Monday."""
        self.begin(at=NOW, organisation=organised("[{person: p04, with: p02}]"))
        for sender, words in SAID:
            self.run(self.stage.say(sender, words))
        self.run(self.stage.after(minutes=1))

    def somebody(self, number: int, who: str) -> str:
        """A chat."""
        return CHATS[self.run(self.stage.ticket(number)).owner] if who == "owner" else who

    @rule(number=numbers, who=LEAD, name=st.sampled_from(NAMES))
    def call(self, number: int, who: str, name: str) -> None:
        """联."""
        self.run(self.stage.say(self.somebody(number, who), f"联 {number} {name} 来一趟"))

    @rule(number=numbers, who=LEAD, name=st.sampled_from(NAMES))
    def let_go(self, number: int, who: str, name: str) -> None:
        """联 不用."""
        self.run(self.stage.say(self.somebody(number, who), f"联 {number} 不用 {name}"))

    @rule(
        number=numbers,
        who=st.sampled_from(["officer-2", "water", "officer-1", "cadre", "secretary"]),
        word=st.sampled_from(["好 {} 弄好了", "说了 {}", "帮不了 {} 车坏了"]),
    )
    def answer(self, number: int, who: str, word: str) -> None:
        """As a helper, or as somebody who is none."""
        self.run(self.stage.say(who, word.format(number)))

    @rule(number=numbers, to=st.sampled_from(["王建军", "李桂花", "赵网格"]))
    def hand_on(self, number: int, to: str) -> None:
        """转."""
        self.run(self.stage.say("office", f"转 {number} {to}"))

    @rule(
        number=numbers, word=st.sampled_from(["停 {} 等天气", "接着 {}", "延 {} 3天 等配件", "接 {}", "求助 {} 缺人"])
    )
    def the_owner(self, number: int, word: str) -> None:
        """What moves dates, and what does not."""
        self.run(self.stage.say(self.somebody(number, "owner"), word.format(number)))
        self.run(self.stage.say("office", f"同意 {number}"))

    @rule(number=numbers, who=st.sampled_from(["supervisor", "office"]), word=st.sampled_from(["督", "不督", "上报"]))
    def from_above(self, number: int, who: str, word: str) -> None:
        """督, 不督, 上报."""
        self.run(self.stage.say(who, f"{word} {number} 看一看"))

    @rule(hours=st.sampled_from([1, 9, 25, 80]))
    def time_passes(self, hours: int) -> None:
        """Sweeps run."""
        self.run(self.stage.after(hours=hours))

    @rule()
    def nothing_runs_for_two_days(self) -> None:
        """A downtime."""
        self.stage.clock.move_to(self.stage.clock() + timedelta(days=2))
        self.run(self.stage.after(minutes=1))

    async def read(self) -> list[tuple[Ticket, list[Helper], list[Move], list[Reminder]]]:
        """The rows of each ticket."""
        async with self.database.reading() as ledger:
            return [
                (
                    ticket,
                    list(await ledger.helpers.ever(ticket.number)),
                    list(await ledger.tickets.history(ticket.number)),
                    list(await ledger.reminders.waiting(ticket.number)),
                )
                for ticket in await ledger.tickets.every()
            ]

    @invariant()
    def nobody_helps_who_may_not(self) -> None:
        """Not its owner, not who may not know of it, nobody at all with a complaint; and the mode says whether."""
        organisation: Organisation = self.run(self.organisation())
        for ticket, helpers, _, _ in self.run(self.read()):
            now = {one.officer for one in helpers if one.left_at is None and one.officer in ticket.helpers}
            assert ticket.owner not in ticket.helpers
            assert not (now | set(ticket.helpers)) & barred_from(organisation, ticket)
            if ticket.about_official:
                assert not helpers
            if ticket.mode is HandlingMode.JOINT:
                assert now

    async def organisation(self) -> Organisation:
        """As it stands."""
        async with self.database.reading() as ledger:
            return await ledger.organisation()

    @invariant()
    def a_date_moves_only_with_a_line(self) -> None:
        """Whatever is done with helpers."""
        for ticket, _, history, _ in self.run(self.read()):
            told = [move.detail["due_at"] for move in history if "due_at" in move.detail]
            assert datetime.fromisoformat(told[-1]) == ticket.due_at

    @invariant()
    def each_is_reminded_once_of_one_date(self) -> None:
        """Notes of one reminder carry one key; none of them went out twice to one person for one date."""
        sent = Counter(
            (one.note.to, one.note.ticket, re.sub("第.*", "", one.note.text))
            for one in self.stage.channel.sent
            if "等您" in one.note.text and "提醒一句" in one.note.text and "\n" not in one.note.text
        )
        # the same words again could only be the same helper's part, called anew after he had left
        for (to, number, _), count in sent.items():
            person = next(person for person, chat in CHATS.items() if chat == to)
            asked = [one for _, helpers, _, _ in self.run(self.read()) for one in helpers]
            assert count <= len([one for one in asked if (one.officer, one.ticket) == (person, number)])


# not shrunk: every step is a message through the whole program, and the steps are few
HelpersOfTickets.TestCase.settings = settings(
    max_examples=8,
    stateful_step_count=15,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
TestHelpersOfTickets = pytest.mark.timeout(400)(HelpersOfTickets.TestCase)


def test_the_machine_meets_what_it_watches() -> None:
    """A fixed walk: helpers come, answer, leave and lead; the complaint stays alone."""
    machine = HelpersOfTickets()
    try:
        machine.three_matters_are_raised()
        machine.the_owner(1, "接 {}")
        machine.call(1, "owner", "李桂花")
        machine.call(1, "head", "供水站")
        # a relative of the secretary, who raised it
        machine.call(2, "owner", "李桂花")
        machine.call(3, "owner", "李桂花")
        machine.call(3, "secretary", "李桂花")
        machine.the_owner(1, "延 {} 3天 等配件")
        machine.answer(1, "water", "好 {} 弄好了")
        machine.hand_on(1, "李桂花")
        assert machine.somebody(1, "owner") == "officer-2"
        machine.time_passes(80)
        machine.nothing_runs_for_two_days()
        rows = machine.run(machine.read())
        assert [len(helpers) for _, helpers, _, _ in rows] == [2, 0, 0]
        machine.nobody_helps_who_may_not()
        machine.a_date_moves_only_with_a_line()
        machine.each_is_reminded_once_of_one_date()
    finally:
        machine.teardown()

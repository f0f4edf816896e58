"""Whoever takes, gives back, lets time pass or does it: a wish never has two holders, and a lease runs out once."""

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from storage.lifecycle import WORKING, MoveName
from storage.models import Move, Ticket
from storage.wishes import WishClaim
from tests.builders import NOW
from tests.handlers.on_a_stage import OnAStage

WHO = st.sampled_from(["officer-1", "officer-2", "head", "office"])
NAMES = st.sampled_from(["王建军", "李桂花", "赵网格", "张婶"])
numbers = st.integers(1, 2)


class WishesAndTheirHolders(OnAStage):
    """Two wishes of two households, four people who may take them, and time."""

    @initialize()
    def two_wishes(self) -> None:
        """Posted on a Monday."""
        self.begin(at=NOW)
        self.run(self.stage.say("zhang", "心愿 我家住槐树坪，想有人陪我说说话"))
        self.run(self.stage.say("li", "心愿 我家住槐树坪，想要个轮椅"))

    @rule(
        number=numbers,
        who=WHO,
        word=st.sampled_from(["认领 {}", "放手 {}", "好 {} 送到家里了", "看 {}", "求助 {} 忙不过来"]),
    )
    def official(self, number: int, who: str, word: str) -> None:
        """An official says something about a wish."""
        self.run(self.stage.say(who, word.format(number)))

    @rule(number=numbers, who=WHO, name=NAMES)
    def together(self, number: int, who: str, name: str) -> None:
        """同去."""
        self.run(self.stage.say(who, f"同去 {number} {name}"))

    @rule(number=numbers, to=NAMES)
    def hand_on(self, number: int, to: str) -> None:
        """转, by the office."""
        self.run(self.stage.say("office", f"转 {number} {to}"))

    @rule(who=st.sampled_from(["zhang", "li"]), answer=st.sampled_from(["1", "3"]))
    def villager(self, who: str, answer: str) -> None:
        """The one who wished answers."""
        self.run(self.stage.say(who, answer))

    @rule(days=st.integers(1, 16))
    def time_passes(self, days: int) -> None:
        """Also beyond a lease."""
        self.run(self.stage.after(days=days))

    @rule()
    def restart(self) -> None:
        """Another process goes on with what is on disk."""
        at, sent = self.stage.clock(), self.stage.channel.sent
        self.begin(at=at)
        self.stage.channel.sent[:0] = sent

    async def read(self) -> Sequence[tuple[Ticket, Sequence[WishClaim], Sequence[Move]]]:
        """Everything about both."""
        async with self.database.reading() as ledger:
            return [
                (
                    await ledger.tickets.get(number),
                    await ledger.wishes.claims_of(number),
                    await ledger.tickets.history(number),
                )
                for number in (1, 2)
            ]

    @invariant()
    def one_holder_who_owns_it(self) -> None:
        """Never two; whoever holds a wish that is not over is its owner, and nobody goes with himself."""
        for ticket, claims, _ in self.run(self.read()):
            held = [claim for claim in claims if claim.ended_at is None]
            assert len(held) <= 1
            if held and ticket.status in WORKING:
                assert held[0].officer == ticket.owner
                assert held[0].partner != held[0].officer

    @invariant()
    def a_lease_runs_out_once(self) -> None:
        """As many lines of history and kind notes as claims that ran out."""
        sent = self.stage.channel.sent
        for ticket, claims, history in self.run(self.read()):
            ran_out = sum(claim.ended_because == "expired" for claim in claims)
            lines = [line for line in history if line.move is MoveName.REASSIGN and line.reason == "到日子放回心愿单"]
            assert len(lines) == ran_out
            notes = [one for one in sent if one.note.text.count(f"{ticket.number}号心愿到日子")]
            assert len(notes) <= ran_out

    @invariant()
    def an_address_is_shown_to_two(self) -> None:
        """Whoever read it was, at some time, one of two."""
        rows = self.run(self.read())
        known = {"p01": "officer-1", "p02": "officer-2", "p03": "head", "p06": "office", "p04": "secretary"}
        pairs = {
            known.get(one or "") for _, claims, _ in rows for claim in claims for one in (claim.officer, claim.partner)
        }
        readers = {one.note.to for one in self.stage.channel.sent if "槐树坪" in one.note.text} - {"zhang", "li"}
        assert readers <= pairs


WishesAndTheirHolders.TestCase.settings = settings(
    max_examples=6, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
)
TestWishesAndTheirHolders = pytest.mark.timeout(400)(WishesAndTheirHolders.TestCase)


def test_the_machine_meets_what_it_watches() -> None:
    """A fixed walk: taken, run out, taken by another, brought by two, confirmed."""
    machine = WishesAndTheirHolders()
    try:
        machine.two_wishes()
        machine.official(1, "officer-1", "认领 {}")
        machine.restart()
        machine.time_passes(15)
        machine.official(1, "officer-2", "认领 {}")
        machine.together(1, "officer-2", "王建军")
        machine.official(1, "officer-2", "好 {} 送到家里了")
        machine.villager("zhang", "1")
        rows = machine.run(machine.read())
        assert [claim.ended_because for claim in rows[0][1]] == ["expired", "over"]
        assert any("槐树坪" in one.note.text for one in machine.stage.channel.sent if one.note.to == "officer-1")
        machine.one_holder_who_owns_it()
        machine.a_lease_runs_out_once()
        machine.an_address_is_shown_to_two()
    finally:
        machine.teardown()

"""What is promised to be forgotten is forgotten, and what must stay stays."""

from datetime import time, timedelta

from handlers import sweeps
from handlers.retention import forget
from storage.history import first_broken
from storage.lifecycle import Status
from tests.builders import VILLAGE, a_message, a_ticket
from tests.handlers.test_officer_replies import raised
from tests.stage import Stage, to


async def test_ninety_days_after_the_end_the_words_are_gone_and_the_chain_holds(stage: Stage) -> None:
    """办完90天删原话: words, place and notes go; number, counts and the history chain stay."""
    await raised(stage)
    await stage.say("officer-1", "好 灯换了")
    await stage.say("zhang", "1")
    await stage.after(days=89)
    async with stage.program.database.reading() as ledger:
        assert await ledger.tickets.words(await ledger.tickets.get(1)) == "村口路灯不亮三天了"
    await stage.after(days=1)
    # what has become old is forgotten when the next day begins
    await stage.until(
        stage.program.policy.calendar.at_local(
            stage.program.policy.calendar.day_of(stage.clock()) + timedelta(days=1), time(0)
        )
    )
    async with stage.program.database.reading() as ledger:
        ticket = await ledger.tickets.get(1)
        assert await ledger.tickets.words(ticket) is None
        assert (ticket.place, ticket.words_key, ticket.voices) == (None, None, 1)
        assert first_broken(await ledger.tickets.history(1), ticket.chain) is None
        assert await ledger.outbox.older_than(stage.clock() - timedelta(days=90)) == 0
        assert await ledger.inbox.older_than(stage.clock() - timedelta(days=30), stage.clock()) == 0


async def test_an_open_matter_keeps_its_words(stage: Stage) -> None:
    """Nothing is forgotten of what is not ended, however long that takes."""
    await raised(stage)
    await stage.say("officer-1", "接")
    await stage.after(days=120)
    assert "村口路灯不亮三天了" in to(await stage.say("officer-1", "看 1"), "officer-1")[0]


async def test_what_was_set_aside_is_forgotten_too(stage: Stage) -> None:
    """A message that could not be handled holds its words; nobody came back to it for ninety days."""
    async with stage.program.database.ledger() as ledger:
        await ledger.inbox.keep([(a_message("我家低保停了"), stage.clock())])
        (row,) = await ledger.inbox.claim(stage.clock())
        ledger.inbox.failed(row, "RuntimeError", None)
        await ledger.commit()
    async with stage.program.database.ledger() as ledger:
        for days, left in ((89, 1), (91, 0)):
            then = stage.clock() + timedelta(days=days)
            assert (await forget(ledger, stage.program.policy, then, dry_run=True)).messages == 1 - left
            await forget(ledger, stage.program.policy, then)
            assert len(await ledger.inbox.set_aside()) == left
        assert await ledger.inbox.counts() == {}


async def test_much_is_forgotten_in_many_commits(stage: Stage) -> None:
    """The first day after a long standstill: others write in between, and a stop loses no more than a page."""
    policy = stage.program.policy
    async with stage.program.database.ledger() as ledger:
        reporter = await ledger.people.meet(a_message(), VILLAGE)
        ended = stage.clock() - timedelta(days=100)
        for number in range(1, 451):
            closed = a_ticket(number, status=Status.CLOSED, closed_at=ended, registered_at=ended)
            ledger.tickets.add(closed, reporter, "路灯不亮", "villager", ended)
        await ledger.commit()
    counts = []
    while True:
        async with stage.program.database.ledger() as ledger:
            counts.append(await sweeps.forgetting(ledger, policy, stage.clock()))
            await ledger.commit()
        if not counts[-1]:
            break
    assert counts == [200, 200, 50, 0]
    async with stage.program.database.ledger() as ledger:
        assert await sweeps.forgetting(ledger, policy, stage.clock()) == 0

"""What is promised to be forgotten is forgotten, and what must stay stays."""

from datetime import time, timedelta

from storage.history import first_broken
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
        assert await ledger.inbox.older_than(stage.clock() - timedelta(days=30)) == 0


async def test_an_open_matter_keeps_its_words(stage: Stage) -> None:
    """Nothing is forgotten of what is not ended, however long that takes."""
    await raised(stage)
    await stage.say("officer-1", "接")
    await stage.after(days=120)
    assert "村口路灯不亮三天了" in to(await stage.say("officer-1", "看 1"), "officer-1")[0]

"""What is promised to be forgotten, and when: 办完90天删原话; then the ticket is put away (归档).

A week lies between the two: whoever was asked on the last day how it is may still answer (回访 after 90 days).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers import filing
from handlers.policy import RATED_WITHIN, Policy
from storage.ledger import Ledger
from storage.lifecycle import MOVES, MoveName
from storage.models import Ticket

ARCHIVE = "archive"
#: as many tickets lose their words in one unit of work
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much was forgotten, or would be."""

    tickets: int = 0
    notes: int = 0
    messages: int = 0

    def __bool__(self) -> bool:
        """Whether there was anything."""
        return bool(self.tickets or self.notes or self.messages)


async def forget(ledger: Ledger, policy: Policy, now: datetime, *, dry_run: bool = False) -> Forgotten:
    """Destroy what is older than promised; with `dry_run` only count. Call again while it returns something."""
    retention = policy.retention
    # what was set aside still holds its words, and nobody may come back to it
    words_before = now - timedelta(days=retention.words_days)
    ended = await ledger.tickets.with_words_closed_before(words_before, limit=_AT_ONCE)
    notes_before = now - timedelta(days=retention.notes_days)
    messages_before = now - timedelta(days=retention.repeats_days)
    if dry_run:
        return Forgotten(
            len(ended),
            await ledger.outbox.older_than(notes_before),
            await ledger.inbox.older_than(messages_before, words_before),
        )
    # what an official said with a question that nobody answered
    await ledger.asked_back.forget_before(now)
    for ticket in ended:
        # what was merged into it ended with it
        for member in await ledger.tickets.family(ticket):
            await ledger.on_behalf.forget(member.number)
            await ledger.tickets.destroy_words(member)
            await ledger.reminders.plan(member.number, [(ARCHIVE, filing.CLOCK, now + RATED_WITHIN)])
    return Forgotten(
        len(ended),
        await ledger.outbox.delete_older_than(notes_before),
        await ledger.inbox.delete_older_than(messages_before, words_before),
    )


def put_away(ledger: Ledger, ticket: Ticket, now: datetime) -> bool:
    """归档: nothing is told of it any more but its line of the ledger. Returns whether it was; what goes on stays."""
    if ticket.status not in MOVES[MoveName.ARCHIVE].sources or ticket.words_key is not None:
        return False
    ledger.tickets.move(ticket, MoveName.ARCHIVE, actor="system", at=now, reason="原话已销毁，归档")
    return True

"""What is promised to be forgotten, and when: 办完90天删原话; then the ticket is put away (归档).

A week lies between the two: whoever was asked on the last day how it is may still answer (回访 after 90 days).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from classifiers.verdict import MatterKind
from handlers import filing
from handlers.policy import RATED_WITHIN, Policy
from storage.ledger import Ledger
from storage.lifecycle import MOVES, MoveName, Status
from storage.models import Ticket

ARCHIVE = "archive"
FORGET_WHO = "forget-who"
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
    notes_before = now - timedelta(days=retention.notes_days)
    messages_before = now - timedelta(days=retention.repeats_days)
    if dry_run:
        return Forgotten(
            await ledger.tickets.count_with_words_closed_before(words_before),
            await ledger.outbox.older_than(notes_before),
            await ledger.inbox.older_than(messages_before, words_before),
        )
    ended = await ledger.tickets.with_words_closed_before(words_before, limit=_AT_ONCE)
    # what an official said with a question that nobody answered
    await ledger.asked_back.forget_before(now)
    for ticket in ended:
        # what was merged into it ended with it
        for member in await ledger.tickets.family(ticket):
            await ledger.on_behalf.forget(member.number)
            await ledger.tickets.destroy_words(member)
            await owe_what_follows(ledger, policy, member, now)
    return Forgotten(
        len(ended),
        await ledger.outbox.delete_older_than(notes_before),
        await ledger.inbox.delete_older_than(messages_before, words_before),
    )


async def owe_what_follows(ledger: Ledger, policy: Policy, ticket: Ticket, now: datetime) -> None:
    """The words are gone: a week later the ticket is put away, and at its time nobody stands behind it any more."""
    owed = [(ARCHIVE, filing.CLOCK, now + RATED_WITHIN)]
    if ticket.closed_at is not None:
        of_all = ticket.kind is MatterKind.VILLAGE
        days = policy.retention.people_village_days if of_all else policy.retention.people_private_days
        owed.append((FORGET_WHO, filing.CLOCK, max(now + RATED_WITHIN, ticket.closed_at + timedelta(days=days))))
    await ledger.reminders.plan(ticket.number, owed)


async def forget_who(ledger: Ledger, ticket: Ticket, now: datetime) -> bool:
    """Chance takes the place of those who stood behind it, and behind what was merged into it."""
    if ticket.status is not Status.ARCHIVED:
        return False
    family = [member.number for member in await ledger.tickets.family(ticket)]
    return await ledger.forgetting.who_stood_behind(family, now) > 0


def put_away(ledger: Ledger, ticket: Ticket, now: datetime) -> bool:
    """归档: nothing is told of it any more but its line of the ledger. Returns whether it was; what goes on stays."""
    if ticket.status not in MOVES[MoveName.ARCHIVE].sources or ticket.words_key is not None:
        return False
    ledger.tickets.move(ticket, MoveName.ARCHIVE, actor="system", at=now, reason="原话已销毁，归档")
    return True

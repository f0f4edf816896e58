"""Everybody behind a ticket hears that something about it has changed, each in private."""

from collections.abc import Callable
from datetime import datetime

from handlers import filing, following_up, wording
from handlers.filing import VILLAGER
from handlers.policy import Policy
from handlers.turn import Turn, tell_villager
from storage.ledger import Ledger
from storage.models import Officer, Ticket
from storage.speech import PrivateText


async def tell_all_behind(
    ledger: Ledger,
    policy: Policy,
    ticket: Ticket,
    say: Callable[[wording.Salutation], PrivateText],
    *,
    why: str,
    key: str,
    now: datetime,
) -> None:
    """One private note to the reporter and to each who joined. `key` makes it once.

    Violence at home: nobody is written to unasked, since somebody else may read the phone.
    """
    if ticket.violence_at_home:
        return
    people = [villager for _, villager in await following_up.others_behind(ledger, ticket)]
    reporter = await following_up.reporter_of(ledger, ticket)
    if reporter is not None:
        people = [reporter, *people]
    for villager in people:
        if villager.unreachable_at is not None:
            continue
        await tell_villager(
            ledger,
            policy,
            villager,
            say(wording.salutation(villager.name)),
            ticket=ticket,
            why=why,
            key=f"t{ticket.number}:{key}:{VILLAGER}:{villager.ref}",
            now=now,
        )


async def tell_all_whom_to_ask(
    turn: Turn, ticket: Ticket, text: Callable[[wording.Salutation, Officer], PrivateText], *, key: str
) -> None:
    """Everybody behind it hears, each by his name, with whom to ask."""
    owner = filing.owner_of(turn.organisation, ticket)
    await tell_all_behind(
        turn.ledger, turn.policy, ticket, lambda name: text(name, owner), why="notice", key=key, now=turn.now
    )

"""Everybody behind a ticket hears that something about it has changed, each in private."""

from collections.abc import Callable
from datetime import datetime

from handlers import following_up, wording
from handlers.filing import VILLAGER
from handlers.policy import Policy
from handlers.turn import tell_villager
from storage.ledger import Ledger
from storage.models import Ticket
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

"""「问啥 12」: what is still to be found out, for whoever has the matter and for nobody else."""

from handlers import fact_list
from handlers.filters import from_officer, in_private, order
from handlers.officer_replies import meant, polite
from handlers.router import Router
from handlers.turn import Turn
from storage.lifecycle import OPEN

router = Router("asking_facts")


@router.on(from_officer, in_private, order("问啥"))
@polite
async def what_to_ask(turn: Turn, number: int | None, words: str) -> None:
    """At any time, also of what is plain."""
    await fact_list.tell_all(turn, await meant(turn, number, lambda ticket: ticket.status in OPEN, "问啥"))

"""转 and 退 to somebody whose posts are all in other villages: a slip of the name, as often as not, so asked first."""

from handlers import asking_back, filing
from handlers.filters import order_in
from handlers.orders import Order
from handlers.turn import Turn
from handlers.wording.correcting import ELSEWHERE
from storage.models import AreaLevel, Officer, Ticket


async def asked_whether(turn: Turn, ticket: Ticket, to: Officer, verb: str, words: str) -> bool:
    """Ask, where `to` is of another village and the official has not said 是 yet. False: nothing to ask."""
    reading = order_in(turn)
    village = _only_elsewhere(turn, ticket, to)
    if village is None or (isinstance(reading, Order) and reading.sure):
        return False
    await asking_back.ask_whether(turn, verb, ticket, words)
    text = ELSEWHERE.say(
        人=to.name,
        村=village,
        事=filing.title_for_others(ticket),
        地点=filing.place_for_others(turn.organisation, ticket),
        编号=ticket.number,
    )
    await turn.answer(text, why="ask", ticket=ticket.number)
    return True


def _only_elsewhere(turn: Turn, ticket: Ticket, to: Officer) -> str | None:
    """The name of the other village; None where he holds a post here, or for the whole township."""
    organisation = turn.organisation
    if ticket.village is None:
        return None
    others = []
    for post in organisation.posts_of(to.id):
        area, village = organisation.areas.get(post.area), organisation.village_of(post.area)
        if area is None or area.level is AreaLevel.TOWNSHIP or village is None or village.code == ticket.village:
            return None
        others.append(village.name)
    return others[0] if others else None

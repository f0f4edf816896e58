"""What was not certain in an official's words: asked back, answered by a number or a word, never guessed.

The question is a row with its words sealed, so the answer is understood after a restart and by any process. Nothing
but a plain answer to it is taken as one; words that order something by themselves stand for that.
"""

from collections.abc import Sequence
from datetime import timedelta

from handlers import titles, wording
from handlers.dispatch import barred_from
from handlers.errors import Refused
from handlers.filters import order_in
from handlers.free_orders import even
from handlers.orders import Asked, AskedFor, Order, Unclear, is_assent, read_answer, read_order
from handlers.said_numbers import find_numbers, ticket_numbers
from handlers.topics_said import topics_in
from handlers.turn import Turn
from handlers.typed import plain
from storage.models import Ticket

#: how long an answer is understood as one
_UNTIL = {
    AskedFor.WHICH: timedelta(hours=4),
    AskedFor.RESULT: timedelta(hours=12),
    AskedFor.SURE: timedelta(hours=1),
    AskedFor.DAYS: timedelta(hours=1),
}
#: words that he was asked about, and that are about no ticket yet
NO_TICKET = 0
#: 是 makes a new matter of them
NEW = "新事"
#: photos wait so long for the ticket they show
PHOTOS_WITHIN = timedelta(minutes=30)
#: a note says which ticket the next word is about for so long
_NOTE_WITHIN = timedelta(minutes=30)
#: as many tickets are listed, and remembered as candidates
LISTED = 5
_REMEMBERED = 30
#: these change nothing, so what was asked before still waits
_LOOKS = frozenset({"看", "值班"})
#: longer words are no name of one ticket in a list (路灯那个)
_LONGEST_TOPIC = 8
#: an order's number stands within so many characters
_READ = 1000


async def understand(turn: Turn) -> None:
    """Read an official's private message, as the answer to what he was asked where it is one."""
    if turn.officer is None or turn.in_group or not turn.text:
        return
    turn.known = await _could_mean(turn)
    asked = turn.asked_back = await turn.ledger.asked_back.find(turn.officer.id, turn.now)
    if asked is None or asked.what is None:
        return
    if turn.awaiting is not None and (turn.awaiting.asked_at or turn.now) > asked.asked_at:
        # as a villager he was asked something later
        return
    question = Asked(AskedFor(asked.what), asked.verb, tuple(asked.numbers), asked.words)
    turn.order = await _answer(turn, question)
    if isinstance(turn.order, Order) and turn.order.verb not in _LOOKS:
        turn.ledger.asked_back.answered(asked)


#: as many numbers of a message are looked up
_LOOKED_UP = 6


async def _could_mean(turn: Turn) -> frozenset[int]:
    """The tickets among the numbers of his words that are his, that he helps with or is asked about; else those of
    his village or township."""
    assert turn.officer is not None
    officer = turn.officer.id
    said = dict.fromkeys(one.value for one in ticket_numbers(find_numbers(even(plain(turn.text[:_READ])))))
    numbers = list(said)[:_LOOKED_UP]
    found = [ticket for number in numbers if (ticket := await turn.ledger.tickets.find(number)) is not None]
    if not found:
        return frozenset()
    waiting = {ticket.number for _, ticket in await turn.ledger.requests.waiting()}
    areas = {post.area for post in turn.organisation.posts_of(officer)}
    near, own = set(), set()
    for ticket in found:
        if officer in barred_from(turn.organisation, ticket):
            continue
        above = not areas.isdisjoint({ticket.village, ticket.grid, turn.organisation.township.code})
        if ticket.owner == officer or officer in ticket.helpers or (above and ticket.number in waiting):
            own.add(ticket.number)
        elif above:
            near.add(ticket.number)
    return frozenset(own or near)


async def _answer(turn: Turn, question: Asked) -> Order | Unclear:
    if turn.message.quote is not None and question.what is not AskedFor.WHICH:
        # he points at a note himself
        return read_order(turn.text, known=turn.known, pointed=True)
    reading = read_answer(turn.text, question, known=turn.known)
    if question.what is AskedFor.WHICH and isinstance(reading, Unclear):
        number = await _by_topic(turn, question.numbers)
        return Order(question.verb, number, question.words) if number is not None else reading
    about_one = question.what is AskedFor.SURE and question.numbers[0] != NO_TICKET
    assented = about_one and is_assent(turn.text) and isinstance(reading, Order)
    if assented and await _something_else_was_said(turn, question.numbers[0]):
        return read_order(turn.text, known=turn.known)
    return reading


async def _by_topic(turn: Turn, numbers: Sequence[int]) -> int | None:
    """路灯那个: the one ticket of the list that is about this."""
    topics = topics_in(turn.text) if len(turn.text) <= _LONGEST_TOPIC else []
    fitting = [number for number in numbers if (await turn.ledger.tickets.get(number)).topic in topics]
    return fitting[0] if len(fitting) == 1 else None


async def _something_else_was_said(turn: Turn, number: int) -> bool:
    """Whether a note about another ticket reached him after the question: his 是 may be the answer to that."""
    assert turn.asked_back is not None
    since = await turn.ledger.outbox.last_about(turn.message.channel, turn.message.sender, turn.asked_back.asked_at)
    return any(about != number for about in since)


async def ask_which(turn: Turn, doing: str, tickets: Sequence[Ticket]) -> Refused:
    """Several tickets fit: list at most five, and remember what was said. Returns the refusal to raise."""
    reading = order_in(turn)
    if isinstance(reading, Order):
        numbers = [ticket.number for ticket in tickets[:_REMEMBERED]]
        await _ask(turn, AskedFor.WHICH, reading.verb, numbers, reading.words)
    rows = [(ticket.number, titles.staff_title(ticket.topic, ticket.kind)) for ticket in tickets[:LISTED]]
    return Refused("several fit", wording.which_of_yours(doing, rows))


async def ask_result(turn: Turn, ticket: Ticket) -> None:
    """好, without a result: the next words may be it."""
    await _ask(turn, AskedFor.RESULT, "好", [ticket.number], "")


async def ask_whether(turn: Turn, verb: str, ticket: Ticket, words: str = "") -> None:
    """Is this what he means? 是 makes it an order."""
    await _ask(turn, AskedFor.SURE, verb, [ticket.number], words)


async def ask_whether_new(turn: Turn, words: str) -> None:
    """Words that may be a matter of his own: 是 raises it."""
    await _ask(turn, AskedFor.SURE, NEW, [NO_TICKET], words)


async def ask_days(turn: Turn, verb: str) -> None:
    """请假, without a day: the next words may be it."""
    await _ask(turn, AskedFor.DAYS, verb, [NO_TICKET], "")


async def _ask(turn: Turn, what: AskedFor, verb: str, numbers: list[int], words: str) -> None:
    assert turn.officer is not None
    turn.asked_back = await turn.ledger.asked_back.ask(
        turn.officer.id,
        turn.now,
        turn.now + _UNTIL[what],
        what=what.value,
        verb=verb,
        numbers=numbers,
        words=words[:400],
    )


async def keep_photos(turn: Turn, count: int) -> int:
    """Photos without a word wait for the ticket they show; returns how many wait now. A question goes on waiting."""
    assert turn.officer is not None
    row = turn.asked_back or await turn.ledger.asked_back.find(turn.officer.id, turn.now)
    waiting = (row.photos if row is not None else 0) + count
    until = turn.now + PHOTOS_WITHIN
    if row is not None and row.what is not None:
        row.photos, row.until = waiting, max(row.until, until)
    else:
        row = await turn.ledger.asked_back.ask(turn.officer.id, turn.now, until, photos=waiting)
    turn.asked_back = row
    return waiting


def take_photos(turn: Turn) -> int:
    """How many photos wait; they belong to a ticket now."""
    if turn.asked_back is None:
        return 0
    count, turn.asked_back.photos = turn.asked_back.photos, 0
    return count


def forget_question(turn: Turn) -> None:
    """It was answered by a no, or by not yet."""
    if turn.asked_back is not None:
        turn.ledger.asked_back.answered(turn.asked_back)


async def by_last_note(turn: Turn, fitting: Sequence[Ticket]) -> Ticket | None:
    """The ticket that the last note to him was about, where no note about another of these reached him with it."""
    since = turn.now - _NOTE_WITHIN
    about = await turn.ledger.outbox.last_about(turn.message.channel, turn.message.sender, since)
    if not about or None in about:
        return None
    named = [ticket for ticket in fitting if ticket.number in about]
    if len(named) != 1 or about[0] != named[0].number:
        return None
    reading = order_in(turn)
    words = reading.words if isinstance(reading, Order) else turn.text
    spoken_of = topics_in(words)
    if named[0].topic not in spoken_of and any(ticket.topic in spoken_of for ticket in fitting):
        # "好 灯换了" right after a note about the road is about the lamp
        return None
    return named[0]

"""Does this apply, and who may: the questions that routers ask of a message."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from classifiers.verdict import Act
from handlers.orders import Order, Unclear, read_order
from handlers.router import Filter
from handlers.turn import Turn
from handlers.typed import bare as bare
from handlers.typed import plain as plain
from handlers.verbs import VERBS, Verb
from storage.incoming import MessageKind


def from_officer(turn: Turn) -> bool:
    """Written from an official's chat account."""
    return turn.officer is not None


def in_private(turn: Turn) -> bool:
    """Said in a private chat."""
    return not turn.in_group


def in_group(turn: Turn) -> bool:
    """Said in a group."""
    return turn.in_group


def is_matter(turn: Turn) -> bool:
    """The words are about a matter."""
    return turn.verdict.is_matter


def kind(*kinds: MessageKind) -> Filter:
    """The message is of one of these kinds."""
    return lambda turn: turn.message.kind in kinds


def act(*acts: Act) -> Filter:
    """The speaker wants one of these."""
    return lambda turn: turn.verdict.act in acts


def awaiting(*names: str) -> Filter:
    """This person has been asked one of these; passes the ticket's number on, where there is one."""

    def passes(turn: Turn) -> dict[str, Any] | None:
        if turn.awaiting is None or turn.awaiting.awaiting not in names:
            return None
        return {"asked": turn.awaiting}

    return passes


def whole(*words: str) -> Filter:
    """The whole message is one of these words (punctuation and spaces aside)."""
    wanted = frozenset(words)
    return lambda turn: bare(turn.text) in wanted


# an official's orders ------------------------------------------------------------------------------------------------


def order_in(turn: Turn) -> Order | Unclear:
    """What an official's message orders; read once."""
    if turn.order is None:
        turn.order = read_order(turn.text, known=turn.known, pointed=turn.message.quote is not None)
    return turn.order


def order(*words: str, plainly: Iterable[str] = ()) -> Filter:
    """The message is an order: the verb `words[0]` of the table, or literally one of `words` or `plainly`.

    `words` are followed by no other Chinese character (接 12, but not 接水管), `plainly` by anything. Passes on
    `number` (None where none was given) and `words`, what was said besides.
    """
    known = next((verb for verb in VERBS if verb.name == words[0]), None)
    # words that the table does not have yet; a question or a condition takes them back all the same
    said = tuple(word for word in words if known is None or word not in known.says)
    further = tuple(word for word in plainly if known is None or word not in known.plainly)
    own = (replace(known or Verb(words[0]), says=said, plainly=further, slips=(), reasons=(), glued=()),)

    def passes(turn: Turn) -> dict[str, Any] | None:
        reading = order_in(turn)
        if (said or further) and (isinstance(reading, Unclear) or (reading.free and reading.verb != words[0])):
            # the table's own words are never read a second time: what was doubted would be ordered after all.
            # a word that stands first, and is this handler's own, counts before what is read out of the sentence
            reading = read_order(turn.text, own)
        if not isinstance(reading, Order) or reading.verb != words[0]:
            return None
        return {"number": reading.number, "words": reading.words}

    return passes


def two_numbers(turn: Turn) -> dict[str, Any] | None:
    """并 with its two tickets; both None where they were not named."""
    reading = order_in(turn)
    if not isinstance(reading, Order) or reading.verb != "并":
        return None
    one, other = reading.numbers or (None, None)
    return {"one": one, "other": other}

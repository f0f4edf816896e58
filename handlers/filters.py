"""Does this apply, and who may: the questions that routers ask of a message."""

import re
import unicodedata
from typing import Any

from classifiers.verdict import Act
from handlers.router import Filter
from handlers.turn import Turn
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


_DECORATION = re.compile(r"[\s,，。.!！?？~～、;；:：“”\"'‘’「」『』]+")


#: full-width digits, letters, # and space; punctuation stays as people write it
_NARROW = {wide: unicodedata.normalize("NFKC", chr(wide)) for wide in (*range(0xFF10, 0xFF5B), 0xFF03, 0x3000)}
for _mark in "：；＜＝＞？＠［＼］＾＿｀":
    del _NARROW[ord(_mark)]


def plain(text: str) -> str:
    """Text with full-width digits, letters and spaces made narrow, and nothing at its ends."""
    return text.translate(_NARROW).strip()


def bare(text: str) -> str:
    """Plain text without spaces and punctuation."""
    return _DECORATION.sub("", plain(text))

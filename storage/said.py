"""What one person said about a ticket, piece by piece, as one sealed text.

The pieces lie inside the sealed words and nowhere else, so whatever destroys the words destroys all of them.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from storage.incoming import MessageKind, Said

#: begins words that are kept in pieces; words without it were kept before there were pieces, as plain text
_IN_PIECES = "\x1e"
#: what can be looked at or listened to beside the words
EVIDENCE = (MessageKind.IMAGE, MessageKind.VIDEO, MessageKind.VOICE, MessageKind.LOCATION)


def pieces_of(words: str | Sequence[Said], at: datetime) -> list[Said]:
    """Plain words are one piece without an id, said `at`."""
    if isinstance(words, str):
        return [Said(id="", kind=MessageKind.TEXT, at=at, text=words)]
    return list(words)


def to_text(pieces: Iterable[Said]) -> str:
    """The pieces as one text, for sealing."""
    return _IN_PIECES + json.dumps([piece.to_fields() for piece in pieces], ensure_ascii=False, separators=(",", ":"))


def from_text(text: str, at: datetime) -> list[Said]:
    """The pieces again, in order; `at` is when plain words were said."""
    if not text.startswith(_IN_PIECES):
        return pieces_of(text, at)
    return [Said.from_fields(fields) for fields in json.loads(text[len(_IN_PIECES) :])]


def words_of(pieces: Iterable[Said]) -> str:
    """The words alone, in order."""
    return "；".join(piece.text for piece in pieces if piece.text)


def without(pieces: Iterable[Said], piece_id: str) -> list[Said]:
    """The pieces that stay when one is taken back."""
    return [piece for piece in pieces if piece.id != piece_id]


def counted(evidence: dict[str, Any], added: Iterable[Said], removed: Iterable[Said] = ()) -> dict[str, Any]:
    """A ticket's evidence with its pictures, voices and places counted anew: how many of each, never what they show."""
    media = Counter(evidence.get("media", {}))
    media.update(piece.kind.value for piece in added if piece.kind in EVIDENCE)
    media.subtract(piece.kind.value for piece in removed if piece.kind in EVIDENCE)
    rest = {name: value for name, value in evidence.items() if name != "media"}
    left = {kind: count for kind, count in sorted(media.items()) if count > 0}
    return rest | ({"media": left} if left else {})

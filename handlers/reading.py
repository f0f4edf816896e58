"""What may touch the disk: only words that carry a signal or belong to a conversation that was opened."""

import re
import unicodedata

from classifiers.verdict import Act, Verdict
from handlers.wish_words import wish_in
from storage.incoming import ChatType, Incoming, MessageKind
from storage.posted_codes import LENGTH, as_code

#: acts that a person means for the program, and not for the neighbours
_MEANT = frozenset(
    {
        Act.TICKET,
        Act.ASK,
        Act.SPLIT,
        Act.MERGE,
        Act.CONFIRM,
        Act.QUERY,
        Act.WITHDRAW,
        Act.AGENDA,
        Act.FEEDBACK,
    }
)
#: heard wherever it is said (Ruling 14)
OPT_OUT = ("不记", "别记", "不要记", "别记我", "不要记我")
_EVENTS = frozenset({MessageKind.SCAN, MessageKind.FOLLOW, MessageKind.UNFOLLOW, MessageKind.MENU, MessageKind.RECALL})
#: what somebody says in his own words; a link's title is not his
_WORDED = frozenset({MessageKind.TEXT, MessageKind.VOICE, MessageKind.IMAGE, MessageKind.VIDEO})
#: 绑定 123456
_CODE = re.compile(r"[0-9０-９]{6}\s*[。.]?\s*$")
_MEDIA = frozenset({MessageKind.IMAGE, MessageKind.VOICE, MessageKind.VIDEO, MessageKind.LOCATION, MessageKind.LINK})


def carries_signal(message: Incoming, verdict: Verdict, *, from_officer: bool) -> bool:
    """Whether a message is kept without asking what its conversation waits for.

    In a group: a matter, or an act meant for the program. In private the person came to say something, so all but
    whole-message small talk; an official's private words are always orders.
    """
    if message.kind in _EVENTS:
        return True
    if message.chat_type is ChatType.PRIVATE:
        # unknown kinds are kept as such, so that nobody who sent a mini-program card is left without an answer
        if from_officer or message.kind in _MEDIA or message.kind is MessageKind.OTHER:
            return True
        # the code of a poster; that of an official who writes from a new account
        said = _meant(verdict) or typed_code(message.text) is not None or _CODE.search(message.text) is not None
        return said or wish_in(message.text) is not None
    if message.text.strip() in OPT_OUT:
        return True
    return message.kind in _WORDED and bool(message.text) and _meant(verdict)


#: 说事码 SH01, or the code alone
_TYPED_CODE = re.compile(r"(?:说事码?|码)?[\s:：]*([A-Z0-9](?:[ -]?[A-Z0-9]){3,15})")


def typed_code(text: str) -> str | None:
    """What may be a code of a poster, typed by somebody who cannot scan it; whether it is one is not known yet."""
    found = _TYPED_CODE.fullmatch(unicodedata.normalize("NFKC", text[:60]).strip().upper())
    if found is None:
        return None
    code = as_code(found[1])
    # letters and digits together, as no word and no number has them; or as long as the program's own
    return code if len(code) == LENGTH or not (code.isalpha() or code.isdecimal()) else None


def _meant(verdict: Verdict) -> bool:
    return verdict.is_matter or verdict.act in _MEANT

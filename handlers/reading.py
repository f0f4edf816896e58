"""What may touch the disk: only words that carry a signal or belong to a conversation that was opened."""

import re
import unicodedata
from dataclasses import dataclass

from classifiers.verdict import Act, Verdict
from handlers.filters import plain
from handlers.hello import greets
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
        # an announcement is none where one person speaks with us: it is a letter in an official's manner
        said = said or greets(message.text) or verdict.act is Act.NOTICE
        return said or wish_in(message.text) is not None or own_word(message.text) is not None
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


_OWN_WORDS = {
    "评": "评 评价 评一下 打分 我要评",
    "催": "催 催一下 催催 催办 催一催 帮我催 帮我催一下",
    "改": "改 更正 改一下 我要改",
    "删": "删 删除 删掉 删了 我要删",
    "停": "停 停了 停吧 别问了 不用问了 不要问了",
    "匿名": "匿名 别说我名字 不要说我名字 别说是我 别说是我说的",
    "保密": "保密 别往外说 不要往外说 别在群里说 不要在群里说",
}
_MEANING_OF_OWN_WORD = {word: verb for verb, words in _OWN_WORDS.items() for word in words.split()}
#: 催 · 催12 · 改 12 不是三组; 改天再说 is none of them
_OWN_WORD = re.compile(
    "(?P<word>"
    + "|".join(sorted(map(re.escape, _MEANING_OF_OWN_WORD), key=len, reverse=True))
    + r")(?![\u4e00-\u9fff])\s*[#＃]?\s*(?P<number>\d{1,9})?\s*号?[\s,，.。:：、!！]*(?P<words>.*)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class OwnWord:
    """One of the words that a villager may use about his own matter, the number he gave, and what follows."""

    verb: str
    number: int | None
    words: str


def own_word(text: str) -> OwnWord | None:
    """评 催 改 删 停 匿名 保密, said as a word of its own at the beginning."""
    found = _OWN_WORD.fullmatch(plain(text))
    if found is None:
        return None
    number = int(found["number"]) if found["number"] else None
    return OwnWord(_MEANING_OF_OWN_WORD[found["word"]], number, found["words"].strip())


def _meant(verdict: Verdict) -> bool:
    return verdict.is_matter or verdict.act in _MEANT

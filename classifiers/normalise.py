"""Typed text made plain: one width, one script, one word for one thing, with the way back to the text as sent."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind
from opencc import OpenCC

from classifiers.spoken import spoken_forms

_KEPT_MARKS = ("图片", "语音", "视频", "位置", "文件", "旺柴", "捂脸", "偷笑", "呲牙", "坏笑", "狗头", "憨笑")
#: runs that are no words: emoji and their joiners, marks that steer the direction of writing, @names, [流泪]
_DROPPED = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\u20e3\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf"
    "\u2b00-\u2bff\U0001f000-\U0001faff\U000e0000-\U000e007f]+"
    "|@[^\\s@,。,.!?;:]{1,20}(?:\\s|$)"
    rf"|\[(?!{'|'.join(_KEPT_MARKS)})[一-龥]{{1,4}}\]"
)
_REPEATED = re.compile(r"(.)\1{2,}", re.DOTALL)
#: words that only colour the end of a clause; 哈哈 and 怎么 keep theirs
_PARTICLES = re.compile(r"(?<=[一-龥0-9a-zA-Z])(?<![哈么什])[嘞咧哩噻嘛哈咯哇啰啊呀呢噢哦喔嘎](?=[\s,.!?;:、…~)\"']|$)")
#: 么事, 么子 for 什么; the same sign ends 什么 and 怎么
_SHORT_WHAT = re.compile(r"(?<![什怎那这多要])么(?=[事子]|时候)")
_STEPS = r"|(?<![什怎那这多要])么[事子时]|(.)\1\1"
_UNUSUAL = re.compile(r"[^\n\x20-\x7e、-】一-龥‘-”…]|[嘞咧哩噻嘛哈咯哇啰啊呀呢噢哦喔嘎@\[]" + _STEPS)


class PlainText:
    """Text ready for the rules, and the way back to the text as sent, which is looked for only when it is asked for."""

    __slots__ = ("_ends", "_level", "_starts", "sent", "text")

    def __init__(self, text: str, sent: str, level: str | None = None) -> None:
        self.text = text
        self.sent = sent
        #: the text before anything was left out or put in; None: nothing was, so every character kept its place
        self._level = level
        self._starts: list[int] = []
        self._ends: list[int] = []

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PlainText) and (self.text, self.sent) == (other.text, other.sent)

    def __hash__(self) -> int:
        return hash((self.text, self.sent))

    def __repr__(self) -> str:
        return f"PlainText({self.text!r}, {self.sent!r})"

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters [start, end) of the plain text stood in the text as sent."""
        if self._level is None or start >= end:
            return start, end
        if not self._starts:
            draft = _rewritten(_Draft(self._level))
            self._starts, self._ends = draft.starts, draft.ends
        return self._starts[start], self._ends[end - 1]

    def as_sent(self, start: int, end: int) -> str:
        """The sender's own characters behind [start, end)."""
        first, last = self.span(start, end)
        return self.sent[first:last]


def nearly_plain(text: str) -> str | None:
    """Plain text but for ways of speaking (SPOKEN), by looking at the text once; None: this takes every step."""
    level = text.replace("，", ",").replace("？", "?").replace("！", "!")
    return level if _not_plain().search(level) is None else None


def normalise(text: str) -> PlainText:
    """Make typed text plain in time linear in its length. Never raises, whatever the characters."""
    spoken = _spoken()
    level = nearly_plain(text)
    if level is None:
        level = text.translate(_letters())
        unusual = _UNUSUAL.search(level) is not None
    else:
        unusual = False
    if not unusual:
        if not spoken.find_matches_as_indexes(level):
            return PlainText(level, text)
        quick = level
    else:
        quick = _SHORT_WHAT.sub("什么", _REPEATED.sub(_twice, _DROPPED.sub("", level)))
    return PlainText(_PARTICLES.sub("", _put_in(quick, spoken.find_matches_as_indexes(quick))), text, level)


def _twice(found: re.Match[str]) -> str:
    return found.group(1) * 2


def _put_in(text: str, found: list[tuple[int, int, int]]) -> str:
    """The text with every way of speaking replaced by the plain one."""
    if not found:
        return text
    parts: list[str] = []
    at = 0
    for index, start, end in found:
        parts += (text[at:start], _REPLACEMENTS[index])
        at = end
    parts.append(text[at:])
    return "".join(parts)


def _rewritten(draft: "_Draft") -> "_Draft":
    """The same steps again, each character aware of where it came from."""
    draft.rewrite(_DROPPED.finditer(draft.text), lambda _: "")
    draft.rewrite(_REPEATED.finditer(draft.text), _twice)
    draft.rewrite(_SHORT_WHAT.finditer(draft.text), lambda _: "什么")
    draft.replace(_spoken().find_matches_as_indexes(draft.text))
    draft.rewrite(_PARTICLES.finditer(draft.text), lambda _: "")
    return draft


def plain(text: str) -> str:
    """The plain text alone, where nothing has to be shown in the sender's own words."""
    return normalise(text).text


class _Draft:
    """Text under rewriting, character by character aware of where it came from."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = list(range(len(text)))
        self.ends = list(range(1, len(text) + 1))

    def rewrite(self, found: Iterable[re.Match[str]], into: Callable[[re.Match[str]], str]) -> None:
        self._put([(match.start(), match.end(), into(match)) for match in found])

    def replace(self, found: Iterable[tuple[int, int, int]]) -> None:
        self._put([(start, end, _REPLACEMENTS[index]) for index, start, end in found])

    def _put(self, pieces: list[tuple[int, int, str]]) -> None:
        if not pieces:
            return
        texts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for start, end, new in pieces:
            texts += (self.text[at:start], new)
            starts += self.starts[at:start]
            ends += self.ends[at:start]
            starts += [self.starts[start]] * len(new)
            ends += [self.ends[end - 1]] * len(new)
            at = end
        texts.append(self.text[at:])
        self.starts = starts + self.starts[at:]
        self.ends = ends + self.ends[at:]
        self.text = "".join(texts)


#: ways of speaking, and what the rules call the same
SPOKEN = spoken_forms()
_REPLACEMENTS = tuple(SPOKEN.values())


@cache
def _spoken() -> AhoCorasick:
    return AhoCorasick(list(SPOKEN), matchkind=MatchKind.LeftmostLongest)


@cache
def _not_plain() -> re.Pattern[str]:
    """Finds what is unusual and what has another letter, as one set of characters: that is what costs least to ask."""
    letters = _letters()
    plain = [chr(code) for code in range(0x10000) if code not in letters and not _UNUSUAL.search(chr(code))]
    return re.compile(f"[^{''.join(map(re.escape, plain))}]" + _STEPS)


@cache
def _letters() -> dict[int, str]:
    """One character to one: half width, simplified script, blanks for control characters and broken halves."""
    letters: dict[int, str] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    letters |= dict.fromkeys((*range(32), 127, *range(128, 161), 12288, *range(55296, 57344)), " ")
    del letters[ord("\n")]
    han = "".join(map(chr, range(0x3400, 0xA000)))
    simplified = OpenCC("t2s").convert("\n".join(han)).split("\n")
    letters |= {ord(old): new for old, new in zip(han, simplified, strict=True) if old != new and len(new) == 1}
    # 么 and 著 stand for themselves in everyday typing; compatibility forms fold to the letter they mean
    letters.pop(ord("著"), None)
    for code in (*range(0x2460, 0x2474), *range(0xF900, 0xFA6E), *range(0x2E80, 0x2FD6)):
        folded = unicodedata.normalize("NFKC", chr(code))
        if len(folded) == 1 and folded != chr(code):
            letters[code] = folded
    return letters

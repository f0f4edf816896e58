"""An order out of a sentence: the verb anywhere, the number anywhere, and whatever takes it back.

In six steps, each of which can be tested by itself:

1. the writing is made even (`even`): hearing and typing errors, dialect, widths; every place stays where it was;
2. all numbers are found with what they can be (`said_numbers`);
3. the signs of every verb are looked for (`verb_signs`), wherever they stand;
4. a sign is taken back by the mood of its sentence (`moods`);
5. one verb remains, or the stronger of two that go together (`_COVERS`); else it is asked back;
6. the rest of the words is put as the verb's handler reads it (`order_slots`).

Without a sign nothing is ordered: a new matter and small talk pass.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from handlers import order_slots
from handlers.moods import takes_back
from handlers.readings import Hint, Order, Unclear
from handlers.said_numbers import BLOT, BLOTTED, PERHAPS, SaidNumber, find_numbers, ticket_numbers
from handlers.verb_signs import SIGNS, compiled

#: longer messages are told, not ordered
_LONGEST = 160
#: what one verb makes of another in the same message: the first is meant
_COVERS: dict[str, frozenset[str]] = {
    "代报": frozenset({"*"}),
    "摸排": frozenset({"*"}),
    "请假": frozenset({"转", "接", "说了", "停", "延", "看", "联", "求助", "退"}),
    "备注": frozenset({"*"}),
    "并": frozenset({"看", "接"}),
    "拆": frozenset({"并", "改", "好"}),
    "重办": frozenset({"退", "好", "停", "继续", "看"}),
    "继续": frozenset({"停", "好", "接", "重办", "同意", "说了"}),
    "不同意": frozenset({"延", "退", "转", "停", "同意", "看", "重办"}),
    "同意": frozenset({"延", "退", "停", "接"}),
    "退": frozenset({"转", "接", "联", "停", "议", "好"}),
    "停": frozenset({"延", "议", "好", "求助", "接", "说了"}),
    "延": frozenset({"接", "说了", "停", "求助", "看", "议"}),
    "求助": frozenset({"联", "接", "转", "停"}),
    "联": frozenset({"转", "接", "看", "求助", "议"}),
    "调解": frozenset({"好", "说了", "议", "联", "接", "延"}),
    "议": frozenset({"调解", "看", "联"}),
    "方案": frozenset({"*"}),
    "改": frozenset({"看", "退", "好"}),
    "好": frozenset({"说了", "接", "看", "联", "调解"}),
    "说了": frozenset({"接", "看"}),
    "认领": frozenset({"接"}),
    "接": frozenset({"看"}),
    "转": frozenset({"同意", "接", "联", "求助", "看", "退"}),
}
#: ordered without a number, too; the one ticket that fits is looked for
_NUMBERLESS = frozenset({"代报", "摸排", "请假", "看", "值班", "说了", "接", "延", "求助", "备注"})
_UNNUMBERED = frozenset({"代报", "摸排", "请假", "值班"})

_SLIPS = (
    (re.compile("妁(?=了)"), "说"),
    (re.compile("(?<=[说妥办弄修换接完好])[乐勒叻辽]"), "了"),
    (re.compile("以(?=[办弄修换处完装解联跟])"), "已"),
    (re.compile("延其"), "延期"),
    (re.compile("(?<=[办弄修换整])号(?=了)"), "好"),
    (re.compile("今儿"), "今天"),
    (re.compile("明儿"), "明天"),
    (re.compile("后儿"), "后天"),
    (re.compile("后晌"), "下午"),
)
#: one way to write what is said in many
_EVEN = str.maketrans(
    dict.fromkeys("咧啦喽咯啰", "了")
    | dict.fromkeys("俺额偶", "我")
    | {"哩": "呢", "恁": "你", BLOT: " ", BLOTTED: " "}
)
_CLAUSE = re.compile("[^，,。.;；!！?？、:：\\s]+")
_NEGATED_NUMBER = re.compile("别|还没|不用|没(?:好|弄|办|修|接|完)|先不|不动")


@dataclass(frozen=True, slots=True)
class _Sign:
    verb: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Said:
    """A message while it is read: as it was said, made even, and with its ticket numbers blotted out."""

    said: str
    even: str
    blotted: str
    numbers: tuple[SaidNumber, ...]
    clauses: tuple[tuple[int, int], ...]

    def clause_at(self, place: int) -> tuple[int, int]:
        """Where the clause begins and ends in which a place is."""
        for start, end in self.clauses:
            if start <= place < end:
                return start, end
        return 0, len(self.even)


def even(said: str) -> str:
    """The words as they are usually written; as long as before, so that places stay."""
    said = said.translate(_EVEN)
    for slip, meant in _SLIPS:
        said = slip.sub(meant, said)
    return said


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str] | None, re.Pattern[str] | None, re.Pattern[str] | None], ...]:
    return tuple((one.verb, compiled(one.sure), compiled(one.perhaps), compiled(one.never)) for one in SIGNS)


def read_freely(said: str, known: Collection[int] = (), *, pointed: bool = False) -> Order | Unclear | None:
    """The order in a sentence. `known`: tickets the speaker could mean; `pointed`: he quotes a note, so that no number
    is needed. None: no sign of any order."""
    if len(said) > _LONGEST:
        return None
    message = _message(said, known)
    sure, perhaps = _signs(message)
    if not sure and not perhaps:
        return None
    standing = _standing(message, sure)
    chosen = _strongest(standing)
    seen = tuple(dict.fromkeys(sign.verb for sign in (*standing, *sure, *perhaps)))
    if chosen is None:
        return Unclear(_hint(seen), _only_number(message), said, seen[:2])
    return _settled(message, chosen, pointed=pointed, seen=seen)


def _message(said: str, known: Collection[int]) -> _Said:
    evened = even(said)
    numbers = find_numbers(evened, known)
    blotted = list(evened)
    for one in numbers:
        if one.weight > PERHAPS:
            blotted[one.start : one.end] = BLOT + BLOTTED * (one.end - one.start - 1)
    clauses = tuple((found.start(), found.end()) for found in _CLAUSE.finditer(evened))
    return _Said(said, evened, "".join(blotted), tuple(numbers), clauses)


def _signs(message: _Said) -> tuple[list[_Sign], list[_Sign]]:
    """What stands for a verb by itself, and what only hints at one; in the order of the table."""
    sure, perhaps = [], []
    for verb, by_itself, hinting, never in _patterns():
        text = message.blotted
        if never is not None:
            text = never.sub(lambda found: "□" * len(found[0]), text)
        if by_itself is not None:
            sure += [_Sign(verb, found.start(), found.end()) for found in by_itself.finditer(text)]
        if verb == "好":
            sure += order_slots.deeds(text, lambda start, end: _Sign("好", start, end))
        if hinting is not None:
            perhaps += [_Sign(verb, found.start(), found.end()) for found in hinting.finditer(text)]
    return sure, perhaps


def _standing(message: _Said, signs: Sequence[_Sign]) -> list[_Sign]:
    """Those that nothing takes back; the verb's first sign counts."""
    return [sign for sign in signs if not _is_taken_back(message, sign) and _is_whole(message, sign)]


def _is_taken_back(message: _Said, sign: _Sign) -> bool:
    start, end = message.clause_at(sign.start)
    number = _number_of(message, sign)
    about = [
        message.blotted[first:last]
        for first, last in message.clauses
        if (first, last) == (start, end) or not _is_about_another(message, first, last, number)
    ]
    return takes_back(sign.verb, about, (0, message.blotted[start:end], sign.start - start))


def _is_about_another(message: _Said, first: int, last: int, number: SaidNumber | None) -> bool:
    here = [one for one in message.numbers if first <= one.start < last and one.weight > PERHAPS]
    return bool(here) and number is not None and all(one.value != number.value for one in here)


def _is_whole(message: _Said, sign: _Sign) -> bool:
    """Whether what the verb needs beside its sign was said."""
    if sign.verb in ("延",):
        return order_slots.day_in(message.even) is not None
    if sign.verb == "请假":
        return order_slots.day_in(message.even) is not None
    if sign.verb == "改":
        return bool(order_slots.category(message.even))
    if sign.verb == "并":
        return len({one.value for one in ticket_numbers(message.numbers)}) == 2  # two become one
    if sign.verb == "调解":
        return bool(order_slots.outcome(message.blotted)) or order_slots.day_in(message.even) is not None
    return True


def _strongest(signs: Sequence[_Sign]) -> _Sign | None:
    """The one verb that is left, or the one that all others only belong to."""
    verbs = dict.fromkeys(sign.verb for sign in signs)
    for verb in verbs:
        if all(other == verb or covers(verb, other) for other in verbs):
            return next(sign for sign in signs if sign.verb == verb)
    return None


def covers(verb: str, other: str) -> bool:
    """Whether signs of the other verb beside this one belong to this one."""
    covered = _COVERS.get(verb, frozenset())
    return other in covered or "*" in covered


def _hint(verbs: Sequence[str]) -> Hint:
    return Hint.MAYBE if verbs != ("好",) else Hint.DONE


def _only_number(message: _Said) -> int | None:
    values = {one.value for one in ticket_numbers(message.numbers)}
    return values.pop() if len(values) == 1 else None


def _number_of(message: _Said, sign: _Sign) -> SaidNumber | None:
    """The ticket that a sign is about; None: none was named, or it is not certain which."""
    able = ticket_numbers(message.numbers)
    if len({one.value for one in able}) > 1:
        clause = message.clause_at(sign.start)
        able = [one for one in able if _may_be_of(message, one, clause)] or able
    if len({one.value for one in able}) > 1:
        start, end = message.clause_at(sign.start)
        able = [one for one in able if start <= one.start < end] or able
    if len({one.value for one in able}) > 1:
        best = max(one.weight for one in able)
        able = [one for one in able if one.weight == best]
    return able[0] if len({one.value for one in able}) == 1 else None


def _may_be_of(message: _Said, one: SaidNumber, clause: tuple[int, int]) -> bool:
    own = message.clause_at(one.start)
    return own == clause or _NEGATED_NUMBER.search(message.blotted[own[0] : own[1]]) is None


def _settled(message: _Said, sign: _Sign, *, pointed: bool, seen: Sequence[str]) -> Order | Unclear:
    verb = sign.verb
    if verb == "并":
        pair = tuple(dict.fromkeys(one.value for one in ticket_numbers(message.numbers)))
        return Order("并", pair[0], "", pair, free=True)
    number = None if verb in _UNNUMBERED else _number_of(message, sign)
    if _ALL_BUT.search(message.blotted):
        # 除了64都接
        return Unclear(Hint.MAYBE, None, message.said, (verb,))
    several = {one.value for one in ticket_numbers(message.numbers)}
    if number is None and verb not in _UNNUMBERED and (len(several) > 1 or _might_be_a_number(message)):
        return Unclear(
            Hint.TWO if verb == "好" and len(several) > 1 else Hint.MAYBE, None, message.said, tuple(seen[:2])
        )
    if number is None and not pointed and verb not in _NUMBERLESS:
        return Unclear(_hint((verb,)), None, message.said, tuple(seen[:2]))
    if number is None and not pointed and not _enough_without(verb, message):
        return Unclear(_hint(seen), None, message.said, tuple(seen[:2]))
    if verb == "拆" and len(several) > 1:
        return Unclear(Hint.MAYBE, None, message.said, ("拆",))
    words = order_slots.words_for(verb, message.said, message.even, number, (sign.start, sign.end))
    if verb == "好" and not order_slots.tells_something(words):
        words = order_slots.tidy(order_slots.without(message.said, number))
    if verb == "延" and not order_slots.has_reason(words):
        return Unclear(Hint.MAYBE, number.value if number else None, message.said, tuple(seen[:2]))
    return Order(verb, number.value if number is not None else None, words, free=True)


#: the number that is named is the one that is not meant
_ALL_BUT = re.compile(f"除(?:了|开|去)?{BLOT}|{BLOT}{BLOTTED}*(?:以外|之外|除外|不算)")
_TROUBLE = re.compile("坏|漏|塌|堵|断|没水|没电|停水|停电|不亮|没人管|臭|淹|一直|老是|总是")
_CANNOT = re.compile("[弄办搞修整干顶扛]不|没(?:法|办法|辙|招)|求助|求支援")


def _enough_without(verb: str, message: _Said) -> bool:
    """Whether a sentence that names no ticket is still no new matter."""
    if verb in ("说了", "接", "求助") and _TROUBLE.search(message.even):
        return False
    if verb == "求助":
        return _CANNOT.search(message.even) is not None
    # 跟张婶说了: about what?
    return verb != "说了" or len(message.said) >= _ENOUGH


#: so many characters say what was talked about
_ENOUGH = 8


def _might_be_a_number(message: _Said) -> bool:
    """15号换的: perhaps a ticket, perhaps a day."""
    return any(one.weight == PERHAPS for one in message.numbers)

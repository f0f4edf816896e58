"""Several matters in one message: where one ends and the next begins (R14)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from classifiers.normalise import PlainText
from classifiers.verdict import Act, MatterKind, Topic, Urgency, Verdict

#: words with which people pass on to something else; what stands before them is said
_PASSING_ON = re.compile(
    r"顺便|顺带|顺道|另外|另有|还有(?:件|一件|一个(?:事|问题)|个(?:事|问题)|就是|我家|我们|咱|那个|,| )|"
    r"再有(?:就是)?|再一个|再就是|再说个|再说一(?:件|个)|再问|再(?:一)?件|对了|也(?:想)?问(?:一)?下|"
    r"(?:^|[,。;!?\s])[2-3二三](?:[.、)]|是(?=[^的]))"
)
#: at the head of a clause 还有 announces nearly anything; before people, beasts or an amount it only counts up
_AND_THEN = re.compile(
    r"(?<=[,。;!?\s])还有(?!了|没|无|很|许|多|啥|什么|谁|吗|点|些|位|部|所|俩|仨|[0-9〇零一二两三四五六七八九十百千几半好]|个|"
    r"人|[老大小]人|老[头汉婆两]|[爹妈娘爸]|娃|孩|学生|病|车|猪|牛|羊|狗)"
)
#: a full stop may part two matters as well
_STOP = re.compile(r"[。!?;\n]+")
#: fewer letters than these say nothing by themselves
_SHORTEST = 4
#: longer messages are letters, which come back to their one matter again and again
_LONGEST = 120
#: and in more letters than these 还有 adds to the list of what is amiss there
_TO_THE_POINT = 40
_MOST_PARTS = 5
#: topics that tell of one thing in two ways
_ALIKE = frozenset(
    frozenset(pair)
    for pair in (
        (Topic.ROAD, Topic.DRAINAGE),
        (Topic.ROAD, Topic.DISASTER),
        (Topic.DRAINAGE, Topic.SANITATION),
        (Topic.POWER, Topic.LIGHTING),
        (Topic.WATER_SUPPLY, Topic.IRRIGATION),
        (Topic.BUILDING, Topic.NEIGHBOUR_WATER),
        (Topic.BOUNDARY, Topic.PASSAGE),
        (Topic.BOUNDARY, Topic.BUILDING),
        (Topic.BOUNDARY, Topic.LAND_COLLECTIVE),
        (Topic.FAMILY, Topic.CARE),
        (Topic.WELFARE, Topic.CARE),
        (Topic.ANIMALS, Topic.QUARREL_NOISE),
        (Topic.ANIMALS, Topic.PUBLIC_ORDER),
        (Topic.HOUSING, Topic.WATER_SUPPLY),
        (Topic.HOUSING, Topic.POWER),
        (Topic.VILLAGE_AFFAIRS, Topic.LAND_COLLECTIVE),
        (Topic.PRIVATE_CLAIM, Topic.WAGES),
    )
)


@dataclass(frozen=True, slots=True)
class Part:
    """One matter of a message, with its own verdict."""

    #: (start, end) in the text as it was sent
    span: tuple[int, int]
    words: str
    verdict: Verdict


def may_split(text: str) -> bool:
    """Whether the plain text has a place at which one matter could end and another begin."""
    return len(text) <= _LONGEST and any(_passed_on(text))


def split(message: PlainText, read: Callable[[str], Verdict]) -> tuple[Part, ...]:
    """The matters of a message, in the order in which they were said; fewer than two: it has but one.

    `read` gives the verdict on a stretch of the text as sent. A stretch without a matter of its own, and one that only
    goes on about the same topic, belongs to what was said before it.
    """
    parts: list[Part] = []
    for start, end, passed_on in _stretches(message.text):
        first, last = message.span(start, end)
        verdict = read(message.sent[first:last])
        if parts and not (_own_matter(verdict) and _other(parts[-1].verdict, verdict, passed_on)):
            before = parts[-1]
            kept = before.verdict if _own_matter(before.verdict) or not _own_matter(verdict) else verdict
            span = (before.span[0], last)
            parts[-1] = Part(span, message.sent[slice(*span)], kept)
        else:
            parts.append(Part((first, last), message.sent[first:last], verdict))
    matters = [part for part in parts if _own_matter(part.verdict)]
    return tuple(matters) if 2 <= len(matters) <= _MOST_PARTS else ()


def as_split(whole: Verdict, first: Verdict) -> Verdict:
    """The verdict on the whole message, marked as standing for several matters; the first of them names it."""
    return replace(whole, act=Act.SPLIT, kind=first.kind, topic=first.topic)


def _passed_on(text: str) -> list[int]:
    """Where a word stands that passes on to something else."""
    patterns = (_PASSING_ON, _AND_THEN) if len(text) <= _TO_THE_POINT else (_PASSING_ON,)
    return [found.start() for pattern in patterns for found in pattern.finditer(text)]


def _stretches(text: str) -> list[tuple[int, int, bool]]:
    """(start, end, said with a word that passes on) of each stretch of the plain text."""
    cuts = dict.fromkeys(_passed_on(text), True)
    for found in _STOP.finditer(text):
        cuts.setdefault(found.end(), cuts.get(found.end(), False))
    stretches: list[tuple[int, int, bool]] = []
    at, passed_on = 0, False
    for cut in [*sorted(cut for cut in cuts if 0 < cut < len(text)), len(text)]:
        letters = sum(character.isalnum() for character in text[at:cut])
        if letters >= _SHORTEST:
            stretches.append((at, cut, passed_on or cuts.get(at, False)))
        elif stretches:
            stretches[-1] = (stretches[-1][0], cut, stretches[-1][2])
        passed_on = letters < _SHORTEST and (passed_on or cuts.get(at, False))
        at = cut
    return stretches


def _own_matter(verdict: Verdict) -> bool:
    return verdict.is_matter and verdict.topic is not None and verdict.kind is not MatterKind.UNCLEAR


def _other(before: Verdict, after: Verdict, passed_on: bool) -> bool:
    """Whether the second is another matter: announced by a word that passes on, and of another topic."""
    if Urgency.DANGER in (before.urgency, after.urgency):
        # one danger, told breathlessly, is one
        return False
    if before.topic is after.topic or frozenset((before.topic, after.topic)) in _ALIKE:
        return False
    return passed_on

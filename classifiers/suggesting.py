"""Which words set corrected tickets apart from uncorrected ones of the same verdict: proposals for new rules.

Log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn, "Fightin' Words", Political Analysis
2008), counted in people, not in tickets: a word that only few people use would say who they are.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from classifiers.matcher import Matcher
from classifiers.names import COMPOUND_SURNAMES, SURNAMES
from classifiers.normalise import plain
from classifiers.privacy import Mask, looks_like_a_name
from classifiers.rule_file import Rule, RuleSet
from classifiers.tokens import Tokens
from classifiers.units import units, words_of
from classifiers.verdict import MatterKind, Topic

#: fewer people than this are not counted aloud, and never decide by default: a household can be recognised by less
FEW = 5
#: the prior weighs as much as this part of all words: enough to calm rare words, too little to silence a small village
_PRIOR = 0.1
#: how far from chance a difference must be, in standard deviations
_SURE = 1.96
#: of those who used the word at least this part was misjudged; else a rule would spoil more than it mends
_MOSTLY = 0.5
#: signs shown on either side of a word, and how often, to those who gave a reason
_BESIDE, _SHOWN = 6, 3
#: so many people and so little doubt: the word names the topic by itself
_MANY, _NEARLY_ALL = 10, 0.9
_HINTS, _NAMES = 3, 6

_HAN = re.compile("[㐀-鿿]+")
#: what masking leaves behind says nothing about the matter
_MASKED = re.compile(rf"\[[^\]\[]{{1,8}}\]|(?:{'|'.join(COMPOUND_SURNAMES)}|.)某")
_NUMBERED = re.compile("[0-9]+|[〇零一二两三四五六七八九十百]+[组社队号村户家岁点日月年天个元块斤亩米]")
#: 老李家, 张婶: nobody's full name, and yet somebody
_SOMEBODY = re.compile(
    "[老小]?(.)(?:家|某|叔|婶|哥|嫂|姐|爷|奶|姨|总|工|大爷|大娘|师傅|老师|书记|主任|[一二三四五六七八九]爷?)+"
)
#: a word that looks like a name has to be a common one
_COMMON = 100
#: words of every sentence set nothing apart
_EVERYWHERE = frozenset(
    {
        "我们", "你们", "他们", "自己", "这个", "那个", "这里", "那里", "这样", "那样", "怎么", "什么",
        "为什么", "现在", "今天", "昨天", "明天", "没有", "不是", "就是", "还是", "可以", "知道", "已经",
        "因为", "所以", "但是", "如果", "时候", "有人", "没人", "大家", "麻烦", "谢谢", "请问", "你好",
        "您好", "领导", "村里", "我家", "一下", "一直", "这么", "那么", "的话", "希望", "反映", "情况",
        "问题", "解决", "处理", "还没", "也是", "都是", "有没有", "好像", "我叫", "电话", "手机", "微信",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A past matter: what was said, by whom, what the rules took it for, and what an official made of it."""

    text: str
    #: anything that tells people apart; never shown
    person: str
    kind: MatterKind
    topic: Topic | None
    #: the same as `kind` and `topic` where nobody corrected them
    kind_after: MatterKind
    topic_after: Topic | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word that sets the corrected apart. Counts are people."""

    word: str
    z: float
    corrected: int
    uncorrected: int
    #: how it stood there, masked, a few signs on either side; only for those who gave a reason
    contexts: tuple[str, ...] = ()

    @property
    def part(self) -> float:
        """Which part of those who used it was misjudged."""
        return self.corrected / (self.corrected + self.uncorrected)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One correction that was made again and again, and the words that would have made it unnecessary."""

    before: MatterKind | Topic | None
    after: MatterKind | Topic
    #: corrected tickets of this sort, and the people behind them
    tickets: int
    people: int
    words: tuple[Word, ...]
    #: what the corrected tickets were about; a rule about the kind looks at these topics alone
    topics: tuple[Topic, ...] = ()

    @property
    def weight(self) -> int:
        """How strongly the words should point to the topic."""
        sure = all(word.corrected >= _MANY and word.part >= _NEARLY_ALL for word in self.words)
        return _NAMES if sure else _HINTS


@dataclass(frozen=True, slots=True)
class _Read:
    """A past matter made ready: `shown` is masked, plain and without places; `words` are without numbers too."""

    past: Past
    shown: str
    runs: tuple[str, ...]
    words: frozenset[str] = frozenset()


def suggest(
    matters: Iterable[Past],
    rules: RuleSet,
    *,
    names: Iterable[str] = (),
    places: Iterable[str] = (),
    min_support: int = FEW,
    limit: int = 40,
    with_contexts: bool = False,
) -> list[Suggestion]:
    """Proposals, the surest first. `min_support` counts people; `limit` counts words over all proposals.

    `names` and `places` are those of the organisation and of who wrote: no proposal holds one.
    """
    hide, elsewhere = Mask(names), Matcher(name for place in places if len(name := plain(place)) > 1)
    ready = [_ready(past, hide, elsewhere) for past in matters]
    tokens = Tokens({word for rule in rules.rules for word in rule.words()})
    found = units([run for one in ready for run in one.runs], tokens, min_support)
    read = [replace(one, words=_tellable(words_of(one.runs, tokens, found), tokens)) for one in ready]
    everywhere = Counter(word for one in read for word in one.words)
    proposals: list[Suggestion] = []
    for before, after, corrected, stayed, elsewhere_to in _sorts(read):
        words = _compare(corrected, stayed, everywhere, _known(rules.rules, after), min_support)
        words = _not_torn(words, elsewhere_to)
        if with_contexts:
            words = [replace(word, contexts=_contexts(word.word, corrected)) for word in words]
        if words:
            proposals.append(_suggestion(before, after, corrected, words))
    return _within(proposals, limit)


# ---- making ready ---------------------------------------------------------------------------------------------------


def _ready(past: Past, hide: Mask, places: Matcher) -> _Read:
    shown = _without(places, plain(hide(past.text)))
    bare = _NUMBERED.sub(" ", _MASKED.sub(" ", shown))
    return _Read(past, shown, tuple(_HAN.findall(bare)))


def _tellable(words: Iterable[str], tokens: Tokens) -> frozenset[str]:
    """Words that may be shown: none of every sentence, and none that may be somebody."""
    return frozenset(word for word in words if word not in _EVERYWHERE and not _may_be_somebody(word, tokens))


def _may_be_somebody(word: str, tokens: Tokens) -> bool:
    called = _SOMEBODY.fullmatch(word)
    if called is not None and called.group(1) in SURNAMES:
        return True
    return looks_like_a_name(word) and tokens.commonness(word) < (_COMMON if len(word) > 2 else 1)


def _without(places: Matcher, text: str) -> str:
    signs = list(text)
    for _, start, end in places.find(text):
        signs[start:end] = " " * (end - start)
    return "".join(signs)


_Sort = tuple[MatterKind | Topic | None, MatterKind | Topic, list[_Read], list[_Read], list[_Read]]


def _sorts(read: Iterable[_Read]) -> Iterator[_Sort]:
    """(verdict, what it was corrected to, those corrected so, those that stayed, those corrected to something else)."""
    kinds: dict[MatterKind, dict[MatterKind, list[_Read]]] = defaultdict(lambda: defaultdict(list))
    topics: dict[Topic | None, dict[Topic | None, list[_Read]]] = defaultdict(lambda: defaultdict(list))
    for one in read:
        kinds[one.past.kind][one.past.kind_after].append(one)
        topics[one.past.topic][one.past.topic_after].append(one)
    for kind, afters in sorted(kinds.items()):
        for kind_after, corrected in sorted(afters.items()):
            # 待问清 and 非事项 are nothing that a word could point to
            if kind_after not in (kind, MatterKind.UNCLEAR, MatterKind.NONE):
                yield kind, kind_after, corrected, afters[kind], _others(afters, kind, kind_after)
    for topic, topic_afters in sorted(topics.items(), key=lambda pair: str(pair[0])):
        for topic_after, corrected in sorted(topic_afters.items(), key=lambda pair: str(pair[0])):
            if topic_after not in (topic, None):
                assert topic_after is not None
                yield topic, topic_after, corrected, topic_afters[topic], _others(topic_afters, topic, topic_after)


def _others(afters: Mapping[Any, list[_Read]], *those: object) -> list[_Read]:
    return [one for after, read in afters.items() if after not in those for one in read]


def _known(rules: Iterable[Rule], after: MatterKind | Topic) -> frozenset[str]:
    """Words that point there already."""
    return frozenset(
        word
        for rule in rules
        if after in (rule.topic, rule.kind) and rule.weight >= 0
        for word in rule.any_of | rule.whole | rule.called_by
    )


# ---- comparing ------------------------------------------------------------------------------------------------------


def _compare(
    corrected: Sequence[_Read],
    stayed: Sequence[_Read],
    everywhere: Counter[str],
    known: frozenset[str],
    min_support: int,
) -> list[Word]:
    """The words that set the corrected apart, the surest first."""
    ours, others = _people(corrected), _people(stayed)
    size_ours, size_others = (sum(map(len, one.values())) for one in (ours, others))
    total = max(1, sum(everywhere.values()))
    found: list[Word] = []
    for word, people in ours.items():
        count, against = len(people), len(others.get(word, ()))
        if count < min_support or word in known or count < _MOSTLY * (count + against):
            continue
        z = _z_score(count, size_ours, against, size_others, _PRIOR * everywhere[word], _PRIOR * total)
        if z >= _SURE:
            found.append(Word(word=word, z=z, corrected=count, uncorrected=against))
    found.sort(key=lambda word: (-word.z, -len(word.word), word.word))
    return _apart(found, ours)


def _not_torn(words: Sequence[Word], elsewhere: Iterable[_Read]) -> list[Word]:
    """Without the words that were corrected to something else about as often."""
    others = _people(elsewhere)
    return [word for word in words if word.corrected >= _MOSTLY * (word.corrected + len(others.get(word.word, ())))]


def _people(read: Iterable[_Read]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one in read:
        for word in one.words:
            found[word].add(one.past.person)
    return found


def _z_score(ours: int, size_ours: int, others: int, size_others: int, prior: float, all_prior: float) -> float:
    """Monroe et al., equations 16 and 20 to 22: the difference of the log-odds over its standard deviation."""

    def log_odds(count: int, size: int) -> float:
        return math.log((count + prior) / (size + all_prior - count - prior))

    difference = log_odds(ours, size_ours) - log_odds(others, size_others)
    return difference / math.sqrt(1 / (ours + prior) + 1 / (others + prior))


def _apart(found: Sequence[Word], people: dict[str, set[str]]) -> list[Word]:
    """Of two words of which one stands in the other and the same people used, only the longer is kept."""
    kept: list[Word] = []
    for word in found:
        doubled = any(
            word.word in other.word and word is not other and people[word.word] == people[other.word] for other in found
        )
        if not doubled:
            kept.append(word)
    return kept


def _contexts(word: str, read: Iterable[_Read]) -> tuple[str, ...]:
    """Where the word stands, a few signs on either side; no two of one person."""
    shown: dict[str, str] = {}
    for one in read:
        at = one.shown.find(word)
        if at >= 0 and one.past.person not in shown:
            context = one.shown[max(0, at - _BESIDE) : at + len(word) + _BESIDE]
            shown[one.past.person] = " ".join(context.split())
        if len(shown) == _SHOWN:
            break
    return tuple(shown.values())


def _suggestion(
    before: MatterKind | Topic | None, after: MatterKind | Topic, corrected: Sequence[_Read], words: Sequence[Word]
) -> Suggestion:
    topics = {one.past.topic_after for one in corrected} if isinstance(after, MatterKind) else set()
    return Suggestion(
        before=before,
        after=after,
        tickets=len(corrected),
        people=len({one.past.person for one in corrected}),
        words=tuple(words),
        topics=tuple(sorted(topic for topic in topics if topic is not None)),
    )


def _within(proposals: Sequence[Suggestion], limit: int) -> list[Suggestion]:
    """The surest words over all proposals, `limit` of them; a proposal without words is none."""
    ranked = sorted((word.z for one in proposals for word in one.words), reverse=True)
    least = ranked[limit - 1] if len(ranked) > limit else -math.inf
    kept = [replace(one, words=tuple(word for word in one.words if word.z >= least)) for one in proposals]
    return sorted((one for one in kept if one.words), key=lambda one: -one.words[0].z)

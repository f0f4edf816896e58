"""What stands in a text: words, and the rules whose conditions hold. Every one of them is a sign of something."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import attrgetter, itemgetter, or_
from typing import NamedTuple

from classifiers.conduct import NAMED
from classifiers.matcher import Hits, Matcher
from classifiers.normalise import SPOKEN, PlainText
from classifiers.rule_file import Rule, RuleSet
from classifiers.tokens import Tokens
from classifiers.verdict import Scene, Topic
from classifiers.weights import HEAD, TAIL

Spans = tuple[tuple[int, int], ...]

_BARE = re.compile(r"[\s\W_]+")
#: the longest word that may be asked to stand at an edge
_EDGE = 2
_CLAUSE = re.compile(r"\w+")
#: a single character stands inside so many other words that it counts as this common
_SINGLE = 100_000
#: a whole-message command is no longer than this, in plain text
COMMAND_LENGTH = 24
_number = itemgetter(0)
_turn = attrgetter("turn")
#: what a pattern must not say to be tried as one with others: it counts its groups
_COUNTING = re.compile(r"\\[1-9]|\(\?\(|\(\?P|\(\?[a-zA-Z]")
#: whether something stands in a text
Search = Callable[[str], object]


def bare(text: str) -> str:
    """The letters and digits alone."""
    return _BARE.sub("", text)


def edges(text: str) -> Iterator[tuple[str, int, int]]:
    """(word with its mark, start, end): what stands where the clauses of a plain text begin and end."""
    for clause in _CLAUSE.finditer(text):
        start, end = clause.span()
        for length in range(1, min(_EDGE, end - start) + 1):
            yield HEAD + text[start : start + length], start, start + length
            yield text[end - length : end] + TAIL, end - length, end


@dataclass(frozen=True, slots=True)
class Plan:
    """A rule made ready: every list of words is one bit, so one comparison says whether it can fire at all."""

    #: its number among all signs
    sign: int
    rule: Rule
    need: int
    refused: int
    #: bits of any_of and all_of, in order
    groups: tuple[int, ...]
    near: tuple[int, int] | None
    called: int
    #: bits of the cues it waits for, of those that silence it, and of the one it gives
    awaits: int
    silenced: int
    gives: int
    #: any word of its one list is enough: nothing else has to be looked at
    listed: bool
    #: nothing but words, cues and patterns decides; the rarer conditions need not be looked at
    bare: bool
    #: not even those: words and cues are all
    words_only: bool
    #: whether one of its patterns is there, and whether one that speaks against it is; None: it has none
    search: Search | None
    unless: Search | None
    #: every rule has its turn: first those that give a cue, then those that give one and wait for one, then the others
    turn: int


class _Word(NamedTuple):
    """What one word sets off wherever it stands."""

    #: the sign that it is by itself
    own: int | None
    #: the rules that fire with it, being plain lists
    listed: tuple[int, ...]
    #: bits of the lists it stands in
    bits: int
    #: bits of the cues it gives through a plain list
    cues: int
    #: rules that it may make fire
    rules: tuple[int, ...]
    #: ways of saying that it calls for
    ways: tuple[int, ...]


class Found:
    """What stands in one text. Places of words are looked up only when somebody asks for them."""

    __slots__ = (
        "_bare", "_clauses", "_close", "_joints", "_signs", "_spots", "cues", "fired", "hits", "mask", "plain", "text",
        "ways", "words",
    )  # fmt: skip

    def __init__(self, signs: "Signs", plain: PlainText, hits: Hits, words: set[int]) -> None:
        self.plain = plain
        self.text = plain.text
        self.hits = hits
        #: the words by number, those at the edges of clauses among them
        self.words = words
        #: bits of the lists of which a word stands there, as characters
        self.mask = 0
        #: bits of the cues that are given
        self.cues = 0
        #: the rules that fire, by their signs
        self.fired: set[int] = set()
        self._signs = signs
        self._bare: str | None = None
        #: ways of saying that were found, by number
        self.ways: list[int] = []
        self._close: list[tuple[int, int, int, bool]] | None = None
        self._clauses: list[tuple[int, int]] | None = None
        self._joints: dict[int, Collection[int]] = {}
        self._spots: dict[int, list[tuple[int, int]]] = {}

    @property
    def signs(self) -> set[int]:
        """Numbers of all signs that stand there."""
        return self.fired | self._signs.own_signs(self.words)

    @property
    def bare(self) -> str:
        """The letters and digits alone."""
        if self._bare is None:
            self._bare = bare(self.text)
        return self._bare

    def has(self, cue: str) -> bool:
        """Whether anything gives the cue."""
        return bool(self.cues & self._signs.cue_bit(cue))

    def spans_of(self, cue: str) -> Spans:
        """The words that give the cue, from the left."""
        spans: set[tuple[int, int]] = set()
        for plan in self._signs.givers(cue):
            if plan.sign in self.fired:
                spans.update(self.spans(plan))
        return tuple(sorted(spans))

    def near(self, plan: Plan) -> Spans | None:
        """The first words of a rule's two lists that stand as near each other as it asks; None: none do.

        How far apart words stand counts from one word to the next: here, and only here, the text is cut, and only where
        characters stand near enough.
        """
        if plan.near is None:
            return None
        within = plan.rule.within
        first, second = self._places(plan.near[0]), self._places(plan.near[1])
        if not (_one_before(first, second, within) or _one_before(second, first, within)):
            return None
        return _near(self._as_words(first), self._as_words(second), within)

    def _places(self, group: int) -> list[tuple[int, int, bool]]:
        """(start, end, whether it may be a piece of another word) of all words of a list, from the left."""
        if self._close is None:
            self._close = self._signs.close_words(self.hits)
        spots = [(start, end, short) for bits, start, end, short in self._close if bits & group]
        spots += [(start, end, False) for _, way in self._way_spots(group) for start, end in way]
        spots.sort()
        return spots

    def _as_words(self, spots: list[tuple[int, int, bool]]) -> list[tuple[int, int]]:
        return [(start, end) for start, end, short in spots if not short or self._is_cut(start, end)]

    def _is_cut(self, start: int, end: int) -> bool:
        """Whether a word begins and ends there."""
        if self._clauses is None:
            self._clauses = self._signs.clauses(self.text)
        at = bisect_right(self._clauses, start, key=_number) - 1
        if at < 0 or self._clauses[at][1] <= start:
            # marks are cut one by one
            return True
        first, last = self._clauses[at]
        if first not in self._joints:
            self._joints[first] = self._signs.boundaries(self.text[first:last])
        return start - first in self._joints[first] and end - first in self._joints[first]

    def spans(self, plan: Plan) -> Spans:
        """The words that make a rule fire which does fire."""
        spans: list[tuple[int, int]] = []
        rule = plan.rule
        if rule.whole and self.bare in rule.whole:
            return ((0, len(self.text)),)
        for group in plan.groups:
            spans += self._as_characters(group)
        spans += self.near(plan) or ()
        if plan.called and not rule.patterns:
            spans += self._as_characters(plan.called)[:4]
        spans += [match.span() for pattern in rule.patterns if (match := pattern.search(self.text))][:1]
        if not spans:
            for cue in sorted(rule.cues):
                spans += self.spans_of(cue)[:2]
        return tuple(dict.fromkeys(spans[:12]))

    def _as_characters(self, group: int) -> list[tuple[int, int]]:
        return self._signs.characters_of(self.hits, group) + [spots[0] for _, spots in self._way_spots(group)]

    def _way_spots(self, group: int) -> list[tuple[int, list[tuple[int, int]]]]:
        """(number, its places) of each way of saying that stands in a list."""
        standing = [at for at in self.ways if self._signs.bits_of_way(at) & group]
        for at in standing:
            if at not in self._spots:
                self._spots[at] = self._signs.places_of_way(at, self.text)
        return [(at, self._spots[at]) for at in standing]


class Signs:
    """The words and rules of one rule set, ready to be found in texts. Shared between threads; keeps nothing of them.

    Signs are numbered: first the rules in the order of their files, then the words that are signs by themselves.
    """

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules.rules
        self.names: tuple[str, ...] = (*(rule.id for rule in rules.rules), *rules.words)
        self._ways = rules.ways
        ways = {way.name for way in rules.ways}
        listed = {word for rule in self.rules for word in rule.words()} - ways
        #: the words that count only at an edge of a clause, by their signs
        self._edges = {
            word: len(self.rules) + at
            for at, word in enumerate(rules.words)
            if word.startswith(HEAD) or word.endswith(TAIL)
        }
        self._tokens = Tokens(listed)
        loose = {word for rule in self.rules for word in rule.called_by}
        calls = {word for way in self._ways for word in way.called_by}
        self.whole = frozenset(word for rule in self.rules for word in rule.whole)
        # ways of speaking are looked for as well: where one stands, the text is not plain yet
        own = set(rules.words) - self._edges.keys()
        self._matcher = Matcher(listed | loose | calls | own | SPOKEN.keys() | NAMED)
        self.hits = self._matcher.hits
        self._bits: dict[frozenset[str], int] = {}
        self._cue_bit: dict[str, int] = {}
        self.plans = tuple(self._plan(sign, rule) for sign, rule in enumerate(self.rules))
        self._givers: dict[str, list[Plan]] = defaultdict(list)
        for plan in self.plans:
            if plan.rule.cue:
                self._givers[plan.rule.cue].append(plan)
        self._by_whole: dict[str, list[int]] = defaultdict(list)
        self._words = self._made_ready(rules.words, calls)
        self.spoken = frozenset(at for at, word in enumerate(self._matcher.words) if word in SPOKEN)
        #: officials' posts: only where one is named may there be a complaint about its holder
        self.posts = frozenset(at for at, word in enumerate(self._matcher.words) if word in NAMED)
        # words at an edge have numbers behind those of the others; the last number of all is no word
        self._heads: dict[str, int] = {}
        self._tails: dict[str, int] = {}
        for word, sign in self._edges.items():
            if word.startswith(HEAD):
                self._heads[word[1:]] = len(self._words)
            else:
                self._tails[word[:-1]] = len(self._words)
            self._words.append(_Word(sign, (), 0, 0, (), ()))
        self._no_word = len(self._words)
        self._words.append(_Word(None, (), 0, 0, (), ()))
        # the same by columns: what many words set off is put together by the interpreter's own loops
        self.own_at = [word.own for word in self._words]
        self.listed_at = [word.listed for word in self._words]
        self._listing = frozenset(at for at, word in enumerate(self._words) if word.listed)
        self._bits_at = [word.bits for word in self._words]
        self._cues_at = [word.cues for word in self._words]
        self._rules_at = [word.rules for word in self._words]
        self._ways_at = {at: word.ways for at, word in enumerate(self._words) if word.ways}
        self._giving = frozenset(at for at, word in enumerate(self._words) if word.cues)
        self._calling = frozenset(at for at, word in enumerate(self._words) if word.rules)
        close = reduce(or_, (bit for plan in self.plans for bit in plan.near or ()), 0)
        self._close = frozenset(at for at, word in enumerate(self._words) if word.bits & close)

    def words(self, text: str, hits: Hits) -> set[int]:
        """The numbers of all words in plain text, of its hits and of those that stand at the edges of clauses."""
        found = set(map(_number, hits))
        head, tail, no_word = self._heads.get, self._tails.get, self._no_word
        for clause in _CLAUSE.findall(text):
            # as long as `_EDGE` allows, and no longer
            found.add(head(clause[:1], no_word))
            found.add(head(clause[:2], no_word))
            found.add(tail(clause[-1:], no_word))
            found.add(tail(clause[-2:], no_word))
        return found

    def own_signs(self, words: Iterable[int]) -> set[int]:
        """The signs that words are by themselves."""
        return {sign for sign in map(self.own_at.__getitem__, words) if sign is not None}

    def edges_of(self, text: str) -> dict[int, tuple[int, int]]:
        """The signs that are words at an edge of a clause, each with its first place."""
        found: dict[int, tuple[int, int]] = {}
        for word, start, end in edges(text):
            sign = self._edges.get(word)
            if sign is not None:
                found.setdefault(sign, (start, end))
        return found

    def rules_of(self, at: int) -> tuple[int, ...]:
        """The further rules that a word may make fire, those behind a way of saying included."""
        word = self._words[at]
        behind = [rule for way in word.ways for rule in (*self._way_ready[way].listed, *self._way_ready[way].rules)]
        return (*word.rules, *behind)

    @property
    def size(self) -> int:
        """How many numbers there are for words."""
        return len(self._words)

    def cue_bit(self, cue: str) -> int:
        """The bit of a cue; 0 for one that no rule gives."""
        return self._cue_bit.get(cue, 0)

    def givers(self, cue: str) -> list[Plan]:
        """The rules that give a cue."""
        return self._givers.get(cue, [])

    # making ready ----------------------------------------------------------------------------------------------------

    def _made_ready(self, own: Iterable[str], calls: Collection[str]) -> list[_Word]:
        words = self._matcher.words
        bits: dict[str, int] = defaultdict(int)
        for group, bit in self._bits.items():
            for word in group:
                bits[word] |= bit
        cue_words: dict[str, set[str]] = defaultdict(set)
        for rule in self.rules:
            if rule.cue:
                cue_words[rule.cue] |= self._key(rule, cue_words)
        signs: dict[str, set[int]] = defaultdict(set)
        cues: dict[str, int] = defaultdict(int)
        rules: dict[str, set[int]] = defaultdict(set)
        for plan in self.plans:
            if plan.listed:
                for word in plan.rule.any_of:
                    signs[word].add(plan.sign)
                    cues[word] |= plan.gives
            elif not plan.rule.order:
                for word in self._key(plan.rule, cue_words):
                    rules[word].add(plan.sign)
                for word in plan.rule.whole:
                    self._by_whole[word].append(plan.sign)
        by_itself = {word: len(self.rules) + at for at, word in enumerate(own)}
        self._way_ready = [
            _Word(
                None,
                tuple(sorted(signs[way.name])),
                bits.get(way.name, 0),
                cues[way.name],
                tuple(sorted(rules[way.name])),
                (),
            )
            for way in self._ways
        ]
        self._way_search = [_any_of(way.patterns) for way in self._ways]
        calling = {word: tuple(at for at, way in enumerate(self._ways) if word in way.called_by) for word in calls}
        # inside a longer word a single character says something else; jieba tells where words begin and end
        self._short = [len(word) == 1 and not word.isascii() for word in words]
        return [
            _Word(
                by_itself.get(word),
                tuple(sorted(signs[word])),
                bits[word],
                cues[word],
                tuple(sorted(rules[word])),
                calling.get(word, ()),
            )
            for word in words
        ]

    def _plan(self, sign: int, rule: Rule) -> Plan:
        groups = tuple(self._bit(group) for group in (rule.any_of, *rule.all_of) if group)
        near = (self._bit(rule.near[0]), self._bit(rule.near[1])) if rule.near else None
        called = self._bit(rule.called_by) if rule.called_by else 0
        need = called
        for bit in (*groups, *(near or ())):
            need |= bit
        simple = not (rule.scene or rule.staff or rule.at_most is not None or rule.topics or rule.whole)
        waits = bool(rule.cues or rule.without or rule.none_of or rule.unless or rule.patterns or rule.called_by)
        listed = simple and not waits and bool(rule.any_of) and not (rule.all_of or rule.near or rule.order)
        return Plan(
            sign=sign,
            rule=rule,
            need=0 if rule.whole else need,
            refused=self._bit(rule.none_of) if rule.none_of else 0,
            groups=groups,
            near=near,
            called=called,
            awaits=self._cue_bits(rule.cues),
            silenced=self._cue_bits(rule.without),
            gives=self._cue_bits((rule.cue,) if rule.cue else ()),
            listed=listed,
            bare=simple,
            words_only=simple and not (rule.none_of or rule.patterns or rule.unless or rule.near),
            search=_any_of(rule.patterns),
            unless=_any_of(rule.unless),
            turn=sign + len(self.rules) * (2 if rule.cue is None else 1 if rule.cues or rule.without else 0),
        )

    def _cue_bits(self, cues: Iterable[str]) -> int:
        bits = 0
        for cue in cues:
            bits |= self._cue_bit.setdefault(cue, 1 << len(self._cue_bit))
        return bits

    def _bit(self, group: frozenset[str]) -> int:
        """The bit of a list of words; equal lists share one."""
        return self._bits.setdefault(group, 1 << len(self._bits))

    def _key(self, rule: Rule, cue_words: Mapping[str, set[str]]) -> frozenset[str]:
        """Words of which one must stand in the text for the rule to fire; the rarest such list."""
        groups = [group for group in (rule.called_by, rule.any_of, *rule.all_of, *rule.near) if group]
        if groups:
            return min(groups, key=lambda group: sum(self._how_common(word) for word in group))
        return frozenset().union(*(cue_words.get(cue, set()) for cue in rule.cues))

    def _how_common(self, word: str) -> int:
        if word.startswith("{"):
            return 20 * _SINGLE
        return self._tokens.commonness(word) + (_SINGLE if len(word) == 1 else 0)

    # finding ---------------------------------------------------------------------------------------------------------

    def find(self, message: PlainText, hits: Hits, scene: Scene, staff: bool, words: set[int] | None = None) -> Found:
        """All signs that stand in a text; `words` are those of the hits, where they are known already."""
        if words is None:
            words = self.words(message.text, hits)
        found = Found(self, message, hits, words)
        fired = found.fired
        fired.update(*map(self.listed_at.__getitem__, words & self._listing))
        mask = reduce(or_, map(self._bits_at.__getitem__, words), 0)
        cues = reduce(or_, map(self._cues_at.__getitem__, words & self._giving), 0)
        rules = set().union(*map(self._rules_at.__getitem__, words & self._calling))
        ways = {way for word in words & self._ways_at.keys() for way in self._ways_at[word]}
        for at in ways:
            search = self._way_search[at]
            if search is not None and search(found.text):
                way = self._way_ready[at]
                found.ways.append(at)
                fired.update(way.listed)
                mask |= way.bits
                cues |= way.cues
                rules.update(way.rules)
        if len(found.text) <= COMMAND_LENGTH:
            rules.update(self._by_whole.get(found.bare, ()))
        found.mask, found.cues = mask, cues
        self._fire(found, rules, scene, staff)
        return found

    def may_hold(self, rules: Iterable[int], text: str, words: set[int], scene: Scene, staff: bool) -> bool:
        """Whether one of the rules could fire, judged by all that is no cue and needs no cutting; a No is final."""
        mask = reduce(or_, map(self._bits_at.__getitem__, words), 0)
        for word in words & self._ways_at.keys():
            for way in self._ways_at[word]:
                mask |= self._way_ready[way].bits
        for plan in map(self.plans.__getitem__, rules):
            rule = plan.rule
            if plan.need & mask != plan.need or (rule.staff and not staff) or rule.scene not in (None, scene):
                continue
            # a rule that takes the text as a whole asks for nothing else
            if rule.whole or (
                (plan.search is None or plan.search(text)) and (plan.unless is None or not plan.unless(text))
            ):
                return True
        return False

    def _fire(self, found: Found, rules: Collection[int], scene: Scene, staff: bool) -> None:
        """Fire the rules in their turns: what a rule waits for has been decided before."""
        plans, mask, text = self.plans, found.mask, found.text
        ready = [plan for plan in map(plans.__getitem__, rules) if plan.need & mask == plan.need]
        ready.sort(key=_turn)
        for plan in ready:
            if plan.awaits & ~found.cues or plan.silenced & found.cues:
                continue
            if plan.words_only:
                pass
            elif plan.bare:
                # what `holds` asks of most rules, without the way there
                if plan.search is not None and not plan.search(text):
                    continue
                if mask & plan.refused or (plan.unless is not None and plan.unless(text)):
                    continue
                if plan.near is not None and found.near(plan) is None:
                    continue
            elif not holds(plan, found, scene, staff):
                continue
            found.cues |= plan.gives
            found.fired.add(plan.sign)

    # places ----------------------------------------------------------------------------------------------------------

    def close_words(self, hits: Hits) -> list[tuple[int, int, int, bool]]:
        """(bits of its lists, start, end, whether short) of all words of which some rule asks how near they stand."""
        close, bits, short = self._close, self._bits_at, self._short
        return [(bits[at], start, end, short[at]) for at, start, end in hits if at in close]

    def clauses(self, text: str) -> list[tuple[int, int]]:
        """(start, end) of the stretches of a text of which each is cut by itself."""
        return self._tokens.clauses(text)

    def boundaries(self, clause: str) -> Collection[int]:
        """Where words begin and end in one of the clauses."""
        return self._tokens.boundaries_in(clause)

    def bits_of_way(self, at: int) -> int:
        """Bits of the lists in which a way of saying stands."""
        return self._way_ready[at].bits

    def places_of_way(self, at: int, text: str) -> list[tuple[int, int]]:
        """Where a way of saying stands, from the left."""
        way = self._ways[at]
        return sorted(m.span() for pattern in way.patterns for m in pattern.finditer(text))

    def characters_of(self, hits: Hits, group: int) -> list[tuple[int, int]]:
        """Where each word of a list stands first, whatever the words around it."""
        first: dict[int, tuple[int, int]] = {}
        for at, start, end in hits:
            if self._words[at].bits & group:
                first.setdefault(at, (start, end))
        return sorted(first.values())


def holds(plan: Plan, found: Found, scene: Scene, staff: bool, topic: Topic | None = None) -> bool:
    """Whether everything that the rule asks for is there."""
    rule = plan.rule
    if plan.need & found.mask != plan.need or plan.awaits & ~found.cues or plan.silenced & found.cues:
        return False
    if not plan.bare:
        if rule.scene is not None and rule.scene is not scene:
            return False
        if rule.staff and not staff:
            return False
        if rule.at_most is not None and len(found.bare) > rule.at_most:
            return False
        if rule.topics and topic not in rule.topics:
            return False
        if rule.whole:
            if found.bare in rule.whole:
                return True
            if not (plan.groups or plan.near or plan.called):
                return False
    if found.mask & plan.refused:
        return False
    # that a word of every list stands there `need` has seen to, but for rules that may also take the text as a whole
    if rule.whole and not all(found.mask & group for group in (*plan.groups, plan.called) if group):
        return False
    text = found.text
    if plan.search is not None and not plan.search(text):
        return False
    if plan.unless is not None and plan.unless(text):
        return False
    return plan.near is None or found.near(plan) is not None


def _near(first: list[tuple[int, int]], second: list[tuple[int, int]], within: int) -> Spans | None:
    """The first two words, in either order, with at most `within` characters between them."""
    starts = [spot[0] for spot in second]
    for start, end in first:
        at = bisect_left(starts, end)
        if at < len(second) and starts[at] - end <= within:
            return ((start, end), second[at])
        if at > 0 and second[at - 1][1] <= start and start - second[at - 1][1] <= within:
            return (second[at - 1], (start, end))
        # the neighbour just before may overlap this word; the one before that may still be near
        if at > 1 and second[at - 2][1] <= start and start - second[at - 2][1] <= within:
            return (second[at - 2], (start, end))
    return None


def _one_before(first: list[tuple[int, int, bool]], second: list[tuple[int, int, bool]], within: int) -> bool:
    """Whether behind the end of one of the first, so many characters on, one of the second begins."""
    starts = [spot[0] for spot in second]
    for _, end, _ in first:
        at = bisect_left(starts, end)
        if at < len(starts) and starts[at] - end <= within:
            return True
    return False


def _any_of(patterns: Sequence[re.Pattern[str]]) -> Search | None:
    """Whether one of the patterns is found; several are tried as one where that means the same."""
    if not patterns:
        return None
    if len(patterns) == 1:
        return patterns[0].search
    if not any(_COUNTING.search(pattern.pattern) for pattern in patterns):
        return re.compile("|".join(f"(?:{pattern.pattern})" for pattern in patterns)).search
    return lambda text: any(pattern.search(text) for pattern in patterns)

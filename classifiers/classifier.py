"""Words and rules to a verdict: is it a matter, whose, about what, how urgent, and what does the speaker want?"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from classifiers.matcher import Hits, Matcher
from classifiers.normalise import PlainText, normalise, plain
from classifiers.rule_file import ENOUGH, Rule, RuleSet
from classifiers.tokens import Tokens
from classifiers.verdict import Act, Evidence, MatterKind, Privacy, Scene, Topic, Urgency, Verdict

Spans = tuple[tuple[int, int], ...]

_VILLAGE = frozenset(list(Topic)[:14])
_NEIGHBOUR = frozenset(list(Topic)[14:21])
_HOUSEHOLD = frozenset(list(Topic)[21:])
_UTILITY = frozenset({Topic.WATER_SUPPLY, Topic.POWER})
_SECRET = frozenset({Topic.WELFARE, Topic.INSURANCE, Topic.FAMILY, Topic.CARE, Topic.WAGES, Topic.PRIVATE_CLAIM})
_PRIVATE_VILLAGE = frozenset({Topic.VILLAGE_AFFAIRS, Topic.LAND_COLLECTIVE, Topic.PUBLIC_ORDER})
_COMPLEX = frozenset({Topic.VILLAGE_AFFAIRS, Topic.LAND_COLLECTIVE})
_APPLICATION = frozenset({Topic.WELFARE, Topic.INSURANCE, Topic.PAPERS, Topic.WAGES})
#: what a public topic is called where it lies between two households
_NEXT_DOOR = {
    Topic.ROAD: Topic.PASSAGE,
    Topic.WATER_SUPPLY: Topic.NEIGHBOUR_WATER,
    Topic.DRAINAGE: Topic.NEIGHBOUR_WATER,
    Topic.IRRIGATION: Topic.NEIGHBOUR_WATER,
    Topic.SANITATION: Topic.NEIGHBOUR_WATER,
    Topic.HOUSING: Topic.BUILDING,
    Topic.LAND_COLLECTIVE: Topic.BOUNDARY,
    Topic.FARMING: Topic.ANIMALS,
    Topic.FACILITY: Topic.QUARREL_NOISE,
    Topic.PUBLIC_ORDER: Topic.QUARREL_NOISE,
}
#: what the speaker asks for outweighs what the words are about
_NOT_MATTERS = (Act.NOTICE, Act.CONFIRM, Act.WITHDRAW, Act.QUERY, Act.FEEDBACK)
_BARE = re.compile(r"[\s\W_]+")
_ENDS = re.compile(r"[。！？!?;；\n]")
#: an act of this weight stands, however much the words sound like a matter
_ACT_FOR_SURE = 14
#: a single character stands inside so many other words that it counts as this common
_SINGLE = 100_000
#: a whole-message command is no longer than this, in plain text
_COMMAND_LENGTH = 24
#: so many spellings of greetings and commands are known by heart
_BY_HEART = 2_000
#: in a private chat a person came to say something, so less has to add up
_ENOUGH_IN_PRIVATE = 6
#: so many everyday words of one topic name it as well as one plain word
_HINTS = 3
#: two everyday words of one topic, which in private are taken at their word
_SAID_TWICE = 5
#: a rule of this weight names its topic outright
_NAMED = 6
#: where no topic was named, the rest has to say so much more
_MORE_WITHOUT_TOPIC = 4
#: where nothing is broken, missing or asked for
_MORE_WITHOUT_TROUBLE = 3
#: one thing of village life, or two everyday ones, in a message make the other words count
_ENOUGH_LIFE = 2


def as_line(verdict: Verdict, id: object) -> dict[str, Any]:  # noqa: A002 - the key's own name
    """The verdict as one line of the `classify` command's output."""
    return {
        "id": id,
        "is_matter": verdict.is_matter,
        "kind": str(verdict.kind),
        "topic": None if verdict.topic is None else str(verdict.topic),
        "urgency": None if verdict.urgency is None else str(verdict.urgency),
        "act": str(verdict.act),
        "privacy": str(verdict.privacy),
        "confidence": verdict.confidence,
        "evidence": [
            {"rule": item.rule, "words": list(item.words), "because": item.because} for item in verdict.evidence
        ],
        "rules": verdict.rules,
    }


@dataclass(frozen=True, slots=True)
class _Plan:
    """A rule made ready: every list of words is one bit, so one comparison says whether it can fire at all."""

    rule: Rule
    need: int
    refused: int
    #: bits of any_of and all_of, in order
    groups: tuple[int, ...]
    near: tuple[int, int] | None
    called: int
    #: how many words of a group are shown and counted
    limit: int
    #: bits of the cues it waits for, of those that silence it, and of the one it gives
    awaits: int
    silenced: int
    gives: int
    #: nothing but words, cues and patterns decides; the rarer conditions need not be looked at
    bare: bool


class _Found:
    """What stands in one text: rule words with their places, and the cues they give."""

    __slots__ = (
        "_all",
        "_first",
        "bare",
        "called",
        "candidates",
        "cues",
        "fired",
        "given",
        "mask",
        "plain",
        "standing",
        "text",
    )

    def __init__(self, plain: PlainText) -> None:
        self.plain = plain
        self.text = plain.text
        self.bare = _BARE.sub("", plain.text)
        self.mask = 0
        #: (bits of the word's lists, its places), words as cut
        self.standing: list[tuple[int, list[tuple[int, int]]]] = []
        #: the same for words that need not be whole words: their first place alone
        self.called: list[tuple[int, tuple[int, int]]] = []
        self.cues: dict[str, tuple[Rule, Spans]] = {}
        #: the same cues as bits
        self.given = 0
        self.fired: list[tuple[Rule, Spans]] = []
        #: the rules whose words all stand there
        self.candidates: list[_Plan] = []
        self._first: dict[int, list[tuple[int, int]]] = {}
        self._all: dict[int, list[tuple[int, int]]] = {}

    def first_of(self, group: int) -> list[tuple[int, int]]:
        """Where each word of the list stands first, from the left."""
        spots = self._first.get(group)
        if spots is None:
            spots = self._first[group] = sorted([spots[0] for bits, spots in self.standing if bits & group])
        return spots

    def all_of(self, group: int) -> list[tuple[int, int]]:
        """Every place of every word of the list, from the left."""
        spots = self._all.get(group)
        if spots is None:
            spots = self._all[group] = sorted([spot for bits, spots in self.standing if bits & group for spot in spots])
        return spots


class Classifier:
    """Reads one message after another; safe to share between threads.

    It keeps nothing of them, but for the verdicts on greetings and commands that a rule spells out in full (收到, 查).
    """

    def __init__(self, rules: RuleSet, *, places: Iterable[str] = ()) -> None:
        self.version = rules.version
        self._rules = rules.rules
        self._places = Matcher(plain(name) for name in places if len(plain(name)) > 1)
        self._ways = rules.ways
        ways = {way.name for way in rules.ways}
        words = {word for rule in self._rules for word in rule.words()} - ways
        self._tokens = Tokens(words)
        loose = {word for rule in self._rules for word in rule.called_by}
        calls = {word for way in self._ways for word in way.called_by}
        self._whole = frozenset(word for rule in self._rules for word in rule.whole)
        self._matcher = Matcher(words | loose | calls)
        self._by_heart: dict[tuple[str, Scene, bool], Verdict] = {}
        self._bits: dict[tuple[bool, frozenset[str]], int] = {}
        self._cue_bit: dict[str, int] = {}
        self._plans = tuple(self._plan(rule) for rule in self._rules)
        strict: dict[str, int] = defaultdict(int)
        called: dict[str, int] = defaultdict(int)
        for (is_loose, group), bit in self._bits.items():
            for word in group:
                (called if is_loose else strict)[word] |= bit
        listed = self._matcher.words
        self._strict = [strict.get(word, 0) for word in listed]
        self._called = [called.get(word, 0) for word in listed]
        self._short = [len(word) < 3 and not word.isascii() for word in listed]
        self._way_bits = [(strict.get(way.name, 0), way) for way in self._ways]
        calling = {word: {index for index, way in enumerate(self._ways) if word in way.called_by} for word in calls}
        self._calls = [tuple(sorted(calling.get(word, ()))) for word in listed]
        self._cue_words: dict[str, set[str]] = defaultdict(set)
        for rule in self._rules:
            if rule.cue:
                self._cue_words[rule.cue] |= self._key(rule)
        self._givers: dict[str, list[int]] = defaultdict(list)
        by_key: dict[str, set[int]] = defaultdict(set)
        opening: dict[str, int] = defaultdict(int)
        self._by_whole: dict[str, list[int]] = defaultdict(list)
        for index, rule in enumerate(self._rules):
            if rule.cue:
                self._givers[rule.cue].append(index)
            if self._opens(rule):
                for word in self._key(rule):
                    opening[word] |= 1 << index
            if not rule.order:
                for word in self._key(rule):
                    by_key[word].add(index)
                for word in rule.whole:
                    self._by_whole[word].append(index)
        self._by_key = [tuple(sorted(by_key.get(word, ()))) for word in listed]
        self._by_way = [tuple(sorted(by_key.get(way.name, ()))) for way in self._ways]
        # for the first look a way of saying stands wherever its calling word does
        self._look: list[tuple[int, int]] = []
        for index, word in enumerate(listed):
            bits, opens = self._strict[index] | self._called[index], opening.get(word, 0)
            for way_index in self._calls[index]:
                way = self._ways[way_index].name
                bits |= strict.get(way, 0)
                opens |= opening.get(way, 0)
            self._look.append((bits, opens))
        self._kind_plans = sorted(
            (plan for plan in self._plans if plan.rule.kind is not None and plan.rule.order),
            key=lambda plan: plan.rule.order,
        )
        everyday = (rule for rule in self._rules if "everyday" in rule.flags)
        known = frozenset(word for rule in everyday for word in rule.any_of | rule.called_by)
        self._everyday = frozenset(index for index, word in enumerate(listed) if word in known)
        self.nothing = Verdict(
            is_matter=False, kind=MatterKind.NONE, topic=None, urgency=None, act=Act.IGNORE, privacy=Privacy.OPEN,
            confidence=0.9, evidence=(), rules=self.version,
        )  # fmt: skip

    def read(self, text: str, *, scene: Scene = Scene.GROUP, sender_is_staff: bool = False) -> Verdict:
        """What the message is. Any string will do; the same string always gives the same verdict."""
        known = self._by_heart.get((text, scene, sender_is_staff))
        if known is not None:
            return known
        message = normalise(text)
        hits = self._matcher.hits(message.text)
        if self._is_command(message.text):
            verdict = self._judge(message, hits, scene, sender_is_staff)
            if len(self._by_heart) < _BY_HEART:
                self._by_heart[text, scene, sender_is_staff] = verdict
            return verdict
        if scene is Scene.GROUP and not self._may_say_something(message, hits):
            return self.nothing
        return self._judge(message, hits, scene, sender_is_staff)

    def judge(self, message: PlainText, scene: Scene, staff: bool) -> Verdict:
        """The verdict with every step taken; `read` skips it only where it would give the same answer."""
        return self._judge(message, self._matcher.hits(message.text), scene, staff)

    def _judge(self, message: PlainText, hits: Hits, scene: Scene, staff: bool) -> Verdict:
        found = self._find(message, hits)
        self._fire(found, scene, staff)
        return _Judgement(self, found, scene, staff).verdict()

    def _may_say_something(self, message: PlainText, hits: Hits) -> bool:
        """Whether any rule that can turn small talk into something could fire, judged by characters alone.

        Words have to stand there as characters before they can stand there as words, so a No here is final.
        """
        mask = opens = 0
        look = self._look
        for index, _, _ in hits:
            bits, opening = look[index]
            mask |= bits
            opens |= opening
        cues: dict[str, bool] = {}
        while opens:
            lowest = opens & -opens
            opens ^= lowest
            if self._may_fire(lowest.bit_length() - 1, mask, message.text, hits, cues):
                return True
        return False

    def _may_fire(self, index: int, mask: int, text: str, hits: Hits, cues: dict[str, bool]) -> bool:
        plan = self._plans[index]
        rule = plan.rule
        if plan.need & mask != plan.need:
            return False
        if "everyday" in rule.flags:
            return len({hit[0] for hit in hits if hit[0] in self._everyday}) >= _ENOUGH_LIFE
        if rule.topic is not None and rule.up_to >= _HINTS and len(rule.any_of) > 0:
            group = plan.groups[0]
            if len({hit[0] for hit in hits if self._strict[hit[0]] & group}) < _HINTS:
                return False
        for cue in rule.cues:
            if cue not in cues:
                # a cue that waits for itself never comes
                cues[cue] = False
                cues[cue] = any(self._may_fire(giver, mask, text, hits, cues) for giver in self._givers[cue])
            if not cues[cue]:
                return False
        return not rule.patterns or any(pattern.search(text) for pattern in rule.patterns)

    def _is_command(self, text: str) -> bool:
        """A short message may say everything as a whole (查, 撤, 好了没); longer ones never do."""
        return len(text) <= _COMMAND_LENGTH and _BARE.sub("", text) in self._whole

    def fired(self, text: str, *, scene: Scene = Scene.GROUP, sender_is_staff: bool = False) -> frozenset[str]:
        """The ids of all rules that fire on a text: cues, those that only lower the score, and the one for the kind."""
        message = normalise(text)
        found = self._find(message, self._matcher.hits(message.text))
        self._fire(found, scene, sender_is_staff)
        verdict = _Judgement(self, found, scene, sender_is_staff).verdict()
        ids = {rule.id for rule, _ in found.fired} | {rule.id for rule, _ in found.cues.values()}
        return frozenset(ids | {item.rule for item in verdict.evidence})

    def place_in(self, message: PlainText, found: Mapping[str, tuple[Rule, Spans]]) -> str | None:
        """The words that say where, longest first, as sent."""
        spots = [(start, end) for _, start, end in self._places.find(message.text)]
        if "place" in found:
            spots += found["place"][1]
        if not spots:
            return None
        start, end = max(spots, key=lambda spot: (spot[1] - spot[0], -spot[0]))
        return message.as_sent(start, end)

    @property
    def kind_plans(self) -> list[_Plan]:
        return self._kind_plans

    # making ready ----------------------------------------------------------------------------------------------------

    def _plan(self, rule: Rule) -> _Plan:
        groups = tuple(self._bit(group) for group in (rule.any_of, *rule.all_of) if group)
        near = (self._bit(rule.near[0]), self._bit(rule.near[1])) if rule.near else None
        called = self._bit(rule.called_by, loose=True) if rule.called_by else 0
        need = called
        for bit in (*groups, *(near or ())):
            need |= bit
        return _Plan(
            rule=rule,
            need=0 if rule.whole else need,
            refused=self._bit(rule.none_of) if rule.none_of else 0,
            groups=groups,
            near=near,
            called=called,
            limit=4 if rule.up_to == 1 else 12,
            awaits=self._cue_bits(rule.cues),
            silenced=self._cue_bits(rule.without),
            gives=self._cue_bits((rule.cue,) if rule.cue else ()),
            bare=not (rule.scene or rule.staff or rule.at_most is not None or rule.topics or rule.whole),
        )

    def _cue_bits(self, cues: Iterable[str]) -> int:
        bits = 0
        for cue in cues:
            bits |= self._cue_bit.setdefault(cue, 1 << len(self._cue_bit))
        return bits

    def _bit(self, group: frozenset[str], *, loose: bool = False) -> int:
        """The bit of a list of words; equal lists share one."""
        return self._bits.setdefault((loose, group), 1 << len(self._bits))

    # finding ---------------------------------------------------------------------------------------------------------

    def _key(self, rule: Rule) -> frozenset[str]:
        """Words of which one must stand in the text for the rule to fire; the rarest such list."""
        groups = [group for group in (rule.called_by, rule.any_of, *rule.all_of, *rule.near) if group]
        if not groups:
            if rule.cues:
                return frozenset().union(*(self._cue_words.get(cue, set()) for cue in rule.cues))
            return frozenset()
        return min(
            groups,
            key=lambda group: sum(self._how_common(word) for word in group),
        )

    def _how_common(self, word: str) -> int:
        if word.startswith("{"):
            return 20 * _SINGLE
        return self._tokens.commonness(word) + (_SINGLE if len(word) == 1 else 0)

    @staticmethod
    def _opens(rule: Rule) -> bool:
        """Whether the rule can turn small talk into something else; cues and boosts cannot do so alone."""
        if rule.topic is not None and (rule.weight >= _NAMED or rule.up_to >= _HINTS):
            return True
        if rule.act not in (None, Act.IGNORE, Act.AGENDA, Act.SPLIT) or rule.urgency is Urgency.DANGER:
            return True
        return "vague" in rule.flags or bool(rule.flags & {"life", "everyday", "letter"})

    def _find(self, message: PlainText, hits: Hits) -> _Found:
        found = _Found(message)
        places: dict[int, list[tuple[int, int]]] = {}
        first: dict[int, tuple[int, int]] = {}
        ways: set[int] = set()
        joints: Collection[int] | None = None
        strict, called, short, calls = self._strict, self._called, self._short, self._calls
        mask = 0
        for index, start, end in hits:
            if called[index] and index not in first:
                first[index] = (start, end)
                mask |= called[index]
            if calls[index]:
                ways.update(calls[index])
            bits = strict[index]
            if not bits:
                continue
            if short[index]:
                if joints is None:
                    joints = self._tokens.boundaries(message.text)
                if start not in joints or end not in joints:
                    continue
            if index in places:
                places[index].append((start, end))
            else:
                places[index] = [(start, end)]
                mask |= bits
        candidates: set[int] = set()
        by_key = self._by_key
        for index in places:
            candidates.update(by_key[index])
        for index in first:
            candidates.update(by_key[index])
        found.standing = [(strict[index], spots) for index, spots in places.items()]
        found.called = [(called[index], spot) for index, spot in first.items()]
        for way_index in sorted(ways):
            bits, way = self._way_bits[way_index]
            spots = [match.span() for pattern in way.patterns for match in pattern.finditer(message.text)]
            if bits and spots:
                found.standing.append((bits, sorted(spots)))
                mask |= bits
                candidates.update(self._by_way[way_index])
        if len(message.text) <= _COMMAND_LENGTH:
            candidates.update(self._by_whole.get(found.bare, ()))
        found.mask = mask
        found.candidates = [
            plan
            for plan in (self._plans[index] for index in sorted(candidates))
            if plan.need & mask == plan.need and not plan.refused & mask
        ]
        return found

    def _fire(self, found: _Found, scene: Scene, staff: bool) -> None:
        waiting: list[_Plan] = []
        rest: list[_Plan] = []
        for plan in found.candidates:
            if not plan.gives:
                rest.append(plan)
            elif plan.awaits or plan.silenced:
                waiting.append(plan)
            else:
                spans = _fires(plan, found, scene, staff)
                if spans is not None:
                    cue = plan.rule.cue or ""
                    held = found.cues.get(cue)
                    found.cues[cue] = (plan.rule, held[1] + spans) if held else (plan.rule, spans)
                    found.given |= plan.gives
        for plan in waiting:
            if plan.awaits & ~found.given or plan.silenced & found.given:
                continue
            spans = _fires(plan, found, scene, staff)
            if spans is not None:
                found.cues.setdefault(plan.rule.cue or "", (plan.rule, spans))
                found.given |= plan.gives
        given = found.given
        for plan in rest:
            if plan.awaits & ~given or plan.silenced & given:
                continue
            spans = _fires(plan, found, scene, staff)
            if spans is not None:
                found.fired.append((plan.rule, spans))


def _fires(plan: _Plan, found: _Found, scene: Scene, staff: bool, topic: Topic | None = None) -> Spans | None:
    """Where the rule's words stand, or None where it does not fire."""
    rule = plan.rule
    if plan.need & found.mask != plan.need or plan.refused & found.mask:
        return None
    if plan.awaits & ~found.given or plan.silenced & found.given:
        return None
    if not plan.bare:
        if rule.scene is not None and rule.scene is not scene:
            return None
        if rule.staff and not staff:
            return None
        if rule.at_most is not None and len(found.bare) > rule.at_most:
            return None
        if rule.topics and topic not in rule.topics:
            return None
        if rule.whole:
            if found.bare in rule.whole:
                return ((0, len(found.text)),)
            if not (plan.groups or plan.near or plan.called):
                return None
    spans: list[tuple[int, int]] = []
    for group in plan.groups:
        spots = found.first_of(group)
        if not spots:
            return None
        spans += spots[: plan.limit]
    if plan.near:
        pair = _near(found.all_of(plan.near[0]), found.all_of(plan.near[1]), rule.within)
        if pair is None:
            return None
        spans += pair
    if plan.called:
        called = sorted([spot for bits, spot in found.called if bits & plan.called])
        if not called:
            return None
        if not rule.patterns:
            spans += called[:4]
    if rule.patterns:
        for pattern in rule.patterns:
            match = pattern.search(found.text)
            if match is not None:
                spans.append(match.span())
                break
        else:
            return None
    for pattern in rule.unless:
        if pattern.search(found.text):
            return None
    if not spans:
        for cue in sorted(rule.cues):
            spans += found.cues[cue][1][:2]
    return tuple(spans) if len(spans) < 2 else tuple(dict.fromkeys(spans))


def _apart(spans: Spans) -> list[tuple[int, int]]:
    """Those of the words that do not overlap each other, from the left."""
    if len(spans) < 2:
        return list(spans)
    apart: list[tuple[int, int]] = []
    for span in sorted(spans):
        if not apart or span[0] >= apart[-1][1]:
            apart.append(span)
    return apart


def _said_of(fired: list[tuple[Rule, Spans]]) -> int:
    """What rules of one topic add up to. A word counts once, for the weightiest rule that names it."""
    total = 0
    counted: set[int] = set()
    for rule, spans in sorted(fired, key=lambda pair: -pair[0].weight):
        fresh = [span for span in _apart(spans) if not counted.intersection(range(*span))]
        total += rule.weight * len(fresh[: rule.up_to])
        for span in fresh:
            counted.update(range(*span))
    return total


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


class _Judgement:
    """The decision on one text, rules R0 to R16 of the taxonomy in their order."""

    def __init__(self, classifier: Classifier, found: _Found, scene: Scene, staff: bool) -> None:
        self.classifier = classifier
        self.found = found
        self.scene = scene
        self.staff = staff
        self.evidence: list[tuple[Rule, Spans]] = []
        self.scores: dict[Topic, int] = defaultdict(int)
        self.firsts: dict[Topic, int] = {}
        self.boost = 0
        self.praise = 0
        self.unreal = 0
        self.life = 0
        self.named = False
        self.hinted = False
        self.trouble = False
        by_topic: dict[Topic, list[tuple[Rule, Spans]]] = defaultdict(list)
        everyday: dict[str, tuple[int, int]] = {}
        for rule, spans in found.fired:
            if rule.topic is not None:
                by_topic[rule.topic].append((rule, spans))
                self.firsts[rule.topic] = min(self.firsts.get(rule.topic, 10**9), spans[0][0])
                enough_hints = rule.up_to >= _HINTS and len(_apart(spans)) >= _HINTS
                self.named = self.named or rule.weight >= _NAMED
                self.hinted = self.hinted or enough_hints
                self.trouble = self.trouble or bool(rule.near)
            elif "matter" in rule.flags:
                self.boost += rule.weight * len(_apart(spans)[: rule.up_to])
            elif "chatter" in rule.flags:
                self.praise += rule.weight
                # who asks for a spanner because the gas is leaking is in danger all the same
                self.unreal += 0 if "homely" in rule.flags else rule.weight
            self.trouble = self.trouble or "trouble" in rule.flags
            if "life" in rule.flags:
                self.life += 2 * len(_apart(spans))
            elif "letter" in rule.flags:
                self.hinted = True
            elif "everyday" in rule.flags:
                # one word is one thing, however many rules list it
                everyday |= {found.plain.text[start:end]: (start, end) for start, end in spans}
        if "letter" in found.cues:
            # a letter may well mention a film or a city; it is still a letter
            self.praise = max(self.praise, -5)
        self.life += len(_apart(tuple(everyday.values())))
        # everyday words of one topic, or the manner of a letter, name it where village life is spoken of
        written = "letter" in found.cues and bool(by_topic)
        self.named = self.named or (self.hinted and (self.life > 0 or written or scene is Scene.PRIVATE))
        for topic, fired in by_topic.items():
            self.scores[topic] = _said_of(fired)

    def verdict(self) -> Verdict:
        if any(rule.act is Act.IGNORE and rule.whole for rule, _ in self.found.fired):
            return self._nothing(Act.IGNORE, [pair for pair in self.found.fired if pair[0].act is Act.IGNORE])
        danger = [pair for pair in self.found.fired if pair[0].urgency is Urgency.DANGER]
        acts: dict[Act, int] = defaultdict(int)
        for rule, _ in self.found.fired:
            if rule.act is not None:
                acts[rule.act] += rule.weight
        said = [(act, acts[act]) for act in _NOT_MATTERS if acts.get(act, 0) >= ENOUGH]
        topic, score = self._topic()
        total = min(score, 3 * ENOUGH) + self._support(score)
        if said:
            act, weight = max(said, key=lambda pair: pair[1])
            outweighed = danger and act not in (Act.CONFIRM, Act.NOTICE)
            if not outweighed and (total < 2 * ENOUGH or weight >= _ACT_FOR_SURE):
                return self._nothing(act, [pair for pair in self.found.fired if pair[0].act is act])
        merging = acts.get(Act.MERGE, 0) >= ENOUGH
        if merging and total < ENOUGH and not danger:
            return self._nothing(Act.MERGE, [pair for pair in self.found.fired if pair[0].act is Act.MERGE])
        vague = [pair for pair in self.found.fired if "vague" in pair[0].flags]
        enough = ENOUGH if self.scene is Scene.GROUP else _ENOUGH_IN_PRIVATE
        sure_danger = sum(rule.weight for rule, _ in danger) + self.unreal >= ENOUGH
        if not sure_danger:
            danger = []
        # everyday words alone never make a matter in a group, and name no topic in private
        grounded = self.named or self.life >= _ENOUGH_LIFE
        if self.scene is Scene.PRIVATE:
            grounded = grounded or score >= _SAID_TWICE
        if vague and not danger and not self.named and score < _SAID_TWICE:
            grounded = False
        if (total < enough or not grounded) and not danger:
            if vague and sum(rule.weight for rule, _ in vague) + self.praise >= ENOUGH:
                return self._unclear(topic if score > 3 else None, vague, [])
            said_something = self.found.bare or self.found.plain.sent.strip()
            smallish = any(rule.act is Act.IGNORE for rule, _ in self.found.fired)
            if self.scene is Scene.PRIVATE and "letter-or-question" in self.found.cues and not vague and not smallish:
                # who writes a letter means something by it, even where no word of ours says what
                return self._matter(topic if score > 0 else None, total, danger, acts, merging)
            if self.scene is Scene.PRIVATE and said_something and not smallish:
                return self._unclear(topic if score > 3 else None, vague, [])
            return self._nothing(Act.IGNORE, [])
        return self._matter(topic if score > 0 else None, total, danger, acts, merging)

    # steps -----------------------------------------------------------------------------------------------------------

    def _support(self, score: int) -> int:
        """What the rest of the sentence adds. Everyday words add up only in talk of village life or to an office."""
        support = self.praise + (self.boost if self.named or self.life >= _ENOUGH_LIFE else min(self.boost, 4))
        if score == 0:
            support -= _MORE_WITHOUT_TOPIC
        if not self.trouble:
            support -= _MORE_WITHOUT_TROUBLE
        return support

    def _topic(self) -> tuple[Topic | None, int]:
        if not self.scores:
            return None, 0
        topic = max(self.scores, key=lambda one: (self.scores[one], -self.firsts[one]))
        return topic, self.scores[topic]

    def _matter(
        self, topic: Topic | None, total: int, danger: list[tuple[Rule, Spans]], acts: Mapping[Act, int], merging: bool
    ) -> Verdict:
        cues = self.found.cues
        by_kind: list[tuple[Rule, Spans]] = []
        kind = _default_kind(topic)
        if topic is None:
            hinted = next((rule for rule, _ in danger if rule.kind is not None), None)
            kind = hinted.kind if hinted and hinted.kind else MatterKind.UNCLEAR
        violence = any("violence_at_home" in rule.flags for rule, _ in danger)
        if violence:
            # R2: whoever tells it, violence inside a family is that household's matter
            topic, kind = Topic.FAMILY, MatterKind.HOUSEHOLD
        for plan in () if violence else self.classifier.kind_plans:
            rule = plan.rule
            if topic is not None and "no_topic" in rule.flags:
                continue
            spans = _fires(plan, self.found, self.scene, self.staff, topic)
            if spans is None or (rule.kind is kind and rule.topic in (None, topic)):
                if spans is not None:
                    by_kind.append((rule, spans))
                    break
                continue
            kind = rule.kind or kind
            by_kind.append((rule, spans))
            topic = rule.topic or self._topic_of(kind, topic)
            break
        if kind is MatterKind.UNCLEAR and danger:
            kind = next((rule.kind for rule, _ in danger if rule.kind is not None), kind)
        if kind is MatterKind.UNCLEAR and not danger:
            return self._unclear(topic, by_kind, [pair for pair in self.found.fired if pair[0].topic is topic])
        about = [pair for pair in self.found.fired if pair[0].topic is topic and topic is not None]
        evidence = sorted(about, key=lambda pair: -pair[0].weight)
        evidence += danger + by_kind
        urgency = self._urgency(topic, kind, danger, evidence)
        act = Act.TICKET
        if merging:
            act = Act.MERGE
            evidence += [pair for pair in self.found.fired if pair[0].act is Act.MERGE]
        elif not danger and self._split(topic):
            act = Act.SPLIT
        elif not danger and acts.get(Act.AGENDA, 0) >= ENOUGH and kind is MatterKind.VILLAGE:
            act = Act.AGENDA
            evidence += [pair for pair in self.found.fired if pair[0].act is Act.AGENDA]
        official = any("about_official" in rule.flags for rule, _ in self.found.fired)
        violence = any("violence_at_home" in rule.flags for rule, _ in danger + self.found.fired)
        privacy = _privacy(topic, kind)
        if danger and kind is MatterKind.HOUSEHOLD:
            privacy = Privacy.SECRET
        if official or violence or (privacy is not Privacy.OPEN and "secret" in cues):
            privacy = Privacy.SECRET
        return Verdict(
            is_matter=True,
            kind=kind,
            topic=topic,
            urgency=urgency,
            act=act,
            privacy=privacy,
            confidence=self._confidence(topic, total),
            evidence=self._shown(evidence),
            place=self.classifier.place_in(self.found.plain, cues),
            about_official=official,
            violence_at_home=violence,
            rules=self.classifier.version,
        )

    def _topic_of(self, kind: MatterKind, topic: Topic | None) -> Topic | None:
        """The best topic among those of the kind; the old one where none was named at all."""
        own = {MatterKind.VILLAGE: _VILLAGE, MatterKind.NEIGHBOUR: _NEIGHBOUR, MatterKind.HOUSEHOLD: _HOUSEHOLD}.get(
            kind
        )
        if own is None or topic in own:
            return topic
        best = max((one for one in self.scores if one in own), key=lambda one: self.scores[one], default=None)
        if best is not None and self.scores[best] >= 3:
            return best
        return _NEXT_DOOR.get(topic, topic) if kind is MatterKind.NEIGHBOUR and topic is not None else topic

    def _urgency(
        self,
        topic: Topic | None,
        kind: MatterKind,
        danger: list[tuple[Rule, Spans]],
        evidence: list[tuple[Rule, Spans]],
    ) -> Urgency:
        if danger:
            return Urgency.DANGER
        urgent = [pair for pair in self.found.fired if pair[0].urgency is Urgency.URGENT]
        if sum(rule.weight for rule, _ in urgent) >= ENOUGH:
            evidence += urgent
            return Urgency.URGENT
        if kind is MatterKind.NEIGHBOUR or topic is Topic.FAMILY:
            return Urgency.MEDIATION
        if kind is MatterKind.HOUSEHOLD and topic in _APPLICATION:
            return (
                Urgency.CONSULT
                if "asking" in self.found.cues and "mine" not in self.found.cues
                else Urgency.APPLICATION
            )
        if topic in _COMPLEX:
            return Urgency.COMPLEX
        if "wishing" in self.found.cues and kind is MatterKind.VILLAGE:
            return Urgency.WISH
        return Urgency.NORMAL

    def _split(self, topic: Topic | None) -> bool:
        """Two matters in one message: a joining word with a different topic on each side (R14)."""
        if "joining" not in self.found.cues or topic is None:
            return False
        for at, end in self.found.cues["joining"][1]:
            before: dict[Topic, int] = defaultdict(int)
            after: dict[Topic, int] = defaultdict(int)
            for rule, spans in self.found.fired:
                if rule.topic is not None and rule.weight > 0:
                    if spans[0][0] < at:
                        before[rule.topic] += rule.weight
                    if any(spot[0] >= end for spot in spans):
                        after[rule.topic] += rule.weight
            if not before or not after:
                continue
            first = max(before, key=lambda one: before[one])
            second = max(after, key=lambda one: after[one])
            if first is not second and before[first] >= 5 and after[second] >= 5:
                return True
        return False

    def _unclear(self, topic: Topic | None, *grounds: list[tuple[Rule, Spans]]) -> Verdict:
        urgent = sum(rule.weight for rule, _ in self.found.fired if rule.urgency is Urgency.URGENT) >= ENOUGH
        return Verdict(
            is_matter=True,
            kind=MatterKind.UNCLEAR,
            topic=topic,
            urgency=Urgency.URGENT if urgent else Urgency.NORMAL,
            act=Act.ASK,
            privacy=Privacy.SECRET if "secret" in self.found.cues else Privacy.PRIVATE,
            confidence=0.3,
            evidence=self._shown([pair for pairs in grounds for pair in pairs]),
            place=self.classifier.place_in(self.found.plain, self.found.cues),
            rules=self.classifier.version,
        )

    def _nothing(self, act: Act, grounds: list[tuple[Rule, Spans]]) -> Verdict:
        if act is Act.IGNORE and not grounds and self.scene is Scene.GROUP:
            return self.classifier.nothing
        return Verdict(
            is_matter=False,
            kind=MatterKind.NONE,
            topic=None,
            urgency=None,
            act=act,
            privacy=Privacy.PRIVATE if act in (Act.QUERY, Act.WITHDRAW) else Privacy.OPEN,
            confidence=0.9,
            evidence=self._shown(grounds),
            rules=self.classifier.version,
        )

    def _confidence(self, topic: Topic | None, total: int) -> float:
        """How far the first topic leads the second, and how much more than enough was said. 0.35 and less: ask."""
        if topic is None:
            return 0.4
        best = max(self.scores.get(topic, 0), 1)
        second = max((score for one, score in self.scores.items() if one is not topic), default=0)
        lead = max(0.0, (best - second) / best)
        return round(min(0.98, 0.35 + 0.4 * lead + 0.02 * min(total, 12)), 2)

    def _shown(self, grounds: list[tuple[Rule, Spans]]) -> tuple[Evidence, ...]:
        message = self.found.plain
        shown: dict[str, Evidence] = {}
        for rule, spans in grounds:
            sent = tuple(message.span(*spot) for spot in spans)
            words = tuple(message.sent[start:end] for start, end in sent)
            shown.setdefault(rule.id, Evidence(rule.id, words, rule.because, sent))
        return tuple(shown.values())


def _default_kind(topic: Topic | None) -> MatterKind:
    if topic in _VILLAGE:
        return MatterKind.VILLAGE
    if topic in _NEIGHBOUR:
        return MatterKind.NEIGHBOUR
    return MatterKind.HOUSEHOLD if topic in _HOUSEHOLD else MatterKind.UNCLEAR


def _privacy(topic: Topic | None, kind: MatterKind) -> Privacy:
    if topic in _SECRET:
        return Privacy.SECRET
    if kind is MatterKind.VILLAGE and topic not in _PRIVATE_VILLAGE:
        return Privacy.OPEN
    return Privacy.PRIVATE

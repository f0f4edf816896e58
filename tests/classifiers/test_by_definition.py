"""The quick reading against the meaning of the rules: every word and rule tried by itself, on the text as a whole."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.classifier import Classifier
from classifiers.normalise import PlainText, nearly_plain, normalise
from classifiers.rule_file import Rule, RuleSet
from classifiers.signs import COMMAND_LENGTH, Signs, _any_of, _near, bare, edges
from classifiers.tokens import Tokens
from classifiers.verdict import Scene
from classifiers.weights import HEAD, LABELS, TAIL

_WRITTEN = Path(__file__).resolve().parents[2] / "bench" / "written"


class _Meaning:
    """What stands in one text, without automata, bits, keys or turns worked out beforehand."""

    def __init__(self, rules: RuleSet, tokens: Tokens, text: str, scene: Scene, staff: bool) -> None:
        self.rules, self.tokens, self.text, self.scene, self.staff = rules, tokens, text, scene, staff
        self.ways = {
            way.name: sorted(found.span() for pattern in way.patterns for found in pattern.finditer(text))
            for way in rules.ways
            if any(word in text for word in way.called_by)
        }
        self.cues: set[str] = set()
        self.fired: set[str] = set()
        asked = [rule for rule in rules.rules if not rule.order]
        giving = [rule for rule in asked if rule.cue]
        waiting = [rule for rule in giving if rule.cues or rule.without]
        for rule in (*(rule for rule in giving if rule not in waiting), *waiting, *asked):
            if (rule.cue is None or rule in giving) and self.fires(rule):
                self.fired.add(rule.id)
                self.cues |= {rule.cue} if rule.cue else set()

    def stands(self, word: str) -> bool:
        return word in self.text or bool(self.ways.get(word))

    def any(self, group: frozenset[str]) -> bool:
        return any(map(self.stands, group))

    def fires(self, rule: Rule) -> bool:
        if rule.id in self.fired:
            return True
        if rule.scene not in (None, self.scene) or (rule.staff and not self.staff):
            return False
        letters = bare(self.text)
        if rule.at_most is not None and len(letters) > rule.at_most:
            return False
        if not rule.cues <= self.cues or rule.without & self.cues:
            return False
        groups = [group for group in (rule.any_of, *rule.all_of, *rule.near, rule.called_by) if group]
        if letters in rule.whole and len(self.text) <= COMMAND_LENGTH:
            return True
        if not (groups or rule.cues) or not all(map(self.any, groups)) or self.any(rule.none_of):
            return False
        if rule.patterns and not any(pattern.search(self.text) for pattern in rule.patterns):
            return False
        if any(pattern.search(self.text) for pattern in rule.unless):
            return False
        return not rule.near or _near(self.spots(rule.near[0]), self.spots(rule.near[1]), rule.within) is not None

    def spots(self, group: frozenset[str]) -> list[tuple[int, int]]:
        joints = self.tokens.boundaries(self.text)
        spots = []
        for word in group:
            spots += self.ways.get(word, [])
            for found in re.finditer(f"(?={re.escape(word)})", self.text):
                spot = (found.start(), found.start() + len(word))
                if len(word) > 1 or word.isascii() or joints.issuperset(spot):
                    spots.append(spot)
        return sorted(spots)

    def words(self) -> set[str]:
        at_edges = {word for word, _, _ in edges(self.text)}
        return {
            word
            for word in self.rules.words
            if (word in at_edges if word.startswith(HEAD) or word.endswith(TAIL) else word in self.text)
        }


@pytest.fixture(scope="module")
def tokens(rules: RuleSet) -> Tokens:
    ways = {way.name for way in rules.ways}
    return Tokens({word for rule in rules.rules for word in rule.words()} - ways)


def _lines() -> list[str]:
    files = sorted(_WRITTEN.glob("*.jsonl"))
    return [json.loads(line)["text"] for file in files for line in file.read_text("utf-8").splitlines()[::150]]


_MIXED = st.lists(st.sampled_from(_lines()), min_size=1, max_size=3).flatmap(
    lambda lines: st.tuples(st.just("，".join(lines)), st.integers(0, 40), st.integers(1, 60)).map(
        lambda cut: cut[0][cut[1] : cut[1] + cut[2]]
    )
)


@settings(max_examples=150, deadline=None)
@given(typed=_MIXED, scene=st.sampled_from(Scene), staff=st.booleans())
def test_the_same_signs_stand_there_and_the_same_points(
    classifier: Classifier, rules: RuleSet, tokens: Tokens, typed: str, scene: Scene, staff: bool
) -> None:
    """Lanes, bits, turns, words near each other: all of it means what the rule file says, and nothing else."""
    message = normalise(typed)
    meaning = _Meaning(rules, tokens, message.text, scene, staff)
    reading = classifier.judge.read(message, classifier.signs.hits(message.text), scene, staff)
    names = classifier.signs.names
    assert {names[sign] for sign in reading.found.fired} == meaning.fired
    assert {names[sign] for sign in reading.found.signs} == meaning.fired | meaning.words()
    sums = classifier.judge.start(scene)
    for sign in reading.found.signs:
        for label, points in classifier.judge.says[sign]:
            sums[label] += points
    assert len(sums) == len(LABELS)
    assert list(reading.sums) == sums


@settings(max_examples=200, deadline=None)
@given(typed=_MIXED, staff=st.booleans())
def test_reading_through_the_door_is_reading_in_full(classifier: Classifier, typed: str, staff: bool) -> None:
    """On pieces of messages, where a wish, a word at an edge or half a way of speaking may stand at either end."""
    assert classifier.read(typed, sender_is_staff=staff) == classifier.read_in_full(
        normalise(typed), Scene.GROUP, staff
    )


@given(st.one_of(st.text(max_size=30), st.text(alphabet="路灯坏了么事没什，。？燈１哈嘛@[：“", max_size=30)))
def test_text_that_is_nearly_plain_is_what_all_steps_make_of_it(typed: str) -> None:
    """One look tells that no step but the ways of speaking has anything to do."""
    quick = nearly_plain(typed)
    if quick is not None:
        assert normalise(quick) == PlainText(normalise(typed).text, quick)
        assert len(quick) == len(typed)


@pytest.mark.parametrize(
    "patterns",
    [["坑.{0,3}水", "路"], ["(路|桥)坏", "^水"], [r"(.)\1", "(路)"], ["(?i)wifi", "网"], [r"路$", r"\d(组|队)"]],
)
def test_patterns_tried_as_one_find_what_each_of_them_finds(patterns: list[str]) -> None:
    """Those that count their groups are left apart."""
    compiled = [re.compile(pattern) for pattern in patterns]
    search = _any_of(compiled)
    assert search is not None
    for text in ("坑里有水", "桥坏了", "水水", "大水", "WIFI断了", "上路", "3组", "人人都好", "好"):
        assert bool(search(text)) == any(pattern.search(text) for pattern in compiled), text


@settings(max_examples=300, deadline=None)
@given(text=st.one_of(_MIXED, st.text(max_size=30), st.text(alphabet="上河村口的路灯a1-坏了三天没人管丂", max_size=20)))
def test_a_clause_is_cut_where_jieba_cuts_it(tokens: Tokens, text: str) -> None:
    """Stretch by stretch the same joints as of the text as a whole, and nothing cut across the ends of one."""
    joints = tokens.boundaries(text)
    for start, end in tokens.clauses(text):
        assert {start, end} <= joints
        assert {start + at for at in tokens.boundaries_in(text[start:end])} == {
            at for at in joints if start <= at <= end
        }


def test_words_at_an_edge_have_numbers_of_their_own(classifier: Classifier) -> None:
    """A word inside a clause is not the same word at its edge."""
    signs: Signs = classifier.signs
    at_edge = next(name for name in signs.names if name.startswith(HEAD))
    inside = "我" + at_edge[1:] + "我"
    assert at_edge in {signs.names[sign] for sign in signs.own_signs(signs.words(at_edge[1:], signs.hits(at_edge[1:])))}
    assert at_edge not in {signs.names[sign] for sign in signs.own_signs(signs.words(inside, signs.hits(inside)))}

"""Points: every verdict can be reached again from the words it names, and a mistake in the file is found."""

import textwrap
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers.classifier import Classifier
from classifiers.normalise import normalise
from classifiers.rule_file import RuleMistake, RuleSet, load_rules
from classifiers.verdict import MatterKind, Scene, Topic, Urgency
from classifiers.weights import DANGER, KINDS, LABELS, MATTER

_TEXTS = [
    "村口路灯不亮三天了",
    "我们组停水两天了，老人都没水喝",
    "隔壁化粪池渗水渗到我家墙根",
    "我想给我妈申请低保，她有慢病",
    "老李家犁地犁过界，一年挪一点",
    "麦场着火了，快来人",
    "包工头欠我三个月工资",
    "户口本丢了怎么补办",
    "额屋水窖莫得水嘞，咋整",
]
_PIECES = st.lists(
    st.sampled_from(
        ["我家", "隔壁", "村口", "路灯", "不亮", "停水", "墙", "塌了", "低保", "工资", "，", "怎么办", "着火了"]
    ),
    min_size=1,
    max_size=12,
).map("".join)


@pytest.mark.parametrize("scene", Scene)
@pytest.mark.parametrize("text", _TEXTS)
def test_the_evidence_alone_gives_the_sums_again(classifier: Classifier, text: str, scene: Scene) -> None:
    """Nothing decides that is not named."""
    assert classifier.read(text, scene=scene).is_matter
    _replay(classifier, text, scene)


@settings(max_examples=150, deadline=None)
@given(text=_PIECES, scene=st.sampled_from(Scene))
def test_any_text_can_be_replayed(classifier: Classifier, text: str, scene: Scene) -> None:
    """The same for whatever is typed."""
    _replay(classifier, text, scene)


def _replay(classifier: Classifier, text: str, scene: Scene) -> None:
    verdict = classifier.read(text, scene=scene)
    if not verdict.is_matter or not verdict.evidence:
        return
    message = normalise(text)
    reading = classifier.judge.read(message, classifier.signs.hits(message.text), scene, False)
    sums = classifier.judge.replay(verdict.evidence, scene)
    assert sums == dict(zip(LABELS, reading.sums, strict=True))
    if verdict.urgency is Urgency.DANGER:
        assert sums[DANGER] >= 0
    for item in verdict.evidence:
        assert item.because
        assert [text[start:end] for start, end in item.spans] == list(item.words)


def test_points_are_given_for_every_question(rules: RuleSet) -> None:
    """The shipped file answers all of them: matter, danger, urgent, ask, three kinds and 28 topics."""
    assert {column.label for column in rules.weights.columns} == {
        MATTER, DANGER, "urgent", "ask", *map(str, KINDS), *map(str, Topic),
    }  # fmt: skip
    assert all(column.because for column in rules.weights.columns)


_RULE = """
- id: road.hole
  topic: road
  weight: 40
  any_of: 大坑
  because: 路上有坑
  matches: [路上有个大坑]
  ignores: [早上好]
"""


def _load(directory: Path, weights: str) -> RuleSet:
    (directory / "a.yaml").write_text(_RULE, "utf-8")
    (directory / "weights.yaml").write_text(textwrap.dedent(weights), "utf-8")
    return load_rules(directory)


@pytest.mark.parametrize(
    ("weights", "complaint"),
    [
        ("- weights: raod\n  because: x\n  words: 坑 3\n", "weights.yaml:1: raod: points for what we do not ask"),
        ("- weights: road\n  because: x\n  words: 坑 3 洼\n", "'洼' at the end has no points"),
        ("- weights: road\n  because: x\n  words: 坑 many\n", "after '坑' stands 'many'; write a whole number"),
        ("- weights: road\n  because: x\n  rules: road.hloe 3\n", "not there; did you mean 'road.hole'?"),
        ("- weights: road\n  because: x\n- weights: road\n  because: y\n", "has its points already"),
        ("- weights: road\n  words: 坑 3\n", "points need a `because`"),
        ("- weights: road\n  because: x\n  stars: 3\n", "unknown key `stars`"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_points_says_where_and_how_to_mend_it(tmp_path: Path, weights: str, complaint: str) -> None:
    """File, line, label, and what to write instead."""
    with pytest.raises(RuleMistake) as caught:
        _load(tmp_path, weights)
    assert any(complaint in problem for problem in caught.value.problems), caught.value.problems


def test_a_rule_nobody_has_weighed_speaks_by_its_own_weight(tmp_path: Path) -> None:
    """A secretary adds a rule; it counts at once, without anything being weighed anew."""
    rules = _load(tmp_path, "- weights: matter\n  because: x\n  start: -20\n  words: 早上好 -3\n")
    verdict = Classifier(rules).read("路上有个大坑")
    assert (verdict.is_matter, verdict.kind, verdict.topic) == (True, MatterKind.VILLAGE, Topic.ROAD)
    assert not Classifier(rules).read("早上好").is_matter


def test_a_changed_number_changes_the_verdict_and_the_version(tmp_path: Path) -> None:
    """Points are no secret of a machine: whoever edits the file decides."""
    strong = _load(tmp_path, "- weights: matter\n  because: x\n  start: -20\n  rules: road.hole 25\n")
    weak = _load(tmp_path, "- weights: matter\n  because: x\n  start: -20\n  rules: road.hole 5\n")
    assert strong.version != weak.version
    assert Classifier(strong).read("路上有个大坑").is_matter
    assert not Classifier(weak).read("路上有个大坑").is_matter


def test_a_word_at_an_edge_counts_only_there(tmp_path: Path) -> None:
    """^谁 speaks where a clause begins, 咋办$ where one ends; both are shown as the characters that were sent."""
    reader = Classifier(_load(tmp_path, "- weights: matter\n  because: x\n  start: -20\n  words: ^谁家 20 坏了$ 20\n"))
    for text, word in (("羊呢，谁家见了", "谁家"), ("水表坏了！", "坏了")):
        verdict = reader.read(text)
        assert verdict.is_matter, text
        assert [item.words for item in verdict.evidence] == [(word,)]
        assert reader.judge.replay(verdict.evidence, Scene.GROUP)[MATTER] == 0
    for text in ("不知道谁家的羊", "坏了的水表"):
        assert not reader.read(text).is_matter, text

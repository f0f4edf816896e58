"""The shipped rules keep their word."""

from typing import Any

from classifiers.classifier import Classifier
from classifiers.examples import check_examples
from classifiers.rule_file import RuleSet
from classifiers.verdict import Scene, Urgency


def test_every_rule_fires_on_its_own_examples_and_on_no_counter_example(rules: RuleSet, classifier: Classifier) -> None:
    """`matches` fire the rule, `ignores` do not: a rule nobody can demonstrate is not a rule."""
    assert [str(failure) for failure in check_examples(rules, classifier)] == []


def test_every_rule_says_why(rules: RuleSet) -> None:
    """An official who disagrees with a rule must be able to read its reason."""
    assert [rule.id for rule in rules.rules if not rule.because] == []


def _scene(example: dict[str, Any]) -> Scene:
    """Messages that only make sense between one person and the service were said in private."""
    return Scene.PRIVATE if example["n"] in (18, 47, 48, 60, 68) else Scene.GROUP


def test_taxonomy_examples_keep_their_kind(classifier: Classifier, taxonomy: dict[str, Any]) -> None:
    """At least 66 of the 70 tricky messages of the taxonomy get their kind."""
    wrong = [
        (example["n"], example["msg"])
        for example in taxonomy["examples"]
        if classifier.read(example["msg"], scene=_scene(example)).kind != example["kind"]
    ]
    assert len(wrong) <= 4, wrong


def test_taxonomy_examples_keep_their_topic(classifier: Classifier, taxonomy: dict[str, Any]) -> None:
    """At least 50 of the 57 tricky messages that carry a topic get it."""
    carrying = [example for example in taxonomy["examples"] if example.get("topic")]
    right = sum(
        classifier.read(example["msg"], scene=_scene(example)).topic == example["topic"] for example in carrying
    )
    assert right >= 50


def test_no_danger_of_the_taxonomy_is_missed_and_none_is_invented(
    classifier: Classifier, taxonomy: dict[str, Any]
) -> None:
    """A missed danger may cost a life; all of the taxonomy's are found, and no other example is called one."""
    wrong = [
        example["msg"]
        for example in taxonomy["examples"]
        if (classifier.read(example["msg"], scene=_scene(example)).urgency is Urgency.DANGER)
        != (example.get("urgency") == "danger")
    ]
    assert wrong == []


def test_complaints_and_figures_of_speech_are_no_danger(classifier: Classifier, taxonomy: dict[str, Any]) -> None:
    """气死人, 打药, 没着火: words that sound like danger and are none."""
    invented = [text for text in taxonomy["danger_negative_tests"] if classifier.read(text).urgency is Urgency.DANGER]
    assert invented == []

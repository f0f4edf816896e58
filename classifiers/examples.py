"""The rules' own examples: each `matches` sentence must fire its rule, each `ignores` sentence must not."""

from dataclasses import dataclass

from classifiers.classifier import Classifier
from classifiers.rule_file import RuleSet
from classifiers.verdict import Scene


@dataclass(frozen=True, slots=True)
class Failure:
    """One example that does not hold, and where its rule stands."""

    rule: str
    file: str
    line: int
    text: str
    should_fire: bool

    def __str__(self) -> str:
        wanted = "should fire on" if self.should_fire else "should stay silent on"
        return f"{self.file}:{self.line}: {self.rule}: {wanted} {self.text!r}"


def check_examples(rules: RuleSet, classifier: Classifier | None = None) -> list[Failure]:
    """Every example that fails, in the order of the files; an empty list means the rules keep their word."""
    reader = classifier or Classifier(rules)
    failures: list[Failure] = []
    for rule in rules.rules:
        scene = rule.scene or Scene.GROUP
        for text, should_fire in [(text, True) for text in rule.matches] + [(text, False) for text in rule.ignores]:
            fired = rule.id in reader.fired(text, scene=scene, sender_is_staff=rule.staff)
            if fired is not should_fire:
                failures.append(Failure(rule.id, rule.file, rule.line, text, should_fire))
    return failures

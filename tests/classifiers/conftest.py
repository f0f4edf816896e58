"""One reading of the shipped rules for all tests of this room: building it costs a second."""

import json
from pathlib import Path
from typing import Any

import pytest

from classifiers.classifier import Classifier
from classifiers.rule_file import RuleSet, load_rules

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "classifiers" / "rules"


@pytest.fixture(scope="session")
def rules() -> RuleSet:
    return load_rules(RULES)


@pytest.fixture(scope="session")
def classifier(rules: RuleSet) -> Classifier:
    return Classifier(rules, places=["上河村", "一组", "鹰嘴崖"])


@pytest.fixture(scope="session")
def taxonomy() -> dict[str, Any]:
    """The tricky messages of the taxonomy, each with what it is."""
    loaded: dict[str, Any] = json.loads((Path(__file__).parent / "taxonomy_examples.json").read_text(encoding="utf-8"))
    return loaded

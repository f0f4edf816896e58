"""One reading of the shipped rules for all tests of this room: building it costs a second."""

import json
import os
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
    """The taxonomy is read where it lies: it belongs to the township's office, not to the program."""
    shared = Path(os.environ.get("SHUOSHI_SHARED", ROOT.parent / "shared"))
    file = shared / "domain" / "taxonomy.json"
    if not file.exists():
        where = f"no {file}; set SHUOSHI_SHARED to the directory that holds domain/taxonomy.json"
        if os.environ.get("CI"):
            pytest.fail(where)
        pytest.skip(where)
    loaded: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return loaded

"""How fast the classifier reads, against cutting the same texts with jieba alone, one thread."""

import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import jieba

from bench.texts import MATTERS, SMALL_TALK
from classifiers.classifier import Classifier
from classifiers.rule_file import load_rules

_RULES = Path(__file__).parents[1] / "classifiers" / "rules"


def _seconds(work: Callable[[str], object], texts: Sequence[str]) -> float:
    started = time.perf_counter()
    for text in texts:
        work(text)
    return time.perf_counter() - started


async def run() -> list[tuple[str, ...]]:
    """The mix of a busy group (90 % small talk), and matters only."""
    reader = Classifier(load_rules(_RULES))
    jieba.initialize()
    chance = random.Random(1)
    mixed = [chance.choice(SMALL_TALK if chance.random() < 0.9 else MATTERS) for _ in range(20_000)]
    matters = [chance.choice(MATTERS) for _ in range(5_000)]
    rows = []
    for name, texts, aim in (("reading, 90 % small talk", mixed, "≥ 10"), ("reading, matters only", matters, "≥ 1")):
        ours, theirs = _seconds(reader.read, texts), _seconds(jieba.lcut, texts)
        rows.append(
            (
                name,
                f"{len(texts) / ours:,.0f} texts/s",
                f"jieba.lcut {len(texts) / theirs:,.0f} texts/s",
                f"{theirs / ours:.2f}",
                aim,
            )
        )
    return rows

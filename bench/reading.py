"""How fast the classifier reads, against cutting the same texts with jieba alone, one thread; what starting takes."""

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import jieba

from bench.texts import MATTERS, SMALL_TALK
from classifiers.classifier import Classifier
from classifiers.rule_file import load_rules

_RULES = Path(__file__).parents[1] / "classifiers" / "rules"
#: ours and theirs take turns, so that a busy machine is busy for both
_TURNS = 8
#: a program that does nothing but get ready, in a process of its own; seconds and MiB before and after, as JSON
_READY = {
    "reader": "Classifier(load_rules(Path({rules!r})), places=[]).read('路灯坏了')",
    "jieba": "jieba.initialize()",
}
_CHILD = """
import json, re, time
from pathlib import Path
def memory():
    status = Path("/proc/self/status")
    return int(re.search(r"VmHWM:\\s+(\\d+)", status.read_text())[1]) / 1024 if status.exists() else 0
began, before = time.process_time(), memory()
import jieba
from classifiers.classifier import Classifier
from classifiers.rule_file import load_rules
{work}
spent = time.process_time() - began
print(json.dumps([spent, memory() - before]))
"""


def _seconds(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """Of the processor, not of the clock: others may be at work on the machine."""
    started = time.process_time()
    for text in texts:
        work(text)
    return time.process_time() - started


def _mixed(chance: random.Random) -> list[str]:
    return [chance.choice(SMALL_TALK if chance.random() < 0.9 else MATTERS) for _ in range(20_000)]


async def run() -> list[tuple[str, ...]]:
    """The mix of a busy group (90 % small talk), small talk and matters only; start and memory."""
    reader = Classifier(load_rules(_RULES))
    jieba.initialize()
    chance = random.Random(1)
    streams = (
        ("reading, 90 % small talk", _mixed(chance), "≥ 10"),
        ("reading, small talk only", [chance.choice(SMALL_TALK) for _ in range(20_000)], "≥ 10"),
        ("reading, matters only", [chance.choice(MATTERS) for _ in range(5_000)], "≥ 1"),
    )
    rows = []
    for name, texts, aim in streams:
        pieces = [texts[at::_TURNS] for at in range(_TURNS)]
        turns = [(_seconds(reader.read, piece), _seconds(jieba.lcut, piece)) for piece in pieces]
        ours, theirs = (sum(seconds) for seconds in zip(*turns, strict=True))
        rows.append(
            (
                name,
                f"{len(texts) / ours:,.0f} texts/s",
                f"jieba.lcut {len(texts) / theirs:,.0f} texts/s",
                f"{theirs / ours:.2f}",
                aim,
            )
        )
    return [*rows, *_getting_ready()]


def _getting_ready() -> list[tuple[str, ...]]:
    """Seconds of the processor and memory from an empty process to the first answer; memory on Linux only."""
    costs = []
    for work in _READY.values():
        code = _CHILD.format(work=work.format(rules=str(_RULES)))
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        costs.append(json.loads(done.stdout))
    (ours, memory), (theirs, their_memory) = costs
    return [
        ("reader, ready to read", f"{ours:.1f} s", f"jieba {theirs:.1f} s", f"{theirs / ours:.2f}", ""),
        ("reader, most memory", f"{memory:.0f} MiB", f"jieba {their_memory:.0f} MiB", "", ""),
    ]

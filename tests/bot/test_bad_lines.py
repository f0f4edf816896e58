"""A line that cannot be used is named, and says what to write instead; nothing crashes."""

import json
from pathlib import Path

import pytest

from bot.commands import BadLine, classify_line
from bot.rehearsal import ScriptMistake, read_script
from classifiers.classifier import Classifier
from classifiers.verdict import Scene
from tests.stage import the_reader


@pytest.fixture(scope="module")
def reader() -> Classifier:
    """The shipped rules."""
    return the_reader()


def test_lists_inside_each_other_without_end_are_refused(reader: Classifier) -> None:
    """The parser gives up before the machine does."""
    with pytest.raises(BadLine, match="too deep"):
        classify_line(reader, ('{"id":' + "[" * 100_000 + "]" * 100_000 + ',"text":"a"}').encode(), Scene.GROUP)


@pytest.mark.parametrize("at", ["9999-12-31T23:59:00+08:00", "0001-01-01T00:00:00+08:00"])
def test_an_instant_at_the_end_of_the_calendar_is_refused(tmp_path: Path, at: str) -> None:
    """Dates are reckoned forward and backward from every instant of a script."""
    script = tmp_path / "script.jsonl"
    line = {"at": at, "channel": "group", "chat": "g", "sender": "v", "text": "路灯不亮"}
    script.write_text(json.dumps(line) + "\n", "utf-8")
    with pytest.raises(ScriptMistake, match=r"line 1, at: .*between 2000 and 2100"):
        read_script([script])

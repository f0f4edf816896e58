"""What a failure says stays out of the logs; where it came from stands there."""

import json
import logging
import sys

import pytest
import structlog

from bot.logs import _WithoutWords, without_its_words

WORDS = "我家低保停了，王秀兰 13812345678"


def failing() -> None:
    """A handler's mistake, of the kind that quotes what it could not read."""
    try:
        int(WORDS)
    except ValueError as cause:
        raise KeyError(WORDS) from cause


def test_a_failure_is_told_by_its_kind_and_its_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """Its cause too; neither of them says what it quotes."""
    try:
        failing()
    except KeyError:
        structlog.get_logger().exception("intake: a handler failed", message="ab12")
    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert line["event"] == "intake: a handler failed"
    assert "builtins.ValueError" in line["exception"]
    assert "builtins.KeyError" in line["exception"]
    assert "in failing" in line["exception"]
    assert not any(word in json.dumps(line, ensure_ascii=False) for word in ("低保", "王秀兰", "138"))


def test_a_librarys_line_is_told_the_same_way() -> None:
    """aiohttp and asyncio log what nobody caught, with its text."""
    try:
        failing()
    except KeyError:
        record = logging.LogRecord("aiohttp.server", logging.ERROR, "", 0, "unhandled", None, sys.exc_info())
    said = _WithoutWords("%(levelname)s %(name)s %(message)s").format(record)
    assert "ERROR aiohttp.server unhandled" in said
    assert "in failing" in said
    assert "低保" not in said


def test_a_circle_of_causes_comes_to_an_end() -> None:
    """Whoever makes one is told of each once."""
    first, second = RuntimeError(WORDS), RuntimeError(WORDS)
    first.__cause__, second.__cause__ = second, first
    assert without_its_words(first).count("builtins.RuntimeError") == 2

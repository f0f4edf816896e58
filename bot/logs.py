"""Logs carry ids, codes and counts; never words, names, phones or platform ids."""

import logging
import sys
import traceback
from types import TracebackType
from typing import Any, TextIO, cast

import structlog

_Failure = tuple[type[BaseException] | None, BaseException | None, TracebackType | None]


class _PresentStderr:
    """Standard error as it is when a line is written: whoever borrowed it meanwhile may have closed his own."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def without_its_words(failure: BaseException) -> str:
    """A failure by its kind and the lines of the program it came through, its causes first.

    What it says is left out: a ValueError quotes the text that it could not read, a database the row that it refused.
    """
    told: list[str] = []
    seen: set[int] = set()
    at: BaseException | None = failure
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        frames = "".join(traceback.format_list(traceback.extract_tb(at.__traceback__)))
        told.append(f"{frames}{type(at).__module__}.{type(at).__qualname__}")
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return "\nthen:\n".join(reversed(told))


def _tell_failure(_logger: Any, _method: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    info = event.pop("exc_info", None)
    failure = info if isinstance(info, BaseException) else sys.exc_info()[1] if info else None
    if failure is not None:
        event["exception"] = without_its_words(failure)
    return event


class _WithoutWords(logging.Formatter):
    """Lines of the libraries: their failures are told as ours are."""

    def formatException(self, ei: _Failure) -> str:  # noqa: N802  # the library's name
        """A failure without what it says."""
        return "" if ei[1] is None else without_its_words(ei[1])


def set_up_logs(*, quiet: bool = False) -> None:
    """Lines for a person on a terminal, JSON elsewhere; `quiet` keeps errors only."""
    level = logging.ERROR if quiet else logging.INFO
    renderer: structlog.types.Processor = structlog.processors.JSONRenderer()
    if sys.stderr.isatty():
        renderer = structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _tell_failure,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, _PresentStderr())),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_WithoutWords("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    # aiohttp's access log would write addresses and query strings with signatures
    logging.getLogger("aiohttp.access").setLevel(logging.ERROR)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)

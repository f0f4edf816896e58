"""Logs carry ids, codes and counts; never words, names, phones or platform ids."""

import logging
import sys
from typing import TextIO, cast

import structlog


class _PresentStderr:
    """Standard error as it is when a line is written: whoever borrowed it meanwhile may have closed his own."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def set_up_logs(*, quiet: bool = False) -> None:
    """Lines for a person on a terminal, JSON elsewhere; `quiet` keeps errors only."""
    level = logging.ERROR if quiet else logging.INFO
    renderer: structlog.types.Processor = structlog.processors.JSONRenderer()
    if sys.stderr.isatty():
        # not the rich one: it prints local variables, and those may hold what people said
        renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    processors: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        *([] if sys.stderr.isatty() else [structlog.processors.format_exc_info]),
        renderer,
    ]
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, _PresentStderr())),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    # aiohttp's access log would write addresses and query strings with signatures
    logging.getLogger("aiohttp.access").setLevel(logging.ERROR)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)

"""A trace of every reading that goes beyond what a post needs: who, what, why, how much. Never what was read."""

import getpass
import json
import os
from datetime import datetime
from pathlib import Path

import structlog

from classifiers.privacy import mask

log = structlog.get_logger()

#: beside the database, and kept longer than it keeps words
FILE = "privileged-reads.jsonl"


class NoReason(ValueError):
    """Somebody asked for more than the command shows by itself, and gave no reason a person could check."""


def record_read(folder: Path, what: str, reason: str, at: datetime) -> None:
    """Write down that something is about to be shown. Raises NoReason; what cannot be recorded must not be shown.

    The line is on disk before this returns.
    """
    said = " ".join(mask(reason).split())
    if len(said) < 4:
        raise NoReason(f"{reason!r} is no reason: say in a few words what it is needed for; it is kept with the date")
    line = {"at": at.isoformat(), "who": _who(), "what": what, "reason": said}
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")
        file.flush()
        os.fsync(file.fileno())
    # who and why stand in the record; a log carries no sentence that somebody typed
    log.info("privileged read", what=what)


def _who() -> str:
    """The account on the machine; a command line knows no other name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}" if hasattr(os, "getuid") else "unknown"

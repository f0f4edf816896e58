"""`--out FILE`: which form a name asks for, and whether it can be written there. Asked before any work is done."""

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from bot.command_line import refuse

F = TypeVar("F", bound=StrEnum)


def form_of(asked: F | None, out: Path | None, by_name: Mapping[str, F], otherwise: F) -> F:
    """The form that --format or the file's name asks for; without either `otherwise`.

    `by_name`: endings without their dot. A name of another kind of file is refused, with those that can be made: a file
    that is called d.pdf and holds something else opens nowhere.
    """
    ending = out.suffix.lower().removeprefix(".") if out is not None else ""
    if not ending:
        return asked if asked is not None else otherwise
    if ending not in by_name:
        if asked is not None and ending not in _OTHER_KINDS:
            # 台账.txt, with its form said
            return asked
        known = ", ".join(f".{one}" for one in by_name)
        refuse(f"--out {out}: a .{ending} cannot be made here; name a file that ends in {known}", 2)
    if asked is not None and by_name[ending] is not asked:
        refuse(f"--out {out}: the name asks for {by_name[ending]}, --format for {asked}; leave one of them out", 2)
    return by_name[ending]


#: whoever opens these expects what they say
_OTHER_KINDS = frozenset(
    {"pdf", "doc", "docx", "wps", "xls", "et", "ods", "odt", "xlsx", "csv", "html", "htm", "json", "jsonl", "zip"}
)


def can_write(out: Path) -> bool:
    """Whether a file is there that will be replaced. Refuses, with what to do, where nothing can be written."""
    folder = out.parent
    if out.is_dir():
        refuse(f"--out {out}: is a folder; name a file in it, such as {out / 'out'}{out.suffix}")
    if not folder.is_dir():
        refuse(f"--out {out}: cannot be written: there is no folder {folder}; make it first, or name another")
    if not os.access(folder, os.W_OK | os.X_OK):
        refuse(
            f"--out {out}: the folder {folder.resolve()} is not yours to write in; name another, or have it opened", 2
        )
    return out.exists()


def replaced(was_there: bool) -> str:
    """What is said of a file that was written where one stood before."""
    return " (in the place of the one that was there)" if was_there else ""

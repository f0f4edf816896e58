"""What every page of the command line needs: the configuration, a bar, a day, a refusal."""

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.config import Config, read_config

errors = Console(stderr=True, highlight=False, soft_wrap=True)
Result = TypeVar("Result")


def config_of(context: typer.Context, *, optional: bool = False) -> Config:
    """The configuration named before the command; `optional`: the defaults where there is none."""
    path: Path = context.obj
    if optional and not path.exists():
        return Config()
    return read_config(path, os.environ)


def refuse(sentence: str, code: int = 1) -> NoReturn:
    """Say why not, and end."""
    errors.print(sentence, markup=False)
    raise typer.Exit(code)


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Do something asynchronous to its end."""
    return asyncio.run(work)


@contextmanager
def progress(doing: str) -> Iterator[tuple[Callable[[int], None], Callable[[int], None]]]:
    """A bar on standard error: how many there will be, and how many more are done."""
    columns = (TextColumn(doing), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def start(total: int) -> None:
            bar.update(task, total=total)

        def more(count: int) -> None:
            bar.advance(task, count)

        yield start, more


def day(text: str, option: str = "--on") -> date:
    """A local day as written on the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        refuse(f"{option} {text}: not a day; write it as {datetime.now(UTC).date().isoformat()}", 2)

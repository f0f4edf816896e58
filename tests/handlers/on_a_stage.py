"""What state machines that play with the program have in common: a database, a loop, an end."""

import asyncio
import random
import shutil
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine

from storage.database import Database
from tests.handlers.test_dates_machine import TOWNSHIP, VAULT, empty_database
from tests.stage import Stage, a_stage


class OnAStage(RuleBasedStateMachine):
    """Plays on a fresh SQLite file, which is removed at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp(prefix="machine-"))
        file = self.folder / "shuoshi.sqlite3"
        shutil.copy(empty_database(), file)
        self.database = Database(f"sqlite:///{file}", VAULT, TOWNSHIP, random.Random(1).getrandbits)
        self.stage: Stage

    def run(self, what: Coroutine[Any, Any, Any]) -> Any:
        """Wait for it."""
        return self.runner.run(what)

    def begin(self, **options: Any) -> None:
        """Open the stage; see `a_stage`."""
        # held, or it would be closed as soon as it is collected
        self.holder = a_stage(self.database, **options)
        self.stage = self.run(self.holder.__aenter__())

    def teardown(self) -> None:
        """Close and remove."""
        self.run(self.database.close())
        self.runner.close()
        shutil.rmtree(self.folder, ignore_errors=True)

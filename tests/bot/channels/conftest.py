"""A database that the channel tests can use where the kind of database does not matter."""

import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import VirtualClock
from storage.database import Database
from storage.vault import Vault
from tests.fakes import RecordingReception


@pytest.fixture
async def small_database(tmp_path: Path, vault: Vault) -> AsyncIterator[Database]:
    """SQLite in a temporary file."""
    database = Database(f"sqlite:///{tmp_path}/small.sqlite3", vault, "621221108", random.Random(1).getrandbits)
    await database.upgrade()
    yield database
    await database.close()


@pytest.fixture
def clock() -> VirtualClock:
    """2026-11-24, 10:00 in the township; the moment `message_xml` says it was written."""
    return VirtualClock(datetime(2026, 11, 24, 2, 0, tzinfo=UTC))


@pytest.fixture
def reception() -> RecordingReception:
    """Remembers what it was handed."""
    return RecordingReception()

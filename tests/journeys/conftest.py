"""A township's stage: each journey brings its own small organisation.

On SQLite alone: months pass here, and what differs between the two databases is tried room by room.
"""

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.database import Database
from storage.organisation_file import parse_organisation
from storage.vault import Vault
from tests.conftest import TOWNSHIP
from tests.stage import Stage, a_stage


@pytest.fixture
async def stage(request: pytest.FixtureRequest, tmp_path: Path, vault: Vault) -> AsyncIterator[Stage]:
    """The test file's own ORGANISATION, on Monday 23 November 2026, 10:00."""
    database = Database(
        f"sqlite:///{tmp_path}/journey.sqlite3", vault, TOWNSHIP, random.Random(1).getrandbits, durable=False
    )
    await database.upgrade()
    organisation = parse_organisation(request.module.ORGANISATION, request.module.__name__)
    async with a_stage(database, organisation=organisation) as stage:
        yield stage
    await database.close()

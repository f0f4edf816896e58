"""From a URL to an engine that keeps promises: SQLite (WAL) or PostgreSQL, migrations, and units of work."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, ExceptionContext, event, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm.exc import StaleDataError

from storage.columns import hang_vault
from storage.ids import IdMaker
from storage.ledger import DueAt, Ledger, SomebodyWasFaster, due_at
from storage.organisation import Organisation
from storage.sqlite_driver import connector
from storage.vault import Vault

_MIGRATIONS = Path(__file__).parent / "migrations"
#: serialization_failure and deadlock_detected
_BEGIN_AGAIN = frozenset({"40001", "40P01"})


class DatabaseMistake(Exception):
    """The database cannot be used as configured; the message says what to do."""


class Database:
    """An engine with its vault, and the units of work on it.

    `random_bits(n)` feeds row ids; see `IdMaker`. `durable` False is for databases that are thrown away
    and that nobody else opens.
    """

    def __init__(
        self, url: str, vault: Vault, township: str, random_bits: Callable[[int], int], *, durable: bool = True
    ) -> None:
        self.township = township
        self.vault = vault
        self._ids = IdMaker(random_bits)
        self.engine = _engine(url, durable=durable)
        hang_vault(self.engine.sync_engine.dialect, vault)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        # SQLite has one writer; queueing for it here is fair and does not poll, as its own busy handler would
        self._writer: contextlib.AbstractAsyncContextManager[Any] = (
            asyncio.Lock() if self.is_sqlite else contextlib.nullcontext()
        )
        self._sessions = async_sessionmaker(self.engine, class_=_Session, expire_on_commit=False, autoflush=False)
        reading: dict[str, Any] = {"shuoshi_reading": True}
        if not self.is_sqlite:
            # one picture for the whole unit of work, as SQLite gives it: a report's figures fit each other
            reading["isolation_level"] = "REPEATABLE READ"
        self._reading = async_sessionmaker(
            self.engine.execution_options(**reading), class_=_Session, expire_on_commit=False, autoflush=False
        )
        self._asking = self.engine.execution_options(shuoshi_one_statement=True)
        self._organisation: Organisation | None = None

    @contextlib.asynccontextmanager
    async def ledger(self) -> AsyncIterator[Ledger]:
        """A unit of work that may write; nothing is saved without `await ledger.commit()`."""
        async with self._writer, self._sessions() as session:
            yield self._ledger(session)

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[Ledger]:
        """A unit of work that only reads: takes no writer's place, and sees the rows as they are at its first look."""
        async with self._reading() as session:
            yield self._ledger(session)

    async def due_at(self, *, without: Iterable[str] = ()) -> DueAt:
        """What is due next (see `Ledger.due_at`), asked without a unit of work: it is asked at every instant."""
        async with self._asking.connect() as connection:
            return await due_at(connection, self.township, without)

    def _ledger(self, session: AsyncSession) -> Ledger:
        return Ledger(session, self.township, self.vault, self._ids, self._current_organisation)

    async def _current_organisation(self, ledger: Ledger) -> Organisation:
        # read again only when another generation has been loaded, by whichever process
        generation = await ledger.people.generation()
        if self._organisation is None or self._organisation.generation != generation:
            self._organisation = await ledger.people.read_organisation(generation)
        return self._organisation

    async def upgrade(self) -> None:
        """Bring the tables to the newest revision."""
        async with self.migrating() as connection:
            await connection.run_sync(_upgrade)

    @contextlib.asynccontextmanager
    async def migrating(self) -> AsyncIterator[AsyncConnection]:
        """A connection on which tables may be made anew; committed at its end. Raises DatabaseMistake.

        SQLite changes a table by copying it, and dropping the old one would count as leaving its children without a
        parent. So keys are not watched meanwhile, and all of them are looked at before the commit.
        """
        async with self.engine.connect() as connection:
            if not self.is_sqlite:
                yield connection
                await connection.commit()
                return
            driver = (await connection.get_raw_connection()).driver_connection
            assert driver is not None
            # nothing may have begun yet: within a transaction the switch does nothing
            await driver.execute("PRAGMA foreign_keys=OFF")
            try:
                yield connection
                if (await connection.exec_driver_sql("PRAGMA foreign_key_check")).first() is not None:
                    raise DatabaseMistake("the tables do not fit each other after the change; nothing was changed")
                await connection.commit()
            finally:
                await connection.rollback()
                await driver.execute("PRAGMA foreign_keys=ON")

    async def revision(self) -> tuple[str | None, str | None]:
        """The database's revision and the newest one this program knows."""
        async with self.engine.connect() as connection:
            return await connection.run_sync(_revisions)

    async def ping(self) -> None:
        """Raises when the database does not answer."""
        async with self.engine.connect() as connection:
            await _select_one(connection)

    async def close(self) -> None:
        """Give every connection back."""
        await self.engine.dispose()


class _Session(AsyncSession):
    """A session whose flush says SomebodyWasFaster wherever it happens, also inside a repository."""

    async def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Send what is pending to the database, still uncommitted. Raises SomebodyWasFaster."""
        try:
            await super().flush(objects)
        except (StaleDataError, IntegrityError) as error:
            raise SomebodyWasFaster(error) from error

    async def commit(self) -> None:
        """Save everything since the last commit. Raises SomebodyWasFaster, and then nothing is saved."""
        try:
            await super().commit()
        except (StaleDataError, IntegrityError) as error:
            raise SomebodyWasFaster(error) from error


async def _select_one(connection: AsyncConnection) -> None:
    await connection.exec_driver_sql("SELECT 1")


def _engine(url: str, *, durable: bool) -> AsyncEngine:
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend == "postgresql":
        engine = create_async_engine(
            parsed.set(drivername="postgresql+asyncpg"),
            pool_size=10,
            max_overflow=10,
            pool_pre_ping=True,
            hide_parameters=True,
        )
        event.listen(engine.sync_engine, "handle_error", _lost_to_another)
        return engine
    if backend != "sqlite":
        raise DatabaseMistake(f"database.url: {backend!r} is not supported; use sqlite:///file or postgresql://…")
    engine = create_async_engine(
        parsed.set(drivername="sqlite+aiosqlite"),
        async_creator=connector(parsed.database or "", timeout=15, in_place=not durable),
        hide_parameters=True,  # what people said must not stand in an error
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        # the driver must not open transactions by itself: BEGIN is ours (below)
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            # acknowledged means on disk, also when the power goes
            "synchronous=FULL" if durable else "synchronous=OFF",
            "foreign_keys=ON",
            "busy_timeout=15000",
            "wal_autocheckpoint=1000",
            "temp_store=MEMORY",
            "cache_size=-32000",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        # a writer takes its place at once; upgrading a read lock later can fail without waiting
        options = connection.get_execution_options()
        if not options.get("shuoshi_one_statement"):
            # one statement is a transaction by itself
            connection.exec_driver_sql("BEGIN" if options.get("shuoshi_reading") else "BEGIN IMMEDIATE")

    return engine


def _lost_to_another(context: ExceptionContext) -> None:
    """PostgreSQL ended this unit of work in favour of another one: begin again, as after any change that came first."""
    error = context.sqlalchemy_exception
    if isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _BEGIN_AGAIN:
        raise SomebodyWasFaster(error) from error


def _alembic(connection: Connection) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # two processes that start together: the second waits, then finds nothing to do
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7318001)")
    command.upgrade(_alembic(connection), "head")


def _revisions(connection: Connection) -> tuple[str | None, str | None]:
    newest = ScriptDirectory.from_config(_alembic(connection)).get_current_head()
    return MigrationContext.configure(connection).get_current_revision(), newest

"""aiosqlite with one visit to the connection's thread for each statement, where SQLAlchemy makes four.

SQLAlchemy asks for a cursor, executes, fetches and closes, each a trip to the thread and back; on short statements
the trips cost several times the work. Here the statement and its rows are one trip; opening and closing a cursor touch
no disk and are done at once.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Generator, Iterable
from typing import Any

import aiosqlite


class OneTripCursor(aiosqlite.Cursor):
    """A cursor that brings its rows along."""

    _rows: list[Any]

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> "OneTripCursor":
        """Execute and fetch in one trip."""
        self._rows = await self._conn._execute(self._run, sql, parameters or ())  # type: ignore[no-untyped-call]
        return self

    def _run(self, sql: str, parameters: Iterable[Any]) -> list[Any]:
        self._cursor.execute(sql, parameters)  # type: ignore[arg-type]  # whatever SQLAlchemy bound
        return self._cursor.fetchall() if self._cursor.description else []

    async def fetchall(self) -> Iterable[sqlite3.Row]:
        """The rows that came along."""
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        """Nothing is read any more: no trip needed."""
        self._cursor.close()


class OneTripConnection(aiosqlite.Connection):
    """A connection that makes such cursors."""

    def cursor(self) -> OneTripCursor:  # type: ignore[override]  # only ever entered, as SQLAlchemy does
        """A cursor; making one touches no disk."""
        return OneTripCursor(self, self._conn.cursor())

    def __await__(self) -> Generator[Any, None, "OneTripConnection"]:
        """Open the file, in the connection's own thread."""
        yield from super().__await__()
        return self


class InPlaceConnection(OneTripConnection):
    """Runs each statement where it is asked for, without the trip to a thread: the event loop waits meanwhile.

    For a file that is thrown away and that nobody else has open: nothing waits for a disk or for a lock there, and the
    trip costs several times the statement.
    """

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if not self._running or self._connection is None:
            raise ValueError("Connection closed")
        return fn(*args, **kwargs)


def connector(path: str, timeout: float, *, in_place: bool = False) -> Callable[[], Awaitable[OneTripConnection]]:
    """For `create_async_engine(async_creator=…)`; `timeout` in seconds is how long a locked file is waited for.

    `in_place`: see `InPlaceConnection`.
    """
    kind = InPlaceConnection if in_place else OneTripConnection

    async def connect() -> OneTripConnection:
        def open_file() -> sqlite3.Connection:
            # cursors are made and closed outside the connection's thread; statements run in it, one at a time
            return sqlite3.connect(path, timeout=timeout, check_same_thread=False)

        connection = kind(open_file, 64)
        connection._thread.daemon = True  # as SQLAlchemy does: an interpreter that ends does not wait for it
        return await connection

    return connect

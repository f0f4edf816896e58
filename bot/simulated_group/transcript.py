"""What was said on the page, in memory only, and the live feed of it."""

import asyncio
import secrets
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

#: lines and events that somebody who opens the page later still finds
_LINES = 600
_EVENTS = 1500
#: events that may wait for one slow reader; then he is let go, and comes back with the last one he saw
_BACKLOG = 500


@dataclass(slots=True)
class Line:
    """One line of a chat."""

    id: str  # what a message may quote
    at: str  # ISO 8601 with offset
    #: whose private chat it stands in; None: the group
    private: str | None
    #: platform id of who said it; None: the program
    sender: str | None
    kind: str  # text, image, voice, scan; clock: time was moved on
    text: str
    ticket: int | None = None
    why: str = ""
    #: the line it quotes
    quote: str | None = None
    #: None until known; False: small talk, which was counted and forgotten
    kept: bool | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that readers of the page are told."""

    number: int
    name: str
    data: dict[str, Any]


class TooManyReaders(Exception):
    """The page is being read by as many as this process wants to serve."""


class Transcript:
    """The chats of the demonstration. One event loop, one process; nothing of it outlives the process."""

    def __init__(self, most_readers: int = 200) -> None:
        #: tells this process's ids from those of an earlier one
        self.boot = secrets.token_hex(4)
        self._lines: deque[Line] = deque(maxlen=_LINES)
        self._events: deque[Event] = deque(maxlen=_EVENTS)
        self._readers: set[asyncio.Queue[Event | None]] = set()
        self._most_readers = most_readers
        self._counted = 0
        self._closed = False

    @property
    def last_event(self) -> str:
        """Id of the newest event."""
        return f"{self.boot}-{self._counted}"

    def event_id(self, event: Event) -> str:
        """An event's id on the wire."""
        return f"{self.boot}-{event.number}"

    def new_id(self) -> str:
        """An id that no other line has, of this process or an earlier one."""
        return f"l{self.boot}{secrets.token_hex(5)}"

    def add(self, line: Line) -> Line:
        """Put a line at the end of its chat."""
        self._lines.append(line)
        self.publish("line", asdict(line))
        return line

    def settle(self, line: Line, *, kept: bool) -> None:
        """It is known now whether a message was kept."""
        line.kept = kept
        self.publish("fate", {"id": line.id, "kept": kept})

    def find(self, line_id: str) -> Line | None:
        """A line that is still here."""
        return next((line for line in reversed(self._lines) if line.id == line_id), None)

    def about(self, ticket: int) -> list[Line]:
        """The program's notes about one ticket, in order."""
        return [line for line in self._lines if line.ticket == ticket and line.sender is None]

    def lines(self) -> list[dict[str, Any]]:
        """Everything that is still here."""
        return [asdict(line) for line in self._lines]

    def publish(self, name: str, data: dict[str, Any]) -> None:
        """Tell every reader."""
        self._counted += 1
        event = Event(self._counted, name, data)
        self._events.append(event)
        for queue in list(self._readers):
            try:
                queue.put_nowait(event)
            except asyncio.QueueFull:
                self._let_go(queue)

    def _let_go(self, queue: "asyncio.Queue[Event | None]") -> None:
        self._readers.discard(queue)
        while not queue.empty():
            queue.get_nowait()
        queue.put_nowait(None)

    def since(self, event_id: str | None) -> list[Event] | None:
        """What happened after an event; None where that can no longer be told, and everything has to be sent."""
        boot, _, number = (event_id or "").rpartition("-")
        if boot != self.boot or not (number.isascii() and number.isdigit()) or len(number) > 12:
            return None
        seen = int(number)
        oldest = self._events[0].number if self._events else self._counted + 1
        if not oldest - 1 <= seen <= self._counted:
            return None
        return [event for event in self._events if event.number > seen]

    def subscribe(self) -> "asyncio.Queue[Event | None]":
        """A queue of everything from now on; None in it is the end. Raises TooManyReaders."""
        if len(self._readers) >= self._most_readers:
            raise TooManyReaders
        queue: asyncio.Queue[Event | None] = asyncio.Queue(_BACKLOG)
        if self._closed:
            queue.put_nowait(None)
        else:
            self._readers.add(queue)
        return queue

    def unsubscribe(self, queue: "asyncio.Queue[Event | None]") -> None:
        """This reader has gone."""
        self._readers.discard(queue)

    @property
    def readers(self) -> int:
        """How many are looking."""
        return len(self._readers)

    def close(self) -> None:
        """Let every reader go."""
        self._closed = True
        for queue in list(self._readers):
            self._let_go(queue)

    def __iter__(self) -> Iterator[Line]:
        return iter(self._lines)


def written(at: datetime) -> str:
    """An instant for the page."""
    return at.isoformat(timespec="seconds")

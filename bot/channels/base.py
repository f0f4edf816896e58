"""What every way of talking must be able to do, and the few things that can go wrong with sending."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from aiohttp import web

from storage.incoming import ChatType, Incoming


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A note as a channel sees it. `id` is the same on every attempt: the idempotency key where one exists."""

    id: uuid.UUID
    chat_type: ChatType
    to: str  # the group's or the person's platform id
    text: str
    ticket: int | None = None
    why: str = ""


class SendFailed(Exception):
    """A note was not taken. Its text is for the log: codes and reasons, never words, names or platform ids."""


class ChannelDown(SendFailed):
    """The platform cannot take it now; try again (not before `retry_after`, where it said so)."""

    def __init__(self, because: str, retry_after: timedelta | None = None) -> None:
        super().__init__(because)
        self.retry_after = retry_after


class WindowClosed(SendFailed):
    """The platform allows nothing more until this person writes again: hold, never loop."""


class Unreachable(SendFailed):
    """This person cannot be written to here (left, blocked): no retry, the officer has to call."""


class NoteRefused(SendFailed):
    """The platform will never take this note as it is (bad content, missing permission): no retry."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of an incoming message: `kept` on disk to be handled, or small talk that was only counted."""

    kept: bool
    row: uuid.UUID | None = None


class Reception(Protocol):
    """Where channels hand over what they have verified and parsed."""

    async def receive(self, message: Incoming) -> Receipt:
        """Returns once the message is safe on disk, or is small talk. A repeat is harmless and gives the same row."""
        ...

    async def answer_to(
        self, message: Incoming, receipt: Receipt, within: timedelta, limit: int | None = None
    ) -> list[str]:
        """For channels that can only answer passively: what may be said to the sender in this answer.

        `limit` is the most bytes (UTF-8) that all texts together may have, a line break between them; what does not
        fit is given to the next message.

        Waits until the message has been handled, `within` at the longest; the notes count as sent. Asked again for
        a repeated message it gives the same texts. Empty when nothing is ready (it is given to the next message).
        """
        ...

    async def opened(self, message: Incoming, action: str) -> None:
        """The person acted in a way that opens the platform's window for sending (`message`, `menu`, `scan`,
        `follow`); to be called before `receive` by channels whose platform has such windows."""
        ...


class Channel(Protocol):
    """One configured way of talking."""

    name: str
    #: notes can only go out as the answer to a message
    passive: bool

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """The webhooks this channel serves."""
        ...

    async def send(self, note: Outgoing) -> str | None:
        """Hand one note to the platform; returns the platform's id for it, where it gives one. Raises SendFailed."""
        ...

    async def close(self) -> None:
        """Let connections go."""
        ...

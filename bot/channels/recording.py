"""A channel that only writes down what would be sent: rehearsals and tests."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.channels.base import Outgoing
from bot.clock import Clock


@dataclass(frozen=True, slots=True)
class Sent:
    """One note that went out. `id` is what a later message may quote."""

    at: datetime
    id: str
    note: Outgoing


class RecordingChannel:
    """Takes every note; the first is n1."""

    passive = False

    def __init__(self, name: str, clock: Clock, on_sent: Callable[[Sent], None] | None = None) -> None:
        self.name = name
        self._clock = clock
        self._on_sent = on_sent
        self.sent: list[Sent] = []

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """None."""
        return ()

    async def send(self, note: Outgoing) -> str | None:
        """Write it down."""
        sent = Sent(self._clock(), f"n{len(self.sent) + 1}", note)
        self.sent.append(sent)
        if self._on_sent is not None:
            self._on_sent(sent)
        return sent.id

    async def close(self) -> None:
        """Nothing to let go."""

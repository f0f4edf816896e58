"""The only clock of the program. Everything else is told what time it is."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

#: returns the present instant, aware UTC
Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


class ShiftedClock:
    """A clock that runs ahead of another by a span that can grow: the demonstration's visible control."""

    def __init__(self, base: Clock = utc_now, ahead: timedelta = timedelta(0)) -> None:
        self._base = base
        self.ahead = ahead

    def __call__(self) -> datetime:
        """The present instant, shifted; aware UTC."""
        return self._base() + self.ahead

    def move_to(self, instant: datetime) -> None:
        """Run on to an instant; never back."""
        self.ahead = max(self.ahead, instant - self._base())


class VirtualClock:
    """A clock that stands still until it is moved: rehearsals and tests."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """The instant it was last moved to."""
        return self.at

    def move_to(self, instant: datetime) -> None:
        """Move on to an instant; never back."""
        self.at = max(self.at, instant)

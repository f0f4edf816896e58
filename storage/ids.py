"""Row ids that sort by time and can be made by any process without asking the database."""

import uuid
from collections.abc import Callable
from datetime import datetime


class IdMaker:
    """Makes version 7 UUIDs (RFC 9562): milliseconds, then a counter within the millisecond, then randomness.

    `random_bits(n)` returns an integer of n random bits; a rehearsal passes a seeded one, so that the same script
    gives the same ids.
    """

    def __init__(self, random_bits: Callable[[int], int]) -> None:
        self._random_bits = random_bits
        self._last = 0
        self._step = 0

    def __call__(self, at: datetime) -> uuid.UUID:
        """A new id. `at` is aware; ids of one maker never go backwards, even when `at` does."""
        millis = max(int(at.timestamp() * 1000), self._last)
        # 12 bits of counter: 4096 rows within a millisecond, then borrow from the next one
        self._step = self._step + 1 if millis == self._last else 0
        if self._step >= 1 << 12:
            millis, self._step = millis + 1, 0
        self._last = millis
        value = (millis << 80) | (0x7 << 76) | (self._step << 64) | (0b10 << 62) | self._random_bits(62)
        return uuid.UUID(int=value)

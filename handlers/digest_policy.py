"""`digests:` in config.yaml."""

import hashlib
from datetime import datetime, time, timedelta

from pydantic import BaseModel, Field

_HALF_HOUR = 30


class DigestPolicy(BaseModel, frozen=True, extra="forbid"):
    """When the daily notes go out, in local time. A digest that is later than `stale_after` hours is not sent."""

    village_at: time = Field(default=time(18, 30), description="evening digest in each village's group")
    officer_at: time = Field(default=time(8, 0), description="morning digest of each official, on working days")
    township_at: time = Field(default=time(8, 15), description="morning digest of affairs office and duty leader")
    spread_minutes: int = Field(
        default=20, ge=0, le=25, description="each village and official has an own minute within so many after the hour"
    )
    stale_after_hours: int = Field(default=2, ge=1, le=12, description="after this many hours a digest is skipped")

    def own_minute(self, struck_at: datetime, key: str) -> datetime:
        """When somebody's own digest goes out: always the same minute of the day, never a full or a half hour.

        At those everybody's notes are due, here and elsewhere.
        """
        if not self.spread_minutes:
            return struck_at
        place = int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") % self.spread_minutes
        at = struck_at + timedelta(minutes=1 + place)
        return at + timedelta(minutes=1) if at.minute % _HALF_HOUR == 0 else at

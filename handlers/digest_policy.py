"""`digests:` in config.yaml."""

from datetime import time

from pydantic import BaseModel, Field


class DigestPolicy(BaseModel, frozen=True, extra="forbid"):
    """When the daily notes go out, in local time. A digest that is later than `stale_after` hours is not sent."""

    village_at: time = Field(default=time(18, 30), description="evening digest in each village's group")
    officer_at: time = Field(default=time(8, 0), description="morning digest of each official, on working days")
    stale_after_hours: int = Field(default=2, ge=1, le=12, description="after this many hours a digest is skipped")

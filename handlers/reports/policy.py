"""`reports:` in config.yaml."""

from datetime import time
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class ReportPolicy(BaseModel):
    """When the reports go out, and what villages are compared by. Hours are local."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    week_at: time = Field(default=time(8, 30), description="the week's list, on its first working day")
    month_at: time = Field(default=time(9, 0), description="the month's report, on the next month's first working day")
    quarter_at: time = Field(default=time(9, 30), description="the quarter's, on the next one's first working day")
    stale_after_days: int = Field(default=3, ge=1, le=14, description="after so many days it is not sent any more")
    in_groups: bool = Field(default=False, description="the monthly note also goes to each village's group")
    blue_below: float = Field(default=0.9, gt=0, le=1, description="a village's share on time: blue below")
    yellow_below: float = Field(default=0.8, gt=0, le=1, description="yellow below")
    red_below: float = Field(default=0.6, gt=0, le=1, description="red below")
    at_least: int = Field(default=10, ge=5, description="with fewer promises than so many a village is not compared")
    steadied_by: int = Field(default=20, ge=0, description="the township's mean counts as so many promises of each")
    objections_days: int = Field(default=7, ge=1, le=60, description="days to object before a comparison is final")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.red_below < self.yellow_below < self.blue_below:
            raise ValueError("red_below must be less than yellow_below, and that less than blue_below")
        return self

"""`retention:` in config.yaml."""

from pydantic import BaseModel, Field


class RetentionPolicy(BaseModel, frozen=True, extra="forbid"):
    """`retention:` in config.yaml. Counts and the chain of history stay for ever; they name nobody."""

    words_days: int = Field(
        default=90, ge=1, le=3650, description="days after the end of a matter until its words and place are destroyed"
    )
    people_village_days: int = Field(
        default=365,
        ge=1,
        le=3650,
        description="days after the end of a village matter until nobody stands behind it by name",
    )
    people_private_days: int = Field(
        default=180, ge=1, le=3650, description="the same for neighbours' and households' matters"
    )
    notes_days: int = Field(default=90, ge=1, le=3650, description="days until a note that went out is deleted")
    repeats_days: int = Field(
        default=30, ge=3, le=3650, description="days for which a platform's repeat of a message is recognised"
    )

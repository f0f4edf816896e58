"""事务清单: which topic is whose job at which level, and what is not the village's job at all.

Work that the village merely assists with may not become its main job: a matter of the township is never handed down,
and a unit of the county lends a hand through its own post. Danger is an exception: whoever is nearest goes first.
"""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, Field, model_validator

from classifiers.verdict import Topic
from storage.organisation import Role

_IN_THE_VILLAGE = frozenset(
    {Role.GRID_OFFICER, Role.GRID_HEAD, Role.VILLAGE_SECRETARY, Role.VILLAGE_SUPERVISOR, Role.MEDIATOR}
)
_IN_THE_TOWNSHIP = frozenset({Role.AFFAIRS_OFFICE, Role.VILLAGE_LEAD_CADRE, Role.AREA_LEADER})
_OF_THE_COUNTY = frozenset({Role.COUNTY_DEPT, Role.LEGAL_ADVISER, Role.POLICE_LIAISON})


class Elsewhere(BaseModel, frozen=True, extra="forbid"):
    """The part of a topic that is not the village's job: what it is, whose, and the number to call."""

    what: str = Field(min_length=1, max_length=40)
    whose: str = Field(min_length=1, max_length=20)
    call: str = Field(default="", pattern=r"^[0-9\- ]*$", max_length=20)


class Duty(BaseModel, frozen=True, extra="forbid"):
    """One line of the list: the role that answers at each level, and the level that leads."""

    leads: Literal["village", "township"] = "village"
    village: Role = Role.GRID_OFFICER
    township: Role = Role.AFFAIRS_OFFICE
    county: Role | None = None
    not_the_village: Elsewhere | None = None

    @model_validator(mode="after")
    def _each_at_its_level(self) -> "Duty":
        for level, role, known in (
            ("village", self.village, _IN_THE_VILLAGE),
            ("township", self.township, _IN_THE_TOWNSHIP),
            ("county", self.county, _OF_THE_COUNTY),
        ):
            if role is not None and role not in known:
                raise ValueError(f"{role} is no role of the {level}; write one of {', '.join(sorted(known))}")
        return self


_USUAL = Duty()


class Duties(BaseModel, frozen=True, extra="forbid"):
    """The list. A topic that it does not name is the grid officer's, as everything is without a list."""

    topics: Mapping[Topic, Duty] = Field(default_factory=dict)

    def of(self, topic: Topic | None) -> Duty:
        """The line of a topic."""
        return self.topics.get(topic, _USUAL) if topic is not None else _USUAL

"""Whom to dial: the numbers that are said when there is danger, and where somebody else can help."""

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from classifiers.dangers import Danger

_Number = Annotated[str, StringConstraints(pattern=r"^[0-9][0-9\-]{2,12}$")]


class EmergencyNumbers(BaseModel, frozen=True, extra="forbid"):
    """`numbers:` in config.yaml: the national ones, unless a township has others; `gas` is its gas company's own."""

    police: _Number = Field(default="110", description="报警")
    fire: _Number = Field(default="119", description="火警、救援")
    ambulance: _Number = Field(default="120", description="急救")
    road: _Number = Field(default="122", description="交通事故")
    power: _Number = Field(default="95598", description="供电报修")
    gas: _Number | None = Field(default=None, description="the local gas company; none: not said")
    mind: _Number = Field(default="12356", description="心理援助 (national since 2025)")
    women: _Number = Field(default="12338", description="妇联")
    legal: _Number = Field(default="12348", description="法律援助")
    youth: _Number = Field(default="12355", description="青少年")
    hotline: _Number = Field(default="12345", description="any government matter")

    def slots(self) -> dict[str, str]:
        """The numbers by the places that phrases have for them."""
        return {
            "报警": self.police,
            "火警": self.fire,
            "急救": self.ambulance,
            "交警": self.road,
            "电力": self.power,
            "燃气": self.gas or self.fire,
            "心理": self.mind,
            "妇联": self.women,
            "法援": self.legal,
            "青少年": self.youth,
            "热线": self.hotline,
        }

    def first(self, danger: Danger) -> str:
        """The one number to dial first."""
        return {
            Danger.MEDICAL: self.ambulance,
            Danger.ROAD: self.ambulance,
            Danger.DESPAIR: self.mind,
            Danger.DESPAIR_NEAR: self.ambulance,
            Danger.HOME: self.police,
            Danger.HOME_NEAR: self.police,
            Danger.HOME_CHILD: self.police,
            Danger.VIOLENCE: self.police,
            Danger.ANIMAL: self.police,
            Danger.MISSING: self.police,
            Danger.WIRE: self.power,
        }.get(danger, self.fire)

"""What a phrase is: a sentence with places to fill, for one kind of hearer.

A phrase belongs to one audience, and only a public one makes a `PublicText`: it takes no free text at all, so that
what a villager or an official typed cannot reach a group. Every filled phrase stays within 120 characters.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from string import Formatter
from typing import ClassVar

from handlers.titles import PublicTitle as PublicTitle
from storage.speech import PrivateText as PrivateText
from storage.speech import PublicText as PublicText
from storage.speech import StaffText as StaffText

#: as long as a filled phrase may be
LONGEST = 120
#: the national line for any government matter: dialled where the township has given no number of its own
HOTLINE = "12345"
_WEEKDAYS = "一二三四五六日"
_FALLBACK_NAME = "乡亲"


# what may fill a place in a phrase -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LocalDay:
    """A day as people say it: 11月25日(周三); with the hour where hours are meant: 11月25日(周三)12:05."""

    on: date
    at: time | None = None

    def __str__(self) -> str:
        """The day with its weekday, so that nobody has to count working days."""
        hour = "" if self.at is None else f"{self.at.hour}:{self.at.minute:02}"
        return f"{self.on.month}月{self.on.day}日(周{_WEEKDAYS[self.on.weekday()]}){hour}"


def day_with_weekday(day: date) -> LocalDay:
    """A local day, ready for a phrase."""
    return LocalDay(day)


#: a display name that holds one of these is a notice, an office or an insult, and is not said back to the village
_NOT_A_NAME = re.compile(
    "管理员|机器人|助手|客服|官方|公安|警察|派出所|政府|法院|银行|微信|群主|广告|代办|贷款|免费|中奖|加我|红包|发票"
    "|傻|逼|操你|滚|死|他妈|妈的|混蛋|王八|狗日|狗官|贪官|杂种|畜生|骗子"
)
_PERSONAL_NAME = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]{1,6}")


class Salutation(str):
    """How somebody is addressed: a short clean personal name, otherwise 乡亲."""

    __slots__ = ()

    def __new__(cls, name: str | None) -> "Salutation":
        """The name without the flowers around it, where it is one."""
        bare = "".join(c for c in name or "" if unicodedata.category(c) not in ("So", "Sk", "Zs", "Cf", "Mn", "Cc"))
        clean = _PERSONAL_NAME.fullmatch(bare) is not None and _NOT_A_NAME.search(bare) is None
        return super().__new__(cls, bare if clean else _FALLBACK_NAME)


def salutation(name: str | None) -> Salutation:
    """How to address a villager whose platform name is `name`: 1 to 6 Chinese characters, or 乡亲."""
    return Salutation(name)


class OfficerName(str):
    """An official's name, short enough for any phrase."""

    __slots__ = ()

    def __new__(cls, name: str) -> "OfficerName":
        """The name, cut where it is too long."""
        return super().__new__(cls, cut(_one_line(name), AT_MOST["人"]))


class OfficerPhone(str):
    """A number to call, never cut; the hotline where an official has none."""

    __slots__ = ()

    def __new__(cls, phone: str) -> "OfficerPhone":
        """The number, if it is one."""
        phone = _one_line(phone)
        return super().__new__(cls, phone if re.fullmatch(r"[0-9+*\- ]{3,20}", phone) else HOTLINE)


class ServiceNumber(str):
    """A number of the emergency or public services, from the configuration: digits, never cut."""

    __slots__ = ()

    def __new__(cls, number: str) -> "ServiceNumber":
        """The number. Raises ValueError for anything else."""
        if re.fullmatch(r"[0-9][0-9\-]{2,12}", number) is None:
            raise ValueError("a service number is 3 to 13 digits")
        return super().__new__(cls, number)


class OfficerCard:
    """What a group may know of an official: name and number."""

    def __init__(self, name: str, phone: str) -> None:
        self.name = OfficerName(name)
        self.phone = OfficerPhone(phone)


class TitleList(str):
    """Public titles in a row, for the evening's line."""

    __slots__ = ()

    def __new__(cls, titles: Iterable[PublicTitle]) -> "TitleList":
        """The titles joined. Raises TypeError where one is a plain text."""
        titles = list(titles)
        if not all(isinstance(title, PublicTitle) for title in titles):
            raise TypeError("a public line lists public titles only")
        return super().__new__(cls, cut("、".join(titles), AT_MOST["几件"]))


#: longest value of each place; a longer one is cut with …, a phone number or a date never is
AT_MOST = {
    "称呼": 6, "人": 4, "事": 12, "地点": 14, "原因": 20, "结果": 24, "清单": 20, "村": 10, "部门": 10, "哪样": 4,
    "几件": 72, "原话": 48,
    "时刻": 20, "那刻": 20, "规矩": 40, "多久": 20, "几天": 80,
}  # fmt: skip
#: the places for numbers to dial (`handlers/emergency.py`)
SERVICES = frozenset({"报警", "火警", "急救", "交警", "电力", "燃气", "心理", "妇联", "法援", "青少年", "热线", "先打"})
_PUBLIC_TYPES: Mapping[str, type] = {
    "称呼": Salutation, "事": PublicTitle, "几件": TitleList, "人": OfficerName, "电话": OfficerPhone,
    "日期": LocalDay, "天数": int, "数1": int, "数2": int, "数3": int,
    **dict.fromkeys(SERVICES, ServiceNumber),
}  # fmt: skip
_COUNTS = frozenset({"天数", "数1", "数2", "数3", "编号"})


def _one_line(text: str) -> str:
    return " ".join(text.split())


def cut(text: str, longest: int) -> str:
    """At most `longest` characters, the last of them … where something is missing."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


# phrases -------------------------------------------------------------------------------------------------------------


class Audience(StrEnum):
    """Whom a phrase is for."""

    GROUP = "group"
    VILLAGER = "villager"
    OFFICIAL = "official"


class WrongSlots(TypeError):
    """A phrase was filled with something missing, unknown, or not meant for it: a mistake of the caller."""


@dataclass(frozen=True)
class Phrase:
    """A sentence with places to fill, known by the id that the wording rules give it."""

    id: str
    template: str
    slots: frozenset[str] = field(init=False)
    audience: ClassVar[Audience]

    def __post_init__(self) -> None:
        """Read the places from the template."""
        found = {name for _, name, _, _ in Formatter().parse(self.template) if name is not None}
        object.__setattr__(self, "slots", frozenset(found))

    def _filled(self, values: Mapping[str, object]) -> str:
        missing, unknown = self.slots - values.keys(), values.keys() - self.slots
        if missing:
            raise WrongSlots(f"phrase {self.id}: nothing given for {'、'.join(sorted(missing))}")
        if unknown:
            raise WrongSlots(f"phrase {self.id}: it has no place for {'、'.join(sorted(unknown))}")
        return self.template.format_map({slot: self._value(slot, value) for slot, value in values.items()})

    def _value(self, slot: str, value: object) -> str:
        if slot in _COUNTS and (not isinstance(value, int) or isinstance(value, bool)):
            raise self._wrong(slot, "a whole number", value)
        if slot in ("日期", "原日") and not isinstance(value, LocalDay):
            raise self._wrong(slot, "LocalDay (a date is always said with its weekday)", value)
        if not isinstance(value, str | int | LocalDay):
            raise self._wrong(slot, "text", value)
        text = _one_line(str(value))
        if slot == "电话":
            return OfficerPhone(text)
        if slot in SERVICES:
            return ServiceNumber(text)
        return cut(text, AT_MOST[slot]) if slot in AT_MOST else text

    def _wrong(self, slot: str, wanted: str, value: object) -> WrongSlots:
        # the value itself stays out of the message: it may be somebody's words
        return WrongSlots(f"phrase {self.id}: {slot} must be {wanted}, not {type(value).__name__}")


@dataclass(frozen=True)
class PublicPhrase(Phrase):
    """May be said in a group."""

    audience = Audience.GROUP

    def __post_init__(self) -> None:
        """Refuse a template with a place for free text."""
        super().__post_init__()
        free = self.slots - _PUBLIC_TYPES.keys()
        if free:
            raise WrongSlots(f"phrase {self.id}: a public phrase has no place for {'、'.join(sorted(free))}")

    def say(
        self,
        **slots: PublicTitle | TitleList | Salutation | OfficerName | OfficerPhone | ServiceNumber | LocalDay | int,
    ) -> PublicText:
        """The sentence. Raises WrongSlots (a TypeError), above all for a plain text."""
        text = self._filled(slots)
        return PublicText(text)

    def _value(self, slot: str, value: object) -> str:
        wanted = _PUBLIC_TYPES[slot]
        if not isinstance(value, wanted):
            raise self._wrong(slot, wanted.__name__, value)
        return super()._value(slot, value)


@dataclass(frozen=True)
class PrivatePhrase(Phrase):
    """For one villager's private chat."""

    audience = Audience.VILLAGER

    def say(self, **slots: str | int | LocalDay) -> PrivateText:
        """The sentence. Raises WrongSlots."""
        return PrivateText(self._filled(slots))


@dataclass(frozen=True)
class StaffPhrase(Phrase):
    """For one official's private chat."""

    audience = Audience.OFFICIAL

    def say(self, **slots: str | int | LocalDay) -> StaffText:
        """The sentence. Raises WrongSlots."""
        return StaffText(self._filled(slots))

"""Days as people say them: 3天, 周五, 下周三, 月底, 25号. What is not certain is no date: asking back is better."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2}
_WEEKDAYS = {char: value for value, char in enumerate("一二三四五六")} | {"日": 6, "天": 6, "末": 6}
_NUMBER = "(?:[0-9]{1,3}|[一二两俩三四五六七八九十]{1,3})"
#: a date stands alone, or behind one of these
_BEFORE = "(?:延期?到|推迟?到|改到|到|等到|放到)?"


@dataclass(frozen=True, slots=True)
class SpokenDay:
    """A day, and what else was said around it."""

    day: date
    rest: str


def find_day(text: str, today: date, *, counted_from: date | None = None) -> SpokenDay | None:
    """The day that a text begins with, or that follows 到 in it. None: no day, or one that does not exist.

    Lengths (3天, 两周, 半个月) are counted from `counted_from`, where given, everything else from `today`.
    A weekday or a day of the month is the next such day, today included.
    """
    for pattern, day_of in _FORMS:
        for found in (pattern.match(text), _after_until(pattern, text)):
            if found is None:
                continue
            try:
                day = day_of(found, today, counted_from or today)
            except (ValueError, OverflowError):
                # the 31st of November is a slip of the finger
                return None
            rest = f"{text[: found.start()]} {text[found.end() :]}".strip(" \t\n,，。.:：、;；前")
            return SpokenDay(day, rest)
    return None


def _after_until(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    at = text.find("到")
    while at >= 0:
        found = pattern.match(text, at)
        if found is not None:
            return found
        at = text.find("到", at + 1)
    return None


def number_of(text: str) -> int:
    """A whole number in digits or in Chinese up to 99 (12, 十二, 二十, 两). Raises ValueError."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not text or not {tens, ones} <= {"", *_DIGITS}:
        raise ValueError("not a number that people say")
    if not ten:
        return _DIGITS[ones]
    return 10 * (_DIGITS[tens] if tens else 1) + (_DIGITS[ones] if ones else 0)


def _soon(found: re.Match[str], today: date, _start: date) -> date:
    return today + timedelta(days={"今": 0, "明": 1, "后": 2, "大后": 3}[found["soon"]])


def _span(found: re.Match[str], _today: date, start: date) -> date:
    if found["half"]:
        return start + timedelta(days=15)
    days = {"天": 1, "周": 7, "星": 7, "礼": 7, "月": 30}[found["unit"].lstrip("个")[0]]
    return start + timedelta(days=number_of(found["count"]) * days)


def _weekday(found: re.Match[str], today: date, _start: date) -> date:
    wanted = _WEEKDAYS[found["weekday"]]
    this_week = today - timedelta(days=today.weekday())
    week = found["week"] or ""
    if week in ("这", "本", "这个"):
        return this_week + timedelta(days=wanted)
    if week:
        return this_week + timedelta(days=7 * week.count("下") + wanted)
    return today + timedelta(days=(wanted - today.weekday()) % 7)


def _month_after(today: date, months: int) -> tuple[int, int]:
    months += today.month - 1
    return today.year + months // 12, months % 12 + 1


def _end_of_month(found: re.Match[str], today: date, _start: date) -> date:
    year, month = _month_after(today, 1 if found["month"] else 0)
    return date(year, month, monthrange(year, month)[1])


def _end_of_year(_found: re.Match[str], today: date, _start: date) -> date:
    return date(today.year, 12, 31)


def _day_of_month(found: re.Match[str], today: date, _start: date) -> date:
    wanted = number_of(found["day"])
    if found["month"]:
        return date(*_month_after(today, 1), wanted)
    # the 25th said on the 26th is the next month's
    return date(*_month_after(today, 1 if wanted < today.day else 0), wanted)


def _month_and_day(found: re.Match[str], today: date, _start: date) -> date:
    month, wanted = number_of(found["month"]), number_of(found["day"])
    if found["year"]:
        year = today.year + 1 if found["year"] == "明年" else int(found["year"][:4])
        return date(year, month, wanted)
    # in December, January is the coming one; 2 months back is a slip, not next year
    year = today.year + (month < today.month and today.month - month > 6)
    return date(year, month, wanted)


_Form = Callable[[re.Match[str], date, date], date]
_FORMS: tuple[tuple[re.Pattern[str], _Form], ...] = tuple(
    (re.compile(_BEFORE + form + "(?:之?前|以前)?", re.VERBOSE), day_of)
    for form, day_of in (
        ("(?P<year>明年|[0-9]{4}年)?(?P<month>" + _NUMBER + ")月(?P<day>" + _NUMBER + ")(?:号|日)?", _month_and_day),
        (r"(?P<year>(?!))?(?P<month>[0-9]{1,2})[.\-/](?P<day>[0-9]{1,2})(?![0-9.])", _month_and_day),
        ("(?P<soon>大后|今|明|后)(?:天|日)", _soon),
        ("(?P<week>下下个?|下个?|这个?|本)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末])", _weekday),
        ("(?P<month>下个?)?月(?:底|末)", _end_of_month),
        ("年(?:底|末)", _end_of_year),
        ("(?P<month>下个?月)(?P<day>" + _NUMBER + ")(?:号|日)", _day_of_month),
        ("(?P<month>(?!))?(?P<day>" + _NUMBER + ")(?:号|日(?![子头内]))", _day_of_month),
        ("(?P<half>半)个月(?:以?后|之后)?", _span),
        (
            "(?P<half>(?!))?(?P<count>" + _NUMBER + ")(?P<unit>天|个?星期|个?礼拜|周|个月)(?:以?后|之后)?",
            _span,
        ),
    )
)

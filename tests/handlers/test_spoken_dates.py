"""Days as officials type them on a phone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.spoken_dates import SpokenDay, find_day, number_of

#: a Tuesday
TODAY = date(2026, 11, 24)
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天", date(2026, 11, 24)),
        ("明天", date(2026, 11, 25)),
        ("后天", date(2026, 11, 26)),
        ("大后天", date(2026, 11, 27)),
        ("周五", date(2026, 11, 27)),
        ("周二", date(2026, 11, 24)),
        ("周一", date(2026, 11, 30)),
        ("星期天", date(2026, 11, 29)),
        ("礼拜六", date(2026, 11, 28)),
        ("这周五", date(2026, 11, 27)),
        ("本周一", date(2026, 11, 23)),
        ("下周三", date(2026, 12, 2)),
        ("下个星期三", date(2026, 12, 2)),
        ("下下周一", date(2026, 12, 7)),
        ("月底", date(2026, 11, 30)),
        ("下月底", date(2026, 12, 31)),
        ("下个月末", date(2026, 12, 31)),
        ("年底", date(2026, 12, 31)),
        ("25号", date(2026, 11, 25)),
        ("24日", date(2026, 11, 24)),
        ("二十五号", date(2026, 11, 25)),
        ("5号", date(2026, 12, 5)),
        ("下月5号", date(2026, 12, 5)),
        ("12月5号", date(2026, 12, 5)),
        ("十二月五日", date(2026, 12, 5)),
        ("12.5", date(2026, 12, 5)),
        ("12/5", date(2026, 12, 5)),
        ("1月8号", date(2027, 1, 8)),
        ("明年3月1号", date(2027, 3, 1)),
        ("2027年3月1日", date(2027, 3, 1)),
        ("11月20号", date(2026, 11, 20)),
        ("到周五", date(2026, 11, 27)),
        ("延到月底前", date(2026, 11, 30)),
    ],
)
def test_a_day_is_understood(text: str, day: date) -> None:
    """Seen from a Tuesday in November."""
    assert find_day(text, TODAY) == SpokenDay(day, "")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("3天", 3),
        ("三天", 3),
        ("两天后", 2),
        ("一周", 7),
        ("两个星期", 14),
        ("半个月", 15),
        ("十天", 10),
        ("1个月", 30),
    ],
)
def test_a_length_is_counted_from_the_date_that_is_moved(text: str, count: int) -> None:
    """延 3天 puts the date off by three days, whatever today is."""
    start = date(2026, 11, 26)
    assert find_day(text, TODAY, counted_from=start) == SpokenDay(start + timedelta(days=count), "")
    assert find_day(text, TODAY) == SpokenDay(TODAY + timedelta(days=count), "")


@pytest.mark.parametrize(
    "text",
    ["", "等配件", "31号", "2月30号", "13月1号", "下周", "下回", "过几天", "3", "三", "99号", "0号", "周", "等3号桥"],
)
def test_what_is_not_certain_is_no_day(text: str) -> None:
    """A date that does not exist, a vague one, a number that belongs to something else."""
    assert find_day(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("周五 等配件", "等配件"),
        ("周五，等配件", "等配件"),
        ("3天等配件", "等配件"),
        ("等配件，到周五", "等配件"),
        ("等供电所的人到，推到周五", "等供电所的人到，推"),
        ("月底前 雨停了再修", "雨停了再修"),
        ("25号前等3号桥修好", "等3号桥修好"),
    ],
)
def test_what_else_was_said_is_the_reason(text: str, rest: str) -> None:
    """Without the date and the marks around it."""
    found = find_day(text, TODAY)
    assert found is not None
    assert found.rest == rest


@given(days, days)
def test_a_full_date_is_that_day(today: date, day: date) -> None:
    """Whatever day it is said on."""
    assert find_day(f"{day.year}年{day.month}月{day.day}号", today) == SpokenDay(day, "")


@given(days, st.integers(0, 6))
def test_a_weekday_is_the_next_one(today: date, weekday: int) -> None:
    """Within a week, today included; and 下周 is the week after this one."""
    name = "一二三四五六日"[weekday]
    near, next_week = find_day(f"周{name}", today), find_day(f"下周{name}", today)
    assert near is not None
    assert next_week is not None
    assert near.day.weekday() == next_week.day.weekday() == weekday
    assert timedelta(0) <= near.day - today < timedelta(7)
    assert next_week.day.isocalendar().week == (today + timedelta(7)).isocalendar().week


@given(days, st.integers(1, 31))
def test_a_day_of_the_month_is_the_next_such_day_or_none(today: date, day: int) -> None:
    """Never in the past, never in a month that has no such day."""
    found = find_day(f"{day}号", today)
    if found is None:
        assert day > 28
    else:
        assert found.day.day == day
        assert today <= found.day <= today + timedelta(days=61)


@given(days)
def test_the_end_of_the_month_is_its_last_day(today: date) -> None:
    """28 to 31."""
    found = find_day("月底", today)
    assert found is not None
    assert found.day.month == today.month
    assert (found.day + timedelta(days=1)).day == 1


@given(st.text(max_size=20), days)
def test_nothing_that_is_typed_breaks_it(text: str, today: date) -> None:
    """A day or None."""
    found = find_day(text, today)
    assert found is None or isinstance(found.day, date)


@given(st.text("零一二三四五六七八九十两天周月号日底末到延下个半0123456789./- ", max_size=12), days)
def test_no_mixture_of_its_own_words_breaks_it(text: str, today: date) -> None:
    """The characters of which dates are made, in any order."""
    found = find_day(text, today)
    assert found is None or isinstance(found.day, date)


@given(st.integers(1, 99))
def test_chinese_numbers_up_to_99(number: int) -> None:
    """十二, 二十, 三十一."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    said = ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")
    assert number_of(said) == number

"""四议两公开: figures that carry a decision, and how a secretary says them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.four_steps import Body, Doing, Figures, Short, read_said, what_is_short

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("step", "body", "figures", "short"),
    [
        (3, Body.REPRESENTATIVES, (30, 20, 11), None),
        (3, Body.REPRESENTATIVES, (30, 19, 19), Short.TOO_FEW_PARTY),
        (3, Body.REPRESENTATIVES, (30, 20, 10), Short.NOT_AGREED),
        (4, Body.REPRESENTATIVES, (45, 30, 16), None),
        (4, Body.REPRESENTATIVES, (45, 29, 29), Short.TOO_FEW_REPRESENTATIVES),
        (4, Body.VILLAGERS, (100, 51, 26), None),
        (4, Body.VILLAGERS, (100, 50, 50), Short.TOO_FEW_VILLAGERS),
        (4, Body.HOUSEHOLDS, (90, 60, 31), None),
        (4, Body.HOUSEHOLDS, (90, 59, 59), Short.TOO_FEW_HOUSEHOLDS),
        (4, Body.REPRESENTATIVES, (45, 30, 15), Short.NOT_AGREED),
        (4, Body.REPRESENTATIVES, (45, None, 30), Short.MISSING),
        (4, Body.REPRESENTATIVES, (0, 0, 0), Short.MISSING),
        (3, Body.REPRESENTATIVES, (30, 31, 20), Short.IMPOSSIBLE),
        (3, Body.REPRESENTATIVES, (30, 25, 26), Short.IMPOSSIBLE),
        (1, Body.REPRESENTATIVES, (None, None, None), None),
        (2, Body.REPRESENTATIVES, (7, 8, 8), Short.IMPOSSIBLE),
    ],
)
def test_the_figures_of_the_law(
    step: int, body: Body, figures: tuple[int | None, int | None, int | None], short: Short | None
) -> None:
    """Practice §10: exactly two thirds is enough, exactly half is not."""
    assert what_is_short(step, Figures(*figures), body) is short


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500), st.sampled_from(Body))
def test_nothing_passes_without_most_of_those_present(called: int, present: int, agreed: int, body: Body) -> None:
    """However large the numbers; and more of each never spoils it."""
    if what_is_short(4, Figures(called, present, agreed), body) is None:
        assert agreed * 2 > present > 0
        assert agreed <= present <= called
        assert what_is_short(4, Figures(called, present, present), body) is None


@pytest.mark.parametrize(
    ("words", "step", "passed", "figures"),
    [
        ("第3步 通过 应到30 实到25 同意20", 3, True, (30, 25, 20)),
        ("第3步通过，应到30人，实到25人，同意20人", 3, True, (30, 25, 20)),
        ("第四步 通过了 应到45 到会40 赞成38", 4, True, (45, 40, 38)),
        ("3步 没通过 应到30 实到25 同意9", 3, False, (30, 25, 9)),
        ("第3步 不通过", 3, False, (None, None, None)),
        ("第4步 没开成 人没来齐", 4, False, (None, None, None)),
        ("第1步 通过", 1, True, (None, None, None)),
        ("第5步 公开了", 5, True, (None, None, None)),
        ("第3步 应到30 实到25 同意20", 3, True, (30, 25, 20)),
    ],
)
def test_how_a_step_is_said(words: str, step: int, passed: bool, figures: tuple[int | None, ...]) -> None:
    """With or without commas, spaces and 人."""
    said = read_said(words, TODAY)
    assert (said.doing, said.step, said.passed) == (Doing.RECORD, step, passed)
    assert (said.figures.called, said.figures.present, said.figures.agreed) == figures


def test_days_beside_a_step() -> None:
    """When it was held, and when the next one is."""
    said = read_said("第3步 通过 11月20日 应到30 实到25 同意20 下一步12月10日", TODAY)
    assert (said.day, said.next_day) == (date(2026, 11, 20), date(2026, 12, 10))
    said = read_said("第3步 12月5日", TODAY)
    assert (said.doing, said.step, said.day) == (Doing.TAKE_UP, 3, date(2026, 12, 5))


@pytest.mark.parametrize(
    ("words", "doing"),
    [
        ("", Doing.TAKE_UP),
        ("12月10日", Doing.TAKE_UP),
        ("四议", Doing.TAKE_UP),
        ("一事一议 下周三", Doing.TAKE_UP),
        ("改 第3步 通过 应到30 实到26 同意20", Doing.CORRECT),
        ("撤 第3步", Doing.UNDO),
        ("撤销第4步", Doing.UNDO),
        ("结果 下月修", Doing.RESULT),
        ("不议了 已经修好了", Doing.DROP),
        ("第3步", Doing.UNCLEAR),
    ],
)
def test_what_is_meant(words: str, doing: Doing) -> None:
    """Behind 议 and its number."""
    assert read_said(words, TODAY).doing is doing


def test_a_villagers_meeting_by_households() -> None:
    """按户 and 村民大会 have quorums of their own."""
    assert read_said("第4步 通过 按户 应到90 实到60 同意50", TODAY).body is Body.HOUSEHOLDS
    assert read_said("第4步 通过 村民大会 应到300 实到160 同意150", TODAY).body is Body.VILLAGERS


@given(st.text(max_size=60))
def test_any_words_are_read_without_a_fall(words: str) -> None:
    """Whatever is typed."""
    assert read_said(words, TODAY).doing in Doing

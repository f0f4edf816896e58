"""Typed text made plain, with the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.normalise import normalise, plain


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("ＡＢＣ１２３", "ABC123"),
        ("路燈壞了", "路灯坏了"),
        ("黑黑黑黑", "黑黑"),
        ("路灯坏了😀", "路灯坏了"),
        ("@王主任 路灯坏了", "路灯坏了"),
        ("路\u200b灯", "路灯"),
        ("路登坏了", "路灯坏了"),
        ("底保停了", "低保停了"),
        ("莫得水", "没水"),
        ("臭得很咧，谁管噻", "臭得很,谁管"),
        ("哈哈", "哈哈"),
        ("咋办", "怎么办"),
        ("路灯坏了[流泪]", "路灯坏了"),
        ("[图片]", "[图片]"),
    ],
)
def test_one_way_of_writing(typed: str, wanted: str) -> None:
    """Width, script, repeats, slips, dialect and end particles come out one way."""
    assert plain(typed) == wanted


@given(st.text(max_size=80))
def test_every_character_leads_back_to_the_text_as_sent(text: str) -> None:
    """Each stretch of the plain text points inside the original, in order."""
    message = normalise(text)
    last = 0
    for at in range(len(message.text)):
        start, end = message.span(at, at + 1)
        assert 0 <= start < end <= len(text)
        assert start >= last
        last = start


@given(st.text(alphabet="路灯坏了没有咋啥娃嘞哈😀@ 一１燈", max_size=60))
def test_evidence_can_be_quoted_from_the_original(text: str) -> None:
    """The characters behind a stretch are a piece of what was sent."""
    message = normalise(text)
    if message.text:
        assert message.as_sent(0, len(message.text)) in text


@given(st.text())
def test_nothing_makes_it_raise(text: str) -> None:
    """Lone halves, control characters, marks of direction: all are text."""
    normalise(text + "\ud800")

"""What officials' words order: the table of verbs, numbers as people say them, and what is no order at all."""

import pytest

from handlers.orders import Hint, Order, Unclear, read_order, spoken_number
from handlers.verbs import VERBS, Verb
from tests.handlers.officer_variants import held_out, judge, variants


def test_ways_to_say_it_are_read_rightly() -> None:
    """97 of 100 of those written for tuning and of those held out; and nothing is changed that was not meant."""
    judged = [judge(row) for row in variants()]
    assert len(judged) >= 200
    assert [one.row["text"] for one in judged if one.harmful] == []
    for rows in (judged, held_out(judged)):
        assert sum(one.right for one in rows) / len(rows) >= 0.97


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_the_word_that_is_taught_is_understood(verb: Verb) -> None:
    """Every example of the table reads as its own verb."""
    for example in verb.example.split("，"):
        reading = read_order(example)
        assert isinstance(reading, Order)
        assert reading.verb == verb.name


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_no_word_stands_for_two_verbs(verb: Verb) -> None:
    """Each word reads as the verb in whose entry it stands."""
    for word in (*verb.says, *verb.plainly, *verb.slips, *verb.reasons):
        reading = read_order(word)
        assert not isinstance(reading, Order) or reading.verb == verb.name, word


@pytest.mark.parametrize(
    ("text", "number"),
    [("十二", 12), ("二十", 20), ("一百零三", 103), ("幺二", 12), ("两百", 200), ("九", 9), ("一零五", 105)],
)
def test_spoken_numbers(text: str, number: int) -> None:
    """As they are said on the telephone."""
    assert spoken_number(text) == number


@pytest.mark.parametrize(
    "text",
    ["好 12盏灯都换了", "好 3米管子换了", "好 2个灯头换了", "停 3天等天气", "好 12.5公里路补了", "备注 3月前要来"],
)
def test_what_counts_things_is_no_number_of_a_ticket(text: str) -> None:
    """12盏 are lamps."""
    reading = read_order(text)
    assert isinstance(reading, Order)
    assert reading.number is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "。。。",
        "12",
        "接" * 5000,
        "好 " + "12 " * 3000,
        "好 12" + "1" * 200 + "x",
        "第" * 300,
        "一" * 400,
        "\u200b接\u200b",
        "好\n\n\n",
    ],
)
def test_odd_texts_are_read_without_harm(text: str) -> None:
    """Nothing raises, and nothing takes long."""
    reading = read_order(text)
    assert isinstance(reading, Unclear) or reading.verb in ("接", "好")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("收到", Hint.ACKNOWLEDGED),
        ("好的马上去", Hint.PROMISED),
        ("办好了吗？", Hint.ASKED),
        ("没办好", Hint.NOT_DONE),
        ("灯头换了", Hint.DONE),
        ("行", Hint.AGREED),
        ("不行", Hint.REFUSED),
        ("好 12 15", Hint.TWO),
        ("12号", Hint.NUMBER),
    ],
)
def test_what_is_unclear_says_what_it_may_have_been(text: str, hint: Hint) -> None:
    """So that the answer can be of use."""
    reading = read_order(text)
    assert isinstance(reading, Unclear)
    assert reading.hint is hint

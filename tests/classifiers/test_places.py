"""The village's own places, as people write them."""

import pytest

from classifiers.places import PlaceBook

BOOK = PlaceBook({"上河村": "V1", "上河村一组": "G1", "1组": "G1", "11组": "G11", "村口": "P1", "村口戏台": "P2"})


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("上河村1组路灯坏了", ["G1"]),
        ("上河村一組路灯坏了", ["G1"]),
        ("十一组没水", ["G11"]),
        ("１组没水", ["G1"]),
        ("村口戏台边的灯", ["P2"]),
        ("村口的灯和11组的灯", ["G11", "P1"]),
        ("二十一组没水", []),
        ("我家没水", []),
        ("", []),
    ],
)
def test_the_longest_name_wins_and_numerals_are_equal(text: str, codes: list[str]) -> None:
    """一组 is 1组, and 1组 is not found in 11组."""
    assert BOOK.find(text) == codes


def test_an_empty_book_finds_nothing() -> None:
    """A village that has named no places still reads messages."""
    assert PlaceBook({}).find("上河村") == []

"""The village's own places, as people write them."""

import time

import pytest

from classifiers.places import PLACE_RULE, PlaceBook, RegisteredPlaces, names_a_village, spellings

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


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("一组", {"一组", "1组"}),
        ("12组", {"12组", "十二组"}),
        ("二十组", {"二十组", "20组"}),
        ("上河村一组网格", {"上河村一组网格", "上河村1组网格", "上河村一组", "上河村1组"}),
        ("鹰嘴崖", {"鹰嘴崖"}),
        ("坝", set()),
        (" ", set()),
    ],
)
def test_a_name_is_known_as_people_write_it(name: str, written: set[str]) -> None:
    """Numerals in both ways, a grid without 网格, and no single sign."""
    assert spellings([name]) == written


@pytest.mark.parametrize("place", ["鹰嘴崖", "药王庙", "石碾子沟", "张家祠堂"])
def test_a_landmark_of_its_own_name_says_which_village(place: str) -> None:
    """Only one place is called so."""
    assert names_a_village(place)


@pytest.mark.parametrize("place", ["村口", "老戏台", "一组", "12社", "桥头", "学校门口", "东头", "老槐树", "文化广场"])
def test_what_every_village_has_does_not(place: str) -> None:
    """Somebody's 村口 is not the only 村口 there is."""
    assert not names_a_village(place)


def test_registered_places_are_shown_in_the_senders_own_characters() -> None:
    """Spans lead into the text as it was sent; the longer of two overlapping names is shown."""
    places = RegisteredPlaces(["上河村", "上河村一组", "鹰嘴崖"])
    text = "＠村委 上河村一組鷹嘴崖的路灯不亮"
    found = places.evidence(text)
    assert found is not None
    assert found.rule == PLACE_RULE
    assert found.words == ("上河村一組", "鷹嘴崖")
    assert tuple(text[start:end] for start, end in found.spans) == found.words
    assert places.evidence("路灯不亮") is None
    assert RegisteredPlaces([]).evidence(text) is None


def test_a_place_said_fifty_thousand_times_costs_no_minute() -> None:
    """Time grows with the text and no faster: nobody holds up the township with one message."""
    places = RegisteredPlaces(["村口", "上河村"])
    began = time.process_time()
    found = places.evidence("村口路灯不亮" * 50_000)
    assert time.process_time() - began < 10
    assert found is not None
    assert found.words == ("村口",) * 12

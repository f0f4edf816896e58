"""Whether two messages are about one matter: precision first, and always with the reason."""

from datetime import timedelta

import pytest

from bench.likeness import figures, joins, pairs, proposes
from classifiers.likeness import Signature, likeness, signature
from classifiers.verdict import MatterKind, Topic


@pytest.mark.parametrize("held_out", [False, True], ids=["seen", "held out"])
def test_what_joins_by_itself_is_nearly_always_right(held_out: bool) -> None:
    """A matter taken for another one is lost; one written down twice costs a note. 240 pairs, half held out."""
    part = [pair for pair in pairs() if pair.held_out is held_out]
    assert len(pairs()) >= 240
    joined = figures(part, joins, ["same"])
    assert joined.precision >= 0.95
    assert joined.recall >= 0.7
    asked = figures(part, proposes, ["same", "ask"])
    assert asked.precision >= 0.85
    assert asked.recall >= 0.85


@pytest.mark.parametrize("pair", [pair for pair in pairs() if pair.danger and pair.label == "other"], ids=lambda p: p.b)
def test_a_second_danger_is_never_hidden_behind_the_first(pair: object) -> None:
    """Another place, another kind of danger, another hour, another household: its own ticket, however alike."""
    assert not joins(pair)  # type: ignore[arg-type]  # a Pair, whose name pytest would show


def lamp(text: str, **fields: object) -> Signature:
    """A message about a street lamp in one village."""
    given: dict[str, object] = {"topic": Topic.LIGHTING, "kind": MatterKind.VILLAGE, "village": "v1"}
    return signature(text, **(given | fields))  # type: ignore[arg-type]


def test_the_reason_is_said_in_words() -> None:
    """An official can check it: which place, what is wrong; or what speaks against it."""
    found = likeness(lamp("村口路灯不亮三天了"), lamp("村口那盏灯瞎了"))
    assert found.certain
    assert found.because == ("同一个村", "都说在村口", "都说不亮")
    other = likeness(lamp("村口路灯不亮三天了"), lamp("桥头那盏灯瞎了"))
    assert (other.score, other.because) == (0.0, ("地点不同",))


def test_without_a_place_nothing_is_certain() -> None:
    """Two who only say that a lamp is out may mean two lamps: a person is asked."""
    found = likeness(lamp("路灯不亮了"), lamp("路灯坏了不亮"))
    assert not found.certain
    assert found.likely


def test_the_villages_own_places_count() -> None:
    """A name that only this village has is a place too."""
    names = ["鬼见愁", "石门坎"]
    one, other = lamp("鬼见愁的路灯不亮", names=names), lamp("石门坎的路灯不亮", names=names)
    assert likeness(one, other).score == 0
    assert likeness(one, lamp("鬼见愁那盏灯黑了", names=names)).certain


@pytest.mark.parametrize("text", ["", "路" * 50_000, "😀" * 100, "\ud800", "1" * 10_000, "二" * 10_000])
def test_any_text_has_a_signature(text: str) -> None:
    """Empty, endless or broken: compared like any other, and never an exception."""
    assert 0 <= likeness(lamp(text), lamp("村口路灯不亮")).score <= 1


def test_a_week_later_it_is_another_matter() -> None:
    """Whoever has waited a week is heard anew."""
    one = lamp("村口路灯不亮")
    assert likeness(one, one, apart=timedelta(days=6)).certain
    assert likeness(one, one, apart=timedelta(days=7)).score == 0

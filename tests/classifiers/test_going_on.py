"""Whether somebody goes on about what he said before: precision first, both ways."""

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from classifiers.going_on import GoesOn, broken_again, goes_on
from classifiers.likeness import Signature, signature
from classifiers.verdict import MatterKind, Scene, Topic, Urgency
from tests.stage import the_reader

PAIRS = [
    json.loads(line)
    for line in (Path(__file__).parent / "going_on_pairs.jsonl").read_text(encoding="utf-8").splitlines()
]


def _said(text: str) -> Signature:
    verdict = the_reader().read(text, scene=Scene.PRIVATE)
    danger = verdict.urgency is Urgency.DANGER
    return signature(text, topic=verdict.topic, kind=verdict.kind, danger=danger, village="v1", place=verdict.place)


def judged(*, held_out: bool) -> Counter[tuple[bool, GoesOn]]:
    """(they are one, what was decided) of the pairs in which neither is a danger."""
    figures: Counter[tuple[bool, GoesOn]] = Counter()
    for pair in PAIRS:
        before, said = _said(pair["before"]), _said(pair["said"])
        if pair["held_out"] is held_out and not (before.danger or said.danger):
            apart = timedelta(minutes=pair["minutes"])
            figures[pair["same"], goes_on(before, said, pair["before"], pair["said"], apart=apart)] += 1
    return figures


@pytest.mark.parametrize("held_out", [False, True], ids=["seen", "held out"])
def test_an_independent_matter_is_never_swallowed(held_out: bool) -> None:
    """Not one of them joins by itself, hardly any is asked about; most of what goes on is joined or asked about."""
    found = judged(held_out=held_out)
    other = sum(count for (same, _), count in found.items() if not same)
    one = sum(count for (same, _), count in found.items() if same)
    assert len(PAIRS) >= 60
    assert found[False, GoesOn.YES] == 0
    assert found[False, GoesOn.ASK] <= other * 0.1
    assert found[True, GoesOn.YES] >= one * 0.5
    assert found[True, GoesOn.NO] <= one * 0.2


def test_what_speaks_against_it_ends_it() -> None:
    """Another place, 另外, a day later, danger."""
    first, second = "二组桥头路上一股臭水流出来", "墙根都泡软了"
    soon = timedelta(minutes=8)
    assert goes_on(_said(first), _said(second), first, second, apart=soon) is GoesOn.YES
    for text in ("戏台那边墙根都泡软了", "另外，墙根都泡软了", "三组的墙根都泡软了"):
        assert goes_on(_said(first), _said(text), first, text, apart=soon) is GoesOn.NO, text
    assert goes_on(_said(first), _said(second), first, second, apart=timedelta(hours=25)) is GoesOn.NO


def _lamp(text: str) -> Signature:
    return signature(text, topic=Topic.LIGHTING, kind=MatterKind.VILLAGE, village="v1")


def test_broken_again_is_surely_the_same_or_it_is_not() -> None:
    """The speaker's own needs no place where it is the only one; a neighbour's word needs the same landmark."""
    ended = _lamp("村口路灯不亮三天了")
    assert broken_again(ended, _lamp("村口路灯又不亮了"), own=False)
    assert broken_again(ended, _lamp("路灯又不亮了"), own=True)
    assert not broken_again(ended, _lamp("路灯又不亮了"), own=False)
    assert not broken_again(ended, _lamp("桥头路灯又不亮了"), own=True)
    assert not broken_again(ended, _lamp("村口另一盏路灯又不亮了"), own=False)
    group = _lamp("二组路灯不亮了")
    assert not broken_again(group, _lamp("二组路灯又不亮了"), own=False)
    assert broken_again(group, _lamp("二组路灯又不亮了"), own=True)

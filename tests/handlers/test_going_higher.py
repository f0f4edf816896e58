"""上访, 去告: a person calls sooner, the ways are told, and nothing else changes (red line 6)."""

import pytest

from handlers.higher_words import speaks_of_going_higher
from tests.stage import Stage, to

LAMP = "上河村一组村口路灯不亮三天了"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("再不修我就去上访", True),
        ("我要告到县里去", True),
        ("没人管我就找记者", True),
        ("村里得给我讨个说法", True),
        ("啥是信访", False),
        ("听说他们都去上访了", False),
        ("路灯坏了", False),
        ("告诉书记一声", False),
    ],
)
def test_words_of_somebody_who_is_unhappy(said: str, meant: bool) -> None:
    """Said of oneself."""
    assert speaks_of_going_higher(said) is meant


async def test_a_person_calls_sooner_and_nothing_else_changes(stage: Stage) -> None:
    """The ticket is the same row; only its owner hears, and not why; once a day; every way is told."""
    await stage.say("zhang", LAMP)
    await stage.say("officer-1", "接 1")
    before = await stage.ticket()
    notes = await stage.say("zhang", "再不弄我就去上访")
    heard, ways = to(notes, "zhang")
    assert "王建军" in heard
    for part in ("12345", "12348", "法院", "不拦"):
        assert part in ways
    assert {sent.note.to for sent in notes} == {"zhang", "officer-1"}
    assert "打个电话" in to(notes, "officer-1")[0]
    assert not [sent for sent in notes if "上访" in sent.note.text]
    after = await stage.ticket()
    assert (after.version, after.evidence, after.moves) == (before.version, before.evidence, before.moves)
    again = await stage.say("zhang", "我真的要告到县里去")
    assert to(again, "officer-1") == []
    assert len(to(again, "zhang")) == 2


async def test_with_nothing_open_the_ways_are_told(stage: Stage) -> None:
    """Nothing is filed, nobody hears of it."""
    notes = await stage.say("zhang", "我要去信访")
    assert {sent.note.to for sent in notes} == {"zhang"}
    assert "12345" in to(notes, "zhang")[0]
    assert await stage.tickets() == []


async def test_with_a_matter_it_is_filed_like_any_other(stage: Stage) -> None:
    """Same urgency, owner and topic as without those words."""
    await stage.say("zhang", LAMP)
    await stage.say("li", f"{LAMP}，再不管我去告状")
    # the lamp is known, and he is one voice more; what he says beside it is kept nowhere
    (lamp,) = await stage.tickets()
    assert lamp.voices == 2
    texts = to(stage.channel.sent, "li")
    assert [text for text in texts if "不拦" in text]
    async with stage.program.database.reading() as ledger:
        assert "告状" not in str([await ledger.tickets.words(lamp), *(await ledger.tickets.history(1))])
    assert not [sent for sent in stage.channel.sent if "告状" in sent.note.text]
    await stage.say("wang", "上河村二组桥头路上有个大坑，再不填我就去上访")
    lamp, road = await stage.tickets()
    assert (road.owner, road.topic) == ("p02", "road")

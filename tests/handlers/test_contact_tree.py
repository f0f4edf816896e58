"""联系树: who answers for a place, level by level; a villager who asks hears names and numbers."""

from collections.abc import Iterator
from datetime import date

import pytest

from handlers.asked_who import asks_who
from handlers.contact_tree import MISSING, tree
from storage.database import Database
from storage.incoming import MessageKind
from storage.organisation import Organisation, picture_of
from storage.organisation_file import parse_organisation, rows_of
from storage.vault import Vault
from tests.stage import CHANNEL, ORGANISATION, a_stage, to

MONDAY = date(2026, 11, 23)
CONTACT = """
  - {id: p08, name: 段大叔, phone: "13900000008"}
posts:
  - {person: p08, role: contact, area: "621221108201001"}"""
WITH_CONTACT = ORGANISATION.replace("\nposts:", CONTACT, 1)


@pytest.fixture
def organisation(vault: Vault) -> Iterator[Organisation]:
    """One village, of whose two grids one has a contact."""
    yield picture_of(
        rows_of(parse_organisation(WITH_CONTACT, "tree"), vault=vault, person_channel=CHANNEL, group_channel=CHANNEL)
    )


def test_every_level_stands_there_and_what_is_missing_is_said(organisation: Organisation) -> None:
    """Township, village, grid, contact; no household."""
    lines = list(tree(organisation, MONDAY))
    assert [len(line) - len(line.lstrip()) for line in lines] == [0, 2, 4, 4]
    assert "镇办公室" in lines[0]
    assert "网格长 赵网格 · 村支书 周书记 · 村务监督 孙监督" in lines[1]
    assert "联系人 段大叔 · 网格员 王建军" in lines[2]
    assert "村口" in lines[2]
    assert f"联系人 {MISSING}" in lines[3]


def test_one_grid_alone(organisation: Organisation) -> None:
    """With those above it."""
    lines = list(tree(organisation, MONDAY, "621221108201001"))
    assert len(lines) == 3
    assert "一组网格" in lines[2]


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        ("网格员是谁", True),
        ("我们村的网格员电话多少", True),
        ("有事找谁", True),
        ("谁管我们组", True),
        ("网格员是谁打的", False),
        ("网格员吃拿卡要", False),
        ("找谁说理去", False),
    ],
)
def test_only_who_asks_is_told(said: str, asks: bool) -> None:
    """A complaint is heard as one."""
    assert asks_who(said) is asks


async def test_a_villager_hears_who_is_near(database: Database) -> None:
    """By the code he scanned: contact, grid officer, head; without a village he is asked for it; nothing is filed."""
    async with a_stage(database, organisation=parse_organisation(WITH_CONTACT, "tree")) as stage:
        assert "哪个村" in to(await stage.say("zhang", "网格员是谁"), "zhang")[0]
        await stage.say("zhang", "", kind=MessageKind.SCAN, scan="SH01")
        (told,) = to(await stage.say("zhang", "网格员是谁"), "zhang")
        for part in ("王建军", "13900000001", "段大叔13900000008", "赵网格"):
            assert part in told
        await stage.after(days=31)
        (told,) = to(await stage.say("zhang", "有事找谁"), "zhang")
        assert "网格长赵网格" in told
        assert await stage.tickets() == []

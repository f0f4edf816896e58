"""docs/townships.md: every row is there, and every file, test, command and chat word that it names exists."""

import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from typer.main import get_command

from bot.__main__ import app
from handlers.asked_who import asks_who
from handlers.orders import Order, read_order
from handlers.reading import own_word
from handlers.wish_words import wish_in
from storage.organisation import Role
from storage.organisation_file import (
    ChatEntry,
    GridEntry,
    OrganisationFile,
    PersonEntry,
    PostEntry,
    RosterEntry,
    TownshipEntry,
    VillageEntry,
    gaps_in,
)

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "townships.md").read_text(encoding="utf-8")
#: so many rows each township has
ROWS = {1: 20, 2: 20, 3: 26, 4: 20, 5: 23}
LINES = [line for line in PAGE.splitlines() if re.match(r"\| \d\.\d", line)]
#: words with a reading of their own, beside the table of verbs (`handlers/on_behalf.py`, `wishes.py`, `errands.py`)
OTHERS = {"代报", "摸排", "心愿", "认领", "放手", "同去", "收", "还", "撤", "并"}


def test_every_row_stands_there_once_and_in_order() -> None:
    """As they are numbered in the study."""
    assert [line.split("|")[1].strip() for line in LINES] == [
        f"{township}.{row}" for township, many in ROWS.items() for row in range(1, many + 1)
    ]


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.split("|")[1].strip())
def test_a_row_says_where_and_how_it_is_shown(line: str) -> None:
    """Four columns; what is named exists; only what is not here may be shown by nothing."""
    _, _, wanted, here, shown, _ = (part.strip() for part in line.split("|"))
    assert wanted
    assert here
    assert shown != "–" or here.startswith("not here")
    named = re.findall("`([^`]+)`", f"{here} {shown}")
    for name in named:
        _exists(name)


def _exists(name: str) -> None:
    path, _, test = name.partition("::")
    if test:
        assert re.search(rf"^(?:async )?def {re.escape(test)}\b", _text(path), re.MULTILINE), name
    elif name.startswith("shuoshi "):
        _is_a_command(name.split()[1:])
    elif "/" in path:
        assert (ROOT / path).is_file(), name
    elif name.startswith("make "):
        assert re.search(rf"^{name.split()[1]}:", _text("Makefile"), re.MULTILINE), name


@cache
def _text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def _is_a_command(words: list[str]) -> None:
    command = get_command(app)
    for word in words:
        found = getattr(command, "commands", {}).get(word)
        assert found is not None, " ".join(words)
        command = found


@pytest.mark.parametrize("word", sorted(set(re.findall("「([^」…]+)」", PAGE))))
def test_a_chat_word_is_understood(word: str) -> None:
    """By the officials' reading, or as a villager's own word."""
    order = read_order(word)
    understood = isinstance(order, Order) or own_word(word) is not None or asks_who(word) or word in OTHERS
    assert understood or wish_in(word) is not None


def test_the_second_size_is_read_without_a_gap() -> None:
    """5.3: twelve villages and three communities, 146 grids; a community is a village to the program."""
    names = [f"第{number}村" for number in range(1, 13)] + [f"第{number}社区" for number in range(1, 4)]
    township = "150622100"
    villages = [VillageEntry(code=f"{township}{201 + at}", name=name) for at, name in enumerate(names)]
    grids, people, posts = [], [], []

    def add(role: Role, area: str) -> None:
        number = len(people) + 1
        people.append(PersonEntry(id=f"p{number}", name=f"某{number}", phone=f"139000{number:05}", chat=f"c{number}"))
        posts.append(PostEntry(person=f"p{number}", role=role, area=area))

    for role in (Role.AFFAIRS_OFFICE, Role.AFFAIRS_OFFICE, Role.DUTY_LEADER, Role.DUTY_LEADER):
        add(role, township)
    for at, village in enumerate(villages):
        for role in (Role.GRID_HEAD, Role.VILLAGE_SECRETARY, Role.VILLAGE_SUPERVISOR, Role.MEDIATOR):
            add(role, village.code)
        for number in range(1, 146 // 15 + (at < 146 % 15) + 1):
            code = f"{village.code}{number:03}"
            grids.append(GridEntry(code=code, name=f"{village.name}{number}网格", village=village.code))
            add(Role.GRID_OFFICER, code)
    file = OrganisationFile(
        township=TownshipEntry(code=township, name="沙梁镇"),
        villages=tuple(villages),
        grids=tuple(grids),
        people=tuple(people),
        posts=tuple(posts),
        chats=tuple(ChatEntry(id=f"g{at}", area=village.code) for at, village in enumerate(villages)),
        roster=tuple(
            RosterEntry(on=date(2026, 11, 23 + day), duty=Role.DUTY_LEADER.value, person="p3") for day in range(7)
        ),
    )
    assert (len(villages), len(grids)) == (15, 146)
    assert gaps_in(file, on=date(2026, 11, 23)) == []

"""docs/moves.md says what the table says, and the table says what is so."""

import importlib
import json
import pkgutil
from pathlib import Path

import pytest

from bot.moves_page import moves_page
from handlers import wording
from handlers.wording import Phrase
from storage.lifecycle import MOVES, NOT_OFFICIALS, MoveName, Who
from storage.models import Base, Ticket

ROOT = Path(__file__).parents[2]
PHRASES = {
    value.id
    for module in pkgutil.iter_modules(wording.__path__, "handlers.wording.")
    for value in vars(importlib.import_module(module.name)).values()
    if isinstance(value, Phrase)
}
EVERY = pytest.mark.parametrize("move", MOVES)


def test_the_page_is_what_the_command_prints() -> None:
    """`make docs` writes it anew."""
    assert (ROOT / "docs" / "moves.md").read_text(encoding="utf-8") == moves_page()


@EVERY
def test_a_move_says_phrases_of_the_book_and_writes_columns_that_exist(move: MoveName) -> None:
    """No name in the table is made up."""
    rule = MOVES[move]
    assert set(rule.says) <= PHRASES
    tables = {mapper.class_.__tablename__ for mapper in Base.registry.mappers}
    assert set(rule.writes) <= set(Ticket.__table__.columns.keys()) | tables
    assert rule.who
    assert rule.needs


def may_have_made_it(actor: str, who: tuple[Who, ...]) -> bool:
    """Whether a line of history can be somebody's whom the table allows."""
    if actor in NOT_OFFICIALS.values():
        return any(NOT_OFFICIALS.get(one) == actor for one in who)
    return any(one not in NOT_OFFICIALS for one in who)


def test_a_week_of_history_was_made_by_those_who_may() -> None:
    """Every line of the rehearsed week: a villager's, the program's or an official's move, as the table has it."""
    lines = (ROOT / "tests" / "journeys" / "a_week.ledger.jsonl").read_text(encoding="utf-8").splitlines()
    moves = [move for line in lines for move in json.loads(line)["history"]]
    assert len(moves) > 50
    for move in moves:
        assert may_have_made_it(move["actor"], MOVES[MoveName(move["move"])].who), move

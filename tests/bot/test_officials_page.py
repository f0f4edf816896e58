"""docs/officials.md is the table of verbs, and every word it teaches is taken by a handler."""

from pathlib import Path

import pytest

from bot.officials_page import officials_page, taught
from handlers.verbs import VERBS, Verb
from storage.database import Database
from tests.stage import a_stage, to

ROOT = Path(__file__).parents[2]
#: what an official hears when no handler has taken his order
NOT_TAKEN = ("没看明白", "没太听明白")


def test_the_page_is_the_table() -> None:
    """`make docs` after a change of `handlers/verbs.py`."""
    assert (ROOT / "docs" / "officials.md").read_text(encoding="utf-8") == officials_page()


@pytest.mark.parametrize("newest_url", ["sqlite"], indirect=True)
async def test_every_word_that_is_taught_is_taken(database: Database) -> None:
    """Said by the owner of a ticket in the real program: whatever the answer, it is not "not understood"."""
    not_taken: list[str] = []
    async with a_stage(database) as stage:
        await stage.say("zhang", "村口路灯不亮三天了", group="g-shanghe")
        for verb in VERBS:
            for example in verb.example.split("，"):
                notes = await stage.say("officer-1", example.replace("12", "1"))
                texts = to(notes, "officer-1")
                if not texts or any(word in text for word in NOT_TAKEN for text in texts):
                    not_taken.append(verb.name)
    assert set(not_taken) <= {verb.name for verb in VERBS if not verb.taught}


def test_every_verb_stands_once() -> None:
    """Two features that add the same word would be read as the first of them."""
    names = [verb.name for verb in VERBS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("verb", taught(), ids=lambda verb: verb.name)
def test_a_taught_word_says_what_it_does(verb: Verb) -> None:
    """An example and a meaning."""
    assert verb.example
    assert verb.does

"""`shuoshi inbox list` and `retry`, as they are typed: what failed, without a word of it, and once more."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from storage.messages import SetAside
from storage.models import InboxState
from storage.vault import new_master_key
from tests.bot.test_ledger_export import a_database
from tests.builders import NOW, a_message

WORDS = "隔壁老李打人，我家在三组"


async def failed(folder: Path, key: str) -> None:
    """Three messages: two set aside, one handled."""
    database = a_database(folder, key)
    await database.upgrade()
    async with database.ledger() as ledger:
        for sender in ("zhang", "wang", "li"):
            await ledger.inbox.keep([(a_message(WORDS, sender=sender), NOW)])
        for row in await ledger.inbox.claim(NOW, limit=3):
            if ledger.inbox.open(row).sender == "li":
                ledger.inbox.done(row, NOW)
            else:
                ledger.inbox.failed(row, "RuntimeError", None)
        await ledger.commit()
    await database.close()


async def standing(folder: Path, key: str) -> tuple[Sequence[SetAside], dict[InboxState, int]]:
    """What is set aside, and how many there are of each state."""
    database = a_database(folder, key)
    async with database.reading() as ledger:
        found = await ledger.inbox.set_aside(), dict(await ledger.inbox.counts())
    await database.close()
    return found


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A folder with a configuration and these messages; its key."""
    key = new_master_key()
    monkeypatch.setenv("SHUOSHI_MASTER_KEY", key)
    (tmp_path / "data").mkdir()
    (tmp_path / "config.yaml").write_text("data_dir: data\ndemonstration: true\n", encoding="utf-8")
    asyncio.run(failed(tmp_path, key))
    return key


def command(folder: Path, *words: str) -> Result:
    """The command line as an operator types it."""
    return CliRunner().invoke(app, ["--config", str(folder / "config.yaml"), "inbox", *words])


def test_the_list_says_when_and_why_and_nothing_of_what_was_said(key: str, tmp_path: Path) -> None:
    """Local time, the channel, how often, the kind of failure; neither words nor sender."""
    told = command(tmp_path, "list")
    assert told.exit_code == 0, told.stderr
    lines = told.stdout.splitlines()
    assert len(lines) == 2
    assert all("2026-11-23 10:00  rehearsal  1 tries  RuntimeError" in line for line in lines)
    assert not any(word in told.output for word in ("老李", "三组", "zhang", "wang", "张婶"))
    assert "2 set aside" in told.stderr


def test_one_is_tried_again_and_then_the_others(key: str, tmp_path: Path) -> None:
    """By its id, then all; what was handled stays handled."""
    first = command(tmp_path, "list").stdout.split()[0]
    assert "1 put back" in command(tmp_path, "retry", first).stdout
    rows, counts = asyncio.run(standing(tmp_path, key))
    assert not rows[0].id.hex.endswith(first)
    assert counts == {InboxState.WAITING: 1, InboxState.SET_ASIDE: 1, InboxState.DONE: 1}
    assert "1 put back" in command(tmp_path, "retry").stdout
    assert asyncio.run(standing(tmp_path, key))[1] == {InboxState.WAITING: 2, InboxState.DONE: 1}
    assert "0 put back" in command(tmp_path, "retry").stdout
    assert "nothing is set aside" in command(tmp_path, "list").stderr


def test_an_unknown_id_puts_nothing_back(key: str, tmp_path: Path) -> None:
    """Also where another one is right: all or none."""
    first = command(tmp_path, "list").stdout.split()[0]
    refused = command(tmp_path, "retry", first, "zzzz")
    assert refused.exit_code == 1
    assert "zzzz: no message that is set aside has this id" in refused.stderr
    assert len(asyncio.run(standing(tmp_path, key))[0]) == 2


def test_the_help_teaches() -> None:
    """What set aside means, what to do first, an example."""
    runner = CliRunner()
    said = " ".join(runner.invoke(app, ["inbox", *words, "--help"]).output for words in ([], ["list"], ["retry"]))
    for taught in ("shuoshi inbox list", "Mend the cause first", "has had no answer", "Nothing of what was said"):
        assert taught in said

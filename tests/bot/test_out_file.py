"""A file is what its name says, nothing is replaced in silence, and a folder that cannot be written in is named."""

import os
from enum import StrEnum
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.__main__ import app
from bot.organisation_tables import Source, write_template
from bot.out_file import can_write, form_of, replaced
from bot.rehearsal import ScriptMistake, read_script
from storage.database import Database
from storage.organisation_file import OrganisationMistake


class Form(StrEnum):
    """Two forms."""

    HTML = "html"
    JSON = "json"


BY_NAME = {"html": Form.HTML, "htm": Form.HTML, "json": Form.JSON}


@pytest.mark.parametrize(
    ("asked", "name", "form"),
    [
        (None, None, Form.JSON),
        (None, "d", Form.JSON),
        (None, "d.HTML", Form.HTML),
        (None, "d.htm", Form.HTML),
        (Form.HTML, None, Form.HTML),
        (Form.JSON, "d.txt", Form.JSON),
    ],
)
def test_the_name_says_the_form(asked: Form | None, name: str | None, form: Form) -> None:
    """--format where there is no name to say it."""
    assert form_of(asked, Path(name) if name else None, BY_NAME, Form.JSON) is form


@pytest.mark.parametrize(
    ("asked", "name", "says"),
    [
        (None, "d.pdf", ".html, .htm, .json"),
        (Form.HTML, "d.pdf", ".html, .htm, .json"),
        (None, "d.docx", ".html, .htm, .json"),
        (Form.JSON, "d.html", "leave one of them out"),
    ],
)
def test_no_other_kind_under_that_name(
    asked: Form | None, name: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A d.pdf that holds JSON opens nowhere; what can be made is named."""
    with pytest.raises(typer.Exit) as ended:
        form_of(asked, Path(name), BY_NAME, Form.JSON)
    assert ended.value.exit_code == 2
    assert says in capsys.readouterr().err


def test_where_nothing_can_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that is not there, a folder in the place of a file, one of somebody else."""
    for out in (tmp_path / "no" / "a.json", tmp_path):
        with pytest.raises(typer.Exit):
            can_write(out)
        assert "--out" in capsys.readouterr().err
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    if os.access(closed, os.W_OK):
        pytest.skip("this user may write everywhere")
    with pytest.raises(typer.Exit):
        can_write(closed / "a.json")
    assert "may not write" in capsys.readouterr().err


def test_what_was_there_is_said_to_be_replaced(tmp_path: Path) -> None:
    """Nobody loses last month's table without reading of it."""
    file = tmp_path / "a.json"
    assert replaced(can_write(file)) == ""
    file.touch()
    assert "in the place of" in replaced(can_write(file))


@pytest.mark.parametrize(
    "command",
    [
        ["decisions", "export", "--out", "d.pdf"],
        ["casefile", "1", "--out", "d.pdf"],
        ["ledger", "export", "--out", "d.pdf"],
        ["report", "month", "--of", "2026-11", "--out", "d.pdf"],
        ["hotline", "export", "--out", "d.pdf"],
        ["org", "export", "d.pdf"],
        ["org", "template", "d.pdf"],
        ["ledger", "export", "--out", "no/such/folder/a.xlsx"],
        ["codes", "--out", "config.yaml"],
        ["rehearse", "none.jsonl", "--out", "config.yaml"],
    ],
)
def test_every_command_asks_before_it_works(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Refused before the database is looked at, and in words."""
    monkeypatch.chdir(Path(__file__).parents[2])
    result = CliRunner().invoke(app, command)
    # 1: there is no such folder; 2: it was asked for wrongly
    assert result.exit_code in (1, 2)
    assert result.stderr.startswith("--out") or "name it so" in result.stderr or "call it" in result.stderr
    assert isinstance(result.exception, SystemExit)


def test_an_untouched_form_is_still_empty(tmp_path: Path) -> None:
    """It lacks no sheet; it says where to begin. A form that is there is not made anew over what was filled in."""
    form = tmp_path / "组织.xlsx"
    write_template(form)
    with pytest.raises(OrganisationMistake) as mistake:
        Source(form).read()
    (problem,) = mistake.value.problems
    assert "nothing is filled in yet" in problem
    assert "镇" in problem
    assert CliRunner().invoke(app, ["org", "template", str(form)]).exit_code == 2


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("xx", "is not JSON"),
        ("[1]", "is not a JSON object"),
        ('{"at":"2026-11-23T10:00:00","channel":"private","chat":"a","sender":"a","text":"hi"}', "has no offset"),
        ('{"channel":"private","chat":"a","sender":"a","text":"hi"}', "at: is missing"),
        ('{"at":"2026-11-23T10:00:00+08:00","channel":"private","chat":"a","sender":"a","text":5}', "is not a text"),
    ],
)
def test_a_broken_script_is_told_in_words(tmp_path: Path, line: str, says: str) -> None:
    """Every broken line at once, each with file and number."""
    script = tmp_path / "script.jsonl"
    script.write_text(f"{line}\n{line}\n", encoding="utf-8")
    with pytest.raises(ScriptMistake) as mistake:
        read_script([script])
    assert str(mistake.value).count(says) == 2
    assert "line 2" in str(mistake.value)


def test_no_script_is_named_as_such(tmp_path: Path) -> None:
    """A wrong name, a folder, a picture."""
    with pytest.raises(ScriptMistake, match="cannot be read"):
        read_script([tmp_path / "no.jsonl"])
    with pytest.raises(ScriptMistake, match="is a folder"):
        read_script([tmp_path])
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\xff\xfe")
    with pytest.raises(ScriptMistake, match="not UTF-8"):
        read_script([picture])


def test_a_newer_database_is_told_from_an_older_one() -> None:
    """`db upgrade` mends only what this program knows."""
    assert Database.knows("0014")
    assert not Database.knows("9999")

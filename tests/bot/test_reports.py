"""`shuoshi report`: exits and sentences of the command line, run inside this process as an operator types it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.histories import THREE_VILLAGES
from tests.running import Service


@dataclass(frozen=True)
class Said:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


Command = Callable[..., Said]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs one command on a township of its own."""
    config = Service(tmp_path).write_config()

    def run(*words: str) -> Said:
        monkeypatch.setattr("sys.argv", ["shuoshi", "--config", str(config), *words])
        with pytest.raises(SystemExit) as ended:
            main()
        code = ended.value.code
        output = capsys.readouterr()
        return Said(code if isinstance(code, int) else 0, output.out, output.err)

    return run


def test_the_command_teaches_and_refuses_with_a_way_out(tmp_path: Path, command: Command) -> None:
    """Help, a period that is none, one that has not begun, no database yet, and a month with nothing in it."""
    assert "月报" in command("report", "--help").stdout
    refused = command("report", "month", "--of", "2026-11")
    assert refused.returncode == 1
    assert "db upgrade" in refused.stderr
    assert command("db", "upgrade").returncode == 0
    refused = command("report", "month", "--of", "November")
    assert (refused.returncode, "write 2026-11" in refused.stderr) == (1, True)
    refused = command("report", "month", "--of", "2099-01")
    assert (refused.returncode, "not begun" in refused.stderr) == (1, True)
    refused = command("report", "month", "--of", "2020-01", "--at", "2020-02-01T09:00:00")
    assert (refused.returncode, "say the offset too" in refused.stderr) == (2, True)
    refused = command("report", "month", "--of", "2020-01")
    assert (refused.returncode, "org import" in refused.stderr) == (1, True)
    assert "Traceback" not in refused.stderr


def test_an_empty_month_is_a_report_of_zeros(tmp_path: Path, command: Command) -> None:
    """Text and JSON, to the screen and to a file; nothing is divided by nothing."""
    organisation = tmp_path / "org.yaml"
    organisation.write_text(THREE_VILLAGES, encoding="utf-8")
    assert command("db", "upgrade").returncode == 0
    loaded = command("org", "import", str(organisation), "--yes")
    assert loaded.returncode == 0, loaded.stderr
    said = command("report", "month", "--of", "2020-01")
    assert said.returncode == 0, said.stderr
    assert "受理数：0件" in said.stdout
    assert "样本少(n=0)" in said.stdout
    said = command("report", "month", "--of", "2020-01", "--village", "621221108201")
    assert (said.returncode, "nothing was raised" in said.stdout) == (0, True)
    refused = command("report", "month", "--of", "2020-01", "--village", "nowhere")
    assert (refused.returncode, "no village has this code" in refused.stderr) == (1, True)
    file = tmp_path / "month.json"
    assert command("report", "month", "--of", "2020-01", "--format", "json", "--out", str(file)).returncode == 0
    fields = json.loads(file.read_text(encoding="utf-8"))
    assert (fields["report"], fields["of"]) == ("month", "2020-01")
    numbers = {figure["id"]: figure for section in fields["sections"] for figure in section["figures"]}
    assert numbers["received"]["value"] == 0
    assert numbers["closed_rate"]["value"] is None
    refused = command("report", "month", "--of", "2020-01", "--out", str(tmp_path / "no" / "such" / "folder"))
    assert (refused.returncode, "--out" in refused.stderr) == (1, True)


def test_week_and_quarter_and_what_is_decided_on_the_command_line(tmp_path: Path, command: Command) -> None:
    """Every format to a file; decisions and objections refuse with a sentence who may not, or what is not there."""
    organisation = tmp_path / "org.yaml"
    organisation.write_text(THREE_VILLAGES, encoding="utf-8")
    assert command("db", "upgrade").returncode == 0
    assert command("org", "import", str(organisation), "--yes").returncode == 0
    for kind, of, format_, begin in (
        ("week", "2020-W05", "html", b"<!DOCTYPE html>"),
        ("quarter", "2020-Q1", "xlsx", b"PK"),
    ):
        file = tmp_path / f"{kind}.{format_}"
        said = command("report", kind, "--of", of, "--format", format_, "--out", str(file))
        assert said.returncode == 0, said.stderr
        assert file.read_bytes().startswith(begin)
    decide = ("report", "decide", "1", "换水泵", "--who", "p01", "--until", "2099-01-01")
    for words, sentence in (
        ((*decide, "--by", "nobody"), "nobody has this id"),
        ((*decide, "--by", "p06"), "may not decide about it, or there is none"),
        (("report", "object", "1", "等人", "--of", "2026-Q4", "--by", "p04"), "不在您村的季报里"),
        (("report", "answer", "1", "--of", "2026-Q4", "--by", "p04", "--grant"), "only the affairs office"),
    ):
        refused = command(*words)
        assert (refused.returncode, sentence in refused.stderr) == (1, True), (words, refused.stderr)

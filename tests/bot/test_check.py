"""`shuoshi check`: all problems at once, each with a place and a way out, and never a secret or a stack trace."""

import random
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.check import Problem, check
from bot.demonstration import demonstration_township
from storage.database import Database
from storage.organisation_file import rows_of
from storage.vault import Vault, new_master_key

SHIPPED = Path(__file__).parents[2] / "config.yaml"
TOWNSHIP = demonstration_township().township.code


def clock() -> datetime:
    """A day of a year whose holidays are known, while those of the next are not."""
    return datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one small rule file, so that a test does not read all the shipped ones."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "one.yaml").write_text(
        "- id: lamp\n  topic: lighting\n  flags: matter\n  weight: 10\n  any_of: 路灯\n  because: 路灯归村里管\n"
        "  matches: [村口的路灯坏了]\n  ignores: [天亮了]\n",
        encoding="utf-8",
    )
    return tmp_path


def written(folder: Path, text: str) -> Path:
    """A config.yaml of this text, with a free port and the small rules."""
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        port = tried.getsockname()[1]
    if "server:" not in text:
        text += f"\nserver: {{port: {port}}}\n"
    if "rules_dir:" not in text:
        text += "\nrules_dir: rules\n"
    path = folder / "config.yaml"
    path.write_text(text, encoding="utf-8")
    return path


async def problems_of(path: Path, environ: dict[str, str] | None = None) -> list[Problem]:
    """What check says, without the year that is not announced yet."""
    found = await check(path, environ or {}, clock)
    return [problem for problem in found if "holidays of 2027" not in problem.what]


def errors(problems: list[Problem]) -> list[Problem]:
    """Those to mend."""
    return [problem for problem in problems if problem.severity == "error"]


async def test_the_shipped_configuration_has_nothing_to_mend() -> None:
    """Whoever has just installed it sees no error: the shipped rules keep their word, the township has no gap."""
    assert errors(await check(SHIPPED, {}, clock)) == []


async def test_looking_leaves_no_trace(folder: Path) -> None:
    """No key, no database and no folder is made by looking."""
    path = written(folder, "demonstration: true")
    before = sorted(folder.rglob("*"))
    assert await problems_of(path) == []
    assert sorted(folder.rglob("*")) == before


async def test_all_problems_come_at_once(folder: Path) -> None:
    """A mistake in one section hides nothing of the others."""
    (folder / "rules" / "two.yaml").write_text(
        "- id: bad\n  topic: lihgting\n  any_of: 灯\n  because: x\n  matches: [灯]\n  ignores: [等]\n", encoding="utf-8"
    )
    (folder / "org.yaml").write_text(
        'township: {code: "1", name: 鸡鸣镇}\nposts: [{person: p1, role: mayor, area: "1"}]\n', encoding="utf-8"
    )
    (folder / "short.key").write_text("hunter2\n", encoding="utf-8")
    (folder / "short.key").chmod(0o600)
    path = written(
        folder, "timezone: Mars\norganisation: org.yaml\nkey_file: short.key\nserver: {host: nowhere.invalid}\n"
    )
    found = "\n".join(f"{p.where}: {p.what} → {p.how_to_mend}" for p in errors(await problems_of(path)))
    for wanted in ("timezone", "lihgting", "posts[0].role", "no master key", "no address of this machine"):
        assert wanted in found
    assert "hunter2" not in found


async def test_every_problem_says_how_to_mend_it(folder: Path) -> None:
    """A complaint without a way out helps nobody."""
    path = written(folder, "sever: {}\ndatabase: {url: x}\nchannels: [{name: a}]\norganisation: none.yaml\n")
    found = await problems_of(path)
    assert len(found) >= 4
    for problem in found:
        assert problem.where
        assert problem.what
        assert problem.how_to_mend


async def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    """Nothing more can be said of a configuration that is not there."""
    (only,) = await check(tmp_path / "config.yaml", {}, clock)
    assert "there is no such file" in only.what
    assert "--config" in only.how_to_mend


async def test_a_rule_that_breaks_its_own_example_is_named(folder: Path) -> None:
    """A changed rule is judged by the sentences its author gave."""
    rules = folder / "rules" / "one.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("天亮了", "路灯修好了"), encoding="utf-8")
    (only,) = errors(await problems_of(written(folder, "demonstration: true")))
    assert only.where.startswith("one.yaml:1: lamp")
    assert "路灯修好了" in only.what


async def test_gaps_of_the_organisation_are_named(folder: Path) -> None:
    """A township without an affairs office or a duty leader is not ready."""
    (folder / "org.yaml").write_text('township: {code: "1", name: 鸡鸣镇}\n', encoding="utf-8")
    found = errors(await problems_of(written(folder, "organisation: org.yaml")))
    assert {"affairs_office", "duty leader"} <= {
        word for word in ("affairs_office", "duty leader") for p in found if word in p.what
    }


async def test_without_organisation_and_demonstration_nobody_owns_anything(folder: Path) -> None:
    """The service would refuse to start; check says so before."""
    (only,) = errors(await problems_of(written(folder, "demonstration: false")))
    assert "no organisation is named" in only.what


async def test_a_channel_that_is_not_configured_is_named(folder: Path) -> None:
    """People of a channel with a slip in its name would never hear anything."""
    (folder / "org.yaml").write_text(
        'township: {code: "1", name: 鸡鸣镇}\nchats: [{id: g, area: "1", channel: wecmo}]\n', encoding="utf-8"
    )
    found = await problems_of(written(folder, "demonstration: true\norganisation: org.yaml"))
    assert any("'wecmo' is not configured" in problem.what for problem in found)


async def test_hours_of_a_village_that_is_not_there_are_named(folder: Path) -> None:
    """A slip in a code would otherwise change nothing, silently."""
    known = demonstration_township().villages[0].code
    text = f'demonstration: true\ncalendar: {{areas: {{"{known}": {{}}, "999": {{days_off: [2026-11-30]}}}}}}'
    found = await problems_of(written(folder, text))
    assert [p.what for p in found if "hours hold" in p.what] == [
        "there is no village 999, so its hours hold for nobody"
    ]


async def test_a_year_without_announced_holidays_is_known_before_it_begins(folder: Path) -> None:
    """The next year's dates would be wrong around every holiday."""
    found = await check(written(folder, "demonstration: true"), {}, lambda: datetime(2090, 5, 5, tzinfo=UTC))
    assert [p.severity for p in found if "holidays of 209" in p.what] == ["warning", "warning"]


async def test_a_demonstration_open_to_everybody_is_warned_about(folder: Path) -> None:
    """What is said in the simulated group could be read from outside."""
    found = await problems_of(written(folder, "demonstration: true\nserver: {host: 0.0.0.0}\n"))
    assert any("other machines" in problem.what and problem.severity == "warning" for problem in found)


async def test_a_port_in_use_is_warned_about(folder: Path) -> None:
    """It may be the service itself, so it is no error."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        path = written(folder, f"demonstration: true\nserver: {{port: {taken.getsockname()[1]}}}\n")
        (only,) = await problems_of(path)
    assert only.severity == "warning"
    assert "cannot be opened" in only.what


async def test_a_secret_written_out_is_warned_about(folder: Path) -> None:
    """The warning names the place and not the secret."""
    path = written(folder, f"demonstration: true\nmaster_key: {new_master_key()}\n")
    (only,) = await problems_of(path)
    assert only.severity == "warning"
    assert "a secret is written out" in only.what


async def test_the_database_of_each_kind_is_looked_into(folder: Path, database_url: str) -> None:
    """No tables, then the newest, then another key: each is told apart, on both engines."""
    key, environ = new_master_key(), {"URL": database_url}
    path = written(folder, "demonstration: true\ndatabase: {url: '${URL}'}\n")
    sqlite = database_url.startswith("sqlite")
    found = await problems_of(path, {**environ, "SHUOSHI_MASTER_KEY": key})
    # an embedded database that is not there yet is made at the first start
    assert [p.how_to_mend for p in found] == ([] if sqlite else ["run `shuoshi db upgrade`, or start the service once"])
    vault = Vault(key)
    database = Database(database_url, vault, TOWNSHIP, random.Random(1).getrandbits)
    await database.upgrade()
    rows = rows_of(demonstration_township(), vault=vault, person_channel="try", group_channel="try")
    async with database.ledger() as ledger:
        await ledger.people.replace_organisation(rows)
        await ledger.commit()
    await database.close()
    assert await problems_of(path, {**environ, "SHUOSHI_MASTER_KEY": key}) == []
    (only,) = await problems_of(path, {**environ, "SHUOSHI_MASTER_KEY": new_master_key()})
    assert "sealed with another master key" in only.what


async def test_a_database_that_does_not_answer_is_named_without_its_password(folder: Path) -> None:
    """The address may hold a password, so only the kind of failure is told."""
    path = written(folder, "demonstration: true\ndatabase: {url: '${URL}'}\n")
    environ = {"URL": "postgresql://u:hunter2@127.0.0.1:1/d", "SHUOSHI_MASTER_KEY": new_master_key()}
    (only,) = await problems_of(path, environ)
    assert "does not answer" in only.what
    assert "hunter2" not in repr(only)


async def test_a_file_that_is_no_database_is_named(folder: Path) -> None:
    """A damaged or mistaken file ends in a sentence."""
    (folder / "x.sqlite3").write_text("this is no database, and long enough to be looked at " * 20, encoding="utf-8")
    path = written(folder, "demonstration: true\ndatabase: {url: sqlite:///x.sqlite3}\n")
    (only,) = errors(await problems_of(path, {"SHUOSHI_MASTER_KEY": new_master_key()}))
    assert "does not answer" in only.what

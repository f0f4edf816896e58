"""config.yaml: every mistake at once and with its place, secrets from outside, and the master key."""

import os
import re
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from ruamel.yaml import YAML

from bot.channels.official_account import OfficialAccountSettings
from bot.channels.relay import RelaySettings
from bot.config import Config, ConfigMistake, find_master_key, load_master_key, read_config
from storage.vault import KeyMistake, new_master_key

SHIPPED = Path(__file__).parents[2] / "config.yaml"
RELAY_SECRET = "whsec_c2l4dGVlbiBieXRlcyBvZiBzZWNyZXQ="


def written(folder: Path, text: str) -> Path:
    """A config.yaml of this text."""
    path = folder / "config.yaml"
    path.write_bytes(text.encode())
    return path


def problems_of(path: Path, environ: dict[str, str] | None = None) -> list[str]:
    """What is wrong with a configuration."""
    with pytest.raises(ConfigMistake) as caught:
        read_config(path, environ or {})
    return caught.value.problems


# ---- the file that is shipped ---------------------------------------------------------------------------------------


def test_the_shipped_file_works_and_says_the_defaults() -> None:
    """What the file shows is what holds without it; only the demonstration is switched on in it."""
    config = read_config(SHIPPED, {})
    assert config.warnings == ()
    assert config.demonstration
    for key in Config.model_fields:
        if key not in ("demonstration", "data_dir", "database"):
            assert getattr(config, key) == getattr(Config(), key), key
    assert config.data_dir == SHIPPED.parent / "data"
    assert config.sqlite_file == SHIPPED.parent / "data" / "shuoshi.sqlite3"


def test_every_key_is_explained_in_the_shipped_file() -> None:
    """Whoever adds a setting explains it where operators look."""
    text = SHIPPED.read_text(encoding="utf-8")

    def keys(model: type[BaseModel]) -> set[str]:
        found = {field.alias or name for name, field in model.model_fields.items()}
        for field in model.model_fields.values():
            for part in (field.annotation, *get_args(field.annotation)):
                if isinstance(part, type) and issubclass(part, BaseModel):
                    found |= keys(part)
        return found

    missing = {
        key
        for model in (Config, OfficialAccountSettings, RelaySettings)
        for key in keys(model)
        if not re.search(rf"\b{key}\b", text)
    }
    assert not missing


def test_the_examples_in_the_comments_are_right() -> None:
    """An example that is copied out of its comment works."""
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    example = "\n".join(line[1:] for line in lines if re.match(r"#   +(- |[a-z_]+: [^ ]|#)", line))
    channels = YAML(typ="safe").load("channels:\n" + example[example.index("   - name") :])["channels"]
    for channel in channels:
        for key, value in channel.items():
            if str(value).startswith("${"):
                channel[key] = (
                    RELAY_SECRET if channel["type"] == "relay" else "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
                )
    config = Config(channels=channels)
    assert [type(channel) for channel in config.channels] == [OfficialAccountSettings, RelaySettings]


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    """The program finds its data wherever it is started from."""
    text = "data_dir: ./there\norganisation: org.yaml\nrules_dir: /etc/rules\ndatabase: {url: sqlite:///db/x.sqlite3}\n"
    config = read_config(written(tmp_path, text), {})
    assert config.data_dir == tmp_path / "there"
    assert config.key_path == tmp_path / "there" / "master.key"
    assert config.organisation == tmp_path / "org.yaml"
    assert config.rules_dir == Path("/etc/rules")
    assert config.sqlite_file == tmp_path / "db" / "x.sqlite3"


@pytest.mark.parametrize("text", ["", "# nothing\n", "\ufeff\r\n", "server:\r\n  port: 8081\r\n", "server:\n"])
def test_little_is_enough(tmp_path: Path, text: str) -> None:
    """An empty file is a file of defaults; Windows line ends and marks do no harm."""
    config = read_config(written(tmp_path, text), {})
    assert config.timezone == "Asia/Shanghai"
    assert not config.demonstration


# ---- mistakes -------------------------------------------------------------------------------------------------------


def test_all_mistakes_are_named_at_once(tmp_path: Path) -> None:
    """Each with file, line, dotted key and a way out, whichever kind it is."""
    path = written(
        tmp_path,
        """\
sever: {}
server: {host: 0.0.0.0, prot: 80, port: many}
timezone: Asia/Chengxian
demonstration: maybe
database: {url: "mysql://u:hunter2@h/d"}
channels:
  - {name: a, type: relai}
  - {name: b, type: relay, secret: c2hvcnQ=, secrt: x}
  - {type: official_account, app_id: "1", secret: "${OA_SECRET}", token: t, verified: true}
deadlines:
  normal: {accept: {hour: 3}}
  topics: {raod: {}}
ladder: {before: 2}
quiet_hours: {from: "7:30", to: "21:00"}
digests: {village_at: half past six}
ladder: {}
""",
    )
    wanted = [
        ("line 1, sever:", "did you mean 'server'?"),
        ("line 2, server.port:", "whole number"),
        ("line 2, server.prot:", "did you mean 'port'?"),
        ("line 3, timezone:", "write Asia/Shanghai"),
        ("line 4, demonstration:", "true or false"),
        ("line 5, database.url:", "write sqlite:///file"),
        ("line 7, channels[0]:", "did you mean 'relay'?"),
        ("line 8, channels[1].secret:", "16 bytes"),
        ("line 8, channels[1].secrt:", "did you mean 'secret'?"),
        ("line 9, channels[2].secret:", "OA_SECRET"),
        ("line 9, channels[2].name:", "is missing"),
        ("line 11, deadlines.normal.accept.hour:", "did you mean 'hours'?"),
        ("line 12, deadlines.topics.raod:", "did you mean 'road'?"),
        ("line 13, ladder.before:", "less than 1"),
        ("line 14, quiet_hours.from:", "07:30"),
        ("line 15, digests.village_at:", "07:30"),
        ("line 16, ladder:", "first on line 13"),
    ]
    found = problems_of(path)
    for place, mend in wanted:
        assert any(p.startswith(f"{path}, {place}") and mend in p for p in found), (place, found)
    assert len(found) == len(wanted), "\n".join(found)
    assert "hunter2" not in "\n".join(found)


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("server:\n\tport: 1\n", "indent with spaces"),
        ("server: {port: 1\n", "missing quote, bracket"),
        ("- a\n", "expected `key: value` lines"),
        ("server: &s {port: 1}\n", "write the value out"),
        ("key_file: a\nmaster_key: ${KEY}\n", "keep one of the two"),
        ("timezone: Asia\n", "write Asia/Shanghai"),
        ("timezone: ../../etc/passwd\n", "write Asia/Shanghai"),
        ("database: {url: 'sqlite://'}\n", "everything would be lost"),
        ("database: {url: nonsense}\n", "is not the address of a database"),
        ("timezone: ${my-zone}\n", "write ${NAME}"),
        (f"channels: [{{name: try, type: relay, secret: {RELAY_SECRET}}}]\n", "simulated group's name"),
        (
            f"channels: [{{name: a, type: relay, secret: {RELAY_SECRET}}}, "
            f"{{name: a, type: relay, secret: {RELAY_SECRET}}}]\n",
            "give each its own name",
        ),
        ("channels: [{name: a, type: relay, secret_file: nowhere}]\n", "there is no such file"),
        ("channels: [{name: a, secret: x}]\n", "has no `type`"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(tmp_path: Path, text: str, mend: str) -> None:
    """One mistake, one sentence with the way out."""
    (only,) = problems_of(written(tmp_path, text), {"KEY": "k"})
    assert only.startswith(str(tmp_path / "config.yaml"))
    assert mend in only


def test_a_missing_or_unreadable_file_is_named(tmp_path: Path) -> None:
    """No stack trace for the commonest mistake of all."""
    assert "name yours with --config FILE" in problems_of(tmp_path / "config.yaml")[0]
    assert "cannot be read" in problems_of(tmp_path)[0]
    (tmp_path / "gbk.yaml").write_bytes("timezone: 上海".encode("gb18030"))
    assert "save it as UTF-8" in problems_of(tmp_path / "gbk.yaml")[0]


# ---- secrets --------------------------------------------------------------------------------------------------------


def test_values_come_from_the_environment(tmp_path: Path) -> None:
    """Whole values or parts of them; a number among them is still a number."""
    text = "server: {port: '${PORT}'}\ndatabase: {url: 'postgresql://u:${PASSWORD}@h/d'}\n"
    config = read_config(written(tmp_path, text), {"PORT": "8123", "PASSWORD": "hunter2"})
    assert config.server.port == 8123
    assert config.database.url == "postgresql://u:hunter2@h/d"
    assert "hunter2" not in repr(config)
    assert config.warnings == ()


def test_what_came_from_the_environment_is_never_quoted(tmp_path: Path) -> None:
    """A secret in the wrong variable must not end in a log."""
    text = (
        "timezone: ${A}\ndemonstration: ${A}\nserver: {port: '${A}'}\ndatabase: {url: '${A}'}\n"
        "deadlines: {topics: {road: {normal: {close: '${A}'}}}}\nchannels: [{name: a, type: '${A}'}]\n"
    )
    found = problems_of(written(tmp_path, text), {"A": "hunter2"})
    assert len(found) == 6
    assert "hunter2" not in "\n".join(found)


def test_a_secret_may_come_from_written(tmp_path: Path) -> None:
    """As container platforms hand them over: beside the configuration, with a line end."""
    (tmp_path / "relay.txt").write_text(f"  {RELAY_SECRET}\n", encoding="utf-8")
    config = read_config(written(tmp_path, "channels: [{name: a, type: relay, secret_file: relay.txt}]\n"), {})
    (channel,) = config.channels
    assert channel.secret.get_secret_value() == RELAY_SECRET
    assert config.warnings == ()
    twice = f"channels: [{{name: a, type: relay, secret: {RELAY_SECRET}, secret_file: relay.txt}}]\n"
    assert any("keep one of the two" in problem for problem in problems_of(written(tmp_path, twice)))


def test_a_secret_written_out_works_and_is_warned_about(tmp_path: Path) -> None:
    """It is allowed, but nobody should commit it unknowingly; the warning does not repeat it."""
    text = f"channels: [{{name: a, type: relay, secret: {RELAY_SECRET}}}]\ndatabase: {{url: 'postgresql://u:hunter2@h/d'}}\n"
    config = read_config(written(tmp_path, text), {})
    assert len(config.warnings) == 2
    assert "line 1, channels[0].secret: a secret is written out here" in config.warnings[0]
    assert "secret_file" in config.warnings[0]
    said = "\n".join(config.warnings) + repr(config)
    assert RELAY_SECRET not in said
    assert "hunter2" not in said


# ---- the master key -------------------------------------------------------------------------------------------------


def embedded(folder: Path, **values: Any) -> Config:
    """The embedded default, in this folder."""
    return Config(data_dir=folder / "data", **values)


def test_the_first_start_makes_a_key_that_only_we_can_read(tmp_path: Path) -> None:
    """Made once, kept for ever after, and closed to everybody else."""
    config = embedded(tmp_path)
    assert find_master_key(config, {}) is None
    sealed = load_master_key(config, {}).seal("王某")
    assert config.key_path.stat().st_mode & 0o777 == 0o600
    assert load_master_key(config, {}).open(sealed) == "王某"


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    """Whoever can read the key can read every name and phone."""
    config = embedded(tmp_path)
    load_master_key(config, {})
    for mode in (0o640, 0o604):
        config.key_path.chmod(mode)
        with pytest.raises(KeyMistake, match="chmod 600"):
            load_master_key(config, {})


def test_no_new_key_for_a_database_that_has_one(tmp_path: Path) -> None:
    """A new key would open nothing of what is in there, and the mistake would be noticed too late."""
    config = embedded(tmp_path)
    load_master_key(config, {})
    config.key_path.unlink()
    assert config.sqlite_file is not None
    config.sqlite_file.write_bytes(b"something")
    with pytest.raises(KeyMistake, match="bring it back"):
        load_master_key(config, {})


@pytest.mark.parametrize("values", [{"key_file": "elsewhere.key"}, {"database": {"url": "postgresql://h/d"}}])
def test_a_key_is_made_for_the_embedded_default_only(tmp_path: Path, values: dict[str, Any]) -> None:
    """With several machines, each would make its own."""
    with pytest.raises(KeyMistake, match="there is no master key"):
        load_master_key(embedded(tmp_path, **values), {})


def test_a_key_may_come_from_configuration_or_environment(tmp_path: Path) -> None:
    """The configuration's own key first, then the environment's; no file is made."""
    one, other = new_master_key(), new_master_key()
    sealed = load_master_key(embedded(tmp_path), {"SHUOSHI_MASTER_KEY": one}).seal("王某")
    config = embedded(tmp_path, master_key=one)
    assert load_master_key(config, {"SHUOSHI_MASTER_KEY": other}).open(sealed) == "王某"
    assert not config.key_path.exists()


def test_a_damaged_key_is_named_by_its_place(tmp_path: Path) -> None:
    """The sentence says which key, and not what is in it."""
    with pytest.raises(KeyMistake, match="SHUOSHI_MASTER_KEY") as caught:
        load_master_key(embedded(tmp_path), {"SHUOSHI_MASTER_KEY": "hunter2"})
    assert "hunter2" not in str(caught.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """Without a place for the key there is a sentence, not a trace."""
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(KeyMistake, match="make the folder writable"):
            load_master_key(embedded(tmp_path), {})
    finally:
        tmp_path.chmod(0o700)


# ---- local days in a file of their own ------------------------------------------------------------------------------


def test_local_days_lie_in_a_file_of_their_own(tmp_path: Path) -> None:
    """Named relative to config.yaml; it wins over what stands there."""
    (tmp_path / "days.yaml").write_text(
        'days_off: [2027-01-01]\nknown_years: [2027]\nareas: {"621221108201": {days_off: [2026-11-30]}}\n',
        encoding="utf-8",
    )
    config = read_config(written(tmp_path, "calendar: {working_days: [2027-01-01], overrides: days.yaml}"), {})
    assert config.calendar.days_off == {date(2027, 1, 1)}
    assert config.calendar.working_days == frozenset()
    assert config.calendar.areas["621221108201"].days_off == {date(2026, 11, 30)}


def test_a_mistake_in_that_file_is_named_with_its_line(tmp_path: Path) -> None:
    """And so is a file that is not there."""
    (tmp_path / "days.yaml").write_text("days_of: [2027-01-01]\nseasons: [{from: spring}]\n", encoding="utf-8")
    path = written(tmp_path, "calendar: {overrides: days.yaml}")
    problems = problems_of(path)
    assert any("days.yaml, line 1" in line and "days_off" in line for line in problems), problems
    assert any("days.yaml, line 2" in line for line in problems), problems
    assert any("there is no such file" in line for line in problems_of(written(tmp_path, "calendar: {overrides: no}")))

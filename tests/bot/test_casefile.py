"""`shuoshi casefile`: one complete document, masked by default; names want a reason that is kept."""

import asyncio
import importlib
import json
import pkgutil
import random
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from handlers import wording
from handlers.case_document import without_greeting
from handlers.wording.forms import PrivatePhrase
from storage.database import Database
from storage.vault import Vault, new_master_key
from tests.handlers.test_joint import organised
from tests.stage import a_stage

#: what no masked document may hold
NAMES = ("王建军", "周书记", "包片高", "供水老郑", "张婶", "13900000001")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration, a hard matter, a household's affair, and a complaint."""
    key = new_master_key()
    monkeypatch.setenv("SHUOSHI_MASTER_KEY", key)
    (tmp_path / "data").mkdir()
    (tmp_path / "config.yaml").write_text("data_dir: data\ndemonstration: true\n", encoding="utf-8")
    url = f"sqlite:///{tmp_path}/data/shuoshi.sqlite3"
    asyncio.run(played(Database(url, Vault(key), "621221108", random.Random(1).getrandbits)))
    return tmp_path


async def played(database: Database) -> None:
    """Team, plan, helper, a talk, a result."""
    await database.upgrade()
    async with a_stage(database, organisation=organised()) as stage:
        await stage.say("zhang", "村口路灯不亮三天了", group="g-shanghe")
        for who, word in (
            ("officer-1", "接 1"),
            ("office", "专班 1 牵头包片高 副手周书记 组员供水站"),
            ("leader", "步骤 1 周五 请王建军测压"),
            ("leader", "步骤 1 第1步 改到下周三 雨停不下来<i>"),
            ("water", "好 1 压力测过了"),
            ("officer-1", "议 1 11月23日"),
            ("secretary", "议 1 结果 换太阳能灯"),
            ("officer-1", "好 1 灯换了"),
        ):
            await stage.say(who, word)
        await stage.say("zhang", "1")
        await stage.say("wang", "上河村一组的，我想给我爹申请低保，怎么办")
        await stage.say("officer-1", "接 2")
        await stage.say("officer-1", "方案 2 先去家里看看情况")
        await stage.say("li", "上河村周书记私分集体的钱，账从来不公开")
        await stage.say("sun", "上河村一组的，我想给我妈申请低保，怎么办", sender_name="孙大兰")
        await stage.say("sun", "匿名")
        await stage.say("officer-1", "接 4")
    await database.close()


def test_every_note_that_greets_nobody_is_known() -> None:
    """A greeting is the name the platform showed on that day; it is taken out by its place, whatever it is today."""
    phrases = [
        phrase
        for module in pkgutil.iter_modules(wording.__path__)
        for phrase in vars(importlib.import_module(f"{wording.__name__}.{module.name}")).values()
        if isinstance(phrase, PrivatePhrase)
    ]
    assert len(phrases) > 50
    for phrase in phrases:
        if "{称呼}" in phrase.template:
            assert re.match("{称呼}(您好|，)", phrase.template), phrase.id
            said = phrase.template.replace("{称呼}", "陈桂兰", 1)
            assert without_greeting(said) == phrase.template.replace("{称呼}", "本人", 1)
        else:
            # the two that begin with a place to fill: an official's name, which is taken out, and a public title
            said = phrase.template.replace("{人}", "某人").replace("{事}", "户里事")
            assert without_greeting(said) == said, phrase.id


def command(folder: Path, *words: str) -> Result:
    """As an operator types it."""
    return CliRunner().invoke(app, ["--config", str(folder / "config.yaml"), "casefile", *words])


def test_the_whole_file_without_a_name(folder: Path) -> None:
    """Team by posts, steps, helpers, meeting, every move, and what the villager was told, in order of time."""
    shown = command(folder, "1")
    assert shown.exit_code == 0, shown.stderr
    file = json.loads(shown.stdout)
    assert (file["owner"], file["lead"], file["deputy"], file["members"]) == (
        "网格员",
        "包片领导",
        "村支书",
        ["县级部门"],
    )
    assert [(one["step"], one["due_on"], one["first_due_on"], one["moved"]) for one in file["steps"]] == [
        (1, "2026-12-02", "2026-11-27", 1)
    ]
    assert file["helpers"][0]["result"] == "压力测过了"
    assert file["decisions"][0]["result"] == "换太阳能灯"
    told = [entry["said"] for entry in file["timeline"] if entry["kind"] == "告知"]
    assert any("弄好了：灯换了" in text for text in told)
    assert [entry["at"] for entry in file["timeline"]] == sorted(entry["at"] for entry in file["timeline"])
    for name in NAMES:
        assert name not in shown.stdout
    assert "三天" not in shown.stdout


def test_to_be_printed(folder: Path) -> None:
    """One page with everything in it; what somebody typed is no markup."""
    out = folder / "案卷.html"
    written = command(folder, "1", "--out", str(out))
    assert written.exit_code == 0, written.stderr
    page = out.read_text(encoding="utf-8")
    assert "不含姓名" in page
    assert "&lt;i&gt;" in page
    for name in (*NAMES, "<i>", "http", "<script"):
        assert name not in page


def test_names_want_a_reason_that_is_kept(folder: Path) -> None:
    """Then who said what stands there; without a reason that one could check, nothing does."""
    refused = command(folder, "1", "--with-names", "看")
    assert refused.exit_code != 0
    shown = command(folder, "1", "--with-names", "镇里周会研判这件事")
    assert shown.exit_code == 0, shown.stderr
    file = json.loads(shown.stdout)
    assert file["people"] == [{"name": "张婶", "said_at": "2026-11-23 10:00", "words": "村口路灯不亮三天了"}]
    assert file["owner"] == "网格员 王建军"
    kept = (folder / "data" / "privileged-reads.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["what"] for line in kept] == ["casefile 1 --with-names"]


def test_a_households_file_holds_no_words(folder: Path) -> None:
    """Neither what it is about nor what an official wrote."""
    shown = command(folder, "2")
    assert shown.exit_code == 0, shown.stderr
    assert json.loads(shown.stdout)["title"] == "户里事"
    assert "低保" not in shown.stdout
    assert "家里看看" not in shown.stdout


def test_a_complaint_is_kept_apart(folder: Path) -> None:
    """It wants a reason; and a number that does not exist is said so."""
    refused = command(folder, "3")
    assert refused.exit_code != 0
    assert "kept apart" in str(refused.exception or refused.stderr)
    assert command(folder, "3", "--with-names", "纪检核查用").exit_code == 0
    assert "no ticket 9" in str(command(folder, "9").exception)


def test_who_asked_not_to_be_named_is_not_named_for_any_reason(folder: Path) -> None:
    """匿名 holds in the document with names too: neither as the one who said it, nor in a greeting."""
    shown = command(folder, "4", "--with-names", "镇里周会研判这件事")
    assert shown.exit_code == 0, shown.stderr
    assert json.loads(shown.stdout)["people"][0]["words"]
    assert "孙大兰" not in shown.stdout

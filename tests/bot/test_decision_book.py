"""决策记录簿: the book holds every step and figure, what was put right, and no person."""

import asyncio
import json
import random
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.__main__ import app
from storage.database import Database
from storage.vault import Vault, new_master_key
from tests.handlers.test_deliberating import ROAD
from tests.handlers.test_joint import organised
from tests.stage import a_stage


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration, and a village that has talked something over."""
    key = new_master_key()
    monkeypatch.setenv("SHUOSHI_MASTER_KEY", key)
    (tmp_path / "data").mkdir()
    (tmp_path / "config.yaml").write_text("data_dir: data\ndemonstration: true\n", encoding="utf-8")
    url = f"sqlite:///{tmp_path}/data/shuoshi.sqlite3"
    asyncio.run(talked_over(Database(url, Vault(key), "621221108", random.Random(1).getrandbits)))
    return tmp_path


async def talked_over(database: Database) -> None:
    """One matter by 四议, one as a talk; a household's affair beside them."""
    await database.upgrade()
    async with a_stage(database, organisation=organised()) as stage:
        await stage.say("zhang", ROAD, group="g-shanghe")
        await stage.say("li", "一组路灯不亮三天了", group="g-shanghe")
        await stage.say("wang", "上河村一组的，我想给我爹申请低保，怎么办")
        for word in ("接 1", "接 2", "接 3", "议 1 四议 11月23日", "议 2 11月23日", "议 3"):
            await stage.say("officer-1", word)
        for word in (
            "议 1 第1步 通过 王建军提的<b>",
            "议 1 第2步 通过",
            "议 1 第3步 通过 应到30 实到25 同意20",
            "议 1 改 第3步 通过 应到30 实到26 同意21",
            "议 2 结果 换成太阳能灯",
        ):
            await stage.say("secretary", word)
    await database.close()


def command(folder: Path, *words: str) -> Result:
    """As an operator types it."""
    return CliRunner().invoke(app, ["--config", str(folder / "config.yaml"), "decisions", "export", *words])


def test_the_book_as_json(folder: Path) -> None:
    """Every step with its figures; the wrong ones are marked; what is still to come is named."""
    shown = command(folder, "--to", "2026-12-31")
    assert shown.exit_code == 0, shown.stderr
    road, lamp = json.loads(shown.stdout)
    assert (road["number"], road["way"], road["end"]) == (1, "四议两公开", "还在议")
    assert [(s["step"], s["called"], s["present"], s["agreed"], s["undone"], s["corrects"]) for s in road["steps"]] == [
        (1, None, None, None, False, False),
        (2, None, None, None, False, False),
        (3, 30, 25, 20, True, False),
        (3, 30, 26, 21, False, True),
    ]
    assert road["missing"] == ["村民会议决议", "决议公开", "结果公开"]
    assert (lamp["way"], lamp["end"], lamp["result"]) == ("说事会", "议定", "换成太阳能灯")


def test_the_book_to_be_printed(folder: Path) -> None:
    """Posts and no names; what somebody typed is no markup; nothing is loaded from anywhere."""
    out = folder / "簿.html"
    written = command(folder, "--out", str(out), "--to", "2026-12-31", "--area", "621221108201")
    assert written.exit_code == 0, written.stderr
    page = out.read_text(encoding="utf-8")
    assert "农村重大事项决策记录簿" in page
    assert "党员大会审议" in page
    assert "村支书" in page
    for name in ("王建军", "周书记", "张婶", "13900000001", "低保", "<b>", "http", "<script"):
        assert name not in page
    assert 'class="undone"' in page


def test_what_is_wrong_is_said(folder: Path) -> None:
    """An unknown village, days in the wrong order, a period without anything."""
    wrong = command(folder, "--area", "621221108209")
    assert wrong.exit_code != 0
    assert "no village" in str(wrong.exception or wrong.stderr)
    assert command(folder, "--from", "2026-12-01", "--to", "2026-11-01").exit_code == 2
    assert json.loads(command(folder, "--from", "2025-01-01", "--to", "2025-12-31").stdout) == []

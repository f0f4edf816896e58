"""A script can say a burst: photo, place, and what was taken back."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.rehearsal import Performance, ScriptMistake, read_script, rehearse
from storage.organisation_file import parse_organisation
from tests.stage import ORGANISATION, a_policy


async def play(tmp_path: Path, *lines: dict[str, Any]) -> Performance:
    """Play lines said in the village group by 张婶, ten seconds apart."""
    script = tmp_path / "script.jsonl"
    common = {"channel": "group", "chat": "g-shanghe", "sender": "zhang", "as": "张婶"}
    timed = [common | {"at": f"2026-11-23T10:00:{10 * n:02d}+08:00"} | line for n, line in enumerate(lines)]
    script.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in timed), encoding="utf-8")
    return await rehearse(read_script([script]), parse_organisation(ORGANISATION, "stage"), a_policy())


async def test_a_burst_is_one_line_of_the_ledger(tmp_path: Path) -> None:
    """Photo, matter, place as a map point, voice: one ticket with the place's grid; another's talk is nothing."""
    performance = await play(
        tmp_path,
        {"image": True},
        {"text": "路灯不亮了"},
        {"text": "哈哈哈", "sender": "li", "as": "老李"},
        {"location": "上河村戏台"},
        {"voice": True},
    )
    assert [(row["number"], row["grid"], row["owner"]) for row in performance.ledger] == [(1, "621221108201001", "p01")]
    assert (performance.summary["messages"], performance.summary["small_talk"]) == (5, 2)


async def test_a_line_can_be_taken_back(tmp_path: Path) -> None:
    """By the id it was given, or by its number; a recall is withdrawn before anybody acts."""
    named = await play(tmp_path, {"text": "村口路灯不亮了", "id": "m1"}, {"recalls": "m1"})
    numbered = await play(tmp_path, {"text": "村口路灯不亮了"}, {"recalls": "line-1"})
    assert [row["outcome"] for row in named.ledger] == [row["outcome"] for row in numbered.ledger] == ["withdrawn"]


async def test_a_line_without_anything_in_it_is_named(tmp_path: Path) -> None:
    """The mistake says what may stand there."""
    with pytest.raises(ScriptMistake, match="location, scan or recalls"):
        await play(tmp_path, {})

"""Rule files are taken up without a restart, and a bad one is refused."""

import shutil
from pathlib import Path

from bot.app import SHIPPED_RULES
from bot.reading_rules import CurrentReader

RULE = """
- id: test.gurgle
  kind: village
  topic: lighting
  weight: 20
  any_of: [嘟噜怪]
  because: 试一试新规则
  matches: [嘟噜怪又来啦]
  ignores: [灯会好看]
"""


async def test_a_changed_rule_is_in_use_without_a_restart_and_a_bad_one_is_refused(tmp_path: Path) -> None:
    """A good file changes the verdict and its version; a broken one leaves both as they were."""
    folder = tmp_path / "rules"
    shutil.copytree(SHIPPED_RULES, folder)
    reader = CurrentReader(folder)
    first = reader.version
    assert not reader.read("嘟噜怪又来啦").is_matter
    assert not await reader.refresh()

    (folder / "zz.yaml").write_text(RULE, encoding="utf-8")
    assert await reader.refresh()
    verdict = reader.read("嘟噜怪又来啦")
    assert verdict.is_matter
    assert verdict.rules == reader.version != first

    good = reader.version
    (folder / "zz.yaml").write_text(RULE.replace("because", "becuase"), encoding="utf-8")
    assert not await reader.refresh()
    assert reader.version == good
    assert reader.read("嘟噜怪又来啦").is_matter

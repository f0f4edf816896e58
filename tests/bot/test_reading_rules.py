"""Rule files are taken up without a restart, and a bad one is refused."""

import shutil
from pathlib import Path

from bot.app import SHIPPED_RULES
from bot.organisation_loading import load_organisation
from bot.reading_rules import CurrentReader
from classifiers.places import PLACE_RULE
from storage.database import Database
from storage.organisation_file import parse_organisation
from tests.stage import CHANNEL, ORGANISATION, a_policy, a_stage

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


async def test_places_of_another_organisation_are_taken_up_without_a_restart() -> None:
    """A place that nobody knew before says where, and shows among the reasons; small talk about it stays small talk."""
    reader = CurrentReader(SHIPPED_RULES)
    text = "鹰嘴崖的路灯不亮了"
    before = reader.read(text)
    assert before.place is None
    assert not await reader.refresh([])
    assert await reader.refresh(["鹰嘴崖"])
    assert not await reader.refresh(["鹰嘴崖"])
    assert not await reader.refresh(), "rules alone: the places stay"
    after = reader.read(text)
    assert (after.place, after.topic, after.kind) == ("鹰嘴崖", before.topic, before.kind)
    assert after.evidence[-1].rule == PLACE_RULE
    assert after.evidence[-1].words == ("鹰嘴崖",)
    assert reader.read("鹰嘴崖风景真好").evidence == ()
    assert await reader.refresh([])
    assert reader.read(text).place is None


async def test_the_program_learns_the_places_of_what_was_loaded(database: Database) -> None:
    """Loaded anew by whichever process: the next look takes it up, and messages are routed by it."""
    reader = CurrentReader(SHIPPED_RULES)
    async with a_stage(database, policy=a_policy(reader=reader)) as stage:
        await stage.program.learn()
        assert reader.read("上河村1组的路灯不亮了").place == "上河村1组"
        assert reader.read("鹰嘴崖的路灯不亮了").place is None
        changed = ORGANISATION.replace("places: [二组, 桥头]", "places: [二组, 桥头, 鹰嘴崖]")
        await load_organisation(database, parse_organisation(changed, "stage"), CHANNEL)
        await stage.program.learn()
        assert reader.read("鹰嘴崖的路灯不亮了").place == "鹰嘴崖"
        # nobody knows where this person lives; the landmark says both village and grid
        await stage.say("stranger", "鹰嘴崖的路灯不亮了")
        ticket = await stage.ticket()
        assert (ticket.village, ticket.grid) == ("621221108201", "621221108201002")
        assert (ticket.place, ticket.owner) == ("鹰嘴崖", "p02")
        assert PLACE_RULE in ticket.evidence["rules"]

"""`rules suggest` and `rules rehearse` over a ledger: counts, numbers, common words; never a sentence."""

import json
import random
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import SHIPPED_RULES
from bot.config import load_master_key, read_config
from bot.demonstration import demonstration_township
from bot.organisation_loading import load_organisation
from bot.privileged_reads import FILE, NoReason, record_read
from bot.rule_learning import (
    Comparison,
    LeftOut,
    SomethingSaid,
    changed_rules,
    harvest,
    past_tickets,
    said_in,
)
from classifiers.classifier import Classifier
from classifiers.rule_file import RuleMistake, load_rules
from classifiers.verdict import MatterKind, Scene, Topic
from handlers import filing
from storage.corrections import Judged
from storage.database import Database
from storage.ledger import Ledger
from storage.models import Ticket
from tests.builders import NOW, VILLAGE, a_message, a_ticket
from tests.conftest import TOWNSHIP
from tests.running import Service
from tests.stage import a_stage, the_reader

WATER = Judged(MatterKind.VILLAGE, Topic.WATER_SUPPLY)
#: a word that no rule knows, in sentences as different as people's are
SAID = (
    "我家咕噜子坏了", "门口那个咕噜子一滴都不出", "昨天咕噜子响三天了", "又是咕噜子漏得到处都是", "路边咕噜子，咋办",
    "老李家的咕噜子冻了", "咕噜子没人管", "请看看咕噜子又不出了",
)  # fmt: skip
LAMPS = ("村口路灯不亮了", "那盏灯坏了好久", "晚上黑得很，路灯瞎了", "灯一闪一闪的", "桥头的灯叫人打碎了")

RULE = """
- id: test.gurgle
  kind: village
  topic: water_supply
  weight: 30
  any_of: [咕噜子]
  because: 土话里的水龙头
  matches: [咕噜子又坏了]
  ignores: [灯会好看]
"""


async def filed(ledger: Ledger, words: str, person: str, **fields: object) -> Ticket:
    """A ticket of one person; a lamp unless something else is said."""
    ticket = a_ticket(number=await ledger.tickets.next_number(), **fields)
    villager = await ledger.people.meet(a_message(words, sender=person, sender_name="王秀兰"), VILLAGE)
    ledger.tickets.add(ticket, villager, words, "villager", NOW)
    return ticket


async def a_past(ledger: Ledger) -> None:
    """Eight lamps that officials made water, twenty that stayed, one without words, one complaint."""
    for index, words in enumerate(SAID):
        ticket = await filed(ledger, words, f"person-{index}")
        filing.correct(ledger, ticket, WATER, actor="p01", at=NOW)
    for index in range(20):
        await filed(ledger, LAMPS[index % len(LAMPS)], f"lamp-{index}")
    destroyed = await filed(ledger, "咕噜子没了", "gone")
    await ledger.flush()
    await ledger.tickets.destroy_words(destroyed)
    await filed(ledger, "村干部吃拿卡要", "brave", about_official=True)


def nothing(_: int) -> None:
    """Nobody watches."""


async def test_what_officials_corrected_is_harvested_with_what_stayed(database: Database) -> None:
    """Destroyed words are skipped and counted; a complaint about an official is not even read."""
    async with a_stage(database), database.ledger() as ledger:
        await a_past(ledger)
        # what the villager himself answered is no correction
        answered = await filed(ledger, "没水了", "who-answered", kind=MatterKind.UNCLEAR, topic=Topic.WATER_SUPPLY)
        filing.correct(ledger, answered, WATER, actor="villager", at=NOW)
        await ledger.commit()
    seen: list[int] = []
    async with database.reading() as ledger:
        reaped = await harvest(ledger, await ledger.organisation(), on_page=seen.append)
    assert sum(seen) == 31
    assert reaped.corrected == len(SAID)
    assert len(reaped.matters) == len(SAID) + 20 + 1
    assert (reaped.left_out.without_words, reaped.left_out.kept_apart) == (1, 1)
    assert {"王建军", "王秀兰"} <= reaped.names
    moved = [one for one in reaped.matters if one.topic is not one.topic_after]
    assert {(one.topic, one.topic_after) for one in moved} == {(Topic.LIGHTING, Topic.WATER_SUPPLY)}
    assert len({one.person for one in moved}) == len(SAID)


async def test_since_leaves_out_what_is_older(database: Database) -> None:
    """Last year's corrections have been learnt from already."""
    async with a_stage(database), database.ledger() as ledger:
        await a_past(ledger)
        await ledger.commit()
    async with database.reading() as ledger:
        organisation = await ledger.organisation()
        later = await harvest(ledger, organisation, since=datetime(2027, 1, 1, tzinfo=UTC), on_page=nothing)
    assert later.matters == []
    assert later.left_out == LeftOut()


async def test_past_tickets_are_judged_as_they_were_heard(database: Database) -> None:
    """Group words are judged as group words, private ones as private ones."""
    async with a_stage(database), database.ledger() as ledger:
        await filed(ledger, "村口路灯不亮了", "a", channel="group")
        await filed(ledger, "村口路灯不亮了", "b", channel="code")
        await ledger.commit()
    async with database.reading() as ledger:
        pages = [page async for page in past_tickets(ledger, since=None, left_out=LeftOut(), on_page=nothing)]
    assert [said_in(past) for page in pages for past in page] == [
        SomethingSaid(1, "村口路灯不亮了", Scene.GROUP),
        SomethingSaid(2, "村口路灯不亮了", Scene.PRIVATE),
    ]


def test_a_comparison_names_what_moves_and_no_text(tmp_path: Path) -> None:
    """Counts and numbers, danger first; the same rules move nothing."""
    file = tmp_path / "zz.yaml"
    file.write_text(RULE + DANGER, encoding="utf-8")
    comparison = Comparison(the_reader(), Classifier(changed_rules(SHIPPED_RULES, file)))
    texts = ["咕噜子又坏了", "村口路灯不亮了", "大家吃了没", "嘟噜怪倒了压着人"]
    for number, text in enumerate(texts, 1):
        comparison.add(SomethingSaid(number, text, Scene.GROUP))
    fields = comparison.as_fields(LeftOut(without_words=3))
    assert (fields["judged"], fields["without_words"]) == (4, 3)
    assert 1 in {number for shift in fields["shifts"] for number in shift["ids"]}
    assert not {2, 3} & {number for shift in fields["shifts"] for number in shift["ids"]}
    assert fields["before"] != fields["after"]
    table = comparison.as_table(LeftOut(without_words=3))
    shown = "\n".join(table) + json.dumps(fields, ensure_ascii=False)
    assert not any(text in shown for text in texts)
    assert "咕噜" not in shown
    assert table[-1].startswith(f"4 judged, {fields['moved']} would move")

    same = Comparison(the_reader(), the_reader())
    same.add(SomethingSaid(1, "村口路灯不亮了", Scene.GROUP))
    assert same.shifts() == []
    assert same.as_table(LeftOut())[-1] == "1 judged, 0 would move"


DANGER = """
- id: test.danger
  kind: village
  urgency: danger
  weight: 30
  any_of: [嘟噜怪]
  because: 试一试危险
  matches: [嘟噜怪倒了]
  ignores: [灯会好看]
"""


def test_danger_gained_and_lost_are_named_apart(tmp_path: Path) -> None:
    """What nobody may overlook when rules change."""
    file = tmp_path / "zz.yaml"
    file.write_text(DANGER, encoding="utf-8")
    more = Classifier(changed_rules(SHIPPED_RULES, file))
    for present, changed, key in ((the_reader(), more, "danger_gained"), (more, the_reader(), "danger_lost")):
        comparison = Comparison(present, changed)
        comparison.add(SomethingSaid(7, "嘟噜怪倒了", Scene.GROUP))
        fields = comparison.as_fields(LeftOut())
        assert fields[key] == [7]
        assert comparison.shifts()[0].what == "danger"


def test_one_file_takes_the_place_of_its_namesake(tmp_path: Path) -> None:
    """And the present rules are not touched by it."""
    before = {file.name: file.read_bytes() for file in SHIPPED_RULES.glob("*.yaml")}
    changed = tmp_path / "danger.yaml"
    changed.write_text(before["danger.yaml"].decode() + DANGER, encoding="utf-8")
    rules = changed_rules(SHIPPED_RULES, changed)
    assert "test.danger" in {rule.id for rule in rules.rules}
    assert len(rules.rules) == len(load_rules(SHIPPED_RULES).rules) + 1
    assert {file.name: file.read_bytes() for file in SHIPPED_RULES.glob("*.yaml")} == before


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (RULE.replace("because", "becuase"), "zz.yaml:7"),
        (RULE.replace("[咕噜子又坏了]", "[今天天气好]"), "should fire on"),
        ("- id: [", "zz.yaml:1"),
    ],
)
def test_a_bad_rule_set_is_refused_with_its_place(tmp_path: Path, text: str, complaint: str) -> None:
    """Mistakes and examples that do not hold, by file and line."""
    file = tmp_path / "zz.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RuleMistake) as refused:
        changed_rules(SHIPPED_RULES, file)
    assert any(complaint in problem for problem in refused.value.problems), refused.value.problems
    assert all(problem.startswith("zz.yaml:") for problem in refused.value.problems)


@pytest.mark.parametrize("name", ["nowhere", "rules.txt"])
def test_what_is_no_rule_file_is_refused(tmp_path: Path, name: str) -> None:
    """A name that was mistyped."""
    (tmp_path / "rules.txt").write_text("", encoding="utf-8")
    with pytest.raises(RuleMistake):
        changed_rules(SHIPPED_RULES, tmp_path / name)


def test_a_privileged_read_leaves_a_trace_and_wants_a_reason(tmp_path: Path) -> None:
    """Who, what, why and when; names in the reason are masked, and the file is nobody else's to read."""
    for empty in ("", "  ", "x", "看看"):
        with pytest.raises(NoReason):
            record_read(tmp_path / "data", "rules suggest", empty, NOW)
    assert not (tmp_path / "data").exists()
    record_read(tmp_path / "data", "rules suggest", "季度复核规则，联系人：王秀兰", NOW)
    record_read(tmp_path / "data", "rules suggest", "再看一遍土话", NOW)
    file = tmp_path / "data" / FILE
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [line["reason"] for line in lines] == ["季度复核规则，联系人：王某", "再看一遍土话"]
    assert lines[0]["at"] == NOW.isoformat()
    assert lines[0]["who"]
    assert file.stat().st_mode & 0o077 == 0


# ---- the command line -----------------------------------------------------------------------------------------------


@pytest.fixture
async def township(tmp_path: Path) -> AsyncIterator[tuple[Service, Database]]:
    """The embedded database with the demonstration's organisation, and the program's commands on it."""
    service = Service(tmp_path)
    config = read_config(service.write_config(), {})
    database = Database(service.database_url, load_master_key(config, {}), TOWNSHIP, random.Random(1).getrandbits)
    await database.upgrade()
    await load_organisation(database, demonstration_township(), "village")
    yield service, database
    await database.close()


async def test_suggest_from_the_command_line(township: tuple[Service, Database], tmp_path: Path) -> None:
    """A friendly sentence on empty input; then rules that can be rehearsed and loaded as they are."""
    service, database = township
    empty = service.command("rules", "suggest")
    assert (empty.returncode, empty.stdout) == (0, "")
    assert "nothing to learn from" in empty.stderr
    async with database.ledger() as ledger:
        await a_past(ledger)
        await ledger.commit()
    told = service.command("rules", "suggest")
    assert told.returncode == 0, told.stderr
    assert "29 tickets read" not in told.stderr
    assert "28 tickets read, 8 corrected by officials; 1 whose words are gone, 1 kept apart" in told.stderr
    assert "咕噜子" in told.stdout
    assert not any(sentence in told.stdout for sentence in SAID)
    assert "…" not in told.stdout
    assert not (tmp_path / "data" / FILE).exists()

    learnt = tmp_path / "learnt.yaml"
    learnt.write_text(told.stdout, encoding="utf-8")
    rehearsed = service.command("rules", "rehearse", str(learnt))
    assert rehearsed.returncode == 0, rehearsed.stderr
    assert "28 judged" in rehearsed.stdout
    assert not any(sentence in rehearsed.stdout for sentence in (*SAID, *LAMPS))

    strict = service.command("rules", "suggest", "--min-support", "9")
    assert (strict.returncode, strict.stdout) == (0, "")
    assert "come back later" in strict.stderr
    assert service.command("rules", "suggest", "--min-support", "2").returncode == 2
    assert service.command("rules", "suggest", "--since", "gestern").returncode == 2
    later = service.command("rules", "suggest", "--since", "2026-11-24")
    assert (later.returncode, later.stdout) == (0, "")
    assert "0 tickets read" in later.stderr
    same_day = service.command("rules", "suggest", "--since", "2026-11-23")
    assert same_day.stdout == told.stdout

    refused = service.command("rules", "suggest", "--with-words", "x")
    assert refused.returncode == 2
    assert refused.stdout == ""
    shown = service.command("rules", "suggest", "--with-words", "季度复核规则")
    assert "…" in shown.stdout
    (line,) = (tmp_path / "data" / FILE).read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["reason"] == "季度复核规则"


async def test_rehearse_from_the_command_line(township: tuple[Service, Database], tmp_path: Path) -> None:
    """Past tickets, or texts from a file; bad rules exit 1, a bad line 2."""
    service, database = township
    async with database.ledger() as ledger:
        await a_past(ledger)
        await ledger.commit()
    file = tmp_path / "zz.yaml"
    file.write_text(RULE, encoding="utf-8")
    told = service.command("rules", "rehearse", str(file), "--format", "json")
    assert told.returncode == 0, told.stderr
    fields = json.loads(told.stdout)
    assert (fields["judged"], fields["without_words"], fields["kept_apart"]) == (28, 1, 1)
    moved = {number for shift in fields["shifts"] for number in shift["ids"]}
    assert moved
    assert moved <= set(range(1, len(SAID) + 1))

    whole = tmp_path / "rules"
    shutil.copytree(SHIPPED_RULES, whole)
    same = service.command("rules", "rehearse", str(whole))
    assert (same.returncode, "28 judged, 0 would move" in same.stdout) == (0, True)

    texts = tmp_path / "texts.jsonl"
    texts.write_text(
        '{"id": "a", "text": "咕噜子又坏了", "scene": "private"}\n\n{"text": "吃了没"}\n', encoding="utf-8"
    )
    told = service.command("rules", "rehearse", str(file), "--texts", str(texts), "--format", "json")
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["judged"] == 2
    texts.write_text('{"text": "吃了没"}\n{"text": 3}\n', encoding="utf-8")
    bad = service.command("rules", "rehearse", str(file), "--texts", str(texts))
    assert bad.returncode == 2
    assert "line 2" in bad.stderr
    file.write_text(RULE.replace("topic: water", "topic: wotter"), encoding="utf-8")
    bad = service.command("rules", "rehearse", str(file))
    assert bad.returncode == 1
    assert "zz.yaml:4" in bad.stderr

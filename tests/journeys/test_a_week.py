"""A week in 上河村, from talk to closed tickets, through the whole program; every outgoing line is asserted.

After a change of wording that is meant: `python -m tests.journeys.test_a_week` writes the expectations anew; read the
difference line by line before accepting it.
"""

import asyncio
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.demonstration import demonstration_township
from bot.rehearsal import Line, Performance, read_script, rehearse
from tests.stage import a_policy

FOLDER = Path(__file__).parent
SCRIPT = FOLDER / "a_week.jsonl"
SENT = FOLDER / "a_week.sent.jsonl"
LEDGER = FOLDER / "a_week.ledger.jsonl"
UNTIL = datetime.fromisoformat("2026-12-02T20:00:00+08:00")


def play() -> Performance:
    """The script on the demonstration township."""
    return asyncio.run(rehearse(read_script([SCRIPT]), demonstration_township(), a_policy(), until=UNTIL))


def settled(row: dict[str, Any]) -> dict[str, Any]:
    """A ledger line as JSON gives it, without the version of the rules, which any rule file changes."""
    return {key: value for key, value in json.loads(json.dumps(row)).items() if key != "rules"}


def read(path: Path) -> list[dict[str, Any]]:
    """JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def performance() -> Performance:
    """Played once for all tests of this file."""
    return play()


@pytest.fixture(scope="module")
def script() -> list[Line]:
    """What people say."""
    return read_script([SCRIPT])


def test_every_outgoing_line_is_as_it_was_agreed(performance: Performance) -> None:
    """When, to whom, in which chat, which words, about which ticket, and why."""
    for number, (said, agreed) in enumerate(zip(performance.sent, read(SENT), strict=False), 1):
        assert said == agreed, f"line {number} of a_week.sent.jsonl"
    assert len(performance.sent) == len(read(SENT))


def test_every_ticket_ends_as_it_was_agreed(performance: Performance) -> None:
    """Owners, dates, states, outcomes and the whole history."""
    for row, agreed in zip(map(settled, performance.ledger), read(LEDGER), strict=False):
        assert row == agreed, f"ticket {row['number']}"
    assert len(performance.ledger) == len(read(LEDGER))


def test_the_same_script_gives_the_same_bytes(performance: Performance, tmp_path: Path) -> None:
    """A rehearsal is reproducible to the byte; only the wall clock differs."""
    performance.write(tmp_path / "one")
    play().write(tmp_path / "two")
    for name in ("sent.jsonl", "ledger.jsonl"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_it_is_a_week_of_talk_and_closed_tickets(performance: Performance, script: list[Line]) -> None:
    """Forty messages at the least, small talk among them that left no trace, and matters that came to their end."""
    assert len(script) >= 40
    assert performance.summary["small_talk"] >= 8
    assert performance.summary["tickets_by_status"]["closed"] >= 3


def test_the_group_hears_nothing_of_what_is_not_its_affair(performance: Performance, script: list[Line]) -> None:
    """No word of a household's, a neighbour's or a complaint's matter, and no word that a villager used for it."""
    private = ("化粪池", "低保", "慢病", "打", "贪污", "举报", "没水", "缺配件", "灯头", "户里事", "邻里事")
    heard = [row["text"] for row in performance.sent if row["channel"] == "group"]
    assert heard
    for text in heard:
        for word in private:
            assert word not in text.replace("急的话打", "").replace("急的打119", ""), text


def test_a_complaint_about_an_official_reaches_no_official_of_the_village_but_the_supervisor(
    performance: Performance,
) -> None:
    """Ruling 7: nobody else sees it."""
    (complaint,) = [row for row in performance.ledger if row["topic"] == "village_affairs"]
    told = {row["to"] for row in performance.sent if row["ticket"] == complaint["number"]}
    assert told == {"o-shanghe-supervisor", "v-zhang"}


def test_no_official_is_written_to_at_night_except_for_danger(performance: Performance) -> None:
    """Between 21:00 and 07:30 only danger, and answers to what somebody has just written."""
    for row in performance.sent:
        hour = row["at"][11:16]
        if not "07:30" <= hour < "21:00":
            danger = {line["number"] for line in performance.ledger if line["urgency"] == "danger"}
            assert row["why"] == "reply" or row["ticket"] in danger, row


if __name__ == "__main__":
    played = play()
    for path, rows in ((SENT, played.sent), (LEDGER, map(settled, played.ledger))):
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        path.write_text(text, encoding="utf-8")

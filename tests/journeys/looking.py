"""What every township's journey looks at when it is over: groups, the ledger's lines, the month's report."""

from datetime import datetime
from typing import Any

from handlers.ledger_lines import ledger_lines
from handlers.reports.month import month_report
from handlers.reports.periods import Kind, period_of
from handlers.reports.report import Report
from storage.incoming import ChatType
from tests.stage import Stage

#: what no report counts, and nobody is called (seeds §8, red lines 1, 2 and 4)
NEVER_COUNTED = ("上访", "信访", "重点人", "稳控", "积分", "星级", "排名", "得分")


async def ledger_of(stage: Stage) -> dict[int, dict[str, Any]]:
    """The ledger's lines as they go out of the house, by number."""
    policy = stage.program.policy
    async with stage.program.database.reading() as ledger:
        return {line["number"]: line async for line in ledger_lines(ledger, policy, stage.clock())}


def how_it_went(line: dict[str, Any]) -> list[str]:
    """The moves of a ledger line, in order."""
    return [str(move["move"]) for move in line["history"]]


async def month_of(stage: Stage, label: str) -> Report:
    """A month's report as it is now; `label`: 2026-11."""
    policy = stage.program.policy
    async with stage.program.database.reading() as ledger:
        return await month_report(ledger, policy, period_of(Kind.MONTH, label, policy.calendar), stage.clock())


def figure(report: Report, id_: str) -> Any:
    """One figure by its id."""
    (found,) = [one for one in report.figures() if one.id == id_]
    return found


def assert_nobody_is_counted(report: Report) -> None:
    """No petitions, no persons' marks: neither a figure, nor a table, nor a sentence; the foot-note alone says so."""
    said = str(report.as_fields()["sections"])
    assert not [word for word in NEVER_COUNTED if word in said]
    assert "不统计信访" in "".join(report.footnotes)


def in_groups(stage: Stage) -> list[tuple[int | None, str]]:
    """(ticket, text) of everything that was ever said in a group."""
    return [(sent.note.ticket, sent.note.text) for sent in stage.channel.sent if sent.note.chat_type is ChatType.GROUP]


def assert_groups_hear_of(stage: Stage, tickets: set[int], *, never: tuple[str, ...] = ()) -> None:
    """A group hears of these matters alone, and none of these words (villagers' names, what they wrote)."""
    heard = in_groups(stage)
    assert {number for number, _ in heard if number is not None} == tickets
    assert not [text for _, text in heard for word in never if word in text]


def who_heard(stage: Stage, number: int) -> set[str]:
    """Whoever was ever sent a note about a ticket by itself; answers to his own words do not count."""
    return {sent.note.to for sent in stage.channel.sent if sent.note.ticket == number and sent.note.why != "reply"}


def heard_on(stage: Stage, address: str, part: str) -> list[datetime]:
    """When a chat was told something that holds these words."""
    return [sent.at for sent in stage.channel.sent if sent.note.to == address and part in sent.note.text]

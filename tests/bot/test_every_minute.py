"""From instant to instant: a rehearsal that goes so says the same as one that looks at everything all the time.

Virtual time moves to the next instant at which a row is due, and a sweep runs only where one of its rows has come, or
its hour has struck. Here the same busy days are played twice; the second time every sweep there is runs besides,
whether or not anything is known to be due: each minute of a morning, and now and then in the other hours.
"""

import json
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.program import Program
from bot.sweeping import BY_ORGANISATION, BY_ROW, SWEEPS, WITH_HOURS, Report
from bot.virtual_time import run_until, settle
from handlers import sweeps
from handlers.deadlines import Span
from handlers.ledger_lines import ledger_lines
from handlers.reports import sending
from handlers.wish_policy import WishPolicy
from storage.database import Database
from storage.hotline import HotlineOrder
from storage.ledger import Owed
from storage.vault import Vault
from tests.builders import NOW
from tests.conftest import TOWNSHIP
from tests.stage import Stage, a_policy, a_stage

_KEY = "cmVoZWFyc2FsLXJlaGVhcnNhbC1yZWhlYXJzYWwtISE="
#: hours from Monday 10:00; who, in the group or not; what
_BUSY: tuple[tuple[float, str, bool, str], ...] = (
    (0, "zhang", True, "一组村口路灯不亮三天了"),
    (0.2, "officer-1", False, "接 1"),
    (0.5, "zhao", False, "上河村二组桥头的电线断了掉在路上，会电死人"),
    (0.8, "qian", False, "心愿 我家在一组老槐树后头，眼睛花了，想有人陪我说说话"),
    (0.9, "officer-2", False, "认领 3"),
    (1.5, "sun", False, "上河村一组，我腿脚不好，能不能帮我代办低保手续"),
    (1.7, "officer-1", False, "接 4"),
    (1.8, "officer-1", False, "收 4 身份证 本人同意"),
    (2, "officer-1", False, "摸排 李大娘 一组门口路灯坏了"),
    (3, "secretary", False, "议 1"),
    (4, "li", True, "二组桥头路上有个大坑，电动车摔了"),
    (5, "office", False, "决定 5 先填上 11月24日 李桂花"),
    (7, "wang", True, "二组水沟堵了，臭得很"),
    (21.5, "officer-2", False, "接 6"),
    (22, "officer-2", False, "延 6 要等挖机 11月30日"),
    (23, "officer-1", False, "请假 明天到周五 李桂花代"),
    (25, "office", False, "决定 6 先看一眼 11月24日 李桂花"),
    (26, "officer-2", False, "好 5 坑填上了"),
    (28, "wu", True, "村口垃圾桶满了没人收"),
    (47, "wu", False, "催"),
    (50, "li", False, "1"),
)
_END = timedelta(hours=75)


def _everything_at(at: datetime) -> bool:
    since = at - NOW
    by_the_minute = timedelta(hours=22) <= since < timedelta(hours=23, minutes=30)
    return by_the_minute or int(since.total_seconds() // 60) % 31 == 0


async def _every_sweep(program: Program) -> None:
    """Every sweep, as often as it finds something, without asking first what is due."""
    now, database, policy = program.clock(), program.database, program.policy
    for each in SWEEPS:
        count = 1
        while count:
            if isinstance(each, Report):
                async with database.reading() as ledger:
                    drafts = await each.draft(ledger, policy, now)
                if drafts is None:
                    break
            async with database.ledger() as ledger:
                if isinstance(each, Report):
                    assert drafts is not None
                    count = await sending.send(ledger, policy, drafts, now)
                else:
                    count = await each(ledger, policy, now)
                await ledger.commit()
    await settle(program)


async def _warned_of(stage: Stage) -> None:
    """Ticket 1 was an order of the hotline too, with a date on Wednesday evening."""
    async with stage.program.database.ledger() as ledger:
        ticket = await ledger.tickets.get(1)
        order = HotlineOrder(
            township=TOWNSHIP,
            outside_number="12345-1",
            ticket=1,
            imported_at=NOW,
            received_at=NOW,
            outside_due_at=NOW + timedelta(hours=56),
            warn_at=NOW + timedelta(hours=22, minutes=3),
        )
        ledger.hotline.add(ticket, order, {})
        await ledger.commit()


async def _played(stage: Stage, *, all_the_time: bool) -> set[Owed]:
    """Play the days; returns which kinds of rows were owed at some moment."""
    seen: set[Owed] = set()

    async def look(_at: datetime) -> None:
        due = await stage.program.database.due_at()
        seen.update(kind for kind, at in due.owed.items() if at is not None)

    lines = [(NOW + timedelta(hours=hours), sender, in_group, text) for hours, sender, in_group, text in _BUSY]
    minute = NOW
    for at, sender, in_group, text in [*lines, (NOW + _END, "", False, "")]:
        while all_the_time and minute < at:
            if _everything_at(minute):
                await run_until(stage.program, minute, stage.clock.move_to)
                await _every_sweep(stage.program)
            minute += timedelta(minutes=1)
        await run_until(stage.program, at, stage.clock.move_to, look)
        if text:
            await stage.say(sender, text, group="g-shanghe" if in_group else None, external_id=f"line-{at.timestamp()}")
            await look(at)
        if text == "接 1":
            await _warned_of(stage)
    return seen


async def _performance(folder: Path, *, all_the_time: bool) -> tuple[list[str], list[str], set[Owed]]:
    name = "all" if all_the_time else "due"
    database = Database(
        f"sqlite:///{folder}/{name}.sqlite3", Vault(_KEY), TOWNSHIP, random.Random(7).getrandbits, durable=False
    )
    try:
        await database.upgrade()
        policy = a_policy(wishes=WishPolicy(lease=Span(days=1)))
        async with a_stage(database, policy=policy) as stage:
            seen = await _played(stage, all_the_time=all_the_time)
            sent = [f"{each.at.isoformat()} {each.id} {each.note.to} {each.note.text}" for each in stage.channel.sent]
            async with database.reading() as ledger:
                rows: list[dict[str, Any]] = [row async for row in ledger_lines(ledger, policy, stage.clock())]
    finally:
        await database.close()
    return sent, [json.dumps(row, ensure_ascii=False) for row in rows], seen


async def test_nothing_is_late_between_instants(tmp_path: Path) -> None:
    """Every note at the same second, under the same id, and the same ledger; rows of each kind were owed meanwhile."""
    sent, ledger, seen = await _performance(tmp_path, all_the_time=False)
    sent_all, ledger_all, _ = await _performance(tmp_path, all_the_time=True)
    assert sent == sent_all
    assert ledger == ledger_all
    assert seen == set(Owed)
    assert len(sent) > 60


def test_every_sweep_with_rows_is_asked_for() -> None:
    """A sweep that is neither of an hour, nor of rows, nor of each organisation runs whenever somebody asks."""
    sorts = [set(WITH_HOURS), set(BY_ROW), set(BY_ORGANISATION)]
    assert set(SWEEPS) - set().union(*sorts) == {sweeps.keep_owners}
    assert sum(map(len, sorts)) == len(SWEEPS) - 1
    assert set(BY_ROW.values()) == set(Owed)

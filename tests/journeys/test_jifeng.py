"""鸡峰 十个一 and 1234 (seeds §3): the group becomes a place to say things, a code on the wall another one.

A small township of the same make; every name is invented.
"""

from datetime import UTC, datetime

import pytest

from classifiers.verdict import MatterKind, Privacy, Topic
from storage.database import Database
from storage.incoming import MessageKind
from storage.lifecycle import HandlingMode, Status
from tests.histories import Hand, nov
from tests.journeys.looking import (
    assert_groups_hear_of,
    assert_nobody_is_counted,
    figure,
    heard_on,
    how_it_went,
    in_groups,
    ledger_of,
    month_of,
    who_heard,
)
from tests.stage import Stage, to

ORGANISATION = """
township: {code: "621221108", name: 凤岭镇}
villages: [{code: "621221108201", name: 石坪村, groups: [一社, 二社]}]
grids:
  - {code: "621221108201001", name: 石坪村一社网格, village: "621221108201", places: [一社, 戏台]}
  - {code: "621221108201002", name: 石坪村二社网格, village: "621221108201", places: [二社, 水井湾]}
people:
  - {id: j01, name: 联防田, phone: "13900000301", chat: contact}
  - {id: j02, name: 巩建学, phone: "13900000302", chat: officer-1}
  - {id: j03, name: 毛改琴, phone: "13900000303", chat: officer-2}
  - {id: j04, name: 汪网格, phone: "13900000304", chat: head}
  - {id: j05, name: 石书记, phone: "13900000305", chat: secretary}
  - {id: j06, name: 费监督, phone: "13900000306", chat: supervisor}
  - {id: j07, name: 镇平安办, phone: "13900000307", chat: office}
  - {id: j08, name: 值班邱, phone: "13900000308", chat: duty}
posts:
  - {person: j01, role: contact, area: "621221108201001"}
  - {person: j02, role: grid_officer, area: "621221108201001"}
  - {person: j03, role: grid_officer, area: "621221108201002"}
  - {person: j04, role: grid_head, area: "621221108201"}
  - {person: j05, role: village_secretary, area: "621221108201"}
  - {person: j06, role: village_supervisor, area: "621221108201"}
  - {person: j07, role: affairs_office, area: "621221108"}
  - {person: j08, role: duty_leader, area: "621221108"}
chats: [{id: g-shiping, area: "621221108201"}]
codes: [{code: SP01, area: "621221108201002", place: 石坪村水井湾}]
"""
GROUP = "g-shiping"


async def test_from_chat_in_the_group_to_done_on_the_spot(stage: Stage) -> None:
    """3.7, 3.12, 1.3: small talk leaves no trace, a lamp is a ticket of the smallest grid; 直办; asked all the same."""
    assert await stage.say("luo", "今天赶集人真多", group=GROUP) == []
    assert await stage.say("wei", "哈哈，晚上喝一杯", group=GROUP) == []
    assert await stage.tickets() == []
    notes = await stage.say("chen", "戏台边的路灯不亮三天了", group=GROUP)
    ticket = await stage.ticket()
    assert (ticket.channel, ticket.owner, ticket.grid) == ("group", "j02", "621221108201001")
    (answer,) = to(notes, GROUP)
    for part in ("路灯维修", "巩建学", "11月26日(周四)", "13900000302"):
        assert part in answer
    notes = await stage.say("officer-1", "直办 1 灯泡换了")
    assert "灯泡换了" in to(notes, "chen")[0]
    assert "灯泡" not in to(notes, GROUP)[0]
    await stage.say("chen", "1")
    # 论事: asked a day later and away from him who did it
    await stage.after(days=1, hours=1)
    assert len(heard_on(stage, "chen", "这事办得行不行")) == 1
    await stage.say("chen", "2")
    line = (await ledger_of(stage))[1]
    assert (line["status"], line["mode"], line["confirmed"], line["satisfaction"]) == ("closed", "direct", "self", 2)
    assert [move for move in how_it_went(line) if move in ("accept", "resolve", "close")] == [
        "accept",
        "resolve",
        "close",
    ]
    assert who_heard(stage, 1) == {GROUP, "chen", "officer-1"}


async def test_from_the_code_on_the_wall_to_helped_and_watched(stage: Stage) -> None:
    """3.9, 联办 and 督办: the code says where; who helps answers the owner; who watches moves no date."""
    await stage.say("gan", "", kind=MessageKind.SCAN, scan="SP01")
    await stage.say("gan", "自来水管爆了，水流了一路")
    ticket = await stage.ticket()
    assert (ticket.channel, ticket.owner, ticket.grid) == ("code", "j03", "621221108201002")
    await stage.say("officer-2", "接 1")
    due_at = (await stage.ticket()).due_at
    notes = await stage.say("officer-2", "联 1 巩建学 带扳手来")
    assert "带扳手来" in to(notes, "officer-1")[0]
    assert (await stage.ticket()).mode is HandlingMode.JOINT
    notes = await stage.say("officer-1", "好 1 扳手送到了")
    assert "扳手送到了" in to(notes, "officer-2")[0]
    assert to(notes, "gan") == []
    assert (await stage.ticket()).status is not Status.RESOLVED
    notes = await stage.say("supervisor", "督 1 停水不能拖")
    assert "停水不能拖" in to(notes, "officer-2")[0]
    watched = await stage.ticket()
    assert (watched.mode, watched.due_at, watched.owner) == (HandlingMode.SUPERVISED, due_at, "j03")
    await stage.say("officer-2", "好 1 管子换了")
    await stage.say("gan", "1")
    line = (await ledger_of(stage))[1]
    assert (line["status"], line["mode"], line["helpers"]) == ("closed", "supervised", ["j02"])
    # private by default: what was told through the code is answered where it was told
    assert [text for number, text in in_groups(stage) if number == 1] == []
    assert who_heard(stage, 1).isdisjoint({"contact", "secretary", "office", "duty"})


async def test_talked_over_on_the_next_meeting_day(stage: Stage) -> None:
    """领办 and 议: the secretary has the agenda the day before, the villager every step; nobody else decides."""
    await stage.say("wei", "二社水井湾的水渠塌了，得大家集资修", group=GROUP)
    await stage.say("officer-2", "接 1")
    assert (await stage.ticket()).mode is HandlingMode.LED
    refused = await stage.say("officer-1", "议 1")
    assert "不归您提" in to(refused, "officer-1")[0]
    notes = await stage.say("officer-2", "议 1")
    assert "11月25日(周三)" in to(notes, "wei")[0]
    ticket = await stage.ticket()
    assert (ticket.status, ticket.due_at) == (Status.DELIBERATING, datetime(2026, 11, 25, 10, 0, tzinfo=UTC))
    await stage.until(datetime(2026, 11, 25, 8, 0, tzinfo=UTC))
    agendas = heard_on(stage, "secretary", "说事日要议1件")
    assert [at.date().isoformat() for at in agendas] == ["2026-11-24"]
    assert heard_on(stage, "officer-1", "要议") == []
    notes = await stage.say("secretary", "议 1 结果 每户出两个工")
    assert "每户出两个工" in to(notes, "wei")[0]
    assert not [text for text in to(notes, GROUP) if "出两个工" in text]
    await stage.say("officer-2", "好 1 渠修通了")
    await stage.say("wei", "1")
    line = (await ledger_of(stage))[1]
    assert (line["status"], line["mode"], line["owner"]) == ("closed", "led", "j03")
    assert how_it_went(line).count("deliberate") == 2
    assert_groups_hear_of(stage, {1}, never=("两个工", "集资", "塌了"))


@pytest.mark.parametrize(("many", "hidden"), [((532, 25, 13), False), ((532, 25, 3), True)])
async def test_the_months_kinds_as_the_township_counted_them(
    stage: Stage, many: tuple[int, int, int], hidden: bool
) -> None:
    """3.18: 570 = 532 + 25 + 13, told as such; three households are few, and what would give them away is not told."""
    kinds = (
        (MatterKind.VILLAGE, Topic.ROAD, Privacy.OPEN),
        (MatterKind.NEIGHBOUR, Topic.BOUNDARY, Privacy.PRIVATE),
        (MatterKind.HOUSEHOLD, Topic.WELFARE, Privacy.PRIVATE),
    )
    await said_and_done(stage.program.database, many, kinds)
    await stage.until(datetime(2026, 12, 1, 3, 0, tzinfo=UTC))
    report = await month_of(stage, "2026-11")
    assert figure(report, "received").value == sum(many)
    assert figure(report, "received_village").value == 532
    shown = [figure(report, f"received_{kind}").value for kind in ("neighbour", "household")]
    if hidden:
        assert shown == [None, None]
        assert "3件" not in figure(report, "received_household").shown
    else:
        assert shown == [25, 13]
    # 全部办结: beside it stands for how many of them nobody has answered
    silent = sum((count + 4) // 5 for count in many)
    assert figure(report, "closed").value == sum(many)
    assert figure(report, "unconfirmed_rate").value == pytest.approx(silent / sum(many))
    assert_nobody_is_counted(report)
    assert "王秀兰" not in str(report.as_fields())


async def said_and_done(
    database: Database, many: tuple[int, ...], kinds: tuple[tuple[MatterKind, Topic, Privacy], ...]
) -> None:
    """So many matters of each kind, raised in one week, done in the next; one in five never answers."""
    async with database.ledger() as ledger:
        hand = Hand(ledger)
        for count, (kind, topic, privacy) in zip(many, kinds, strict=True):
            for at in range(count):
                raised_at = nov(2 + at % 5, 10, at % 60)
                ticket = await hand.raised(raised_at, kind=kind, topic=topic, privacy=privacy)
                await hand.straight(ticket, resolved=nov(9), confirmed=nov(10) if at % 5 else None)
        await ledger.commit()

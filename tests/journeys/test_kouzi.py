"""口孜 1211 (seeds §2): a leader on duty every day; a hard matter gets one team, two leads, a plan told, one file.

A small township of the same make; every name is invented.
"""

from datetime import UTC, datetime

import pytest

from handlers.case_document import KeptApart, document
from storage.lifecycle import HandlingMode, Status
from tests.journeys.looking import (
    assert_groups_hear_of,
    assert_nobody_is_counted,
    figure,
    how_it_went,
    ledger_of,
    month_of,
    who_heard,
)
from tests.stage import Stage, to

ORGANISATION = """
township: {code: "621221108", name: 颍口镇}
villages: [{code: "621221108201", name: 柏庄村, groups: [一组, 二组]}]
grids:
  - {code: "621221108201001", name: 柏庄村一组网格, village: "621221108201", places: [一组, 村口]}
  - {code: "621221108201002", name: 柏庄村二组网格, village: "621221108201", places: [二组, 桥头]}
people:
  - {id: k01, name: 焦永刚, phone: "13900000201", chat: officer}
  - {id: k02, name: 乔网格, phone: "13900000202", chat: head}
  - {id: k03, name: 柏书记, phone: "13900000203", chat: secretary}
  - {id: k04, name: 申监督, phone: "13900000204", chat: supervisor}
  - {id: k05, name: 镇综治办, phone: "13900000205", chat: office}
  - {id: k06, name: 镇长房, phone: "13900000206", chat: leader-mon}
  - {id: k07, name: 副镇长祁, phone: "13900000207", chat: leader-tue}
  - {id: k08, name: 包片邵, phone: "13900000208", chat: area-leader}
  - {id: k09, name: 供水站, phone: "13900000209", chat: water}
posts:
  - {person: k01, role: grid_officer, area: "621221108201001"}
  - {person: k01, role: grid_officer, area: "621221108201002"}
  - {person: k02, role: grid_head, area: "621221108201"}
  - {person: k03, role: village_secretary, area: "621221108201"}
  - {person: k04, role: village_supervisor, area: "621221108201"}
  - {person: k05, role: affairs_office, area: "621221108"}
  - {person: k06, role: duty_leader, area: "621221108"}
  - {person: k07, role: duty_leader, area: "621221108"}
  - {person: k08, role: area_leader, area: "621221108201"}
  - {person: k09, role: county_dept, area: "621221108", topics: [water_supply]}
roster:
  - {date: 2026-11-23, duty: duty_leader, person: k06}
  - {date: 2026-11-24, duty: duty_leader, person: k07}
  - {date: 2026-11-25, duty: duty_leader, person: k06}
chats: [{id: g-baizhuang, area: "621221108201"}]
"""
GROUP = "g-baizhuang"
FIRE = "二组桥头着火了，火很大"
WATER = "一组全停水了，来来回回停了一个月没人管"


async def test_whoever_has_the_duty_that_day_is_called(stage: Stage) -> None:
    """2.16: Monday's leader on Monday, Tuesday's on Tuesday, and after a swap whoever took it; the other sleeps."""
    assert "镇长房" in to(await stage.say("officer", "值班"), "officer")[0]
    notes = await stage.say("chen", FIRE, group=GROUP)
    assert to(notes, "leader-mon")
    assert to(notes, "leader-tue") == []
    await stage.say("officer", "接 1")
    await stage.say("officer", "好 1 火扑灭了，人都没事")
    await stage.until(datetime(2026, 11, 24, 2, 0, tzinfo=UTC))
    await stage.say("leader-mon", "换班 周三 副镇长祁")
    await stage.say("leader-tue", "同意")
    notes = await stage.say("luo", "一组村口着火了", group=GROUP)
    assert to(notes, "leader-tue")
    assert to(notes, "leader-mon") == []
    await stage.until(datetime(2026, 11, 25, 2, 0, tzinfo=UTC))
    assert "副镇长祁" in to(await stage.say("officer", "值班"), "officer")[0]


async def test_a_hard_matter_from_the_group_to_the_complete_file(stage: Stage) -> None:
    """2.5, 2.15: one team, two leads, dated steps told, the owner stays, one file of everything; asked once only."""
    await stage.say("chen", WATER, group=GROUP, sender_name="陈桂兰")
    first = await stage.ticket()
    await stage.say("officer", "接 1")
    await stage.say("officer", "说了 1")
    refused = await stage.say("secretary", "专班 1 牵头包片邵 副手柏书记 组员供水站")
    assert "得镇办公室或包片领导" in to(refused, "secretary")[0]
    assert "两个人" in to(await stage.say("office", "专班 1 牵头包片邵"), "office")[0]
    notes = await stage.say("office", "专班 1 牵头包片邵 副手柏书记 组员供水站")
    assert "您是牵头" in to(notes, "area-leader")[0]
    assert "您是副手" in to(notes, "secretary")[0]
    assert "您是组员" in to(notes, "water")[0]
    assert "包片邵牵头" in to(notes, "chen")[0]
    assert to(notes, GROUP) == []
    ticket = await stage.ticket()
    assert (ticket.owner, ticket.due_at, ticket.mode) == (first.owner, first.due_at, HandlingMode.JOINT)
    # a plan: each step with its day, each told, each change with a reason
    notes = await stage.say("area-leader", "步骤 1 11月24日 请供水站测压")
    assert "第1步定了：请供水站测压，11月24日(周二)前做" in to(notes, "chen")[0]
    notes = await stage.say("secretary", "步骤 1 周四 换一截管子")
    assert "换一截管子" in to(notes, "chen")[0]
    await stage.after(days=1)
    notes = await stage.say("area-leader", "步骤 1 第1步 好 压力够")
    assert "第1步做了：压力够" in to(notes, "chen")[0]
    notes = await stage.say("area-leader", "步骤 1 第2步 改到周五 管子明天才到")
    assert "对不住：管子明天才到" in to(notes, "chen")[0]
    await stage.say("secretary", "步骤 1 第2步 好 换了三米管子")
    notes = await stage.say("officer", "好 1 水来了")
    assert "水来了" in to(notes, "chen")[0]
    # the platform shows another name by now; the file knows neither
    await stage.say("chen", "1", sender_name="桂兰姐")
    line = (await ledger_of(stage))[1]
    assert (line["status"], line["owner"], line["mode"], line["confirmed"]) == ("closed", "k01", "joint", "self")
    assert how_it_went(line)[0] == "register"
    assert who_heard(stage, 1).isdisjoint({"supervisor", "leader-tue"})
    # 一套完整资料: in order of time, posts instead of names, and what she was told
    async with stage.program.database.reading() as ledger:
        organisation, ended = await ledger.organisation(), await ledger.tickets.get(1)
        file = (await document(ledger, stage.program.policy, organisation, ended, with_names=False)).as_fields()
    assert (file["lead"], file["deputy"], file["owner"]) == ("包片领导", "村支书", "网格员")
    assert [(step["step"], step["due_on"], step["first_due_on"]) for step in file["steps"]] == [
        (1, "2026-11-24", "2026-11-24"),
        (2, "2026-11-27", "2026-11-26"),
    ]
    times = [entry["at"] for entry in file["timeline"]]
    assert times == sorted(times)
    told = [entry["said"] for entry in file["timeline"] if entry["kind"] == "告知"]
    assert [said for said in told if "水来了" in said]
    whole = str(file)
    for name in ("陈桂兰", "桂兰姐", "焦永刚", "包片邵", "柏书记", "13900000201", "稳控"):
        assert name not in whole
    # she is greeted by the name under which she spoke there; nothing of what anybody wrote is said
    assert_groups_hear_of(stage, {1}, never=("一个月", "换了三米", "测压"))


async def test_a_complaint_gets_neither_team_nor_file(stage: Stage) -> None:
    """Red line 5: whom it is about hears nothing, and no document of it leaves without a reason."""
    await stage.say("chen", "柏庄村柏书记私分集体的钱，账从来不公开")
    notes = await stage.say("office", "专班 1 牵头包片邵 副手柏书记")
    assert "知道的人越少越好" in to(notes, "office")[0]
    assert to(stage.channel.sent, "secretary") == []
    async with stage.program.database.reading() as ledger:
        organisation, ticket = await ledger.organisation(), await ledger.tickets.get(1)
        with pytest.raises(KeptApart):
            await document(ledger, stage.program.policy, organisation, ticket, with_names=False)


async def test_matters_and_people_are_counted_apart(stage: Stage) -> None:
    """2.20: 件 and 人次; three neighbours say one thing, that is one matter and three people; no petition anywhere."""
    await stage.say("chen", WATER, group=GROUP)
    await stage.say("luo", "+1，我家也停水", group=GROUP)
    await stage.say("gan", "我家也是", group=GROUP)
    await stage.say("chen", "二组桥头路灯不亮了", group=GROUP)
    assert [(ticket.voices, ticket.status) for ticket in await stage.tickets()] == [
        (3, Status.DISPATCHED),
        (1, Status.DISPATCHED),
    ]
    await stage.until(datetime(2026, 12, 1, 3, 0, tzinfo=UTC))
    report = await month_of(stage, "2026-11")
    assert figure(report, "received").value == 2
    assert figure(report, "voices").value == 4
    assert_nobody_is_counted(report)

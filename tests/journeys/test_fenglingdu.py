"""风陵渡 1311 (seeds §1): from a contact over grid officer and grid head to the meeting; the township joins.

A small township of the same make; every name is invented.
"""

from datetime import UTC, datetime, timedelta

from classifiers.verdict import Urgency
from storage.lifecycle import HandlingMode, Status
from tests.journeys.looking import (
    assert_groups_hear_of,
    assert_nobody_is_counted,
    heard_on,
    how_it_went,
    ledger_of,
    month_of,
    who_heard,
)
from tests.stage import Stage, to

ORGANISATION = """
township: {code: "621221108", name: 柳渡镇}
villages: [{code: "621221108201", name: 东滩村, groups: [一组, 二组]}]
grids:
  - {code: "621221108201001", name: 东滩村一组网格, village: "621221108201", places: [一组, 渡口]}
  - {code: "621221108201002", name: 东滩村二组网格, village: "621221108201", places: [二组, 桥头]}
people:
  - {id: d01, name: 老党员段, phone: "13900000101", chat: contact}
  - {id: d02, name: 尚春生, phone: "13900000102", chat: officer}
  - {id: d03, name: 荆网格, phone: "13900000103", chat: head}
  - {id: d04, name: 薛书记, phone: "13900000104", chat: secretary}
  - {id: d05, name: 卫监督, phone: "13900000105", chat: supervisor}
  - {id: d06, name: 镇事务办, phone: "13900000106", chat: office}
  - {id: d07, name: 值班谢, phone: "13900000107", chat: duty}
  - {id: d08, name: 包片阎, phone: "13900000108", chat: leader}
  - {id: d09, name: 包村姚, phone: "13900000109", chat: cadre}
  - {id: d10, name: 水利所, phone: "13900000110", chat: water}
posts:
  - {person: d01, role: contact, area: "621221108201001"}
  - {person: d02, role: grid_officer, area: "621221108201001"}
  - {person: d02, role: grid_officer, area: "621221108201002"}
  - {person: d03, role: grid_head, area: "621221108201"}
  - {person: d04, role: village_secretary, area: "621221108201"}
  - {person: d05, role: village_supervisor, area: "621221108201"}
  - {person: d06, role: affairs_office, area: "621221108"}
  - {person: d07, role: duty_leader, area: "621221108"}
  - {person: d08, role: area_leader, area: "621221108201"}
  - {person: d09, role: village_lead_cadre, area: "621221108201"}
  - {person: d10, role: county_dept, area: "621221108", topics: [irrigation, water_supply]}
chats: [{id: g-dongtan, area: "621221108201"}]
"""
GROUP = "g-dongtan"
#: more than the village can settle
LAND = "东滩村一组，我家承包地让村里占了两年，找了村里镇上好多次没人管"
#: two houses and one wall
QUARREL = "东滩村一组，隔壁化粪池渗水渗到我家墙根"


async def test_from_a_contacts_visit_to_the_village_meeting_and_back(stage: Stage) -> None:
    """报: contact, grid officer, grid head, meeting; each hand-over has a line, and the villager hears where it is."""
    # 1.2: nothing is written down of anybody who has not agreed
    await stage.say("contact", "摸排 段大娘 一组渡口路上有个大坑")
    assert await stage.tickets() == []
    notes = await stage.say("contact", "本人同意")
    ticket = await stage.ticket()
    assert (ticket.channel, ticket.owner, ticket.status) == ("visit", "d02", Status.DISPATCHED)
    assert [text for text in to(notes, "officer") if "新事" in text]
    assert not [sent for sent in notes if sent.note.to in ("head", "secretary", "office", "duty")]
    # 1.5: the grid officer takes it, and asks the grid head when he cannot do it alone
    for word in ("接 1", "说了 1"):
        await stage.say("officer", word)
    notes = await stage.say("officer", "求助 1 坑太大，要压路机")
    assert [text for text in to(notes, "head") if "压路机" in text]
    assert to(notes, "secretary") == []
    # whoever only lends a hand does not send it to a meeting; the owner does at his word
    await stage.say("head", "议 1")
    assert (await stage.ticket()).status is Status.IN_PROGRESS
    notes = await stage.say("officer", "议 1 11月25日")
    assert (await stage.ticket()).status is Status.DELIBERATING
    assert [text for text in to(notes, "secretary") if "11月25日(周三)" in text]
    assert [text for text in to(notes, "contact") if "11月25日(周三)" in text], "段大娘 hears it from her contact"
    await stage.until(datetime(2026, 11, 25, 8, 0, tzinfo=UTC))
    notes = await stage.say("secretary", "议 1 结果 用集体的钱填平压实")
    assert (await stage.ticket()).status is Status.IN_PROGRESS
    assert [text for text in to(notes, "contact") if "用集体的钱填平压实" in text]
    # 跟踪问效: done is what she says, brought by the contact
    notes = await stage.say("officer", "好 1 坑填平了")
    assert [text for text in to(notes, "contact") if "坑填平了" in text]
    assert (await stage.ticket()).told_at is None
    await stage.say("contact", "代答 1 行")
    line = (await ledger_of(stage))[1]
    assert (line["status"], line["confirmed"], line["owner"]) == ("closed", "proxy", "d02")
    moves = how_it_went(line)
    wanted = ["register", "accept", "contact", "ask_help", "deliberate", "resolve", "close"]
    assert [move for move in moves if move in wanted and move != "deliberate"] == [
        m for m in wanted if m != "deliberate"
    ]
    assert moves.count("deliberate") == 2
    assert who_heard(stage, 1).isdisjoint({"office", "duty", "leader", "cadre", "water"})
    assert_groups_hear_of(stage, set(), never=("段大娘",))
    assert not [move for move in line["history"] if "段大娘" in move["reason"]]


async def test_a_complex_dispute_is_told_the_same_day_and_a_team_takes_it(stage: Stage) -> None:
    """1.7, 1.8, 1.9: leaders the same day, a plan by its end, one lead and helpers, the week's list, a decision."""
    notes = await stage.say("chen", LAND, sender_name="陈桂兰")
    ticket = await stage.ticket()
    assert ticket.urgency is Urgency.COMPLEX
    owner = {"d02": "officer", "d03": "head", "d04": "secretary", "d06": "office"}[ticket.owner]
    assert [text for text in to(notes, "duty") if "11月23日(周一)下班前" in text]
    assert [text for text in to(notes, "cadre") if "11月23日(周一)下班前" in text]
    assert to(notes, "leader") == []
    notes = await stage.until(datetime(2026, 11, 23, 10, 1, tzinfo=UTC))
    assert [text for text in to(notes, "duty") if "还没见着" in text], "the day is over and nobody has said a plan"
    # the team: whoever leads stays one, and the one date is his
    await stage.until(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
    await stage.say(owner, "接 1")
    notes = await stage.say("duty", "方案 1 先量地，再看合同")
    assert [text for text in to(notes, "chen") if "先量地，再看合同" in text]
    due_at = (await stage.ticket()).due_at
    for name, chat in (("包片阎", "leader"), ("包村姚", "cadre")):
        notes = await stage.say("office" if owner != "office" else "duty", f"联 1 {name}")
        assert to(notes, chat), f"{name} is asked"
    joint = await stage.ticket()
    assert (joint.mode, joint.due_at, joint.owner) == (HandlingMode.JOINT, due_at, ticket.owner)
    assert {"d08", "d09"} <= set(joint.helpers)
    # 一周一研判
    notes = await stage.until(datetime(2026, 11, 30, 3, 0, tzinfo=UTC))
    lists = [sent for sent in notes if sent.note.why == "report:week"]
    assert {sent.note.to for sent in lists} == {"office", "leader"}
    assert all(sent.at == datetime(2026, 11, 30, 0, 30, tzinfo=UTC) for sent in lists)
    assert all("1号" in sent.note.text and "陈" not in sent.note.text for sent in lists)
    notes = await stage.say("leader", "决定 1 请经管站来量地 12月3日 包村姚")
    assert [text for text in to(notes, "cadre") if "请经管站来量地" in text]
    await stage.say("cadre", "办到 1")
    await stage.say(owner, "好 1 量清楚了，退还承包地")
    await stage.say("chen", "1")
    line = (await ledger_of(stage))[1]
    assert (line["status"], line["confirmed"], line["mode"]) == ("closed", "self", "joint")
    assert_groups_hear_of(stage, set())
    # 1.17, 1.18: two figures that the product does not have
    await stage.until(datetime(2026, 12, 1, 3, 0, tzinfo=UTC))
    report = await month_of(stage, "2026-11")
    assert_nobody_is_counted(report)
    assert "陈桂兰" not in str(report.as_fields())


async def test_the_matter_is_looked_after_and_nobody_is_watched(stage: Stage) -> None:
    """1.10: asked about after 7, 30 and 90 days, of the one who raised it alone; 停 ends it."""
    await stage.say("chen", QUARREL, sender_name="陈桂兰")
    await stage.say("officer", "接 1")
    await stage.say("officer", "好 1 两家说好了，周末一起修")
    await stage.say("chen", "1")
    closed_at = (await stage.ticket()).closed_at
    assert closed_at is not None
    await stage.after(days=8)
    assert heard_on(stage, "chen", "现在还好吧") == [closed_at + timedelta(days=7)]
    assert to(await stage.say("chen", "好着呢"), "chen")
    notes = await stage.after(days=24)
    assert [sent.at for sent in notes if sent.note.why == "follow-up"] == [closed_at + timedelta(days=30)]
    await stage.say("chen", "停")
    notes = await stage.after(days=70)
    assert [sent for sent in notes if sent.note.why == "follow-up"] == []
    line = (await ledger_of(stage))[1]
    assert (line["status"], line["confirmed"], line["kind"]) == ("archived", "self", "neighbour")
    assert who_heard(stage, 1).isdisjoint({GROUP, "secretary", "supervisor", "office", "duty", "leader", "contact"})


async def test_who_says_that_he_will_petition_is_treated_like_anybody(stage: Stage) -> None:
    """Red line 6: the same owner, the same dates from its hour, the same people hear of it, and not of his words."""
    await stage.say("chen", LAND)
    await stage.say("liang", f"{LAND}，我要去上访")
    plain, angry = await stage.tickets()
    for name in ("urgency", "owner", "level", "mode", "kind", "topic", "privacy", "due_at", "close_by", "helpers"):
        assert getattr(plain, name) == getattr(angry, name), name
    assert who_heard(stage, 1) - {"chen"} == who_heard(stage, 2) - {"liang"}
    assert not [sent for sent in stage.channel.sent if "上访" in sent.note.text]

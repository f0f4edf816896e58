"""大路 13355 (seeds §5): 点单 – 派单 – 接单, a small wish without a name, the hotline's orders, a lawyer with a yes.

A small township of the same make; every name is invented.
"""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import hotline_commands
from bot.hotline_commands import bring_in
from storage.incoming import ChatType
from storage.lifecycle import Status
from tests.journeys.looking import (
    assert_groups_hear_of,
    assert_nobody_is_counted,
    figure,
    how_it_went,
    in_groups,
    ledger_of,
    month_of,
    who_heard,
)
from tests.stage import Stage, to

ORGANISATION = """
township: {code: "621221108", name: 沙梁镇}
villages: [{code: "621221108201", name: 东梁村, groups: [一社, 二社]}]
grids:
  - {code: "621221108201001", name: 东梁村一社网格, village: "621221108201", places: [一社, 村口]}
  - {code: "621221108201002", name: 东梁村二社网格, village: "621221108201", places: [二社, 水塔]}
people:
  - {id: l01, name: 党员武, phone: "13900000501", chat: officer-1}
  - {id: l02, name: 白音花, phone: "13900000502", chat: officer-2}
  - {id: l03, name: 奇网格, phone: "13900000503", chat: head}
  - {id: l04, name: 折书记, phone: "13900000504", chat: secretary}
  - {id: l05, name: 郝监督, phone: "13900000505", chat: supervisor}
  - {id: l06, name: 镇综治中心, phone: "13900000506", chat: office}
  - {id: l07, name: 值班贺, phone: "13900000507", chat: duty}
  - {id: l08, name: 律师边, phone: "13900000508", chat: lawyer}
posts:
  - {person: l01, role: grid_officer, area: "621221108201001"}
  - {person: l02, role: grid_officer, area: "621221108201002"}
  - {person: l03, role: grid_head, area: "621221108201"}
  - {person: l04, role: village_secretary, area: "621221108201"}
  - {person: l05, role: village_supervisor, area: "621221108201"}
  - {person: l06, role: affairs_office, area: "621221108"}
  - {person: l07, role: duty_leader, area: "621221108"}
  - {person: l08, role: legal_adviser, area: "621221108"}
chats: [{id: g-dongliang, area: "621221108201"}]
"""
GROUP = "g-dongliang"
ORDERS = [
    ["工单编号", "来电时间", "办理期限", "诉求内容", "来电号码", "来电人", "事发地址", "备注"],
    ["ZG1001", "2026-11-20 09:30", "2026-11-27", "路灯坏了三天没人修", "13812345678", "王秀兰", "东梁村村口", "急"],
]


async def test_ordered_sent_out_taken_and_given_back(stage: Stage) -> None:
    """5.6: one sentence orders it; what nobody takes goes back to the one who hands out, and he hands it on."""
    notes = await stage.say("chen", "村口的路灯不亮三天了", group=GROUP)
    assert (await stage.ticket()).owner == "l01"
    assert [sent.note.why for sent in notes if sent.note.to == "officer-1"] == ["L0"]
    assert [sent for sent in notes if sent.note.why == "ask"] == []
    notes = await stage.after(days=2)
    ticket = await stage.ticket()
    assert (ticket.owner, ticket.status) == ("l03", Status.DISPATCHED)
    assert [text for text in to(notes, "head") if "原来的人一直没接" in text]
    assert [text for text in to(notes, "chen") if "奇网格" in text], "she hears who has it now"
    # nothing of it is held up against the one who did not take it: the group hears no name of his
    assert not [text for text in to(notes, GROUP) if "党员武" in text]
    due_at = ticket.due_at
    await stage.say("head", "退 1 要会电的人 给白音花")
    assert (await stage.ticket()).owner == "l03", "until it is decided it stays his"
    notes = await stage.say("office", "同意 1")
    ticket = await stage.ticket()
    assert (ticket.owner, ticket.due_at) == ("l02", due_at)
    assert [text for text in to(notes, "officer-2") if "路灯" in text]
    await stage.say("officer-2", "接 1")
    await stage.say("officer-2", "好 1 灯泡换了")
    await stage.say("chen", "1")
    line = (await ledger_of(stage))[1]
    assert (line["status"], line["confirmed"], line["owner"]) == ("closed", "self", "l02")
    assert how_it_went(line).count("reassign") == 2
    assert who_heard(stage, 1).isdisjoint({"lawyer", "supervisor"})
    assert_groups_hear_of(stage, {1}, never=("三天", "灯泡"))


async def test_a_small_wish_is_taken_without_a_name(stage: Stage) -> None:
    """5.7: list and notes say number, kind and village; where it is, two who go hear, and nobody else."""
    wish = "心愿 我家在东梁村二社老榆树背后，眼睛花了，想有人念念报"
    notes = await stage.say("gan", wish, sender_name="高四女")
    ticket = await stage.ticket()
    assert (ticket.urgency.value, ticket.status) == ("wish", Status.DISPATCHED)
    listed = to(await stage.say("officer-1", "心愿"), "officer-1")[0]
    assert "1个" in listed
    assert "念念报" not in listed
    await stage.say("officer-1", "认领 1")
    await stage.say("officer-2", "认领 1")
    assert (await stage.ticket()).owner == "l01"
    secret = ("高四女", "老榆树", "眼睛")
    assert not [
        sent for sent in stage.channel.sent if sent.note.to != "gan" and any(word in sent.note.text for word in secret)
    ]
    notes = await stage.say("officer-1", "同去 1 白音花")
    for chat in ("officer-1", "officer-2"):
        assert [text for text in to(notes, chat) if "老榆树" in text]
    # no clock and no reproach
    notes = await stage.after(days=7)
    assert [sent for sent in notes if sent.note.ticket == 1 and sent.note.why.startswith("L")] == []
    await stage.say("officer-1", "好 1 念了半天报")
    await stage.say("gan", "1")
    line = (await ledger_of(stage))[1]
    assert (line["status"], line["owner"]) == ("closed", "l01")
    for chat in ("head", "secretary", "supervisor", "office", "duty", GROUP):
        assert not [text for text in to(stage.channel.sent, chat) if any(word in text for word in secret)]
    assert [number for number, _ in in_groups(stage) if number == 1] == []


async def test_an_order_of_the_hotline_has_two_dates(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """5.13: its own number and date beside ours; the owner calls and brings the answer; twice changes nothing."""
    monkeypatch.setattr(hotline_commands, "utc_now", stage.clock)
    file = tmp_path / "12345.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows(ORDERS)
    for _ in range(2):
        await bring_in(
            stage.program.database,
            stage.program.policy,
            file,
            write=True,
            on_start=lambda _many: None,
            on_row=lambda _done: None,
        )
        await stage.after(minutes=1)
    (ticket,) = await stage.tickets()
    assert (ticket.channel, ticket.owner) == ("hotline", "l01")
    async with stage.program.database.reading() as ledger:
        order = await ledger.hotline.of_ticket(1)
    assert order is not None
    assert order.outside_due_at is not None
    assert order.outside_number == "ZG1001"
    assert order.outside_due_at.astimezone(UTC) == datetime(2026, 11, 27, 15, 59, tzinfo=UTC)
    assert ticket.due_at == datetime(2026, 11, 26, 10, 0, tzinfo=UTC), "ours is earlier, and not moved by theirs"
    await stage.say("officer-1", "接 1")
    # whoever has it sees whom to call; nobody else does
    assert "13812345678" in to(await stage.say("officer-1", "看 1"), "officer-1")[0]
    await stage.say("officer-1", "好 1 灯头换了")
    await stage.say("officer-1", "代答 1 行")
    line = (await ledger_of(stage))[1]
    assert (line["status"], line["confirmed"], line["channel"]) == ("closed", "proxy", "hotline")
    others = [sent for sent in stage.channel.sent if sent.note.to != "officer-1"]
    assert not [sent for sent in others if "13812345678" in sent.note.text or "王秀兰" in sent.note.text]
    assert "13812345678" not in str(line)


async def test_the_lawyer_hears_of_it_after_a_yes_alone(stage: Stage) -> None:
    """5.20: asked of the one it is about; before the yes, after a no and after 不用律师 he reads nothing."""
    for who, answer in (("fan", "1"), ("meng", "2")):
        await stage.say(who, "东梁村一社，我借给隔壁三千块钱两年不还")
        number = len(await stage.tickets())
        await stage.say("officer-1", f"接 {number}")
        notes = await stage.say("officer-1", f"法律顾问 {number}")
        assert "愿意回1" in to(notes, who)[0]
        assert to(notes, "lawyer") == []
        await stage.say(who, answer)
    helped, refused = await stage.tickets()
    assert ("l08" in helped.helpers, "l08" in refused.helpers) == (True, False)
    (asked,) = to(stage.channel.sent, "lawyer")
    assert "三千" not in asked
    await stage.say("fan", "不用律师")
    assert "l08" not in (await stage.ticket(1)).helpers
    assert "在别人手上" in to(await stage.say("lawyer", "看 1"), "lawyer")[0]
    assert_groups_hear_of(stage, set())


async def test_nobody_is_asked_more_than_two_questions(stage: Stage) -> None:
    """5.2: the villager only speaks; what is still missing then, a person finds out."""
    await stage.say("xue", "水管坏了")
    await stage.say("xue", "不知道咋说")
    await stage.say("xue", "就那边")
    await stage.after(hours=3)
    asked = [sent for sent in stage.channel.sent if sent.note.to == "xue" and sent.note.why == "ask"]
    assert 1 <= len(asked) <= 2
    assert all("13900000506" in sent.note.text for sent in asked), "each with a person and a number instead"
    (ticket,) = await stage.tickets()
    assert ticket.status is Status.DISPATCHED
    assert ticket.owner == "l06"


async def test_matters_and_quarrels_are_counted_apart(stage: Stage) -> None:
    """5.12: 村里事 and 邻里事 each by itself; a complaint in no number, and no point or prize anywhere."""
    await stage.say("chen", "村口的路灯不亮三天了", group=GROUP)
    await stage.say("gan", "水塔边的路上有个大坑", group=GROUP)
    for who in ("fan", "meng", "xue", "luo", "wei"):
        await stage.say(who, "东梁村一社，隔壁的狗天天咬我家鸡")
    for who in ("hao", "jia", "lin", "mi", "niu"):
        await stage.say(who, "东梁村一社，我想给我爹申请低保，怎么办")
    await stage.say("shi", "东梁村折书记私分集体的钱，账从来不公开")
    assert to(stage.channel.sent, "secretary") == []
    await stage.until(datetime(2026, 12, 1, 3, 0, tzinfo=UTC))
    report = await month_of(stage, "2026-11")
    counted = [figure(report, name).value for name in ("received", "received_village", "received_neighbour")]
    assert counted == [12, 2, 5]
    assert_nobody_is_counted(report)
    private = [sent for sent in stage.channel.sent if sent.note.chat_type is ChatType.GROUP]
    assert not [sent for sent in private if "狗" in sent.note.text or "邻里" in sent.note.text]

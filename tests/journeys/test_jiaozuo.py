"""焦作 一格四员 (seeds §4): manager, assistant, police liaison, supervisor; 代办, mediation, 12388, 四议两公开.

A small township of the same make; every name is invented.
"""

from datetime import UTC, datetime

from handlers.decision_book import decisions
from storage.lifecycle import Outcome, Status
from storage.organisation import Role
from tests.builders import NOW
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
township: {code: "621221108", name: 阳庙乡}
villages: [{code: "621221108201", name: 高寨村, groups: [一组, 二组]}]
grids:
  - {code: "621221108201001", name: 高寨村一组网格, village: "621221108201", places: [一组, 老井]}
people:
  - {id: z01, name: 谷建设, phone: "13900000401", chat: manager}
  - {id: z02, name: 靳春梅, phone: "13900000402", chat: assistant}
  - {id: z03, name: 辅警孟, phone: "13900000403", chat: police}
  - {id: z04, name: 苗监督, phone: "13900000404", chat: supervisor}
  - {id: z05, name: 裴网格, phone: "13900000405", chat: head}
  - {id: z06, name: 耿书记, phone: "13900000406", chat: secretary}
  - {id: z07, name: 乡事务办, phone: "13900000407", chat: office}
  - {id: z08, name: 值班秦, phone: "13900000408", chat: duty}
  - {id: z09, name: 五老常, phone: "13900000409", chat: elder}
posts:
  - {person: z01, role: grid_officer, area: "621221108201001"}
  - {person: z02, role: assistant, area: "621221108201001"}
  - {person: z03, role: police_liaison, area: "621221108201001"}
  - {person: z04, role: village_supervisor, area: "621221108201"}
  - {person: z05, role: grid_head, area: "621221108201"}
  - {person: z06, role: village_secretary, area: "621221108201"}
  - {person: z07, role: affairs_office, area: "621221108"}
  - {person: z08, role: duty_leader, area: "621221108"}
  - {person: z09, role: mediator, area: "621221108201"}
chats: [{id: g-gaozhai, area: "621221108201"}]
"""
GROUP = "g-gaozhai"
GRID = "621221108201001"
QUARREL = "高寨村一组，我弟弟把地界往我家这边挪了一尺，天天吵"
ROAD = "一组老井边路上有个大坑，要重修得大家集资"


async def test_four_roles_in_one_grid_and_a_copy_for_the_supervisor(stage: Stage) -> None:
    """4.1, 4.2: the manager answers, the supervisor is another and hears when a date has passed; no fault is told."""
    async with stage.program.database.reading() as ledger:
        organisation = await ledger.organisation()
    roles = {post.role for post in organisation.posts if post.area == GRID}
    assert {Role.GRID_OFFICER, Role.ASSISTANT, Role.POLICE_LIAISON} <= roles
    await stage.say("chen", "一组老井边的路灯不亮三天了", group=GROUP)
    assert (await stage.ticket()).owner == "z01"
    await stage.say("manager", "接 1")
    assert heard_on(stage, "supervisor", "1号") == []
    await stage.until(datetime(2026, 12, 1, 1, 0, tzinfo=UTC))
    (copied_at,) = heard_on(stage, "supervisor", "1号路灯维修")
    due_at = (await stage.ticket()).due_at
    assert copied_at > due_at
    (copy,) = [text for text in to(stage.channel.sent, "supervisor") if "1号" in text]
    assert "谷建设" not in copy
    assert [text for text in to(stage.channel.sent, "chen") if "道个歉" in text]
    # 1.14: the village hears no name with a fault
    late = [text for number, text in in_groups(stage) if number == 1][1:]
    assert not [text for text in late if "谷建设" in text]
    await stage.say("manager", "好 1 灯换了")
    await stage.say("chen", "1")
    # the one who had it and the one who watches are two: what was not well goes to the second
    await stage.after(days=1, hours=1)
    notes = await stage.say("chen", "3")
    notes += await stage.say("chen", "等了一个多礼拜")
    assert [text for text in to(notes, "supervisor") if "等了一个多礼拜" in text]
    assert to(notes, "manager") == []
    line = (await ledger_of(stage))[1]
    assert (line["status"], line["confirmed"], line["satisfaction"]) == ("closed", "self", 3)
    assert who_heard(stage, 1).isdisjoint({"assistant", "police", "elder"})


async def test_an_errand_with_a_receipt_for_every_paper(stage: Stage) -> None:
    """4.11: consent with the papers, the receipt to their owner; no card; a paper missing is asked for by another."""
    await stage.say("gan", "高寨村一组，我腿脚不好，能不能帮我代办低保手续", sender_name="葛大爷")
    await stage.say("manager", "接 1")
    notes = await stage.say("manager", "收 1 身份证 户口本 本人同意")
    (receipt,) = to(notes, "gan")
    assert "身份证、户口本" in receipt
    assert "谷建设" in receipt
    notes = await stage.say("manager", "收 1 银行卡 本人同意")
    assert "不拿、不问、不记" in to(notes, "manager")[0]
    assert to(notes, "gan") == []
    await stage.say("manager", "还 1 户口本")
    async with stage.program.database.reading() as ledger:
        assert [paper.item for paper in await ledger.errands.still_out(1)] == ["身份证"]
    notes = await stage.say("gan", "没还 1")
    assert [sent for sent in notes if sent.note.to == "supervisor"], "somebody else asks, not the holder"
    await stage.say("manager", "还 1")
    await stage.say("manager", "好 1 材料交上去了")
    await stage.say("gan", "1")
    line = (await ledger_of(stage))[1]
    assert (line["status"], line["kind"], line["urgency"]) == ("closed", "household", "application")
    assert_groups_hear_of(stage, set())
    assert not [sent for sent in stage.channel.sent if sent.note.to == "head"]


async def test_twice_in_vain_and_the_next_one_up_is_proposed(stage: Stage) -> None:
    """4.15: heard apart, two rounds, then climbing is proposed; he comes when he is asked; agreed at the third."""
    await stage.say("fan", QUARREL)
    await stage.say("manager", "接 1")
    assert "单独听过" in to(await stage.say("manager", "调解 1 明天"), "manager")[0]
    await stage.say("manager", "说了 1")
    await stage.say("manager", "说了 1 对方")
    await stage.say("manager", "调解 1 明天")
    await stage.after(days=1)
    notes = await stage.say("manager", "调解 1 不成 3人到场，没说拢")
    assert "求助" not in to(notes, "manager")[0]
    notes = await stage.say("manager", "调解 1 明天 五老常")
    assert to(notes, "elder")
    await stage.after(days=1)
    notes = await stage.say("manager", "调解 1 不成 4人到场，还是没说拢")
    assert "2次没谈拢" in to(notes, "manager")[0]
    assert "裴网格" in to(notes, "manager")[0]
    assert to(notes, "head") == [], "proposed, not done"
    notes = await stage.say("manager", "求助 1 两次没调成")
    assert "两次没调成" in to(notes, "head")[0]
    await stage.say("manager", "调解 1 明天")
    await stage.after(days=1)
    await stage.say("manager", "调解 1 成 6人到场，照老界石立桩")
    await stage.say("fan", "1")
    line = (await ledger_of(stage))[1]
    assert (line["status"], line["outcome"]) == ("closed", Outcome.MEDIATED)
    async with stage.program.database.reading() as ledger:
        held = await ledger.mediations.rounds_of(1)
    assert [(one.agreed, one.people) for one in held] == [(False, 3), (False, 4), (True, 6)]
    assert who_heard(stage, 1).isdisjoint({GROUP, "secretary", "supervisor", "office", "police", "assistant"})
    await stage.until(datetime(2026, 12, 1, 3, 0, tzinfo=UTC))
    assert_nobody_is_counted(await month_of(stage, "2026-11"))


async def test_a_complaint_never_reaches_the_one_it_is_about(stage: Stage) -> None:
    """4.18: the supervisor has it, 12388 is told, the group hears nothing of it; he cannot read, take or pass it on."""
    await stage.say("luo", "高寨村谷建设收了我两百块钱才给办事，还骂我", group=GROUP)
    notes = list(stage.channel.sent)
    assert [text for text in to(notes, "luo") if "12388" in text]
    ticket = await stage.ticket()
    assert (ticket.about_official, ticket.owner) == (True, "z04")
    heard = [text for _, text in in_groups(stage)]
    assert all("谷建设" not in text and "两百" not in text and "干部" not in text for text in heard)
    for word in ("看 1", "接 1", "转 1 靳春梅", "好 1 没这回事", "并 1 1"):
        answered = await stage.say("manager", word)
        assert not [sent for sent in answered if sent.note.to != "manager"]
        assert not [text for text in to(answered, "manager") if "两百" in text or "干部" in text]
    unmoved = await stage.ticket()
    assert (unmoved.owner, unmoved.status) == ("z04", Status.DISPATCHED)
    await stage.say("supervisor", "接 1")
    await stage.say("supervisor", "说了 1")
    await stage.after(days=12)
    assert who_heard(stage, 1) - {GROUP} == {"luo", "supervisor", "office"}
    for chat in ("manager", "assistant", "police", "head", "secretary", "elder"):
        assert not [sent for sent in stage.channel.sent if sent.note.to == chat and sent.note.why != "reply"]
    report = await month_of(stage, "2026-11")
    assert figure(report, "received").value == 0


async def test_six_steps_and_a_page_in_the_decision_book(stage: Stage) -> None:
    """4.12, 4.13: proposed to the owner, each step with its day and figures, a quorum that is missing is refused."""
    await stage.say("wei", ROAD, group=GROUP)
    notes = await stage.say("manager", "接 1")
    assert [text for text in to(notes, "manager") if "四议" in text]
    await stage.say("manager", "议 1 四议 11月24日")
    await stage.until(datetime(2026, 11, 24, 2, 0, tzinfo=UTC))
    notes = await stage.say("secretary", "议 1 第1步 通过 下一步11月25日")
    assert [text for text in to(notes, "wei") if "党组织提议" in text]
    await stage.after(days=1)
    await stage.say("secretary", "议 1 第2步 通过 应到7 实到6 同意6 下一步11月26日")
    await stage.after(days=1)
    refused = await stage.say("secretary", "议 1 第3步 通过 应到30 实到19 同意19")
    assert "不够三分之二" in to(refused, "secretary")[0]
    assert to(refused, "wei") == []
    await stage.say("secretary", "议 1 第3步 通过 应到30 实到25 同意20 下一步11月27日")
    await stage.after(days=1)
    notes = await stage.say("secretary", "议 1 第4步 通过 应到40 实到30 同意28")
    assert [text for text in to(notes, "wei") if "议定" in text]
    for word in ("议 1 第5步 公开", "好 1 路修好了"):
        await stage.say("manager", word)
    await stage.say("wei", "1")
    await stage.say("secretary", "议 1 第6步 公开")
    line = (await ledger_of(stage))[1]
    assert line["status"] == "closed"
    assert how_it_went(line).count("deliberate") >= 5
    assert_groups_hear_of(stage, {1}, never=("集资", "同意", "应到"))
    # 记录簿: every step, what was called, came and agreed; posts and no name
    async with stage.program.database.reading() as ledger:
        organisation, now = await ledger.organisation(), stage.clock()
        (page,) = await decisions(ledger, stage.program.policy, organisation, NOW, now, None)
    written = page.as_fields()
    assert [step["step"] for step in written["steps"]] == [1, 2, 3, 4, 5, 6]
    assert [(step["called"], step["present"], step["agreed"]) for step in written["steps"][1:4]] == [
        (7, 6, 6),
        (30, 25, 20),
        (40, 30, 28),
    ]
    assert (written["way"], written["opened_by"], written["missing"]) == ("四议两公开", "网格员", ())
    assert not [name for name in ("谷建设", "耿书记", "张婶") if name in str(written)]

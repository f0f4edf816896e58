"""催办 上报 值班 回避, as stories: who is called when, and who takes over."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.organisation_loading import load_organisation
from bot.virtual_time import settle
from storage.database import Database
from storage.lifecycle import HandlingMode, MoveName, Status
from storage.models import AreaLevel
from storage.organisation_file import parse_organisation
from tests.handlers.test_officer_replies import GROUP, raised
from tests.stage import ORGANISATION, Stage, to, whys

#: the township above the village
_ABOVE = """
  - {id: p08, name: 包村刘, phone: "13900000008", chat: cadre}
  - {id: p09, name: 包片高, phone: "13900000009", chat: leader}
  - {id: p10, name: 值班陈, phone: "13900000010", chat: duty-2}
posts:
  - {person: p08, role: village_lead_cadre, area: "621221108201"}
  - {person: p09, role: area_leader, area: "621221108201"}"""


def organised(*, roster: str = "[]", deputies: str = "[]", conflicts: str = "[]", without: str = "") -> str:
    """The stage's township with those above it, a roster, leave and relatives."""
    text = ORGANISATION.replace("\nposts:", _ABOVE)
    for name, value in (("roster", roster), ("deputies", deputies), ("conflicts", conflicts)):
        text = text.replace(f"{name}: []", f"{name}: {value}")
    return "\n".join(line for line in text.splitlines() if not without or without not in line)


async def reorganise(stage: Stage, **changes: str) -> None:
    """The organisation is loaded anew."""
    await load_organisation(stage.program.database, parse_organisation(organised(**changes), "test"), "rehearsal")


def climbed(stage: Stage) -> list[tuple[str, str, str]]:
    """(local day and hour, address, rung) of everything above L0c."""
    return [
        (stage.program.policy.calendar.local(sent.at).strftime("%m-%d %H:%M"), sent.note.to, sent.note.why)
        for sent in stage.channel.sent
        if sent.note.why in ("L1", "L2", "L3", "L4", "L5")
    ]


async def test_a_lamp_that_nobody_mends_climbs_to_the_township(stage: Stage) -> None:
    """Owner and head, secretary and supervisor, cadre and office, area leader, at last the township's list."""
    await reorganise(stage)
    await raised(stage)
    await stage.say("officer-1", "接")
    await stage.after(days=30)
    rungs = {(who, why) for _, who, why in climbed(stage)}
    assert rungs == {
        ("officer-1", "L1"),
        ("head", "L1"),
        ("zhang", "L1"),
        ("officer-1", "L2"),
        ("secretary", "L2"),
        ("supervisor", "L2"),
        ("officer-1", "L3"),
        ("cadre", "L3"),
        ("office", "L3"),
        ("officer-1", "L4"),
        ("leader", "L4"),
        ("office", "L5"),
        ("zhang", "L5"),
    }
    assert len(climbed(stage)) == len(rungs), "each of them once"
    # who was called may look at it, without the villager's words; who was not may not
    (seen,) = to(await stage.say("cadre", "看 1"), "cadre")
    assert "王建军（13900000001）在办" in seen
    assert "三天了" not in seen
    assert "别人手上" in to(await stage.say("duty", "看 1"), "duty")[0]
    ticket = await stage.ticket()
    assert (ticket.level, ticket.mode) == (AreaLevel.TOWNSHIP, HandlingMode.SUPERVISED)
    assert "别的路" in to(stage.channel.sent, "zhang")[-1]
    assert "周会" in to([sent for sent in stage.channel.sent if sent.note.why == "L5"], "office")[-1]


async def test_asking_for_help_stops_the_owners_overdue_count(stage: Stage) -> None:
    """求助: those above are called as before, the owner is left in peace."""
    await reorganise(stage)
    await raised(stage)
    await stage.say("officer-1", "接")
    await stage.say("officer-1", "求助 缺配件")
    await stage.after(days=12)
    assert [(who, why) for _, who, why in climbed(stage) if who == "officer-1"] == []
    assert ("leader", "L4") in {(who, why) for _, who, why in climbed(stage)}


async def test_what_nobody_takes_goes_to_the_next_one(stage: Stage) -> None:
    """Reminded at half of the time; at its end the next one has it, and the dispatcher and the villager know."""
    await raised(stage)
    notes = await stage.until(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    assert [(who, why) for who, why in whys(notes) if why == "L0-accept"] == [("officer-1", "L0-accept")]
    assert "还没人接" in next(sent.note.text for sent in notes if sent.note.why == "L0-accept")
    due_at = (await stage.ticket()).due_at
    notes = await stage.until(datetime(2026, 11, 24, 10, 1, tzinfo=UTC))
    ticket = await stage.ticket()
    assert (ticket.owner, ticket.status, ticket.due_at) == ("p03", Status.DISPATCHED, due_at)
    assert "原来的人一直没接" in to(notes, "head")[0]
    assert "赵网格" in to(notes, "office")[0]
    assert "赵网格（13900000003）" in to(notes, "zhang")[0]
    line = (await stage.history())[-1]
    assert (line.move, line.actor, line.detail["from"]) == (MoveName.REASSIGN, "system", "p01")
    assert line.reason.startswith("原来的人一直没接")
    # once; the head who does not take it either keeps it, and is reminded
    await stage.after(days=10)
    assert (await stage.ticket()).owner == "p03"


async def test_what_is_taken_is_not_handed_on(stage: Stage) -> None:
    """接 in time, and nobody else hears anything."""
    await raised(stage)
    await stage.say("officer-1", "接")
    notes = await stage.until(datetime(2026, 11, 24, 12, 0, tzinfo=UTC))
    assert [why for _, why in whys(notes) if why in ("L0-accept", "notice")] == []


async def test_an_owner_who_goes_on_leave_is_stood_in_for(stage: Stage) -> None:
    """On the first day of his leave his deputy has it, and may take it by 接; the date stays."""
    deputies = '[{person: p01, deputy: p02, from: "2026-11-25", to: "2026-11-30"}]'
    await raised(stage)
    await stage.say("officer-1", "接")
    await reorganise(stage, deputies=deputies)
    due_at = (await stage.ticket()).due_at
    await stage.until(datetime(2026, 11, 25, 1, 0, tzinfo=UTC))
    ticket = await stage.ticket()
    assert (ticket.owner, ticket.status, ticket.due_at) == ("p02", Status.DISPATCHED, due_at)
    assert "不在岗" in to(stage.channel.sent, "officer-2")[0]
    await stage.say("officer-2", "接")
    assert (await stage.ticket()).status is Status.ACCEPTED
    # a note about his leave does not reach the one who is away
    assert [why for who, why in whys(await stage.after(days=3)) if who == "officer-1"] == []


async def test_a_chain_of_deputies(stage: Stage) -> None:
    """The deputy is away too: his deputy has it. The whole chain away: the next by rule."""
    leave = '{{person: {0}, deputy: {1}, from: "2026-11-23", to: "2026-11-30"}}'
    await raised(stage)
    await reorganise(stage, deputies="[" + ", ".join((leave.format("p01", "p02"), leave.format("p02", "p04"))) + "]")
    await stage.after(minutes=1)
    assert (await stage.ticket()).owner == "p04"
    await reorganise(
        stage,
        deputies="["
        + ", ".join((leave.format("p01", "p02"), leave.format("p02", "p04"), leave.format("p04", "p01")))
        + "]",
    )
    await stage.after(minutes=1)
    assert (await stage.ticket()).owner == "p03"


async def test_a_deputys_word_takes_it_before_the_sweep(stage: Stage) -> None:
    """接 1 by the deputy of somebody who is away is as good as his own."""
    await raised(stage)
    deputies = '[{person: p01, deputy: p02, from: "2026-11-23", to: "2026-11-30"}]'
    await reorganise(stage, deputies=deputies)
    await stage.say("officer-2", "接 1")
    ticket = await stage.ticket()
    assert (ticket.owner, ticket.status) == ("p02", Status.ACCEPTED)


@pytest.mark.parametrize("said", ["接", None], ids=["taken", "told"])
async def test_a_resolved_ticket_keeps_its_state_when_its_owner_leaves(stage: Stage, said: str | None) -> None:
    """Whoever waits for the villager's word goes on waiting; only the name beside it changes."""
    await raised(stage)
    if said:
        await stage.say("officer-1", said)
    await stage.say("officer-1", "好 灯换了")
    await reorganise(stage, without="p01")
    await stage.after(minutes=1)
    ticket = await stage.ticket()
    assert (ticket.owner, ticket.status) == ("p03", Status.RESOLVED)
    await stage.say("zhang", "1")
    assert (await stage.ticket()).status is Status.CLOSED


async def test_the_days_duty_leader_and_his_swap(stage: Stage) -> None:
    """The roster says who is called; a changed roster or leave says another."""
    await reorganise(stage, roster="[{date: 2026-11-23, person: p10, duty: duty_leader}]")
    assert ("duty-2", "danger") in whys(await stage.say("zhang", "麦场那边着火了，快来人", group=GROUP))
    await reorganise(
        stage,
        roster="[{date: 2026-11-23, person: p10, duty: duty_leader}]",
        deputies='[{person: p10, deputy: p07, from: "2026-11-23", to: "2026-11-23"}]',
    )
    called = [sent for sent in await stage.after(minutes=25) if sent.note.why == "L0-accept"]
    assert {sent.note.to for sent in called} == {"head", "secretary", "duty"}
    assert [sent.note.to for sent in called][-1:] == ["duty"]


async def test_the_duty_leader_is_called_until_somebody_answers(stage: Stage) -> None:
    """By night too, ever more slowly, without end; and not once after 接."""
    await stage.until(datetime(2026, 11, 23, 15, 0, tzinfo=UTC))
    await stage.say("zhang", "麦场那边着火了，快来人", group=GROUP)
    notes = await stage.after(hours=4)
    calls = [sent.at for sent in notes if sent.note.to == "duty" and sent.note.why == "L0-accept"]
    assert [(at - datetime(2026, 11, 23, 15, 0, tzinfo=UTC)) // timedelta(minutes=1) for at in calls] == [
        10, 20, 30, 40, 60, 90, 150, 210,
    ]  # fmt: skip
    await stage.say("duty", "接")
    assert [why for _, why in whys(await stage.after(hours=6)) if why == "L0-accept"] == []


async def test_a_complaint_climbs_past_the_village(stage: Stage) -> None:
    """Ruling 7: supervisor, affairs office, area leader; nobody else hears of it, and not the accused."""
    await reorganise(stage)
    await stage.say("zhang", "上河村周书记打了我，我要举报")
    assert (await stage.ticket()).owner == "p05"
    await stage.say("supervisor", "接")
    await stage.after(days=30)
    heard = {sent.note.to for sent in stage.channel.sent if sent.note.ticket == 1}
    assert heard == {"zhang", "supervisor", "office", "leader"}
    assert ("office", "L1") in {(who, why) for _, who, why in climbed(stage)}
    assert ("leader", "L2") in {(who, why) for _, who, why in climbed(stage)}


async def test_a_relative_neither_owns_nor_hears(stage: Stage) -> None:
    """The office is the secretary's brother: a complaint about the secretary never reaches him."""
    await reorganise(stage, conflicts="[{person: p04, with: p05}, {person: p06, with: p04}]")
    await stage.say("zhang", "上河村周书记打了我，我要举报")
    assert (await stage.ticket()).owner == "p09"
    await stage.after(days=30)
    for relative in ("secretary", "supervisor", "office"):
        assert [sent.note.text for sent in stage.channel.sent if sent.note.to == relative and sent.note.ticket] == []
        assert "别人手上" in to(await stage.say(relative, "看 1"), relative)[0]


async def test_relatives_declared_later_take_effect_at_once(stage: Stage) -> None:
    """The supervisor has a complaint about the secretary when it is found out that they are brothers."""
    await reorganise(stage)
    await stage.say("zhang", "上河村周书记打了我，我要举报")
    assert (await stage.ticket()).owner == "p05"
    await reorganise(stage, conflicts="[{person: p05, with: p04}]")
    stage.new()
    assert "别人手上" in to(await stage.say("supervisor", "看 1"), "supervisor")[0]
    await stage.after(minutes=1)
    assert (await stage.ticket()).owner == "p06"
    assert (await stage.history())[-1].reason.startswith("按回避换人")


async def test_an_officials_own_matter_does_not_go_to_his_relative(stage: Stage) -> None:
    """p01 says it; his wife, who has the grid, neither owns it nor is called."""
    await reorganise(stage, conflicts="[{person: p01, with: p02}]")
    await stage.say("officer-1", "上河村二组桥头的路塌了个大坑")
    assert (await stage.ticket()).owner == "p03"


async def test_three_notes_a_day_and_the_rest_in_the_morning(stage: Stage) -> None:
    """Ruling 11: the fourth waits, and what has waited comes as one."""
    texts = ("村口路灯不亮三天了", "村口路上有个大坑", "村口垃圾没人拉", "一组水沟堵了", "戏台的健身器材坏了")
    for index, text in enumerate(texts):
        await stage.say(f"villager-{index}", text, group=GROUP)
    first_day = [sent for sent in stage.new() if sent.note.to == "officer-1"]
    sent_today = [sent for sent in stage.channel.sent if sent.note.to == "officer-1"]
    assert len(sent_today) == 3, [sent.note.text for sent in first_day]
    notes = await stage.until(datetime(2026, 11, 23, 23, 40, tzinfo=UTC))
    (bundle,) = to(notes, "officer-1")
    assert "2件事一起说" in bundle
    assert "(新)" in bundle
    # danger does not ask how many there were
    for index in range(3):
        await stage.say("officer-1", f"接 {index + 1}")
    notes = await stage.say("li", "戏台那边着火了，快来人", group=GROUP)
    assert ("officer-1", "danger") in whys(notes)


async def test_what_the_evening_has_settled_is_not_said_in_the_morning(stage: Stage) -> None:
    """A note that waited for the morning is looked at again: taken, withdrawn or done meanwhile, it is not sent."""
    await stage.until(datetime(2026, 11, 23, 14, 0, tzinfo=UTC))
    await raised(stage)
    await stage.say("li", "村口路上有个大坑", group=GROUP)
    await stage.say("officer-1", "接 1")
    await stage.say("li", "撤")
    notes = await stage.until(datetime(2026, 11, 24, 0, 30, tzinfo=UTC))
    assert [why for who, why in whys(notes) if who == "officer-1"] == ["notice"]


async def test_two_that_are_due_together_are_one_note(stage: Stage) -> None:
    """At nine on the day itself: one note names both."""
    await raised(stage)
    await stage.say("li", "村口路上有个大坑", group=GROUP)
    await stage.say("officer-1", "接 1")
    await stage.say("officer-1", "接 2")
    await stage.until(datetime(2026, 11, 26, 0, 59, tzinfo=UTC))
    notes = await stage.until(datetime(2026, 11, 26, 1, 1, tzinfo=UTC))
    (text,) = to(notes, "officer-1")
    assert "1 路灯维修(今天到日子)" in text
    assert "2 村道修补(今天到日子)" in text


async def test_nothing_is_sent_at_night_after_a_standstill(stage: Stage) -> None:
    """The program comes back at eleven in the evening: what was due in the day waits for the morning."""
    await raised(stage)
    await stage.say("officer-1", "接")
    stage.clock.move_to(datetime(2026, 11, 27, 15, 0, tzinfo=UTC))
    await settle(stage.program)
    assert to(stage.new(), "officer-1") == []
    # Friday night: on Monday morning, in the words of Monday
    notes = await stage.until(datetime(2026, 11, 29, 23, 31, tzinfo=UTC))
    assert to(notes, "officer-1") == ["1号路灯维修过了4天。是不是哪里卡住了？回“求助”加一句话，请人跟您一起想办法。"]


async def test_what_was_reopened_three_times_is_the_townships(stage: Stage) -> None:
    """Ruling 6: the third time to the township's list."""
    await raised(stage)
    for _ in range(3):
        await stage.say("officer-1", "好 灯换了")
        await stage.say("zhang", "3")
    ticket = await stage.ticket()
    assert (ticket.reopened, ticket.level) == (3, AreaLevel.TOWNSHIP)


async def test_every_open_ticket_has_an_owner_able_to_act_today(database: Database, stage: Stage) -> None:
    """The invariant, day by day through a week in which half of the village is away in turn."""
    leave = '{{person: {0}, deputy: {1}, from: "2026-11-{2}", to: "2026-11-{3}"}}'
    away = [
        leave.format("p01", "p02", 24, 26),
        leave.format("p02", "p01", 25, 27),
        leave.format("p03", "p04", 24, 25),
        leave.format("p04", "p06", 25, 28),
    ]
    await reorganise(stage, deputies="[" + ", ".join(away) + "]")
    for index, text in enumerate(("村口路灯不亮三天了", "二组桥头的路灯不亮了", "上河村周书记打了我，我要举报")):
        await stage.say(f"villager-{index}", text, group=None if "举报" in text else GROUP)
    for _ in range(8):
        await stage.after(days=1)
        async with database.reading() as ledger:
            organisation = await ledger.organisation()
            today = stage.program.policy.calendar.day_of(stage.clock())
            for ticket in await ledger.tickets.every():
                assert organisation.able_on(ticket.owner, today) == ticket.owner, (today, ticket.number)

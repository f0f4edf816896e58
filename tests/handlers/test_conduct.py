"""A complaint about an official's conduct, said in a group: heard in private, and never by the one it is about."""

from datetime import timedelta

import pytest

from classifiers.verdict import Privacy, Urgency
from storage.lifecycle import Status
from tests.handlers.test_officer_replies import GROUP
from tests.stage import Stage, to, whys

LINE = ("officer-1", "officer-2", "head", "secretary")


@pytest.mark.parametrize(
    "text",
    [
        "网格员吃拿卡要，办个证明还要提两瓶酒",
        "书记修路只修自家门口",
        "低保都给了干部亲戚",
        "会计几年都不公开账目",
        "主任威胁我",
    ],
)
async def test_nobody_of_the_village_line_hears_owns_or_is_climbed_to(stage: Stage, text: str) -> None:
    """Not at once, not when it is late, not by 看 and not by its number; the group sees nothing at all."""
    notes = await stage.say("zhang", text, group=GROUP)
    ticket = await stage.ticket()
    assert (ticket.about_official, ticket.privacy, ticket.owner) == (True, Privacy.SECRET, "p05")
    assert [who for who, _ in whys(notes) if who != "supervisor"] == ["zhang"]
    (answer,) = to(notes, "zhang")
    assert "不转给本人" in answer
    assert "12388" in answer
    for officer in LINE:
        answered = await stage.say(officer, "看 1")
        assert not any("村务" in said or "孙监督" in said for said in to(answered, officer)), officer
        await stage.say(officer, "接 1")
        await stage.say(officer, "好 1 办了")
    assert (await stage.ticket()).status is Status.DISPATCHED
    notes = await stage.after(days=13)
    late = {who for who, why in whys(notes) if why.startswith("L")}
    assert {"supervisor", "office"} <= late
    assert late.isdisjoint(LINE)
    assert to(stage.channel.sent, GROUP) == []


async def test_a_complaint_is_not_joined_in_the_group(stage: Stage) -> None:
    """+1 behind it shows nobody that there is one."""
    await stage.say("zhang", "村主任把修路的钱装自己兜里了", group=GROUP)
    await stage.say("li", "+1", group=GROUP)
    await stage.say("wang", "我家也是", group=GROUP)
    assert to(stage.channel.sent, GROUP) == []
    assert [ticket.voices for ticket in await stage.tickets()] == [1]


async def test_the_supervisor_who_is_complained_of_is_passed_over(stage: Stage) -> None:
    """Ruling 7: then it is the office's."""
    await stage.say("zhang", "监委会主任跟书记穿一条裤子，账都不看就签字", group=GROUP)
    ticket = await stage.ticket()
    assert ticket.owner == "p06"
    await stage.after(days=9)
    assert to(stage.channel.sent, "supervisor") == []


async def test_the_office_is_barred_from_what_is_said_of_the_township(stage: Stage) -> None:
    """低保专干 sits in the office; a surname with a post bars whoever has it there, too."""
    await stage.say("zhang", "低保专干要红包才给办", group=GROUP)
    assert (await stage.ticket()).evidence["accused"] == ["p06"]
    await stage.say("li", "镇上孙主任收了我三百块，一年了还没办", group=GROUP)
    ticket = await stage.ticket(2)
    assert "p05" in ticket.evidence["accused"]
    assert ticket.owner != "p05"


async def test_an_official_who_hits_is_told_to_the_duty_leader_at_once(stage: Stage) -> None:
    """Danger does not wait for the office's hours; the one who hits hears nothing, and 110 comes first."""
    await stage.until(stage.clock().replace(hour=15) + timedelta(0))
    notes = await stage.say("zhang", "周书记打人", group=GROUP)
    ticket = await stage.ticket()
    assert ticket.urgency is Urgency.DANGER
    assert {who for who, why in whys(notes) if why == "danger"} == {"zhang", "supervisor", "duty"}
    (answer,) = to(notes, "zhang")
    assert answer.startswith("先打110")
    assert "12388" in answer
    notes = await stage.after(hours=3)
    assert to(notes, "secretary") == to(notes, "officer-1") == to(notes, GROUP) == []
    assert to(notes, "duty"), "called again until somebody takes it"
    await stage.say("duty", "接 1")
    assert (await stage.ticket()).owner == "p07"


@pytest.mark.parametrize("group", [GROUP, None])
async def test_what_is_added_never_goes_the_ordinary_way(stage: Stage, group: str | None) -> None:
    """打得人流血了 is one danger with 书记打人; the village line does not hear of it by the second sentence."""
    await stage.say("zhang", "上河村周书记打人", group=group)
    await stage.say("zhang", "就在村部，打得人流血了", group=group)
    await stage.say("li", "上河村网格员吃拿卡要", group=group)
    await stage.say("li", "他还收了我家两百块钱不给办", group=group)
    await stage.say("li", "书记也一样，贪得很", group=group)
    await stage.after(hours=4)
    tickets = await stage.tickets()
    assert all(ticket.about_official for ticket in tickets)
    assert all(to(stage.channel.sent, officer) == [] for officer in LINE)
    assert to(stage.channel.sent, GROUP) == []
    assert "p04" in {person for ticket in tickets[1:] for person in ticket.evidence["accused"]}


async def test_the_duty_leader_who_hits_is_not_called(stage: Stage) -> None:
    """Nor is anybody told by his name who it is about."""
    notes = await stage.say("zhang", "值班马镇长喝醉了打人", group=GROUP)
    assert "p07" in (await stage.ticket()).evidence["accused"]
    assert to(notes, "duty") == []


async def test_asking_an_official_to_help_is_no_complaint_about_him(stage: Stage) -> None:
    """书记 is called upon; nobody is barred."""
    await stage.say("zhang", "主任，三组有人打架，快来管管", group=GROUP)
    for ticket in await stage.tickets():
        assert not ticket.about_official
        assert "accused" not in ticket.evidence

"""改, 备注, 看 and 接 of helpers, 让, 转: what an official sets right by one word."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.app import SHIPPED_RULES
from bot.rule_learning import draft_rules, harvest
from classifiers.verdict import MatterKind, Privacy, Topic, Urgency
from storage.database import Database
from storage.lifecycle import OPEN, MoveName, Status
from storage.organisation_file import parse_organisation
from tests.stage import ORGANISATION, Stage, a_stage, to

GROUP = "g-shanghe"
TWO_VILLAGES = ORGANISATION.replace(
    "groups: [一组, 二组]}]",
    'groups: [一组, 二组]}, {code: "621221108202", name: 下河村, aliases: [下河], groups: []}]',
).replace(
    "posts:",
    '  - {id: p08, name: 郑远, phone: "13900000008", chat: far}\nposts:\n'
    '  - {person: p08, role: grid_head, area: "621221108202"}',
)


async def lamp(stage: Stage, sender: str = "zhang", text: str = "村口路灯不亮三天了") -> None:
    """Ticket 1: a lamp, officer-1's."""
    await stage.say(sender, text, group=GROUP)


async def corrections(stage: Stage, number: int = 1) -> list[dict[str, Any]]:
    """The details of its corrections."""
    return [line.detail for line in await stage.history(number) if line.move is MoveName.CORRECT and line.detail]


async def test_a_kind_and_a_topic_are_corrected(stage: Stage) -> None:
    """The history keeps from what to what."""
    await lamp(stage)
    notes = await stage.say("officer-1", "改 1 供水")
    assert "供水抢修" in to(notes, "officer-1")[0]
    ticket = await stage.ticket()
    assert (ticket.kind, ticket.topic, ticket.title) == (MatterKind.VILLAGE, Topic.WATER_SUPPLY, "供水抢修")
    assert (await corrections(stage))[0] == {"topic": {"from": "lighting", "to": "water_supply"}}


@pytest.mark.parametrize("words", ["户里事", "成户里事", "邻里事", "低保"])
async def test_what_is_nobodys_business_leaves_public_view(stage: Stage, words: str) -> None:
    """No line of it in the group, not in the evening either; whoever joined keeps a ticket of his own."""
    await lamp(stage)
    await stage.say("li", "我家也是", group=GROUP)
    assert (await stage.ticket()).voices == 2
    await stage.say("officer-1", f"改 1 {words}")
    ticket = await stage.ticket()
    assert ticket.kind in (MatterKind.HOUSEHOLD, MatterKind.NEIGHBOUR)
    assert ticket.privacy is not Privacy.OPEN
    assert ticket.voices == 1
    assert (await stage.ticket(2)).kind is MatterKind.VILLAGE
    notes = await stage.say("officer-1", "好 1 跟本人说好了")
    notes += await stage.after(hours=12)
    assert not [sent for sent in notes if sent.note.to == GROUP and sent.note.ticket == 1]


async def test_a_line_that_waits_for_the_group_is_not_sent(stage: Stage) -> None:
    """Resolved at night, corrected at night: the morning's line is gone."""
    await lamp(stage)
    await stage.after(hours=13)
    await stage.say("officer-1", "好 1 灯换了")
    await stage.say("officer-1", "改 1 户里事")
    notes = await stage.after(hours=12)
    assert not [sent for sent in notes if sent.note.to == GROUP and sent.note.ticket == 1]


async def test_the_date_follows_and_is_told(stage: Stage) -> None:
    """Two neighbours have a first meeting in seven days; a date never moves silently."""
    await lamp(stage)
    before = await stage.ticket()
    notes = await stage.say("officer-1", "改 1 邻里事")
    ticket = await stage.ticket()
    assert ticket.urgency is Urgency.MEDIATION
    assert ticket.due_at > before.due_at
    assert ticket.original_due_at == before.original_due_at
    assert len(to(notes, "zhang")) == 1
    assert any("due_at" in line for line in await corrections(stage))
    notes = await stage.until(before.due_at + timedelta(hours=1))
    assert "晚了" not in "".join(to(notes, "zhang")), "the old date's reminders are gone"


async def test_a_complaint_goes_to_who_may_own_it(stage: Stage) -> None:
    """The grid officer learns neither that it is one nor whose it is now; he cannot look at it any more."""
    await lamp(stage)
    number = 1
    notes = await stage.say("head", f"改 {number} 干部的事")
    ticket = await stage.ticket(number)
    assert ticket.about_official
    assert ticket.owner == "p05"
    assert ticket.privacy is Privacy.SECRET
    assert to(notes, "officer-1") == []
    assert "孙监督" not in to(notes, "head")[0]
    assert "别人手上" in to(await stage.say("officer-1", f"看 {number}"), "officer-1")[0]
    notes = await stage.after(days=12)
    for chat in ("officer-1", "head", "secretary"):
        assert not [sent for sent in notes if sent.note.to == chat and sent.note.ticket == number]


async def test_its_owner_makes_it_a_complaint(stage: Stage) -> None:
    """He has it no longer, whoever he is; helpers neither."""
    await lamp(stage)
    await stage.say("officer-1", "求助 缺配件")
    await stage.say("officer-1", "改 1 反映干部")
    ticket = await stage.ticket()
    assert (ticket.owner, ticket.helpers, ticket.status) == ("p05", [], Status.DISPATCHED)


@pytest.mark.parametrize(
    ("sender", "text"),
    [("officer-2", "改 1 供水"), ("officer-1", "改 1"), ("officer-1", "改 1 供水 低保"), ("officer-1", "改 1 路灯"),
     ("officer-1", "改 9 供水"), ("officer-1", "改 1 邻里事 路灯"), ("supervisor", "改 1 供水")],
)  # fmt: skip
async def test_what_cannot_be_corrected_is_said(stage: Stage, sender: str, text: str) -> None:
    """The wrong person, nothing said, two things, as before, no such ticket."""
    await lamp(stage)
    notes = await stage.say(sender, text)
    assert len(to(notes, sender)) == 1
    ticket = await stage.ticket()
    assert (ticket.kind, ticket.topic) == (MatterKind.VILLAGE, Topic.LIGHTING)


@pytest.mark.parametrize("words", ["二组 戏台旁", "二组", "桥头那边", "在二组桥头"])
async def test_a_place_is_corrected(stage: Stage, words: str) -> None:
    """Nobody has begun: it goes to the grid officer of that place; what it is stays as it was."""
    await lamp(stage)
    assert (await stage.ticket()).owner == "p01"
    notes = await stage.say("officer-1", f"改 1 {words}")
    ticket = await stage.ticket()
    assert (ticket.kind, ticket.topic) == (MatterKind.VILLAGE, Topic.LIGHTING)
    assert (ticket.grid, ticket.owner, ticket.place) == ("621221108201002", "p02", words)
    assert "地方改成" in to(notes, "officer-1")[0]
    assert to(notes, "officer-2")
    assert to(notes, "zhang"), "who has it now is told"


async def test_who_has_begun_keeps_it_with_its_new_place(stage: Stage) -> None:
    """He has spoken with the villager already."""
    await lamp(stage)
    await stage.say("officer-1", "接 1")
    await stage.say("officer-1", "改 1 二组桥头")
    ticket = await stage.ticket()
    assert (ticket.owner, ticket.place, ticket.topic) == ("p01", "二组桥头", Topic.LIGHTING)


async def test_place_and_topic_together(stage: Stage) -> None:
    """Both are done."""
    await lamp(stage)
    await stage.say("officer-1", "改 1 二组 供水")
    ticket = await stage.ticket()
    assert (ticket.grid, ticket.topic) == ("621221108201002", Topic.WATER_SUPPLY)


async def test_water_at_home_is_called_so(stage: Stage) -> None:
    """改 供水 of one household's matter: the topic is changed and said, it stays that household's."""
    await stage.say("zhang", "上河村一组，我想给我妈申请低保")
    ticket = await stage.ticket()
    assert ticket.kind is MatterKind.HOUSEHOLD
    notes = await stage.say("officer-1", "改 1 供水")
    ticket = await stage.ticket()
    assert (ticket.kind, ticket.topic) == (MatterKind.HOUSEHOLD, Topic.WATER_SUPPLY)
    assert "自家用水" in to(notes, "officer-1")[0]


async def test_the_grid_head_corrects_too(stage: Stage) -> None:
    """And the affairs office; it stays with its owner."""
    await lamp(stage)
    await stage.say("head", "1号是供水的事")
    await stage.say("office", "改 1 供水")
    ticket = await stage.ticket()
    assert (ticket.topic, ticket.owner) == (Topic.WATER_SUPPLY, "p01")


async def test_while_it_stands_still_or_a_wish_is_open_it_waits(stage: Stage) -> None:
    """First 继续, or the answer."""
    await lamp(stage)
    await stage.say("officer-1", "停 1 等天气")
    await stage.say("officer-1", "改 1 供水")
    assert (await stage.ticket()).topic is Topic.LIGHTING
    await stage.say("officer-1", "继续 1")
    await stage.say("officer-1", "延 1 3天 等配件")
    await stage.say("officer-1", "改 1 供水")
    assert (await stage.ticket()).topic is Topic.LIGHTING


@pytest.mark.parametrize("newest_url", ["sqlite"], indirect=True)
async def test_corrections_by_chat_teach_the_rules(database: Database) -> None:
    """From 改 to `rules suggest`, with nothing in between: a word that no rule knows is proposed."""
    said = (
        "村口路灯底下咕噜子坏了", "桥头路灯旁咕噜子不出了", "戏台路灯那儿咕噜子响三天了", "二组路灯边又是咕噜子漏水",
        "一组路灯跟前咕噜子冻了", "桥头路灯下咕噜子没人管", "请看看戏台路灯边的咕噜子又不出了",
    )  # fmt: skip
    async with a_stage(database) as stage:
        for index, text in enumerate(said):
            await stage.say(f"person-{index}", text, group=GROUP)
            await stage.after(days=3)
            for ticket in await stage.tickets():
                if ticket.topic is not Topic.WATER_SUPPLY and ticket.status in OPEN:
                    await stage.say("office", f"改 {ticket.number} 供水")
        for index in range(20):
            await stage.say(
                f"lamp-{index}", f"{('村口', '桥头', '戏台')[index % 3]}路灯不亮{index + 2}天了", group=GROUP
            )
            await stage.after(days=3)
        corrected = [ticket for ticket in await stage.tickets() if ticket.topic is Topic.WATER_SUPPLY]
    async with database.reading() as ledger:
        organisation = await ledger.organisation()
        reaped = await harvest(ledger, organisation, on_page=lambda _: None)
    assert reaped.corrected == len(corrected) >= 5
    rules = draft_rules(reaped, SHIPPED_RULES, organisation.place_names(), min_support=3, limit=5, with_contexts=False)
    assert "咕噜子" in "".join(rules)
    assert "water_supply" in "".join(rules)


# 备注 ---------------------------------------------------------------------------------------------------------------


async def test_a_remark_is_seen_by_its_owner_and_nobody_in_the_village(stage: Stage) -> None:
    """A masked line of history."""
    await lamp(stage)
    notes = await stage.say("officer-1", "备注 1 约了周五上门，电话13812345678")
    assert [sent.note.to for sent in notes] == ["officer-1"]
    line = (await stage.history())[-1]
    assert "约了周五上门" in line.reason
    assert "13812345678" not in line.reason
    assert "约了周五上门" in "".join(to(await stage.say("officer-1", "看 1"), "officer-1"))
    notes = await stage.after(days=2)
    assert "约了周五" not in "".join(sent.note.text for sent in notes)


@pytest.mark.parametrize(("sender", "allowed"), [("head", True), ("office", True), ("officer-2", False)])
async def test_who_may_remark(stage: Stage, sender: str, allowed: bool) -> None:
    """The owner and those above."""
    await lamp(stage)
    await stage.say(sender, "备注 1 先看看线路")
    assert any(line.detail.get("remark") for line in await stage.history()) is allowed


# helpers ------------------------------------------------------------------------------------------------------------


@pytest.fixture
async def helped(stage: Stage) -> AsyncIterator[Stage]:
    """officer-1 has asked the head for help with ticket 1."""
    await lamp(stage)
    await stage.say("officer-1", "接")
    await stage.say("officer-1", "求助 缺梯子")
    yield stage


async def test_a_helper_sees_what_he_helps_with(helped: Stage) -> None:
    """看 lists it, 看 1 shows it without the villager's words."""
    assert "1 路灯维修" in to(await helped.say("head", "看"), "head")[0]
    text = to(await helped.say("head", "看 1"), "head")[0]
    assert "王建军" in text
    assert "不亮" not in text


@pytest.mark.parametrize("text", ["说了 1 梯子明天送到", "说了", "好 1 梯子送到了"])
async def test_a_helpers_answer_goes_to_the_owner(helped: Stage, text: str) -> None:
    """And to no villager; nothing moves."""
    before = await helped.ticket()
    notes = await helped.say("head", text)
    assert "赵网格" in to(notes, "officer-1")[0]
    assert to(notes, "zhang") == []
    after = await helped.ticket()
    assert (after.status, after.owner, after.first_contact_at) == (before.status, before.owner, before.first_contact_at)


async def test_a_helper_takes_it_when_its_owner_says_so(helped: Stage) -> None:
    """接 asks the owner; 让 gives it."""
    notes = await helped.say("head", "接 1")
    assert (await helped.ticket()).owner == "p01"
    assert "让 1" in to(notes, "officer-1")[0]
    await helped.say("officer-1", "让 1")
    ticket = await helped.ticket()
    assert (ticket.owner, ticket.helpers, ticket.status) == ("p03", [], Status.DISPATCHED)


async def test_nobody_is_given_what_he_did_not_offer_to_take(helped: Stage) -> None:
    """让 without an offer."""
    notes = await helped.say("officer-1", "让 1")
    assert "还没人" in to(notes, "officer-1")[0]
    assert (await helped.ticket()).owner == "p01"


async def test_who_was_not_asked_cannot_offer(helped: Stage) -> None:
    """officer-2 does not help."""
    await helped.say("officer-2", "接 1")
    notes = await helped.say("officer-1", "让 1")
    assert "还没人" in to(notes, "officer-1")[0]


# 转 ------------------------------------------------------------------------------------------------------------------


async def test_the_head_hands_on_without_being_asked(stage: Stage) -> None:
    """转 1 李桂花: no return is needed; the date stays."""
    await lamp(stage)
    before = await stage.ticket()
    await stage.say("head", "1号转给李桂花")
    ticket = await stage.ticket()
    assert (ticket.owner, ticket.due_at) == ("p02", before.due_at)


async def test_somebody_of_another_village_is_asked_about_first(database: Database) -> None:
    """A slip of the name, as often as not; 是 does it."""
    async with a_stage(database, organisation=parse_organisation(TWO_VILLAGES, "two villages")) as stage:
        await lamp(stage)
        notes = await stage.say("head", "转 1 郑远")
        assert "下河村" in to(notes, "head")[0]
        assert (await stage.ticket()).owner == "p01"
        await stage.say("head", "是")
        assert (await stage.ticket()).owner == "p08"
        await stage.say("far", "退 1 不归我管 给王建军")
        assert (await stage.ticket()).status is Status.RETURN_REQUESTED

"""A villager raises a matter."""

from datetime import timedelta

import pytest

from classifiers.verdict import MatterKind, Topic, Urgency
from storage.incoming import MessageKind
from storage.lifecycle import Status
from storage.models import InboxState
from tests.stage import Stage, to, whys

GROUP = "g-shanghe"


async def test_a_village_matter_gets_one_line_and_the_officer_of_the_place_is_called(stage: Stage) -> None:
    """Person, duty, date: the group hears who has it and by when; the grid officer of the place is told."""
    notes = await stage.say("zhang", "村口路灯不亮三天了", group=GROUP)
    assert whys(notes) == [("officer-1", "L0"), (GROUP, "ack")]
    assert to(notes, GROUP) == [
        "张婶，路灯维修这事记下了，已经告诉王建军。11月26日(周四)前给您回话，急的话打13900000001。"
    ]
    ticket = await stage.ticket()
    assert (ticket.kind, ticket.topic, ticket.owner) == (MatterKind.VILLAGE, Topic.LIGHTING, "p01")
    assert ticket.status is Status.DISPATCHED
    assert ticket.due_at == ticket.original_due_at


async def test_small_talk_never_touches_the_disk(stage: Stage) -> None:
    """Greetings, jokes and market talk leave no row anywhere."""
    for text in ("早上好，大家吃了没", "哈哈哈", "今天天气真好", "谁家有鸡蛋卖"):
        assert await stage.say("zhang", text, group=GROUP) == []
    async with stage.program.database.reading() as ledger:
        assert await ledger.inbox.counts() == {}
        assert await ledger.people.find_villager(ledger.vault.reference("rehearsal", "zhang")) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [("隔壁化粪池渗水渗到我家墙根", MatterKind.NEIGHBOUR), ("我想给我妈申请低保，她有慢病", MatterKind.HOUSEHOLD)],
)
async def test_a_private_affair_said_in_the_group_gets_a_neutral_line_there(
    stage: Stage, text: str, kind: MatterKind
) -> None:
    """The group learns that a private note was sent, and not a word of what about."""
    notes = await stage.say("zhang", text, group=GROUP)
    assert to(notes, GROUP) == ["张婶，看到您说的了，给您发了私信，咱们私下细说。"]
    assert len(to(notes, "zhang")) == 1
    assert (await stage.ticket()).kind is kind


async def test_violence_at_home_gives_the_group_no_line_at_all(stage: Stage) -> None:
    """Ruling 8; and the words to the person are neutral, with the numbers that help."""
    notes = await stage.say("zhang", "我男人又打我了，我不敢回家", group=GROUP)
    assert to(notes, GROUP) == []
    assert "110" in to(notes, "zhang")[0]
    assert (await stage.ticket()).urgency is Urgency.DANGER
    # whatever she writes next is answered by a person and a number
    assert "13900000" in to(await stage.say("zhang", "1"), "zhang")[0]


async def test_danger_calls_everybody_who_must_know_at_any_hour(stage: Stage) -> None:
    """Numbers first; owner, duty leader and secretary at once, at three in the morning."""
    await stage.after(hours=17)
    notes = await stage.say("zhang", "麦场那边着火了，快来人", group=GROUP)
    assert "119" in to(notes, GROUP)[0]
    assert "119" in to(notes, "zhang")[0]
    assert {address for address, why in whys(notes) if why == "danger"} >= {"duty", "secretary", GROUP, "zhang"}


async def test_danger_does_not_wait_for_the_place_and_goes_on_when_it_is_told(stage: Stage) -> None:
    """The office is called at once; when the village is told, whoever is nearer is called too."""
    notes = await stage.say("zhang", "着火了，快来人")
    assert ("office", "danger") in whys(notes)
    assert whys(notes)[-1] == ("zhang", "ask")
    notes = await stage.say("zhang", "上河村二组桥头")
    assert ("officer-2", "danger") in whys(notes)
    assert (await stage.ticket()).owner == "p02"


async def test_the_place_is_asked_once_and_the_matter_goes_to_whoever_it_points_to(stage: Stage) -> None:
    """One question at the most; until it is answered the village's own person owns it, and nobody is called."""
    notes = await stage.say("zhang", "路灯不亮了", group=GROUP)
    assert whys(notes) == [(GROUP, "ack"), ("zhang", "ask")]
    ticket = await stage.ticket()
    assert (ticket.status, ticket.owner) == (Status.CLARIFYING, "p03")
    notes = await stage.say("zhang", "二组桥头那盏")
    assert whys(notes) == [("officer-2", "L0"), ("zhang", "ack")]
    assert (await stage.ticket()).owner == "p02"


async def test_an_unanswered_question_does_not_keep_a_matter_waiting(stage: Stage) -> None:
    """After two hours the village's own person takes it, and the villager hears who and when."""
    await stage.say("zhang", "路灯不亮了", group=GROUP)
    notes = await stage.after(hours=3)
    assert whys(notes) == [("head", "L0"), ("zhang", "ack")]
    assert (await stage.ticket()).status is Status.DISPATCHED


async def test_a_stranger_in_private_is_asked_for_the_village(stage: Stage) -> None:
    """Nothing is known of somebody who found the account by himself; the office owns it meanwhile."""
    notes = await stage.say("zhang", "我们村口的路灯不亮了")
    assert whys(notes) == [("zhang", "ask")]
    assert "村" in to(notes, "zhang")[0]
    assert (await stage.ticket()).owner == "p06"
    notes = await stage.say("zhang", "上河村一组")
    assert whys(notes) == [("officer-1", "L0"), ("zhang", "ack")]


async def test_a_scanned_code_says_where_somebody_is(stage: Stage) -> None:
    """Ruling 17: the place of the code is the matter's place, for thirty days."""
    notes = await stage.say("zhao", "", kind=MessageKind.SCAN, scan="SH01")
    assert [why for _, why in whys(notes)] == ["reply", "notice"]
    assert "上河村" in to(notes, "zhao")[0]
    notes = await stage.say("zhao", "路灯不亮了")
    assert whys(notes) == [("officer-1", "L0"), ("zhao", "ack")]
    assert (await stage.ticket()).channel == "code"
    await stage.after(days=31)
    await stage.say("zhao", "水管又爆了")
    assert (await stage.ticket(2)).channel == "private"


async def test_an_unknown_code_is_answered_kindly_and_the_matter_is_taken(stage: Stage) -> None:
    """A torn or copied poster is nobody's fault."""
    notes = await stage.say("zhao", "", kind=MessageKind.SCAN, scan="nonsense")
    assert len(to(notes, "zhao")) == 1
    await stage.say("zhao", "上河村村口路灯不亮了")
    assert len(await stage.tickets()) == 1


async def test_me_too_is_a_voice_and_not_a_second_ticket(stage: Stage) -> None:
    """「我家也是」 joins the group's newest open matter; each person counts once."""
    await stage.say("zhang", "村口路灯不亮三天了", group=GROUP)
    notes = await stage.say("li", "+1，我们这儿也是", group=GROUP)
    assert to(notes, GROUP) == ["好，您那边也算上，一共2处，一起修。有新消息在群里说。"]
    assert await stage.say("li", "+1", group=GROUP) == []
    assert (await stage.ticket()).voices == 2
    assert len(await stage.tickets()) == 1


async def test_the_same_words_within_ten_minutes_are_one_matter(stage: Stage) -> None:
    """A thumb that slips does not make two tickets; the same trouble next week does."""
    await stage.say("zhang", "村口路灯不亮三天了", group=GROUP)
    await stage.say("zhang", "村口路灯不亮三天了", group=GROUP)
    assert len(await stage.tickets()) == 1
    await stage.after(days=7)
    await stage.say("zhang", "村口路灯不亮三天了", group=GROUP)
    assert len(await stage.tickets()) == 2


async def test_a_complaint_about_an_official_never_goes_down_the_line(stage: Stage) -> None:
    """Ruling 7: the supervisor has it; the grid officer, the head and the secretary hear nothing."""
    notes = await stage.say("zhang", "上河村的村主任把集体的钱贪污了，我要举报他")
    ticket = await stage.ticket()
    assert ticket.about_official
    if ticket.status is Status.CLARIFYING:
        notes += await stage.say("zhang", "上河村")
        ticket = await stage.ticket()
    assert ticket.owner in ("p05", "p06")
    notes += await stage.after(days=20)
    assert {address for address, _ in whys(notes)}.isdisjoint({"officer-1", "officer-2", "head", "secretary", GROUP})


async def test_not_to_be_recorded_holds_until_they_come_back(stage: Stage) -> None:
    """Ruling 14: nothing is kept and nothing answered after 不记; danger still gets the numbers; 说 opens again."""
    await stage.say("zhang", "不记")
    assert await stage.say("zhang", "村口路灯不亮三天了", group=GROUP) == []
    assert await stage.tickets() == []
    notes = await stage.say("zhang", "麦场着火了，快来人", group=GROUP)
    assert whys(notes) == [("zhang", "danger")]
    assert "119" in to(notes, "zhang")[0]
    assert await stage.tickets() == []
    async with stage.program.database.reading() as ledger:
        assert set(await ledger.inbox.counts()) == {InboxState.DONE}
    await stage.say("zhang", "说")
    await stage.say("zhang", "村口路灯不亮三天了", group=GROUP)
    assert len(await stage.tickets()) == 1


@pytest.mark.parametrize("kind", [MessageKind.IMAGE, MessageKind.VOICE, MessageKind.LOCATION, MessageKind.OTHER])
async def test_whatever_is_sent_in_private_gets_an_answer(stage: Stage, kind: MessageKind) -> None:
    """A photo, a voice message, a card of an unknown kind: nobody is left without a word."""
    notes = await stage.say("zhang", "", kind=kind, media="m1")
    assert len(to(notes, "zhang")) == 1


@pytest.mark.parametrize("text", ["村" * 20_000, "路灯" * 5_000, "\ud800路灯坏了", "\0路灯\0坏了", "‮路灯坏了"])
async def test_strange_text_is_taken_or_left_and_breaks_nothing(stage: Stage, text: str) -> None:
    """Length, control characters and broken encodings are no reason to lose a message."""
    await stage.say("zhang", text)
    async with stage.program.database.reading() as ledger:
        assert InboxState.SET_ASIDE not in await ledger.inbox.counts()
        assert InboxState.WAITING not in await ledger.inbox.counts()


async def test_every_matter_has_an_owner_and_a_date(stage: Stage) -> None:
    """Whatever is said, an open ticket is never ownerless nor dateless."""
    for text in ("我有个事想说", "没水了", "路断了过不去", "医保怎么交", "你们到底管不管", "借钱不还"):
        await stage.say(f"v-{text}", text)
    tickets = await stage.tickets()
    assert len(tickets) >= 5
    for ticket in tickets:
        assert ticket.owner
        assert ticket.due_at > ticket.registered_at - timedelta(seconds=1)


async def test_two_matters_in_one_message_are_two_tickets(stage: Stage) -> None:
    """R14: each has its own words, owner, date and topic; one question at the most is asked for both."""
    notes = await stage.say("zhang", "村口路灯不亮三天了，另外垃圾池满了一个礼拜没人拉", group=GROUP)
    first, second = await stage.ticket(1), await stage.ticket(2)
    assert [first.topic, second.topic] == [Topic.LIGHTING, Topic.SANITATION]
    assert all(ticket.owner and ticket.due_at for ticket in (first, second))
    assert whys(notes).count((GROUP, "ack")) == 2
    assert len([why for _, why in whys(notes) if why == "ask"]) <= 1
    async with stage.program.database.reading() as ledger:
        words = [await ledger.tickets.words(ticket) or "" for ticket in (first, second)]
    assert "垃圾" not in words[0]
    assert "路灯" not in words[1]


@pytest.mark.parametrize(
    "where", ["上河村一组", "上河村二组桥头", "我在上河村一组", "上河村戏台那边", "我家住上河村二组"]
)
async def test_the_name_of_a_place_is_no_matter(stage: Stage, where: str) -> None:
    """The river and the bridge of a name are no flood: what it is about is asked, and nobody is sent out."""
    notes = await stage.say("zhang", where)
    assert whys(notes) == [("zhang", "ask")]
    assert await stage.tickets() == []
    await stage.say("zhang", "上河村桥头塌了个洞")
    (ticket,) = await stage.tickets()
    assert ticket.status is not Status.CLARIFYING


async def test_the_place_told_late_belongs_to_what_was_said_before(stage: Stage) -> None:
    """Asked where, somebody did not know; a few minutes later he does: no second matter, and its owner can read it."""
    await stage.say("zhang", "水管坏了")
    await stage.say("zhang", "不知道")
    await stage.after(minutes=5)
    await stage.say("zhang", "上河村一组")
    (ticket,) = await stage.tickets()
    assert ticket.topic is not None
    assert ticket.topic.value == "water_supply"


@pytest.mark.parametrize("words", ["上河村一组着火了", "上河村二组桥头路塌了", "上河村一组停水了"])
async def test_a_place_with_a_trouble_is_one(stage: Stage, words: str) -> None:
    """Whatever else is said beside it goes out at once."""
    await stage.say("zhang", words)
    assert [ticket.status for ticket in await stage.tickets()] == [Status.DISPATCHED]


async def test_a_letter_in_the_manner_of_an_announcement_is_answered(stage: Stage) -> None:
    """In a group an announcement is the official's; whoever writes one to us alone wants something."""
    said = "请问禁止露天烧纸的规定还有效吗？每逢初一十五，十字路口到处是烧纸的灰堆，风一刮飞得到处都是"
    assert "没太听明白" in to(await stage.say("zhang", said), "zhang")[0]
    assert await stage.say("li", said, group="g-shanghe") == []

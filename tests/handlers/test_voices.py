"""Several people behind one ticket: who joins, who is asked, and how it is undone."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from classifiers.verdict import MatterKind
from storage.database import Database
from storage.ledger import Ledger
from storage.lifecycle import OPEN, Confirmed, MoveName, Status
from storage.models import Ticket, Villager
from storage.organisation_file import parse_organisation
from tests.builders import NOW, TOWNSHIP, a_ticket
from tests.stage import ORGANISATION, Stage, a_stage, to, whys

GROUP = "g-shanghe"
LAMP = "村口路灯不亮三天了"
SAME_LAMP = "村口那盏路灯不亮，晚上看不见路"
FIRE = "麦场那边着火了，快来人"


# danger ----------------------------------------------------------------------------------------------------------


async def test_several_who_report_one_danger_make_one_ticket(stage: Stage) -> None:
    """The later ones get the numbers to call and hear that it is known; the owner hears each of them at once."""
    await stage.say("zhang", FIRE, group=GROUP)
    await stage.after(minutes=5)
    notes = await stage.say("li", "麦场起火了，火大得很", group=GROUP)
    assert len(await stage.tickets()) == 1
    assert (await stage.ticket()).voices == 2
    assert "119" in to(notes, "li")[0]
    assert "已告诉" in to(notes, "li")[0]
    assert "119" in to(notes, GROUP)[0]
    assert "已经有人报了" in to(notes, GROUP)[0]
    (heard,) = to(notes, "head")
    assert "麦场" in heard
    assert "一共2人" in heard


async def test_a_witness_who_writes_again_is_heard_by_the_owner(stage: Stage) -> None:
    """Whoever joined a danger is in a conversation about it, as the first one is."""
    await stage.say("zhang", FIRE, group=GROUP)
    await stage.say("li", "麦场起火了，快来", group=GROUP)
    notes = await stage.say("li", "火往村里烧过来了")
    assert "往村里烧" in to(notes, "head")[0]
    assert len(await stage.tickets()) == 1


@pytest.mark.parametrize(
    "second",
    ["戏台那边着火了，快来人", "后山滑坡了，石头往下掉，快跑", "桥头高压线断了掉在地上冒火花", "又一处着火了，在果园"],
)
async def test_a_second_danger_gets_its_own_ticket(stage: Stage, second: str) -> None:
    """Another place or another kind of danger is never put away behind the first."""
    await stage.say("zhang", FIRE, group=GROUP)
    notes = await stage.say("li", second, group=GROUP)
    assert len(await stage.tickets()) == 2
    assert ("duty", "danger") in whys(notes)


async def test_the_same_danger_two_hours_later_is_a_new_one(stage: Stage) -> None:
    """The hour of its witnesses has passed."""
    await stage.say("zhang", FIRE, group=GROUP)
    await stage.after(hours=2)
    await stage.say("li", FIRE, group=GROUP)
    assert len(await stage.tickets()) == 2


async def test_a_witness_who_knows_the_place_sends_whoever_is_nearer(stage: Stage) -> None:
    """The first one named no place, the second does."""
    await stage.say("zhang", "着火了，快来人", group=GROUP)
    notes = await stage.say("li", "二组桥头着火了，快来人", group=GROUP)
    assert len(await stage.tickets()) == 1
    assert (await stage.ticket()).owner == "p02"
    assert ("officer-2", "danger") in whys(notes)


async def test_one_witness_who_takes_it_back_does_not_end_it_for_the_other(stage: Stage) -> None:
    """A false alarm is one person's word."""
    await stage.say("zhang", FIRE, group=GROUP)
    await stage.say("li", FIRE, group=GROUP)
    notes = await stage.say("zhang", "撤")
    assert "还有别人说" in to(notes, "zhang")[0]
    ticket = await stage.ticket()
    assert ticket.status in OPEN
    assert ticket.voices == 1


async def test_whoever_was_merged_and_cries_again_is_one_voice(stage: Stage) -> None:
    """Each person counts once, and what they add is kept."""
    await stage.say("zhang", FIRE, group=GROUP)
    await stage.say("li", "二组房子着火了，浓烟滚滚，屋里还有东西没搬", group=GROUP)
    await stage.say("head", "并 1 2")
    assert (await stage.ticket(2)).merged_into == 1
    notes = await stage.say("li", "着火了，快来人", group=GROUP)
    assert "119" in to(notes, "li")[0]
    assert len(await stage.tickets()) == 2
    assert (await stage.ticket(1)).voices == 2
    async with stage.program.database.reading() as ledger:
        assert "快来人" in (await ledger.tickets.words(await ledger.tickets.get(2)) or "")


async def test_whoever_raised_it_alone_takes_it_back_and_the_merged_one_goes_on(stage: Stage) -> None:
    """What was merged into it stands alone again, as before."""
    await stage.say("zhang", "二组桥头路灯不亮了", group=GROUP)
    await stage.say("li", "二组有盏路灯不亮了", group=GROUP)
    await stage.say("head", "并 1 2")
    notes = await stage.say("zhang", "撤")
    assert (await stage.ticket(1)).status is Status.WITHDRAWN
    assert (await stage.ticket(2)).status is Status.DISPATCHED
    assert "单独办" in to(notes, "li")[0]


async def test_whoever_only_joined_takes_back_his_own_part(stage: Stage) -> None:
    """By 撤 or with the number; it goes on for the others."""
    await stage.say("zhang", LAMP, group=GROUP)
    await stage.say("li", SAME_LAMP, group=GROUP)
    await stage.say("wang", SAME_LAMP, group=GROUP)
    assert (await stage.ticket()).voices == 3
    await stage.say("li", "撤")
    await stage.say("wang", "撤 1")
    ticket = await stage.ticket()
    assert (ticket.status, ticket.voices) == (Status.DISPATCHED, 1)


async def test_the_second_one_answers_what_the_first_was_asked(stage: Stage) -> None:
    """Where it is: then it goes out at once, and the first one hears who has it."""
    await stage.say("zhang", "全村停水了", group=GROUP)
    first = await stage.ticket()
    notes = await stage.say("li", "全村都没水，一组这边也没有", group=GROUP)
    assert len(await stage.tickets()) == 1
    ticket = await stage.ticket()
    assert ticket.voices == 2
    if first.status is Status.CLARIFYING:
        assert ticket.status is Status.DISPATCHED
        assert ("zhang", "ack") in whys(notes)


@pytest.mark.parametrize(
    "text",
    ["隔壁又打老婆了，叫得吓人", "我爸一个人在家，电话打不通，敲门没人应"],
)
async def test_danger_inside_a_household_is_never_joined(stage: Stage, text: str) -> None:
    """And nobody is told that somebody else has reported it."""
    await stage.say("zhang", text, group=GROUP)
    notes = await stage.say("li", text, group=GROUP)
    assert len(await stage.tickets()) == 2
    assert all("已经有人" not in note for note in to(notes, "li"))


# R13 -------------------------------------------------------------------------------------------------------------


async def test_two_without_water_in_one_grid_are_the_villages_matter(stage: Stage) -> None:
    """R13: within two hours, no range word from either; the first one's question is settled by the second."""
    await stage.say("zhang", "没水了", group=GROUP)
    assert (await stage.ticket()).status is Status.CLARIFYING
    await stage.after(minutes=40)
    notes = await stage.say("li", "没水了", group=GROUP)
    ticket = await stage.ticket()
    assert len(await stage.tickets()) == 1
    assert (ticket.kind, ticket.status, ticket.voices) == (MatterKind.VILLAGE, Status.DISPATCHED, 2)
    assert ticket.title == "供水抢修"
    assert "供水抢修已经有人说过，您也算一份" in to(notes, GROUP)[0]
    assert ("zhang", "ack") in whys(notes)
    # what zhang writes next is no answer to the question any more
    await stage.say("zhang", "1")
    assert (await stage.ticket()).kind is MatterKind.VILLAGE


async def test_one_person_twice_is_still_one_household(stage: Stage) -> None:
    """R13 asks for two different reporters."""
    await stage.say("zhang", "没水了", group=GROUP)
    await stage.after(minutes=40)
    await stage.say("zhang", "还是没水", group=GROUP)
    assert {ticket.kind for ticket in await stage.tickets()} <= {MatterKind.UNCLEAR, MatterKind.HOUSEHOLD}


@pytest.mark.parametrize(("hours", "second"), [(3, "没水了"), (0.5, "停电了")])
async def test_two_who_need_not_have_one_cause_are_asked_each(stage: Stage, hours: float, second: str) -> None:
    """Later, or another utility: each is asked."""
    await stage.say("zhang", "没水了", group=GROUP)
    await stage.after(hours=hours)
    await stage.say("li", second, group=GROUP)
    assert len(await stage.tickets()) == 2


# open village matters --------------------------------------------------------------------------------------------


async def test_a_matter_that_is_known_takes_one_more_voice(stage: Stage) -> None:
    """Same place, same trouble: the speaker hears who has it and by when, and the owner hears it once."""
    await stage.say("zhang", LAMP, group=GROUP)
    notes = await stage.say("li", SAME_LAMP, group=GROUP)
    assert len(await stage.tickets()) == 1
    assert (await stage.ticket()).voices == 2
    assert to(notes, GROUP) == [
        "张婶，路灯维修已经有人说过，您也算一份。王建军在办，11月26日(周四)前给回话，急的话打13900000001。"
    ]
    assert "拆 1" in to(notes, "officer-1")[0]
    notes = await stage.say("wang", "上河村村口路灯不亮，摔了一跤")
    assert "已经有人说过，您也算一份" in to(notes, "wang")[0]
    assert to(notes, "officer-1") == []
    assert (await stage.ticket()).voices == 3


async def test_what_is_only_likely_is_filed_and_put_before_the_grid_head(stage: Stage) -> None:
    """One note; 并 by the head joins them, and everybody behind hears it."""
    await stage.say("zhang", "二组桥头路灯不亮了", group=GROUP)
    notes = await stage.say("li", "二组有盏路灯不亮了", group=GROUP)
    assert len(await stage.tickets()) == 2
    assert [why for who, why in whys(notes) if who == "head"] == ["merged"]
    assert "并 1 2" in to(notes, "head")[0]
    assert "不亮" in to(notes, "head")[0]
    notes = await stage.say("head", "并 1 2")
    assert (await stage.ticket(2)).status is Status.MERGED
    assert (await stage.ticket(2)).merged_into == 1
    assert (await stage.ticket(1)).voices == 2
    assert "一件事" in to(notes, "li")[0]
    assert "编号1" in to(notes, "li")[0]


@pytest.mark.parametrize(
    "text",
    ["隔壁化粪池渗水渗到我家墙根", "我想给我妈申请低保，她有慢病", "上河村的村主任把集体的钱贪污了，我要举报他"],
)
async def test_private_affairs_are_never_compared(stage: Stage, text: str) -> None:
    """The same words from two people: two tickets, no proposal, and not a word that somebody else has spoken."""
    await stage.say("zhang", text, group=GROUP)
    notes = await stage.say("li", text, group=GROUP)
    assert len(await stage.tickets()) == 2
    assert "merged" not in {why for _, why in whys(notes)}
    assert all("已经有人" not in note and "一件事" not in note for note in to(notes, "li") + to(notes, GROUP))


async def test_one_person_who_says_it_again_is_told_that_it_is_noted(stage: Stage) -> None:
    """No second ticket, and no second voice."""
    await stage.say("zhang", "上河村村口路灯不亮三天了")
    await stage.after(days=1)
    notes = await stage.say("zhang", "上河村村口的路灯还是不亮")
    assert "记着呢" in to(notes, "zhang")[0]
    assert (await stage.ticket()).voices == 1
    assert len(await stage.tickets()) == 1


async def test_nothing_is_stored_for_comparing(stage: Stage) -> None:
    """Words stay under the ticket's key; evidence and history hold none of them."""
    await stage.say("zhang", LAMP, group=GROUP)
    await stage.say("li", SAME_LAMP, group=GROUP)
    ticket = await stage.ticket()
    assert set(ticket.evidence) == {"rules"}
    for line in await stage.history():
        assert "路灯" not in line.reason
        assert "村口" not in f"{line.reason}{line.detail}"


# outcome ---------------------------------------------------------------------------------------------------------


async def three_voices(stage: Stage) -> None:
    """zhang raised it, li joined, zhao's own ticket (2) was merged."""
    await stage.say("zhang", LAMP, group=GROUP)
    await stage.say("li", SAME_LAMP, group=GROUP)
    await stage.say("zhao", "一组有盏路灯不亮了", group=GROUP)
    await stage.say("head", "并 1 2")
    assert (await stage.ticket(2)).status is Status.MERGED


async def test_every_voice_hears_the_outcome_and_confirms_its_own(stage: Stage) -> None:
    """Ruling 13; one voice's yes ends nothing for the one who raised it."""
    await three_voices(stage)
    notes = await stage.say("officer-1", "好 灯头换了，今晚亮了")
    for person in ("zhang", "li", "zhao"):
        assert "灯头换了" in to(notes, person)[0]
    await stage.say("li", "1")
    await stage.say("zhao", "1")
    assert (await stage.ticket(1)).status is Status.RESOLVED
    assert (await stage.ticket(2)).confirmed is Confirmed.SELF
    async with stage.program.database.reading() as ledger:
        voices = await ledger.tickets.behind(await ledger.tickets.get(1))
        assert len(voices) == 3
        assert all(voice.told_at is not None for voice in voices)
        assert [voice.confirmed for voice in voices if voice.ticket == 1 and not voice.reporter] == [Confirmed.SELF]
    await stage.say("zhang", "1")
    assert (await stage.ticket(1)).status is Status.CLOSED


async def test_a_voices_no_is_heard(stage: Stage) -> None:
    """If the lamp is dark for one, it is not done; everybody is told and asked anew."""
    await three_voices(stage)
    await stage.say("officer-1", "好 灯头换了，今晚亮了")
    await stage.say("zhao", "3")
    assert (await stage.ticket(1)).status is Status.REOPENED
    notes = await stage.say("officer-1", "好 线路也换了，亮了")
    for person in ("zhang", "li", "zhao"):
        assert "线路也换了" in to(notes, person)[0]


async def test_whoever_was_merged_asks_and_takes_back_as_before(stage: Stage) -> None:
    """查 answers with the ticket it is handled with; 撤 takes back one's own part alone."""
    await three_voices(stage)
    assert "编号1" in to(await stage.say("zhao", "查"), "zhao")[0]
    await stage.say("zhao", "撤")
    assert (await stage.ticket(2)).status is Status.WITHDRAWN
    assert (await stage.ticket(1)).status is Status.DISPATCHED
    assert (await stage.ticket(1)).voices == 2


async def test_words_of_a_merged_ticket_are_destroyed_with_the_one_it_was_merged_into(stage: Stage) -> None:
    """What was promised to one voice is kept for all."""
    await three_voices(stage)
    await stage.say("officer-1", "好 灯头换了，今晚亮了")
    await stage.say("zhang", "1")
    await stage.after(days=92)
    for number in (1, 2):
        assert (await stage.ticket(number)).words_key is None


# 并 and 拆 ---------------------------------------------------------------------------------------------------------


async def test_taking_apart_gives_back_what_was_there(stage: Stage) -> None:
    """State, owner, dates and reminders as before; the person hears it, and the history keeps every step."""
    await three_voices(stage)
    await stage.say("head", "拆 2")
    ticket = await stage.ticket(2)
    assert (ticket.status, ticket.merged_into) == (Status.DISPATCHED, None)
    assert ticket.due_at == ticket.original_due_at
    assert [line.move for line in await stage.history(2)] == [
        MoveName.REGISTER,
        MoveName.DISPATCH,
        MoveName.MERGE,
        MoveName.UNMERGE,
    ]
    assert "单独办" in to(stage.channel.sent, "zhao")[-1]
    assert (await stage.ticket(1)).voices == 2


async def test_taking_apart_a_voice_that_joined_gives_it_a_ticket(stage: Stage) -> None:
    """With its own words, the date it was told, and a way to be told."""
    await stage.say("zhang", LAMP, group=GROUP)
    await stage.say("li", SAME_LAMP, group=GROUP)
    first = await stage.ticket(1)
    notes = await stage.say("officer-1", "拆 1")
    own = await stage.ticket(2)
    assert (own.status, own.due_at, own.owner, own.voices) == (Status.DISPATCHED, first.due_at, "p01", 1)
    assert (await stage.ticket(1)).voices == 1
    assert "编号2" in to(notes, "li")[0]
    async with stage.program.database.reading() as ledger:
        assert await ledger.tickets.words(await ledger.tickets.get(2)) == SAME_LAMP
    await stage.say("officer-1", "好 2 灯头换了，亮了")
    assert "灯头换了" in to(stage.channel.sent, "li")[-1]


@pytest.mark.parametrize("order", ["并 1 2", "并1和2", "合并 2、1", "并 1号 2号", "并＃１ ２"])
async def test_two_numbers_in_any_form(stage: Stage, order: str) -> None:
    """The older one goes on, however it is said."""
    await stage.say("zhang", "二组桥头路灯不亮了", group=GROUP)
    await stage.say("li", "二组有盏路灯不亮了", group=GROUP)
    await stage.say("head", order)
    assert (await stage.ticket(2)).merged_into == 1


@pytest.mark.parametrize("order", ["并", "并 1", "并 1 9", "并 1 1", "拆", "拆 9", "拆 1"])
async def test_an_order_that_cannot_be_followed_gets_a_sentence(stage: Stage, order: str) -> None:
    """And moves nothing."""
    await stage.say("zhang", LAMP, group=GROUP)
    notes = await stage.say("head", order)
    assert len(to(notes, "head")) == 1
    assert (await stage.ticket()).status is Status.DISPATCHED


async def test_only_who_may_decide_joins(stage: Stage) -> None:
    """The officer of another grid is told who decides; a villager's 并 is no order."""
    await stage.say("zhang", "二组桥头路灯不亮了", group=GROUP)
    await stage.say("li", "二组有盏路灯不亮了", group=GROUP)
    notes = await stage.say("officer-1", "并 1 2")
    assert "网格长" in to(notes, "officer-1")[0]
    await stage.say("zhang", "并 1 2")
    assert (await stage.ticket(2)).status is Status.DISPATCHED


async def test_private_affairs_are_not_merged_by_anybody(stage: Stage) -> None:
    """It would tell the one that the other has spoken."""
    await stage.say("zhang", "我想给我妈申请低保，她有慢病", group=GROUP)
    await stage.say("li", "我想给我妈申请低保，她有慢病", group=GROUP)
    for person in ("head", "secretary", "office"):
        await stage.say(person, "并 1 2")
    assert {ticket.status for ticket in await stage.tickets()} <= OPEN


async def test_a_danger_goes_on_and_the_lesser_is_merged_into_it(stage: Stage) -> None:
    """Whichever is older."""
    await stage.say("zhang", "村口路上有个大坑", group=GROUP)
    await stage.say("li", "村口那条路塌了半边，车要掉下去了", group=GROUP)
    await stage.say("head", "并 1 2")
    danger = next(ticket for ticket in await stage.tickets() if ticket.urgency == "danger")
    assert danger.number == 2
    assert danger.status in OPEN
    assert (await stage.ticket(1)).merged_into == 2


async def test_reminders_of_a_merged_ticket_rest(stage: Stage) -> None:
    """Nobody is reminded of what is handled with another; taken apart, it is owed again."""
    await three_voices(stage)
    async with stage.program.database.reading() as ledger:
        assert await ledger.reminders.waiting(2) == []
    await stage.say("head", "拆 2")
    async with stage.program.database.reading() as ledger:
        assert len(await ledger.reminders.waiting(2)) > 0


# counts ----------------------------------------------------------------------------------------------------------

#: which two of six tickets are merged, one pair after the other, and in which order all is undone
PLANS = st.tuples(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8),
    st.randoms(use_true_random=False),
    st.lists(st.lists(st.integers(0, 3), max_size=4), min_size=6, max_size=6),
)


@given(plan=PLANS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_counts_before_and_after_merge_and_unmerge_are_equal(database: Database, plan: Any) -> None:
    """Whatever is merged into whatever, and undone in whatever order: states, dates, voices and reminders as before."""
    merges, random, people = plan
    async with database.ledger() as ledger:
        tickets = [await _filed(ledger, refs) for refs in people]
        before = [await _counted(ledger, ticket) for ticket in tickets]
        everyone = {ref for refs in people for ref in refs} | {4 + place for place in range(6)}
        undone: list[Ticket] = []
        for one, other in merges:
            main, gone = await ledger.tickets.root_of(tickets[one]), await ledger.tickets.root_of(tickets[other])
            if main is gone:
                continue
            behind = {voice.villager for ticket in (main, gone) for voice in await ledger.tickets.behind(ticket)}
            await ledger.tickets.merge(gone, main, actor="p03", at=NOW)
            await ledger.reminders.rest(gone.number, NOW)
            assert main.voices == len(behind) <= len(everyone)
            undone.append(gone)
        random.shuffle(undone)
        for gone in undone:
            await ledger.tickets.unmerge(gone, actor="p03", at=NOW + timedelta(hours=1))
            await ledger.reminders.wake(gone.number)
        assert [await _counted(ledger, ticket) for ticket in tickets] == before
        await ledger.rollback()


async def _filed(ledger: Ledger, people: list[int]) -> Ticket:
    ticket = a_ticket(await ledger.tickets.next_number(), status=Status.ACCEPTED)
    reporter = await _met(ledger, 4 + (ticket.number - 1) % 6)
    ledger.tickets.add(ticket, reporter, "路灯不亮", "villager", NOW)
    for person in people:
        await ledger.tickets.join(ticket, await _met(ledger, person), "我家也是", NOW)
    await ledger.reminders.plan(ticket.number, [("L0c", "p01", ticket.due_at), ("L1", "p03", ticket.due_at)])
    return ticket


async def _met(ledger: Ledger, person: int) -> Villager:
    ref = f"{person:032d}"
    return Villager(township=TOWNSHIP, ref=ref, channel="rehearsal", address=f"v{person}")


async def _counted(ledger: Ledger, ticket: Ticket) -> tuple[object, ...]:
    owed = [(row.rung, row.person, row.due_at) for row in await ledger.reminders.waiting(ticket.number)]
    voices = sorted(voice.villager for voice in await ledger.tickets.voices_of(ticket))
    return (ticket.status, ticket.voices, ticket.due_at, ticket.original_due_at, ticket.owner, owed, voices)


async def test_two_villages_are_never_one(database: Database) -> None:
    """The same lamp by the same name in two villages is two lamps."""
    two = ORGANISATION.replace(
        "[一组, 二组]}]", '[一组, 二组]}, {code: "621221108202", name: 中滩村, aliases: [中滩], groups: [一组]}]', 1
    ).replace("chats: [", 'chats: [{id: g-zhongtan, area: "621221108202"}, ', 1)
    async with a_stage(database, organisation=parse_organisation(two, "two villages")) as stage:
        await stage.say("zhang", LAMP, group=GROUP)
        await stage.say("li", LAMP, group="g-zhongtan")
        assert len(await stage.tickets()) == 2

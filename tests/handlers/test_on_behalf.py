"""代报: whoever has no phone and no account is heard through somebody, by the same rules and clocks."""

from datetime import timedelta

import pytest

from handlers.on_behalf import read_told
from storage.database import Database
from storage.lifecycle import Confirmed, HandlingMode, MoveName, Status
from storage.organisation_file import parse_organisation
from tests.stage import ORGANISATION, Stage, a_stage, to

LAMP = "代报 李大娘 一组门口路灯坏了 本人同意"


@pytest.mark.parametrize(
    ("text", "channel", "who", "words", "result", "consent"),
    [
        ("代报 李大娘 门口路灯坏了 本人同意", "point", "李大娘", "门口路灯坏了", "", True),
        ("代报：门口路灯坏了", "point", "", "门口路灯坏了", "", False),
        ("摸排 老张家 电视没信号，本人已同意", "visit", "老张家", "电视没信号", "", True),
        ("代报 电话 王秀兰 13812345678 家里停水了（本人同意）", "phone", "王秀兰", "家里停水了", "", True),
        ("代报 上门 李大娘 灯坏了 已办 灯换了 本人同意", "visit", "李大娘", "灯坏了", "灯换了", True),
        ("代报 李大娘 灯坏了 没问本人同意", "point", "李大娘", "灯坏了 没问本人同意", "", False),
        ("代报 李大娘 灯坏了 本人同意吗", "point", "李大娘", "灯坏了 本人同意吗", "", False),
        ("代报 李大娘 灯坏了 本人不同意", "point", "李大娘", "灯坏了 本人不同意", "", False),
    ],
)
def test_how_an_order_is_read(text: str, channel: str, who: str, words: str, result: str, consent: bool) -> None:
    """Who, where, what, and whether the person agreed; a doubtful yes is none."""
    told = read_told(text)
    assert told is not None
    assert (told.channel, told.who, told.words, told.result, told.consent) == (channel, who, words, result, consent)


async def test_it_is_filed_like_any_other(stage: Stage) -> None:
    """Owner, dates and place by the same rules; the way it was heard stands in the ledger."""
    notes = await stage.say("officer-2", LAMP)
    ticket = await stage.ticket()
    assert (ticket.channel, ticket.owner, ticket.status) == ("point", "p01", Status.DISPATCHED)
    assert "11月26日(周四)" in to(notes, "officer-2")[0]
    assert any("新事" in text for text in to(notes, "officer-1"))
    await stage.say("zhang", "村口路灯不亮了")
    assert (await stage.ticket(2)).due_at == ticket.due_at
    first = (await stage.history())[0]
    assert (first.move, first.actor) == (MoveName.REGISTER, "p02")


async def test_nothing_is_kept_without_a_yes(stage: Stage) -> None:
    """No ticket, no villager; after 没同意 not even the draft, only one reminder to make an appointment."""
    notes = await stage.say("officer-1", "摸排 李大娘 一组门口路灯坏了")
    assert "本人同意" in to(notes, "officer-1")[0]
    assert await stage.tickets() == []
    notes = await stage.say("officer-1", "没同意")
    assert "啥也没记" in to(notes, "officer-1")[0]
    assert "没记" not in to(await stage.say("officer-1", "本人同意"), "officer-1")[0]
    assert await stage.tickets() == []
    reminded = to(await stage.after(days=3), "officer-1")
    assert len([text for text in reminded if "约个时间" in text]) == 1
    assert not any("李大娘" in sent.note.text for sent in stage.channel.sent)


async def test_a_yes_files_what_waited_even_after_a_restart(database: Database) -> None:
    """The draft is a row; it is gone as soon as it was answered, and after two hours in any case."""
    async with a_stage(database) as stage:
        await stage.say("officer-1", "摸排 李大娘 一组门口路灯坏了")
    async with a_stage(database) as stage:
        await stage.say("officer-1", "本人同意")
        assert [ticket.channel for ticket in await stage.tickets()] == ["visit"]
        await stage.say("officer-1", "本人同意")
        assert len(await stage.tickets()) == 1
        await stage.say("officer-1", "摸排 李大娘 一组垃圾没人拉")
        await stage.after(hours=3)
        notes = await stage.say("officer-1", "本人同意")
        assert "不留了" in to(notes, "officer-1")[0]
        assert len(await stage.tickets()) == 1


async def test_danger_does_not_wait_for_a_yes(stage: Stage) -> None:
    """Somebody's life stands before his signature; that it was so is kept."""
    await stage.say("officer-1", "代报 李大娘 家里着火了，人还在屋里")
    ticket = await stage.ticket()
    async with stage.program.database.reading() as ledger:
        filed = await ledger.on_behalf.find(1)
    assert ticket.urgency.value == "danger"
    assert filed is not None
    assert filed.consent == "danger"
    assert any("有危险" in sent.note.text for sent in stage.channel.sent if sent.note.to == "duty")


async def test_whoever_files_his_own_has_taken_it(stage: Stage) -> None:
    """He has spoken with the person: accepted and contacted, without a note to himself."""
    notes = await stage.say("officer-1", LAMP)
    ticket = await stage.ticket()
    assert ticket.status is Status.IN_PROGRESS
    assert ticket.first_contact_at is not None
    assert not any("新事" in text for text in to(notes, "officer-1"))


async def test_the_result_goes_through_the_one_who_filed(stage: Stage) -> None:
    """Told by a person, not by a note: it counts as told when he says so, and a proxy's yes is a proxy's."""
    await stage.say("officer-2", LAMP)
    notes = await stage.say("officer-1", "好 1 灯头换了")
    assert "李桂花" in to(notes, "officer-1")[0]
    passed = to(notes, "officer-2")
    assert len(passed) == 1
    assert "灯头换了" in passed[0]
    assert "代答 1" in passed[0]
    assert (await stage.ticket()).told_at is None
    notes = await stage.say("officer-2", "代答 1 行")
    ticket = await stage.ticket()
    assert (ticket.status, ticket.confirmed) == (Status.CLOSED, Confirmed.PROXY)
    assert ticket.told_at is not None
    assert any("辛苦" in text for text in to(notes, "officer-1"))


async def test_nothing_ends_as_long_as_the_person_was_not_told(stage: Stage) -> None:
    """Whoever has to tell is asked twice; silence of the spokesman closes nothing."""
    await stage.say("officer-2", LAMP)
    await stage.say("officer-1", "好 1 灯头换了")
    asked = [text for text in to(await stage.after(days=12), "officer-2") if "还不知道告诉本人没有" in text]
    assert len(asked) == 2
    assert (await stage.ticket()).status is Status.RESOLVED
    await stage.say("officer-2", "转告了 1")
    await stage.after(days=4)
    ticket = await stage.ticket()
    assert (ticket.status, ticket.confirmed, ticket.satisfaction) == (Status.CLOSED, Confirmed.NONE, None)


async def test_not_done_reopens(stage: Stage) -> None:
    """「代答 1 没好 灯还闪」: back to the owner, with the person's reason."""
    await stage.say("officer-2", LAMP)
    await stage.say("officer-1", "好 1 灯头换了")
    notes = await stage.say("officer-2", "代答 1 没好 灯还闪")
    assert (await stage.ticket()).status is Status.REOPENED
    assert any("灯还闪" in text for text in to(notes, "officer-1"))


async def test_only_the_spokesman_answers(stage: Stage) -> None:
    """Not the owner, nobody else, and not twice."""
    await stage.say("officer-2", LAMP)
    await stage.say("officer-1", "好 1 灯头换了")
    for other in ("officer-1", "head", "zhang"):
        await stage.say(other, "代答 1 行")
        assert (await stage.ticket()).status is Status.RESOLVED
    await stage.say("officer-2", "代答 1 行")
    moves = (await stage.ticket()).moves
    await stage.say("officer-2", "转告了 1")
    assert (await stage.ticket()).moves == moves


async def test_settled_at_once_and_still_asked(stage: Stage) -> None:
    """直办: registered, done and told in one step; closed by the person's word only."""
    notes = await stage.say("officer-1", "代报 李大娘 一组门口路灯坏了 已办 灯换了 本人同意")
    ticket = await stage.ticket()
    assert (ticket.status, ticket.mode) == (Status.RESOLVED, HandlingMode.DIRECT)
    assert "代答 1 行" in to(notes, "officer-1")[0]
    assert [line.move for line in await stage.history()] == [
        MoveName.REGISTER, MoveName.DISPATCH, MoveName.ACCEPT, MoveName.CONTACT, MoveName.RESOLVE, MoveName.TELL
    ]  # fmt: skip
    await stage.say("officer-1", "代答 1 行")
    assert (await stage.ticket()).confirmed is Confirmed.PROXY


async def test_how_it_was_handled_is_asked_by_somebody_else(stage: Stage) -> None:
    """The rating question never goes to the one who did it, and he cannot answer it."""
    await stage.say("officer-1", "代报 李大娘 一组门口路灯坏了 已办 灯换了 本人同意")
    await stage.say("officer-1", "代答 1 行")
    notes = await stage.after(days=2)
    assert not any("办得行不行" in text for text in to(notes, "officer-1"))
    assert any("办得行不行" in text for text in to(notes, "head"))
    await stage.say("officer-1", "代答 1 1")
    assert (await stage.ticket()).satisfaction is None
    await stage.say("head", "代答 1 2")
    assert (await stage.ticket()).satisfaction == 2


COMPLAINT = "代报 李大娘 网格员王建军收了我的钱不给办事 本人同意"


@pytest.mark.parametrize("filer", ["officer-1", "officer-2", "head"])
async def test_a_complaint_never_reaches_the_accused_also_where_he_files_it(stage: Stage, filer: str) -> None:
    """To the supervisor; the accused gets no number, no note, and no way to end it."""
    await stage.say(filer, COMPLAINT)
    ticket = await stage.ticket()
    assert ticket.about_official
    assert ticket.owner == "p05"
    mine = [sent.note for sent in stage.channel.sent if sent.note.to == "officer-1"]
    assert all(note.ticket is None and "1号" not in note.text for note in mine)
    for order in ("代答 1 行", "转告了 1", "代撤 1", "代查 1", "看 1", "好 1 解决了", "是本人 1"):
        await stage.say("officer-1", order)
    assert (await stage.ticket()).status is Status.DISPATCHED
    await stage.say("supervisor", "好 1 钱退了，人批评了")
    await stage.after(days=30)
    later = [sent.note for sent in stage.channel.sent if sent.note.to == "officer-1"]
    assert all(note.ticket is None and "收" not in note.text for note in later)


async def test_a_complaint_cannot_be_settled_away(stage: Stage) -> None:
    """「已办」 by the accused, or by anybody, ends no complaint."""
    await stage.say("officer-1", "代报 李大娘 网格员王建军收了我的钱不给办事 已办 说清楚了 本人同意")
    ticket = await stage.ticket()
    assert (ticket.status, ticket.owner) == (Status.DISPATCHED, "p05")


async def test_a_relative_of_the_one_who_filed_may_be_accused(database: Database) -> None:
    """Then he does not speak for the person either."""
    kin = ORGANISATION.replace("conflicts: []", "conflicts: [{person: p02, with: p01}]")
    async with a_stage(database, organisation=parse_organisation(kin, "kin")) as stage:
        await stage.say("officer-2", COMPLAINT)
        await stage.say("supervisor", "好 1 钱退了，人批评了")
        await stage.after(days=2)
        assert all(
            sent.note.ticket is None for sent in stage.channel.sent if sent.note.to in ("officer-1", "officer-2")
        )


async def test_the_person_takes_it_back(stage: Stage) -> None:
    """Withdrawn by the person's word; the owner need not go. A complaint is taken back by nobody else."""
    await stage.say("officer-2", LAMP)
    notes = await stage.say("officer-2", "代撤 1")
    assert (await stage.ticket()).status is Status.WITHDRAWN
    assert any("不用跑" in text for text in to(notes, "officer-1"))
    await stage.say("office", COMPLAINT.replace("网格员", "上河村网格员"))
    await stage.say("supervisor", "代撤 2")
    assert (await stage.ticket(2)).status is Status.DISPATCHED


async def test_an_account_of_his_own(stage: Stage) -> None:
    """By the word of the official who knows him, not by a code; from then on he is told and answers himself."""
    await stage.say("officer-2", LAMP)
    notes = await stage.say("li-daniang", "1号是我的")
    assert "1号" in to(notes, "officer-2")[0]
    stranger = await stage.say("stranger", "1号是我的")
    assert to(stranger, "officer-2") == []
    assert to(stranger, "stranger") == to(notes, "li-daniang")
    await stage.say("officer-2", "是本人 1")
    notes = await stage.say("officer-1", "好 1 灯头换了")
    assert to(notes, "officer-2") == []
    assert any("灯头换了" in text for text in to(notes, "li-daniang"))
    await stage.say("stranger", "1")
    assert (await stage.ticket()).status is Status.RESOLVED
    await stage.say("li-daniang", "1")
    assert (await stage.ticket()).confirmed is Confirmed.SELF


async def test_the_number_is_for_the_owner_and_is_forgotten(stage: Stage) -> None:
    """Sealed under the ticket's key; 看 shows it to the owner, the end of the words destroys it."""
    await stage.say("officer-2", "代报 李大娘 13812345678 一组门口路灯坏了 本人同意")
    assert "13812345678" in to(await stage.say("officer-1", "看 1"), "officer-1")[0]
    await stage.say("officer-1", "好 1 灯头换了")
    await stage.say("officer-2", "代答 1 行")
    await stage.after(days=95)
    async with stage.program.database.reading() as ledger:
        filed = await ledger.on_behalf.find(1)
        ticket = await ledger.tickets.get(1)
        (voice,) = await ledger.tickets.voices_of(ticket)
        person = await ledger.people.find_villager(voice.villager)
    assert filed is not None
    assert filed.phone is None
    assert person is not None
    assert person.name == ""


async def test_the_spokesman_is_away(database: Database) -> None:
    """His deputy tells instead; nobody is left untold because somebody is on leave."""
    leave = ORGANISATION.replace(
        "deputies: []", 'deputies: [{person: p02, deputy: p03, from: "2026-11-24", to: "2026-12-30"}]'
    )
    async with a_stage(database, organisation=parse_organisation(leave, "leave")) as stage:
        await stage.say("officer-2", LAMP)
        await stage.after(days=1)
        notes = await stage.say("officer-1", "好 1 灯头换了")
        assert to(notes, "officer-2") == []
        assert any("灯头换了" in text for text in to(notes, "head"))
        await stage.say("head", "代答 1 行")
        assert (await stage.ticket()).status is Status.CLOSED


async def test_late_is_said_through_the_spokesman_too(stage: Stage) -> None:
    """A date never passes silently, for nobody."""
    await stage.say("officer-2", LAMP)
    await stage.say("officer-1", "接")
    notes = await stage.after(days=6)
    assert any("请转告" in text and "路灯" in text for text in to(notes, "officer-2"))
    assert (await stage.ticket()).due_at < stage.clock() + timedelta(0)

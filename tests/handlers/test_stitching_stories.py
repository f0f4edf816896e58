"""One person's burst is one matter, in a busy group and in private; two people's never are."""

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from classifiers.verdict import Topic, Urgency
from handlers.stitching import LIMITS
from handlers.turn import burst_ref
from storage.database import Database
from storage.incoming import Location, MessageKind
from storage.lifecycle import MoveName, Outcome, Status
from storage.models import InboxState
from tests.builders import a_message
from tests.stage import Stage, a_stage, to, whys

GROUP = "g-shanghe"


async def words_of(stage: Stage, number: int = 1, sender: str = "zhang") -> list[str]:
    """What one person said about a ticket, piece by piece; a wordless piece by its kind."""
    async with stage.program.database.reading() as ledger:
        ticket = await ledger.tickets.get(number)
        said = await ledger.tickets.said_by(ticket, ledger.vault.reference("rehearsal", sender))
        return [piece.text or piece.kind.value for piece in said]


async def kept(stage: Stage) -> int:
    """How many messages have touched the disk."""
    async with stage.program.database.reading() as ledger:
        return sum((await ledger.inbox.counts()).values())


async def recall(stage: Stage, piece: str, sender: str = "zhang", **fields: Any) -> Any:
    """Somebody takes a message back."""
    return await stage.say(sender, "", kind=MessageKind.RECALL, recalls=piece, **fields)


async def test_a_burst_in_a_busy_group_is_one_matter(stage: Stage) -> None:
    """Photo, "come and see", the matter, "that lamp", a voice, since when: one ticket, one line in the group."""
    notes = await stage.say("zhang", "", group=GROUP, kind=MessageKind.IMAGE, media="x")
    notes += await stage.say("li", "早上好", group=GROUP)
    notes += await stage.say("zhang", "你们来看", group=GROUP)
    assert await kept(stage) == 0
    notes += await stage.say("zhang", "村口路灯不亮了", group=GROUP)
    notes += await stage.say("wang", "今天赶集去不", group=GROUP)
    await stage.after(seconds=20)
    notes += await stage.say("zhang", "就是那个灯", group=GROUP)
    notes += await stage.say("zhang", "", group=GROUP, kind=MessageKind.VOICE)
    notes += await stage.say("li", "哈哈哈", group=GROUP)
    notes += await stage.say("zhang", "都黑了三天了", group=GROUP)
    assert whys(notes) == [("officer-1", "L0"), (GROUP, "ack")]
    assert len(await stage.tickets()) == 1
    assert await words_of(stage) == ["image", "你们来看", "村口路灯不亮了", "就是那个灯", "voice", "都黑了三天了"]
    assert (await stage.ticket()).evidence["media"] == {"image": 1, "voice": 1}
    assert "照片1张、语音1条" in to(await stage.say("officer-1", "看 1"), "officer-1")[0]


@pytest.mark.parametrize(
    ("first", "second"),
    [("村口那个灯", "又不亮了"), ("村口那个灯", "莫得亮"), ("村口那灯", "黑咧"), ("咱村口的路", "烂滴很")],
)
async def test_two_halves_of_a_sentence_are_a_matter(stage: Stage, first: str, second: str) -> None:
    """Neither half says anything; together they do, and the place is that of the first."""
    assert await stage.say("zhang", first, group=GROUP) == []
    assert await kept(stage) == 0
    notes = await stage.say("zhang", second, group=GROUP)
    assert whys(notes) == [("officer-1", "L0"), (GROUP, "ack")]
    assert await words_of(stage) == [first, second]


async def test_halves_of_two_people_are_nothing(stage: Stage) -> None:
    """Two speakers are never stitched together, and what was no matter leaves no trace."""
    await stage.say("zhang", "村口那个灯", group=GROUP)
    assert await stage.say("li", "又不亮了", group=GROUP) == []
    assert (await stage.tickets(), await kept(stage)) == ([], 0)


async def test_a_half_in_one_group_is_no_half_in_another(stage: Stage) -> None:
    """A burst belongs to one chat."""
    await stage.say("zhang", "村口那个灯", group="g-other")
    assert await stage.say("zhang", "又不亮了", group=GROUP) == []


async def test_two_bursts_at_once_keep_to_their_speakers(stage: Stage) -> None:
    """Each hears of his own matter; each one's pieces lie behind his own ticket."""
    await stage.say("zhang", "村口路灯不亮了", group=GROUP)
    await stage.say("li", "二组桥头垃圾堆成山了", group=GROUP)
    for sender, text in (("zhang", "就是那个灯"), ("li", "臭得不行"), ("zhang", "都三天了"), ("li", "快派人来拉")):
        assert await stage.say(sender, text, group=GROUP) == []
    assert await words_of(stage, 1, "zhang") == ["村口路灯不亮了", "就是那个灯", "都三天了"]
    assert await words_of(stage, 2, "li") == ["二组桥头垃圾堆成山了", "臭得不行", "快派人来拉"]
    assert await words_of(stage, 1, "li") == []


@pytest.mark.parametrize(
    "text",
    [
        "哈哈哈",
        "早上好",
        "今天赶集去不",
        "中午吃啥",
        "老李你说的是哪个",
        "你说的是哪个灯",
        "谁家有鸡蛋卖",
        "明天几点开会",
    ],
)
async def test_other_talk_in_the_middle_stays_small_talk(stage: Stage, text: str) -> None:
    """Laughter, greetings, the market and words to a neighbour are forgotten, also while a burst is open."""
    await stage.say("zhang", "村口路灯不亮了", group=GROUP)
    before = await kept(stage)
    assert await stage.say("zhang", text, group=GROUP) == []
    assert await kept(stage) == before
    assert await words_of(stage) == ["村口路灯不亮了"]


@pytest.mark.parametrize("fields", [{"quote": "somebody's words"}, {"mentions": ("li",)}])
async def test_an_answer_to_somebody_else_is_not_stitched(stage: Stage, fields: dict[str, Any]) -> None:
    """Who quotes or calls on a neighbour speaks to him."""
    await stage.say("zhang", "村口路灯不亮了", group=GROUP)
    before = await kept(stage)
    await stage.say("zhang", "就是那个灯", group=GROUP, **fields)
    assert await kept(stage) == before


async def test_another_matter_of_the_same_person_is_another_ticket(stage: Stage) -> None:
    """Another topic, or the same trouble in another place."""
    await stage.say("zhang", "村口路灯不亮了", group=GROUP)
    await stage.say("zhang", "垃圾也没人收", group=GROUP)
    await stage.say("zhang", "二组桥头的垃圾都堆成山了", group=GROUP)
    topics = [ticket.topic for ticket in await stage.tickets()]
    assert topics == [Topic.LIGHTING, Topic.SANITATION]
    await stage.say("zhang", "村口路灯不亮了", group=GROUP)
    await stage.say("zhang", "二组桥头的路灯也坏了", group=GROUP)
    assert len(await stage.tickets()) == 3


@pytest.mark.parametrize("end", ["说完了", "就这个事", "好了", "谢谢", "就这个事，麻烦你们了"])
async def test_a_clear_end_closes_at_once(stage: Stage, end: str) -> None:
    """After "that is all" the next words are heard on their own, without a word in the group."""
    await stage.say("zhang", "村口路灯不亮了", group=GROUP)
    assert await stage.say("zhang", end, group=GROUP) == []
    before = await kept(stage)
    await stage.say("zhang", "就是那个灯", group=GROUP)
    assert await kept(stage) == before
    assert await words_of(stage) == ["村口路灯不亮了"]


async def test_a_pause_ends_a_burst(stage: Stage) -> None:
    """Two minutes of silence; and however short the pauses, six minutes are enough for one matter."""
    await stage.say("zhang", "村口路灯不亮了", group=GROUP)
    for _ in range(6):
        await stage.after(seconds=70)
        await stage.say("zhang", f"都{_ + 2}天了", group=GROUP)
    assert await words_of(stage) == ["村口路灯不亮了", *(f"都{n + 2}天了" for n in range(5))]
    await stage.say("li", "二组桥头垃圾堆成山了", group=GROUP)
    await stage.after(seconds=LIMITS.pause.total_seconds() + 1)
    await stage.say("li", "臭得不行", group=GROUP)
    assert await words_of(stage, 2, "li") == ["二组桥头垃圾堆成山了"]


async def test_what_was_overheard_too_long_ago_leads_to_nothing(stage: Stage) -> None:
    """Memory is two minutes long."""
    await stage.say("zhang", "", group=GROUP, kind=MessageKind.IMAGE)
    await stage.after(minutes=2, seconds=1)
    await stage.say("zhang", "村口路灯不亮了", group=GROUP)
    assert await words_of(stage) == ["村口路灯不亮了"]


async def test_a_flood_is_cut(stage: Stage) -> None:
    """Twelve pieces are one matter; the thirteenth is not read along."""
    await stage.say("zhang", "村口路灯不亮了", group=GROUP)
    for number in range(LIMITS.pieces + 3):
        await stage.say("zhang", "", group=GROUP, kind=MessageKind.IMAGE, media=str(number))
    assert len(await words_of(stage)) == LIMITS.pieces


async def test_the_missing_place_said_in_the_group_sends_the_ticket_out(stage: Stage) -> None:
    """The question was put in private; the answer in the group is as good, and the group hears nothing more."""
    notes = await stage.say("zhang", "路灯不亮了", group=GROUP)
    assert whys(notes) == [(GROUP, "ack"), ("zhang", "ask")]
    notes = await stage.say("zhang", "就在二组桥头那儿", group=GROUP)
    assert whys(notes) == [("officer-2", "L0"), ("zhang", "ack")]
    ticket = await stage.ticket()
    assert (ticket.status, ticket.owner, ticket.grid) == (Status.DISPATCHED, "p02", "621221108201002")
    assert len(await stage.tickets()) == 1
    # the question is answered: nothing in private is taken for its answer, and no clock runs for it
    assert "ack" not in [why for _, why in await stage.after(hours=3)]


async def test_a_map_point_fills_in_the_place(stage: Stage) -> None:
    """A place sent as a point counts by its name."""
    await stage.say("zhang", "路灯不亮了", group=GROUP)
    where = Location(34.1, 105.2, "上河村戏台")
    notes = await stage.say("zhang", "", group=GROUP, kind=MessageKind.LOCATION, location=where)
    assert ("officer-1", "L0") in whys(notes)
    assert ((await stage.ticket()).place, (await stage.ticket()).evidence["media"]) == ("上河村戏台", {"location": 1})


async def test_a_slip_of_the_tongue_about_the_place_is_mended(stage: Stage) -> None:
    """ "Not the first group, the second": whoever is nearer is called, and nobody runs to the wrong lamp."""
    await stage.say("zhang", "村口路灯不亮了", group=GROUP)
    notes = await stage.say("zhang", "说错了，是桥头那盏", group=GROUP)
    assert whys(notes) == [("officer-2", "L0")]
    assert (await stage.ticket()).owner == "p02"
    assert [move.move for move in await stage.history()][-1] is MoveName.REASSIGN


async def test_danger_in_the_second_breath_calls_out_at_once(stage: Stage) -> None:
    """The ticket becomes urgent, everybody is called, the numbers are said; it stays one ticket with its history."""
    await stage.say("zhang", "村口的电线杆歪了", group=GROUP)
    first = await stage.ticket()
    notes = await stage.say("zhang", "电线掉地上冒火花了", group=GROUP)
    assert {address for address, why in whys(notes) if why == "danger"} >= {"duty", "secretary", "officer-1", "zhang"}
    ticket = await stage.ticket()
    assert len(await stage.tickets()) == 1
    assert ticket.urgency is Urgency.DANGER
    assert ticket.due_at < first.due_at
    assert ticket.original_due_at == first.original_due_at
    assert "补充说有危险" in [move.reason for move in await stage.history()]


async def test_danger_in_two_halves_does_not_wait(stage: Stage) -> None:
    """ "That wire", then "has come down"."""
    await stage.say("zhang", "那根电线", group=GROUP)
    notes = await stage.say("zhang", "掉下来了", group=GROUP)
    assert ("duty", "danger") in whys(notes)


async def test_in_private_the_second_message_joins_and_is_answered_once(stage: Stage) -> None:
    """ "That lamp", a photo, since when: one ticket; one short word that it was added, not three."""
    await stage.say("zhang", "上河村村口路灯不亮了")
    notes = await stage.say("zhang", "就是戏台边上那个灯")
    notes += await stage.say("zhang", "", kind=MessageKind.IMAGE, media="x")
    notes += await stage.say("zhang", "娃晚上放学都看不见路")
    assert [text[:6] for text in to(notes, "zhang")] == ["好，一起记上"]
    assert await words_of(stage) == ["上河村村口路灯不亮了", "就是戏台边上那个灯", "image", "娃晚上放学都看不见路"]
    assert len(await stage.tickets()) == 1


async def test_a_photo_sent_first_in_private_is_evidence_of_what_follows(stage: Stage) -> None:
    """It is asked what it is about; the answer is the matter, and the photo goes with it."""
    assert whys(await stage.say("zhang", "", kind=MessageKind.IMAGE, media="x")) == [("zhang", "ask")]
    await stage.say("zhang", "上河村村口路灯不亮了")
    assert await words_of(stage) == ["image", "上河村村口路灯不亮了"]


async def test_a_photo_does_not_make_the_open_question_forgotten(stage: Stage) -> None:
    """Asked where, somebody sends a photo first; the place is still waited for."""
    await stage.say("zhang", "上河村路灯不亮了")
    assert whys(await stage.say("zhang", "", kind=MessageKind.IMAGE)) == [("zhang", "reply")]
    assert ("officer-2", "L0") in whys(await stage.say("zhang", "二组桥头那盏"))


async def test_a_voice_that_joined_has_its_own_burst(stage: Stage) -> None:
    """ "Here as well" and a photo: the photo stands behind the neighbour's voice, and moves no place."""
    await stage.say("zhang", "村口路灯不亮了", group=GROUP)
    await stage.say("li", "我家也是", group=GROUP)
    await stage.say("li", "", group=GROUP, kind=MessageKind.IMAGE)
    await stage.say("li", "在桥头", group=GROUP)
    assert await words_of(stage, 1, "li") == ["我家也是", "image", "在桥头"]
    assert (await stage.ticket()).owner == "p01"


# recalling -----------------------------------------------------------------------------------------------------------


async def test_a_recalled_lead_is_forgotten(stage: Stage) -> None:
    """What was only remembered goes from memory, and the recall leaves no trace."""
    await stage.say("zhang", "村口那个灯", group=GROUP, external_id="a")
    assert await recall(stage, "a", group=GROUP) == []
    assert await stage.say("zhang", "又不亮了", group=GROUP) == []
    assert await kept(stage) == 0


@pytest.mark.parametrize("gone", ["a", "c", "d"])
async def test_a_recalled_piece_leaves_the_others(stage: Stage, gone: str) -> None:
    """Whichever it is, also one that came before the matter; with a line of history, without a word in the group."""
    said = {"a": "你们来看", "b": "村口路灯不亮了", "c": "就是那个灯", "d": "都三天了"}
    for piece, text in said.items():
        await stage.say("zhang", text, group=GROUP, external_id=piece)
    assert await recall(stage, gone, group=GROUP) == []
    assert await words_of(stage) == [text for piece, text in said.items() if piece != gone]
    assert (await stage.history())[-1].reason == "本人撤回了一句话"
    assert (await stage.ticket()).status is Status.DISPATCHED


async def test_a_recalled_photo_is_no_longer_counted(stage: Stage) -> None:
    """Evidence that was taken back is none."""
    await stage.say("zhang", "村口路灯不亮了", group=GROUP)
    await stage.say("zhang", "", group=GROUP, kind=MessageKind.IMAGE, external_id="p")
    await recall(stage, "p", group=GROUP)
    assert "media" not in (await stage.ticket()).evidence


async def test_recalling_all_that_was_said_withdraws_the_ticket(stage: Stage) -> None:
    """While nobody has acted: withdrawn, with its history; the officer need not go, and the speaker is told."""
    await stage.say("zhang", "村口路灯不亮了", group=GROUP, external_id="a")
    notes = await recall(stage, "a", group=GROUP)
    assert sorted(address for address, _ in whys(notes)) == ["officer-1", "zhang"]
    ticket = await stage.ticket()
    assert (ticket.status, ticket.outcome, ticket.place) == (Status.WITHDRAWN, Outcome.WITHDRAWN, None)
    assert (await stage.history())[-1].reason == "本人撤回了消息"
    assert await words_of(stage) == []
    # typed anew, it is a new matter
    assert (GROUP, "ack") in whys(await stage.say("zhang", "村口路灯不亮了", group=GROUP))


async def test_what_somebody_has_taken_in_hand_stays(stage: Stage) -> None:
    """The words go, the ticket does not."""
    await stage.say("zhang", "村口路灯不亮了", group=GROUP, external_id="a")
    await stage.say("officer-1", "接")
    assert await recall(stage, "a", group=GROUP) == []
    assert (await stage.ticket()).status is Status.ACCEPTED
    assert await words_of(stage) == []


async def test_a_recalled_danger_is_asked_about(stage: Stage) -> None:
    """Who is in danger may be made to take it back: the ticket stays open, and its owner is asked to call."""
    await stage.say("zhang", "我男人又打我了，我不敢回家", group=GROUP, external_id="a")
    notes = await recall(stage, "a", group=GROUP)
    assert [why for _, why in whys(notes)] == ["danger"]
    assert (await stage.ticket()).status is Status.DISPATCHED
    assert await words_of(stage) == []


async def test_only_the_speaker_takes_his_words_back(stage: Stage) -> None:
    """An administrator who removes a message from the group does not remove the matter."""
    await stage.say("zhang", "村口路灯不亮了", group=GROUP, external_id="a")
    await recall(stage, "a", sender="officer-1", group=GROUP)
    assert (await stage.ticket()).status is Status.DISPATCHED
    assert await words_of(stage) == ["村口路灯不亮了"]


async def test_recalled_before_it_was_handled_it_is_never_handled(stage: Stage) -> None:
    """Still in the inbox: its words go at once, and nothing is made of them; somebody else's recall changes nothing."""
    matter = a_message("村口路灯不亮了", sender="zhang", group=GROUP, external_id="a")
    await stage.program.reception.receive(matter)
    stranger = a_message("", sender="li", group=GROUP, kind=MessageKind.RECALL, recalls="a")
    await stage.program.reception.receive(stranger)
    async with stage.program.database.reading() as ledger:
        assert (await ledger.inbox.counts())[InboxState.WAITING] == 2
    await stage.program.reception.receive(replace(stranger, sender="zhang", external_id="r"))
    await stage.after(seconds=1)
    assert await stage.tickets() == []


async def test_a_voice_recalled_is_a_voice_less(stage: Stage) -> None:
    """ "+1" taken back: the neighbour no longer stands behind it; the matter is the reporter's still."""
    await stage.say("zhang", "村口路灯不亮了", group=GROUP)
    await stage.say("li", "我家也是", group=GROUP, external_id="b")
    assert (await stage.ticket()).voices == 2
    await recall(stage, "b", sender="li", group=GROUP)
    assert (await stage.ticket()).voices == 1


async def test_in_private_a_recall_is_the_same(stage: Stage) -> None:
    """A friend's recall."""
    await stage.say("zhang", "上河村村口路灯不亮了", external_id="a")
    await stage.say("zhang", "就是那个灯", external_id="b")
    await recall(stage, "b")
    assert await words_of(stage) == ["上河村村口路灯不亮了"]
    await recall(stage, "a")
    assert (await stage.ticket()).status is Status.WITHDRAWN


# restarts, repeats, two processes ------------------------------------------------------------------------------------


async def test_a_burst_goes_on_in_another_process(stage: Stage, database: Database) -> None:
    """What is on disk continues after a restart, and in a second process beside the first."""
    await stage.say("zhang", "村口路灯不亮了", group=GROUP)
    async with a_stage(database, at=stage.clock()) as other:
        assert await other.say("zhang", "就是那个灯", group=GROUP) == []
        await stage.say("zhang", "都三天了", group=GROUP)
        assert await words_of(other) == ["村口路灯不亮了", "就是那个灯", "都三天了"]


async def test_a_burst_is_open_before_its_matter_has_been_handled(stage: Stage) -> None:
    """A slow moment: three pieces arrive before the first is looked at, and become one ticket."""
    for text in ("村口路灯不亮了", "就是那个灯", "都三天了"):
        await stage.program.reception.receive(a_message(text, group=GROUP))
    await stage.after(minutes=5)
    assert await words_of(stage) == ["村口路灯不亮了", "就是那个灯", "都三天了"]


async def test_repeats_of_a_platform_add_nothing(stage: Stage) -> None:
    """Every piece twice: said once."""
    for piece, text in {"a": "你们来看", "b": "村口路灯不亮了", "c": "就是那个灯"}.items():
        await stage.say("zhang", text, group=GROUP, external_id=piece)
        await stage.say("zhang", text, group=GROUP, external_id=piece)
    await stage.say("zhang", "你们来看", group=GROUP, external_id="a")
    assert await words_of(stage) == ["你们来看", "村口路灯不亮了", "就是那个灯"]


async def test_who_is_not_to_be_recorded_is_not_remembered_either(stage: Stage) -> None:
    """不记: danger still gets the numbers, and nothing that led to it is kept."""
    await stage.say("zhang", "不记")
    await stage.say("zhang", "你们来看", group=GROUP)
    notes = await stage.say("zhang", "麦场那边着火了，快来人", group=GROUP)
    assert whys(notes) == [("zhang", "danger")]
    assert await stage.tickets() == []


async def test_the_words_of_a_burst_go_with_the_ticket(stage: Stage) -> None:
    """Destroyed 90 days after its end, every piece."""
    await stage.say("zhang", "村口路灯不亮了", group=GROUP)
    await stage.say("zhang", "就是那个灯", group=GROUP)
    await stage.say("zhang", "撤")
    async with stage.program.database.ledger() as ledger:
        await ledger.tickets.destroy_words(await ledger.tickets.get(1))
        await ledger.commit()
    assert await words_of(stage) == []


@pytest.mark.parametrize("seed", range(3))
async def test_however_they_interleave_each_piece_stays_with_its_speaker(stage: Stage, seed: int) -> None:
    """Five bursts shuffled into each other, every one in its own order."""
    places = ["村口", "戏台", "桥头", "一组", "二组"]
    bursts = {
        f"v{n}": [f"{place}的路灯不亮了", f"就是{place}那个灯", f"都{n + 2}天了", "快派人来修"]
        for n, place in enumerate(places)
    }
    order = [sender for sender in bursts for _ in range(4)]
    random.Random(seed).shuffle(order)
    left = {sender: list(texts) for sender, texts in bursts.items()}
    for sender in order:
        await stage.say(sender, left[sender].pop(0), group=GROUP)
    async with stage.program.database.reading() as ledger:
        for ticket in await ledger.tickets.every():
            for voice in await ledger.tickets.voices_of(ticket):
                said = await ledger.tickets.said_by(ticket, voice.villager)
                speaker = next(s for s in bursts if ledger.vault.reference("rehearsal", s) == voice.villager)
                assert [piece.text for piece in said] == bursts[speaker]
    assert len(await stage.tickets()) == 5


async def test_a_closed_burst_leaves_nothing_open(stage: Stage) -> None:
    """The row that held it open says so."""
    await stage.say("zhang", "村口路灯不亮了", group=GROUP)
    await stage.say("zhang", "说完了", group=GROUP)
    async with stage.program.database.reading() as ledger:
        ref = burst_ref(ledger.vault, a_message(group=GROUP))
        assert await ledger.conversations.find(ref, stage.clock() + timedelta(seconds=1)) is None

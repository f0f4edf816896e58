"""微心愿: a small wish is posted without a name, taken by one, brought by two, and never held by two at once."""

import asyncio
from datetime import timedelta

import pytest

from handlers.wish_words import kind_of, wish_in
from storage.database import Database
from storage.lifecycle import Confirmed, MoveName, Status
from storage.organisation_file import parse_organisation
from tests.builders import NOW
from tests.stage import ORGANISATION, Stage, a_stage, to

WISH = "心愿 我家在一组老槐树后头，眼睛花了，想有人陪我说说话"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("心愿 想要个收音机", "想要个收音机"),
        ("微心愿：想要个收音机", "想要个收音机"),
        ("我的心愿是有人读报", "有人读报"),
        ("点单 换个灯泡", "换个灯泡"),
        ("心愿", ""),
        ("我有心愿", None),
        ("村口路灯坏了", None),
    ],
)
def test_what_is_a_wish(text: str, words: str | None) -> None:
    """By its own word and nothing else."""
    assert wish_in(text) == words


def test_the_list_knows_kinds_only() -> None:
    """Whatever is wished, the list says one of a few fixed names."""
    assert kind_of("想有人陪我说说话") == "company"
    assert kind_of("想要个轮椅") == "aid"
    assert kind_of("想吃口西瓜") == "thing"


async def posted(stage: Stage) -> None:
    """A wish of somebody in 上河村."""
    await stage.say("zhang", "上河村村口路灯不亮了")
    await stage.say("zhang", WISH)


async def test_a_wish_is_on_the_list_without_a_name(stage: Stage) -> None:
    """Number, kind, village; the words, the place and the name reach nobody who has not taken it with another."""
    await posted(stage)
    notes = await stage.say("officer-2", "心愿")
    assert to(notes, "officer-2") == ["心愿单上1个：2 陪陪说话(上河村)。愿意就回“认领”加号，比如“认领 2”。"]
    ticket = await stage.ticket(2)
    assert (ticket.urgency.value, ticket.title, ticket.status) == ("wish", "户里事", Status.DISPATCHED)
    await stage.say("officer-1", "看 2")
    await stage.say("officer-2", "看 2")
    await stage.say("officer-2", "认领 2")
    await stage.say("officer-2", "看 2")
    for sent in stage.channel.sent:
        if sent.note.to != "zhang":
            assert "老槐树" not in sent.note.text
            assert "张婶" not in sent.note.text


async def test_two_go_and_only_they_learn_where(stage: Stage) -> None:
    """Nobody alone; the second is named among the registered, and is told as well."""
    await posted(stage)
    await stage.say("officer-2", "认领 2")
    for nobody in ("同去 2", "同去 2 路人甲", "同去 2 李桂花"):
        notes = await stage.say("officer-2", nobody)
        assert "老槐树" not in "".join(to(notes, "officer-2"))
    await stage.say("head", "同去 2 王建军")
    notes = await stage.say("officer-2", "同去 2 王建军")
    assert "老槐树" in to(notes, "officer-2")[0]
    assert any("老槐树" in text for text in to(notes, "officer-1"))
    assert "老槐树" in to(await stage.say("officer-1", "看 2"), "officer-1")[0]
    assert "老槐树" not in "".join(to(await stage.say("head", "看 2"), "head"))


async def test_it_comes_true(stage: Stage) -> None:
    """Done by the claimant, confirmed by the one who wished, thanks to both."""
    await posted(stage)
    notes = await stage.say("officer-2", "认领 2")
    assert any("有人认下" in text for text in to(notes, "zhang"))
    await stage.say("officer-2", "同去 2 王建军")
    await stage.say("officer-2", "好 2 陪着说了半天话")
    notes = await stage.say("zhang", "1")
    ticket = await stage.ticket(2)
    assert (ticket.status, ticket.confirmed, ticket.owner) == (Status.CLOSED, Confirmed.SELF, "p02")
    assert any("辛苦" in text for text in to(notes, "officer-2"))
    # thanks are news: they leave the last note of the day to what asks something
    assert any("心愿圆了" in text for text in to([*notes, *await stage.after(days=1)], "officer-1"))
    await stage.after(days=30)
    async with stage.program.database.reading() as ledger:
        assert [claim.ended_because for claim in await ledger.wishes.claims_of(2)] == ["over"]


async def test_the_second_is_told_politely(stage: Stage) -> None:
    """One holds it; the other is thanked; neither can end the other's claim."""
    await posted(stage)
    await stage.say("officer-2", "认领 2")
    assert "谢谢您" in to(await stage.say("officer-1", "认领 2"), "officer-1")[0]
    assert "已经是您" in to(await stage.say("officer-2", "认领 2"), "officer-2")[0]
    await stage.say("officer-1", "放手 2")
    await stage.say("officer-1", "好 2 办好了，送去了")
    ticket = await stage.ticket(2)
    assert (ticket.owner, ticket.status) == ("p02", Status.ACCEPTED)
    assert "没有等着的" in to(await stage.say("officer-1", "心愿"), "officer-1")[0]


async def test_given_back_without_reproach(stage: Stage) -> None:
    """放手: on the list again, for whoever looks after the place, and the one who wished hears it."""
    await posted(stage)
    await stage.say("office", "认领 2")
    notes = await stage.say("office", "放手 2")
    assert any("还挂着" in text for text in to(notes, "zhang"))
    ticket = await stage.ticket(2)
    assert (ticket.owner, ticket.status) == ("p03", Status.DISPATCHED)
    await stage.say("office", "认领 2")
    assert (await stage.ticket(2)).owner == "p06"


async def test_whoever_comes_along_may_stay_away(stage: Stage) -> None:
    """Then the address is shown to nobody again until there are two."""
    await posted(stage)
    await stage.say("officer-2", "认领 2")
    await stage.say("officer-2", "同去 2 王建军")
    await stage.say("officer-1", "放手 2")
    assert (await stage.ticket(2)).owner == "p02"
    assert "老槐树" not in "".join(to(await stage.say("officer-2", "看 2"), "officer-2"))


async def test_a_lease_runs_out_once_also_over_a_restart(database: Database) -> None:
    """After 14 days back to the list, with one kind note; nothing is late, nobody is called."""
    async with a_stage(database) as stage:
        await posted(stage)
        await stage.say("officer-2", "认领 2")
        await stage.after(days=10)
    async with a_stage(database, at=NOW + timedelta(days=13)) as stage:
        notes = await stage.after(days=3)
        assert len([text for text in to(notes, "officer-2") if "不怪您" in text]) == 1
        notes = await stage.after(days=40)
        assert not any("不怪您" in sent.note.text or "2号" in sent.note.text for sent in notes)
        assert (await stage.ticket(2)).owner == "p03"
        reasons = [line.reason for line in await stage.history(2) if line.move is MoveName.REASSIGN]
        assert reasons == ["认领了心愿", "到日子放回心愿单"]


async def test_done_in_time_is_not_taken_back(stage: Stage) -> None:
    """A wish that waits for the villager's word does not run out under the claimant's hands."""
    await posted(stage)
    await stage.say("officer-2", "认领 2")
    await stage.after(days=13)
    await stage.say("officer-2", "好 2 陪着说了半天话")
    await stage.after(days=2)
    await stage.say("zhang", "3")
    ticket = await stage.ticket(2)
    assert (ticket.status, ticket.owner) == (Status.REOPENED, "p02")


async def test_a_wish_called_danger_is_danger(stage: Stage) -> None:
    """Whatever word stands in front."""
    await stage.say("zhang", "心愿 上河村着火了快来人，屋里还有老人")
    assert (await stage.ticket()).urgency.value == "danger"


async def test_told_for_somebody_without_an_account(stage: Stage) -> None:
    """「代报 李大娘 心愿 …」: the same list; the name only for the two who go."""
    await stage.say("officer-1", "代报 李大娘 13812345678 心愿 想要个收音机听戏 本人同意")
    assert "李大娘" not in to(await stage.say("officer-2", "心愿"), "officer-2")[0]
    await stage.say("officer-2", "认领 1")
    notes = await stage.say("officer-2", "同去 1 王建军")
    assert "李大娘" in to(notes, "officer-2")[0]
    assert "13812345678" in to(notes, "officer-2")[0]
    await stage.say("officer-2", "好 1 收音机送到了")
    await stage.say("officer-1", "代答 1 行")
    assert (await stage.ticket()).confirmed is Confirmed.PROXY


async def test_the_claimant_is_away(database: Database) -> None:
    """On leave: the wish stands on the list again, for his deputy and everybody."""
    leave = ORGANISATION.replace(
        "deputies: []", 'deputies: [{person: p02, deputy: p03, from: "2026-11-25", to: "2026-12-30"}]'
    )
    async with a_stage(database, organisation=parse_organisation(leave, "leave")) as stage:
        await posted(stage)
        await stage.say("officer-2", "认领 2")
        await stage.after(days=3)
        assert (await stage.ticket(2)).owner == "p03"
        assert "2 陪陪说话" in to(await stage.say("officer-1", "心愿"), "officer-1")[0]
        assert not any("老槐树" in sent.note.text for sent in stage.channel.sent if sent.note.to != "zhang")


async def test_of_many_at_once_one_gets_it(stage: Stage, database: Database) -> None:
    """Ten processes at the same moment: one True, on both databases."""
    await posted(stage)

    async def take(place: int) -> bool:
        async with database.ledger() as ledger:
            got = await ledger.wishes.take(2, f"p{place:02}", NOW, NOW + timedelta(days=14))
            await asyncio.sleep(0.01)
            await ledger.commit()
            return got

    assert sorted(await asyncio.gather(*(take(place) for place in range(10)))) == [False] * 9 + [True]
    async with database.reading() as ledger:
        assert len(await ledger.wishes.claims_of(2)) == 1


async def test_a_claim_ends_once(stage: Stage, database: Database) -> None:
    """Given back and run out at the same moment: one of them ends it."""
    await posted(stage)
    await stage.say("officer-2", "认领 2")

    async def end(because: str) -> bool:
        async with database.ledger() as ledger:
            held = await ledger.wishes.held(2)
            ended = held is not None and await ledger.wishes.end(held, NOW, because)
            await asyncio.sleep(0.01)
            await ledger.commit()
            return ended

    assert sorted(await asyncio.gather(*(end(because) for because in ("given_back", "expired")))) == [False, True]

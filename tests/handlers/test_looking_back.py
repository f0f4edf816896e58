"""After the end: how it was handled, asked once; how the matter is, as long as somebody wants to be asked."""

from datetime import timedelta

from storage.lifecycle import Confirmed, Status
from tests.handlers.test_officer_replies import GROUP, raised
from tests.stage import Stage, to, whys


async def ended(stage: Stage, answer: str = "1") -> None:
    """A lamp that was mended, and the villager says so."""
    await raised(stage)
    await stage.say("officer-1", "好 灯换了")
    await stage.say("zhang", answer)


async def test_the_question_comes_a_day_later_and_once(stage: Stage) -> None:
    """Ruling 12: not while the official is there; 1 to 3; silence leaves it open."""
    await ended(stage)
    closed_at = (await stage.ticket()).closed_at
    assert closed_at is not None
    notes = await stage.after(days=20)
    asked = [sent for sent in notes if sent.note.why == "rating"]
    assert [(sent.note.to, sent.at) for sent in asked] == [("zhang", closed_at + timedelta(days=1))]
    assert (await stage.ticket()).satisfaction is None


async def test_an_answer_is_kept_and_thanked_for(stage: Stage) -> None:
    """2: so-so. Nobody is told who said it."""
    await ended(stage)
    await stage.after(days=1, hours=1)
    notes = await stage.say("zhang", "2")
    ticket = await stage.ticket()
    assert (ticket.satisfaction, ticket.status) == (2, Status.CLOSED)
    assert whys(notes) == [("zhang", "reply")]


async def test_not_satisfied_makes_somebody_else_look(stage: Stage) -> None:
    """3: the supervisor hears it, never the one who handled it; the reason is asked for and masked."""
    await ended(stage)
    await stage.after(days=1, hours=1)
    notes = await stage.say("zhang", "3")
    notes += await stage.say("zhang", "态度不好，打了13812345678没人接")
    assert to(notes, "officer-1") == []
    (first, second) = to(notes, "supervisor")
    assert "路灯维修" in first
    assert "态度不好" in second
    assert "13812345678" not in second
    assert (await stage.ticket()).satisfaction == 3


async def test_the_same_trouble_again_is_no_rating(stage: Stage) -> None:
    """「村口路灯又不亮了」 to the question takes it up again."""
    await ended(stage)
    await stage.after(days=1, hours=1)
    await stage.say("zhang", "村口路灯又不亮了")
    assert (await stage.ticket()).status is Status.REOPENED


async def test_who_never_answered_may_still_say_that_it_is_not_done(stage: Stage) -> None:
    """Closed by silence, then 3 to the question: taken up again."""
    await raised(stage)
    await stage.say("officer-1", "好 灯换了")
    await stage.after(days=4, hours=12)
    assert (await stage.ticket()).confirmed is Confirmed.NONE
    await stage.say("zhang", "3")
    assert (await stage.ticket()).status is Status.REOPENED


async def test_two_neighbours_are_asked_how_it_is(stage: Stage) -> None:
    """Mediation holds or does not: after 7, 30 and 90 days, about the matter, until 停."""
    await stage.say("zhang", "隔壁化粪池渗水渗到我家墙根", group=GROUP)
    owner = {"p01": "officer-1", "p02": "officer-2", "p03": "head"}[(await stage.ticket()).owner]
    await stage.say(owner, "好 两家说好了，周末一起修")
    await stage.say("zhang", "1")
    closed_at = (await stage.ticket()).closed_at
    assert closed_at is not None
    notes = await stage.after(days=31)
    asked = [sent.at - closed_at for sent in notes if sent.note.why == "follow-up"]
    assert asked == [timedelta(days=7), timedelta(days=30)]
    notes = await stage.say("zhang", "停")
    assert "不再问" in to(notes, "zhang")[0]
    assert [why for _, why in whys(await stage.after(days=90)) if why == "follow-up"] == []


async def test_a_quarrel_that_breaks_out_again_is_taken_up(stage: Stage) -> None:
    """3 to the look back: the same owner, a new date."""
    await stage.say("zhang", "隔壁化粪池渗水渗到我家墙根", group=GROUP)
    owner = {"p01": "officer-1", "p02": "officer-2", "p03": "head"}[(await stage.ticket()).owner]
    await stage.say(owner, "好 两家说好了，周末一起修")
    await stage.say("zhang", "1")
    await stage.after(days=7, hours=1)
    assert "放心" in to(await stage.say("zhang", "好着呢"), "zhang")[0]
    await stage.after(days=23)
    await stage.say("zhang", "3")
    assert (await stage.ticket()).status is Status.REOPENED


async def test_a_lamp_is_not_asked_after_for_ever(stage: Stage) -> None:
    """An ordinary matter: the one question, and peace."""
    await ended(stage)
    notes = await stage.after(days=100)
    assert [why for who, why in whys(notes) if who == "zhang"] == ["rating"]


async def test_violence_at_home_is_never_asked_after(stage: Stage) -> None:
    """No unasked note, whatever was agreed."""
    await stage.say("zhang", "我男人又打我了，我不敢回家", group=GROUP)
    owner = {"p03": "head", "p01": "officer-1"}[(await stage.ticket()).owner]
    await stage.say(owner, "接")
    await stage.say(owner, "好 人送到娘家了")
    await stage.say("zhang", "1")
    assert to(await stage.after(days=100), "zhang") == []

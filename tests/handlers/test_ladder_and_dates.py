"""Where the ladder meets pauses, extensions and returns: each of them says what the other may still say."""

from storage.lifecycle import MoveName, Status
from tests.handlers.test_climbing import reorganise
from tests.handlers.test_officer_replies import raised
from tests.handlers.test_pausing import local
from tests.stage import Stage, to, whys

_AWAY = '[{person: p01, deputy: p02, from: "2026-11-24", to: "2026-12-31"}]'


async def test_what_stands_still_stands_still_in_other_hands_too(stage: Stage) -> None:
    """The owner goes on leave while it waits for the weather: the deputy has it, and no rung until it goes on."""
    await raised(stage)
    await stage.say("officer-1", "停 1 等天气")
    await reorganise(stage, deputies=_AWAY)
    notes = await stage.until(local(30, 10))
    ticket = await stage.ticket()
    assert (ticket.owner, ticket.status) == ("p02", Status.ACCEPTED)
    assert ticket.paused_at is not None
    assert [who for who, why in whys(notes) if why.startswith("L")] == []
    (taken_over,) = [text for text in to(notes, "officer-2") if "由您接着管" in text]
    assert "现在停着" in taken_over
    assert any("李桂花" in text and "还在等着" in text for text in to(notes, "zhang"))
    await stage.say("officer-2", "接着 1")
    notes = await stage.after(days=5)
    assert {"L0b", "L0c-morning", "L0c", "L1"} <= {why for who, why in whys(notes) if who == "officer-2"}
    assert to(notes, "officer-1") == []


async def test_asking_for_help_is_an_answer(stage: Stage) -> None:
    """It is neither asked for again nor handed on; the steps above call everybody but him."""
    await raised(stage)
    await stage.say("officer-1", "求助 1 缺配件")
    notes = await stage.after(days=9)
    ticket = await stage.ticket()
    assert (ticket.owner, ticket.status) == ("p01", Status.DISPATCHED)
    assert MoveName.REASSIGN not in [move.move for move in await stage.history()]
    rungs = [(who, why) for who, why in whys(notes) if why in ("L0-accept", "L1", "L2", "L3")]
    assert "officer-1" not in [who for who, _ in rungs]
    assert {("head", "L1"), ("zhang", "L1"), ("secretary", "L2"), ("office", "L3")} <= set(rungs)


async def test_help_after_the_date_takes_back_what_waits_for_the_morning(stage: Stage) -> None:
    """A step that called him is not said any more once he has asked."""
    await raised(stage)
    await stage.say("officer-1", "接 1")
    await stage.until(local(27, 17, 30))
    await stage.say("officer-1", "求助 1 缺配件")
    notes = await stage.after(days=4)
    assert [why for who, why in whys(notes) if who == "officer-1" and why.startswith("L")] == []
    assert ("head", "L1") in whys(notes)


async def test_asking_for_a_later_date_is_taking_it(stage: Stage) -> None:
    """Nobody else gets it as if nobody had taken it, whatever the answer is."""
    await raised(stage)
    await stage.say("officer-1", "延 1 周五 等配件")
    await stage.say("head", "不同意 1 先办起来")
    await stage.after(days=3)
    ticket = await stage.ticket()
    assert (ticket.owner, ticket.status) == ("p01", Status.ACCEPTED)


async def test_a_wish_goes_with_its_owner(stage: Stage) -> None:
    """Leave: the deputy may ask for himself."""
    await raised(stage)
    await stage.say("officer-1", "延 1 周五 等配件")
    await reorganise(stage, deputies=_AWAY)
    await stage.after(days=1)
    assert (await stage.ticket()).owner == "p02"
    (wish,) = [move for move in await stage.history() if move.move is MoveName.REFUSE_EXTENSION]
    assert wish.actor == "system"
    notes = await stage.say("officer-2", "延 1 周五 等配件")
    assert ("head", "extension") in whys(notes)


async def test_a_return_that_is_refused_still_has_to_be_taken(stage: Stage) -> None:
    """His time to take it begins with the answer; then it is handed on like any other."""
    await raised(stage)
    await stage.say("officer-1", "退 1 不归我管")
    await stage.after(days=2)
    assert (await stage.ticket()).status is Status.RETURN_REQUESTED, "undecided, it is not handed on"
    await stage.say("head", "不同意 1")
    await stage.after(hours=4)
    assert (await stage.ticket()).owner == "p01"
    await stage.after(days=2)
    assert (await stage.ticket()).owner == "p03"


async def test_relatives_neither_decide_nor_are_given_it(stage: Stage) -> None:
    """The grid head is a relative of the official who raised it: only the office is asked, and it cannot name her."""
    await reorganise(stage, conflicts="[{person: p01, with: p03}]")
    await stage.say("officer-1", "上河村二组桥头的路塌了个大坑")
    assert (await stage.ticket()).owner == "p02"
    notes = await stage.say("officer-2", "退 1 不归我管")
    assert [who for who, why in whys(notes) if why == "return"] == ["office"]
    assert "不能给" in to(await stage.say("office", "同意 1 给赵网格"), "office")[0]
    assert "赵网格" not in "".join(to(await stage.say("officer-2", "求助 1 缺水泥"), "officer-2"))
    assert to(stage.channel.sent, "head") == []

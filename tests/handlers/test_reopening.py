"""重办: whoever looks on says that a result is none; a villager's word stays a villager's."""

from storage.lifecycle import MoveName, Status
from tests.handlers.test_climbing import reorganise
from tests.handlers.test_officer_replies import raised
from tests.stage import Stage, to


async def _done(stage: Stage, *, closed: bool = True) -> None:
    await raised(stage)
    await stage.say("officer-1", "好 1 灯换了新的")
    if closed:
        await stage.say("zhang", "1")
    stage.new()


async def test_the_supervisor_reopens_what_is_not_done(stage: Stage) -> None:
    """Owner and villager hear so, with a new date; the line names who it was, and why."""
    await _done(stage)
    await stage.after(days=42)
    stage.new()
    notes = await stage.say("supervisor", "重办 1 灯还是不亮")
    ticket = await stage.ticket()
    assert (ticket.status, ticket.owner, ticket.reopened) == (Status.REOPENED, "p01", 1)
    (told,) = to(notes, "officer-1")
    assert "孙监督" in told
    assert "灯还是不亮" in told
    assert "群众" not in told
    (villager,) = to(notes, "zhang")
    assert "接着办" in villager
    assert "灯还是不亮" not in villager
    (answer,) = to(notes, "supervisor")
    assert "王建军" in answer
    line = next(move for move in await stage.history() if move.move is MoveName.REOPEN)
    assert (line.actor, line.reason) == ("p05", "灯还是不亮")
    (why,) = to(await stage.say("officer-1", "1 为啥是这天"), "officer-1")
    assert "孙监督说要重办" in why
    assert "本人说没弄好" not in why


async def test_the_office_reopens_before_the_villager_has_answered(stage: Stage) -> None:
    """What the villager was asked about the result is no longer the question: his 1 closes nothing."""
    await _done(stage, closed=False)
    await stage.say("office", "重办 1 去看了，灯还黑着")
    assert (await stage.ticket()).status is Status.REOPENED
    await stage.say("zhang", "1")
    assert (await stage.ticket()).status is Status.REOPENED


async def test_nobody_is_asked_in_the_morning_about_what_was_reopened_in_the_evening(stage: Stage) -> None:
    """Done at ten at night, found not done at half past: the question of the morning is never sent."""
    await raised(stage)
    await stage.after(hours=12)
    await stage.say("officer-1", "好 1 灯换了新的")
    await stage.after(minutes=30)
    await stage.say("supervisor", "重办 1 灯还是不亮")
    stage.new()
    notes = await stage.after(hours=10)
    assert len(to(notes, "zhang")) == 1
    assert "接着办" in to(notes, "zhang")[0]


async def test_a_reason_a_number_and_an_end_are_needed(stage: Stage) -> None:
    """Nothing moves without them, and each lack is told."""
    await raised(stage)
    for text, said in (("重办 1 灯不亮", "还在办"), ("重办 9 灯不亮", "9"), ("重办", "一句原因")):
        assert said in to(await stage.say("supervisor", text), "supervisor")[0], text
    await stage.say("officer-1", "好 1 灯换了新的")
    stage.new()
    assert "一句原因" in to(await stage.say("supervisor", "重办 1"), "supervisor")[0]
    assert (await stage.ticket()).status is Status.RESOLVED
    await stage.say("supervisor", "重办 1 灯不亮")
    assert "还在办" in to(await stage.say("office", "重办 1 灯不亮"), "office")[0]
    assert (await stage.ticket()).reopened == 1


async def test_others_may_not(stage: Stage) -> None:
    """The grid head, the secretary, another officer and the owner hear who may; a villager's word is no order."""
    await _done(stage)
    for who in ("head", "secretary", "officer-2", "officer-1"):
        assert "村务监督" in to(await stage.say(who, "重办 1 灯不亮"), who)[0], who
    await stage.say("li", "重办 1 灯不亮")
    assert (await stage.ticket()).status is Status.CLOSED


async def test_a_complaint_is_reopened_by_those_who_may_know_of_it(stage: Stage) -> None:
    """About the secretary: the supervisor has it and may; about the supervisor: he hears what a stranger hears."""
    await reorganise(stage)
    await stage.say("zhang", "上河村周书记打了我，我要举报")
    await stage.say("li", "上河村孙监督收了我的烟，我要举报")
    owners = [(await stage.ticket(number)).owner for number in (1, 2)]
    assert owners == ["p05", "p06"]
    await stage.say("supervisor", "好 1 当面核实过了，批评了")
    await stage.say("office", "好 2 当面核实过了，批评了")
    await stage.say("zhang", "1")
    await stage.say("li", "1")
    stage.new()
    for who, number in (("supervisor", 2), ("secretary", 1), ("secretary", 2), ("head", 1)):
        (text,) = to(await stage.say(who, f"重办 {number} 没核实清楚"), who)
        assert "村务监督" in text, (who, number)
    assert {(await stage.ticket(number)).status for number in (1, 2)} == {Status.CLOSED}
    await stage.say("office", "重办 1 没核实清楚")
    assert (await stage.ticket(1)).status is Status.REOPENED
    others = [sent.note for sent in stage.channel.sent if sent.note.to in ("secretary", "head")]
    assert not any("1号" in note.text for note in others if note.why != "reply")


async def test_violence_at_home_is_the_offices_alone_and_nobody_is_written_to(stage: Stage) -> None:
    """The one who was hurt hears nothing that another could read."""
    await stage.say("zhou", "上河村一组，我男人又打我了")
    ticket = await stage.ticket()
    assert ticket.violence_at_home
    owner = {"p03": "head", "p04": "secretary", "p01": "officer-1"}[ticket.owner]
    await stage.say(owner, "好 1 都安顿好了，换了住处")
    await stage.after(hours=1)
    await stage.say("zhou", "1")
    stage.new()
    assert "村务监督" in to(await stage.say("supervisor", "重办 1 要再去看"), "supervisor")[0]
    notes = await stage.say("office", "重办 1 要再去看")
    assert (await stage.ticket()).status is Status.REOPENED
    assert to(notes, "zhou") == []


async def test_the_third_time_it_is_the_townships(stage: Stage) -> None:
    """Whoever says so: it counts as any reopening does (Ruling 6)."""
    await _done(stage)
    for _ in range(3):
        await stage.say("supervisor", "重办 1 灯还是不亮")
        await stage.say("officer-1", "好 1 又换了一个灯头")
    ticket = await stage.ticket()
    assert (ticket.reopened, ticket.level.value, ticket.mode.value) == (3, "township", "supervised")


async def test_whoever_decides_hears_that_it_is_over(stage: Stage) -> None:
    """同意, 不同意 and 转 on what has been reported done: the office is not sent to the office."""
    await raised(stage)
    for word in ("同意 1", "不同意 1 不行"):
        assert "眼下没人要延" in to(await stage.say("office", word), "office")[0], word
    await stage.say("officer-1", "好 1 灯换了新的")
    stage.new()
    for word in ("同意 1", "不同意 1 不行", "转 1 李桂花"):
        (text,) = to(await stage.say("office", word), "office")
        assert "已经了结" in text, word
        assert "重办 1" in text, word
        (text,) = to(await stage.say("head", word), "head")
        assert "已经了结" in text, word
        assert "重办" not in text, word
    (text,) = to(await stage.say("officer-2", "转 1 李桂花"), "officer-2")
    assert "不归您定" in text

"""The budget of a day: reminders keep to it, new duties do not wait until morning, what waits is looked at again."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from handlers import note_kinds
from handlers.note_kinds import KINDS, Weight
from storage.lifecycle import Status
from tests.handlers.test_climbing import reorganise
from tests.handlers.test_officer_replies import GROUP, raised
from tests.stage import Stage, to

HANDLERS = Path(__file__).parents[2] / "handlers"
#: kinds of notes that only villagers, groups and answers have
TO_OTHERS = {
    "agenda", "receipt", "witness", "more", "recalled", "ack", "result", "told", "call", "appointment", "bound",
    "other-ways", "listed", "claimed", "meeting", "taken-up", "put-off", "step", "discussed", "public", "corrected",
    "undone", "round", "unwilling",
}  # fmt: skip


async def _three_notes_used_up(stage: Stage) -> None:
    for index, text in enumerate(("村口路灯不亮三天了", "村口路上有个大坑", "村口垃圾没人拉")):
        await stage.say(f"villager-{index}", text, group=GROUP)
    assert len(to(stage.channel.sent, "officer-1")) == 3


def test_every_kind_of_note_has_its_weight() -> None:
    """A new note must be thought about: whoever writes one adds a line to the table."""
    written = set()
    for path in HANDLERS.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        for call in re.finditer(r"(?:tell_officer|tell_owner|_tell_other|_tell_official|_write)\(", source):
            depth, end = 0, call.end() - 1
            for end in range(call.end() - 1, len(source)):
                depth += {"(": 1, ")": -1}.get(source[end], 0)
                if depth == 0:
                    break
            found = re.search(r'\bkey=f?"(?:t\{[^}]*\}:)?([a-z?-]+)[:"]', source[call.start() : end])
            if found:
                written.add(found[1])
        written |= set(re.findall(r'\bkey = f"t\{[^}]*\}:([a-z?-]+)[:"]', source))
    assert {"thanks", "reopen", "helper", "hurried", "mediator", "case"} <= written
    assert written - set(KINDS) - TO_OTHERS - {"villager"} == set()


async def test_a_reopened_matter_is_heard_the_same_day(stage: Stage) -> None:
    """The three notes are used up; 「3」 of a villager is work, and is said two hours after the last note."""
    await _three_notes_used_up(stage)
    await stage.say("officer-1", "好 1 灯换了新的")
    await stage.after(minutes=20)
    stage.new()
    await stage.say("villager-0", "3")
    notes = await stage.after(hours=2)
    (text,) = to(notes, "officer-1")
    assert text.startswith("1号路灯维修群众说还没弄好")


async def test_an_urgent_matter_waits_half_an_hour_at_the_most(stage: Stage) -> None:
    """What is new and urgent, or urgent and reopened, goes on within half an hour of the last note."""
    await _three_notes_used_up(stage)
    await stage.say("sun", "一组全组停水了，一天没水了", group=GROUP)
    ticket = await stage.ticket(4)
    assert (ticket.urgency.value, ticket.owner) == ("urgent", "p01")
    notes = await stage.after(minutes=30)
    assert any("4号" in text for text in to(notes, "officer-1"))


async def test_a_new_matter_that_is_not_urgent_keeps_to_the_three(stage: Stage) -> None:
    """Ruling 11: the fourth new lamp of a day is heard in the morning."""
    await _three_notes_used_up(stage)
    await stage.say("sun", "一组水沟堵了", group=GROUP)
    assert to(await stage.until(datetime(2026, 11, 23, 23, 29, tzinfo=UTC)), "officer-1") == []
    assert "4号" in to(await stage.until(datetime(2026, 11, 23, 23, 31, tzinfo=UTC)), "officer-1")[0]


async def test_what_waits_goes_with_the_next_note(stage: Stage) -> None:
    """A new matter that had to wait is said together with the duty that breaks through."""
    await _three_notes_used_up(stage)
    await stage.say("officer-1", "好 1 灯换了新的")
    await stage.say("sun", "一组水沟堵了", group=GROUP)
    await stage.say("villager-0", "3")
    stage.new()
    (text,) = to(await stage.after(hours=2), "officer-1")
    assert "4号" in text
    assert "群众说还没弄好" in text
    assert to(await stage.until(datetime(2026, 11, 24, 0, 0, tzinfo=UTC)), "officer-1") == []


async def test_news_leaves_the_last_note_for_what_asks_something(stage: Stage) -> None:
    """Two new matters took two of the three; thanks wait for the third, which a new matter takes."""
    await raised(stage)
    await raised(stage, "村口路上有个大坑", "li")
    await stage.say("officer-1", "好 1 灯换了新的")
    await stage.say("officer-1", "好 2 填平了")
    assert to(await stage.say("zhang", "1"), "officer-1") == []
    assert to(await stage.say("li", "1"), "officer-1") == []
    notes = await stage.say("sun", "一组水沟堵了", group=GROUP)
    (text,) = to(notes, "officer-1")
    assert "2号村道修补办好了" in text
    assert "3号" in text


async def test_a_decider_hears_of_a_wish_before_it_lapses(stage: Stage) -> None:
    """延 about today's date: the head's three notes are gone, and he is asked all the same."""
    await reorganise(stage)
    for index in range(3):
        await stage.say(
            f"villager-{index}", ("村口路灯不亮三天了", "村口路上有个大坑", "村口垃圾没人拉")[index], group=GROUP
        )
    for number in (1, 2, 3):
        await stage.say("officer-1", f"求助 {number} 缺人")
    assert len(to(stage.channel.sent, "head")) == 3
    stage.new()
    await stage.say("officer-1", "延 1 周五 等配件")
    notes = await stage.after(hours=2)
    assert any("周五" in text for text in to(notes, "head")), to(notes, "head")


async def test_done_and_not_done_are_not_said_together(stage: Stage) -> None:
    """「办好了，说行」 waited; by the time it goes the same person has said that it is not done."""
    await _three_notes_used_up(stage)
    await stage.say("officer-1", "好 1 灯换了新的")
    await stage.say("villager-0", "1")
    await stage.after(minutes=5)
    await stage.say("villager-0", "村口路灯又不亮了")
    await stage.say("villager-0", "1")
    assert (await stage.ticket(1)).status is Status.REOPENED
    stage.new()
    notes = await stage.until(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))
    texts = "\n".join(to(notes, "officer-1"))
    assert "群众说还没弄好" in texts
    assert "说行" not in texts


async def test_several_that_say_the_same_are_one_line(stage: Stage) -> None:
    """Not done, and then what is missing: the last says it all, once."""
    await _three_notes_used_up(stage)
    await stage.say("officer-1", "好 1 灯换了新的")
    await stage.say("villager-0", "3")
    await stage.after(minutes=1)
    await stage.say("villager-0", "还是一闪一闪的")
    stage.new()
    notes = await stage.after(hours=3)
    (text,) = to(notes, "officer-1")
    assert text.count("群众说还没弄好") == 1
    assert "一闪一闪" in text


async def test_a_call_for_help_that_was_answered_is_not_said(stage: Stage) -> None:
    """联 and 不用 before the note went: nobody is called to help who need not."""
    await reorganise(stage)
    for index in range(4):
        text = ("二组桥头路灯不亮", "二组桥头的路塌了个坑", "二组垃圾没人拉", "村口路灯不亮三天了")[index]
        await stage.say(f"villager-{index}", text, group=GROUP)
    stage.new()
    await stage.say("officer-1", "联 4 李桂花")
    await stage.say("officer-1", "联 4 不用 李桂花")
    notes = await stage.after(hours=3)
    assert not any("4号" in text and "日期" in text for text in to(notes, "officer-2"))
    assert not any("请您" in text and "4号" in text for text in to(notes, "officer-2"))


async def test_a_bundle_keeps_the_order_of_time(stage: Stage) -> None:
    """What was said first stands first."""
    await _three_notes_used_up(stage)
    for number in (1, 2):
        await stage.say("officer-1", f"好 {number} 弄好了，换了新的")
    await stage.after(minutes=1)
    await stage.say("villager-1", "3")
    await stage.after(minutes=1)
    await stage.say("villager-0", "3")
    stage.new()
    (text,) = to(await stage.after(hours=3), "officer-1")
    assert [line.partition("号")[0] for line in text.splitlines()] == ["2", "1"]


def test_the_table_of_the_page_is_the_table_of_the_program() -> None:
    """docs/architecture.md names every kind under the weight it has."""
    page = (HANDLERS.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = page.partition("## The budget of a day")[2].partition("\n## ")[0]
    for kind in KINDS:
        row = next((line for line in table.splitlines() if f"`{kind}`" in line), "")
        assert row, f"{kind} is not on the page"
        assert KINDS[kind].weight is not Weight.DUTY or row.startswith("| duty"), (kind, row)
    assert note_kinds.kind_in("t12:help-due.2#1:p05") == "help-due"
    assert timedelta(minutes=30) < timedelta(hours=2)

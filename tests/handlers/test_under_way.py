"""进展 · 通知 and lateness: those behind a matter hear how far it is, the group a fixed line without a name."""

from classifiers.verdict import MatterKind
from storage.lifecycle import Status
from tests.stage import Stage, to

GROUP = "g-shanghe"
LAMP = "上河村一组村口路灯不亮三天了"


async def test_how_far_it_is_reaches_those_behind_it(stage: Stage) -> None:
    """Each in private, in the official's words; the group once, in ours; no date moves."""
    await stage.say("zhang", LAMP, group=GROUP)
    await stage.say("wang", "我家门口也是，村口路灯不亮", group=GROUP)
    due_at = (await stage.ticket()).due_at
    notes = await stage.say("officer-1", "进展 1 配件到了，明天装")
    for chat in ("zhang", "wang"):
        assert [text for text in to(notes, chat) if "配件到了，明天装" in text], chat
    (line,) = to(notes, GROUP)
    assert "正在弄" in line
    assert "配件" not in line
    ticket = await stage.ticket()
    assert (ticket.status, ticket.due_at, ticket.first_contact_at) == (Status.ACCEPTED, due_at, None)
    notes = await stage.say("officer-1", "进展 1 梯子借来了")
    assert to(notes, GROUP) == [], "the group is not kept posted of every screw"
    assert to(notes, "zhang")


async def test_progress_wants_words_that_may_be_read(stage: Stage) -> None:
    """No bare word, no insult; nobody else's matter."""
    await stage.say("zhang", LAMP, group=GROUP)
    for chat, words in (("officer-1", "进展 1"), ("officer-1", "进展 1 你个混蛋等着"), ("officer-2", "进展 1 快了")):
        notes = await stage.say(chat, words)
        assert [sent.note.to for sent in notes] == [chat], words


async def test_after_its_date_no_day_is_promised_once_more(stage: Stage) -> None:
    """Late is said to be late."""
    await stage.say("zhang", LAMP, group=GROUP)
    await stage.say("officer-1", "接 1")
    await stage.after(days=5)
    notes = await stage.say("officer-1", "进展 1 灯头没货")
    assert "比说好的晚了" in to(notes, "zhang")[0]
    assert to(notes, GROUP) == []


async def test_a_day_of_work_is_announced(stage: Stage) -> None:
    """The group of an open matter is asked to go round; a household's matter never; a day must be one."""
    await stage.say("zhang", LAMP, group=GROUP)
    notes = await stage.say("officer-1", "通知 1 周五")
    (line,) = to(notes, GROUP)
    assert "11月27日(周五)" in line
    assert "路灯" in line
    assert "11月27日(周五)" in to(notes, "zhang")[0]
    assert to(await stage.say("officer-1", "通知 1 周五"), GROUP) == [], "once"
    for words in ("通知 1", "通知 1 快了", "通知 1 明年3月1日"):
        assert "哪天弄" in to(await stage.say("officer-1", words), "officer-1")[0]
    await stage.say("li", "我家房顶漏雨，上河村二组，想申请危房改造", group=GROUP)
    assert (await stage.ticket(2)).kind is MatterKind.HOUSEHOLD
    notes = await stage.say("head", "通知 2 周五")
    assert to(notes, GROUP) == []
    assert to(notes, "li")


async def test_the_group_hears_that_it_is_late_and_no_name(stage: Stage) -> None:
    """1.14: when the next one up is called; once; whom to ask is not the one who is late."""
    await stage.say("zhang", LAMP, group=GROUP)
    await stage.say("officer-1", "接 1")
    notes = await stage.after(days=14)
    late = [text for text in to(notes, GROUP) if "晚了" in text]
    assert len(late) == 1
    assert "王建军" not in late[0]
    assert "13900000004" in late[0], "the secretary's number"
    await stage.say("li", "隔壁化粪池渗到我家墙根，上河村二组", group=GROUP)
    await stage.say("officer-2", "接 2")
    notes = await stage.after(days=14)
    assert [text for text in to(notes, GROUP) if "晚了" in text] == [], "two neighbours' affair is nobody else's"

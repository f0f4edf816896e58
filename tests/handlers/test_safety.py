"""Danger is heard whatever was being talked about, and nobody handles a complaint about himself."""

import pytest

from bot.organisation_loading import load_organisation
from classifiers.verdict import Privacy
from storage.lifecycle import Status
from storage.organisation_file import parse_organisation
from tests.handlers.test_officer_replies import GROUP, raised
from tests.stage import ORGANISATION, Stage, to, whys


async def test_danger_is_heard_before_the_answer_to_a_question(stage: Stage) -> None:
    """「着火了」 is never taken for the place of a lamp."""
    await stage.say("zhang", "上河村路灯坏了")
    notes = await stage.say("zhang", "着火了，救命")
    assert "119" in to(notes, "zhang")[0]
    assert ("duty", "danger") in whys(notes)
    assert len(await stage.tickets()) == 2


async def test_danger_is_heard_instead_of_a_reason(stage: Stage) -> None:
    """Nor for the reason why a lamp is not mended."""
    await raised(stage)
    await stage.say("officer-1", "好 灯换了")
    await stage.say("zhang", "3")
    notes = await stage.say("zhang", "上河村着火了，救命")
    assert "119" in to(notes, "zhang")[0]


async def test_more_words_in_danger_reach_the_owner_at_once(stage: Stage) -> None:
    """「火更大了」 is passed on, at any hour."""
    await stage.say("zhang", "麦场那边着火了，快来人", group=GROUP)
    notes = await stage.say("zhang", "火更大了，往村里烧")
    assert "火更大了" in to(notes, "head")[0]


async def test_a_danger_that_nobody_takes_is_called_out_again(stage: Stage) -> None:
    """Ten minutes later everybody who was called hears it again, unless somebody has taken it."""
    await stage.say("zhang", "麦场那边着火了，快来人", group=GROUP)
    notes = await stage.after(minutes=11)
    assert {who for who, why in whys(notes) if why == "L0-accept"} == {"head", "secretary", "duty"}
    await stage.say("li", "戏台那边着火了，快来人", group=GROUP)
    await stage.say("secretary", "接 2")
    notes = await stage.after(minutes=11)
    assert [sent.note.to for sent in notes if sent.note.why == "L0-accept" and sent.note.ticket == 2] == []


async def test_danger_stands_before_whatever_else_waits(stage: Stage) -> None:
    """接 without a number means the danger, not the lamp that waits too."""
    await raised(stage)
    await stage.say("li", "村口着火了，快来人", group=GROUP)
    await stage.say("officer-1", "接")
    assert (await stage.ticket(2)).status is Status.ACCEPTED
    assert (await stage.ticket(1)).status is Status.DISPATCHED


async def test_a_promise_is_no_result(stage: Stage) -> None:
    """「好，马上去看」 tells nobody that it is done."""
    await raised(stage)
    for words in ("好，马上去看", "好 明天去修", "好，知道了"):
        notes = await stage.say("officer-1", words)
        assert to(notes, GROUP) == []
        assert (await stage.ticket()).status is Status.DISPATCHED


async def test_a_result_after_violence_at_home_shows_nothing(stage: Stage) -> None:
    """Somebody else may read the phone: not a word of what was done, and no unasked note afterwards."""
    await stage.say("zhang", "我男人又打我了，我不敢回家", group=GROUP)
    owner = {"p03": "head", "p01": "officer-1"}[(await stage.ticket()).owner]
    notes = await stage.say(owner, "好 人送到娘家了，派出所给男方写了告诫书")
    (text,) = to(notes, "zhang")
    assert "娘家" not in text
    assert "派出所" not in text
    assert to(await stage.after(days=10), "zhang") == []


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("上河村的网格长贪污了集体的钱，我要举报", "p03"),
        ("上河村监督员收了人家的钱，举报他", "p05"),
        ("上河村周书记打了我", "p04"),
        ("上河村一组网格员吃拿卡要，我要举报", "p01"),
    ],
)
async def test_nobody_owns_or_hears_a_complaint_about_himself(stage: Stage, text: str, never: str) -> None:
    """Ruling 7, whoever the accused is."""
    await stage.say("zhang", text)
    ticket = await stage.ticket()
    assert ticket.owner != never
    assert ticket.about_official
    await stage.after(days=20)
    accused = {"p03": "head", "p05": "supervisor", "p04": "secretary", "p01": "officer-1"}[never]
    assert to(stage.channel.sent, accused) == []


async def test_not_to_be_recorded_is_heard_in_the_group_too(stage: Stage) -> None:
    """Ruling 14: wherever it is said."""
    await stage.say("zhang", "不记", group=GROUP)
    await raised(stage)
    assert await stage.tickets() == []


@pytest.mark.parametrize("text", ["。。。", "？", "3", "!!!"])
async def test_marks_and_numbers_alone_send_nobody_out(stage: Stage, text: str) -> None:
    """They are asked back, however often they come."""
    for _ in range(3):
        notes = await stage.say("zhang", text)
        assert len(to(notes, "zhang")) <= 1
    assert await stage.tickets() == []


async def test_withdrawing_by_number(stage: Stage) -> None:
    """「撤 1」 says which."""
    await raised(stage)
    await stage.say("zhang", "撤 1")
    assert (await stage.ticket()).status is Status.WITHDRAWN


async def test_no_place_is_not_a_place(stage: Stage) -> None:
    """「不知道」 sends it to the village's own person, and nobody goes looking for a place of that name."""
    await stage.say("zhang", "路灯不亮了", group=GROUP)
    await stage.say("zhang", "不知道")
    ticket = await stage.ticket()
    assert ticket.status is Status.DISPATCHED
    assert ticket.place is None


async def test_who_only_joined_cannot_end_it_for_the_one_who_raised_it(stage: Stage) -> None:
    """A +1 neighbour's 撤 or thanks is not the reporter's word."""
    await raised(stage)
    await stage.say("li", "+1", group=GROUP)
    await stage.say("li", "撤")
    assert (await stage.ticket()).status is Status.DISPATCHED
    await stage.say("officer-1", "好 灯头换了")
    await stage.say("li", "修好了，谢谢", group=GROUP)
    assert (await stage.ticket()).status is Status.RESOLVED


@pytest.mark.parametrize("words", ["好！", "好👌", "办好了吗", "解决了没有", "好 1"])
async def test_a_sign_or_a_question_is_no_result(stage: Stage, words: str) -> None:
    """Nobody is told that it is done."""
    await raised(stage)
    notes = await stage.say("officer-1", words)
    assert to(notes, "zhang") == []
    assert (await stage.ticket()).status is Status.DISPATCHED


async def test_a_group_that_the_organisation_does_not_know_hears_nothing(stage: Stage) -> None:
    """No officer's name and number in front of strangers."""
    notes = await stage.say("zhang", "上河村村口路灯不亮三天了", group="g-strangers")
    assert to(notes, "g-strangers") == []


async def test_an_owner_who_has_left_stops_nobody(stage: Stage) -> None:
    """The organisation is loaded anew without the owner: questions are answered and reminders go on."""
    await raised(stage)
    await stage.say("li", "二组桥头的路灯也不亮了，那是另一盏灯", group=GROUP)
    without = parse_organisation(
        "\n".join(line for line in ORGANISATION.splitlines() if "p01" not in line), "without p01"
    )
    await load_organisation(stage.program.database, without, "rehearsal")
    assert "13900000003" in to(await stage.say("zhang", "查"), "zhang")[-1]
    assert (await stage.ticket()).owner == "p03", "the next by rule, at the next sweep"
    notes = await stage.after(days=8)
    assert ("secretary", "L2") in whys(notes)


@pytest.mark.parametrize(
    "text",
    ["网格员收了我两百块钱不给办低保", "王建军收了我两百块钱才给办低保", "王建军把集体的树卖了，钱自己装了"],
)
async def test_an_official_is_never_handed_what_is_said_of_his_own_conduct(stage: Stage, text: str) -> None:
    """By post or by name, with whatever words of misconduct: neither owner nor reader is the one complained about."""
    await stage.say("zhang", f"上河村{text}")
    ticket = await stage.ticket()
    assert ticket.about_official
    assert ticket.owner != "p01"
    assert to(stage.channel.sent, "officer-1") == []


async def test_a_danger_taken_back_is_looked_after_all_the_same(stage: Stage) -> None:
    """Somebody may be made to write 撤: it ends the ticket, but everybody who was called is asked to make sure."""
    await stage.say("zhang", "上河村一组，我家灶房着火了")
    assert ("duty", "danger") in whys(stage.channel.sent)
    notes = await stage.say("zhang", "撤")
    assert (await stage.ticket()).status is Status.WITHDRAWN
    called = {who for who, why in whys(notes) if why == "danger"}
    assert {"officer-1", "duty"} <= called
    assert all("看一眼" in text for who in called for text in to(notes, who))


async def test_who_is_in_danger_is_never_greeted_as_new(stage: Stage) -> None:
    """Words hours later belong to the danger that is not over; everybody who was called hears of them at once."""
    await stage.say("zhang", "上河村一组，我男人又打我了，我不敢回家")
    await stage.after(hours=6)
    notes = await stage.say("zhang", "还是没用")
    assert len(await stage.tickets()) == 1
    called = {who for who, why in whys(notes) if why == "danger"} - {"zhang"}
    assert {"officer-1", "duty"} <= called
    assert not any("还是没用" in text or "打" in text for who in called for text in to(notes, who))


async def test_whoever_is_beaten_and_answers_stays_with_the_one_matter(stage: Stage) -> None:
    """The place told later, a knife told later: kept with it, never an open matter of the village's."""
    await stage.say("v-1", "我男人喝了酒又打我，身上都是伤，救救我", group="g-shanghe")
    assert (await stage.ticket()).violence_at_home
    await stage.say("v-1", "1")
    await stage.say("v-1", "上河村一组，他拿刀")
    (only,) = await stage.tickets()
    assert only.violence_at_home and only.privacy is Privacy.SECRET


async def test_whether_it_is_safe_to_talk_is_no_answer_to_where(stage: Stage) -> None:
    """1, 方便, and only then the village: nobody is called twice, and nothing else is opened."""
    first = await stage.say("v-1", "我男人打我")
    called = {sent.note.to for sent in first} - {"v-1"}
    assert called
    for words in ("1", "方便"):
        notes = await stage.say("v-1", words)
        assert to(notes, "v-1"), words
        assert "哪个村" not in "".join(to(notes, "v-1"))
        assert len(notes) <= 2, whys(notes)
    await stage.say("v-1", "上河村一组")
    (only,) = await stage.tickets()
    assert only.violence_at_home and only.village == "621221108201"


async def test_what_she_writes_after_the_result_reaches_no_official_in_her_words(stage: Stage) -> None:
    """还差一点 and a rating: only that there is something to look at."""
    await stage.say("zhang", "上河村一组，我男人又打我了，我不敢回家")
    await stage.say("officer-1", "接")
    await stage.say("officer-1", "好 1 人已经安顿好了")
    for words in ("没弄好，他又拿刀追我", "3"):
        notes = await stage.say("zhang", words)
        told = [sent.note.text for sent in notes if sent.note.to != "zhang"]
        assert not any("拿刀" in text for text in told), told


async def test_nothing_but_the_result_is_written_unasked_where_somebody_else_may_read_it(stage: Stage) -> None:
    """No plan, no new date, no question how it was: her phone may lie on the table."""
    await stage.say("zhang", "上河村一组，我男人又打我了，我不敢回家")
    await stage.say("officer-1", "接")
    notes = await stage.say("officer-1", "方案 1 先送到镇上住几天")
    notes += await stage.after(days=40)
    assert to(notes, "zhang") == []

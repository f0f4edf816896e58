"""Faults that people ran into, each with the test that guards its mending."""

import pytest

from classifiers.verdict import MatterKind
from storage.lifecycle import Status
from tests.handlers.test_officer_replies import GROUP, raised
from tests.stage import Stage, to


async def closed_lamp(stage: Stage) -> None:
    """A lamp mended, told and confirmed."""
    await stage.say("zhang", "上河村村口路灯不亮三天了")
    await stage.say("officer-1", "接 1")
    await stage.say("officer-1", "好 1 换了新灯头")
    await stage.say("zhang", "1")
    assert (await stage.ticket()).status is Status.CLOSED


@pytest.mark.parametrize("days", [0, 6, 25])
async def test_broken_again_is_asked_and_taken_up(stage: Stage, days: int) -> None:
    """「晚上又不亮了」 is no new ticket before he was asked."""
    await closed_lamp(stage)
    await stage.after(days=days, hours=1)
    notes = await stage.say("zhang", "村口路灯晚上又不亮了")
    assert len(await stage.tickets()) == 1
    if (await stage.ticket()).status is Status.CLOSED:
        assert "又坏了" in to(notes, "zhang")[-1]
        await stage.say("zhang", "是")
    assert (await stage.ticket()).status in (Status.REOPENED, Status.DISPATCHED)
    assert (await stage.ticket()).reopened == 1
    assert len(await stage.tickets()) == 1


async def test_another_lamp_is_a_matter_of_its_own(stage: Stage) -> None:
    """What is said instead of a yes is heard."""
    await closed_lamp(stage)
    await stage.say("zhang", "路灯又不亮了")
    await stage.say("zhang", "不是，是二组桥头那盏路灯不亮")
    assert (await stage.ticket()).status is Status.CLOSED
    assert len(await stage.tickets()) == 2


async def test_after_thirty_days_it_is_a_new_matter(stage: Stage) -> None:
    """Nobody is asked about what is long over."""
    await closed_lamp(stage)
    await stage.after(days=40)
    await stage.say("zhang", "上河村村口路灯又不亮了")
    assert len(await stage.tickets()) == 2


async def test_me_too_answers_how_far_an_outage_goes(stage: Stage) -> None:
    """The first one was asked in private; a neighbour's +1 in the group is the answer."""
    await stage.say("zhang", "停电了，咋回事", group=GROUP)
    (ticket,) = await stage.tickets()
    if ticket.kind is MatterKind.UNCLEAR:
        await stage.say("li", "+1", group=GROUP)
    ticket = await stage.ticket()
    assert ticket.kind is MatterKind.VILLAGE
    assert ticket.status is Status.DISPATCHED


async def test_his_own_plus_one_says_nothing_new(stage: Stage) -> None:
    """One person is one household."""
    await stage.say("zhang", "停电了，咋回事", group=GROUP)
    kind = (await stage.ticket()).kind
    await stage.say("zhang", "+1", group=GROUP)
    assert (await stage.ticket()).kind is kind


async def test_a_grid_officer_of_a_village_told_later_is_accused(stage: Stage) -> None:
    """The complaint names the post, the second message the village: he neither owns nor hears of it."""
    await stage.say("zhang", "网格员收了我两百块钱，我要举报他")
    await stage.say("zhang", "上河村一组")
    ticket = await stage.ticket()
    assert ticket.about_official
    assert ticket.owner not in ("p01", "p02")
    await stage.after(days=10)
    assert to(stage.channel.sent, "officer-1") == []
    assert to(stage.channel.sent, "officer-2") == []


async def test_an_official_without_a_post_is_accused_by_name(stage: Stage) -> None:
    """He may be somebody's deputy tomorrow."""
    from bot.organisation_loading import load_organisation
    from storage.organisation_file import parse_organisation
    from tests.stage import ORGANISATION

    text = "\n".join(line for line in ORGANISATION.splitlines() if "{person: p05" not in line)
    await load_organisation(stage.program.database, parse_organisation(text, "no post"), "rehearsal")
    await stage.say("zhang", "上河村孙监督贪了集体的钱，我要举报")
    assert (await stage.ticket()).evidence["accused"] == ["p05"]
    await raised(stage)

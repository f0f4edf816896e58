"""绑定: one code, one time, one account; wrong ones are counted, and who left or was unbound has none."""

from datetime import timedelta

import pytest

from bot.organisation_loading import load_organisation
from storage.organisation_file import parse_organisation
from tests.stage import CHANNEL, ORGANISATION, Stage, to

GROUP = "g-shanghe"
#: without 李桂花
WITHOUT = "\n".join(line for line in ORGANISATION.splitlines() if "p02" not in line)
#: the office enters another account for her
ENTERED = ORGANISATION.replace("chat: officer-2", "chat: her-newest")


async def a_code(stage: Stage, person: str = "p02", code: str = "482913", hours: int = 48) -> str:
    """What `shuoshi officer code` does."""
    now = stage.clock()
    async with stage.program.database.ledger() as ledger:
        await ledger.accounts.give_code(person, code, now, now + timedelta(hours=hours))
        await ledger.commit()
    return code


async def is_officer(stage: Stage, account: str, person: str = "p02") -> bool:
    """Whether this account is that official's."""
    async with stage.program.database.reading() as ledger:
        organisation = await ledger.organisation()
        found = organisation.officer_at(CHANNEL, ledger.vault.reference(CHANNEL, account))
    return found is not None and found.id == person


@pytest.mark.parametrize("said", ["绑定 482913", "绑定482913", "482913", "绑定：４８２９１３", " 482913。"])
async def test_a_code_binds_the_account_it_is_said_from(stage: Stage, said: str) -> None:
    """The old account hears of it and is hers no longer."""
    await a_code(stage)
    notes = await stage.say("new-phone", said)
    assert "李桂花" in to(notes, "new-phone")[0]
    assert "13900000006" not in to(notes, "new-phone")[0]
    assert "另一个微信" in to(notes, "officer-2")[0]
    assert await is_officer(stage, "new-phone")
    assert not await is_officer(stage, "officer-2")
    await stage.say("zhang", "桥头路灯不亮三天了", group=GROUP)
    notes = await stage.say("new-phone", "接")
    assert (await stage.ticket()).accepted_at is not None


async def test_a_code_works_once(stage: Stage) -> None:
    """The second to say it has nothing."""
    await a_code(stage)
    await stage.say("new-phone", "绑定 482913")
    notes = await stage.say("thief", "绑定 482913")
    assert "不对" in to(notes, "thief")[0]
    assert not await is_officer(stage, "thief")


async def test_a_code_ends(stage: Stage) -> None:
    """After 48 hours, and when a newer one was given."""
    await a_code(stage)
    await stage.after(hours=49)
    await stage.say("new-phone", "绑定 482913")
    await a_code(stage, code="111222")
    await a_code(stage, code="333444")
    await stage.say("new-phone", "绑定 111222")
    assert not await is_officer(stage, "new-phone")
    await stage.say("new-phone", "绑定 333444")
    assert await is_officer(stage, "new-phone")


async def test_guessing_ends_soon(stage: Stage) -> None:
    """Five wrong ones from an account, and the right one is not looked at any more that day."""
    await a_code(stage)
    for guess in range(5):
        await stage.say("thief", f"绑定 00000{guess}")
    notes = await stage.say("thief", "绑定 482913")
    assert "试得太多" in to(notes, "thief")[0]
    assert not await is_officer(stage, "thief")
    await stage.say("new-phone", "绑定 482913")
    assert await is_officer(stage, "new-phone"), "nobody else is kept out by it"


async def test_bare_numbers_are_counted_too_while_a_code_waits(stage: Stage) -> None:
    """Six digits without 绑定 are a guess as well."""
    await a_code(stage)
    for guess in range(5):
        await stage.say("thief", f"00000{guess}")
    await stage.say("thief", "482913")
    assert not await is_officer(stage, "thief")


async def test_an_account_is_one_officials(stage: Stage) -> None:
    """王建军's account cannot become 李桂花's; her code is still good."""
    await a_code(stage)
    notes = await stage.say("officer-1", "绑定 482913")
    assert "王建军" in to(notes, "officer-1")[0]
    assert await is_officer(stage, "officer-1", "p01")
    await stage.say("new-phone", "绑定 482913")
    assert await is_officer(stage, "new-phone")


async def test_a_code_is_not_heard_in_a_group(stage: Stage) -> None:
    """Nobody becomes an official in front of the village."""
    await a_code(stage)
    await stage.say("new-phone", "绑定 482913", group=GROUP)
    assert not await is_officer(stage, "new-phone")


async def test_who_has_left_loses_it_at_once(stage: Stage) -> None:
    """And does not find it again when she comes back."""
    await a_code(stage)
    await stage.say("new-phone", "绑定 482913")
    database = stage.program.database
    await load_organisation(database, parse_organisation(WITHOUT, "without her"), CHANNEL)
    assert not await is_officer(stage, "new-phone")
    await load_organisation(database, parse_organisation(ORGANISATION, "with her"), CHANNEL)
    assert not await is_officer(stage, "new-phone")
    assert await is_officer(stage, "officer-2")


async def test_the_offices_own_entry_holds_when_it_is_newer(stage: Stage) -> None:
    """Another `chat:` in the file is the office's last word; the same one changes nothing."""
    await a_code(stage)
    await stage.say("new-phone", "绑定 482913")
    database = stage.program.database
    await load_organisation(database, parse_organisation(ORGANISATION, "as before"), CHANNEL)
    assert await is_officer(stage, "new-phone")
    await load_organisation(database, parse_organisation(ENTERED, "entered anew"), CHANNEL)
    assert await is_officer(stage, "her-newest")
    assert not await is_officer(stage, "new-phone")


async def test_what_waits_goes_to_the_new_account(stage: Stage) -> None:
    """A note held for the morning is not sent to a lost telephone."""
    await stage.after(hours=12)
    await stage.say("zhang", "桥头路灯不亮三天了", group=GROUP)
    await a_code(stage)
    await stage.say("new-phone", "绑定 482913")
    notes = await stage.after(hours=12)
    assert [text for text in to(notes, "new-phone") if "路灯维修" in text]
    assert not [text for text in to(notes, "officer-2") if "路灯维修" in text]


async def test_unbound_means_no_account(stage: Stage) -> None:
    """`shuoshi officer unbind`: also where the account stands in the file; a new code mends it."""
    database = stage.program.database
    async with database.ledger() as ledger:
        officer = (await ledger.organisation()).officers["p02"]
        await ledger.accounts.bind("p02", None, await ledger.accounts.in_file("p02"), stage.clock())
        await ledger.outbox.readdress(officer, None)
        await ledger.people.changed()
        await ledger.commit()
    assert not await is_officer(stage, "officer-2")
    await stage.say("officer-2", "看")
    await a_code(stage)
    await stage.say("officer-2", "绑定 482913")
    assert await is_officer(stage, "officer-2")

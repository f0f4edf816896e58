"""The page of one's own matter: given when asked for, to one person, for seven days; read-only."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer

from bot.app import web_application
from handlers.own_page import LINK_LASTS, token_for
from storage.database import Database
from tests.stage import Stage, a_policy, a_stage, to

BASE = "https://shuoshi.example.org"


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """A township that is reached from outside."""
    async with a_stage(database, policy=a_policy(public_url=BASE)) as stage:
        yield stage


async def read(stage: Stage, token: str) -> tuple[int, str, dict[str, str]]:
    """What a telephone gets: status, page, headers."""
    async with (
        TestServer(web_application(stage.program)) as server,
        ClientSession() as client,
        client.get(server.make_url(f"/t/{token}")) as answer,
    ):
        return answer.status, await answer.text(), dict(answer.headers)


async def a_link(stage: Stage, villager: str) -> str:
    """The token of the link that somebody is given for his 链接."""
    said = to(await stage.say(villager, "链接"), villager)
    assert len(said) == 1 and f"{BASE}/t/" in said[0], said
    return said[0].partition("/t/")[2]


async def test_the_story_is_told_in_order_with_names_of_officials_only(stage: Stage) -> None:
    """Noted, told, taken, spoken, done: each with its day; never the villager's own words or name."""
    await stage.say("v-1", "上河村二组桥头路灯坏了三天，张三娃家门口黑得很", sender_name="张三娃")
    await stage.say("officer-2", "接 1")
    await stage.after(hours=1)
    await stage.say("officer-2", "好 1 灯头换了新的")
    token = await a_link(stage, "v-1")
    status, page, headers = await read(stage, token)
    assert status == 200
    for told in ("编号 1", "记下了。", "李桂花接下了。", "说弄好了：灯头换了新的", "等您说一句行不行", "13900000002"):
        assert told in page, told
    assert page.index("说弄好了") < page.index("李桂花接下了") < page.index("记下了。")
    assert "张三娃" not in page and "黑得很" not in page
    assert headers["Cache-Control"] == "no-store" and headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]


async def test_a_link_is_given_only_when_asked_for(stage: Stage) -> None:
    """Ruling 16."""
    notes = await stage.say("v-1", "上河村二组桥头路灯坏了三天了")
    notes += await stage.after(days=4)
    assert not any("/t/" in sent.note.text for sent in notes)


async def test_a_changed_or_old_link_shows_nothing(stage: Stage) -> None:
    """Another number, another reader, a longer life, another day: all the same answer, 410."""
    await stage.say("v-1", "上河村二组桥头路灯坏了三天了")
    await stage.say("v-2", "上河村一组村口自来水管爆了，水流了一路")
    token = await a_link(stage, "v-1")
    number, until, signature = token.split("-")
    later = f"{int(until, 16) + 3600:x}"
    for changed in (
        f"2-{until}-{signature}", f"{number}-{later}-{signature}", f"{number}-{until}-{signature[:-1]}0" + "1",
        f"{number}-{until}-", "x", "1-ffffffffffffffffff-" + signature, f"{number}-{until}-签名", "-1-1-1",
    ):  # fmt: skip
        status, page, _ = await read(stage, changed)
        assert (status, "看不到了" in page) == (410, True), changed
    far = token_for(stage.program.database.vault, 1, "nobody", stage.clock() + LINK_LASTS)
    assert (await read(stage, far))[0] == 410
    assert (await read(stage, token))[0] == 200
    await stage.after(days=8)
    assert (await read(stage, token))[0] == 410


async def test_whoever_asked_not_to_be_recorded_is_not_shown(stage: Stage) -> None:
    """不记 ends the page too."""
    await stage.say("v-1", "上河村二组桥头路灯坏了三天了")
    token = await a_link(stage, "v-1")
    await stage.say("v-1", "不记")
    assert (await read(stage, token))[0] == 410


async def test_of_violence_at_home_nothing_is_put_on_a_page(stage: Stage) -> None:
    """Somebody else may read the telephone."""
    await stage.say("v-1", "上河村一组，我男人喝了酒又打我，身上都是伤，救救我")
    assert (await stage.ticket()).violence_at_home
    said = to(await stage.say("v-1", "链接"), "v-1")
    assert said and not any("/t/" in text for text in said)


async def test_without_an_address_the_answer_says_what_else_works(database: Database) -> None:
    """No public address, no link."""
    async with a_stage(database) as stage:
        await stage.say("v-1", "上河村二组桥头路灯坏了三天了")
        (said,) = to(await stage.say("v-1", "链接"), "v-1")
        assert "回“查”" in said


async def test_two_links_of_two_people_behind_one_matter_are_each_their_own(stage: Stage) -> None:
    """A token is signed for one reader: it is not the same text for two."""
    vault, until = stage.program.database.vault, stage.clock() + timedelta(days=1)
    assert token_for(vault, 1, "one", until) != token_for(vault, 1, "other", until)

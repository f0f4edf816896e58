"""Messages from the Official Account platform: who is let in, what becomes of them, how they are answered."""

import asyncio
import contextlib
import gzip
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import aiohttp
import pytest
import wechatpy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from yarl import URL

from bot.channels import webhook_request
from bot.channels.official_account import LONGEST_TEXT, OfficialAccount, OfficialAccountSettings, split
from bot.clock import VirtualClock
from storage.database import Database
from storage.incoming import ChatType, Location, MessageKind
from tests.fakes import RecordingReception, Signed, WeChatSender, message_xml, served, sha1_signature, unseal

PLATFORM = WeChatSender()
OTHER_KEY = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR"


def settings_of(**fields: Any) -> OfficialAccountSettings:
    """A verified account in plain mode."""
    given = {
        "name": "village",
        "app_id": PLATFORM.app_id,
        "secret": "village-secret",
        "token": PLATFORM.token,
        "verified": True,
    }
    return OfficialAccountSettings.model_validate(given | fields)


class Account:
    """A served account: post to it, see what arrived."""

    def __init__(self, session: aiohttp.ClientSession, reception: RecordingReception) -> None:
        self.session = session
        self.reception = reception

    async def post(self, signed: Signed, **options: Any) -> tuple[int, str]:
        """Status and body of the answer."""
        async with self.session.post("/wechat/village", params=signed.params, data=signed.body, **options) as response:
            return response.status, await response.text()

    async def hear(self, xml: str) -> Any:
        """The message that this XML becomes."""
        assert await self.post(PLATFORM.plain(xml)) == (200, "success")
        return self.reception.messages[-1]


@pytest.fixture
def serve(small_database: Database, reception: RecordingReception, clock: VirtualClock) -> Any:
    """Serve an account with these settings."""

    @contextlib.asynccontextmanager
    async def serve(**fields: Any) -> AsyncIterator[Account]:
        account = OfficialAccount(settings_of(**fields), small_database, reception, clock)
        async with served(account) as session:
            yield Account(session, reception)

    return serve


@pytest.fixture
async def plain(serve: Any) -> AsyncIterator[Account]:
    """A verified account in plain mode."""
    async with serve() as account:
        yield account


@pytest.fixture
async def safe(serve: Any) -> AsyncIterator[Account]:
    """A verified account in safe mode."""
    async with serve(encoding_aes_key=PLATFORM.key) as account:
        yield account


# ---- who is let in --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("echostr", ["5927782489442352469", "a b&c=<d>\"'", "说事"])
async def test_the_address_is_proved_with_the_same_bytes(plain: Account, echostr: str) -> None:
    """The platform accepts the address only when echostr comes back byte for byte."""
    async with plain.session.get("/wechat/village", params=PLATFORM.params(echostr=echostr)) as response:
        assert (response.status, await response.read()) == (200, echostr.encode())
        assert response.content_type == "text/plain"


async def test_a_wrong_signature_proves_nothing(plain: Account) -> None:
    """echostr is not given back to somebody who does not know the token."""
    for params in (
        PLATFORM.params(echostr="1") | {"signature": "0" * 40},
        PLATFORM.params(echostr="1") | {"nonce": "1372623148"},
        PLATFORM.params(),
        {},
    ):
        async with plain.session.get("/wechat/village", params=params) as response:
            assert response.status == 403


@pytest.mark.parametrize("missing", ["signature", "timestamp", "nonce"])
async def test_missing_and_repeated_parameters_are_refused(plain: Account, missing: str) -> None:
    """A request with half a signature, or with two to choose from, is turned away with 403 and one sentence."""
    signed = PLATFORM.plain(message_xml())
    params = dict(signed.params)
    value = params.pop(missing)
    status, text = await plain.post(Signed(params, signed.body))
    assert (status, text.strip().count("\n")) == (403, 0)
    twice = [*params.items(), (missing, value), (missing, value)]
    async with plain.session.post("/wechat/village", params=twice, data=signed.body) as response:
        assert response.status == 403
    assert plain.reception.messages == []


@pytest.mark.parametrize("signature", ["", "0" * 40, "é", "%ED%A0%80", "F21891DE399B4E33A1A93C9A7B8A8FFFB5A443FF"])
async def test_a_forged_signature_is_refused_before_the_body_is_looked_at(plain: Account, signature: str) -> None:
    """Nothing of a stranger's body is read, so junk gets the same answer as a message."""
    for body in (message_xml().encode(), b"junk", b"x" * 100_000):
        assert (await plain.post(Signed(PLATFORM.params() | {"signature": signature}, body)))[0] == 403


async def test_an_old_timestamp_is_taken(plain: Account) -> None:
    """The platform sets no limit to the age of a timestamp; repeats are harmless anyway."""
    old = WeChatSender(timestamp="1409659589")
    assert await plain.post(old.plain(message_xml())) == (200, "success")


async def test_odd_addresses_are_refused(plain: Account) -> None:
    """Bytes that are no text, in parameters that matter or in others, are no mistake of ours."""
    good = urlencode(PLATFORM.params())
    for query, status in (
        (good.replace("signature=", "signature=%FF%ED%A0%80"), 403),
        (good.replace("nonce=", "nonce=%FF"), 403),
        ("&&==&signature", 403),
        (good + "&echostr=%ED%A0%80%FF", 200),
        (good + "&x=%FF&x=1&x", 403),
    ):
        async with plain.session.get(URL("/wechat/village?" + query, encoded=True)) as response:
            assert response.status == status, query


# ---- bodies ---------------------------------------------------------------------------------------------------------

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><xml><MsgType>text</MsgType><Content>&c;</Content></xml>'
)
OUTSIDE = (
    '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><MsgType>text</MsgType><Content>&a;</Content></xml>'
)
BAD_BODIES = {
    "empty": b"",
    "junk": b"junk",
    "json": b'{"MsgType": "text"}',
    "other root": b"<a/>",
    "empty root": b"<xml/>",
    "text root": b"<xml>text</xml>",
    "unclosed": b"<xml><MsgType>text",
    "not UTF-8": b"<xml><MsgType>text</MsgType><Content>\xff\xfe</Content></xml>",
    "null byte": b"<xml><MsgType>te\x00xt</MsgType></xml>",
    "entities": BOMB.encode(),
    "a file of ours": OUTSIDE.encode(),
    "no type": message_xml(MsgType=None).encode(),
    "no sender": message_xml(FromUserName=None).encode(),
    "two senders": message_xml().replace("</xml>", "<FromUserName>x</FromUserName></xml>").encode(),
    "two types": message_xml().replace("</xml>", "<MsgType>text</MsgType></xml>").encode(),
    "two contents": message_xml().replace("</xml>", "<Content>x</Content></xml>").encode(),
    "two ids": message_xml().replace("</xml>", "<MsgId>1</MsgId></xml>").encode(),
    "nested content": b"<xml><FromUserName>a</FromUserName><MsgType>text</MsgType><Content><a/></Content></xml>",
    "nested type": b"<xml><FromUserName>a</FromUserName><MsgType><a>text</a></MsgType></xml>",
    "two events": b"<xml><FromUserName>a</FromUserName><MsgType>event</MsgType><Event>a</Event><Event>b</Event></xml>",
    "two scenes": (
        b"<xml><FromUserName>a</FromUserName><MsgType>event</MsgType><Event>subscribe</Event>"
        b"<EventKey>qrscene_1</EventKey><EventKey>2</EventKey></xml>"
    ),
    "two envelopes": b"<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>",
    "an envelope without a key": b"<xml><ToUserName>gh</ToUserName><Encrypt>YQ==</Encrypt></xml>",
    "deep": b"<xml>" + b"<a>" * 8_000 + b"</a>" * 8_000 + b"</xml>",
}


@pytest.mark.parametrize("name", BAD_BODIES)
async def test_bad_bodies_are_refused_with_one_sentence(plain: Account, name: str) -> None:
    """Whatever is no message gets 400 (403 where an unproved envelope is in it), one line, nothing of our insides."""
    status, text = await plain.post(
        PLATFORM.plain("") if name == "empty" else Signed(PLATFORM.params(), BAD_BODIES[name])
    )
    assert status == (403 if name == "an envelope without a key" else 400)
    assert text.strip().count("\n") == 0
    assert text.endswith(".\n")
    assert "Traceback" not in text and "passwd" not in text
    assert plain.reception.messages == []


async def test_long_bodies_are_refused_whatever_their_length_says(plain: Account) -> None:
    """More than 64 KiB is 413: announced, streamed without a length, or compressed into a small one."""
    signed = PLATFORM.plain(message_xml(Content="路" * 30_000))
    assert (await plain.post(signed))[0] == 413

    async def streamed() -> AsyncIterator[bytes]:
        for _ in range(70):
            yield b"x" * 1024

    async with plain.session.post("/wechat/village", params=signed.params, data=streamed()) as response:
        assert response.status == 413
    bomb = Signed(signed.params, gzip.compress(b"x" * 20_000_000))
    assert (await plain.post(bomb, headers={"Content-Encoding": "gzip"}))[0] == 413


async def test_a_body_that_is_not_what_it_says_is_refused(plain: Account) -> None:
    """A broken compression is the sender's mistake: 400."""
    status, _ = await plain.post(PLATFORM.plain(message_xml()), headers={"Content-Encoding": "gzip"})
    assert status == 400


async def test_a_body_that_does_not_come_is_not_waited_for(plain: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sender that stops in the middle holds nothing up for longer than ten seconds (here: a fraction of one)."""
    monkeypatch.setattr(webhook_request, "_PATIENCE", 0.2)

    async def slowly() -> AsyncIterator[bytes]:
        yield b"<xml>"
        await asyncio.sleep(1)
        yield b"</xml>"

    async with plain.session.post("/wechat/village", params=PLATFORM.params(), data=slowly()) as response:
        assert response.status == 408


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(
    body=st.one_of(
        st.binary(max_size=300),
        st.text(max_size=100).map(lambda text: f"<xml>{text}</xml>".encode("utf-8", "replace")),
        st.dictionaries(
            st.sampled_from(
                [
                    "FromUserName",
                    "MsgType",
                    "Event",
                    "EventKey",
                    "CreateTime",
                    "MsgId",
                    "Location_X",
                    "Content",
                    "Encrypt",
                ]
            ),
            st.sampled_from(
                [
                    "",
                    "text",
                    "event",
                    "location",
                    "voice",
                    "subscribe",
                    "scan",
                    "CLICK",
                    "9" * 30,
                    "-1",
                    "1e999",
                    "<a/>",
                ]
            ),
        ).map(lambda fields: "".join(["<xml>", *(f"<{k}>{v}</{k}>" for k, v in fields.items()), "</xml>"]).encode()),
    )
)
@pytest.mark.parametrize("key", [None, PLATFORM.key])
async def test_no_body_is_our_mistake(serve: Any, key: str | None, body: bytes) -> None:
    """Whatever bytes come, rightly signed: taken or refused, never a 5xx."""
    async with serve(encoding_aes_key=key) as account:
        for signed in (Signed(PLATFORM.params(), body), PLATFORM.safe(body.decode("utf-8", "replace"))):
            status, _ = await account.post(signed)
            assert status in (200, 400, 403)


# ---- modes ----------------------------------------------------------------------------------------------------------


async def test_safe_mode(safe: Account) -> None:
    """A sealed message is opened after both signatures were found right."""
    assert await safe.post(PLATFORM.safe(message_xml())) == (200, "success")
    assert safe.reception.messages[0].text == "村口路灯不亮了"


async def test_compatible_mode_believes_the_sealed_half(safe: Account) -> None:
    """In compatible mode both signatures are checked, and what counts is what was sealed."""
    signed = PLATFORM.compatible(message_xml())
    forged = Signed(signed.params, signed.body.replace("村口路灯不亮了".encode(), "别的话".encode()))
    assert await safe.post(forged) == (200, "success")
    assert safe.reception.messages[0].text == "村口路灯不亮了"


async def test_compatible_mode_without_a_key(plain: Account) -> None:
    """Without a key the open half is read, still only when both signatures are right."""
    signed = PLATFORM.compatible(message_xml())
    assert await plain.post(signed) == (200, "success")
    assert (await plain.post(Signed(signed.params | {"msg_signature": "0" * 40}, signed.body)))[0] == 403


async def test_encryption_cannot_be_undone(serve: Any) -> None:
    """Where encryption is required a plain body is refused: no signature covers it."""
    async with serve(encoding_aes_key=PLATFORM.key, require_encryption=True) as account:
        status, text = await account.post(PLATFORM.plain(message_xml()))
        assert status == 403
        assert "require_encryption" in text
        assert await account.post(PLATFORM.safe(message_xml())) == (200, "success")
        assert await account.post(PLATFORM.compatible(message_xml(MsgId="2"))) == (200, "success")


async def test_plain_mode_with_a_key_at_hand(safe: Account) -> None:
    """The admin page shows a key in plain mode too; having written it down refuses nothing."""
    assert await safe.post(PLATFORM.plain(message_xml())) == (200, "success")


async def test_sealed_messages_that_are_not_for_us(safe: Account) -> None:
    """A wrong or missing msg_signature and another account's message are 403, what no key opens is 400."""
    signed = PLATFORM.safe(message_xml())
    assert (await safe.post(Signed(signed.params | {"msg_signature": "0" * 40}, signed.body)))[0] == 403
    without = {name: value for name, value in signed.params.items() if name != "msg_signature"}
    assert (await safe.post(Signed(without, signed.body)))[0] == 403
    assert (await safe.post(Signed(signed.params | {"signature": "0" * 40}, signed.body)))[0] == 403
    assert (await safe.post(WeChatSender(app_id="wx0000000000000000").safe(message_xml())))[0] == 403
    assert (await safe.post(PLATFORM.sealed("AAAA")))[0] == 400
    assert (await safe.post(PLATFORM.safe("no xml")))[0] == 400
    assert (await safe.post(PLATFORM.safe(BOMB)))[0] == 400
    assert safe.reception.messages == []


async def test_the_previous_key_is_understood(serve: Any) -> None:
    """While the platform changes keys, messages under the old one are still taken."""
    async with serve(encoding_aes_key=OTHER_KEY, previous_encoding_aes_key=PLATFORM.key) as account:
        assert await account.post(PLATFORM.safe(message_xml())) == (200, "success")
        assert await account.post(WeChatSender(key=OTHER_KEY).safe(message_xml())) == (200, "success")


# ---- what becomes of messages ---------------------------------------------------------------------------------------


async def test_recorded_messages(serve: Any, reception: RecordingReception) -> None:
    """Every recorded message is parsed into the recorded class and answered 200 in every mode."""
    entries = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))["xml_official_account"]
    assert len(entries) > 20
    kinds = set()
    async with serve() as plain, serve(encoding_aes_key=PLATFORM.key) as sealed:
        for entry in entries:
            recorded = entry["wechatpy_1_8_18"]
            parsed = wechatpy.parse_message(entry["xml"])
            assert type(parsed).__name__ == recorded["class"], entry["name"]
            for account, signed in (
                (plain, PLATFORM.plain(entry["xml"])),
                (plain, PLATFORM.compatible(entry["xml"])),
                (sealed, PLATFORM.compatible(entry["xml"])),
                (sealed, PLATFORM.safe(entry["xml"])),
            ):
                assert await account.post(signed) == (200, "success"), entry["name"]
            # asked for four times, kept once (or not at all, where it is the platform's own report)
            assert len(reception.messages) <= 1
            for message in reception.messages:
                kinds.add(message.kind)
                assert message.sender == recorded["source"], entry["name"]
                assert message.text == recorded.get("content", recorded.get("recognition", message.text)), entry["name"]
                assert message.media == recorded.get("media_id", message.media), entry["name"]
                assert message.scan == recorded.get("scene_id"), entry["name"]
            # the examples share one MsgId
            reception.messages.clear()
            reception.rows.clear()
    assert kinds == {*MessageKind} - {MessageKind.RECALL}  # of which this platform tells nobody


async def test_a_text(plain: Account) -> None:
    """A text: who, when (UTC), what; the platform's number is its id."""
    message = await plain.hear(message_xml())
    assert (message.channel, message.external_id, message.kind) == ("village", "23456789012345678", MessageKind.TEXT)
    assert (message.chat_type, message.chat, message.sender) == (ChatType.PRIVATE, "o-villager", "o-villager")
    assert message.at == datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    assert (message.text, message.platform_kind) == ("村口路灯不亮了", "text")


@pytest.mark.parametrize(
    ("xml", "expected"),
    [
        (message_xml("image", PicUrl="http://p/1", MediaId="m1"), {"kind": MessageKind.IMAGE, "media": "m1"}),
        (message_xml("image", PicUrl="http://p/1"), {"kind": MessageKind.IMAGE, "media": "http://p/1"}),
        (message_xml("voice", MediaId="m2", Format="amr"), {"kind": MessageKind.VOICE, "media": "m2", "text": ""}),
        (message_xml("voice", MediaId="m2", Recognition=""), {"kind": MessageKind.VOICE, "text": ""}),
        (message_xml("voice", MediaId="m2", Recognition="路坏了"), {"kind": MessageKind.VOICE, "text": "路坏了"}),
        (message_xml("video", MediaId="m3", ThumbMediaId="t"), {"kind": MessageKind.VIDEO, "media": "m3"}),
        (message_xml("shortvideo", MediaId="m4"), {"kind": MessageKind.VIDEO, "platform_kind": "shortvideo"}),
        (
            message_xml("location", Location_X="33.7", Location_Y="105.7", Scale=15, Label="上河村"),
            {"kind": MessageKind.LOCATION, "location": Location(33.7, 105.7, "上河村")},
        ),
        (message_xml("location", Location_X="nan", Location_Y="1"), {"location": None}),
        (message_xml("location", Location_X="91", Location_Y="1"), {"location": None}),
        (message_xml("location"), {"kind": MessageKind.LOCATION, "location": None}),
        (
            message_xml("link", Title="看看", Description="d", Url="http://l"),
            {"kind": MessageKind.LINK, "text": "看看", "media": "http://l"},
        ),
        (message_xml("miniprogrampage", Title="x"), {"kind": MessageKind.OTHER, "platform_kind": "miniprogrampage"}),
        (message_xml("hologram"), {"kind": MessageKind.OTHER, "platform_kind": "hologram"}),
        (message_xml("event", Event="subscribe"), {"kind": MessageKind.FOLLOW, "scan": None}),
        (message_xml("event", Event="subscribe", EventKey=""), {"kind": MessageKind.FOLLOW, "scan": None}),
        (message_xml("event", Event="SUBSCRIBE", EventKey="qrscene_SH01"), {"kind": MessageKind.SCAN, "scan": "SH01"}),
        (message_xml("event", Event="subscribe", EventKey="qrscene_"), {"kind": MessageKind.FOLLOW, "scan": None}),
        (
            message_xml("event", Event="subscribe", EventKey="last_trade_no_40080"),
            {"kind": MessageKind.FOLLOW, "scan": None},
        ),
        (message_xml("event", Event="SCAN", EventKey="SH01", Ticket="T"), {"kind": MessageKind.SCAN, "scan": "SH01"}),
        (message_xml("event", Event="unsubscribe"), {"kind": MessageKind.UNFOLLOW}),
        (message_xml("event", Event="CLICK", EventKey="我的事"), {"kind": MessageKind.MENU, "text": "我的事"}),
        (message_xml("event", Event="scancode_push", EventKey="扫"), {"kind": MessageKind.MENU}),
        (message_xml("event", Event="VIEW", EventKey="http://v"), {"kind": MessageKind.OTHER, "text": ""}),
        (
            message_xml("event", Event="Brand_New", EventKey="k"),
            {"kind": MessageKind.OTHER, "platform_kind": "event:brand_new"},
        ),
        (message_xml("event"), {"kind": MessageKind.OTHER, "platform_kind": "event:"}),
    ],
)
async def test_what_messages_become(plain: Account, xml: str, expected: dict[str, object]) -> None:
    """Every kind of message in our words; what we do not know is kept under the platform's word."""
    message = await plain.hear(xml)
    assert {name: getattr(message, name) for name in expected} == expected


@pytest.mark.parametrize(
    "event",
    [
        "LOCATION",
        "TEMPLATESENDJOBFINISH",
        "subscribe_msg_popup_event",
        "subscribe_msg_sent_event",
        "kf_create_session",
        "pic_weixin",
        "location_select",
    ],
)
async def test_the_platforms_own_reports_are_not_messages(plain: Account, event: str) -> None:
    """Nobody said anything, so there is nothing to keep and nobody to answer."""
    assert await plain.post(PLATFORM.plain(message_xml("event", Event=event))) == (200, "success")
    assert plain.reception.calls == []


@pytest.mark.parametrize(
    "create_time", [None, "", "soon", "0", "-5", "123456789", "99999999999999999999", "1890000000"]
)
async def test_an_absurd_time_is_replaced_by_ours(plain: Account, clock: VirtualClock, create_time: str | None) -> None:
    """A message without a believable time was sent when it arrived."""
    message = await plain.hear(message_xml(CreateTime=create_time))
    assert message.at == clock()


async def test_repeats_have_the_same_id(plain: Account) -> None:
    """The platform repeats what it thinks unanswered; MsgId, or person + second + event + key, tells repeats."""
    for xml in (
        message_xml(),
        message_xml(MsgId=None),
        message_xml("event", Event="SCAN", EventKey="SH01"),
        message_xml("event", Event="SCAN", EventKey="SH02"),
        message_xml("event", Event="CLICK", EventKey="SH01"),
        message_xml("event", Event="SCAN", EventKey="SH01", CreateTime=1795485601),
        message_xml("event", Event="SCAN", EventKey="SH01", FromUserName="o-other"),
    ):
        before = len(plain.reception.messages)
        for _ in range(3):
            assert await plain.post(PLATFORM.plain(xml)) == (200, "success")
        assert len(plain.reception.messages) == before + 1
    assert "o-villager" not in "".join(message.external_id for message in plain.reception.messages)


# ---- windows --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("xml", "action"),
    [
        (message_xml(), "message"),
        (message_xml("image", MediaId="m"), "message"),
        (message_xml("hologram"), "message"),
        (message_xml(bizmsgmenuid="101"), "menu"),
        (message_xml("event", Event="CLICK", EventKey="k"), "menu"),
        (message_xml("event", Event="scancode_waitmsg", EventKey="k"), "menu"),
        (message_xml("event", Event="SCAN", EventKey="k"), "scan"),
        (message_xml("event", Event="subscribe"), "follow"),
        (message_xml("event", Event="subscribe", EventKey="qrscene_1"), "follow"),
        (message_xml("event", Event="VIEW", EventKey="k"), None),
        (message_xml("event", Event="unsubscribe"), None),
        (message_xml("event", Event="news"), None),
    ],
)
async def test_what_opens_the_window(plain: Account, xml: str, action: str | None) -> None:
    """A window is opened before the message is handed over, and only by what the platform counts."""
    await plain.hear(xml)
    assert plain.reception.actions == ([] if action is None else [action])
    assert [call for call, _ in plain.reception.calls][-1] == "receive"


async def test_a_tap_does_not_end_the_48_hours(plain: Account, small_database: Database, clock: VirtualClock) -> None:
    """Three texts in a minute do not replace five in two days, unless those are used up or over."""
    person = small_database.vault.reference("village", "o-villager")
    tap = PLATFORM.plain(message_xml("event", Event="CLICK", EventKey="k"))
    async with small_database.ledger() as ledger:
        await ledger.conversations.opened({person: "message"}, clock())
        await ledger.commit()
    await plain.post(tap)
    assert plain.reception.actions == []
    async with small_database.ledger() as ledger:
        for _ in range(5):
            await ledger.conversations.spend(person)
        await ledger.commit()
    await plain.post(tap)
    assert plain.reception.actions == ["menu"]
    async with small_database.ledger() as ledger:
        await ledger.conversations.opened({person: "message"}, clock())
        await ledger.commit()
    clock.move_to(clock() + timedelta(hours=48))
    await plain.post(tap)
    assert plain.reception.actions == ["menu", "menu"]


# ---- answers --------------------------------------------------------------------------------------------------------


async def test_a_message_that_could_not_be_kept_is_asked_for_again(plain: Account) -> None:
    """503 makes the platform come again; "success" would lose the message. What failed is not shown."""
    plain.reception.failure = RuntimeError("INSERT 村口路灯不亮了")
    status, text = await plain.post(PLATFORM.plain(message_xml()))
    assert (status, "INSERT" in text) == (503, False)
    plain.reception.failure = None
    assert await plain.post(PLATFORM.plain(message_xml())) == (200, "success")


async def test_a_verified_account_answers_success(plain: Account) -> None:
    """A verified account's answers go out on their own, so nobody waits for them here."""
    plain.reception.answers = ["已收到"]
    assert await plain.post(PLATFORM.plain(message_xml())) == (200, "success")
    assert plain.reception.answered_within == []


def fields_of(xml: str) -> dict[str, str]:
    """The fields of an answer, as the platform's parser sees them."""
    return {element.tag: element.text or "" for element in ElementTree.fromstring(xml)}


async def test_an_unverified_account_answers_in_the_same_breath(serve: Any, reception: RecordingReception) -> None:
    """What is ready goes into the answer, and a repeat gets the same again."""
    async with serve(verified=False) as account:
        reception.answers = ["已收到，周四前答复。", "张书记 13800000000"]
        for _ in range(2):
            status, xml = await account.post(PLATFORM.plain(message_xml()))
            assert status == 200
            assert fields_of(xml) == {
                "ToUserName": "o-villager",
                "FromUserName": "gh_village",
                "CreateTime": "1795485600",
                "MsgType": "text",
                "Content": "已收到，周四前答复。\n张书记 13800000000",
            }
        assert len(reception.messages) == 1
        assert all(timedelta(seconds=4) < within <= timedelta(seconds=4.2) for within in reception.answered_within)


async def test_a_sealed_question_gets_a_sealed_answer(serve: Any, reception: RecordingReception) -> None:
    """In safe mode the answer is sealed for the platform, and signed."""
    reception.answers = ["已收到"]
    async with serve(verified=False, encoding_aes_key=PLATFORM.key) as account:
        status, xml = await account.post(PLATFORM.safe(message_xml()))
        assert status == 200
        envelope = fields_of(xml)
        assert envelope["MsgSignature"] == sha1_signature(
            PLATFORM.token, envelope["TimeStamp"], envelope["Nonce"], envelope["Encrypt"]
        )
        inner, receiver = unseal(envelope["Encrypt"], PLATFORM.key)
        assert receiver == PLATFORM.app_id
        assert fields_of(inner)["Content"] == "已收到"


@pytest.mark.parametrize("nothing", [[], [""], ["\x00\x08"]])
async def test_nothing_to_say_is_success(serve: Any, reception: RecordingReception, nothing: list[str]) -> None:
    """An empty text would show as an error to the person."""
    reception.answers = nothing
    async with serve(verified=False) as account:
        assert await account.post(PLATFORM.plain(message_xml())) == (200, "success")


async def test_answers_are_not_waited_for_beyond_the_platforms_patience(
    serve: Any, reception: RecordingReception
) -> None:
    """What is not ready in 4.2 seconds, keeping included, waits for the next message; small talk is not waited for."""
    reception.answers = ["晚了"]
    async with serve(verified=False) as account:
        reception.kept = False
        assert await account.post(PLATFORM.plain(message_xml())) == (200, "success")
        assert reception.answered_within == []
        reception.kept, reception.receive_takes, reception.answer_takes = True, 3.9, 1.0
        assert await account.post(PLATFORM.plain(message_xml())) == (200, "success")
        assert reception.answered_within[0] <= timedelta(seconds=0.3)
        reception.receive_takes = 4.3
        assert await account.post(PLATFORM.plain(message_xml())) == (200, "success")
        assert len(reception.answered_within) == 1


async def test_a_failed_answer_is_success(serve: Any, reception: RecordingReception) -> None:
    """The message is on disk by then: its answer comes with the next one."""
    reception.answer_failure = RuntimeError("locked")
    async with serve(verified=False) as account:
        assert await account.post(PLATFORM.plain(message_xml())) == (200, "success")


async def test_nobody_is_answered_who_has_left(serve: Any, reception: RecordingReception) -> None:
    """An unfollow is kept, not answered."""
    reception.answers = ["再见"]
    async with serve(verified=False) as account:
        assert await account.post(PLATFORM.plain(message_xml("event", Event="unsubscribe"))) == (200, "success")


async def test_no_text_breaks_out_of_the_answer(serve: Any, reception: RecordingReception) -> None:
    """]]> within a text stays text, and what XML cannot hold is left out."""
    evil = "a]]></Content><MsgType>x</MsgType>\x00\x0b\ud800\uffff]]>b😀"
    reception.answers = [evil]
    async with serve(verified=False) as account:
        _, xml = await account.post(PLATFORM.plain(message_xml(FromUserName="o]]>x", ToUserName="g]]>h")))
        assert fields_of(xml)["Content"] == "a]]></Content><MsgType>x</MsgType>]]>b😀"
        assert (fields_of(xml)["ToUserName"], fields_of(xml)["FromUserName"]) == ("o]]>x", "g]]>h")


async def test_an_answer_holds_as_many_whole_texts_as_fit(serve: Any, reception: RecordingReception) -> None:
    """2048 bytes of UTF-8; half a text could end within a phone number."""
    async with serve(verified=False) as account:
        reception.answers = ["甲" * 400, "乙" * 200, "丙" * 400]
        _, xml = await account.post(PLATFORM.plain(message_xml()))
        assert fields_of(xml)["Content"] == "甲" * 400 + "\n" + "乙" * 200
        reception.answers = ["😀" * 1000]
        _, xml = await account.post(PLATFORM.plain(message_xml(MsgId="2")))
        assert fields_of(xml)["Content"] == "😀" * 512


# ---- texts and settings ---------------------------------------------------------------------------------------------


@given(text=st.text(max_size=400), limit=st.integers(16, 100))
def test_split_loses_nothing(text: str, limit: int) -> None:
    """No part is too long or empty, and together they are the text (white space at the cuts aside)."""
    parts = split(text, limit)
    assert all(0 < len(part.encode()) <= limit for part in parts)
    clean = text.encode("utf-8", "replace").decode()
    assert "".join("".join(parts).split()) == "".join(clean.split())


def test_split_cuts_at_the_end_of_a_sentence() -> None:
    """A person reads whole sentences where that costs nothing."""
    text = "一" * 500 + "。" + "二" * 500
    assert split(text, LONGEST_TEXT) == ["一" * 500 + "。", "二" * 500]


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"encoding_aes_key": "short"}, "encoding_aes_key"),
        ({"encoding_aes_key": PLATFORM.key + "="}, "encoding_aes_key"),
        ({"previous_encoding_aes_key": PLATFORM.key}, "previous_encoding_aes_key"),
        ({"require_encryption": True}, "require_encryption"),
        ({"api_base": "ftp://x"}, "api_base"),
        ({"api_base": "api.weixin.qq.com"}, "api_base"),
        ({"name": "a/b"}, "name"),
        ({"name": "{x}"}, "name"),
        ({"token": ""}, "token"),
        ({"appid": "wx"}, "appid"),
        ({"verified": None}, "verified"),
    ],
)
def test_wrong_settings_are_named(fields: dict[str, object], named: str) -> None:
    """A mistake in config.yaml is found at the start and names its key; secrets are not shown."""
    with pytest.raises(ValidationError, match=named):
        settings_of(**fields)
    assert "village-secret" not in repr(settings_of())

"""The relay: signed messages in, signed answers out."""

import base64
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.channels import relay as relay_module
from bot.channels.base import ChannelDown, NoteRefused, SendFailed
from bot.channels.relay import Relay, RelaySettings
from bot.clock import VirtualClock
from storage.incoming import ChatType, Incoming, Location, MessageKind
from tests.fakes import (
    RELAY_SECRET,
    FakeGateway,
    Misbehaviour,
    RecordingReception,
    RelaySender,
    a_note,
    relay_message,
    served,
)

GATEWAY = RelaySender()


def a_relay(reception: RecordingReception, clock: VirtualClock, **fields: Any) -> Relay:
    """A relay called gw."""
    given = {"name": "gw", "secret": RELAY_SECRET}
    return Relay(RelaySettings.model_validate(given | fields), reception, clock)


@pytest.fixture
async def session(reception: RecordingReception, clock: VirtualClock) -> AsyncIterator[aiohttp.ClientSession]:
    """A served relay."""
    async with served(a_relay(reception, clock)) as session:
        yield session


async def post(session: aiohttp.ClientSession, body: object, headers: dict[str, str] | None = None) -> tuple[int, str]:
    """Post a body, signed unless headers are given; status and text of the answer."""
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    async with session.post("/relay/gw", data=raw, headers=headers or GATEWAY.headers(raw)) as response:
        return response.status, await response.text()


# ---- in -------------------------------------------------------------------------------------------------------------


async def test_a_message_is_handed_over(session: aiohttp.ClientSession, reception: RecordingReception) -> None:
    """Every field of the body arrives; unknown ones are none of our business."""
    body = relay_message(
        location={"lat": 33.7, "lon": 105.7, "name": "上河村"}, quote="n-1", mentions=["u-2", 3], mood="happy"
    )
    status, text = await post(session, body)
    assert (status, json.loads(text)) == (200, {"ok": True})
    assert reception.messages == [
        Incoming(
            channel="gw",
            external_id="m-1",
            kind=MessageKind.TEXT,
            chat_type=ChatType.GROUP,
            chat="g-shanghe",
            sender="u-1",
            at=datetime(2026, 11, 24, 2, 0, tzinfo=UTC),
            sender_name="老李",
            text="村口路灯不亮了",
            location=Location(33.7, 105.7, "上河村"),
            quote="n-1",
            mentions=("u-2", "3"),
            platform_kind="relay",
        )
    ]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"text": None, "image_url": "http://i"}, {"kind": MessageKind.IMAGE, "media": "http://i"}),
        ({"image_url": "http://i"}, {"kind": MessageKind.TEXT, "media": "http://i"}),
        ({"text": None, "voice_url": "http://v"}, {"kind": MessageKind.VOICE, "media": "http://v", "text": ""}),
        ({"voice_url": "http://v"}, {"kind": MessageKind.VOICE, "text": "村口路灯不亮了"}),
        ({"text": None, "location": {"lat": 1, "lon": 2}}, {"kind": MessageKind.LOCATION, "location": Location(1, 2)}),
        ({"text": None}, {"kind": MessageKind.OTHER}),
        ({"text": ""}, {"kind": MessageKind.OTHER}),
        ({"chat_type": "private", "chat": "dialogue-7"}, {"chat_type": ChatType.PRIVATE, "chat": "u-1"}),
        ({"chat_type": "private", "chat": None}, {"chat": "u-1"}),
        ({"id": 77, "sender": {"id": 5}}, {"external_id": "77", "sender": "5", "sender_name": ""}),
        ({"sender": {"id": "u", "name": None}}, {"sender_name": ""}),
        ({"at": "2026-11-24T02:00:00Z"}, {"at": datetime(2026, 11, 24, 2, 0, tzinfo=UTC)}),
        ({"quote": "", "mentions": []}, {"quote": None, "mentions": ()}),
    ],
)
async def test_what_messages_become(
    session: aiohttp.ClientSession,
    reception: RecordingReception,
    fields: dict[str, object],
    expected: dict[str, object],
) -> None:
    """Words with a picture are words; a private chat is the person's."""
    assert (await post(session, relay_message(**fields)))[0] == 200
    assert {name: getattr(reception.messages[0], name) for name in expected} == expected


async def test_a_recall_says_which_message_and_nothing_else(
    session: aiohttp.ClientSession, reception: RecordingReception
) -> None:
    """Its own id is kept apart from the message's, which some gateways use for both."""
    assert (await post(session, relay_message(id="m-7", recalls="m-7")))[0] == 200
    (message,) = reception.messages
    assert (message.kind, message.recalls, message.external_id) == (MessageKind.RECALL, "m-7", "recall:m-7")
    assert (message.text, message.media, message.sender, message.chat) == ("", None, "u-1", "g-shanghe")


async def test_repeats_are_answered_like_the_first(
    session: aiohttp.ClientSession, reception: RecordingReception
) -> None:
    """A gateway that repeats itself gets the same answer, and the message is there once."""
    for _ in range(3):
        assert (await post(session, relay_message()))[0] == 200
    assert len(reception.messages) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1,é"},
        {"webhook-signature": "v2,AAAA v9,x"},
        {"webhook-signature": ""},
        {"webhook-id": "another"},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "nan"},
        {"webhook-timestamp": "1e400"},
        {"webhook-timestamp": "-99999999999999999999"},
    ],
)
async def test_forged_headers_are_refused(
    session: aiohttp.ClientSession, reception: RecordingReception, change: dict[str, str]
) -> None:
    """Whatever the signature headers hold instead: 403, and nothing is handed over."""
    raw = json.dumps(relay_message()).encode()
    assert (await post(session, raw, GATEWAY.headers(raw) | change))[0] == 403
    assert reception.calls == []


async def test_missing_and_repeated_headers_are_refused(session: aiohttp.ClientSession) -> None:
    """All three headers, each once."""
    raw = json.dumps(relay_message()).encode()
    for name in GATEWAY.headers(raw):
        headers = list(GATEWAY.headers(raw).items())
        for wrong in ([pair for pair in headers if pair[0] != name], [*headers, (name, "x")]):
            async with session.post("/relay/gw", data=raw, headers=wrong) as response:
                assert response.status == 403


async def test_a_changed_body_and_another_secret_are_refused(session: aiohttp.ClientSession) -> None:
    """The signature covers the body, and only our gateway can make it."""
    raw = json.dumps(relay_message()).encode()
    assert (await post(session, raw + b" ", GATEWAY.headers(raw)))[0] == 403
    stranger = RelaySender("whsec_" + base64.b64encode(b"another secret of some length").decode())
    assert (await post(session, raw, stranger.headers(raw)))[0] == 403


@pytest.mark.parametrize("ahead", [-301, -86400, 302, 86400])
async def test_old_messages_cannot_be_played_again(session: aiohttp.ClientSession, ahead: int) -> None:
    """What was signed more than five minutes ago (or ahead) is refused."""
    raw = json.dumps(relay_message()).encode()
    at = datetime.now(UTC) + timedelta(seconds=ahead)
    assert (await post(session, raw, GATEWAY.headers(raw, at=at)))[0] == 403


async def test_one_right_signature_among_several_is_enough(session: aiohttp.ClientSession) -> None:
    """While a gateway changes its secret it signs with both."""
    raw = json.dumps(relay_message()).encode()
    headers = GATEWAY.headers(raw)
    headers["webhook-signature"] = "v1,AAAA " + headers["webhook-signature"]
    assert (await post(session, raw, headers))[0] == 200


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"", "JSON"),
        (b"junk", "JSON"),
        (b"[]", "JSON"),
        (b"null", "JSON"),
        (b"[" * 20_000, "JSON"),
        (relay_message(id=None), "id"),
        (relay_message(id=""), "id"),
        (relay_message(id=True), "id"),
        (relay_message(id={"a": 1}), "id"),
        (relay_message(at=None), "at"),
        (relay_message(at="yesterday"), "at"),
        (relay_message(at="2026-11-24T10:00:00"), "at"),
        (relay_message(at=1795485600), "at"),
        (relay_message(at="1795485600"), "at"),
        (relay_message(at="0001-01-01T00:00:00+14:00"), "at"),
        (relay_message(at="9999-12-31T23:59:59-14:00"), "at"),
        (relay_message(chat_type="channel"), "chat_type"),
        (relay_message(chat=None), "chat"),
        (relay_message(chat=["g"]), "chat"),
        (relay_message(sender=None), "sender"),
        (relay_message(sender="u-1"), "sender"),
        (relay_message(sender={"name": "x"}), "sender.id"),
        (relay_message(text=["a"]), "text"),
        (relay_message(location={"lat": "north", "lon": 1}), "location.lat"),
        (relay_message(location={"lat": 91, "lon": 1}), "location.lat"),
        (relay_message(location={"lat": 1}), "location.lon"),
        (relay_message(mentions="u-1"), "mentions"),
        (relay_message(mentions=[{"id": 1}]), "mentions.0"),
        (b'{"id": "\\ud800"}', ""),
    ],
)
async def test_wrong_bodies_are_refused_by_name(
    session: aiohttp.ClientSession, reception: RecordingReception, body: object, named: str
) -> None:
    """400 with one sentence that names the field and quotes nothing."""
    status, text = await post(session, body)
    assert status == 400
    assert named in text and text.strip().count("\n") == 0
    assert "路灯" not in text and "yesterday" not in text
    assert reception.calls == []


async def test_a_megabyte_is_too_much(session: aiohttp.ClientSession) -> None:
    """More than 64 KiB is 413, before anything is computed over it."""
    assert (await post(session, relay_message(text="x" * 1_000_000)))[0] == 413


async def test_a_message_that_could_not_be_kept_is_asked_for_again(
    session: aiohttp.ClientSession, reception: RecordingReception
) -> None:
    """503: a gateway that keeps to Standard Webhooks comes again. What failed is not shown."""
    reception.failure = RuntimeError("INSERT 村口路灯不亮了")
    status, text = await post(session, relay_message())
    assert (status, "INSERT" in text) == (503, False)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_fields = ("id", "at", "chat_type", "chat", "sender", "text", "image_url", "location", "quote", "mentions")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(
    body=st.one_of(
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
        st.dictionaries(st.sampled_from(_fields), _json).map(
            lambda odd: json.dumps(relay_message() | odd, ensure_ascii=True).encode()
        ),
        _json.map(lambda value: json.dumps(value).encode()),
    )
)
async def test_no_body_is_our_mistake(reception: RecordingReception, clock: VirtualClock, body: bytes) -> None:
    """Whatever is in a signed body: taken or refused, never a 5xx."""
    async with served(a_relay(reception, clock)) as session:
        assert (await post(session, body))[0] in (200, 400)
        async with session.post("/relay/gw", data=body) as response:
            assert response.status == 403


async def test_bytes_that_are_no_text_are_refused(session: aiohttp.ClientSession) -> None:
    """They cannot have been signed by our rules."""
    assert (await post(session, b"\xff\xfe", GATEWAY.headers(b"{}")))[0] == 403


# ---- out ------------------------------------------------------------------------------------------------------------


@pytest.fixture
async def gateway() -> AsyncIterator[FakeGateway]:
    """The gateway."""
    async with FakeGateway() as gateway:
        yield gateway


@pytest.fixture
async def relay(gateway: FakeGateway, reception: RecordingReception, clock: VirtualClock) -> AsyncIterator[Relay]:
    """A relay with somewhere to send to."""
    relay = a_relay(reception, clock, callback_url=gateway.callback_url)
    yield relay
    await relay.close()


async def test_a_note_is_posted_and_signed(relay: Relay, gateway: FakeGateway) -> None:
    """The gateway checks our signature as we check its; repeats of a note come under the same webhook-id."""
    note = a_note("g-shanghe", "路灯已修好\n😀\ud800", chat_type=ChatType.GROUP)
    assert await relay.send(note) == "gw-1"
    assert await relay.send(note) == "gw-1"
    assert gateway.notes[0].body == {
        "id": str(note.id),
        "chat_type": "group",
        "chat": "g-shanghe",
        "text": "路灯已修好\n😀?",
    }
    assert [taken.webhook_id for taken in gateway.notes] == [str(note.id)] * 2


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b'{"id": 17}', "17"),
        (b"", None),
        (b"ok", None),
        (b"[1]", None),
        (b'{"id": null}', None),
        (b'{"id": true}', None),
        (b'{"id": ""}', None),
        (b'{"id": {"a": 1}}', None),
        (b"[" * 15_000, None),
        (b'"' + b"x" * 100_000, None),
    ],
)
async def test_the_gateways_own_id(relay: Relay, gateway: FakeGateway, answer: bytes, expected: str | None) -> None:
    """The answer's id where there is one, else the note's own: by either a message may quote it."""
    gateway.answer = answer
    note = a_note()
    assert await relay.send(note) == (expected or str(note.id))


FAILURES: dict[int, tuple[type[SendFailed], timedelta | None, bool]] = {
    # status: what it means for the note, not before when, whether somebody has to mend something
    500: (ChannelDown, None, False),
    503: (ChannelDown, None, False),
    429: (ChannelDown, None, False),
    408: (ChannelDown, None, False),
    301: (ChannelDown, timedelta(minutes=5), True),
    401: (ChannelDown, timedelta(minutes=5), True),
    403: (ChannelDown, timedelta(minutes=5), True),
    404: (ChannelDown, timedelta(minutes=5), True),
    400: (NoteRefused, None, False),
    410: (NoteRefused, None, False),
    413: (NoteRefused, None, False),
    422: (NoteRefused, None, False),
}


@pytest.mark.parametrize("status", FAILURES)
async def test_what_the_gateway_answers(relay: Relay, gateway: FakeGateway, status: int) -> None:
    """A note it cannot take now waits, one it will not take is given up, a wrong address or secret is an alarm."""
    kind, wait, alarm = FAILURES[status]
    gateway.misbehave("/answers", Misbehaviour(status=status))
    with pytest.raises(SendFailed) as failed:
        await relay.send(a_note())
    assert type(failed.value) is kind
    assert getattr(failed.value, "retry_after", None) == wait
    assert (relay.misconfigured is not None) is alarm
    await relay.send(a_note())
    assert relay.misconfigured is None


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("999999999999999999999", None),
        ("86400", timedelta(hours=1)),
        (format_datetime(datetime(2026, 11, 24, 2, 3, tzinfo=UTC), usegmt=True), timedelta(minutes=3)),
        (format_datetime(datetime(2026, 11, 24, 1, 0, tzinfo=UTC), usegmt=True), timedelta(0)),
        (format_datetime(datetime(2026, 11, 24, 10, 3, tzinfo=timezone(timedelta(hours=8)))), timedelta(minutes=3)),
        ("soon", None),
        ("-5", None),
        ("Tue, 24 Nov 2026 02:03:00 -0000", None),
    ],
)
async def test_retry_after(relay: Relay, gateway: FakeGateway, header: str, wait: timedelta | None) -> None:
    """Seconds or a date, at most an hour; nonsense is as good as nothing."""
    gateway.misbehave("/answers", Misbehaviour(status=429, headers={"Retry-After": header}))
    with pytest.raises(ChannelDown) as failed:
        await relay.send(a_note())
    assert failed.value.retry_after == wait


async def test_a_gateway_that_is_not_there_is_down(
    relay: Relay,
    gateway: FakeGateway,
    monkeypatch: pytest.MonkeyPatch,
    reception: RecordingReception,
    clock: VirtualClock,
) -> None:
    """Hung up, silent, or nobody at home: the note waits, and what is raised does not show the address."""
    gateway.misbehave("/answers", Misbehaviour(hang_up=True))
    with pytest.raises(ChannelDown):
        await relay.send(a_note())
    monkeypatch.setattr(relay_module, "_TIMEOUT", aiohttp.ClientTimeout(total=0.3))
    silent = a_relay(reception, clock, callback_url=gateway.callback_url)
    gateway.misbehave("/answers", Misbehaviour(seconds=2))
    with pytest.raises(ChannelDown, match="in time"):
        await silent.send(a_note())
    nobody = a_relay(reception, clock, callback_url="http://127.0.0.1:1/key-in-the-address")
    with pytest.raises(ChannelDown) as failed:
        await nobody.send(a_note())
    assert "key" not in str(failed.value) and failed.value.__suppress_context__
    await silent.close()
    await nobody.close()


async def test_without_an_address_nothing_is_sent(reception: RecordingReception, clock: VirtualClock) -> None:
    """A relay without callback_url only listens, and says so."""
    with pytest.raises(NoteRefused, match="callback_url"):
        await a_relay(reception, clock).send(a_note())


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"secret": "not base64 !"}, "secret"),
        ({"secret": ""}, "secret"),
        ({"secret": "whsec_"}, "secret"),
        ({"secret": "whsec_c2hvcnQ="}, "16 bytes"),
        ({"callback_url": "gateway.example/answers"}, "callback_url"),
        ({"name": "a b"}, "name"),
        ({"callback": "http://x"}, "callback"),
    ],
)
def test_wrong_settings_are_named(fields: dict[str, str], named: str) -> None:
    """A mistake in config.yaml is found at the start and names its key."""
    with pytest.raises(ValidationError, match=named):
        RelaySettings.model_validate({"name": "gw", "secret": RELAY_SECRET} | fields)


def test_a_secret_may_be_written_both_ways() -> None:
    """With whsec_ before it or without, padded or not; it is never shown."""
    bare = RELAY_SECRET.removeprefix("whsec_")
    for secret in (RELAY_SECRET, bare, bare.rstrip("=")):
        assert bare.rstrip("=") not in repr(RelaySettings(name="gw", secret=secret))

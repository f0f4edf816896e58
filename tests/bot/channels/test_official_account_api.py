"""Notes to the Official Account platform: windows, tokens, error codes, codes to scan."""

import asyncio
import contextlib
import logging
import random
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
import structlog

from bot.channels import official_account_api
from bot.channels.base import ChannelDown, NoteRefused, SendFailed, Unreachable, WindowClosed
from bot.channels.official_account import OfficialAccount, OfficialAccountSettings
from bot.clock import VirtualClock
from storage.database import Database
from storage.incoming import ChatType
from storage.vault import Vault
from tests.fakes import FakeWeChat, Misbehaviour, RecordingReception, a_note

SEND = "/cgi-bin/message/custom/send"
TOKEN = "/cgi-bin/stable_token"
CODE = "/cgi-bin/qrcode/create"
PERSON = "o-villager"


@pytest.fixture
async def wechat(clock: VirtualClock) -> AsyncIterator[FakeWeChat]:
    """The platform."""
    async with FakeWeChat(clock) as wechat:
        yield wechat


def an_account(wechat: FakeWeChat, database: Database, clock: VirtualClock, **fields: Any) -> OfficialAccount:
    """A verified account at the fake platform."""
    given = {
        "name": "village",
        "app_id": "wx0123456789abcdef",
        "secret": "village-secret",
        "token": "village-token",
        "verified": True,
        "api_base": wechat.url,
    }
    return OfficialAccount(
        OfficialAccountSettings.model_validate(given | fields), database, RecordingReception(), clock
    )


@pytest.fixture
async def account(wechat: FakeWeChat, small_database: Database, clock: VirtualClock) -> AsyncIterator[OfficialAccount]:
    """A verified account, with SQLite."""
    account = an_account(wechat, small_database, clock)
    yield account
    await account.close()


async def acts(database: Database, wechat: FakeWeChat, clock: VirtualClock, action: str = "message") -> None:
    """The person acts: the platform knows it, and so do we."""
    wechat.opens(PERSON, action)
    async with database.ledger() as ledger:
        await ledger.conversations.opened({ledger.vault.reference("village", PERSON): action}, clock())
        await ledger.commit()


async def token_row(database: Database) -> tuple[str, int]:
    """The shared token and its generation."""
    async with database.reading() as ledger:
        row = await ledger.platform.token("village")
    assert row is not None
    return row.token, row.generation


# ---- windows --------------------------------------------------------------------------------------------------------


async def test_a_note_is_sent(
    account: OfficialAccount, wechat: FakeWeChat, small_database: Database, clock: VirtualClock
) -> None:
    """The words arrive as they are; the platform has no id for them."""
    await acts(small_database, wechat, clock)
    assert await account.send(a_note(text='李婶：路灯"已修"\n😀\\u8def')) is None
    assert [(sent.openid, sent.text) for sent in wechat.sent] == [(PERSON, '李婶：路灯"已修"\n😀\\u8def')]


async def test_text_goes_out_as_raw_utf8(
    account: OfficialAccount, wechat: FakeWeChat, small_database: Database, clock: VirtualClock
) -> None:
    """The platform refuses \\uXXXX (40033), and halves of surrogate pairs must not stop a note."""
    await acts(small_database, wechat, clock)
    await account.send(a_note(text="路灯\ud800"))
    assert wechat.sent[0].text == "路灯?"


@pytest.mark.parametrize(
    ("action", "most", "within"),
    [
        ("message", 5, timedelta(hours=48)),
        ("menu", 3, timedelta(minutes=1)),
        ("scan", 3, timedelta(minutes=1)),
        ("follow", 3, timedelta(minutes=1)),
    ],
)
async def test_windows_are_kept_without_asking_the_platform(
    account: OfficialAccount,
    wechat: FakeWeChat,
    small_database: Database,
    clock: VirtualClock,
    action: str,
    most: int,
    within: timedelta,
) -> None:
    """So many texts in so much time after what the person did; then not even a call is made until they act again."""
    with pytest.raises(WindowClosed):
        await account.send(a_note())
    assert wechat.calls == []
    await acts(small_database, wechat, clock, action)
    for _ in range(most):
        await account.send(a_note())
    with pytest.raises(WindowClosed):
        await account.send(a_note())
    await acts(small_database, wechat, clock, action)
    clock.move_to(clock() + within - timedelta(seconds=1))
    await account.send(a_note())
    clock.move_to(clock() + timedelta(seconds=1))
    with pytest.raises(WindowClosed):
        await account.send(a_note())
    assert len(wechat.sent) == most + 1
    assert wechat.calls.count(SEND) == len(wechat.sent)


async def test_the_platforms_own_count_is_believed(
    account: OfficialAccount, wechat: FakeWeChat, small_database: Database, clock: VirtualClock
) -> None:
    """45015 and 45047 hold the note, whatever our own count says."""
    await acts(small_database, wechat, clock)
    for code in (45015, 45047):
        wechat.misbehave(SEND, Misbehaviour(code=code))
        with pytest.raises(WindowClosed):
            await account.send(a_note())


async def test_a_failed_text_is_not_counted(
    account: OfficialAccount, wechat: FakeWeChat, small_database: Database, clock: VirtualClock
) -> None:
    """Only what the platform took uses up the window."""
    await acts(small_database, wechat, clock)
    wechat.misbehave(SEND, *[Misbehaviour(code=-1)] * 7)
    for _ in range(7):
        with pytest.raises(ChannelDown):
            await account.send(a_note())
    for _ in range(5):
        await account.send(a_note())


async def test_groups_and_empty_notes_are_refused(
    account: OfficialAccount, wechat: FakeWeChat, small_database: Database, clock: VirtualClock
) -> None:
    """An Official Account is in no group, and the platform takes no empty text."""
    await acts(small_database, wechat, clock)
    with pytest.raises(NoteRefused):
        await account.send(a_note(chat_type=ChatType.GROUP))
    with pytest.raises(NoteRefused):
        await account.send(a_note(text=" \n"))
    assert wechat.calls == []


async def test_an_unverified_account_sends_nothing(
    wechat: FakeWeChat, small_database: Database, clock: VirtualClock
) -> None:
    """It has no permission to; its notes wait for the next message of the person."""
    account = an_account(wechat, small_database, clock, verified=False)
    assert account.passive
    await acts(small_database, wechat, clock)
    with pytest.raises(WindowClosed):
        await account.send(a_note())
    with pytest.raises(NoteRefused):
        await account.code("SH01")
    assert wechat.calls == []
    await account.close()


# ---- long texts -----------------------------------------------------------------------------------------------------


async def test_a_long_text_is_sent_in_parts(
    account: OfficialAccount, wechat: FakeWeChat, small_database: Database, clock: VirtualClock
) -> None:
    """2048 bytes a part, nothing lost; more parts than the window has are held, more than any window has refused."""
    await acts(small_database, wechat, clock)
    text = "第一段。" * 200 + "第二段。" * 200
    await account.send(a_note(text=text))
    assert "".join(sent.text for sent in wechat.sent) == text
    assert len(wechat.sent) == 3 and all(len(sent.text.encode()) <= 2048 for sent in wechat.sent)
    with pytest.raises(WindowClosed):
        await account.send(a_note(text=text))
    assert len(wechat.sent) == 3
    with pytest.raises(NoteRefused):
        await account.send(a_note(text="甲" * 4000))


async def test_a_retry_goes_on_where_the_last_try_stopped(
    account: OfficialAccount, wechat: FakeWeChat, small_database: Database, clock: VirtualClock
) -> None:
    """When the second part fails, the first is not said twice."""
    await acts(small_database, wechat, clock)
    note = a_note(text="甲" * 600 + "。" + "乙" * 600)
    # the fake answers the token's call by itself; the second text is the one that fails
    await account.send(a_note(text="先说"))
    wechat.sent.clear()
    wechat.misbehave(SEND, Misbehaviour(), Misbehaviour(code=-1))
    with pytest.raises(ChannelDown):
        await account.send(note)
    await account.send(note)
    assert [sent.text for sent in wechat.sent] == ["甲" * 600 + "。", "乙" * 600]


async def test_a_lower_limit_of_the_platform_is_met(
    account: OfficialAccount, wechat: FakeWeChat, small_database: Database, clock: VirtualClock
) -> None:
    """45002 cuts once more; a short text that is still too long is refused."""
    await acts(small_database, wechat, clock)
    wechat.longest_text = 1100
    await account.send(a_note(text="甲" * 600))
    assert "".join(sent.text for sent in wechat.sent) == "甲" * 600
    wechat.longest_text = 10
    with pytest.raises(NoteRefused):
        await account.send(a_note(text="乙" * 90))


# ---- error codes ----------------------------------------------------------------------------------------------------

CODES: dict[int, tuple[type[SendFailed], timedelta | None, bool]] = {
    # code: what it means for the note, not before when, whether somebody has to mend something
    -1: (ChannelDown, None, False),
    45033: (ChannelDown, None, False),
    99999: (ChannelDown, None, False),
    40003: (Unreachable, None, False),
    43004: (Unreachable, None, False),
    50005: (Unreachable, None, False),
    43019: (Unreachable, None, False),
    48002: (Unreachable, None, False),
    40013: (ChannelDown, timedelta(minutes=5), True),
    40164: (ChannelDown, timedelta(minutes=5), True),
    40243: (ChannelDown, timedelta(minutes=5), True),
    61004: (ChannelDown, timedelta(minutes=5), True),
    45009: (ChannelDown, timedelta(hours=14), False),  # it is 10:00 in China
    45011: (ChannelDown, timedelta(minutes=1), False),
    45015: (WindowClosed, None, False),
    45047: (WindowClosed, None, False),
    40033: (NoteRefused, None, False),
    47001: (NoteRefused, None, False),
    47003: (NoteRefused, None, False),
    61451: (NoteRefused, None, False),
    48001: (NoteRefused, None, True),
    48004: (NoteRefused, None, True),
    50002: (NoteRefused, None, True),
}


@pytest.mark.parametrize("code", CODES)
async def test_error_codes(
    account: OfficialAccount, wechat: FakeWeChat, small_database: Database, clock: VirtualClock, code: int
) -> None:
    """Every code of the platform's list has its own consequence, and none is asked twice for one note."""
    kind, wait, alarm = CODES[code]
    await acts(small_database, wechat, clock)
    wechat.misbehave(SEND, Misbehaviour(code=code))
    with pytest.raises(SendFailed) as failed:
        await account.send(a_note())
    assert type(failed.value) is kind
    assert getattr(failed.value, "retry_after", None) == wait
    assert (account.misconfigured is not None) is alarm
    assert wechat.calls.count(SEND) == 1
    assert PERSON not in str(failed.value) and "已收到" not in str(failed.value)
    if wait is not None:
        # the platform is left alone until then
        with pytest.raises(ChannelDown):
            await account.send(a_note())
        assert wechat.calls.count(SEND) == 1
        clock.move_to(clock() + wait)
    await account.send(a_note())
    assert account.misconfigured is None


@pytest.mark.parametrize(
    "how",
    [
        Misbehaviour(status=500),
        Misbehaviour(status=502),
        Misbehaviour(status=404),
        Misbehaviour(status=302, headers={"Location": "http://127.0.0.1:1/"}),
        Misbehaviour(raw=b"<html>gateway</html>"),
        Misbehaviour(raw=b"[]"),
        Misbehaviour(raw=b"null"),
        Misbehaviour(raw=b'{"errcode": "many"}'),
        Misbehaviour(raw=b"[" * 100_000),
        Misbehaviour(raw=b'"' + b"x" * 300_000 + b'"'),
        Misbehaviour(hang_up=True),
    ],
)
@pytest.mark.parametrize("path", [SEND, TOKEN])
async def test_a_platform_out_of_order_is_down(
    account: OfficialAccount,
    wechat: FakeWeChat,
    small_database: Database,
    clock: VirtualClock,
    path: str,
    how: Misbehaviour,
) -> None:
    """No proper answer, whatever the reason: tried again later, and nothing secret in what is raised."""
    await acts(small_database, wechat, clock)
    wechat.misbehave(path, how)
    with pytest.raises(ChannelDown) as failed:
        await account.send(a_note())
    assert failed.value.__cause__ is None
    assert failed.value.__context__ is None or failed.value.__suppress_context__
    assert "token-" not in str(failed.value) and "127.0.0.1" not in str(failed.value)
    await account.send(a_note())


async def test_answers_with_odd_bytes_are_read(
    account: OfficialAccount, wechat: FakeWeChat, small_database: Database, clock: VirtualClock
) -> None:
    """Control characters and broken UTF-8 in an answer do not hide its code."""
    await acts(small_database, wechat, clock)
    wechat.misbehave(SEND, Misbehaviour(raw=b'{"errcode": 43004, "errmsg": "\x01\xff hint"}'))
    with pytest.raises(Unreachable):
        await account.send(a_note())


async def test_a_platform_that_does_not_answer_is_down(
    account: OfficialAccount,
    wechat: FakeWeChat,
    small_database: Database,
    clock: VirtualClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A call ends after ten seconds (here: a fraction of one)."""
    assert official_account_api._TIMEOUT.total == 10
    monkeypatch.setattr(official_account_api, "_TIMEOUT", aiohttp.ClientTimeout(total=0.3))
    await acts(small_database, wechat, clock)
    wechat.misbehave(SEND, Misbehaviour(seconds=2))
    with pytest.raises(ChannelDown, match="in time"):
        await account.send(a_note())


async def test_a_platform_that_is_not_there_is_down(
    wechat: FakeWeChat, small_database: Database, clock: VirtualClock
) -> None:
    """Nobody listens."""
    account = an_account(wechat, small_database, clock, api_base="http://127.0.0.1:1")
    await acts(small_database, wechat, clock)
    with pytest.raises(ChannelDown):
        await account.send(a_note())
    await account.close()


# ---- tokens ---------------------------------------------------------------------------------------------------------


async def test_twenty_tasks_fetch_one_token(wechat: FakeWeChat, database: Database, clock: VirtualClock) -> None:
    """A cold start costs one token, on both databases, and others of this program find it in the database."""
    account = an_account(wechat, database, clock)
    await acts(database, wechat, clock)
    results = await asyncio.gather(*(account.send(a_note()) for _ in range(20)), return_exceptions=True)
    assert results.count(None) == 5
    assert wechat.tokens_asked == 1
    restarted = an_account(wechat, database, clock)
    await acts(database, wechat, clock)
    await restarted.send(a_note())
    assert wechat.tokens_asked == 1
    assert (await token_row(database))[1] == 1
    await account.close()
    await restarted.close()


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_ten_tasks_that_are_refused_cause_one_refresh(
    wechat: FakeWeChat, database: Database, clock: VirtualClock, code: int
) -> None:
    """The token is dropped only if it is still the one that was refused; each call is repeated once."""
    account = an_account(wechat, database, clock)
    await acts(database, wechat, clock)
    await account.send(a_note())
    wechat.misbehave(SEND, *[Misbehaviour(code=code, seconds=0.05)] * 4)
    await asyncio.gather(*(account.send(a_note()) for _ in range(4)))
    assert wechat.tokens_asked == 2
    assert (await token_row(database))[1] == 2
    assert len(wechat.sent) == 5
    await account.close()


async def test_processes_share_refreshes(
    database_url: str, wechat: FakeWeChat, clock: VirtualClock, vault: Vault
) -> None:
    """What one process refreshed, the others use: a killed token costs one refresh for all of them."""
    databases = [Database(database_url, vault, "621221108", random.Random(seed).getrandbits) for seed in range(3)]
    await databases[0].upgrade()
    accounts = [an_account(wechat, database, clock) for database in databases]
    await acts(databases[0], wechat, clock)
    for account in accounts:
        await account.send(a_note())
    assert wechat.tokens_asked == 1
    wechat.kill_tokens()
    await acts(databases[0], wechat, clock)
    for account in accounts:
        await account.send(a_note())
    assert wechat.tokens_asked == 2
    if not databases[0].is_sqlite:
        # at the same instant: the others wait for the row, and then find the new token
        wechat.kill_tokens()
        wechat.misbehave(TOKEN, Misbehaviour(seconds=0.2))
        await acts(databases[0], wechat, clock)
        await asyncio.gather(*(account.send(a_note()) for account in accounts))
        assert wechat.tokens_asked == 3
    for account in accounts:
        await account.close()
    for database in databases:
        await database.close()


async def test_two_processes_that_start_at_once(
    database_url: str, wechat: FakeWeChat, clock: VirtualClock, vault: Vault
) -> None:
    """The very first token may be fetched twice (it is the same one); neither process fails over it."""
    databases = [Database(database_url, vault, "621221108", random.Random(seed).getrandbits) for seed in range(2)]
    await databases[0].upgrade()
    accounts = [an_account(wechat, database, clock) for database in databases]
    await acts(databases[0], wechat, clock)
    wechat.misbehave(TOKEN, Misbehaviour(seconds=0.2), Misbehaviour(seconds=0.2))
    await asyncio.gather(*(account.send(a_note()) for account in accounts))
    assert wechat.tokens_asked == 2
    assert len(wechat.sent) == 2 and len({sent.token for sent in wechat.sent}) == 1
    for account in accounts:
        await account.close()
    for database in databases:
        await database.close()


async def test_sqlites_writer_is_free_while_the_token_is_fetched(
    account: OfficialAccount, wechat: FakeWeChat, small_database: Database, clock: VirtualClock
) -> None:
    """Messages go on being kept while the platform takes its time."""
    await acts(small_database, wechat, clock)
    wechat.misbehave(TOKEN, Misbehaviour(seconds=1))
    sending = asyncio.create_task(account.send(a_note()))
    while wechat.tokens_asked == 0:
        await asyncio.sleep(0.01)
    async with asyncio.timeout(0.5), small_database.ledger() as ledger:
        await ledger.commit()
    await sending


async def test_a_token_is_replaced_before_its_end(
    account: OfficialAccount, wechat: FakeWeChat, small_database: Database, clock: VirtualClock
) -> None:
    """From ten minutes before its end we ask for the next one, at most once a minute until the platform has it."""
    await acts(small_database, wechat, clock)
    await account.send(a_note())
    for minutes, asked in ((109, 1), (110.5, 2), (110.9, 2), (112, 3), (116, 4), (117, 4)):
        clock.move_to(datetime(2026, 11, 24, 2, 0, tzinfo=UTC) + timedelta(minutes=minutes))
        await acts(small_database, wechat, clock)
        await account.send(a_note())
        assert wechat.tokens_asked == asked, minutes
    assert len({sent.token for sent in wechat.sent}) == 2


async def test_a_platform_that_always_says_40001_is_asked_twice(
    account: OfficialAccount, wechat: FakeWeChat, small_database: Database, clock: VirtualClock
) -> None:
    """One refresh, one repeat, then an alarm: a wrong secret must not use up the day's quota."""
    await acts(small_database, wechat, clock)
    wechat.misbehave(SEND, *[Misbehaviour(code=40001)] * 50)
    for _ in range(10):
        with pytest.raises(ChannelDown):
            await account.send(a_note())
    assert (wechat.calls.count(SEND), wechat.tokens_asked) == (2, 2)
    assert "secret" in (account.misconfigured or "")


@pytest.mark.parametrize(("fields", "word"), [({"secret": "wrong"}, "secret"), ({"app_id": "wx000000"}, "app_id")])
async def test_a_wrong_secret_is_an_alarm(
    wechat: FakeWeChat, small_database: Database, clock: VirtualClock, fields: dict[str, str], word: str
) -> None:
    """It is not the note's fault: the note waits, /readyz says what to mend, the platform is left alone meanwhile."""
    account = an_account(wechat, small_database, clock, **fields)
    await acts(small_database, wechat, clock)
    for _ in range(3):
        with pytest.raises(ChannelDown) as failed:
            await account.send(a_note())
        assert failed.value.retry_after is not None
    assert wechat.tokens_asked == 1
    assert word in (account.misconfigured or "")
    await account.close()


@pytest.mark.parametrize(
    ("code", "wait"),
    [(-1, None), (40164, timedelta(minutes=5)), (45009, timedelta(hours=14)), (48001, timedelta(minutes=5))],
)
async def test_no_token_never_costs_a_note(
    account: OfficialAccount,
    wechat: FakeWeChat,
    small_database: Database,
    clock: VirtualClock,
    code: int,
    wait: timedelta | None,
) -> None:
    """Whatever the platform says to the call for a token, the note waits."""
    await acts(small_database, wechat, clock)
    wechat.misbehave(TOKEN, Misbehaviour(code=code))
    with pytest.raises(ChannelDown) as failed:
        await account.send(a_note())
    assert failed.value.retry_after == wait


@pytest.mark.parametrize(
    "raw",
    [
        b"{}",
        b'{"access_token": "", "expires_in": 7200}',
        b'{"access_token": "x"}',
        b'{"access_token": "x", "expires_in": 0}',
        b'{"access_token": 5, "expires_in": 7200}',
        b'{"access_token": "x", "expires_in": "7200"}',
    ],
)
async def test_no_token_in_the_answer(
    account: OfficialAccount, wechat: FakeWeChat, small_database: Database, clock: VirtualClock, raw: bytes
) -> None:
    """An answer without a usable token is no answer."""
    await acts(small_database, wechat, clock)
    wechat.misbehave(TOKEN, Misbehaviour(raw=raw))
    with pytest.raises(ChannelDown):
        await account.send(a_note())
    await account.send(a_note())


async def test_a_restored_database_does_not_cause_a_refresh_for_every_note(
    account: OfficialAccount, wechat: FakeWeChat, small_database: Database, clock: VirtualClock
) -> None:
    """Generations may start again from the beginning."""
    await acts(small_database, wechat, clock)
    for _ in range(3):
        wechat.misbehave(SEND, Misbehaviour(code=42001))
        await account.send(a_note())
    async with small_database.ledger() as ledger:
        row = await ledger.platform.token("village")
        assert row is not None
        row.generation = 1
        await ledger.commit()
    wechat.misbehave(SEND, Misbehaviour(code=42001))
    await acts(small_database, wechat, clock)
    asked = wechat.tokens_asked
    for _ in range(3):
        await account.send(a_note())
    assert wechat.tokens_asked <= asked + 1


async def test_nothing_secret_is_logged(
    account: OfficialAccount,
    wechat: FakeWeChat,
    small_database: Database,
    clock: VirtualClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No secret, token, platform id or word in any log line, also where things fail."""
    caplog.set_level(logging.DEBUG)
    await acts(small_database, wechat, clock)
    with structlog.testing.capture_logs() as lines:
        await account.send(a_note())
        for how in (Misbehaviour(code=48001), Misbehaviour(code=47001), Misbehaviour(hang_up=True)):
            wechat.misbehave(SEND, how)
            with contextlib.suppress(SendFailed):
                await account.send(a_note())
    token, _ = await token_row(small_database)
    said = repr(lines) + caplog.text
    assert lines
    for secret in ("village-secret", "village-token", token, PERSON, "已收到"):
        assert secret not in said


async def test_without_a_database_notes_wait(
    account: OfficialAccount, wechat: FakeWeChat, small_database: Database, clock: VirtualClock
) -> None:
    """A token that cannot be shared is not used, and the database's complaint is not handed on: it quotes values."""
    await acts(small_database, wechat, clock)
    async with small_database.engine.begin() as connection:
        await connection.exec_driver_sql("DROP TABLE access_token")
    with pytest.raises(ChannelDown) as failed:
        await account.send(a_note())
    assert failed.value.__suppress_context__
    assert "access_token" not in str(failed.value)


async def test_a_text_that_could_not_be_counted_is_sent_all_the_same(
    account: OfficialAccount, wechat: FakeWeChat, small_database: Database, clock: VirtualClock
) -> None:
    """The platform took it: failing now would say it twice."""
    await acts(small_database, wechat, clock)
    async with small_database.engine.begin() as connection:
        await connection.exec_driver_sql(
            "CREATE TRIGGER no_count BEFORE UPDATE ON reach BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    await account.send(a_note())
    assert len(wechat.sent) == 1


# ---- codes ----------------------------------------------------------------------------------------------------------


async def test_a_code_is_made_once(wechat: FakeWeChat, database: Database, clock: VirtualClock) -> None:
    """Permanent codes cannot be deleted, so a scene gets one for ever: asked at once, asked again, asked elsewhere."""
    account = an_account(wechat, database, clock)
    codes = await asyncio.gather(*(account.code("SH01") for _ in range(5)))
    restarted = an_account(wechat, database, clock)
    assert {*codes, await restarted.code("SH01")} == {codes[0]}
    assert wechat.calls.count(CODE) == 1
    assert codes[0].ticket == wechat.codes["SH01"]
    assert codes[0].image.endswith("%3D%3D%2F" + codes[0].ticket.split("/")[1])
    assert await account.code("SH02") != codes[0]
    await account.close()
    await restarted.close()


async def test_two_processes_that_make_one_code(
    database_url: str, wechat: FakeWeChat, clock: VirtualClock, vault: Vault
) -> None:
    """The first to keep it wins; both give out the kept one."""
    databases = [Database(database_url, vault, "621221108", random.Random(seed).getrandbits) for seed in range(2)]
    await databases[0].upgrade()
    accounts = [an_account(wechat, database, clock) for database in databases]
    await accounts[0].code("WARM")
    wechat.misbehave(CODE, Misbehaviour(seconds=0.2), Misbehaviour(seconds=0.2))
    first, second = await asyncio.gather(*(account.code("SH01") for account in accounts))
    assert first == second
    for account in accounts:
        await account.close()
    for database in databases:
        await database.close()


async def test_scenes(account: OfficialAccount, wechat: FakeWeChat) -> None:
    """A scene has 1 to 64 characters; nothing else is asked for."""
    for scene in ("", "x" * 65):
        with pytest.raises(ValueError, match="64"):
            await account.code(scene)
    await account.code("村" * 64)
    wechat.misbehave(CODE, Misbehaviour(raw=b'{"ticket": ""}'), Misbehaviour(code=45009))
    with pytest.raises(ChannelDown):
        await account.code("SH03")
    with pytest.raises(ChannelDown):
        await account.code("SH03")

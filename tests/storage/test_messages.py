"""Inbox and outbox: once, in order, never lost."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.database import Database
from storage.incoming import ChatType, Incoming, Location, MessageKind
from storage.models import InboxState, NoteState
from storage.speech import PrivateText, PublicText, StaffText
from tests.builders import NOW, a_message

SECOND = timedelta(seconds=1)


@given(
    st.builds(
        Incoming,
        channel=st.text(min_size=1),
        external_id=st.text(min_size=1),
        kind=st.sampled_from(MessageKind),
        chat_type=st.sampled_from(ChatType),
        chat=st.text(),
        sender=st.text(),
        at=st.datetimes(timezones=st.just(NOW.tzinfo)),
        text=st.text(alphabet=st.characters(codec=None)),
        location=st.none() | st.builds(Location, latitude=st.floats(-90, 90), longitude=st.floats(-180, 180)),
        mentions=st.lists(st.text()).map(tuple),
    )
)
def test_a_message_survives_its_line(message: Incoming) -> None:
    """What was kept is what was said."""
    assert Incoming.from_json(message.to_json()) == message


async def test_a_repeated_message_is_kept_once(database: Database) -> None:
    """A platform's repeats change nothing, whether they come together or later."""
    message = a_message()
    for batch in ([message, message], [message]):
        async with database.ledger() as ledger:
            await ledger.inbox.keep([(each, NOW) for each in batch])
            await ledger.commit()
    async with database.reading() as ledger:
        assert await ledger.inbox.counts() == {InboxState.WAITING: 1}


async def test_a_conversation_is_handled_in_order_and_others_go_on(database: Database) -> None:
    """A message that must wait holds up its own chat and no other."""
    first, second, other = a_message("一"), a_message("二"), a_message("三", sender="li")
    async with database.ledger() as ledger:
        await ledger.inbox.keep([(message, NOW) for message in (first, second, other)])
        await ledger.commit()
    async with database.ledger() as ledger:
        (row,) = await ledger.inbox.claim(NOW)
        assert ledger.inbox.open(row) == first
        ledger.inbox.failed(row, "RuntimeError", NOW + timedelta(minutes=1))
        await ledger.commit()
    async with database.ledger() as ledger:
        (row,) = await ledger.inbox.claim(NOW)
        assert ledger.inbox.open(row) == other
        ledger.inbox.done(row, NOW)
        await ledger.flush()
        assert await ledger.inbox.claim(NOW) == []
        await ledger.commit()
    async with database.ledger() as ledger:
        (row,) = await ledger.inbox.claim(NOW + timedelta(minutes=2))
        ledger.inbox.failed(row, "RuntimeError", None)
        await ledger.flush()
        (following,) = await ledger.inbox.claim(NOW + timedelta(minutes=2))
        assert ledger.inbox.open(following) == second
        assert ledger.inbox.open(row) == first, "what was set aside is whole"


async def test_words_leave_the_inbox_when_they_have_been_handled(database: Database) -> None:
    """Only the row that guards against repeats remains."""
    async with database.ledger() as ledger:
        await ledger.inbox.keep([(a_message(), NOW)])
        (row,) = await ledger.inbox.claim(NOW)
        ledger.inbox.done(row, NOW)
        await ledger.commit()
    assert row.payload is None
    with pytest.raises(ValueError, match="removed"):
        ledger.inbox.open(row)


async def test_a_group_takes_public_text_only(database: Database) -> None:
    """No household's word can reach a group by accident: the type is refused."""
    async with database.ledger() as ledger:
        for text in (PrivateText("我家"), StaffText("12号"), "村口路灯"):
            with pytest.raises(TypeError, match="PublicText"):
                await ledger.outbox.to_group("try", "g", text, key="k", why="ack", at=NOW)  # type: ignore[arg-type]


async def test_the_same_key_is_the_same_note(database: Database) -> None:
    """A handler that runs twice says it once."""
    for _ in range(2):
        async with database.ledger() as ledger:
            await ledger.outbox.to_group("try", "g", PublicText("记下了"), key="t1:ack", why="ack", at=NOW)
            await ledger.commit()
    async with database.reading() as ledger:
        assert await ledger.outbox.counts() == {NoteState.WAITING: 1}


async def test_notes_to_one_person_go_in_order(database: Database) -> None:
    """A note that failed holds up the same person's later ones, and nobody else's."""
    async with database.ledger() as ledger:
        for key, to in (("1", "zhang"), ("2", "zhang"), ("3", "li")):
            await ledger.outbox.to_person("try", to, PrivateText(key), key=key, why="reply", at=NOW)
        await ledger.commit()
    async with database.ledger() as ledger:
        notes = await ledger.outbox.claim_due(NOW, lease=SECOND)
        assert [note.text for note in notes] == ["1", "3"]
        ledger.outbox.failed(notes[0], "ChannelDown", NOW + timedelta(minutes=1))
        ledger.outbox.sent(notes[1], NOW, "n1")
        await ledger.commit()
    async with database.ledger() as ledger:
        assert await ledger.outbox.claim_due(NOW + SECOND, lease=SECOND) == []
        again = await ledger.outbox.claim_due(NOW + timedelta(minutes=2), lease=SECOND)
        assert [note.text for note in again] == ["1"]


async def test_a_note_kept_for_the_morning_does_not_hold_up_an_answer(database: Database) -> None:
    """Quiet hours hold back what is unasked, not the answer to what somebody has just written."""
    async with database.ledger() as ledger:
        morning = NOW + timedelta(hours=9)
        await ledger.outbox.to_person("try", "li", PrivateText("早上"), key="1", why="L0", at=NOW, send_after=morning)
        await ledger.outbox.to_person("try", "li", PrivateText("现在"), key="2", why="reply", at=NOW)
        notes = await ledger.outbox.claim_due(NOW, lease=SECOND)
        assert [note.text for note in notes] == ["现在"]


async def test_a_lease_that_ran_out_gives_the_note_back(database: Database) -> None:
    """A process that died while sending loses no note."""
    async with database.ledger() as ledger:
        await ledger.outbox.to_person("try", "li", PrivateText("一"), key="1", why="reply", at=NOW)
        assert len(await ledger.outbox.claim_due(NOW, lease=SECOND)) == 1
        await ledger.commit()
    async with database.ledger() as ledger:
        assert await ledger.outbox.claim_due(NOW, lease=SECOND) == []
        assert len(await ledger.outbox.claim_due(NOW + 2 * SECOND, lease=SECOND)) == 1


async def test_a_held_note_goes_when_the_person_writes_again(database: Database) -> None:
    """A closed window is no dead letter: the note waits for its person."""
    async with database.ledger() as ledger:
        await ledger.outbox.to_person("try", "li", PrivateText("一"), key="1", why="reply", at=NOW)
        (note,) = await ledger.outbox.claim_due(NOW, lease=SECOND)
        ledger.outbox.hold(note, "WindowClosed")
        await ledger.commit()
    async with database.ledger() as ledger:
        person = database.vault.reference("try", "li")
        assert (await ledger.conversations.standing({person, "somebody else"}, NOW)).expected == {person}
        assert await ledger.outbox.claim_due(NOW + 2 * SECOND, lease=SECOND) == []
        await ledger.outbox.release_held([person], NOW + 2 * SECOND)
        assert len(await ledger.outbox.claim_due(NOW + 2 * SECOND, lease=SECOND)) == 1


async def test_an_overlong_outside_id_is_still_the_same_message(database: Database) -> None:
    """A gateway's id of any length guards against repeats."""
    long = replace(a_message(), external_id="x" * 5000 + "\0")
    async with database.ledger() as ledger:
        await ledger.inbox.keep([(long, NOW)])
        await ledger.inbox.keep([(long, NOW)])
        assert await ledger.inbox.find(long.channel, long.external_id) is not None
        assert await ledger.inbox.counts() == {InboxState.WAITING: 1}

"""Before a note goes to an official: is it still true, may he know it, is it his hour, and has he had enough today?

Asked when the note goes, not when it was written: one that waited for the morning may have been overtaken by the
evening. Answers to what he wrote, the morning's digest and danger are never held back (Ruling 11).
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from classifiers.verdict import Urgency
from handlers import helping, reminding, wording
from handlers.dispatch import barred_from
from handlers.filing import VILLAGER, rung_of
from handlers.ladder import Rung, rank
from handlers.policy import Policy
from handlers.quiet_hours import when_to_tell_official
from storage.incoming import ChatType
from storage.ledger import Ledger
from storage.lifecycle import WORKING
from storage.models import Officer, OutboxNote, Ticket
from storage.organisation import Organisation

#: unasked notes about tickets beside the rungs
_BESIDE_RUNGS = frozenset({"notice", "extension", "merged", "return"})
_DIGEST = "digest:"
#: as many notes as are said within one
_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class _Minded:
    """A note that counts, with what it is about. `rung` None: it says something of its own."""

    note: OutboxNote
    ticket: Ticket
    officer: Officer
    rung: str | None


async def may_go(policy: Policy, ledger: Ledger, note: OutboxNote, now: datetime) -> bool:
    """Whether a note may go now. False: it has been put off, said within another or dropped."""
    if note.why.startswith(_DIGEST) and now - note.send_after >= timedelta(hours=policy.digests.stale_after_hours):
        # the program stood still: late news is no news, and nobody is sent the evening's line at midnight
        ledger.outbox.lapse(note)
        return False
    if note.chat_type is not ChatType.PRIVATE or note.ticket is None or note.answers is not None:
        return True
    if not _counts(note):
        return True
    organisation = await ledger.organisation()
    minded = _minded(organisation, note, await ledger.tickets.find(note.ticket))
    if minded is None:
        return True
    if not _still_to_be_said(policy, organisation, minded, now):
        ledger.outbox.lapse(note)
        return False
    if minded.rung is not None and rank(minded.rung) > rank(Rung.L0):
        # said in the words of now: a day may have gone by since it was written
        note.text = reminding.words_for(policy, organisation, minded.ticket, minded.rung, minded.officer.id, now).text
    if minded.ticket.urgency is Urgency.DANGER:
        return True
    at = when_to_tell_official(now, minded.ticket.urgency, policy.quiet_hours, policy.calendar)
    if at > now:
        # it was to go by day, and the program stood still
        ledger.outbox.postpone(note, at)
        return False
    return _counted_today(policy, ledger, note, now) or await _within_the_day(policy, ledger, organisation, minded, now)


def _counts(note: OutboxNote) -> bool:
    """Whether it is an unasked one to an official about a ticket, by its reason and its key."""
    if _rung_in(note) is None and note.why not in _BESIDE_RUNGS and rank(note.why) < 0 and note.why != "danger":
        return False
    # a villager's own: he raised it himself
    return VILLAGER not in note.key.split(":")[2:]


def _minded(organisation: Organisation, note: OutboxNote, ticket: Ticket | None) -> _Minded | None:
    """The note with what it is about, where it counts and goes to an official in his post."""
    officer = organisation.officer_at(note.channel, note.recipient)
    if officer is None or ticket is None or not _counts(note):
        return None
    return _Minded(note, ticket, officer, _rung_in(note))


def _rung_in(note: OutboxNote) -> str | None:
    # t12:L0b#1:p01, the key of a rung; t12:help:7 is no rung, whatever it is said under
    rung = rung_of([*note.key.split(":"), ""][1])
    return rung if rank(rung) >= 0 and note.why == rung else None


def _still_to_be_said(policy: Policy, organisation: Organisation, minded: _Minded, now: datetime) -> bool:
    ticket, officer = minded.ticket, minded.officer
    if officer.id in barred_from(organisation, ticket):
        return False
    if not helping.still_said(ticket, minded.note.key, officer.id):
        return False
    if minded.rung is not None:
        return reminding.still_owed(policy, ticket, minded.rung, officer.id, now)
    # what he is told of the end of a matter stays true; a call for help, or a guess at two that are one, does not
    return minded.note.why not in (Rung.L1, "merged") or ticket.status in WORKING or minded.note.ticket is None


def _counted_today(policy: Policy, ledger: Ledger, note: OutboxNote, now: datetime) -> bool:
    """Whether it took one of this day's notes when it was tried before; a process may have died over midnight."""
    tried_at = note.claimed_until or note.next_try_at
    same_day = policy.calendar.day_of(tried_at) == policy.calendar.day_of(now)
    return ledger.outbox.was_tried(note) and same_day


async def _within_the_day(
    policy: Policy, ledger: Ledger, organisation: Organisation, minded: _Minded, now: datetime
) -> bool:
    """Take one of the day's notes, and say within it whatever else waits; none left: everything until tomorrow."""
    others = []
    beside = [
        note
        for note in await ledger.outbox.waiting_beside(minded.note, now)
        if note.chat_type is ChatType.PRIVATE and note.answers is None
    ]
    about = {note.ticket for note in beside if note.ticket is not None}
    tickets = await ledger.tickets.numbered(about) if about else {}
    for note in beside:
        other = _minded(organisation, note, tickets.get(note.ticket or 0))
        if other is None or other.ticket.urgency is Urgency.DANGER:
            continue
        if _still_to_be_said(policy, organisation, other, now):
            others.append(other)
        else:
            ledger.outbox.lapse(note)
    today = policy.calendar.day_of(now)
    recipient = minded.note.recipient
    if not await ledger.reminders.take_note_of_day(recipient, today, now, at_most=policy.ladder.notes_a_day):
        midnight = policy.calendar.at_local(today + timedelta(days=1), time(0))
        for each in (minded, *others):
            tomorrow = when_to_tell_official(midnight, each.ticket.urgency, policy.quiet_hours, policy.calendar)
            ledger.outbox.postpone(each.note, tomorrow)
        return False
    _say_together(policy, ledger, [minded, *others][:_AT_ONCE], now)
    return True


def _say_together(policy: Policy, ledger: Ledger, together: list[_Minded], now: datetime) -> None:
    first = together[0].note
    last: dict[int, _Minded] = {}
    for each in together:
        if each.rung is not None:
            known = last.get(each.ticket.number)
            if known is None or rank(each.rung) >= rank(known.rung or ""):
                last[each.ticket.number] = each
    beside = [each for each in together if each.rung is None]
    rungs = sorted(last.values(), key=lambda each: (-rank(each.rung or ""), each.ticket.number))
    if len(together) == 1:
        return
    others = [each.note for each in together if each.note is not first]
    if len(rungs) == 1 and not beside:
        # several rungs of one ticket: the last says it all
        only = rungs[0]
        text, ticket, why = only.note.text, only.note.ticket, only.note.why
        ledger.outbox.bundle(first, others, wording.as_staff(text), why)
        first.ticket = ticket
        return
    entries = [
        (each.ticket.number, reminding.in_short(policy, each.ticket, each.rung or "", each.officer.id, now))
        for each in rungs
    ]
    alone = [each.note.text for each in beside] + ([rungs[0].note.text] if len(rungs) == 1 else [])
    text_of_all = wording.together(entries if len(rungs) > 1 else [], alone)
    ledger.outbox.bundle(first, others, text_of_all, rungs[0].note.why if rungs else first.why)

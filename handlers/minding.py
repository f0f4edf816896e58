"""Before a note goes to an official: is it still true, may he know it, is it his hour, and has he had enough today?

Asked when the note goes, not when it was written: one that waited for the morning may have been overtaken by the
evening. Answers to what he wrote, the morning's digest and danger are never held back (Ruling 11). What a note weighs
is in `handlers/note_kinds.py`.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from classifiers.verdict import Urgency
from handlers import helping, note_kinds, reminding, wording
from handlers.dispatch import barred_from
from handlers.filing import VILLAGER, rung_of
from handlers.ladder import Rung, rank
from handlers.note_kinds import Weight
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

    @property
    def weight(self) -> Weight:
        """What it is worth of his day."""
        if self.rung is not None:
            return note_kinds.weight_of_rung(self.rung, self.note.key, self.ticket, self.officer.id)
        return note_kinds.kind_of(self.note).weight

    @property
    def urgent(self) -> bool:
        """Whether its matter is."""
        return self.ticket.urgency is Urgency.URGENT


async def may_go(policy: Policy, ledger: Ledger, note: OutboxNote, now: datetime) -> bool:
    """Whether a note may go now. False: it has been put off, said within another or dropped."""
    if note.why.startswith(_DIGEST) and now - note.send_after >= timedelta(hours=policy.digests.stale_after_hours):
        # the program stood still: late news is no news, and nobody is sent the evening's line at midnight
        ledger.outbox.lapse(note)
        return False
    if note.chat_type is not ChatType.PRIVATE or note.ticket is None or note.answers is not None:
        return True
    if not _counts(note):
        return await _still_asked(ledger, note)
    organisation = await ledger.organisation()
    minded = _minded(organisation, note, await ledger.tickets.find(note.ticket))
    if minded is None:
        return await _still_asked(ledger, note)
    if not await _still_to_be_said(policy, ledger, organisation, minded, now):
        ledger.outbox.lapse(note)
        return False
    _in_the_words_of_now(policy, organisation, minded, now)
    if minded.ticket.urgency is Urgency.DANGER:
        return True
    at = when_to_tell_official(now, minded.ticket.urgency, policy.quiet_hours, policy.calendar)
    if at > now:
        # it was to go by day, and the program stood still
        ledger.outbox.postpone(note, at)
        return False
    return _counted_today(policy, ledger, note, now) or await _within_the_day(policy, ledger, organisation, minded, now)


async def _still_asked(ledger: Ledger, note: OutboxNote) -> bool:
    """A villager is not asked in the morning about a result that somebody found to be none in the evening."""
    ticket = await ledger.tickets.find(note.ticket or 0) if note.why in ("result", "follow-up") else None
    if ticket is None or ticket.status not in WORKING:
        return True
    ledger.outbox.lapse(note)
    return False


def _in_the_words_of_now(policy: Policy, organisation: Organisation, minded: _Minded, now: datetime) -> None:
    """A day may have gone by since a rung was written."""
    rung, ticket = minded.rung, minded.ticket
    if rung is not None and rank(rung) > rank(Rung.L0):
        minded.note.text = reminding.words_for(policy, organisation, ticket, rung, minded.officer.id, now).text


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


async def _still_to_be_said(
    policy: Policy, ledger: Ledger, organisation: Organisation, minded: _Minded, now: datetime
) -> bool:
    ticket, officer, note = minded.ticket, minded.officer, minded.note
    if officer.id in barred_from(organisation, ticket):
        return False
    if not helping.still_said(ticket, note.key, officer.id):
        return False
    if minded.rung is not None:
        return reminding.still_owed(policy, ticket, minded.rung, officer.id, now)
    return await note_kinds.kind_of(note).holds(ledger, note, ticket, officer.id)


def _counted_today(policy: Policy, ledger: Ledger, note: OutboxNote, now: datetime) -> bool:
    """Whether it took one of this day's notes when it was tried before; a process may have died over midnight."""
    tried_at = note.claimed_until or note.next_try_at
    same_day = policy.calendar.day_of(tried_at) == policy.calendar.day_of(now)
    return ledger.outbox.was_tried(note) and same_day


async def _within_the_day(
    policy: Policy, ledger: Ledger, organisation: Organisation, minded: _Minded, now: datetime
) -> bool:
    """Take one of the day's notes, and say within it whatever else waits; what may not go now is put off."""
    together = [minded, *await _waiting_beside(policy, ledger, organisation, minded, now)]
    recipient, today = minded.note.recipient, policy.calendar.day_of(now)
    taken = await ledger.reminders.notes_of_day(recipient, today)
    if not any(_has_place(policy, each, taken, now) for each in together):
        for each in together:
            # what is put off already waits for its own instant, and goes with whatever goes before it
            if each.note.send_after <= now:
                ledger.outbox.postpone(each.note, _later(policy, each, taken, now))
        return False
    if not await ledger.reminders.take_note_of_day(recipient, today, now, place=len(taken) + 1):
        # another process has taken it a moment ago: looked at again
        return False
    _say_together(policy, ledger, together, now)
    return True


async def _waiting_beside(
    policy: Policy, ledger: Ledger, organisation: Organisation, minded: _Minded, now: datetime
) -> list[_Minded]:
    """What else he may be told now: what is due, and what was put off because he had had enough."""
    others = []
    beside = [
        note
        for note in await ledger.outbox.waiting_beside(minded.note)
        if note.chat_type is ChatType.PRIVATE and note.answers is None
    ]
    about = {note.ticket for note in beside if note.ticket is not None}
    tickets = await ledger.tickets.numbered(about) if about else {}
    for note in beside:
        other = _minded(organisation, note, tickets.get(note.ticket or 0))
        if other is None or other.ticket.urgency is Urgency.DANGER:
            continue
        if not await _still_to_be_said(policy, ledger, organisation, other, now):
            ledger.outbox.lapse(note)
        elif when_to_tell_official(now, other.ticket.urgency, policy.quiet_hours, policy.calendar) <= now:
            _in_the_words_of_now(policy, organisation, other, now)
            others.append(other)
    return others


def _has_place(policy: Policy, minded: _Minded, taken: list[datetime], now: datetime) -> bool:
    """Whether the day has room for it: `taken` are the instants of the notes he has had today."""
    budget = policy.ladder.notes_a_day
    match minded.weight:
        case Weight.NEWS:
            # the last one is kept for what asks something of him
            return len(taken) < max(1, budget - 1)
        case Weight.REMINDER:
            return len(taken) < budget
        case Weight.DUTY:
            return len(taken) < budget or now >= _beyond(policy, minded, taken)


def _beyond(policy: Policy, minded: _Minded, taken: list[datetime]) -> datetime:
    """When a new duty may be said although the day's notes are used up: so long after the last one."""
    span = policy.ladder.beyond_urgent if minded.urgent else policy.ladder.beyond
    return span.end(max(taken), policy.calendar)


def _later(policy: Policy, minded: _Minded, taken: list[datetime], now: datetime) -> datetime:
    """When it is looked at again."""
    if minded.weight is Weight.DUTY:
        at = _beyond(policy, minded, taken)
    else:
        at = policy.calendar.at_local(policy.calendar.day_of(now) + timedelta(days=1), time(0))
    return when_to_tell_official(at, minded.ticket.urgency, policy.quiet_hours, policy.calendar)


def _latest(together: list[_Minded]) -> tuple[list[_Minded], list[_Minded]]:
    """What is said, in order of time, and what something later has made empty."""
    rungs: dict[int, _Minded] = {}
    last: dict[tuple[int, str], _Minded] = {}
    in_order = sorted(together, key=lambda each: each.note.id)
    for each in in_order:
        if each.rung is not None:
            known = rungs.get(each.ticket.number)
            if known is None or rank(each.rung) >= rank(known.rung or ""):
                rungs[each.ticket.number] = each
            continue
        of_one = note_kinds.kind_of(each.note).of_one
        # the same words twice are said once, whatever they are about
        last[each.ticket.number, of_one or each.note.text] = each
    said = {id(each) for each in (*rungs.values(), *last.values())}
    return [each for each in in_order if id(each) in said], [each for each in in_order if id(each) not in said]


def _say_together(policy: Policy, ledger: Ledger, together: list[_Minded], now: datetime) -> None:
    """One note for all: what asks most of him is sure of its place in it, and the rest keeps the order of time."""
    first = together[0].note
    said, empty = _latest(together)
    for each in empty:
        if each.note is not first:
            ledger.outbox.lapse(each.note)
    pressing = sorted(said, key=lambda each: (-each.weight, not each.urgent, each.note.id))[:_AT_ONCE]
    if all(each.note is not first for each in pressing):
        # the row that goes out is this one; what it said itself is said now or has become empty
        pressing = [each for each in together[:1] if each in said] + pressing[: _AT_ONCE - 1]
    said = [each for each in said if each in pressing]
    if [each.note for each in said] == [first]:
        return
    rungs = sorted(
        (each for each in said if each.rung is not None), key=lambda each: (-rank(each.rung or ""), each.ticket.number)
    )
    if len(rungs) > 1:
        entries = [
            (each.ticket.number, reminding.in_short(policy, each.ticket, each.rung or "", each.officer.id, now))
            for each in rungs
        ]
        text = wording.together(entries, [each.note.text for each in said if each.rung is None])
    else:
        text = wording.together([], [each.note.text for each in said])
    numbers = {each.ticket.number for each in said}
    why = rungs[0].note.why if rungs else said[-1].note.why
    ledger.outbox.bundle(first, [each.note for each in said if each.note is not first], text, why)
    if len(numbers) == 1:
        first.ticket = numbers.pop()

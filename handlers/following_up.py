"""回访: the villager is told, is asked, and has the last word; silence closes as silence."""

from datetime import datetime, timedelta
from typing import Any

from classifiers.verdict import Urgency
from handlers import deadlines, wording
from handlers.danger_words import numbers_in
from handlers.filing import (
    VILLAGER,
    heard_of,
    in_round,
    is_public,
    owner_of,
    plan_rungs,
    put_on_township_list,
    rung_of,
    staff_title,
)
from handlers.ladder import Rung
from handlers.policy import ASK_AGAIN_AFTER, CLOSE_AFTER, RATE_AFTER, RESULT_WITHIN, Policy
from handlers.quiet_hours import when_to_tell_villager
from handlers.spokesman import has_account, spokesman_of
from handlers.titles import PublicTitle
from handlers.turn import Turn, tell_groups, tell_officer, tell_villager
from handlers.wording import endings, on_behalf
from handlers.wording.mediation import MEDIATION_AGREED
from storage.ledger import Ledger
from storage.lifecycle import WORKING, Confirmed, HandlingMode, IllegalMove, MoveName, Outcome, Status
from storage.models import Officer, OutboxNote, Ticket, Villager, Voice
from storage.organisation import Organisation
from storage.speech import PrivateText, PublicText, StaffText

#: what a villager's conversation waits for
RESULT = "result"
WHY = "why"
FOLLOW_UP = "follow-up"
SILENCE = "silence"
#: in the key of the note that a matter ends here though it was not done (指路, 不收)
ENDED = "ended"
#: the reminder of whoever has to tell somebody without an account
STILL_TO_TELL = "still-to-tell"
#: reopened so many times, a matter is the township's (Ruling 6)
TO_THE_TOWNSHIP = 3
#: the question how it was handled; how the matter itself is, later on, by days after its end
RATING = "rating"
LOOKING_BACK = {"back-7": 7, "back-30": 30, "back-90": 90}


async def reporter_of(ledger: Ledger, ticket: Ticket) -> Villager | None:
    """Who raised it."""
    for voice in await ledger.tickets.voices_of(ticket):
        if voice.reporter:
            return await ledger.people.find_villager(voice.villager)
    return None


async def resolve(
    turn: Turn, ticket: Ticket, result: str, outcome: Outcome, detail: dict[str, Any] | None = None
) -> StaffText | None:
    """It is done, whatever the end: the clocks stop, everybody behind it hears the result and is asked.

    Returns what its owner hears where somebody has to say it; None: a note brings it (`resolved_answer`).
    """
    assert turn.officer is not None
    ledger, officer = turn.ledger, turn.officer.id
    ledger.tickets.move(ticket, MoveName.RESOLVE, actor=officer, at=turn.now, reason=result, detail=detail)
    ticket.resolved_at, ticket.outcome = turn.now, outcome
    await ledger.pauses.end(ticket, turn.now, officer)
    await ledger.reminders.cancel(ticket.number, turn.now)
    reporter = await tell_result(ledger, turn.policy, turn.organisation, ticket, result, turn.now)
    return await resolved_answer(ledger, turn.policy, turn.organisation, ticket, reporter, turn.now)


async def tell_result(
    ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, result: str, now: datetime
) -> Villager | None:
    """Tell the reporter what was done and ask whether it is so; the group hears of an open matter by its title.

    Returns the reporter, None where nobody can be told by chat.
    """
    reporter = await reporter_of(ledger, ticket)
    if reporter is not None:
        text = _result_for_reporter(policy, organisation, ticket, reporter, result)
        await tell_villager(
            ledger,
            policy,
            reporter,
            text,
            ticket=ticket,
            why="result",
            key=f"t{ticket.number}:result:{ticket.moves}",
            now=now,
        )
        if not has_account(reporter):
            await _owe_the_telling(ledger, policy, organisation, ticket, now)
        elif reporter.opted_out_at is None:
            await ledger.conversations.expect(reporter.ref, RESULT, ticket.number, now, now + RESULT_WITHIN)
    await _tell_voices(ledger, policy, organisation, ticket, result, now)
    if is_public(ticket):
        await tell_groups(
            ledger,
            organisation,
            ticket,
            _group_line(organisation, ticket),
            why="told",
            key=f"t{ticket.number}:told:{ticket.moves}",
            now=now,
            send_after=when_to_tell_villager(now, policy.quiet_hours, policy.calendar, danger=False),
        )
    return reporter


def _result_for_reporter(
    policy: Policy, organisation: Organisation, ticket: Ticket, reporter: Villager, result: str
) -> PrivateText:
    phone = owner_of(organisation, ticket).phone
    if ticket.violence_at_home:
        return wording.RESULT_QUIET.say(电话=phone)
    if ticket.outcome is Outcome.MEDIATED:
        return MEDIATION_AGREED.say(称呼=wording.salutation(reporter.name), 结果=result, 电话=phone)
    return _result_text(policy, organisation, ticket, reporter, result)


async def tell_result_to(
    ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, reporter: Villager, now: datetime
) -> None:
    """Somebody who had no account has one now: he reads himself what was to be passed on to him, and answers it."""
    lines = await ledger.tickets.history(ticket.number)
    result = next((line.reason for line in reversed(lines) if line.move is MoveName.RESOLVE), "")
    text = _result_for_reporter(policy, organisation, ticket, reporter, result)
    key = f"t{ticket.number}:result:{ticket.moves}:own"
    await tell_villager(ledger, policy, reporter, text, ticket=ticket, why="result", key=key, now=now)
    await ledger.conversations.expect(reporter.ref, RESULT, ticket.number, now, now + RESULT_WITHIN)


def _result_text(
    policy: Policy, organisation: Organisation, ticket: Ticket, villager: Villager, result: str
) -> PrivateText:
    """What was done; or that it cannot be done now and why, which is no success and is not called one."""
    name = wording.salutation(villager.name)
    if ticket.outcome is not Outcome.EXPLAINED:
        return wording.RESULT.say(称呼=name, 事=ticket.title, 结果=result)
    numbers = numbers_in(policy, endings.RESULT_NO)
    phone = owner_of(organisation, ticket).phone
    return endings.RESULT_NO.say(称呼=name, 事=ticket.title, 原因=result, 电话=phone, **numbers)


def _group_line(organisation: Organisation, ticket: Ticket) -> PublicText:
    if ticket.outcome is not Outcome.EXPLAINED:
        return wording.GROUP_DONE.say(事=public(ticket))
    return endings.GROUP_ANSWERED.say(**who_to_ask(ticket, owner_of(organisation, ticket)))


def who_to_ask(ticket: Ticket, owner: Officer) -> dict[str, Any]:
    """What a line for the group says of an open matter beside what has become of it."""
    card = wording.OfficerCard(owner.name, owner.phone)
    return {"事": public(ticket), "人": card.name, "电话": card.phone}


async def _owe_the_telling(
    ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, now: datetime
) -> None:
    """A result for somebody without an account: whoever speaks with him is asked, twice, whether he has."""
    today = policy.calendar.day_of(now)
    speaker = await spokesman_of(ledger, organisation, ticket, today)
    if speaker is None:
        return
    calendar = policy.calendar.of(ticket.village)
    first = calendar.next_working_day(today)
    second = calendar.next_working_day(calendar.next_working_day(first))
    owed = [
        (in_round(f"{STILL_TO_TELL}@{times}", ticket), speaker.id, calendar.at_local(day, policy.ladder.morning))
        for times, day in enumerate((first, second), 1)
    ]
    await ledger.reminders.plan(ticket.number, owed)


async def ask_whether_told(
    ledger: Ledger,
    policy: Policy,
    organisation: Organisation,
    ticket: Ticket,
    rung: str,
    officer: Officer,
    now: datetime,
) -> bool:
    """Has the person without an account been told? Nothing ends as long as he has not. Returns whether it was said."""
    speaker = await spokesman_of(ledger, organisation, ticket, policy.calendar.day_of(now))
    if ticket.status is not Status.RESOLVED or ticket.told_at is not None or speaker is None:
        return False
    text = on_behalf.STILL_TO_TELL.say(事=staff_title(ticket), 编号=ticket.number)
    key = f"t{ticket.number}:{rung}:{officer.id}"
    await tell_officer(ledger, policy, speaker, text, ticket=ticket, why="notice", key=key, now=now)
    return True


async def others_behind(ledger: Ledger, ticket: Ticket) -> list[tuple[Voice, Villager]]:
    """Everyone behind a ticket beside its own reporter, those of merged tickets included, with their voice."""
    voices = {
        voice.villager: voice
        for voice in await ledger.tickets.behind(ticket)
        if not (voice.reporter and voice.ticket == ticket.number)
    }
    found = {villager.ref: villager for villager in await ledger.people.villagers(voices)}
    return [(voice, found[ref]) for ref, voice in voices.items() if ref in found]


async def _tell_voices(
    ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, result: str, now: datetime
) -> None:
    """Ruling 13: whoever stands behind it hears the result privately, and is asked about his own part."""
    if ticket.violence_at_home:
        return
    for voice, villager in await others_behind(ledger, ticket):
        if villager.opted_out_at is not None or villager.unreachable_at is not None:
            # the group's line has to do
            continue
        await tell_villager(
            ledger,
            policy,
            villager,
            _result_text(policy, organisation, ticket, villager, result),
            ticket=ticket,
            why="told",
            key=f"{_voice_key(ticket)}{voice.villager}:{ticket.moves}",
            now=now,
        )
        await ledger.conversations.expect(villager.ref, RESULT, ticket.number, now, now + RESULT_WITHIN)


def _voice_key(ticket: Ticket) -> str:
    return f"t{ticket.number}:told-voice:"


async def _voice_was_told(ledger: Ledger, note: OutboxNote, now: datetime) -> None:
    ticket = await ledger.tickets.get(note.ticket or 0)
    before, _, rest = note.key.partition(_voice_key(ticket))
    if before or not rest:
        return
    for voice in await ledger.tickets.behind(ticket):
        if voice.villager == rest.partition(":")[0]:
            voice.told_at = now


async def _end_was_told(ledger: Ledger, note: OutboxNote, now: datetime) -> None:
    ticket = await ledger.tickets.get(note.ticket or 0)
    if ticket.status not in (Status.REFERRED, Status.NOT_ACCEPTED) or f":{ENDED}:" not in note.key:
        return
    reporter = await reporter_of(ledger, ticket)
    if reporter is not None and note.key.endswith(reporter.ref) and ticket.told_at is None:
        ticket.told_at = now
        ledger.tickets.move(ticket, MoveName.TELL, actor="system", at=now)


async def confirm_voice(ledger: Ledger, ticket: Ticket, villager_ref: str, now: datetime) -> bool:
    """Whoever joined says that it is done: that is his own word, and ends nothing for the one who raised it.

    False for the one who raised it, and for somebody who does not stand behind it.
    """
    for voice, _ in await others_behind(ledger, ticket):
        if voice.villager != villager_ref:
            continue
        voice.confirmed = Confirmed.SELF
        if voice.reporter and voice.ticket != ticket.number:
            # he raised it too, as a ticket that was merged
            own = await ledger.tickets.get(voice.ticket)
            own.confirmed = Confirmed.SELF
            ledger.tickets.move(own, MoveName.CONFIRM, actor=VILLAGER, at=now)
        return True
    return False


def public(ticket: Ticket) -> PublicTitle:
    """The ticket's title as the phrase book takes it."""
    return PublicTitle(ticket.title)


async def on_sent(ledger: Ledger, note: OutboxNote, now: datetime) -> None:
    """A note has reached the platform: a result that has gone out makes the ticket told, and starts the waiting."""
    if note.why == "told" and note.ticket is not None:
        await _voice_was_told(ledger, note, now)
        await _end_was_told(ledger, note, now)
    if note.why != "result" or note.ticket is None:
        return
    ticket = await ledger.tickets.get(note.ticket)
    if ticket.status is not Status.RESOLVED or (ticket.told_at is not None and ticket.told_at >= note.send_after):
        return
    await was_told(ledger, ticket, now, actor="system")


async def on_unsent(ledger: Ledger, note: OutboxNote, now: datetime) -> None:
    """A result that no note can bring now: its owner is asked to say it, so that nobody waits for ever."""
    if note.why != "result" or note.ticket is None:
        return
    ticket = await ledger.tickets.get(note.ticket)
    owner = owner_of(await ledger.organisation(), ticket)
    if (
        ticket.status is not Status.RESOLVED
        or ticket.told_at is not None
        or owner.channel is None
        or owner.chat is None
    ):
        return
    await ledger.outbox.to_person(
        owner.channel,
        owner.chat,
        wording.RESOLVED_CALL.say(事=staff_title(ticket)),
        key=f"t{ticket.number}:call:{ticket.moves}",
        why="notice",
        at=now,
        ticket=ticket.number,
    )


async def resolved_answer(
    ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, reporter: Villager | None, now: datetime
) -> StaffText | None:
    """What the owner hears of his result where somebody has to say it; None: a note brings it to the villager."""
    title = staff_title(ticket)
    if reporter is None or reporter.opted_out_at is not None or reporter.unreachable_at is not None:
        return wording.RESOLVED_CALL.say(事=title)
    if has_account(reporter):
        return None
    speaker = await spokesman_of(ledger, organisation, ticket, policy.calendar.day_of(now))
    if speaker is None or speaker.id == ticket.owner:
        return on_behalf.RESOLVED_TELL.say(事=title, 编号=ticket.number)
    return on_behalf.RESOLVED_BY_OTHERS.say(事=title, 人=speaker.name)


async def was_told(ledger: Ledger, ticket: Ticket, now: datetime, *, actor: str) -> None:
    """The reporter knows the result: the second asking, and the end of waiting, are counted from here."""
    ticket.told_at = now
    for voice in await ledger.tickets.voices_of(ticket):
        if voice.reporter and voice.ticket == ticket.number:
            voice.told_at = now
    ledger.tickets.move(ticket, MoveName.TELL, actor=actor, at=now)
    if ticket.violence_at_home:
        # whoever was hurt is not written to again unasked, and silence ends nothing
        return
    await ledger.reminders.plan(
        ticket.number,
        [
            (in_round(FOLLOW_UP, ticket), VILLAGER, now + ASK_AGAIN_AFTER),
            (in_round(SILENCE, ticket), VILLAGER, now + CLOSE_AFTER),
        ],
    )


async def confirm(
    ledger: Ledger,
    ticket: Ticket,
    now: datetime,
    *,
    confirmed: Confirmed = Confirmed.SELF,
    actor: str = VILLAGER,
) -> None:
    """The villager says it is done: close, confirmed by the person concerned, or by `actor` who brings his word."""
    if ticket.told_at is None:
        # he has seen it himself, before our note went out
        ticket.told_at = now
        ledger.tickets.move(ticket, MoveName.TELL, actor=actor, at=now)
    ledger.tickets.move(ticket, MoveName.CONFIRM, actor=actor, at=now)
    await close(ledger, ticket, confirmed, now, actor=actor)


async def close(ledger: Ledger, ticket: Ticket, confirmed: Confirmed, now: datetime, *, actor: str) -> None:
    """销号. Never before the villager was told."""
    if ticket.told_at is None:
        # nothing closes untold; not an assert, which an optimised interpreter leaves out
        raise IllegalMove(MoveName.CLOSE, ticket.status)
    ledger.tickets.move(ticket, MoveName.CLOSE, actor=actor, at=now)
    ticket.closed_at, ticket.confirmed = now, confirmed
    ticket.outcome = ticket.outcome or Outcome.SOLVED
    await ledger.reminders.cancel(ticket.number, now)
    await ledger.reminders.plan(ticket.number, _owed_afterwards(ticket, now))


def _owed_afterwards(ticket: Ticket, now: datetime) -> list[tuple[str, str, datetime]]:
    """What the villager is asked after the end: once how it was handled; where two sides made it up, or where it was
    hard, how the matter is now (never how it was handled)."""
    if ticket.violence_at_home:
        return []
    owed = [(in_round(RATING, ticket), VILLAGER, now + RATE_AFTER)]
    settled = ticket.urgency is Urgency.MEDIATION or ticket.outcome is Outcome.MEDIATED
    if settled or ticket.mode is HandlingMode.SUPERVISED:
        owed += [(in_round(rung, ticket), VILLAGER, now + timedelta(days=days)) for rung, days in LOOKING_BACK.items()]
    return owed


async def reopen(
    ledger: Ledger,
    policy: Policy,
    organisation: Organisation,
    ticket: Ticket,
    words: str,
    now: datetime,
    *,
    by: str = VILLAGER,
    reason: str = "群众说还没弄好",
) -> None:
    """Not done: back to the same owner, with a new date counted from now, and the owner hears at once.

    `words` are the villager's own, for the owner's private chat only (already masked). `by`: the official who says so
    (重办), with his reason; he tells the owner himself.
    """
    ticket.reopened += 1
    calendar = policy.calendar.of(ticket.village)
    dates = deadlines.dates_for(policy.deadlines, calendar, ticket.urgency, ticket.topic, now)
    await ledger.pauses.end(ticket, now, by)
    ticket.help_asked_at = None
    if ticket.mode is HandlingMode.DIRECT:
        # it was not settled on the spot after all
        ticket.mode = HandlingMode.LED
    # the date first promised stays beside it (`original_due_at`); the villager is told the new one
    ticket.accept_by, ticket.contact_by, ticket.due_at, ticket.close_by = (
        dates.accept_by,
        dates.contact_by,
        dates.due_at,
        dates.close_by,
    )
    ticket.resolved_at = ticket.told_at = ticket.closed_at = None
    ticket.outcome = ticket.confirmed = None
    for member in await ledger.tickets.family(ticket):
        member.confirmed = None
        for voice in await ledger.tickets.voices_of(member):
            # everybody is told and asked anew
            voice.told_at = voice.confirmed = None
    ledger.tickets.move(
        ticket,
        MoveName.REOPEN,
        actor=by,
        at=now,
        reason=reason,
        detail={
            "due_at": ticket.due_at.isoformat(),
            "rule": deadlines.promise(policy.deadlines, ticket.urgency, ticket.topic).model_dump(exclude_none=True),
        },
    )
    if ticket.reopened >= TO_THE_TOWNSHIP:
        put_on_township_list(ledger, ticket, now, f"第{ticket.reopened}次重办")
    await ledger.reminders.cancel(ticket.number, now)
    await plan_rungs(ledger, policy, organisation, ticket, now)
    if by == VILLAGER:
        await tell_owner_again(ledger, policy, organisation, ticket, words, now)


async def tell_owner_again(
    ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, words: str, now: datetime
) -> None:
    """The owner hears that it is not done yet, and what is missing, where that was said."""
    await tell_officer(
        ledger,
        policy,
        owner_of(organisation, ticket),
        wording.PING_REOPEN.say(
            事=staff_title(ticket), 原因=heard_of(ticket, words) or "还没细说", 日期=policy.due(ticket)
        ),
        ticket=ticket,
        why="notice",
        key=f"t{ticket.number}:reopen:{ticket.moves}:{len(words)}",
        now=now,
    )


async def tell_late(
    ledger: Ledger, policy: Policy, organisation: Organisation, ticket: Ticket, rung: str, now: datetime
) -> bool:
    """The date has passed: an apology, who has it, whom to call. Returns whether something was said."""
    reporter = await reporter_of(ledger, ticket)
    if reporter is None or ticket.status not in WORKING:
        return False
    owner = owner_of(organisation, ticket)
    phrase = wording.OTHER_WAYS if rung_of(rung) == Rung.L5 else wording.LATE_VILLAGER
    if rung_of(rung) == Rung.L5 and ticket.violence_at_home:
        return False
    text = phrase.say(称呼=wording.salutation(reporter.name), 事=ticket.title, 人=owner.name, 电话=owner.phone)
    key = f"t{ticket.number}:{rung}:{VILLAGER}"
    await tell_villager(ledger, policy, reporter, text, ticket=ticket, why=rung_of(rung), key=key, now=now)
    for _, villager in await others_behind(ledger, ticket):
        if villager.unreachable_at is not None:
            continue
        text = phrase.say(称呼=wording.salutation(villager.name), 事=ticket.title, 人=owner.name, 电话=owner.phone)
        await tell_villager(
            ledger, policy, villager, text, ticket=ticket, why=rung_of(rung), key=f"{key}:{villager.ref}", now=now
        )
    return True


async def remind_villager(ledger: Ledger, policy: Policy, ticket: Ticket, rung: str, now: datetime) -> bool:
    """A follow-up that is due: ask once more, or close as unconfirmed. Returns whether something was said."""
    if ticket.status is not Status.RESOLVED or ticket.told_at is None:
        return False
    reporter = await reporter_of(ledger, ticket)
    if rung.startswith(SILENCE):
        await close(ledger, ticket, Confirmed.NONE, now, actor="system")
        phrase, why = wording.RESULT_UNCONFIRMED, "told"
    else:
        phrase, why = wording.ASK_RESULT_AGAIN, "follow-up"
    if ticket.outcome is Outcome.EXPLAINED:
        phrase = endings.NO_UNCONFIRMED if why == "told" else endings.ASK_NO_AGAIN
    if reporter is None:
        return False
    if why == "follow-up":
        # "1" now means this one
        await ledger.conversations.expect(reporter.ref, RESULT, ticket.number, now, now + RESULT_WITHIN)
    await tell_villager(
        ledger,
        policy,
        reporter,
        phrase.say(称呼=wording.salutation(reporter.name), 事=ticket.title),
        ticket=ticket,
        why=why,
        key=f"t{ticket.number}:{rung}",
        now=now,
    )
    return True

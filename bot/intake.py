"""From webhook to inbox to handler: read, keep, acknowledge; then one conversation at a time, in order."""

import asyncio
import contextlib
import uuid
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from bot import metrics
from bot.channels.base import Receipt
from bot.clock import Clock
from bot.worker import Worker
from classifiers.verdict import Scene, Urgency, Verdict
from handlers import danger_over, in_hand, stitching
from handlers.adding import find_burst
from handlers.asking_back import understand
from handlers.filters import bare
from handlers.policy import Policy
from handlers.reading import carries_signal
from handlers.router import Router, handle
from handlers.turn import BURST, UNRECORDED_DANGER, Turn, burst_ref, speaker_of
from storage.database import Database
from storage.incoming import ChatType, Incoming, MessageKind, Said
from storage.ledger import Ledger, SomebodyWasFaster
from storage.messages import Standing
from storage.models import InboxMessage, InboxState, OutboxNote
from storage.organisation import Organisation
from storage.said import EVIDENCE

log = structlog.get_logger()

#: waits before the second, third … try of a message whose handler failed; after the last it is set aside
RETRY_AFTER = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 30, 120, 600))
#: how many messages one commit may keep
_BATCH = 200
#: how many conversations one commit of the intake may carry
_AT_ONCE = 20
#: groups whose village is remembered
_VILLAGES = 2000
#: somebody who said 不记 is heard again after these words
_RETURN_WORDS = frozenset({"说", "说事"})


@dataclass(slots=True)
class _Arrival:
    message: Incoming
    verdict: Verdict
    signal: bool
    action: str | None
    #: blind reference of the sender
    person: str
    #: blind reference of what the sender may be adding to, here
    burst: str
    #: belongs to what the sender is adding to, if he is
    follows: bool
    done: "asyncio.Future[bool]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Reception:
    """Takes what channels have verified. A message is acknowledged when its commit is done, many in one commit."""

    def __init__(self, database: Database, policy: Policy, clock: Clock) -> None:
        self._database = database
        self._policy = policy
        self._clock = clock
        self._arrivals: list[_Arrival] = []
        self._batch: asyncio.Task[None] | None = None
        self._organisation: Organisation | None = None
        self._actions: dict[tuple[str, str], str] = {}
        self._overheard = stitching.Overheard()
        self._villages: dict[tuple[str, str], str | None] = {}
        self._villages_as_of = -1
        #: told of every note that goes out as an answer, in the same unit of work
        self.on_sent: Callable[[Ledger, OutboxNote, datetime], Awaitable[None]] = _nothing_more
        #: called whenever something new is in the inbox
        self.on_kept: Callable[[], None] = lambda: None
        self._handled = asyncio.Condition()

    async def opened(self, message: Incoming, action: str) -> None:
        """See `bot.channels.base.Reception`. Kept together with the message itself."""
        self._actions[message.channel, message.external_id] = action

    async def receive(self, message: Incoming) -> Receipt:
        """See `bot.channels.base.Reception`."""
        action = self._actions.pop((message.channel, message.external_id), None)
        person = self._database.vault.reference(message.channel, message.sender)
        if self._organisation is None:
            # the first message after a start: who is an official must be known before it is read
            async with self._database.reading() as ledger:
                self._organisation = await ledger.organisation()
        from_officer = self._is_officer(message.channel, person)
        verdict = read(self._policy, message, from_officer=from_officer)
        message, verdict = self._with_what_led_to_it(message, verdict, from_officer)
        signal = carries_signal(message, verdict, from_officer=from_officer)
        follows = self._may_follow(message, verdict) or danger_over.says_over(message.text)
        if not signal or _is_bare_evidence(message):
            self._overhear(message, verdict)
        if not signal and not follows and message.chat_type is ChatType.GROUP:
            # the neighbours' talk: counted and forgotten, without a look at the disk
            metrics.RECEIVED.labels(message.channel, "small_talk").inc()
            return Receipt(False)
        burst = burst_ref(self._database.vault, message)
        arrival = _Arrival(message, verdict, signal, action, person, burst, follows)
        self._arrivals.append(arrival)
        if self._batch is None:
            # whoever comes while this batch is being kept, goes with the next
            self._batch = asyncio.create_task(self._keep_arrivals())
        kept = await arrival.done
        metrics.RECEIVED.labels(message.channel, "kept" if kept else "small_talk").inc()
        return Receipt(kept)

    def _with_what_led_to_it(self, message: Incoming, verdict: Verdict, from_officer: bool) -> tuple[Incoming, Verdict]:
        """The message with those of its sender's last words here that make a matter of it, or lead to the one it is."""
        speaker = speaker_of(message)
        if message.recalls is not None:
            self._overheard.forget(speaker, [message.recalls])
            return message, verdict
        earlier = [p for p in self._overheard.said(speaker, self._clock()) if p.id != message.external_id]
        if not earlier or not message.text:
            return message, verdict
        if verdict.is_matter:
            if message.chat_type is ChatType.PRIVATE and verdict.topic is None:
                # in private every message is a matter until it is understood; nothing leads to what says nothing yet
                return message, verdict
            whole = replace(message, before=self._leading(message, earlier))
            return whole, read(self._policy, whole, from_officer=from_officer)
        half = None if self._addressed(message) else stitching.first_half(earlier, message.said)
        if half is None:
            return message, verdict
        leads = self._leading(message, earlier)
        whole = replace(message, before=tuple(p for p in earlier if p in leads or p is half))
        together = read(self._policy, whole, from_officer=from_officer)
        return (whole, together) if stitching.makes_a_matter(together) else (message, verdict)

    def _may_follow(self, message: Incoming, verdict: Verdict) -> bool:
        return stitching.may_follow(
            message.said,
            verdict,
            addressed=self._addressed(message),
            names_place=lambda text: self._names_place(message, text),
        )

    def _overhear(self, message: Incoming, verdict: Verdict) -> None:
        if stitching.may_lead(message.said, verdict, addressed=self._addressed(message)):
            self._overheard.remember(speaker_of(message), message.said, self._clock())

    @staticmethod
    def _addressed(message: Incoming) -> bool:
        return message.chat_type is ChatType.GROUP and (message.quote is not None or bool(message.mentions))

    def _leading(self, message: Incoming, earlier: Sequence[Said]) -> tuple[Said, ...]:
        return stitching.leading(
            earlier,
            names_place=lambda text: self._names_place(message, text),
            only_evidence=message.chat_type is ChatType.PRIVATE,
        )

    def _names_place(self, message: Incoming, text: str) -> bool:
        organisation = self._organisation
        if organisation is None or message.chat_type is ChatType.PRIVATE or len(text) > stitching.LIMITS.longest_lead:
            return False
        village = self._village_of(organisation, message.channel, message.chat)
        return village is not None and organisation.find_grid(text, village) is not None

    def _village_of(self, organisation: Organisation, channel: str, chat: str) -> str | None:
        """Code of a group's village; remembered, since it is asked for with every line of talk."""
        if self._villages_as_of != organisation.generation:
            self._villages, self._villages_as_of = {}, organisation.generation
        if (channel, chat) not in self._villages:
            group = organisation.chats.get(self._database.vault.reference(channel, chat))
            village = organisation.village_of(group.area) if group is not None else None
            if len(self._villages) >= _VILLAGES:
                self._villages.clear()
            self._villages[channel, chat] = village.code if village is not None else None
        return self._villages[channel, chat]

    def _is_officer(self, channel: str, person: str) -> bool:
        return self._organisation is not None and self._organisation.officer_at(channel, person) is not None

    async def _keep_arrivals(self) -> None:
        try:
            while self._arrivals:
                batch, self._arrivals = self._arrivals[:_BATCH], self._arrivals[_BATCH:]
                try:
                    await self._keep(batch)
                except Exception as failure:  # noqa: BLE001  # one bad message must not lose the good ones beside it
                    if len(batch) == 1:
                        _settle(batch[0], failure)
                        continue
                    for arrival in batch:
                        try:
                            await self._keep([arrival])
                        except Exception as failure:  # noqa: BLE001  # handed to the one who waits for it
                            _settle(arrival, failure)
        finally:
            self._batch = None
            if self._arrivals:
                self._batch = asyncio.create_task(self._keep_arrivals())

    async def _keep(self, batch: Sequence[_Arrival]) -> None:
        async with self._database.reading() as ledger:
            now = self._clock()
            refs = {arrival.person for arrival in batch} | {arrival.burst for arrival in batch}
            standing = await ledger.conversations.standing(refs, now)
            if self._organisation is None or self._organisation.generation != standing.generation:
                # here a change of organisation is noticed, so that the next message knows who is an official
                self._organisation = await ledger.organisation()
            recalled = [(a.message.channel, a.message.recalls) for a in batch if a.message.recalls is not None]
            known = await ledger.inbox.known(recalled)
        keep = self._worth_keeping(batch, standing, known)
        if keep:
            await self._save(keep, standing)
            self._forget(keep, standing)
            self.on_kept()
        kept = {id(arrival.done) for arrival in keep}
        for arrival in batch:
            _settle(arrival, id(arrival.done) in kept)

    def _forget(self, kept: Sequence[_Arrival], standing: Standing) -> None:
        """What lies on disk with its matter leads to no other."""
        for arrival in kept:
            gone = [piece.id for piece in arrival.message.before]
            # a picture sent first in private is on disk, but what it is of comes next
            if not _is_bare_evidence(arrival.message) or arrival.burst in standing.expected:
                gone.append(arrival.message.external_id)
            self._overheard.forget(speaker_of(arrival.message), gone)

    @staticmethod
    def _worth_keeping(
        batch: Sequence[_Arrival], standing: Standing, known: Collection[tuple[str, str]]
    ) -> list[_Arrival]:
        keep: list[_Arrival] = []
        here = set(known)
        bursts = set(standing.expected)
        for arrival in batch:
            message = arrival.message
            if message.recalls is not None:
                # what was never kept need not be taken back
                if (message.channel, message.recalls) in here:
                    keep.append(arrival)
                continue
            if arrival.person in standing.silent and not _returns(message):
                if arrival.verdict.urgency is Urgency.DANGER:
                    keep.append(replace(arrival, message=_without_words(message)))
                continue
            if arrival.signal or _is_answer(arrival, standing) or _goes_on(arrival, bursts):
                keep.append(arrival)
                here.update((message.channel, piece.id) for piece in (message.said, *message.before))
                if _begins(arrival):
                    bursts.add(arrival.burst)
        return keep

    async def _save(self, keep: Sequence[_Arrival], standing: Standing) -> None:
        now = self._clock()
        async with self._database.ledger() as ledger:
            await ledger.inbox.keep([(arrival.message, now) for arrival in keep])
            parts = [(a.message.channel, piece, a.message.chat) for a in keep for piece in a.message.before]
            await ledger.inbox.keep_as_part(parts, now)
            for arrival in keep:
                await ledger.inbox.take_back(arrival.message, now)
            # in order, so that two processes never wait for each other
            for burst in sorted({a.burst for a in keep if _begins(a)} - standing.expected):
                await ledger.conversations.expect(burst, BURST, None, now, now + stitching.LIMITS.pause)
            await ledger.conversations.opened({a.person: a.action for a in keep if a.action is not None}, now)
            wrote = {a.person for a in keep if a.message.chat_type is ChatType.PRIVATE}
            await ledger.outbox.release_held(wrote, now)
            await ledger.commit()

    async def answer_to(
        self, message: Incoming, receipt: Receipt, within: timedelta, limit: int | None = None
    ) -> list[str]:
        """See `bot.channels.base.Reception`."""
        if not receipt.kept:
            return []
        # whatever is not ready in time stays in the outbox, for the next message
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within.total_seconds()):
                return await self._answers(message, limit)
        return []

    async def _answers(self, message: Incoming, limit: int | None) -> list[str]:
        while True:
            async with self._database.ledger() as ledger:
                row = await ledger.inbox.find(message.channel, message.external_id)
                if row is None:
                    return []
                if row.handled_at is not None:
                    before = await ledger.outbox.given_in_answer_to(row.id)
                    now = self._clock()
                    waiting = await ledger.outbox.waiting_for(message.channel, message.sender, now)
                    notes = _as_many_as_fit(waiting, limit, taken=before)
                    for note in notes:
                        note.answers = row.id
                        ledger.outbox.sent(note, now, None)
                        await self.on_sent(ledger, note, now)
                    await ledger.commit()
                    return [note.text for note in (*before, *notes)]
            async with self._handled:
                await self._handled.wait()

    async def handled(self) -> None:
        """Wake those who wait for their message to be handled."""
        async with self._handled:
            self._handled.notify_all()


async def _nothing_more(_ledger: Ledger, _note: OutboxNote, _now: datetime) -> None:
    return None


def read(policy: Policy, message: Incoming, *, from_officer: bool) -> Verdict:
    """The verdict on a message, with what led to it."""
    scene = Scene(message.chat_type.value)
    own = policy.reader.read(message.text, scene=scene, sender_is_staff=from_officer)
    if not any(piece.text for piece in message.before):
        return own
    words = stitching.read_together((*message.before, message.said))
    return stitching.verdict_of_all(own, policy.reader.read(words, scene=scene, sender_is_staff=from_officer))


def _as_many_as_fit(
    notes: Sequence[OutboxNote], limit: int | None, *, taken: Sequence[OutboxNote]
) -> Sequence[OutboxNote]:
    if limit is None:
        return notes
    room = limit - sum(len(note.text.encode()) + 1 for note in taken)
    for count, note in enumerate(notes):
        room -= len(note.text.encode()) + 1
        if room < -1:
            return notes[:count]
    return notes


def _settle(arrival: _Arrival, result: bool | Exception) -> None:
    if arrival.done.done():
        return
    if isinstance(result, Exception):
        arrival.done.set_exception(result)
    else:
        arrival.done.set_result(result)


def _without_words(message: Incoming) -> Incoming:
    # Ruling 14: somebody who is not to be recorded still gets the numbers to call, and nothing of it is kept
    return replace(
        message, text="", sender_name="", media=None, location=None, before=(), platform_kind=UNRECORDED_DANGER
    )


def _is_bare_evidence(message: Incoming) -> bool:
    """A picture, a voice or a place without words, sent in private."""
    return message.chat_type is ChatType.PRIVATE and message.kind in EVIDENCE and not message.text


def _begins(arrival: _Arrival) -> bool:
    """A matter said in a group: what its speaker says next may belong to it, also before it has been handled.

    In private everything is kept anyway, so there the handler opens the burst."""
    return arrival.message.chat_type is ChatType.GROUP and arrival.verdict.is_matter


def _is_answer(arrival: _Arrival, standing: Standing) -> bool:
    if arrival.message.chat_type is ChatType.GROUP and not danger_over.says_over(arrival.message.text):
        return False
    # in the group, only that a danger is over, of somebody whose word is waited for
    return arrival.person in standing.expected


def _goes_on(arrival: _Arrival, bursts: Collection[str]) -> bool:
    return arrival.follows and arrival.burst in bursts


def _returns(message: Incoming) -> bool:
    return message.kind is MessageKind.SCAN or bare(message.text) in _RETURN_WORDS


class Intake:
    """Hands kept messages to the handlers: ticket, history and notes in one commit with the message's end."""

    def __init__(
        self,
        database: Database,
        policy: Policy,
        routers: Sequence[Router],
        clock: Clock,
        on_handled: Callable[[], Awaitable[None]],
    ) -> None:
        self._database = database
        self._policy = policy
        self._routers = routers
        self._clock = clock
        self._on_handled = on_handled
        #: handles messages as long as there are some
        self.worker = Worker("intake", self.handle_next, self._next_try, clock)
        #: so many messages are taken alone, after several together have failed
        self._one_by_one = 0
        #: called after a message was handled: there may be notes to deliver
        self.on_notes: Callable[[], None] = lambda: None

    async def _next_try(self) -> datetime | None:
        async with self._database.reading() as ledger:
            return await ledger.inbox.next_try()

    async def handle_next(self) -> int:
        """Handle what may be handled now, the first message of up to `_AT_ONCE` conversations in one commit.

        Returns how many were tried, 0 when there is nothing. Where one of several fails, all are rolled back and taken
        again one by one, so that a failure costs nobody else anything.
        """
        now = self._clock()
        alone = self._one_by_one > 0
        async with self._database.ledger() as ledger:
            rows = await ledger.inbox.claim(now, limit=1 if alone else _AT_ONCE)
            if not rows:
                self._one_by_one = 0
                return 0
            ids, attempts = [row.id for row in rows], rows[0].attempts
            names: list[str] = []
            failure: Exception | None = None
            try:
                for row in rows:
                    names.append(await self._dispatch(ledger, row, now))
                    ledger.inbox.done(row, now)
                await ledger.commit()
            except Exception as error:  # whatever a handler does wrong, the message must stay
                await ledger.rollback()
                failure = error
                if len(ids) == 1 and not isinstance(error, SomebodyWasFaster):
                    log.exception("intake: a handler failed", message=ids[0].hex, attempt=attempts + 1)
        self._one_by_one = max(0, self._one_by_one - 1)
        if failure is None:
            for name in names:
                metrics.HANDLED.labels(name).inc()
            self.on_notes()
        elif len(ids) > 1:
            self._one_by_one = len(ids)
        else:
            metrics.HANDLED.labels("failed").inc()
            await self._put_off(ids[0], failure, now)
        await self._on_handled()
        return len(ids)

    async def _dispatch(self, ledger: Ledger, row: InboxMessage, now: datetime) -> str:
        message = ledger.inbox.open(row)
        organisation = await ledger.organisation()
        person = ledger.vault.reference(message.channel, message.sender)
        officer = organisation.officer_at(message.channel, person)
        group = None
        if message.chat_type is ChatType.GROUP:
            group = organisation.chats.get(ledger.vault.reference(message.channel, message.chat))
        turn = Turn(
            ledger=ledger,
            policy=self._policy,
            organisation=organisation,
            now=now,
            message=message,
            verdict=read(self._policy, message, from_officer=officer is not None),
            inbox_id=row.id,
            officer=officer,
            group=group,
            awaiting=None if group else await ledger.conversations.find(person, now),
        )
        turn.burst = await find_burst(turn, row.received_at)
        turn.past_danger = await danger_over.find(turn)
        turn.told_for = await in_hand.find(turn)
        await understand(turn)
        name = await handle(self._routers, turn)
        if turn.remarks:
            log.info("intake: " + name, **turn.remarks)
        return name

    async def _put_off(self, row_id: uuid.UUID, failure: Exception, now: datetime) -> None:
        because = type(failure).__name__
        if isinstance(failure, SomebodyWasFaster):
            # another change came first: from the beginning, with what is there now
            because = f"somebody else was faster: {failure}"
            log.info("intake: begun again", message=row_id.hex, because=because)
        async with self._database.ledger() as ledger:
            row = await ledger.inbox.get(row_id)
            if row.state is not InboxState.WAITING:
                # since it was let go, another process has handled it
                return
            attempt = row.attempts
            again = now + RETRY_AFTER[attempt] if attempt < len(RETRY_AFTER) else None
            ledger.inbox.failed(row, because, again)
            await ledger.commit()
        if again is None:
            log.error("intake: a message was set aside", message=row_id.hex, error=because)

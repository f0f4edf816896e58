"""同感、并件: several people behind one ticket. Who joins, who is asked whether two are one, and how it is undone.

Only a village matter is ever joined to another by the program. What a household or two neighbours said is never
compared, and nobody learns from it that somebody else spoke. Nothing is stored for comparing: the words of the few
tickets that come into question are opened under their own keys when they are needed (see `classifiers/likeness.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from classifiers.likeness import WITHIN, WITNESSES_WITHIN, Likeness, Signature, differences, likeness, signature
from classifiers.privacy import mask
from classifiers.verdict import MatterKind, Privacy, Topic, Urgency
from handlers import acknowledging, danger_words, filing, titles, wording
from handlers.dispatch import barred_from
from handlers.errors import Refused
from handlers.policy import SAFE_WITHIN, TOGETHER_WITHIN
from handlers.titles import PublicTitle
from handlers.turn import Turn, tell_officer, tell_villager
from storage.lifecycle import OPEN, WORKING, MoveName, Status
from storage.models import Officer, Ticket, Villager, Voice
from storage.organisation import Organisation, Role

#: as many open tickets of one village and topic are looked at
_LOOK_AT = 20
#: a topic whose trouble is either one household's own or everybody's (R13)
_UTILITIES = frozenset({Topic.WATER_SUPPLY, Topic.POWER})


@dataclass(frozen=True, slots=True)
class Where:
    """What is known of the place of the message being handled: codes, and words."""

    village: str | None
    grid: str | None
    place: str | None


@dataclass(frozen=True, slots=True)
class Beside:
    """An open ticket beside the message: how alike, and what speaks against their being one."""

    ticket: Ticket
    alike: Likeness
    against: tuple[str, ...]


# joining ---------------------------------------------------------------------------------------------------------


async def around(turn: Turn, where: Where) -> list[Beside]:
    """The village's open tickets of this topic beside the message, the most alike first.

    Nothing for a household's or neighbours' affair: it is never compared.
    """
    verdict = turn.verdict
    if where.village is None or verdict.topic is None or not _may_join(turn):
        return []
    danger = verdict.urgency is Urgency.DANGER
    since = turn.now - (WITNESSES_WITHIN if danger else WITHIN)
    tickets = await turn.ledger.tickets.possibly_the_same(where.village, verdict.topic, since, limit=_LOOK_AT)
    words = await turn.ledger.tickets.words_of_each(tickets)
    names = place_names(turn.organisation, where.village)
    said = signature(
        turn.text,
        topic=verdict.topic,
        kind=verdict.kind,
        danger=danger,
        village=where.village,
        grid=where.grid,
        place=where.place,
        names=names,
    )
    found = []
    for ticket in tickets:
        known = _signature_of(ticket, words.get(ticket.number, ""), names)
        apart = max(timedelta(0), turn.now - ticket.registered_at)
        against = differences(known, said, apart=apart)
        found.append(Beside(ticket, likeness(known, said, apart=apart), against))
    return sorted(found, key=lambda beside: (-beside.alike.score, beside.ticket.number))


def _signature_of(ticket: Ticket, words: str, names: Sequence[str]) -> Signature:
    return signature(
        words,
        topic=ticket.topic,
        kind=ticket.kind,
        danger=ticket.urgency is Urgency.DANGER,
        village=ticket.village,
        grid=ticket.grid,
        place=ticket.place,
        names=names,
    )


async def joined(turn: Turn, where: Where, beside: Sequence[Beside]) -> bool:
    """Whether the message was taken as one more voice behind one of these tickets, and answered as such."""
    found = await _certainly_the_same(turn, where, beside)
    if found is None:
        return False
    villager = await turn.villager()
    if found.kind is MatterKind.UNCLEAR:
        await _made_common(turn, found)
    news = await new_place(turn, found, where)
    if found.urgency is Urgency.DANGER:
        await _one_more_witness(turn, found, villager, where)
        return True
    if not await turn.ledger.tickets.join(found, villager, turn.pieces, turn.message.at):
        await turn.ledger.tickets.add_words(found, villager, turn.pieces)
        if not turn.in_group:
            owner = filing.owner_of(turn.organisation, found)
            await turn.answer(
                wording.ALREADY_NOTED.say(编号=found.number, 人=owner.name, 电话=owner.phone), ticket=found.number
            )
        return True
    _note_joining(turn, found)
    await _say_already_said(turn, found, villager)
    await tell_officer(
        turn.ledger,
        turn.policy,
        filing.owner_of(turn.organisation, found),
        wording.PING_VOICE.say(
            事=filing.staff_title(found),
            地点=where.place or filing.place_name(turn.organisation, found),
            数1=found.voices,
            编号=found.number,
        ),
        ticket=found,
        why="merged",
        # once: the tenth neighbour is no news; another place is
        key=f"t{found.number}:voice:{found.moves if news else 0}",
        now=turn.now,
    )
    return True


async def propose(turn: Turn, ticket: Ticket, beside: Sequence[Beside]) -> None:
    """Ask the dispatcher, once, whether a ticket just filed is the same matter as an older one; nothing is decided."""
    if not filing.is_public(ticket) and not _common_danger(ticket):
        return
    best = next((one for one in beside if one.alike.likely and _may_be_one(ticket, one.ticket)), None)
    dispatcher = _dispatcher(turn, ticket)
    if best is None or dispatcher is None:
        return
    await tell_officer(
        turn.ledger,
        turn.policy,
        dispatcher,
        wording.PROPOSE_MERGE.say(
            事=filing.staff_title(ticket),
            编号=best.ticket.number,
            数1=ticket.number,
            原因="、".join(best.alike.because[1:3]),
        ),
        ticket=ticket,
        why="merged",
        key=f"t{ticket.number}:merge?",
        now=turn.now,
    )


def _dispatcher(turn: Turn, ticket: Ticket) -> Officer | None:
    """The grid head of the village, else the affairs office, whoever is there today."""
    on = turn.policy.calendar.day_of(turn.now)
    places = ((Role.GRID_HEAD, ticket.village or ""), (Role.AFFAIRS_OFFICE, turn.organisation.township.code))
    for role, area in places:
        for officer in turn.organisation.holders(role, area):
            able = turn.organisation.able_on(officer.id, on)
            if able is not None:
                return turn.organisation.officers[able]
    return None


async def _certainly_the_same(turn: Turn, where: Where, beside: Sequence[Beside]) -> Ticket | None:
    verdict = turn.verdict
    for one in beside:
        if verdict.urgency is Urgency.DANGER:
            if one.alike.certain and _common_danger(one.ticket):
                return one.ticket
        elif verdict.kind is MatterKind.UNCLEAR:
            if await _out_for_both(turn, one, where):
                return one.ticket
        elif one.alike.certain and filing.is_public(one.ticket):
            return one.ticket
    return None


def _may_join(turn: Turn) -> bool:
    verdict = turn.verdict
    if verdict.about_official or verdict.violence_at_home or verdict.privacy is Privacy.SECRET:
        return False
    if verdict.urgency is Urgency.DANGER:
        return verdict.kind is MatterKind.VILLAGE
    if verdict.kind is MatterKind.UNCLEAR:
        return verdict.topic in _UTILITIES
    return verdict.kind is MatterKind.VILLAGE and verdict.privacy is Privacy.OPEN


def _common_danger(ticket: Ticket) -> bool:
    """A danger to the village at large, of which its witnesses may know that others have seen it too."""
    return (
        ticket.urgency is Urgency.DANGER
        and ticket.kind is MatterKind.VILLAGE
        and ticket.privacy is not Privacy.SECRET
        and not ticket.about_official
        and not ticket.violence_at_home
    )


def place_names(organisation: Organisation, village: str | None) -> list[str]:
    """What a village calls its places."""
    return [name for grid in organisation.grids_of(village or "") for name in grid.places]


async def _out_for_both(turn: Turn, beside: Beside, where: Where) -> bool:
    """R13: two people of one grid are without water or power within two hours, and neither said how far it goes."""
    ticket = beside.ticket
    if ticket.kind is MatterKind.VILLAGE and not filing.is_public(ticket):
        return False
    if ticket.kind not in (MatterKind.UNCLEAR, MatterKind.VILLAGE) or ticket.privacy is Privacy.SECRET:
        return False
    if ticket.about_official or ticket.registered_at < turn.now - TOGETHER_WITHIN:
        return False
    # a place that was not told yet may be the same; one of a matter that is known to be a group's may not
    unknown = (ticket.grid is None or where.grid is None) if ticket.kind is MatterKind.UNCLEAR else ticket.grid is None
    if ticket.grid != where.grid and not unknown:
        return False
    if beside.against:
        return False
    villager = await turn.villager()
    return all(voice.villager != villager.ref for voice in await turn.ledger.tickets.behind(ticket))


async def out_here_too(turn: Turn, ticket: Ticket) -> bool:
    """Whether another one's +1 makes an outage that was still asked about everybody's; then it goes out."""
    if ticket.kind is not MatterKind.UNCLEAR or ticket.topic not in _UTILITIES or ticket.privacy is Privacy.SECRET:
        return False
    villager = await turn.villager()
    if any(voice.villager == villager.ref for voice in await turn.ledger.tickets.behind(ticket)):
        return False
    await _made_common(turn, ticket)
    return True


async def _made_common(turn: Turn, ticket: Ticket) -> None:
    """R13: the first one's question is answered by the second one: it is the village's matter, and goes out."""
    ledger, now = turn.ledger, turn.now
    ticket.kind, ticket.privacy = MatterKind.VILLAGE, Privacy.OPEN
    ticket.title = titles.public_title(ticket.topic, ticket.kind)
    ledger.tickets.move(
        ticket,
        MoveName.CORRECT,
        actor="system",
        at=now,
        reason="两小时内不止一家说，按村里事办",
        detail={"kind": ticket.kind.value},
    )
    await _no_more_to_ask(turn, ticket)


async def _no_more_to_ask(turn: Turn, ticket: Ticket) -> None:
    """What the first one was asked, the second one has answered: it goes out, and the first one hears who has it."""
    ledger, now = turn.ledger, turn.now
    if ticket.status is not Status.CLARIFYING:
        return
    ledger.tickets.move(ticket, MoveName.REGISTER, actor="system", at=now, reason="别人补充了情况")
    await ledger.reminders.cancel(ticket.number, now, [filing.CLARIFY])
    owner = await filing.dispatch(ledger, turn.policy, turn.organisation, ticket, now)
    for voice in await ledger.tickets.voices_of(ticket):
        first = await ledger.people.find_villager(voice.villager)
        if first is None or not voice.reporter:
            continue
        await _stop_asking(turn, first, ticket)
        text = acknowledging.in_private(turn.policy, ticket, first.name, owner)
        await tell_villager(
            ledger, turn.policy, first, text, ticket=ticket, why="ack", key=f"t{ticket.number}:ack", now=now
        )


async def _stop_asking(turn: Turn, villager: Villager, ticket: Ticket) -> None:
    asked = await turn.ledger.conversations.find(villager.ref, turn.now)
    if asked is not None and asked.ticket == ticket.number:
        await turn.ledger.conversations.expect(villager.ref, None, None, turn.now)


async def new_place(turn: Turn, ticket: Ticket, where: Where) -> bool:
    """A place that the first one did not tell: whoever is nearer is called. Returns whether there was one."""
    if ticket.grid is None and where.grid is not None:
        ticket.grid, ticket.place = where.grid, ticket.place or where.place
        if ticket.status is Status.CLARIFYING:
            await _no_more_to_ask(turn, ticket)
            return True
        await filing.redirect(turn.ledger, turn.policy, turn.organisation, ticket, turn.now)
        return True
    if ticket.place is None and where.place is not None:
        ticket.place = where.place
        return True
    return False


def _note_joining(turn: Turn, ticket: Ticket) -> None:
    turn.ledger.tickets.move(
        ticket, MoveName.CORRECT, actor="system", at=turn.now, reason=f"又有人说，一共{ticket.voices}人"
    )


async def _one_more_witness(turn: Turn, ticket: Ticket, villager: Villager, where: Where) -> None:
    """The numbers to call come first for every witness; the owner hears each of them at once."""
    if await turn.ledger.tickets.join(ticket, villager, turn.pieces, turn.message.at):
        _note_joining(turn, ticket)
    else:
        await turn.ledger.tickets.add_words(ticket, villager, turn.pieces)
    owner = filing.owner_of(turn.organisation, ticket)
    if turn.in_group and filing.warns_all(ticket):
        line = danger_words.to_group_again(turn.policy, ticket, owner)
        if line is not None:
            await turn.say_in_group(line, why="danger", ticket=ticket.number)
    await turn.answer(danger_words.to_caller(turn.policy, ticket, owner), why="danger", ticket=ticket.number)
    await turn.expect(acknowledging.SAFETY, ticket.number, turn.now + SAFE_WITHIN)
    await tell_officer(
        turn.ledger,
        turn.policy,
        owner,
        wording.PING_DANGER_VOICE.say(
            事=filing.staff_title(ticket),
            地点=where.place or filing.place_name(turn.organisation, ticket),
            原因=mask(turn.text[:400]),
            数1=ticket.voices,
            编号=ticket.number,
        ),
        ticket=ticket,
        why="danger",
        key=f"t{ticket.number}:witness:{turn.inbox_id.hex}",
        now=turn.now,
        at_once=True,
    )


async def _say_already_said(turn: Turn, ticket: Ticket, villager: Villager) -> None:
    owner = filing.owner_of(turn.organisation, ticket)
    day = turn.policy.due(ticket)
    name = villager.name or turn.message.sender_name
    if turn.in_group:
        card = wording.OfficerCard(owner.name, owner.phone)
        line = wording.ALREADY_SAID_GROUP.say(
            称呼=wording.salutation(name), 事=PublicTitle(ticket.title), 人=card.name, 电话=card.phone, 日期=day
        )
        await turn.say_in_group(line, why="merged", ticket=ticket.number)
        return
    text = wording.ALREADY_SAID.say(
        称呼=wording.salutation(name),
        事=ticket.title,
        编号=ticket.number,
        人=owner.name,
        电话=owner.phone,
        日期=day,
    )
    await turn.answer(text, why="merged", ticket=ticket.number)


# 并 and 拆 ----------------------------------------------------------------------------------------------------------


async def merge(turn: Turn, one: int, other: int) -> tuple[Ticket, Ticket]:
    """并: two tickets by an official's word; the older one, or the one in which there is danger, goes on.

    Returns the one that goes on and the one merged into it. Raises Refused.
    """
    tickets = turn.ledger.tickets
    found = []
    for number in (one, other):
        ticket = await tickets.find(number)
        if ticket is None:
            raise Refused("no such ticket", wording.OFFICER_NO_SUCH_NUMBER.say(编号=number))
        _may_decide(turn, ticket)
        found.append(await tickets.root_of(ticket))
    if found[0].number == found[1].number:
        raise Refused("one already", wording.ALREADY_THERE.say(事=filing.staff_title(found[0])))
    main, gone = sorted(
        found,
        key=lambda ticket: (ticket.status not in WORKING, ticket.urgency is not Urgency.DANGER, ticket.number),
    )
    same_person = await _raised_by_one(turn, main, gone)
    fits = main.status in WORKING and gone.status in OPEN and (same_person or _may_be_one(main, gone))
    if not fits or main.village != gone.village:
        raise Refused("not to be merged", wording.CANNOT_MERGE.say(编号=one, 数1=other))
    if gone.urgency is Urgency.DANGER and main.urgency is not Urgency.DANGER:
        # a danger is never put away under something that can wait
        raise Refused("danger is not merged into less", wording.CANNOT_MERGE.say(编号=one, 数1=other))
    before = {voice.villager for voice in await tickets.behind(main)}
    behind = await tickets.behind(gone)
    await tickets.merge(gone, main, actor=_actor(turn), at=turn.now)
    await turn.ledger.reminders.rest(gone.number, turn.now)
    await _tell_of_merging(turn, main, gone, [voice for voice in behind if voice.villager not in before])
    return main, gone


def _actor(turn: Turn) -> str:
    return turn.officer.id if turn.officer is not None else filing.VILLAGER


def _may_be_one(main: Ticket, gone: Ticket) -> bool:
    """Two village matters that may be told to be one, to everybody behind them."""
    return all(
        ticket.kind is MatterKind.VILLAGE
        and ticket.privacy is not Privacy.SECRET
        and not ticket.about_official
        and not ticket.violence_at_home
        for ticket in (main, gone)
    )


async def _raised_by_one(turn: Turn, main: Ticket, gone: Ticket) -> bool:
    """One person said one thing twice: nobody else can learn anything by it, whatever it is about."""
    people = {voice.villager for ticket in (main, gone) for voice in await turn.ledger.tickets.behind(ticket)}
    private = main.about_official or gone.about_official or main.violence_at_home or gone.violence_at_home
    return len(people) == 1 and main.kind is gone.kind and not private


def _may_decide(turn: Turn, ticket: Ticket) -> None:
    """The grid head, the village's secretary, the affairs office, and whoever owns it. Raises Refused."""
    assert turn.officer is not None
    deciding = {ticket.owner}
    if not ticket.about_official:
        deciding |= {
            officer.id
            for role, area in (
                (Role.GRID_HEAD, ticket.village or ""),
                (Role.VILLAGE_SECRETARY, ticket.village or ""),
                (Role.AFFAIRS_OFFICE, turn.organisation.township.code),
            )
            for officer in turn.organisation.holders(role, area)
        }
    if turn.officer.id not in deciding or turn.officer.id in barred_from(turn.organisation, ticket):
        raise Refused("not his to merge", wording.NOT_YOURS_TO_MERGE.say(编号=ticket.number))


async def _tell_of_merging(turn: Turn, main: Ticket, gone: Ticket, newcomers: Sequence[Voice]) -> None:
    owner = filing.owner_of(turn.organisation, main)
    moved = gone.moves
    for villager in await _people(turn, newcomers):
        await _stop_asking(turn, villager, gone)
        text = wording.MERGED.say(
            称呼=wording.salutation(villager.name),
            事=main.title,
            编号=main.number,
            人=owner.name,
            电话=owner.phone,
            日期=turn.policy.day(main.due_at),
        )
        await _tell(turn, villager, text, main, key=f"t{gone.number}:merged:{moved}:{villager.ref}")
    assert turn.officer is not None
    other = filing.owner_of(turn.organisation, gone)
    if other.id not in (turn.officer.id, owner.id):
        text_to_other = wording.PING_MERGED.say(
            事=filing.staff_title(gone), 编号=main.number, 人=owner.name, 电话=owner.phone
        )
        await filing.tell_owner(turn, gone, text_to_other, why="merged", key=f"t{gone.number}:merged:{moved}")
    if owner.id != turn.officer.id:
        text_to_owner = wording.PING_MERGED_HERE.say(
            事=filing.staff_title(main),
            编号=gone.number,
            地点=gone.place or filing.place_name(turn.organisation, gone),
            数1=main.voices,
        )
        key = f"t{main.number}:merged:{gone.number}:{moved}"
        await filing.tell_owner(turn, main, text_to_owner, why="merged", key=key)


async def _people(turn: Turn, voices: Sequence[Voice]) -> list[Villager]:
    found = {villager.ref: villager for villager in await turn.ledger.people.villagers(v.villager for v in voices)}
    return [found[voice.villager] for voice in voices if voice.villager in found]


async def _tell(turn: Turn, villager: Villager, text: wording.PrivateText, ticket: Ticket, *, key: str) -> None:
    if villager.unreachable_at is not None:
        return
    await tell_villager(turn.ledger, turn.policy, villager, text, ticket=ticket, why="merged", key=key, now=turn.now)


async def take_apart(turn: Turn, number: int) -> Ticket:
    """拆 by an official's word: a merged ticket stands alone again; of one that people joined, the last gets his own.

    Returns the ticket that now stands alone. Raises Refused.
    """
    ticket = await turn.ledger.tickets.find(number)
    if ticket is None:
        raise Refused("no such ticket", wording.OFFICER_NO_SUCH_NUMBER.say(编号=number))
    _may_decide(turn, await turn.ledger.tickets.root_of(ticket))
    if ticket.status is Status.MERGED:
        return await unmerge(turn, ticket)
    if ticket.status in OPEN:
        added = [voice for voice in await turn.ledger.tickets.voices_of(ticket) if not voice.reporter]
        if added:
            return await _split(turn, ticket, max(added, key=lambda voice: (voice.said_at, voice.villager)))
    merged = await turn.ledger.tickets.merged_into(ticket)
    if not merged:
        raise Refused("nothing to split", wording.NOTHING_TO_SPLIT.say(编号=number))
    return await unmerge(turn, merged[-1])


async def unmerge(turn: Turn, ticket: Ticket, *, quietly: bool = False) -> Ticket:
    """A merged ticket stands alone again: its own state, dates, reminders and voices, as before.

    `quietly`: nobody is told, since the one who raised it takes it back in the same breath.
    """
    main = await turn.ledger.tickets.unmerge(ticket, actor=_actor(turn), at=turn.now)
    await turn.ledger.reminders.wake(ticket.number)
    if quietly:
        return ticket
    owner = filing.owner_of(turn.organisation, ticket)
    staying = {voice.villager for voice in await turn.ledger.tickets.behind(main)}
    going = [voice for voice in await turn.ledger.tickets.behind(ticket) if voice.villager not in staying]
    for villager in await _people(turn, going):
        await _stop_asking(turn, villager, main)
        text = wording.UNMERGED.say(
            称呼=wording.salutation(villager.name),
            事=ticket.title,
            编号=ticket.number,
            人=owner.name,
            电话=owner.phone,
        )
        await _tell(turn, villager, text, ticket, key=f"t{ticket.number}:unmerged:{ticket.moves}:{villager.ref}")
    if turn.officer is None or owner.id != turn.officer.id:
        text_to_owner = wording.PING_UNMERGED.say(
            事=filing.staff_title(ticket), 编号=main.number, 日期=turn.policy.due(ticket)
        )
        key = f"t{ticket.number}:unmerged:{ticket.moves}"
        await filing.tell_owner(turn, ticket, text_to_owner, why="merged", key=key)
    return ticket


async def _split(turn: Turn, main: Ticket, voice: Voice) -> Ticket:
    """Somebody who was taken for one more voice gets a ticket of his own, with the date he was told."""
    ledger = turn.ledger
    number = await ledger.tickets.next_number()
    words = await ledger.tickets.words_of(main, voice) or ""
    grid = turn.organisation.find_grid(words, main.village) if main.village else None
    place = turn.policy.reader.read(words).place
    ticket = Ticket(
        township=main.township,
        number=number,
        channel=main.channel,
        kind=main.kind,
        topic=main.topic,
        urgency=main.urgency,
        privacy=main.privacy,
        title=main.title,
        village=main.village,
        grid=grid.code if grid else None,
        place=place or (grid.name if grid else None),
        owner=main.owner,
        owner_because=main.owner_because,
        # its dates run from when this person spoke, and end when he was told
        registered_at=voice.said_at,
        accept_by=main.accept_by,
        contact_by=main.contact_by,
        due_at=main.due_at,
        original_due_at=main.original_due_at,
        close_by=main.close_by,
        rules=main.rules,
        status=Status.REGISTERED,
        group_ref=main.group_ref,
        level=main.level,
        evidence=dict(main.evidence),
    )
    await ledger.tickets.split_off(main, voice, ticket, actor=_actor(turn), at=turn.now)
    owner = await filing.dispatch(ledger, turn.policy, turn.organisation, ticket, turn.now)
    for villager in await _people(turn, [voice]):
        await _stop_asking(turn, villager, main)
        text = wording.SPLIT_OFF.say(
            称呼=wording.salutation(villager.name),
            事=ticket.title,
            编号=ticket.number,
            人=owner.name,
            电话=owner.phone,
            日期=turn.policy.due(ticket),
        )
        await _tell(turn, villager, text, ticket, key=f"t{ticket.number}:split")
    return ticket


async def stand_alone(turn: Turn, ticket: Ticket) -> None:
    """It is no village matter after all: whoever joined it gets a ticket of his own, what was merged stands alone."""
    for merged in await turn.ledger.tickets.merged_into(ticket):
        await unmerge(turn, merged)
    for voice in await turn.ledger.tickets.voices_of(ticket):
        if not voice.reporter:
            await _split(turn, ticket, voice)


# one's own voice ---------------------------------------------------------------------------------------------------


async def standing(turn: Turn, villager: Villager) -> list[Ticket]:
    """The open tickets this person stands behind, a merged one as the one it was merged into; the newest first."""
    found: dict[int, Ticket] = {}
    for ticket in await turn.ledger.tickets.raised_by(villager.ref):
        root = await turn.ledger.tickets.root_of(ticket)
        if root.status in OPEN:
            found.setdefault(root.number, root)
    return list(found.values())


async def leave(turn: Turn, ticket: Ticket, villager: Villager) -> bool:
    """Somebody takes back what others have said too: it goes on for them. False: he raised it, and nobody joined."""
    if not await turn.ledger.tickets.leave(ticket, villager.ref):
        for merged in await turn.ledger.tickets.merged_into(ticket):
            # theirs was a ticket of its own before
            await unmerge(turn, merged)
        return False
    turn.ledger.tickets.move(
        ticket, MoveName.CORRECT, actor=filing.VILLAGER, at=turn.now, reason=f"有人撤了自己这份，还有{ticket.voices}人"
    )
    await _stop_asking(turn, villager, ticket)
    return True

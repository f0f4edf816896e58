"""改: a person says what a matter really is. Owner, date and privacy follow from that anew; `rules suggest` learns.

What becomes a household's or neighbours' affair leaves public view: waiting lines for groups are not sent, and
whoever had joined gets a ticket of his own. What becomes a complaint goes to who may own it, and nobody else hears.
"""

import re
from dataclasses import dataclass

from classifiers.judging import usual_privacy, usual_urgency
from classifiers.verdict import MatterKind, Privacy, Scene, Topic, Urgency
from handlers import deadlines, filing, following_up, helping, voices, wording
from handlers.dispatch import Choice, accused_in, barred_from, may_own
from handlers.errors import Refused
from handlers.filters import from_officer, in_private
from handlers.handing_over import hand_over
from handlers.officer_replies import meant, order, polite
from handlers.router import Router
from handlers.tiers import deciders
from handlers.topics_said import kind_in, kind_of, topics_in, without_kind
from handlers.turn import Turn, tell_villager
from handlers.wording.correcting import (
    CORRECT_FIRST_GO_ON,
    CORRECT_HOW,
    CORRECT_NOT_YOURS,
    CORRECT_OTHER_VILLAGE,
    CORRECT_SAME,
    CORRECT_WHICH_TOPIC,
    CORRECTED_APART,
    CORRECTED_DATE,
    CORRECTED_HANDED_OVER,
    CORRECTED_OK,
    CORRECTED_PLACE,
)
from storage.corrections import Judged, judged
from storage.lifecycle import OPEN, WORKING, MoveName, Status
from storage.models import SentBack, Ticket
from storage.requests import is_open

router = Router("correcting")

#: topics that are one household's or everybody's, by who is concerned (R13)
_EITHER = frozenset({Topic.WATER_SUPPLY, Topic.POWER})
_COMPLAINT = re.compile("干部|投诉|举报|告状|作风|贪|书记的事|网格员的事")
#: nobody has begun: another owner costs nothing
_NOT_BEGUN = frozenset({Status.REGISTERED, Status.DISPATCHED, Status.REOPENED})


@dataclass(frozen=True, slots=True)
class _Meaning:
    judged: Judged
    complaint: bool


@router.on(from_officer, in_private, order("改"))
@polite
async def correct(turn: Turn, number: int | None, words: str) -> None:
    """「改 12 户里事」「改 12 供水」「改 12 干部的事」."""
    assert turn.officer is not None
    ticket = await _ticket(turn, number)
    place = _place_in(turn, ticket, words)
    if place is not None and _names_nothing_else(ticket, place.beside):
        await _refuse_what_is_undecided(turn, ticket)
        await _move_to(turn, ticket, place)
        return
    meaning = _meaning(ticket, words if place is None else place.beside)
    await _refuse_what_is_undecided(turn, ticket)
    if place is not None:
        _take_place(ticket, place)
    before = filing.owner_of(turn.organisation, ticket)
    due_before = ticket.due_at
    public_before = filing.is_public(ticket)
    if not _stays_shared(meaning) and ticket.kind is MatterKind.VILLAGE:
        # before it is something else: whoever joined spoke of a village matter
        await voices.stand_alone(turn, ticket)
    filing.correct(turn.ledger, ticket, meaning.judged, actor=turn.officer.id, at=turn.now, reason="改了类别")
    _narrow(ticket, meaning)
    if meaning.complaint:
        await _keep_apart(turn, ticket)
    if public_before and not filing.is_public(ticket):
        await turn.ledger.outbox.lapse_in_groups(ticket.number)
    choice = filing.owner_by_rule(turn.policy, turn.organisation, ticket, turn.now)
    if ticket.status in WORKING:
        _date_anew(turn, ticket)
    await _owner_anew(turn, ticket, choice, due_moved=ticket.due_at != due_before)
    await _answer(turn, ticket, meaning, before.id)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where it is instead: the words, the grid that they name, and what else was said."""

    said: str
    grid: str | None
    beside: str


def _place_in(turn: Turn, ticket: Ticket, words: str) -> _Place | None:
    """The place that the words name (改 1 二组 戏台旁): a registered one, or one of which any villager would say where.

    Raises Refused for a place of another village: that is handing it on.
    """
    organisation = turn.organisation
    named = organisation.find_village(words)
    if named is not None and ticket.village is not None and named.code != ticket.village:
        raise Refused("another village's", CORRECT_OTHER_VILLAGE.say(编号=ticket.number, 村=named.name))
    village = ticket.village or (named.code if named is not None else None)
    # 二组 戏台旁: where two places are named that lie apart, the first one says whose it is
    tries = (words, *words.split()) if village is not None else ()
    grid = next((found for part in tries if (found := organisation.find_grid(part, village or "")) is not None), None)
    beside = words
    for name in sorted(organisation.place_names(), key=len, reverse=True):
        beside = beside.replace(name, " ")
    read = turn.policy.reader.read(beside, scene=Scene.PRIVATE, sender_is_staff=True).place
    if read is not None and len(read) > 1:
        beside = beside.replace(read, " ")
    if beside == words:
        return None
    return _Place(" ".join(words.split())[:60], grid.code if grid is not None else None, beside)


def _names_nothing_else(ticket: Ticket, beside: str) -> bool:
    """Whether the words beside the place say neither what it is nor whose."""
    return kind_in(beside) is None and not topics_in(without_kind(beside)) and _COMPLAINT.search(beside) is None


def _take_place(ticket: Ticket, place: _Place) -> None:
    ticket.place = place.said
    if place.grid is not None:
        ticket.grid = place.grid


async def _move_to(turn: Turn, ticket: Ticket, place: _Place) -> None:
    """Another place: whoever is nearer has it from now on, unless somebody has begun."""
    assert turn.officer is not None
    _take_place(ticket, place)
    turn.ledger.tickets.move(
        ticket, MoveName.CORRECT, actor=turn.officer.id, at=turn.now, reason="改了地点", detail={"grid": ticket.grid}
    )
    choice = filing.owner_by_rule(turn.policy, turn.organisation, ticket, turn.now)
    await _owner_anew(turn, ticket, choice, due_moved=False)
    owner = filing.owner_of(turn.organisation, ticket)
    # the place is shown to whoever typed it
    await turn.answer(
        CORRECTED_PLACE.say(
            事=filing.title_for_others(ticket),
            地点=place.said,
            人=owner.name,
            电话=owner.phone,
            日期=turn.policy.due(ticket),
        ),
        ticket=ticket.number,
    )


async def _ticket(turn: Turn, number: int | None) -> Ticket:
    assert turn.officer is not None
    officer = turn.officer.id
    ticket = await turn.ledger.tickets.find(number) if number is not None else None
    if ticket is None or ticket.owner == officer:
        return await meant(turn, number, lambda one: one.status in OPEN, "改")
    above = {one.id for one in deciders(turn.policy, turn.organisation, ticket, turn.now, SentBack, above=False)}
    if officer not in above or officer in barred_from(turn.organisation, ticket):
        raise Refused("not his to correct", CORRECT_NOT_YOURS.say(编号=ticket.number))
    if ticket.status not in OPEN:
        raise Refused("it has ended", wording.ALREADY_THERE.say(事=filing.staff_title(ticket)))
    return ticket


def _meaning(ticket: Ticket, words: str) -> _Meaning:
    """What the words make of it. Raises Refused where they name nothing, or two things."""
    complaint = _COMPLAINT.search(words) is not None and not ticket.about_official
    kind, topics = kind_in(words), topics_in(without_kind(_COMPLAINT.sub(" ", words)))
    if len(topics) > 1:
        raise Refused("two topics", CORRECT_WHICH_TOPIC.say(编号=ticket.number))
    if kind is None and not topics and not complaint:
        raise Refused("what is it then?", CORRECT_HOW.say(编号=ticket.number))
    before = judged(ticket)
    topic = topics[0] if topics else before.topic
    if kind is None:
        at_home = topic in _EITHER and before.kind is MatterKind.HOUSEHOLD
        kind = kind_of(topic) if topics and topic is not None and not at_home else before.kind
    elif topic is not None and kind_of(topic) is not kind and topic not in _EITHER:
        if topics:
            # 改 12 户里事 路灯 is two things
            raise Refused("kind and topic differ", CORRECT_WHICH_TOPIC.say(编号=ticket.number))
        topic = None
    after = Judged(kind, topic)
    if after == before and not complaint:
        raise Refused("as before", CORRECT_SAME.say(事=filing.staff_title(ticket)))
    return _Meaning(after, complaint)


def _stays_shared(meaning: _Meaning) -> bool:
    return meaning.judged.kind is MatterKind.VILLAGE and not meaning.complaint


async def _refuse_what_is_undecided(turn: Turn, ticket: Ticket) -> None:
    title = filing.staff_title(ticket)
    if ticket.paused_at is not None:
        raise Refused("it stands still", CORRECT_FIRST_GO_ON.say(事=title, 编号=ticket.number))
    wished = any(is_open(asked, ticket) for asked in await turn.ledger.requests.extensions_of(ticket.number))
    if wished or ticket.status is Status.RETURN_REQUESTED:
        raise Refused("a wish is undecided", wording.FIRST_AN_ANSWER.say(事=title))


def _narrow(ticket: Ticket, meaning: _Meaning) -> None:
    """How far its words travel now. What was told in confidence stays so, whatever it is called."""
    usual = usual_privacy(ticket.topic, ticket.kind)
    ticket.privacy = Privacy.SECRET if meaning.complaint or ticket.privacy is Privacy.SECRET else usual
    if ticket.urgency is not Urgency.DANGER and ticket.urgency is not Urgency.URGENT:
        ticket.urgency = usual_urgency(ticket.topic, ticket.kind)


async def _keep_apart(turn: Turn, ticket: Ticket) -> None:
    """A complaint: whom it names may not know of it, and whoever lent a hand helps no longer."""
    ticket.about_official = True
    words = await turn.ledger.tickets.words(ticket) or ""
    named = accused_in(turn.organisation, ticket.village, words, complaint=True)
    if named:
        ticket.evidence = {**ticket.evidence, "accused": sorted({*ticket.evidence.get("accused", ()), *named})}
    for helper in await turn.ledger.helpers.of(ticket):
        await helping.let_go(turn.ledger, ticket, helper, because=helping.CONCERNED, actor="system", now=turn.now)
    ticket.helpers = []
    team = await turn.ledger.case_files.open_of(ticket.number)
    if team is not None:
        # its leads and members lent a hand as well
        team.closed_at, team.closed_because = turn.now, helping.CONCERNED
        ticket.evidence = {name: value for name, value in ticket.evidence.items() if name != "case"}


def _date_anew(turn: Turn, ticket: Ticket) -> None:
    """The date of what it is now, counted from when it was heard; one that has gone by is counted from today."""
    policy = turn.policy.deadlines
    calendar = turn.policy.calendar.of(ticket.village)
    dates = deadlines.dates_for(policy, calendar, ticket.urgency, ticket.topic, ticket.registered_at)
    if dates.due_at <= turn.now:
        dates = deadlines.dates_for(policy, calendar, ticket.urgency, ticket.topic, turn.now)
    if ticket.urgency is Urgency.DANGER or dates.due_at == ticket.due_at:
        return
    ticket.due_at, ticket.close_by = dates.due_at, max(dates.close_by, dates.due_at)
    ticket.dates_moved += 1
    assert turn.officer is not None
    turn.ledger.tickets.move(
        ticket,
        MoveName.CORRECT,
        actor=turn.officer.id,
        at=turn.now,
        reason="改了类别，日子跟着改",
        detail={"due_at": ticket.due_at.isoformat(), "close_by": ticket.close_by.isoformat()},
    )


async def _owner_anew(turn: Turn, ticket: Ticket, choice: Choice, *, due_moved: bool) -> None:
    """Whoever may not own it loses it at once; whoever has not begun makes room for the one it belongs to."""
    assert turn.officer is not None
    ledger, policy, organisation, now = turn.ledger, turn.policy, turn.organisation, turn.now
    allowed = may_own(organisation, ticket.owner, ticket)
    if ticket.status in WORKING and choice.owner.id != ticket.owner and (not allowed or ticket.status in _NOT_BEGUN):
        if ticket.status is Status.CLARIFYING:
            ticket.owner, ticket.owner_because = choice.owner.id, choice.because
            return
        await hand_over(
            ledger, policy, organisation, ticket, choice.owner, by=turn.officer.id, now=now, because=choice.because
        )
        return
    if ticket.status is Status.RESOLVED and not allowed:
        # nothing is left to do but to hear the villager: whoever may own it hears him
        ticket.owner, ticket.owner_because = choice.owner.id, choice.because
        return
    if not due_moved or ticket.status in (Status.CLARIFYING, Status.REGISTERED):
        return
    await ledger.reminders.cancel(ticket.number, now)
    await filing.plan_rungs(ledger, policy, organisation, ticket, now)
    reporter = await following_up.reporter_of(ledger, ticket)
    if reporter is None or ticket.violence_at_home:
        return
    owner = filing.owner_of(organisation, ticket)
    await tell_villager(
        ledger,
        policy,
        reporter,
        CORRECTED_DATE.say(
            称呼=wording.salutation(reporter.name), 人=owner.name, 电话=owner.phone, 日期=policy.due(ticket)
        ),
        ticket=ticket,
        why="notice",
        key=f"t{ticket.number}:corrected:{ticket.moves}",
        now=now,
    )


async def _answer(turn: Turn, ticket: Ticket, meaning: _Meaning, owner_before: str) -> None:
    assert turn.officer is not None
    owner = filing.owner_of(turn.organisation, ticket)
    if meaning.complaint and owner.id != turn.officer.id:
        # neither its owner's name nor that it is a complaint: the one it is about may be reading
        await turn.answer(CORRECTED_APART.say(编号=ticket.number))
        return
    mine = turn.officer.id in (owner.id, owner_before)
    phrase = CORRECTED_OK if owner.id == owner_before else CORRECTED_HANDED_OVER
    title = filing.staff_title(ticket) if mine else filing.title_for_others(ticket)
    await turn.answer(
        phrase.say(事=title, 人=owner.name, 电话=owner.phone, 日期=turn.policy.due(ticket)),
        ticket=ticket.number,
    )

"""A second sentence about the same thing belongs to the ticket that is there, not to another one under another topic.

What is plainly the same joins (and can be taken out again by 另一件), what may be is asked once, and goes out by itself
when nobody answers; whatever is said of another place or another thing is a matter of its own. Danger never waits for
any of this. See `classifiers/going_on.py`.
"""

from datetime import timedelta

from classifiers.going_on import WITHIN, GoesOn, broken_again, goes_on
from classifiers.likeness import Signature, signature
from classifiers.privacy import mask
from classifiers.verdict import Privacy, Scene, Urgency
from handlers import filing, following_up, voices, wording
from handlers.filters import bare
from handlers.policy import RESULT_WITHIN
from handlers.telling import tell_all_behind
from handlers.titles import PublicTitle
from handlers.turn import Turn
from handlers.voices import Where
from handlers.wording import continuing as say
from storage.incoming import Said
from storage.lifecycle import WORKING, Status
from storage.models import Ticket, Villager

#: what a conversation waits for: whether two are one; and, where one was joined, a word that it was another
SAME, ANOTHER = "same", "another"
#: as long a word that it was another one counts
_ANOTHER_WITHIN = timedelta(hours=24)
_ANOTHER_WORDS = frozenset(
    {"另一件", "另1件", "另外一件", "是另一件", "是另外一件", "不是一件", "不是一件事", "不是1件", "两件事"}
)
#: in the evidence of a ticket that was asked about: the one it may belong to
_ASKED_ABOUT = "same_as"


def _signature(turn: Turn, text: str, ticket: Ticket | None, where: Where | None) -> Signature:
    verdict = turn.verdict
    village = ticket.village if ticket is not None else (where.village if where is not None else None)
    return signature(
        text,
        topic=ticket.topic if ticket is not None else verdict.topic,
        kind=ticket.kind if ticket is not None else verdict.kind,
        danger=(ticket.urgency if ticket is not None else verdict.urgency) is Urgency.DANGER,
        village=village,
        grid=ticket.grid if ticket is not None else (where.grid if where is not None else None),
        place=ticket.place if ticket is not None else (where.place if where is not None else None),
        names=voices.place_names(turn.organisation, village),
    )


async def found(turn: Turn, villager: Villager, where: Where) -> tuple[Ticket, GoesOn] | None:
    """The speaker's ticket that he goes on about, and whether that is sure. None: it is a matter of its own."""
    verdict = turn.verdict
    if turn.officer is not None or verdict.urgency is Urgency.DANGER or verdict.about_official:
        return None
    if verdict.violence_at_home or verdict.privacy is Privacy.SECRET:
        return None
    likely = None
    for ticket in await turn.ledger.tickets.raised_by(villager.ref, limit=3):
        said = await _said_lately(turn, ticket, villager)
        if said is None or ticket.village != where.village or not _may_grow(turn, ticket):
            continue
        last_at = max(piece.at for piece in said)
        text = "，".join(piece.text for piece in said if piece.text)
        # what was said in private stays there
        answer = goes_on(
            _signature(turn, text, ticket, None),
            _signature(turn, turn.text, None, where),
            text,
            turn.text,
            apart=max(timedelta(0), turn.now - last_at),
        )
        if answer is GoesOn.YES:
            return ticket, answer
        if answer is GoesOn.ASK and likely is None:
            likely = ticket, answer
    return likely


async def _said_lately(turn: Turn, ticket: Ticket, villager: Villager) -> list[Said] | None:
    if ticket.status not in WORKING or ticket.registered_at < turn.now - WITHIN:
        return None
    said = await turn.ledger.tickets.said_by(ticket, villager.ref)
    return said if any(piece.text for piece in said) else None


def _may_grow(turn: Turn, ticket: Ticket) -> bool:
    if ticket.urgency is Urgency.DANGER or ticket.about_official or ticket.violence_at_home:
        return False
    # what he said in private is not joined by what he says before everybody, nor the group told of it
    return filing.is_public(ticket) or not turn.in_group


async def joined(turn: Turn, villager: Villager, ticket: Ticket, where: Where) -> None:
    """It belongs to that ticket: the words go there, its owner reads them, the speaker can still take them out."""
    await turn.ledger.tickets.add_words(ticket, villager, turn.pieces)
    await voices.new_place(turn, ticket, where)
    await turn.open_burst(ticket)
    await _tell_owner(turn, ticket, mask(turn.text[:100]))
    owner = filing.owner_of(turn.organisation, ticket)
    text = say.ADDED_SAME.say(编号=ticket.number, 事=ticket.title, 人=owner.name, 电话=owner.phone)
    await turn.answer(text, ticket=ticket.number)
    if turn.awaiting is None:
        await turn.expect(ANOTHER, ticket.number, turn.now + _ANOTHER_WITHIN)


async def _tell_owner(turn: Turn, ticket: Ticket, words: str) -> None:
    if ticket.status is Status.CLARIFYING:
        # he has not been called yet, and reads all of it then
        return
    text = say.PING_ADDED.say(事=filing.staff_title(ticket), 原因=filing.heard_of(ticket, words))
    await filing.tell_owner(turn, ticket, text, why="notice", key=f"t{ticket.number}:added:{turn.inbox_id.hex}")


def note_question(ticket: Ticket, earlier: Ticket) -> None:
    """The ticket waits for the speaker's word whether it is the earlier one."""
    ticket.evidence = {**ticket.evidence, _ASKED_ABOUT: earlier.number}


def question(earlier: Ticket) -> wording.PrivateText:
    """The one question."""
    return say.ASK_SAME.say(编号=earlier.number, 事=earlier.title)


async def asked_about(turn: Turn, ticket: Ticket) -> Ticket | None:
    """The earlier ticket, where it is still worked on."""
    number = ticket.evidence.get(_ASKED_ABOUT)
    earlier = await turn.ledger.tickets.find(number) if isinstance(number, int) else None
    return earlier if earlier is not None and earlier.status in WORKING else None


async def made_one(turn: Turn, ticket: Ticket, earlier: Ticket) -> None:
    """「1」: the speaker says that the two are one; what he said goes to the owner of the first."""
    villager = await turn.villager()
    said = await turn.ledger.tickets.said_by(ticket, villager.ref)
    await turn.ledger.tickets.merge(ticket, earlier, actor=filing.VILLAGER, at=turn.now)
    await turn.ledger.reminders.rest(ticket.number, turn.now)
    await turn.ledger.tickets.add_words(earlier, villager, said)
    await _tell_owner(turn, earlier, mask("，".join(piece.text for piece in said if piece.text)[:100]))
    owner = filing.owner_of(turn.organisation, earlier)
    await turn.answer(wording.ADDED.say(编号=earlier.number, 人=owner.name, 电话=owner.phone), ticket=earlier.number)


def says_another(text: str) -> bool:
    """另一件: what was joined is a matter of its own after all."""
    return bare(text) in _ANOTHER_WORDS


async def heard_apart(turn: Turn, number: int) -> bool:
    """The last words that were joined to a ticket are heard again, by themselves. False: they are gone."""
    ticket = await turn.ledger.tickets.find(number)
    villager = await turn.villager()
    said = await turn.ledger.tickets.said_by(ticket, villager.ref) if ticket is not None else []
    texts = [piece.text for piece in said if piece.text]
    if len(texts) < 2:
        return False
    turn.hear_instead(texts[-1], turn.policy.reader.read(texts[-1], scene=Scene.PRIVATE))
    return True


# mended and broken again ----------------------------------------------------------------------------------------------


async def reopened_in_group(turn: Turn, villager: Villager, where: Where) -> bool:
    """又不亮了 in the group, surely of what was mended within thirty days: taken up again, whoever says it."""
    verdict = turn.verdict
    if turn.officer is not None or verdict.urgency is Urgency.DANGER or verdict.topic is None or where.village is None:
        return False
    ended = await turn.ledger.tickets.ended_since(where.village, verdict.topic, turn.now - RESULT_WITHIN, limit=20)
    public = [ticket for ticket in ended if filing.is_public(ticket)]
    words = await turn.ledger.tickets.words_of_each(public)
    said = _signature(turn, turn.text, None, where)
    same = []
    for ticket in public:
        behind = {voice.villager for voice in await turn.ledger.tickets.behind(ticket)}
        known = _signature(turn, words.get(ticket.number, ""), ticket, None)
        if broken_again(known, said, own=villager.ref in behind):
            same.append(ticket)
    if len(same) != 1:
        # none, or it may be either of two: a matter of its own
        return False
    await _reopen(turn, villager, same[0])
    return True


async def _reopen(turn: Turn, villager: Villager, ticket: Ticket) -> None:
    ledger, policy = turn.ledger, turn.policy
    if not await ledger.tickets.join(ticket, villager, turn.pieces, turn.message.at):
        await ledger.tickets.add_words(ticket, villager, turn.pieces)
    await following_up.reopen(
        ledger, policy, turn.organisation, ticket, mask(turn.text[:400]), turn.now, reason="群众说又坏了"
    )
    owner, day = filing.owner_of(turn.organisation, ticket), policy.day(ticket.due_at)
    card = wording.OfficerCard(owner.name, owner.phone)
    line = say.BROKEN_AGAIN_GROUP.say(事=PublicTitle(ticket.title), 人=card.name, 日期=day, 电话=card.phone)
    await turn.say_in_group(line, ticket=ticket.number)
    if turn.group is not None and ticket.group_ref == turn.group.ref:
        # the line in the group where it was said counts as told (Ruling 13)
        return
    await tell_all_behind(
        ledger,
        policy,
        ticket,
        lambda name: say.BROKEN_AGAIN_OTHERS.say(称呼=name, 事=ticket.title, 人=owner.name, 电话=owner.phone, 日期=day),
        why="notice",
        key=f"again:{ticket.moves}",
        now=turn.now,
    )

"""What the same person says right after a matter, in the same chat: it joins that ticket, with no second answer.

Where it fills in the missing place or says that there is danger, the ticket moves on at once.
"""

from datetime import datetime

from classifiers.dangers import danger_of
from classifiers.verdict import Act, MatterKind, Scene, Urgency, Verdict
from handlers import acknowledging, answering, filing, stitching, titles, wording
from handlers.raising import MATTER, PLACE, RANGE, VILLAGE
from handlers.router import Router
from handlers.stitching import Burst, Part
from handlers.turn import BURST, BURST_ADDED, OpenBurst, Turn, burst_ref
from storage.incoming import MessageKind
from storage.lifecycle import OPEN, WORKING, MoveName, Status
from storage.messages import Question
from storage.models import Ticket

#: before everything that could take 好了 or 谢谢 for an answer
ending = Router("ending")
#: after the answers to what was asked, and before new matters
router = Router("adding")

#: longer words that name a place are no name of it
_LONGEST_PLACE = 20


async def find_burst(turn: Turn, received_at: datetime) -> OpenBurst | None:
    """What the sender is still adding to here, and what this message is to it; None when he is not."""
    if turn.message.kind is MessageKind.RECALL:
        return None
    ledger = turn.ledger
    # by the instant it came: a message that had to wait for its turn is not too late
    open_one = await ledger.conversations.find(burst_ref(ledger.vault, turn.message), received_at)
    if open_one is None or open_one.awaiting not in (BURST, BURST_ADDED) or open_one.ticket is None:
        return None
    ticket = await ledger.tickets.find(open_one.ticket)
    if ticket is None or ticket.status not in OPEN:
        return None
    burst = await _burst(turn, ticket)
    part = stitching.part_of(
        burst,
        turn.pieces,
        turn.verdict,
        addressed=turn.in_group and (turn.message.quote is not None or bool(turn.message.mentions)),
        grid=_grid_in(turn, ticket),
    )
    return OpenBurst(ticket, burst, part, open_one.asked_at or received_at, open_one.awaiting == BURST_ADDED)


async def _burst(turn: Turn, ticket: Ticket) -> Burst:
    said = await turn.ledger.tickets.said_by(ticket, turn.private_ref)
    newest = True
    if turn.in_group and turn.group is not None and turn.verdict.act is Act.MERGE:
        since = await turn.ledger.tickets.open_in_group(turn.group.ref, ticket.registered_at)
        newest = not since or since[0].number == ticket.number
    return Burst(
        texts=tuple(piece.text for piece in said if piece.text),
        pieces=len(said),
        topic=ticket.topic,
        grid=ticket.grid,
        place=ticket.place,
        privacy=ticket.privacy,
        about_official=ticket.about_official,
        violence_at_home=ticket.violence_at_home,
        newest=newest,
    )


def _grid_in(turn: Turn, ticket: Ticket) -> str | None:
    if ticket.village is None:
        return None
    grid = turn.organisation.find_grid(turn.text, ticket.village)
    return grid.code if grid is not None else None


def _ends(turn: Turn) -> bool:
    """说完了, 好了, 谢谢; but not where a result is asked about, of which 好了 is the answer."""
    if turn.burst is None or turn.burst.part is not Part.ENDS or (turn.officer is not None and not turn.in_group):
        return False
    return turn.awaiting is None or turn.awaiting.awaiting in (PLACE, VILLAGE, RANGE, MATTER)


@ending.on(_ends)
async def end(turn: Turn) -> None:
    """That was all: whatever comes next is heard on its own. A group hears nothing."""
    await turn.close_burst()
    if turn.verdict.act is Act.CONFIRM:
        # "好了" may as well be the word about something that was reported done
        await answering.thanks(turn)
    elif not turn.in_group:
        await turn.answer(wording.THANKS_FEEDBACK.say())


def _joins(turn: Turn) -> bool:
    return turn.burst is not None and turn.burst.part is Part.JOINS


@router.on(_joins)
async def add(turn: Turn) -> None:
    """One more breath of the same matter."""
    assert turn.burst is not None
    ticket, ledger = turn.burst.ticket, turn.ledger
    villager = await turn.villager()
    first = not turn.burst.added
    await ledger.tickets.add_words(ticket, villager, turn.pieces)
    if ticket.about_official:
        await answering.note_accused(turn, ticket)
    await turn.prolong_burst(turn.burst)
    mine = ticket.number in {t.number for t in await ledger.tickets.raised_by(villager.ref, as_reporter=True)}
    took_place = mine and _take_place(turn, ticket)
    if ticket.urgency is not Urgency.DANGER and _is_danger(turn):
        await _call_out(turn, ticket)
        return
    if ticket.urgency is Urgency.DANGER:
        await filing.tell_more(turn, ticket)
    if ticket.status is Status.CLARIFYING:
        if mine and await _answers_the_question(turn, ticket):
            return
    elif took_place and ticket.status in WORKING:
        await _show_the_place(turn, ticket)
    if not turn.in_group and (first or turn.officer is not None):
        # in private silence would be rude; once is enough, but an official must see where his words have gone
        owner = filing.owner_of(turn.organisation, ticket)
        await turn.answer(wording.ADDED.say(编号=ticket.number, 人=owner.name, 电话=owner.phone), ticket=ticket.number)


def _take_place(turn: Turn, ticket: Ticket) -> bool:
    """Fill in the missing place, or mend the wrong one. True when the ticket knows more than before."""
    organisation, text = turn.organisation, turn.text.strip()
    village = organisation.areas.get(ticket.village or "") or organisation.find_village(text)
    grid = organisation.find_grid(text, village.code) if village is not None else None
    place = turn.verdict.place
    if place is None and (grid is not None or turn.message.kind is MessageKind.LOCATION):
        place = text if 0 < len(text) <= _LONGEST_PLACE else (grid.name if grid is not None else None)
    learnt = False
    if village is not None and ticket.village is None:
        ticket.village, learnt = village.code, True
    mended = stitching.corrects(text)
    if grid is not None and grid.code != ticket.grid and (ticket.grid is None or mended):
        ticket.grid, learnt = grid.code, True
    if place is not None and place != ticket.place and (not ticket.place or mended):
        ticket.place, learnt = place, True
    return learnt


def _is_danger(turn: Turn) -> bool:
    """Danger in these words, or only in these together with what was said before ("那根线" … "掉下来了")."""
    assert turn.burst is not None
    if turn.verdict.urgency is Urgency.DANGER:
        return True
    if not turn.text:
        return False
    return _read(turn, (*turn.burst.burst.texts[-1:], turn.text)).urgency is Urgency.DANGER


def _read(turn: Turn, texts: tuple[str, ...]) -> Verdict:
    scene = Scene.GROUP if turn.in_group else Scene.PRIVATE
    return turn.policy.reader.read("，".join(texts), scene=scene, sender_is_staff=turn.officer is not None)


async def _call_out(turn: Turn, ticket: Ticket) -> None:
    """Danger never waits: everybody is called, and the speaker hears the numbers to dial."""
    verdict, text = turn.verdict, turn.text
    if turn.burst is not None and verdict.urgency is not Urgency.DANGER:
        # it is danger only together with what was said before
        texts = (*turn.burst.burst.texts[-1:], turn.text)
        verdict, text = _read(turn, texts), "，".join(texts)
    kind = danger_of(verdict, text)
    owner = await filing.raise_to_danger(turn.ledger, turn.policy, turn.organisation, ticket, kind, turn.now)
    await acknowledging.acknowledge(turn, ticket, await turn.villager(), owner)


async def _answers_the_question(turn: Turn, ticket: Ticket) -> bool:
    """Whether this told what was asked in private; then the ticket goes out, and the answer is the first real one."""
    asked = await turn.ledger.conversations.find(turn.private_ref, turn.now)
    if asked is None or asked.ticket != ticket.number:
        return False
    if not _is_answered(turn, ticket, asked):
        return False
    await turn.expect(None, None)
    await turn.ledger.reminders.cancel(ticket.number, turn.now, [filing.CLARIFY])
    turn.ledger.tickets.move(ticket, MoveName.REGISTER, actor=filing.VILLAGER, at=turn.now, reason="补充了情况")
    owner = await filing.dispatch(turn.ledger, turn.policy, turn.organisation, ticket, turn.now)
    villager = await turn.villager()
    text = acknowledging.in_private(turn.policy, ticket, villager.name or turn.message.sender_name, owner)
    # the group has had its line
    await turn.answer(text, why="ack", ticket=ticket.number)
    return True


def _is_answered(turn: Turn, ticket: Ticket, asked: Question) -> bool:
    if asked.awaiting == PLACE:
        return bool(ticket.place or ticket.grid)
    if asked.awaiting == VILLAGE:
        return ticket.village is not None
    assert turn.burst is not None
    whole = _read(turn, (*turn.burst.burst.texts, turn.text))
    if whole.kind in (MatterKind.NONE, MatterKind.UNCLEAR) or whole.topic is None:
        return False
    ticket.kind, ticket.topic, ticket.privacy = whole.kind, whole.topic, whole.privacy
    ticket.title = titles.public_title(ticket.topic, ticket.kind)
    turn.ledger.tickets.move(
        ticket, MoveName.CORRECT, actor=filing.VILLAGER, at=turn.now, detail={"kind": ticket.kind.value}
    )
    return True


async def _show_the_place(turn: Turn, ticket: Ticket) -> None:
    """The place came after the ticket had gone out: to somebody nearer, or to its history."""
    if filing.owner_would_change(turn.policy, turn.organisation, ticket, turn.now) or (
        ticket.urgency is Urgency.DANGER or ticket.status is not Status.DISPATCHED
    ):
        await filing.redirect(turn.ledger, turn.policy, turn.organisation, ticket, turn.now)
        return
    turn.ledger.tickets.move(ticket, MoveName.CORRECT, actor=filing.VILLAGER, at=turn.now, reason="补充了地点")

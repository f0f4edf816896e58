"""说事: a villager raises a matter, in the group or in private; says "我家也是"."""

import re
from dataclasses import replace

from classifiers.going_on import GoesOn
from classifiers.verdict import Act, MatterKind, Scene, Topic, Urgency
from handlers import acknowledging, continuing, danger_words, errand_asked, filing, voices, wording
from handlers.filters import act, bare, in_group, in_private, is_matter, kind
from handlers.policy import ADD_WITHIN, JOIN_WITHIN, REPEAT_WITHIN, RESULT_WITHIN, TOGETHER_WITHIN
from handlers.router import Router
from handlers.turn import UNRECORDED_DANGER, Turn
from handlers.wording.again import ASK_AGAIN
from storage.incoming import MessageKind
from storage.lifecycle import OPEN, Status
from storage.models import Officer, Ticket, Villager
from storage.speech import PrivateText, PublicText

router = Router("raising")
#: before everything else: words that were not kept, of somebody in danger
first = Router("first")

#: what a conversation may wait for before a matter goes out
PLACE, VILLAGE, RANGE, MATTER = "place", "village", "range", "matter"
#: whether something that was mended has broken again
AGAIN = "again"
_AGAIN = re.compile("又|还是(?:老样子|不|没|那)|再次|重新|老毛病")
#: matters of paper and money happen nowhere in particular: nobody is asked where
_PLACELESS = frozenset({Topic.VILLAGE_AFFAIRS, Topic.FARMING, Topic.PUBLIC_SERVICE, Topic.LAND_COLLECTIVE})
#: in private, fewer characters than this without any known word are asked back before a ticket is made of them
_TOO_SHORT = 8
#: a message longer than this is not the name of a place alone
_LONGEST_PLACE = 24
#: what may stand beside the name of a place and still says nothing but where somebody is
_NO_TROUBLE = re.compile(
    "(?:你好|您好)?(?:我们?家?|俺们?家?)?(?:就?在|住在?|是)?(?:[一二三四五六七八九十0-9]{1,3}[组社队])?(?:这里|这儿|那里|那儿|这边|那边"
    "|旁边|隔壁|对面|边上|附近|跟前|门口|往[东南西北里前]|[那这][条个座]|第?[一二三四五六七八九十0-9]+[家户号排栋]|的|人)*"
)
#: one question to tell "my branch pipe" from "our water"
_UTILITIES = frozenset({Topic.WATER_SUPPLY, Topic.POWER})


def unrecorded_danger(turn: Turn) -> bool:
    """Danger, said by somebody who asked not to be recorded: the words were not kept."""
    return turn.message.platform_kind == UNRECORDED_DANGER


@first.on(unrecorded_danger)
async def give_numbers(turn: Turn) -> None:
    """Ruling 14: the numbers to call, and an offer; nothing is kept unless they say 说."""
    await turn.answer(
        wording.DANGER_NUMBERS.say(**danger_words.numbers_in(turn.policy, wording.DANGER_NUMBERS)), why="danger"
    )


@router.on(in_group, act(Act.MERGE))
async def join(turn: Turn) -> None:
    """「我家也是」「+1」: one more voice behind the group's newest open matter of that topic."""
    ticket = await _meant_in_group(turn) or await _out_here_too(turn)
    if ticket is None:
        if turn.verdict.is_matter:
            await raise_matter(turn)
        return
    await turn.open_burst(ticket)
    if await turn.ledger.tickets.join(ticket, await turn.villager(), turn.pieces, turn.message.at):
        await turn.say_in_group(_counted_too(turn, ticket), why="merged", ticket=ticket.number)


async def _out_here_too(turn: Turn) -> Ticket | None:
    """+1 to an outage of which the first one was asked how far it goes: it goes further than his house (R13)."""
    if turn.group is None:
        return None
    for ticket in await turn.ledger.tickets.open_in_group(turn.group.ref, turn.now - TOGETHER_WITHIN):
        if await voices.out_here_too(turn, ticket):
            return ticket
    return None


def _counted_too(turn: Turn, ticket: Ticket) -> PublicText:
    """A lamp is one more to mend; a fire is not."""
    known = None
    if ticket.urgency is Urgency.DANGER:
        known = danger_words.to_group_again(turn.policy, ticket, filing.owner_of(turn.organisation, ticket))
    return known or wording.ACK_GROUP_ME_TOO.say(数1=ticket.voices)


async def _meant_in_group(turn: Turn) -> Ticket | None:
    if turn.group is None:
        return None
    recent = await turn.ledger.tickets.open_in_group(turn.group.ref, turn.now - JOIN_WITHIN)
    shared = [ticket for ticket in recent if filing.is_public(ticket)]
    topic = turn.verdict.topic
    return next((ticket for ticket in shared if topic is None or ticket.topic is topic), None)


@router.on(in_private, kind(MessageKind.VOICE, MessageKind.IMAGE, MessageKind.VIDEO, MessageKind.LOCATION),
           lambda turn: not turn.text)  # fmt: skip
async def only_media(turn: Turn) -> None:
    """A photo or a voice message without words: ask what it is about; a person can be asked for instead."""
    phone = filing.office_phone(turn.organisation, (await turn.villager()).village)
    phrase = wording.ASK_ABOUT_VOICE if turn.message.kind is MessageKind.VOICE else wording.ASK_ABOUT_PICTURE
    await turn.answer(phrase.say(电话=phone), why="ask")
    await turn.expect(MATTER, None, filing.answer_until(turn))


@router.on(act(Act.SPLIT))
async def raise_each(turn: Turn) -> None:
    """Two matters in one message (R14): each has its own ticket, owner and date. One question at the most, for all."""
    scene = Scene.GROUP if turn.in_group else Scene.PRIVATE
    parts = turn.policy.reader.read_all(turn.text, scene=scene, sender_is_staff=turn.officer is not None)
    village, _, _ = await _where(turn, await turn.villager())
    if village is None or len(parts) < 2:
        # which village has to be asked first; the official who takes it sees all of the words
        await raise_matter(turn)
        return
    whole, said = turn.message, turn.verdict
    asked = False
    for part in parts:
        turn.message, turn.verdict = replace(whole, text=part.words, before=()), part.verdict
        asked = await raise_matter(turn, may_ask=not asked, alone=True) or asked
    turn.message, turn.verdict = whole, said


@router.on(is_matter)
async def raise_matter(
    turn: Turn, *, listened: bool = False, may_ask: bool = True, again: bool = False, alone: bool = False
) -> bool:
    """A matter: file it, answer, and call the one who has to act. One question at the most.

    `listened`: this is what somebody said after being asked to say more; now a person looks at it in any case.
    `may_ask`: False where something else has been asked of this person already. `alone`: he has said that it belongs to
    nothing else. Returns whether something was asked.
    """
    villager = await turn.villager()
    wordless = not any(character.isalpha() for character in turn.text)
    if not turn.in_group and (wordless or (not listened and _says_nothing_yet(turn))):
        if turn.officer is not None:
            await turn.answer(wording.OFFICER_UNCLEAR.say())
            return False
        if await _adds_to_the_last(turn, villager):
            return False
        phone = filing.office_phone(turn.organisation, villager.village)
        await turn.answer(wording.SAY_MORE.say(电话=phone), why="ask")
        await turn.expect(MATTER, None, filing.answer_until(turn))
        return True
    if not alone and await _said_before(turn, villager):
        return False
    village, grid, place = await _where(turn, villager)
    where = voices.Where(village, grid, place)
    apart = again or alone
    if turn.in_group and _AGAIN.search(turn.text) and await continuing.reopened_in_group(turn, villager, where):
        return False
    if may_ask and not apart and await _asked_whether_again(turn, villager, grid):
        return True
    goes_on = None if apart else await continuing.found(turn, villager, where)
    if goes_on is not None and goes_on[1] is GoesOn.YES:
        await continuing.joined(turn, villager, goes_on[0], where)
        return False
    beside = await voices.around(turn, where)
    if await voices.joined(turn, where, beside):
        return False
    question = _question(turn, village, grid, place) if may_ask else None
    if goes_on is not None and may_ask and turn.verdict.urgency is not Urgency.URGENT:
        question = continuing.SAME
    danger = turn.verdict.urgency is Urgency.DANGER
    waiting = question is not None and not danger
    ticket = await filing.file_ticket(turn, villager, village=village, grid=grid, place=place, waiting=waiting)
    await turn.open_burst(ticket)
    if question == continuing.SAME and goes_on is not None:
        continuing.note_question(ticket, goes_on[0])
    owner = filing.owner_of(turn.organisation, ticket)
    if not waiting:
        owner = await filing.dispatch(turn.ledger, turn.policy, turn.organisation, ticket, turn.now)
        await acknowledging.acknowledge(turn, ticket, villager, owner)
        await errand_asked.begin(turn, ticket)
        await voices.propose(turn, ticket, beside)
    elif turn.in_group and not (ticket.violence_at_home or ticket.about_official):
        await turn.say_in_group(wording.ACK_GROUP_PRIVATE.say(称呼=wording.salutation(turn.message.sender_name)))
    if question is not None:
        same = question == continuing.SAME and goes_on is not None
        text = continuing.question(goes_on[0]) if same and goes_on is not None else _asking(question, owner)
        await turn.answer(text, why="ask", ticket=ticket.number)
        await turn.expect(question, ticket.number, filing.answer_until(turn))
    return question is not None


def _says_nothing_yet(turn: Turn) -> bool:
    """A few words in private in which nothing was recognised (你是谁, 有人吗): no reason to send anybody out yet."""
    verdict = turn.verdict
    nothing = not verdict.evidence and verdict.topic is None and len(bare(turn.text)) < _TOO_SHORT
    return nothing or _names_a_place_only(turn)


def _names_a_place_only(turn: Turn) -> bool:
    """上河村一组, 我在二组桥头: where somebody is. The river and the bridge of a name are no trouble there."""
    left = bare(turn.text)
    if len(left) > _LONGEST_PLACE or len(turn.pieces) > 1 or turn.verdict.urgency is Urgency.DANGER:
        return False
    for name in sorted(turn.organisation.place_names(), key=len, reverse=True):
        left = left.replace(name, "")
    return _NO_TROUBLE.fullmatch(left) is not None and left != bare(turn.text)


async def _adds_to_the_last(turn: Turn, villager: Villager) -> bool:
    """A few more words soon after a matter belong to it: they are kept with it, for its owner to read.

    Of somebody whose danger is not over they belong to that danger, however long ago it was told, and whoever was
    called hears at once that there is more.
    """
    recent = await turn.ledger.tickets.raised_by(villager.ref, limit=5)
    open_ones = [ticket for ticket in recent if ticket.status in OPEN]
    in_danger = next((ticket for ticket in open_ones if ticket.urgency is Urgency.DANGER), None)
    since = turn.now - ADD_WITHIN
    soon = recent[0] if recent and recent[0] in open_ones and recent[0].registered_at >= since else None
    ticket = in_danger or soon
    if ticket is None:
        return False
    await turn.ledger.tickets.add_words(ticket, villager, turn.pieces)
    owner = filing.owner_of(turn.organisation, ticket)
    await turn.answer(wording.ADDED.say(编号=ticket.number, 人=owner.name, 电话=owner.phone), ticket=ticket.number)
    if ticket is in_danger:
        await filing.tell_called(
            turn.ledger,
            turn.policy,
            turn.organisation,
            ticket,
            wording.PING_DANGER_MORE.say(事=filing.title_for_others(ticket), 原因="事情还没完"),
            key=f"more:{turn.inbox_id.hex}",
            now=turn.now,
        )
    return True


async def _asked_whether_again(turn: Turn, villager: Villager, grid: str | None) -> bool:
    """又不亮了 within thirty days of the end: the same person is asked whether it is that one again."""
    verdict = turn.verdict
    if turn.in_group or turn.officer is not None or verdict.urgency is Urgency.DANGER or verdict.topic is None:
        return False
    if _AGAIN.search(turn.text) is None or verdict.about_official:
        return False
    for ticket in await turn.ledger.tickets.raised_by(villager.ref, limit=5, as_reporter=True):
        over = ticket.status is Status.CLOSED and ticket.closed_at is not None
        if not over or ticket.topic is not verdict.topic or ticket.violence_at_home or ticket.about_official:
            continue
        elsewhere = grid is not None and ticket.grid is not None and grid != ticket.grid
        assert ticket.closed_at is not None
        if elsewhere or ticket.closed_at < turn.now - RESULT_WITHIN:
            continue
        owner = filing.owner_of(turn.organisation, ticket)
        text = ASK_AGAIN.say(事=ticket.title, 编号=ticket.number, 人=owner.name, 电话=owner.phone)
        await turn.answer(text, why="ask", ticket=ticket.number)
        await turn.expect(AGAIN, ticket.number, filing.answer_until(turn))
        return True
    return False


async def _said_before(turn: Turn, villager: Villager) -> bool:
    """The same words of the same person within ten minutes are one matter."""
    since = turn.now - REPEAT_WITHIN
    for ticket in await turn.ledger.tickets.raised_by(villager.ref, limit=3):
        if ticket.registered_at < since or ticket.status not in OPEN:
            continue
        said = await turn.ledger.tickets.said_by(ticket, villager.ref)
        if turn.message.text.strip() in {piece.text.strip() for piece in said if piece.text}:
            await turn.open_burst(ticket)
            if not turn.in_group:
                owner = filing.owner_of(turn.organisation, ticket)
                await turn.answer(
                    wording.ALREADY_NOTED.say(编号=ticket.number, 人=owner.name, 电话=owner.phone), ticket=ticket.number
                )
            return True
    return False


async def _where(turn: Turn, villager: Villager) -> tuple[str | None, str | None, str | None]:
    """Village, grid and words for the place: what is said now beats what was scanned."""
    organisation = turn.organisation
    village = organisation.village_of(turn.group.area) if turn.group else None
    named = None if village else organisation.find_village(turn.text)
    village = village or named or organisation.areas.get(villager.village or "")
    if named is not None and villager.village is None:
        villager.village = named.code
    own_grid = None
    if village is None and turn.officer is not None:
        # an official is asked for no village that his own post says
        village, own_grid = organisation.home_of(turn.officer.id)
    code = village.code if village else None
    grid = (organisation.find_grid(turn.text, code) if code else None) or own_grid
    place = turn.verdict.place
    bound = villager.bound_until is not None and villager.bound_until > turn.now and not turn.in_group
    if bound and grid is None and villager.grid is not None:
        scanned = organisation.areas.get(villager.grid)
        home = organisation.village_of(villager.grid)
        if scanned is not None and home is not None and home.code == code:
            grid, place = scanned if scanned.code != code else None, place or villager.bound_place
    return code, grid.code if grid else None, place or (grid.name if grid else None)


def _question(turn: Turn, village: str | None, grid: str | None, place: str | None) -> str | None:
    """The one thing worth asking before a matter goes out; None: nothing."""
    verdict = turn.verdict
    if village is None:
        return VILLAGE
    if verdict.kind is MatterKind.UNCLEAR and verdict.topic is None:
        return MATTER
    if verdict.kind is MatterKind.UNCLEAR and verdict.topic in _UTILITIES:
        return RANGE
    somewhere = verdict.topic is not None and verdict.topic not in _PLACELESS
    public = verdict.kind in (MatterKind.VILLAGE, MatterKind.UNCLEAR)
    if public and somewhere and grid is None and not place and not verdict.about_official:
        return PLACE
    return None


def _asking(question: str, owner: Officer) -> PrivateText:
    phrase = {
        PLACE: wording.ASK_PLACE,
        VILLAGE: wording.ASK_VILLAGE,
        RANGE: wording.ASK_RANGE,
        MATTER: wording.ASK_MATTER,
    }[question]
    return phrase.say(人=owner.name, 电话=owner.phone)

"""代报, what comes after it: name, number and where it is, sent one by one, belong to what was just told for somebody.

As long as a draft waits, whatever is no order and no question joins it; 另一件 takes the last of it out again. Of what
has been filed, only what tells of no trouble of its own: a second matter is a matter.
"""

import re

from classifiers.verdict import Act, Scene, Urgency
from handlers import filing, in_hand, raising, wording
from handlers.dispatch import barred_from
from handlers.errors import Refused
from handlers.filters import from_officer, in_private, order_in, whole
from handlers.in_hand import Filed
from handlers.officer_replies import polite
from handlers.on_behalf import go_on_with
from handlers.orders import Hint, Unclear
from handlers.router import Router
from handlers.told_words import PART, Part, read_part, read_told, with_part
from handlers.turn import InHand, Turn
from handlers.wording import on_behalf as say
from storage.incoming import MessageKind
from storage.lifecycle import MoveName, Status
from storage.models import Ticket
from storage.speech import StaffText

router = Router("on_behalf_parts")

#: longer words that tell no trouble are a story, not where somebody lives
_LONGEST = 40
_LONGEST_PLACE = 20
#: broken, missing or wanted: a matter
_TROUBLE = re.compile(
    "坏|不亮|漏|塌|堵|断|没水|没电|没人|没有|没发|没到|停水|停电|着火|掉|臭|倒了|裂|脏|吵|咬|偷|骗|欠|占|打架|咋|怎么|啥时"
    "|为啥|希望|能不能|想要?|要求|申请|需要|缺|帮忙|解决|修"
)
#: where somebody lives: no trouble, though its words (路, 河, 学校) are those of many
_ADDRESS = re.compile(
    "(?:[那这][条个座]|大|小|老)?(?:路|桥|河|沟|坡|井|树|学校|卫生室|超市|商店|庙|广场)(?:的)?(?:边上?|口|头|旁边|对面|东边?|西边?|南边?|北边?)"
    "|[那这][条个座]|旁边|隔壁|对面|边上|门口|附近|第?[一二三四五六七八九十0-9]+[家户号排栋]"
)
_OF_HIM = re.compile("^(?:他|她|老人|本人|人家)")
_ANOTHER = (
    *("另一件", "另一件事", "是另一件", "是另一件事", "另外一件", "另一个事"),
    *("不是一件", "不是一件事", "不是他的", "不是她的"),
)
_ASKING = frozenset({Act.QUERY, Act.WITHDRAW, Act.FEEDBACK, Act.AGENDA, Act.CONFIRM})


def _goes_on(turn: Turn) -> dict[str, InHand] | None:
    held = turn.told_for
    if held is None or not held.fresh or turn.message.quote is not None or not turn.text:
        return None
    if turn.message.kind not in (MessageKind.TEXT, MessageKind.VOICE, MessageKind.LOCATION):
        return None
    part = read_part(turn.text)
    if turn.verdict.urgency is Urgency.DANGER and held.draft is None:
        # danger is heard first
        return None
    if not (part.phone or part.who) and not _may_be_part(turn, held, part):
        return None
    return {"held": held}


def _may_be_part(turn: Turn, held: InHand, part: Part) -> bool:
    reading = order_in(turn)
    if not isinstance(reading, Unclear) or reading.hint not in (None, Hint.NOT_DONE) or turn.verdict.act in _ASKING:
        return False
    if held.draft is not None:
        return True
    if reading.hint is not None or len(part.words) > _LONGEST:
        return False
    return _OF_HIM.match(turn.text.strip()) is not None or not _tells_of_trouble(turn, part.words)


def _tells_of_trouble(turn: Turn, words: str) -> bool:
    """Whether words are about something wrong, and not only about where somebody lives (戏台旁边第三家)."""
    if _TROUBLE.search(words) is not None:
        return True
    for name in sorted(turn.organisation.place_names(), key=len, reverse=True):
        words = words.replace(name, "")
    left = turn.policy.reader.read(_ADDRESS.sub("", words), scene=Scene.PRIVATE, sender_is_staff=False)
    return left.topic is not None


def _has_parts(turn: Turn) -> bool:
    return turn.told_for is not None and PART in (turn.told_for.draft or "")


@router.on(from_officer, in_private, _has_parts, whole(*_ANOTHER))
@polite
async def take_out(turn: Turn) -> None:
    """「另一件」: the last words were no part of it; they are heard as his own."""
    assert turn.told_for is not None
    assert turn.told_for.draft is not None
    draft, _, words = turn.told_for.draft.rpartition(PART)
    told = read_told(draft)
    assert told is not None
    turn.hear_instead(words, turn.policy.reader.read(words, scene=Scene.PRIVATE, sender_is_staff=True))
    if turn.verdict.is_matter and turn.verdict.topic is not None:
        await raising.raise_matter(turn)
    await go_on_with(turn, draft, told)


@router.on(from_officer, in_private, _goes_on)
@polite
async def go_on(turn: Turn, held: InHand) -> None:
    """「13812345678」「一组戏台旁边第三家」: part of what he tells for somebody."""
    if held.draft is not None:
        told = read_told(held.draft)
        assert told is not None
        await go_on_with(turn, f"{held.draft}{PART}{turn.text}", with_part(told, turn.text), part=True)
        return
    filed = await in_hand.filed(turn)
    if filed is None:
        # over, or the person has an account by now: what he says is about nothing that waits
        await in_hand.let_go(turn)
        raise Refused("nothing in his hand", wording.OFFICER_UNCLEAR.say())
    if turn.officer is not None and turn.officer.id in barred_from(turn.organisation, filed.ticket):
        raise Refused("not through him", say.NOT_THROUGH_YOU.say())
    await turn.answer(await _add(turn, filed), ticket=None if filed.ticket.about_official else filed.ticket.number)
    await in_hand.hold(turn, filed.ticket)


async def _add(turn: Turn, filed: Filed) -> StaffText:
    """Keep what was said with the ticket; whoever is nearer gets it. Returns the answer."""
    assert turn.officer is not None
    ticket, ledger = filed.ticket, turn.ledger
    part = read_part(turn.text)
    person = next(iter(await ledger.people.villagers([v.villager for v in await ledger.tickets.voices_of(ticket)])))
    if part.phone:
        ledger.on_behalf.keep_phone(ticket, filed.row, part.phone)
    if part.who and not person.name:
        person.name = part.who
    words = part.words or (part.who if part.who != person.name else "")
    learnt = bool(words) and _take_place(turn, ticket, words)
    if words:
        turn.hear_instead(words, turn.policy.reader.read(words, scene=Scene.PRIVATE, sender_is_staff=False))
        await ledger.tickets.add_words(ticket, person, turn.pieces)
    if ticket.about_official:
        return say.PART_ADDED_UNSEEN.say()
    if learnt:
        await _show_the_place(turn, ticket)
    owner = filing.owner_of(turn.organisation, ticket)
    if owner.id == turn.officer.id:
        return say.PART_ADDED.say(事=filing.staff_title(ticket))
    return say.PART_ADDED_FOR.say(事=filing.staff_title(ticket), 人=owner.name, 电话=owner.phone)


def _take_place(turn: Turn, ticket: Ticket, words: str) -> bool:
    """Where it is, in the official's words; the grid, where they name one. True: more is known than before."""
    organisation, learnt = turn.organisation, False
    village = organisation.areas.get(ticket.village or "") or organisation.find_village(words)
    if village is not None and ticket.village is None:
        ticket.village, learnt = village.code, True
    grid = organisation.find_grid(words, village.code) if village is not None else None
    if grid is not None and grid.code != ticket.grid:
        ticket.grid, learnt = grid.code, True
    only_the_area = ticket.place in (None, *(area.name for area in organisation.areas.values()))
    if len(words) <= _LONGEST_PLACE and only_the_area and _TROUBLE.search(words) is None:
        ticket.place, learnt = words, True
    return learnt


async def _show_the_place(turn: Turn, ticket: Ticket) -> None:
    assert turn.officer is not None
    nearer = filing.owner_would_change(turn.policy, turn.organisation, ticket, turn.now)
    if ticket.status is Status.DISPATCHED and nearer:
        await filing.redirect(turn.ledger, turn.policy, turn.organisation, ticket, turn.now)
        return
    turn.ledger.tickets.move(ticket, MoveName.CORRECT, actor=turn.officer.id, at=turn.now, reason="补充了地点")

"""说事码: somebody scans the code of a place, types it, finds the account by himself, or leaves it."""

import re
import unicodedata

from classifiers.verdict import Act, Scene
from handlers import answering, filing, raising, wording
from handlers.filters import in_private, kind
from handlers.policy import BOUND_FOR
from handlers.reading import typed_code
from handlers.router import Router
from handlers.turn import Turn
from handlers.wording.codes import CODE_TAKEN_DOWN
from storage.incoming import MessageKind
from storage.models import PostedCode
from storage.posted_codes import IssuedCode, as_code, is_ours

router = Router("scanning")

_CALLED_A_CODE = re.compile("说事码|码")
_CODE_FIRST = re.compile(
    r"(?:说事码?|码)?[\s:：]*(?P<code>[A-Za-z]{1,4}[ -]?[0-9]{1,6})(?![0-9A-Za-z])"
    r"[\s:：,，。]*(?P<words>[\u4e00-\u9fff].+)",
    re.DOTALL,
)


def _typed(turn: Turn) -> dict[str, str] | None:
    if turn.message.kind is not MessageKind.TEXT or turn.officer is not None:
        return None
    code = typed_code(turn.text)
    # a number plate or a model is no code: only what hangs somewhere, once did, or is written like those that do
    known = code is not None and (code in turn.organisation.codes or is_ours(turn.ledger.vault, code))
    return {"scanned": code} if code is not None and (known or _written_like_ours(turn, code)) else None


def _written_like_ours(turn: Turn, code: str) -> bool:
    """SH99 where SH01 hangs, or whatever somebody calls 说事码."""
    if _CALLED_A_CODE.match(turn.text.strip()) is not None:
        return True
    return _shape(code) in {_shape(one) for one in turn.organisation.codes}


def _shape(code: str) -> str:
    return re.sub(r"\d", "0", code.upper())


def _code_first(turn: Turn) -> dict[str, str] | None:
    """SH01 路灯不亮了: the code and what is wrong, in one breath."""
    if turn.message.kind is not MessageKind.TEXT or turn.officer is not None:
        return None
    found = _CODE_FIRST.match(unicodedata.normalize("NFKC", turn.text).strip())
    code = as_code(found["code"]) if found is not None else ""
    return {"scanned": code, "words": found["words"]} if found is not None and code in turn.organisation.codes else None


@router.on(in_private, _code_first)
async def code_and_matter(turn: Turn, scanned: str, words: str) -> None:
    """The code says where, the other words what: nobody is asked for the village."""
    code = await _find(turn, scanned)
    villager = await turn.villager()
    villager.opted_out_at = villager.unreachable_at = None
    if code is not None and code.revoked_at is None and code.area in turn.organisation.areas:
        await turn.ledger.posted_codes.count(code.code, turn.policy.calendar.day_of(turn.now))
        village = turn.organisation.village_of(code.area)
        turn.ledger.people.bind(villager, code, village.code if village else None, turn.now + BOUND_FOR)
    turn.hear_instead(words, turn.policy.reader.read(words, scene=Scene.PRIVATE, sender_is_staff=False))
    await (raising.raise_each(turn) if turn.verdict.act is Act.SPLIT else answering.nothing_awaited(turn))


@router.on(kind(MessageKind.SCAN))
async def scan(turn: Turn) -> None:
    """A scanned 说事码 says where the person stands, until the next scan or for 30 days (Ruling 17)."""
    await _scanned(turn, turn.message.scan or "")


@router.on(in_private, _typed)
async def type_code(turn: Turn, scanned: str) -> None:
    """The letters under the picture, typed by somebody whose telephone scans nothing."""
    await _scanned(turn, scanned)


async def _scanned(turn: Turn, scanned: str) -> None:
    code = await _find(turn, scanned)
    villager = await turn.villager()
    villager.opted_out_at = villager.unreachable_at = None
    if code is not None:
        # how often, never by whom
        await turn.ledger.posted_codes.count(code.code, turn.policy.calendar.day_of(turn.now))
    if code is None or code.revoked_at is not None or code.area not in turn.organisation.areas:
        # a torn or copied poster is nobody's fault; the matter is still taken
        ours = is_ours(turn.ledger.vault, as_code(scanned))
        phrase = CODE_TAKEN_DOWN if ours else wording.UNKNOWN_CODE
        await turn.answer(phrase.say(电话=filing.office_phone(turn.organisation)))
        return
    village = turn.organisation.village_of(code.area)
    turn.ledger.people.bind(villager, code, village.code if village else None, turn.now + BOUND_FOR)
    await _welcome(turn, village.name if village else turn.organisation.township.name)


async def _find(turn: Turn, scanned: str) -> PostedCode | IssuedCode | None:
    posted = turn.organisation.codes.get(scanned) or turn.organisation.codes.get(as_code(scanned))
    return posted or await turn.ledger.posted_codes.find(as_code(scanned))


@router.on(kind(MessageKind.FOLLOW))
async def follow(turn: Turn) -> None:
    """Somebody found the account by himself: welcome him, and say what is kept."""
    villager = await turn.villager()
    villager.unreachable_at = None
    await _welcome(turn, turn.organisation.township.name)


async def _welcome(turn: Turn, where: str) -> None:
    await turn.answer(wording.ACK_NEW_QR.say(村=where))
    await turn.answer(wording.PRIVACY_NOTICE.say(天数=turn.policy.retention.words_days), why="notice")


@router.on(kind(MessageKind.UNFOLLOW))
async def unfollow(turn: Turn) -> None:
    """Left the account: no note can reach him there, so none is tried."""
    villager = await turn.ledger.people.find_villager(turn.private_ref)
    if villager is not None:
        villager.unreachable_at = turn.now

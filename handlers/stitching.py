"""Does this piece belong to what the same person was just saying? Decisions only: no database, no clock.

People say one matter in several breaths: a photo, "你们来看", the matter, "就是那个灯", a place. The breaths of one
person in one chat become one matter for a short while; those of two people never do. Everything here is asked about
one person's pieces; whose they are is settled by the key they are kept under.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from classifiers.verdict import Act, MatterKind, Privacy, Topic, Urgency, Verdict
from storage.incoming import Said
from storage.said import EVIDENCE

#: one person in one chat: channel, chat, sender
Speaker = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one burst may hold. Whatever goes beyond is heard as a message of its own."""

    #: what was said this long before a matter may still lead to it; kept in memory only
    before_within: timedelta = timedelta(minutes=2)
    #: two halves of one sentence follow each other faster than that
    half_within: timedelta = timedelta(seconds=60)
    #: a pause as long as this ends a burst: people type slowly, and look for the photo first
    pause: timedelta = timedelta(minutes=2)
    #: and nobody says one matter for longer than this, however short the pauses
    altogether: timedelta = timedelta(minutes=6)
    #: as many pieces as a person looks through; more is another conversation
    pieces: int = 12
    #: as many characters as an official reads on a phone; more is pasted text
    characters: int = 800
    #: remembered before a matter, the newest first
    earlier_pieces: int = 5
    earlier_characters: int = 120
    #: a lead is a breath, not a story: longer words without a matter in them are talk
    longest_lead: int = 40
    longest_half: int = 10
    #: people remembered at once; beyond, whoever has been silent longest is forgotten
    speakers: int = 5000


LIMITS = Limits()


# what was overheard before a matter ----------------------------------------------------------------------------------


class Overheard:
    """What people have just said that was no matter: in memory, for two minutes, so that it can still lead to one."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._of: OrderedDict[Speaker, list[tuple[datetime, Said]]] = OrderedDict()

    def remember(self, speaker: Speaker, piece: Said, now: datetime) -> None:
        """Keep a piece beside this speaker's others; the oldest go where there are too many."""
        kept = [each for each in self._fresh(speaker, now) if each[1].id != piece.id]
        kept.append((now, piece))
        while len(kept) > self._limits.earlier_pieces or _characters(kept) > self._limits.earlier_characters:
            kept.pop(0)
        self._of[speaker] = kept
        self._of.move_to_end(speaker)
        if len(self._of) > self._limits.speakers:
            self._of.popitem(last=False)

    def said(self, speaker: Speaker, now: datetime) -> tuple[Said, ...]:
        """What this speaker has just said here, oldest first."""
        fresh = self._fresh(speaker, now)
        if not fresh:
            self._of.pop(speaker, None)
        return tuple(piece for _, piece in fresh)

    def forget(self, speaker: Speaker, ids: Iterable[str]) -> None:
        """These pieces were recalled, or now lie on disk with their matter."""
        gone = set(ids)
        left = [each for each in self._of.get(speaker, ()) if each[1].id not in gone]
        if left:
            self._of[speaker] = left
        else:
            self._of.pop(speaker, None)

    def _fresh(self, speaker: Speaker, now: datetime) -> list[tuple[datetime, Said]]:
        since = now - self._limits.before_within
        return [each for each in self._of.get(speaker, ()) if each[0] >= since]


def _characters(kept: Sequence[tuple[datetime, Said]]) -> int:
    return sum(len(piece.text) for _, piece in kept)


def may_lead(piece: Said, verdict: Verdict, *, addressed: bool, limits: Limits = LIMITS) -> bool:
    """Whether it is worth remembering for two minutes: a picture, or a few words that are no greeting."""
    if addressed:
        return False
    if piece.kind in EVIDENCE and not piece.text:
        return True
    return 0 < len(piece.text) <= limits.longest_lead and not (_is_chatter(piece.text, verdict) or ends(piece.text))


def leading(
    earlier: Iterable[Said], *, names_place: Callable[[str], bool] = lambda _: False, only_evidence: bool = False
) -> tuple[Said, ...]:
    """Those of the remembered pieces that plainly lead to a matter: pictures, and words that point at something."""
    return tuple(
        piece
        for piece in earlier
        if piece.kind in EVIDENCE
        or (piece.text and not only_evidence and (adds(piece.text) or names_place(piece.text)))
    )


def first_half(earlier: Sequence[Said], piece: Said, limits: Limits = LIMITS) -> Said | None:
    """The words which this piece may be the second half of ("村口那个灯" before "又不亮了"); None: it is whole.

    Only short words of which the second say what is wrong: two lines of small talk can spell a matter by chance, and
    under these conditions hardly ever do.
    """
    if len(piece.text) > limits.longest_half or not adds(piece.text):
        return None
    for before in reversed(earlier):
        if before.text:
            near = piece.at - before.at <= limits.half_within
            return before if near and len(before.text) <= limits.longest_half else None
    return None


def makes_a_matter(together: Verdict) -> bool:
    """Whether two halves read as one sentence are a matter. A guess ("something is wrong") is not enough."""
    return together.is_matter and (together.topic is not None or together.urgency is Urgency.DANGER)


def read_together(pieces: Iterable[Said]) -> str:
    """Pieces as one sentence."""
    return "，".join(piece.text for piece in pieces if piece.text)


def verdict_of_all(own: Verdict, together: Verdict) -> Verdict:
    """The verdict on a matter with what led to it: its own words decide, the earlier ones add place and danger."""
    if not own.is_matter or (own.topic is None and makes_a_matter(together)):
        return together
    if together.is_matter and together.urgency is Urgency.DANGER and own.urgency is not Urgency.DANGER:
        own = replace(own, urgency=Urgency.DANGER)
    return own if own.place else replace(own, place=together.place)


# what is said after a matter -----------------------------------------------------------------------------------------


class Part(StrEnum):
    """What a message is to the burst it falls into."""

    JOINS = "joins"
    ENDS = "ends"  # 说完了, 谢谢: nothing more is expected
    APART = "apart"  # something else, to be heard on its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """What one person has said here so far about one ticket."""

    texts: tuple[str, ...]
    pieces: int
    topic: Topic | None
    grid: str | None = None
    place: str | None = None
    privacy: Privacy = Privacy.OPEN
    about_official: bool = False
    violence_at_home: bool = False
    #: no neighbour's matter came after it
    newest: bool = True

    @property
    def characters(self) -> int:
        """How long it is already."""
        return sum(map(len, self.texts))


def may_follow(
    piece: Said, verdict: Verdict, *, addressed: bool, names_place: Callable[[str], bool] = lambda _: False
) -> bool:
    """Whether words without a matter of their own may belong to an open burst: asked before anything is kept.

    `addressed`: somebody is quoted or called on. What is not plainly an addition stays small talk.
    """
    if addressed:
        return False
    if piece.kind in EVIDENCE and not piece.text:
        return True
    if ends(piece.text):
        return True
    return not _is_chatter(piece.text, verdict) and (adds(piece.text) or names_place(piece.text))


def part_of(
    burst: Burst,
    pieces: Sequence[Said],
    verdict: Verdict,
    *,
    addressed: bool,
    grid: str | None,
    limits: Limits = LIMITS,
) -> Part:
    """What a message (its pieces, usually one) is to an open burst of the same person in the same chat.

    `grid` is the one that the words name, if any.
    """
    text = read_together(pieces)
    if addressed:
        return Part.APART
    if ends(text):
        return Part.ENDS
    if verdict.act in _OTHER_ACTS or (verdict.act is Act.MERGE and not burst.newest):
        return Part.APART
    if text in burst.texts and text:
        # said again: one matter already, and nothing to add
        return Part.APART
    if burst.pieces + len(pieces) > limits.pieces or burst.characters + len(text) > limits.characters:
        return Part.APART
    if text and _another_matter(burst, text, verdict, grid):
        return Part.APART
    wordless = any(piece.kind in EVIDENCE for piece in pieces)
    belongs = wordless or verdict.is_matter or grid is not None or adds(text)
    return Part.JOINS if belongs else Part.APART


#: acts that are an order to the program, or an official's announcement
_OTHER_ACTS = frozenset({Act.QUERY, Act.WITHDRAW, Act.CONFIRM, Act.FEEDBACK, Act.AGENDA, Act.NOTICE})
#: topics that one broken thing can belong to at once: a burst pipe is water in the house and water on the road
_FAMILIES = (
    frozenset({Topic.WATER_SUPPLY, Topic.DRAINAGE, Topic.IRRIGATION, Topic.NEIGHBOUR_WATER}),
    frozenset({Topic.LIGHTING, Topic.POWER}),
    frozenset({Topic.ROAD, Topic.PASSAGE}),
)
_SURE = 0.5


def _another_matter(burst: Burst, text: str, verdict: Verdict, grid: str | None) -> bool:
    if (verdict.violence_at_home and not burst.violence_at_home) or (
        verdict.about_official and not burst.about_official
    ):
        # each goes to people whom the other must not reach
        return True
    if verdict.privacy is Privacy.SECRET and burst.privacy is Privacy.OPEN:
        return True
    if burst.about_official and (verdict.urgency is Urgency.DANGER or _OF_HIM.match(text)):
        # what is added of him must not go the ordinary way, which may lead to him
        return False
    if _ANOTHER.match(_PARTS.sub("", text)):
        return True
    if not verdict.is_matter or names_only_a_place(text) or verdict.topic is None or burst.topic is None:
        return False
    if verdict.topic is not burst.topic:
        related = any({verdict.topic, burst.topic} <= family for family in _FAMILIES)
        unsure = verdict.act is Act.ASK or verdict.kind is MatterKind.UNCLEAR or verdict.confidence < _SURE
        return not (related and unsure)
    if corrects(text):
        return False
    elsewhere = grid is not None and burst.grid is not None and grid != burst.grid
    place = verdict.place
    also = place is not None and burst.place is not None and place not in burst.place and _ALSO.search(text) is not None
    return elsewhere or also


_PARTS = re.compile(r"[\s,，。.!！?？~～、;；:：]+")
_PARTICLE = re.compile("[吧啊呀哦噢哈嘛哟啦咧喽撒噻]+$")
_END_WORDS = (
    "说完 说完了 我说完了 说完咧 就这 就这个 就这个事 就这事 就这么个事 就这一个事 就这件事 就这些 "
    "就这些了 就这样 就这样吧 先这样 就恁 就恁个事 就介个事 就系咁 系咁多 就噉 好了 好咧 "
    "好嘞 行了 没别的了 没别的 没有别的了 没别嘞 谢谢 谢谢了 谢谢你 谢谢你们 谢谢大家 谢谢您 "
    "多谢 多谢了 多谢晒 谢了 感谢 唔该 唔该晒 麻烦了 麻烦你了 麻烦你们了 麻烦您了 辛苦了 "
    "辛苦你们了 拜托了 难为你们了 劳烦了 劳驾了"
)
_END = frozenset(_END_WORDS.split())


def ends(text: str) -> bool:
    """Whether the whole message says that this is all: 说完了, 就这个事, 好了, 谢谢."""
    parts = [part for part in _PARTS.split(text) if part]
    return bool(parts) and all(part in _END or _PARTICLE.sub("", part) in _END for part in parts)


_ANOTHER = re.compile("还有(一?个|一?件|个别的)事|另外|再说个|再一个|还有一(样|桩)|第二个?事|别的事|顺便(问|说)")
_OF_HIM = re.compile("(?:他|她|这个?人|那个?人|还|又|而且|并且|连|光|都|就|上次|上回|去年|前几天)(?!有(?:个|件))")
_ALSO = re.compile("也|还有|同样|另外")
_CORRECTION = re.compile("说错|打错|写错|讲错|弄错|不对[,，。]|不是.{1,8}[,，]?(是|系)")


def corrects(text: str) -> bool:
    """Whether the words take back what was said before: 说错了, 不是一组，是二组."""
    return _CORRECTION.search(text) is not None


#: pointing at what was said before or at what can be seen, in the speeches of north, west and south
_POINTING = (
    "[那这介]个|[那这](盏|根|条|块|处|段|口|头|截|座|里|儿|边|搭|达|哈|厢|地|块儿)|那块地|嗰|呢(个|度|条)|就[是在系]|即系|[是系]嗰|搁[那这]|"
    "来看|来瞅|来瞧|你们?看|您看|看看|看一下|看[下嘛哈哇咯]|瞅[瞅下]|瞧[瞧下]|睇[下吓]|拍[了个的张]|发个?图|照片|视频|图上|"
    "[东西南北左右前后上下]边|旁边|边上|跟前|对面|门口|附近|巷子|路口|拐弯|下面|上头|下头|隔壁"
)
#: since when, how often
_LASTING = (
    r"[几好两一二三四五六七八九十多半0-9]+\s*(个)?(天|晚上|晚|夜|黑|月|星期|礼拜|年|小时|钟头|回|次|遍|宿)(多|来)?(了|咧|喽|啦|咯|嘞|都|没|不)|"
    "(昨|前|今|夜)(天|晚|夜|儿|早|晌|日)?.{0,3}(就|开始|起|还|都)|一直|天天|每天|每晚|老是|经常|长期|"
    "又(不|没|坏|断|停|漏|堵|黑|烂|冒|唔)|还(没|不|是没|是不|冇|未)|从.{1,6}(开始|起)"
)
#: what should be done
_ASKING = (
    "修|弄(一?下|哈|好)|管(管|一管|一下|下|不管)|没人|冇人|莫得人|处理|解决|赶紧|赶快|快(点|些|来|去)|快啲|麻烦|尽快|催|"
    "(找|派|叫|喊|搵)(个?人|师傅)|整(一?下|哈)|搞(一?下|哈)|反映|咋(办|弄|整|个办)|咋还|点算|谁管|换(个|一?下|新)"
)
#: what it does to people and things
_HARM = (
    "绊|摔|跌|滑倒|滑溜|砸|掉(下|进|到|地|落)|撞|漏|冒|喷|淌|溢|渗|臭|熏|黑(灯|漆|咕|黢|了|麻|洞|嘛|着|咧|乎|灯瞎火)|看不[见清到]|瞧不见|睇唔[见到]|"
    "不敢|唔敢|过不[去了]|走不[成了过]|没法|冇法|塌|裂|断|歪|倒了|堵|爆|烧(了|着|起|焦|坏)|坏|烂|停[水电]|没[水电]|莫得|冇|危险|吓人|老火|恼火|造孽|"
    "(娃|老人|老汉|细路|学生|小孩).{0,6}(走|路|过|掉|怕|差点|上学)|差点|险些|[着起失]火|火(大|更|越|苗|势|花)|[冒浓黑]烟|都没有|全没|一滴|不(亮|通|出|动|响)|[水电人]不来|流不|不好使|不着|不转|唔(亮|通|嚟|着)"
)
#: how to reach the speaker
_REACH = r"(电话|手机|号码).{0,4}[0-9]|[0-9]{7,}|我(家|屋|们家|屋头)"
_ADDS = re.compile("|".join((_POINTING, _LASTING, _ASKING, _HARM, _REACH, _CORRECTION.pattern)))
_URGING = re.compile(_ASKING)
#: said to one neighbour, not to the village; 你们来看 and 你看 are said to everybody
_TO_ONE = re.compile(
    "^[@＠]|你(?!们?(来|看|瞧|瞅|快|得|给|管|派|找|修))|您(?!看|们|给|费|管|帮)|不是我们?(组|家|村)|[你他她]说的?|是不是你|咱俩"
)
_QUESTION = re.compile("[吗么]?[?？]$|吗$|没有?[?？]$|[去来有]不$")
#: the village's other talk
_TALK = re.compile(
    "哈哈|呵呵|嘻嘻|嘿嘿|红包|打牌|麻将|三缺一|赶集|赶场|逢集|吃饭|吃了|喝酒|喝茶|生日|恭喜|新婚|满月|砍一刀|转发|点赞|卖|多少钱|便宜|"
    "电视|手游|抖音|天气|下雨了$|下雪了$|相亲|早上好|晚上好|下午好|中午好|早安|晚安"
)


def adds(text: str) -> bool:
    """Whether words without a matter of their own point at one: 就是那个, 都三天了, 赶紧来修, 差点绊倒人.

    What is said to one neighbour, asked, or plainly other talk, does not.
    """
    if _TO_ONE.search(text) or _TALK.search(text):
        return False
    if _QUESTION.search(text.strip()) and _URGING.search(text) is None:
        return False
    return _ADDS.search(text) is not None


_WHERE_ONLY = re.compile(
    r"^(就|也|是|在|系|喺|搁|位于|地点|地方|位置|那个?|[:：,，\s])*[^坏漏断堵不没烂塌倒臭脏丢少欠爆停裂冒烧堆满着]{1,14}?"
    "(那儿|那里|那边|那搭|那达|那哈|那块|那头|嗰度|边上|旁边|跟前|门口|对面|前面|后面|附近|路口|拐弯处|头起)?"
    "(那个|那盏|那根|那条|那处|嗰个)?[的啊呀哈嘛]?$"
)
_POINTS_BACK = re.compile(
    "^(就|也?是|在|系|喺|搁|地点|地方|位置)|(那儿|那里|那边|那搭|那达|那哈|那头|嗰度|那个|那盏|那根|那条|那处|嗰个)[的啊呀哈嘛]?$"
)


def names_only_a_place(text: str) -> bool:
    """Whether the words say where and nothing else: 在二组, 二组桥头那儿, 就是戏台边上那个."""
    text = text.strip().rstrip("。.!！")
    return len(text) <= _LONGEST_PLACE and bool(_POINTS_BACK.search(text) and _WHERE_ONLY.match(text))


_LONGEST_PLACE = 16


def _is_chatter(text: str, verdict: Verdict) -> bool:
    if verdict.is_matter:
        return False
    return _TALK.search(text) is not None or any(fired.rule.startswith("chatter.") for fired in verdict.evidence)

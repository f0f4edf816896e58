"""What an official writes down for somebody else: who, where, what, and whether that person agreed. Pure reading."""

import re
from dataclasses import dataclass, replace

from classifiers.privacy import looks_like_a_name
from handlers.typed import plain

#: how it was heard, as people say it
_CHANNELS = {
    "visit": ("上门", "走访", "入户", "家访"),
    "point": ("说事点", "来访", "窗口", "当面", "到村委会"),
    "phone": ("电话", "来电", "打电话"),
}
_BY_WORD = {word: channel for channel, words in _CHANNELS.items() for word in words}
#: 摸排 is done at people's homes; whoever asks somebody to write for him has come
_AT_HOME = frozenset({"摸排", "排查", "走访", "入户"})
_GAP = r"[\s:：,，、。]*"
_WHEN = "(?:我|俺|今天|今儿|昨天|刚才|刚刚|刚|上午|下午|早上|晚上|这回|这次|去|在|正在)*"
_ORDER = re.compile(
    rf"^(?:(?P<verb>代\s?报|摸\s?排|替报|帮报|代说|代记|代人报|帮人报|替人报){_GAP}"
    rf"|{_WHEN}(?P<at_home>摸排|排查|走访|入户)(?:[\s:：,，、。]+|(?=发现|时|的时候|到|了|中|听)){_GAP})"
    rf"(?P<rest>.*)$",
    re.DOTALL,
)
#: how somebody goes on after 摸排: 摸排的时候, 走访了三户
_ON_THE_ROUND = re.compile(
    rf"^(?:发现|听说|到|中|(?:的)?时候?|了(?:[一二三四五六七八九十两\d]+[户家])?){_GAP}(?:发现|听说)?{_GAP}"
)
_WHO = (
    "(?:[二三四五六七八九一]组)?"
    "(?:[\u4e00-\u9fff]{1,2}(?:大娘|大爷|大妈|大叔|大伯|大婶|大嫂|大姐|大哥|婶子?|奶奶|爷爷|老师|老汉|师傅)"
    "|老[\u4e00-\u9fff](?:头|汉)?|[\u4e00-\u9fff]{2,3}(?=家))家?"
)
#: 替李大娘报一下：…
_FOR_HIM = re.compile(
    rf"^(?:我|俺|麻烦)?(?:替|帮|代|给)(?P<who>{_WHO}|他|她|[\u4e00-\u9fff]{{2,3}}?)"
    rf"(?:报|说|反映|记)(?:一下|一声|个事儿?|件事儿?|一件事?)*(?:[\s:：,，、。]+)(?P<rest>.+)$",
    re.DOTALL,
)
#: 李大娘让我说一声，…
_HE_ASKED = re.compile(
    rf"^(?P<who>{_WHO}|[\u4e00-\u9fff]{{2,3}}?)(?:让|叫|托|请|喊|求)我(?:帮|替|给|代)?(?:她|他)?(?:来)?"
    rf"(?:报|说|反映|问|记)(?:一下|一声|个事儿?|件事儿?)*(?:[\s:：,，、。]+)(?P<rest>.+)$",
    re.DOTALL,
)
_NOBODY_YET = r"(?<![没未不问等要])(?<!没有|还没|不知|问问|还要)"
_CONSENT = re.compile(
    rf"[（(，,。;；\s]*{_NOBODY_YET}(?:他|她|老人)?本人(?:已经|已|也|都)?(?:同意|愿意|答应)了?"
    r"(?![不没吗与?？])[)）。.!！\s]*"
)
#: said at the end, and of somebody old: 他同意了 alone may be part of what is told
_OLD_ONE_AGREED = re.compile(
    rf"[（(，,。;；\s]+{_NOBODY_YET}(?:老人家?|[\u4e00-\u9fff]?(?:大娘|大爷|大妈|奶奶|爷爷))(?:已经|已|也|都)?"
    r"(?:同意|愿意|答应)了?[)）。.!！\s]*$"
)
_DONE = re.compile(r"(?:^|[\s，,。；;])已(?:经)?办(?:好|完|妥)?了?[\s：:，,]+(.+)$", re.DOTALL)
_BREAKS = re.compile(r"[\s，,。；;：:]+")
_ENDS = " ,，。;；:：、电话手机号是"
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")
#: a telephone number as it is read out: 138 1234 5678
_PHONE_APART = re.compile(r"(?<!\d)(1[3-9]\d)[\s\-]?(\d{4})[\s\-]?(\d{4})(?!\d)")
_ADDRESSED = re.compile(
    r".{1,4}(?:大娘|大爷|大妈|大叔|大伯|大婶|大嫂|大姐|大哥|婶子?|奶奶|爷爷|叔|伯|嫂子?|姐|哥|老师|老汉|师傅)家?|老[\u4e00-\u9fff]家?"
    r"|[\u4e00-\u9fff]{1,4}家"
)
_HIM_FIRST = re.compile(
    "(?:[一二三四五六七八九]组)?(?P<who>[\u4e00-\u9fff](?:大娘|大爷|大妈|大叔|大伯|大婶|大嫂|奶奶|爷爷|老汉|婶子|师傅))"
)
#: around a number or a name that is sent alone
_AROUND = re.compile(
    r"^(?:(?:她|他|老人|人家|本人)?(?:家里?)?的?(?:联系)?(?:电话|手机|号码)(?:号码?)?是?"
    r"|(?:她|他|本人)?(?:的?姓名|的?名字)?(?:叫|名叫|是|就是)|姓名|名字)"
    r"(?:[\s:：,，]*)|[\s。.!！,，]+$"
)
#: parts of a draft, in the order in which they were sent
PART = "\x1e"


@dataclass(frozen=True, slots=True)
class Told:
    """What an official wrote down for somebody. `result`: it was settled at once."""

    channel: str
    who: str
    phone: str
    words: str
    result: str
    consent: bool


def read_told(text: str) -> Told | None:
    """「代报 李大娘 门口路灯坏了 本人同意」, 替李大娘报一下：…; None: it is no such order.

    A draft may have parts that were sent one after the other (`PART`): name, number, where it is.
    """
    first, *more = text.split(PART)
    told = _read_first(plain(first))
    for part in more if told is not None else ():
        assert told is not None
        told = with_part(told, part)
    return told


def _read_first(text: str) -> Told | None:
    found = _ORDER.match(text)
    if found is not None:
        at_home = found["at_home"] or found["verb"].replace(" ", "") in _AT_HOME
        rest = _ON_THE_ROUND.sub("", found["rest"]) if at_home else found["rest"]
        return _read(rest, "visit" if at_home else "point", "")
    asked = _FOR_HIM.match(text) or _HE_ASKED.match(text)
    if asked is None or not _is_somebody(asked["who"]):
        return None
    return _read(asked["rest"], "point", "" if asked["who"] in ("他", "她") else asked["who"])


def _is_somebody(who: str) -> bool:
    return who in ("他", "她") or _ADDRESSED.fullmatch(who) is not None or looks_like_a_name(who)


def _read(rest: str, channel: str, who: str) -> Told:
    consent, rest = _consent_in(rest)
    done = _DONE.search(rest)
    result = done[1].strip() if done is not None else ""
    rest = rest[: done.start()].strip() if done is not None else rest
    phone = ""
    for place in range(4):
        token, _, more = first_of(rest)
        if token in _BY_WORD and place < 2:
            channel = _BY_WORD[token]
        elif not phone and _PHONE.fullmatch(token):
            phone = token
        elif not who and more and (_ADDRESSED.fullmatch(token) or looks_like_a_name(token)):
            who = token
        else:
            break
        rest = more
    if not phone and (found := _PHONE.search(rest)) is not None:
        # at the end, as people add it
        phone, rest = found[0], f"{rest[: found.start()].rstrip(_ENDS)} {rest[found.end() :].lstrip(_ENDS)}".strip()
    if not who and (named := _HIM_FIRST.match(rest)) is not None:
        # 李大娘家停水了: in one breath, and the words stay whole
        who = named["who"]
    return Told(channel, who, phone, rest, result, consent)


def _consent_in(text: str) -> tuple[bool, str]:
    consent = _CONSENT.search(text) is not None or _OLD_ONE_AGREED.search(text) is not None
    return consent, _OLD_ONE_AGREED.sub("", _CONSENT.sub(" ", text)).strip() if consent else text.strip()


def first_of(text: str) -> tuple[str, str, str]:
    """The first word of a text, what parts it from the rest, and the rest."""
    gap = _BREAKS.search(text)
    if gap is None:
        return text, "", ""
    return text[: gap.start()], text[gap.start() : gap.end()], text[gap.end() :]


@dataclass(frozen=True, slots=True)
class Part:
    """One more message about somebody for whom a matter was told: each is empty where it was not said."""

    who: str
    phone: str
    words: str
    consent: bool


def read_part(text: str) -> Part:
    """13812345678 · 她叫李秀兰 · 一组戏台旁边第三家 · 本人同意."""
    consent, rest = _consent_in(plain(text))
    phone = ""
    if (found := _PHONE.search(rest)) is not None:
        phone = found[0]
    elif (found := _PHONE_APART.search(rest)) is not None:
        phone = "".join(found.groups())
    if found is not None:
        before, after = (_AROUND.sub("", side.strip()) for side in (rest[: found.start()], rest[found.end() :]))
        before = re.sub(r"(?:的)?(?:联系)?(?:电话|手机|号码)(?:号码?)?(?:是)?[\s:：]*$", "", before)
        rest = "，".join(side for side in (before.strip(" ,，。:：的"), after.strip(" ,，。:：")) if side)
    else:
        rest = _AROUND.sub("", rest) if len(rest) <= 8 else rest
    somebody = len(rest) <= 6 and (_ADDRESSED.fullmatch(rest) is not None or looks_like_a_name(rest))
    return Part(rest if somebody else "", phone, "" if somebody else rest, consent)


def with_part(told: Told, text: str) -> Told:
    """What was told, with one more message of it."""
    part = read_part(text)
    words = told.words
    if part.words:
        words = f"{words}，{part.words}" if words else part.words
    elif part.who and told.who and part.who != told.who:
        words = f"{words}，{part.who}"
    return replace(
        told,
        who=told.who or part.who,
        phone=told.phone or part.phone,
        words=words,
        consent=told.consent or part.consent,
    )

"""Masking of personal data in anything that leaves private storage: a reason, a quoted word, an export.

Every pass takes time linear in the length of the text: each repetition in a pattern is bounded, and long runs of digits
are taken whole and looked at once.
"""

import re
from collections.abc import Iterable

from classifiers.matcher import Matcher
from classifiers.names import (
    COMPOUND_SURNAMES,
    EVERYDAY_SURNAMES,
    FORMS_OF_ADDRESS,
    LIKE_NAMES,
    RARELY_SURNAMES,
    SURNAMES,
)

# ---- numbers --------------------------------------------------------------------------------------------------------

_DIGIT = "0-9０-９"
_SPOKEN = "零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖"
_ASCII = str.maketrans(
    "０１２３４５６７８９零〇○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "0123456789000123456789" + "1123456789"
)
#: what people put between the digits of one number
_GAP = r"[ \t\u3000\u00a0－–—_.·-]{0,2}"
_RUN = re.compile(rf"[+＋]?[{_DIGIT}](?:{_GAP}[{_DIGIT}])*(?:{_GAP}[XxＸｘ](?![A-Za-z{_DIGIT}]))?")
_GROUP = re.compile(rf"[{_DIGIT}]+|[XxＸｘ]")
#: 一三八零零…: so many signs in a row that it is no quantity
_SPOKEN_RUN = re.compile(rf"[{_SPOKEN}{_DIGIT}](?:{_GAP}[{_SPOKEN}{_DIGIT}]){{9,}}[XxＸｘ]?")
_MOBILE = re.compile(r"(?:0086|86)?1[3-9]\d{9}")
_IN_SPOKEN = re.compile(r"1[3-9]\d{9}|^0\d{9,11}$")
#: (0939) 3210000; with brackets the area code stands outside of any run
_BRACKETED = re.compile(rf"[(（][0０][{_DIGIT}]{{2,3}}[)）]{_GAP}[{_DIGIT}](?:{_GAP}[{_DIGIT}]){{6,7}}(?![{_DIGIT}])")
#: without its area code a number is one only where the text says so; 20261124 is a day
_LOCAL = re.compile(
    rf"((?:电话|座机|手机|号码|拨打|拨|联系方式|打)[号码是为：:\s]{{0,4}})(?!(?:19|20)[0-9]{{2}}[01][0-9][0-3][0-9])"
    rf"([1-9１-９](?:{_GAP}[{_DIGIT}]){{6,7}})(?![{_DIGIT}年月日号元块])"
)
_LONGEST_ACCOUNT = 21
_SHORTEST_ACCOUNT = 15


def _numbers(found: re.Match[str]) -> str:
    """A run of digits with its gaps: which of its groups, taken together, are a phone, an identity, a card?"""
    run = found.group()
    parts = [(part.start(), part.end()) for part in _GROUP.finditer(run)]
    digits = [run[start:end].translate(_ASCII).upper().replace("Ｘ", "X") for start, end in parts]
    out: list[str] = []
    index = at = 0
    while index < len(parts):
        count, label = _named(digits, index)
        if not count:
            index += 1
            continue
        start = parts[index][0]
        # the plus of +86 belongs to the number
        out += (run[at:start].rstrip("+＋"), label)
        at = parts[index + count - 1][1]
        index += count
    out.append(run[at:])
    return "".join(out)


def _named(groups: list[str], index: int) -> tuple[int, str]:
    """How many groups from here make one number that belongs to a person, and what to write for it; 0: none."""
    longest, text = (0, ""), ""
    for count, group in enumerate(groups[index : index + _LONGEST_ACCOUNT], 1):
        text += group
        shape = [len(one) for one in groups[index : index + count]]
        if _MOBILE.fullmatch(text) and _phone_shape(shape):
            if max(shape) > 1:
                return count, f"[电话*{text[-4:]}]"
            longest = count, f"[电话*{text[-4:]}]"
        elif _landline(text, shape):
            longest = count, f"[电话*{text[-4:]}]"
        elif label := _account(text, shape, groups[index : index + count]):
            longest = count, label
        if len(text) > _LONGEST_ACCOUNT:
            break
    return longest


def _phone_shape(shape: list[int]) -> bool:
    """138 0000 1234 and 1 3 8 0 …, but not a row of amounts that happens to have eleven digits."""
    return max(shape) == 1 or (len(shape) <= 5 and max(shape) >= 4)


def _landline(text: str, shape: list[int]) -> bool:
    if not 10 <= len(text) <= 12 or not text.startswith("0") or text.startswith("00") or "X" in text:
        return False
    return len(shape) == 1 or (shape[0] in (3, 4) and len(shape) <= 3) or max(shape) == 1


def _account(text: str, shape: list[int], groups: list[str]) -> str:
    """The label of an identity or card number, "" for anything else."""
    body, end = (text[:-1], "X") if text.endswith("X") else (text, "")
    if "X" in body or (end and len(body) != 17) or len(text) < _SHORTEST_ACCOUNT:
        return ""
    if len(text) > _LONGEST_ACCOUNT and len(shape) > 1:
        return ""
    fours = all(length == 4 for length in shape[:-1]) and shape[-1] <= 4
    if all(len(group) == 4 and group[:2] in ("19", "20") for group in groups):
        # a row of years
        return ""
    if not (max(shape) >= 6 or fours or max(shape) == 1):
        return ""
    return "[身份证号]" if len(text) in (15, 18) and text[0] != "0" else "[卡号]"


def _spoken(found: re.Match[str]) -> str:
    run = found.group()
    signs = [(at, sign) for at, sign in enumerate(run) if not re.fullmatch(_GAP + "|[XxＸｘ]", sign)]
    digits = "".join(sign for _, sign in signs).translate(_ASCII)
    if all(sign.isascii() or sign in "０１２３４５６７８９" for _, sign in signs):
        return run
    if len(digits) >= _SHORTEST_ACCOUNT:
        return "[身份证号]" if len(digits) in (15, 17, 18) else "[卡号]"
    phone = _IN_SPOKEN.search(digits)
    if phone is None:
        return run
    start, end = signs[phone.start()][0], signs[phone.end() - 1][0] + 1
    return f"{run[:start]}[电话*{phone.group()[-4:]}]{run[end:]}"


def _tail(text: str) -> str:
    return f"[电话*{re.sub(r'[^0-9]', '', text.translate(_ASCII))[-4:]}]"


# ---- plates, houses, addresses on the net ---------------------------------------------------------------------------

_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘陇晋蒙陕秦吉闽贵黔粤青藏川蜀宁琼"
_ALNUM = "A-Za-z0-9Ａ-Ｚａ-ｚ０-９"
_PLATE_GAP = r"[ \t\u3000·•.－—-]{0,2}"
_PLATE = re.compile(
    rf"[{_PROVINCE}]{_PLATE_GAP}[A-Za-zＡ-Ｚ]{_PLATE_GAP}"
    # two digits at the least: 新VIPclub is no car
    rf"(?=(?:[A-Za-z·]{{0,3}}{_PLATE_GAP}[{_DIGIT}]){{2}})"
    rf"(?:[{_ALNUM}]{_PLATE_GAP}){{4,5}}(?:[{_ALNUM}](?![{_ALNUM}])|[挂学警港澳使领])"
)
_PLATE_AFTER_CUE = re.compile(
    rf"(车牌号?码?[是为:：\s]{{0,3}}[{_PROVINCE}]?)([A-Za-z]{_PLATE_GAP}[A-Za-z0-9]{{5,6}})(?![{_ALNUM}])"
)
_COUNT = rf"[{_DIGIT}一二三四五六七八九十百零〇]"
#: 12号 after these is a well, a pole, a bridge, or a day
_NO_HOUSE = (
    "线|楼|机井|井|杆|电杆|泵|阀|闸|变压器|变|桥|路口|路灯|坝|台区|渠|沟|棚|大棚|地块|地|点位|点|池|塔|矿|坑|口|机|车|码|文|令"
    "|上午|下午|早|晚|中午|那天|当天|以前|以后|之前|之后|开始|起|停|开会|到期|通知|才|要|就|前|后|到|至|去|来|检查|验收|逢集"
)
_HOUSE = re.compile(
    rf"门牌号?码?[是为:：\s]{{0,3}}{_COUNT}{{1,5}}(?!{_COUNT}|[组村社队])(?:[-—－附]{_COUNT}{{1,4}}){{0,3}}号?"
    # 3号楼2单元501室, 12栋301; a building alone is no one's home
    rf"|(?<![{_DIGIT}编单件]){_COUNT}{{1,4}}(?:栋|幢|号楼){_COUNT}{{1,2}}单元{_COUNT}{{2,5}}(?:室|号|房|户)?"
    rf"|(?<![{_DIGIT}编单件]){_COUNT}{{1,4}}(?:栋|幢|号楼)(?:[{_DIGIT}]{{3,4}}|{_COUNT}{{3,4}})(?:室|号|房|户)?"
    rf"|(?<![{_DIGIT}编单件第])[{_DIGIT}一二三四五六七八九十]{{1,2}}单元{_COUNT}{{2,5}}(?:室|号|房|户)?"
    rf"|(?<![{_DIGIT}])[{_DIGIT}]{{3,4}}(?:室|房间)"
    rf"|(?<![第编单件{_DIGIT}]){_COUNT}{{1,4}}号(?:院|门牌|房|屋|宅|附{_COUNT}{{1,3}}号)"
    rf"(?:{_COUNT}{{1,3}}(?:栋|幢|号楼|楼))?(?:{_COUNT}{{1,2}}单元)?(?:{_COUNT}{{2,5}}(?:室|号|房|户)?)?"
    rf"|(?<=[路街巷村组社弄庄队])[{_DIGIT}]{{1,4}}(?:-[{_DIGIT}]{{1,4}}){{0,2}}号(?!{_NO_HOUSE})"
)
#: where somebody says that he lives there, a building's number is his
_LIVES_AT = re.compile(
    rf"((?:住在?|家在|家住|我家是?)[^，。,.\s]{{0,8}}?)"
    rf"({_COUNT}{{1,4}}(?:栋|幢|号楼)(?:{_COUNT}{{1,2}}单元)?|[{_DIGIT}]{{1,3}}-[{_DIGIT}]{{1,4}}(?:-[{_DIGIT}]{{1,4}})?(?![{_DIGIT}-]))"
)
_CHAT_ID = re.compile(
    r"((?<![A-Za-z])(?:微信号?|威信号?|V信号?|v信号?|企业微信号?|QQ号?|qq号?|扣扣号?|Q号|抖音号|快手号|wx|WX|wechat|WeChat|VX|vx)"
    r"[号码是为:：\s]{0,4})([A-Za-z0-9_-]{5,30})"
)
_MAIL = re.compile(r"[A-Za-z0-9_.+-]{1,64}[@＠][A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")

# ---- names ----------------------------------------------------------------------------------------------------------

#: never inside a given name
_NOT_GIVEN = frozenset(
    "的了是我你他她它们这那哪什么怎吗呢吧啊呀不没要去说还也都很太把被给让叫到从对跟与及或但而某村组就"
)
#: what a family or place name ends with; no given name does
_NO_NAME_END = frozenset(
    "村组社队湾沟庄坪坝寨坡岭塬街巷院校站厂店铺所局办委部会员户县镇乡市省区园场棚房屋墙渠塘费款证卡人们里上下边头"
)
_KIN = (
    "丈夫|妻子|老婆|老公|媳妇|儿子|女儿|父亲|母亲|爸爸|妈妈|爷爷|奶奶|哥哥|弟弟|姐姐|妹妹|孙子|孙女|老人|孩子|爱人|老伴"
)
_OFFICE = "网格员|网格长|书记|主任|会计|组长|社长|队长|村长|镇长|乡长|文书|医生|大夫|老师|师傅|同志|干部"
_PARTY = (
    "户主|联系人|当事人|申请人|举报人|反映人|报修人|投诉人|经办人|承包人"
    "|收款人|负责人|责任人|业主|房主|车主|法人|死者|伤者|患者|户名"
)
_CUES = re.compile(
    f"(?P<strong>(?:我叫|我名叫|我的名字|本人叫|名叫|姓名|名字|叫做|身份证上?的?名字?|(?:{_KIN}|[他她个人])叫)[叫是为:：\\s]{{0,4}}"
    f"|(?:{_PARTY})[叫是为:：\\s]{{1,4}})"
    f"|(?P<weak>(?:{_PARTY}|我是|本人|找(?:到|了|过)?|问(?:了|过)?|打给|发给|交给|送给|寄给|转给|联系|村民"
    f"|[贫困低保五]{{2,3}}户|邻居|{_KIN}|{_OFFICE})[是:：\\s]{{0,2}})"
    "|(?P<object>已?[和跟与给帮把让请由替到去在对])"
    "|(?P<start>^|(?<=[，。,.;；：:、\\s！!？?（(\\]]))(?=[一-龥]{3})"
)
_BREAK = re.compile(r"[^一-龥]")
_RELATION = re.compile(
    "的(?:电话|手机|身份证|银行卡|卡|账户|名字|儿子|女儿|爱人|媳妇|老婆|妻子|丈夫|父亲|母亲|邻居|家属|哥|弟|姐|妹|爸|妈)"
)
_AFTER = re.compile(
    "我|家|他|她|身份|电话|手机|住|今年|现年|今天|昨天|男|女|反映|报|来反映|来报|来问|想|有|在|和|与|及|跟|是|把|被|因|等|夫妻|两口"
    "|[一二三四五六七八九十]{1,3}[组社队村号岁]|同志|先生|女士|说|要|已|去|负责|处理|谈|签|办|拿|借|帮|给"
)
_AFTER_OBJECT = re.compile(
    "家|他|她|谈|说|联系|商量|沟通|讲|协商|去|来|修|换|办|送|发|补|负责|处理|签|看|接|装|清|通|协调|夫妻|两口|和|与|跟"
)
_AT_HOME = re.compile("家(?:[的门里房院地灯水电路墙沟管厕灶圈果大小前后旁]|$|[^一-龥])|他家|她家")
_PHONE_AHEAD = re.compile(r"[\s:：,，的]{0,2}(?:手机|电话)?[号码是:：\s]{0,3}\[电话")
_TITLE_AHEAD = re.compile(
    r"(?:书记|主任|会计|组长|社长|队长|村长|镇长|乡长|同志|先生|女士|老师|大夫|医生|师傅|大爷|大娘|大叔|大婶|阿姨)(?!们)"
)


def _surname(text: str, at: int, *, sure: bool) -> int:
    """How many characters of a surname stand here."""
    if text[at : at + 2] in COMPOUND_SURNAMES:
        return 2
    first = text[at : at + 1]
    return 1 if first in SURNAMES or (sure and first in RARELY_SURNAMES) else 0


def _name_length(text: str, at: int, cue: str) -> int:
    """The length of the name that begins here, as sure as its cue makes it; 0: none.

    A name ends where the clause does, or where a word follows that follows names.
    """
    surname = _surname(text, at, sure=cue == "strong")
    if not surname or text[at : at + 2] in LIKE_NAMES:
        return 0
    for given in (2, 1):
        name = text[at : at + surname + given]
        if len(name) < surname + given or _BREAK.search(name) or not _NOT_GIVEN.isdisjoint(name[surname:]):
            continue
        if name[surname:] in FORMS_OF_ADDRESS:
            return 0
        if name[surname] == "家" and (cue != "strong" or given == 1 or name[-1] in _NO_NAME_END):
            continue
        if name[-1] in _NO_NAME_END and (cue != "strong" or name[-1] in "村组社队"):
            continue
        if name[0] in EVERYDAY_SURNAMES and cue != "strong" and not _clause_ends(text, at + len(name), cue):
            continue
        if _ends_well(text, at + len(name), cue, len(name)):
            return len(name)
    return 0


def _clause_ends(text: str, end: int, cue: str) -> bool:
    return cue != "object" and (end == len(text) or _BREAK.match(text, end) is not None)


def _ends_well(text: str, end: int, cue: str, length: int) -> bool:
    if _PHONE_AHEAD.match(text, end):
        return True
    if cue == "start":
        return bool(_AT_HOME.match(text, end) or (length > 2 and _TITLE_AHEAD.match(text, end)))
    if cue == "object":
        if length < 3:
            return bool(_AT_HOME.match(text, end))
        return end == len(text) or _BREAK.match(text, end) is not None or _AFTER_OBJECT.match(text, end) is not None
    if end == len(text) or _BREAK.match(text, end) or _RELATION.match(text, end) or _TITLE_AHEAD.match(text, end):
        return True
    return _AFTER.match(text, end) is not None


def looks_like_a_name(text: str) -> bool:
    """Whether a text can be a person's whole name; nicknames of chats (阳光, 三组) are none."""
    surname = _surname(text, 0, sure=False)
    return bool(surname) and 1 <= len(text) - surname <= 2 and not _BREAK.search(text) and text[:2] not in LIKE_NAMES


def _hidden(name: str) -> str:
    return name[: 2 if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else 1] + "某"


def _hide_announced(text: str) -> str:
    out: list[str] = []
    names: set[str] = set()
    at = 0
    for cue in _CUES.finditer(text):
        start = cue.end()
        if start < at:
            continue
        length = _name_length(text, start, str(cue.lastgroup))
        if not length:
            continue
        name = text[start : start + length]
        out += (text[at:start], _hidden(name))
        at = start + length
        if length > 2:
            names.add(name)
    out.append(text[at:])
    # somebody who was named once is meant by the same name further on
    return _hide_known("".join(out), Matcher(names))


def _hide_known(text: str, names: Matcher) -> str:
    out: list[str] = []
    at = 0
    for name, start, end in sorted(names.find(text), key=lambda hit: (hit[1], -hit[2])):
        if start >= at:
            out += (text[at:start], _hidden(name))
            at = end
    out.append(text[at:])
    return "".join(out)


# ---- everything -----------------------------------------------------------------------------------------------------

#: hiding one thing may lay open the next (a name stands before a phone that was found later); more rounds than any real
#: text needs
_ROUNDS = 6


class Mask:
    """Hides what identifies a person, and the names it was told, wherever they stand."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = Matcher(name for name in names if looks_like_a_name(name))

    def __call__(self, text: str) -> str:
        """See `mask`."""
        for _ in range(_ROUNDS):
            masked = self._once(text)
            if masked == text:
                break
            text = masked
        return text

    def _once(self, text: str) -> str:
        if "@" in text or "＠" in text:
            text = _MAIL.sub("[邮箱]", text)
        text = _CHAT_ID.sub(r"\1[账号]", text)
        text = _PLATE.sub("[车牌]", text)
        text = _PLATE_AFTER_CUE.sub(r"\1[车牌]", text)
        text = _BRACKETED.sub(lambda found: _tail(found.group()), text)
        text = _RUN.sub(_numbers, text)
        text = _SPOKEN_RUN.sub(_spoken, text)
        text = _LOCAL.sub(lambda found: found.group(1) + _tail(found.group(2)), text)
        text = _HOUSE.sub("[门牌]", text)
        text = _LIVES_AT.sub(r"\1[门牌]", text)
        text = _hide_known(text, self._names)
        return _hide_announced(text)


_MASK = Mask()


def mask(text: str) -> str:
    """The text with phone, identity and card numbers, plates, house numbers, chat ids and announced names hidden.

    The last four digits of a phone stay, so that two people can tell which number is meant. Ticket numbers, dates,
    amounts, hotlines and the names of places stay. Masking twice changes nothing.
    """
    return _MASK(text)

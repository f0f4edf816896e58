"""Every number in an official's words, and what it can be: a ticket's, or a count, a day, a house, a pole.

Officials say a ticket's number first, last or in the middle, in digits or in words (四十二, 二百五). A number with a
unit (12户), in a date (延到25号), of a thing (5号线杆) or of a telephone is none. Which tickets the speaker could mean
is known to the program: a number among those wins over one that is not.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "幺": 1}
_TENS = {"十": 10, "百": 100, "千": 1000}
SPOKEN = "零〇一二两三四五六七八九十百千幺"

#: stands in a sentence where a ticket's number stood; nobody types it
BLOT, BLOTTED = "\ue000", "\ue001"

#: how plainly a number stands as a ticket's
MARKED, NAMED, EDGE, INSIDE, PERHAPS = 6, 5, 4, 3, 1
#: among those the speaker could mean
_KNOWN = 10

_FOUND = re.compile(
    rf"(?P<prefix>编号|单号|工单|[#№])?(?:\s*(?:是|为|:|：))?\s*(?P<number>\d+|[{SPOKEN}]+)(?P<mark>\s?号(?![码称召子脉]))?"
)
#: a number as people say it; 三五个, 七八天 are none
_WELL_SAID = re.compile(
    "[一二两三四五六七八九]千(?:[零一二三四五六七八九百十]*)"
    "|[一二两三四五六七八九]百(?:零?[一二三四五六七八九]|零?[一二三四五六七八九]?十[一二三四五六七八九]?)?"
    "|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九幺][零〇幺一二三四五六七八九]{2}|[一二三四五六七八九幺]{2}(?=号)|[一二三四五六七八九]"
)
#: glued to a number these count or measure; the second part of a pair says when they do not (33人没在家, 88天冷)
_COUNTS = re.compile(
    "块|元|毛|角|户(?!里|主|口)|公里|里(?![头面边])|米|盏|组|楼|层|点(?!名)|瓦|千瓦|岁|次|斤|吨|袋|根|条|遍|趟|秒|小时|度|%|％|℃|亩|方(?!案)|桶|件(?!事)"
    "|年|月|日(?!子)|步|样|位|份|张|包|名|队|社|级|寸|尺|平米|平方|频道|栋|单元|只|头(?!上)|台(?!区)|套|片|口|棵|扇|架|场|段|届|多|几|来[户人个天]"
    "|个(?!人[没不])|人(?![没不在去都也回说走家])|天(?![冷热气黑晴亮])|家(?![里人])|车(?![坏进过])|分(?![两三成开给段批])|周(?![一二三四五六日天末])|星期|礼拜(?![一二三四五六日天])"
    "|[袋筐捆批轮排辆副双把](?=[^那这，,\\s]{0,3}[都全了])|万|千|百|成(?=[多的新])"
)
#: after a space only what can begin nothing else (12 户里事, 12 人不在, 3 天气不好)
_COUNTS_APART = re.compile("\\s+(?:盏|个|块|米|根|条|袋|吨|斤|趟|遍)")
_GOES_ON = re.compile(r"\s?[./:：\-~—][\d]|[A-Za-z]")
#: what stands before a number of a thing: 第3步, 周五, 初八, 尾号
_BEFORE_A_THING = re.compile(
    "[A-Za-z/~]$|\\d[.:：/\\-~]$|(?:第|初|老|周|礼拜|星期|腊月|尾号|频道|门牌|型号|国道|省道|县道|密码|车牌|户号|表号|花了|一共|总共|每|约莫|大约)\\s?$"
)
_DAY_BEFORE = re.compile(
    "(?:昨天|前天|昨儿|月|年|延期?到|推[迟到后]*到|拖到|挪到|宽到|缓到|改到|放到|到|至|(?<!决)定在?|约在?|下个?月|本月|这个月|从|赶在?|赶|等|起码)\\s?$"
)
#: 并到60 is a ticket
_NO_DAY_BEFORE = re.compile("(?:并|合|合并|轮|转|派|归|看|做|办|弄|挪过)到\\s?$")
_DAY_AFTER = re.compile(
    "(?:那天|当天|早[上晨饭间]?(?!就|点|些)|上午|中午|下午|后晌|晌午|晚(?:上|饭|间)|夜里|之?前|以前|之?后|以后|起|开始|回来|回去|回$|走|再|截止|到期|到\\d|至\\d|的?会)"
    "|(?:我|俺)?(?:要|得)?(?:去|来|上|进)(?:县|镇|城|市|省|兰州|医院|看病)"
)
#: 15号换的灯泡 says when
_DAY_OF_A_DEED = re.compile("[换修弄办去来说做装拉送交打][^，,。\\s]{0,2}的")
#: a thing's own number: 5号线杆, 12号楼
_THING_AFTER = re.compile(
    "(?:线杆|电杆|电线杆|灯杆|杆|楼|院|线(?![上下])|井|机井|桥|门|机|泵|棚|车|房|屋|库|闸|台区|变压器|变电|站台|站牌|公路|水表|电表|表箱|仓|圈|点位|渠口|沟口|坑位|床|铺|窗口|柜)"
)
_NAMED_AFTER = re.compile(
    "[^，,。；;\\s]{0,8}?(?:那个|那件|这个|这件|这单|那单|那家|这家|那台|这台|那盏|那段|那事|这事|的事|那户|那条|的单|这桩|那桩)"
)
_NOT_IT = re.compile("(?:不是|并非|除了|不包括|没有|跟|和)\\s?$")
_SEPARATOR = " \t\r\n\u3000,，。.:：、;；!！?？~～—-(（)）"
_LONGEST = 6
_LONGEST_SPOKEN = 8


@dataclass(frozen=True, slots=True)
class SaidNumber:
    """A number as it stands in the words, with 编号 and 号 around it. `weight` 0: it is no ticket's."""

    start: int
    end: int
    value: int
    weight: int
    #: not that one: 不是56，是65好了
    excepted: bool = False
    #: it can be a day of the month (15号)
    day: bool = False


def spoken_number(text: str) -> int:
    """A whole number said in Chinese: 十二, 一百零三, 幺二, 二百五 (250). Raises ValueError."""
    if not any(char in _TENS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total, current, last = 0, 0, 0
    for char in text:
        if char in _TENS:
            last = _TENS[char]
            total, current = total + (current or 1) * last, 0
        else:
            current, last = _DIGITS[char], (last if current == 0 and char not in "零〇" else 0)
            if char in "零〇":
                last = 0
    # 二百五 is 250, 一百零五 is 105
    return total + current * (last // 10 if last >= 100 else 1)


def find_numbers(said: str, known: Collection[int] = ()) -> list[SaidNumber]:
    """Every number of the text, in order. `known`: the tickets that the speaker could mean."""
    found: list[SaidNumber] = []
    for match in _FOUND.finditer(said):
        digits = match["number"]
        spoken = not digits[0].isdecimal()
        if spoken and _WELL_SAID.fullmatch(digits) is None and not (match["mark"] or match["prefix"]):
            continue
        try:
            value = spoken_number(digits) if spoken else int(digits[: _LONGEST + 6])
        except (KeyError, ValueError):
            continue
        weight = _weight(said, match, spoken=spoken, known=value in known)
        if weight > PERHAPS and value in known:
            weight += _KNOWN
        start = match.start() if match["prefix"] else match.start("number")
        excepted = _NOT_IT.search(said[:start][-4:]) is not None and said[:start][-2:] == "不是"
        found.append(
            SaidNumber(start, match.end(), value, 0 if value == 0 else weight, excepted, _is_a_day(match, value))
        )
    return found


def _is_a_day(match: re.Match[str], value: int) -> bool:
    return match["mark"] is not None and 1 <= value <= 31  # the longest month


def _weight(said: str, match: re.Match[str], *, spoken: bool, known: bool) -> int:
    start, end = match.start("number"), match.end()
    before, after = said[max(0, start - 12) : start], said[end : end + 24]
    marked = match["mark"] is not None
    if len(match["number"]) > (_LONGEST_SPOKEN if spoken else _LONGEST):
        return 0
    if match["prefix"]:
        return MARKED
    if not marked and (_COUNTS.match(after) or _COUNTS_APART.match(after) or _GOES_ON.match(after)):
        return 0
    if _BEFORE_A_THING.search(before):
        return 0
    day = 1 <= (spoken_number(match["number"]) if spoken else int(match["number"])) <= 31
    if day and _DAY_BEFORE.search(before) and not _NO_DAY_BEFORE.search(before) and not _NAMED_AFTER.match(after):
        return 0
    if marked:
        return _marked(after, day=day, known=known)
    alone_before = not before or before[-1] in _SEPARATOR
    alone_after = not after or after[0] in _SEPARATOR
    if spoken and len(match["number"]) == 1 and not (alone_before and alone_after):
        # 一直没水, 二组
        return 0
    if _NAMED_AFTER.match(after) and (alone_before or not spoken):
        return NAMED
    if alone_before or alone_after:
        return EDGE
    return INSIDE


def _marked(after: str, *, day: bool, known: bool) -> int:
    if _THING_AFTER.match(after):
        return NAMED if _NAMED_AFTER.match(after) else 0
    if re.match("(?:那|这)[家户]", after):
        # 12号那家 may be a house
        return NAMED if known else PERHAPS
    if re.match("那个|那件|这个|这件|这单|那单|的", after):
        return NAMED
    if day and _DAY_AFTER.match(after):
        return 0
    if day and _DAY_OF_A_DEED.match(after):
        return PERHAPS
    if day and not known and re.match("要|有|开", after):
        return PERHAPS
    return NAMED


def ticket_numbers(numbers: Sequence[SaidNumber]) -> list[SaidNumber]:
    """Those that can be a ticket's; only the known ones, where there are any."""
    can_be = [one for one in numbers if one.weight > PERHAPS and not one.excepted]
    known = [one for one in can_be if one.weight > _KNOWN]
    return known or can_be

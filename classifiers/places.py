"""Place names to codes: which of the village's own places does a text name?"""

import re
from collections.abc import Iterable, Mapping

from classifiers.matcher import Matcher
from classifiers.normalise import normalise, plain
from classifiers.verdict import Evidence

_NUMERAL = re.compile(r"[〇零一二两三四五六七八九十百0-9]+")
_VALUES = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


class PlaceBook:
    """Names and their codes. 一组, 1组 and １组 are one name; the longer of two overlapping names wins."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._codes = {key: code for name, code in names.items() if (key := _key(name))}
        self._matcher = Matcher(self._codes)

    def find(self, text: str) -> list[str]:
        """Codes of the places named, longest name first, each code once."""
        key = _key(text)
        hits = sorted(self._matcher.find(key), key=lambda hit: (hit[1] - hit[2], hit[1]))
        taken: set[int] = set()
        codes: list[str] = []
        for name, start, end in hits:
            # 1组 must not be found in 11组
            inside_number = name[0].isdigit() and start > 0 and key[start - 1].isdigit()
            if inside_number or not taken.isdisjoint(range(start, end)):
                continue
            taken.update(range(start, end))
            codes.append(self._codes[name])
        return list(dict.fromkeys(codes))


def _key(text: str) -> str:
    return numbered(plain(text).strip())


def numbered(text: str) -> str:
    """Plain text with every numeral as digits: 二组 and 2组 are one."""
    return _NUMERAL.sub(lambda found: _digits(found.group()), text)


def _digits(numeral: str) -> str:
    """十二 → 12, 二十 → 20, 一二 → 12. Digits stay, a leading zero goes."""
    if numeral.isdigit() and numeral.isascii():
        return numeral.lstrip("0") or "0"
    if not any(unit in numeral for unit in "十百"):
        return "".join(character if character.isascii() else str(_VALUES[character]) for character in numeral)
    total, current = 0, 0
    for character in numeral:
        if character == "百":
            total, current = total + (current or 1) * 100, 0
        elif character == "十":
            total, current = total + (current or 1) * 10, 0
        else:
            current = int(character) if character.isascii() else _VALUES[character]
    return str(total + current)


# ---- the organisation's places --------------------------------------------------------------------------------------

#: stands among a verdict's evidence like a rule
PLACE_RULE = "place.registered"
#: as many places of a message as are shown
_SHOWN = 12
_CHINESE = "零一二三四五六七八九"
_GRID = "网格"
#: every village has these; they say where inside a village, and never which village
_ANYWHERE = frozenset(
    {
        "村口", "村头", "村尾", "桥头", "戏台", "戏楼", "广场", "学校", "小学", "学校门口", "小学门口",
        "幼儿园", "卫生室", "村部", "村委会", "村委会门口", "党群服务中心", "文化广场", "健身广场", "篮球场",
        "小卖部", "超市", "养老院", "敬老院", "老年活动中心", "农家书屋", "磨坊", "油坊", "打麦场", "养殖场",
        "加工厂", "收购站", "供销社", "合作社", "车站", "候车亭", "路口", "十字路口", "三岔路口", "垃圾点",
        "垃圾池", "水塔", "蓄水池", "机井", "凉亭", "祠堂", "土地庙", "大槐树", "老槐树", "大柳树", "堡子",
        "垭口", "沟口", "砖窑", "苹果园",
    }
)  # fmt: skip
_GROUP = re.compile("[〇零一二两三四五六七八九十百0-9]+[组社队区]?")


def spellings(names: Iterable[str]) -> frozenset[str]:
    """Names as people write them: 一组 and 1组, a grid's name without 网格. Names of one sign say nothing."""
    found: set[str] = set()
    for name in names:
        for short in {name, name.removesuffix(_GRID)}:
            found |= {short, _in_digits(short), _in_chinese(short)}
    return frozenset(name for name in found if len(name.strip()) > 1)


def names_a_village(place: str) -> bool:
    """Whether a landmark's name is its own (鹰嘴崖), so that it says which village; 村口 and 二组 do not."""
    bare = place.strip().lstrip("老新大小东西南北上下前后村")
    common = place in _ANYWHERE or bare in _ANYWHERE or f"村{bare}" in _ANYWHERE
    return len(place) > 2 and not common and _GROUP.fullmatch(place) is None


def _in_digits(name: str) -> str:
    return _NUMERAL.sub(lambda found: _digits(found.group()), name)


def _in_chinese(name: str) -> str:
    """12组 → 十二组; numbers that no group has stay as they are."""

    def spoken(found: re.Match[str]) -> str:
        number = int(found.group())
        if not 0 < number < 100 or found.group().startswith("0"):
            return found.group()
        tens, ones = divmod(number, 10)
        head = "" if not tens else "十" if tens == 1 else f"{_CHINESE[tens]}十"
        return head + (_CHINESE[ones] if ones else "")

    return re.sub("[0-9]+", spoken, name)


class RegisteredPlaces:
    """Finds the organisation's places in a message as it was sent, for showing why somebody was chosen."""

    def __init__(self, names: Iterable[str]) -> None:
        self._matcher = Matcher(key for name in names if len(key := plain(name)) > 1)

    def evidence(self, text: str) -> Evidence | None:
        """The places named, longest first where two overlap, as many as are shown; None: none."""
        message = normalise(text)
        spans: list[tuple[int, int]] = []
        # sign by sign: comparing each place with each would take a minute for whoever says one ten thousand times
        taken = bytearray(len(message.text))
        for _, start, end in sorted(self._matcher.find(message.text), key=lambda hit: (hit[1] - hit[2], hit[1])):
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                spans.append((start, end))
                if len(spans) == _SHOWN:
                    break
        if not spans:
            return None
        sent = tuple(message.span(*span) for span in sorted(spans))
        return Evidence(PLACE_RULE, tuple(text[start:end] for start, end in sent), "是登记过的地名", sent)

"""Place names to codes: which of the village's own places does a text name?"""

import re
from collections.abc import Mapping

from classifiers.matcher import Matcher
from classifiers.normalise import plain

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

"""Typed text made plain: one width, one script, one word for one thing, with the way back to the text as sent."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind
from opencc import OpenCC

#: what people type when they mean another word (input methods, homophones, voice turned into text)
TYPOS = {
    "路登": "路灯", "底保": "低保", "抵保": "低保", "氺": "水", "沟度": "沟堵", "垃级": "垃圾", "拉圾": "垃圾",
    "宅基弟": "宅基地", "弟界": "地界", "赡扬": "赡养", "瞻养": "赡养", "欠心": "欠薪", "欠新": "欠薪", "合辽": "合疗",
    "社保咔": "社保卡", "定水": "停水", "挺水": "停水", "挺电": "停电", "跳扎": "跳闸", "变牙器": "变压器", "变压气": "变压器",
    "养劳金": "养老金", "惯溉": "灌溉", "堵住": "堵", "补帖": "补贴", "危方": "危房",
    "建身": "健身", "口提疫": "口蹄疫", "天燃气": "天然气", "医报": "医保", "医宝": "医保", "低宝": "低保", "残积证": "残疾证",
    "下水到": "下水道", "信号搭": "信号塔", "班东": "班车", "贷宽": "贷款", "工自": "工资",
    "猪卷": "猪圈", "羊卷": "羊圈", "井该": "井盖", "流量狗": "流浪狗", "评困": "贫困", "摄相头": "摄像头", "摄象头": "摄像头",
    "化粪迟": "化粪池", "围强": "围墙", "电线竿": "电线杆", "电线杆子": "电线杆", "电杆子": "电杆", "线杆子": "电杆",
    "地领": "地邻",
}  # fmt: skip
#: dialect and written-as-spoken forms; a longer entry may be its own reading, to shield it from a shorter one
DIALECT = {
    "俺大": "父亲", "俺达": "父亲", "我大": "父亲", "俺": "我", "俺屋": "我家", "我屋": "我家", "额屋": "我家", "额家": "我家",
    "额们": "我们", "我屋头": "我家", "我们屋里": "我家", "我们屋头": "我家", "恁家": "你家", "恁": "你",
    "没有": "没", "冇得": "没", "冇": "没", "莫得": "没", "没得": "没", "木有": "没", "毛有": "没", "么得": "没", "冇有": "没",
    "咋个": "怎么", "咋整": "怎么办", "咋弄": "怎么办", "咋办": "怎么办", "咋个办": "怎么办", "咋个整": "怎么办",
    "啷个办": "怎么办", "怎么整": "怎么办", "怎么弄": "怎么办", "咋样": "怎么样", "咋": "怎么", "啷个": "怎么", "怎个": "怎么",
    "啥子": "什么", "撒子": "什么", "么事": "什么", "啥": "什么", "甚时候": "什么时候", "甚时": "什么时候", "么时候": "什么时候",
    "啥时": "什么时候", "啥时候": "什么时候", "啥时间": "什么时候", "多会儿": "什么时候", "多咱": "什么时候",
    "几时": "什么时候", "何时": "什么时候", "夜儿个": "昨晚", "夜里个": "昨晚", "昨黑": "昨晚", "昨黑里": "昨晚", "昨夜": "昨晚",
    "晌午": "中午", "黑里": "晚上", "晚黑": "晚上", "黑夜": "晚上", "黑来": "晚上", "夜里": "晚上", "黑天": "晚上",
    "碎娃": "孩子", "娃娃": "孩子", "娃儿": "孩子", "娃子": "孩子", "娃们": "孩子", "娃娃们": "孩子", "娃": "孩子", "伢子": "孩子",
    "细伢": "孩子", "伢": "孩子", "囡": "孩子", "崽崽": "孩子", "崽": "孩子", "小把戏": "孩子", "小孩": "孩子", "小孩子": "孩子",
    "孩子们": "孩子", "兔崽子": "兔崽子", "王八崽": "王八崽",
    "婆娘": "妻子", "媳妇子": "妻子", "屋里人": "妻子", "老婆": "妻子", "老婆婆": "老婆婆",
    "地塄": "地边", "地畔子": "地边", "地畔": "地边", "地埂": "地边", "田坎": "地边", "田埂": "地边", "塄坎": "地边",
    "埂子": "地边", "埂埂": "地边", "给会": "会不会", "给能": "能不能", "给是": "是不是", "么子": "什么", "哪达": "哪里", "哪搭": "哪里",
    "哪嘞": "哪里", "讲闲话": "说闲话", "讲我闲话": "说我闲话", "茅厕": "厕所", "茅房": "厕所", "茅坑": "厕所",
    "老汉儿": "老汉", "电瓶车": "电动车", "中不中": "行不行", "要得不": "行不行", "成不成": "行不行",
    "一哈": "一下", "一哈子": "一下", "而今": "现在", "眼下": "现在", "落雨": "下雨", "落雪": "下雪",
}  # fmt: skip
_KEPT_MARKS = ("图片", "语音", "视频", "位置", "文件", "旺柴", "捂脸", "偷笑", "呲牙", "坏笑", "狗头", "憨笑")
#: runs that are no words: emoji and their joiners, marks that steer the direction of writing, @names, [流泪]
_DROPPED = re.compile(
    "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\u20e3\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf"
    "\u2b00-\u2bff\U0001f000-\U0001faff\U000e0000-\U000e007f]+"
    "|@[^\\s@,。,.!?;:]{1,20}(?:\\s|$)"
    rf"|\[(?!{'|'.join(_KEPT_MARKS)})[一-龥]{{1,4}}\]"
)
_REPEATED = re.compile(r"(.)\1{2,}", re.DOTALL)
#: words that only colour the end of a clause; 哈哈 and 怎么 keep theirs
_PARTICLES = re.compile(r"(?<=[一-龥0-9a-zA-Z])(?<![哈么什])[嘞咧哩噻嘛哈咯哇啰啊呀呢噢哦喔嘎](?=[\s,.!?;:、…~)\"']|$)")
_UNUSUAL = re.compile(r"[^\n\x20-\x7e、-】一-龥‘-”…]|[嘞咧哩噻嘛哈咯哇啰啊呀呢噢哦喔嘎@\[]|(.)\1\1")


@dataclass(frozen=True, slots=True)
class PlainText:
    """Text ready for the rules. `starts` and `ends` lead each character back to the text as sent; None: unchanged."""

    text: str
    sent: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the characters [start, end) of the plain text stood in the text as sent."""
        if self.starts is None or self.ends is None or start >= end:
            return start, end
        return self.starts[start], self.ends[end - 1]

    def as_sent(self, start: int, end: int) -> str:
        """The sender's own characters behind [start, end)."""
        first, last = self.span(start, end)
        return self.sent[first:last]


def normalise(text: str) -> PlainText:
    """Make typed text plain in time linear in its length. Never raises, whatever the characters."""
    level = text.translate(_letters())
    if _UNUSUAL.search(level) is None and not _spoken().find_matches_as_indexes(level):
        return PlainText(level, text)
    draft = _Draft(level)
    draft.rewrite(_DROPPED.finditer(draft.text), lambda _: "")
    draft.rewrite(_REPEATED.finditer(draft.text), lambda found: found.group(1) * 2)
    draft.replace(_spoken().find_matches_as_indexes(draft.text))
    draft.rewrite(_PARTICLES.finditer(draft.text), lambda _: "")
    return PlainText(draft.text, text, tuple(draft.starts), tuple(draft.ends))


def plain(text: str) -> str:
    """The plain text alone, where nothing has to be shown in the sender's own words."""
    return normalise(text).text


class _Draft:
    """Text under rewriting, character by character aware of where it came from."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = list(range(len(text)))
        self.ends = list(range(1, len(text) + 1))

    def rewrite(self, found: Iterable[re.Match[str]], into: Callable[[re.Match[str]], str]) -> None:
        self._put([(match.start(), match.end(), into(match)) for match in found])

    def replace(self, found: Iterable[tuple[int, int, int]]) -> None:
        self._put([(start, end, _REPLACEMENTS[index]) for index, start, end in found])

    def _put(self, pieces: list[tuple[int, int, str]]) -> None:
        if not pieces:
            return
        texts: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for start, end, new in pieces:
            texts += (self.text[at:start], new)
            starts += self.starts[at:start]
            ends += self.ends[at:start]
            starts += [self.starts[start]] * len(new)
            ends += [self.ends[end - 1]] * len(new)
            at = end
        texts.append(self.text[at:])
        self.starts = starts + self.starts[at:]
        self.ends = ends + self.ends[at:]
        self.text = "".join(texts)


_SPOKEN = {**DIALECT, **TYPOS}
_REPLACEMENTS = tuple(_SPOKEN.values())


@cache
def _spoken() -> AhoCorasick:
    return AhoCorasick(list(_SPOKEN), matchkind=MatchKind.LeftmostLongest)


@cache
def _letters() -> dict[int, str]:
    """One character to one: half width, simplified script, blanks for control characters and broken halves."""
    letters: dict[int, str] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    letters |= {code: " " for code in (*range(0x20), 0x7F, *range(0x80, 0xA1), 0x3000, *range(0xD800, 0xE000))}
    del letters[ord("\n")]
    han = "".join(map(chr, range(0x3400, 0xA000)))
    simplified = OpenCC("t2s").convert("\n".join(han)).split("\n")
    letters |= {ord(old): new for old, new in zip(han, simplified, strict=True) if old != new and len(new) == 1}
    # 么 and 著 stand for themselves in everyday typing; compatibility forms fold to the letter they mean
    letters.pop(ord("著"), None)
    for code in (*range(0x2460, 0x2474), *range(0xF900, 0xFA6E), *range(0x2E80, 0x2FD6)):
        folded = unicodedata.normalize("NFKC", chr(code))
        if len(folded) == 1 and folded != chr(code):
            letters[code] = folded
    return letters

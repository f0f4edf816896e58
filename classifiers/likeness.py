"""Are two messages about the same matter? Place, topic, what is wrong, words and time; and why, in words.

Precision comes first: a matter that is taken for another one is lost, a matter that is written down twice costs a
note. So anything that speaks against (another place, another trouble, "又", "另一") ends it, and only then do the
points count. Nothing here is meant to be stored: a signature is made from words when they are needed, and forgotten.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from classifiers.aspects import aspects_in
from classifiers.matcher import Matcher
from classifiers.normalise import plain
from classifiers.places import numbered
from classifiers.verdict import MatterKind, Topic

#: from here on a message may join a matter by itself
CERTAIN = 0.75
#: from here on somebody is asked whether the two are one
LIKELY = 0.5
#: as long after the first a message can still be about the same matter
WITHIN = timedelta(days=7)
#: the same for what comes and goes within a day
OUTAGE_WITHIN = timedelta(hours=24)
#: several witnesses of one danger speak within this time
WITNESSES_WITHIN = timedelta(hours=1)

#: landmarks that every village has; a village's own names are handed in
_LANDMARKS = """
村口 村头 村尾 村中间 村西头 村东头 桥头 老桥 新桥 大桥 小桥 石桥 铁桥 吊桥 桥上 桥下 桥边 桥洞
戏台 广场 学校 小学 中学 幼儿园 校门口 卫生室 卫生院 村委会 村部 老槐树 大槐树 皂角树 大柳树
核桃树 小卖部 商店 超市 磨坊 麦场 打麦场 晒场 晒谷场 砖窑 砖厂 油坊 祠堂 庙 土地庙 河边 河滩
河坝 河堤 河沟 水库 堰塘 鱼塘 池塘 水塔 水站 水窖 渡口 加油站 养老院 敬老院 养殖场 猪场 鸡场
羊场 垭口 沟口 沟里 沟底 堡子 坟地 公墓 果园 苹果园 桃园 核桃林 竹林 收购站 供销社 石碾子 凉亭
篮球场 健身场 停车场 车站 站台 岔路口 三岔口 十字路口 丁字路口 路口 拐弯 转弯 弯道 大弯道 大弯
陡坡 坡顶 坡底 坡上 坡下 后山 前山 后坡 前坡 后崖 操场
旧窑 泵房 场院 后沟 前沟 老街 新街 老村 新村 老院子 安置点 安置区 新区
公路边 国道 省道 高速桥 铁路 火车道 隧道 菜市场 集市 粮站 变压器 泵站 机井 活动室 工厂 厂门口
采石场 沙场 加工厂 合作社 大棚 大门口 巷口 河湾 湾里 塬上 坝上 梁上 林场 药店 饭店 理发店 快递点
停车点 垃圾池 公厕
""".split()  # noqa: SIM905  # read as a list of words
#: landmarks that are themselves what breaks: they stay among the words for what is wrong
_BROKEN_PLACES = "机井 泵站 变压器 公厕 垃圾池 养殖场 猪场 鸡场 羊场 卫生室 卫生院 学校 小学 幼儿园 工厂 站台"
_THINGS = frozenset(_BROKEN_PLACES.split())
#: words that only say on which side of something
_SIDES = re.compile(
    "[东西南北]头|[东西南北]边|[东西南北]侧|后头|后面|背后|前头|前面|上头|下头|上游|下游|左边|右边|里头|外头|半坡"
)
_GROUP = re.compile(r"(\d{1,2})(?:小)?[组社队](?!长|员)")
#: one of several like things, or somebody's house: 3号杆, 第2盏, 李家门口
_COUNTED = re.compile(r"(?:第(\d{1,3})|(\d{1,4})号)(?:[根盏个处条口座台])?")
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤"
)
_TITLES = "家|屋|婶|叔|大爷|大娘|老汉"
#: 张家湾 is a place, 王家长 a parent
_NO_HOUSE = "里|长|具|电|庭|属|湾|坝|沟|庄|坪|村|山|坡|河|嘴|咀|塬"
_HOUSE = re.compile(rf"(?:老|小)?([{_SURNAMES}])(?:[一-龥]{{0,2}}?)(?:{_TITLES})(?!{_NO_HOUSE})")
#: the speaker himself says that it is not the one already known
_ANOTHER = re.compile(
    "另[1外]|别的|其他的|其它的|不是(?:那|这|他|她|前|上|昨)|不一样|跟.{1,8}不是一|还有1(?:处|个|盏|根|条)|又1?(?:处|个地方|盏|根)"
    "|那是1?(?:码|回)|[2两]码事|新的"
)
#: mended and broken again, or a second time: a new failure, however alike it sounds
_AGAIN = re.compile(
    r"(?:修好|弄好|来水|来电|通了|换了|换过|好了|修过|清过|清了|补过|亮了|拉走|拉过|收过).{0,14}(?:又|再|还是)"
    r"|又(?:不|没|停|坏|灭|堵|断|塌|爆|漏|黑|裂|垮|掉|着|来|跳|开始|有)|再次|第\d次|\d回"
)
_WHOLE = re.compile(
    "全村|整个村|全庄|全寨|1村|村里都|全都|家家|上下都|满村|都没(?:水|电)|都停|我们村|咱村|咱们村|村上都"
)
#: whatever somebody points to is a place: 泵房这边, 石磨跟前
_SPOT = re.compile("([一-龥]{2})(?:那边|这边|那儿|那里|那达|跟前|旁边|门口|门前|后头|后面|前头|前面|背后|边上)")
_NO_SPOT = re.compile("[我你他她它们咱这那的了在从到有家往就都人地沟路灯水电村组]")
_ADVERBS = re.compile("[都也又就]")
#: things of paper, school and market happen nowhere in particular
_PLACELESS = frozenset({Topic.VILLAGE_AFFAIRS, Topic.FARMING, Topic.PUBLIC_SERVICE, Topic.LAND_COLLECTIVE})
_WIDE = frozenset({Topic.WATER_SUPPLY, Topic.POWER, Topic.FACILITY})
#: what a place is worth that nobody named
_NOWHERE = 0.2
#: a cry for help has so few pieces
_CRY = 3
_OUTAGE = frozenset({"没水", "没电", "水小", "水浑", "电压低", "网络"})
#: what nearly every message says, and what a place is called, tells nothing of the matter
_COMMON = re.compile(
    r"我们|咱们|你们|他们|大家|这个|那个|这里|那里|这边|那边|今天|昨天|前天|昨晚|今早|早上|中午|下午|晚上|现在|怎么|什么|时候|能不能|有没有|是不是|可以"
    "|麻烦|请问|谢谢|领导|干部|书记|主任|村里|村上|一下|赶紧|快点|快来|来人|来看看|看看|看一下|没人管|管管|管一管|好几天|几天|一直|已经|还是|就是|那盏|这盏|那条|这条"
    r"|那块|这块|\d+[天回次个多来户家年月下直些条]*|[的了吗呢吧啊呀嘛哦都也还就很太得着过在有是和跟把被给让去来个说您你我他她它们这那不]"
)
_NOT_WORDS = re.compile(r"[^一-龥a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What a message is told from another by. Made from the words whenever it is needed, never kept."""

    topic: Topic | None
    kind: MatterKind
    danger: bool = False
    #: codes; None: not known
    village: str | None = None
    grid: str | None = None
    #: where, as the words say: landmarks, groups (1组), sides of a landmark, and numbers and houses (3号, 李家)
    landmarks: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    sides: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    #: what is wrong, by the names of `classifiers/aspects.py`
    aspects: frozenset[str] = frozenset()
    whole: bool = False
    another: bool = False
    again: bool = False
    grams: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike (0 to 1), and why, in words an official can check."""

    score: float
    because: tuple[str, ...]

    @property
    def certain(self) -> bool:
        """Alike enough to be joined without asking."""
        return self.score >= CERTAIN

    @property
    def likely(self) -> bool:
        """Alike enough to ask."""
        return self.score >= LIKELY


def signature(
    text: str,
    *,
    topic: Topic | None,
    kind: MatterKind,
    danger: bool = False,
    village: str | None = None,
    grid: str | None = None,
    place: str | None = None,
    names: Iterable[str] = (),
) -> Signature:
    """The signature of a message. `place`: what was said apart of where it is; `names`: the village's own places."""
    said = numbered(plain(f"{text} {place or ''}")).replace("巷子", "巷")
    own = _places_of(tuple(names))
    landmarks, rest = _landmarks(said, own)
    if place and not _landmarks(numbered(plain(place)), own)[0] and not _GROUP.search(numbered(plain(place))):
        # a place that nobody listed is one all the same
        landmarks |= {numbered(plain(place)).strip()}
    landmarks |= {name for name in _SPOT.findall(rest) if _NO_SPOT.search(name) is None}
    groups = frozenset(_GROUP.findall(said))
    marks = frozenset(number for pair in _COUNTED.findall(rest) for number in pair if number)
    marks |= frozenset(f"{name}家" for name in _HOUSE.findall(rest))
    matter = _GROUP.sub(" ", rest)
    core = _NOT_WORDS.sub(" ", _COMMON.sub(" ", matter))
    return Signature(
        topic=topic,
        kind=kind,
        danger=danger,
        village=village,
        grid=grid,
        landmarks=landmarks,
        groups=groups,
        sides=frozenset(side[0] for side in _SIDES.findall(said)),
        marks=marks,
        aspects=aspects_in(_ADVERBS.sub("", matter), topic),
        whole=_WHOLE.search(said) is not None,
        another=_ANOTHER.search(said) is not None,
        again=_AGAIN.search(said) is not None,
        grams=frozenset(gram for word in core.split() for gram in _grams(word)),
    )


def _grams(word: str) -> Iterable[str]:
    return [word] if len(word) == 1 else (word[at : at + 2] for at in range(len(word) - 1))


_KNOWN = Matcher(numbered(plain(name)) for name in _LANDMARKS)


@lru_cache(maxsize=256)
def _places_of(names: tuple[str, ...]) -> Matcher:
    """A village's own landmarks; its groups are told apart by their numbers."""
    own = {numbered(plain(name)) for name in names}
    return Matcher(name for name in own if len(name) > 1 and not _GROUP.fullmatch(name))


def _landmarks(said: str, own: Matcher) -> tuple[frozenset[str], str]:
    """The landmarks named, longest first, and the text without those that only say where."""
    hits = sorted(
        {*_KNOWN.find(said), *own.find(said)}, key=lambda hit: (hit[1] - hit[2], hit[1])
    )  # the longer of two overlapping names wins
    taken: set[int] = set()
    found: set[str] = set()
    things: set[int] = set()
    for name, start, end in hits:
        if taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            found.add(name)
            things.update(range(start, end) if name in _THINGS else ())
    rest = "".join(" " if at in taken - things else character for at, character in enumerate(said))
    return frozenset(found), rest


def likeness(a: Signature, b: Signature, *, apart: timedelta = timedelta(0)) -> Likeness:
    """How likely `b`, said `apart` later, is about the same matter as `a`."""
    against = differences(a, b, apart=apart)
    if against:
        return Likeness(0.0, against)
    if a.danger and b.danger:
        return _one_danger(a, b)
    where, place = _same_place(a, b)
    what, trouble = _same_trouble(a, b)
    words = len(a.grams & b.grams) / max(1, min(len(a.grams), len(b.grams)))
    score = where + what + 0.25 * words
    because = ["同一个村", *place, *trouble]
    if words >= 0.5:
        because.append("说法相近")
    unplaced = where <= _NOWHERE and not (a.topic in _PLACELESS and b.topic in _PLACELESS)
    for doubt, said in (
        (unplaced, "没都说清在哪儿"),
        (a.again or b.again, "说是又一回"),
        (a.danger or b.danger, "一个说有危险"),
    ):
        if doubt:
            # never without asking
            score, because = min(score, CERTAIN - 0.01), [*because, said]
    return Likeness(round(min(score, 1.0), 2), tuple(because))


def _one_danger(a: Signature, b: Signature) -> Likeness:
    """The same trouble at the same place; or one cries out so shortly that nothing in it tells the two apart.

    A message that says much which the other does not say may be about a second danger: it gets its own ticket.
    """
    shared = a.aspects & b.aspects
    place = _shared(a.landmarks, b.landmarks) or a.groups & b.groups or a.marks & b.marks
    elsewhere = not place and (a.landmarks or a.groups) and (b.landmarks or b.groups)
    brief = min(len(a.grams), len(b.grams)) <= _CRY or len(a.grams & b.grams) >= _CRY
    because = ["同一个村", *([f"都说{'、'.join(sorted(shared))}"] if shared else []), "一小时内"]
    if elsewhere:
        because.append("说的地方对不上")
    return Likeness(0.9 if shared and not elsewhere and (place or brief) else LIKELY, tuple(because))


def differences(a: Signature, b: Signature, *, apart: timedelta = timedelta(0)) -> tuple[str, ...]:
    """What speaks against one matter, in words; empty where nothing does."""
    kinds = {a.kind, b.kind} - {MatterKind.UNCLEAR}
    limit = WITNESSES_WITHIN if a.danger and b.danger else WITHIN
    if (a.aspects | b.aspects) & _OUTAGE and not (a.danger or b.danger):
        limit = OUTAGE_WITHIN
    found = {
        "不是一个村": a.village is None or a.village != b.village,
        "说的不是一类事": a.topic is None or a.topic is not b.topic,
        "一个是自家或两家的事": len(kinds) > 1,
        "隔得太久": apart >= limit,
        "说明了是另一处": b.another,
        "地点不同": _other_place(a, b),
        "不是同一家或同一个": bool(a.marks and b.marks and not a.marks & b.marks),
        "坏的不是一样": bool(a.aspects and b.aspects and not a.aspects & b.aspects),
    }
    return tuple(why for why, differs in found.items() if differs)


def _other_place(a: Signature, b: Signature) -> bool:
    if a.groups and b.groups and not a.groups & b.groups:
        return True
    if a.grid is not None and b.grid is not None and a.grid != b.grid:
        return True
    if a.landmarks and b.landmarks and not _shared(a.landmarks, b.landmarks):
        return True
    # the east end and the west end of one thing
    return bool(a.sides and b.sides and not a.sides & b.sides)


def _shared(some: frozenset[str], others: frozenset[str]) -> frozenset[str]:
    """Landmarks that both name, the shorter inside the longer included (学校 and 小学 stay two)."""
    return frozenset(one for one in some for other in others if one in other or other in one)


def shared_places(a: Signature, b: Signature) -> bool:
    """Whether both name a place, a group or a house that is the same."""
    return bool(_shared(a.landmarks, b.landmarks) or a.groups & b.groups or a.marks & b.marks)


def _same_place(a: Signature, b: Signature) -> tuple[float, list[str]]:
    shared = _shared(a.landmarks, b.landmarks)
    wide = a.topic in _WIDE and bool((a.aspects | b.aspects) & _OUTAGE)
    if shared:
        exact = a.landmarks == b.landmarks and a.sides == b.sides and a.marks == b.marks
        return 0.45 if exact else 0.37, [f"都说在{max(shared, key=lambda name: (len(name), name))}"]
    if a.marks & b.marks:
        return 0.37, [f"都说{min(a.marks & b.marks)}"]
    if wide and (a.whole or b.whole):
        return 0.45, ["都说一片都这样" if a.whole and b.whole else "一个说一片都这样"]
    if a.groups & b.groups:
        return (0.45 if wide else 0.2), [f"都说在{min(a.groups & b.groups)}组"]
    if a.grid is not None and a.grid == b.grid:
        return (0.3 if wide else 0.15), ["在同一个网格"]
    return (_NOWHERE if wide or a.topic in _PLACELESS else 0.1), []


def _same_trouble(a: Signature, b: Signature) -> tuple[float, list[str]]:
    shared = a.aspects & b.aspects
    if shared:
        return 0.3, [f"都说{'、'.join(sorted(shared))}"]
    return 0.1, []

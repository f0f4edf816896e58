"""Does somebody go on about what he has said before, minutes or hours ago? 路上一股臭水流 … 墙根都泡软了.

Precision first, both ways: an independent matter that is taken for more of the last one is lost, a second ticket about
the same thing sends two people. So what speaks against it ends it, what plainly follows from the first joins it, and in
between the speaker is asked once. Pure: two texts, what they were read as, and the time between them.
"""

import re
from datetime import timedelta
from enum import StrEnum

from classifiers.likeness import Signature, shared_places
from classifiers.normalise import plain
from classifiers.verdict import MatterKind, Topic


class GoesOn(StrEnum):
    """What a second message is to the first."""

    YES = "yes"
    ASK = "ask"
    NO = "no"


#: as long after the last word somebody may still be going on
WITHIN = timedelta(hours=24)
_AT_ONCE, _LATER = timedelta(minutes=10), timedelta(hours=3)
#: things that lie outside and act on each other: water on walls, a tree on a road
_OUTSIDE = frozenset(
    {
        Topic.ROAD,
        Topic.WATER_SUPPLY,
        Topic.POWER,
        Topic.LIGHTING,
        Topic.DRAINAGE,
        Topic.IRRIGATION,
        Topic.SANITATION,
        Topic.FACILITY,
        Topic.DISASTER,
        Topic.NEIGHBOUR_WATER,
        Topic.PASSAGE,
        Topic.ANIMALS,
        Topic.QUARREL_NOISE,
        Topic.HOUSING,
    }
)
#: the speaker begins something else
_ANOTHER = re.compile(
    "另外|另1|别的|其他|其它|还有(?:个|件|1|就是|啊|呢|[,，])|再(?:说|问|报)[1个件]|顺便|顺带|对了|想问|问1下|问下|不是(?:1|那)(?:件|回)事"
)
#: words that lean on what was said before: no subject of their own, or one that is pointed at
_LEANS = re.compile(
    "^(?:现在|这下|刚才|刚刚|今天|昨天|昨晚|今早|1[刮下到]|比(?:早上|昨天|刚才)|越|更|都|连|就是|还是|还(?!有))"
    "|(?:那|这)(?:个|股|条|块|几|水|味|坑|灯|线|树|边|儿|下|堆|些|根|处|盏)|断了的|底下|越来越|更[厉大严臭深]|比.{1,4}还"
    "|都(?!没人|不管).{0,8}了|(?:流|漫|灌|渗|淹|冲|漏|倒)(?:到|进|出)|让它|把(?:我|人|路|地|门|墙)|啥时候能|还不"
)
#: cause and what follows from it
_FOLLOWS = tuple(
    (re.compile(cause), re.compile(effect))
    for cause, effect in (
        (
            "水|沟|管|渠|化粪池|污|漏|渗|井盖",
            "泡|淹|漫|冲出|冲断|灌|渗|漏|潮|湿|流到|流进|溢|臭|味|熏|蚊|苍蝇|地基|墙根|打滑",
        ),
        (
            "路|坑|桥|塌|树|倒|护栏|井盖|盖板|杆",
            "[过进出]不[去来]|走不[成了]|绕|挡[住着]|堵[住上]|摔|绊|颠|陷|掉[进到]|冲下|歪得",
        ),
        ("灯|黑", "黑|看不见|看不清|摔|绊|不敢走|踩"),
        ("电|变压|线", "冰箱|灯都|跳|闪|烧坏|电压|抽水|充电|没信号|火花"),
        ("没水|停水|水小|浑|压力|自来水|断水", "挑水|河里挑|做饭|洗|喝|烧开|牲口|上不[去来]|拉水|泥"),
        ("垃圾|粪|猪|鸡|羊|厕|臭|渣土|堆", "臭|苍蝇|蚊|老鼠|味|熏|灰|吐|溢|倒[到进]"),
        ("渠|浇|旱|没水|水过不来", "苗|旱|庄稼|卷叶|地里|菜地"),
        ("器材|广播|喇叭|盖板|栏杆", "螺丝|响|吵|转盘"),
        ("漏雨|房顶|瓦", "炕|湿|被子|漏得|墙皮"),
    )
)  # fmt: skip


def goes_on(before: Signature, said: Signature, first: str, second: str, *, apart: timedelta) -> GoesOn:
    """Whether `second`, said `apart` after `first` by the same person, is more of it. Signatures are of the two texts.

    Danger is never decided here: it is heard by itself, whatever it belongs to.
    """
    first, second = plain(first), plain(second)
    if before.danger or said.danger or apart >= WITHIN or said.another or said.again or _ANOTHER.search(second):
        return GoesOn.NO
    placed = bool(said.landmarks or said.groups or said.marks or said.sides)
    same_place = shared_places(before, said)
    somewhere = bool(before.landmarks or before.groups or before.marks or before.sides)
    if placed and somewhere and not same_place:
        # both say where, and nothing of it is the same
        return GoesOn.NO
    if said.grid is not None and before.grid is not None and said.grid != before.grid:
        return GoesOn.NO
    same_topic = before.topic is not None and before.topic is said.topic
    if not same_topic and not {before.topic, said.topic} - {None} <= _OUTSIDE:
        return GoesOn.NO
    leans = _LEANS.search(second) is not None
    follows = any(cause.search(first) and effect.search(second) for cause, effect in _FOLLOWS)
    score = _points(before, said, leans=leans, follows=follows, same_place=same_place, apart=apart)
    if score >= 3 and (same_topic or (follows and (leans or said.topic is None))):
        # a place that only the second one tells may be another one
        return GoesOn.ASK if placed and not same_place else GoesOn.YES
    return GoesOn.ASK if score >= 2 else GoesOn.NO


def _points(
    before: Signature, said: Signature, *, leans: bool, follows: bool, same_place: bool, apart: timedelta
) -> int:
    same_topic = before.topic is not None and before.topic is said.topic
    same_trouble = not before.aspects or not said.aspects or bool(before.aspects & said.aspects)
    words = len(before.grams & said.grams) / max(1, min(len(before.grams), len(said.grams)))
    other_kind = {before.kind, said.kind} == {MatterKind.VILLAGE, MatterKind.HOUSEHOLD}
    return (
        2 * follows
        + (same_topic and (same_trouble or leans))
        + leans
        + same_place
        + (words >= 0.25)
        + (apart <= _AT_ONCE)
        - (apart > _LATER)
        - other_kind
    )


def broken_again(ended: Signature, said: Signature, *, own: bool) -> bool:
    """Whether what is said to have broken again is surely what was mended: the same place, and the same trouble.

    `own`: the one who raised it says so; a trouble that he has raised once only needs no place. Somebody else's word
    needs a landmark or a number: one group of a village has many lamps.
    """
    if ended.danger or said.danger or said.another or ended.topic is None or ended.topic is not said.topic:
        return False
    placed = bool(said.landmarks or said.groups or said.marks or said.sides)
    same_place = shared_places(ended, said)
    if (placed and not same_place) or (ended.sides and said.sides and not ended.sides & said.sides):
        return False
    if said.grid is not None and ended.grid is not None and said.grid != ended.grid:
        return False
    same_trouble = bool(ended.aspects & said.aspects)
    if own:
        return same_trouble or same_place
    exact = bool(ended.marks & said.marks) or any(
        one in other or other in one for one in ended.landmarks for other in said.landmarks
    )
    return same_trouble and exact

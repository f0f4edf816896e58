"""What officials call the three kinds and the topics, for 改 12 供水 and 路灯那个."""

import re
from collections.abc import Mapping

from classifiers.verdict import MatterKind, Topic

_KIND_NAMES = {
    MatterKind.VILLAGE: "村里事 村里的事 公家事 大家的事 村事 村里",
    MatterKind.NEIGHBOUR: "邻里事 邻里的事 邻居的事 两家的事 两家事 邻里",
    MatterKind.HOUSEHOLD: "户里事 户里的事 家里事 家里的事 自家的事 自家事 一家的事 户里 户事",
}
KINDS: Mapping[str, MatterKind] = {name: kind for kind, names in _KIND_NAMES.items() for name in names.split()}
#: the first word of each topic is the one that is taught
TOPICS: Mapping[Topic, tuple[str, ...]] = {
    Topic.ROAD: ("道路", "村道", "修路", "公路", "路面", "路", "坑", "桥"),
    Topic.WATER_SUPPLY: ("供水", "自来水", "吃水", "水管", "停水", "水"),
    Topic.POWER: ("供电", "用电", "停电", "电线", "电"),
    Topic.LIGHTING: ("路灯", "灯头", "灯"),
    Topic.DRAINAGE: ("排水", "沟渠", "清淤", "下水", "污水", "沟"),
    Topic.IRRIGATION: ("灌溉", "浇地", "浇水", "渠"),
    Topic.SANITATION: ("垃圾", "卫生", "环境"),
    Topic.FACILITY: ("设施", "公共设施", "健身", "广场", "厕所"),
    Topic.VILLAGE_AFFAIRS: ("村务", "公开", "账目", "账"),
    Topic.LAND_COLLECTIVE: ("集体土地", "土地", "征地", "林地"),
    Topic.DISASTER: ("防汛", "排险", "塌方", "滑坡", "险情"),
    Topic.PUBLIC_ORDER: ("治安", "偷", "骗"),
    Topic.PUBLIC_SERVICE: ("便民", "服务", "快递"),
    Topic.FARMING: ("农事", "种地", "庄稼", "牲畜防疫"),
    Topic.BOUNDARY: ("地界", "地畔", "边界"),
    Topic.BUILDING: ("盖房", "建房", "房檐"),
    Topic.NEIGHBOUR_WATER: ("两家排水", "滴水"),
    Topic.PASSAGE: ("过路", "走路", "占道"),
    Topic.ANIMALS: ("牲口", "家禽", "狗", "鸡", "牛", "羊"),
    Topic.QUARREL_NOISE: ("吵闹", "吵架", "噪音"),
    Topic.PRIVATE_CLAIM: ("钱物", "欠钱", "债"),
    Topic.WELFARE: ("低保", "救助", "补助"),
    Topic.INSURANCE: ("养老", "医保", "社保"),
    Topic.HOUSING: ("危房", "住房", "房屋", "自家房"),
    Topic.FAMILY: ("家庭", "家暴", "离婚"),
    Topic.CARE: ("照看", "老人", "孩子", "残疾"),
    Topic.PAPERS: ("证件", "证明", "户口", "办证"),
    Topic.WAGES: ("工钱", "工资", "打工", "就业"),
}
_BY_WORD = {word: topic for topic, words in TOPICS.items() for word in words}
# the longest first: 路灯 is no road
_WORDS = re.compile("|".join(sorted(map(re.escape, _BY_WORD), key=len, reverse=True)))
_KIND_WORDS = re.compile("|".join(sorted(map(re.escape, KINDS), key=len, reverse=True)))


def topics_in(text: str) -> list[Topic]:
    """The topics whose words a text holds, each once, in order."""
    return list(dict.fromkeys(_BY_WORD[found] for found in _WORDS.findall(text)))


def kind_in(text: str) -> MatterKind | None:
    """The one kind that a text names."""
    found = {KINDS[word] for word in _KIND_WORDS.findall(text)}
    return found.pop() if len(found) == 1 else None


def without_kind(text: str) -> str:
    """What a text says beside the kind."""
    return _KIND_WORDS.sub(" ", text)


def kind_of(topic: Topic) -> MatterKind:
    """The kind that a topic belongs to (taxonomy §2: 14 village, 7 neighbour, 7 household)."""
    at = list(Topic).index(topic)
    return MatterKind.VILLAGE if at < 14 else MatterKind.NEIGHBOUR if at < 21 else MatterKind.HOUSEHOLD

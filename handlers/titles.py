"""Fixed titles for matters: what a group may hear, and what an official is told. Never the villager's words."""

from classifiers.verdict import MatterKind, Topic


class PublicTitle(str):
    """A title from the fixed list below; the only kind of title a group note takes."""

    __slots__ = ()


_PUBLIC = {
    Topic.ROAD: "村道修补",
    Topic.WATER_SUPPLY: "供水抢修",
    Topic.POWER: "供电抢修",
    Topic.LIGHTING: "路灯维修",
    Topic.DRAINAGE: "沟渠清淤",
    Topic.IRRIGATION: "灌溉用水",
    Topic.SANITATION: "垃圾清运",
    Topic.FACILITY: "公共设施维修",
    Topic.VILLAGE_AFFAIRS: "村务公开答复",
    Topic.LAND_COLLECTIVE: "集体土地事项",
    Topic.DISASTER: "防汛排险",
    Topic.PUBLIC_ORDER: "治安提醒",
    Topic.PUBLIC_SERVICE: "便民服务",
    Topic.FARMING: "农事服务",
}
_STAFF = {
    Topic.BOUNDARY: "地界的事",
    Topic.BUILDING: "建房采光的事",
    Topic.NEIGHBOUR_WATER: "两家排水的事",
    Topic.PASSAGE: "通行占道的事",
    Topic.ANIMALS: "鸡狗庄稼的事",
    Topic.QUARREL_NOISE: "吵闹的事",
    Topic.PRIVATE_CLAIM: "钱物的事",
    Topic.WELFARE: "低保救助",
    Topic.INSURANCE: "医保养老",
    Topic.HOUSING: "房屋水电",
    Topic.FAMILY: "家里的事",
    Topic.CARE: "老人孩子的事",
    Topic.PAPERS: "办证办手续",
    Topic.WAGES: "工钱的事",
}
_OF_KIND = {MatterKind.NEIGHBOUR: "邻里事", MatterKind.HOUSEHOLD: "户里事"}
_UNKNOWN = "村里的事"


def public_title(topic: Topic | None, kind: MatterKind) -> PublicTitle:
    """What a group may hear of a matter; a neighbour's or household's affair has no other name than its kind."""
    if kind in _OF_KIND:
        return PublicTitle(_OF_KIND[kind])
    return PublicTitle(_PUBLIC.get(topic, _UNKNOWN) if topic else _UNKNOWN)


def staff_title(topic: Topic | None, kind: MatterKind) -> str:
    """What the one who handles it is told, in private."""
    if topic is None:
        return _OF_KIND.get(kind, _UNKNOWN)
    return _STAFF.get(topic) or _PUBLIC[topic]

"""What a matter is called: in public by a fixed phrase, among officials by its topic. Never in the villager's words."""

from classifiers.dangers import Danger
from classifiers.verdict import MatterKind, Topic

#: the phrases of the taxonomy for the fourteen village topics
_VILLAGE = {
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
#: the same where somebody only wishes for something: nothing is broken, and nobody is to mend it
_WISHED = {
    Topic.ROAD: "修路的建议",
    Topic.WATER_SUPPLY: "供水的建议",
    Topic.POWER: "用电的建议",
    Topic.LIGHTING: "路灯的建议",
    Topic.DRAINAGE: "排水的建议",
    Topic.IRRIGATION: "灌溉的建议",
    Topic.SANITATION: "环境卫生的建议",
    Topic.FACILITY: "公共设施的建议",
    Topic.PUBLIC_ORDER: "治安的建议",
    Topic.PUBLIC_SERVICE: "便民服务的建议",
    Topic.FARMING: "农事的建议",
}
#: for officials only: what kind of matter between two households
_NEIGHBOUR = {
    Topic.BOUNDARY: "地界的事",
    Topic.BUILDING: "盖房的事",
    Topic.NEIGHBOUR_WATER: "两家排水",
    Topic.PASSAGE: "过路的事",
    Topic.ANIMALS: "牲口家禽",
    Topic.QUARREL_NOISE: "吵闹的事",
    Topic.PRIVATE_CLAIM: "钱物的事",
}
#: for officials only; 家里的事 says no more than needed, since others may look at the officer's screen
_HOUSEHOLD = {
    Topic.WELFARE: "低保救助",
    Topic.INSURANCE: "养老医保",
    Topic.HOUSING: "房屋水电",
    Topic.FAMILY: "家里的事",
    Topic.CARE: "老小照看",
    Topic.PAPERS: "证件证明",
    Topic.WAGES: "工钱就业",
    # one household's own branch or meter (R7)
    Topic.WATER_SUPPLY: "自家用水",
    Topic.POWER: "自家用电",
}
#: a danger to the village at large, in public: what it is, and nobody's home
_IN_DANGER = {
    Danger.FIRE: "着火处置",
    Danger.GAS: "漏气排险",
    Danger.WIRE: "电线排险",
    Danger.ROAD: "路上事故",
    Danger.WATER: "水边救人",
    Danger.FLOOD: "防汛排险",
    Danger.COLLAPSE: "垮塌排险",
    Danger.MEDICAL: "救人",
    Danger.VIOLENCE: "治安提醒",
    Danger.ANIMAL: "牲畜伤人",
    Danger.OTHER: "排险",
}
#: among officials, whoever's it is; what somebody else must not see on a screen stays with its topic
_CALLED_FOR = {
    Danger.FIRE: "着火",
    Danger.GAS: "漏气",
    Danger.WIRE: "电线险情",
    Danger.ROAD: "路上事故",
    Danger.WATER: "有人落水",
    Danger.FLOOD: "水险山险",
    Danger.COLLAPSE: "垮塌险情",
    Danger.MISSING: "找人",
    Danger.MEDICAL: "救人",
    Danger.VIOLENCE: "有人动手",
    Danger.ANIMAL: "牲畜伤人",
    Danger.OTHER: "险情",
}
_SOMETHING = "村里的事"
_BY_KIND = {MatterKind.NEIGHBOUR: "邻里事", MatterKind.HOUSEHOLD: "户里事"}
_FIXED = frozenset({*_VILLAGE.values(), *_BY_KIND.values(), *_IN_DANGER.values(), *_WISHED.values(), _SOMETHING})


class PublicTitle(str):
    """A title that may stand in a group: one of the fixed phrases.

    Any other text turns into the neutral 村里的事, so that neither a caller's mistake nor a phrase that was dropped
    from the list since the ticket was filed can bring a villager's words into a group, or stop a sweep.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> "PublicTitle":
        """One of the fixed phrases, whatever is given."""
        return super().__new__(cls, text if text in _FIXED else _SOMETHING)


def public_title(
    topic: Topic | None, kind: MatterKind, danger: Danger | None = None, *, wished: bool = False
) -> PublicTitle:
    """The title of a ticket: a village matter by its topic or by the danger that it is, a neighbour or household
    matter by nothing but its kind. `wished`: it is a suggestion, not something to mend."""
    by_kind = _BY_KIND.get(_settled(topic, kind))
    if wished and by_kind is None and topic in _WISHED:
        return PublicTitle(_WISHED[topic])
    if by_kind is None and danger in _IN_DANGER:
        return PublicTitle(_IN_DANGER[danger])
    return PublicTitle(by_kind or _VILLAGE.get(topic or Topic.PAPERS, _SOMETHING))


def staff_title(topic: Topic | None, kind: MatterKind, danger: Danger | None = None, *, wished: bool = False) -> str:
    """What the matter is about, for the officials who handle it: at most seven characters."""
    if danger in _CALLED_FOR:
        return _CALLED_FOR[danger]
    settled = _settled(topic, kind)
    if wished and settled not in _BY_KIND and topic in _WISHED:
        return _WISHED[topic]
    names = {MatterKind.NEIGHBOUR: _NEIGHBOUR, MatterKind.HOUSEHOLD: _HOUSEHOLD}.get(settled, _VILLAGE)
    return names[topic] if topic in names else public_title(topic, kind)


def _settled(topic: Topic | None, kind: MatterKind) -> MatterKind:
    # while the kind is still being asked the topic is the best guess, and the narrower circle the safer one
    if kind is MatterKind.UNCLEAR and topic in _NEIGHBOUR:
        return MatterKind.NEIGHBOUR
    if kind is MatterKind.UNCLEAR and topic in _HOUSEHOLD:
        return MatterKind.HOUSEHOLD
    return kind

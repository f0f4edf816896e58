"""宣讲: two talks a month, one of law and one of manners, proposed by what people spoke of most (seeds 3.6)."""

from collections.abc import Mapping, Sequence

from classifiers.verdict import MatterKind, Topic
from handlers.reports.figures import Figure
from handlers.reports.lessons import village_topics
from handlers.reports.township import View

#: topic → (law, manners); an empty one has nothing of its own
_TALKS: Mapping[Topic, tuple[str, str]] = {
    Topic.ROAD: ("公共道路谁管护、损坏谁来赔", "路是大家的，门前三包"),
    Topic.WATER_SUPPLY: ("农村供水的价格和维修责任", "节约用水、冬天护水管"),
    Topic.POWER: ("用电安全和电力设施保护", "私拉乱接害人害己"),
    Topic.LIGHTING: ("公共设施损坏的责任", "爱护路灯"),
    Topic.DRAINAGE: ("排水沟渠的相邻关系", "沟渠大家清"),
    Topic.IRRIGATION: ("灌溉用水的轮灌规则", "上游想着下游"),
    Topic.SANITATION: ("垃圾分类和倾倒的规定", "屋里屋外都干净"),
    Topic.FACILITY: ("集体财产的保护", "公家东西当自家的用"),
    Topic.VILLAGE_AFFAIRS: ("村务公开和村民的知情权", "有话摆到桌面上说"),
    Topic.LAND_COLLECTIVE: ("承包地流转合同怎么签", "一块地一把尺"),
    Topic.DISASTER: ("防汛防火的法定义务", "互相喊一声"),
    Topic.PUBLIC_ORDER: ("反诈和治安管理", "邻里守望"),
    Topic.PUBLIC_SERVICE: ("办证要什么材料、怎么代办", "帮老人多跑一步"),
    Topic.FARMING: ("农资真假和农业补贴", "手艺互相教"),
    Topic.BOUNDARY: ("土地确权证和地界怎么量", "让一尺地，留百年好"),
    Topic.BUILDING: ("宅基地和盖房审批", "盖房先跟邻居说一声"),
    Topic.NEIGHBOUR_WATER: ("民法典里的相邻排水", "水往低处流，人往好处想"),
    Topic.PASSAGE: ("民法典里的相邻通行", "给人留条路"),
    Topic.ANIMALS: ("养狗养畜的责任", "拴好自家的狗"),
    Topic.QUARREL_NOISE: ("吵闹扰民怎么处理", "有话好好说"),
    Topic.PRIVATE_CLAIM: ("借条欠条怎么写、怎么要", "亲兄弟明算账"),
    Topic.WELFARE: ("低保救助的条件和程序", "不笑话难处"),
    Topic.INSURANCE: ("养老医保怎么缴、怎么报", "帮老人看懂单子"),
    Topic.HOUSING: ("危房改造的条件和程序", "搭把手修房"),
    Topic.FAMILY: ("婚姻家庭和反家暴", "家和靠商量"),
    Topic.CARE: ("赡养、抚养和留守照看", "常回家看看"),
    Topic.PAPERS: ("户口身份证怎么办", "手机不会用，有人教"),
    Topic.WAGES: ("欠薪怎么讨、合同怎么签", "干活先说好价"),
}


def talks(view: View, private_topics: Sequence[Figure]) -> list[str]:
    """One talk of law for the most frequent topic, one of manners for the next; only topics that a report shows."""
    often = [(len(cases), topic) for topic, cases in village_topics(view.received()).items()]
    shown = {figure.id: figure for figure in private_topics if figure.hidden is None}
    for topic in Topic:
        for kind in (MatterKind.NEIGHBOUR, MatterKind.HOUSEHOLD):
            figure = shown.get(f"{kind}_{topic}")
            if figure is not None and figure.n:
                often.append((figure.n, topic))
    often.sort(key=lambda pair: (-pair[0], list(Topic).index(pair[1])))
    if not often:
        return []
    law, manners = often[0][1], often[min(1, len(often) - 1)][1]
    return [f"法治一讲：{_TALKS[law][0]}", f"村风一讲：{_TALKS[manners][1]}"]

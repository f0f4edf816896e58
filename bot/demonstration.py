"""The demonstration township: 鸡鸣镇, its villages and its people, all invented. The same on every call.

Its size is that of the real townships this program was made for: 1 township, 28 villages, 151 grids and 408
ten-household contacts. The phone numbers lie in a block that is given to nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from storage.organisation import Role
from storage.organisation_file import (
    ChatEntry,
    CodeEntry,
    GridEntry,
    OrganisationFile,
    PersonEntry,
    PostEntry,
    TownshipEntry,
    VillageEntry,
)

TOWNSHIP = "621221108"
#: the group of the first village, in which the simulated group page plays
DEMONSTRATION_GROUP = "g-shanghe"

#: name, how it is written in ids, and the letters of its codes
_VILLAGES = (
    ("上河村", "shanghe", "SH"),
    ("中滩村", "zhongtan", "ZT"),
    ("柳家湾村", "liujiawan", "LJ"),
    ("杏树坪村", "xingshuping", "XS"),
    ("红土坡村", "hongtupo", "HT"),
    ("核桃坝村", "hetaoba", "HB"),
    ("青石峡村", "qingshixia", "QS"),
    ("北塬村", "beiyuan", "BY"),
    ("南岭村", "nanling", "NL"),
    ("赵家庄村", "zhaojiazhuang", "ZJ"),
    ("麻沟村", "magou", "MG"),
    ("双泉村", "shuangquan", "SU"),
    ("大坪村", "daping", "DP"),
    ("高寨村", "gaozhai", "GZ"),
    ("毛坝村", "maoba", "MB"),
    ("谷峪村", "guyu", "GY"),
    ("沙湾村", "shawan", "SW"),
    ("黑池村", "heichi", "HC"),
    ("王磨村", "wangmo", "WM"),
    ("梨树咀村", "lishuzui", "LZ"),
    ("西川村", "xichuan", "XC"),
    ("东峪村", "dongyu", "DY"),
    ("孙院村", "sunyuan", "SY"),
    ("鹿角村", "lujiao", "JL"),
    ("云坪村", "yunping", "YP"),
    ("竹园坝村", "zhuyuanba", "ZY"),
    ("石家山村", "shijiashan", "SJ"),
    ("安坪村", "anping", "AP"),
)
_GRIDS = 151
_CONTACTS = 408
_GROUPS = ("一组", "二组", "三组", "四组", "五组", "六组")
#: none is part of another, and none is a thing that breaks: 「二组的变压器」 must not point to two grids
_LANDMARKS = (
    "村口", "戏台", "老槐树", "小卖部", "桥头", "卫生室", "学校门口", "磨坊", "文化广场", "村委会", "打麦场", "油坊",
    "砖窑", "苹果园", "幼儿园", "养老院", "养殖场", "垭口", "沟口", "堡子", "核桃林", "收购站", "农家书屋", "加工厂",
    "供销社", "石碾子", "凉亭", "篮球场", "大柳树", "梯田口",
)  # fmt: skip
_SURNAMES = "王李张刘陈杨赵周吴徐孙马朱胡郭何高罗郑梁谢宋唐许邓冯韩曹曾彭"
_GIVEN = (
    "秀英", "建国", "玉兰", "志勤", "桂花", "永强", "小梅", "富贵", "红霞", "明理", "秋菊", "满仓", "翠萍", "学文",
    "银花", "长顺", "巧云", "喜成", "淑珍", "根生", "金莲", "福祥", "彩霞", "守信", "玉芳", "来喜", "春燕", "保田",
    "月娥", "占军", "雪琴", "双全", "惠琴", "广财", "素云", "新社", "爱香", "天佑", "凤英", "存良", "改转", "栓柱",
    "美玲", "德厚", "兰香", "旺", "莲", "稳", "俊",
)  # fmt: skip
_LEADERS = 7
_AREA_LEADERS = 4
_CADRES = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class CastMember:
    """Somebody the simulated group page lets one be. `person`: the official's id; None for a villager."""

    chat: str
    name: str
    title: str
    person: str | None = None


class _Register:
    """Gives every person a number, a name nobody else has, and a phone."""

    def __init__(self) -> None:
        self.people: list[PersonEntry] = []
        self.posts: list[PostEntry] = []

    def add(self, chat: str | None, *posts: tuple[Role, str]) -> None:
        number = len(self.people)
        # 49 given names and 30 surnames share no divisor: the pairs repeat only after 1470 people
        name = _SURNAMES[number % len(_SURNAMES)] + _GIVEN[number % len(_GIVEN)]
        person = PersonEntry(id=f"p{number + 1:03}", name=name, phone=f"1390000{number + 1:04}", chat=chat)
        self.people.append(person)
        self.posts += [PostEntry(person=person.id, role=role, area=area) for role, area in posts]


@cache
def demonstration_township() -> OrganisationFile:
    """鸡鸣镇 in full. Contacts have no chat account here: what they say in a group is a villager's word."""
    villages = [
        VillageEntry(
            code=f"{TOWNSHIP}{201 + index}",
            name=name,
            aliases=(name.removesuffix("村"),),
            groups=_GROUPS[: _grids_in(index)],
        )
        for index, (name, _, _) in enumerate(_VILLAGES)
    ]
    grids = [grid for index, village in enumerate(villages) for grid in _grids_of(index, village)]
    register = _Register()
    _fill_the_township(register, [village.code for village in villages])
    for village, (_, written, _) in zip(villages, _VILLAGES, strict=True):
        own = [grid for grid in grids if grid.village == village.code]
        for number, grid in enumerate(own, start=1):
            register.add(f"o-{written}-g{number}", (Role.GRID_OFFICER, grid.code))
        for role, word in (
            (Role.GRID_HEAD, "head"),
            (Role.VILLAGE_SECRETARY, "secretary"),
            (Role.VILLAGE_SUPERVISOR, "supervisor"),
            (Role.MEDIATOR, "mediator"),
        ):
            register.add(f"o-{written}-{word}", (role, village.code))
    for index, grid in enumerate(grids):
        for _ in range(_share(_CONTACTS, _GRIDS, index)):
            register.add(None, (Role.CONTACT, grid.code))
    return OrganisationFile(
        township=TownshipEntry(code=TOWNSHIP, name="鸡鸣镇"),
        villages=tuple(villages),
        grids=tuple(grids),
        people=tuple(register.people),
        posts=tuple(register.posts),
        chats=tuple(
            ChatEntry(id=f"g-{village.code[-3:]}" if index else DEMONSTRATION_GROUP, area=village.code)
            for index, village in enumerate(villages)
        ),
        codes=tuple(_codes(villages, grids)),
    )


def _share(total: int, among: int, index: int) -> int:
    """What one of `among` gets when `total` things are given out evenly, the first ones getting what is left over."""
    return total // among + (index < total % among)


def _grids_in(village: int) -> int:
    return _share(_GRIDS, len(_VILLAGES), village)


def _grids_of(index: int, village: VillageEntry) -> Iterator[GridEntry]:
    taken = 0
    for number, group in enumerate(village.groups):
        size = 3 + (index + number) % 3
        # each village goes round the same landmarks from another one on; thirty are enough for six grids of five
        places = [_LANDMARKS[(index * 7 + taken + step) % len(_LANDMARKS)] for step in range(size)]
        taken += size
        yield GridEntry(
            code=f"{village.code}{number + 1:03}",
            name=f"{village.name}{group}网格",
            village=village.code,
            places=tuple(places),
        )


def _fill_the_township(register: _Register, villages: list[str]) -> None:
    for number in (1, 2):
        register.add(f"o-office-{number}", (Role.AFFAIRS_OFFICE, TOWNSHIP))
    led: dict[int, list[str]] = {}
    for index, village in enumerate(villages):
        led.setdefault(index * _AREA_LEADERS // len(villages), []).append(village)
    for number in range(_LEADERS):
        areas = [(Role.AREA_LEADER, village) for village in led.get(number, [])]
        register.add(f"o-leader-{number + 1}", (Role.DUTY_LEADER, TOWNSHIP), *areas)
    register.add("o-steward", (Role.DATA_STEWARD, TOWNSHIP))
    for number in (1, 2):
        register.add(f"o-legal-{number}", (Role.LEGAL_ADVISER, TOWNSHIP))
    first = 0
    for number in range(_CADRES):
        size = _share(len(villages), _CADRES, number)
        covered = [(Role.VILLAGE_LEAD_CADRE, village) for village in villages[first : first + size]]
        first += size
        register.add(f"o-cadre-{number + 1}", *covered)


def _codes(villages: list[VillageEntry], grids: list[GridEntry]) -> Iterator[CodeEntry]:
    for village, (_, _, letters) in zip(villages, _VILLAGES, strict=True):
        own = [grid for grid in grids if grid.village == village.code]
        for number, grid in enumerate(own, start=1):
            yield CodeEntry(code=f"{letters}{number:02}", area=grid.code, place=village.name + grid.places[1])


def _cast() -> tuple[CastMember, ...]:
    people = {person.chat: person for person in demonstration_township().people if person.chat}
    villagers = [
        CastMember(chat=chat, name=name, title="村民")
        for chat, name in (("v-zhang", "张婶"), ("v-li", "李大爷"), ("v-wang", "王嫂"), ("v-zhao", "小赵"))
    ]
    officials = [
        CastMember(chat=chat, name=people[chat].name, title=title, person=people[chat].id)
        for chat, title in (
            ("o-shanghe-g1", "一组网格员"),
            ("o-shanghe-g2", "二组网格员"),
            ("o-shanghe-head", "网格长"),
            ("o-shanghe-secretary", "村支书"),
            ("o-office-1", "镇社会事务办公室"),
        )
    ]
    return (*villagers, *officials)


#: who plays in the simulated group of 上河村
DEMONSTRATION_CAST = _cast()

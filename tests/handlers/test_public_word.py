"""Whatever anybody types, nothing of it reaches a group: every handler is walked with poisoned words.

Names, telephone and identity numbers, an illness and an amount stand in every message of villagers and officials.
Each line that a group then hears must be one of the phrase book's public phrases, filled with public titles,
officials' names and numbers, days and counts, and hold none of the poison.
"""

import importlib
import pkgutil
import random
import re
from collections.abc import AsyncIterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from bot import intake
from bot.program import ROUTERS
from classifiers.dangers import Danger
from classifiers.verdict import MatterKind, Topic
from handlers import wording
from handlers.router import Router, handle
from handlers.titles import public_title
from handlers.turn import Turn
from handlers.verbs import VERBS
from handlers.wording.forms import SERVICES, PublicPhrase
from storage.database import Database
from storage.incoming import MessageKind
from storage.organisation_file import parse_organisation
from storage.vault import Vault
from tests.stage import ORGANISATION, Stage, a_stage

NAME, PHONE, IDENTITY, ILLNESS, AMOUNT = "毒草花", "13987654321", "621221198001011234", "乙肝", "38888元"
POISON = (NAME, PHONE, IDENTITY, ILLNESS, "38888")
SICK = f"{NAME}得了{ILLNESS}，身份证{IDENTITY}，电话{PHONE}，欠了{AMOUNT}"
GROUP = "g-shanghe"

#: what villagers say, in the group and in private; every kind of matter, and what they answer with
SAID = tuple(
    f"""
二组桥头路灯坏了三天，就在{NAME}家门口，打{PHONE}
一组村口自来水爆了，{SICK}
隔壁{NAME}家把化粪池水排到我家墙根，{SICK}
我妈{NAME}得了{ILLNESS}，想申请低保，花了{AMOUNT}，电话{PHONE}
我男人{NAME}喝了酒又打我，身上都是伤，救救我，{PHONE}
着火了着火了，{NAME}家厨房着火了，快来人，{PHONE}
{NAME}掉河里了，快救人
村支书周书记收了我{AMOUNT}不办事，我叫{NAME}，{PHONE}
三组路塌了半边，车过不去，{NAME}差点掉下去
谁家的狗把{NAME}咬了，{ILLNESS}
我家也是，{SICK}
+1
我家也没水
催，{NAME}等着
改 1 不是桥头，是{NAME}家
删 1 {NAME}
停
匿名
保密
评
查
撤
撤 1 {NAME}
人工
链接
不记
说
SH01
1
2
3
没弄好，{SICK}
谢谢{NAME}
心愿：想要个轮椅，{SICK}
一组，就在{NAME}家旁边
不是{NAME}家，是隔壁
{NAME}
别在群里说话了
愿意
不愿意
火灭了，{NAME}没事
1号是我的，我叫{NAME}
没给
没还
说事码扫不开，{NAME}急死了
听不懂你说啥
行，{NAME}说好了
绑定 123456 {NAME}
绑定 123456
在吗
{PHONE}
你们网格员{NAME}态度不好
方便
就我一家，{NAME}
网格员是谁
再不管我就去上访，我叫{NAME}
二组桥头路灯坏了，再不管{NAME}就去告状
""".strip().splitlines()
)
#: what officials add to each of their words
ADDED = (SICK, f"周五 {NAME}", f"给李桂花 {NAME}", f"{NAME} {PHONE}", "")
#: what officials say that begins with no verb of the table
ORDERED = tuple(
    f"""
代报 {NAME}家漏雨，电话{PHONE}，本人同意
摸排 {SICK}
本人同意
本人不同意
代答 1 行 {NAME}
转告了 1 {NAME}
代查 1
代撤 1 {NAME}
1号是他
是本人
不是本人
心愿
认领 1
放手 1
同去 1 李桂花
代办 1 {NAME}的低保
收 1 {NAME}的户口本
还 1 {NAME}的户口本
看 1 日期
值班
换班 周五 李桂花
同意
不同意
请假 25号到30号 李桂花代 {ILLNESS}
销假
说了 1 对方 {NAME}
调解 1 周五 {NAME}
调解 1 不成 {SICK}
调解 1 成 {SICK}
调解 1 不愿 {NAME}
法律顾问 1
决定 1 给{NAME}修 周五 王建军
办到 1
异议 1 {NAME}
采纳 1 {NAME}
不采纳 1 {NAME}
直办 二组灯泡换了，{NAME}看着的
督 1 {NAME}
不督 1
上报 1 {NAME}
方案 1 {SICK}
专班 1 牵头李桂花 副手周书记 {NAME}
步骤 1 周五 去{NAME}家
议 1 周五 {NAME}
议 1 四议 {NAME}
议 1 第1步 通过 应到30 实到25 同意20
险情解除 1 {NAME}
好 1 灯头换了新的
好 1 给{NAME}换了灯头
收到
行，{NAME}的事我知道了
让 1
帮不了 1
联 1 李桂花
备注 1 {SICK}
可以谢
""".strip().splitlines()
)
#: reached by what no text can be: kinds of messages, said by hand in the walk below
KINDS: tuple[dict[str, Any], ...] = (
    {"kind": MessageKind.SCAN, "scan": "SH01"},
    {"kind": MessageKind.SCAN, "scan": "NOBODY"},
    {"kind": MessageKind.FOLLOW},
    {"kind": MessageKind.IMAGE},
    {"kind": MessageKind.VOICE},
    {"kind": MessageKind.UNFOLLOW},
)
#: until every handler has been met
ROUNDS = 3


def _public_pattern(phrase: PublicPhrase) -> str:
    titles = {public_title(topic, kind) for topic in (*Topic, None) for kind in MatterKind}
    titles |= {public_title(None, MatterKind.VILLAGE, danger) for danger in Danger}
    title = "|".join(sorted(map(re.escape, titles), key=len, reverse=True))
    filled = {
        "称呼": "张婶|乡亲",
        "事": title,
        "几件": f"(?:{title})(?:、(?:{title}))*…?",
        "人": "[\u4e00-\u9fff]{2,4}",
        "电话": r"[\d+*\- ]{3,20}",
        "日期": r"\d+月\d+日\(周[一二三四五六日]\)",
        **dict.fromkeys(SERVICES, r"\d{3,11}"),
        **dict.fromkeys(("天数", "数1", "数2", "数3"), r"\d+"),
    }
    parts = Formatter().parse(phrase.template)
    return "".join(re.escape(text) + (f"(?:{filled[slot]})" if slot else "") for text, slot, _, _ in parts)


def public_phrases() -> re.Pattern[str]:
    """What a group may hear, as one pattern."""
    modules = [importlib.import_module(m.name) for m in pkgutil.iter_modules(wording.__path__, "handlers.wording.")]
    phrases = {p.id: p for module in modules for p in vars(module).values() if isinstance(p, PublicPhrase)}
    return re.compile("|".join(_public_pattern(phrase) for phrase in phrases.values()))


@pytest.fixture
async def walked(tmp_path: Path, vault: Vault) -> AsyncIterator[Stage]:
    """A township with every post filled, in a database that is thrown away."""
    more = """
  - {id: p08, name: 吴调解, phone: "13900000008", chat: mediator}
  - {id: p09, name: 郑律师, phone: "13900000009", chat: lawyer}
  - {id: p10, name: 冯包片, phone: "13900000010", chat: leader}
posts:
  - {person: p08, role: mediator, area: "621221108201"}
  - {person: p09, role: legal_adviser, area: "621221108"}
  - {person: p10, role: area_leader, area: "621221108"}"""
    roster = """roster:
  - {date: 2026-11-27, person: p07, duty: duty_leader}
  - {date: 2026-12-04, person: p10, duty: duty_leader}"""
    database = Database(
        f"sqlite:///{tmp_path}/walk.sqlite3", vault, "621221108", random.Random(2).getrandbits, durable=False
    )
    await database.upgrade()
    organisation = parse_organisation(ORGANISATION.replace("\nposts:", more, 1).replace("roster: []", roster), "walk")
    async with a_stage(database, organisation=organisation) as stage:
        yield stage
    await database.close()


async def test_no_handler_carries_a_typed_word_into_a_group(walked: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A walk of a few hundred poisoned messages through every handler there is, with days going by."""
    visited: set[str] = set()

    async def noting(routers: tuple[Router, ...], turn: Turn) -> str:
        name = await handle(routers, turn)
        visited.add(name)
        return name

    monkeypatch.setattr(intake, "handle", noting)
    chance = random.Random(11)
    heard: list[str] = []

    def keep(notes: list[Any]) -> None:
        heard.extend(sent.note.text for sent in notes if sent.note.to == GROUP)

    await _what_needs_its_moment(walked, keep)
    for number in range(ROUNDS):
        await _a_round(walked, chance, number, keep)
    every = {
        f"{router.name}.{getattr(handler, '__name__', '')}" for router in ROUTERS for _, handler in router._entries
    }
    pattern = public_phrases()
    assert heard, "the group heard nothing at all: the walk shows nothing"
    for text in heard:
        assert not any(poison in text for poison in POISON), text
        assert pattern.fullmatch(text), text
    missing = sorted(every - visited)
    assert not missing, " ".join(missing)


async def _what_needs_its_moment(stage: Stage, keep: Any) -> None:
    """Answers that are only understood after their question, said in the order in which a life has them."""

    async def say(sender: str, text: str = "", group: str | None = None, **fields: Any) -> int:
        keep(await stage.say(sender, text, group=group, **fields))
        return len(await stage.tickets())

    keep(await stage.say("duty", "换班 周五 冯包片"))
    await say("leader", "不同意")
    keep(await stage.say("duty", "换班 周五 冯包片"))
    await say("leader", "同意")
    await say("s-1", "二组桥头路灯坏了", GROUP, external_id="taken-back")
    await say("s-1", "", GROUP, kind=MessageKind.RECALL, recalls="taken-back")
    await say("s-2", "上河村二组桥头路灯坏了三天了", GROUP)
    lamp = await say("s-2", "就这些")
    await say("officer-2", "", kind=MessageKind.IMAGE)
    await say("officer-2", f"好 {lamp} 灯头换了新的")
    keep(await stage.after(minutes=40))
    await say("s-2", "3")
    await say("s-2", f"没弄好，{SICK}")
    await say("officer-2", f"好 {lamp} 又换了一个")
    await say("s-2", "1")
    await say("s-2", f"路灯亮了，谢谢{NAME}", GROUP)
    keep(await stage.after(days=1, hours=2))
    await say("s-2", "3")
    await say("s-2", f"来的人骂{NAME}，{SICK}")
    keep(await stage.after(days=1))
    await say("s-2", f"昨晚桥头路灯又不亮了，{NAME}摔了")
    await say("s-2", f"就是那个灯，{NAME}家门口")
    quarrel = await say("s-3", f"上河村一组，隔壁{NAME}家盖房占了我家地界，吵了几回了，{SICK}")
    await say("officer-1", f"法律顾问 {quarrel}")
    await say("s-3", "1")
    await say("s-3", "不用律师")
    await say("officer-1", f"好 {quarrel} 两家量清楚了，都认了")
    await say("s-3", "1")
    keep(await stage.after(days=2))
    await say("s-3", "2")
    keep(await stage.after(days=6))
    await say("s-3", f"又吵起来了，{SICK}")
    await say("s-3", "不愿调解")
    paper = await say("s-4", f"上河村二组，想办残疾证，{SICK}")
    await say("officer-2", f"代办 {paper}")
    await say("officer-2", f"收 {paper} 户口本 本人同意")
    await say("s-4", f"没给 {paper}")
    await say("s-4", f"撤 {paper}")
    await say("officer-2", f"代报 {NAME} 桥头路灯坏了，{SICK}", GROUP)
    keep(await stage.after(minutes=2))
    await say("officer-2", f"代报 {NAME} 桥头路灯坏了，{SICK}")
    await say("officer-2", "好")
    await say("officer-2", f"桥头路上有个大坑，{NAME}摔了")
    await say("officer-2", "另一件")
    await say("officer-2", "没同意")
    await say("officer-2", "树要倒了压线")
    await say("officer-2", "是")
    await say("s-7", f"SH01 路灯不亮了，{NAME}摔了")
    await say("s-5", "", kind=MessageKind.IMAGE)
    await say("s-6", f"上河村二组低保三个月没到账了，{SICK}。另外二组桥头路灯也坏了三天了")
    old = await say("officer-1", f"代报 一组{NAME}家房顶漏雨，电话{PHONE}，本人同意")
    await say("s-7", f"{old}号是我的")
    await say("s-8", f"上河村一组村口自来水管爆了，{SICK}")
    await say("s-8", "就这些")
    await say("s-8", "催")
    pothole = await say("s-10", f"上河村一组村口路上有个大坑，{SICK}")
    await say("s-10", f"上河村二组桥头垃圾没人收，{SICK}")
    await say("s-10", "撤")
    await say("s-10", str(pothole))
    await say("s-10", f"再不管我就去上访，我叫{NAME}")
    await say("s-10", f"上河村二组桥头路灯坏了，再不管我就去告状，{SICK}")
    await say("s-10", "网格员是谁")
    await say("s-11", f"上河村一组村口着火了，{NAME}家，{PHONE}")
    await say("s-11", f"火灭了，{NAME}没事")
    await say("s-11", "别在群里说话了", GROUP)
    # somebody tells an official, who writes it down piece by piece
    await say("mediator", f"代报 {NAME}家门口路灯坏了，{PHONE}", GROUP)
    await say("mediator", f"代报 {NAME}家门口路灯坏了")
    await say("mediator", "好的")
    await say("mediator", f"二组桥头第三家，电话{PHONE}")
    await say("mediator", "另一件")
    await say("mediator", "没同意")
    await say("s-12", f"SH01 村口路灯坏了，{NAME}家门口")
    await say("s-13", "不记")
    await say("s-13", f"着火了着火了，{NAME}家厨房着火了，快来人")
    await say("mediator", "路坏了")
    await say("mediator", "是")
    await say("s-14", "上河村二组桥头路上一股臭水流出来，没人管")
    keep(await stage.after(minutes=8))
    await say("s-14", f"臭水都流到我家门前了，墙根都泡软了，{NAME}也看见了")
    await say("s-14", "另一件")
    await say("s-15", "上河村一组路上有个大坑")
    keep(await stage.after(minutes=12))
    await say("s-15", "那个坑下雨天一坑水，看不见有多深")
    await say("s-15", f"不是一件事，是{NAME}家门前的")
    await say("s-9", f"绑定 123456 {NAME}")
    await say("s-9", "绑定 123456")
    # a card of some program: no words in it that anybody could read
    await say("office", "", kind=MessageKind.OTHER)
    await say("s-9", "", kind=MessageKind.OTHER)


async def _a_round(stage: Stage, chance: random.Random, number: int, keep: Any) -> None:
    villagers = [f"v{number}-{n}" for n in range(4)]
    officials = ["officer-1", "officer-2", "head", "secretary", "supervisor", "office", "duty", "mediator", "leader"]
    for text in chance.sample(SAID, len(SAID)):
        group = GROUP if chance.random() < 0.4 else None
        keep(await stage.say(chance.choice(villagers), text, group=group))
        if chance.random() < 0.3:
            keep(await stage.say(chance.choice(officials), "接"))
    for fields in KINDS:
        keep(await stage.say(chance.choice(villagers), "", **fields))
    last = len(await stage.tickets())
    said = [f"{verb.example.split('，')[0]} {chance.choice(ADDED)}" for verb in VERBS] + list(ORDERED)
    for text in chance.sample(said, len(said)):
        one = str(chance.randrange(max(1, last - 12), last + 1))
        keep(await stage.say(chance.choice(officials), re.sub(r"\b(?:1|12|15)\b", one, text)))
        if chance.random() < 0.2:
            keep(await stage.say(chance.choice(villagers), chance.choice(SAID)))
    keep(await stage.after(days=chance.choice((1, 3, 8))))


def test_the_pattern_refuses_what_is_no_public_phrase() -> None:
    """The guard itself can fail."""
    pattern = public_phrases()
    assert pattern.fullmatch(wording.GROUP_DONE.say(事=wording.PublicTitle("路灯维修")).text)
    assert not pattern.fullmatch(f"{NAME}家的路灯办好了。哪里还不行，说一声，接着弄。")

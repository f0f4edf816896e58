"""问啥: before anything hard is settled its facts are gathered, each once (seeds 1.4, 2.9, 3.5, 3.22).

Five facts belong to any matter: where, since when, whom it touches, what has been tried, what is wanted. What the
villager has said, or an official has noted, is never asked again. Some topics have things to look at; where two sides
stand against each other both see the same yardstick. A list to go by, not a form: nothing has to be filled in.
"""

import re
from collections.abc import Mapping
from datetime import timedelta

from classifiers.verdict import Topic, Urgency
from handlers import filing
from handlers.turn import Turn
from handlers.wording import fact_list as say
from storage.models import Ticket

#: (what to ask, the words by which it is known to have been said)
_FACTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "从啥时候起",
        re.compile(
            "[0-9一二两三四五六七八九十半几]+(?:来)?(?:天|周|个?星期|个?礼拜|个?月|年|回|次)|昨|前天|今[早天]|上(?:周|月|个)|去年|从.{1,8}起|一直|好久"
        ),
    ),
    (
        "影响到几家几口人",
        re.compile(
            "我家|俺家|我们|大家|全[村组社]|家家|[0-9一二两三四五六七八九十几]+[户家]|左邻右舍|邻居|隔壁|老人|娃|学生"
        ),
    ),
    (
        "找过谁、试过啥法子",
        re.compile("找过|找了|说过|问过|报过|反映过|打过|修过|试过|自己.{0,4}(?:弄|修|换|挖)|没人(?:管|理)|调解过"),
    ),
    (
        "想咋办",
        re.compile(
            "想(?!不)|希望|要求|能不能|可不可以|求|盼|请(?:人|村|镇|你们|帮)|赶紧|帮(?:我|忙|着)|要(?:修|换|赔|回|钱)"
        ),
    ),
)
#: things to look at, by topic; for quarrels about a line the same yardstick for both (seeds 3.22)
_TO_LOOK_AT: Mapping[Topic, tuple[str, ...]] = {
    Topic.BOUNDARY: ("两家的确权证或承包证", "约两家一起到场量", "画张草图写上尺寸", "量完两家都签字"),
    Topic.LAND_COLLECTIVE: ("承包合同、确权证", "地块四至", "村里的会议记录"),
    Topic.BUILDING: ("宅基地手续", "跟邻居墙的距离", "画张草图"),
    Topic.NEIGHBOUR_WATER: ("水从哪来往哪去", "下雨天再看一回", "拍照留底"),
    Topic.PASSAGE: ("老路在哪、走了多少年", "别的路能不能走", "约两家一起到场"),
    Topic.PRIVATE_CLAIM: ("借条、转账、聊天记录", "约好的还钱日子"),
    Topic.ANIMALS: ("谁家的、拴没拴", "伤没伤人，去没去医院"),
    Topic.WELFARE: ("户口本、收入、得了啥病", "上回啥时候批的、为啥停"),
    Topic.HOUSING: ("漏在哪、裂多宽", "夜里能不能住人", "有没有鉴定"),
    Topic.WAGES: ("合同、工资条、考勤", "老板电话、工地在哪", "一共几个人、多少钱"),
    Topic.CARE: ("身边有没有人", "吃饭吃药谁管", "子女电话"),
    Topic.ROAD: ("坑多大、哪一段", "校车救护车走不走", "要不要先拦起来"),
    Topic.WATER_SUPPLY: ("几户没水、哪一段漏", "阀门关没关", "老人家里有没有存水"),
    Topic.POWER: ("几户没电、线掉没掉", "打没打95598"),
    Topic.VILLAGE_AFFAIRS: ("问的是哪笔账、哪一年", "公开栏贴没贴"),
}
#: 难以解决的矛盾: these are asked about before anybody sits down
_HARD = frozenset({Urgency.COMPLEX, Urgency.MEDIATION})
WITHIN = timedelta(days=30)
OFTEN = 3


def still_to_ask(ticket: Ticket, known: str) -> list[str]:
    """Which of the five facts nobody has told yet. `known`: all that was said and noted."""
    asks = [] if ticket.place or ticket.grid else ["在哪儿"]
    return asks + [fact for fact, said in _FACTS if said.search(known) is None]


def to_look_at(topic: Topic | None) -> tuple[str, ...]:
    """What a matter of this topic wants to be seen."""
    return _TO_LOOK_AT.get(topic, ()) if topic is not None else ()


async def offer(turn: Turn, ticket: Ticket) -> None:
    """The same to whoever takes something hard; of papers what to look at; of the third of one place, that it is."""
    if ticket.about_official or ticket.violence_at_home:
        return
    if ticket.urgency in _HARD:
        await tell_all(turn, ticket)
        return
    if ticket.urgency is Urgency.APPLICATION:
        await _what_to_look_at(turn, ticket)
    await _same_place(turn, ticket)


async def tell_all(turn: Turn, ticket: Ticket) -> None:
    """What is missing, what to look at, and whether this place had it before."""
    title = filing.staff_title(ticket)
    history = await turn.ledger.tickets.history(ticket.number)
    noted = " ".join(line.reason for line in history if line.detail.get("remark") or line.detail.get("progress"))
    known = f"{await turn.ledger.tickets.words(ticket) or ''} {noted}"
    asks = still_to_ask(ticket, known)
    if asks:
        text = say.ASK_ABOUT.say(事=title, 几件="、".join(asks), 编号=ticket.number)
    else:
        text = say.ALL_KNOWN.say(事=title, 编号=ticket.number)
    await turn.answer(text, why="notice", ticket=ticket.number)
    await _what_to_look_at(turn, ticket)
    await _same_place(turn, ticket)


async def _what_to_look_at(turn: Turn, ticket: Ticket) -> None:
    look = to_look_at(ticket.topic)
    if look:
        text = say.LOOK_AT.say(事=filing.staff_title(ticket), 几件="、".join(look))
        await turn.answer(text, why="notice", ticket=ticket.number)


async def _same_place(turn: Turn, ticket: Ticket) -> None:
    """2.2: one grid and topic for the third time within thirty days; open village matters only."""
    if not filing.is_public(ticket) or ticket.grid is None or ticket.topic is None:
        return
    found = await turn.ledger.same_place.numbers(ticket, turn.now - WITHIN)
    if len(found) < OFTEN:
        return
    others = "、".join(f"{number}号" for number in found if number != ticket.number)
    text = say.SAME_PLACE.say(事=filing.staff_title(ticket), 数1=len(found), 几件=others, 编号=ticket.number)
    await turn.answer(text, why="notice", ticket=ticket.number)

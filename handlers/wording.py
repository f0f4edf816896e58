"""Every sentence a person may read.

The words people use; one or two facts, one next step, then a person and a number to call. A phrase belongs to one
audience, and only a public one makes a `PublicText`: it takes no free text at all, so that what a villager or an
official typed cannot reach a group. Every filled phrase stays within 120 characters.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import groupby
from string import Formatter
from typing import ClassVar

from handlers.titles import PublicTitle as PublicTitle
from storage.lifecycle import PauseReason
from storage.speech import PrivateText as PrivateText
from storage.speech import PublicText as PublicText
from storage.speech import StaffText as StaffText

#: as long as a filled phrase may be
LONGEST = 120
#: the national line for any government matter: dialled where the township has given no number of its own
HOTLINE = "12345"
_WEEKDAYS = "一二三四五六日"
_FALLBACK_NAME = "乡亲"


# what may fill a place in a phrase -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LocalDay:
    """A day as people say it: 11月25日(周三)."""

    on: date

    def __str__(self) -> str:
        """The day with its weekday, so that nobody has to count working days."""
        return f"{self.on.month}月{self.on.day}日(周{_WEEKDAYS[self.on.weekday()]})"


def day_with_weekday(day: date) -> LocalDay:
    """A local day, ready for a phrase."""
    return LocalDay(day)


#: a display name that holds one of these is a notice, an office or an insult, and is not said back to the village
_NOT_A_NAME = re.compile(
    "管理员|机器人|助手|客服|官方|公安|警察|派出所|政府|法院|银行|微信|群主|广告|代办|贷款|免费|中奖|加我|红包|发票"
    "|傻|逼|操你|滚|死|他妈|妈的|混蛋|王八|狗日|狗官|贪官|杂种|畜生|骗子"
)
_PERSONAL_NAME = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]{1,6}")


class Salutation(str):
    """How somebody is addressed: a short clean personal name, otherwise 乡亲."""

    __slots__ = ()

    def __new__(cls, name: str | None) -> "Salutation":
        """The name without the flowers around it, where it is one."""
        bare = "".join(c for c in name or "" if unicodedata.category(c) not in ("So", "Sk", "Zs", "Cf", "Mn", "Cc"))
        clean = _PERSONAL_NAME.fullmatch(bare) is not None and _NOT_A_NAME.search(bare) is None
        return super().__new__(cls, bare if clean else _FALLBACK_NAME)


def salutation(name: str | None) -> Salutation:
    """How to address a villager whose platform name is `name`: 1 to 6 Chinese characters, or 乡亲."""
    return Salutation(name)


class OfficerName(str):
    """An official's name, short enough for any phrase."""

    __slots__ = ()

    def __new__(cls, name: str) -> "OfficerName":
        """The name, cut where it is too long."""
        return super().__new__(cls, _cut(_one_line(name), _AT_MOST["人"]))


class OfficerPhone(str):
    """A number to call, never cut; the hotline where an official has none."""

    __slots__ = ()

    def __new__(cls, phone: str) -> "OfficerPhone":
        """The number, if it is one."""
        phone = _one_line(phone)
        return super().__new__(cls, phone if re.fullmatch(r"[0-9+*\- ]{3,20}", phone) else HOTLINE)


class OfficerCard:
    """What a group may know of an official: name and number."""

    def __init__(self, name: str, phone: str) -> None:
        self.name = OfficerName(name)
        self.phone = OfficerPhone(phone)


class TitleList(str):
    """Public titles in a row, for the evening's line."""

    __slots__ = ()

    def __new__(cls, titles: Iterable[PublicTitle]) -> "TitleList":
        """The titles joined. Raises TypeError where one is a plain text."""
        titles = list(titles)
        if not all(isinstance(title, PublicTitle) for title in titles):
            raise TypeError("a public line lists public titles only")
        return super().__new__(cls, _cut("、".join(titles), _AT_MOST["几件"]))


#: longest value of each place; a longer one is cut with …, a phone number or a date never is
_AT_MOST = {
    "称呼": 6, "人": 4, "事": 12, "地点": 14, "原因": 20, "结果": 24, "清单": 20, "村": 10, "部门": 10, "哪样": 4,
    "几件": 72, "原话": 48,
    "时刻": 20, "那刻": 20, "规矩": 40, "多久": 20, "几天": 80,
}  # fmt: skip
_PUBLIC_TYPES: Mapping[str, type] = {
    "称呼": Salutation, "事": PublicTitle, "几件": TitleList, "人": OfficerName, "电话": OfficerPhone,
    "日期": LocalDay, "天数": int, "数1": int, "数2": int, "数3": int,
}  # fmt: skip
_COUNTS = frozenset({"天数", "数1", "数2", "数3", "编号"})


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


# phrases -------------------------------------------------------------------------------------------------------------


class Audience(StrEnum):
    """Whom a phrase is for."""

    GROUP = "group"
    VILLAGER = "villager"
    OFFICIAL = "official"


class WrongSlots(TypeError):
    """A phrase was filled with something missing, unknown, or not meant for it: a mistake of the caller."""


@dataclass(frozen=True)
class Phrase:
    """A sentence with places to fill, known by the id that the wording rules give it."""

    id: str
    template: str
    slots: frozenset[str] = field(init=False)
    audience: ClassVar[Audience]

    def __post_init__(self) -> None:
        """Read the places from the template."""
        found = {name for _, name, _, _ in Formatter().parse(self.template) if name is not None}
        object.__setattr__(self, "slots", frozenset(found))

    def _filled(self, values: Mapping[str, object]) -> str:
        missing, unknown = self.slots - values.keys(), values.keys() - self.slots
        if missing:
            raise WrongSlots(f"phrase {self.id}: nothing given for {'、'.join(sorted(missing))}")
        if unknown:
            raise WrongSlots(f"phrase {self.id}: it has no place for {'、'.join(sorted(unknown))}")
        return self.template.format_map({slot: self._value(slot, value) for slot, value in values.items()})

    def _value(self, slot: str, value: object) -> str:
        if slot in _COUNTS and (not isinstance(value, int) or isinstance(value, bool)):
            raise self._wrong(slot, "a whole number", value)
        if slot in ("日期", "原日") and not isinstance(value, LocalDay):
            raise self._wrong(slot, "LocalDay (a date is always said with its weekday)", value)
        if not isinstance(value, str | int | LocalDay):
            raise self._wrong(slot, "text", value)
        text = _one_line(str(value))
        if slot == "电话":
            return OfficerPhone(text)
        return _cut(text, _AT_MOST[slot]) if slot in _AT_MOST else text

    def _wrong(self, slot: str, wanted: str, value: object) -> WrongSlots:
        # the value itself stays out of the message: it may be somebody's words
        return WrongSlots(f"phrase {self.id}: {slot} must be {wanted}, not {type(value).__name__}")


@dataclass(frozen=True)
class PublicPhrase(Phrase):
    """May be said in a group."""

    audience = Audience.GROUP

    def __post_init__(self) -> None:
        """Refuse a template with a place for free text."""
        super().__post_init__()
        free = self.slots - _PUBLIC_TYPES.keys()
        if free:
            raise WrongSlots(f"phrase {self.id}: a public phrase has no place for {'、'.join(sorted(free))}")

    def say(
        self, **slots: PublicTitle | TitleList | Salutation | OfficerName | OfficerPhone | LocalDay | int
    ) -> PublicText:
        """The sentence. Raises WrongSlots (a TypeError), above all for a plain text."""
        text = self._filled(slots)
        return PublicText(text)

    def _value(self, slot: str, value: object) -> str:
        wanted = _PUBLIC_TYPES[slot]
        if not isinstance(value, wanted):
            raise self._wrong(slot, wanted.__name__, value)
        return super()._value(slot, value)


@dataclass(frozen=True)
class PrivatePhrase(Phrase):
    """For one villager's private chat."""

    audience = Audience.VILLAGER

    def say(self, **slots: str | int | LocalDay) -> PrivateText:
        """The sentence. Raises WrongSlots."""
        return PrivateText(self._filled(slots))


@dataclass(frozen=True)
class StaffPhrase(Phrase):
    """For one official's private chat."""

    audience = Audience.OFFICIAL

    def say(self, **slots: str | int | LocalDay) -> StaffText:
        """The sentence. Raises WrongSlots."""
        return StaffText(self._filled(slots))


# A. in the group: one short line, only about open village matters -----------------------------------------------------

ACK_GROUP = PublicPhrase("ack_group", "{称呼}，{事}这事记下了，已经告诉{人}。{日期}前给您回话，急的话打{电话}。")
ACK_GROUP_URGENT = PublicPhrase(
    "ack_group_urgent", "{称呼}，看到了，{事}这就找人去看，{人}电话{电话}。大家路过先绕一绕，注意安全。"
)
# never names the matter
ACK_GROUP_PRIVATE = PublicPhrase("ack_group_private", "{称呼}，看到您说的了，给您发了私信，咱们私下细说。")
ACK_GROUP_ME_TOO = PublicPhrase("ack_group_me_too", "好，您那边也算上，一共{数1}处，一起修。有新消息在群里说。")
GROUP_PROGRESS = PublicPhrase("group_progress", "{事}：{人}已经去看过，正在弄，争取{日期}前弄好。")
GROUP_DONE = PublicPhrase("group_done", "{事}办好了。哪里还不行，说一声，接着弄。")
# no person is blamed
GROUP_LATE = PublicPhrase("group_late", "{事}比说好的晚了{天数}天，对不住大家。{日期}前给准信，想问打{电话}找{人}。")
GROUP_NOTICE = PublicPhrase("group_notice", "跟大家说个事：{日期}要弄{事}，路过请绕一绕，老人孩子别靠近。")
GROUP_QUIET = PublicPhrase("group_quiet", "好的，群里我少说话。有事随时@我，或者扫说事码私下说。")
GROUP_RUMOUR = PublicPhrase("group_rumour", "这个消息还没核实，请先别转。等问清楚了，村里在这儿说。")
# somebody else has said it already; only ever of an open village matter, or of danger
ALREADY_SAID_GROUP = PublicPhrase(
    "already_said_group", "{称呼}，{事}已经有人说过，您也算一份。{人}在办，{日期}前给回话，急的话打{电话}。"
)
DANGER_KNOWN_GROUP = PublicPhrase(
    "danger_known_group", "这个险情已经有人报了，{人}（{电话}）正在管。大家先离远些，急的打119。"
)
QUERY_GROUP = PublicPhrase("query_group", "给您发私信了。")
# no place of a private home, no name of those concerned
DANGER_GROUP = PublicPhrase(
    "danger_group", "有危险的地方大家先离远些，老人孩子看好，急的打119。村里的人马上到，{人}电话{电话}。"
)

# B. in private: first answers -----------------------------------------------------------------------------------------

ACK_PRIVATE = PrivatePhrase(
    "ack_private", "{称呼}您好，您说的{事}记下了，编号{编号}。{人}（{电话}）{日期}前给您回话。不想办了，回“撤”就行。"
)
ACK_PRIVATE_HOUSEHOLD = PrivatePhrase(
    "ack_private_household",
    "{称呼}您好，您家这件事只有{人}能看到，不在群里说。编号{编号}，{日期}前联系您，急的话打{电话}。",
)
ACK_NEIGHBOUR = PrivatePhrase(
    "ack_neighbour",
    "{称呼}，两家的事咱们坐下来慢慢说。编号{编号}，{人}（{电话}）{日期}前先单独找您聊，不先找对方。",
)
ACK_NEW_QR = PrivatePhrase(
    "ack_new_qr", "您好，这里是{村}说事台。有啥事直接说，打字、发语音都行。有危险先打110、119、120。"
)
PRIVACY_NOTICE = PrivatePhrase(
    "privacy_notice",
    "先说明白：您说的事只给办事的人看，办完{天数}天删原话。回“查”能看，回“撤”能撤，不想让记就回“不记”。",
)
ALREADY_NOTED = PrivatePhrase("already_noted", "这件事记着呢，编号{编号}，{人}（{电话}）在办。有新情况接着说。")
ASK_PLACE = PrivatePhrase(
    "ask_place", "问您一句：是在哪儿？比如哪个组、哪条路、靠近哪个路口。不想打字就打{电话}找{人}。"
)
ASK_VILLAGE = PrivatePhrase("ask_village", "记下了。问您一句：是哪个村、哪个组？不想打字就打{电话}找{人}，一样给您办。")
ASK_RANGE = PrivatePhrase(
    "ask_range", "是就您一家这样，还是左邻右舍都这样？就一家回1，都这样回2。急的话打{电话}找{人}。"
)
ASK_MATTER = PrivatePhrase("ask_matter", "您说，我听着：是啥事、在哪儿？不想打字就打{电话}找{人}，一样给您记上。")
ASK_ABOUT_VOICE = PrivatePhrase(
    "ask_about_voice", "语音收到了，我这儿还听不了。麻烦您打一句话，或者直接打{电话}说，一样给您记。"
)
ASK_ABOUT_PICTURE = PrivatePhrase(
    "ask_about_picture", "收到了。这是在哪儿、啥事？说一句就行。不想打字就打{电话}，一样给您记。"
)
CANNOT_UNDERSTAND = PrivatePhrase(
    "cannot_understand", "没太听明白，怕记错。您可以再说一遍，或者打{电话}，一样给您记上。"
)
HUMAN_OFFER = PrivatePhrase("human_offer", "您要是不想打字，直接打{电话}找{人}，一样给您记上、给您回话。")
SAY_MORE = PrivatePhrase("say_more", "您好，有啥事直接说：是啥事、在哪儿，一句话就行。想找人说就打{电话}。")
ADDED = PrivatePhrase("added", "好，一起记上了。编号{编号}，{人}（{电话}）在办。")
LISTENING = PrivatePhrase("listening", "您说，我听着。是啥事、在哪儿，一句话就行。有危险先打110、119、120。")
UNKNOWN_CODE = PrivatePhrase(
    "unknown_code", "这张码认不出来了，不要紧，事照样给您记。您是哪个村的、啥事？也可以打{电话}。"
)

# C. danger ------------------------------------------------------------------------------------------------------------

DANGER_NOW = PrivatePhrase(
    "danger_now", "先保安全！人先离开，马上打119或120，有人动手打110。我同时在找{人}（{电话}），您别一个人靠近。"
)
# for somebody who asked not to be recorded: nothing is kept unless they want it
DANGER_NUMBERS = PrivatePhrase(
    "danger_numbers", "先保安全！着火打119，有人伤病打120，有人动手打110。要我给您记下、找人来，就回“说”。"
)
# never in a group; nothing in it shows what it is about, since somebody else may read the phone
DV_REPLY = PrivatePhrase(
    "dv_reply",
    "这里说话方便吗？方便回1。您的安全最要紧，随时可打110或妇联12338，也可打{电话}。我不会告诉家里任何人。",
)
DANGER_KNOWN = PrivatePhrase(
    "danger_known",
    "先保安全！人先离开，着火打119，有人伤打120。这事已经有人报了，您说的也告诉{人}（{电话}）了，别靠近。",
)
STAY_SAFE = PrivatePhrase("stay_safe", "知道了，{人}（{电话}）一直在，您方便的时候就打。有危险先打110。")

# D. to the official, never in the village group -----------------------------------------------------------------------

PING_NEW = StaffPhrase(
    "ping_new",
    "新事：{事}，{地点}。请{日期}前联系一下本人。回“接”就算接了；接不了回“求助”加一句话，不算误事。",
)
PING_DANGER = StaffPhrase(
    "ping_danger", "要紧：{事}，{地点}，有危险。请马上联系本人，人先撤开，该打119、120、110就打。回“接”就算接了。"
)
PING_ACCEPT = StaffPhrase("ping_accept", "{事}还没人接，{日期}前请回“接”。要是忙不过来，回“求助”加一句话，请人一起办。")
PING_BEFORE = StaffPhrase(
    "ping_before", "提醒一句：{事}说好{日期}前给回话。办好了回“好”加一句结果；卡住了回“求助”加一句话。"
)
PING_DUE = StaffPhrase("ping_due", "{事}今天到日子了。没办完没关系，先给本人说一声卡在哪、到啥时候。回“说了”就行。")
PING_OVER1 = StaffPhrase("ping_over1", "{事}过了{天数}天。是不是哪里卡住了？回“求助”加一句话，请人跟您一起想办法。")
PING_DUE_NOW = StaffPhrase(
    "ping_due_now", "{事}说好今天给回话，到时候了。办好了回“好”加一句结果；没办完先给本人说一声，回“说了”。"
)
PING_DANGER_AGAIN = StaffPhrase(
    "ping_danger_again", "要紧：{事}，{地点}，还没听到您的信。请马上去看或打电话；去不了回“求助”，这就叫别人。"
)
PING_DANGER_UNTAKEN = StaffPhrase(
    "ping_danger_untaken", "要紧：{事}，{地点}，还没人接。请马上去看或打电话，回“接”，大家就知道有人管了。"
)
PING_DANGER_MORE = StaffPhrase("ping_danger_more", "要紧：{事}，本人又来消息了：{原因}。请马上联系。")
# the date was hours ago, not days
PING_OVER_TODAY = StaffPhrase(
    "ping_over_today", "{事}过了说好的时候。是不是哪里卡住了？回“求助”加一句话，请人跟您一起想办法。"
)
PING_ESCALATE_TODAY = StaffPhrase(
    "ping_escalate_today", "{事}需要您搭把手：{地点}，过了说好的时候，可能卡住了。您打个电话问问，缺啥帮一把。"
)
PING_OVER2 = StaffPhrase(
    "ping_over2", "{事}过了{天数}天，已请网格长一起想办法。还差什么，回“求助”加上：人、钱、材料、部门？"
)
PING_ESCALATE = StaffPhrase(
    "ping_escalate", "{事}需要您搭把手：{地点}，过了{天数}天，可能卡住了。您打个电话问问，缺啥帮一把。"
)
# only to be known, nothing is asked
PING_COPY = StaffPhrase("ping_copy", "知会您一声：{事}，{地点}，过了说好的日子，村里正在想办法。您有空帮着看一眼就行。")
PING_TOWNSHIP_LIST = StaffPhrase(
    "ping_township_list", "{事}，{地点}，拖得久了，请列进镇里的周会，看缺人、缺钱还是缺部门。本人那边已说明别的路。"
)
PING_TAKEN_OVER = StaffPhrase(
    "ping_taken_over", "{事}，{地点}：{原因}，请您接着办，{日期}前给回话。回“接”就算接了；接不了回“求助”加一句话。"
)
PING_TAKEN_OVER_PAUSED = StaffPhrase(
    "ping_taken_over_paused", "{事}，{地点}：{原因}，由您接着管。现在停着，到时候提醒您；早能办了，回“接着”加{编号}。"
)
PING_MOVED = StaffPhrase("ping_moved", "知会您一声：{事}，{地点}，{原因}，现在由{人}（{电话}）办。觉得不合适，请另派。")
PING_NOT_SATISFIED = StaffPhrase(
    "ping_not_satisfied", "{事}办完了，有人觉得还不太行：{原因}。请您换个人去问问缺啥，不追是谁说的。"
)
# several notes in one: what each is about, and how to answer
PING_TOGETHER = StaffPhrase(
    "ping_together", "{数1}件事一起说：{几件}。办好回“好”加号加结果，卡住回“求助”加号，细看回“看”加号。"
)
TICKET_FOR_HELPER = StaffPhrase("ticket_for_helper", "{事}，{地点}，{人}（{电话}）在办，您搭把手。说好{日期}前给回话。")
PING_HELP = StaffPhrase("ping_help", "{人}（{电话}）请您帮忙：{事}，{地点}。说的是：{原因}。您看怎么弄，给回个电话。")
PING_REOPEN = StaffPhrase("ping_reopen", "{事}群众说还没弄好：{原因}。麻烦再看一眼，{日期}前给回话。")
PING_DANGER_VOICE = StaffPhrase(
    "ping_danger_voice", "要紧：{事}，又有人报同一个险情，{地点}：{原因}。一共{数1}人报了。不是一处就回“拆 {编号}”。"
)
PING_VOICE = StaffPhrase(
    "ping_voice", "{事}又有人说，{地点}，记在一起了，一共{数1}人。要不是一件事，回“拆 {编号}”，给分开。"
)
PROPOSE_MERGE = StaffPhrase(
    "propose_merge", "{事}跟{编号}号像是一件事：{原因}。是一件就回“并 {编号} {数1}”，不是就不用回。"
)
PING_MERGED = StaffPhrase("ping_merged", "{事}和{编号}号是一件事，并到一起由{人}（{电话}）办，这件您不用单跑了。")
PING_MERGED_HERE = StaffPhrase("ping_merged_here", "{事}并进来一件：{编号}号，{地点}，一共{数1}人说。办好一起回话。")
PING_UNMERGED = StaffPhrase(
    "ping_unmerged", "{事}和{编号}号不是一件事，分开了，还是由您办，日子照原来的：{日期}前给回话。"
)
MERGED_OK = StaffPhrase("merged_ok", "好，{事}和{编号}号并成一件了，说话的人都会收到信儿。弄错了回“拆 {编号}”。")
UNMERGED_OK = StaffPhrase("unmerged_ok", "好，{事}分开办了，本人也告诉了。")
CANNOT_MERGE = StaffPhrase(
    "cannot_merge", "{编号}号和{数1}号并不了：要是同一个村、还没办完的村里事才行，自家的事和两家的事不并。"
)
MERGE_WHICH = StaffPhrase("merge_which", "要并哪两件？这样回：并 {编号} {数1}。")
NOT_YOURS_TO_MERGE = StaffPhrase("not_yours_to_merge", "{编号}号不归您并。是不是一件事，请网格长或镇上定。")
NOTHING_TO_SPLIT = StaffPhrase("nothing_to_split", "{编号}号没有并进来的，不用拆。")
PING_DANGER_WITHDRAWN = StaffPhrase(
    "ping_danger_withdrawn",
    "要紧：{事}，本人说不用了，已经撤了。险情不能只听一句话，请打个电话或者去看一眼，人平安了再放心。",
)
PING_WITHDRAWN = StaffPhrase("ping_withdrawn", "{事}本人说不用了，已经撤了，您不用跑了。辛苦！")
PING_BUNDLE = StaffPhrase(
    "ping_bundle", "您手上{数2}件，今天到日子{数1}件，过日子{数3}件。回“看”发清单。辛苦了，晚上不打扰。"
)
OFFICIAL_THANKS = StaffPhrase("official_thanks", "{事}办好了，{称呼}说行。辛苦！")
ACCEPTED_OK = StaffPhrase("accepted_ok", "好，{事}您接下了。{日期}前给回话；联系过本人回“说了”，办好回“好”加一句结果。")
CONTACTED_OK = StaffPhrase("contacted_ok", "好，{事}记下您联系过了。办好回“好”加一句结果。")
RESOLVED_OK = StaffPhrase("resolved_ok", "好，{事}记上了，我去给本人说，问问行不行。有话我再告诉您。辛苦了！")
RESOLVED_CALL = StaffPhrase(
    "resolved_call", "好，{事}记上了。本人收不到我的信，麻烦您打个电话或当面说一声，问问行不行。辛苦了！"
)
HELP_ASKED_OK = StaffPhrase("help_asked_ok", "好，{事}已经请{人}一起想办法，不算您误事。")
ASK_FOR_RESULT = StaffPhrase(
    "ask_for_result", "{事}办好了吗？办好了请加一句结果，比如：好 {编号} 灯头换了。还没办好不用回。"
)
NOT_YOURS = StaffPhrase("not_yours", "{编号}号在别人手上，不用操心。回“看”，看看您手上的。")
OFFICER_NO_SUCH_NUMBER = StaffPhrase("officer_no_such_number", "没有编号{编号}的事。回“看”，看看您手上的。")
ALREADY_THERE = StaffPhrase("already_there", "{事}已经是这样了，不用再回。回“看”，看看您手上的。")
NOTHING_FITS = StaffPhrase("nothing_fits", "您手上没有对得上这句话的事。回“看”，看看您手上的。")
OFFICER_UNCLEAR = StaffPhrase(
    "officer_unclear", "没看明白，怕弄错。接下回“接 12”，办好回“好 12 灯换了”，办不了回“求助 12 缺配件”，清单回“看”。"
)
WHICH_OF_YOURS = StaffPhrase("which_of_yours", "您手上有{数1}件对得上：{几件}。是哪件？照着号回，比如“{哪样} {编号}”。")
MY_TICKETS = StaffPhrase("my_tickets", "您手上{数1}件。{几件}。想细看回“看”加号。")
NO_TICKETS = StaffPhrase("no_tickets", "您手上眼下没有没办完的事，歇一歇。")
TICKET_IN_FULL = StaffPhrase("ticket_in_full", "{事}，{称呼}说的，{地点}。原话：“{原话}”。说好{日期}前给回话。")

# 停, 延, 退: told to the official
PAUSED_OK = StaffPhrase(
    "paused_ok", "好，{事}先停着，{原因}，最晚{日期}接着算日子。能办了回“接着 {编号}”。本人也告诉了。"
)
PAUSE_WHY = StaffPhrase("pause_why", "{事}停下是等啥？这样回：停 {编号} 等本人。也可以是等开会、等天气、等钱等材料。")
PAUSE_TOO_LATE = StaffPhrase(
    "pause_too_late", "{事}已经过了说好的日子，停不了。卡住了回“求助”加一句话，请人跟您一起办。"
)
PAUSE_NOT_IN_DANGER = StaffPhrase("pause_not_in_danger", "{事}有危险，停不得。去不了就回“求助”，这就叫别人。")
PAUSE_ENOUGH = StaffPhrase(
    "pause_enough", "{事}为这个停过{数1}回了，不能再停。卡住了回“求助”加一句话，请人跟您一起办。"
)
ALREADY_PAUSED = StaffPhrase("already_paused", "{事}已经停着了。能接着办了回“接着 {编号}”。")
FIRST_AN_ANSWER = StaffPhrase("first_an_answer", "{事}您问的话还没等到答复，先等一等。急的话回“求助”加一句话。")
RESUMED_OK = StaffPhrase("resumed_ok", "好，{事}接着办，改成{日期}前给回话，本人也告诉了。")
PING_RESUMED = StaffPhrase(
    "ping_resumed", "{事}停的日子到头了，接着算：{日期}前给回话。还办不了就回“求助”加一句话，请人一起想办法。"
)
EXTEND_HOW = StaffPhrase("extend_how", "{事}想延到哪天、为啥？这样回：延 {编号} 周五 等配件。")
EXTEND_ASKED_OK = StaffPhrase("extend_asked_ok", "好，{事}想延到{日期}，已经去问{部门}了。没答应之前，日子还是原来的。")
EXTEND_ASK = StaffPhrase(
    "extend_ask", "{人}想把{事}延到{日期}：{原因}。行就回“同意 {编号}”，不行回“不同意 {编号}”加一句话。"
)
EXTEND_TOO_LATE = StaffPhrase(
    "extend_too_late", "{事}已经过了说好的日子，延不了了。先给本人说一声，卡住了回“求助”加一句话。"
)
EXTEND_NOT_LATER = StaffPhrase("extend_not_later", "{事}本来就是{日期}前给回话，要延得说个往后的日子。")
EXTEND_TOO_FAR = StaffPhrase("extend_too_far", "{事}最多延到{日期}。还不够就回“求助”加一句话，请人跟您一起想办法。")
EXTEND_NO_MORE = StaffPhrase("extend_no_more", "{事}延过{数1}回了，不能再延。卡住了回“求助”加一句话，请人跟您一起办。")
EXTEND_NOT_IN_DANGER = StaffPhrase("extend_not_in_danger", "{事}有危险，延不得。去不了就回“求助”，这就叫别人。")
EXTENDED_OK = StaffPhrase("extended_ok", "好，{事}延到{日期}，{人}和本人都告诉了。")
PING_EXTENDED = StaffPhrase("ping_extended", "{事}{人}答应延了，改成{日期}前给回话，本人也告诉了。")
NOT_EXTENDED_OK = StaffPhrase("not_extended_ok", "好，{事}不延，{人}也告诉了。")
PING_NOT_EXTENDED = StaffPhrase(
    "ping_not_extended", "{事}没延成：{原因}。还是{日期}前给回话，卡住了回“求助”加一句话，请人一起办。"
)
RETURN_HOW = StaffPhrase("return_how", "{事}为啥不归您、该给谁？这样回：退 {编号} 归镇上管 给镇上。")
RETURN_ASKED_OK = StaffPhrase(
    "return_asked_ok", "好，{事}想退的话告诉{部门}了。没定之前还是您看着，本人那边别断了信儿。"
)
RETURN_ASK = StaffPhrase(
    "return_ask", "{人}想退{事}：{原因}。同意回“同意 {编号}”，给别人回“转 {编号} 名字”，不行回“不同意 {编号}”。"
)
RETURN_ASK_TO = StaffPhrase(
    "return_ask_to",
    "{人}想把{事}给{部门}：{原因}。同意回“同意 {编号}”，给别人回“转 {编号} 名字”，不行回“不同意 {编号}”。",
)
RETURN_NO_MORE = StaffPhrase(
    "return_no_more", "{事}退过{数1}回，上面已经定了，还请您办。办不了回“求助”加一句话，请人跟您一起办。"
)
RETURN_STARTED = StaffPhrase("return_started", "{事}已经办起来了，不好再退。办不了回“求助”加一句话，请人跟您一起办。")
RETURNED_OK = StaffPhrase("returned_ok", "好，{事}给{人}（{电话}）了，原来的人和本人都告诉了。")
PING_RETURNED = StaffPhrase("ping_returned", "{事}给{人}（{电话}）办了，您不用管了。辛苦！")
NOT_RETURNED_OK = StaffPhrase("not_returned_ok", "好，{事}还是{人}办，也告诉了。")
PING_NOT_RETURNED = StaffPhrase(
    "ping_not_returned", "{事}没退成：{原因}。还请您接着办，{日期}前给回话，办不了回“求助”加一句话。"
)
WHOM_TO_GIVE = StaffPhrase("whom_to_give", "{事}要给谁？这样回：转 {编号} 名字。名字写全，或者写网格长、书记、镇上。")
CANNOT_GIVE = StaffPhrase("cannot_give", "{事}不能给{人}，换个人。这样回：转 {编号} 名字。")
NO_REASON_SAID = "没细说"
ALREADY_DECIDED = StaffPhrase("already_decided", "{事}这件{人}已经定了，您不用再回。谢谢您。")
NOTHING_TO_DECIDE = StaffPhrase("nothing_to_decide", "眼下没有等您点头的事。回“看”，看看您手上的。")
NOT_YOURS_TO_DECIDE = StaffPhrase("not_yours_to_decide", "{编号}号不归您定，请网格长或镇上定。")
NOBODY_TO_ASK = StaffPhrase("nobody_to_ask", "{事}眼下没人能定，请直接打{电话}问镇上。")

# 为啥是这天: one step of a date's story in each line
WHY_HEARD = StaffPhrase("why_heard", "{时刻}记下，{规矩}，算到{那刻}。")
WHY_SKIPPED = StaffPhrase("why_skipped", "中间{几天}。")
WHY_PAUSED = StaffPhrase("why_paused", "{时刻}停下，{原因}，{人}定的，还剩{多久}没用。")
WHY_STILL_PAUSED = StaffPhrase("why_still_paused", "现在还停着，最晚{那刻}接着算。")
WHY_RESUMED = StaffPhrase("why_resumed", "{时刻}接着算，剩下的接上去，改成{那刻}。")
WHY_ASKED = StaffPhrase("why_asked", "{时刻}{人}想延到{那刻}（{原因}），还没答复。")
WHY_EXTENDED = StaffPhrase("why_extended", "{时刻}{人}答应延（{原因}），改成{那刻}。")
WHY_NOT_EXTENDED = StaffPhrase("why_not_extended", "{时刻}想延没答应（{原因}），日子没动。")
WHY_REOPENED = StaffPhrase("why_reopened", "{时刻}本人说没弄好，重新算，改成{那刻}。")
WHY_MOVED = StaffPhrase("why_moved", "{时刻}{原因}，改成{那刻}。")
WHY_NOW = StaffPhrase("why_now", "{事}：现在说好{日期}前给回话，最早说的是{原日}。")
WHY_MORE = StaffPhrase("why_more", "（中间还有{数1}步，台账里都有。）")

# E. progress, delay, result -------------------------------------------------------------------------------------------

PROGRESS = PrivatePhrase("progress", "您说的{事}：{人}去看过了，{原因}。{日期}前再给您信儿，想问打{电话}。")
LATE_VILLAGER = PrivatePhrase(
    "late_villager",
    "{称呼}，{事}比说好的日子晚了，给您道个歉。村里也在一起想办法。等不及就打{电话}找{人}，问啥时候能好。",
)
RESULT = PrivatePhrase("result", "{称呼}，{事}弄好了：{结果}。您看看行不行？行回1，还差点回2，没弄好回3。")
# violence at home: nothing in it says what it was about, since somebody else may read the phone
RESULT_QUIET = PrivatePhrase(
    "result_quiet", "您好，上次的事看过了。行回1，还要人就回3，不方便就不用回。随时可打{电话}。"
)
ASK_RESULT_AGAIN = PrivatePhrase(
    "ask_result_again", "{称呼}，再问您一句：{事}说是弄好了，您看行不行？行回1，还差点回2，没弄好回3。"
)
ASK_RESULT_PLAINLY = PrivatePhrase(
    "ask_result_plainly", "{事}弄好了没有？弄好了回1，还差点回2，没弄好回3。要找人说就回“打电话”。"
)
RESULT_UNCONFIRMED = PrivatePhrase(
    "result_unconfirmed", "{称呼}，{事}一直没等到您回话，先记成办完了。哪里不行，30天内随时说，接着办。"
)
REOPENED = PrivatePhrase("reopened", "知道了，{事}接着办，{人}（{电话}）{日期}前给您回话。")
REOPENED_ASK_WHY = PrivatePhrase(
    "reopened_ask_why", "知道了，{事}接着办，{人}（{电话}）{日期}前给您回话。哪里没弄好，说一句？"
)
MERGED = PrivatePhrase(
    "merged",
    "{称呼}，您说的{事}跟大家说的是一件事，一起办，编号{编号}。{人}（{电话}）{日期}前给回话，有消息都告诉您。",
)
# somebody else has said it already; only ever of an open village matter
ALREADY_SAID = PrivatePhrase(
    "already_said",
    "{称呼}，{事}已经有人说过，您也算一份，编号{编号}。{人}（{电话}）{日期}前给回话，有消息也告诉您。",
)
UNMERGED = PrivatePhrase("unmerged", "{称呼}，您说的{事}还是单独办，编号{编号}，{人}（{电话}）接着给您办。")
SPLIT_OFF = PrivatePhrase("split_off", "{称呼}，您说的{事}单独记了一件，编号{编号}，{人}（{电话}）{日期}前给您回话。")
LEFT_TO_OTHERS = PrivatePhrase("left_to_others", "知道了，您这份撤了。这件事还有别人说，村里接着办。")
PAUSED = PrivatePhrase("paused", "{称呼}，{事}要先停一停，{原因}。最晚{日期}接着办，有变化告诉您。想问打{电话}找{人}。")
RESUMED = PrivatePhrase("resumed", "{称呼}，{事}接着办了，{人}（{电话}）{日期}前给您回话。")
EXTENDED = PrivatePhrase("extended", "{称呼}，{事}要晚几天，对不住：{原因}。改成{日期}前给您回话，想问打{电话}找{人}。")
HANDED_OVER = PrivatePhrase("handed_over", "{称呼}，您说的{事}换{人}（{电话}）来办，还是{日期}前给您回话。")
QUERY_PAUSED = PrivatePhrase(
    "query_paused", "您说的{事}（编号{编号}）：{人}在办，眼下先停着，{原因}。要找人说就打{电话}。"
)

# F. afterwards --------------------------------------------------------------------------------------------------------

ASK_SATISFIED = PrivatePhrase(
    "ask_satisfied", "再问您一句：这事办得行不行？回1行，2一般，3不行。说啥都不影响您办事，我们只为改进。"
)
ASK_WHY_BAD = PrivatePhrase("ask_why_bad", "谢谢您直说。哪里没做好，随便说两句，换个人来看，不会去找您的麻烦。")
THANKS_FEEDBACK = PrivatePhrase("thanks_feedback", "谢谢您，记下了。以后有事还这么说就行。")

RATED_BAD = PrivatePhrase("rated_bad", "谢谢您直说，换个人来看，不会去找您的麻烦。想接着办就再说一声。")
LOOK_BACK = PrivatePhrase(
    "look_back", "{称呼}，上回{事}那件，现在还好吧？好着回1；又有啥不对，说一句，接着办。不想再问就回“停”。"
)
STOPPED = PrivatePhrase("stopped", "好，这件事以后不再问了。有事随时说。")
GLAD = PrivatePhrase("glad", "好，那就放心了。以后有啥不对，随时说。")
NEW_HANDLER_PAUSED = PrivatePhrase(
    "new_handler_paused", "{称呼}，{事}现在由{人}（{电话}）接着管。还在等着，能办了就接着办，到时候再跟您说日子。"
)
NEW_HANDLER = PrivatePhrase("new_handler", "{称呼}，{事}现在由{人}（{电话}）接着给您办，日子不变，{日期}前给回话。")
OTHER_WAYS = PrivatePhrase(
    "other_ways",
    "{称呼}，{事}拖得久了，对不住您。镇里周会要专门看。您也可打12345，或找{人}（{电话}）问别的路，不影响这边接着办。",
)

# G. the day's notes ---------------------------------------------------------------------------------------------------

DIGEST_GROUP = PublicPhrase(
    "digest_group", "今天说事：新记{数1}件，办好{数2}件。正在弄：{几件}。有事随时说，也可扫说事码。"
)
DIGEST_GROUP_ALL_DONE = PublicPhrase(
    "digest_group_all_done", "今天说事：新记{数1}件，办好{数2}件。眼下没有没办完的。有事随时说，也可扫说事码。"
)
DIGEST_OFFICIAL = StaffPhrase(
    "digest_official",
    "早上好。您的事：新{数1}件、今天到日子{数2}件、过日子{数3}件。回“看”列清单。今天不急的，明天再办也行。",
)
DIGEST_OFFICIAL_CALM = StaffPhrase(
    "digest_official_calm", "早上好。您手上的事今天都不到日子，照说好的日子办就行。回“看”列清单。"
)

# H. asking, taking back, other ways -----------------------------------------------------------------------------------

QUERY_PRIVATE = PrivatePhrase(
    "query_private", "您说的{事}（编号{编号}）：{人}在办，{日期}前给您回话。要找人说就打{电话}。"
)
QUERY_RESOLVED = PrivatePhrase(
    "query_resolved",
    "您报的{事}（{编号}号）：说好{日期}前，{人}说弄好了。您看行不行？行回1，还差点回2，没弄好回3。电话{电话}。",
)
WHICH_TICKET = PrivatePhrase("which_ticket", "您说的是哪件？{几件}。回前头的号就行，比如“{编号}”。")
NO_SUCH_NUMBER = PrivatePhrase("no_such_number", "没找到您编号{编号}的事，看看是不是打错了数。")
NOTHING_OPEN = PrivatePhrase("nothing_open", "您现在没有正在办的事。有事直接说就行，也可以打{电话}。")
WITHDRAW_DONE = PrivatePhrase("withdraw_done", "知道了，这件撤了。过几天想说再说，随时给您记。")
COMPLAINT_OFFICIAL = PrivatePhrase(
    "complaint_official",
    "您反映的是干部的事，编号{编号}，不转给本人，交给{人}（{电话}）看，{日期}前给您回话。也可以直接打12388。",
)
OPT_OUT = PrivatePhrase("opt_out", "好的，以后您的话我不记，也不回。有急事可以打{电话}。想再说事，回“说”就行。")
NIGHT = PrivatePhrase("night", "现在太晚，先给您记下，明天早上有人回您。要是有危险，先打110、119、120。")
HOLIDAY = PrivatePhrase("holiday", "今天放假，值班的是{人}（{电话}）。不急的事上班头一天给您回话。")
FAIL = PrivatePhrase("fail", "我这边出了点毛病，怕给您记漏。请直接打{电话}找{人}，或过会儿再说一遍。")
SCAM_GUARD = PrivatePhrase("scam_guard", "提醒一句：我们从不问您要密码、验证码，也不叫您转钱。谁要，都别给，打110。")


# sentences with lists in them -----------------------------------------------------------------------------------------


def village_digest(*, raised: int, done: int, doing: Sequence[PublicTitle]) -> PublicText:
    """The evening's line for a village: counts, and by title what is being done. Raises TypeError for a plain text."""
    titles = TitleList(doing)
    if not titles:
        return DIGEST_GROUP_ALL_DONE.say(数1=raised, 数2=done)
    return DIGEST_GROUP.say(数1=raised, 数2=done, 几件=titles)


def officer_digest(*, new: int, today: int, over: int) -> StaffText:
    """An official's morning."""
    if not (new or today or over):
        return DIGEST_OFFICIAL_CALM.say()
    return DIGEST_OFFICIAL.say(数1=new, 数2=today, 数3=over)


def together(rows: Sequence[tuple[int, str]], alone: Sequence[str]) -> StaffText:
    """Several notes to one official as one: what each of `rows` (number, topic and state) is, then the others whole."""
    lines = [PING_TOGETHER.say(数1=len(rows), 几件=_listed(rows, _AT_MOST["几件"])).text] if rows else []
    return StaffText("\n".join([*lines, *alone]))


def as_staff(text: str) -> StaffText:
    """A note that was written for an official before, as it was."""
    return StaffText(text)


def which_of_yours(doing: str, rows: Sequence[tuple[int, str]]) -> StaffText:
    """Several of an official's tickets (number, title) fit the order `doing`: which one?"""
    return WHICH_OF_YOURS.say(数1=len(rows), 几件=_listed(rows, _AT_MOST["几件"]), 哪样=doing, 编号=rows[0][0])


def which_ticket(rows: Sequence[tuple[int, str]]) -> PrivateText:
    """Several of a villager's own matters (number, title) may be meant: which one?"""
    return WHICH_TICKET.say(几件=_listed(rows, _AT_MOST["几件"]), 编号=rows[0][0])


def my_tickets(rows: Sequence[tuple[int, str, LocalDay]]) -> StaffText:
    """An official's open tickets (number, title, day promised), the most pressing first, as many as can be read."""
    if not rows:
        return NO_TICKETS.say()
    days = []
    for day, of_day in groupby(sorted(rows, key=lambda row: (row[2].on, row[0])), key=lambda row: row[2]):
        days.append((f"{day}前：", [f"{number} {title}" for number, title, _ in of_day]))
    return MY_TICKETS.say(数1=len(rows), 几件=_by_day(days, len(rows), _AT_MOST["几件"]))


#: a story longer than this is shortened in the middle: it is read on a phone
_LONGEST_STORY = 600


def why_this_date(lines: Sequence[StaffText]) -> StaffText:
    """The story of a date, one step in each line; the first line says how it stands."""
    texts = [line.text for line in lines]
    left_out = 0
    while len(texts) > 4 and sum(map(len, texts)) > _LONGEST_STORY:
        # how it began and how it ended matter most
        del texts[len(texts) // 2]
        left_out += 1
    if left_out:
        texts.insert(len(texts) // 2 + 1, WHY_MORE.say(数1=left_out).text)
    return StaffText("\n".join(texts))


#: what a matter waits for, as it is said to anybody
WAITS_FOR: Mapping[PauseReason, str] = {
    PauseReason.VILLAGER: "等本人方便",
    PauseReason.MEETING: "等开会商量",
    PauseReason.WEATHER: "等天气好",
    PauseReason.FUNDS: "等钱和材料",
}


def ticket_in_full(*, title: str, who: str, place: str, words: str, day: LocalDay) -> StaffText:
    """One ticket with the villager's own words, cut to what fits; for its owner only."""
    return TICKET_IN_FULL.say(事=title, 称呼=who.strip() or "村民", 地点=place, 原话=words, 日期=day)


_EVIDENCE_WORDS = {"image": "照片{}张", "video": "视频{}段", "voice": "语音{}条", "location": "位置{}个"}


def with_evidence(words: str, media: Mapping[str, int]) -> str:
    """A villager's words, and before them how much there is to see and hear: （照片1张、语音1条）村口路灯坏了."""
    counted = [_EVIDENCE_WORDS[kind].format(count) for kind, count in media.items() if kind in _EVIDENCE_WORDS]
    return f"（{'、'.join(counted)}）{words}" if counted else words


def _listed(rows: Sequence[tuple[int, str]], longest: int) -> str:
    # whole entries only: half a title with a number in front would be guessed at
    entries = [f"{number} {title}" for number, title in rows]
    return _by_day([("", entries)], len(entries), longest)


def _by_day(days: Sequence[tuple[str, Sequence[str]]], total: int, longest: int) -> str:
    text, shown = "", 0
    for heading, entries in days:
        for place, entry in enumerate(entries):
            joint = "、" if place else ("；" if text else "")
            more = f"{text}{joint}{'' if place else heading}{entry}"
            left = total - shown - 1
            if shown and len(more) + len(_and_more(left)) > longest:
                return text + _and_more(total - shown)
            text, shown = more, shown + 1
    return text


def _and_more(left: int) -> str:
    return f"，还有{left}件" if left else ""


# answers so short that their meaning is the phrase book's own -------------------------------------------------------

_ANSWERS = {
    1: "1 一 壹 行 好 可以 中 成 对 没问题 没毛病 满意 很好 挺好 都好 全好 弄好 修好 办好 解决 好使 来水 来电 "
    "ok 能行 没事",
    2: "2 二 贰 还差点 还差一点 差点 差一点 还差些 差些 一般 一般般 还不行 还不太行 不太行 还没全好 没全好 没完全好 "
    "没全弄好 还不太好 不太好 马马虎虎 凑合",
    3: "3 三 叁 没有 没 不行 没弄好 没弄号 没好 没修好 没办好 没解决 没修 没弄 没动 没来 没人来 没人管 不好 不中 不成 "
    "不可以 不满意 还没有 还没 还没好 还没弄好 还没修好 还没办好 还是不行 还是没好 还是没弄好 根本没弄 根本没修",
}
_MEANING = {word: answer for answer, words in _ANSWERS.items() for word in words.split()}
_POLITE = re.compile("^(?:嗯+|谢谢[你您]?|多谢|感谢)|(?:谢谢[你您]?了?|多谢了?|谢了|感谢)$")
_CHOICE = re.compile("^我?(?:回|选|按|答)(?=[123])")
_PARTICLES = re.compile("[了啦呀啊呢嘛哦的哈哩吧么]+$")
_REPEATED = re.compile(r"([^\d])\1+")
_LONGEST_ANSWER = 12


def answer_to_result(text: str) -> int | None:
    """What a whole message says about a result: 1 done, 2 not quite, 3 no. None: a sentence, or no answer.

    Tolerant of width, punctuation, particles and thanks (rule 12 of the wording), but a question is never an answer.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    core = "".join(c for c in plain if c.isalnum())
    if len(core) > _LONGEST_ANSWER:
        return None
    core = _CHOICE.sub("", _POLITE.sub("", core))
    if core[:1] in ("1", "2", "3") and len(core) > 1:
        # "1行": the number and the word must agree, and 12 is a ticket
        return int(core[0]) if _meaning(core[1:]) == int(core[0]) and not core[1:].isdigit() else None
    if "?" in plain and not core.isdigit():
        return None
    return _meaning(core)


def _meaning(core: str) -> int | None:
    for said in (core, _PARTICLES.sub("", core), _REPEATED.sub(r"\1", core)):
        if said in _MEANING:
            return _MEANING[said]
    return None


_ONE_HOUSEHOLD = re.compile(
    "^1$|就一家|一户|(?:我|俺|咱)(?:们)?一家|(?:就是?|只有|光是?|单单?)(?:我|俺|咱)|别人家?都?(?:好|没事|有)"
    "|(?:邻居|隔壁|左右)家?都?(?:好好|没事|有水|有电|正常|不停)"
)
_MORE_HOUSEHOLDS = re.compile(
    "^2$|都这样|都没(?!事)|都停|全村|全组|整个|大家|家家|好几家|几家|不光|不止|不只|也没|也停|也是|也这样"
)
_BARE_HOME = re.compile("(?:我|俺|咱)(?:们)?家里?")


def only_one_household(text: str) -> bool:
    """Whether the answer to "just you, or the neighbours too?" is: just us. An unclear answer counts as more."""
    core = "".join(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())
    if _MORE_HOUSEHOLDS.search(core):
        return False
    return _ONE_HOUSEHOLD.search(core) is not None or _BARE_HOME.fullmatch(core) is not None

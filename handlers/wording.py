"""The phrase book: every sentence that a person may read, and the types that keep private words out of groups.

Warm, short, one or two facts and one next step; a date with its weekday, a person and a number to call; at most 120
characters. No word that only an office uses, nothing that frightens, nothing with money, codes or links.
"""

import re
import string
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from handlers.titles import PublicTitle
from storage.speech import PrivateText, PublicText, StaffText

#: no line is longer, filled in
LONGEST = 120
#: who answers everywhere in the country, when no number of the township is known
HOTLINE = "12345"
#: values longer than this many characters are cut; a phone number and a date never are
LIMITS = {"称呼": 6, "人": 4, "事": 16, "地点": 14, "原因": 20, "结果": 24, "村": 8, "部门": 10}

_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class LocalDay:
    """A day as it is said: 11月25日(周三)."""

    text: str

    def __str__(self) -> str:
        """As it is said."""
        return self.text


@dataclass(frozen=True, slots=True)
class Salutation:
    """How somebody may be called in front of others; made by `salutation` only."""

    text: str

    def __str__(self) -> str:
        """As it is said."""
        return self.text


@dataclass(frozen=True, slots=True)
class OfficerName:
    """An official's name, from the organisation."""

    text: str

    def __str__(self) -> str:
        """As it is said."""
        return self.text


@dataclass(frozen=True, slots=True)
class OfficerPhone:
    """An official's number, from the organisation."""

    text: str

    def __str__(self) -> str:
        """As it is said."""
        return self.text


#: what each slot of a group's phrase takes; a plain string is none of them
_PUBLIC_SLOTS: dict[str, type] = {
    "称呼": Salutation,
    "事": PublicTitle,
    "人": OfficerName,
    "电话": OfficerPhone,
    "日期": LocalDay,
    "数": int,
}


def day_with_weekday(day: date) -> LocalDay:
    """11月25日(周三): never "within three working days"."""
    return LocalDay(f"{day.month}月{day.day}日(周{_WEEKDAYS[day.weekday()]})")


_NAME = re.compile(r"[\u4e00-\u9fff]{1,6}")
#: words in a nickname that are no name, or that name a trouble
_NO_NAME = re.compile(r"病|残|低保|贫|穷|上访|告|骗|死|钱|微信|加我|电话|代办|贷|广告|管理员|机器人|小助手")


def salutation(name: str) -> Salutation:
    """A short clean personal name as it is; anything else in a nickname (numbers, adverts, troubles) gives 乡亲."""
    name = unicodedata.normalize("NFKC", name).strip()
    clean = _NAME.fullmatch(name) is not None and _NO_NAME.search(name) is None
    return Salutation(name if clean else "乡亲")


def _cut(slot: str, value: object) -> str:
    # one line: a value with line breaks would look like two notes
    text = " ".join(str(value).split())
    limit = LIMITS.get(slot)
    return text if limit is None or len(text) <= limit else text[: limit - 1] + "…"


class Phrase:
    """One sentence with slots."""

    def __init__(self, template: str) -> None:
        self.template = template
        self.slots = tuple(name for _, name, _, _ in string.Formatter().parse(template) if name)

    def _fill(self, values: dict[str, object]) -> str:
        if set(values) != set(self.slots):
            raise TypeError(f"「{self.template[:12]}…」 has the slots {self.slots}, was given {tuple(values)}")
        return self.template.format_map({slot: _cut(slot, value) for slot, value in values.items()})


class PublicPhrase(Phrase):
    """For a group: takes typed values only, so that no free word can stand in it."""

    def say(self, **values: object) -> PublicText:
        """Fill the slots. Raises TypeError for a missing slot, an unknown one, or a value of another type."""
        for slot, value in values.items():
            wanted = _PUBLIC_SLOTS.get(slot.rstrip("0123456789"))
            if wanted is None or type(value) is not wanted:
                raise TypeError(f"「{self.template[:12]}…」: {slot} takes {wanted}, not {type(value).__name__}")
        return PublicText(self._fill(values))


class PrivatePhrase(Phrase):
    """For one villager."""

    def say(self, **values: object) -> PrivateText:
        """Fill the slots. Raises TypeError for a missing slot or an unknown one."""
        return PrivateText(self._fill(values))


class StaffPhrase(Phrase):
    """For one official."""

    def say(self, **values: object) -> StaffText:
        """Fill the slots. Raises TypeError for a missing slot or an unknown one."""
        return StaffText(self._fill(values))


# ---- in the group: one short line, only for open village matters ---------------------------------

ACK_GROUP = PublicPhrase("{称呼}，{事}这事记下了，已经告诉{人}。{日期}前给您回话，急的话打{电话}。")
ACK_GROUP_URGENT = PublicPhrase("{称呼}，看到了，{事}这就找人去看，{人}电话{电话}。大家路过先绕一绕，注意安全。")
ACK_GROUP_PRIVATE = PublicPhrase("{称呼}，看到您说的了，给您发了私信，咱们私下细说。")
ACK_GROUP_ME_TOO = PublicPhrase("好，您那边也算上，一共{数1}处，一起修。有新消息在群里说。")
GROUP_DONE = PublicPhrase("{事}办好了。哪里还不行，说一声，接着弄。")
GROUP_QUIET = PublicPhrase("好的，群里我少说话。有事随时@我，或者扫说事码私下说。")
QUERY_GROUP = PublicPhrase("给您发私信了。")
DANGER_GROUP = PublicPhrase("有危险的地方大家先离远些，老人孩子看好，急的打119。村里的人马上到，{人}电话{电话}。")
_DIGEST_GROUP = PublicPhrase("今天说事：新记{数1}件，办好{数2}件。有事随时说，也可扫说事码。")
_DIGEST_DOING = (
    PublicPhrase("今天说事：新记{数1}件，办好{数2}件。正在弄：{事1}。有事随时说，也可扫说事码。"),
    PublicPhrase("今天说事：新记{数1}件，办好{数2}件。正在弄：{事1}、{事2}。有事随时说，也可扫说事码。"),
    PublicPhrase("今天说事：新记{数1}件，办好{数2}件。正在弄：{事1}、{事2}、{事3}。有事随时说，也可扫说事码。"),
)

# ---- to a villager: first answers ----------------------------------------------------------------

ACK_PRIVATE = PrivatePhrase(
    "{称呼}您好，您说的{事}记下了，编号{编号}。{人}（{电话}）{日期}前给您回话。想改想撤，回一句就行。"
)
ACK_PRIVATE_HOUSEHOLD = PrivatePhrase(
    "{称呼}您好，您家这件事只有{人}能看到，不在群里说。编号{编号}，{日期}前联系您，电话{电话}。"
)
ACK_NEIGHBOUR = PrivatePhrase(
    "{称呼}，两家的事咱们坐下来慢慢说。编号{编号}，{人}（{电话}）{日期}前先单独找您聊，不先找对方。"
)
COMPLAINT_OFFICIAL = PrivatePhrase(
    "您反映的是干部的事，编号{编号}，不转给本人，交给{人}（{电话}）看。您要保密就回“保密”，也可直接打12388。"
)
ALREADY_NOTED = PrivatePhrase("这件事记着呢，编号{编号}，{人}（{电话}）在办。有新情况接着说。")
ACK_NEW_QR = PrivatePhrase("您好，这里是{村}说事台。有啥事直接说，打字、发语音都行。有危险先打110、119、120。")
PRIVACY_NOTICE = PrivatePhrase(
    "先说明白：您说的事只给办事的人看，办完90天删原话。回“查”能看，回“撤”能撤，不想让记就回“不记”。"
)
UNKNOWN_CODE = PrivatePhrase("这张码旧了，不要紧，有事照样说。您是哪个村的、啥事？也可以打{电话}。")
ASK_PLACE = PrivatePhrase("问您一句：是在哪儿？比如哪个组、哪条路、靠近哪个路口。不想打字就打{电话}找{人}。")
ASK_VILLAGE = PrivatePhrase("记下了。问您一句：是哪个村、哪个组？不想打字就打{电话}找{人}，一样给您办。")
ASK_RANGE = PrivatePhrase("问您一句：是就您一家这样，还是左邻右舍都这样？急的话打{电话}找{人}。")
ASK_MATTER = PrivatePhrase("您说，我听着：是啥事、在哪儿？不想打字就打{电话}找{人}，一样给您记上。")
ASK_ABOUT_PICTURE = PrivatePhrase("照片看到了。这是哪儿、想说啥事？写一句就行，也可以打{电话}。")
ASK_ABOUT_VOICE = PrivatePhrase(
    "语音收到了，我这儿听不清，怕给您记错。方便的话打几个字，或者打{电话}说，一样给您记上。"
)
LISTENING = PrivatePhrase("好，您说，我听着。是啥事、在哪儿，一句话就行。")
CANNOT_UNDERSTAND = PrivatePhrase("没太听明白，怕记错。您可以再说一遍，或者打{电话}，一样给您记上。")
HUMAN_OFFER = PrivatePhrase("您要是不想打字，直接打{电话}找{人}，一样给您记上、给您回话。")

# ---- danger --------------------------------------------------------------------------------------

DANGER_NOW = PrivatePhrase(
    "先保安全！人先离开，马上打119或120，有人动手打110。我同时在找{人}（{电话}），您别一个人靠近。"
)
DANGER_NUMBERS = PrivatePhrase("先保安全！着火打119，有人伤病打120，有人动手打110。要我给您记下、找人来，就回“说”。")
STAY_SAFE = PrivatePhrase("知道了，{人}（{电话}）在，您方便的时候打给他。有危险先打110。")
DV_REPLY = PrivatePhrase(
    "这里说话方便吗？方便回1。您的安全最要紧，随时可打110或妇联12338，也可打{电话}。我不会告诉家里任何人。"
)

# ---- progress, result, rating --------------------------------------------------------------------

RESULT = PrivatePhrase("{称呼}，{事}弄好了：{结果}。您看看行不行？行回1，还差点回2，没弄好回3。")
ASK_RESULT_AGAIN = PrivatePhrase("{称呼}，{事}昨天说弄好了，您看行不行？行回1，还差点回2，没弄好回3。")
ASK_RESULT_PLAINLY = PrivatePhrase("{事}弄好了没有？弄好了回1，还差点回2，没弄好回3。要找人说就回“打电话”。")
RESULT_UNCONFIRMED = PrivatePhrase("{称呼}，{事}一直没等到您回话，先记成办完了。哪里不行，30天内随时说，接着办。")
REOPENED = PrivatePhrase("知道了，{事}接着办，{人}（{电话}）{日期}前给您回话。")
REOPENED_ASK_WHY = PrivatePhrase("知道了，{事}接着办，{人}（{电话}）{日期}前给您回话。哪里没弄好，随便说两句。")
THANKS_FEEDBACK = PrivatePhrase("谢谢您，记下了。以后有事还这么说就行。")

# ---- rights --------------------------------------------------------------------------------------

QUERY_PRIVATE = PrivatePhrase("您说的{事}（编号{编号}）：{人}在办，{日期}前给您回话。要找人说就打{电话}。")
QUERY_RESOLVED = PrivatePhrase(
    "您说的{事}（编号{编号}）：{人}说弄好了，等您一句话。行回1，还差点回2，没弄好回3。电话{电话}，{日期}。"
)
NOTHING_OPEN = PrivatePhrase("您现在没有正在办的事。有事直接说就行，也可以打{电话}。")
WITHDRAW_DONE = PrivatePhrase("知道了，这件撤了。过几天想说再说，随时给您记。")
NO_SUCH_NUMBER = PrivatePhrase("没找到您编号{编号}的事，看看是不是打错了数。")
OPT_OUT = PrivatePhrase("好的，以后您的话我不记，也不回。有急事可以打{电话}。想再说事，回“说”就行。")

# ---- to an official: never in the village's group, never with shame ------------------------------

PING_NEW = StaffPhrase("新事：{事}，{地点}。请{日期}前联系一下本人。回“接”就算接了；接不了回“求助”加一句话，不算误事。")
PING_DANGER = StaffPhrase(
    "急！{事}，{地点}。人命要紧，请马上去看或打电话，先报119、120、110。回“接”，大家就知道有人管了。"
)
PING_BEFORE = StaffPhrase("提醒一句：{事}说好{日期}前给回话。办好了回“好”加一句结果；卡住了回“求助”加一句话。")
PING_DUE = StaffPhrase("{事}今天到日子了。没办完没关系，先给本人说一声：为啥、到啥时候。回“说了”就行。")
PING_OVER1 = StaffPhrase("{事}过了{天数}天。是不是哪里卡住了？回“求助”加一句话，我把村里也叫上，一起想办法。")
PING_ESCALATE = StaffPhrase("{事}需要您搭把手：{地点}，过了{天数}天，可能卡住了。您打个电话问问，缺啥帮一把。")
PING_HELP = StaffPhrase("{人}（{电话}）请您帮忙：{事}，{地点}。说的是：{原因}。您看怎么弄，给他回个电话。")
PING_REOPEN = StaffPhrase("{事}群众说还没弄好：{原因}。麻烦再看一眼，{日期}前给回话。")
PING_WITHDRAWN = StaffPhrase("{事}本人说不用了，已经撤了，您不用跑了。辛苦！")
OFFICIAL_THANKS = StaffPhrase("{事}办好了，{称呼}说行。辛苦！")
ACCEPTED_OK = StaffPhrase("好，{事}您接下了。{日期}前给回话；联系过本人回“说了”，办好回“好”加一句结果。")
CONTACTED_OK = StaffPhrase("好，{事}记下您联系过了。办好回“好”加一句结果。")
RESOLVED_OK = StaffPhrase("好，{事}办好了，这就告诉本人，看他说行不行。辛苦！")
RESOLVED_CALL = StaffPhrase("好，{事}记下了。本人在这儿收不到消息，麻烦您打个电话告诉一声。辛苦！")
ASK_FOR_RESULT = StaffPhrase("{事}办好了吗？办好了请加一句结果，比如：好 {编号} 灯头换了。还没办好不用回。")
HELP_ASKED_OK = StaffPhrase("好，{事}已经请{人}一起想办法，不算您误事。")
OFFICER_NO_SUCH_NUMBER = StaffPhrase("没有编号{编号}的事。回“看”，看看您手上的。")
NOT_YOURS = StaffPhrase("{编号}号在别人手上。您要是也知道情况，给他打个电话；回“看”，看看您手上的。")
ALREADY_THERE = StaffPhrase("{事}已经是这样了，不用再回。回“看”，看看您手上的。")
NOTHING_FITS = StaffPhrase("您手上没有等这句话的事。回“看”，看看您手上的。")
OFFICER_UNCLEAR = StaffPhrase(
    "没太明白。接下回“接”，办好回“好”加结果，比如：好 12 灯头换了。要人帮忙回“求助”，清单回“看”。"
)
_DIGEST_OFFICIAL = StaffPhrase(
    "早上好。您的事：没接{数1}件、今天到日子{数2}件、过日子{数3}件。回“看”列清单。今天不急的，明天再办也行。"
)
_WHICH_OF_YOURS = StaffPhrase("您说的是哪件？{清单}。回“{事}”加编号就行。")
_WHICH_TICKET = PrivatePhrase("您有几件事，撤哪件？{清单}。回个编号就行。")
_MY_TICKETS = StaffPhrase("您手上{数1}件：{清单}。看一件回“看”加编号。")
_NO_TICKETS = StaffPhrase("您手上没有要办的事。歇歇吧。")


class OfficerCard:
    """An official's name and number, for the slots of a group's phrase."""

    def __init__(self, name: str, phone: str) -> None:
        self.name = OfficerName(name)
        self.phone = OfficerPhone(phone)


def village_digest(*, raised: int, done: int, doing: Sequence[PublicTitle]) -> PublicText:
    """The evening's line: counts, and up to three titles of what is being done."""
    if not doing:
        return _DIGEST_GROUP.say(数1=raised, 数2=done)
    titles = {f"事{index}": title for index, title in enumerate(doing[:3], 1)}
    return _DIGEST_DOING[len(titles) - 1].say(数1=raised, 数2=done, **titles)


def officer_digest(*, new: int, today: int, over: int) -> StaffText:
    """An official's morning."""
    return _DIGEST_OFFICIAL.say(数1=new, 数2=today, 数3=over)


def which_of_yours(doing: str, rows: Sequence[tuple[int, str]]) -> StaffText:
    """Several tickets fit an order: which? At most five are listed."""
    return _WHICH_OF_YOURS.say(清单=_listed(f"{number} {title}" for number, title in rows[:5]), 事=doing)


def which_ticket(rows: Sequence[tuple[int, str]]) -> PrivateText:
    """Several of a villager's matters fit: which?"""
    return _WHICH_TICKET.say(清单=_listed(f"{number} {title}" for number, title in rows[:5]))


def my_tickets(rows: Sequence[tuple[int, str, LocalDay]]) -> StaffText:
    """An official's open tickets, as many as one note holds."""
    if not rows:
        return _NO_TICKETS.say()
    return _MY_TICKETS.say(数1=len(rows), 清单=_listed(f"{number} {title} {day}" for number, title, day in rows))


def ticket_in_full(*, title: str, who: str, place: str, words: str, day: LocalDay) -> StaffText:
    """One ticket for its owner, with the villager's own words as far as the note holds them."""
    head = f"{title}，{_cut('地点', place)}，{day}前。"
    speaker = f"{_cut('称呼', who)}说" if who else "原话"
    room = LONGEST - len(head) - len(speaker) - 4
    said = " ".join(words.split())
    return StaffText(f"{head}{speaker}：“{said if len(said) <= room else said[: room - 1] + '…'}”")


def _listed(rows: Iterable[str]) -> str:
    # as many whole entries as leave room for the sentence around them
    listed, room = "", LONGEST - 40
    for row in rows:
        if len(listed) + len(row) + 1 > room:
            return listed + "；……"
        listed += ("；" if listed else "") + row
    return listed


_DECORATION = re.compile(r"[\s,，。.!！?？~～、;；:：“”\"'‘’]+")
_ANSWERS = {
    1: "1 一 壹 行 行了 行的 好 好了 好的 可以 可以了 中 成 满意 修好了 弄好了 办好了 好着呢 没问题 解决了 行行 好好",
    2: "2 二 贰 还差点 差点 一般 凑合 还行吧 差不多 还差一点 马马虎虎",
    3: "3 三 叁 没有 没 不行 没弄好 没好 没修好 没办好 不好 不中 没解决 还没 还没有 还没好 还没弄好 还是不行 不满意",
}
_BY_WORD = {word: answer for answer, words in _ANSWERS.items() for word in words.split()}


def answer_to_result(text: str) -> int | None:
    """1 done, 2 not quite, 3 no: only where the whole message is one of the tolerated words; else None."""
    return _BY_WORD.get(_DECORATION.sub("", unicodedata.normalize("NFKC", text)))


_ONLY_US = re.compile(
    r"就(我|俺|咱)(们)?(一)?家|只有(我|俺)|(我|俺|咱)(们)?一家|单单|别人家(都)?(有|好)|隔壁(都)?有|一户|就我"
)


def only_one_household(text: str) -> bool:
    """The answer to "only you, or the neighbours too?"."""
    return _ONLY_US.search(unicodedata.normalize("NFKC", text)) is not None

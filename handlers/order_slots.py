"""What an order holds beside verb and number, put as the verb's handler reads it: a day and why, whom, the result."""

import re
from collections.abc import Callable
from typing import TypeVar

from handlers.said_numbers import BLOT, SaidNumber
from handlers.topics_said import KINDS, TOPICS

_One = TypeVar("_One")
_ENDS = " \t\r\n\u3000,，.。:：、;；!！~～-—"
_CHINESE = "\u3400-\u4dbf\u4e00-\u9fff"

# results -------------------------------------------------------------------------------------------------------------

_WORK = (
    "(?:[办弄修搞整换装补通清铺填挖扫焊砌刷架埋搭抽拉种栽喷挪拆割砍铲压垫钉拴锁挂贴描调浇灌排掏盖移截绑捆疏刨撤抹锯剪拔捞撒扶竖撑缝扎粘]"
    "|接(?=[上通好回])|立(?=[起好上])|送(?=[到回上去])|交(?=[上到齐])|安(?=[上好])|领(?=[上到了])|搬(?=[走开完到])(?<!人搬))"
)
_DEED = re.compile(
    f"{_WORK}[^，,。\\s{BLOT}]{{0,4}}了(?!没|半|一半|一截|一部分|再|又)|{_WORK}(?:平|好|完|妥|齐|净|完毕)(?=[，,。\\s]|$)|完毕"
    f"|{_WORK}(?:上|好|完|掉|走|开|通|平|住|成|到|齐|净|严|新|死|回|牢|过){{0,2}}了(?!没|半|一半|一截|一部分)|{_WORK}(?:下来|下去|出来|回来|回去|起来|过来|过去|进去|到位|干净|利索)了?"
    "|接(?:上|通|好|回)了(?=.)|(?:水|电|管子?|线|网|头|泵)[^，,。\\s]{0,3}接(?:上|通|好|回)了"
    "|(?:灯|路灯|屋里|电)?亮(?:起来|堂)?(?:了|着)|(?:来|有|出|通|上)(?:水|电|信号|网|气|暖)了|(?:水|电|路|渠|沟|管|网|气|车)(?:都|也)?(?:来|通|走开|走顺|顺|畅通|能过|够)了?"
    "|能(?:用|响|走|过|抽|转|上|看|开|洗|浇)了|(?:打到|到)(?:折子|卡|账|户头)[上里]?了?|(?:开|办|要|找|领|送|批|补)(?:出来|下来|回来)了?|(?:证明|证|票|信)[^，,。\\s]{0,3}开(?:了|好)|(?:钱|款|补贴|工资|证|卡|种子|化肥)[^，,。\\s]{0,3}发(?:了|到|下来|放)|通开了|抬走了|批下来了?|(?:退|要|追|找|返)(?:回来|还)了|不(?:滴|漏|堵|晃|闪|照|臭|吵|挡|响|冒|掉|积|淹|跳|缺|欠)[^，,。\\s]{0,6}了"
    "|激活了|(?:好|响|转|通|用|亮)着(?:呢|哩)?|正抽着|正常了|恢复(?:了|供[水电]|原样|畅通)|[换装拉焊接铺修]的(?:是)?(?:新|好|LED|铁|铜)|重(?:拉|铺|装|接|焊|砌|埋|做)的|(?:合格|验收)了?|立起来|通车了|(?:要|拿|领|收|追|发)到(?:手|账)?了|握手了"
)
#: says only that it is done
_ONLY_DONE = re.compile(
    "(?:得|好|行|嗯|那|这个|这下|这|那个|都|全|已经|已|也|就|算|给|我|人家|终于|可算|总算|了|哦|啊|吧|呀|呢|的|个|事|件)*"
    "(?:完事|完结|完成|交差|销号|收工|完工|竣工|了结|结案|齐活|完活|搞定|妥|办妥|办好|弄好|修好|整好|办完|弄完|弄利索|办利索|整利索|整完|办结|解决|落实|莫麻达|没麻达|好|算完|完|OK|ok|办|利索|灵醒|弄妥|处理好|处理完)?"
    "(?:了|吧|啦|咧|哦|啊|呀|哈|的|呢|嘛|喽|咯)*"
)
_POLITE = re.compile(
    "^(?:喂|那个|这个|小助手|助手|你记一下|记一下|领导|书记|主任|麻烦(?:你|您)?|报告|汇报一?下|哎呀?|嗯+|啊|哦|噢)+[\\s,，:：啊]*|[\\s,，]*(?:谢谢(?:了|啊|你|您|领导)?|辛苦(?:了|你|您)?|麻烦(?:了|你|您)|哈|哦|啊)+$"
)
_SOMETHING = re.compile(f"[{_CHINESE}]")


def deeds(text: str, made: Callable[[int, int], _One]) -> list[_One]:
    """Work that is behind somebody, and what can be seen of it (灯换了, 水通了)."""
    return [made(found.start(), found.end()) for found in _DEED.finditer(text)]


def tells_something(words: str) -> bool:
    """Whether words hold enough to be told."""
    return len(_SOMETHING.findall(words)) >= 2  # 换了 is enough


def tidy(words: str) -> str:
    """Words without separators and politeness at the ends, and with single gaps."""
    words = " ".join(words.split()).strip(_ENDS)
    while (shorter := _POLITE.sub("", words).strip(_ENDS)) != words:
        words = shorter
    return re.sub(r"\s*([，,。；;])\s*(?:[，,。；;]\s*)*", r"\1", words)


def without(said: str, number: SaidNumber | None, cut: tuple[int, int] | None = None) -> str:
    """What was said beside the number (every time it is said there, with 那个 behind it) and beside `cut`."""
    spans = [cut] if cut is not None else []
    if number is not None:
        behind = re.match(
            "(?:那个|这个|那件|这件|那单|这单|的?事|这事|那事|的(?=[^，,。\\s]{2}))?(?:事情|事儿?)?", said[number.end :]
        )
        before = re.search(r"(?:把|给|编号是?)$", said[: number.start])
        spans.append((before.start() if before else number.start, number.end + (behind.end() if behind else 0)))
    kept = list(said)
    for start, end in spans:
        kept[start:end] = "\n" * (end - start)
    return re.sub("\n+", " ", "".join(kept))


def _result(said: str, number: SaidNumber | None) -> str:
    """The clauses that tell what was done; 完事, 销号吧 and the like are left out where others say it."""
    rest = tidy(without(said, number))
    clauses = re.split(r"(?<=[\s,，。;；!！])", rest)
    telling = [clause for clause in clauses if _ONLY_DONE.fullmatch(clause.strip(_ENDS)) is None]
    told = tidy("".join(telling))
    return told if tells_something(told) and (_DEED.search(told) or not _DEED.search(rest)) else rest


# days ----------------------------------------------------------------------------------------------------------------

_COUNT = "(?:[0-9]{1,3}|[一二两俩三四五六七八九十]{1,3})"
DAY = re.compile(
    f"(?:明年|[0-9]{{4}}年)?{_COUNT}月{_COUNT}(?:号|日)?|(?<![0-9.])[0-9]{{1,2}}[./][0-9]{{1,2}}(?![0-9.])|大?后[天日]|[明今][天日]"
    f"|(?:下下|下|这|本)?个?(?:周|星期|礼拜)[一二三四五六日天末]|下?个?月[底末]|年[底末]|下个?月{_COUNT}(?:号|日)?|{_COUNT}[号日](?![子头内])|半个月"
    f"|{_COUNT}(?:天|个?星期|个?礼拜|周|个月)"
)
_BARE_DAY = re.compile(r"(?<=到)\s*(?P<day>[0-9]{1,2})(?!\d|[块户个人天])")


def day_in(said: str) -> tuple[int, int] | None:
    """Where the day stands to which something is put off; the one behind 到 before any other."""
    found = [(one.start(), one.end()) for one in DAY.finditer(said)]
    behind = [span for span in found if re.search("(?:到|改|推|拖|宽|缓|延)(?:了|个|上|几)?$", said[: span[0]][-3:])]
    if behind:
        return behind[0]
    bare = _BARE_DAY.search(said)
    if bare is not None:
        return bare.start("day"), bare.end("day")
    return found[0] if found else None


_PUT_OFF = re.compile(
    "(?:给我|我想|我要|我|想|要|请|申请|能不能|可不可以|再|先|就|得|可能|恐怕)*(?:往后|朝后)?(?:延期?|展期|推迟|推后|推|宽限|宽|缓|拖+|挪|改|放|晚|迟)(?:一下|上|个|到|期|至)*|期限|申请|来不及了?|赶不及了?|(?:行不行?|行吗|可以吗|好吗|成不)[?？]?|给你|那个|展"
)


def has_reason(words: str) -> bool:
    """Whether more than a day was said."""
    return tells_something(DAY.sub(" ", words))


def _day_and_why(said: str, number: SaidNumber | None) -> str:
    span = day_in(said)
    if number is not None and span is not None and number.start <= span[0] < number.end:
        span = None
    if span is None:
        return tidy(without(said, number))
    day = said[span[0] : span[1]].strip()
    if day.isdecimal():
        day = f"{day}号"
    rest = without(said, number, span)
    clauses = [_PUT_OFF.sub("", clause, count=2).strip(f"{_ENDS}吧了前") for clause in re.split(r"[\s,，。;；]+", rest)]
    return " ".join([day, *(clause for clause in clauses if tells_something(clause))])


# people, categories, outcomes ----------------------------------------------------------------------------------------

_CATEGORIES = sorted((*KINDS, *(word for words in TOPICS.values() for word in words)), key=len, reverse=True)
#: 供电所 is whose it is, not what it is
_CATEGORY = re.compile(f"(?:{'|'.join(map(re.escape, _CATEGORIES))})(?![所站局]|公司)")
_BECOMES = re.compile(
    "(?:改|归|划|调|算|换|挪)(?:成|为|到|在|入|进|作)|(?<!不)(?:应该|该|应)?(?<!不)(?:是|算|归)(?!不)|类别?[:：\\s]"
)


def category(said: str) -> str:
    """What a ticket is to be put as: named behind the last 改成, 是, 归到; empty where nothing is."""
    for found in reversed(list(_BECOMES.finditer(said))):
        named = _CATEGORY.findall(said[found.end() : found.end() + 16])
        if named:
            return str(named[0])
    return ""


_FAILED = re.compile(
    "(?:没|不|未)(?:谈|说|调|和)?(?:拢|成(?!了)|妥|通)(?!功)|(?:谈|说|调|和)不(?:拢|成|通|妥|下来)|黄了|崩了|失败|不让步|不松口|死活不|闹翻"
)
_UNWILLING = re.compile("不(?:肯|愿意?|想|同意|来)(?:坐|调|谈)解?|拒绝调解")
_AGREED = re.compile(
    "(?:说和|说合|和好|和解|谈妥|谈成|谈拢|调成|调好|说拢|达成|成功)了?|调解成|(?:签|订)了?(?:调解)?(?:协议|调解书|和解|了?字)|不(?:闹|吵)(?:离婚|架)?了|握手(?:言和)?"
)


def outcome(said: str) -> str:
    """成, 不成 or 不愿, where a round has ended so; empty: nothing has ended."""
    if _UNWILLING.search(said):
        return "不愿"
    if _FAILED.search(said):
        return "不成"
    planned = re.search("约|定(?:好|在|了|到|下)?|安排", said) is not None
    return "成" if _AGREED.search(said) and not planned else ""


def _mediation(said: str, number: SaidNumber | None) -> str:
    ended = outcome(said)
    if ended:
        return f"{ended} {tidy(without(said, number))}"
    span = day_in(said)
    if span is None:
        return tidy(without(said, number))
    return tidy(f"{said[span[0] : span[1]]} {without(said, number, span)}")


_TIMES = re.compile(
    f"(?P<first>{DAY.pattern})(?:起|开始|走|算|去|出发)?[^，,。]{{0,4}}?(?:到|至|-|~|回|[走去]?)\\s*(?P<last>{DAY.pattern})"
)


def _leave(said: str) -> str:
    """From when to when, and who stands in."""
    both = _TIMES.search(said)
    day = day_in(said)
    when = f"{both['first']}到{both['last']}" if both is not None else said[day[0] : day[1]] if day is not None else ""
    who = re.search(
        "(?:找|交给?|让|由|请|替班|代班|叫|托给?)(?P<after>[\u4e00-\u9fff]{2,4}?)(?=替|顶|代|管|先|盯|办|接|$|[\\s,，。])|(?P<before>[\u4e00-\u9fff]{2,4}?)(?:替|顶|代)(?:我|着|班|一下|$)",
        said,
    )
    name = (who["after"] or who["before"]) if who is not None else ""
    return tidy(f"{when} {name}代") if name else tidy(f"{when}")


_FOR = re.compile("(?:替|帮|代|给|托|央|求)(?P<who>.*?)(?:登?[报记说提]|反映)(?:[个一下上笔]*(?:事儿?|情况|记)?)?")


def _for_somebody(said: str, sign: tuple[int, int]) -> str:
    """替张大爷说个事 他家水管裂了: whom it is for stays, and stands first."""
    start, end = sign
    found = _FOR.fullmatch(said[start:end])
    if found is None or found["who"] in ("", "他", "她", "人"):
        return tidy(without(said, None, sign))
    return tidy(f"{found['who']} {said[:start]} {said[end:]}")


def words_for(verb: str, said: str, evened: str, number: SaidNumber | None, sign: tuple[int, int]) -> str:
    """The words of an order, as its handler reads them. `evened` is as long as `said`."""
    if verb == "好":
        return _result(said, number)
    if verb == "延":
        return _day_and_why(evened, number)
    if verb == "调解":
        return _mediation(evened, number)
    if verb == "改":
        return category(evened)
    if verb == "请假":
        return _leave(evened)
    if verb in ("接", "看", "拆", "议", "继续", "认领"):
        return ""
    if verb == "代报":
        return _for_somebody(said, sign)
    if verb in ("备注", "方案", "摸排"):
        words = tidy(without(said, number, sign))
        return words if tells_something(words) else tidy(without(said, number))
    return tidy(without(said, number))

"""What an official's words order: one pure reading of a chat message into a verb, a number and the rest.

Officials farm, type with one thumb and speak into the phone. The order may begin or end with the number, be misspelt
or be surrounded by politeness. What is not certain is `Unclear`, with a hint of what it may have been: asking back is
allowed, guessing is not. `VERBS` is the one place where a word is taught to the program (docs/officials.md shows it).
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from handlers.day_orders import about_days
from handlers.free_orders import covers, read_freely
from handlers.moods import REQUESTS, asks_politely, not_done
from handlers.order_slots import tells_something
from handlers.readings import Hint as Hint
from handlers.readings import Order as Order
from handlers.readings import Unclear as Unclear
from handlers.said_numbers import PERHAPS, SPOKEN, find_numbers, ticket_numbers
from handlers.said_numbers import spoken_number as spoken_number
from handlers.spoken_dates import find_day
from handlers.typed import plain
from handlers.verbs import FINISHED, VERBS, Numbered, Verb

_CHINESE = "\u3400-\u4dbf\u4e00-\u9fff"
_SEPARATORS = r"[\s,，.。:：、;；!！~～\-—]*"


# numbers -------------------------------------------------------------------------------------------------------------

_NUMBER = re.compile(
    rf"(?P<prefix>编号|单号|工单|事项|第|[Nn][Oo]\.?|[#№])?\s*(?:是|为|:)?\s*"
    rf"(?:(?P<digits>\d{{1,9}})(?!\d)|(?P<spoken>[{SPOKEN}]{{1,6}}))(?P<mark>\s*号(?![码称召]))?"
)
#: glued to digits these count things: 12盏灯, 3天
_MEASURES = "步盏个块米车天户人次根条袋吨斤亩元角月点年岁遍趟处家口把片座瓦度分秒周星礼张包桶方公千百万台套组队层间%％℃"
#: after a space only what can begin nothing else (12 户里事, 12 人不在, 3 天气不好)
_MEASURES_APART = "盏个块米根条袋吨斤趟遍"
_DATE_GOES_ON = re.compile(r"[./:：\-]\d")


def _number_at(text: str) -> tuple[int, int, bool] | None:
    """The ticket's number a text begins with: its value, where it ends, whether 号 marks it. None: it counts things."""
    found = _NUMBER.match(text)
    if found is None:
        return None
    marked, rest = bool(found["mark"]), text[found.end() :]
    if found["digits"]:
        if not marked and (
            _DATE_GOES_ON.match(rest)
            or (rest[:1] and rest[0] in _MEASURES)
            or (rest[:1].isspace() and rest.lstrip()[:1] and rest.lstrip()[0] in _MEASURES_APART)
        ):
            return None
        return int(found["digits"]), found.end(), marked
    if rest[:1] == "步" or (not marked and found["prefix"] is None and re.match(rf"[{_CHINESE}]", rest)):
        # 一直没水, 第一步
        return None
    try:
        return spoken_number(found["spoken"]), found.end(), marked
    except KeyError:
        return None


# politeness ----------------------------------------------------------------------------------------------------------

_FILLERS = re.compile(
    rf"^(?:@\S+\s|(?:嗯+|呃+|额+|哦+|噢+|喂+|哎呀?|唉|啊|那个|这个|就是说?|你好|您好|小助手|说事小?助手|报告|汇报一?下"
    rf"|跟你说|给你说|我说|麻烦|麻烦你|领导好?|我给|把|将|给(?=[#第编0-9])){_SEPARATORS})"
)
_ACKNOWLEDGED_FIRST = re.compile(
    rf"^(?:收到|好的|好嘞|好咧|好滴|好吧|好啊|好呀|行|嗯+|可以|没问题|明白|知道了|中|成|[Oo][Kk])(?:了|啊|哈|的)?{_SEPARATORS}(?=.)"
)
#: between a number and the verb: 12号那个灯的事我已经…
_BETWEEN = re.compile(
    r"^(?:的?(?:这个|那个|这件|那件|这单|那单|这事|那事|这边|那边)?(?:事情|事儿?|单子|单|件|活)?)?"
    r"(?:我们|我|俺们?|咱们?|人家|本人)?(?:这边|这儿|这)?(?:也|已经|都|给|就|先|想|要|申请|把它|人家|我|俺)*"
)
_BEFORE_NUMBER = re.compile(rf"^{_SEPARATORS}(?:那个|这个|那件|这件|的)?{_SEPARATORS}")
_ENDS = " \t\r\n\u3000,，.。:：、;；!！~～-—"
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f\u200d]|\\[[^\\[\\]]{1,6}\\]")

# what takes an order back --------------------------------------------------------------------------------------------

_ASKS = re.compile(
    r"[?？]|[吗么]$|(?:[了过]|好|完|成)没有?(?:啊|呀|呢|嘛)?$|没有$|^没$|(?<![着])呢$|能不能|可不可以|是不是|咋(?:办|弄|回事)|怎么"
)
_ON_CONDITION = re.compile("但|不过|除非|要是|如果|只能|可是|只要")
_NOT_DONE = re.compile(
    "还没|没(?:有)?(?:弄|办|修|搞|换|装|补|通|好|亮|处理|解决|完|整|动|去|来得及|呢)|未|[弄修办搞整换]不[好了成完动]"
    "|不好[办弄修整搞]|好不了|不行|不亮|又(?:坏|不|漏|堵|停|断|塌|灭|跳|掉|没)|一半|一部分|快(?:要)?.{0,3}[好完]"
    "|差(?:一点|不多|点)|还差|正在|还在|争取|应该|可能|大概|估计|好像|不是|不归|假如|多久|啥时|几时|什么时候"
)
_PROMISES = re.compile(
    "(?:我|俺|先|那|就)*(?:等(?:我|俺|下|会|一|明|晚|吃|忙|到)|马上|这就|立马|现在就|一会|等会|等一下|待会|明天|明儿|明早|后天|大后天|今天去|下午|晚上|回头|尽快|抓紧"
    "|我去|去看|去弄|去修|去办|去瞧|就去|就来|安排|收到|知道|我来|周[一二三四五六日天]|下周|过两天|[等待].{0,6}[再就才])"
)
#: work of which somebody says that it is behind him
REPAIRED = re.compile(
    "[换修弄办拉清通装补接送给填铺挖扫运搬量调发交领撤拆浇埋砌刷擦焊割砍疏换](?:上|好|完|齐|平|掉|走|过|开|成|下来|下去|回来|到位|新的?|通)?了"
    "|[换修装补接填铺清疏](?:了|好|上|成|的是).{0,6}|(?:好|完|亮|通|走|干净|妥|齐|退|谈成|说通)了|解决|办妥|到位|恢复|来水|来电"
)
_TROUBLE = re.compile(
    "坏|不亮|漏|塌|堵|断|没水|没电|停水|停电|又|着火|淹|掉下|没人|咋|怎么|啥时|为啥|希望|能不能|请|求|快来|救|臭|一直|老是|总是"
)
_SOMETHING = re.compile(f"[{_CHINESE}]")

_WHOLE: tuple[tuple[Hint, re.Pattern[str]], ...] = (
    (
        Hint.ACKNOWLEDGED,
        re.compile(
            "(?:收到|好的?|好嘞|好咧|好滴|好哒|好勒|好吧|好啊|好呀|好嘛|嗯+|哦+|知道了?|明白了?|晓得了?|没问题|可以的?|[Oo][Kk]"
            "|看情况)(?:收到|了|啊|哈|呢|吧)*"
        ),
    ),
    (Hint.AGREED, re.compile("(?:行|中|成|是|对|没错|就是|确认|可以|要得|得行|是呢)(?:的|了|啊|呢|吧|行|是|对)*")),
    (
        Hint.REFUSED,
        re.compile("(?:不|不是|不对|没|没有|没呢|还没|还没呢|不行|不中|不成|不可以|别|不要|不用)(?:的|了|啊|呢|吧)*"),
    ),
    (
        Hint.HELP,
        re.compile(
            "(?:帮助|help|怎么用|咋用|怎么回|咋回|怎么弄啊|说明|使用说明|菜单|命令|口令|功能|有啥功能|你会啥|会啥|能干啥"
            "|你是谁|你是啥|这是啥|怎么操作|咋操作|教教我|不会用|不会弄这个)(?:啊|呀|呢|的)*",
            re.IGNORECASE,
        ),
    ),
    (
        Hint.BUSY,
        re.compile(
            "(?:我|现在|正|在|今天|这会儿?|太|好|有点|还)*(?:忙|忙着|忙死|地里|下地|干活|开会|开车|路上|外面|外地|医院|睡|睡觉|没空|没时间"
            "|没功夫|顾不上|顾不过来|累|累死|烦|烦死)(?:了|呢|着|着呢|得很|得不行|啊|的)*(?:明天|回头|晚点|待会|过会儿?)?(?:再说|再看|再弄)?"
            "|(?:别|不要)(?:老|总|再)?(?:发|催|吵|问)(?:了|我了?)?"
        ),
    ),
    (
        Hint.SLIP,
        re.compile(
            "(?:刚才|刚刚|我|刚|上面|上一条)*(?:发|说|打|回|点|按|弄|写|报)错(?:了|啦|的)?(?:号|一个|人|地方)?(?:了)?|不算|刚才不算|手滑(?:了)?"
        ),
    ),
    (Hint.GREETED, re.compile("(?:在吗|你好|您好|谢谢|多谢|感谢|辛苦|早上好|晚上好|哈)(?:了|啊|哈|您|你)*")),
)

#: an order stands at the beginning; what comes after so many characters is not read for one
_LONGEST = 1000

# reading -------------------------------------------------------------------------------------------------------------


def read_order(
    text: str, verbs: Iterable[Verb] = VERBS, *, known: Collection[int] = (), pointed: bool = False
) -> Order | Unclear:
    """What an official's private message orders.

    `known`: the tickets that he could mean, where they are known; `pointed`: he quotes a note, so that a sentence needs
    no number. With other `verbs` than the whole table only the plain form is read, a word that stands first.
    """
    said = _EMOJI.sub(" ", plain(text[:_LONGEST])).strip(_ENDS)
    if not said:
        return Unclear(Hint.ACKNOWLEDGED if text.strip() else None)
    plain_words = _without(_FILLERS, said)
    table = tuple(verbs)
    whole = _merging(plain_words) or (_all_at_once(plain_words) if any(one.name == "接" for one in table) else None)
    by_days = whole or _by_days(plain_words, table) or _of_a_step(plain_words, table)
    if by_days is not None:
        return by_days
    # 接了接了，八十七
    bare = re.sub(r"^(\S{2})\1+", r"\1", _without(_FILLERS, said))
    if verbs is not VERBS:
        return _plainly(bare, tuple(verbs)) or _hinted(bare)
    plainly = _plainly(bare, VERBS)
    freely = read_freely(said, known, pointed=pointed)
    if isinstance(plainly, Order):
        return _doubted(plainly, freely, bare, known)
    return _rather(plainly or _hinted(bare), freely)


def _rather(plainly: Unclear, freely: Order | Unclear | None) -> Order | Unclear:
    """The sentence says it where the first word does not; signs that are not enough are remembered for the answer."""
    if freely is None or plainly.hint in (Hint.TWO, Hint.NUMBER, Hint.GREETED):
        return plainly
    if isinstance(freely, Order):
        return freely
    if freely.number is None and freely.hint is not Hint.TWO and plainly.hint is None:
        # signs without a ticket's number are as often a new matter
        return plainly
    return replace(freely, hint=plainly.hint or freely.hint, number=plainly.number or freely.number)


def _doubted(plainly: Order, freely: Order | Unclear | None, said: str, known: Collection[int]) -> Order | Unclear:
    """A word that stands first is believed, unless the sentence behind it says something else."""
    verb = next((one for one in VERBS if one.name == plainly.verb), None)
    first = verb is not None and verb.match(said, numbered=False) > 0
    other = freely if isinstance(freely, Order) and freely.verb != plainly.verb else None
    if not first and plainly.verb == "好" and not (isinstance(freely, Order) and freely.verb == "好"):
        # words without 好 that only look like a result
        maybe = freely.maybe if isinstance(freely, Unclear) else ()
        return other or Unclear(Hint.NOT_DONE if not_done(said) else Hint.DONE, plainly.number, plainly.words, maybe)
    if other is not None and (plainly.verb, other.verb) == ("继续", "接"):
        # 33我接着，今晚就过去看
        return other
    if other is not None and not first and other.verb != "好" and covers(other.verb, plainly.verb):
        return other
    if plainly.verb == "转" and re.match("[我咱你俺额]", plainly.words):
        # 21给我吧
        return (
            freely
            if isinstance(freely, Order) and freely.verb != "转"
            else Unclear(Hint.MAYBE, plainly.number, said, ("接", "转"))
        )
    if plainly.verb == "接" and plainly.number is None and _TAKES_SOMETHING_ELSE.match(plainly.words):
        # 接12点那趟班车, 接 l2
        return Unclear(Hint.MAYBE, None, said, ("接",))
    if plainly.verb == "好" and plainly.number is None and isinstance(freely, Unclear) and _is_wished(freely):
        # 好 延到周五: the first word was only polite
        return freely
    if plainly.verb == "好" and not plainly.words and said.startswith("接"):
        # 接好了: the pipe, or the ticket?
        return Unclear(Hint.MAYBE, plainly.number, said, ("接", "好"))
    if plainly.verb == "同意" and (found := re.match("转给?(?=[^发告])", plainly.words)) is not None:
        # 同意退，46转李春花: whose it is, is what counts
        return Order("转", plainly.number, plainly.words[found.end() :].strip(_ENDS))
    if plainly.verb == "好" and _names_another(plainly, said, known):
        return Unclear(Hint.TWO, plainly.number)
    if _counts_something(plainly, said, known):
        return freely if isinstance(freely, Order) else Unclear(Hint.MAYBE, None, said, (plainly.verb,))
    if plainly.words.isdecimal() and plainly.verb not in ("延", "调解", "请假", "换班", "并"):
        # 12号议25: which of the two?
        return Unclear(Hint.TWO, plainly.number)
    if plainly.verb == "延" and re.match("[不没]|了[几两三没]", plainly.words):
        # 延不延, 延了几回了
        return Unclear(Hint.ASKED, plainly.number, said, ("延",))
    if plainly.verb == "延" and asks_politely(said) and not tells_something(_asked_away(plainly.words)):
        return Unclear(Hint.MAYBE, plainly.number, said, ("延",))
    same = freely if isinstance(freely, Order) and freely.verb == plainly.verb else None
    if same is not None and plainly.number is None and same.number is not None:
        return same
    return plainly


def _is_wished(freely: Unclear) -> bool:
    return bool(freely.maybe) and freely.maybe[0] in ("延", "退", "转", "停", "求助")


#: what stands behind 接 and is no ticket
_TAKES_SOMETHING_ELSE = re.compile(
    "[0-9A-Za-z]|(?:个|一下|下|了)?(?:电话|孩子|娃|人|站|班车|车|水|电|管|线|客|老婆|媳妇|亲|班)"
)


def _names_another(order: Order, said: str, known: Collection[int]) -> bool:
    """好 31 34都弄完了: two at once; the words of one must not be told to the other."""
    if order.number is None:
        return False
    others = [one for one in ticket_numbers(find_numbers(order.words, known)) if one.value != order.number]
    return any(
        re.match(
            "(?:也|都|跟|和|同|两|全|号)?[^，,。\\s]{0,2}(?:都|也)?(?:[办弄修换搞]|好了|完了)", order.words[one.end :]
        )
        for one in others
    )


def _asked_away(words: str) -> str:
    return re.sub("期|吗|行不行?|啊|呢|[?？]", "", words)


def _counts_something(order: Order, said: str, known: Collection[int]) -> bool:
    """接 12号楼的 · 好 15号换的 · 退12块钱: the number behind the word is no ticket's, or perhaps a day."""
    numbers = find_numbers(said, known)
    if not numbers or order.verb in ("请假", "换班", "代报", "摸排", "备注"):
        return False
    if order.number is not None:
        same = [one for one in numbers if one.value == order.number]
        if not same or any(one.weight > PERHAPS for one in same):
            return False
        return (
            order.verb in ("好", "停")
            or not all(one.day and one.weight == 0 for one in same)
            or "楼" in order.words[:1]
        )
    counted = re.match(r"\s*[0-9]", order.words) is not None and numbers[0].weight == 0
    return counted and order.verb in ("拆", "退", "说了", "转", "议", "联")


def _by_days(said: str, verbs: tuple[Verb, ...]) -> Order | None:
    """周五谁值班, 明天请个假: the day stands before the verb."""
    found = about_days(said)
    if found is None or not any(verb.name == found[0] for verb in verbs):
        return None
    return Order(found[0], None, found[1])


_STEP_FIRST = re.compile(r"^第\s*(?:\d{1,2}|[一二三四五六七八九])\s*步")
_AT_A_MEETING = re.compile("应到|实到|通过|公示|表决")


def _of_a_step(said: str, verbs: tuple[Verb, ...]) -> Order | None:
    """第1步好了: a step of a team's plan, or of a meeting; its number is no ticket's."""
    if _STEP_FIRST.match(said) is None:
        return None
    name = "议" if _AT_A_MEETING.search(said) else "步骤"
    return Order(name, None, said) if any(verb.name == name for verb in verbs) else None


#: 都接了, 接了两个都: every ticket that waits to be taken; two tickets are no result
_ALL = (
    re.compile(
        "(?:这|那)?(?:两|三|几|2|3)?(?:个|件|单|条)?(?:都|全|全都|全部|一起|一块)(?:给)?(?:我)?接(?:了|下|下了|单|上)*(?:了|吧)?"
    ),
    re.compile("接(?:了|下|下了)?(?:这|那)?(?:两|三|几|2|3)(?:个|件|单|条)(?:都|全|全都)?(?:接)?(?:了)?"),
    re.compile("接(?:了|下)?(?:都|全|全部|所有的?|一起)(?:接)?了?"),
)
ALL = "都"


def _all_at_once(said: str) -> Order | None:
    bare = re.sub(rf"[^{_CHINESE}A-Za-z0-9]", "", said)
    return Order("接", None, ALL) if any(form.fullmatch(bare) for form in _ALL) else None


def _without(prefix: re.Pattern[str], said: str) -> str:
    while (found := prefix.match(said)) is not None and said[found.end() :].strip(_ENDS):
        said = said[found.end() :].strip(_ENDS)
    return said


def _plainly(said: str, verbs: tuple[Verb, ...]) -> Order | Unclear | None:
    """The order as it stands, else without a polite word in front of it (收到，接了)."""
    found = _with_number_first(said, verbs) or _with_number_last(said, verbs) or _with_verb_first(said, verbs)
    shorter = _without(_FILLERS, _without(_ACKNOWLEDGED_FIRST, said))
    if shorter != said and (found is None or (isinstance(found, Unclear) and found.hint is not Hint.TWO)):
        found = _plainly(shorter, verbs) or found
    if isinstance(found, Order) and found.verb == "好" and found.number is None and found.words:
        # 好，接了: the first word was only polite
        inner = _with_verb_first(found.words, verbs) or _with_number_first(found.words, verbs)
        if isinstance(inner, Order) and inner.verb == "接" and not inner.words:
            return inner
    return found


def _with_verb_first(said: str, verbs: tuple[Verb, ...]) -> Order | Unclear | None:
    verb, end = _verb_at(said, verbs, numbered=False)
    if verb is None:
        return None
    rest = said[end:]
    if verb.numbered is Numbered.NEVER:
        return Order(verb.name, None, rest.strip(_ENDS))
    if verb.numbered is Numbered.DATED:
        return _put_off(verb, said[:end], rest)
    number, words = _number_after(rest)
    return _settled(verb, number, said[:end] if verb.keeps(said[:end]) else "", words, said)


#: only asks whether words are a day at all: a month of 31 days, and one that knows every weekday
_ANY_DAY = date(2001, 1, 1)


def _put_off(verb: Verb, word: str, rest: str) -> Order:
    """延 3 周五, 延到25号: a number before a day is the ticket's, a number that is a day is not."""
    rest = f"到{rest}" if word.endswith("到") else rest
    number, words = _number_after(rest)
    if number is not None and find_day(words.lstrip(_ENDS), _ANY_DAY) is not None:
        return Order(verb.name, number, words.strip(_ENDS))
    if number is not None and find_day(rest.lstrip(_ENDS), _ANY_DAY) is None:
        return Order(verb.name, number, words.strip(_ENDS))
    return Order(verb.name, None, rest.strip(_ENDS))


def _number_after(rest: str) -> tuple[int | None, str]:
    gap = _BEFORE_NUMBER.match(rest)
    at = gap.end() if gap is not None else 0
    found = _number_at(rest[at:])
    if found is None:
        return None, rest
    return found[0], rest[at + found[1] :]


def _with_number_first(said: str, verbs: tuple[Verb, ...]) -> Order | Unclear | None:
    found = _number_at(said)
    if found is None:
        return None
    number, end, marked = found
    rest = said[end:]
    apart = rest.lstrip(_ENDS)
    between = _BETWEEN.match(apart)
    after = apart[between.end() :].lstrip(_ENDS) if between is not None else apart
    for candidate in (apart, after):
        verb, at = _verb_at(candidate, verbs, numbered=True)
        if verb is not None and verb.numbered is not Numbered.NEVER:
            kept = candidate[:at] if verb.keeps(candidate[:at]) else ""
            if verb.numbered is Numbered.DATED and candidate[:at].endswith("到"):
                kept = "到"
            return _settled(verb, number, kept, candidate[at:], said)
    if not apart:
        return Unclear(Hint.NUMBER, number)
    if _NOT_DONE.search(apart) or _ASKS.search(apart):
        return Unclear(Hint.ASKED if _ASKS.search(apart) else Hint.NOT_DONE, number, apart)
    if (FINISHED.search(apart) or REPAIRED.search(apart)) and not _PROMISES.match(after) and not _TROUBLE.search(apart):
        # 12 灯头换了 names the ticket; 12号灯换了 may name a lamp
        sure = after != apart or not marked or rest[:1] in _ENDS or FINISHED.search(apart) is not None
        words = after.strip(_ENDS)
        return Order("好", number, words) if sure else Unclear(Hint.DONE, number, words)
    return None


_LAST_NUMBER = re.compile(r"[\s,，]+(?:编号|#|第)?\s*(?P<number>\d{1,9})\s*号?$")


def _with_number_last(said: str, verbs: tuple[Verb, ...]) -> Order | Unclear | None:
    """灯修好了 12."""
    found = _LAST_NUMBER.search(said)
    if found is None:
        return None
    before = said[: found.start()].strip(_ENDS)
    if re.search(r"\d", before):
        # the ticket's number stands where it belongs, and this one counts something
        return None
    inner = _with_verb_first(before, verbs)
    if isinstance(inner, Order) and inner.number is None and inner.verb not in ("延", "并"):
        return replace(inner, number=int(found["number"]))
    if inner is None and is_result(before) and not _NOT_DONE.search(before) and not _ASKS.search(before):
        return Order("好", int(found["number"]), before)
    return None


def _verb_at(said: str, verbs: tuple[Verb, ...], *, numbered: bool) -> tuple[Verb | None, int]:
    """The verb that a text begins with, the longest word of all, and where it ends."""
    best: tuple[Verb | None, int] = (None, 0)
    for verb in verbs:
        end = verb.match(said, numbered=numbered)
        if end > best[1]:
            best = verb, end
    return best


def _settled(verb: Verb, number: int | None, kept: str, rest: str, said: str) -> Order | Unclear:
    """The order, unless its own words take it back: a question, a condition, a promise, 还没."""
    words = f"{kept}{rest}".strip(_ENDS)
    if verb.name == "好":
        return _done(number, words, said)
    if verb.certain:
        if _ASKS.search(f"{verb.name}{rest}".strip(_ENDS)) or (verb.decides and _ON_CONDITION.search(rest)):
            return Unclear(Hint.ASKED, number, words)
        others = _only_numbers(rest)
        if number is not None and others:
            return Order(verb.name, number, "", (number, *others)) if verb.several else Unclear(Hint.TWO, number)
    return Order(verb.name, number, words)


_ONLY_NUMBERS = re.compile(r"(?:[\s,，、和跟与同号]|还有)*(?:\d{1,9}(?!\d)(?:[\s,，、和跟与同号]|还有)*)+$")


def _only_numbers(rest: str) -> tuple[int, ...]:
    if _ONLY_NUMBERS.match(rest) is None:
        return ()
    return tuple(int(found) for found in re.findall(r"\d{1,9}", rest))


#: 两家说好了，下周改管子: what they agreed on may lie ahead, the quarrel does not
_SETTLED = re.compile(
    "(?:两家|两边|双方|两户|都|他们)[^，,。]{0,4}(?:说好|谈好|讲好|谈妥|谈成|说成|谈拢|说和|和解|和好|答应)了"
)


def _done(number: int | None, words: str, said: str) -> Order | Unclear:
    if number is not None and _only_numbers(words):
        return Unclear(Hint.TWO, number)
    if _ASKS.search(said) or REQUESTS.search(said):
        return Unclear(Hint.ASKED, number, words)
    if _is_only_polite(words):
        return Unclear(Hint.ACKNOWLEDGED, number, words)
    settled = _SETTLED.search(words) is not None
    if _NOT_DONE.search(words) or (not settled and not_done(words)) or re.match("(?:一半|一点|多了|些了)", words):
        return Unclear(Hint.NOT_DONE, number, words)
    if _PROMISES.match(words) and not REPAIRED.search(words):
        return Unclear(Hint.PROMISED, number, words)
    if _TROUBLE.search(words) and not REPAIRED.search(words):
        return Unclear(Hint.NOT_DONE, number, words)
    return Order("好", number, words)


def _is_only_polite(words: str) -> bool:
    """好，没问题 · 好，知道了: nothing that was done."""
    bare = re.sub(rf"[^{_CHINESE}A-Za-z0-9]", "", words)
    return any(hint in (Hint.ACKNOWLEDGED, Hint.AGREED) and one.fullmatch(bare) for hint, one in _WHOLE)


#: 并 12 15 · 合并12和15 · 12跟15是一件事
_TWO = r"[#第]?(\d{1,9})\s*号?\s*[,，、和跟与同]?\s*[#第]?(?<!\d)(\d{1,9})\s*号?"
_MERGE_FIRST = re.compile(
    rf"^(?:并|合并|并件|并单|并到一起)(?:一下)?\s*[:：]?\s*{_TWO}\s*(?:并?到?一起|一下)?[。.!！]?$"
)
_MERGE_LAST = re.compile(
    rf"^{_TWO}\s*(?:两件|两个)?(?:并|合并|并到?一起|并成一件|合到?一起|是?(?:同)?一件事?|是?一个事|是?一回事|是一样的)了?吧?[。.!！]?$"
)
_MERGING = re.compile(r"^(?:并|合并|并件|并单)(?:\s*[#]?\d|[。.!！?？\s]*$)")


def _merging(said: str) -> Order | None:
    found = _MERGE_FIRST.match(said) or _MERGE_LAST.match(said)
    if found is not None:
        one, other = int(found[1]), int(found[2])
        return Order("并", one, "", (one, other))
    return Order("并") if _MERGING.match(said) else None


def _hinted(said: str) -> Unclear:
    bare = re.sub(rf"[^{_CHINESE}A-Za-z0-9]", "", said)
    for hint, pattern in _WHOLE:
        if pattern.fullmatch(bare):
            return Unclear(hint, None, said)
    if _PROMISES.match(_without(_ACKNOWLEDGED_FIRST, bare)) and len(bare) <= 12 and not _TROUBLE.search(bare):
        return Unclear(Hint.PROMISED, None, said)
    if len(bare) <= 12 and FINISHED.search(bare) and _ASKS.search(said):
        return Unclear(Hint.ASKED, None, said)
    if len(bare) <= 8 and _NOT_DONE.search(bare) and not re.search("水|电|灯|路", bare):
        return Unclear(Hint.NOT_DONE, None, said)
    if is_result(said):
        return Unclear(Hint.DONE, None, said)
    return Unclear(None, None, said)


def is_result(said: str) -> bool:
    """Whether words tell of work that is behind somebody (灯头换了), and of no trouble."""
    enough = len(_SOMETHING.findall(said)) >= 2
    told = (FINISHED.search(said) or REPAIRED.search(said)) is not None
    return enough and told and not _NOT_DONE.search(said) and not _ASKS.search(said) and not _TROUBLE.search(said)


_COURTESY = re.compile("谢谢|多谢|感谢|辛苦|麻烦|费心|放心|收到|您|你|大家|各位|领导|了|啊|哈")


def enough_of_a_result(words: str) -> bool:
    """Whether what follows 好 can be told to a villager: two characters beside thanks (好了，谢谢 is no result)."""
    return len(_SOMETHING.findall(_COURTESY.sub("", words))) >= 1 and len(_SOMETHING.findall(words)) >= 2


# answers to what was asked back -------------------------------------------------------------------------------------


class AskedFor(StrEnum):
    """What the program asked an official back."""

    WHICH = "which"  # which of these tickets?
    RESULT = "result"  # done? with what result?
    SURE = "sure"  # is this what you mean?
    DAYS = "days"  # from when to when?


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to an official: the order it is about, and the tickets it may mean (one, unless WHICH)."""

    what: AskedFor
    verb: str
    numbers: tuple[int, ...]
    words: str = ""


_ORDINALS = {"头": 0, "一": 0, "1": 0, "二": 1, "2": 1, "三": 2, "3": 2, "四": 3, "4": 3, "五": 4, "5": 4}
_NTH = re.compile(
    r"(?:是)?(?:第\s*(?P<nth>[一二三四五1-5])|(?P<first>头一|前面那?|上面那?|前一)|(?P<last>最?后(?:面)?(?:那|一)?|下面那?))"
    r"\s*(?:个|件|条|单|的)*(?P<more>.*)$",
    re.DOTALL,
)
_YES = re.compile(
    "好(?:的|嘞|滴|吧|啊)?|(?:是|对|嗯|没错|确认|就是|行|可以|中|[Oo][Kk]|要得)(?:的|了|啊|呢|吧|它|这个|那个|是|对|嗯)*"
)


#: 25到30号
_SPAN_OF_DAYS = re.compile(r"\d{1,2}\s*(?:号|日)?\s*(?:到|至|~|-|—)\s*\d{1,2}")


def read_answer(text: str, asked: Asked, *, known: Collection[int] = ()) -> Order | Unclear:
    """What an official's message means after a question; words that order something by themselves stand for that."""
    said = _EMOJI.sub(" ", plain(text)).strip(_ENDS)
    if asked.what is AskedFor.WHICH:
        return _one_of(said, asked) or read_order(text, known=known)
    reading = read_order(text, known=known)
    if asked.what is AskedFor.DAYS:
        named_day = isinstance(reading, Unclear) and (find_day(said, _ANY_DAY) or _SPAN_OF_DAYS.match(said))
        return Order(asked.verb, None, said) if named_day else reading
    number = asked.numbers[0]
    if asked.what is AskedFor.SURE:
        if is_assent(text) or (
            isinstance(reading, Unclear) and (reading.hint, reading.number) == (Hint.NUMBER, number)
        ):
            return Order(asked.verb, number, asked.words, sure=True)
        return reading
    if isinstance(reading, Order):
        same = reading.verb == asked.verb and reading.number in (None, number)
        return replace(reading, number=number) if same else reading
    if reading.hint is Hint.DONE and reading.number in (None, number):
        return Order(asked.verb, number, reading.words)
    return reading


def is_assent(text: str) -> bool:
    """Whether a whole message says yes and nothing more."""
    bare = re.sub(rf"[^{_CHINESE}A-Za-z0-9]", "", _EMOJI.sub(" ", plain(text)))
    return _YES.fullmatch(bare) is not None


def _one_of(said: str, asked: Asked) -> Order | None:
    """12 · 12号 灯换了 · 第二个: one of the tickets that were listed, by its number before its place in the list."""
    found = _number_at(said)
    if found is not None and found[0] in asked.numbers:
        rest = said[found[1] :].strip(_ENDS)
        between = _BETWEEN.match(rest)
        rest = rest[between.end() :].strip(_ENDS) if between is not None else rest
        inner = read_order(rest) if rest else None
        if isinstance(inner, Order) and inner.number is None:
            words = inner.words or (asked.words if inner.verb == asked.verb else "")
            return Order(inner.verb, found[0], words)
        if asked.words and rest and not is_result(rest):
            return Order(asked.verb, found[0], asked.words) if len(rest) <= 4 else None
        return Order(asked.verb, found[0], rest or asked.words)
    nth = _NTH.match(said)
    if nth is None or len(said) > 8:
        return None
    at = 0 if nth["first"] else len(asked.numbers) - 1 if nth["last"] else _ORDINALS[nth["nth"]]
    return Order(asked.verb, asked.numbers[at], asked.words) if at < len(asked.numbers) else None

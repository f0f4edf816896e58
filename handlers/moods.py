"""What takes an order back: a question, a no, a condition, hearsay, tomorrow, half of it, words to somebody else.

A deed is only told to a villager when it is finished and nothing in the same message says that it is not
(问过了，明天换 · 灯换了可还是不亮). Whatever is taken back is asked back, never guessed.
"""

import re
from collections.abc import Sequence

ASKS = re.compile(
    "[?？]|[吗么]$|(?:[了过]|好|完|成|通|准|接)没有?(?:啊|呀|呢|嘛)?(?=$|[\\s,，。])|没有$|^没$|(?:了|好|单|[\ue000\ue001])呢$|是不是|咋(?:办|弄|回事)|怎么|谁(?!家)|啥时|几时|什么时候|几号|为啥|为什么|凭啥|要啥|写啥|该不该|哪天|多久|接不接|不知道|不晓得"
)
#: asked politely; with a day or a wish it is one
ASKS_POLITELY = re.compile("能不能|可不可以|行不行?|行吗|可以吗|好不好|好吗|成不|中不|[?？吗]$")
_CONDITION = re.compile("要是|如果|假如|万一|的话|除非|只要|只有")
_HEARSAY = re.compile(
    "听说|据说|(?:人家|他|她|他们|有人|群里)(?:都|也)?说(?!和|好|行|成|妥|通|可以|不急|没事|知道|中|满意|谢)|说是|好像|可能|估计|大概|也许|怕是|说不定|看样子|应该(?![是算归找由给转属])|似乎|按说|没去看|没看(?:见|到)?"
)
_LATER = re.compile(
    "明天|明早|明晚|明后|后天(?!了)|回头|等会|一会|待会|马上|这就|立马|准备|打算|争取|尽快|抓紧|过[两几]天|下周|下礼拜|下星期|下个?月|改天"
    "|[晚下]午?[点再](?:说|看|弄|去)|(?<!天)(?:快|就)要|就好$|就(?:能|会)"
)
_TO_COME = re.compile(
    "(?<![需主重只不])(?<!还)要(?:去|来|换|修|弄|办|等|再|拆|挖)|得(?:去|等|再|换|修)|(?<!别)再(?:来|去|弄|修|办|说|看|换|补)|等(?:明|后|下|料|天|镇|师傅|配件|材料|他|她|人)|才能"
)
_NOT_YET = re.compile(
    "还没|没(?:有)?(?:弄|办|修|搞|换|装|补|通|好|亮|处理|解决|完|整|动|去|来得及|顾上|干|做|修好|到)|未|[弄修办搞整换干]不[好了成完动]|不好[办弄修整搞]|好不了|不行|不亮(?!了)|不通(?!了)"
    "|又(?:坏|不|漏|堵|停|断|塌|灭|跳|掉|没)|还(?:是)?(?:不|漏|堵|闪|坏|差|得|要|黑|臭|欠|缺|剩|滴|在(?:漏|堵|弄|修))|可(?:还|是还|又)|但|不过|就是还|一闪|[差缺欠](?:一|点|个|几)"
    "|(.)是\\1(?:了|过)|是[^，,。\\s]{1,3}了[，,\\s]*(?:就是|可|但|只是|还)|就是(?:太|有点)|只(?:修|弄|换|清|通|办)了|[没不](?:啥用|作用|顶用|起作用)"
    "|[不别甭白](?:用|要|想|给|再|能|敢|肯|去|来|让)?[修换弄办装补铺挖清拆搞整挪移砍锯填]|没(?:人|法|钱|料|空)|算了(?!.{0,2}完)"
    "|(?:该|得|快|能|想|可以|要(?![回到来着]))[^，,。\\s]{0,3}[修换弄办装补铺挖清拆搞整挪移砍锯填][^，,。\\s]{0,3}了"
    "|(?:被|让人|叫人|给人)[^，,。\\s]{0,4}[拆剪锯偷砍搬挖挪撞压割拔拉砸占堵]|了(?:[两三四五几]|好几)(?:回|次|趟|遍|天)"
    "|一半|大半|多半|[清挖铺修弄干]了?一(?:截|部分)|快(?:要)?.{0,3}[好完]了?|差不多|差不离|正在|还在|剩下|多久|假如|白弄|没用|不管用|糊弄|不算|反而|没说|返工|糟"
    "|(?:正|才|刚开始)(?:弄|修|换|挖|办|装|清|埋|铺|焊|说|谈)"
)
#: 弄好了给我说一声 · 办完了我给你说
REQUESTS = re.compile(
    "[给跟](?:我|俺)(?:说|讲|回|打|发)|(?:告诉|通知|叫|喊)(?:我|俺)|[说吭]一声(?!了)|(?:好|完|成|妥)了?(?:我|就|再|我再|我就)(?:给|跟|和|向)(?:你|您|大家|领导)(?:说|讲|回|报)"
)
_NO_BEFORE = re.compile(
    "(?<![能可行])(?:没|不|别|未|莫|甭|休|不用|不要|没有|先别|不能|还没|不想|不敢|不必|不该|不会|不叫|没法|难)(?:再|给|要|能|人|去|跟|全|都|说|算|怎么|急着)?$"
)
_YOU_BEFORE = re.compile("(?:你|您|你们|恁)(?:们)?[^，,。；;\\s]{0,4}$")

#: these hold whatever else was said in them
_OWN_WORDS = frozenset({"代报", "摸排", "备注", "方案"})
_WISHES = frozenset({"延", "求助", "请假", "联", "转", "退", "停"})
_DEEDS = frozenset({"好", "说了", "继续"})
_TO_OTHERS = frozenset({"接", "好", "说了", "退", "转", "停", "延", "议", "继续", "联", "调解"})


def takes_back(verb: str, clauses: Sequence[str], at: tuple[int, str, int]) -> bool:
    """Whether the message takes this order back. `clauses`: those that are about the order's ticket.

    `at`: in which clause the sign stands, that clause, and how many of its characters stand before the sign.
    """
    _, clause, before = at
    if _NO_BEFORE.search(clause[:before][-5:]):
        return True
    if verb in _TO_OTHERS and _YOU_BEFORE.search(clause[:before][-6:]):
        return True
    if verb in _OWN_WORDS or verb == "看":
        return False
    said = " ".join(clauses)
    if _asks(verb, said):
        return True
    if verb in _WISHES:
        return verb == "退" and re.search("想退", said) is not None and "不知" in said
    if _CONDITION.search(said) or (_HEARSAY.search(said) and verb not in ("说了", "调解")):
        return True
    if verb == "好" and re.search("开干|动工|开工", said):
        return True
    if verb in _DEEDS and (_LATER.search(said) or REQUESTS.search(said)):
        return True
    return verb == "好" and not_done(said)


def not_done(said: str) -> bool:
    """Whether words say that something is not, or not wholly, behind somebody."""
    return (_NOT_YET.search(said) or _TO_COME.search(said) or _LATER.search(said)) is not None


def asks_politely(said: str) -> bool:
    """能不能…, …行不: a wish, where it says what is wished."""
    return ASKS_POLITELY.search(said) is not None


def _asks(verb: str, said: str) -> bool:
    if verb in _WISHES:
        said = ASKS_POLITELY.sub(" ", said)
    elif ASKS_POLITELY.search(said):
        return True
    return ASKS.search(said) is not None

"""The words that officials order with: one table, from which they are read and which docs/officials.md shows.

A new verb is one entry here and a handler with `order("词")`. Words stand in the order in which they are taught.
"""

import re
from dataclasses import dataclass
from enum import Enum, auto

_CHINESE = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
#: the end of a word, not the beginning of another: 接了, 停吧
_PARTICLES = re.compile("[了啦咯喽哈吧哦呀啊嘞哩咧](?![\u3400-\u4dbf\u4e00-\u9fff])")
_SPOKEN_NUMBER = re.compile("(?:编号|单号|第)|[零〇一二两三四五六七八九十百幺]{1,6}号|(?:那个|这个)\\d")
#: 延三天
_LENGTH = re.compile("[一二两俩三四五六七八九十半]{1,3}(?:天|周|个?星期|个?礼拜|个月)")


#: begin like a verb that a number stands before, and are other words: 12改天去, 12联系不上
_LONGER_WORDS = re.compile("改[天日造革善厕建]|联[系络]|转[弯角账正圈告达身]|给[过他她钱]|延安")


class Numbered(Enum):
    """What a number beside the verb is."""

    TICKET = auto()
    #: a ticket or a day; the handler tells them apart
    DATED = auto()
    #: never a ticket's
    NEVER = auto()


@dataclass(frozen=True, slots=True)
class Verb:
    """One order. `says` are followed by no other Chinese character, `plainly` by anything.

    `slips`: typing and hearing errors, taken only where nothing follows but a number. `reasons`: words that are their
    own reason (不归我管) and stay part of what was said. `glued`: after a number in front, words may follow at once
    (12转给李桂花).
    """

    name: str
    says: tuple[str, ...] = ()
    plainly: tuple[str, ...] = ()
    slips: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    glued: tuple[str, ...] = ()
    numbered: Numbered = Numbered.TICKET
    #: moves a ticket: a question is no order
    certain: bool = True
    #: answers a wish: a condition is no answer
    decides: bool = False
    #: may name several tickets at once
    several: bool = False
    particles: bool = True
    #: a handler takes it, and docs/officials.md shows it
    taught: bool = True
    example: str = ""
    does: str = ""

    def keeps(self, word: str) -> bool:
        """Whether the word itself says something that must not be lost."""
        return word in self.reasons

    def match(self, said: str, *, numbered: bool) -> int:
        """Where the verb that a text begins with ends; 0: it does not begin with it."""
        best = 0
        for word in (*self.plainly, *self.reasons, *(self.glued if numbered else ())):
            if len(word) > best and said.startswith(word) and _LONGER_WORDS.match(said) is None:
                best = len(word)
        for word in self.says:
            if len(word) > best and said.startswith(word):
                end = self._end(said, len(word))
                best = max(best, end)
        for word in self.slips:
            if len(word) > best and said.startswith(word) and _is_only_a_number(said[len(word) :]):
                best = len(word)
        if self.name == "好" and (found := _FINISHED_FIRST.match(said)) is not None:
            best = max(best, found.end())
        return best

    def _end(self, said: str, end: int) -> int:
        rest = said[end:]
        if not rest or _CHINESE.match(rest) is None or _SPOKEN_NUMBER.match(rest):
            return end
        if self.numbered is Numbered.DATED and _LENGTH.match(rest):
            return end
        particle = _PARTICLES.match(rest) if self.particles else None
        return end + particle.end() if particle is not None else 0


def _is_only_a_number(rest: str) -> bool:
    return re.fullmatch(r"\s*[#第]?\s*\d{0,9}\s*号?[。.!！\s]*|[\s,，]+.+", rest) is not None


_WORK = (
    "(?:[办弄修搞整换装补接通清做干铺填挖扫理]|处理|收拾|拾掇|解决|维修|安装|更换|清理|打扫|落实|协调|疏通|调解|归整)"
)
_TO_THE_END = "(?:好|完|妥|利索|停当|妥当|到位|成|美)"
#: 弄好了, 处理完了, 搞定: work that is behind somebody
FINISHED = re.compile(
    f"{_WORK}{_TO_THE_END}[了啦咧喽咯]?(?!没)|(?:解决|完成|完工|办结|搞定|落实|恢复)[了啦]?|[搞弄]定了?|妥了|办妥"
)
_FINISHED_FIRST = re.compile(
    f"(?:都|全|已经|我|俺|给|人家)*(?:{_WORK}{_TO_THE_END}[了啦咧喽咯]|(?:解决|完成|妥)[了啦]|(?:完工|办结|[搞弄]定)[了啦]?)"
)


def example_of(verb: str, number: int) -> str:
    """How an order is written, with this ticket's number."""
    example = next((one.example for one in VERBS if one.name == verb), verb)
    return example.partition("，")[0].replace("12", str(number), 1)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


VERBS: tuple[Verb, ...] = (
    Verb(
        "接",
        says=_words(
            "接 接了 接啦 接单 接单了 接下 接下了 接下来了 接到 接到了 接住了 我接 我接了 我接下 "
            "我接下了 俺接 俺接了 接收 签收 签收了 领了 领下了 我来 我来办 我来弄 我来处理 我来管 "
            "我去 我去看 我去看看 我去办 我去弄 我去处理 我办 我管 我弄 我负责 这件我接 这个我接"
        ),
        slips=_words(
            "街了 街 揭单 阶了 皆了 揭了 节了 捷了 截了 姐了 "
            "接勒 接乐 接辽 接叻 接蛋 接旦 接丹 接淡 街单 阶单 jie jie了 jl"
        ),
        several=True,
        example="接 12",
        does="12号归我办",
    ),
    Verb(
        "求助",
        says=_words(
            "求助 求助了 请求帮助 帮忙 帮帮忙 帮个忙 叫个人 叫个人来 来个人 找个人帮忙 "
            "请帮忙 请帮个忙 请镇上帮忙 请村里帮忙 请人帮忙 要人帮忙 "
            "需要帮忙 要帮忙 请求支援 请支援 支援一下 办不了 我办不了 弄不了 我弄不了 搞不了 搞不定 "
            "我搞不定 处理不了 解决不了 弄不成 办不成 没法办 没法弄 没办法 整不了 干不了 接不住"
        ),
        glued=_words("求助 办不了 弄不了 搞不定 处理不了 解决不了"),
        slips=_words("求住 球助 求组 求主 囚助 qz"),
        certain=False,
        example="求助 12 缺配件",
        does="一个人办不下来，请上一级搭把手，不算误事",
    ),
    Verb(
        "好",
        says=_words("好 好了 好啦 好喽 好咯 办好 弄好 修好 办结 完成 完了 结了 办完 弄完 完工"),
        slips=_words("号了 郝了 好辽 好乐了 hao hao了"),
        particles=False,
        example="好 12 灯换了",
        does="办好了，结果就是后面那句话，本人会收到",
    ),
    Verb(
        "进展",
        says=_words("进展 进度 办到哪了"),
        glued=_words("进展"),
        certain=False,
        example="进展 12 配件到了",
        does="还没办完，先跟本人说一声办到哪了",
    ),
    Verb(
        "通知",
        says=_words("通知 通知大家 群里通知"),
        glued=_words("通知"),
        certain=False,
        example="通知 12 周五",
        does="哪天去弄，群里说一声请大家绕行，也告诉本人",
    ),
    Verb(
        "问啥",
        says=_words("问啥 问清 该问啥 看啥 见面问啥 核实"),
        certain=False,
        example="问啥 12",
        does="去见本人以前看一眼：还差啥没问清，这类事要看哪几样；本人说过的不再问",
    ),
    Verb(
        "答复",
        says=_words("答复 答复了 答复本人 回复本人 回复 解释"),
        glued=_words("答复"),
        certain=False,
        example="答复 12 线路要等明年改造",
        does="问过了，眼下办不成，原因就是后面那句话，本人会收到；他不同意就接着办",
    ),
    Verb(
        "指路",
        says=_words("指路 走法定 转法定 另找门路"),
        glued=_words("指路"),
        certain=False,
        example="指路 12 法院 带借条",
        does="网格长、镇上：村里镇里定不了，该走法院、仲裁、信访、热线的，告诉本人怎么走、带啥",
    ),
    Verb(
        "不收",
        says=_words("不收 不受理 不予受理"),
        glued=_words("不收 不受理"),
        certain=False,
        example="不收 12 是外县的路归外县管",
        does="镇办：还没人接的，这里确实办不了，原因本人会收到",
    ),
    Verb(
        "说了",
        says=_words(
            "说了 说过了 说好了 说上话了 联系了 联系过了 联系上了 已联系 联系好了 打了电话 打过电话了 "
            "打过电话 电话打了 打电话了 通了电话 通过电话了 见了 见过了 见面了 见过面了 见到人了 沟通了 "
            "沟通过了 告诉本人了 问过他了 跟本人说了 和本人说了 给本人说了 跟他说了 "
            "跟她说了 给他说了 给她说了 跟人家说了 给人家说了 跟老乡说了 跟他联系过了 跟他联系了 "
            "跟本人联系了 跟本人联系过了 跟她联系了 跟她联系过了 跟户主说了 给户主说了 上门了 上门说了"
        ),
        example="说了 12",
        does="跟本人联系过了（打电话、当面都算）",
    ),
    Verb(
        "看",
        says=_words(
            "看 查 清单 列表 看看 看一下 看下 查看 查一下 查查 看单 看单子 看清单 我的 我的事 "
            "我手上的 看看我手上有啥 看我手上有啥 手上有啥 我手上有啥 我手上还有啥 还有啥 还有几件 "
            "还有几件没办 有啥事没有 昨晚有事没 "
            "还有啥没办 有啥事 有啥事没 有什么事 有什么事没 有啥活 待办 啥情况 什么情况 咋样了 咋样 "
            "是啥 是啥事 是什么事 今天还有几件 还有吗 还有没有 是谁 是谁家 谁家 谁家的 是谁的 谁报的 谁说的 "
            "在哪 在哪儿 在哪里 是哪儿 是哪里 啥地方 电话 电话多少 电话号码 号码多少 咋联系 怎么联系 "
            "哪天到期 啥时候到期 几号到期 啥时候到日子 哪天到日子 到哪天 啥时候的日子"
        ),
        certain=False,
        example="看，看 12",
        does="列出我手上的；加号看一件的原话",
    ),
    Verb(
        "延",
        says=_words("延 延期 推迟 延一下 申请延期 想延 要延 想延期 请求延期 往后延 缓期 晚几天"),
        glued=_words("延到 延期到 推迟到 推到 改到 想延到 延"),
        plainly=_words("延到 延期到 推迟到 想延到 申请延到 能不能延到 能不能延 延个"),
        numbered=Numbered.DATED,
        certain=False,
        example="延 12 周五 等配件",
        does="到日子前问一声：能不能晚几天，为啥",
    ),
    Verb(
        "退",
        says=_words("退 退回 退单 退了 退件 申请退回 想退 要退"),
        reasons=_words(
            "不归我管 不归我 不是我管 不是我管的 不是我的 不该我管 不该我 派错了 派错人了 分错了 派错 "
            "不归我们管 不是我们的 不是我村的 不是我组的 不是我们村的 不是我们组的 不是我这的"
        ),
        glued=_words("退回 退给"),
        certain=False,
        example="退 12 不归我管 给李桂花",
        does="不该我办，说明为啥、该给谁；定下来之前还归我看着",
    ),
    Verb(
        "转",
        says=_words("转 转给 转办 转交 移交 移交给 交给 派给 改派 改派给 换成"),
        glued=_words("转给 转交给 转交 转 移交给 交给 派给 改派给 改派 给"),
        plainly=_words("转给"),
        certain=False,
        example="转 12 李桂花",
        does="网格长、镇上定给谁；自己手上的，是想转给谁",
    ),
    Verb(
        "停",
        says=_words(
            "停 先停 暂停 停下 停一停 停一下 缓一缓 先停一停 先停一下 先停停 放一放 先放一放 先放放 "
            "先缓一缓 先缓缓 等一等 先等等 搁一搁"
        ),
        glued=_words("暂停 先停 停一停"),
        certain=False,
        example="停 12 等天气",
        does="要等本人、等开会、等天气、等钱等材料，日子先不算",
    ),
    Verb(
        "继续",
        says=_words(
            "继续 继续办 继续弄 接着 接着办 接着弄 接着干 恢复 恢复办 续 能办了 可以办了 能接着办了 "
            "能弄了 开工了 又能办了"
        ),
        example="继续 12",
        does="等的东西到了，日子接着算",
    ),
    Verb(
        "同意",
        says=_words("同意 准了 准 批了 批准 我同意 答应 答应了 同意了 可以延 让延"),
        glued=_words("同意给 同意延"),
        plainly=_words("同意给 同意延 同意退 同意转 同意他 同意她 同意交给"),
        decides=True,
        example="同意 12",
        does="别人想延、想退，答应",
    ),
    Verb(
        "不同意",
        says=_words("不同意 不准 不批 不答应 我不同意 不能延 不能退 别延 不让延"),
        plainly=_words("不同意"),
        decides=False,
        example="不同意 12 先办起来",
        does="不答应，最好加一句为啥",
    ),
    Verb("并", certain=False, example="并 12 15", does="两件是一件事，并到一起"),
    Verb(
        "拆",
        says=_words("拆 拆开 分开 拆出来 分出来 拆了 不是一件事 不是一回事"),
        example="拆 15",
        does="并错了，再分开",
    ),
    Verb(
        "改",
        says=_words("改 改成 改为 改类 改类别 改主题 更正 更正为 纠正 应该是 分类错了"),
        glued=_words("改成 改为 改类别 改主题 改 更正为 应该是 是户里事 是邻里事 是村里事"),
        reasons=_words("是户里事 是邻里事 是村里事"),
        certain=False,
        example="改 12 户里事，改 12 供水",
        does="记错了类：村里事、邻里事、户里事，或者是啥事",
    ),
    Verb(
        "备注",
        says=_words("备注 备注一下 备个注 注明 记一下 记一笔 记上 补充 补充一下 留个话 留言 说明一下"),
        glued=_words("备注 记一下 补充"),
        certain=False,
        example="备注 12 约了周五上门",
        does="给自己和上面留一句话，本人和群里看不到",
    ),
    Verb(
        "议",
        says=_words("议 议一议 上会 提到会上 会上说 开会议 提交议事 上说事会 开个会"),
        certain=False,
        example="议 12，议 12 四议，议 12 第3步 通过 应到30 实到25 同意20",
        does="提到会上商量；记一步，记错了加“改”或“撤”；不带号看下回要议啥",
    ),
    Verb(
        "联",
        says=_words("联 联办 会办 联合办 联合 一起办 吹哨 请部门 拉上"),
        glued=_words("联办 联 吹哨 请部门"),
        certain=False,
        example="联 12 供电所 请来换线",
        does="请别人一起办，我牵头；不用了回“联 12 不用 供电所”",
    ),
    Verb(
        "专班",
        says=_words("专班 成立专班"),
        glued=_words("专班"),
        certain=False,
        example="专班 12 牵头李桂花 副手周书记 组员供水站",
        does="难事成立班子：两个人牵头，镇办公室、包片领导定；散了加“散”和原因",
    ),
    Verb(
        "步骤",
        says=_words("步骤 计划"),
        glued=_words("步骤"),
        certain=False,
        example="步骤 12 周五 请供水站测压",
        does="专班一步一步怎么走：做完加“第2步 好”，改加“第2步 改到周五”，都要告诉本人",
    ),
    Verb(
        "包案",
        says=_words("包案 专人包案 我包 领导包案"),
        certain=False,
        example="包案 12",
        does="包片领导、值班领导自己盯一件难事，办的人和日子不变",
    ),
    Verb(
        "接访",
        says=_words("接访 接访了 来访 来访了"),
        certain=False,
        example="接访 12 3人",
        does="本人过来当面谈了，来了几个人",
    ),
    Verb(
        "下访",
        says=_words("下访 下访了"),
        certain=False,
        example="下访 12",
        does="到本人那儿当面谈了",
    ),
    Verb(
        "约访",
        says=_words("约访 约见 约谈"),
        certain=False,
        example="约访 12 周五",
        does="约个日子当面谈，本人会收到，当天早上提醒您",
    ),
    Verb(
        "积案",
        says=_words("积案 老案 积压"),
        numbered=Numbered.NEVER,
        certain=False,
        example="积案",
        does="镇办、领导：拖过六十天的，还没领导包的在前头",
    ),
    Verb(
        "联席",
        says=_words("联席 联席会 联席会议"),
        numbered=Numbered.NEVER,
        certain=False,
        example="联席",
        does="镇办、领导：几家一起办的，谁牵头、各家到哪步，开会照着过",
    ),
    Verb(
        "帮不了",
        says=_words("帮不了 帮不上 不帮了 帮不上忙 我帮不了"),
        glued=_words("帮不了 帮不上"),
        plainly=_words("帮不了 帮不上"),
        certain=False,
        example="帮不了 12 车坏了",
        does="请我搭手的，我搭不了",
    ),
    Verb(
        "直办",
        says=_words("直办 当场办 当场办了 当场办好 现场办 现场办了"),
        glued=_words("直办 当场办了"),
        certain=False,
        example="直办 12 灯泡换了",
        does="路过当场就办了，一步办完；本人照样要问行不行",
    ),
    Verb(
        "督",
        says=_words("督 督办 盯 盯着 盯一下 盯住"),
        certain=False,
        example="督 12 拖得久了",
        does="监督的人、镇上一起看着，缺啥帮一把",
    ),
    Verb(
        "上报",
        says=_words("上报 报上去 往上报 报镇上 报县里 报到镇上 报到县里"),
        glued=_words("上报"),
        certain=False,
        example="上报 12 缺挖机",
        does="村里办不下来，报到镇上；镇上再报到县里",
    ),
    Verb(
        "方案",
        says=_words("方案 办法 打算"),
        glued=_words("方案"),
        certain=False,
        example="方案 12 先请供水站查管",
        does="定个怎么办，办的人和本人都告诉",
    ),
    Verb(
        "认领",
        says=_words("认领 认领了 我认领 我领"),
        example="认领 12",
        does="没人接的，我来领",
    ),
    Verb(
        "代报",
        says=_words("代报 替报 帮报 代说 代记 代人报 帮人报 替人报"),
        numbered=Numbered.NEVER,
        certain=False,
        example="代报 张奶奶家漏雨",
        does="替不会用手机的人说事",
    ),
    Verb(
        "摸排",
        says=_words("摸排 排查 走访 入户"),
        numbered=Numbered.NEVER,
        certain=False,
        example="摸排",
        does="上门问出来的事，一件一件记",
    ),
    Verb(
        "值班",
        says=_words("值班 谁值班 今天谁值班 明天谁值班 值班表 今天值班是谁 今晚谁值班"),
        numbered=Numbered.NEVER,
        certain=False,
        example="值班",
        does="今天谁值班、电话多少",
    ),
    Verb(
        "换班",
        says=_words("换班 调班 换个班 我想换班 跟人换班"),
        numbered=Numbered.NEVER,
        certain=False,
        example="换班 周五 李桂花",
        does="值班跟人换一天，对方同意才算",
    ),
    Verb(
        "销假",
        says=_words("销假 我回来了 回来上班了 回来上班 假休完了"),
        numbered=Numbered.NEVER,
        certain=False,
        example="销假",
        does="提前回来了，新的事还找我",
    ),
    Verb(
        "请假",
        says=_words("请假 请假半天 请半天假 下午请假 上午请假 我请假 请个假 我要请假 休假 告假 请假了 我想请假"),
        numbered=Numbered.NEVER,
        certain=False,
        example="请假 25号到30号 李桂花代",
        does="我不在，谁代我",
    ),
    Verb(
        "决定",
        says=_words("决定 会上决定 镇里决定 研判决定"),
        certain=False,
        example="决定 12 换水泵 周五 王建军",
        does="镇办、包片领导：会上定的，怎么办、哪天、谁；会告诉他，办到之前每周都列",
    ),
    Verb(
        "办到",
        says=_words("办到 办到了 照办了 照决定办了"),
        example="办到 12",
        does="镇里定给我的那件办到了",
    ),
    Verb(
        "异议",
        says=_words("异议 有异议 提异议"),
        certain=False,
        example="异议 12 等的是供水公司",
        does="村里对刚出的季报里哪一件有不同看法",
    ),
    Verb(
        "采纳",
        says=_words("采纳 采纳了"),
        decides=True,
        example="采纳 12",
        does="镇办：村里对季报的看法采纳，重算",
    ),
    Verb(
        "不采纳",
        says=_words("不采纳 没采纳"),
        example="不采纳 12 已经延过期了",
        does="镇办：村里对季报的看法不采纳，加一句为啥",
    ),
    Verb("让", says=_words("让 让给 让他办 让他接 让她办 给他办"), example="让 12", does="帮忙的人愿意接手，让他办"),
    Verb(
        "重办",
        says=_words("重办 要重办 返工 重新办 退回重办"),
        glued=_words("重办 返工"),
        certain=False,
        example="重办 12 灯还是不亮",
        does="监督的人、镇办：报了办好其实没弄好的，退给他接着办，加一句为啥",
    ),
    Verb("不督", says=_words("不督 不督办 不盯 不用盯 不督了 不盯了"), example="不督 12", does="不用再盯了"),
    Verb(
        "转告了",
        says=_words(
            "转告了 转告过了 已转告 转告 转达了 转达 告诉他了 告诉她了 告诉老人了 告诉大娘了 告诉大爷了 告诉奶奶了 "
            "告诉爷爷了 跟老人说了 跟大娘说了 跟大爷说了 跟奶奶说了 跟爷爷说了 给老人说了 给大娘说了 给大爷说了"
        ),
        example="转告了 12",
        does="代报的事有了结果，跟本人说了",
    ),
    Verb(
        "代查",
        says=_words("代查"),
        plainly=_words("代查"),
        certain=False,
        example="代查 12",
        does="替代报的人看看办到哪儿了",
    ),
    Verb(
        "代撤", says=_words("代撤"), plainly=_words("代撤"), certain=False, example="代撤 12", does="代报的人说不办了"
    ),
    Verb(
        "代办",
        says=_words("代办 帮办 替办 跑腿"),
        certain=False,
        taught=False,
        example="代办 12",
        does="替老人跑一趟手续",
    ),
    Verb(
        "调解",
        says=_words("调解 约调解 调一下"),
        glued=_words("调解"),
        certain=False,
        example="调解 12 周五",
        does="两边都单独听过了，坐下来说；成、不成、不愿也这样回",
    ),
    Verb(
        "法律顾问",
        says=_words("法律顾问 律师 请律师 请法律顾问"),
        certain=False,
        example="法律顾问 12",
        does="问本人愿不愿意请法律顾问帮着看",
    ),
)

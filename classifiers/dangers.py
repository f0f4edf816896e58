"""Which danger it is: it decides the number to call first, and the one thing to do until somebody is there.

A danger's words overlap (a car in the river, a wire that burns, poison out of despair), so the kinds are asked in the
order in which a wrong answer would cost most. Where no word decides, the rules that fired do, then the topic.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

from classifiers.normalise import normalise
from classifiers.verdict import Topic, Verdict


class Danger(StrEnum):
    """What threatens, by what is to be done about it."""

    HOME = "home"  # violence within a family, told by somebody who lives there
    HOME_NEAR = "home_near"  # the same, told by somebody who sees or hears it
    HOME_CHILD = "home_child"  # the same, and it is a child that is beaten
    DESPAIR = "despair"  # the speaker may do something to himself
    DESPAIR_NEAR = "despair_near"  # somebody else may
    FIRE = "fire"
    GAS = "gas"  # gas, fumes, spilt fuel
    WIRE = "wire"  # electricity
    ROAD = "road"  # an accident with a vehicle
    WATER = "water"  # somebody is in the water
    FLOOD = "flood"  # water, mud, slope: whoever is below must go up
    COLLAPSE = "collapse"  # a house, a wall, a bridge
    MISSING = "missing"
    MEDICAL = "medical"
    VIOLENCE = "violence"  # among people who do not live together
    ANIMAL = "animal"
    OTHER = "other"


_PERSON = (
    "(?:人|孩子|娃|老人|老汉|老太|大爷|大娘|奶奶|爷爷|外婆|弟弟|妹妹|女儿|儿子|孙子|学生|媳妇|妻子|丈夫|老伴|父亲|母亲|"
    "我[爸妈爹娘爷奶哥姐弟妹]|叔|婶|嫂|他|她|妇女|女的|男的|姑娘|小伙|同学|伢|细路)"
)
#: asked in this order; on plain text (`normalise`): dialect words are plain words there
_WORDS: tuple[tuple[Danger, re.Pattern[str]], ...] = tuple(
    (danger, re.compile(pattern))
    for danger, pattern in (
        # the ground under a road is no accident yet
        (Danger.COLLAPSE, r"(?:涵洞|涵管|路|桥|路基|桥墩|路肩|桥面|路面)[^,。]{0,10}(?:掏空|冲空|悬空|塌|垮|窟窿)"),
        (Danger.WIRE, r"(?:电线|插座|表箱|变压器|配电)[^,。]{0,8}冒烟"),
        # swallowed already: the ambulance first, whatever the reason was
        (
            Danger.MEDICAL,
            r"(?<!我)(?<!我都)(?<!我已经)(?<!想)(?<!要)(?:喝|吃|吞|服)了?.{0,4}(?:农药|百草枯|敌敌畏|老鼠药|除草剂|安眠药|洁厕|消毒液|洗衣|电池|毒蘑菇|菌子)"
            r".{0,12}(?:了$|吐|倒|昏|不醒|不行|抽|疼|救|120|晕|送|紫|白沫|快)",
        ),
        (
            Danger.DESPAIR,
            r"不想活|想不开|寻短|寻死|轻生|自杀|割腕|手腕上.{0,4}道|(?<!往)上吊(?!针|瓶)|不活了|想死|去死|死了算|死了干净|一死|活够|活着.{0,4}(?:没意思|没劲|没意义|累|拖累|遭罪)|"
            r"活不下去|没法活|没活路|不如死|遗书|交代后事|后事|别找我|来世|下辈子|永别|最后一(?:次|回|面)|解脱|"
            r"(?:要|想|闹着?|准备|站|坐|爬|往).{0,8}(?:跳(?:下去|楼|河|井|崖|水库|桥|塘)|往下跳)|跳(?:河|井|楼|崖)(?!了)|"
            r"(?:喝|吃|买|攒|备|拿|藏).{0,6}(?:农药|百草枯|敌敌畏|老鼠药|安眠药)|药.{0,3}备好|绳子.{0,6}(?:梁|挂|备|拿|搭)|"
            r"我(?:走了|先走)(?:以后|后)?.{0,8}(?:孩子|爹|妈|你们|照顾|别|钥匙)|照顾好我|别给我打电话|当.{0,2}累赘|少个累赘|"
            r"少了.{0,5}(?:农药|百草枯|敌敌畏|老鼠药|安眠药)|走下去.{0,6}(?:不用|啥都)",
        ),
        (
            Danger.FIRE,
            r"着火|起火|失火|火灾|火势|大火|明火|火苗|火光|冒火(?!花|星)|喷火|烧起来|烧着了|着起来|燃起来|点着了|烧山|山火|烧到(?!抽|三十|四十|[0-9])|烧过来|烧过去|扑火|救火|"
            r"(?:冒|滚|起|腾).{0,3}(?:浓烟|黑烟|大烟)|(?:屋|房|棚|垛|柴|草|山|林|麦|被|灶|楼|厂|库|锅)[^,。]{0,8}(?:着了|烧了|燃了|冒烟)|打119|黑烟|火头|着到",
        ),
        (
            Danger.GAS,
            r"煤气|燃气|天然气|液化气|煤烟|一氧化碳|沼气|毒气|氨|(?:柴油|汽油|油罐).{0,8}(?:漏|流|淌|洒)|"
            r"(?:炉子|炭火|火盆|烧炭|热水器).{0,20}(?:晕|昏|倒|不醒|头疼|中毒)|臭鸡蛋味|(?:窖|井|池|罐)(?:里|下).{0,10}(?:熏|闷|没气|晕)",
        ),
        (
            Danger.WIRE,
            r"电线|高压线|电缆|触电|漏电|电着|电到人|电死|过电|火花|变压器|配电|电箱|电杆|电柱|表箱|插座|漏电|铜排|带电|麻(?:手|人)|发麻|线.{0,3}(?:断了|掉下|垂|落地|打火|滋啦|耷拉)",
        ),
        (
            Danger.ROAD,
            r"车祸|翻车|追尾|肇事|撞(?:车|了人|倒|飞|上|翻|到人|伤|人)|"
            r"(?:车|拖拉机|摩托|三轮|班车|校车|货车|面包车|电动车|农用车|大巴).{0,12}(?:翻|冲下|栽|滚|侧翻|滑下|掉下|压|轧|撞|碾|悬)|"
            r"被.{0,6}(?:车|摩托|三轮|拖拉机).{0,3}(?:撞|压|轧|碾|带倒|刮)",
        ),
        (
            Danger.WATER,
            r"落水|溺水|淹着|淹死|沉下去|沉底|会水的|冰.{0,8}(?:薄|裂|陷|窟窿|酥|塌)|(?:坝|塘|河|渠|井|池)边.{0,8}(?:滑|掉|栽)|"
            + _PERSON
            + r".{0,10}(?:掉|栽|滑|摔|跌|滚|落|卷|冲)(?:到|进|下|在|入|走|跑)?了?.{0,3}"
            r"(?:河|井|沟|水库|塘|坑|渠|窖|水|池|江|潭|堰)|"
            r"(?:掉|栽|滑|跌|滚|落|卷)(?:到|进|下|在|入)了?.{0,2}(?:河|井|水库|塘|渠|水窖|水里|池|江|潭|堰)|"
            r"跳(?:河|井|水)了|(?:下|进|跳)(?:了)?(?:水库|河|塘|水|井|渠).{0,8}(?:没上来|没影|没出来|捞)|(?:河|水库|塘|井|渠|水)边.{0,10}(?:鞋|衣)|"
            + _PERSON
            + r".{0,6}(?:被|让|叫|给).{0,4}(?:水|浪|洪).{0,3}(?:冲|卷)|(?:冲|卷)走了?.{0,4}"
            + _PERSON,
        ),
        (
            Danger.FLOOD,
            r"洪|泥石流|泥浆|滑坡|滚石|落石|掉石|石头.{0,6}(?:滚|掉|砸|落)|决口|溃|管涌|漫(?:堤|坝|过|上|进)|塌方|(?:涨|猛涨)水|河水|水位|"
            r"(?:山|坡|崖|坝|堤|塬)[^,。]{0,8}(?:裂|滑|塌|溜|掉|垮|渗|响|滚|松动)|水.{0,6}(?:涨|灌|漫|淹|涌|进屋|上来|齐|到膝|到腰|没过|围)|"
            r"(?:往|上|快).{0,5}(?:高处|坡上|山上).{0,3}(?:跑|撤|走)|被?(?:水|雪|洪).{0,6}(?:困|围)|困.{0,4}(?:水|洪|桥|河|沟)|暴雨|黄泥汤|溜土|土块.{0,4}落|(?<![房墙梁顶屋子楼窑])裂缝|老鼠洞.{0,4}喷|沟(?:里)?响|坐在房顶|雷|冰雹|大风|龙卷|雪崩|地震",
        ),
        (
            Danger.COLLAPSE,
            r"塌|垮|要倒|快倒|拱出来|鼓出来|陷进去|掉渣|倒下来|倒了下来|埋(?:了|住|在|里|人)|压(?:住|在).{0,4}(?:人|底|下|里)|"
            r"(?:墙|房|屋|梁|桥|楼|棚|塔|窑|顶|柱|窖|井|架|杆|树|牌|吊)[^,。]{0,8}(?:歪|裂|断|倾|掉下|砸|倒|悬空|掏空|下沉|摇|晃|松)|桥(?:面|板|身|栏).{0,8}(?:窟窿|断|缺|少了)|踩空|废井|"
            r"(?:井盖|窨井|盖子|坑|窟窿|井).{0,8}(?:没了|没盖|敞|掉|缺失|碎)",
        ),
        (
            Danger.VIOLENCE,
            r"(?<!铡)刀|砍|捅(?:了|我|他|人|死|伤|一)|斧|锄头|铁锹|棍|砖头|钢管|家伙|群殴|围殴|打架|打起来|干起来|动起手|动手|打(?:人|我|伤|得|破|倒|死)|掐.{0,2}脖|要杀|弄死|"
            r"同归于尽|堵.{0,4}门|砸.{0,3}门|踹.{0,3}门|撬门|闯进|绑|劫|抢(?:了|走|钱|孩子|包)|强奸|猥亵|非礼|跟踪|尾随|(?:泼|浇).{0,4}(?:汽油|硫酸)|持",
        ),
        (
            Danger.ANIMAL,
            r"疯狗|蜂(?:箱|窝)|(?:狗|野猪|牛|猪|狼|熊|豹|马蜂|蜂).{0,8}(?:咬|追|伤|扑|顶|蜇|拱).{0,8}(?:人|孩子|娃|老|伤|血|死)?|"
            r"(?:咬|蜇).{0,6}(?:人|孩子|老人)",
        ),
        (
            Danger.MISSING,
            r"走失|走丢|(?:人|孩子|老人|奶奶|爷爷|我[爸妈爹娘爷奶]|娃|女儿|儿子|弟弟|妹妹|她|他|老汉|老太|媳妇|外婆|爹|娘|孙子|孙女|姑娘|老伴).{0,14}(?:(?<!听)(?<!看)(?<!照)不见|丢了|找不(?:到|着|见)(?!钥匙|手机|路|工作|东西)|没影|没回|没到家|联系不上|没见人|不知去向|没下来|没出来|没上来|没下山)|"
            r"找遍|没回(?:来|家)|没到家|没下山|关机|失联|联系不上|拐(?:卖|走|带)|抱走|离家出走",
        ),
        (
            Danger.MEDICAL,
            r"晕|昏|不醒|没呼吸|没气|喘不|喘气|抽(?:搐|筋|过去|风|了|起来)|吐血|流血|出血|全是血|都是血|淌血|冒血|止不住|心口|胸口|嘴歪|半边|不会动|"
            r"动不了|起不来|不动|中毒|呕吐|上吐下泻|要生|难产|羊水|噎|卡住|呛|休克|中暑|烫|烧伤|摔|砸|夹|卷|绞|骨折|断了|蛇咬|蛇|发烧|高烧|喊不应|"
            r"叫不[应醒]|没人应|没动静|不吭|没反应|没出门|没开门|打不通|敲.{0,2}门|救护车|120|不行了|快不行|断气|发紫|青了|脸白|煞白|误(?:食|服|喝)|吞|冻僵|疼得|心梗|脑",
        ),
    )
)
#: what a rule's firing says, where no word of the above decides
_RULES: dict[str, Danger] = {
    rule: danger
    for danger, rules in {
        Danger.HOME: "violence-home violence-next-door beaten-next-door home-violence-seen family-beaten drunk-home "
        "spouse-armed",
        Danger.DESPAIR: "self-harm death-wish about-to-jump note-left",
        Danger.FIRE: "fire fire-seen hill-alight",
        Danger.GAS: "gas gas-bottle fumes fuel-leak",
        Danger.WIRE: "wire live-wire sparks electric-shock child-on-transformer",
        Danger.ROAD: "vehicle vehicle-down bus-down bus-over",
        Danger.WATER: "drowning swept water fell-in sank",
        Danger.FLOOD: "slope flooded falling-stone run-uphill rising-water slope-cracked ground",
        Danger.COLLAPSE: "collapse hole-in-bridge",
        Danger.MISSING: "missing unaccounted child-out-of-sight person-gone",
        Danger.MEDICAL: "no-sign body person-down body-sign poison eaten took-poison bleeding chest-pain",
        Danger.VIOLENCE: "violence fight weapon two-sides-fight threat-at-door",
        Danger.ANIMAL: "mad-dog",
    }.items()
    for rule in rules.split()
}
_TOPICS = {
    Topic.POWER: Danger.WIRE,
    Topic.ROAD: Danger.ROAD,
    Topic.CARE: Danger.MEDICAL,
    Topic.HOUSING: Danger.COLLAPSE,
    Topic.BUILDING: Danger.COLLAPSE,
    Topic.PUBLIC_ORDER: Danger.VIOLENCE,
    Topic.QUARREL_NOISE: Danger.VIOLENCE,
    Topic.BOUNDARY: Danger.VIOLENCE,
}


def danger_of(verdict: Verdict, text: str) -> Danger:
    """Which danger a message tells of. Only to be asked where `verdict.urgency` is danger; OTHER where nothing says."""
    plain = normalise(text).text
    if verdict.violence_at_home or (verdict.topic is Topic.FAMILY and _BURNS.search(plain) is None):
        # within a family it is beating and locking up; the words that are safe there are safe for whatever else it is
        return _at_home(plain)
    found = _by_words(plain) or _by_rules(fired.rule for fired in verdict.evidence) or _by_topic(verdict)
    if found is Danger.DESPAIR and not _speaks_of_himself(plain):
        return Danger.DESPAIR_NEAR
    return found


def _at_home(plain: str) -> Danger:
    """Who tells of it: whoever may be beaten himself, unless the words say plainly that it is another home."""
    if _MY_HOME.search(plain) is not None or _ANOTHER_HOME.search(plain) is None:
        return Danger.HOME
    return Danger.HOME_CHILD if _A_CHILD.search(plain) is not None else Danger.HOME_NEAR


def _by_words(plain: str) -> Danger | None:
    return next((danger for danger, words in _WORDS if words.search(plain)), None)


def _by_rules(fired: Iterable[str]) -> Danger | None:
    found = (_RULES.get(rule.removeprefix("danger.")) for rule in fired if rule.startswith("danger."))
    return next((danger for danger in found if danger is not None and danger is not Danger.HOME), None)


def _by_topic(verdict: Verdict) -> Danger:
    return _TOPICS.get(verdict.topic, Danger.OTHER) if verdict.topic is not None else Danger.OTHER


#: of violence at home, by whoever it is told
AT_HOME = frozenset({Danger.HOME, Danger.HOME_NEAR, Danger.HOME_CHILD})
_RELATED = "(?:姐|妹|闺女|女儿|侄女|外甥女|表姐|表妹|堂姐|堂妹|姑|姨|嫂|孙女|同学|朋友|同事|邻居)"
_ANOTHER_HOME = re.compile(
    "隔壁|邻居|邻家|对门|楼上|楼下|前院|后院|旁边那?家|那家|那户|别人家|人家家?里?|有人|有个(?:男|女|媳妇|老人|孩子)|听见|听到|听着|看见|看到|老[一-龥]家|"
    "(?<![我俺咱自娘婆大回在全老])[一-龥]家(?:的|里|那|儿子|媳妇|男|女|老|又|还|在|天天|两口子|孩子|后)|"
    f"打(?:了|着)?我(?:家)?(?:的)?{_RELATED}|我(?:家)?(?:的)?{_RELATED}.{{0,4}}(?:被|让|叫|挨|又|在)|(?:书记|主任|村长|干部|组长|会计).{{0,6}}打"
)
_MY_HOME = re.compile(
    f"(?:打|掐|踢|砍|揍|抽|踹|骂)(?:了|着)?我(?!家?(?:的)?{_RELATED})|我(?:被|让|叫|挨|给)|把我|"
    "我(?:家)?(?:的)?(?:男人|男的|老公|丈夫|对象|媳妇|妻子|婆婆|公公|儿子|爸|爹|妈|娘|爷|奶|后爹|继父)|我(?:不敢|要死|受不了|害怕|跑|躲)|救救?我|救命.{0,2}我"
)
_A_CHILD = re.compile(
    "(?:打|揍|抽|掐|踢|踹|虐待|捆|饿|锁|烫|吊)(?:了|着|骂)?(?:他|她|自己|自家)?(?:家)?(?:的)?(?:那?个?小?)?(?:孩子|小孩|学生|儿子(?!打)|女儿|孙子|孙女)|"
    "孩子.{0,8}(?:挨|被|让|叫).{0,8}(?:打|揍|抽|掐|捆|锁)|孩子.{0,6}(?:一身|身上|满身).{0,4}(?:伤|青|紫)|挨打的.{0,3}孩子"
)
_BURNS = re.compile("着火|起火|失火|烧起来|着起来|煤气|火势")
_SELF = re.compile(
    r"(?:我|俺|额|咱|偶)(?:真的|实在|已经|都|也|就|是|真|早就?|只|现在|今天|今晚|一天|每天){0,3}"
    r"(?:不想活|想不开|活不下去|活够|没法活|不活了|想死|去死|活着|死了|要跳|想跳|走了|先走|喝药|(?:想|要)喝(?:农药|药|百草枯|敌敌畏)|备好|买了|攒|撑不|熬不|受够|累了)|"
    r"别找我|遗书我|我.{0,14}活着没|照顾好?我(?:孩子|妈|爸|爹|娘)|不管我.{0,12}没活路|没人管我|不想活了$|^(?:不想活|活够|活着没|活不下去|想死)"
)
_OTHERS = re.compile(
    r"有人|(?:他|她|邻居|隔壁|老人|媳妇|儿子|女儿|孩子|妻子|丈夫|老汉|同学|朋友|我[爸妈爹娘爷奶哥姐弟妹叔])(?:说|要|想|闹|在|又|喝|写|站|坐|一直|总|老|把|拿)"
)


def _speaks_of_himself(plain: str) -> bool:
    return _SELF.search(plain) is not None and _OTHERS.search(plain) is None

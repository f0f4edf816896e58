"""Nothing that identifies a person leaves private storage, and what says where and what stays readable."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.privacy import Mask, looks_like_a_name, mask

HIDDEN = [
    # mobile phones
    ("打我电话13800001234", "13800001234"),
    ("打我电话 138 0000 1234 就行", "138 0000 1234"),
    ("＋86-138-0000-1234", "138-0000-1234"),
    ("+86 138-0000-1234", "0000-1234"),
    ("0086 13800001234", "13800001234"),
    ("１３８００００１２３４", "１３８００００１２３４"),
    ("1390000 1234", "1390000"),
    ("1 3 8 0 0 0 0 1 2 3 4", "3 8 0 0 0 0 1"),
    ("138.0000.1234", "0000.1234"),
    ("电话一三八零零零零一二三四", "零零零零一二三四"),
    ("电话幺三八零零零零幺二三四一直打不通", "零零零零幺二三四"),
    ("打一三八 零零零零 一二三四", "零零零零"),
    ("138零零零零1234", "零零零零1234"),
    ("手机是13800001234三天没人接", "13800001234"),
    ("3组13800001234", "13800001234"),
    ("13800001234 13900005678", "13900005678"),
    ("13800001234，139 0000 5678", "0000 5678"),
    # landlines
    ("座机0939-3210000", "3210000"),
    ("(0939)3210000", "3210000"),
    ("（0939） 3210 000", "3210 000"),
    ("0939 321 0000", "321 0000"),
    ("09393210000", "3210000"),
    ("010-87654321", "87654321"),
    ("零九三九三二一零零零零", "三二一零零零零"),
    ("电话3210000", "3210000"),
    # identity numbers
    ("身份证621221198001010011", "621221198001010011"),
    ("身份证62122119800101001X", "62122119800101001X"),
    ("身份证62122119800101001x", "62122119800101001x"),
    ("身份证号 621221 19800101 0011", "19800101"),
    ("老身份证621221800101001", "621221800101001"),
    ("身份证六二一二二一一九八零零一零一零零一一", "一九八零零一零一"),
    ("sfz621221198001010011", "621221198001010011"),
    # cards
    ("卡号6222 0212 3456 7890 123", "6222 0212 3456 7890 123"),
    ("卡号6222021234567890123", "6222021234567890123"),
    ("6217-0012-3456-7890", "0012-3456-7890"),
    ("六二二二零二一二三四五六七八九零一二三", "二三四五六七八九零"),
    # plates
    ("陕A12345把路压坏了", "A12345"),
    ("甘K·D12345停我门口", "D12345"),
    ("陇A·12345", "12345"),
    ("甘 K 1 2 3 4 5", "1 2 3 4"),
    ("甘K D12345", "D12345"),
    ("甘AD12345堵着门", "D12345"),
    ("甘k12345", "12345"),
    ("甘K1234挂", "1234"),
    ("车牌号K12345", "12345"),
    # houses
    ("住3号楼2单元501室", "501"),
    ("家在安置点5号楼", "5号楼"),
    ("3号院2单元501", "501"),
    ("12栋301", "301"),
    ("二单元五零一室", "五零一"),
    ("门牌12号", "12"),
    ("上河村三组27号", "27号"),
    ("十字街12号附3号", "12号"),
    ("住5-2-301", "5-2-301"),
    # names
    ("我叫李建国，住上河村", "建国"),
    ("我叫李建国住上河村", "建国"),
    ("我叫李强，", "李强"),
    ("我是李建国，三组的", "建国"),
    ("我是王秀兰家住二组", "秀兰"),
    ("姓名：王秀兰", "秀兰"),
    ("联系人张有福", "有福"),
    ("联系人：欧阳建国", "建国"),
    ("户主：王秀兰", "秀兰"),
    ("身份证上的名字是李建国", "建国"),
    ("找李建国要钱", "建国"),
    ("找到王强，", "王强"),
    ("他叫赵小军", "小军"),
    ("村民李建国反映", "建国"),
    ("书记王建军说不管", "建军"),
    ("李建国 13800001234", "建国"),
    ("李建国的电话是13800001234", "建国"),
    ("已到王秀兰家修好", "秀兰"),
    ("王秀兰家的水管修好了", "秀兰"),
    ("给张有福家换了灯", "有福"),
    ("已和王秀兰谈好", "秀兰"),
    ("王建军主任，你好", "建军"),
    ("我叫李建国，就是李建国家没水", "建国"),
    # addresses on the net
    ("微信号 wang_1234", "wang_1234"),
    ("微信wang1234", "wang1234"),
    ("加QQ 123456789", "123456789"),
    ("vx：abc_12345", "abc_12345"),
    ("写信到 someone@example.com", "someone"),
    ("邮箱a.b-c@mail.example.com.cn", "example"),
]
STAYS = [
    # tickets and what they are numbered by
    "编号0327那个办到哪一步了",
    "12号那件怎么样了",
    "1208号办了没",
    # days and hours
    "2026年11月24日停电",
    "2026-11-24 08:30-12:00停水",
    "2026-11-24 2026-11-30都停",
    "2026.11.24到2026.11.30",
    "20261124停电",
    "电话通知了20261124停水",
    "11月24号下午三点",
    "二〇二六年十一月",
    "2023 2024 2025 2026年都没修",
    "我们村12号停电",
    "三组24号开会",
    "8点30分",
    # amounts and measures
    "借了20000元",
    "借给他两万块不还",
    "工钱两万三千五",
    "欠了3500块",
    "每亩1500 1600 1700元",
    "一户300 500 800 1200 1500",
    "交了300块卫生费",
    "12.5公里",
    "电压380V",
    "A4纸100张",
    "晋升A级",
    "G7011高速",
    # things of the village with a number
    "第3组路灯坏了2盏",
    "12号电杆歪了",
    "3号机井坏了",
    "2号桥塌了",
    "5号楼路灯不亮",
    "2单元楼道灯坏了",
    "第2026001号文件",
    "一二三四五六七组",
    # places and groups
    "我是三组的",
    "我是王家湾的",
    "我是石桥村的",
    "上河村一组",
    "张家湾的路",
    "李家沟桥断了",
    "三组陈旧的水管",
    "高速公路两边",
    "江边的石头",
    "马路上都是水",
    "找马路边那家",
    "到江边修了",
    # who somebody is, without a name
    "我是党员",
    "我是低保户",
    "我叫他来",
    "我叫人来修",
    "我叫车拉走了",
    "我叫师傅来看",
    "我叫全家人都来",
    "找书记",
    "找王主任",
    "找村上",
    "找时间",
    "找应急办",
    "找管水员",
    "李大爷家的灯不亮",
    "老王家",
    "书记马上到",
    "主任高度重视",
    "村民常年没水",
    "医生应该来",
    # hotlines
    "打110",
    "先打119",
    "打120",
    "打12345没人接",
    "12348法律援助",
    "95598报修",
    "24小时电话12345",
    # programmes and everything else
    "低保和五保政策",
    "厕所革命",
    "高龄补贴",
    "新农合交了380",
    "今年黄金周",
    "微信群里说了",
    "电话打不通",
    "把管道换了",
    "给路灯换了灯泡",
    "和高压线离得近",
    "村里家家户户都没水",
]


@pytest.mark.parametrize(("text", "hidden"), HIDDEN, ids=[text for text, _ in HIDDEN])
def test_what_identifies_is_hidden(text: str, hidden: str) -> None:
    """Phones, ids, cards, plates, house numbers, chat ids and announced names do not survive."""
    assert hidden in text
    assert hidden not in mask(text)


@pytest.mark.parametrize("text", STAYS)
def test_what_says_where_and_what_stays(text: str) -> None:
    """Masking must leave the matter readable."""
    assert mask(text) == text


def test_the_written_cases_are_enough() -> None:
    """At least sixty of each kind; masking errs in both directions."""
    assert len(HIDDEN) >= 60
    assert len(set(STAYS)) >= 60


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我是李建国，电话138 0000 1234。", "我是李某，电话[电话*1234]。"),
        ("水管坏了，住3号楼2单元501室", "水管坏了，住[门牌]"),
        ("13800001234 13900005678", "[电话*1234] [电话*5678]"),
        ("甘K12345压坏了路，2026年11月24日", "[车牌]压坏了路，2026年11月24日"),
        ("联系人：欧阳建国（13800001234）", "联系人：欧阳某（[电话*1234]）"),
        ("卡6222021234567890123和12345", "卡[卡号]和12345"),
    ],
)
def test_only_what_identifies_is_replaced(text: str, masked: str) -> None:
    """The rest of the sentence stands as it stood."""
    assert mask(text) == masked


def test_known_names_are_hidden_wherever_they_stand() -> None:
    """The names of officials and of whoever raised the matter need no words that announce them."""
    hide = Mask(["李桂花", "王建军", "阳光", "三组"])
    assert hide("灯是李桂花换的，阳光还好，三组也换了") == "灯是李某换的，阳光还好，三组也换了"
    assert hide("王建军王建军") == "王某王某"
    assert hide(hide("请李桂花看")) == hide("请李桂花看")


@pytest.mark.parametrize("name", ["李桂花", "王强", "欧阳建国"])
def test_a_name_looks_like_one(name: str) -> None:
    """A surname and one or two signs."""
    assert looks_like_a_name(name)


@pytest.mark.parametrize("nickname", ["", "王", "阳光", "三组", "平安是福", "A李师傅", "马上", "高速"])
def test_a_nickname_is_no_name(nickname: str) -> None:
    """What people call themselves in a chat is often a word that must stay readable."""
    assert not looks_like_a_name(nickname)


PIECES = [text for text, _ in HIDDEN] + STAYS
_SIGNS = "我叫李建国王家三组村是电话微信号住楼单元室院门牌找到和户主姓名1380 -62XxA陕甘K·@.零一二三八，。：的[]*主任\n"


@given(st.text(alphabet=_SIGNS, max_size=80))
def test_masking_twice_changes_nothing(text: str) -> None:
    """What is masked on its way out may pass here again."""
    assert mask(mask(text)) == mask(text)


@given(st.lists(st.sampled_from(PIECES), max_size=5), st.sampled_from(["", "，", " ", "\n", "和"]))
def test_masking_joined_sentences_twice_changes_nothing(pieces: list[str], between: str) -> None:
    """Wherever one sentence ends and the next begins."""
    text = between.join(pieces)
    assert mask(mask(text)) == mask(text)


@given(st.sampled_from(HIDDEN), st.sampled_from(STAYS), st.sampled_from(STAYS))
def test_it_is_hidden_wherever_it_stands(case: tuple[str, str], before: str, after: str) -> None:
    """In the middle of a message as at its beginning, and what stood around it is still there."""
    text, hidden = case
    masked = mask(f"{before}。{text}。{after}")
    assert hidden not in masked or hidden in before + after
    assert masked.startswith(f"{before}。")
    assert masked.endswith(f"。{after}")


@given(st.text(max_size=200))
def test_any_text_can_be_masked(text: str) -> None:
    """Lone surrogates, emoji, control signs: never an error."""
    assert isinstance(mask(text), str)


@given(st.integers(0, 10**9 - 1), st.sampled_from("3456789"))
def test_every_mobile_number_is_hidden_in_any_sentence(rest: int, second: str) -> None:
    """No number range is forgotten."""
    number = f"1{second}{rest:09}"
    assert number not in mask(f"我的电话是{number}，路坏了")
    assert f"{number[:3]} {number[3:7]} {number[7:]}" not in mask(f"打{number[:3]} {number[3:7]} {number[7:]}找我")


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "1",
        "1 ",
        "一",
        "12号",
        "我叫李建国，",
        "微信 ",
        "李",
        "a@",
        "电话 ",
        "甘A",
        "住 ",
        "门牌",
        "一三八",
        "三单元",
        "138 0000 ",
    ],
)
def test_twice_the_text_takes_about_twice_the_time(unit: str) -> None:
    """Linear: a text of a million signs cannot hold the program up."""

    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        best = float("inf")
        for _ in range(3):
            started = time.perf_counter()
            mask(text)
            best = min(best, time.perf_counter() - started)
        return best

    short, long = seconds(20_000), seconds(80_000)
    # four times the text; quadratic would be sixteen times the time
    assert long < 8 * short + 0.02


def test_a_long_message_of_everything_is_quick() -> None:
    """Sentences as people write them, a hundred thousand signs of them."""
    chance = random.Random(1)
    text = ""
    while len(text) < 100_000:
        text += chance.choice(PIECES) + "，"
    started = time.perf_counter()
    mask(text)
    assert time.perf_counter() - started < 5

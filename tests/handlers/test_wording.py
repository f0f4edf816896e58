"""The phrase book: what may be said to whom, how long, and in which words."""

import importlib
import pkgutil
import re
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.dangers import Danger
from classifiers.verdict import MatterKind, Topic
from handlers import wording
from handlers.titles import PublicTitle, public_title, staff_title
from handlers.wording import (
    LONGEST,
    LocalDay,
    OfficerCard,
    Phrase,
    PrivatePhrase,
    PublicPhrase,
    ServiceNumber,
    StaffPhrase,
    TitleList,
    answer_to_result,
    dangers,
    day_with_weekday,
    forms,
    salutation,
)
from storage.speech import PrivateText, PublicText, StaffText

BOOK = {
    name: value
    for module in pkgutil.iter_modules(wording.__path__, "handlers.wording.")
    for name, value in vars(importlib.import_module(module.name)).items()
    if isinstance(value, Phrase)
}
EVERY = pytest.mark.parametrize("phrase", BOOK.values(), ids=lambda phrase: phrase.id)

#: the longest day there is, and a card longer than any
DAY = LocalDay(date(2026, 12, 30), time(12, 59))
CARD = OfficerCard("欧阳建国同志", "0939-12345678")
TITLE = public_title(Topic.FACILITY, MatterKind.VILLAGE)
LONGEST_OF_EACH: dict[str, object] = {
    "称呼": salutation("欧阳家的大妹"), "人": CARD.name, "电话": CARD.phone, "日期": DAY, "原日": DAY,
    **{slot: ServiceNumber("0937-87654321") for slot in forms.SERVICES},
    "天数": 99999, "数1": 99999, "数2": 99999, "数3": 99999, "编号": 99999,
}  # fmt: skip


def filled(phrase: Phrase) -> str:
    """The phrase with the longest value of every place."""
    values = {slot: LONGEST_OF_EACH.get(slot, "长" * 500) for slot in phrase.slots}
    if isinstance(phrase, PublicPhrase):
        values |= {"事": TITLE} if "事" in phrase.slots else {}
        values |= {"几件": TitleList([TITLE] * 30)} if "几件" in phrase.slots else {}
    assert isinstance(phrase, PublicPhrase | PrivatePhrase | StaffPhrase)
    return phrase.say(**values).text  # type: ignore[arg-type]


@EVERY
def test_no_sentence_is_longer_than_120_characters(phrase: Phrase) -> None:
    """Whatever a name, a place, a reason or a result is filled with; a phone and a date stay whole."""
    text = filled(phrase)
    assert len(text) <= LONGEST
    assert ("电话" in phrase.slots) == (CARD.phone in text)
    assert ("日期" in phrase.slots) == (str(DAY) in text)
    assert "{" not in text


#: words that only an office uses, or that frighten (wording rules 2 and 6)
FORBIDDEN = re.compile(
    "工单|派单|销号|诉求|受理|立案|办结|督办|按照相关规定|特此通知|依法|追究|收到请回复|请您理解|系统|亲爱的|用户|工作日"
)


@EVERY
def test_no_office_word_is_said(phrase: Phrase) -> None:
    """People's words: 记下了, 告诉了谁, 几号前回话, 弄好了."""
    assert FORBIDDEN.search(phrase.template) is None


@EVERY
def test_nobody_is_shouted_at(phrase: Phrase) -> None:
    """One ！ at most, and only in danger or thanks; no capitals, no links, no emoji, nothing in English."""
    assert phrase.template.count("！") <= 1
    if "！" in phrase.template and "辛苦" not in phrase.template:
        assert phrase.id.startswith("danger")
    assert "!" not in phrase.template
    assert re.search("[A-Za-z]|://|[\U0001f000-\U0001ffff]", phrase.template) is None


@EVERY
def test_a_phrase_is_known_by_its_id(phrase: Phrase) -> None:
    """The id of the wording rules is the constant's name."""
    assert BOOK[phrase.id.upper()] is phrase


@pytest.mark.parametrize(
    "phrase",
    [
        wording.ACK_GROUP, wording.ACK_GROUP_URGENT, wording.ACK_PRIVATE, wording.ACK_PRIVATE_HOUSEHOLD,
        wording.ACK_NEIGHBOUR, wording.COMPLAINT_OFFICIAL, wording.ASK_PLACE, wording.ASK_VILLAGE, wording.ASK_RANGE,
        wording.ASK_MATTER, wording.LATE_VILLAGER, wording.GROUP_LATE,
        *(phrase for phrase in vars(dangers).values() if isinstance(phrase, PrivatePhrase | PublicPhrase)),
    ],
    ids=lambda phrase: phrase.id,
)  # fmt: skip
def test_first_late_and_danger_lines_carry_a_number_to_call(phrase: Phrase) -> None:
    """Ruling 16: somebody can be called at once."""
    assert "电话" in phrase.slots


@pytest.mark.parametrize("slot", ["事", "人", "电话", "日期", "称呼"])
def test_a_public_phrase_takes_no_plain_text(slot: str) -> None:
    """What a villager or an official typed cannot reach a group, in whichever place it is put."""
    values: dict[str, object] = {
        "称呼": salutation("张婶"), "事": TITLE, "人": CARD.name, "电话": CARD.phone, "日期": DAY
    }  # fmt: skip
    assert isinstance(wording.ACK_GROUP.say(**values), PublicText)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=f"ack_group: {slot}"):
        wording.ACK_GROUP.say(**{**values, slot: "老王家的事"})  # type: ignore[arg-type]


@pytest.mark.parametrize("slot", ["原因", "结果", "地点", "原话"])
def test_a_public_phrase_has_no_place_for_free_text(slot: str) -> None:
    """Such a template cannot even be written."""
    with pytest.raises(TypeError, match=slot):
        PublicPhrase("new", f"{{{slot}}}的事")


def test_a_mistake_in_filling_is_named_without_the_words() -> None:
    """Missing, unknown or wrong: the error names phrase and place, and never what was to be said."""
    with pytest.raises(TypeError, match="result: nothing given for 结果"):
        wording.RESULT.say(称呼="张婶", 事="路灯维修")
    with pytest.raises(TypeError, match="thanks_feedback: it has no place for 人"):
        wording.THANKS_FEEDBACK.say(人="王建军")
    with pytest.raises(TypeError, match="ping_before: 日期") as wrong:
        wording.PING_BEFORE.say(事="12号路灯维修", 日期="三个工作日")
    assert "三个工作日" not in str(wrong.value)
    with pytest.raises(TypeError, match="ping_over1: 天数"):
        wording.PING_OVER1.say(事="12号路灯维修", 天数="两")
    with pytest.raises(TypeError, match="public titles"):
        wording.village_digest(raised=1, done=0, doing=["老王家的事"])  # type: ignore[list-item]


def test_each_audience_gets_its_own_kind_of_text() -> None:
    """A note for an official is no text for a villager, and neither is one for a group."""
    assert isinstance(wording.QUERY_GROUP.say(), PublicText)
    assert isinstance(wording.WITHDRAW_DONE.say(), PrivateText)
    assert isinstance(wording.NOTHING_FITS.say(), StaffText)


def test_a_date_is_said_with_its_weekday() -> None:
    """Never "within three working days"."""
    assert str(day_with_weekday(date(2026, 11, 25))) == "11月25日(周三)"
    assert str(day_with_weekday(date(2026, 11, 29))) == "11月29日(周日)"


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("张婶", "张婶"), ("🌸李桂花🌸", "李桂花"), (" 王 五 ", "王五"), ("欧阳家的大妹", "欧阳家的大妹"),
        ("", "乡亲"), (None, "乡亲"), ("张婶13800000000", "乡亲"), ("Wang", "乡亲"), ("住在上河村的张婶", "乡亲"),
        ("贷款找我", "乡亲"), ("群主", "乡亲"), ("狗官滚", "乡亲"), ("镇政府", "乡亲"), ("！！！", "乡亲"),
    ],
)  # fmt: skip
def test_a_display_name_is_said_back_only_when_it_is_a_name(name: str | None, called: str) -> None:
    """Numbers, adverts, offices and insults in a nickname become 乡亲."""
    assert salutation(name) == called


@given(st.text(max_size=30))
def test_no_name_can_carry_a_message(name: str) -> None:
    """Whatever is typed as a nickname: at most six characters, no digit, no line break."""
    called = salutation(name)
    assert re.fullmatch("[\u3400-\u4dbf\u4e00-\u9fff]{1,6}", called)


@given(st.text())
def test_a_public_title_is_always_a_fixed_phrase(text: str) -> None:
    """Not even a caller's mistake brings other words into a group."""
    fixed = {
        public_title(topic, kind, danger)
        for topic in [None, *Topic]
        for kind in MatterKind
        for danger in [None, *Danger]
    }
    assert PublicTitle(text) in fixed
    assert all(PublicTitle(title) == title for title in fixed)


def test_neighbours_and_households_have_no_public_topic() -> None:
    """Whatever it is about, the public hears 邻里事 or 户里事."""
    for topic in [None, *Topic]:
        assert public_title(topic, MatterKind.NEIGHBOUR) == "邻里事"
        assert public_title(topic, MatterKind.HOUSEHOLD) == "户里事"
        assert all(len(staff_title(topic, MatterKind.UNCLEAR, danger)) <= 6 for danger in [None, *Danger])
        assert all(public_title(topic, MatterKind.HOUSEHOLD, danger) == "户里事" for danger in Danger)
    assert public_title(Topic.ROAD, MatterKind.VILLAGE) == "村道修补"
    assert public_title(None, MatterKind.VILLAGE) == "村里的事"
    assert public_title(Topic.FAMILY, MatterKind.UNCLEAR) == "户里事"
    assert public_title(Topic.BOUNDARY, MatterKind.UNCLEAR) == "邻里事"
    assert staff_title(Topic.BOUNDARY, MatterKind.NEIGHBOUR) == "地界的事"


def test_an_official_without_a_number_does_not_leave_a_hole() -> None:
    """The hotline answers everywhere."""
    assert OfficerCard("王建军", "").phone == wording.HOTLINE
    assert "打12345" in wording.NOTHING_OPEN.say(电话="").text
    assert OfficerCard("王建军", "0939-1234567-8012").phone == "0939-1234567-8012"


def test_a_reason_stays_on_one_line_and_in_its_place() -> None:
    """A value with line breaks would look like two notes; a long one is cut with …."""
    text = wording.PING_REOPEN.say(事="12号路灯维修", 原因="还是\n不亮" + "，" * 40, 日期=DAY).text
    assert "还是 不亮，" in text
    assert "…。麻烦再看一眼" in text


# lists ----------------------------------------------------------------------------------------------------------------


def test_the_evening_line() -> None:
    """Counts and titles."""
    assert wording.village_digest(raised=1, done=2, doing=[TITLE]).text == (
        "今天说事：新记1件，办好2件。正在弄：公共设施维修。有事随时说，也可扫说事码。"
    )
    assert "正在弄" not in wording.village_digest(raised=0, done=1, doing=[]).text


def test_an_officials_list_goes_by_day() -> None:
    """The most pressing first, each day said once."""
    monday, friday = day_with_weekday(date(2026, 11, 23)), day_with_weekday(date(2026, 11, 27))
    rows = [(15, "沟渠清淤", friday), (12, "路灯维修", monday), (13, "村道修补", friday)]
    assert wording.my_tickets(rows).text == (
        "您手上3件。11月23日(周一)前：12 路灯维修；11月27日(周五)前：13 村道修补、15 沟渠清淤。想细看回“看”加号。"
    )
    assert "没有" in wording.my_tickets([]).text


@given(
    st.lists(st.tuples(st.integers(1, 99999), st.sampled_from(["家里的事", "公共设施维修"])), min_size=1, max_size=40)
)
def test_lists_hold_whole_entries_and_count_the_rest(rows: list[tuple[int, str]]) -> None:
    """Never longer than a note, never half a number, and what is not shown is said to be there."""
    days = [(number, title, day_with_weekday(date(2026, 12, 1) + timedelta(days=number % 9))) for number, title in rows]
    for text in (
        wording.my_tickets(days).text,
        wording.which_of_yours("求助", rows[:5]).text,
        wording.which_ticket(rows).text,
    ):
        assert len(text) <= LONGEST
        assert "…" not in text
    text = wording.my_tickets(days).text
    shown = len(re.findall(r"\d+ (?:家里的事|公共设施维修)", text))
    rest = re.search("还有([0-9]+)件", text)
    assert shown + (int(rest[1]) if rest else 0) == len(rows)


@given(st.text(), st.text(), st.text())
def test_a_ticket_with_its_words_fits(who: str, place: str, words: str) -> None:
    """The owner may read the villager's words, as many as fit."""
    assert len(wording.ticket_in_full(title="12号路灯维修", who=who, place=place, words=words, day=DAY).text) <= LONGEST


# short answers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *(
            (text, 1)
            for text in ("1", "１", "①", "1。", " 1 ", "一", "行", "行！", "好了", "好啦", "可以", "中", "1行")
        ),
        *((text, 1) for text in ("好好好", "好了，谢谢", "回1", "我选1", "弄好了", "修好了！！", "OK", "没问题")),
        *((text, 2) for text in ("2", "２", "二", "还差点", "一般", "一般般吧", "还不行", "没全好", "2 还差点")),
        *((text, 3) for text in ("3", "３", "三", "没有", "不行", "没弄好", "没弄好呢", "没弄号", "不行啊", "还没好")),
        *(
            (text, None)
            for text in ("", "。。。", "12", "11", "1不行", "4", "1号", "好了吗？", "行吗", "行不行?", "谢谢")
        ),
        *(
            (text, None)
            for text in ("二组那盏还是不亮", "可以的话明天再来看看", "好是好就是不太亮", "三天了还没人来看")
        ),
        *((text, None) for text in ("不行就算了吧我自己弄", "一号桥又塌了", "中间那段还没修", "没有水了", "123")),
    ],
)
def test_short_answers_are_understood_and_sentences_left_alone(said: str, meant: int | None) -> None:
    """Rule 12 of the wording: tolerant of how it is typed, but only where it is the whole message."""
    assert answer_to_result(said) == meant


@pytest.mark.parametrize(
    ("said", "alone"),
    [
        *(
            (text, True)
            for text in ("1", "就我家", "只有我们一家", "我家", "就一家", "隔壁都有水", "别人家都好着", "单单我家")
        ),
        *(
            (text, False)
            for text in ("2", "都这样", "左邻右舍都停了", "全村都没水", "不光我家", "隔壁也没水", "不知道")
        ),
    ],
)
def test_one_household_or_more(said: str, alone: bool) -> None:
    """The answer to the one question about range; where it is unclear, more than one is the safer guess."""
    assert wording.only_one_household(said) is alone

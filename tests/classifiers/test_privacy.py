"""Nothing that identifies a person leaves private storage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers.privacy import mask


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("打我电话13800001234", "13800001234"),
        ("打我电话 138 0000 1234 就行", "138 0000 1234"),
        ("＋86-138-0000-1234", "138-0000-1234"),
        ("１３８００００１２３４", "１３８００００１２３４"),
        ("座机0939-3210000", "3210000"),
        ("身份证621221198001010011", "621221198001010011"),
        ("身份证62122119800101001X", "62122119800101001X"),
        ("卡号6222 0212 3456 7890 123", "6222 0212 3456 7890 123"),
        ("陕A12345把路压坏了", "陕A12345"),
        ("甘K·D12345停我门口", "甘K·D12345"),
        ("住3号楼2单元501室", "3号楼2单元501室"),
        ("我叫李建国，住上河村", "李建国"),
        ("户主：王秀兰", "王秀兰"),
        ("微信号 wang_1234", "wang_1234"),
        ("写信到 someone@example.com", "someone@example.com"),
    ],
)
def test_what_identifies_is_hidden(text: str, hidden: str) -> None:
    """Phones, ids, cards, plates, house numbers, chat ids and announced names do not survive."""
    assert hidden not in mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "第3组路灯坏了2盏",
        "编号0327那个办到哪一步了",
        "2026年11月24日停电",
        "借了20000元",
        "高速公路两边",
        "12号电杆歪了",
        "我是王家湾的",
        "今年黄金周",
        "交了300块卫生费",
        "3号机井坏了",
        "我叫人来修",
        "三组陈旧的水管",
    ],
)
def test_what_says_where_and_what_stays(text: str) -> None:
    """Masking must leave the matter readable."""
    assert mask(text) == text


@given(st.text(alphabet="我叫李建国电话是1380 -62X陕A号室住，。", max_size=60))
def test_masking_twice_changes_nothing(text: str) -> None:
    """What is masked on its way out may pass here again."""
    assert mask(mask(text)) == mask(text)


@given(st.integers(10**8, 10**9 - 1))
def test_every_mobile_number_is_hidden_in_any_sentence(rest: int) -> None:
    """No number range is forgotten."""
    number = f"13{rest}"
    assert number not in mask(f"我的电话是{number}，路坏了")

"""What the law has the villagers decide themselves (Organic Law of Villagers' Committees art. 24): a hint to the owner.

Never more than a hint: nothing goes to a meeting unless somebody sends it there.
"""

import re

from classifiers.verdict import Topic

#: (what it is about, the words by which it is known); the order of art. 24
_LIST: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("误工补贴", re.compile("误工(?:费|补贴)|村干部.{0,4}(?:补贴|工资)")),
    ("集体收益怎么用", re.compile("集体.{0,6}(?:收益|收入|分红|租金|的钱)|分红")),
    (
        "公益事业和筹资筹劳",
        re.compile(
            "集资|筹资|筹劳|摊钱|凑钱|每家(?:出|交)|每户(?:出|交)|(?:新?修|重修|重建|新建|打井|架桥).{0,12}(?:钱|占地|开会)"
        ),
    ),
    ("土地承包方案", re.compile("(?:重新|再)?发包|承包(?:方案|地|期)|机动地|调地|分地|确权")),
    ("集体项目", re.compile("集体.{0,6}项目|合作社.{0,4}(?:入股|分红)|立项")),
    ("宅基地方案", re.compile("宅基地.{0,6}(?:分|批|方案|规划|怎么)|批宅基地")),
    ("征地补偿怎么分", re.compile("(?:征地|占地|土地|拆迁).{0,6}补偿|补偿款")),
    ("集体财产", re.compile("集体.{0,8}(?:出租|租给|租出去|卖|变卖|借给|抵押)|(?:租|卖).{0,6}集体")),
)


def must_discuss(topic: Topic | None, text: str) -> str | None:
    """Which point of the list a matter touches, as a fixed phrase; None: none that words show."""
    for point, words in _LIST:
        if words.search(text):
            return point
    return "集体的土地" if topic is Topic.LAND_COLLECTIVE else None

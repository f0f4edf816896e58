"""Several matters in one message."""

import itertools

import pytest

from classifiers.classifier import Classifier
from classifiers.verdict import Act, Scene, Topic


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("我家水管裂了，顺便问下低保啥时候评？", {Topic.HOUSING, Topic.WELFARE}),
        ("村口路灯不亮三天了，另外垃圾池满了一个礼拜没人拉", {Topic.LIGHTING, Topic.SANITATION}),
        ("低保三个月没到账，还有门口路灯不亮", {Topic.WELFARE, Topic.LIGHTING}),
        ("垃圾池满了没人拉 还有村小的围墙外路灯坏了两盏", {Topic.SANITATION, Topic.LIGHTING}),
        ("村里的路坑坑洼洼。还有我家低保到现在没批下来", {Topic.ROAD, Topic.WELFARE}),
    ],
)
def test_each_matter_has_its_own_words_span_and_verdict(classifier: Classifier, text: str, topics: set[Topic]) -> None:
    """R14: split, each read alone; the spans point at the text as sent and do not overlap."""
    assert classifier.read(text, scene=Scene.PRIVATE).act is Act.SPLIT
    parts = classifier.read_all(text, scene=Scene.PRIVATE)
    assert {part.verdict.topic for part in parts} == topics
    for part in parts:
        assert text[slice(*part.span)] == part.words
        assert part.verdict.act is not Act.SPLIT
    assert all(before.span[1] <= after.span[0] for before, after in itertools.pairwise(parts))


@pytest.mark.parametrize(
    "text",
    [
        # in a letter 还有 goes on about the place
        "市场门口晚上有很多摊子，桌子摆到了路上，油烟机声音大得睡不着，还有快餐盒和塑料袋扔得满地都是，请安排人来管一下",
        "村口路灯不亮，路灯杆也歪了，路灯罩还碎了",
        "麦场着火了，另外路也堵着，消防车进不来",
        "我家有两个老人，还有个弟弟，请问拆迁的房子女儿能分到吗？",
        "二是什么意思",
        "井台上那根水管裂了，还有没有人管",
        "门口的路全是坑，还有三处塌了边",
        "村口垃圾一大堆，还有死鸡",
        "我家低保没评上，还有老人要养",
    ],
)
def test_one_matter_told_at_length_stays_one(classifier: Classifier, text: str) -> None:
    """More of the same, a danger with its surroundings, and 还有 before a relative part nothing."""
    assert classifier.read(text, scene=Scene.PRIVATE).act is not Act.SPLIT
    assert len(classifier.read_all(text, scene=Scene.PRIVATE)) <= 1


def test_small_talk_has_no_parts(classifier: Classifier) -> None:
    """Nothing in, nothing out."""
    assert classifier.read_all("早上好，另外吃了没") == ()
    assert classifier.read_all("") == ()

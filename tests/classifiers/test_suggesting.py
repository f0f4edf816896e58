"""Words that set corrected tickets apart, found in made-up tickets; nothing that tells who said them comes out."""

from pathlib import Path

import pytest

from classifiers.classifier import Classifier
from classifiers.drafting import Drafter, count
from classifiers.examples import check_examples
from classifiers.rule_file import RuleSet, load_rules
from classifiers.suggesting import Past, Suggestion, suggest
from classifiers.verdict import MatterKind, Topic
from tests.classifiers.conftest import RULES

VILLAGE, NEIGHBOUR, HOUSEHOLD = MatterKind.VILLAGE, MatterKind.NEIGHBOUR, MatterKind.HOUSEHOLD
#: a word that no dictionary and no rule knows
UNKNOWN = "咕噜子"
PLACES = ["上河村", "鹰嘴崖"]


def past(text: str, person: str, **fields: object) -> Past:
    """A lamp that stayed a lamp, unless something else is said."""
    given = {"kind": VILLAGE, "topic": Topic.LIGHTING} | fields
    given.setdefault("kind_after", given["kind"])
    given.setdefault("topic_after", given["topic"])
    return Past(text=text, person=person, **given)  # type: ignore[arg-type]


def lamps(number: int) -> list[Past]:
    """What is rightly taken for a lamp."""
    told = ["村口路灯不亮了", "二组那盏灯坏了好久", "晚上黑得很，路灯瞎了", "灯一闪一闪的", "桥头的灯叫人打碎了"]
    return [past(told[index % len(told)], f"lamp-{index}") for index in range(number)]


def corrected(number: int, text: str = "{}", **fields: object) -> list[Past]:
    """What was taken for a lamp and is about water."""
    fields.setdefault("topic_after", Topic.WATER_SUPPLY)
    before = ["我家", "门口那个", "上河村的", "昨天", "又是", "路边", "老李家的", "鹰嘴崖"]
    behind = ["坏了", "一滴都不出", "响三天了", "漏得到处都是", "，咋办", "冻了", "没人管", "又不出了，谢谢"]
    return [
        past(before[index % 8] + text.format(UNKNOWN) + behind[index % 8], f"person-{index}", **fields)
        for index in range(number)
    ]


def words(suggestions: list[Suggestion]) -> set[str]:
    """All proposed words."""
    return {word.word for one in suggestions for word in one.words}


def test_a_word_of_the_corrected_is_proposed_with_its_counts(rules: RuleSet) -> None:
    """The unknown word that many used, and what it was corrected from and to."""
    (one,) = suggest(corrected(12) + lamps(30), rules, places=PLACES)
    assert (one.before, one.after) == (Topic.LIGHTING, Topic.WATER_SUPPLY)
    assert (one.tickets, one.people) == (12, 12)
    (word,) = [word for word in one.words if word.word == UNKNOWN]
    assert (word.corrected, word.uncorrected) == (12, 0)
    assert word.z > 1.96
    assert word.contexts == ()


def test_a_word_that_stands_as_often_in_what_stayed_is_not_proposed(rules: RuleSet) -> None:
    """Only what sets the two apart is a reason."""
    stayed = [past(f"{UNKNOWN}旁边的路灯不亮了，第{index}回", f"other-{index}") for index in range(30)]
    assert UNKNOWN not in words(suggest(corrected(12) + stayed, rules))


def test_a_word_inside_a_phrase_that_a_rule_lists_was_said_too(rules: RuleSet) -> None:
    """路灯不亮 of those who stayed holds the 路灯 of those who were corrected: it sets nothing apart."""
    stayed = [past("路灯不亮了", f"lamp-{index}") for index in range(30)]
    found = words(suggest(corrected(12, "路灯边的{}") + stayed, rules, places=PLACES))
    assert "咕噜" in "".join(found)
    assert "路灯" not in found


def test_a_word_corrected_to_two_things_is_proposed_for_neither_or_one(rules: RuleSet) -> None:
    """What officials themselves disagree about is no rule."""
    water, road = corrected(9), corrected(21, topic_after=Topic.ROAD)
    road = [past(one.text, f"road-{index}", topic_after=Topic.ROAD) for index, one in enumerate(road)]
    found = suggest(water + road + lamps(30), rules, places=PLACES)
    assert {one.after for one in found for word in one.words if word.word == UNKNOWN} == {Topic.ROAD}


def test_support_counts_people_not_tickets(rules: RuleSet) -> None:
    """One person who says it twenty times is one person."""
    again = [past(one.text, "always-the-same", topic_after=Topic.WATER_SUPPLY) for one in corrected(20)]
    assert suggest(again + lamps(30), rules) == []
    assert UNKNOWN in words(suggest(corrected(5) + lamps(30), rules, min_support=5))
    assert UNKNOWN not in words(suggest(corrected(4) + lamps(30), rules, min_support=5))


def test_names_places_and_numbers_are_never_proposed(rules: RuleSet) -> None:
    """Everybody at 鹰嘴崖 was corrected, and everybody told of 李桂花: that makes neither of them a word of a rule."""
    told = [
        past(
            f"鹰嘴崖李桂花{one.text}，我叫王秀兰，电话1380000{index:04}，住3号楼2单元501",
            f"p{index}",
            topic_after=Topic.POWER,
        )
        for index, one in enumerate(corrected(12))
    ]
    found = suggest(told + lamps(30), rules, names=["李桂花"], places=PLACES, with_contexts=True)
    said = " ".join(words(found) | {context for one in found for word in one.words for context in word.contexts})
    assert UNKNOWN in words(found)
    for secret in ("桂花", "秀兰", "王某", "1380000", "单元", "501"):
        assert secret not in said
    assert "鹰嘴" not in said
    assert not any("李" in word or "王" in word for word in words(found))


def test_contexts_are_short_and_only_given_when_asked_for(rules: RuleSet) -> None:
    """At most six signs on either side, of at most three people."""
    (one,) = suggest(corrected(12) + lamps(30), rules, places=PLACES, with_contexts=True)
    for word in one.words:
        assert 1 <= len(word.contexts) <= 3
        for context in word.contexts:
            before, found, behind = context.partition(word.word)
            assert found
            assert len(before) <= 6
            assert len(behind) <= 6


def test_a_kind_is_proposed_for_the_topics_it_was_corrected_in(rules: RuleSet) -> None:
    """村里事 that officials made 户里事."""
    told = corrected(12, "自家屋头的{}", kind_after=HOUSEHOLD, topic=Topic.WATER_SUPPLY, topic_after=Topic.HOUSING)
    found = suggest(told + lamps(30), rules)
    by_kind = [one for one in found if one.after is HOUSEHOLD]
    assert [one.before for one in by_kind] == [VILLAGE]
    assert by_kind[0].topics == (Topic.HOUSING,)


def test_the_limit_is_on_words_and_the_surest_come_first(rules: RuleSet) -> None:
    """A person reads these."""
    many = suggest(corrected(40) + lamps(60), rules)
    assert len(words(many)) > 1
    (one,) = suggest(corrected(40) + lamps(60), rules, limit=1)
    assert len(one.words) == 1
    assert one.words[0].z == max(word.z for other in many for word in other.words)


def test_a_word_that_points_there_already_is_not_proposed(rules: RuleSet) -> None:
    """自来水 is a water word of the rules: the fault lies elsewhere."""
    told = [past(f"自来水的事，第{index}回说了", f"p{index}", topic_after=Topic.WATER_SUPPLY) for index in range(12)]
    assert "自来水" not in words(suggest(told + lamps(30), rules))


def test_nothing_corrected_proposes_nothing(rules: RuleSet) -> None:
    """And so does nothing at all."""
    assert suggest(lamps(30), rules) == []
    assert suggest([], rules) == []


@pytest.mark.parametrize("after", [{"topic_after": Topic.WATER_SUPPLY}, {"kind_after": HOUSEHOLD}])
def test_a_draft_can_be_put_into_the_rules_directory_as_it_is(
    tmp_path: Path, rules: RuleSet, after: dict[str, object]
) -> None:
    """It loads with the other rules, its own examples hold, and nobody's sentence stands in it."""
    told = corrected(12, **({"topic_after": Topic.LIGHTING} | after))
    found = suggest(told + lamps(30), rules, places=PLACES)
    for file in RULES.glob("*.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    drafter = Drafter(rules, found)

    def loaded(lines: list[str]) -> RuleSet:
        (tmp_path / "learnt.yaml").write_text("\n".join(lines), encoding="utf-8")
        return load_rules(tmp_path)

    trial = Classifier(loaded(drafter.untried()))
    lines = drafter.draft(lambda rule, text: rule in trial.fired(text))
    together = loaded(lines)
    known = {rule.id for rule in rules.rules}
    learnt = tuple(rule for rule in together.rules if rule.id not in known)
    assert learnt
    assert UNKNOWN in {word for rule in learnt for word in rule.any_of}
    assert check_examples(RuleSet(learnt, "learnt"), Classifier(together)) == []
    for one in told:
        assert one.text not in "\n".join(lines)


def test_small_counts_are_not_said() -> None:
    """A household can be recognised by the one or two of whom a word was true."""
    assert [count(number) for number in (0, 1, 4, 5, 12)] == ["0", "少于5", "少于5", "5", "12"]


def test_a_proposal_whose_examples_do_not_hold_is_written_as_a_remark(rules: RuleSet) -> None:
    """What is printed can always be loaded; a stronger rule of the others shows as a remark."""
    found = suggest(corrected(12) + lamps(30), rules, places=PLACES)
    lines = Drafter(rules, found).draft(lambda _rule, _text: False)
    assert all(line.startswith("#") or not line for line in lines)
    assert any(UNKNOWN in line for line in lines)

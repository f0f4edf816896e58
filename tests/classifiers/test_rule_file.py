"""A mistake in the rules names file, line and rule, and says how to mend it."""

from pathlib import Path

import pytest

from classifiers.rule_file import RuleMistake, load_rules

GOOD = """\
- list: broken
  because: 坏了的说法
  words: 坏 坏了
- id: road.damage
  topic: road
  weight: 10
  all_of: [[路, 村道], ["<broken>"]]
  because: 村内公共道路由村集体管护
  matches: [村口路坏了]
  ignores: [路上慢点]
"""


def _mistakes(directory: Path, text: str) -> tuple[str, ...]:
    (directory / "village.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleMistake) as caught:
        load_rules(directory)
    return caught.value.problems


def test_words_are_read_in_plain_form(tmp_path: Path) -> None:
    """Word lists go through the same normaliser as messages, or they would never meet."""
    (tmp_path / "a.yaml").write_text(GOOD.replace("村道", "路登"), encoding="utf-8")
    (rule,) = load_rules(tmp_path).rules
    assert rule.all_of == (frozenset({"路", "路灯"}), frozenset({"坏", "坏了"}))


def test_the_version_follows_the_files(tmp_path: Path) -> None:
    """Two rule sets that differ by one character have different versions; the same files have the same."""
    (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
    first = load_rules(tmp_path).version
    assert first == load_rules(tmp_path).version
    (tmp_path / "a.yaml").write_text(GOOD + "\n", encoding="utf-8")
    assert load_rules(tmp_path).version != first


@pytest.mark.parametrize(
    ("wrong", "right", "line", "rule", "hint"),
    [
        ("  wieght: 10", "  weight: 10", 6, "road.damage", "weight"),
        ("  topic: raod", "  topic: road", 5, "road.damage", "'road'"),
        ("  weight: much", "  weight: 10", 6, "road.damage", "whole number"),
        ('  all_of: [[路], ["<brokn>"]]', '  all_of: [[路, 村道], ["<broken>"]]', 7, "road.damage", "'broken'"),
        ("  topic: road\n  topic: power", "  topic: road", 6, "road.damage", "twice"),
    ],
)
def test_a_slip_is_named_with_the_nearest_right_word(
    tmp_path: Path, wrong: str, right: str, line: int, rule: str, hint: str
) -> None:
    """Unknown keys and values, repeated keys and missing lists are refused where they stand."""
    problems = _mistakes(tmp_path, GOOD.replace(right, wrong))
    assert any(problem.startswith(f"village.yaml:{line}: {rule}:") and hint in problem for problem in problems), (
        problems
    )


def test_two_rules_may_not_share_an_id(tmp_path: Path) -> None:
    """An id is quoted in tickets for years; it must mean one rule."""
    again = GOOD[GOOD.index("- id:") :]
    (problem,) = _mistakes(tmp_path, GOOD + again)
    assert problem.startswith("village.yaml:11: road.damage:")
    assert "village.yaml:4" in problem


def test_all_mistakes_come_at_once(tmp_path: Path) -> None:
    """Who mends a file wants the whole list."""
    problems = _mistakes(
        tmp_path, GOOD.replace("topic: road", "topic: raod").replace("  because: 村内", "  becuase: 村内")
    )
    assert len(problems) >= 3


def test_broken_yaml_names_the_line(tmp_path: Path) -> None:
    """A stray bracket is a mistake in a file and a line, not a crash."""
    (problem,) = _mistakes(tmp_path, "- id: x\n  any_of: [路\n- id: y\n")
    assert problem.startswith("village.yaml:")
    assert "not YAML" in problem


def test_a_pattern_without_a_limit_is_refused(tmp_path: Path) -> None:
    """An open-ended pattern could stall on a long message."""
    text = GOOD.replace('  all_of: [[路, 村道], ["<broken>"]]', '  called_by: 路\n  patterns: ["路.*坏"]')
    (problem,) = _mistakes(tmp_path, text)
    assert "no limit" in problem


def test_a_cue_nobody_gives_is_refused(tmp_path: Path) -> None:
    """A rule that waits for a cue no rule gives would never fire."""
    (problem,) = _mistakes(tmp_path, GOOD.replace("  weight: 10", "  weight: 10\n  cues: rnage"))
    assert "rnage" in problem


def test_an_empty_directory_is_a_mistake(tmp_path: Path) -> None:
    """Without rules everything would be small talk; better not to start."""
    with pytest.raises(RuleMistake):
        load_rules(tmp_path)


def test_a_word_list_may_hold_ways_of_saying(tmp_path: Path) -> None:
    """`patterns` of a list stand for words no list could hold; they too need a word that calls them."""
    ways = "- list: cannot\n  because: 办不到\n  called_by: 不\n  patterns: ['[一-龥]不(动|来)']\n"
    text = ways + GOOD.replace('"<broken>"', '"<broken> <cannot>"')
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    rules = load_rules(tmp_path)
    assert [way.name for way in rules.ways] == ["{cannot}"]
    assert "{cannot}" in rules.rules[0].all_of[1]
    problems = _mistakes(tmp_path, ways.replace("  called_by: 不\n", "").replace("cannot", "must-not"))
    assert any("must-not" in problem and "called_by" in problem for problem in problems)


def test_a_broken_file_is_the_only_thing_complained_about(tmp_path: Path) -> None:
    """What a file that is no YAML was to define is missing everywhere; naming each place would bury the cause."""
    (tmp_path / "b.yaml").write_text("- list: a\n  because: b\n words: c\n", encoding="utf-8")
    problems = _mistakes(tmp_path, GOOD)
    assert len(problems) == 1
    assert problems[0].startswith("b.yaml:")

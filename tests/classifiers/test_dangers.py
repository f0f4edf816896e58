"""Which danger it is, on messages written for the project and labelled by hand; the number to call hangs on it."""

import json
from collections import Counter
from pathlib import Path

import pytest

from classifiers.dangers import AT_HOME, Danger, danger_of
from classifiers.verdict import Scene, Urgency
from handlers.emergency import EmergencyNumbers
from tests.stage import the_reader

ROWS = [json.loads(line) for line in (Path(__file__).parent / "danger_kinds.jsonl").read_text("utf-8").splitlines()]
WRITTEN = Path(__file__).parents[2] / "bench" / "written"


def read(text: str, scene: str = "private") -> Danger:
    """What the shipped rules and words make of a danger."""
    return danger_of(the_reader().read(text, scene=Scene(scene)), text)


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("我家灶房着火了", Danger.FIRE),
        ("煤气罐着火了，快来人", Danger.FIRE),
        ("屋里一股煤气味", Danger.GAS),
        ("电线断了掉在路上", Danger.WIRE),
        ("村口那个涵洞塌了半边", Danger.COLLAPSE),
        ("房子后面的山上往下掉石头", Danger.FLOOD),
        ("河里涨水了，水进屋了，快来人", Danger.FLOOD),
        ("我男人又打我了，我不敢回家", Danger.HOME),
        ("隔壁又打老婆，叫得吓人", Danger.HOME_NEAR),
        ("我不想活了", Danger.DESPAIR),
        ("有人闹着要往河里跳", Danger.DESPAIR_NEAR),
        ("我老婆喝农药了", Danger.MEDICAL),
        ("我奶奶走丢了，到现在没回来", Danger.MISSING),
        ("两个学生下河没上来", Danger.WATER),
        ("孃孃昏在地头了，喊不应", Danger.MEDICAL),
        ("三轮车翻沟里了，人压住了", Danger.ROAD),
        ("他提着刀堵我家门口", Danger.VIOLENCE),
        ("疯狗咬了仨人了", Danger.ANIMAL),
    ],
)
def test_the_plain_ones(text: str, danger: Danger) -> None:
    """What anybody would cry first."""
    assert read(text) is danger


def test_most_of_the_labelled_messages_by_family() -> None:
    """No family is forgotten: each is found in most of its messages, four in five of all."""
    right, all_of = Counter[str](), Counter[str]()
    for row in ROWS:
        all_of[row["danger"]] += 1
        right[row["danger"]] += read(row["text"], row["scene"]) == row["danger"]
    assert sum(right.values()) >= 0.85 * len(ROWS), right
    for family, count in all_of.items():
        assert count < 5 or right[family] >= 0.55 * count, (family, right[family], count)


def test_violence_in_the_family_is_never_spelt_out() -> None:
    """Whatever else a message from home about violence names, it gets the words that anybody may see on the phone."""
    seen = 0
    for file in sorted(WRITTEN.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            if row.get("urgency") != "danger" or row.get("topic") != "family":
                continue
            verdict = the_reader().read(row["text"], scene=Scene(row["scene"]))
            if verdict.urgency is Urgency.DANGER and verdict.violence_at_home:
                seen += 1
                assert danger_of(verdict, row["text"]) in AT_HOME, row["text"]
    assert seen > 60


def test_every_danger_has_a_first_number() -> None:
    """And nobody who is beaten is sent to the fire brigade."""
    numbers = EmergencyNumbers(police="0110")
    assert numbers.first(Danger.HOME) == numbers.first(Danger.VIOLENCE) == "0110"
    assert numbers.first(Danger.MEDICAL) == "120"
    assert all(numbers.first(danger) for danger in Danger)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我想喝农药算了", Danger.DESPAIR),
        ("我家房子裂缝了，屋顶要塌", Danger.COLLAPSE),
        ("坝上裂缝往外冒水", Danger.FLOOD),
    ],
)
def test_what_is_wanted_and_what_is_done_differ(text: str, kind: Danger) -> None:
    """Not drunk yet; a house, not a hill."""
    assert read(text) is kind

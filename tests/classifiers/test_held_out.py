"""How messages are read that no rule and no point was made with: floors below which no change may fall.

The figures themselves stand in the README and are printed by `make eval CORPUS=bench/held_out`.
"""

from pathlib import Path

import pytest

from bench.weighing import figures, read_messages
from classifiers.classifier import Classifier
from classifiers.verdict import Scene

_HELD_OUT = Path(__file__).parents[2] / "bench" / "held_out"
_FLOORS = {"kind": 0.94, "danger recall": 0.97, "found": 0.88, "quiet": 0.88, "topic": 0.83, "danger precision": 0.56}


@pytest.fixture(scope="module")
def measured(classifier: Classifier) -> dict[str, float]:
    """The figures over both files."""
    messages = read_messages(_HELD_OUT)
    assert len(messages) == 570
    return figures(messages, [classifier.read(message.text, scene=message.scene) for message in messages])


@pytest.mark.parametrize("figure", _FLOORS)
def test_no_change_makes_the_reading_worse(measured: dict[str, float], figure: str) -> None:
    """A floor each, a little below what was reached."""
    assert measured[figure] >= _FLOORS[figure], measured


def test_what_a_group_says_all_day_is_left_alone(classifier: Classifier) -> None:
    """Greetings, prices, jokes and songs: not one of them is filed."""
    talk = [
        "早上好",
        "哈哈哈哈哈",
        "今天集上白菜三毛",
        "谁去县里捎我一个",
        "下雨了收衣服",
        "这首歌好听",
        "恭喜恭喜",
        "我家羊下了两个崽",
    ]
    assert [text for text in talk if classifier.read(text, scene=Scene.GROUP).is_matter] == []

"""Small numbers of households are hidden, and so is whatever they could be reckoned from (practice §8.2, red line 8).

What is known to whoever reads a report, and so taken into account: every total that is shown, that no number is below
zero, that 少于5件 means 0 to 4 and 不单列 means 5 or more. A hidden number has at least two possible values, unless
what is left of a shown total is nothing at all: nobody's matter can be learnt from a zero.

Households stand in reports at two places only: beside neighbours in the split by kind, and by topic for the whole
township. No table crosses them with villages, and no quarter shows them unless each of its months did.
"""

from collections.abc import Hashable, Mapping
from typing import TypeVar

from classifiers.verdict import MatterKind
from handlers.reports.figures import APART, FEW, FEW_WORDS

Key = TypeVar("Key", bound=Hashable)
_MOST = FEW - 1


def hidden_in(cells: Mapping[Key, int]) -> dict[Key, str]:
    """Which parts of a shown total are hidden, and what is said in their place; empty: every part is shown.

    Parts below five are; where one of them would follow from the others, so is the first of the rest. The first in the
    order given, never the smallest: whoever knows the rule would learn from it how large it can be.
    """
    small = {key for key, value in cells.items() if value < FEW}
    beside: set[Key] = set()
    others = [key for key in cells if key not in small]
    while not _uncertain(cells, small, beside):
        if len(beside) == len(others):
            # nothing is left to hide it behind: no part says anything at all
            return dict.fromkeys(cells, APART)
        beside.add(others[len(beside)])
    return {key: FEW_WORDS if key in small else APART for key in cells if key in small | beside}


def _uncertain(cells: Mapping[Key, int], small: set[Key], beside: set[Key]) -> bool:
    """Whether every small part can have more than one value, by what is shown."""
    rest = sum(cells[key] for key in small | beside)
    if not small or rest == 0:
        return True
    least = max(0, rest - _MOST * (len(small) - 1)) if not beside else 0
    most = min(_MOST, rest - FEW * len(beside))
    return least < most


def hidden_kinds(counts: Mapping[MatterKind, int], *, always: bool = False) -> dict[MatterKind, str]:
    """Households and neighbours are shown or hidden together: their sum is what the others leave of the total.

    `always`: they were hidden in a part of this time, so that its whole would tell.
    """
    households = counts.get(MatterKind.HOUSEHOLD, 0)
    if households >= FEW and not always:
        return {}
    return {
        MatterKind.HOUSEHOLD: FEW_WORDS if households < FEW else APART,
        MatterKind.NEIGHBOUR: APART,
    }

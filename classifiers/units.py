"""Words of past messages, and pieces of 2 to 4 signs that stand together although no dictionary knows them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from classifiers.tokens import Tokens

#: signs that stand together so many times more often than chance would have it are a unit
_COHESION = 8.0
#: a piece that nearly always stands inside one longer piece is no unit of its own
_PART_OF = 0.9
LONGEST = 4


def units(runs: Sequence[str], tokens: Tokens, at_least: int) -> frozenset[str]:
    """Units among runs of Chinese signs: seen so often, beginning and ending where words do, in varying company."""
    counts: Counter[str] = Counter()
    signs: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    before: dict[str, set[str]] = defaultdict(set)
    behind: dict[str, set[str]] = defaultdict(set)
    for number, run in enumerate(runs):
        signs.update(run)
        ends = tokens.boundaries(run)
        for at, gram in _grams(run, LONGEST + 1):
            counts[gram] += 1
            if len(gram) > LONGEST:
                continue
            end = at + len(gram)
            whole[gram] += at in ends and end in ends
            # the edge of a run is a neighbour like no other
            before[gram].add(run[at - 1] if at else f"^{number}")
            behind[gram].add(run[end] if end < len(run) else f"${number}")
    inside: Counter[str] = Counter()
    for gram, count in counts.items():
        for part in (gram[1:], gram[:-1]):
            inside[part] = max(inside[part], count)
    total = max(1, sum(signs.values()))
    return frozenset(
        gram
        for gram, count in counts.items()
        if len(gram) <= LONGEST
        and count >= at_least
        and whole[gram] >= count / 2
        and len(before[gram]) > 1
        and len(behind[gram]) > 1
        and inside[gram] < _PART_OF * count
        and _cohesion(gram, counts, signs, total) >= _COHESION
    )


def words_of(runs: Sequence[str], tokens: Tokens, known: frozenset[str]) -> frozenset[str]:
    """Words as cut, of 2 to 4 signs, and the known units.

    A phrase that only a rule lists (路灯不亮) says the dictionary's words in it as well: else 路灯 would seem to be
    said by those alone who put it another way.
    """
    found: set[str] = set()
    for run in runs:
        for token in tokens.cut(run):
            if 1 < len(token) <= LONGEST:
                found.add(token)
            if not tokens.commonness(token):
                found |= {gram for _, gram in _grams(token, LONGEST) if tokens.commonness(gram)}
        found |= {gram for _, gram in _grams(run, LONGEST) if gram in known}
    return frozenset(found)


def _grams(run: str, longest: int) -> Iterator[tuple[int, str]]:
    for length in range(2, longest + 1):
        for at in range(len(run) - length + 1):
            yield at, run[at : at + length]


def _cohesion(gram: str, counts: Counter[str], signs: Counter[str], total: int) -> float:
    """How many times more often than by chance its two halves meet, at the weakest joint."""

    def count(part: str) -> int:
        return counts[part] if len(part) > 1 else signs[part]

    return min(counts[gram] * total / (count(gram[:at]) * count(gram[at:])) for at in range(1, len(gram)))

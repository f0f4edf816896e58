"""The look at the door: texts that can be neither a matter nor say what the speaker wants are not read in full."""

from collections.abc import Iterable

from classifiers.conduct import complaint_in
from classifiers.judging import TOPIC_SHARE, Judge
from classifiers.signs import Signs
from classifiers.verdict import Act, Scene
from classifiers.weights import DANGER, FIRST_TOPIC, LABELS, MATTER

_MATTER, _DANGER = LABELS.index(MATTER), LABELS.index(DANGER)
_TOPICS = range(FIRST_TOPIC, len(LABELS))
#: what is asked of the words: whether they reach a matter by each of the topics, whether they reach a danger
_REACHED = len(_TOPICS) + 1


class Door:
    """Adds for each word what it could say at most, itself and with all rules that it could make fire; a No is final.

    All sums are one whole number with a lane for each of them, in which the highest bit says that the sum is reached.
    Words say by lanes of their own that a rule may know the speaker's wish by them, and that they are not plain yet.
    A rule that several words could make fire is counted once for each of them, but never for less than nothing.
    """

    def __init__(self, signs: Signs, judge: Judge) -> None:
        self._signs = signs
        self._judge = judge
        asked = [tuple(filter(self._speaks, (*signs.listed_at[at], *signs.rules_of(at)))) for at in range(signs.size)]
        #: the rules that say what the speaker wants, by the words that may make them fire
        self._asked = {at: rules for at, rules in enumerate(asked) if rules}
        most = [self._at_most(at) for at in range(signs.size)]
        start = self._reached(enumerate(judge.start(Scene.GROUP)))
        # every word counts once, so no text can say more than all words together
        width = 1 + max(
            sum(abs(sums[at]) for sums in most) + abs(start[at]) + len(most) for at in range(_REACHED)
        ).bit_length()  # fmt: skip
        highest = [1 << (width * at + width - 1) for at in range(_REACHED + 2)]
        #: what each word adds; what the sums begin with; the bits that say something, and what they say
        self.adds = [
            sum(points << (width * at) for at, points in enumerate(sums))
            + (at in self._asked or at in signs.posts) * (1 << (width * _REACHED))
            + (at in signs.spoken) * (1 << (width * (_REACHED + 1)))
            for at, sums in enumerate(most)
        ]
        self.start = sum(points << (width * at) for at, points in enumerate(start)) + sum(highest[:_REACHED])
        self.start += sum(bit - (1 << (width * at)) for at, bit in enumerate(highest) if at >= _REACHED)
        self.reached, self.asked, self.spoken = sum(highest[:_REACHED]), highest[_REACHED], highest[_REACHED + 1]
        self.anything = self.reached | self.asked | self.spoken

    def is_asked(self, text: str, words: set[int], staff: bool) -> bool:
        """Whether a rule could fire by which the speaker says what he wants, or he complains about an official."""
        if not self._signs.posts.isdisjoint(words) and complaint_in(text) is not None:
            return True
        asked = {rule for word in words & self._asked.keys() for rule in self._asked[word]}
        return self._signs.may_hold(asked, text, words, Scene.GROUP, staff)

    def _speaks(self, sign: int) -> bool:
        rule = self._signs.rules[sign]
        return rule.act not in (None, Act.IGNORE, Act.AGENDA) or "vague" in rule.flags

    def _at_most(self, at: int) -> list[int]:
        """What a word could add to each of the sums: its own points, and what rules may add that it stands behind."""
        signs, says = self._signs, self._judge.says
        own = signs.own_at[at]
        sums = self._reached(says[own] if own is not None else ())
        for rule in {*signs.listed_at[at], *signs.rules_of(at)}:
            sums = [points + max(0, more) for points, more in zip(sums, self._reached(says[rule]), strict=True)]
        return sums

    def _reached(self, says: Iterable[tuple[int, int]]) -> list[int]:
        """Tenths of points towards a matter by each topic (see `judging.TOPIC_SHARE`), and points towards a danger."""
        points = dict(says)
        matter = 10 * points.get(_MATTER, 0)
        return [*(matter + TOPIC_SHARE * points.get(topic, 0) for topic in _TOPICS), points.get(_DANGER, 0)]

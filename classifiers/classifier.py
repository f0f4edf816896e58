"""Words and rules to a verdict: is it a matter, whose, about what, how urgent, and what does the speaker want?"""

from collections.abc import Iterable
from typing import Any

from classifiers.judging import Judge
from classifiers.matcher import Hits
from classifiers.normalise import PlainText, normalise
from classifiers.rule_file import RuleSet
from classifiers.signs import COMMAND_LENGTH, Signs, bare
from classifiers.splitting import Part, as_split, may_split, split
from classifiers.verdict import Act, Scene, Urgency, Verdict

#: so many spellings of greetings and commands are known by heart
_BY_HEART = 2_000


def as_line(verdict: Verdict, id: object) -> dict[str, Any]:  # noqa: A002 - the key's own name
    """The verdict as one line of the `classify` command's output."""
    return {
        "id": id,
        "is_matter": verdict.is_matter,
        "kind": str(verdict.kind),
        "topic": None if verdict.topic is None else str(verdict.topic),
        "urgency": None if verdict.urgency is None else str(verdict.urgency),
        "act": str(verdict.act),
        "privacy": str(verdict.privacy),
        "confidence": verdict.confidence,
        "evidence": [
            {"rule": item.rule, "words": list(item.words), "because": item.because} for item in verdict.evidence
        ],
        "rules": verdict.rules,
    }


class Classifier:
    """Reads one message after another; safe to share between threads.

    It keeps nothing of them, but for the verdicts on greetings and commands that a rule spells out in full (收到, 查).
    """

    def __init__(self, rules: RuleSet, *, places: Iterable[str] = ()) -> None:
        self.version = rules.version
        self.signs = Signs(rules)
        self.judge = Judge(rules, self.signs, places)
        self.nothing = self.judge.nothing
        self._by_heart: dict[tuple[str, Scene, bool], Verdict] = {}
        count = len(self.signs.plans)
        self._start = self.judge.start_lanes(Scene.GROUP)
        #: what each sign adds, and then what each rule adds at most that may or may not fire
        self._lanes = [self.judge.lanes(sign) for sign in range(len(self.signs.names))]
        self._lanes += [self.judge.lanes(sign, at_most=True) for sign in range(count)]
        self._adds = [self._may_add(at) for at in range(self.signs.size)]
        #: the rules that say what the speaker wants, by the words that may make them fire
        self._asked = {
            at: asked
            for at in range(self.signs.size)
            if (asked := tuple(filter(self._speaks, (*self.signs.signs_of(at), *self.signs.rules_of(at)))))
        }

    def read(self, text: str, *, scene: Scene = Scene.GROUP, sender_is_staff: bool = False) -> Verdict:
        """What the message is. Any string will do; the same string always gives the same verdict."""
        known = self._by_heart.get((text, scene, sender_is_staff))
        if known is not None:
            return known
        message = normalise(text)
        hits = self.signs.hits(message.text)
        if self._is_command(message.text):
            verdict = self._judge(message, hits, scene, sender_is_staff)
            if len(self._by_heart) < _BY_HEART:
                self._by_heart[text, scene, sender_is_staff] = verdict
            return verdict
        if scene is Scene.GROUP and not self._may_say_something(message, hits):
            return self.nothing
        return self._judge(message, hits, scene, sender_is_staff)

    def read_in_full(self, message: PlainText, scene: Scene, staff: bool) -> Verdict:
        """The verdict with every step taken; `read` skips it only where it would give the same answer."""
        return self._judge(message, self.signs.hits(message.text), scene, staff)

    def fired(self, text: str, *, scene: Scene = Scene.GROUP, sender_is_staff: bool = False) -> frozenset[str]:
        """The ids of all rules that fire on a text: cues, those that only lower the score, and the one for the kind."""
        message = normalise(text)
        reading = self.judge.read(message, self.signs.hits(message.text), scene, sender_is_staff)
        plans = self.signs.plans
        ids = {plans[sign].rule.id for sign in reading.found.signs if sign < len(plans)}
        verdict = self.judge.verdict(reading, scene, sender_is_staff)
        return frozenset(ids | {item.rule for item in verdict.evidence})

    def read_all(self, text: str, *, scene: Scene = Scene.GROUP, sender_is_staff: bool = False) -> tuple[Part, ...]:
        """Each matter of a message that `read` calls SPLIT, with its words, their span and its own verdict.

        A message with one matter gives one part, one without any gives none.
        """
        verdict = self.read(text, scene=scene, sender_is_staff=sender_is_staff)
        if not verdict.is_matter:
            return ()
        parts = self._parts(normalise(text), sender_is_staff) if verdict.act is Act.SPLIT else ()
        return parts or (Part((0, len(text)), text, verdict),)

    def _judge(self, message: PlainText, hits: Hits, scene: Scene, staff: bool) -> Verdict:
        verdict = self._judge_whole(message, hits, scene, staff)
        if verdict.act is Act.TICKET and verdict.urgency is not Urgency.DANGER and may_split(message.text):
            parts = self._parts(message, staff)
            if parts:
                return as_split(verdict, parts[0].verdict)
        return verdict

    def _judge_whole(self, message: PlainText, hits: Hits, scene: Scene, staff: bool) -> Verdict:
        judge = self.judge
        return judge.verdict(judge.read(message, hits, scene, staff), scene, staff)

    def _parts(self, message: PlainText, staff: bool) -> tuple[Part, ...]:
        """A stretch of a message that is a matter needs less to be one: who says one thing means the other too."""

        def read(words: str) -> Verdict:
            part = normalise(words)
            return self._judge_whole(part, self.signs.hits(part.text), Scene.PRIVATE, staff)

        return split(message, read)

    def _is_command(self, text: str) -> bool:
        """A short message may say everything as a whole (查, 撤, 好了没); longer ones never do."""
        return len(text) <= COMMAND_LENGTH and bare(text) in self.signs.whole

    # the look at the door --------------------------------------------------------------------------------------------

    def _may_add(self, at: int) -> frozenset[int]:
        """The signs that a word is, and the rules that it may make fire, as places in the list of what they add."""
        says, others = self.judge.says, len(self.signs.names)
        sure = {sign for sign in self.signs.signs_of(at) if says[sign]}
        unsure = {others + rule for rule in self.signs.rules_of(at) if any(points > 0 for _, points in says[rule])}
        return frozenset(sure | unsure)

    def _speaks(self, sign: int) -> bool:
        if sign >= len(self.signs.rules):
            return False
        rule = self.signs.rules[sign]
        return rule.act not in (None, Act.IGNORE, Act.AGENDA) or "vague" in rule.flags

    def _may_say_something(self, message: PlainText, hits: Hits) -> bool:
        """Whether the sums could reach a matter or a danger, or a rule could say what the speaker wants.

        Every word counts as it stands, and every rule that it could make fire with all it may add; a No is final.
        """
        words = {hit[0] for hit in hits}
        adds = set(self.signs.edges_of(message.text)).union(*map(self._adds.__getitem__, words))
        if self.judge.says_something(sum(map(self._lanes.__getitem__, adds), self._start)):
            return True
        asked = {rule for word in words & self._asked.keys() for rule in self._asked[word]}
        return bool(asked) and self.signs.may_hold(asked, message.text, words)

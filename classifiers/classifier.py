"""Words and rules to a verdict: is it a matter, whose, about what, how urgent, and what does the speaker want?"""

from collections.abc import Iterable
from typing import Any

from classifiers.door import Door
from classifiers.judging import Judge
from classifiers.matcher import Hits
from classifiers.normalise import PlainText, nearly_plain, normalise
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
        self._door = Door(self.signs, self.judge)

    def read(self, text: str, *, scene: Scene = Scene.GROUP, sender_is_staff: bool = False) -> Verdict:
        """What the message is. Any string will do; the same string always gives the same verdict."""
        known = self._by_heart.get((text, scene, sender_is_staff))
        if known is not None:
            return known
        signs, door = self.signs, self._door
        message = None
        plain = nearly_plain(text)
        if plain is None:
            message = normalise(text)
            plain = message.text
        hits = signs.hits(plain)
        words = signs.words(plain, hits)
        said = sum(map(door.adds.__getitem__, words), door.start)
        if message is None and said & door.spoken:
            message = normalise(text)
            plain = message.text
            hits = signs.hits(plain)
            words = signs.words(plain, hits)
            said = sum(map(door.adds.__getitem__, words), door.start)
        if self._is_command(plain):
            verdict = self._judge(message or PlainText(plain, text), hits, scene, sender_is_staff, words)
            if len(self._by_heart) < _BY_HEART:
                self._by_heart[text, scene, sender_is_staff] = verdict
            return verdict
        no = scene is Scene.GROUP and not said & door.reached
        if no and not (said & door.asked and door.is_asked(plain, words, sender_is_staff)):
            return self.nothing
        return self._judge(message or PlainText(plain, text), hits, scene, sender_is_staff, words)

    def read_in_full(self, message: PlainText, scene: Scene, staff: bool) -> Verdict:
        """The verdict with every step taken; `read` skips it only where it would give the same answer."""
        return self._judge(message, self.signs.hits(message.text), scene, staff)

    def fired(self, text: str, *, scene: Scene = Scene.GROUP, sender_is_staff: bool = False) -> frozenset[str]:
        """The ids of all rules that fire on a text: cues, those that only lower the score, and the one for the kind."""
        message = normalise(text)
        reading = self.judge.read(message, self.signs.hits(message.text), scene, sender_is_staff)
        plans = self.signs.plans
        ids = {plans[sign].rule.id for sign in reading.found.fired}
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

    def _judge(
        self, message: PlainText, hits: Hits, scene: Scene, staff: bool, words: set[int] | None = None
    ) -> Verdict:
        judge = self.judge
        verdict = judge.verdict(judge.read(message, hits, scene, staff, words), scene, staff)
        if verdict.act is Act.TICKET and verdict.urgency is not Urgency.DANGER and may_split(message.text):
            parts = self._parts(message, staff)
            if parts:
                return as_split(verdict, parts[0].verdict)
        return verdict

    def _parts(self, message: PlainText, staff: bool) -> tuple[Part, ...]:
        """A stretch of a message that is a matter needs less to be one: who says one thing means the other too."""
        judge = self.judge

        def read(words: str) -> Verdict:
            part = normalise(words)
            reading = judge.read(part, self.signs.hits(part.text), Scene.PRIVATE, staff)
            return judge.verdict(reading, Scene.PRIVATE, staff)

        return split(message, read)

    def _is_command(self, text: str) -> bool:
        """A short message may say everything as a whole (查, 撤, 好了没); longer ones never do."""
        return len(text) <= COMMAND_LENGTH and (text if text.isalnum() else bare(text)) in self.signs.whole

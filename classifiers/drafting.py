"""Proposals as a rule file, ready to be read by a person and put into the rules directory.

No sentence of a villager stands in it: examples are the word itself, or a sentence of the rules' own with the word
added, and each is tried before it is written.
"""

from collections.abc import Iterable, Iterator, Sequence

from classifiers.classifier import Classifier
from classifiers.rule_file import RuleSet
from classifiers.suggesting import FEW, Suggestion, Word
from classifiers.verdict import MatterKind, Topic

_KINDS = {
    MatterKind.VILLAGE: "村里事",
    MatterKind.NEIGHBOUR: "邻里事",
    MatterKind.HOUSEHOLD: "户里事",
    MatterKind.UNCLEAR: "没问清",
    MatterKind.NONE: "非事项",
}
#: after every rule of the kind that knows more than one word
_LAST = 95
_NOTHING = "早上好"
#: counted hints of one topic: a second word says as much again
_UP_TO = 2


class Drafter:
    """Writes proposals as rules."""

    def __init__(self, rules: RuleSet, reader: Classifier) -> None:
        self._rules = rules
        self._reader = reader
        self._ids = {rule.id for rule in rules.rules}

    def draft(self, suggestions: Iterable[Suggestion]) -> Iterator[str]:
        """The lines of a rule file."""
        for suggestion in suggestions:
            yield from self._rule(suggestion)

    def _rule(self, one: Suggestion) -> Iterator[str]:
        yield f"# {_said(one.before)} → {_said(one.after)}：改过{count(one.tickets)}件，{count(one.people)}个人说的"
        for word in one.words:
            yield from _word(word)
        yield f"- id: {self._id(one)}"
        if isinstance(one.after, MatterKind):
            yield f"  kind: {one.after.value}"
            yield f"  order: {_LAST}"
            if one.topics:
                yield f"  topics: {' '.join(one.topics)}"
        else:
            yield f"  topic: {one.after.value}"
            yield f"  weight: {one.weight}"
            yield f"  up_to: {_UP_TO}"
        words = [word.word for word in one.words]
        yield f"  any_of: {' '.join(words)}"
        yield f"  because: 这样说的事，干部多次从{_said(one.before)}改成了{_said(one.after)}"
        yield f"  matches: [{', '.join(self._examples(one, words))}]"
        yield f"  ignores: [{_NOTHING}]"
        yield ""

    def _id(self, one: Suggestion) -> str:
        base = f"learnt.{one.before or 'none'}-to-{one.after}"
        name, number = base, 2
        while name in self._ids:
            name, number = f"{base}-{number}", number + 1
        self._ids.add(name)
        return name

    def _examples(self, one: Suggestion, words: Sequence[str]) -> list[str]:
        if not isinstance(one.after, MatterKind):
            return [f"说到{word}" for word in words[:3]]
        return [f"{sentence}，说到{words[0]}" for sentence in self._sentences(one.topics)] or [f"说到{words[0]}"]

    def _sentences(self, topics: Sequence[Topic]) -> list[str]:
        """A sentence of the rules' own that is a matter of one of these topics: a rule about the kind needs one."""
        for rule in self._rules.rules:
            if rule.topic in topics and rule.weight > 0:
                for sentence in rule.matches:
                    verdict = self._reader.read(sentence)
                    if verdict.is_matter and verdict.topic in topics and not set(sentence) & set("[],:#&*!|>'\"%@`{}"):
                        return [sentence]
        return []


def count(number: int) -> str:
    """A count as it may be shown: few people could be recognised by it."""
    return str(number) if number >= FEW or number == 0 else f"少于{FEW}"


def _word(word: Word) -> Iterator[str]:
    yield f"#   {word.word}: 改过的{count(word.corrected)}人说，没改的{count(word.uncorrected)}人说，z={word.z:.1f}"
    for context in word.contexts:
        yield f"#     …{context}…"


def _said(verdict: MatterKind | Topic | None) -> str:
    if isinstance(verdict, MatterKind):
        return _KINDS[verdict]
    return "没有主题" if verdict is None else verdict.value

"""Proposals as a rule file, ready to be read by a person and put into the rules directory.

No sentence of a villager stands in it: an example is the word itself, or a sentence of the rules' own with the word
added. Each is tried together with all the other rules; a proposal none of whose examples holds is written as a remark.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from classifiers.rule_file import RuleSet
from classifiers.suggesting import FEW, Suggestion, Word
from classifiers.topic_names import NAMES
from classifiers.verdict import MatterKind, Topic

#: whether the rule of this id fires on a text, once all proposals stand beside the other rules
Fires = Callable[[str, str], bool]

#: after every rule that knows more than one word; who accepts a proposal may move it forward
_LAST = 95
_NOTHING = "早上好"
#: a second word of one topic says as much again
_UP_TO = 2
#: signs that would need quoting in YAML
_QUOTED = frozenset("[]{},:#&*!|>'\"%@`-?\\")
#: sentences of the rules' own that are tried for one proposal
_TRIED = 60


class Drafter:
    """Writes proposals as rules."""

    def __init__(self, rules: RuleSet, suggestions: Iterable[Suggestion]) -> None:
        self._rules = rules
        taken = {rule.id for rule in rules.rules}
        self._drafts: list[tuple[str, Suggestion]] = []
        for one in suggestions:
            name = _free(f"learnt.{one.before or 'none'}-to-{one.after}", taken)
            taken.add(name)
            self._drafts.append((name, one))

    def untried(self) -> list[str]:
        """The lines of a rule file in which the examples stand for nothing yet: for loading it to try them."""
        return [line for name, one in self._drafts for line in _rule(name, one, [_NOTHING])]

    def draft(self, fires: Fires) -> list[str]:
        """The lines of a rule file whose examples hold."""
        return [line for name, one in self._drafts for line in self._tried(name, one, fires)]

    def _tried(self, name: str, one: Suggestion, fires: Fires) -> Iterator[str]:
        yield f"# {NAMES[one.before]} → {NAMES[one.after]}：改过{count(one.tickets)}件，{count(one.people)}个人说的"
        for word in one.words:
            yield from _counted(word)
        holding = [text for text in self._examples(one) if fires(name, text)]
        if holding and not fires(name, _NOTHING):
            yield from _rule(name, one, holding[:3])
        else:
            yield "# 例子没有合上，别的规则说得更重；要用请先改一改："
            yield from (f"# {line}" for line in _rule(name, one, [_NOTHING]))
        yield ""

    def _examples(self, one: Suggestion) -> Iterator[str]:
        words = [word.word for word in one.words]
        yield from (f"说到{word}" for word in words[:3])
        if isinstance(one.after, MatterKind):
            # a rule about the kind fires on a matter only, so a matter of the topic is needed around the word
            yield from (f"{sentence}，{words[0]}" for sentence in self._sentences(one.topics))

    def _sentences(self, topics: Sequence[Topic]) -> list[str]:
        found = [
            sentence
            for rule in self._rules.rules
            if rule.topic in topics and rule.weight > 0
            for sentence in rule.matches
            if _QUOTED.isdisjoint(sentence)
        ]
        return found[:_TRIED]


def count(number: int) -> str:
    """A count as it may be shown: few people could be recognised by it."""
    return str(number) if number >= FEW or number == 0 else f"少于{FEW}"


def _free(base: str, taken: set[str]) -> str:
    name, number = base, 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    return name


def _counted(word: Word) -> Iterator[str]:
    yield f"#   {word.word}: 改过的{count(word.corrected)}人说，没改的{count(word.uncorrected)}人说，z={word.z:.1f}"
    for context in word.contexts:
        yield f"#     …{context}…"


def _rule(name: str, one: Suggestion, examples: Sequence[str]) -> Iterator[str]:
    yield f"- id: {name}"
    if isinstance(one.after, MatterKind):
        yield f"  kind: {one.after.value}"
        yield f"  order: {_LAST}"
        if one.topics:
            yield f"  topics: {' '.join(one.topics)}"
    else:
        yield f"  topic: {one.after.value}"
        yield f"  weight: {one.weight}"
        yield f"  up_to: {_UP_TO}"
    yield f"  any_of: {' '.join(word.word for word in one.words)}"
    yield f"  because: 这样说的事，干部多次从{NAMES[one.before]}改成了{NAMES[one.after]}"
    yield f"  matches: [{', '.join(examples)}]"
    yield f"  ignores: [{_NOTHING}]"

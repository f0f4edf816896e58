"""What our reading is measured against: a model that learns from characters, and our own points without a file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import KFold
from sklearn.svm import LinearSVC

from bench.weighing import Found, Message, read_file, weigh
from classifiers.rule_file import RuleSet

FOLDS = 5
#: people who write independently of each other write so many of the same short lines
_BY_CHANCE = 0.05


def read_written(directory: Path) -> dict[str, list[Message]]:
    """Our written messages by the name of their file."""
    return {file.stem: read_file(file) for file in sorted(directory.glob("*.jsonl"))}


def learned(texts: Sequence[str], truth: Sequence[str], step: Callable[[], None]) -> list[str]:
    """What the model says of each text when trained on the other four fifths of the same file."""
    said = [""] * len(texts)
    for train, test in KFold(FOLDS, shuffle=True, random_state=0).split(texts):
        model = _Model([texts[at] for at in train])
        model.learn("it", [truth[at] for at in train])
        for at, answer in zip(test, model.say("it", [texts[at] for at in test]), strict=True):
            said[at] = answer
        step()
    return said


class LearnedFromOurs:
    """The model trained on the messages that our points were made of: what points and rules add to the messages."""

    def __init__(self, messages: Iterable[Message], step: Callable[[], None]) -> None:
        messages = list(messages)
        self._model = _Model([message.text for message in messages])
        self._model.learn("kind", [message.kind for message in messages])
        step()
        named = [at for at, message in enumerate(messages) if message.is_matter and message.topic]
        self._model.learn("topic", [messages[at].topic or "" for at in named], named)
        step()
        self._model.learn("danger", ["danger" if message.urgency == "danger" else "no" for message in messages])
        step()

    def kinds(self, texts: Sequence[str]) -> list[str]:
        """Of each text the kind, `none` for talk."""
        return self._model.say("kind", texts)

    def topics(self, texts: Sequence[str]) -> list[str]:
        """Of each text the topic, as if it were a matter."""
        return self._model.say("topic", texts)

    def dangers(self, texts: Sequence[str]) -> list[str]:
        """`danger` or `no` for each text."""
        return self._model.say("danger", texts)


class _Model:
    """Runs of one to three characters, TF-IDF, and a linear support vector machine a question."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._runs = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
        self._table = self._runs.fit_transform(texts)
        self._machines: dict[str, LinearSVC | str] = {}

    def learn(self, question: str, truth: Sequence[str], rows: Sequence[int] | None = None) -> None:
        """`rows`: of which texts the truth is given; all of them if None."""
        if len(set(truth)) < 2:
            self._machines[question] = truth[0]
            return
        machine = LinearSVC(class_weight="balanced", random_state=0)
        self._machines[question] = machine.fit(self._table if rows is None else self._table[rows], truth)

    def say(self, question: str, texts: Sequence[str]) -> list[str]:
        machine = self._machines[question]
        if isinstance(machine, str):
            return [machine] * len(texts)
        return [str(answer) for answer in machine.predict(self._runs.transform(texts))]


def seen_in(texts: Iterable[str], written: Mapping[str, Sequence[Message]]) -> list[str]:
    """The files of written messages that points have seen these texts in; a greeting that both hold does not count."""
    texts = frozenset(texts)
    shared = {name: len({message.text for message in messages} & texts) for name, messages in written.items()}
    return [name for name, count in shared.items() if count > len(texts) * _BY_CHANCE]


def without(files: Sequence[str], written: Mapping[str, Sequence[Message]], rules: RuleSet) -> RuleSet:
    """The rules with points made anew from all other files."""
    messages = [message for name, rows in written.items() if name not in files for message in rows]
    weights = weigh(Found(rules, messages), np.arange(len(messages)))
    return replace(rules, weights=weights, words=weights.words())

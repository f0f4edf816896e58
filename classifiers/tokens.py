"""Where words begin and end: jieba with every rule word in its dictionary and no guessing of unknown words."""

import logging
import re
import warnings
from collections.abc import Iterable
from functools import cache
from math import log

with warnings.catch_warnings():
    # jieba 0.42 predates two deprecations of the language; nobody reading our output can act on them
    warnings.simplefilter("ignore")
    import jieba

jieba.setLogLevel(logging.WARNING)
_LATIN = re.compile("[a-zA-Z0-9]")
#: what jieba cuts in one piece
_TOGETHER: re.Pattern[str] = jieba.re_han_default


@cache
def _shipped() -> tuple[dict[str, int], int]:
    """jieba's own dictionary, read into memory: its cache lies in a directory where anyone may plant a file."""
    source = jieba.Tokenizer()
    with source.get_dict_file() as lines:
        frequencies, total = source.gen_pfdict(lines)
    return frequencies, total


class Tokens:
    """Cuts plain text. A rule word of three characters or more is also open at its own inner joints."""

    def __init__(self, words: Iterable[str]) -> None:
        frequencies, total = _shipped()
        self._jieba = jieba.Tokenizer()
        self._jieba.FREQ, self._jieba.total = dict(frequencies), total
        self._jieba.initialized = True
        added = sorted(
            {word for word in words if len(word) > 1 and not word.isascii()}, key=lambda word: (len(word), word)
        )
        self._joints: dict[str, tuple[int, ...]] = {}
        for word in added:
            if len(word) > 2:
                self._joints[word] = tuple(self._ends(word))[:-1]
            self._jieba.add_word(word)

    def clauses(self, text: str) -> list[tuple[int, int]]:
        """(start, end) of the stretches that are cut one by one: jieba cuts nothing across their ends."""
        return [stretch.span() for stretch in _TOGETHER.finditer(text)]

    def boundaries(self, text: str) -> frozenset[int]:
        """Every position at which a word begins or ends, 0 and the length included."""
        at = 0
        found = {0}
        for token in self._jieba.cut(text, HMM=False):
            for joint in self._joints.get(token, ()):
                found.add(at + joint)
            at += len(token)
            found.add(at)
        return frozenset(found)

    def boundaries_in(self, clause: str) -> frozenset[int] | set[int]:
        """The same for one of the `clauses`: jieba's own choice of the likeliest way through, found in one pass."""
        if not clause or not clause.isalpha() or _LATIN.search(clause):
            return self.boundaries(clause)
        often, all_words = self._jieba.FREQ.get, log(self._jieba.total)
        length = len(clause)
        best, ends = [0.0] * (length + 1), [0] * length
        for start in range(length - 1, -1, -1):
            end = start + 1
            chosen, score = end, -all_words + best[end]
            seen = often(clause[start:end])
            known = False
            while seen is not None:
                if seen:
                    here = log(seen) - all_words + best[end]
                    # of words as likely as each other the longest, as jieba has it
                    if not known or here >= score:
                        chosen, score, known = end, here, True
                end += 1
                if end > length:
                    break
                seen = often(clause[start:end])
            best[start], ends[start] = score, chosen
        at, found = 0, {0}
        while at < length:
            for joint in self._joints.get(clause[at : ends[at]], ()):
                found.add(at + joint)
            at = ends[at]
            found.add(at)
        return found

    def cut(self, text: str) -> list[str]:
        """The words in order; joined, they are the text again."""
        return list(self._jieba.cut(text, HMM=False))

    def commonness(self, word: str) -> int:
        """How often jieba's corpus saw the word; 0 for one it does not know."""
        return int(_shipped()[0].get(word, 0))

    def _ends(self, text: str) -> list[int]:
        ends: list[int] = []
        at = 0
        for token in self._jieba.cut(text, HMM=False):
            ends += [at + joint for joint in self._joints.get(token, ())]
            at += len(token)
            ends.append(at)
        return ends

"""Many words at once: which of them stand in a text, and whether any does."""

from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, MatchKind

#: (number of the word, start, end) of every occurrence, in order of their ends
Hits = list[tuple[int, int, int]]


class Matcher:
    """Finds every occurrence of many words in one pass, overlapping ones included."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words: tuple[str, ...] = tuple(sorted({word for word in words if word}))
        self._automaton = AhoCorasick(list(self.words), matchkind=MatchKind.Standard) if self.words else None

    def hits(self, text: str) -> Hits:
        """Every occurrence of every word, the words by their number in `words`."""
        if self._automaton is None:
            return []
        return self._automaton.find_matches_as_indexes(text, overlapping=True)

    def find(self, text: str) -> list[tuple[str, int, int]]:
        """(word, start, end) of every occurrence, in order of their ends."""
        return [(self.words[index], start, end) for index, start, end in self.hits(text)]

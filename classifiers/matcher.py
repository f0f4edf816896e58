"""Many words at once: which of them stand in a text, and whether any does."""

from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, MatchKind


class Matcher:
    """Finds every occurrence of many words in one pass, overlapping ones included."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words: tuple[str, ...] = tuple(sorted({word for word in words if word}))
        self._automaton = AhoCorasick(list(self.words), matchkind=MatchKind.Standard) if self.words else None
        self._first = AhoCorasick(list(self.words), matchkind=MatchKind.LeftmostFirst) if self.words else None

    def any_in(self, text: str) -> bool:
        """Whether the text holds at least one of the words, as plain characters."""
        return self._first is not None and bool(self._first.find_matches_as_indexes(text))

    def find(self, text: str) -> list[tuple[str, int, int]]:
        """(word, start, end) of every occurrence, in order of their ends."""
        if self._automaton is None:
            return []
        words = self.words
        return [
            (words[index], start, end)
            for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True)
        ]

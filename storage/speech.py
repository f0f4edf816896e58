"""Three kinds of text, kept apart as types, so that no household's word can reach a group by accident.

A group note accepts only `PublicText`, and only the phrase book (`handlers/wording`) makes one: a test reads the
code and fails where another module does.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PublicText:
    """May stand in a group: fixed phrases, a topic's public title, dates, counts, an officer's name and number."""

    text: str


@dataclass(frozen=True, slots=True)
class StaffText:
    """For one official's private chat."""

    text: str


@dataclass(frozen=True, slots=True)
class PrivateText:
    """For one villager's private chat."""

    text: str

"""我要去上访, 告到县里去: words that say only that somebody is unhappy (seeds 4.16, red line 6)."""

import re

from handlers.typed import plain

_HIGHER = re.compile(
    "(?:上访|信访|讨(?:个|要)?说法|评理|告状|(?:要|想|去|得|只好|只能|就)告(?:你|他|他们|你们|村|镇|到|上)|找(?:上面|上级|县里|市里|省里|记者|电视台))"
)
#: asked or told about, not said of oneself
_NOT_HIS = re.compile("^(?:啥|什么|怎么|咋)(?:是|叫)|别人|听说|他们都")


def speaks_of_going_higher(text: str) -> bool:
    """Whether somebody says that he will take it elsewhere; it changes nothing but how soon a person calls."""
    said = plain(text[:400])
    return _HIGHER.search(said) is not None and _NOT_HIS.search(said) is None


_CLAUSES = re.compile(r"[，,。；;！!？?\s]+")


def beside_it(text: str) -> str:
    """What else was said: the clauses that do not speak of going elsewhere."""
    return "，".join(clause for clause in _CLAUSES.split(text) if clause and _HIGHER.search(clause) is None)

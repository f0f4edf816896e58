"""What a reading of an official's words can be: an order, or words that order nothing for certain."""

from dataclasses import dataclass
from enum import StrEnum


class Hint(StrEnum):
    """What words that order nothing may have been meant as."""

    ACKNOWLEDGED = "acknowledged"  # 收到, 好的, 👌
    PROMISED = "promised"  # 好的马上去
    AGREED = "agreed"  # 行, 是的
    REFUSED = "refused"  # 不行, 没有
    NOT_DONE = "not_done"  # 还没弄好, 不好办
    DONE = "done"  # 灯头换了: done, but which?
    ASKED = "asked"  # 办好了吗?
    TWO = "two"  # 好 12 15
    NUMBER = "number"  # 12
    GREETED = "greeted"  # 在吗, 谢谢
    HELP = "help"  # 怎么用
    BUSY = "busy"  # 忙着呢, 在地里
    SLIP = "slip"  # 发错了
    MAYBE = "maybe"  # 改到周五: signs of an order, none of them enough


@dataclass(frozen=True, slots=True)
class Order:
    """An official's order. `words` is what was said beside verb and number, without its separators at the ends."""

    verb: str
    number: int | None = None
    words: str = ""
    #: every number, where several tickets are named (并 12 15, 接 12 15)
    numbers: tuple[int, ...] = ()
    #: he was asked whether he means it, and said yes
    sure: bool = False
    #: read out of a sentence; a word that stands first, and that some handler knows, counts before it
    free: bool = False


@dataclass(frozen=True, slots=True)
class Unclear:
    """No order for certain. `hint` None: words that say nothing to us (and may be a matter).

    `maybe`: the verbs of which there were signs, the strongest first.
    """

    hint: Hint | None = None
    number: int | None = None
    words: str = ""
    maybe: tuple[str, ...] = ()

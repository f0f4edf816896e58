"""网格员是谁, 有事找谁: a villager asks for a person, and for nothing else."""

import re

from handlers.typed import bare

_ASKS = re.compile(
    "(?:我们|咱们?|这儿|这里|我)?(?:村|组|社)?的?(?:网格员|网格长|联系人|联防员)(?:是谁|是哪个|叫啥|叫什么)?的?(?:电话)?(?:是?多少)?"
    "|(?:谁|哪个)管(?:我们|咱们?|这儿|这里)(?:村|组|社|这块)?(?:的)?|(?:有事|我|我该|该|办事)?(?:去)?找谁(?:说|办)?"
)


def asks_who(text: str) -> bool:
    """Whether this is all that somebody asks."""
    return _ASKS.fullmatch(bare(text[:60])) is not None

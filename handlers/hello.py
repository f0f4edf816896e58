"""Whether a message only says hello, or asks who is there. Pure reading."""

import re

from handlers.typed import bare

_LONGEST = 16
_HELLO = re.compile(
    "(?:你好|您好|你们好|大家好|喂|嗨|哈喽|哈啰|hello|hi|hey|早|早上好|早安|上午好|中午好|下午好|晚上好|领导好|老师好|师傅好|同志你?好"
    "|在吗|在么|在嘛|在不|在不在|在没|在没在|有人吗|有人么|有人嘛|有人没|有人在吗|有人在没|有没有人|有人在不|人呢|人在吗|请问)"
    "(?:呀|啊|啦|呢|吗|了)*",
    re.IGNORECASE,
)
_WHO = re.compile(
    "(?:你好|您好|请问)?(?:你|您|你们|这|这里|这儿|这个)?(?:是)?(?:谁|哪位|哪里|干啥的?|干嘛的?|干什么的?|做啥的?|啥|什么|啥东西|机器人)"
    "(?:呀|啊|呢|吗|的)*|(?:请问)?(?:这个?|你)?(?:怎么用|咋用|怎么说事|咋说事|咋弄|怎么弄|怎么说|咋说|能干啥|能干什么|会啥|有啥用)(?:呀|啊|呢|的)*"
)


def greets(text: str) -> bool:
    """Whether a whole message only greets, or asks who is there."""
    said = bare(text)
    if not said or len(said) > _LONGEST:
        return False
    return _WHO.fullmatch(said) is not None or re.fullmatch(f"(?:{_HELLO.pattern})+", said, re.IGNORECASE) is not None


def asks_who(text: str) -> bool:
    """你是谁, 咋用: answered whenever it is asked."""
    said = bare(text)
    return _WHO.fullmatch(said) is not None and _HELLO.fullmatch(said) is None

"""The words by which a small wish is told, and the few names under which wishes stand on the list."""

import re

from handlers.typed import plain

#: what a wish is called on the list, and the words by which it is told
KINDS: dict[str, tuple[str, re.Pattern[str]]] = {
    "repair": ("修修弄弄", re.compile("修|换(?:个|一)?灯|换锁|灯泡|水龙头|门锁|窗|安装|装个|通一?下|漏")),
    "company": ("陪陪说话", re.compile("说说话|聊|陪我|陪着|解闷|下棋|读报|念报|教我|视频")),
    "tidying": ("打扫理发", re.compile("打扫|收拾|洗|理发|剪头|剃头|晒被")),
    "trip": ("陪着出门", re.compile("去医院|看病|赶集|出门|送我|接我|陪我去|取药|拿药")),
    "study": ("学习用品", re.compile("书包|文具|课外书|作业|学习|台灯|书桌|图书")),
    "warm": ("衣被冬暖", re.compile("棉衣|棉被|被子|衣服|鞋|炉|煤|电热毯|暖")),
    "aid": ("助老器具", re.compile("轮椅|拐杖|老花镜|助听|血压计|坐便")),
    "thing": ("小物件", re.compile("")),
}


def kind_of(words: str) -> str:
    """The kind under which a wish is listed: by its words, and never those words themselves."""
    return next(kind for kind, (_, pattern) in KINDS.items() if pattern.search(words))


_WISH = re.compile(r"^(?:我的|我有个|许个)?(?:微心愿|小心愿|心愿|点单)[\s:：,，是就]*(?P<words>.*)$", re.DOTALL)


def wish_in(text: str) -> str | None:
    """What somebody wishes; None: the words are no wish."""
    found = _WISH.match(plain(text))
    return found["words"].strip() if found is not None else None

"""The result of a matter as the villager will read it: an official's own words, so they are looked at first."""

import re

from classifiers.privacy import looks_like_a_name, mask
from handlers.errors import Refused
from handlers.wording.orders import RESULT_UNKIND, RESULT_WITH_OTHERS
from storage.models import Ticket
from storage.organisation import Organisation

#: insults, threats, and what tells somebody not to come again; listed by meaning, the plain word of each
_UNKIND = re.compile(
    "傻|蠢|笨蛋|白痴|神经病|脑子有|有病吧|混蛋|王八|畜生|他妈|妈的|狗日|操你|滚蛋|滚远|去死|找死|活该|不要脸|刁民|懒汉|懒鬼|泼妇|无赖"
    "|赖皮|烦死|烦人|矫情|没事找事|小题大做|胡搅蛮缠|无理取闹|吃饱了撑|闲得"
    "|小心点|走着瞧|等着瞧|后果自负|别怪我|收拾你|弄死|打断|给你好看|取消你|停你|扣你|拉黑|抓你|关你"
    "|再(?:来|告|闹|说|反映|投诉|上访|找|打电话).{0,8}(?:试试|不管|不办|取消|停|扣|别想|后果|就)"
    "|(?:别|不要|少|不准|不许)再?(?:来找|来闹|告状|上访|闹|投诉|反映|找事|瞎说|乱说|废话|啰嗦|烦)|告(?:也|了也)没用|爱[咋去]|关我(?:啥|屁|什么)"
)
_SPEAKER = re.compile(
    "(?:^|[，,。；;、\\s是和跟找])([\u4e00-\u9fff]{2,3}?)(?:说|讲|告|举报|反映|不让|闹|骂|打人|不肯|答应)"
)


def fit_to_be_told(organisation: Organisation, ticket: Ticket, words: str) -> str:
    """The result as it may be told. Raises Refused: an insult or a threat, somebody else's name or number."""
    if _UNKIND.search(words) is not None:
        raise Refused("the result is unkind", RESULT_UNKIND.say(编号=ticket.number))
    officials = {officer.name for officer in organisation.officers.values()}
    known = {officer.phone for officer in organisation.officers.values()}
    bare = words
    for allowed in sorted(officials | known, key=len, reverse=True):
        # who of the office came, and how to call him, may be said
        bare = bare.replace(allowed, "") if allowed else bare
    named = any(looks_like_a_name(found) for found in _SPEAKER.findall(bare))
    if named or mask(bare) != bare:
        raise Refused("the result names somebody", RESULT_WITH_OTHERS.say(编号=ticket.number))
    return words


def add_photos(ticket: Ticket, count: int) -> int:
    """Count photos of what was done; returns how many there are now. What they show is not kept."""
    photos = int(ticket.evidence.get("result_photos", 0)) + count
    if count:
        ticket.evidence = {**ticket.evidence, "result_photos": photos}
    return photos

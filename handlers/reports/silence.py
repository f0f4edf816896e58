"""What may mean that somebody is kept from speaking, or that speaking is no use: questions to go and ask, no faults.

Fewer matters are never a success (practice §14.6); asking for help early is one.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from classifiers.verdict import Topic
from handlers.reports.cases import Case
from handlers.reports.figures import FEW, Figure, count
from handlers.reports.township import View, numbers
from storage.organisation import Organisation

#: a result sooner than this after the matter was raised deserves a look
_AT_ONCE = timedelta(minutes=30)
#: somebody heard of it locally before it came by the hotline
_HEARD_WITHIN = timedelta(days=30)
HOTLINE = "hotline"


def quiet_villages(organisation: Organisation, view: View, earlier: View) -> list[str]:
    """Questions about villages where much less is said than before, or nothing at all."""
    asked = []
    these, those = (Counter(case.row.village for case in one.received()) for one in (view, earlier))
    for village in organisation.villages:
        now, before = these[village.code], those[village.code]
        if now == 0 and before == 0:
            asked.append(f"{village.name}两个季度都没人说事：码还贴着吗，群还在吗，有没有人不敢说？去走一走。")
        elif before >= FEW and 2 * now <= before:
            asked.append(f"{village.name}说事的少了一半以上（上季{before}件）：是事少了，还是没人愿说了？去问一问。")
    return asked


def signals(view: View) -> list[Figure]:
    """Results given at once, and what came by the hotline without anybody having heard it here."""
    at = view.at_words
    instant = [case for case in view.closed() if _at_once(case)]
    hotline = [case for case in view.received() if case.row.channel == HOTLINE]
    heard: dict[tuple[str | None, Topic | None], list[datetime]] = defaultdict(list)
    for case in view.cases:
        if case.row.channel != HOTLINE:
            heard[case.row.village, case.row.topic].append(case.row.registered_at)
    unheard = [case for case in hotline if not _heard_before(case, heard[case.row.village, case.row.topic])]
    return [
        count(
            "instant_closed",
            "半小时内就有结果、群众没回话的",
            f"本期办结、登记后半小时内就报了结果、群众又没确认的；抽几件问问是不是真办了；T={at}。",
            numbers(instant),
        ),
        count("hotline", "热线转来的", f"本期登记、由热线转来的；T={at}。", numbers(hotline)),
        count(
            "hotline_unheard",
            "热线转来、村里没先听到的",
            f"上一项里，之前30天本村同一主题没有别的渠道说过的；问问为啥不愿在村里说；T={at}。",
            numbers(unheard),
        ),
    ]


def _at_once(case: Case) -> bool:
    given = case.resolved_at
    return given is not None and given - case.row.registered_at < _AT_ONCE and not case.confirmed_by_villager


def _heard_before(case: Case, heard_at: Sequence[datetime]) -> bool:
    at = case.row.registered_at
    return any(at - _HEARD_WITHIN <= heard <= at for heard in heard_at)

"""五条: what a month shows, in plain words that anybody can check by the numbers beside them. No advice, no blame.

Only village matters are named by their topic; fewer intake is put as a question, since it may be silence.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from classifiers.verdict import MatterKind, Topic
from handlers.reports.cases import Case
from handlers.reports.figures import FEW, quantile
from handlers.reports.township import View
from handlers.titles import staff_title
from handlers.wording import WAITS_FOR

_FIVE = 5
_DAY = timedelta(days=1)


def lessons(view: View, earlier: View) -> list[str]:
    """At most five facts, the weightiest kinds first; `earlier`: the period before."""
    facts = (
        *_fewer_or_more(view, earlier),
        *_most_said(view, earlier),
        *_said_again(view),
        *_where_it_stands_still(view),
        *_late_most(view),
        *_slowest(view),
        *_silence(view),
        *_help(view),
    )
    return list(facts[:_FIVE])


def village_topics(cases: Sequence[Case]) -> dict[Topic, list[Case]]:
    """Village matters by topic, the most frequent first."""
    found: dict[Topic, list[Case]] = defaultdict(list)
    for case in cases:
        if case.row.kind is MatterKind.VILLAGE and case.row.topic is not None:
            found[case.row.topic].append(case)
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), list(Topic).index(item[0]))))


def called(topic: Topic) -> str:
    """A village topic's name."""
    return staff_title(topic, MatterKind.VILLAGE)


def numbered(cases: Sequence[Case]) -> str:
    """Their numbers, as many as can be read."""
    shown = "、".join(str(case.number) for case in cases[:8])
    return f"{shown}号" if len(cases) <= 8 else f"{shown}…号"


def _fewer_or_more(view: View, earlier: View) -> Iterator[str]:
    now, before = len(view.received()), len(earlier.received())
    if before >= FEW and now * 10 <= before * 7:
        yield f"说事的比上期少了：{before}件到{now}件。是事少了，还是没人愿说了？到村里问一问。"
    elif now >= FEW and now * 10 >= before * 13:
        yield f"说事的比上期多了：{before}件到{now}件。愿意说是好事，人手够不够要看一看。"


def _most_said(view: View, earlier: View) -> Iterator[str]:
    topics = village_topics(view.received())
    if topics:
        topic, cases = next(iter(topics.items()))
        if len(cases) > 1:
            before = len(village_topics(earlier.received()).get(topic, ()))
            yield f"村里事说得最多的是{called(topic)}：{len(cases)}件，上期{before}件。"


def _said_again(view: View) -> Iterator[str]:
    again = [case for case in view.received() if case.number in view.repeats]
    reopened = [case for case in view.cases if any(map(view.period.holds, case.reopened_at))]
    if again or reopened:
        yield (
            f"办完又来的：又说的{len(again)}件，重办的{len(reopened)}件（{numbered([*again, *reopened])}）。"
            "治标还是治本，看这几件。"
        )


def _where_it_stands_still(view: View) -> Iterator[str]:
    stopped = [case for case in view.cases if case.open and case.paused_for is not None]
    if stopped:
        reason, often = Counter(case.paused_for for case in stopped).most_common(1)[0]
        assert reason is not None
        yield f"现在停着的有{len(stopped)}件，最多的是{WAITS_FOR[reason]}：{often}件（{numbered(stopped)}）。"


def _late_most(view: View) -> Iterator[str]:
    late = [case for case in view.cases if case.past_due and not case.finished_in_time]
    topics = village_topics(late)
    if late and topics:
        topic, cases = next(iter(topics.items()))
        yield f"过了日子还没结果的有{len(late)}件，村里事里最多的是{called(topic)}：{len(cases)}件。"
    elif late:
        yield f"过了日子还没结果的有{len(late)}件（{numbered(late)}）。"


def _slowest(view: View) -> Iterator[str]:
    medians = {
        topic: quantile(days, 0.5)
        for topic, cases in village_topics(view.closed()).items()
        if len(days := [(case.closed_at - case.row.registered_at) / _DAY for case in cases if case.closed_at]) >= FEW
    }
    if len(medians) > 1:
        topic = max(medians, key=lambda one: medians[one])
        yield f"村里事里办得最久的是{called(topic)}，一半超过{medians[topic]:.1f}天。"


def _silence(view: View) -> Iterator[str]:
    closed = view.closed()
    silent = [case for case in closed if case.unconfirmed]
    if silent:
        yield f"办结的{len(closed)}件里有{len(silent)}件问了没人回话。没回话不等于满意，可以打个电话。"


def _help(view: View) -> Iterator[str]:
    early = [case for case in view.dispatched() if case.help_early_at]
    if early:
        yield f"到日子前就求助的有{len(early)}件（{numbered(early)}）。早开口，事情少拖，值得学。"

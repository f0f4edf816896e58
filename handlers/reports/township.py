"""The township's numbers, each by its formula (practice §8.2). P: the period; T: when the report is made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from classifiers.verdict import MatterKind, Topic
from handlers.reports.cases import Case
from handlers.reports.few import hidden_in, hidden_kinds
from handlers.reports.figures import APART, Figure, Unit, count, hide, length, share
from handlers.reports.periods import Period
from storage.lifecycle import Status

_CHANNELS = {
    "group": "群里说",
    "private": "私聊说",
    "code": "扫码说",
    "visit": "走访代说",
    "point": "说事点当面说",
    "phone": "电话说",
    "hotline": "热线转来",
}
KINDS = {
    MatterKind.VILLAGE: "村里事",
    MatterKind.NEIGHBOUR: "邻里事",
    MatterKind.HOUSEHOLD: "户里事",
    MatterKind.UNCLEAR: "还没问清",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a report looks at: the cases that count, danger apart, and what was found beside them."""

    period: Period
    #: T in words, for the definitions
    at_words: str
    cases: Sequence[Case]
    dangers: Sequence[Case]
    #: people behind each ticket
    people: Mapping[int, int]
    #: tickets that say again what was closed within 90 days, with the earlier one
    repeats: Mapping[int, int]

    def received(self) -> list[Case]:
        """Registered in P."""
        return [case for case in self.cases if self.period.holds(case.row.registered_at)]

    def closed(self) -> list[Case]:
        """Ended in P and not reopened by T."""
        return [case for case in self.cases if self.period.holds(case.closed_at)]

    def due(self) -> list[Case]:
        """Those whose present date fell in P and has come."""
        return [case for case in self.cases if self.period.holds(case.due_at) and _has_come(case)]

    def contact_due(self) -> list[Case]:
        """Those for which the time to speak with the villager ran out in P."""
        return [case for case in self.cases if self.period.holds(case.contact_by) and case.contact_by <= case.at]

    def dispatched(self) -> list[Case]:
        """First handed to an owner in P."""
        return [case for case in self.cases if self.period.holds(case.dispatched_at)]


def _has_come(case: Case) -> bool:
    return case.due_at <= case.at and case.clock_runs


def numbers(cases: Sequence[Case]) -> list[int]:
    """Their ticket numbers."""
    return [case.number for case in cases]


def contacted_in_time(case: Case) -> bool:
    """A human spoke with the villager within the time promised."""
    return case.first_contact_at is not None and case.first_contact_at <= case.contact_by


def closed_in_time(case: Case) -> bool:
    """Ended by the (extended) date."""
    return case.closed_at is not None and case.closed_at <= case.due_at


def how_much(view: View) -> list[Figure]:
    """受理数 · 反映人次 · 存量 · 办结数 · 办结率."""
    at, received, closed = view.at_words, view.received(), view.closed()
    still_open = [case for case in view.cases if case.open]
    told = [case for case in still_open if case.status is Status.RESOLVED]
    return [
        count("received", "受理数", f"登记时间在本期的事；T={at}。危险的另列。", numbers(received)),
        count(
            "voices",
            "反映人次",
            f"本期登记的事背后的人：说事的人加同感的人，并件的一起算，一人一次；T={at}。",
            numbers(received),
            value=sum(view.people.get(case.number, 1) for case in received),
            unit=Unit.PEOPLE,
        ),
        count("open", "存量", f"到T还没办结的事，含已有结果、只等群众回话的；T={at}。", numbers(still_open)),
        count("open_told", "存量里只等群众回话的", f"到T已有结果、群众还没回话的事；T={at}。", numbers(told)),
        count("closed", "办结数", f"办结时间在本期的事，以最后一次为准，到T又重办的不算；T={at}。", numbers(closed)),
        share(
            "closed_rate",
            "办结率",
            f"本期登记的事里，到T已办结的占多少；T={at}。登记不久的自然低。",
            numbers([case for case in received if case.closed_at is not None]),
            numbers(received),
        ),
    ]


def promises(view: View) -> list[Figure]:
    """响应率 · 按时办结率(原定/延期后) · 按时有结果率 · 超期数 · 超期率."""
    at, contact, due = view.at_words, view.contact_due(), view.due()
    original = [case for case in view.cases if _original_has_come(view, case)]
    past_due = [case for case in view.cases if case.past_due]
    late = [case for case in view.closed() if case.has_clock and not closed_in_time(case)]
    overdue = [*past_due, *late]
    return [
        share(
            "response_rate",
            "响应率",
            f"联系时限落在本期的事里，有人在时限内联系上本人的占多少；机器回话不算；T={at}。",
            numbers([case for case in contact if contacted_in_time(case)]),
            numbers(contact),
        ),
        share(
            "on_time_original",
            "按时办结率(原定)",
            f"原定日子落在本期的事里，办结不晚于原定日子的占多少；微心愿没有日子，不算；T={at}。",
            numbers(
                [case for case in original if case.closed_at is not None and case.closed_at <= case.row.original_due_at]
            ),
            numbers(original),
        ),
        share(
            "on_time_extended",
            "按时办结率(延期后)",
            f"延期、停办、重办之后的日子落在本期的事里，办结不晚于这个日子的占多少；正停着的和微心愿不算；T={at}。",
            numbers([case for case in due if closed_in_time(case)]),
            numbers(due),
        ),
        share(
            "result_on_time",
            "按时有结果率",
            f"同上一项，但看结果不看办结：群众最多有三天回话，等他回话不算办的人晚；T={at}。",
            numbers([case for case in due if case.finished_in_time]),
            numbers(due),
        ),
        count(
            "overdue",
            "超期数",
            f"到T过了日子还没办结的，加上本期晚办结的，以延期后的日子为准，微心愿不算，下面分开列；T={at}。",
            numbers(overdue),
        ),
        count("overdue_open", "超期数：还没办结的", f"到T过了日子还没办结的事；T={at}。", numbers(past_due)),
        count("overdue_closed", "超期数：晚办结的", f"本期办结、晚于日子的事；T={at}。", numbers(late)),
        count(
            "overdue_only_answer",
            "超期数里结果没晚的",
            f"以上两项里，结果按时给了、只是群众回话晚的；T={at}。",
            numbers([case for case in overdue if case.finished_in_time]),
        ),
        share(
            "overdue_rate",
            "超期率",
            f"超期数除以延期后日子落在本期的事数；以前积下的也在分子里，所以可以超过100%；T={at}。",
            numbers(overdue),
            numbers(due),
        ),
    ]


def _original_has_come(view: View, case: Case) -> bool:
    return case.has_clock and view.period.holds(case.row.original_due_at) and case.row.original_due_at <= case.at


def answers(view: View) -> list[Figure]:
    """解决率 · 回访应答率 · 满意率 · 评价应答率 · 未确认办结 · 重复率."""
    at, closed = view.at_words, view.closed()
    asked = [(case, asking) for case in view.cases for asking in case.askings if view.period.holds(asking.told_at)]
    asked = [(case, asking) for case, asking in asked if asking.of_result]
    answered = [(case, asking) for case, asking in asked if asking.solved is not None]
    rated = [case for case in closed if case.rating is not None]
    again = [case for case in view.received() if case.number in view.repeats]
    reopened = [case for case in view.cases if any(map(view.period.holds, case.reopened_at))]
    return [
        share(
            "solved_rate",
            "解决率",
            f"本期告知的结果里，群众回话说“办好了”的，占回了话的多少（办好了、还差一点、没办好都算回话，以最后一句为准）；答复说办不成的不在内；T={at}。",
            [case.number for case, asking in answered if asking.solved],
            [case.number for case, _ in answered],
        ),
        share(
            "answer_rate",
            "回访应答率",
            f"本期告知并问过的结果里，群众回了话的占多少；一件问几回算几回；答复说办不成的不在内；T={at}。",
            [case.number for case, _ in answered],
            [case.number for case, _ in asked],
        ),
        share(
            "satisfied_rate",
            "满意率",
            f"本期办结、回了评价的事里，满意和基本满意的占多少；谁怎么答的不列；T={at}。",
            numbers([case for case in rated if case.rating in (1, 2)]),
            numbers(rated),
            quietly=True,
        ),
        share(
            "rating_answer_rate",
            "评价应答率",
            f"本期办结、问过评价的事里，回了的占多少；要和满意率一起看；T={at}。",
            numbers(rated),
            numbers([case for case in closed if case.rating_asked]),
            quietly=True,
        ),
        share(
            "unconfirmed_rate",
            "未确认办结",
            f"本期办结的事里，问了没人回、按没回话办结的占多少；没回话不算满意；T={at}。",
            numbers([case for case in closed if case.unconfirmed]),
            numbers(closed),
        ),
        share(
            "repeat_rate",
            "重复率",
            "本期又说的（同网格、同主题、说法相近、在上次办结后90天内；只比村里事）加本期重办的，除以本期办结数；"
            f"T={at}。",
            sorted({*numbers(again), *numbers(reopened)}),
            numbers(closed),
        ),
    ]


def handling(view: View) -> list[Figure]:
    """退回率 · 延期率 · 求助率 · 办理时长 · 停办."""
    at, out, closed = view.at_words, view.dispatched(), view.closed()
    spans = [(case.number, case.closed_at - case.row.registered_at) for case in closed if case.closed_at]
    paused = [(case.number, case.paused) for case in closed if case.paused > timedelta(0)]
    return [
        share(
            "return_rate",
            "退回率",
            f"本期派出的事里，到T有人申请退回过的占多少；T={at}。",
            numbers([case for case in out if case.returned_at]),
            numbers(out),
        ),
        share(
            "extension_rate",
            "延期率",
            f"本期派出的事里，到T批准延期过的占多少；事先说了的延期也算守信；T={at}。",
            numbers([case for case in out if case.extended_at]),
            numbers(out),
        ),
        share(
            "early_help_rate",
            "求助率(到日子前)",
            f"本期派出的事里，到日子前求助过的占多少；早求助是好事；T={at}。",
            numbers([case for case in out if case.help_early_at]),
            numbers(out),
        ),
        length(
            "median_hours",
            "办理时长中位数",
            f"本期办结的事从登记到办结的钟点数，夜里和节假日也算，停办也在内，取中间一个；T={at}。",
            spans,
            0.5,
        ),
        length(
            "p90_hours",
            "办理时长九成",
            f"同上，九成的事不超过这个钟点数（取实际那一件的数）；T={at}。",
            spans,
            0.9,
        ),
        count("paused", "停办过的", f"本期办结、中间停过的事；T={at}。", [number for number, _ in paused]),
        length("paused_hours", "停办时长中位数", f"停过的事停了多少钟点，取中间一个；T={at}。", paused, 0.5),
    ]


def channels(view: View) -> list[Figure]:
    """渠道占比; who somebody is (sex, age) is not known."""
    received = view.received()
    return [
        share(
            f"channel_{channel}",
            f"渠道：{_CHANNELS.get(channel, channel)}",
            f"本期登记的事里由这条渠道来的占多少；不收集性别和年龄；T={view.at_words}。",
            numbers([case for case in received if case.row.channel == channel]),
            numbers(received),
        )
        for channel in sorted({case.row.channel for case in received})
    ]


def by_kind(view: View, *, hidden_before: bool = False) -> list[Figure]:
    """受理数 by kind; few households are hidden, and with them the neighbours, from which they could be reckoned."""
    received = view.received()
    groups = {kind: [case for case in received if case.row.kind is kind] for kind in KINDS}
    groups[MatterKind.UNCLEAR] += [case for case in received if case.row.kind not in KINDS]
    hidden = hidden_kinds({kind: len(cases) for kind, cases in groups.items()}, always=hidden_before)
    found = []
    for kind, cases in groups.items():
        name, at = KINDS[kind], view.at_words
        figure = count(f"received_{kind}", f"受理数：{name}", f"本期登记的{name}；T={at}。", numbers(cases))
        found.append(hide(figure, hidden[kind]) if kind in hidden else figure)
    return found


def households_are_few(view: View) -> bool:
    """Whether the split by kind hides households."""
    return any(figure.hidden is not None for figure in by_kind(view))


def by_private_topic(view: View, names: Mapping[Topic, str], kind: MatterKind) -> list[Figure]:
    """受理数 of neighbours' or households' matters by topic, for the whole township; nothing where the kind is hidden.

    `names`: topic → what it is called. A topic that is not settled is 其他.
    """
    if households_are_few(view):
        return []
    cases = [case for case in view.received() if case.row.kind is kind]
    groups: dict[Topic | None, list[Case]] = {topic: [] for topic in (*names, None)}
    for case in cases:
        groups[case.row.topic if case.row.topic in names else None].append(case)
    sizes = {topic: len(group) for topic, group in groups.items()}
    hidden = hidden_in(sizes) if kind is MatterKind.HOUSEHOLD else {}
    found = []
    for topic, group in groups.items():
        name = names[topic] if topic is not None else "其他"
        figure = count(
            f"{kind}_{topic or 'other'}",
            name,
            f"本期登记的{KINDS[kind]}里属于{name}的；T={view.at_words}。",
            numbers(group),
        )
        found.append(hide(figure, hidden[topic]) if topic in hidden else figure)
    if set(hidden.values()) == {APART} and len(hidden) == len(groups):
        return []
    return found


def dangers(view: View) -> list[Figure]:
    """Danger, apart: how many, how soon a human spoke; never measured by the speed of closing."""
    at, period = view.at_words, view.period
    received = [case for case in view.dangers if period.holds(case.row.registered_at)]
    contact = [case for case in view.dangers if period.holds(case.contact_by) and case.contact_by <= case.at]
    return [
        count("danger_received", "危险：受理数", f"登记时间在本期、有危险的事；T={at}。", numbers(received)),
        share(
            "danger_response_rate",
            "危险：响应率",
            f"联系时限落在本期的危险事里，有人在时限内联系上的占多少；T={at}。",
            numbers([case for case in contact if contacted_in_time(case)]),
            numbers(contact),
        ),
        count(
            "danger_late_contact",
            "危险：没在时限内联系上",
            f"同上，没在时限内联系上的，件件要看；T={at}。",
            numbers([case for case in contact if not contacted_in_time(case)]),
        ),
        count(
            "danger_open",
            "危险：还没办结",
            f"到T还没办结的危险事；办得快慢不看，人安全要紧；T={at}。",
            numbers([case for case in view.dangers if case.open]),
        ),
    ]

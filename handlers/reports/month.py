"""月报: last month's figures, villages' on-time work, what to learn from, what to talk about."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from classifiers.verdict import MatterKind, Privacy, Topic
from handlers.policy import Policy
from handlers.reports import township
from handlers.reports.cases import Case
from handlers.reports.figures import Figure, count
from handlers.reports.lessons import called, lessons, village_topics
from handlers.reports.meetings import meetings
from handlers.reports.periods import Period, before
from handlers.reports.reading import instant_in_words, looked_at_since, read_cases, read_repeats, view_of
from handlers.reports.report import Chart, Report, Section, Table
from handlers.reports.talks import talks
from handlers.reports.township import View, numbers
from handlers.reports.villages import Kept, mark_of, promises_of
from handlers.titles import public_title, staff_title
from storage.ledger import Ledger
from storage.lifecycle import WORKING
from storage.organisation import Organisation

#: open for longer than this, a village matter may be something to speak of when the village meets
_OLD = timedelta(days=7)
NO_VILLAGE = "没说清哪个村"
FOOTNOTES = (
    "说明：本表不给任何人打分、排名、标色，也不计算奖惩；不统计信访。",
    "说明：反映干部作风的事不在本表任何一个数里，由村务监督和镇社会事务办公室另外看。",
    "说明：户里事少于5件不写数，能推算出它的数一并不写；不足5件的不写百分比。",
    "说明：各村只比说到做到，不比事多事少；事少不是成绩，求助早、上交早不算错。",
    "说明：对数字有不同看法，可以对着编号回话，改了会重算并注明。",
)
#: the private topics, in the taxonomy's order
_NEIGHBOUR = {topic: staff_title(topic, MatterKind.NEIGHBOUR) for topic in list(Topic)[14:21]}
_HOUSEHOLD = {topic: staff_title(topic, MatterKind.HOUSEHOLD) for topic in list(Topic)[21:]}


async def month_report(ledger: Ledger, policy: Policy, period: Period, at: datetime) -> Report:
    """The month's report as it was at T."""
    organisation = await ledger.organisation()
    earlier = before(period, policy.calendar)
    cases, people = await read_cases(ledger, looked_at_since(earlier), at)
    repeats = await read_repeats(ledger, organisation, cases, period)
    at_words = instant_in_words(policy, at)
    view = view_of(cases, people, repeats, period, at_words)
    report = month_of(policy, organisation, view, view_of(cases, people, {}, earlier, at_words), at)
    told = [*report.sections]
    # before the proposals, behind the figures of tickets
    told.insert(len(told) - 2, await meetings(ledger, period, at_words))
    return replace(report, sections=told)


def month_of(policy: Policy, organisation: Organisation, view: View, earlier: View, at: datetime) -> Report:
    """The same from what was read; `earlier`: the month before, for comparison."""
    private_topics = [
        *township.by_private_topic(view, _NEIGHBOUR, MatterKind.NEIGHBOUR),
        *township.by_private_topic(view, _HOUSEHOLD, MatterKind.HOUSEHOLD),
    ]
    return Report(
        period=view.period,
        at=at,
        title=f"月报 {view.period.name}",
        township=organisation.township.name,
        at_words=view.at_words,
        sections=[
            *number_sections(view),
            Section(
                id="kinds",
                title="哪类事、从哪儿来",
                figures=[*township.by_kind(view), *township.channels(view)],
                tables=_private_tables(private_topics),
            ),
            topics_by_village(organisation, view),
            _villages_on_time(policy, organisation, view),
            Section(id="lessons", title="看出来的", sentences=lessons(view, earlier)),
            Section(
                id="proposals",
                title="下月可以讲的、可以议的",
                sentences=talks(view, private_topics),
                tables=[_agenda(organisation, view)],
            ),
        ],
        footnotes=FOOTNOTES,
    )


def number_sections(view: View) -> list[Section]:
    """The numbers of practice §8.2, in four groups, and danger apart."""
    promises = township.promises(view)
    rates = [figure for figure in promises if figure.id in ("response_rate", "on_time_original", "on_time_extended")]
    rates += [figure for figure in promises if figure.id == "result_on_time"]
    return [
        Section(id="numbers", title="多少事", figures=township.how_much(view)),
        Section(
            id="promises",
            title="说到做到",
            figures=promises,
            charts=[
                Chart(
                    id="promises",
                    title="说到做到的占多少",
                    description="响应率、两种按时办结率和按时有结果率，百分比；样本少的不画。",
                    labels=[figure.name for figure in rates],
                    values=[None if figure.value is None else 100 * figure.value for figure in rates],
                    unit="%",
                )
            ],
        ),
        Section(id="answers", title="群众怎么说", figures=township.answers(view)),
        Section(id="handling", title="怎么办的", figures=township.handling(view)),
        Section(id="danger", title="危险（单列）", figures=township.dangers(view)),
    ]


def _private_tables(figures: Sequence[Figure]) -> list[Table]:
    if not figures:
        return []
    rows = [(figure.name, [figure]) for figure in figures if figure.hidden is not None or figure.n]
    return [
        Table(
            id="private_topics",
            title="邻里事、户里事按主题（全镇合计，不分村）",
            headings=("主题", "受理数"),
            rows=rows,
        )
    ]


def topics_by_village(organisation: Organisation, view: View) -> Section:
    """Village matters by topic and village; others are never crossed with villages."""
    own = [case for case in view.received() if case.row.kind is MatterKind.VILLAGE]
    topics = [topic for topic in Topic if topic in village_topics(own)]
    other = [case for case in own if case.row.topic is None]
    villages = names_of(organisation, own)
    rows = []
    for code, name in villages.items():
        mine = [case for case in own if case.row.village == code]
        rows.append((name, _topic_cells(view, code or "none", name, mine, topics, with_other=bool(other))))
    rows.append(("合计", _topic_cells(view, "all", "全镇", own, topics, with_other=bool(other))))
    headings = ("村", *(called(topic) for topic in topics), *(("其他",) if other else ()), "村里事合计")
    chart = Chart(
        id="village_topics",
        title="村里事各主题受理数",
        description="本期登记的村里事，按主题，单位件。",
        labels=[called(topic) for topic in village_topics(own)],
        values=[float(len(cases)) for cases in village_topics(own).values()],
        unit="件",
    )
    table = Table(
        id="topics_by_village",
        title="村里事：主题和村",
        headings=headings,
        rows=rows,
        note="只数村里事；邻里、户里的事不分村列",
    )
    return Section(id="topics", title="村里事在哪儿、是什么", tables=[table], charts=[chart] if own else [])


def _topic_cells(
    view: View, code: str, name: str, cases: Sequence[Case], topics: Sequence[Topic], *, with_other: bool
) -> list[Figure | str]:
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        groups[case.row.topic or "other"].append(case)
    wanted = {str(topic): called(topic) for topic in topics} | ({"other": "其他"} if with_other else {})
    cells: list[Figure | str] = [
        count(
            f"village_{topic}_{code}",
            f"{name}：{label}",
            f"本期登记的村里事里，{name}的{label}；T={view.at_words}。",
            numbers(groups[topic]),
        )
        for topic, label in wanted.items()
    ]
    total = count(
        f"village_total_{code}",
        f"{name}：村里事",
        f"本期登记的村里事里，{name}的全部；T={view.at_words}。",
        numbers(cases),
    )
    return [*cells, total]


def names_of(organisation: Organisation, cases: Sequence[Case]) -> Mapping[str | None, str]:
    """Every village by code, in order, and what has none where there is such a case."""
    names: dict[str | None, str] = {village.code: village.name for village in organisation.villages}
    for case in cases:
        if case.row.village not in names:
            known = organisation.areas.get(case.row.village or "")
            names[case.row.village] = known.name if known is not None else NO_VILLAGE
    return names


def kept_by_village(
    organisation: Organisation, view: View, *, without: Mapping[str, Collection[int]] | None = None
) -> list[Kept]:
    """What each village promised and kept; those that promised nothing are left out."""
    found = [
        promises_of(view, village.code, village.name, without=(without or {}).get(village.code, ()))
        for village in organisation.villages
    ]
    return [kept for kept in found if kept.promised]


def _villages_on_time(policy: Policy, organisation: Organisation, view: View) -> Section:
    rows = [
        (kept.name, [kept.contact, kept.result, kept.confirmed, mark_of(kept, policy.reports).value])
        for kept in kept_by_village(organisation, view)
    ]
    limits = policy.reports
    note = (
        f"颜色只看按时有结果：低于{limits.blue_below:.0%}蓝，低于{limits.yellow_below:.0%}黄，"
        f"低于{limits.red_below:.0%}红，不足5件不标；只给镇里看，标的是村里这个月的事，不是人"
    )
    table = Table(
        id="villages",
        title="各村说到做到",
        headings=("村", "按时联系", "按时有结果", "群众确认", "提醒"),
        rows=rows,
        note=note,
    )
    return Section(id="villages", title="各村说到做到（只给镇里看）", tables=[table])


def agenda_cases(view: View) -> list[Case]:
    """Open village matters that have waited for a week or longer and may be spoken of in public, the oldest first."""
    return [
        case
        for case in view.cases
        if case.status in WORKING
        and case.row.kind is MatterKind.VILLAGE
        and case.row.privacy is Privacy.OPEN
        and not case.row.violence_at_home
        and case.at - case.row.registered_at > _OLD
    ]


def _agenda(organisation: Organisation, view: View) -> Table:
    waiting = agenda_cases(view)
    rows: list[tuple[str, Sequence[Figure | str]]] = []
    for code, name in names_of(organisation, waiting).items():
        mine = [case for case in waiting if case.row.village == code]
        if mine:
            titles = "、".join(f"{case.number}号{public_title(case.row.topic, case.row.kind)}" for case in mine[:6])
            rows.append((name, [titles + (f"，还有{len(mine) - 6}件" if len(mine) > 6 else "")]))
    return Table(id="agenda", title="说事日可以议的（等了七天以上的村里事）", headings=("村", "事"), rows=rows)

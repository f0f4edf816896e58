"""季报: trends, villages by the promises kept, repeated causes, what lacks money, who may be silent, and privacy."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from classifiers.verdict import Topic
from handlers.policy import Policy
from handlers.reports import silence, township
from handlers.reports.cases import Case
from handlers.reports.comparing import Comparison, compare
from handlers.reports.figures import FEW, Figure, Unit, count, quantile
from handlers.reports.lessons import called, village_topics
from handlers.reports.month import FOOTNOTES, kept_by_village, number_sections, topics_by_village
from handlers.reports.periods import Kind, Period, before, containing, months_of
from handlers.reports.places import is_private, is_secret, title_of, where_of
from handlers.reports.reading import instant_in_words, looked_at_since, read_cases, read_repeats, view_of
from handlers.reports.report import Chart, Entry, Report, Section, Table
from handlers.reports.strikes import strike_of
from handlers.reports.township import View, numbers
from handlers.reports.villages import Kept
from handlers.reports.week import stuck_at
from handlers.wording import day_with_weekday
from storage.decisions import Objection
from storage.ledger import Ledger
from storage.lifecycle import WORKING, PauseReason
from storage.organisation import Organisation

#: as often in one grid about one topic within a quarter, it has a cause that was not mended
_REPEATED = 3
_OF_MONTHS = (
    "received",
    "closed",
    "response_rate",
    "on_time_original",
    "on_time_extended",
    "result_on_time",
    "answer_rate",
    "unconfirmed_rate",
    "median_hours",
)
_FOOT = "说明：各村对照不是名次，不打分，不计奖惩；征求看法的日子过了才定稿，看法和改动都注明。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a quarter says that is no ticket's: burden, privacy, objections. None: nobody knows."""

    notes: Sequence[int]
    words: Sequence[int]
    words_destroyed: int
    reads_with_names: int | None
    objections: Sequence[Objection]


async def quarter_report(
    ledger: Ledger, policy: Policy, period: Period, at: datetime, *, reads_with_names: int | None = None
) -> Report:
    """The quarter's report as it was at T. `reads_with_names`: how often names were shown, where somebody counts it."""
    organisation = await ledger.organisation()
    earlier = before(period, policy.calendar)
    cases, people = await read_cases(ledger, looked_at_since(earlier), at)
    repeats = await read_repeats(ledger, organisation, cases, period)
    at_words = instant_in_words(policy, at)
    view = view_of(cases, people, repeats, period, at_words)
    months = [
        # what repeats is asked of the matters of a period: the quarter's answer holds for its months
        view_of(cases, people, repeats, month, at_words)
        for month in months_of(period, policy.calendar)
    ]
    until = min(period.end, at)
    beside = Beside(
        notes=await ledger.reporting.notes_to_officials(period.start, until),
        words=await ledger.reporting.words_of_officials(period.start, until),
        words_destroyed=await ledger.reporting.words_destroyed(period.start, until),
        reads_with_names=reads_with_names,
        objections=[one for one in await ledger.objections.of(period.label) if one.made_at <= at],
    )
    return quarter_of(policy, organisation, view, view_of(cases, people, {}, earlier, at_words), months, beside, at)


def quarter_of(
    policy: Policy,
    organisation: Organisation,
    view: View,
    earlier: View,
    months: Sequence[View],
    beside: Beside,
    at: datetime,
) -> Report:
    """The same from what was read."""
    # a quarter's number less two months' shown ones is the third month's hidden one
    hidden_before = any(township.households_are_few(month) for month in months)
    return Report(
        period=view.period,
        at=at,
        title=f"季报 {view.period.name}",
        township=organisation.township.name,
        at_words=view.at_words,
        sections=[
            *number_sections(view),
            Section(
                id="kinds",
                title="哪类事、从哪儿来",
                figures=[*township.by_kind(view, hidden_before=hidden_before), *township.channels(view)],
            ),
            _trends(months),
            topics_by_village(organisation, view),
            _causes(organisation, view),
            _unfunded(policy, organisation, view),
            _villages(policy, organisation, view, beside.objections, at),
            Section(
                id="silence",
                title="要去问一问的",
                sentences=silence.quiet_villages(organisation, view, earlier),
                figures=silence.signals(view),
            ),
            _burden(view, beside),
            _privacy(view, beside),
        ],
        footnotes=(*FOOTNOTES, _FOOT),
    )


def _trends(months: Sequence[View]) -> Section:
    columns = []
    for month in months:
        figures = [*township.how_much(month), *township.promises(month), *township.answers(month)]
        figures += township.handling(month)
        columns.append({figure.id: figure for figure in figures})
    names = [f"{month.period.first.month}月" for month in months]
    rows = [(columns[0][id_].name, [column[id_] for column in columns]) for id_ in _OF_MONTHS]
    topics = _topics_by_month(months, names)
    chart = Chart(
        id="trend",
        title="各月受理数",
        description="三个月各登记了多少件，单位件；少了不算成绩。",
        labels=names,
        values=[column["received"].value for column in columns],
        unit="件",
        through_time=True,
    )
    table = Table(id="trend", title="三个月对着看", headings=("项", *names), rows=rows)
    return Section(id="trends", title="走势", tables=[table, topics], charts=[chart])


def _topics_by_month(months: Sequence[View], names: Sequence[str]) -> Table:
    by_month = [village_topics(month.received()) for month in months]
    rows = []
    for topic in Topic:
        if any(topic in found for found in by_month):
            cells = [
                count(
                    f"trend_{topic}_{month.period.label}",
                    f"{name}：{called(topic)}",
                    f"{name}登记的村里事里的{called(topic)}；T={month.at_words}。",
                    numbers(found.get(topic, [])),
                )
                for month, name, found in zip(months, names, by_month, strict=True)
            ]
            rows.append((called(topic), cells))
    return Table(id="trend_topics", title="村里事各主题三个月", headings=("主题", *names), rows=rows)


def _causes(organisation: Organisation, view: View) -> Section:
    """One place and topic again and again, village matters only: a cause that was not mended."""
    places: dict[tuple[str, Topic], list[Case]] = defaultdict(list)
    for case in view.received():
        if not is_private(case) and case.row.grid is not None and case.row.topic is not None:
            places[case.row.grid, case.row.topic].append(case)
    often = sorted(
        ((place, cases) for place, cases in places.items() if len(cases) >= _REPEATED),
        key=lambda item: (-len(item[1]), item[0][0], list(Topic).index(item[0][1])),
    )
    rows: list[tuple[str, Sequence[Figure | str]]] = []
    for (grid, topic), cases in often:
        figure = count(
            f"cause_{grid}_{topic}",
            f"{called(topic)}",
            f"本季同一网格同一主题登记了三次以上的；T={view.at_words}。",
            numbers(cases),
        )
        rows.append((where_of(organisation, cases[0]), [called(topic), figure]))
    table = Table(id="causes", title="一个地方一样事，三次以上", headings=("哪儿", "啥事", "件数"), rows=rows)
    return Section(id="causes", title="反复出的毛病", tables=[table])


def _unfunded(policy: Policy, organisation: Organisation, view: View) -> Section:
    waiting = [
        case
        for case in view.cases
        if case.status in WORKING
        and not is_secret(case)
        and (case.paused_for is PauseReason.FUNDS or "钱" in _last_help(case))
    ]
    entries = [
        Entry(
            ticket=case.number,
            title=title_of(case),
            where=where_of(organisation, case),
            state=stuck_at(policy, case, {}),
            asked="钱从哪儿来，哪天能定",
        )
        for case in sorted(waiting, key=lambda case: (case.row.registered_at, case.number))
    ]
    figure = count(
        "unfunded",
        "缺钱没着落的",
        f"到T停着等钱和材料，或者求助说缺钱、还没结果的；T={view.at_words}。",
        numbers(waiting),
    )
    return Section(id="unfunded", title="缺钱没着落的", figures=[figure], entries=entries)


def _last_help(case: Case) -> str:
    return case.help_at[-1][1] if case.help_at else ""


def objections_until(policy: Policy, period: Period) -> date:
    """The last local day on which a village may object to a quarter."""
    following = containing(Kind.QUARTER, period.next_first, policy.calendar)
    struck = policy.calendar.day_of(strike_of(policy, Kind.QUARTER, following))
    return struck + timedelta(days=policy.reports.objections_days)


def left_out_by(objections: Sequence[Objection], at: datetime) -> Mapping[str, set[int]]:
    """The tickets that an objection took out of a village's comparison, by village, as known at T."""
    found: dict[str, set[int]] = defaultdict(set)
    for objection in objections:
        if objection.granted and objection.answered_at is not None and objection.answered_at <= at:
            found[objection.village].add(objection.ticket)
    return found


async def kept_of(ledger: Ledger, policy: Policy, period: Period, at: datetime) -> list[Kept]:
    """What each village promised and kept in a quarter, as known at T."""
    cases, people = await read_cases(ledger, looked_at_since(period), at)
    view = view_of(cases, people, {}, period, instant_in_words(policy, at))
    out = left_out_by(await ledger.objections.of(period.label), at)
    return kept_by_village(await ledger.organisation(), view, without=out)


def _villages(
    policy: Policy, organisation: Organisation, view: View, objections: Sequence[Objection], at: datetime
) -> Section:
    out = left_out_by(objections, at)
    first, kept = kept_by_village(organisation, view), kept_by_village(organisation, view, without=out)
    result = compare(kept, policy.reports)
    until = objections_until(policy, view.period)
    final = policy.calendar.day_of(at) > until
    rules = policy.reports
    sentences = [
        f"已定稿：各村提看法的日子到{day_with_weekday(until)}，已经过了。"
        if final
        else f"还没定稿：各村可以提看法，到{day_with_weekday(until)}为止。",
        f"怎么比：三样说到的（按时联系、按时有结果、群众确认）加在一起，做到的占多少；再用全镇平均稳一稳："
        f"(做到数＋{rules.steadied_by}×全镇占比)÷(说到数＋{rules.steadied_by})。"
        f"说到的不足{rules.at_least}次的村不比。危险、微心愿、咨询不在内。",
        *_outcome(result),
    ]
    return Section(
        id="villages",
        title="各村说到做到（只给镇里看）",
        sentences=sentences,
        tables=[_comparison_table(kept, result), _objection_table(organisation, view, first, kept, objections, at)],
    )


def _outcome(result: Comparison) -> list[str]:
    if not result.best and not result.need_help:
        return ["这一季各村差不多，或者能比的村太少，不点名。"]
    return [
        f"做得好的（不分先后）：{'、'.join(result.best) or '不点'}。",
        f"要帮一把的（不分先后）：{'、'.join(result.need_help) or '不点'}。先问缺什么，不是先问谁的错。",
        *([f"样本少、没有比的：{'、'.join(result.too_few)}。"] if result.too_few else []),
    ]


def _comparison_table(villages: Sequence[Kept], result: Comparison) -> Table:
    rows: list[tuple[str, Sequence[Figure | str]]] = []
    for kept in sorted(villages, key=lambda one: one.name):
        steady = result.steadied.get(kept.village)
        enough = steady is not None
        rows.append(
            (
                kept.name,
                [
                    kept.contact,
                    kept.result,
                    kept.confirmed,
                    f"{kept.kept}/{kept.promised}" if enough else f"样本少(n={kept.promised})",
                    f"{100 * steady:.1f}%" if steady is not None else "不比",
                ],
            )
        )
    mean = f"全镇占比{100 * result.township_share:.1f}%" if result.township_share is not None else "本季没有说到的"
    return Table(
        id="comparison",
        title="各村三样说到的做到多少",
        headings=("村", "按时联系", "按时有结果", "群众确认", "做到/说到", "稳过的占比"),
        rows=rows,
        note=f"{mean}；按村名排，不按多少排",
    )


def _objection_table(
    organisation: Organisation,
    view: View,
    first: Sequence[Kept],
    kept: Sequence[Kept],
    objections: Sequence[Objection],
    at: datetime,
) -> Table:
    was, now = ({one.village: one for one in some} for some in (first, kept))
    rows: list[tuple[str, Sequence[Figure | str]]] = []
    for objection in objections:
        area = organisation.areas.get(objection.village)
        answered = objection.answered_at is not None and objection.answered_at <= at
        answer = (
            ("采纳，不算在内" if objection.granted else f"没采纳：{objection.answer}") if answered else "等镇里答复"
        )
        rows.append(
            (
                area.name if area else objection.village,
                [
                    f"{objection.ticket}号",
                    objection.words,
                    answer,
                    f"{_parts(was.get(objection.village))} → {_parts(now.get(objection.village))}",
                ],
            )
        )
    return Table(
        id="objections",
        title="各村的看法和重算",
        headings=("村", "哪件", "看法", "答复", "做到/说到：原来 → 现在"),
        rows=rows,
    )


def _parts(kept: Kept | None) -> str:
    if kept is None or kept.promised < FEW:
        return "样本少"
    return f"{kept.kept}/{kept.promised}"


def _burden(view: View, beside: Beside) -> Section:
    """How much the program asks of officials, as sums and medians; never a line for anybody."""
    figures = []
    for id_, name, counts, what in (
        ("notes", "发给干部的提醒", beside.notes, "没人问、程序自己发的提醒；只留90天，季初几天可能不全"),
        ("words", "干部回的话", beside.words, "干部为办事回的话（接、好、求助等），一句记一次"),
    ):
        # with so few of them a sum would say what one of them was sent
        enough = len(counts) >= FEW
        for end, part, value in (
            ("total", "一共", float(sum(counts))),
            ("median", "每人中位数", quantile([float(one) for one in counts], 0.5) if counts else 0.0),
        ):
            figures.append(
                Figure(
                    id=f"{id_}_{end}",
                    name=f"{name}：{part}",
                    definition=f"本期{what}；不列是谁，不足5人不写；T={view.at_words}。",
                    unit=Unit.TIMES,
                    value=value if enough else None,
                    n=len(counts),
                )
            )
    return Section(id="burden", title="给干部添了多少事", figures=figures)


def _privacy(view: View, beside: Beside) -> Section:
    figure = count(
        "words_destroyed",
        "原话已销毁的事",
        f"本期办结、原话和地点到现在已按约定销毁的事；T={view.at_words}。",
        (),
        value=beside.words_destroyed,
    )
    reads = "没有记录" if beside.reads_with_names is None else f"{beside.reads_with_names}次，每次都写了理由"
    return Section(
        id="privacy",
        title="个人信息",
        figures=[figure],
        sentences=[
            f"带姓名或原话查看、导出：{reads}。",
            "泄露、误发等情况：程序不知道的由信息保护负责人补写；没有也写“没有”。",
        ],
    )

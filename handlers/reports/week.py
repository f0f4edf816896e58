"""研判: what is stuck, why, and what has to be decided; and what was decided before and is not done."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType

from handlers.deadlines import Colour, colour_of
from handlers.policy import Policy
from handlers.reports.cases import Case
from handlers.reports.figures import count
from handlers.reports.periods import Period
from handlers.reports.places import is_private, is_secret, title_of, where_of
from handlers.reports.reading import instant_in_words, looked_at_since, read_cases
from handlers.reports.report import Entry, Report, Section
from handlers.wording import WAITS_FOR, day_with_weekday
from storage.decisions import Decision
from storage.ledger import Ledger
from storage.lifecycle import WORKING, HandlingMode, PauseReason, Status
from storage.models import Ticket
from storage.organisation import Organisation, Role

#: whoever takes an old matter on himself is one of these (seeds 2.6)
LEADERS = frozenset({Role.AREA_LEADER, Role.DUTY_LEADER})
_A_WEEK = timedelta(days=7)
_BACKLOG = timedelta(days=60)
_SAME_PLACE_WITHIN = timedelta(days=30)
_SAME_PLACE = 3
_REOPENED_OFTEN = 3
_RETURNED_OFTEN = 2
FOOTNOTES = (
    "说明：只列事和卡在哪，不列谁办得快慢；求助、上交不算错。反映干部作风的事不在里面。",
    "说明：定了就在群外私下回“决定 编号 怎么办 哪天 谁”，或者用 shuoshi report decide；办到之前每周都列。",
)


async def week_report(ledger: Ledger, policy: Policy, period: Period, at: datetime) -> Report:
    """The list as it stands at T; `period` says which week's numbers are counted."""
    organisation = await ledger.organisation()
    cases, _ = await read_cases(ledger, looked_at_since(period), at)
    tasks = [
        (decision, ticket)
        for decision, ticket in await ledger.decisions.still_to_do()
        if not ticket.about_official and decision.decided_at <= at
    ]
    led = await leaders_of(ledger, organisation, cases, at)
    return week_of(policy, organisation, cases, tasks, period, at, led)


def week_of(
    policy: Policy,
    organisation: Organisation,
    cases: Sequence[Case],
    tasks: Sequence[tuple[Decision, Ticket]],
    period: Period,
    at: datetime,
    led: Mapping[int, str] = MappingProxyType({}),
) -> Report:
    """The same from what was read; `led`: which leader keeps after an old one.

    What is for its one owner alone (secret, violence at home) is in no list.
    """
    cases = [case for case in cases if not is_secret(case)]
    at_words = instant_in_words(policy, at)
    sections = []
    listed: set[int] = set()
    again = same_place(cases, at)
    for id_, title, definition, fits in _lists(policy, again):
        found = sorted((case for case in cases if fits(case)), key=lambda case: (case.due_at, case.number))
        fresh = [case for case in found if case.number not in listed]
        listed |= {case.number for case in found}
        entries = [_entry(policy, organisation, case, again, led) for case in fresh]
        elsewhere = len(found) - len(fresh)
        sections.append(
            Section(
                id=id_,
                title=title,
                figures=[count(id_, title, f"{definition}；T={at_words}。", [case.number for case in found])],
                entries=entries,
                sentences=[f"其中{elsewhere}件在上面已经列了。"] if elsewhere else [],
            )
        )
    return Report(
        period=period,
        at=at,
        title=f"周研判 {period.name}",
        township=organisation.township.name,
        at_words=at_words,
        sections=[
            Section(id="tasks", title="上次定下还没办到的", entries=_tasks(policy, organisation, cases, tasks, at)),
            *sections,
            _resources(policy, organisation, cases, at_words),
        ],
        footnotes=FOOTNOTES,
    )


_Fits = Callable[[Case], bool]


def _lists(policy: Policy, again: dict[int, list[int]]) -> list[tuple[str, str, str, _Fits]]:
    return [
        (
            "danger",
            "危险还没完的",
            "有危险、到T没办结",
            lambda case: case.danger and case.open,
        ),
        ("red", "红的：过期久的", "到T颜色是红的", lambda case: is_red(policy, case)),
        (
            "township_list",
            "三次重办或列入镇里的",
            "重办到第三次，或拖久了列入镇里周会",
            lambda case: case.status in WORKING and (case.township_list or len(case.reopened_at) >= _REOPENED_OFTEN),
        ),
        (
            "backlog",
            "积了六十天以上的",
            "登记六十天以上还没办结，要有领导包着",
            lambda case: case.open and case.has_clock and case.at - case.row.registered_at > _BACKLOG,
        ),
        (
            "reopened",
            "重办的",
            "群众说没办好、正在重办",
            lambda case: case.status in WORKING and bool(case.reopened_at),
        ),
        (
            "returned",
            "退过两次的",
            "退回两次以上、还没办结",
            lambda case: case.status in WORKING and len(case.returned_at) >= _RETURNED_OFTEN,
        ),
        (
            "joint",
            "几家一起办的",
            "联办、还没办结",
            lambda case: case.status in WORKING and case.mode is HandlingMode.JOINT,
        ),
        ("old", "登记七天以上的", "登记七天以上还没结果", lambda case: case.status in WORKING and _old(case)),
        (
            "same_place",
            "一个地方三次以上的",
            "同一网格同一主题的村里事，三十天里三次以上",
            lambda case: case.number in again,
        ),
    ]


def _old(case: Case) -> bool:
    return case.has_clock and case.at - case.row.registered_at > _A_WEEK


def is_red(policy: Policy, case: Case) -> bool:
    """Whether its date is red at T; a paused one keeps the colour that it had."""
    if case.status not in WORKING or case.danger:
        return False
    colour = colour_of(
        case.row.registered_at,
        case.due_at,
        case.row.urgency,
        case.paused_at or case.at,
        policy.calendar.of(case.row.village),
        contacted=case.first_contact_at is not None,
        contact_by=case.contact_by,
        preset=policy.deadlines.colours,
    )
    return colour is Colour.RED


def same_place(cases: Sequence[Case], at: datetime) -> dict[int, list[int]]:
    """Village matters of one grid and topic, three or more in thirty days before T: each with all of them."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for case in cases:
        row = case.row
        recent = at - _SAME_PLACE_WITHIN <= row.registered_at
        if recent and row.grid is not None and row.topic is not None and not is_private(case):
            found[row.grid, row.topic].append(case.number)
    return {number: numbers for numbers in found.values() if len(numbers) >= _SAME_PLACE for number in numbers}


async def leaders_of(ledger: Ledger, organisation: Organisation, cases: Sequence[Case], at: datetime) -> dict[int, str]:
    """Which leader has taken an old one on himself by T, or leads its team (seeds 2.6)."""
    old = [case.number for case in cases if at - case.row.registered_at > _BACKLOG and case.open]
    found = {}
    for ticket, people in (await ledger.contact_log.leads(old, at)).items():
        for person in people:
            officer = organisation.officers.get(person)
            if officer is not None and organisation.roles_of(person) & LEADERS:
                found[ticket] = officer.name
    return found


def _entry(
    policy: Policy, organisation: Organisation, case: Case, again: dict[int, list[int]], led: Mapping[int, str]
) -> Entry:
    return Entry(
        ticket=case.number,
        title=title_of(case),
        where=where_of(organisation, case),
        state=stuck_at(policy, case, again) + (f"，{led[case.number]}包着" if case.number in led else ""),
        asked=decision_for(case, again, led=case.number in led),
    )


def stuck_at(policy: Policy, case: Case, again: dict[int, list[int]]) -> str:
    """Where it is stuck, in facts."""
    calendar = policy.calendar
    days = (calendar.day_of(case.at) - calendar.day_of(case.due_at)).days
    facts = [
        ("等群众回话", case.status is Status.RESOLVED),
        ("还没人接", case.status is Status.DISPATCHED),
        ("还没人联系上本人", case.open and case.first_contact_at is None),
        (
            f"停着，{WAITS_FOR[case.paused_for]}" if case.paused_for else "",
            case.paused_for is not None,
        ),
        (f"过了{days}天", case.past_due and days > 0),
        (f"重办{len(case.reopened_at)}次", bool(case.reopened_at)),
        (f"退过{len(case.returned_at)}次", len(case.returned_at) >= _RETURNED_OFTEN),
        (f"延过{len(case.extended_at)}次", bool(case.extended_at)),
        (_help(case), bool(case.help_at)),
        ("三十天里" + "、".join(map(str, again.get(case.number, ()))) + "号都是这儿", case.number in again),
    ]
    said = [fact for fact, holds in facts if holds]
    age = (calendar.day_of(case.at) - calendar.day_of(case.row.registered_at)).days
    return "，".join(said or [f"登记{age}天了"])


def _help(case: Case) -> str:
    # what an official wrote about a household stays with those who handle it
    reason = case.help_at[-1][1] if case.help_at else ""
    return f"求助过：{reason}" if reason and not is_private(case) else "求助过"


def decision_for(case: Case, again: dict[int, list[int]], *, led: bool = False) -> str:
    """What has to be decided so that it can go on."""
    asks = (
        ("现在谁在现场，人安全了没有", case.danger),
        ("换个办法还是换人办，谁盯着", len(case.reopened_at) >= _REOPENED_OFTEN),
        ("钱和材料从哪儿出，谁去报", case.paused_for is PauseReason.FUNDS),
        ("到底归谁办", len(case.returned_at) >= _RETURNED_OFTEN),
        ("哪位领导包着办，到哪天", case.at - case.row.registered_at > _BACKLOG and case.open and not led),
        ("谁牵头，各家到哪天", case.mode is HandlingMode.JOINT),
        ("求助的人缺什么，谁去帮", bool(case.help_at) and case.open),
        ("群众说没办好的那一处，谁去看", bool(case.reopened_at) and not case.reopened_by_office),
        ("监督的人说没办好的那一处，谁去看", case.reopened_by_office),
        ("要不要一次治本", case.number in again),
        ("等到哪天还不行就换办法", case.paused_for is not None),
    )
    return next((ask for ask, holds in asks if holds), "谁去办，到哪天")


def _tasks(
    policy: Policy,
    organisation: Organisation,
    cases: Sequence[Case],
    tasks: Sequence[tuple[Decision, Ticket]],
    at: datetime,
) -> list[Entry]:
    known = {case.number: case for case in cases}
    today = policy.calendar.day_of(at)
    found = []
    for decision, _ in tasks:
        case = known.get(decision.ticket)
        if case is None:
            continue
        who = organisation.officers.get(decision.who)
        words = "（只在主办人那里看）" if is_private(case) else decision.words
        late = "，过了日子" if decision.until_on < today else ""
        found.append(
            Entry(
                ticket=case.number,
                title=title_of(case),
                where=where_of(organisation, case),
                state=f"{who.name if who else '已离岗的人'}{day_with_weekday(decision.until_on)}前：{words}{late}",
                asked="办到没有，卡在哪" if late else "",
            )
        )
    return found


def _resources(policy: Policy, organisation: Organisation, cases: Sequence[Case], at_words: str) -> Section:
    """What lacks money, material, people or a department: standing still for it, or 求助."""
    lacking = [
        case for case in cases if case.status in WORKING and (case.paused_for is PauseReason.FUNDS or case.help_at)
    ]
    return Section(
        id="resources",
        title="缺人缺钱缺部门的",
        figures=[
            count(
                "resources",
                "缺人缺钱缺部门的",
                f"停着等钱和材料，或者求助过、还没结果的；T={at_words}。",
                [case.number for case in lacking],
            )
        ],
    )

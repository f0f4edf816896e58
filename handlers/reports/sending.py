"""Each report once for each period, to the affairs office and the area leaders, on the first working day after it.

A report of a long ledger takes a while to reckon. So it is drafted from what is only read, and what was drafted is
kept in one short commit, which claims the period: of two processes that draft at once, one is heard.
"""

from dataclasses import dataclass
from datetime import datetime

from handlers import wording
from handlers.dispatch import able_holders
from handlers.policy import Policy
from handlers.reports.month import month_report
from handlers.reports.periods import Kind, Period
from handlers.reports.places import may_read
from handlers.reports.quarter import kept_of, objections_until, quarter_report
from handlers.reports.reading import looked_at_since, read_cases
from handlers.reports.report import Report
from handlers.reports.strikes import due_period
from handlers.reports.village_note import village_notes
from handlers.reports.week import week_of
from handlers.turn import tell_officer
from handlers.wording import reports as say
from storage.ledger import Ledger
from storage.models import Officer
from storage.organisation import Organisation, Role
from storage.speech import PublicText, StaffText

#: as many lines of a list as are read on a phone
_LINES = 6
#: what a month's note says of its many figures
_IN_NOTE = (
    "received",
    "open",
    "closed_rate",
    "response_rate",
    "on_time_original",
    "on_time_extended",
    "overdue",
    "satisfied_rate",
    "rating_answer_rate",
    "unconfirmed_rate",
)


@dataclass(frozen=True, slots=True)
class ToOfficer:
    """A note for one official, by his id."""

    officer: str
    text: StaffText
    key: str


@dataclass(frozen=True, slots=True)
class ToGroup:
    """A line for one village's group."""

    channel: str
    chat: str
    text: PublicText
    key: str


@dataclass(frozen=True, slots=True)
class Drafts:
    """What there is to say of a period that nobody has reported yet; no notes: nothing happened in it."""

    kind: Kind
    period: Period
    notes: list[ToOfficer | ToGroup]


async def send(ledger: Ledger, policy: Policy, drafts: Drafts, now: datetime) -> int:
    """Claim the period and say what was drafted; returns how many notes, 0 where somebody else was faster."""
    organisation = await ledger.organisation()
    period = drafts.period
    if not await ledger.reminders.begin_period(_name(drafts.kind), organisation.township.code, period.first, now):
        return 0
    why = f"report:{drafts.kind}"
    for note in drafts.notes:
        if isinstance(note, ToGroup):
            await ledger.outbox.to_group(note.channel, note.chat, note.text, key=note.key, why=why, at=now)
        elif (officer := organisation.officers.get(note.officer)) is not None:
            await tell_officer(ledger, policy, officer, note.text, ticket=None, why=why, key=note.key, now=now)
    return len(drafts.notes)


def readers(policy: Policy, organisation: Organisation, now: datetime) -> list[Officer]:
    """Who gets the township's reports: the affairs office and every area leader, or who stands in today."""
    today = policy.calendar.day_of(now)
    found: dict[str, Officer] = {}
    for officer in able_holders(organisation, Role.AFFAIRS_OFFICE, None, today):
        found[officer.id] = officer
    for village in organisation.villages:
        for officer in able_holders(organisation, Role.AREA_LEADER, village.code, today):
            found[officer.id] = officer
    return list(found.values())


async def draft_week(ledger: Ledger, policy: Policy, now: datetime) -> Drafts | None:
    """The week's list, without what a reader may not know of; nothing where nothing is stuck. None: not due."""
    period = await _due(ledger, policy, Kind.WEEK, now)
    if period is None:
        return None
    organisation = await ledger.organisation()
    cases, _ = await read_cases(ledger, looked_at_since(period), now)
    tasks = [pair for pair in await ledger.decisions.still_to_do() if not pair[1].about_official]
    notes: list[ToOfficer | ToGroup] = []
    for officer in readers(policy, organisation, now):
        his = [case for case in cases if may_read(organisation, case, officer.id)]
        text = week_text(week_of(policy, organisation, his, tasks, period, now))
        if text is not None:
            notes.append(_to(officer.id, text, Kind.WEEK, period))
    return Drafts(Kind.WEEK, period, notes)


def week_text(report: Report) -> StaffText | None:
    """The list as a note: the first lines of it. None: nothing is stuck."""
    tasks = [entry for section in report.sections if section.id == "tasks" for entry in section.entries]
    entries = [entry for section in report.sections if section.id != "tasks" for entry in section.entries]
    if not tasks and not entries:
        return None
    lines = [say.WEEK_HEAD.say(数1=len(entries), 数2=len(tasks)).text]
    for entry in [*tasks, *entries][:_LINES]:
        asked = f"。要定：{entry.asked}" if entry.asked else ""
        lines.append(
            wording.cut(f"{entry.ticket}号{entry.title}（{entry.where}）：{entry.state}{asked}", wording.LONGEST)
        )
    left = len(tasks) + len(entries) - _LINES
    first = (entries or tasks)[0].ticket
    lines.append(
        say.WEEK_MORE.say(数1=max(left, 0), 编号=first).text if left > 0 else say.WEEK_HOW.say(编号=first).text
    )
    return StaffText("\n".join(lines))


async def draft_month(ledger: Ledger, policy: Policy, now: datetime) -> Drafts | None:
    """The month's figures to the readers, thanks to helpers, and where wanted a line to each village's group."""
    period = await _due(ledger, policy, Kind.MONTH, now)
    if period is None:
        return None
    report = await month_report(ledger, policy, period, now)
    if not _something_happened(report):
        return Drafts(Kind.MONTH, period, [])
    notes = await _to_readers(ledger, policy, report, now) + await _thanks(ledger, period)
    if policy.reports.in_groups:
        notes += await _to_groups(ledger, policy, period, now)
    return Drafts(Kind.MONTH, period, notes)


def _something_happened(report: Report) -> bool:
    return any(figure.value for figure in report.figures() if figure.id in ("received", "open", "closed"))


async def _to_readers(ledger: Ledger, policy: Policy, report: Report, now: datetime) -> list[ToOfficer | ToGroup]:
    organisation = await ledger.organisation()
    text = report_text(report)
    return [_to(each.id, text, report.period.kind, report.period) for each in readers(policy, organisation, now)]


async def draft_quarter(ledger: Ledger, policy: Policy, now: datetime) -> Drafts | None:
    """The quarter's figures to the readers; to each village's secretary its own line, and how to object."""
    period = await _due(ledger, policy, Kind.QUARTER, now)
    if period is None:
        return None
    report = await quarter_report(ledger, policy, period, now)
    if not _something_happened(report):
        return Drafts(Kind.QUARTER, period, [])
    notes = await _to_readers(ledger, policy, report, now) + await _to_villages(ledger, policy, period, now)
    return Drafts(Kind.QUARTER, period, notes)


async def _to_villages(ledger: Ledger, policy: Policy, period: Period, now: datetime) -> list[ToOfficer | ToGroup]:
    organisation = await ledger.organisation()
    until = wording.day_with_weekday(objections_until(policy, period))
    today = policy.calendar.day_of(now)
    notes: list[ToOfficer | ToGroup] = []
    for kept in await kept_of(ledger, policy, period, now):
        text = StaffText(
            "\n".join(
                [
                    say.QUARTER_VILLAGE.say(村=kept.name, 日期=until).text,
                    *(f"{figure.name}：{figure.shown}" for figure in (kept.contact, kept.result, kept.confirmed)),
                ]
            )
        )
        notes += [
            ToOfficer(officer.id, text, f"report:quarter:{period.label}:{kept.village}:{officer.id}")
            for officer in able_holders(organisation, Role.VILLAGE_SECRETARY, kept.village, today)
        ]
    return notes


def report_text(report: Report) -> StaffText:
    """A month or a quarter as a note: its main figures, satisfaction never without how many answered."""
    figures = {figure.id: figure for figure in report.figures()}
    lines = [say.REPORT_HEAD.say(清单=report.title, 时刻=report.at_words).text]
    lines += [f"{figures[id_].name}：{figures[id_].shown}" for id_ in _IN_NOTE if id_ in figures]
    for section in report.sections:
        if section.id == "lessons":
            lines += [f"· {sentence}" for sentence in section.sentences]
    return StaffText("\n".join([*lines, say.REPORT_FOOT.say().text]))


async def _thanks(ledger: Ledger, period: Period) -> list[ToOfficer | ToGroup]:
    """Privately: to each who lent a hand, how often the villager said that it is done (seeds 1.13)."""
    thanked = await ledger.reporting.thanked(period.start, period.end)
    return [
        ToOfficer(person, say.HELPER_THANKS.say(数1=times), f"report:{period.kind}:{period.label}:thanks:{person}")
        for person, times in thanked.items()
    ]


async def _to_groups(ledger: Ledger, policy: Policy, period: Period, now: datetime) -> list[ToOfficer | ToGroup]:
    organisation = await ledger.organisation()
    return [
        ToGroup(chat.channel, chat.chat, text, f"report:month:{period.label}:{village}:{chat.ref}")
        for village, text in (await village_notes(ledger, policy, period, now)).items()
        for chat in organisation.groups_of(village)
        if chat.channel is not None
    ]


async def _due(ledger: Ledger, policy: Policy, kind: Kind, now: datetime) -> Period | None:
    """The period that is due and that nobody has reported yet."""
    due = due_period(policy, kind, now)
    if due is None:
        return None
    period, _ = due
    township = (await ledger.organisation()).township.code
    return None if await ledger.reminders.has_period(_name(kind), township, period.first) else period


def _name(kind: Kind) -> str:
    return f"report:{kind}"


def _to(officer: str, text: StaffText, kind: Kind, period: Period) -> ToOfficer:
    return ToOfficer(officer, text, f"report:{kind}:{period.label}:{officer}")

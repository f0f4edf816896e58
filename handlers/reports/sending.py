"""Each report once for each period, to the affairs office and the area leaders, on the first working day after it."""

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
from handlers.reports.week import leaders_of, week_of
from handlers.turn import tell_officer
from handlers.wording import reports as say
from storage.ledger import Ledger
from storage.models import Officer
from storage.organisation import Organisation, Role
from storage.speech import StaffText

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


async def week_notes(ledger: Ledger, policy: Policy, now: datetime) -> int:
    """The week's list, without what a reader may not know of; nothing where nothing is stuck. Returns how many."""
    period = await _claimed(ledger, policy, Kind.WEEK, now)
    if period is None:
        return 0
    organisation = await ledger.organisation()
    cases, _ = await read_cases(ledger, looked_at_since(period), now)
    tasks = [pair for pair in await ledger.decisions.still_to_do() if not pair[1].about_official]
    led = await leaders_of(ledger, organisation, cases, now)
    sent = 0
    for officer in readers(policy, organisation, now):
        his = [case for case in cases if may_read(organisation, case, officer.id)]
        text = week_text(week_of(policy, organisation, his, tasks, period, now, led))
        if text is not None:
            sent += await _tell(ledger, policy, officer, text, Kind.WEEK, period, now)
    return sent


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


async def month_notes(ledger: Ledger, policy: Policy, now: datetime) -> int:
    """The month's figures to the readers, thanks to helpers, and where wanted a line to each village's group."""
    period = await _claimed(ledger, policy, Kind.MONTH, now)
    if period is None:
        return 0
    report = await month_report(ledger, policy, period, now)
    if not _something_happened(report):
        return 0
    sent = await _to_readers(ledger, policy, report, now)
    sent += await _thank_helpers(ledger, policy, period, now)
    if policy.reports.in_groups:
        sent += await _to_groups(ledger, policy, period, now)
    return sent


def _something_happened(report: Report) -> bool:
    return any(figure.value for figure in report.figures() if figure.id in ("received", "open", "closed"))


async def _to_readers(ledger: Ledger, policy: Policy, report: Report, now: datetime) -> int:
    organisation = await ledger.organisation()
    sent = 0
    for officer in readers(policy, organisation, now):
        sent += await _tell(ledger, policy, officer, report_text(report), report.period.kind, report.period, now)
    return sent


async def quarter_notes(ledger: Ledger, policy: Policy, now: datetime) -> int:
    """The quarter's figures to the readers; to each village's secretary its own line, and how to object."""
    period = await _claimed(ledger, policy, Kind.QUARTER, now)
    if period is None:
        return 0
    report = await quarter_report(ledger, policy, period, now)
    if not _something_happened(report):
        return 0
    return await _to_readers(ledger, policy, report, now) + await _to_villages(ledger, policy, period, now)


async def _to_villages(ledger: Ledger, policy: Policy, period: Period, now: datetime) -> int:
    organisation = await ledger.organisation()
    until = wording.day_with_weekday(objections_until(policy, period))
    today = policy.calendar.day_of(now)
    sent = 0
    for kept in await kept_of(ledger, policy, period, now):
        text = StaffText(
            "\n".join(
                [
                    say.QUARTER_VILLAGE.say(村=kept.name, 日期=until).text,
                    *(f"{figure.name}：{figure.shown}" for figure in (kept.contact, kept.result, kept.confirmed)),
                ]
            )
        )
        for officer in able_holders(organisation, Role.VILLAGE_SECRETARY, kept.village, today):
            key = f"report:quarter:{period.label}:{kept.village}:{officer.id}"
            await tell_officer(ledger, policy, officer, text, ticket=None, why="report:quarter", key=key, now=now)
            sent += 1
    return sent


def report_text(report: Report) -> StaffText:
    """A month or a quarter as a note: its main figures, satisfaction never without how many answered."""
    figures = {figure.id: figure for figure in report.figures()}
    lines = [say.REPORT_HEAD.say(清单=report.title, 时刻=report.at_words).text]
    lines += [f"{figures[id_].name}：{figures[id_].shown}" for id_ in _IN_NOTE if id_ in figures]
    for section in report.sections:
        if section.id == "lessons":
            lines += [f"· {sentence}" for sentence in section.sentences]
    return StaffText("\n".join([*lines, say.REPORT_FOOT.say().text]))


async def _thank_helpers(ledger: Ledger, policy: Policy, period: Period, now: datetime) -> int:
    """Privately: to each who lent a hand, how often the villager said that it is done (seeds 1.13)."""
    organisation = await ledger.organisation()
    sent = 0
    for person, times in (await ledger.reporting.thanked(period.start, period.end)).items():
        officer = organisation.officers.get(person)
        if officer is not None:
            key = f"report:{period.kind}:{period.label}:thanks:{person}"
            text = say.HELPER_THANKS.say(数1=times)
            await tell_officer(ledger, policy, officer, text, ticket=None, why="report:month", key=key, now=now)
            sent += 1
    return sent


async def _to_groups(ledger: Ledger, policy: Policy, period: Period, now: datetime) -> int:
    organisation = await ledger.organisation()
    sent = 0
    for village, text in (await village_notes(ledger, policy, period, now)).items():
        for chat in organisation.groups_of(village):
            if chat.channel is not None:
                key = f"report:month:{period.label}:{village}:{chat.ref}"
                await ledger.outbox.to_group(chat.channel, chat.chat, text, key=key, why="report:month", at=now)
                sent += 1
    return sent


async def _claimed(ledger: Ledger, policy: Policy, kind: Kind, now: datetime) -> Period | None:
    """The period that is due and that nobody has reported yet; it is reported from here on."""
    due = due_period(policy, kind, now)
    if due is None:
        return None
    period, _ = due
    township = (await ledger.organisation()).township.code
    if not await ledger.reminders.begin_period(f"report:{kind}", township, period.first, now):
        return None
    return period


async def _tell(
    ledger: Ledger, policy: Policy, officer: Officer, text: StaffText, kind: Kind, period: Period, now: datetime
) -> int:
    key = f"report:{kind}:{period.label}:{officer.id}"
    await tell_officer(ledger, policy, officer, text, ticket=None, why=f"report:{kind}", key=key, now=now)
    return 1

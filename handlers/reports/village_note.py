"""The month as a village may read it: counts of open village matters, and of all others no more than how many."""

from datetime import datetime

from classifiers.verdict import Privacy
from handlers.policy import Policy
from handlers.reports.cases import Case
from handlers.reports.figures import FEW
from handlers.reports.periods import Period
from handlers.reports.places import is_private
from handlers.reports.reading import looked_at_since, read_cases
from handlers.wording import reports as say
from storage.ledger import Ledger
from storage.speech import PublicText


async def village_notes(ledger: Ledger, policy: Policy, period: Period, at: datetime) -> dict[str, PublicText]:
    """The note of every village where something was raised or closed, by code.

    Neighbours and households are told in one number, 少于5件 below five: the two are never told apart in a village,
    and no total stands beside them from which a small one could be reckoned.
    """
    cases, _ = await read_cases(ledger, looked_at_since(period), at)
    notes = {}
    for village in (await ledger.organisation()).villages:
        mine = [case for case in cases if case.row.village == village.code]
        text = note_of(mine, period)
        if text is not None:
            notes[village.code] = text
    return notes


def note_of(cases: list[Case], period: Period) -> PublicText | None:
    """One village's note; None: nothing was raised or closed."""
    open_to_all = [case for case in cases if not is_private(case) and case.row.privacy is Privacy.OPEN]
    raised = sum(period.holds(case.row.registered_at) for case in open_to_all)
    closed = sum(period.holds(case.closed_at) for case in open_to_all)
    private = sum(period.holds(case.row.registered_at) for case in cases) - raised
    if private >= FEW:
        return say.MONTH_NOTE.say(数1=raised, 数2=closed, 数3=private)
    if not raised and not closed:
        return None
    return say.MONTH_NOTE_FEW.say(数1=raised, 数2=closed)

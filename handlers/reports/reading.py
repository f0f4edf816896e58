"""From the ledger to what a report looks at, in pages; words are opened for likeness only, and kept nowhere."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from classifiers.likeness import Signature, likeness, signature
from classifiers.verdict import MatterKind, Privacy
from handlers.policy import Policy
from handlers.reports.cases import Case, as_of, people_behind
from handlers.reports.periods import Period
from handlers.reports.township import View
from storage.ledger import Ledger
from storage.organisation import Organisation

#: said again within so long after its end, it is a repetition (practice §8.2)
AGAIN_WITHIN = timedelta(days=90)
_AT_ONCE = 500


def instant_in_words(policy: Policy, at: datetime) -> str:
    """T as a report says it."""
    local = policy.calendar.local(at)
    return f"{local.year}年{policy.day(at)}{local:%H:%M}"


async def read_cases(ledger: Ledger, since: datetime, at: datetime) -> tuple[list[Case], dict[int, int]]:
    """Every case that counts at T and was alive since an instant; and how many people stand behind each."""
    cases: dict[int, Case] = {}
    voices: dict[int, Sequence[tuple[str, datetime, bool]]] = {}
    async for page in ledger.reporting.dossiers(since, at):
        for dossier in page:
            case = as_of(dossier, at)
            if case is not None:
                cases[case.number] = case
                voices[case.number] = dossier.voices
    return [case for case in cases.values() if case.counts], people_behind(cases, voices)


def looked_at_since(period: Period) -> datetime:
    """How far back a report of a period looks: repetitions count from the end of what was said before."""
    return period.start - AGAIN_WITHIN


def view_of(
    cases: Sequence[Case], people: dict[int, int], repeats: dict[int, int], period: Period, at_words: str
) -> View:
    """The same cases seen by a period."""
    return View(
        period=period,
        at_words=at_words,
        cases=[case for case in cases if not case.danger],
        dangers=[case for case in cases if case.danger],
        people=people,
        repeats=repeats,
    )


def said_again(cases: Sequence[Case], period: Period) -> Iterator[tuple[Case, Case]]:
    """(later, earlier): registered in P, of the grid and topic of one that had ended within 90 days before.

    Village matters alone: what a household or two neighbours said is never compared.
    """
    ended: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in cases:
        if case.ends and _may_be_compared(case):
            ended[case.row.grid or "", case.row.topic or ""].append(case)
    for case in cases:
        if not (period.holds(case.row.registered_at) and _may_be_compared(case)) or case.danger:
            continue
        for earlier in ended.get((case.row.grid or "", case.row.topic or ""), ()):
            at = case.row.registered_at
            if earlier.number != case.number and any(at - AGAIN_WITHIN <= end <= at for end in earlier.ends):
                yield case, earlier


def _may_be_compared(case: Case) -> bool:
    row = case.row
    apart = row.privacy is Privacy.SECRET or row.violence_at_home
    return row.kind is MatterKind.VILLAGE and row.grid is not None and row.topic is not None and not apart


async def read_repeats(
    ledger: Ledger, organisation: Organisation, cases: Sequence[Case], period: Period
) -> dict[int, int]:
    """What was said again in P and is alike in words, later → earlier. Where the words are gone, nothing is guessed."""
    pairs = list(said_again(cases, period))
    signatures = await _signatures(ledger, organisation, {case.number: case for pair in pairs for case in pair})
    found: dict[int, int] = {}
    for later, earlier in pairs:
        if later.number in found or not {later.number, earlier.number} <= signatures.keys():
            continue
        # so long after the end the time between says nothing, and "again" is what is looked for
        if likeness(signatures[earlier.number], signatures[later.number]).likely:
            found[later.number] = earlier.number
    return found


async def _signatures(ledger: Ledger, organisation: Organisation, cases: Mapping[int, Case]) -> dict[int, Signature]:
    """What each is told from another by; words are opened a few hundred at a time, and let go."""
    found: dict[int, Signature] = {}
    numbers = sorted(cases)
    for begin in range(0, len(numbers), _AT_ONCE):
        tickets = await ledger.reporting.tickets_numbered(numbers[begin : begin + _AT_ONCE])
        words = await ledger.tickets.words_of_each(tickets)
        for ticket in tickets:
            if ticket.number in words:
                row = cases[ticket.number].row
                found[ticket.number] = signature(
                    words[ticket.number],
                    topic=row.topic,
                    kind=row.kind,
                    village=row.village,
                    grid=row.grid,
                    place=ticket.place,
                    names=tuple(_place_names(organisation, row.village)),
                )
    return found


def _place_names(organisation: Organisation, village: str | None) -> Iterable[str]:
    for area in organisation.grids_of(village or ""):
        yield from (area.name, *area.places)

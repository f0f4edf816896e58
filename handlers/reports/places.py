"""How a ticket is named in a report that several officials read: neighbours and households by no more than that."""

from classifiers.verdict import MatterKind, Privacy
from handlers import titles
from handlers.dispatch import barred
from handlers.reports.cases import Case
from storage.organisation import Organisation

_PRIVATE = "邻里或户里的事"


def is_private(case: Case) -> bool:
    """Whether only its kind may be said: neighbours and households alike, so that neither can be counted."""
    return case.row.kind is not MatterKind.VILLAGE or is_secret(case)


def is_secret(case: Case) -> bool:
    """For its one owner alone: no list of single matters names it, not even by its number."""
    return case.row.privacy is Privacy.SECRET or case.row.violence_at_home


def title_of(case: Case) -> str:
    """What it is called."""
    return _PRIVATE if is_private(case) else titles.staff_title(case.row.topic, case.row.kind)


def where_of(organisation: Organisation, case: Case) -> str:
    """The grid of a village matter; of anything else the village alone."""
    area = organisation.areas.get(case.row.village or "")
    if not is_private(case):
        area = organisation.areas.get(case.row.grid or "") or area
    return area.name if area is not None else "没说清哪个村"


def may_read(organisation: Organisation, case: Case, officer: str) -> bool:
    """Whether a ticket may stand in somebody's copy: not where he raised it with relatives concerned, nor accused."""
    evidence = case.row.evidence
    return officer not in barred(organisation, accused=evidence.get("accused", ()), raised_by=evidence.get("raised_by"))

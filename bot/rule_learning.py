"""`shuoshi rules suggest` and `rules rehearse`: what past tickets say about the rules, read inside the program.

Words are unsealed here, judged, and let go; what comes out are counts, ticket numbers and words that many people use.
Complaints about an official and violence at home are left out: even their number says too much.
"""

import shutil
import tempfile
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from classifiers.classifier import Classifier
from classifiers.drafting import Drafter
from classifiers.examples import check_examples
from classifiers.rule_file import RuleMistake, RuleSet, load_rules
from classifiers.suggesting import Past, suggest
from classifiers.verdict import Scene, Urgency, Verdict
from storage.corrections import first_judged, judged
from storage.ledger import Ledger
from storage.models import Ticket
from storage.organisation import Organisation

_PAGE = 500
#: the name a proposal has while it is tried
_DRAFT = "zz-learnt.yaml"


@dataclass(frozen=True, slots=True)
class PastTicket:
    """A ticket with what its reporter said; None: destroyed, or nobody wrote."""

    ticket: Ticket
    reporter: str | None
    words: str | None


@dataclass(slots=True)
class LeftOut:
    """Tickets that were not read, and why."""

    without_words: int = 0
    kept_apart: int = 0


async def past_tickets(
    ledger: Ledger, *, since: datetime | None, left_out: LeftOut, on_page: Callable[[int], Any]
) -> AsyncIterator[list[PastTicket]]:
    """Past tickets page by page. What is not read is counted in `left_out`; `on_page` hears of everything seen."""
    after = 0
    while page := await ledger.tickets.every(after=after, limit=_PAGE):
        found = []
        for ticket in page:
            if since is not None and ticket.registered_at < since:
                continue
            if ticket.about_official or ticket.violence_at_home:
                left_out.kept_apart += 1
                continue
            words = await ledger.tickets.words(ticket)
            if words is None:
                left_out.without_words += 1
                continue
            voices = await ledger.tickets.voices_of(ticket)
            reporter = next((voice.villager for voice in voices if voice.reporter), None)
            found.append(PastTicket(ticket, reporter, words))
        yield found
        on_page(len(page))
        after = page[-1].number


# ---- suggest --------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Harvest:
    """What can be learnt from."""

    matters: list[Past] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    corrected: int = 0
    left_out: LeftOut = field(default_factory=LeftOut)


async def harvest(
    ledger: Ledger, organisation: Organisation, *, since: datetime | None = None, on_page: Callable[[int], Any]
) -> Harvest:
    """Every past matter with what it was taken for first and what officials made of it."""
    reaped = Harvest()
    reaped.names |= {officer.name for officer in organisation.officers.values()}
    async for page in past_tickets(ledger, since=since, left_out=reaped.left_out, on_page=on_page):
        corrections = await ledger.corrections.of(past.ticket.number for past in page)
        for past in page:
            ticket, told = past.ticket, corrections.get(past.ticket.number, [])
            by_official = [one for one in told if one.by_official]
            # what the villager himself answered when asked belongs to the verdict; only officials correct it
            now = judged(ticket)
            first = first_judged(now, by_official)
            reaped.corrected += first != now
            reaped.matters.append(
                Past(
                    text=past.words or "",
                    person=past.reporter or f"ticket {ticket.number}",
                    kind=first.kind,
                    topic=first.topic,
                    kind_after=now.kind,
                    topic_after=now.topic,
                )
            )
            villager = await ledger.people.find_villager(past.reporter) if past.reporter else None
            if villager is not None:
                reaped.names.add(villager.name)
    return reaped


def draft_rules(
    reaped: Harvest, folder: Path, places: Iterable[str], *, min_support: int, limit: int, with_contexts: bool
) -> list[str]:
    """The lines of a rule file of proposals; empty where nothing is sure enough. Raises RuleMistake."""
    rules = load_rules(folder)
    proposals = suggest(
        reaped.matters,
        rules,
        names=reaped.names,
        places=places,
        min_support=min_support,
        limit=limit,
        with_contexts=with_contexts,
    )
    if not proposals:
        return []
    drafter = Drafter(rules, proposals)
    with tempfile.TemporaryDirectory() as made:
        together = _copied(folder, Path(made))
        (together / _DRAFT).write_text("\n".join(drafter.untried()) + "\n", encoding="utf-8")
        reader = Classifier(load_rules(together))
    return drafter.draft(lambda rule, text: rule in reader.fired(text))


# ---- rehearse -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SomethingSaid:
    """One text to judge twice. `id`: the ticket's number, or the id of a line."""

    id: Any
    text: str
    scene: Scene
    staff: bool = False


@dataclass(frozen=True, slots=True)
class Shift:
    """What moved the same way, and where: ticket numbers, never texts."""

    what: str
    before: str
    after: str
    ids: tuple[Any, ...]


class Comparison:
    """Judges texts by two rule sets and keeps what differs."""

    def __init__(self, present: Classifier, changed: Classifier) -> None:
        self._present = present
        self._changed = changed
        self.judged = 0
        self._moved: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
        self._ids: dict[str, Any] = {}

    def add(self, said: SomethingSaid) -> None:
        """Judge one more text by both."""
        self.judged += 1
        before, after = (
            _aspects(reader.read(said.text, scene=said.scene, sender_is_staff=said.staff))
            for reader in (self._present, self._changed)
        )
        for what, value in before.items():
            if after[what] != value:
                self._moved[what, value, after[what]].append(said.id)
                self._ids[str(said.id)] = said.id

    @property
    def moved(self) -> int:
        """How many texts moved in any way."""
        return len(self._ids)

    def shifts(self) -> list[Shift]:
        """What moved, danger first, then the largest."""
        order = {what: index for index, what in enumerate(_ASPECTS)}
        found = [Shift(*key, tuple(ids)) for key, ids in self._moved.items()]
        return sorted(found, key=lambda one: (order[one.what], -len(one.ids), one.before, one.after))

    def as_fields(self, left_out: LeftOut) -> dict[str, Any]:
        """For `--format json`."""
        shifts = self.shifts()
        return {
            "before": self._present.version,
            "after": self._changed.version,
            "judged": self.judged,
            "moved": self.moved,
            "without_words": left_out.without_words,
            "kept_apart": left_out.kept_apart,
            "danger_gained": _ids_of(shifts, after="danger"),
            "danger_lost": _ids_of(shifts, after="no danger"),
            "shifts": [
                {"what": one.what, "before": one.before, "after": one.after, "count": len(one.ids), "ids": one.ids}
                for one in shifts
            ],
        }

    def as_table(self, left_out: LeftOut) -> list[str]:
        """For people."""
        shifts = self.shifts()
        lines = [f"rules {self._present.version} → {self._changed.version}"]
        for one in shifts:
            shown = ", ".join(map(str, one.ids[:_NUMBERS_SHOWN]))
            more = len(one.ids) - _NUMBERS_SHOWN
            rest = f" and {more} more" if more > 0 else ""
            lines.append(f"{one.what:<8}  {f'{one.before} → {one.after}':<32}  {len(one.ids):>5}  {shown}{rest}")
        lines.append(
            f"{self.judged} judged, {self.moved} would move"
            + (f"; {left_out.without_words} whose words are gone" if left_out.without_words else "")
            + (f"; {left_out.kept_apart} kept apart" if left_out.kept_apart else "")
        )
        return lines


_ASPECTS = ("danger", "matter", "kind", "topic", "urgency")
_NUMBERS_SHOWN = 12


def _aspects(verdict: Verdict) -> dict[str, str]:
    return {
        "danger": "danger" if verdict.urgency is Urgency.DANGER else "no danger",
        "matter": "a matter" if verdict.is_matter else "no matter",
        "kind": verdict.kind.value,
        "topic": verdict.topic.value if verdict.topic else "-",
        "urgency": verdict.urgency.value if verdict.urgency else "-",
    }


def _ids_of(shifts: Iterable[Shift], *, after: str) -> list[Any]:
    return [number for one in shifts if one.what == "danger" and one.after == after for number in one.ids]


def said_in(past: PastTicket) -> SomethingSaid:
    """A past ticket as it was heard."""
    scene = Scene.GROUP if past.ticket.channel == "group" else Scene.PRIVATE
    return SomethingSaid(past.ticket.number, past.words or "", scene)


def changed_rules(present: Path, change: Path) -> RuleSet:
    """The rule set as it would be: a whole directory, or one file in the place of its namesake (or beside the others).

    Raises RuleMistake: for what cannot be read, and for examples that do not hold.
    """
    if change.is_dir():
        rules = load_rules(change)
    elif change.is_file():
        if change.suffix != ".yaml":
            raise RuleMistake([f"{change}: a rule file ends in .yaml; rename it"])
        with tempfile.TemporaryDirectory() as made:
            together = _copied(present, Path(made))
            shutil.copyfile(change, together / change.name)
            rules = load_rules(together)
    else:
        raise RuleMistake([f"{change}: there is no such file or directory"])
    if failures := check_examples(rules):
        raise RuleMistake([str(failure) for failure in failures])
    return rules


def _copied(folder: Path, into: Path) -> Path:
    for file in folder.glob("*.yaml"):
        shutil.copyfile(file, into / file.name)
    return into

"""The reader in use, taken anew when its rule files or the organisation's places change.

A bad file is refused and the old rules stay.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import structlog

from classifiers.classifier import Classifier
from classifiers.places import RegisteredPlaces
from classifiers.rule_file import RuleMistake, RuleSet, load_rules
from classifiers.splitting import Part
from classifiers.verdict import Scene, Verdict

log = structlog.get_logger()


class CurrentReader:
    """Reads with the newest good rules of a folder. Loading takes about a second and is done beside the traffic."""

    def __init__(self, folder: Path, places: Iterable[str] = ()) -> None:
        """Raises RuleMistake when the rules are bad from the start. `places`: names that say where."""
        self._folder = folder
        self._seen = _look(folder)
        self._rules = load_rules(folder)
        self._places = frozenset(places)
        self._reader = Classifier(self._rules, places=self._places)
        self._registered = RegisteredPlaces(self._places)
        self.version = self._rules.version

    def read(self, text: str, *, scene: Scene = Scene.GROUP, sender_is_staff: bool = False) -> Verdict:
        """See `Classifier.read`. A registered place stands among the evidence of what is a matter for other reasons."""
        verdict = self._reader.read(text, scene=scene, sender_is_staff=sender_is_staff)
        if not (verdict.is_matter and verdict.evidence):
            return verdict
        place = self._registered.evidence(text)
        return verdict if place is None else replace(verdict, evidence=(*verdict.evidence, place))

    def read_all(self, text: str, *, scene: Scene = Scene.GROUP, sender_is_staff: bool = False) -> tuple[Part, ...]:
        """See `Classifier.read_all`."""
        return self._reader.read_all(text, scene=scene, sender_is_staff=sender_is_staff)

    async def refresh(self, places: Iterable[str] | None = None) -> bool:
        """Take up changed files, and the `places` of an organisation that was loaded anew (None: as before).

        Returns whether something else is in use now. Never raises for a bad file.
        """
        known = self._places if places is None else frozenset(places)
        rules = await self._changed_rules()
        if rules.version == self.version and known == self._places:
            return False
        self._reader = await asyncio.to_thread(_build, rules, known)
        log.info("rules: taken anew", before=self.version, now=rules.version, places=len(known))
        self._rules, self._places, self.version = rules, known, rules.version
        self._registered = RegisteredPlaces(known)
        return True

    async def _changed_rules(self) -> RuleSet:
        """The rules of the folder; those in use where nothing changed, or where what changed cannot be used."""
        seen = await asyncio.to_thread(_look, self._folder)
        if seen == self._seen:
            return self._rules
        self._seen = seen
        try:
            rules = await asyncio.to_thread(load_rules, self._folder)
        except (RuleMistake, OSError) as mistake:
            problems = mistake.problems if isinstance(mistake, RuleMistake) else [type(mistake).__name__]
            log.error("rules: changed files were refused", rules=self.version, problems=problems)  # noqa: TRY400
            return self._rules
        return rules


def _build(rules: RuleSet, places: frozenset[str]) -> Classifier:
    return Classifier(rules, places=places)


def _look(folder: Path) -> tuple[tuple[str, int, int], ...]:
    stats = [(path.name, path.stat()) for path in sorted(folder.glob("*.yaml"))]
    return tuple((name, found.st_mtime_ns, found.st_size) for name, found in stats)

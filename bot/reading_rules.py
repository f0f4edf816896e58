"""The reader in use, taken anew when its rule files change; a bad file is refused and the old rules stay."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import structlog

from classifiers.classifier import Classifier
from classifiers.rule_file import RuleMistake, RuleSet, load_rules
from classifiers.verdict import Scene, Verdict

log = structlog.get_logger()


class CurrentReader:
    """Reads with the newest good rules of a folder. Loading takes about a second and is done beside the traffic."""

    def __init__(self, folder: Path, build: Callable[[RuleSet], Classifier] = Classifier) -> None:
        """Raises RuleMistake when the rules are bad from the start."""
        self._folder = folder
        self._build = build
        self._seen = _look(folder)
        rules = load_rules(folder)
        self._reader = build(rules)
        self.version = rules.version

    def read(self, text: str, *, scene: Scene = Scene.GROUP, sender_is_staff: bool = False) -> Verdict:
        """See `Classifier.read`."""
        return self._reader.read(text, scene=scene, sender_is_staff=sender_is_staff)

    async def refresh(self) -> bool:
        """Take changed files up; returns whether other rules are in use now. Never raises for a bad file."""
        seen = await asyncio.to_thread(_look, self._folder)
        if seen == self._seen:
            return False
        self._seen = seen
        try:
            rules = await asyncio.to_thread(load_rules, self._folder)
            reader = await asyncio.to_thread(self._build, rules)
        except (RuleMistake, OSError) as mistake:
            problems = mistake.problems if isinstance(mistake, RuleMistake) else [type(mistake).__name__]
            log.error("rules: changed files were refused", rules=self.version, problems=problems)  # noqa: TRY400
            return False
        if rules.version == self.version:
            return False
        log.info("rules: taken anew", before=self.version, now=rules.version)
        self._reader, self.version = reader, rules.version
        return True


def _look(folder: Path) -> tuple[tuple[str, int, int], ...]:
    stats = [(path.name, path.stat()) for path in sorted(folder.glob("*.yaml"))]
    return tuple((name, found.st_mtime_ns, found.st_size) for name, found in stats)

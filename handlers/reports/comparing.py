"""Villages compared by the promises kept (seeds 1.19): for the township alone, and not final before objections.

A village's share is steadied by the township's: (kept + m × township's share) ÷ (promised + m). With few promises it
says little by itself, and chance puts nobody first or last. Where two stand alike at the edge, neither is named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from handlers.reports.policy import ReportPolicy
from handlers.reports.villages import Kept

#: named on either side, at most
_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What came out; `best` and `need_help` in the order of the villages' names, so that no rank can be read."""

    township_share: float | None
    #: village → steadied share; only those with enough promises
    steadied: Mapping[str, float]
    best: Sequence[str]
    need_help: Sequence[str]
    too_few: Sequence[str]


def compare(villages: Sequence[Kept], policy: ReportPolicy) -> Comparison:
    """Compare what has enough promises; with fewer than two such villages nobody is named."""
    promised, kept = sum(one.promised for one in villages), sum(one.kept for one in villages)
    mean = kept / promised if promised else None
    enough = [one for one in villages if one.promised >= policy.at_least]
    steadied = {
        one.village: (one.kept + policy.steadied_by * mean) / (one.promised + policy.steadied_by)
        for one in enough
        if mean is not None
    }
    names = {one.village: one.name for one in villages}
    many = min(_NAMED, len(steadied) // 2)
    return Comparison(
        township_share=mean,
        steadied=steadied,
        best=_named({village: -share for village, share in steadied.items()}, many, names),
        need_help=_named(steadied, many, names),
        too_few=sorted(one.name for one in villages if one.promised < policy.at_least),
    )


def _named(shares: Mapping[str, float], many: int, names: Mapping[str, str]) -> list[str]:
    """The villages with the smallest numbers, as many as stand clear of the next one."""
    ordered = sorted(shares, key=lambda village: shares[village])
    while many > 0 and many < len(ordered) and shares[ordered[many - 1]] == shares[ordered[many]]:
        many -= 1
    return sorted(names[village] for village in ordered[:many])

"""A quarter of the demonstration township, rehearsed: 570 matters in 28 villages, every sweep, reminder and digest.

Two quarters: one in which officials take, answer and end what they are given and villagers say how it was, and one in
which nobody ever answers, so that everything climbs to the end of the ladder. Each is played twice, and the bytes of
both performances are compared. The shares of the three kinds are those of a real township's first eight months:
532 village matters, 25 between neighbours, 13 of one household.

`python -m bench.quarter [--days 90] [--profile]`
"""

import argparse
import asyncio
import cProfile
import hashlib
import json
import pstats
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.texts import SMALL_TALK
from bot.app import build_policy
from bot.config import Config
from bot.demonstration import demonstration_township
from bot.rehearsal import Line, Performance, rehearse

ZONE = ZoneInfo("Asia/Shanghai")
#: the aim for each, seconds on two cores
AIM = 60
_WRITTEN = Path(__file__).parent / "written"
_SHARES = {"village": 532, "neighbour": 25, "household": 13}
_BEGIN = datetime(2026, 7, 1, 8, 0, tzinfo=ZONE)


def script(days: int = 90) -> list[Line]:
    """What villagers say in a quarter, in order: the matters, and small talk between them."""
    chance = random.Random(570)
    organisation = demonstration_township()
    groups = {chat.area: chat.id for chat in organisation.chats}
    lines = []
    for number, (kind, text) in enumerate(_matters(chance)[: 570 * days // 90]):
        village = organisation.villages[number % len(organisation.villages)]
        at = _BEGIN + timedelta(minutes=chance.randrange(days * 24 * 60))
        at = at.replace(hour=7 + at.hour % 14)
        who = f"v-{village.code[-3:]}-{chance.randrange(40)}"
        in_group = kind == "village" and chance.random() < 0.7
        where = groups[village.code] if in_group else who
        said = text if in_group else f"{village.name}，{text}"
        lines.append(_line(at, where, who, said))
        # between the matters the village talks
        talk = chance.choice(SMALL_TALK)
        lines.append(_line(at + timedelta(minutes=7), groups[village.code], f"{who}-n", talk))
    return sorted(lines, key=lambda line: line.at)


def answered(lines: list[Line], unanswered: Performance) -> list[Line]:
    """The same quarter with everybody's answers: who is told of which matter is read from the quarter without them.

    Of a hundred owners seventy take a matter within hours and end it within a week, fifteen are late, fifteen never
    answer; of those who hear a result six in ten say 1, one says 2, the others nothing. Dangers are taken at once.
    """
    chance = random.Random(1311)
    said_by = {line.at.astimezone(UTC).isoformat(): line.sender for line in lines}
    owners: dict[int, tuple[datetime, str, str]] = {}
    for note in unanswered.sent:
        if note["ticket"] is not None and note["why"] in ("L0", "danger"):
            owners.setdefault(note["ticket"], (datetime.fromisoformat(note["at"]), note["to"], note["why"]))
    answers = []
    for row in unanswered.ledger:
        told, owner, why = owners.get(row["number"], (None, "", ""))
        late, never = chance.random() < 0.18, chance.random() < 0.15
        hours, days, satisfied = chance.uniform(0.1, 8), chance.randint(1, 6), chance.random()
        if told is None or never:
            continue
        if why == "danger":
            hours, days, late = 0.1, 0, False
        taken = _by_day(told + timedelta(hours=hours)) if why != "danger" else told + timedelta(minutes=6)
        done = _by_day(taken + timedelta(days=days * 4 if late else days, hours=2))
        answers.append(_line(taken, owner, owner, f"接 {row['number']}"))
        answers.append(_line(done, owner, owner, f"好 {row['number']} 已经弄好"))
        villager = said_by.get(row["registered_at"])
        if villager is not None and satisfied < 0.7:
            answers.append(
                _line(_by_day(done + timedelta(hours=20)), villager, villager, "1" if satisfied < 0.6 else "2")
            )
    last = lines[-1].at
    return sorted([*lines, *(line for line in answers if line.at <= last)], key=lambda line: line.at)


def _by_day(at: datetime) -> datetime:
    """The same or the next daytime: farmers look at a chat from six to ten."""
    local = at.astimezone(ZONE)
    return local if 6 <= local.hour < 22 else local.replace(hour=7) + timedelta(days=local.hour >= 22)


def _line(at: datetime, chat: str, sender: str, text: str) -> Line:
    channel = "group" if chat.startswith("g-") else "private"
    return Line.model_validate({"at": at, "channel": channel, "chat": chat, "sender": sender, "text": text})


def _matters(chance: random.Random) -> list[tuple[str, str]]:
    written: dict[str, list[str]] = {kind: [] for kind in _SHARES}
    for name in ("talk.jsonl", "village.jsonl", "plain.jsonl", "homes.jsonl"):
        for line in (_WRITTEN / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["kind"] in written and row["urgency"] != "danger" and len(row["text"]) < 60:
                written[row["kind"]].append(row["text"])
    chosen = [(kind, text) for kind, share in _SHARES.items() for text in chance.sample(written[kind], share)]
    chance.shuffle(chosen)
    return chosen


async def play(lines: list[Line]) -> Performance:
    """The quarter, from the first message to a day after the last."""
    return await rehearse(lines, demonstration_township(), build_policy(Config()))


def fingerprint(performance: Performance) -> str:
    """Of every note and every ledger line."""
    rows = [*performance.sent, *performance.ledger]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()[:16]


async def run(days: int = 90) -> list[tuple[str, str, str, str, str]]:
    """Lines of the table of `make bench`."""
    lines = script(days)
    unanswered = [await play(lines), await play(lines)]
    lines = answered(lines, unanswered[0])
    return [
        _row("everybody answers", [await play(lines), await play(lines)]),
        _row("nobody answers", unanswered),
    ]


def _row(name: str, twice: list[Performance]) -> tuple[str, str, str, str, str]:
    first, second = twice
    same = "same bytes twice" if fingerprint(first) == fingerprint(second) else "DIFFERENT BYTES"
    seconds = min(first.summary["wall_seconds"], second.summary["wall_seconds"])
    ended = first.summary["tickets_by_status"].get("closed", 0)
    what = f"{first.summary['tickets']} tickets, {ended} closed, {first.summary['notes']} notes, {same}"
    return f"a quarter, {name}: {what}", f"{seconds:.1f} s", f"{AIM} s", f"{seconds / AIM:.2f}", "≤ 1"


def main() -> None:
    """Print the figures, or where the time goes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=90, help="length of the quarter")
    parser.add_argument("--profile", action="store_true", help="one never-answered quarter under the profiler")
    given = parser.parse_args()
    if given.profile:
        profile = cProfile.Profile()
        profile.runcall(asyncio.run, play(script(given.days)))
        pstats.Stats(profile, stream=sys.stdout).sort_stats("cumulative").print_stats(60)
        return
    for row in asyncio.run(run(given.days)):
        print(" | ".join(row))


if __name__ == "__main__":
    main()

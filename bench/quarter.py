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
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.texts import SMALL_TALK
from bot.app import build_policy
from bot.config import Config
from bot.demonstration import demonstration_township
from bot.rehearsal import Line, Performance, rehearse
from storage.organisation import Role

ZONE = ZoneInfo("Asia/Shanghai")
#: the aim for each, seconds on two cores
AIM = 60
_WRITTEN = Path(__file__).parent / "written"
_SHARES = {"village": 532, "neighbour": 25, "household": 13}
_BEGIN = datetime(2026, 7, 1, 8, 0, tzinfo=ZONE)


def script(days: int = 90, *, answered: bool) -> list[Line]:
    """The quarter's messages, in order; `answered`: officials and villagers play their parts."""
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
        if answered:
            lines.append(_line(at + timedelta(days=4, minutes=30), who, who, "1"))
    if answered:
        lines += _officials_at_work(days)
    return sorted(lines, key=lambda line: line.at)


def _officials_at_work(days: int) -> Iterator[Line]:
    """Twice on each working day every grid officer takes what he has, and says what has been done."""
    organisation = demonstration_township()
    chats = {person.id: person.chat for person in organisation.people}
    officers = [chats[post.person] for post in organisation.posts if post.role is Role.GRID_OFFICER]
    for day in range(days):
        morning = _BEGIN + timedelta(days=day)
        if morning.weekday() >= 5:
            continue
        for place, chat in enumerate(officers):
            if chat is None or (place + day) % 16:
                # with a matter in three weeks, a farmer looks at this chat now and then
                continue
            yield _line(morning + timedelta(seconds=10 * place), chat, chat, "接")
            yield _line(morning + timedelta(hours=3, seconds=10 * place), chat, chat, "办好了，已经处理完了")


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
    table = []
    for answered, name in ((True, "answered"), (False, "never answered")):
        lines = script(days, answered=answered)
        first, second = await play(lines), await play(lines)
        same = "same bytes twice" if fingerprint(first) == fingerprint(second) else "DIFFERENT BYTES"
        seconds = min(first.summary["wall_seconds"], second.summary["wall_seconds"])
        what = f"{first.summary['tickets']} tickets, {first.summary['notes']} notes, {same}"
        table.append((f"a quarter, {name}: {what}", f"{seconds:.1f} s", f"{AIM} s", f"{seconds / AIM:.2f}", "≤ 1"))
    return table


def main() -> None:
    """Print the figures, or where the time goes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=90, help="length of the quarter")
    parser.add_argument("--profile", action="store_true", help="one never-answered quarter under the profiler")
    given = parser.parse_args()
    if given.profile:
        profile = cProfile.Profile()
        profile.runcall(asyncio.run, play(script(given.days, answered=False)))
        pstats.Stats(profile, stream=sys.stdout).sort_stats("cumulative").print_stats(60)
        return
    for row in asyncio.run(run(given.days)):
        print(" | ".join(row))


if __name__ == "__main__":
    main()

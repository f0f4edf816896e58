"""How many of the ways in which officials say a thing are read rightly: `python -m tests.handlers.officer_variants`.

`officer_variants.jsonl` holds what was said, in which situation, and what was meant (null: nothing that may be done
without asking back). `known`: the tickets that the speaker could mean; `holds`: what the order's words must hold.
Every third row is held out: it was written before the reading was made and is only counted (`aside` marks those of the
later half).
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handlers.orders import Asked, AskedFor, Order, Unclear, read_answer, read_order

FILE = Path(__file__).with_suffix(".jsonl")
#: as many rows were written before the reading was made
WRITTEN_FIRST = 236
#: what had been asked before, by situation
ASKED = {
    "which接": Asked(AskedFor.WHICH, "接", (12, 15)),
    "which好": Asked(AskedFor.WHICH, "好", (12, 15), "灯换了"),
    "result12": Asked(AskedFor.RESULT, "好", (12,)),
}
#: these only answer, or ask on: nothing is changed by them
HARMLESS = frozenset({"看", "值班"})


@dataclass(frozen=True)
class Judgement:
    """One row: whether it was read rightly, and whether the reading would change what must not be changed."""

    row: dict[str, Any]
    reading: Order | Unclear
    right: bool
    harmful: bool


def variants() -> list[dict[str, Any]]:
    """Every row, in order."""
    return [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def held_out(rows: Sequence[Any]) -> list[Any]:
    """The third that is only counted; rows added after a look at mistakes stand at the end."""
    return [one for at, one in enumerate(rows) if _is_held_out(at, one if isinstance(one, dict) else one.row)]


def _is_held_out(at: int, row: dict[str, Any]) -> bool:
    return bool(row.get("aside")) or (at < WRITTEN_FIRST and at % 3 == 2)


def judge(row: dict[str, Any]) -> Judgement:
    """Read one row as the program would."""
    asked = ASKED.get(row["situation"])
    known = row.get("known", ())
    reading = read_answer(row["text"], asked) if asked is not None else read_order(row["text"], known=known)
    meant = row["meant"]
    if isinstance(reading, Unclear):
        return Judgement(row, reading, meant is None, harmful=False)
    right = meant is not None and reading.verb == meant["verb"]
    right = right and meant["number"] in (reading.number, "any")
    same_words = "words" not in (meant or {}) or reading.words == meant["words"]
    same_words = same_words and (meant or {}).get("holds", "") in reading.words
    # 好 without a result only asks for one
    harmless = reading.verb in HARMLESS or (reading.verb == "好" and not reading.words)
    return Judgement(row, reading, right and same_words, harmful=not right and not harmless)


def main() -> None:
    """Print both figures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--wrong", action="store_true", help="name the rows that are wrong (never held-out ones)")
    wanted = arguments.parse_args()
    judged = [judge(row) for row in variants()]
    kept_apart = held_out(judged)
    tuned_on = [one for at, one in enumerate(judged) if not _is_held_out(at, one.row)]
    for name, rows in (("written for tuning", tuned_on), ("held out", kept_apart)):
        right, harmful = sum(one.right for one in rows), sum(one.harmful for one in rows)
        print(f"{name}: {right} of {len(rows)} right ({right / len(rows):.1%}), {harmful} wrong changes")
    if wanted.wrong:
        for one in tuned_on:
            if not one.right:
                print(one.row, "→", one.reading)


if __name__ == "__main__":
    main()

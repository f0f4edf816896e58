"""`shuoshi rehearse`: a script of timed messages through the whole program, on a virtual clock.

Real reading, inbox, handlers, storage, sweeps and delivery; only the channel writes down instead of sending. The same
script gives the same notes and the same ledger, byte for byte.
"""

import hashlib
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, Field, ValidationError, field_validator

from bot.channels.recording import RecordingChannel, Sent
from bot.clock import VirtualClock
from bot.organisation_loading import load_organisation
from bot.program import Program
from bot.virtual_time import go_on_until, settle, settle_rows
from handlers.ledger_lines import ledger_lines
from handlers.policy import Policy
from storage.database import Database
from storage.incoming import ChatType, Incoming, Location, MessageKind
from storage.organisation_file import OrganisationFile
from storage.vault import Vault

CHANNEL = "rehearsal"
#: a rehearsal's key protects nothing: its database is thrown away. Fixed, so that references are the same every time
_KEY = "cmVoZWFyc2FsLXJlaGVhcnNhbC1yZWhlYXJzYWwtISE="


class ScriptMistake(Exception):
    """A script that cannot be played: file, line, key, and what to do."""


class Line(BaseModel, frozen=True, extra="forbid"):
    """One message of a script."""

    at: AwareDatetime
    channel: Literal["group", "private"]
    chat: str = Field(min_length=1)
    sender: str = Field(min_length=1)
    text: str = ""
    image: bool = False
    voice: bool = False
    #: a place sent as a map point, by its name
    location: str | None = None
    scan: str | None = None
    quote: str | None = None
    #: by which a later line can take this one back; otherwise "line-" and the number of the message
    id: str | None = Field(default=None, min_length=1)
    #: the message that its sender takes back here
    recalls: str | None = Field(default=None, min_length=1)
    as_: str = Field(default="", alias="as")

    @field_validator("at")
    @classmethod
    def _in_our_time(cls, at: datetime) -> datetime:
        # dates are reckoned forward from here; the end of the calendar must stay out of reach
        if not 2000 <= at.year <= 2100:
            raise ValueError("give a year between 2000 and 2100")
        return at


def read_script(paths: Sequence[Path]) -> list[Line]:
    """Every line of the scripts, in order of `at`. Raises ScriptMistake naming file, line and key."""
    lines: list[Line] = []
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as failure:
            raise ScriptMistake(f"{path}: cannot be read as UTF-8 text ({type(failure).__name__})") from None
        previous: datetime | None = None
        for number, raw in enumerate(text.splitlines(), 1):
            if not raw.strip():
                continue
            line = _line(path, number, raw)
            if previous is not None and line.at < previous:
                raise ScriptMistake(f"{path}, line {number}, at: earlier than the line before; order the lines by `at`")
            previous = line.at
            lines.append(line)
    if not lines:
        raise ScriptMistake(f"{', '.join(map(str, paths))}: no message in it; one JSON object a line is expected")
    return sorted(lines, key=lambda line: line.at)


def _line(path: Path, number: int, raw: str) -> Line:
    try:
        line = Line.model_validate_json(raw)
    except ValidationError as failure:
        first = failure.errors()[0]
        key = ".".join(map(str, first["loc"])) or "the line"
        raise ScriptMistake(f"{path}, line {number}, {key}: {first['msg']}") from None
    if not (line.text or line.image or line.voice or line.scan or line.location or line.recalls):
        raise ScriptMistake(
            f"{path}, line {number}: nothing is said; give text, image, voice, location, scan or recalls"
        )
    return line


def _incoming(line: Line, number: int) -> Incoming:
    return Incoming(
        channel=CHANNEL,
        external_id=line.id or f"line-{number}",
        kind=_kind(line),
        chat_type=ChatType(line.channel),
        chat=line.chat,
        sender=line.sender,
        sender_name=line.as_,
        at=line.at.astimezone(UTC),
        text=line.text,
        location=Location(0.0, 0.0, line.location) if line.location else None,
        scan=line.scan,
        quote=line.quote,
        recalls=line.recalls,
    )


def _kind(line: Line) -> MessageKind:
    given = {
        MessageKind.RECALL: line.recalls,
        MessageKind.SCAN: line.scan,
        MessageKind.IMAGE: line.image,
        MessageKind.VOICE: line.voice,
        MessageKind.LOCATION: line.location and not line.text,
    }
    return next((kind for kind, value in given.items() if value), MessageKind.TEXT)


@dataclass(frozen=True, slots=True)
class Performance:
    """What a rehearsal gave."""

    sent: list[dict[str, Any]]
    ledger: list[dict[str, Any]]
    summary: dict[str, Any]

    def write(self, folder: Path) -> None:
        """sent.jsonl, ledger.jsonl and summary.json."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in (("sent.jsonl", self.sent), ("ledger.jsonl", self.ledger)):
            text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            (folder / name).write_text(text, encoding="utf-8")
        summary = json.dumps(self.summary, ensure_ascii=False, indent=2) + "\n"
        (folder / "summary.json").write_text(summary, encoding="utf-8")


async def rehearse(
    lines: Sequence[Line],
    organisation: OrganisationFile,
    policy: Policy,
    *,
    until: datetime | None = None,
    on_line: Callable[[int], None] = lambda done: None,
) -> Performance:
    """Play a script in a fresh database; `until` (aware) defaults to a day after the last line."""
    started = time.perf_counter()
    clock = VirtualClock(lines[0].at.astimezone(UTC))
    end = (until or lines[-1].at + timedelta(days=1)).astimezone(UTC)
    recorded: list[Sent] = []
    seed = int.from_bytes(hashlib.sha256(_KEY.encode()).digest()[:8], "big")
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        database = Database(
            f"sqlite:///{folder}/rehearsal.sqlite3",
            Vault(_KEY),
            organisation.township.code,
            random.Random(seed).getrandbits,
            durable=False,
        )
        try:
            await database.upgrade()
            await load_organisation(database, organisation, CHANNEL)
            program = Program(
                database=database,
                policy=policy,
                clock=clock,
                channels=lambda _reception: [RecordingChannel(CHANNEL, clock, recorded.append)],
            )
            await program.learn()
            kept = await _play(program, clock, lines, end, on_line)
            async with database.reading() as ledger:
                rows = [row async for row in ledger_lines(ledger, policy, clock(), everything=True)]
        finally:
            await database.close()
    sent = [_sent_line(note, policy) for note in recorded]
    return Performance(sent, rows, _summary(lines, kept, sent, rows, time.perf_counter() - started))


async def _play(
    program: Program, clock: VirtualClock, lines: Sequence[Line], end: datetime, on_line: Callable[[int], None]
) -> int:
    kept = 0
    due = await settle(program)
    for number, line in enumerate(lines, 1):
        message = _incoming(line, number)
        if message.at > end:
            break
        await go_on_until(program, due, message.at, clock.move_to)
        kept += (await program.reception.receive(message)).kept
        due = await settle_rows(program)
        on_line(number)
    await go_on_until(program, due, end, clock.move_to)
    return kept


def _sent_line(sent: Sent, policy: Policy) -> dict[str, Any]:
    note = sent.note
    return {
        "at": sent.at.astimezone(policy.zone).isoformat(),
        "id": sent.id,
        "to": note.to,
        "channel": note.chat_type.value,
        "text": note.text,
        "ticket": note.ticket,
        "why": note.why,
    }


def _summary(
    lines: Sequence[Line], kept: int, sent: Sequence[dict[str, Any]], rows: Sequence[dict[str, Any]], seconds: float
) -> dict[str, Any]:
    def counted(values: Iterator[Any]) -> dict[str, int]:
        return {str(value): count for value, count in sorted(Counter(map(str, values)).items())}

    return {
        "messages": len(lines),
        "kept": kept,
        "small_talk": len(lines) - kept,
        "notes": len(sent),
        "notes_by_why": counted(row["why"] for row in sent),
        "tickets": len(rows),
        "tickets_by_kind": counted(row["kind"] for row in rows),
        "tickets_by_status": counted(row["status"] for row in rows),
        "wall_seconds": round(seconds, 3),
    }

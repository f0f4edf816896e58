"""Documents to be printed: one HTML file with everything in it, no script, nothing loaded from elsewhere."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.ledger_files import in_place

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "printed"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def printed(template: str, values: Mapping[str, Any]) -> str:
    """A document as HTML; whatever is put in is escaped."""
    return _environment.get_template(template).render(**values)


def put_in_place(path: Path, text: str) -> None:
    """Write a document; the file appears when it is whole, and only its maker can read it. Raises OSError."""
    with in_place(path) as part:
        part.write_text(text, encoding="utf-8")

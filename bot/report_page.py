"""A report as one page: nothing is loaded from elsewhere, each number opens, each chart has its table; A4 in print."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from handlers.reports.report import Report

_PAGES = Path(__file__).parent / "report_pages"


@cache
def _environment() -> Environment:
    # only values are escaped; the style is ours
    return Environment(
        loader=FileSystemLoader(_PAGES),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def report_page(report: Report) -> bytes:
    """The page, UTF-8."""
    style = Markup((_PAGES / "report.css").read_text(encoding="utf-8"))  # noqa: S704  # a file of this program
    return _environment().get_template("report.html.j2").render(report=report, style=style).strip().encode() + b"\n"

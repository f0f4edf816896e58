"""Draws posters and cards: each one an SVG, all of them as a page that a browser prints, and as a PDF.

One drawing serves all three. QR codes are segno's; the PDF is made by Typst from the same drawings, with the letters
embedded, so a print shop needs no fonts.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import segno
from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from handlers.wording import HOTLINE

FONTS = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, WenQuanYi Zen Hei, sans-serif"
#: beginnings of the names of typefaces that hold Chinese
_CHINESE = (
    "Noto Sans CJK", "Noto Serif CJK", "Noto Sans SC", "Source Han", "WenQuanYi", "AR PL", "PingFang",
    "Microsoft YaHei", "SimSun", "SimHei", "STSong", "Droid Sans Fallback",
)  # fmt: skip
#: a print shop may lose so much of the picture to dirt or a fold
_ERRORS = "q"
_CARDS_A_PAGE = 10


class NoChineseFont(Exception):
    """This machine has no typeface with Chinese letters, so a PDF would show boxes."""


@dataclass(frozen=True, slots=True)
class Holder:
    """An official as he stands on paper: office, name, number to call."""

    title: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Poster:
    """One A4 poster. `says` is what the picture says to a telephone, `code` what stands in the ledger of codes."""

    code: str
    says: str
    village: str
    place: str
    officer: Holder | None

    @property
    def shown(self) -> str:
        """The code as it is read aloud: four by four."""
        fours = [self.code[start : start + 4] for start in range(0, len(self.code), 4)]
        return " ".join(fours) if len(self.code) > 6 else self.code


@dataclass(frozen=True, slots=True)
class Card:
    """One contact card. `says` None: no code hangs in his area."""

    id: str
    officer: Holder
    area: str
    says: str | None = None
    shown: str = ""


def poster_svg(poster: Poster, words_days: int) -> str:
    """The drawing of one poster; `words_days`: after how many days words are destroyed."""
    return _templates().get_template("poster.svg.j2").render(p=poster, days=words_days, hotline=HOTLINE)


def card_svg(card: Card) -> str:
    """The drawing of one card."""
    return _templates().get_template("card.svg.j2").render(c=card)


def posters_html(drawings: Sequence[str]) -> str:
    """Posters, one a page, for a browser to print."""
    return _sheet(
        [[drawing] for drawing in drawings],
        title="说事码",
        size="A4 portrait",
        sheet="width: 210mm; height: 297mm;",
        told="打印：纸张选A4，边距选“无”，缩放100%。这段话不会印出来。",
        cards=False,
    )


def cards_html(drawings: Sequence[str]) -> str:
    """Cards, ten on an A4 page, with lines to cut along."""
    return _sheet(
        [list(drawings[start : start + _CARDS_A_PAGE]) for start in range(0, len(drawings), _CARDS_A_PAGE)],
        title="连心卡",
        size="A4 portrait",
        sheet="width: 210mm; height: 297mm;",
        told="打印：纸张选A4，边距选“无”，缩放100%，沿虚线裁开，每张90×54毫米。这段话不会印出来。",
        cards=True,
    )


def _sheet(pages: list[list[str]], **values: object) -> str:
    safe = [[Markup(svg) for svg in page] for page in pages]  # noqa: S704  # our own drawings
    return _templates().get_template("sheet.html.j2").render(pages=safe, **values)


def pdf(drawings: Sequence[str], *, width: int, height: int) -> bytes:
    """Drawings as a PDF, one a page; millimetres. Raises NoChineseFont."""
    # it is large, and only needed here
    import typst

    fonts = typst.Fonts()
    if not any(family.startswith(_CHINESE) for family in fonts.families()):
        raise NoChineseFont("no typeface with Chinese letters")
    page = f"width: {width}mm, height: {height}mm"
    with TemporaryDirectory(prefix="posters-") as folder:
        for number, drawing in enumerate(drawings):
            (Path(folder) / f"{number}.svg").write_text(drawing, encoding="utf-8")
        images = "\n#pagebreak()\n".join(f'#image("{number}.svg", {page})' for number in range(len(drawings)))
        source = Path(folder) / "all.typ"
        source.write_text(f"#set page({page}, margin: 0mm)\n{images}\n", encoding="utf-8")
        return typst.compile(source, root=Path(folder), font_paths=fonts)


@cache
def _templates() -> Environment:
    folder = files("bot.posters")
    environment = Environment(
        loader=FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=False,
    )
    environment.globals.update(fonts=FONTS, fit=_fit, fit_digits=_fit_digits, picture=_picture)
    return environment


def _fit(text: str, size: float, width: float) -> float:
    """The size in which a text of Chinese letters is at most so wide."""
    return round(min(size, width / max(1.0, sum(_widths(text)))), 2)


def _fit_digits(text: str, size: float, width: float) -> float:
    return round(min(size, width / max(1.0, 0.6 * len(text))), 2)


def _widths(text: str) -> Iterator[float]:
    return (0.6 if character.isascii() else 1.0 for character in text)


def _picture(says: str, side: float) -> Markup:
    """The QR code of a text, so wide in the drawing's own units."""
    code = segno.make(says, error=_ERRORS, micro=False)
    made = io.BytesIO()
    code.save(
        made, kind="svg", border=2, xmldecl=False, svgns=False, omitsize=True, nl=False, dark="#000", light="#fff"
    )
    inner = made.getvalue().decode().replace("<svg ", f'<svg width="{side}" height="{side}" ', 1)
    return Markup(inner)  # noqa: S704  # drawn by the library from modules alone

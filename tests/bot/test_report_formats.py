"""The workbook and the page: the same report in other clothes, readable by Excel and aloud, with nothing more in it."""

import re
import zipfile
from datetime import UTC, datetime
from html.parser import HTMLParser
from io import BytesIO

import pytest
from python_calamine import load_workbook

from bot.report_page import report_page
from bot.report_workbook import report_workbook
from handlers.reports.figures import APART, FEW_WORDS, count, hide, share
from handlers.reports.periods import Kind, period_of
from handlers.reports.report import Chart, Entry, Report, Section, Table
from tests.stage import a_policy

HIDDEN = hide(count("received_household", "受理数：户里事", "本期登记的户里事；T=…。", [7, 8]), FEW_WORDS)


def a_report() -> Report:
    """One of everything, and texts that would be formulas or markup."""
    received = count("received", "受理数", "登记时间在本期的事；T=…。", [1, 2, 3, 7, 8])
    rate = share("response_rate", "响应率", "…T=…", [1, 2, 3], [1, 2, 3, 7, 8])
    few = share("solved_rate", "解决率", "…T=…", [1], [1, 2])
    return Report(
        period=period_of(Kind.MONTH, "2026-11", a_policy().calendar),
        at=datetime(2026, 12, 1, 1, tzinfo=UTC),
        title="月报 2026年11月",
        township="鸡鸣镇",
        at_words="2026年12月1日(周二)09:00",
        sections=[
            Section(
                id="numbers",
                title="多少事",
                figures=[received, rate, few, HIDDEN],
                charts=[
                    Chart(id="c", title="图", description="说明", labels=["甲", "乙"], values=[12.5, None], unit="%")
                ],
            ),
            Section(
                id="odd",
                title="多少事",
                sentences=["=1+1", "<script>alert(1)</script>"],
                tables=[
                    Table(
                        id="t",
                        title="村[1]/表",
                        headings=("村", "件"),
                        rows=[
                            ("上河村", [received]),
                            (
                                "=cmd()",
                                [
                                    "@x",
                                ],
                            ),
                        ],
                    )
                ],
                entries=[Entry(ticket=3, title="<b>灯</b>", where="上河村", state="-2", asked="+谁")],
            ),
            Section(id="empty", title="空的"),
        ],
        footnotes=("说明：不打分。",),
    )


def test_the_workbook_opens_and_holds_every_figure() -> None:
    """Numbers as numbers, hidden ones as words, no formula whatever a text begins with, a chart with a description."""
    content = report_workbook(a_report())
    book = load_workbook(BytesIO(content))
    assert book.sheet_names[:2] == ["说明", "多少事"]
    assert len(set(book.sheet_names)) == 4
    rows = book.get_sheet_by_name("多少事").to_python()
    by_name = {row[0]: row for row in rows}
    assert by_name["受理数"][2] == 5
    assert by_name["受理数"][8] == "1、2、3、7、8"
    assert by_name["响应率"][2:6] == [0.6, "比例", 3, 5]
    assert by_name["解决率"][1] == "样本少(n=2)"
    assert by_name["受理数：户里事"][1:7] == [FEW_WORDS, "", "件", "", "", ""]
    assert by_name["受理数：户里事"][8:10] == ["", ""]
    with zipfile.ZipFile(BytesIO(content)) as parts:
        everything = {name: parts.read(name).decode("utf-8", "replace") for name in parts.namelist()}
    assert not any("<f>" in text for name, text in everything.items() if "worksheets/sheet" in name)
    assert any("charts/chart" in name for name in everything)
    assert any('descr="图。说明"' in text for text in everything.values())
    assert report_workbook(a_report()) == content


class _Page(HTMLParser):
    """Tags and their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it down."""
        self.tags.append((tag, dict(attrs)))


def test_the_page_is_whole_in_itself_and_can_be_read_aloud() -> None:
    """Nothing is loaded, every chart has title, description and table, every number opens, nothing is executed."""
    text = report_page(a_report()).decode()
    page = _Page(text)
    names = [tag for tag, _ in page.tags]
    assert not {"script", "link", "img", "iframe"} & set(names)
    assert "url(" not in text
    assert re.search(r"(src|href)=\"(?!#)", text) is None
    assert "&lt;script&gt;alert(1)" in text
    charts = [attrs for tag, attrs in page.tags if tag == "svg"]
    assert [chart["role"] for chart in charts] == ["img"]
    labels = (charts[0]["aria-labelledby"] or "").split()
    assert {attrs.get("id") for tag, attrs in page.tags if tag in ("title", "desc")} >= set(labels)
    assert names.count("details") == 4 + 1
    assert [attrs["lang"] for tag, attrs in page.tags if tag == "html"] == ["zh-CN"]
    assert "@page { size: A4" in text
    assert "没有数" in text, "what is hidden or too few has no bar"
    ids = [attrs["id"] for _, attrs in page.tags if attrs.get("id")]
    assert len(ids) == len(set(ids))
    headings = [tag for tag in names if re.fullmatch("h[1-6]", tag)]
    assert headings[0] == "h1"
    assert set(headings[1:]) == {"h2"}


@pytest.mark.parametrize("label", [FEW_WORDS, APART])
def test_what_is_hidden_is_hidden_in_every_format(label: str) -> None:
    """Whichever way it is written: only the words in its place."""
    hidden = hide(count("x", "受理数：邻里事", "定义", [901, 902, 903]), label)
    report = a_report()
    report = Report(
        period=report.period, at=report.at, title=report.title, township=report.township, at_words=report.at_words,
        sections=[Section(id="s", title="节", figures=[hidden])],
    )  # fmt: skip
    page = report_page(report).decode()
    with zipfile.ZipFile(BytesIO(report_workbook(report))) as parts:
        book = "".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist())
    for written in (page, book, str(report.as_fields())):
        assert label in written
        assert not any(number in written for number in ("901", "902", "903"))

"""说事码: made, printed, scanned, typed, taken down; counted, but never by whom."""

import io
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typst
import zxingcpp
from PIL import Image

from bot import code_commands
from bot.posters import pages
from storage.database import Database
from storage.incoming import MessageKind
from storage.posted_codes import ALPHABET, LENGTH, as_code, is_ours, new_code
from tests.builders import NOW
from tests.stage import a_stage, to

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm"/>'
CHANCE = random.Random(7).getrandbits
POSTER = pages.Poster(
    "R7K2M9QXAB23", "说事 R7K2M9QXAB23", "上河村", "上河村戏台", pages.Holder("网格员", "王建军", "13900000001")
)


def as_picture(svg: str, folder: Path, *, width: int, height: int) -> Image.Image:
    """A drawing as a camera would see it, at 100 points an inch."""
    (folder / "one.svg").write_text(svg, encoding="utf-8")
    page = f"width: {width}mm, height: {height}mm"
    (folder / "one.typ").write_text(f'#set page({page}, margin: 0mm)\n#image("one.svg", {page})\n')
    return Image.open(io.BytesIO(typst.compile(folder / "one.typ", format="png", ppi=100.0)))


def test_a_poster_can_be_read_by_a_telephone_and_by_an_old_eye(tmp_path: Path) -> None:
    """The picture says the code; what a person must read is at least 5 mm high."""
    svg = pages.poster_svg(POSTER, 90)
    read = zxingcpp.read_barcodes(as_picture(svg, tmp_path, width=210, height=297))
    assert [found.text for found in read] == [POSTER.says]
    assert "R7K2 M9QX AB23" in svg
    assert "王建军" in svg and "13900000001" in svg
    assert "办完90天删原话" in svg
    assert min(float(size) for size in re.findall(r'font-size="([\d.]+)"', svg)) >= 5


def test_a_card_can_be_read_by_a_telephone(tmp_path: Path) -> None:
    """90 × 54 mm, with the officer's name and number."""
    card = pages.Card("p01", pages.Holder("网格员", "欧阳建军", "0939-12345678"), "上河村一组网格", "说事 SH01", "SH01")
    svg = pages.card_svg(card)
    read = zxingcpp.read_barcodes(as_picture(svg, tmp_path, width=90, height=54))
    assert [found.text for found in read] == ["说事 SH01"]
    assert "欧阳建军" in svg and "0939-12345678" in svg


def test_what_stands_in_the_organisation_cannot_break_a_drawing() -> None:
    """A place named like markup stays a place."""
    svg = pages.poster_svg(pages.Poster("SH01", "说事 SH01", "<b>村", '戏台"&<script>', None), 90)
    assert "<script>" not in svg and "&lt;script&gt;" in svg
    assert "也可以打12345" in svg


def test_a_code_is_chance_and_signature(database: Database) -> None:
    """Nobody can make one up, or change a letter of one; spaces, case and full width do not matter."""
    vault = database.vault
    made = [new_code(vault, CHANCE) for _ in range(200)]
    assert len(set(made)) == 200
    for code in made:
        assert len(code) == LENGTH and set(code) <= set(ALPHABET)
        assert is_ours(vault, code)
        other = ALPHABET[(ALPHABET.index(code[0]) + 1) % len(ALPHABET)]
        assert not is_ours(vault, other + code[1:])
    assert as_code("r7k2 m9qx-ab23") == "R7K2M9QXAB23"
    assert not is_ours(vault, "码" * LENGTH)


async def test_scanning_and_typing_bind_to_the_place_and_count(database: Database) -> None:
    """A code of the program works like one of the organisation file, scanned or typed by hand."""
    async with a_stage(database) as stage:
        async with database.ledger() as ledger:
            code = ledger.posted_codes.issue("621221108201002", "桥头", NOW, CHANCE).code
            await ledger.commit()
        scanned = await stage.say("v-1", "", kind=MessageKind.SCAN, scan=code)
        assert "上河村说事台" in to(scanned, "v-1")[0]
        typed = await stage.say("v-2", f"说事 {code[:4]} {code[4:8].lower()} {code[8:]}")
        assert "上河村说事台" in to(typed, "v-2")[0]
        short = await stage.say("v-3", "SH01")
        assert "上河村说事台" in to(short, "v-3")[0]
        await stage.say("v-2", "路灯坏了三天了，晚上看不见路")
        assert (await stage.ticket()).grid == "621221108201002"
        async with database.reading() as ledger:
            uses = await ledger.posted_codes.uses()
        assert uses[code].count == 2 and uses["SH01"].count == 1
        assert uses[code].last_on == stage.program.policy.calendar.day_of(NOW)


async def test_a_code_taken_down_is_answered_kindly_and_the_matter_is_taken(database: Database) -> None:
    """So is a copied, a made-up and an unknown one."""
    async with a_stage(database) as stage:
        async with database.ledger() as ledger:
            old = ledger.posted_codes.issue("621221108201002", "桥头", NOW, CHANCE)
            new = ledger.posted_codes.issue("621221108201002", "桥头", NOW, CHANCE)
            ledger.posted_codes.revoke(old, NOW, replaced_by=new)
            await ledger.commit()
        assert "换新的了" in to(await stage.say("v-1", "", kind=MessageKind.SCAN, scan=old.code), "v-1")[0]
        made_up = "A" * LENGTH
        assert "认不出来" in to(await stage.say("v-2", "", kind=MessageKind.SCAN, scan=made_up), "v-2")[0]
        await stage.say("v-1", "上河村二组桥头路灯坏了三天了，晚上看不见路")
        assert (await stage.ticket()).village == "621221108201"
        async with database.reading() as ledger:
            assert made_up not in await ledger.posted_codes.uses()


async def test_what_only_looks_like_a_code_is_left_to_the_others(database: Database) -> None:
    """A number plate, a model: no code of ours, so it is no scan."""
    async with a_stage(database) as stage:
        heard = to(await stage.say("v-1", "LG55UH6150"), "v-1")
        assert not any("说事台" in text for text in heard)


def shuoshi(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command line in a folder of its own."""
    root = Path(__file__).parents[2]
    environ = {**os.environ, "PYTHONPATH": str(root)}
    return subprocess.run(
        [sys.executable, "-m", "bot", *words], cwd=folder, env=environ, capture_output=True, text=True, timeout=110
    )


def test_the_command_draws_posters_and_cards_before_anything_was_ever_started(tmp_path: Path) -> None:
    """Exit 0 on the demonstration township; one poster a code, one card an officer, a page and a PDF of each."""
    (tmp_path / "config.yaml").write_text("demonstration: true\n")
    done = shuoshi(tmp_path, "codes", "--area", "621221108201", "--out", "打印")
    assert done.returncode == 0, done.stderr
    out = tmp_path / "打印"
    assert len(list((out / "posters").glob("*.svg"))) == 6
    assert len(list((out / "cards").glob("*.svg"))) == 6
    assert (out / "posters.html").read_text().count("<svg xmlns") == 6
    assert (out / "posters.pdf").read_bytes().startswith(b"%PDF")
    assert (out / "cards.pdf").read_bytes().startswith(b"%PDF")
    assert "letters of the code" in done.stderr


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (("codes", "--area", "62122110820"), "did you mean", 2),
        (("codes", "--link", "https://example.org/"), "{code}", 2),
        (("codes", "new", "--area", "621221108201001", "--place", "村口"), "start the service once", 1),
    ],
)
def test_bad_input_gets_a_sentence(tmp_path: Path, words: tuple[str, ...], said: str, code: int) -> None:
    """Where, and what to do; nothing is written."""
    (tmp_path / "config.yaml").write_text("demonstration: true\n")
    done = shuoshi(tmp_path, *words)
    assert done.returncode == code and said in done.stderr
    assert not (tmp_path / "codes").exists()
    assert "Traceback" not in done.stderr


def test_no_code_and_nobodys_id_leads_out_of_the_folder(tmp_path: Path) -> None:
    """Whatever stands in the organisation file as one: its drawing lies among the others."""
    out = tmp_path / "out"
    code_commands._write(out, code_commands._Drawn({"../../../SH01": SVG, "a\\b/c": SVG}, {"g-../p": SVG}))
    assert {path.parent for path in tmp_path.rglob("*.svg")} == {out / "posters", out / "cards"}
    assert len(list(tmp_path.rglob("*.svg"))) == 3

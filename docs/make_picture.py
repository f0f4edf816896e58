"""Takes the pictures of the simulated group for the README: plays a short story on the page and photographs it.

    .venv/bin/python docs/make_picture.py            writes docs/simulated-group.png and docs/simulated-group-phone.png
    .venv/bin/python docs/make_picture.py --help     everything that can be chosen

A Chromium must be installed. The service runs on a free port, in a folder that is thrown away, on a clock of its own.
"""

import argparse
import asyncio
import shutil
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.app import open_database, web_application
from bot.clock import ShiftedClock, VirtualClock
from bot.config import Config, load_master_key
from bot.demonstration import demonstration_township
from bot.service import build_program, prepare
from bot.simulated_group import SimulatedGroupChannel

HERE = Path(__file__).parent
BEGINS = datetime(2026, 11, 23, 10, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
DESK, PHONE = (1280, 960), (390, 844)
OWNER = "o-shanghe-g1"


@asynccontextmanager
async def served() -> AsyncIterator[str]:
    """The service with the demonstration on; gives the page's address."""
    with tempfile.TemporaryDirectory(prefix="shuoshi-picture-") as folder:
        config = Config(demonstration=True, data_dir=Path(folder))
        township = demonstration_township()
        database = open_database(config, load_master_key(config, {}), township.township.code)
        await prepare(database, config, township)
        program = build_program(config, database, ShiftedClock(VirtualClock(BEGINS)))
        runner = web.AppRunner(web_application(program), access_log=None)
        await runner.setup()
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            port = found.getsockname()[1]
        try:
            async with program.working():
                await web.TCPSite(runner, "127.0.0.1", port).start()
                yield f"http://127.0.0.1:{port}/try/"
                for channel in program.channels.values():
                    if isinstance(channel, SimulatedGroupChannel):
                        channel.hang_up()
                await runner.cleanup()
        finally:
            await runner.cleanup()
            await database.close()


async def opened(browser: Browser, address: str, size: tuple[int, int], scale: float) -> Page:
    """The page at a size, without moving parts."""
    page = await browser.new_page(
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=scale,
        locale="zh-CN",
        color_scheme="light",
        reduced_motion="reduce",
    )
    await page.goto(address)
    await page.wait_for_selector(".face")
    return page


async def be(page: Page, chat: str) -> None:
    """Choose somebody."""
    await page.locator(f'.face[data-chat="{chat}"]').click()


async def say(page: Page, pane: str, text: str, *, answered: bool = True) -> None:
    """Type, send, and wait until the program has answered (or has let it pass as small talk)."""
    notes = page.locator(f"#pane-{pane} .bot .bubble")
    before = await notes.count()
    await page.fill(f"#pane-{pane} textarea", text)
    await page.click(f"#pane-{pane} .send")
    await expect(notes.nth(before) if answered else page.locator(f"#pane-{pane} .fate").last).to_be_visible()


async def play(page: Page) -> None:
    """A lamp is dark; it is taken, mended, and the villager agrees."""
    await be(page, "v-li")
    await say(page, "group", "早上好", answered=False)
    await be(page, "v-zhang")
    await say(page, "group", "村口路灯不亮三天了")
    await be(page, "v-wang")
    await say(page, "group", "我家也是")
    await be(page, OWNER)
    await say(page, "private", "接")
    await page.click('[data-to="plus_hour"]')
    await expect(page.locator("#pane-private .passed")).to_be_visible()
    await say(page, "private", "好 灯头换了，今晚试亮")
    await be(page, "v-zhang")
    await expect(page.locator("#pane-private .bot .bubble", has_text="灯头换了")).to_be_visible()
    await say(page, "private", "1")
    await expect(page.locator(".ticket .tone").first).to_have_text("了结了")


async def settled(page: Page) -> None:
    """Nothing is focused, everything is drawn, the newest line is in sight."""
    await page.evaluate("document.activeElement?.blur()")
    # the list of tickets is read once more a second after the last line
    await page.wait_for_timeout(2000)


async def make(folder: Path, chromium: str, scale: float) -> None:
    """Write both pictures."""
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    async with served() as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=arguments)
        desk = await opened(browser, address, DESK, scale)
        await play(desk)
        await settled(desk)
        await desk.screenshot(path=folder / "simulated-group.png")
        phone = await opened(browser, address, PHONE, scale)
        await settled(phone)
        await phone.screenshot(path=folder / "simulated-group-phone.png")
        await browser.close()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Takes the pictures of the simulated group for the README.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder for the two PNG files (default: docs)")
    parser.add_argument("--chromium", default=shutil.which("chromium"), help="the browser to use (default: from PATH)")
    parser.add_argument(
        "--scale", type=float, default=1.0, help="pixels per CSS pixel: 2 is twice as sharp (default: 1)"
    )
    chosen = parser.parse_args()
    if chosen.chromium is None:
        sys.exit("No Chromium was found; install one, or name it with --chromium FILE.")
    chosen.out.mkdir(parents=True, exist_ok=True)
    asyncio.run(make(chosen.out, chosen.chromium, chosen.scale))
    print(f"wrote simulated-group.png and simulated-group-phone.png in {chosen.out}")


if __name__ == "__main__":
    main()

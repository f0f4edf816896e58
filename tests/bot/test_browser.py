"""The simulated group as a stranger meets it: the real service in its own process, the page in a real Chromium."""

import asyncio
import os
import shutil
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright, expect

ROOT = Path(__file__).parents[2]
SIZES = {"phone": (390, 844), "desk": (1280, 800)}
LAMP = "村口路灯不亮三天了"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture
async def address(tmp_path: Path) -> AsyncIterator[str]:
    """`shuoshi run` with the demonstration on; SIGTERM must end it well, with the page still open."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    config = tmp_path / "config.yaml"
    config.write_text(f"demonstration: true\nserver: {{port: {port}}}\n", encoding="utf-8")
    service = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "--config", str(config), "run", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert service.stdout is not None
    try:
        async with asyncio.timeout(40):
            while b"/try/" not in (line := await service.stdout.readline()):
                assert line, "the service ended before it was ready"
        yield f"http://127.0.0.1:{port}/try/"
        service.send_signal(signal.SIGTERM)
        async with asyncio.timeout(20):
            await service.communicate()
        assert service.returncode == 0
    finally:
        if service.returncode is None:
            service.kill()
            await service.communicate()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """The Chromium of this machine."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        reason = "no Chromium is installed here; the page is looked at in CI"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield launched
        await launched.close()


class Visitor:
    """Somebody at the page, with a phone or at a desk."""

    def __init__(self, page: Page, phone: bool) -> None:
        self.page = page
        self.phone = phone
        #: what the browser complained about, and what it fetched from elsewhere
        self.complaints: list[str] = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self._fetched(request.url))

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def _fetched(self, url: str) -> None:
        if not url.startswith("http://127.0.0.1:"):
            self.complaints.append(f"fetched {url}")

    async def look_at(self, pane: str) -> None:
        """On a phone the panes are tabs."""
        if self.phone:
            await self.page.click(f"#tab-{pane}")
        await expect(self.page.locator(f"#pane-{pane}")).to_be_visible()

    async def be(self, chat: str) -> None:
        """Choose somebody."""
        await self.page.locator(f'.face[data-chat="{chat}"]').click()
        await expect(self.page.locator(f'.face[data-chat="{chat}"] input')).to_be_checked()

    async def say(self, pane: str, text: str) -> None:
        """Type and send."""
        await self.look_at(pane)
        await self.page.fill(f"#pane-{pane} textarea", text)
        await self.page.click(f"#pane-{pane} .send")
        await expect(self.page.locator(f"#pane-{pane} .me .bubble").last).to_have_text(text)
        await expect(self.page.locator(f"#pane-{pane} textarea")).to_have_value("")

    async def says_and_is_answered(self, pane: str, text: str) -> None:
        """Type, send, and see one more note of the program in the same chat."""
        await self.look_at(pane)
        notes = self.page.locator(f"#pane-{pane} .bot .bubble")
        before = await notes.count()
        await self.say(pane, text)
        await expect(notes.nth(before)).to_be_visible()

    async def hears(self, pane: str, words: str) -> None:
        """The program says something with these words in it."""
        await self.look_at(pane)
        await expect(self.page.locator(f"#pane-{pane} .bot .bubble", has_text=words).last).to_be_visible()

    async def fits(self) -> None:
        """Nothing sticks out sideways."""
        assert await self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    async def move_clock(self, to: str) -> None:
        """The visible control."""
        if self.phone:
            await self.page.click("#clock-toggle")
        await self.page.click(f'[data-to="{to}"]')


async def visit(browser: Browser, address: str, size: str) -> Visitor:
    """Open the page."""
    width, height = SIZES[size]
    page = await browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
    page.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    visitor = Visitor(page, size == "phone")
    await page.goto(address)
    await expect(page.locator("#me")).to_have_text("张婶（村民）")
    return visitor


@pytest.mark.parametrize("size", SIZES)
async def test_a_matter_is_raised_taken_done_agreed_and_told_in_the_evening(
    browser: Browser, address: str, size: str
) -> None:
    """The whole story through the page, at a phone's width and at a desk's."""
    visitor = await visit(browser, address, size)
    page = visitor.page
    await visitor.say("group", "早上好")
    await expect(page.locator("#pane-group .fate").last).to_have_text("闲聊，不记录、不落盘")
    await visitor.say("group", LAMP)
    await visitor.hears("group", "路灯维修")
    await visitor.fits()
    # the owner has got a note: his face says so
    await expect(page.locator('.face[data-chat="o-shanghe-g1"] .badge')).to_have_text("1")
    await visitor.be("o-shanghe-g1")
    await visitor.says_and_is_answered("private", "接")
    await visitor.says_and_is_answered("private", "好 灯头换了，今晚试亮")
    await visitor.be("v-zhang")
    await visitor.hears("private", "灯头换了")
    await visitor.says_and_is_answered("private", "1")
    await visitor.fits()
    await visitor.look_at("tickets")
    await expect(page.locator(".ticket .tone")).to_have_text("了结了")
    await expect(page.locator(".ticket .sentence mark").first).to_contain_text("路灯")
    await visitor.fits()
    await visitor.move_clock("to_evening")
    await visitor.hears("group", "今天说事")
    await visitor.fits()
    assert visitor.complaints == []
    # the page stays open: the service has to end all the same


async def test_a_stranger_who_follows_only_what_is_highlighted_gets_to_the_end(browser: Browser, address: str) -> None:
    """The guide points at a face, a tab, a sentence or the clock; nothing else is needed."""
    visitor = await visit(browser, address, "phone")
    page = visitor.page
    for _ in range(40):
        if await page.locator("#steps .done").count() == 5:
            break
        before = await page.locator("#hint").text_content()
        face = page.locator(".face.next-up")
        chip = page.locator(".pane .chips .next-up:visible")
        if await face.count():
            await face.click()
        elif await page.locator(".tabs .next-up").count():
            await page.locator(".tabs .next-up").click()
        elif await chip.count():
            await chip.first.click()
            await page.locator(".pane .send:visible").click()
            await expect(page.locator("#hint")).not_to_have_text(before or "")
        elif await page.locator("#clock-toggle.next-up").count():
            await page.click("#clock-toggle")
            await page.locator(".clock-buttons .next-up").click()
            await expect(page.locator("#hint")).not_to_have_text(before or "")
        else:
            await page.wait_for_timeout(100)
    await expect(page.locator("#steps .done")).to_have_count(5)
    assert visitor.complaints == []


async def test_what_is_typed_is_never_markup(browser: Browser, address: str) -> None:
    """Neither in the chats nor in the ticket's reasons."""
    visitor = await visit(browser, address, "desk")
    evil = "<img src=x onerror=document.title='broken'>村口路灯不亮"
    await visitor.say("group", evil)
    await visitor.hears("group", "路灯维修")
    await expect(visitor.page.locator(".ticket .sentence")).to_have_text(evil)
    assert await visitor.page.locator(".bubble img, .sentence img").count() == 0
    assert await visitor.page.title() == "说事 · 模拟群"
    assert visitor.complaints == []


async def test_a_reminder_is_seen_where_it_belongs(browser: Browser, address: str) -> None:
    """Nobody takes the matter; the clock goes to the date; the owner's face gets a badge and his chat the reminder."""
    visitor = await visit(browser, address, "desk")
    await visitor.say("group", LAMP)
    badge = visitor.page.locator('.face[data-chat="o-shanghe-g1"] .badge')
    await expect(badge).to_have_text("1")
    await visitor.move_clock("to_due")
    await expect(badge).not_to_have_text("1")
    await visitor.page.locator("#news button", has_text="收到").first.click()
    await expect(visitor.page.locator("#me")).to_contain_text("一组网格员")
    await expect(visitor.page.locator("#pane-private .bot .bubble")).not_to_have_count(1)


async def test_a_note_is_quoted_by_pressing_it(browser: Browser, address: str) -> None:
    """The quoted words stand above the input, and under what is sent."""
    visitor = await visit(browser, address, "desk")
    page = visitor.page
    await visitor.say("group", LAMP)
    await visitor.hears("group", "路灯维修")
    await visitor.be("o-shanghe-g1")
    await page.locator("#pane-private .bot .bubble").first.click()
    await expect(page.locator("#pane-private .quoting")).to_be_visible()
    await visitor.says_and_is_answered("private", "接")
    await expect(page.locator("#pane-private .me .quoted")).to_be_visible()
    await expect(page.locator("#pane-private .quoting")).to_be_hidden()

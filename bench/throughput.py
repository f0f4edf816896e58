"""Signed messages a second, from the webhook to the ticket, against a bare echo handler in the same run.

Both servers are processes of their own; the load comes from this one, over the same number of connections, with the
same pre-signed bodies: 90 % pleasantries, 10 % matters, as an Official Account hears them (it is a private chat). For
ours the clock stops when every message has been answered *and* every matter has become a ticket, so what is measured is
the whole way, not the acknowledgement alone. The two are measured in turns, and the median of the turns' ratios is
quoted, since machines have their moods.
"""

import asyncio
import hashlib
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import aiohttp

from bench.texts import MATTERS, PLEASANTRIES

_ROOT = Path(__file__).parents[1]
_TOKEN = "village-token"
_MESSAGES = 2_000
_CONNECTIONS = 64
_TURNS = 3
_PORTS = (18311, 18312)


def _body(number: int, text: str) -> bytes:
    return (
        "<xml><ToUserName><![CDATA[gh_village]]></ToUserName>"
        f"<FromUserName><![CDATA[o-{number}]]></FromUserName><CreateTime>{int(time.time())}</CreateTime>"
        f"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{text}]]></Content><MsgId>{number}</MsgId></xml>"
    ).encode()


def _query() -> dict[str, str]:
    timestamp, nonce = str(int(time.time())), "1372623149"
    signature = hashlib.sha1("".join(sorted([_TOKEN, timestamp, nonce])).encode()).hexdigest()
    return {"signature": signature, "timestamp": timestamp, "nonce": nonce}


async def _send_all(session: aiohttp.ClientSession, port: int, bodies: Sequence[bytes]) -> None:
    url, query, left = f"http://127.0.0.1:{port}/wechat/village", _query(), iter(bodies)

    async def one_connection() -> None:
        for body in left:
            async with session.post(url, params=query, data=body) as answer:
                assert answer.status == 200, answer.status
                await answer.read()

    await asyncio.gather(*(one_connection() for _ in range(_CONNECTIONS)))


async def _waiting(session: aiohttp.ClientSession, port: int) -> float:
    async with session.get(f"http://127.0.0.1:{port}/metrics") as answer:
        for line in (await answer.text()).splitlines():
            if line.startswith("shuoshi_rows{") and 'table="inbox"' in line and 'state="waiting"' in line:
                return float(line.rpartition(" ")[2])
    return 0.0


async def _ready(session: aiohttp.ClientSession, url: str) -> None:
    for _ in range(600):
        try:
            async with session.get(url):
                return
        except aiohttp.ClientError:
            await asyncio.sleep(0.05)
    raise RuntimeError(f"{url} does not answer")


async def run() -> list[tuple[str, ...]]:
    """Start both, measure in turns, stop both."""
    ours_port, echo_port = _PORTS
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        config = Path(folder) / "config.yaml"
        config.write_text(
            f"server: {{port: {ours_port}}}\ndata_dir: data\ndemonstration: true\nchannels:\n"
            f"  - {{name: village, type: official_account, app_id: wx1, secret: none, token: {_TOKEN},"
            " verified: true, api_base: 'http://127.0.0.1:9'}\n",
            encoding="utf-8",
        )
        commands = (
            [sys.executable, "-m", "bot", "--config", str(config), "run"],
            [sys.executable, "-m", "bench.echo_server", str(echo_port), _TOKEN],
        )
        servers = [
            subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            for command in commands
        ]
        try:
            return await _measure(ours_port, echo_port)
        finally:
            for server in servers:
                server.terminate()
                server.wait(timeout=30)


async def _measure(ours_port: int, echo_port: int) -> list[tuple[str, ...]]:
    chance = random.Random(1)
    connector = aiohttp.TCPConnector(limit=_CONNECTIONS)
    async with aiohttp.ClientSession(connector=connector) as session:
        await _ready(session, f"http://127.0.0.1:{ours_port}/readyz")
        await _ready(session, f"http://127.0.0.1:{echo_port}/")
        ours, acknowledged, echo = [], [], []
        for turn in range(_TURNS + 1):
            texts = [chance.choice(PLEASANTRIES if chance.random() < 0.9 else MATTERS) for _ in range(_MESSAGES)]
            bodies = [_body((turn + 1) * 10**6 + number, text) for number, text in enumerate(texts)]
            started = time.perf_counter()
            await _send_all(session, echo_port, bodies)
            echo_seconds = time.perf_counter() - started
            started = time.perf_counter()
            await _send_all(session, ours_port, bodies)
            answered = time.perf_counter() - started
            while await _waiting(session, ours_port):
                await asyncio.sleep(0.02)
            whole = time.perf_counter() - started
            if turn:  # the first turn warms up
                echo.append(_MESSAGES / echo_seconds)
                acknowledged.append(_MESSAGES / answered)
                ours.append(_MESSAGES / whole)
    baseline = f"bare echo handler {statistics.median(echo):,.0f}/s"
    return [
        _row("signed messages, to the ticket", ours, echo, baseline),
        _row("signed messages, to the answer", acknowledged, echo, baseline),
    ]


def _row(name: str, ours: Sequence[float], echo: Sequence[float], baseline: str) -> tuple[str, ...]:
    ratio = statistics.median(mine / theirs for mine, theirs in zip(ours, echo, strict=True))
    return (name, f"{statistics.median(ours):,.0f}/s", baseline, f"{ratio:.2f}", "≥ 0.5")

"""The service as it really runs: a process of its own, a port, a folder of data; started, killed, started again."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import aiohttp

from tests.fakes import WeChatSender

ROOT = Path(__file__).parents[1]
SENDER = WeChatSender()


def free_port() -> int:
    """A port that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Service:
    """One service over one folder; it may be killed and started any number of times."""

    folder: Path
    port: int = field(default_factory=free_port)
    api_base: str = "http://127.0.0.1:9"  # nobody listens: notes wait in the outbox
    #: another database than the embedded one
    url_of_database: str = ""
    process: "subprocess.Popen[bytes] | None" = None
    _log: IO[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def database_url(self) -> str:
        """Where it keeps."""
        return self.url_of_database or f"sqlite:///{self.folder}/data/shuoshi.sqlite3"

    def _database_section(self) -> str:
        return f'database: {{url: "{self.url_of_database}"}}\n' if self.url_of_database else ""

    def write_config(self) -> Path:
        """The demonstration township with an Official Account beside it."""
        path = self.folder / "config.yaml"
        path.write_text(
            f"""
server: {{host: 127.0.0.1, port: {self.port}}}
data_dir: data
{self._database_section()}demonstration: true
channels:
  - name: village
    type: official_account
    app_id: {SENDER.app_id}
    secret: not-a-real-secret
    token: {SENDER.token}
    encoding_aes_key: {SENDER.key}
    verified: true
    api_base: {self.api_base}
""",
            encoding="utf-8",
        )
        return path

    def command(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run one of the program's other commands on the same configuration."""
        config = self.write_config()
        return subprocess.run(
            [sys.executable, "-m", "bot", "--config", str(config), *words],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    async def start(self) -> None:
        """Start and wait until it is ready."""
        config = self.write_config()
        self._log = (self.folder / "service.log").open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "--config", str(config), "run"],
            cwd=ROOT,
            stdout=self._log,
            stderr=self._log,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
        give_up = time.monotonic() + 60
        async with aiohttp.ClientSession() as session:
            while time.monotonic() < give_up:
                assert self.process.poll() is None, (self.folder / "service.log").read_text()[-3000:]
                with contextlib.suppress(aiohttp.ClientError):
                    async with session.get(f"{self.url}/readyz") as answer:
                        if answer.status == 200:
                            return
                await asyncio.sleep(0.05)
        raise AssertionError((self.folder / "service.log").read_text()[-3000:])

    def kill(self) -> None:
        """SIGKILL: no farewell."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self._close()

    def stop(self) -> int:
        """SIGTERM, and wait; returns the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=30)
        self._close()
        return code

    def _close(self) -> None:
        self.process = None
        if self._log is not None:
            self._log.close()

    def log(self) -> str:
        """What it wrote."""
        return (self.folder / "service.log").read_text(encoding="utf-8")


@contextlib.asynccontextmanager
async def a_service(folder: Path, **fields: object) -> AsyncIterator[Service]:
    """A started service; killed at the end if it still runs."""
    service = Service(folder, **fields)  # type: ignore[arg-type]
    await service.start()
    try:
        yield service
    finally:
        if service.process is not None:
            service.kill()

"""What every webhook does first: take no more than it must, and turn away with one plain sentence."""

import asyncio

import structlog
from aiohttp import web

from bot import metrics

log = structlog.get_logger()

#: no platform's message comes near this many bytes
LONGEST_BODY = 64 * 1024
#: seconds a sender may take over its body
_PATIENCE = 10.0


class TurnedAway(Exception):
    """A request that is not taken: its status and the one sentence it is answered with."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence

    def answer(self, channel: str) -> web.Response:
        """The answer, counted and logged."""
        metrics.REFUSED.labels(channel, str(self.status)).inc()
        log.warning("webhook: a request was turned away", channel=channel, status=self.status, because=self.sentence)
        return web.Response(status=self.status, text=self.sentence + "\n")


async def read_body(request: web.Request) -> bytes:
    """The whole body. Raises TurnedAway: 413 beyond `LONGEST_BODY`, 408 when it does not come, 400 when it is broken.

    Counted while it streams in (after decompression): a Content-Length is only what the sender says.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(_PATIENCE):
            while chunk := await request.content.readany():
                body += chunk
                if len(body) > LONGEST_BODY:
                    raise TurnedAway(413, f"A message may have {LONGEST_BODY // 1024} KiB at most.")
    except TurnedAway:
        raise
    except TimeoutError:
        raise TurnedAway(408, "The body did not arrive in time.") from None
    except Exception:  # noqa: BLE001  # broken chunks, broken compression, a lost connection: the sender's doing
        raise TurnedAway(400, "The body could not be read.") from None
    return bytes(body)

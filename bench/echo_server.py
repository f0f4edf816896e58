"""The baseline: the least that answers a signed Official Account message, aiohttp and wechatpy and nothing else."""

import sys

from aiohttp import web
from wechatpy import create_reply, parse_message
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.utils import check_signature


async def echo(request: web.Request) -> web.Response:
    """Check the signature, parse the XML, echo the text."""
    query = request.query
    try:
        check_signature(sys.argv[2], query["signature"], query["timestamp"], query["nonce"])
    except InvalidSignatureException:
        return web.Response(status=403)
    message = parse_message(await request.text())
    return web.Response(text=create_reply(message.content, message, render=True), content_type="application/xml")


def main() -> None:
    """Serve on the port given as the first argument; the second is the account's token."""
    app = web.Application()
    app.router.add_post("/wechat/village", echo)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)


if __name__ == "__main__":
    main()

"""GET /t/{token}: one's own matter in large type. Reads, and nothing else; nothing of it is kept by browsers."""

from functools import cache
from importlib.resources import files

from aiohttp import web
from jinja2 import Environment, StrictUndefined, Template

from bot.program import Program
from handlers.filing import office_phone
from handlers.own_page import OwnPage, find_page
from handlers.wording.own_page import PAGE_GONE

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


def own_page_routes(program: Program) -> list[web.RouteDef]:
    """The route of the page."""

    async def show(request: web.Request) -> web.Response:
        async with program.database.reading() as ledger:
            organisation = await ledger.organisation()
            page = await find_page(ledger, program.policy, organisation, request.match_info["token"], program.clock())
        if page is None:
            return _answer(None, PAGE_GONE.say(电话=office_phone(organisation)).text, 410)
        return _answer(page, "", 200)

    return [web.get("/t/{token}", show)]


def _answer(page: OwnPage | None, gone: str, status: int) -> web.Response:
    body = _template().render(page=page, gone=gone)
    return web.Response(text=body, status=status, content_type="text/html", charset="utf-8", headers=_HEADERS)


@cache
def _template() -> Template:
    source = files("bot").joinpath("own_page.html.j2").read_text(encoding="utf-8")
    return Environment(autoescape=True, undefined=StrictUndefined).from_string(source)

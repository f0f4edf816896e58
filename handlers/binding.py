"""绑定 123456: an official makes the chat account he writes from his own, by a code that the office gave him.

A code works once and for a while; wrong ones are counted for each account and for all together. The account he had
before hears of it, and what waits for it goes to the new one.
"""

import re
from typing import Any

from handlers import filing, quiet_hours, wording
from handlers.filters import in_private, plain
from handlers.router import Router
from handlers.turn import Turn
from handlers.wording.binding import (
    BIND_TAKEN,
    BIND_TOO_OFTEN,
    BIND_WRONG,
    BOUND,
    BOUND_ALREADY,
    BOUND_ELSEWHERE,
)
from storage.models import Officer
from storage.officer_accounts import Account

router = Router("binding")

_CODE = re.compile(r"^(?P<word>绑定|邦定|帮定|绑|邦订)?\s*[:：]?\s*(?P<code>\d{6})\s*[。.]?$")
#: as long as a code is
DIGITS = 6


def _code(turn: Turn) -> dict[str, Any] | None:
    found = _CODE.match(plain(turn.text))
    if found is None:
        return None
    if found["word"] is None and (turn.officer is not None or turn.awaiting is not None):
        # a number may be the answer to something
        return None
    return {"code": found["code"], "plainly": found["word"] is not None}


@router.on(in_private, _code)
async def bind(turn: Turn, code: str, plainly: bool) -> None:
    """「绑定 123456」, or the code alone."""
    accounts, sender = turn.ledger.accounts, turn.private_ref
    phone = filing.office_phone(turn.organisation)
    if not await accounts.may_try(sender, turn.now):
        await turn.answer(BIND_TOO_OFTEN.say(电话=phone))
        return
    person = await accounts.whose(code, turn.now)
    officer = turn.organisation.officers.get(person or "")
    if officer is None:
        if plainly or await accounts.codes_wait(turn.now):
            await accounts.was_wrong(sender, turn.now)
        text = BIND_WRONG.say(电话=phone) if plainly else wording.CANNOT_UNDERSTAND.say(电话=phone)
        await turn.answer(text)
        return
    if turn.officer is not None and turn.officer.id != officer.id:
        await turn.answer(BIND_TAKEN.say(人=turn.officer.name, 电话=phone))
        return
    account = Account(turn.message.channel, turn.message.sender, sender)
    same = turn.officer is not None
    await _tell_the_old_account(turn, officer, phone, same=same)
    await accounts.bind(officer.id, account, await accounts.in_file(officer.id), turn.now)
    await turn.ledger.outbox.readdress(officer, account)
    await turn.ledger.people.changed()
    # who bound what when, by ids alone
    turn.remarks["bound"] = officer.id
    await turn.answer((BOUND_ALREADY if same else BOUND).say(人=officer.name))


async def _tell_the_old_account(turn: Turn, officer: Officer, phone: str, *, same: bool) -> None:
    if same or officer.channel is None or officer.chat is None:
        return
    await turn.ledger.outbox.to_person(
        officer.channel,
        officer.chat,
        BOUND_ELSEWHERE.say(人=officer.name, 电话=phone),
        key=f"bound:{officer.id}:{turn.inbox_id.hex}",
        why="notice",
        at=turn.now,
        send_after=quiet_hours.when_to_tell_villager(
            turn.now, turn.policy.quiet_hours, turn.policy.calendar, danger=False
        ),
    )

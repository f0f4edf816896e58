"""代办: whether what was just filed is an errand, said to whoever has to go."""

import re

from classifiers.verdict import Urgency
from handlers import filing, wording
from handlers.turn import Turn, tell_officer
from handlers.wording import errands as say
from storage.models import Ticket

#: by which a villager asks that somebody goes for him
_ASKS_FOR_ERRAND = re.compile(
    "代办|帮办|跑腿|(?:帮|替|给)(?:我|俺|咱|他|她|老人)(?:去)?.{0,6}(?:办|交|领|取|报销|认证|跑)"
)
#: what nobody takes along for anybody
NEVER = re.compile(
    "银行卡|信用卡|储蓄卡|存折|存单|密码|验证码|口令|现金|现钱|钱|[0-9]+ *[元块]|微信支付|支付宝|u盾|网银",
    re.IGNORECASE,
)


def is_errand(turn: Turn) -> bool:
    """Whether a matter just filed is an errand: papers and benefits, and somebody else is to go."""
    return turn.verdict.urgency is Urgency.APPLICATION and _ASKS_FOR_ERRAND.search(turn.text) is not None


async def begin(turn: Turn, ticket: Ticket) -> None:
    """A matter was filed that is an errand: its owner hears what he may take along, and what never."""
    if not is_errand(turn) or not await turn.ledger.errands.begin(ticket, turn.now):
        return
    if NEVER.search(turn.text) and turn.officer is None:
        await turn.answer(wording.SCAM_GUARD.say(), ticket=ticket.number)
    owner = filing.owner_of(turn.organisation, ticket)
    text = say.IS_AN_ERRAND.say(事=filing.staff_title(ticket), 编号=ticket.number)
    key = f"t{ticket.number}:errand"
    await tell_officer(turn.ledger, turn.policy, owner, text, ticket=ticket, why="notice", key=key, now=turn.now)

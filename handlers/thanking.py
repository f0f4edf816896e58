"""可以谢: a helper who was thanked in private may have his village hear it, by his own word alone (seeds 1.13, 3.26).

The group hears that he lent a hand, and no number: a number in public would be a score.
"""

from handlers import wording
from handlers.filters import from_officer, in_private, whole
from handlers.quiet_hours import when_to_tell_villager
from handlers.reports.periods import Kind, before, containing
from handlers.router import Router
from handlers.turn import Turn
from handlers.wording import thanking as say

router = Router("thanking")


@router.on(from_officer, in_private, whole("可以谢", "可以谢谢", "可以公开谢", "愿意公开谢"))
async def agree(turn: Turn) -> None:
    """For the month he was thanked for, once; in the groups of the villages where he has a post."""
    assert turn.officer is not None
    ledger, organisation, officer = turn.ledger, turn.organisation, turn.officer
    calendar = turn.policy.calendar
    month = before(containing(Kind.MONTH, calendar.day_of(turn.now), calendar), calendar)
    told = await ledger.reminders.has_period("report:month", organisation.township.code, month.first)
    thanked = await ledger.reporting.thanked(month.start, month.end) if told else {}
    villages = {
        village.code: village
        for post in organisation.posts_of(officer.id)
        if (village := organisation.village_of(post.area)) is not None
    }
    chats = [chat for code in sorted(villages) for chat in organisation.groups_of(code) if chat.channel is not None]
    if officer.id not in thanked or not chats:
        await turn.answer(say.NOTHING_TO_THANK.say())
        return
    if not await ledger.reminders.begin_period("thanks:public", officer.id, month.first, turn.now):
        await turn.answer(say.THANKED_BEFORE.say())
        return
    at = when_to_tell_villager(turn.now, turn.policy.quiet_hours, calendar, danger=False)
    for chat in chats:
        assert chat.channel is not None
        await ledger.outbox.to_group(
            chat.channel,
            chat.chat,
            say.THANKS_IN_GROUP.say(人=wording.OfficerName(officer.name)),
            key=f"thanks:{month.label}:{officer.id}:{chat.ref}",
            why="notice",
            at=turn.now,
            send_after=at,
        )
    await turn.answer(say.THANKED_OK.say())

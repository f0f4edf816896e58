"""The first answer about a ticket: it is noted, who has it, by when, and whom to call."""

from datetime import datetime

from classifiers.verdict import MatterKind, Privacy, Urgency
from handlers import danger_words, filing, quiet_hours, wording
from handlers.policy import SAFE_WITHIN, Policy
from handlers.titles import PublicTitle
from handlers.turn import Turn
from handlers.wording.duties import with_whose_job
from handlers.wording.later import (
    ACK_GROUP_AFTER_HOLIDAY,
    ACK_GROUP_THIS_MORNING,
    ACK_GROUP_TOMORROW,
    ACK_GROUP_URGENT_LATER,
)
from storage.models import Officer, Ticket, Villager
from storage.speech import PrivateText, PublicText

#: whatever somebody in danger writes next is answered by a person and a number, never by "not understood"
SAFETY = "safety"


async def acknowledge(turn: Turn, ticket: Ticket, villager: Villager, owner: Officer) -> None:
    """Answer the one who raised it; what his group may hear depends on the kind alone."""
    danger = ticket.urgency is Urgency.DANGER
    why = "danger" if danger else "ack"
    if turn.in_group:
        line = in_group(turn.policy, ticket, turn.message.sender_name, owner, turn.now)
        if line is not None:
            await turn.say_in_group(line, why=why, ticket=ticket.number)
        if filing.is_public(ticket) and not danger:
            return
    text = in_private(turn.policy, ticket, villager.name or turn.message.sender_name, owner)
    await turn.answer(text, why=why, ticket=ticket.number)
    if danger:
        await turn.expect(SAFETY, ticket.number, turn.now + SAFE_WITHIN)


def in_private(policy: Policy, ticket: Ticket, name: str, owner: Officer) -> PrivateText:
    """What the reporter is told."""
    call, contact = wording.salutation(name), policy.by(ticket, ticket.contact_by)
    if ticket.violence_at_home or ticket.urgency is Urgency.DANGER:
        return danger_words.to_caller(policy, ticket, owner)
    if ticket.about_official:
        return wording.COMPLAINT_OFFICIAL.say(
            编号=ticket.number, 人=owner.name, 电话=owner.phone, 日期=policy.due(ticket)
        )
    if ticket.kind is MatterKind.NEIGHBOUR:
        return wording.ACK_NEIGHBOUR.say(称呼=call, 编号=ticket.number, 人=owner.name, 电话=owner.phone, 日期=contact)
    if ticket.kind is MatterKind.HOUSEHOLD or ticket.privacy is Privacy.SECRET:
        return wording.ACK_PRIVATE_HOUSEHOLD.say(
            称呼=call, 编号=ticket.number, 人=owner.name, 电话=owner.phone, 日期=contact
        )
    text = wording.ACK_PRIVATE.say(
        称呼=call,
        事=ticket.title,
        编号=ticket.number,
        人=owner.name,
        电话=owner.phone,
        日期=policy.due(ticket),
    )
    elsewhere = policy.duties.of(ticket.topic).not_the_village
    if ticket.urgency is Urgency.URGENT and elsewhere is not None and elsewhere.call:
        # power → 95598 at once (practice §5.2): whoever can mend it is named beside the one who keeps after it
        return with_whose_job(text, what=elsewhere.what, whose=elsewhere.whose, call=elsewhere.call)
    return text


def in_group(policy: Policy, ticket: Ticket, name: str, owner: Officer, now: datetime) -> PublicText | None:
    """The one line for the group; None: the group hears nothing at all (Rulings 7 and 8).

    Where the owner's own note waits for the morning, the line does not say that he has been told.
    """
    if ticket.violence_at_home or ticket.about_official:
        # whoever complains of an official is not shown to have been heard: the one it is about reads the group too
        return None
    call, card = wording.salutation(name), wording.OfficerCard(owner.name, owner.phone)
    if not filing.warns_all(ticket):
        return wording.ACK_GROUP_PRIVATE.say(称呼=call)
    title = PublicTitle(ticket.title)
    if ticket.urgency is Urgency.DANGER:
        # somebody missing or in despair is named to nobody, whatever the matter was taken for
        return danger_words.to_group(policy, ticket, owner) or wording.ACK_GROUP_PRIVATE.say(称呼=call)
    heard_at = quiet_hours.when_to_tell_official(now, ticket.urgency, policy.quiet_hours, policy.calendar)
    if ticket.urgency is Urgency.URGENT:
        phrase = ACK_GROUP_URGENT_LATER if heard_at > now else wording.ACK_GROUP_URGENT
        return phrase.say(称呼=call, 事=title, 人=card.name, 电话=card.phone)
    phrase = wording.ACK_GROUP
    if heard_at > now:
        days = (policy.calendar.day_of(heard_at) - policy.calendar.day_of(now)).days
        phrase = _LATER.get(days, ACK_GROUP_AFTER_HOLIDAY)
    return phrase.say(称呼=call, 事=title, 人=card.name, 电话=card.phone, 日期=policy.due(ticket))


#: by days until the owner hears of it
_LATER = {0: ACK_GROUP_THIS_MORNING, 1: ACK_GROUP_TOMORROW}

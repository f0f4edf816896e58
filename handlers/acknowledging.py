"""The first answer about a ticket: it is noted, who has it, by when, and whom to call."""

from classifiers.verdict import MatterKind, Privacy, Urgency
from handlers import danger_words, filing, wording
from handlers.policy import SAFE_WITHIN, Policy
from handlers.titles import PublicTitle
from handlers.turn import Turn
from storage.models import Officer, Ticket, Villager
from storage.speech import PrivateText, PublicText

#: whatever somebody in danger writes next is answered by a person and a number, never by "not understood"
SAFETY = "safety"


async def acknowledge(turn: Turn, ticket: Ticket, villager: Villager, owner: Officer) -> None:
    """Answer the one who raised it; what his group may hear depends on the kind alone."""
    danger = ticket.urgency is Urgency.DANGER
    why = "danger" if danger else "ack"
    if turn.in_group:
        line = in_group(turn.policy, ticket, turn.message.sender_name, owner)
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
    call, contact = wording.salutation(name), policy.day(ticket.contact_by)
    if ticket.violence_at_home or ticket.urgency is Urgency.DANGER:
        return danger_words.to_caller(policy, ticket, owner)
    if ticket.about_official:
        return wording.COMPLAINT_OFFICIAL.say(
            编号=ticket.number, 人=owner.name, 电话=owner.phone, 日期=policy.day(ticket.due_at)
        )
    if ticket.kind is MatterKind.NEIGHBOUR:
        return wording.ACK_NEIGHBOUR.say(称呼=call, 编号=ticket.number, 人=owner.name, 电话=owner.phone, 日期=contact)
    if ticket.kind is MatterKind.HOUSEHOLD or ticket.privacy is Privacy.SECRET:
        return wording.ACK_PRIVATE_HOUSEHOLD.say(
            称呼=call, 编号=ticket.number, 人=owner.name, 电话=owner.phone, 日期=contact
        )
    return wording.ACK_PRIVATE.say(
        称呼=call,
        事=ticket.title,
        编号=ticket.number,
        人=owner.name,
        电话=owner.phone,
        日期=policy.day(ticket.due_at),
    )


def in_group(policy: Policy, ticket: Ticket, name: str, owner: Officer) -> PublicText | None:
    """The one line for the group; None: the group hears nothing at all (Ruling 8)."""
    if ticket.violence_at_home:
        return None
    call, card = wording.salutation(name), wording.OfficerCard(owner.name, owner.phone)
    if not filing.is_public(ticket):
        return wording.ACK_GROUP_PRIVATE.say(称呼=call)
    title = PublicTitle(ticket.title)
    if ticket.urgency is Urgency.DANGER:
        # somebody missing or in despair is named to nobody, whatever the matter was taken for
        return danger_words.to_group(policy, ticket, owner) or wording.ACK_GROUP_PRIVATE.say(称呼=call)
    if ticket.urgency is Urgency.URGENT:
        return wording.ACK_GROUP_URGENT.say(称呼=call, 事=title, 人=card.name, 电话=card.phone)
    return wording.ACK_GROUP.say(称呼=call, 事=title, 人=card.name, 电话=card.phone, 日期=policy.day(ticket.due_at))

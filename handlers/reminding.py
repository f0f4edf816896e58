"""What a rung says to one official at an instant, and whether it still has anything to say."""

from datetime import datetime

from classifiers.verdict import Urgency
from handlers import danger_words, filing, titles, wording
from handlers.ladder import STEPS_UP, Rung
from handlers.policy import Policy
from handlers.wording import dangers
from handlers.wording.dangers import PING_COPY_TODAY
from handlers.wording.seen_at_home import PING_HOME_ESCALATE
from storage.lifecycle import WORKING, Status
from storage.models import Ticket
from storage.organisation import Organisation, Role
from storage.speech import StaffText


def still_owed(policy: Policy, ticket: Ticket, rung: str, person: str, now: datetime) -> bool:
    """Whether a rung is still true for a person: the ticket may have been taken, handed on, ended or put off."""
    if ticket.status not in WORKING or ticket.paused_at is not None:
        return False
    mine = person == ticket.owner
    match rung:
        case Rung.L0:
            return mine and ticket.status in (Status.DISPATCHED, Status.REOPENED)
        case Rung.L0_ACCEPT:
            if ticket.urgency is Urgency.DANGER:
                # once somebody said that it is over, only the owner is still asked to look
                said_over = bool(ticket.evidence.get(filing.SAID_OVER))
                return ticket.status is Status.DISPATCHED and (mine or not said_over)
            # asking for help is an answer
            return ticket.status is Status.DISPATCHED and mine and ticket.help_asked_at is None
        case Rung.L0B:
            return mine
        case Rung.L0C_MORNING:
            return mine and policy.calendar.day_of(ticket.due_at) <= policy.calendar.day_of(now)
        case Rung.L0C:
            return mine and ticket.due_at <= now
        case _:
            # whoever has asked for help is no longer counted late; the steps above him hear of it as before
            return ticket.due_at <= now and not (mine and ticket.help_asked_at is not None)


def words_for(
    policy: Policy, organisation: Organisation, ticket: Ticket, rung: str, person: str, now: datetime
) -> StaffText:
    """What a rung says to a person; of a household's affair somebody else than the owner hears its kind and no more."""
    if person != ticket.owner and not (rung == Rung.L0_ACCEPT and ticket.urgency is Urgency.DANGER):
        return _for_others(policy, organisation, ticket, rung, person, now)
    title, place = filing.staff_title(ticket), ticket.place or filing.place_name(organisation, ticket)
    days = _days_late(policy, ticket, now)
    if ticket.urgency is Urgency.DANGER:
        if ticket.evidence.get(filing.SAID_OVER) and ticket.first_contact_at is None:
            return dangers.PING_DANGER_OVER.say(事=title, 编号=ticket.number)
        if rung == Rung.L0_ACCEPT:
            return danger_words.to_called_again(policy, ticket, title, place, taken=False)
        if ticket.first_contact_at is None:
            return danger_words.to_called_again(policy, ticket, title, place, taken=True)
    match rung:
        case Rung.L0:
            return wording.PING_NEW.say(事=title, 地点=place, 日期=policy.by(ticket, ticket.contact_by))
        case Rung.L0_ACCEPT:
            return wording.PING_ACCEPT.say(事=title, 日期=policy.by(ticket, ticket.accept_by))
        case Rung.L0B if ticket.due_at > now:
            return wording.PING_BEFORE.say(事=title, 日期=policy.due(ticket))
        case Rung.L0C_MORNING if days <= 0:
            return wording.PING_DUE.say(事=title)
        case Rung.L0C if days <= 0:
            return wording.PING_DUE_NOW.say(事=title)
        case _ if days <= 0:
            return wording.PING_OVER_TODAY.say(事=title)
        case Rung.L2 | Rung.L3 | Rung.L4 if _head_was_called(organisation, ticket):
            return wording.PING_OVER2.say(事=title, 天数=days)
        case _:
            # a reminder of the date that came only after it is one of the days gone by
            return wording.PING_OVER1.say(事=title, 天数=days)


def _head_was_called(organisation: Organisation, ticket: Ticket) -> bool:
    """Not where he owns it himself, and never of a complaint about an official."""
    return not ticket.about_official and Role.GRID_HEAD not in organisation.roles_of(ticket.owner)


def _for_others(
    policy: Policy, organisation: Organisation, ticket: Ticket, rung: str, person: str, now: datetime
) -> StaffText:
    title, place = filing.title_for_others(ticket), filing.place_for_others(organisation, ticket)
    days = _days_late(policy, ticket, now)
    step = policy.ladder.steps.get(Rung(rung)) if rung in STEPS_UP else None
    roles = organisation.roles_of(person)
    only_a_copy = step is not None and roles & set(step.copies) and not roles & set(step.calls)
    if only_a_copy and not ticket.about_official:
        return (wording.PING_COPY if days > 0 else PING_COPY_TODAY).say(事=title, 地点=place)
    if ticket.violence_at_home:
        # an unthinking call to that home may be heard by the one who beats
        return PING_HOME_ESCALATE.say(事=title, 地点=place)
    if rung == Rung.L5:
        return wording.PING_TOWNSHIP_LIST.say(事=title, 地点=place)
    if days <= 0:
        return wording.PING_ESCALATE_TODAY.say(事=title, 地点=place)
    return wording.PING_ESCALATE.say(事=title, 地点=place, 天数=days)


def in_short(policy: Policy, ticket: Ticket, rung: str, person: str, now: datetime) -> str:
    """The same as one entry of a list: the topic, and how it stands."""
    if person == ticket.owner:
        title = titles.staff_title(ticket.topic, ticket.kind)
    else:
        title = filing.title_for_others(ticket).partition("号")[2]
    days = _days_late(policy, ticket, now)
    match rung:
        case Rung.L0:
            state = "新"
        case Rung.L0_ACCEPT:
            state = "没接"
        case Rung.L0B:
            state = "快到日子"
        case Rung.L0C_MORNING | Rung.L0C:
            state = "今天到日子"
        case _:
            state = f"过了{days}天" if days > 0 else "过了时候"
    return f"{title}({state})"


def _days_late(policy: Policy, ticket: Ticket, now: datetime) -> int:
    return (policy.calendar.day_of(now) - policy.calendar.day_of(ticket.due_at)).days

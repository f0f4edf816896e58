"""What is said in danger and to whom, by its kind; the only place that chooses among the phrases."""

from classifiers.dangers import AT_HOME, Danger
from handlers import wording
from handlers.policy import Policy
from handlers.wording import OfficerCard, Phrase, PrivatePhrase, PublicPhrase, ServiceNumber, StaffPhrase
from handlers.wording import dangers as say
from handlers.wording.conduct import DANGER_BY_OFFICIAL
from handlers.wording.seen_at_home import (
    DANGER_HOME_CHILD_SEEN,
    DANGER_HOME_SEEN,
    PING_DANGER_HOME_AGAIN,
    PING_DANGER_HOME_CHILD,
    PING_DANGER_HOME_SEEN,
    PING_DANGER_HOME_UNTAKEN,
)
from storage.models import Officer, Ticket
from storage.speech import PrivateText, PublicText, StaffText

_TO_CALLER: dict[Danger, PrivatePhrase] = {
    Danger.HOME: say.DV_REPLY,
    Danger.HOME_NEAR: DANGER_HOME_SEEN,
    Danger.HOME_CHILD: DANGER_HOME_CHILD_SEEN,
    Danger.DESPAIR: say.DANGER_DESPAIR,
    Danger.DESPAIR_NEAR: say.DANGER_DESPAIR_NEAR,
    Danger.FIRE: say.DANGER_FIRE,
    Danger.GAS: say.DANGER_GAS,
    Danger.WIRE: say.DANGER_WIRE,
    Danger.ROAD: say.DANGER_ROAD,
    Danger.WATER: say.DANGER_WATER,
    Danger.FLOOD: say.DANGER_FLOOD,
    Danger.COLLAPSE: say.DANGER_COLLAPSE,
    Danger.MISSING: say.MISSING_PERSON,
    Danger.MEDICAL: say.DANGER_MEDICAL,
    Danger.VIOLENCE: say.DANGER_VIOLENCE,
    Danger.ANIMAL: say.DANGER_ANIMAL,
    Danger.OTHER: say.DANGER_NOW,
}
#: what a group hears; of the others it hears nothing of the matter
_TO_GROUP: dict[Danger, PublicPhrase] = {
    Danger.FIRE: say.DANGER_GROUP_FIRE,
    Danger.GAS: say.DANGER_GROUP_GAS,
    Danger.WIRE: say.DANGER_GROUP_WIRE,
    Danger.ROAD: say.DANGER_GROUP_ROAD,
    Danger.WATER: say.DANGER_GROUP_WATER,
    Danger.FLOOD: say.DANGER_GROUP_FLOOD,
    Danger.COLLAPSE: say.DANGER_GROUP_COLLAPSE,
    Danger.MEDICAL: say.DANGER_GROUP_MEDICAL,
    Danger.VIOLENCE: say.DANGER_GROUP_VIOLENCE,
    Danger.ANIMAL: say.DANGER_GROUP_ANIMAL,
    Danger.OTHER: say.DANGER_GROUP,
}
_TO_CALLED: dict[Danger, StaffPhrase] = {
    Danger.HOME: say.PING_DANGER_HOME,
    Danger.HOME_NEAR: PING_DANGER_HOME_SEEN,
    Danger.HOME_CHILD: PING_DANGER_HOME_CHILD,
    Danger.MISSING: say.PING_DANGER_MISSING,
    Danger.MEDICAL: say.PING_DANGER_MEDICAL,
    Danger.WATER: say.PING_DANGER_WATER,
    Danger.DESPAIR: say.PING_DANGER_DESPAIR,
    Danger.DESPAIR_NEAR: say.PING_DANGER_DESPAIR,
}


def kind_of(ticket: Ticket) -> Danger:
    """Which danger a ticket is about, as it was read when it was filed or when the danger was told."""
    known = ticket.evidence.get("danger")
    if ticket.violence_at_home:
        return Danger(known) if known in AT_HOME else Danger.HOME
    return Danger(known) if known in set(Danger) else Danger.OTHER


def to_caller(policy: Policy, ticket: Ticket, owner: Officer) -> PrivateText:
    """The first answer to whoever tells of it: the number, one thing to do, and who has been told."""
    kind = kind_of(ticket)
    phrase = _TO_CALLER[kind]
    if kind is Danger.GAS and policy.numbers.gas is not None:
        phrase = say.DANGER_GAS_COMPANY
    if ticket.about_official and kind is Danger.VIOLENCE:
        phrase = DANGER_BY_OFFICIAL
    return phrase.say(**_only(phrase, {**policy.numbers.slots(), "人": owner.name, "电话": owner.phone}))


def to_group(policy: Policy, ticket: Ticket, owner: Officer) -> PublicText | None:
    """The group's line; None: the group hears nothing of it."""
    phrase = _TO_GROUP.get(kind_of(ticket))
    if phrase is None:
        return None
    card = OfficerCard(owner.name, owner.phone)
    numbers = {slot: ServiceNumber(number) for slot, number in policy.numbers.slots().items()}
    dialled = {slot: number for slot, number in numbers.items() if slot in phrase.slots}
    return phrase.say(人=card.name, 电话=card.phone, **dialled)


def to_group_again(policy: Policy, ticket: Ticket, owner: Officer) -> PublicText | None:
    """The same for one more who says it; None as before."""
    if kind_of(ticket) not in _TO_GROUP:
        return None
    card = OfficerCard(owner.name, owner.phone)
    first = ServiceNumber(policy.numbers.first(kind_of(ticket)))
    return say.DANGER_GROUP_KNOWN.say(人=card.name, 电话=card.phone, 先打=first)


def to_called(policy: Policy, ticket: Ticket, title: str, place: str) -> StaffText:
    """The call to everybody who must know."""
    kind = kind_of(ticket)
    phrase = _TO_CALLED.get(kind, say.PING_DANGER)
    values = {**policy.numbers.slots(), "事": title, "地点": place, "先打": policy.numbers.first(kind)}
    return phrase.say(**_only(phrase, values))


def to_called_again(policy: Policy, ticket: Ticket, title: str, place: str, *, taken: bool) -> StaffText:
    """The call repeated: nobody has taken it, or the one who has was not heard of. At home nobody is rung up."""
    kind = kind_of(ticket)
    if kind in AT_HOME:
        phrase = PING_DANGER_HOME_AGAIN if taken else PING_DANGER_HOME_UNTAKEN
        return phrase.say(事=title, 地点=place, 先打=policy.numbers.first(kind))
    known = wording.PING_DANGER_AGAIN if taken else wording.PING_DANGER_UNTAKEN
    return known.say(事=title, 地点=place)


def stay_safe(policy: Policy, ticket: Ticket, owner: Officer) -> PrivateText:
    """The answer to whatever somebody in danger writes next."""
    return say.STAY_SAFE.say(人=owner.name, 电话=owner.phone, 先打=policy.numbers.first(kind_of(ticket)))


def numbers_in(policy: Policy, phrase: Phrase) -> dict[str, str]:
    """The numbers that a phrase has places for."""
    return _only(phrase, policy.numbers.slots())


def _only(phrase: Phrase, values: dict[str, str]) -> dict[str, str]:
    return {slot: value for slot, value in values.items() if slot in phrase.slots}

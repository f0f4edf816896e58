"""The answer to "what is it?": kinds, topics, urgency, act, privacy, and the words that decided them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class MatterKind(StrEnum):
    """Whose thing is at stake, and who has to act (民事直说 "1234", three kinds)."""

    VILLAGE = "village"  # 村里事
    NEIGHBOUR = "neighbour"  # 邻里事
    HOUSEHOLD = "household"  # 户里事
    UNCLEAR = "unclear"  # 待问清: a matter, but one question is needed
    NONE = "none"  # 非事项


class Topic(StrEnum):
    """The 28 topics; the order is that of the taxonomy: 14 village, 7 neighbour, 7 household."""

    ROAD = "road"
    WATER_SUPPLY = "water_supply"
    POWER = "power"
    LIGHTING = "lighting"
    DRAINAGE = "drainage"
    IRRIGATION = "irrigation"
    SANITATION = "sanitation"
    FACILITY = "facility"
    VILLAGE_AFFAIRS = "village_affairs"
    LAND_COLLECTIVE = "land_collective"
    DISASTER = "disaster"
    PUBLIC_ORDER = "public_order"
    PUBLIC_SERVICE = "public_service"
    FARMING = "farming"
    BOUNDARY = "boundary"
    BUILDING = "building"
    NEIGHBOUR_WATER = "neighbour_water"
    PASSAGE = "passage"
    ANIMALS = "animals"
    QUARREL_NOISE = "quarrel_noise"
    PRIVATE_CLAIM = "private_claim"
    WELFARE = "welfare"
    INSURANCE = "insurance"
    HOUSING = "housing"
    FAMILY = "family"
    CARE = "care"
    PAPERS = "papers"
    WAGES = "wages"


class Urgency(StrEnum):
    """Which row of the deadline table a matter falls under."""

    DANGER = "danger"
    URGENT = "urgent"
    NORMAL = "normal"
    COMPLEX = "complex"
    MEDIATION = "mediation"
    APPLICATION = "application"
    CONSULT = "consult"
    WISH = "wish"


class Act(StrEnum):
    """What the speaker wants to happen with these words."""

    TICKET = "ticket"
    ASK = "ask"  # a matter, but something must be asked first
    SPLIT = "split"  # several matters in one message
    MERGE = "merge"  # "+1", 我家也是
    CONFIRM = "confirm"  # 修好了, 谢谢
    QUERY = "query"
    WITHDRAW = "withdraw"
    AGENDA = "agenda"  # for the next 说事日
    NOTICE = "notice"  # an official's announcement
    FEEDBACK = "feedback"  # about this service itself
    IGNORE = "ignore"


class Privacy(StrEnum):
    """How far the words may travel: open to the group, to the people handling it, or to its one owner."""

    OPEN = "open"
    PRIVATE = "private"
    SECRET = "secret"  # noqa: S105 - a degree of privacy, no password


class Scene(StrEnum):
    """Where the words were said."""

    GROUP = "group"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One rule that fired, with the words that made it fire."""

    rule: str
    words: tuple[str, ...]
    because: str
    #: (start, end) of each word in the text as it was sent, same order as `words`
    spans: tuple[tuple[int, int], ...] = ()
    #: what gave points: the rule itself, or the words in plain form; a verdict can be reached again from these alone
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A suggestion that an official can correct by one word; never a decision about a person."""

    is_matter: bool
    kind: MatterKind
    topic: Topic | None
    urgency: Urgency | None
    act: Act
    privacy: Privacy
    confidence: float
    evidence: Sequence[Evidence]
    #: the words that say where (村口, 二组桥头), as sent; None where no place is named
    place: str | None = None
    #: a complaint about an official's own conduct: never handed to that official
    about_official: bool = False
    #: violence at home: a group gets no line at all
    violence_at_home: bool = False
    #: version of the rule set: a hash of its files
    rules: str = field(default="")

"""The township's own rules, joined: what a handler may need to know beside the message and the ledger."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from classifiers.splitting import Part
from classifiers.verdict import Scene, Urgency, Verdict
from handlers.calendar import WorkCalendar
from handlers.deadlines import DeadlinePolicy
from handlers.digest_policy import DigestPolicy
from handlers.duties import Duties
from handlers.emergency import EmergencyNumbers
from handlers.ladder import LadderPolicy
from handlers.meeting_days import MeetingPolicy
from handlers.quiet_hours import QuietHours
from handlers.reports.policy import ReportPolicy
from handlers.retention_policy import RetentionPolicy
from handlers.wish_policy import WishPolicy
from handlers.wording import LocalDay, day_with_weekday
from storage.models import Ticket

#: an answer to "where is it?" is waited for this long; then the village's own person takes the matter
ANSWER_WITHIN = timedelta(hours=2)
#: a note from the villager about a result is understood as its answer for this long (30 days: the reopening term)
RESULT_WITHIN = timedelta(days=30)
#: the second asking, and the end of waiting, counted from the villager being told
ASK_AGAIN_AFTER = timedelta(days=1)
CLOSE_AFTER = timedelta(days=3)
#: the question how it was handled: so long after the end, and answered within
RATE_AFTER = timedelta(days=1)
RATED_WITHIN = timedelta(days=7)
#: whoever told of a danger may say how it goes on for this long
SAFE_WITHIN = timedelta(hours=24)
#: a scan says where somebody is for this long (Ruling 17)
BOUND_FOR = timedelta(days=30)
#: "+1" in a group may mean a matter as old as this
JOIN_WITHIN = timedelta(days=7)
#: a utility without water or power, said by two people within this time, is no longer one household's (R13)
TOGETHER_WITHIN = timedelta(hours=2)
#: a few more words without a matter of their own belong to what was raised within this time
ADD_WITHIN = timedelta(minutes=30)
#: the same words of the same person within this time are one matter
REPEAT_WITHIN = timedelta(minutes=10)


class Reader(Protocol):
    """The classifier, as handlers see it."""

    def read(self, text: str, *, scene: Scene = ..., sender_is_staff: bool = ...) -> Verdict:
        """What these words are."""
        ...

    def read_all(self, text: str, *, scene: Scene = ..., sender_is_staff: bool = ...) -> tuple[Part, ...]:
        """Each matter in them, with its own words and verdict."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything configured, and the reader. Instants in, instants out; the zone is the township's."""

    zone: ZoneInfo
    calendar: WorkCalendar
    deadlines: DeadlinePolicy
    ladder: LadderPolicy
    quiet_hours: QuietHours
    digests: DigestPolicy
    retention: RetentionPolicy
    reader: Reader
    numbers: EmergencyNumbers = field(default_factory=EmergencyNumbers)
    reports: ReportPolicy = field(default_factory=ReportPolicy)
    duties: Duties = field(default_factory=Duties)
    wishes: WishPolicy = field(default_factory=WishPolicy)
    meetings: MeetingPolicy = field(default_factory=MeetingPolicy)
    #: where villagers' telephones reach this service; None: no links are given
    public_url: str | None = None

    def day(self, instant: datetime) -> LocalDay:
        """An instant as a person reads it: the local day with its weekday."""
        return day_with_weekday(self.calendar.day_of(instant))

    def hour(self, instant: datetime) -> LocalDay:
        """The same with the hour of the clock, where a promise is of hours."""
        return LocalDay(self.calendar.day_of(instant), self.calendar.local(instant).time())

    def due(self, ticket: Ticket) -> LocalDay:
        """Until when a result was promised. In danger two hours are meant, and no day."""
        return self.by(ticket, ticket.due_at)

    def by(self, ticket: Ticket, instant: datetime) -> LocalDay:
        """One of a ticket's instants: in danger by the clock, otherwise by the day."""
        return self.hour(instant) if ticket.urgency is Urgency.DANGER else self.day(instant)

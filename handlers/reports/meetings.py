"""见面和调解: how often people were met about matters, and how many came; times and people apart (seeds 5.11, 5.14)."""

from collections.abc import Sequence

from handlers.reports.figures import Figure, Unit
from handlers.reports.periods import Period
from handlers.reports.report import Section
from storage.contact_log import How, MetCounts
from storage.ledger import Ledger

_NAMES = {How.MEET: ("meet", "接访"), How.VISIT: ("visit", "下访"), How.APPOINTMENT: ("appointment", "约访")}
_NONE = MetCounts(0, 0, ())


async def meetings(ledger: Ledger, period: Period, at_words: str) -> Section:
    """The section; complaints about officials are in none of it."""
    met = await ledger.contact_log.counts(period.start, period.end)
    figures = []
    for how, (id_, name) in _NAMES.items():
        counted = met.get(how, _NONE)
        figures.append(_figure(f"{id_}_times", name, counted.times, Unit.TIMES, counted.tickets, at_words))
        if how is not How.APPOINTMENT:
            figures.append(_figure(f"{id_}_people", name, counted.people, Unit.PEOPLE, counted.tickets, at_words))
    rounds = await ledger.mediations.counts(period.start, period.end)
    for id_, name, value, unit in (
        ("rounds", "坐下来调解", rounds.rounds, Unit.TIMES),
        ("rounds_people", "坐下来调解", rounds.people, Unit.PEOPLE),
        ("rounds_agreed", "调解说成", rounds.agreed, Unit.TIMES),
    ):
        figures.append(_figure(id_, name, value, unit, rounds.tickets, at_words))
    return Section(id="meetings", title="见面和调解", figures=figures)


def _figure(id_: str, name: str, value: int, unit: Unit, tickets: Sequence[int], at_words: str) -> Figure:
    counted = "到场的人，一回算一回" if unit is Unit.PEOPLE else "次数"
    return Figure(
        id=id_,
        name=f"{name}：{unit.value}",
        definition=f"本期{name}的{counted}；一件事可以有好几回；T={at_words}。",
        unit=unit,
        value=float(value),
        n=value,
        tickets=tuple(tickets),
    )

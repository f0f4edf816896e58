"""12345: orders of the hotline by their outside number, each once, with the outside date beside our own."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, Select, String, bindparam, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from storage.models import Base, Ticket
from storage.vault import Vault

_WAITING = text("warn_at IS NOT NULL")


class HotlineOrder(Base, kw_only=True):
    """One order of the hotline and the ticket that was made of it."""

    __tablename__ = "hotline_order"
    township: Mapped[str] = mapped_column(String(12), primary_key=True)
    outside_number: Mapped[str] = mapped_column(String(64), primary_key=True)
    ticket: Mapped[int]
    imported_at: Mapped[datetime]
    #: when the caller called
    received_at: Mapped[datetime | None] = mapped_column(default=None)
    #: the hotline's own date; it stands still for nothing that we decide
    outside_due_at: Mapped[datetime | None] = mapped_column(default=None)
    #: when the owner is warned next of the hotline's date; None: no more
    warn_at: Mapped[datetime | None] = mapped_column(default=None)
    #: the row as it was read (JSON), under the ticket's key
    row: Mapped[bytes | None] = mapped_column("sealed_row", LargeBinary, repr=False, default=None)
    __table_args__ = (
        ForeignKeyConstraint(
            ["township", "ticket"], ["ticket.township", "ticket.number"], deferrable=True, initially="DEFERRED"
        ),
        Index("ix_hotline_order_ticket", "township", "ticket"),
        Index("ix_hotline_order_warn", "township", "warn_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )


def next_warning() -> Select[datetime | None]:
    """Asks when the next warning of an outside date is due."""
    # said, so that the partial index is used
    waiting = HotlineOrder.warn_at.is_not(None)
    return select(func.min(HotlineOrder.warn_at)).where(HotlineOrder.township == bindparam("township"), waiting)


class Hotline:
    """Repository of the hotline's orders."""

    def __init__(self, db: AsyncSession, township: str, vault: Vault) -> None:
        self._db = db
        self._township = township
        self._vault = vault

    def add(self, ticket: Ticket, order: HotlineOrder, row: Mapping[str, str]) -> None:
        """Keep an order with the row it came from."""
        assert ticket.words_key is not None
        order.row = self._vault.of_ticket(ticket.words_key).seal(json.dumps(dict(row), ensure_ascii=False))
        self._db.add(order)

    def row_of(self, ticket: Ticket, order: HotlineOrder) -> dict[str, str] | None:
        """The row as it was read; None when it was destroyed with the words."""
        if order.row is None or ticket.words_key is None:
            return None
        fields: dict[str, str] = json.loads(self._vault.of_ticket(ticket.words_key).open(order.row))
        return fields

    async def numbered(self, outside_numbers: Iterable[str]) -> dict[str, tuple[HotlineOrder, Ticket]]:
        """Orders by their outside number, with their tickets."""
        query = (
            select(HotlineOrder, Ticket)
            .join(Ticket, (Ticket.township == HotlineOrder.township) & (Ticket.number == HotlineOrder.ticket))
            .where(HotlineOrder.township == self._township, HotlineOrder.outside_number.in_(list(outside_numbers)))
        )
        return {row[0].outside_number: (row[0], row[1]) for row in await self._db.execute(query)}

    async def of_ticket(self, ticket: int) -> HotlineOrder | None:
        """The order that a ticket was made of."""
        query = select(HotlineOrder).where(HotlineOrder.township == self._township, HotlineOrder.ticket == ticket)
        return await self._db.scalar(query)

    async def every(self, *, after: str = "", limit: int = 500) -> Sequence[tuple[HotlineOrder, Ticket]]:
        """Every order in order of its outside number, a page at a time."""
        query = (
            select(HotlineOrder, Ticket)
            .join(Ticket, (Ticket.township == HotlineOrder.township) & (Ticket.number == HotlineOrder.ticket))
            .where(HotlineOrder.township == self._township, HotlineOrder.outside_number > after)
            .order_by(HotlineOrder.outside_number)
            .limit(limit)
        )
        return [(row[0], row[1]) for row in await self._db.execute(query)]

    async def to_warn(self, now: datetime, *, limit: int = 200) -> Sequence[tuple[HotlineOrder, Ticket]]:
        """Orders whose warning is due, locked for this unit of work."""
        query = (
            select(HotlineOrder, Ticket)
            .join(Ticket, (Ticket.township == HotlineOrder.township) & (Ticket.number == HotlineOrder.ticket))
            .where(HotlineOrder.township == self._township, HotlineOrder.warn_at <= now)
            .order_by(HotlineOrder.warn_at, HotlineOrder.outside_number)
            .limit(limit)
            .with_for_update(skip_locked=True, of=HotlineOrder)
        )
        return [(row[0], row[1]) for row in await self._db.execute(query)]

"""What was corrected stays known: from what, to what, by whom."""

from classifiers.verdict import MatterKind, Topic
from storage.corrections import Judged, detail_of, first_judged, judged
from storage.database import Database
from storage.history import first_broken
from storage.lifecycle import MoveName
from tests.builders import NOW, VILLAGE, a_message, a_ticket

LAMP = Judged(MatterKind.VILLAGE, Topic.LIGHTING)
WATER_AT_HOME = Judged(MatterKind.HOUSEHOLD, Topic.WATER_SUPPLY)


def test_the_detail_names_what_changed_and_nothing_else() -> None:
    """Old and new, as values that outlive the program."""
    assert detail_of(LAMP, LAMP) == {}
    assert detail_of(LAMP, Judged(MatterKind.HOUSEHOLD, Topic.LIGHTING)) == {
        "kind": {"from": "village", "to": "household"}
    }
    assert detail_of(Judged(MatterKind.VILLAGE, None), LAMP) == {"topic": {"from": None, "to": "lighting"}}


async def test_corrections_come_back_in_order_with_who_made_them(database: Database) -> None:
    """The villager's own answer is told apart from an official's word; lines that change neither are passed over."""
    async with database.ledger() as ledger:
        ticket = a_ticket(number=await ledger.tickets.next_number())
        villager = await ledger.people.meet(a_message(), VILLAGE)
        ledger.tickets.add(ticket, villager, "村口路灯不亮了", "villager", NOW)
        other = a_ticket(number=await ledger.tickets.next_number())
        ledger.tickets.add(other, villager, "村口路灯不亮了", "villager", NOW)
        for actor, after in (("villager", Judged(MatterKind.UNCLEAR, Topic.LIGHTING)), ("p01", WATER_AT_HOME)):
            detail = detail_of(judged(ticket), after)
            ticket.kind, ticket.topic = after.kind, after.topic
            ledger.tickets.move(ticket, MoveName.CORRECT, actor=actor, at=NOW, detail=detail)
        ledger.tickets.move(other, MoveName.CORRECT, actor="villager", at=NOW, reason="补充了地点")
        # as lines were kept before both values stood there
        ledger.tickets.move(other, MoveName.CORRECT, actor="villager", at=NOW, detail={"kind": "village"})
        await ledger.commit()
    async with database.reading() as ledger:
        found = await ledger.corrections.of([ticket.number, other.number, 99])
        assert list(found) == [ticket.number]
        told = found[ticket.number]
        assert [one.by_official for one in told] == [False, True]
        assert told[1].kind == (MatterKind.UNCLEAR, MatterKind.HOUSEHOLD)
        assert told[1].topic == (Topic.LIGHTING, Topic.WATER_SUPPLY)
        assert first_judged(judged(ticket), told) == LAMP
        assert first_judged(judged(ticket), told[1:]) == Judged(MatterKind.UNCLEAR, Topic.LIGHTING)
        assert first_broken(await ledger.tickets.history(ticket.number), ticket.chain) is None

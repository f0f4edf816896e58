"""What leaves private storage: exports, notes to helpers, history. No name, no number, no door."""

import json

from handlers import filing
from handlers.ledger_lines import ledger_lines
from storage.database import Database
from storage.lifecycle import MoveName, Status
from tests.builders import NOW, VILLAGE, a_message, a_ticket
from tests.stage import a_policy, a_stage, to


async def test_an_officials_own_words_bring_no_name_into_the_ledger(database: Database) -> None:
    """He notes whom he went to and how to reach them; the export holds neither, nor his colleague's name."""
    async with a_stage(database) as stage:
        await stage.say("zhang", "上河村一组村口路灯不亮了", sender_name="张有福")
        await stage.say("officer-1", "接 1")
        await stage.say("officer-1", "备注 1 先看了线，李桂花帮的忙，张有福说亮过，他电话13800001234，住3号楼2单元501")
        await stage.say("officer-1", "延 1 3天 等配件，李桂花去拿，张有福电话13800001234")
        await stage.say("officer-1", "好 1 灯换了")
        assert (await stage.ticket()).status is Status.RESOLVED
        async with database.reading() as ledger:
            lines = [line async for line in ledger_lines(ledger, a_policy(), NOW)]
    exported = json.dumps(lines, ensure_ascii=False)
    for secret in ("桂花", "有福", "1380000", "501"):
        assert secret not in exported
    for told in ("先看了线", "等配件", "灯换了"):
        assert told in exported


async def test_history_takes_no_number_however_it_comes(database: Database) -> None:
    """The last door is the repository's own: history outlives the words."""
    async with database.ledger() as ledger:
        ticket = a_ticket(number=await ledger.tickets.next_number(), status=Status.ACCEPTED)
        villager = await ledger.people.meet(a_message(), VILLAGE)
        ledger.tickets.add(ticket, villager, "村口路灯不亮了", "villager", NOW)
        ledger.tickets.move(ticket, MoveName.ASK_HELP, actor="p01", at=NOW, reason="户主：王秀兰，13800001234")
        await ledger.commit()
    async with database.reading() as ledger:
        assert (await ledger.tickets.history(ticket.number))[-1].reason == "户主：王某，[电话*1234]"


async def test_who_only_helps_hears_no_door(database: Database) -> None:
    """The place of a village matter without the house somebody gave with it."""
    async with a_stage(database) as stage, database.reading() as ledger:
        organisation = await ledger.organisation()
        ticket = a_ticket(place="村口，我家3号楼2单元501，电话13800001234")
        assert filing.place_for_others(organisation, ticket) == "村口，我家[门牌]，电话[电话*1234]"
        assert filing.place_for_others(organisation, a_ticket(place=None)) == "上河村"
        assert to(stage.new(), "head") == []

"""What must not exist does not: no mark, list or count of a person, no petition, no one talked out of a matter."""

import importlib
import pkgutil
import re

import pytest

from handlers import wording
from handlers.ladder import LadderPolicy
from handlers.verbs import VERBS
from handlers.wording import Phrase
from storage.database import Database
from storage.lifecycle import Outcome, Status
from storage.models import Base, Villager
from storage.organisation import Role
from storage.organisation_file import parse_organisation
from tests.stage import ORGANISATION, a_stage

#: what a column or table of such a thing would be called
MARKS = re.compile(
    "petition|xinfang|risk|score|points?$|rank|star|league|label|watch|blacklist|key_?person|category|behaviou?r"
    "|honou?r|reward|penalty|demerit|credit|persuad|stabil|colou?r"
)
#: words that no sentence of the program may hold
NEVER_SAID = re.compile(
    "稳控|息诉|罢访|劝返|重点人员|上访户|老上访|积分|排名|扣分|通报批评|红榜|黑榜|表态|缠访|闹访|维稳|安抚"
)


def test_no_table_keeps_a_mark_of_a_person() -> None:
    """Red lines 1, 2 and 4, by the names of all tables and columns (1.15, 1.17, 1.18, 1.20, 4.20, 5.17)."""
    names = [table.name for table in Base.metadata.sorted_tables]
    names += [f"{table.name}.{column.name}" for table in Base.metadata.sorted_tables for column in table.columns]
    assert [name for name in names if MARKS.search(name.rpartition(".")[2])] == []


def test_a_villager_is_an_address_and_nothing_more() -> None:
    """2.14, 3.23: where to write, how he is called, his place, whether he wants to be heard. Nothing else is kept."""
    assert set(Villager.__table__.columns.keys()) == {
        "township",
        "ref",
        "channel",
        "address",
        "name",
        "village",
        "grid",
        "bound_place",
        "bound_until",
        "opted_out_at",
        "unreachable_at",
    }


def test_nobody_is_talked_out_of_it() -> None:
    """3.21, 2.5, 5.10: the ends there are; and no sentence speaks of control, of points or of a petitioner."""
    assert set(Outcome) == {"solved", "explained", "referred", "mediated", "withdrawn", "not_accepted"}
    assert {"persuaded", "given_up", "controlled"}.isdisjoint(Status)
    for module in pkgutil.iter_modules(wording.__path__, "handlers.wording."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, Phrase):
                said = re.sub("不给人打分、排名|不比谁多谁少", "", value.template)
                assert NEVER_SAID.search(said) is None, value.id
    for verb in VERBS:
        assert NEVER_SAID.search(" ".join((verb.name, *verb.says, verb.does))) is None, verb.name


def test_no_role_is_made_to_keep_people_quiet() -> None:
    """The posts there are; the police liaison stands on no step of the ladder."""
    assert not [role for role in Role if MARKS.search(role)]
    policy = LadderPolicy()
    on_steps = {role for step in policy.steps.values() for role in (*step.calls, *step.copies)}
    on_steps |= {role for roles in policy.complaint.values() for role in roles}
    assert Role.POLICE_LIAISON not in on_steps


@pytest.mark.parametrize("newest_url", ["sqlite"], indirect=True)
async def test_no_policeman_hears_of_anything_by_himself(database: Database) -> None:
    """3.25: of a fire, of blows, of a threat to petition; he hears when an official calls him to a matter (联)."""
    police = """
  - {id: p08, name: 辅警孟, phone: "13900000008", chat: police}
posts:
  - {person: p08, role: police_liaison, area: "621221108201001"}"""
    organisation = parse_organisation(ORGANISATION.replace("\nposts:", police, 1), "police")
    async with a_stage(database, organisation=organisation) as stage:
        await stage.say("zhang", "上河村一组村口着火了，火很大")
        await stage.say("li", "上河村一组，我男人喝了酒又打我，身上都是伤")
        await stage.say("wang", "上河村一组村口路灯不亮三天了，再不管我就去上访")
        await stage.after(days=14)
        assert not [sent for sent in stage.channel.sent if sent.note.to == "police"]
        await stage.say("head", "联 3 辅警孟 看看谁砸的")
        assert [sent for sent in stage.channel.sent if sent.note.to == "police"]

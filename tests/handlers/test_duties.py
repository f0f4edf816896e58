"""事务清单: whose job a topic is, how several share a grid, and where there is nobody."""

from collections.abc import AsyncIterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.demonstration import demonstration_township
from bot.responsibility_file import ResponsibilityMistake, read_duties
from classifiers.verdict import Topic, Urgency
from handlers.coverage import answers_for, topic_gaps
from handlers.dispatch import NobodyToAsk, choose_owner
from handlers.duties import Duties, Duty
from storage.database import Database
from storage.models import AreaLevel
from storage.organisation import Organisation, Role, picture_of
from storage.organisation_file import OrganisationFile, parse_organisation, rows_of
from storage.vault import Vault, new_master_key
from tests.builders import VILLAGE
from tests.handlers.test_officer_replies import GROUP
from tests.stage import ORGANISATION, Stage, a_policy, a_stage, to

GRID = f"{VILLAGE}001"
TODAY = date(2026, 11, 23)
WAGES = Duties(topics={Topic.WAGES: Duty(leads="township")})
#: two more officers in the first grid, a labour desk and a unit of the county
MORE = ORGANISATION.replace(
    "posts:\n",
    """  - {id: p21, name: 马二, phone: "13900000021", chat: officer-21}
  - {id: p22, name: 马三, phone: "13900000022", chat: officer-22}
  - {id: p30, name: 劳动办, phone: "13900000030", chat: labour}
  - {id: p40, name: 供电所, phone: "13900000040", chat: power}
posts:
  - {person: p21, role: grid_officer, area: "621221108201001"}
  - {person: p22, role: grid_officer, area: "621221108201001"}
  - {person: p30, role: affairs_office, area: "621221108", topics: [wages]}
  - {person: p40, role: county_dept, area: "621221108", topics: [power]}
""",
    1,
)


def without(text: str, *people: str) -> str:
    """The same organisation, these people without their posts."""
    return "\n".join(line for line in text.splitlines() if not any(f"person: {one}," in line for one in people))


@cache
def picture(text: str = MORE) -> Organisation:
    """The organisation of a text."""
    return made(parse_organisation(text, "o.yaml"))


def made(file: OrganisationFile) -> Organisation:
    """The organisation of a file, loaded nowhere."""
    return picture_of(rows_of(file, vault=Vault(new_master_key()), person_channel="c", group_channel="c"))


def owner(topic: Topic, *, danger: bool = False, text: str = MORE, duties: Duties = WAGES, **given: object) -> str:
    """Who would own a matter of the first grid."""
    found = choose_owner(
        picture(text), village=VILLAGE, grid=GRID, topic=topic, on=TODAY, duties=duties, danger=danger, **given
    )  # type: ignore[arg-type]
    return f"{found.owner.id} {found.because}"


def test_what_is_the_townships_job_is_not_handed_down() -> None:
    """The desk for the topic before the office for everything; village matters go to the grid as ever."""
    assert owner(Topic.WAGES) == "p30 这类事归镇里，镇社会事务办公室"
    assert owner(Topic.WAGES, not_again=("p30",)) == "p06 这类事归镇里，镇社会事务办公室"
    # neither the grid nor the village's head, however many of the township are passed over
    assert owner(Topic.WAGES, not_again=("p30", "p06")) == "p07 镇值班领导"
    assert owner(Topic.ROAD) == "p01 这个网格的网格员"


def test_an_office_that_cannot_be_written_to_keeps_its_matters_all_the_same() -> None:
    """It is called; the grid officer is not made to do the office's work for having a chat account."""
    text = MORE.replace(", chat: office}", "}").replace(", chat: labour}", "}").replace(", chat: duty}", "}")
    assert owner(Topic.WAGES, text=text) == "p30 这类事归镇里，镇社会事务办公室"


def test_where_the_township_has_nobody_the_village_does_not_leave_it_lying() -> None:
    """An open matter always has an owner."""
    assert owner(Topic.WAGES, text=without(MORE, "p06", "p07", "p30", "p40")) == "p01 这个网格的网格员"


def test_in_danger_whoever_is_nearest_goes_first() -> None:
    """Whose job it is by a list is for quieter hours."""
    assert owner(Topic.WAGES, danger=True) == "p01 这个网格的网格员"


def test_a_unit_of_the_county_lends_a_hand_and_owns_nothing() -> None:
    """Not even where the whole village is passed over."""
    everybody = [f"p{number:02}" for number in range(1, 8)] + ["p21", "p22"]
    for left_out in range(len(everybody)):
        assert not owner(Topic.POWER, not_again=tuple(everybody[:left_out])).startswith("p40")


def test_a_role_of_the_village_may_lead_a_topic() -> None:
    """As the list says; without such a person it is the grid's again."""
    duties = Duties(topics={Topic.VILLAGE_AFFAIRS: Duty(village=Role.VILLAGE_SECRETARY)})
    assert owner(Topic.VILLAGE_AFFAIRS, duties=duties) == "p04 这类事归本村书记"
    assert owner(Topic.VILLAGE_AFFAIRS, duties=duties, not_again=("p04",)) == "p01 这个网格的网格员"
    assert owner(Topic.VILLAGE_AFFAIRS, duties=duties, about_official=True) == "p05 村务监督"


def test_an_unknown_place_is_the_villages_own_persons() -> None:
    """The default owner: the grid head."""
    found = choose_owner(picture(), village=VILLAGE, grid=None, topic=Topic.ROAD, on=TODAY, duties=WAGES)
    assert (found.owner.id, found.because) == ("p03", "本村网格长")


def test_several_in_a_grid_share_by_load() -> None:
    """The fewest open, then the one whose last is longest ago, then the id; and the reason says so."""
    assert owner(Topic.ROAD, load={"p01": (2, 9), "p21": (1, 8), "p22": (1, 7)}) == "p22 这个网格的网格员，手上的事最少"
    assert owner(Topic.ROAD, load={"p01": (1, 5), "p21": (1, 5)}) == "p22 这个网格的网格员，手上的事最少"
    assert owner(Topic.ROAD, load={}) == "p01 这个网格的网格员，手上的事最少"
    # whoever has it keeps it, whatever the others have in hand
    assert owner(Topic.ROAD, load={"p21": (9, 9)}, keep="p21") == "p21 这个网格的网格员"


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(["p01", "p21", "p22"]), st.tuples(st.integers(0, 9), st.integers(0, 99))),
    st.sets(st.sampled_from(["p01", "p21", "p22"])),
)
def test_sharing_is_fair_and_always_the_same(load: dict[str, tuple[int, int]], passed: set[str]) -> None:
    """Nobody with more in hand than another who could take it; whoever is passed over gets none."""
    chosen = owner(Topic.ROAD, load=load, not_again=tuple(passed)).split()[0]
    left = {"p01", "p21", "p22"} - passed
    if left:
        assert chosen in left
        assert all(load.get(chosen, (0, 0)) <= load.get(other, (0, 0)) for other in left)
    assert owner(Topic.ROAD, load=dict(reversed(load.items())), not_again=tuple(passed)).split()[0] == chosen


# ---- with the real program ------------------------------------------------------------------------------------------


@pytest.fixture
async def stage(database: Database) -> AsyncIterator[Stage]:
    """Three officers in the first grid, and a list in which wages are the township's."""
    organisation = parse_organisation(MORE, "stage")
    async with a_stage(database, organisation=organisation, policy=a_policy(duties=WAGES)) as stage:
        yield stage


async def test_matters_of_a_grid_go_round(stage: Stage) -> None:
    """Five matters to three officers; each keeps why it was he; nobody is told twice."""
    said = ("路灯不亮了", "垃圾没人拉", "水沟堵了", "健身器材坏了", "路上有个大坑")
    for number, what in enumerate(said):
        await stage.say(f"v{number}", f"村口{what}", group=GROUP)
    tickets = await stage.tickets()
    owners = [ticket.owner for ticket in tickets]
    assert owners == ["p01", "p21", "p22", "p01", "p21"]
    assert {ticket.owner_because for ticket in tickets} == {"这个网格的网格员，手上的事最少"}
    for number in range(1, 6):
        moves = [line.move.value for line in await stage.history(number)]
        assert moves == ["register", "dispatch"], "filed for one and handed to another would show here"


async def test_wages_reach_the_township_and_not_the_grid(stage: Stage) -> None:
    """The level says whose it is."""
    notes = await stage.say("gong", "我在上河村一组，老板欠我三个月工钱不给")
    (ticket,) = await stage.tickets()
    assert (ticket.topic, ticket.owner, ticket.level) == (Topic.WAGES, "p30", AreaLevel.TOWNSHIP)
    assert ticket.urgency is not Urgency.DANGER
    assert {sent.note.to for sent in notes} <= {"gong", "labour"}


async def test_whose_the_rest_is_and_the_number_to_call_are_told_at_once(database: Database) -> None:
    """The village follows it up, and 95598 sends the fitters; a lamp, a complaint and danger hear nothing of it."""
    policy = a_policy(duties=read_duties(None))
    async with a_stage(database, organisation=parse_organisation(MORE, "stage"), policy=policy) as stage:
        notes = await stage.say("gong", "上河村一组全组停电一天了，都没电")
        (ticket,) = await stage.tickets()
        assert (ticket.topic, ticket.urgency) == (Topic.POWER, Urgency.URGENT)
        (text,) = to(notes, "gong")
        assert text.endswith("变压器、电线、电表归供电所管，急的话也可以直接打95598，村里这边照样给您跟着。")
        assert "王建军（13900000001）" in text
        (text,) = to(await stage.say("hu", "上河村一组村口路灯不亮了"), "hu")
        assert "归" not in text


# ---- the file, and where there is nobody ----------------------------------------------------------------------------


def test_the_list_that_comes_with_the_program_names_every_topic() -> None:
    """And the numbers to call; the township leads where a village has no means."""
    duties = read_duties(None)
    assert set(duties.topics) == set(Topic)
    assert duties.of(Topic.POWER).not_the_village is not None
    assert [topic for topic in Topic if duties.of(topic).leads == "township"] == [Topic.WAGES]
    assert duties.of(None) == Duty()


def test_mistakes_in_the_list_are_named_by_line(tmp_path: Path) -> None:
    """All at once."""
    path = tmp_path / "list.yaml"
    path.write_text(
        "topics:\n  rode: {}\n  power: {leads: county}\n  wages: {village: affairs_office}\n"
        "  road: {not_the_village: {what: 国道, whose: 公路段, call: 打电话}}\n",
        encoding="utf-8",
    )
    with pytest.raises(ResponsibilityMistake) as caught:
        read_duties(path)
    said = "\n".join(caught.value.problems)
    for line, what in ((2, "rode"), (3, "county"), (4, "affairs_office is no role of the village"), (5, "call")):
        assert any(f"line {line}" in problem and what in problem for problem in caught.value.problems), said


def test_gaps_of_grid_and_topic_are_seen() -> None:
    """Nobody to own, nobody to stand in; the demonstration has none."""
    assert topic_gaps(demonstration_township(), made(demonstration_township()), read_duties(None), TODAY) == []
    nobody = "上河村一组网格: nobody of the village stands in for p01 (27 topics); give a second one a post"
    # the other grid's officer stands in; without him nobody of the village does
    assert nobody not in gaps(without(ORGANISATION, "p03", "p04"))
    assert nobody in gaps(without(ORGANISATION, "p02", "p03", "p04"))
    nobody = "上河村一组网格: nobody of the village owns 27 topics; give somebody the post"
    assert nobody in gaps(without(ORGANISATION, "p01", "p02", "p03", "p04"))


def gaps(text: str) -> list[str]:
    """The gaps of an organisation, as sentences."""
    file = parse_organisation(text, "o.yaml")
    return [gap.what for gap in topic_gaps(file, made(file), WAGES, TODAY)]


def test_what_is_explained_is_what_happens() -> None:
    """The table's owner is the one whom the choice finds, for every topic."""
    organisation = picture()
    for answer in answers_for(organisation, WAGES, VILLAGE, GRID, TODAY):
        for topic in answer.topics:
            found = choose_owner(organisation, village=VILLAGE, grid=GRID, topic=topic, on=TODAY, duties=WAGES)
            assert answer.owner == found
    with pytest.raises(NobodyToAsk):
        choose_owner(
            picture(ORGANISATION[: ORGANISATION.index("posts:")]),
            village=VILLAGE, grid=GRID, topic=Topic.ROAD, on=TODAY,
        )  # fmt: skip

"""The organisation file: its form, its mistakes, its gaps, and its way into the tables."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.database import Database
from storage.models import Area, AreaLevel, Base, GroupChat, Officer
from storage.organisation import Role
from storage.organisation_file import (
    OrganisationFile,
    OrganisationMistake,
    PersonEntry,
    TownshipEntry,
    coverage_gaps,
    parse_organisation,
    rows_of,
    write_organisation,
)
from storage.vault import Vault

FORM = """\
township: {code: "621221108", name: 鸡鸣镇}
villages: [{code: "621221108201", name: 上河村, aliases: [上河], groups: [一组, 二组]}]
grids: [{code: "621221108201001", name: 上河村一组网格, village: "621221108201", places: [村口, 戏台]}]
people:
  - {id: p01, name: 王某, phone: "13800000000", chat: wang}
  - {id: p02, name: 李　某, phone: 0939 123-4567}
  - {id: p07, name: 赵某, phone: "13800000007", chat: zhao, channel: wecom}
  - {id: p09, name: 周某某, phone: "13800000009"}
posts:
  - {person: p01, role: grid_officer, area: "621221108201001"}
  - {person: p02, role: village_secretary, area: "621221108201"}
  - {person: p09, role: county_dept, area: "621221108", topics: [power, lighting]}
roster: [{date: 2026-11-23, person: p07, duty: duty_leader}]
deputies: [{person: p01, deputy: p02, from: 2026-11-25, to: 2026-11-30}]
conflicts: [{person: p01, with: p09}]
chats: [{id: g-shanghe, area: "621221108201"}]
codes: [{code: SH01, area: "621221108201001", place: 上河村戏台}]
"""


def problems_of(text: str) -> list[str]:
    """What is wrong with a text."""
    with pytest.raises(OrganisationMistake) as caught:
        parse_organisation(text, "o.yaml")
    return caught.value.problems


def test_the_form_that_is_promised_is_read() -> None:
    """Every key of the promised form is understood; codes and phones without quotes stay texts."""
    file = parse_organisation(FORM, "o.yaml")
    assert file.villages[0].groups == ("一组", "二组")
    assert file.people[1].phone == "0939 123-4567"
    assert file.people[1].name == "李某"
    assert file.posts[0].role is Role.GRID_OFFICER
    assert file.roster[0].on == date(2026, 11, 23)
    assert (file.deputies[0].from_on, file.deputies[0].to_on) == (date(2026, 11, 25), date(2026, 11, 30))
    assert file.conflicts[0].other == "p09"


def test_what_is_written_reads_back_the_same() -> None:
    """Writing loses nothing, and the same file gives the same text."""
    file = parse_organisation(FORM, "o.yaml")
    text = write_organisation(file)
    assert parse_organisation(text, "again.yaml") == file
    assert write_organisation(parse_organisation(text, "again.yaml")) == text


@given(st.text(min_size=1, max_size=20))
def test_whatever_a_name_holds_it_is_refused_or_survives(name: str) -> None:
    """Quotes, backslashes, `yes`, digits: a name that is accepted comes back unchanged."""
    try:
        person = PersonEntry(id="p1", name=name)
    except ValueError:
        return
    file = OrganisationFile(township=TownshipEntry(code="1", name="on"), people=(person,))
    assert parse_organisation(write_organisation(file), "o.yaml") == file


def test_line_ends_marks_and_empty_lists_do_no_harm() -> None:
    """Files come from Windows editors, and lists are emptied by deleting their entries."""
    text = "\ufeff" + FORM.replace("\n", "\r\n") + "\r\n"
    assert parse_organisation(text, "o.yaml") == parse_organisation(FORM, "o.yaml")
    assert parse_organisation("township: {code: a, name: b}\nposts:\nroster:\n", "o.yaml").posts == ()


def test_all_mistakes_are_named_at_once() -> None:
    """Nobody mends a file one mistake at a time: form, references and doubles come together, each with its line."""
    found = problems_of("""\
township: {code: "1", name: 鸡鸣镇}
villages:
  - {code: "11", name: 上河村, alias: [上河]}
  - {code: "11", name: 下河村}
grids:
  - {code: "111", name: 一组网格, village: "12"}
people:
  - {id: p01, name: 王某, phone: call me}
  - {id: p01, name: 李某}
posts:
  - {person: p02, role: grid_oficer, area: "111"}
  - {person: p02, role: grid_officer, area: "112"}
  - {person: p01, role: mediator, area: "11", topics: [powr]}
deputies:
  - {person: p01, deputy: p01, from: 2026-11-30, to: 2026-11-25}
""")
    wanted = [
        ("line 3, villages[0].alias:", "did you mean 'aliases'?"),
        ("line 4, villages[1].code:", "stands twice"),
        ("line 6, grids[0].village:", "did you mean '11'?"),
        ("line 8, people[0].phone:", "write digits"),
        ("line 9, people[1].id:", "stands twice"),
        ("line 11, posts[0].role:", "did you mean 'grid_officer'?"),
        ("line 12, posts[1].person:", "did you mean 'p01'?"),
        ("line 12, posts[1].area:", "did you mean '11'?"),
        ("line 13, posts[2].topics[0]:", "did you mean 'power'?"),
        ("line 15, deputies[0].deputy:", "name somebody else"),
        ("line 15, deputies[0].to:", "exchange the two dates"),
    ]
    assert len(found) == len(wanted), "\n".join(found)
    for problem, (place, mend) in zip(found, wanted, strict=True):
        assert problem.startswith("o.yaml, " + place)
        assert mend in problem


@pytest.mark.parametrize(
    ("text", "place", "mend"),
    [
        ("", "o.yaml:", "the file is empty"),
        ("# nothing yet\n", "o.yaml:", "the file is empty"),
        ("township:\n\tcode: a\n", "o.yaml, line 2:", "indent with spaces"),
        ("township: {code: a\n", "o.yaml, line 2:", "look for a missing quote, bracket"),
        ("- a\n", "o.yaml, line 1:", "expected `key: value` lines"),
        ("township: {code: a, name: b}\n---\nx: y\n", "o.yaml, line 2:", "keep one document"),
        ("township: {code: a, name: b}\ngrids: []\ngrids: []\n", "o.yaml, line 3, grids:", "first on line 2"),
        ("township: &t {code: a, name: b}\n", "o.yaml, line 1, township:", "write the value out"),
        ("township: !!python/name:os.system x\n", "o.yaml, line 1, township:", "a tag (!) is not read here"),
        ("township: {code: a, name: b}\nvillages: {a: b}\n", "o.yaml, line 2, villages:", "must be a list"),
        ("township: {code: a}\n", "o.yaml, line 1, township.name:", "is missing"),
        ("township: {code: a, name: b\x00}\n", "o.yaml:", "save it as UTF-8"),
        ("[" * 3000, "o.yaml:", "nested too deeply"),
    ],
)
def test_what_is_no_organisation_is_refused_with_a_place(text: str, place: str, mend: str) -> None:
    """Whatever the file holds, the answer is a sentence with a place and a way out, never a stack trace."""
    first = problems_of(text)[0]
    assert first.startswith(place)
    assert mend in first


@pytest.mark.parametrize(
    ("entry", "mend"),
    [
        ("people: [{id: villager, name: 王某}]", "choose another id"),
        ("people: [{id: p1, name: 王某, chat: w}, {id: p2, name: 李某, chat: w}]", "same chat account"),
        ("people: [{id: p1, name: 王\u200b某}]", "invisible character"),
        ("chats: [{id: g, area: a}, {id: g, area: a}]", "a group belongs to one area"),
        ("codes: [{code: A1, area: a, place: x}, {code: A1, area: a, place: y}]", "stands for one place"),
        ("people: [{id: p1, name: 王某}]\nconflicts: [{person: p1, with: p1}]", "name the relative"),
        ("people: [{id: p1, name: 王某}]\nroster: [{date: 2026-11-23, person: p1, duty: duty_leadr}]", "duty_leader"),
        (
            "people: [{id: p1, name: 王某}]\nposts: [{person: p1, role: mediator, area: a}, "
            "{person: p1, role: mediator, area: a, topics: [power]}]",
            "join the two",
        ),
    ],
)
def test_what_the_tables_or_handlers_could_not_tell_apart_is_refused(entry: str, mend: str) -> None:
    """Two rows of one key, two people of one account, a person called like the program: each is named."""
    (only,) = problems_of("township: {code: a, name: 鸡鸣镇}\n" + entry)
    assert mend in only


def test_gaps_are_named_with_the_missing_post() -> None:
    """A matter that would find nobody is known before it is said."""
    gaps = "\n".join(coverage_gaps(parse_organisation(FORM, "o.yaml")))
    assert "nobody is affairs_office" in gaps
    assert "village_secretary" not in gaps
    bare = "\n".join(coverage_gaps(parse_organisation(FORM[: FORM.index("people:")], "o.yaml")))
    for missing in ("village_secretary", "takes matters without a place", "grid_officer", "duty leader"):
        assert missing in bare


def test_a_post_for_some_topics_only_leaves_a_gap() -> None:
    """Whoever takes only power matters does not cover a grid."""
    text = FORM.replace(
        'grid_officer, area: "621221108201001"', 'grid_officer, area: "621221108201001", topics: [power]'
    )
    assert any("上河村一组网格" in gap for gap in coverage_gaps(parse_organisation(text, "o.yaml")))


def test_the_supervisor_is_never_who_manages() -> None:
    """Nobody watches over their own work: not in the village, not in the grid."""
    for area, name in (("621221108201", "上河村"), ("621221108201001", "上河村一组网格")):
        text = FORM.replace("posts:\n", f'posts:\n  - {{person: p01, role: village_supervisor, area: "{area}"}}\n')
        assert any(
            gap.startswith(name) and "supervisor" in gap for gap in coverage_gaps(parse_organisation(text, "o.yaml"))
        )


def test_a_post_where_nobody_looks_is_named() -> None:
    """A grid officer of a whole village would never be asked."""
    text = FORM.replace('grid_officer, area: "621221108201001"', 'grid_officer, area: "621221108201"')
    assert any("where nobody looks" in gap for gap in coverage_gaps(parse_organisation(text, "o.yaml")))


def test_a_roster_that_runs_out_is_named_a_week_before() -> None:
    """`danger` calls the duty leader, so a day without one must be known in time."""
    file = parse_organisation(FORM, "o.yaml")
    assert any("no duty leader on 2026-11-24" in gap for gap in coverage_gaps(file, on=date(2026, 11, 23)))
    posted = parse_organisation(
        FORM.replace("posts:\n", 'posts:\n  - {person: p07, role: duty_leader, area: "621221108"}\n'), "o.yaml"
    )
    assert not any("no duty leader" in gap for gap in coverage_gaps(posted, on=date(2026, 11, 23)))


def test_deputies_in_a_circle_are_named() -> None:
    """Two who stand in for each other on the same day leave nobody."""
    text = FORM.replace(
        "deputies: [", "deputies: [{person: p02, deputy: p01, from: 2026-11-25, to: 2026-11-25}, "
    )  # fmt: skip
    assert any("runs in a circle" in gap for gap in coverage_gaps(parse_organisation(text, "o.yaml")))


async def test_the_rows_come_back_as_the_organisation(database: Database, vault: Vault) -> None:
    """What the file says is what handlers see, on both engines."""
    rows = rows_of(parse_organisation(FORM, "o.yaml"), vault=vault, person_channel="try", group_channel="try")
    async with database.ledger() as ledger:
        await ledger.people.replace_organisation(rows)
        await ledger.commit()
    async with database.reading() as ledger:
        organisation = await ledger.organisation()
    (village,) = organisation.villages
    (grid,) = organisation.grids_of(village.code)
    assert (village.name, village.places, grid.places) == ("上河村", ["一组", "二组"], ["村口", "戏台"])
    assert organisation.holders(Role.GRID_OFFICER, grid.code)[0].name == "王某"
    officer = organisation.officer_at("try", vault.reference("try", "wang"))
    assert officer is not None
    assert officer.id == "p01"
    other = organisation.officer_at("wecom", vault.reference("wecom", "zhao"))
    assert other is not None
    assert other.id == "p07"
    assert organisation.chats[vault.reference("try", "g-shanghe")].area == village.code
    assert organisation.related("p09", "p01")
    assert organisation.able_on("p01", date(2026, 11, 26)) == "p02"
    assert organisation.codes["SH01"].place == "上河村戏台"


def test_a_grid_answers_to_the_group_it_is_named_after(vault: Vault) -> None:
    """「二组」 finds the grid 上河村二组网格, and 十一组 is not 一组."""
    text = FORM.replace("groups: [一组, 二组]", "groups: [一组, 十一组]").replace("上河村一组网格", "上河村十一组网格")
    rows = rows_of(parse_organisation(text, "o.yaml"), vault=vault, person_channel=None, group_channel=None)
    assert [row.aliases for row in rows if isinstance(row, Area) and row.level is AreaLevel.GRID] == [["十一组"]]


def test_without_a_channel_people_are_known_but_not_written_to(vault: Vault) -> None:
    """A chat account of an unknown channel is no address."""
    rows: list[Base] = rows_of(parse_organisation(FORM, "o.yaml"), vault=vault, person_channel=None, group_channel=None)
    (wang,) = [row for row in rows if isinstance(row, Officer) and row.id == "p01"]
    assert (wang.channel, wang.chat, wang.chat_ref) == (None, None, None)
    (group,) = [row for row in rows if isinstance(row, GroupChat)]
    assert group.channel is None

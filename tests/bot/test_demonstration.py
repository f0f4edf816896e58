"""The demonstration township: of the real size, invented throughout, and without a gap."""

from collections import Counter, defaultdict

from bot.demonstration import DEMONSTRATION_CAST, DEMONSTRATION_GROUP, demonstration_township
from storage.organisation import Role
from storage.organisation_file import coverage_gaps, parse_organisation, write_organisation


def test_it_has_the_size_of_the_real_townships() -> None:
    """1 township, 28 villages, 151 grids, 408 contacts."""
    file = demonstration_township()
    roles = Counter(post.role for post in file.posts)
    assert (len(file.villages), len(file.grids), roles[Role.CONTACT]) == (28, 151, 408)
    assert roles[Role.GRID_OFFICER] == 151
    for role in (
        Role.VILLAGE_SECRETARY,
        Role.GRID_HEAD,
        Role.VILLAGE_SUPERVISOR,
        Role.MEDIATOR,
        Role.VILLAGE_LEAD_CADRE,
        Role.AREA_LEADER,
    ):
        assert roles[role] == 28, role
    assert (roles[Role.AFFAIRS_OFFICE], roles[Role.DUTY_LEADER], roles[Role.DATA_STEWARD]) == (2, 7, 1)


def test_it_is_a_file_like_any_other_without_a_gap() -> None:
    """The demonstration passes every check a township's own file has to pass, and is the same on every call."""
    file = demonstration_township()
    assert coverage_gaps(file) == []
    text = write_organisation(file)
    assert parse_organisation(text, "demonstration.yaml") == file
    demonstration_township.cache_clear()
    assert write_organisation(demonstration_township()) == text


def test_nobody_is_confused_with_anybody() -> None:
    """Names, phones and accounts are all different, and no phone belongs to a real person."""
    people = demonstration_township().people
    assert len({person.name for person in people}) == len(people)
    assert len({person.phone for person in people}) == len(people)
    assert all(person.phone.startswith("1390000") and len(person.phone) == 11 for person in people)
    assert all(2 <= len(person.name) <= 3 for person in people)


def test_a_landmark_points_to_one_grid_of_its_village() -> None:
    """「戏台那边」 is enough to find the grid: no landmark stands twice in a village or inside another one."""
    places: dict[str, list[str]] = defaultdict(list)
    for grid in demonstration_township().grids:
        assert 3 <= len(grid.places) <= 5
        places[grid.village] += grid.places
    for names in places.values():
        assert len(set(names)) == len(names)
        assert not [(a, b) for a in names for b in names if a != b and a in b]


def test_a_village_name_points_to_one_village() -> None:
    """No village's name or short name is part of another's."""
    villages = demonstration_township().villages
    names = {village.code: (village.name, *village.aliases) for village in villages}
    for code, own in names.items():
        others = [name for other, those in names.items() if other != code for name in those]
        assert not [(a, b) for a in own for b in others if a in b]


def test_the_first_village_is_the_one_of_the_promised_form() -> None:
    """Scripts from outside rely on 上河村, its group and its first code."""
    file = demonstration_township()
    assert (file.villages[0].name, file.villages[0].code) == ("上河村", "621221108201")
    assert file.grids[0].places[:2] == ("村口", "戏台")
    assert (
        (file.chats[0].id, file.chats[0].area) == (DEMONSTRATION_GROUP, "621221108201") == ("g-shanghe", "621221108201")
    )
    first = file.codes[0]
    assert (first.code, first.area, first.place) == ("SH01", "621221108201001", "上河村戏台")
    assert len({code.code for code in file.codes}) == 151


def test_the_cast_are_people_of_the_township() -> None:
    """An official on the page is one the program knows; a villager is one it does not."""
    people = {person.chat: person for person in demonstration_township().people if person.chat}
    officials = [member for member in DEMONSTRATION_CAST if member.person]
    assert [people[member.chat].id for member in officials] == [member.person for member in officials]
    villagers = [member for member in DEMONSTRATION_CAST if not member.person]
    assert [member.name for member in villagers] == ["张婶", "李大爷", "王嫂", "小赵"]
    assert not any(member.chat in people for member in villagers)

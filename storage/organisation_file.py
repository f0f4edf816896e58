"""Who is responsible where, as a file people write: YAML to models and rows and back, with every mistake at once.

A mistake reads `file, line, key: what is wrong; how to mend it`.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from classifiers.verdict import Topic
from storage.marked_yaml import Locate, MarkedYaml, Path, dotted, explain, nearest, read_text
from storage.models import (
    Area,
    AreaLevel,
    Base,
    Conflict,
    Deputy,
    GroupChat,
    Officer,
    Post,
    PostedCode,
    Shift,
)
from storage.organisation import Role
from storage.vault import Vault

#: an actor in a ticket's history may also be one of these, so no person can be called so
_TAKEN_IDS = frozenset({"villager", "system"})
_SPACES = re.compile(r"[\s　]+")
_PHONE_SIGNS = re.compile(r"[\s()（）+\-—转]")


class OrganisationMistake(ValueError):
    """The file cannot be used. `problems` has one line per mistake, with its place and how to mend it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


# ---- the form -----------------------------------------------------------------------------------------------------


def _tidy(text: str) -> str:
    # wide and doubled spaces look like one and compare as something else
    text = _SPACES.sub(" ", text).strip()
    if not text.isprintable():
        raise ValueError("contains an invisible character; type the text anew instead of pasting it")
    return text


def _filled(text: str) -> str:
    if not text:
        raise ValueError("is empty; write something or leave the entry out")
    return text


def _joined(name: str) -> str:
    # rosters pad two-character names to the width of three
    return name.replace(" ", "") if re.fullmatch(r"[\u4e00-\u9fff] [\u4e00-\u9fff]", name) else name


def _phone(text: str) -> str:
    if text and not re.fullmatch(r"[0-9]{3,20}", _PHONE_SIGNS.sub("", text)):
        raise ValueError("is not a phone number; write digits, with spaces or - between them where you like")
    return text


def _person(text: str) -> str:
    if text in _TAKEN_IDS:
        raise ValueError(f"{text!r} means somebody else in a ticket's history; choose another id")
    return text


_Text = Annotated[str, AfterValidator(_tidy), AfterValidator(_filled)]
_Name = Annotated[_Text, Field(max_length=64)]
_Code = Annotated[_Text, Field(max_length=24)]
_PersonId = Annotated[_Name, AfterValidator(_person)]


class _Entry(BaseModel):
    # keys are written as in the file; from Python the plain names serve as well (from_on for `from`)
    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True, validate_by_alias=True)


class TownshipEntry(_Entry):
    """镇. `code` is the key under which all its data is kept."""

    code: Annotated[_Text, Field(max_length=12)]
    name: _Name


class VillageEntry(_Entry):
    """村, with other names people use for it and the names of its groups (一组)."""

    code: _Code
    name: _Name
    aliases: tuple[_Name, ...] = ()
    groups: tuple[_Name, ...] = ()


class GridEntry(_Entry):
    """网格, with the landmarks by which people say where they are."""

    code: _Code
    name: _Name
    village: _Code
    places: tuple[_Name, ...] = ()


class PersonEntry(_Entry):
    """Somebody who may hold a post. `chat`: their platform id; `channel`: the channel it belongs to."""

    id: _PersonId
    name: Annotated[_Name, AfterValidator(_joined)]
    phone: Annotated[str, AfterValidator(_tidy), AfterValidator(_phone)] = ""
    chat: _Text | None = None
    channel: _Name | None = None


class PostEntry(_Entry):
    """A role held in one area; with `topics`, for those only."""

    person: _Name
    role: Role
    area: _Code
    topics: tuple[Topic, ...] = ()


class RosterEntry(_Entry):
    """One day's duty."""

    on: date = Field(alias="date")
    person: _Name
    duty: Annotated[_Text, Field(max_length=32)] = Role.DUTY_LEADER.value


class DeputyEntry(_Entry):
    """Who stands in while somebody is away; both days included."""

    person: _Name
    deputy: _Name
    from_on: date = Field(alias="from")
    to_on: date = Field(alias="to")


class ConflictEntry(_Entry):
    """Two declared relatives."""

    person: _Name
    other: _Name = Field(alias="with")


class ChatEntry(_Entry):
    """A group chat and the village (or other area) it belongs to."""

    id: _Text
    area: _Code
    channel: _Name | None = None


class CodeEntry(_Entry):
    """A 说事码 and the place where it is posted."""

    code: _Name
    area: _Code
    place: _Name


class OrganisationFile(_Entry):
    """The whole file. Lists that are left out are empty."""

    township: TownshipEntry
    villages: tuple[VillageEntry, ...] = ()
    grids: tuple[GridEntry, ...] = ()
    people: tuple[PersonEntry, ...] = ()
    posts: tuple[PostEntry, ...] = ()
    roster: tuple[RosterEntry, ...] = ()
    deputies: tuple[DeputyEntry, ...] = ()
    conflicts: tuple[ConflictEntry, ...] = ()
    chats: tuple[ChatEntry, ...] = ()
    codes: tuple[CodeEntry, ...] = ()


_SECTIONS: dict[str, type[_Entry]] = {
    "villages": VillageEntry,
    "grids": GridEntry,
    "people": PersonEntry,
    "posts": PostEntry,
    "roster": RosterEntry,
    "deputies": DeputyEntry,
    "conflicts": ConflictEntry,
    "chats": ChatEntry,
    "codes": CodeEntry,
}
_E = TypeVar("_E", bound=_Entry)


# ---- reading ------------------------------------------------------------------------------------------------------


def read_organisation(path: FilePath) -> OrganisationFile:
    """The organisation in a file. Raises OrganisationMistake with all mistakes."""
    text, problem = read_text(path)
    if problem:
        raise OrganisationMistake([problem])
    return parse_organisation(text, str(path))


def parse_organisation(text: str, where: str) -> OrganisationFile:
    """The file's text as models; `where` is its name in messages. Raises OrganisationMistake with all mistakes."""
    document = MarkedYaml(text, where)
    if document.value is None:
        raise OrganisationMistake(
            document.problems
            or [f"{where}: the file is empty; it needs at least `township: {{code: …, name: …}}` with villages below"]
        )
    try:
        file = organisation_from(document.value, document.locate, document.refused)
    except OrganisationMistake as mistake:
        raise OrganisationMistake(document.problems + mistake.problems) from None
    if document.problems:
        raise OrganisationMistake(document.problems)
    return file


def organisation_from(
    data: object, locate: Locate, said: Collection[Path] = (), *, name: Callable[[Path], str] = dotted
) -> OrganisationFile:
    """The same from data already read, from a spreadsheet for one. Raises OrganisationMistake with all mistakes.

    Of the paths in `said` the mistake has been named before; `name` says what stands at a path, after its place.
    """
    found: list[tuple[Path, str]] = []
    file: OrganisationFile | None = None
    try:
        file = OrganisationFile.model_validate(data, by_alias=True, by_name=False)
    except ValidationError as error:
        found += explain(error, OrganisationFile)
    if isinstance(data, Mapping):
        found += _CrossCheck(data).mistakes()
    if file is None or found:
        order = {section: number for number, section in enumerate(OrganisationFile.model_fields)}
        found.sort(key=lambda item: (order.get(str(item[0][0]) if item[0] else "", 99), _in_order(item[0])))
        raise OrganisationMistake([f"{locate(path)}{name(path)}: {what}" for path, what in found if path not in said])
    return file


def _in_order(path: Path) -> int:
    return next((part for part in path if isinstance(part, int)), -1)


def _valid(entry: object, model: type[_E]) -> _E | None:
    try:
        return model.model_validate(entry, by_alias=True, by_name=False)
    except ValidationError:
        return None


class _CrossCheck:
    """What no entry can know of itself. Entries with a mistake of their own are left out, but their names are known."""

    def __init__(self, data: Mapping[Any, Any]) -> None:
        self._data = data
        self._found: list[tuple[Path, str]] = []
        township = data.get("township")
        self._township = _text_of(township, "code")
        self._villages = {_text_of(entry, "code") for _, entry in self._raw("villages")}
        self._grids = {_text_of(entry, "code") for _, entry in self._raw("grids")}
        self._areas = {self._township} | self._villages | self._grids
        self._people = {_text_of(entry, "id") for _, entry in self._raw("people")}

    def mistakes(self) -> list[tuple[Path, str]]:
        """All of them, each with its place."""
        self._twice()
        for index, grid in self._entries("grids", GridEntry):
            self._known(("grids", index, "village"), grid.village, self._villages, "village")
        for index, post in self._entries("posts", PostEntry):
            self._known(("posts", index, "person"), post.person, self._people, "person")
            self._known(("posts", index, "area"), post.area, self._areas, "area")
        for index, shift in self._entries("roster", RosterEntry):
            self._known(("roster", index, "person"), shift.person, self._people, "person")
            near = get_close_matches(shift.duty, [Role.DUTY_LEADER.value], cutoff=0.8)
            if near and shift.duty not in near:
                self._say(("roster", index, "duty"), f"{shift.duty!r} is no duty; did you mean {near[0]!r}?")
        for index, leave in self._entries("deputies", DeputyEntry):
            self._known(("deputies", index, "person"), leave.person, self._people, "person")
            self._known(("deputies", index, "deputy"), leave.deputy, self._people, "person")
            if leave.person == leave.deputy:
                self._say(("deputies", index, "deputy"), "nobody can be their own deputy; name somebody else")
            if leave.to_on < leave.from_on:
                self._say(("deputies", index, "to"), "lies before `from`; exchange the two dates")
        for index, conflict in self._entries("conflicts", ConflictEntry):
            self._known(("conflicts", index, "person"), conflict.person, self._people, "person")
            self._known(("conflicts", index, "with"), conflict.other, self._people, "person")
            if conflict.person == conflict.other:
                self._say(("conflicts", index, "with"), "the same person twice; name the relative")
        for index, chat in self._entries("chats", ChatEntry):
            self._known(("chats", index, "area"), chat.area, self._areas, "area")
        for index, code in self._entries("codes", CodeEntry):
            self._known(("codes", index, "area"), code.area, self._areas, "area")
        return self._found

    def _twice(self) -> None:
        codes: list[tuple[Path, str]] = [(("township", "code"), self._township)]
        codes += [
            ((section, index, "code"), _text_of(entry, "code"))
            for section in ("villages", "grids")
            for index, entry in self._raw(section)
        ]
        self._once(codes, "the code {0!r} stands twice; every area needs its own")
        ids = [(("people", index, "id"), _text_of(entry, "id")) for index, entry in self._raw("people")]
        self._once(ids, "the id {0!r} stands twice; every person needs an own one")
        posted = [(("codes", index, "code"), _text_of(entry, "code")) for index, entry in self._raw("codes")]
        self._once(posted, "the code {0!r} stands twice; every posted code stands for one place")
        self._once(
            [(("people", i, "chat"), (p.channel, p.chat)) for i, p in self._entries("people", PersonEntry) if p.chat],
            "two people cannot write from the same chat account; correct one of them",
        )
        self._once(
            [(("posts", i), (p.person, p.role, p.area)) for i, p in self._entries("posts", PostEntry)],
            "this person holds this role in this area already; join the two (topics: [a, b])",
        )
        self._once(
            [(("roster", i), (s.on, s.duty, s.person)) for i, s in self._entries("roster", RosterEntry)],
            "this shift stands twice; take one out",
        )
        self._once(
            [(("deputies", i), (d.person, d.from_on)) for i, d in self._entries("deputies", DeputyEntry)],
            "a leave of this person begins on this day already; take one out",
        )
        self._once(
            [(("conflicts", i), (c.person, c.other)) for i, c in self._entries("conflicts", ConflictEntry)],
            "these two stand here already; take one out",
        )
        self._once(
            [(("chats", i, "id"), (c.channel, c.id)) for i, c in self._entries("chats", ChatEntry)],
            "this group chat stands twice; a group belongs to one area",
        )

    def _once(self, keys: Iterable[tuple[Path, Any]], what: str) -> None:
        seen: set[Any] = set()
        for path, key in keys:
            if key in seen and key != "":
                self._say(path, what.format(key))
            seen.add(key)

    def _known(self, path: Path, name: str, known: Iterable[str], kind: str) -> None:
        if name not in known:
            self._say(path, f"there is no {kind} {name!r} in this file{nearest(name, known, offer=0)}")

    def _say(self, path: Path, what: str) -> None:
        self._found.append((path, what))

    def _raw(self, section: str) -> Iterator[tuple[int, object]]:
        entries = self._data.get(section)
        if isinstance(entries, Sequence) and not isinstance(entries, str):
            yield from enumerate(entries)

    def _entries(self, section: str, model: type[_E]) -> Iterator[tuple[int, _E]]:
        for index, entry in self._raw(section):
            valid = _valid(entry, model)
            if valid is not None:
                yield index, valid


def _text_of(entry: object, key: str) -> str:
    value = entry.get(key) if isinstance(entry, Mapping) else None
    return _SPACES.sub(" ", value).strip() if isinstance(value, str) else ""


# ---- coverage -----------------------------------------------------------------------------------------------------

#: where a role is looked for; elsewhere it would be held in vain
_HELD_IN: dict[Role, frozenset[AreaLevel]] = {
    Role.GRID_OFFICER: frozenset({AreaLevel.GRID}),
    Role.GRID_HEAD: frozenset({AreaLevel.VILLAGE}),
    Role.VILLAGE_SECRETARY: frozenset({AreaLevel.VILLAGE}),
    Role.VILLAGE_SUPERVISOR: frozenset({AreaLevel.VILLAGE}),
    Role.VILLAGE_LEAD_CADRE: frozenset({AreaLevel.VILLAGE}),
    Role.AFFAIRS_OFFICE: frozenset({AreaLevel.TOWNSHIP}),
    Role.DUTY_LEADER: frozenset({AreaLevel.TOWNSHIP}),
    Role.AREA_LEADER: frozenset({AreaLevel.VILLAGE, AreaLevel.TOWNSHIP}),
    # 一格四员: as many of each as there are
    Role.ASSISTANT: frozenset({AreaLevel.GRID, AreaLevel.VILLAGE}),
    Role.POLICE_LIAISON: frozenset({AreaLevel.GRID, AreaLevel.VILLAGE}),
    Role.MEDIATOR: frozenset({AreaLevel.VILLAGE, AreaLevel.TOWNSHIP}),
    Role.LEGAL_ADVISER: frozenset({AreaLevel.VILLAGE, AreaLevel.TOWNSHIP}),
}
#: whoever runs a place day by day; the supervisor must be somebody else
_MANAGERS = (Role.GRID_OFFICER, Role.GRID_HEAD, Role.VILLAGE_SECRETARY)
#: people whose number is given to villagers
_CALLED = frozenset({*_MANAGERS, Role.AFFAIRS_OFFICE, Role.DUTY_LEADER})


@dataclass(frozen=True, slots=True)
class Gap:
    """A matter that would find nobody, or the wrong one: a sentence with how to mend it, and the path of its place.

    `refuses`: an import with it is not loaded, because somebody would watch himself or matters would go in circles.
    """

    path: Path
    what: str
    refuses: bool = False


def coverage_gaps(file: OrganisationFile, *, on: date | None = None) -> list[str]:
    """Matters that would find nobody, or the wrong one; each a sentence with how to mend it. Empty: none.

    With the local day `on` also the days of the coming week for which nobody has the duty.
    """
    return [gap.what for gap in gaps_in(file, on=on)]


def gaps_in(file: OrganisationFile, *, on: date | None = None) -> list[Gap]:
    """The same with their places."""
    return list(_gaps(file, on))


def _gaps(file: OrganisationFile, on: date | None) -> Iterator[Gap]:
    holders: dict[tuple[Role, str], set[str]] = defaultdict(set)
    for post in file.posts:
        if not post.topics:
            # a post for some topics only leaves the others without anybody
            holders[post.role, post.area].add(post.person)
    township = file.township.code
    grids: dict[str, list[tuple[int, GridEntry]]] = defaultdict(list)
    for index, grid in enumerate(file.grids):
        grids[grid.village].append((index, grid))
    if not holders[Role.AFFAIRS_OFFICE, township]:
        yield Gap(
            ("posts",),
            f"{file.township.name}: nobody is affairs_office; give the post to somebody with area {township}",
        )
    filled = {shift.on for shift in file.roster if shift.duty == Role.DUTY_LEADER}
    week = [on + timedelta(days=ahead) for ahead in range(7)] if on else []
    empty = next((day for day in week if day not in filled), None)
    if not holders[Role.DUTY_LEADER, township] and (empty or not filled):
        when = f" on {empty}" if empty else ""
        yield Gap(
            ("roster",),
            f"{file.township.name}: no duty leader{when}; fill `roster`, "
            f"or give somebody a duty_leader post with area {township} for the days it leaves open",
        )
    places = {(post.person, post.role, post.area): ("posts", index) for index, post in enumerate(file.posts)}
    for index, village in enumerate(file.villages):
        yield from _village_gaps(("villages", index), village, grids[village.code], holders, places)
    yield from _vain_posts(file)
    yield from _without_phone(file)
    yield from _circles(file)


def _village_gaps(
    path: Path,
    village: VillageEntry,
    grids: list[tuple[int, GridEntry]],
    holders: Mapping[tuple[Role, str], set[str]],
    places: Mapping[tuple[str, Role, str], Path],
) -> Iterator[Gap]:
    def held(role: Role, area: str) -> set[str]:
        return holders.get((role, area), set())

    secretary, head = held(Role.VILLAGE_SECRETARY, village.code), held(Role.GRID_HEAD, village.code)
    if not secretary:
        yield Gap(path, f"{village.name}: no village_secretary; the post needs area {village.code}")
    if not secretary and not head:
        what = f"{village.name}: nobody takes matters without a place; give a grid_head with area {village.code}"
        yield Gap(path, what)
    for index, grid in grids:
        if not held(Role.GRID_OFFICER, grid.code) and not head:
            what = f"{grid.name}: neither a grid_officer (area {grid.code}) nor a grid_head of {village.name}"
            yield Gap(("grids", index), what)
    supervisor = Role.VILLAGE_SUPERVISOR
    managing = secretary | head
    supervising = held(supervisor, village.code)
    for person in sorted(supervising & managing):
        what = f"{village.name}: {person} supervises what they manage; give village_supervisor to somebody else"
        yield Gap(places.get((person, supervisor, village.code), path), what, refuses=True)
    for index, grid in grids:
        # whoever works a grid cannot supervise it, be it from the village or in the grid itself
        watching = (supervising - managing) | held(supervisor, grid.code)
        for person in sorted(watching & held(Role.GRID_OFFICER, grid.code)):
            where = places.get((person, Role.GRID_OFFICER, grid.code), ("grids", index))
            what = f"{grid.name}: {person} is both grid_officer and supervisor; give one of the two to somebody else"
            yield Gap(where, what, refuses=True)


def _vain_posts(file: OrganisationFile) -> Iterator[Gap]:
    levels = {file.township.code: AreaLevel.TOWNSHIP}
    levels |= {village.code: AreaLevel.VILLAGE for village in file.villages}
    levels |= {grid.code: AreaLevel.GRID for grid in file.grids}
    for index, post in enumerate(file.posts):
        wanted = _HELD_IN.get(post.role)
        if wanted is not None and levels[post.area] not in wanted:
            areas = " or ".join(sorted(wanted))
            what = f"posts: {post.person} is {post.role} in {post.area}, where nobody looks; name a {areas} as area"
            yield Gap(("posts", index, "area"), what)


def _without_phone(file: OrganisationFile) -> Iterator[Gap]:
    called = {post.person for post in file.posts if post.role in _CALLED}
    for index, person in enumerate(file.people):
        if person.id in called and not person.phone:
            what = f"people: {person.id} answers for matters and has no phone; villagers are told a number to call"
            yield Gap(("people", index, "phone"), what)


def _circles(file: OrganisationFile) -> Iterator[Gap]:
    away = {(d.person, d.from_on): d for d in file.deputies}
    places = {(d.person, d.from_on): index for index, d in enumerate(file.deputies)}
    for (person, start), leave in sorted(away.items()):
        seen, current = {person}, leave.deputy
        while current not in seen:
            seen.add(current)
            following = (d.deputy for d in file.deputies if d.person == current and d.from_on <= start <= d.to_on)
            current = next(following, "")
            if not current:
                break
        if current in seen:
            what = (
                f"deputies: on {start} the chain of deputies of {person} runs in a circle; name somebody who is there"
            )
            yield Gap(("deputies", places[person, start], "deputy"), what, refuses=True)


# ---- rows ---------------------------------------------------------------------------------------------------------


def rows_of(
    file: OrganisationFile, *, vault: Vault, person_channel: str | None, group_channel: str | None
) -> list[Base]:
    """Rows for `People.replace_organisation`.

    The channels are those of people and groups that name none. Somebody whose channel stays unknown can be called
    but not written to; a group without one cannot be recognised.
    """
    township = file.township.code
    groups = {village.code: village.groups for village in file.villages}
    rows: list[Base] = [Area(township=township, code=township, level=AreaLevel.TOWNSHIP, name=file.township.name)]
    rows += [
        Area(
            township=township,
            code=village.code,
            level=AreaLevel.VILLAGE,
            name=village.name,
            parent=township,
            aliases=list(village.aliases),
            places=list(village.groups),
        )
        for village in file.villages
    ]
    rows += [
        Area(
            township=township,
            code=grid.code,
            level=AreaLevel.GRID,
            name=grid.name,
            parent=grid.village,
            aliases=_group_in(grid.name, groups.get(grid.village, ())),
            places=list(grid.places),
        )
        for grid in file.grids
    ]
    for person in file.people:
        channel = person.channel or person_channel
        reachable = person.chat is not None and channel is not None
        rows.append(
            Officer(
                township=township,
                id=person.id,
                name=person.name,
                phone=person.phone,
                channel=channel if reachable else None,
                chat=person.chat if reachable else None,
                chat_ref=vault.reference(channel, person.chat) if channel and person.chat else None,
            )
        )
    rows += [
        Post(
            township=township,
            officer=post.person,
            role=post.role.value,
            area=post.area,
            topics=[topic.value for topic in post.topics],
        )
        for post in file.posts
    ]
    rows += [Shift(township=township, on=s.on, duty=s.duty, officer=s.person) for s in file.roster]
    rows += [
        Deputy(township=township, officer=d.person, from_on=d.from_on, deputy=d.deputy, to_on=d.to_on)
        for d in file.deputies
    ]
    rows += [Conflict(township=township, officer=c.person, other=c.other) for c in file.conflicts]
    for chat in file.chats:
        channel = chat.channel or group_channel
        ref = vault.reference(channel or "", chat.id)
        rows.append(GroupChat(township=township, ref=ref, chat=chat.id, area=chat.area, channel=channel))
    rows += [PostedCode(township=township, code=c.code, area=c.area, place=c.place) for c in file.codes]
    return rows


def _group_in(grid: str, groups: Iterable[str]) -> list[str]:
    # people say 一组, not 上河村一组网格; the longest, or 十一组 would be 一组 as well
    named = sorted((group for group in groups if group in grid), key=len)
    return named[-1:]


# ---- writing ------------------------------------------------------------------------------------------------------

_PLAIN = re.compile(r"[A-Za-z\u4e00-\u9fff][A-Za-z0-9_\-\u4e00-\u9fff]*")
_NOT_TEXT = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def write_organisation(file: OrganisationFile) -> str:
    """The file as YAML, one entry a line; the same file always gives the same text."""
    data = file.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    lines = [f"township: {_flow(data['township'])}"]
    for section in _SECTIONS:
        if section in data:
            lines += [f"{section}:", *(f"  - {_flow(entry)}" for entry in data[section])]
    return "\n".join(lines) + "\n"


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    text = str(value)
    if _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT:
        return text
    # texts hold only printable characters, so these two are all that needs care
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'

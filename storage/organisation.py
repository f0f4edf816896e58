"""Who is responsible where: a picture of the organisation in memory, read from the tables as a whole."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TypeVar

from classifiers.places import PlaceBook, names_a_village, spellings
from classifiers.verdict import Topic
from storage.models import Area, AreaLevel, Base, Conflict, Deputy, GroupChat, Officer, Post, PostedCode, Shift

#: deputies of deputies: enough for any real chain, and an end for a circular one
_LONGEST_CHAIN = 8
Row = TypeVar("Row", bound=Base)
#: the book of places that name a village by themselves; no village has this code
_LANDMARKS = "landmarks"


class Role(StrEnum):
    """The posts of the working rules."""

    CONTACT = "contact"  # 十户联防员
    GRID_OFFICER = "grid_officer"  # 网格员
    GRID_HEAD = "grid_head"  # 网格长
    VILLAGE_SECRETARY = "village_secretary"  # 村支书
    VILLAGE_SUPERVISOR = "village_supervisor"  # 村务监督
    VILLAGE_LEAD_CADRE = "village_lead_cadre"  # 包村干部
    AFFAIRS_OFFICE = "affairs_office"  # 镇社会事务办公室
    AREA_LEADER = "area_leader"  # 包片领导
    DUTY_LEADER = "duty_leader"  # 值班领导
    COUNTY_DEPT = "county_dept"  # 县级部门
    MEDIATOR = "mediator"  # 人民调解员
    LEGAL_ADVISER = "legal_adviser"  # 法律顾问
    POLICE_LIAISON = "police_liaison"  # 警务员
    ASSISTANT = "assistant"  # 协管员
    DATA_STEWARD = "data_steward"  # 信息保护负责人


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """One generation of the organisation. Officers here are plain read-only rows."""

    generation: int
    township: Area
    areas: dict[str, Area]
    officers: dict[str, Officer]
    posts: Sequence[Post]
    shifts: Sequence[Shift] = ()
    deputies: Sequence[Deputy] = ()
    conflicts: frozenset[tuple[str, str]] = frozenset()
    chats: dict[str, GroupChat] = field(default_factory=dict)  # by reference
    codes: dict[str, PostedCode] = field(default_factory=dict)
    #: as the file has them, without what was said in chat (`storage/roster.py`); None: nothing was
    told_shifts: Sequence[Shift] | None = None
    told_deputies: Sequence[Deputy] | None = None
    #: what was said in chat and does not fit the file any more
    roster_conflicts: Sequence[str] = ()

    def __post_init__(self) -> None:
        holders: dict[tuple[str, str], list[Post]] = defaultdict(list)
        held: dict[str, list[Post]] = defaultdict(list)
        for post in self.posts:
            holders[post.role, post.area].append(post)
            held[post.officer].append(post)
        grids: dict[str, list[Area]] = defaultdict(list)
        for area in self.areas.values():
            if area.level is AreaLevel.GRID and area.parent:
                grids[area.parent].append(area)
        put = object.__setattr__
        put(self, "_holders", dict(holders))
        put(self, "_held", dict(held))
        put(self, "_grids", dict(grids))
        put(self, "_by_chat", {(o.channel, o.chat_ref): o for o in self.officers.values() if o.chat_ref})
        put(self, "_groups_of", _groups_by_area(self.chats.values()))
        put(self, "_books", {})

    _holders: dict[tuple[str, str], list[Post]] = field(init=False, repr=False)
    _held: dict[str, list[Post]] = field(init=False, repr=False)
    _grids: dict[str, list[Area]] = field(init=False, repr=False)
    _by_chat: dict[tuple[str | None, str | None], Officer] = field(init=False, repr=False)
    _groups_of: dict[str, list[GroupChat]] = field(init=False, repr=False)
    _books: dict[str, PlaceBook] = field(init=False, repr=False)

    @property
    def file_shifts(self) -> Sequence[Shift]:
        """The roster of the organisation file."""
        return self.shifts if self.told_shifts is None else self.told_shifts

    @property
    def file_deputies(self) -> Sequence[Deputy]:
        """The leaves of the organisation file."""
        return self.deputies if self.told_deputies is None else self.told_deputies

    @property
    def villages(self) -> list[Area]:
        """In the order of their codes."""
        return sorted((a for a in self.areas.values() if a.level is AreaLevel.VILLAGE), key=lambda a: a.code)

    def grids_of(self, village: str) -> list[Area]:
        """A village's grids, in the order they were given."""
        return self._grids.get(village, [])

    def village_of(self, area: str | None) -> Area | None:
        """The village that an area is or lies in; None for the township."""
        found = self.areas.get(area or "")
        if found is not None and found.level is AreaLevel.GRID:
            found = self.areas.get(found.parent or "")
        return found if found is not None and found.level is AreaLevel.VILLAGE else None

    def officer_at(self, channel: str, chat_ref: str) -> Officer | None:
        """The official who writes from this chat account."""
        return self._by_chat.get((channel, chat_ref))

    def groups_of(self, area: str) -> list[GroupChat]:
        """The group chats of one area."""
        return self._groups_of.get(area, [])

    def roles_of(self, officer: str) -> set[str]:
        """Every role that somebody holds, anywhere."""
        return {post.role for post in self._held.get(officer, [])}

    def posts_of(self, officer: str) -> list[Post]:
        """Every post that somebody holds."""
        return self._held.get(officer, [])

    def home_of(self, officer: str) -> tuple[Area | None, Area | None]:
        """The village and the grid where an official is at home by his posts; None where there are several or none."""
        areas = [area for post in self.posts_of(officer) if (area := self.areas.get(post.area)) is not None]
        villages = {home.code: home for area in areas if (home := self.village_of(area.code)) is not None}
        village = next(iter(villages.values())) if len(villages) == 1 else None
        grids = {area.code: area for area in areas if area.level is AreaLevel.GRID}
        return village, next(iter(grids.values())) if len(grids) == 1 else None

    def holders(self, role: Role, area: str, topic: Topic | None = None) -> list[Officer]:
        """Who holds a role in exactly this area; posts limited to topics only count for those."""
        return [
            self.officers[post.officer]
            for post in self._holders.get((role, area), [])
            if not post.topics or (topic is not None and topic.value in post.topics)
        ]

    def able_on(self, officer: str, on: date) -> str | None:
        """The officer, or who stands in on that day; None when the whole chain is away."""
        seen: set[str] = set()
        current = officer
        while current not in seen and len(seen) < _LONGEST_CHAIN:
            seen.add(current)
            away = next((d for d in self.deputies if d.officer == current and d.from_on <= on <= d.to_on), None)
            if away is None:
                return current if current in self.officers else None
            current = away.deputy
        return None

    def on_duty(self, on: date, duty: str = "duty_leader") -> Officer | None:
        """Who has the day's duty, or stands in for him; without a roster, a holder of the post of that name."""
        rostered = [shift.officer for shift in self.shifts if shift.on == on and shift.duty == duty]
        posted = [post.officer for post in self._holders.get((duty, self.township.code), [])]
        for officer in (*rostered, *posted):
            able = self.able_on(officer, on)
            if able is not None:
                return self.officers[able]
        # everybody is away: better somebody on leave than nobody
        left = [officer for officer in (*rostered, *posted) if officer in self.officers]
        return self.officers[left[0]] if left else None

    def related(self, one: str, other: str) -> bool:
        """Whether two people have declared that they are relatives (or are the same person)."""
        return one == other or (one, other) in self.conflicts or (other, one) in self.conflicts

    def find_village(self, text: str) -> Area | None:
        """The village named in a text, when just one is."""
        found = self._book("").find(text)
        if not found:
            # a landmark of its own name says which village as well as the village's name does
            found = self._book(_LANDMARKS).find(text)
        return self.areas[found[0]] if len(found) == 1 else None

    def find_grid(self, text: str, village: str) -> Area | None:
        """The grid of this village that a place in the text belongs to, when just one does."""
        found = self._book(village).find(text)
        return self.areas[found[0]] if len(found) == 1 else None

    def place_names(self) -> frozenset[str]:
        """Every spelling of a place that somebody may write: villages, groups, grids, landmarks, posted codes."""
        areas = (area for area in self.areas.values() if area.level is not AreaLevel.TOWNSHIP)
        names = {name for area in areas for name in (area.name, *area.aliases, *area.places)}
        return spellings(names | {code.place for code in self.codes.values()})

    def _book(self, village: str) -> PlaceBook:
        book = self._books.get(village)
        if book is None:
            if village == _LANDMARKS:
                names = _landmarks(self)
            elif village:
                names = _grid_names(self.grids_of(village), self.codes.values())
            else:
                names = _village_names(self.villages)
            book = self._books[village] = PlaceBook(names)
        return book


def picture_of(rows: Iterable[Base], generation: int = 0) -> Organisation:
    """The organisation that these rows would make, without loading them. Raises StopIteration without a township."""

    def all_of(kind: type[Row]) -> list[Row]:
        return [row for row in kept if isinstance(row, kind)]

    kept = list(rows)
    areas = {area.code: area for area in all_of(Area)}
    return Organisation(
        generation=generation,
        township=next(area for area in areas.values() if area.level is AreaLevel.TOWNSHIP),
        areas=areas,
        officers={officer.id: officer for officer in all_of(Officer)},
        posts=sorted(all_of(Post), key=lambda post: (post.officer, post.role, post.area)),
        shifts=all_of(Shift),
        deputies=all_of(Deputy),
        conflicts=frozenset((row.officer, row.other) for row in all_of(Conflict)),
        chats={chat.ref: chat for chat in all_of(GroupChat)},
        codes={code.code: code for code in all_of(PostedCode)},
    )


def _groups_by_area(chats: Iterable[GroupChat]) -> dict[str, list[GroupChat]]:
    groups: dict[str, list[GroupChat]] = defaultdict(list)
    for chat in chats:
        groups[chat.area].append(chat)
    return dict(groups)


def _unambiguous(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Names that stand for one area only; a name two areas share decides nothing."""
    names: dict[str, set[str]] = defaultdict(set)
    for name, code in pairs:
        if name:
            names[name].add(code)
    return {name: next(iter(codes)) for name, codes in names.items() if len(codes) == 1}


def _village_names(villages: Iterable[Area]) -> dict[str, str]:
    return _unambiguous((name, village.code) for village in villages for name in (village.name, *village.aliases))


def _grid_names(grids: Iterable[Area], codes: Iterable[PostedCode] = ()) -> dict[str, str]:
    own = {grid.code: grid for grid in grids}
    named = [
        (name, grid.code)
        for grid in own.values()
        for name in (grid.name, grid.name.removesuffix("网格"), *grid.aliases, *grid.places)
    ]
    posted = [(code.place, code.area) for code in codes if code.area in own and code.revoked_at is None]
    return _unambiguous(named + posted)


def _landmarks(organisation: Organisation) -> dict[str, str]:
    """Landmarks whose name only one village has."""
    return _unambiguous(
        (place, village.code)
        for village in organisation.villages
        for grid in organisation.grids_of(village.code)
        for place in grid.places
        if names_a_village(place)
    )

"""Who answers for a matter: the smallest unit that can act, and never the person it is about."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from classifiers.conduct import complaint_in, left_standing, no_complaint
from classifiers.normalise import normalise
from classifiers.verdict import Topic
from handlers.duties import Duties, Duty
from storage.models import Officer, Ticket
from storage.organisation import Organisation, Role


class NobodyToAsk(LookupError):
    """The organisation has no one who could answer for a matter here; `check` names the gap."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An owner, and why that one: a fixed phrase kept with the ticket."""

    owner: Officer
    because: str


#: how much somebody has in hand: his open matters, and the number of the last one that he was given
Load = Mapping[str, tuple[int, int]]
#: several people who answer for the same, and why they do
Step = tuple[Sequence[Officer], str]


def choose_owner(
    organisation: Organisation,
    *,
    village: str | None,
    grid: str | None,
    topic: Topic | None,
    on: date,
    about_official: bool = False,
    barred: Iterable[str] = (),
    not_again: Iterable[str] = (),
    duties: Duties = Duties(),  # noqa: B008  # frozen, and the list of somebody who has none
    danger: bool = False,
    load: Load | None = None,
    keep: str | None = None,
) -> Choice:
    """The owner of a matter on a local day: place first, then one step up at a time.

    What is the township's job by `duties` is not handed down to the village, unless there is `danger`. A complaint
    about an official goes to the village's supervisor or the affairs office, never down the line (Ruling 7). Somebody
    on leave is replaced by the deputy. Of several who answer for the same, the one with the fewest open matters by
    `load`, then the one whose last matter is longest ago; `keep` stays where he is one of them. `barred`: who may not
    even know of it; `not_again`: who has had it and not taken it. Raises NobodyToAsk.
    """
    passed_over = frozenset(barred) | frozenset(not_again)
    duty = duties.of(topic)
    tiers: list[Iterable[Step]] = [_ladder(organisation, village, grid, topic, duty, danger=danger)]
    if about_official:
        tiers = [_complaint(organisation, village)]
    elif duty.leads == "township" and not danger:
        # only where the township has nobody at all is it the village's after all
        tiers.insert(0, _in_the_township(organisation, village, topic, duty))
    for steps in tiers:
        unreachable: Choice | None = None
        for group, why in steps:
            for officer, because in _in_turn(group, why, load, keep):
                able = organisation.able_on(officer.id, on)
                if able is None or able in passed_over:
                    continue
                if about_official and able != officer.id and organisation.roles_of(able) & _VILLAGE_LINE:
                    # a deputy from the very line that is complained about
                    continue
                stands_in = "" if able == officer.id else "，由代理人接"
                choice = Choice(organisation.officers[able], because + stands_in)
                if choice.owner.chat is not None:
                    return choice
                # somebody who cannot be written to would never hear of it; only where nobody else is left
                unreachable = unreachable or choice
        if unreachable is not None:
            return unreachable
    raise NobodyToAsk(f"no owner for village {village}, grid {grid}")


def _in_turn(group: Sequence[Officer], why: str, load: Load | None, keep: str | None) -> Iterator[tuple[Officer, str]]:
    """Those who answer for the same, in the order in which they are asked."""
    if len(group) == 1 or (load is None and keep is None):
        yield from ((officer, why) for officer in group)
        return
    in_hand = load or {}
    # whoever never had one is longest without; the id decides at last, so that the same always gives the same
    ordered = sorted(group, key=lambda one: (one.id != keep, *in_hand.get(one.id, (0, 0)), one.id))
    for officer in ordered:
        yield officer, why if load is None or officer.id == keep else f"{why}，手上的事最少"


def who_share(
    organisation: Organisation, *, village: str | None, grid: str | None, topic: Topic | None, duties: Duties
) -> list[str]:
    """The people among whom a matter would be shared by load; empty where one alone answers for it."""
    duty = duties.of(topic)
    steps = (
        _in_the_township(organisation, village, topic, duty)
        if duty.leads == "township"
        else _ladder(organisation, village, grid, topic, duty, danger=False)
    )
    first = next((group for group, _ in steps if group), ())
    return sorted(officer.id for officer in first) if len(first) > 1 else []


#: the village's own officials: a complaint about one of them is no business of the others
_VILLAGE_LINE = {Role.GRID_OFFICER, Role.GRID_HEAD, Role.VILLAGE_SECRETARY, Role.VILLAGE_LEAD_CADRE}
#: how people call those who hold a post
_CALLED = {
    "网格长": Role.GRID_HEAD,
    "网格员": Role.GRID_OFFICER,
    "书记": Role.VILLAGE_SECRETARY,
    "监督": Role.VILLAGE_SUPERVISOR,
    "监委": Role.VILLAGE_SUPERVISOR,
    "包村干部": Role.VILLAGE_LEAD_CADRE,
    "村主任": Role.VILLAGE_SECRETARY,
    "村干部": Role.VILLAGE_SECRETARY,
    "村委会": Role.VILLAGE_SECRETARY,
    "事务办": Role.AFFAIRS_OFFICE,
    "镇上": Role.AFFAIRS_OFFICE,
}
#: whose conduct may be meant where a post is named, by what stands in its name; the village's line is meant as a whole
#: where nobody knows who of them it is. Who holds no post here (会计, 妇联主任) can own and read nothing in any case
_HELD_BY: tuple[tuple[str, frozenset[Role]], ...] = tuple(
    (name, frozenset(roles))
    for names, roles in (
        ("网格员 组长 队长 社长", {Role.GRID_OFFICER}),
        ("网格长", {Role.GRID_HEAD}),
        ("书记 支书", {Role.VILLAGE_SECRETARY}),
        ("主任 村长", {Role.VILLAGE_SECRETARY, Role.GRID_HEAD}),
        (
            "村干部 干部 当官的 村官 村委 两委 村领导 村上 大队",
            {Role.VILLAGE_SECRETARY, Role.GRID_HEAD, Role.GRID_OFFICER},
        ),
        ("监督员 监督主任 监委 监会 村监督 监督", {Role.VILLAGE_SUPERVISOR}),
        ("包村 驻村 第一书记 工作队", {Role.VILLAGE_LEAD_CADRE}),
        ("事务办 民政 低保专干 办事员 工作人员", {Role.AFFAIRS_OFFICE}),
        ("镇上 乡上 镇干部 乡干部", {Role.AFFAIRS_OFFICE, Role.VILLAGE_LEAD_CADRE}),
        ("镇长 乡长 镇书记 乡书记 镇党委 镇领导 乡领导 包片领导", {Role.AREA_LEADER, Role.DUTY_LEADER}),
        ("值班领导", {Role.DUTY_LEADER}),
        ("水管员 电管员 护林员 保洁员 防疫员 协管员", {Role.ASSISTANT}),
    )
    for name in names.split()
)
#: 王书记, 李主任: the surname before a post
_SURNAMED = re.compile(
    "([一-龥])(?:书记|支书|主任|村长|会计|文书|组长|队长|所长|镇长|乡长|干部|专干|干事|网格员|网格长|监督)"
)
#: what is said of somebody's conduct, not of a matter he should look after
_MISCONDUCT = re.compile(
    "贪|挪用|举报|吃拿卡要|吃回扣|受贿|收.{0,8}(钱|礼|红包|烟|酒)|要我.{0,2}(送|拿|给)|打(了)?(我|人)|把.{1,4}打|骂(了)?(我|人)|"
    "克扣|扣了|私分|欺负|报复|骚扰|自己(装|拿|吞)|装(进|到)?自己|不给(我)?办|卡着不|霸占"
)


def accused_in(organisation: Organisation, village: str | None, text: str, *, complaint: bool = False) -> list[str]:
    """Officials whose conduct a text complains about: named by name, by post, or by surname and post.

    `complaint`: it is known to be one; otherwise a word of misconduct must stand there. Of a post that several hold
    here all of them are meant; one that is only asked to look into it (请书记管管) is not.
    """
    words = normalise(text).text
    if not complaint and complaint_in(words) is None and _MISCONDUCT.search(text) is None:
        return []
    areas = {village, organisation.township.code, *(grid.code for grid in organisation.grids_of(village or ""))}
    here = [post for post in organisation.posts if post.area in areas]
    # by name whoever he is and wherever he serves: somebody without a post here may be one's deputy tomorrow
    by_name = {one.id for one in organisation.officers.values() if len(one.name) > 1 and one.name in text}
    if not complaint and no_complaint(words):
        return sorted(by_name)
    said = left_standing(words)
    roles = frozenset[Role]().union(*(held for name, held in _HELD_BY if name in said))
    by_post = {post.officer for post in here if post.role in roles}
    surnames = set(_SURNAMED.findall(said))
    by_surname = {post.officer for post in here if organisation.officers[post.officer].name[:1] in surnames}
    return sorted(by_post | by_surname | by_name)


def _ladder(
    organisation: Organisation,
    village: str | None,
    grid: str | None,
    topic: Topic | None,
    duty: Duty,
    *,
    danger: bool,
) -> Iterator[Step]:
    township = organisation.township.code

    def held(role: Role, area: str, why: str) -> Iterator[Step]:
        return _specialists_first(organisation, role, area, topic, why)

    if duty.village is not Role.GRID_OFFICER and village is not None and not danger:
        yield from held(duty.village, village, f"这类事归{_VILLAGE_ROLES[duty.village]}")
    if grid is not None:
        yield from held(Role.GRID_OFFICER, grid, "这个网格的网格员")
    if village is not None:
        yield from held(Role.GRID_HEAD, village, "本村网格长")
        yield from held(Role.VILLAGE_SECRETARY, village, "本村书记")
        for area in organisation.grids_of(village):
            yield from held(Role.GRID_OFFICER, area.code, "本村网格员")
    yield from held(Role.AFFAIRS_OFFICE, township, "镇社会事务办公室")
    yield from held(Role.DUTY_LEADER, township, "镇值班领导")
    yield from _whoever_is_there(organisation)


def _in_the_township(
    organisation: Organisation, village: str | None, topic: Topic | None, duty: Duty
) -> Iterator[Step]:
    """Who answers for what is the township's job; nobody of a village is among them."""
    township = organisation.township.code
    ours = "这类事归镇里，"
    for area in (village, township):
        why = ours + _TOWNSHIP_ROLES[duty.township]
        yield from _specialists_first(organisation, duty.township, area or "", topic, why)
    yield from _specialists_first(organisation, Role.AFFAIRS_OFFICE, township, topic, ours + "镇社会事务办公室")
    yield from _specialists_first(organisation, Role.DUTY_LEADER, township, topic, "镇值班领导")
    yield from _whoever_is_there(organisation, only_in=township)


def _specialists_first(
    organisation: Organisation, role: Role, area: str, topic: Topic | None, why: str
) -> Iterator[Step]:
    """The holders of a role: those who hold it for these topics only, then the others."""
    holders = organisation.holders(role, area, topic)
    general = {officer.id for officer in organisation.holders(role, area)}
    for of_all in (False, True):
        group = [officer for officer in holders if (officer.id in general) is of_all]
        if group:
            yield group, why


def _whoever_is_there(organisation: Organisation, *, only_in: str | None = None) -> Iterator[Step]:
    """Better somebody than nobody; a unit of the county and a contact only when there is really nobody else."""
    posts = sorted(organisation.posts, key=lambda post: (post.role in _NEVER_FIRST, post.area, post.officer))
    for post in posts:
        if only_in is None or (post.area == only_in and post.role not in _NEVER_FIRST):
            yield [organisation.officers[post.officer]], "暂由在岗的人接"


#: they lend a hand and lead nothing
_NEVER_FIRST = {Role.COUNTY_DEPT, Role.LEGAL_ADVISER, Role.POLICE_LIAISON, Role.CONTACT}
_TOWNSHIP_ROLES = {
    Role.AFFAIRS_OFFICE: "镇社会事务办公室",
    Role.VILLAGE_LEAD_CADRE: "包村干部",
    Role.AREA_LEADER: "包片领导",
}
_VILLAGE_ROLES = {
    Role.GRID_HEAD: "本村网格长",
    Role.VILLAGE_SECRETARY: "本村书记",
    Role.VILLAGE_SUPERVISOR: "村务监督",
    Role.MEDIATOR: "人民调解员",
}


def _complaint(organisation: Organisation, village: str | None) -> Iterator[Step]:
    township = organisation.township.code
    if village is not None:
        yield from _named(organisation, Role.VILLAGE_SUPERVISOR, village, None, "村务监督")
    yield from _named(organisation, Role.AFFAIRS_OFFICE, township, None, "镇社会事务办公室")
    yield from _named(organisation, Role.AREA_LEADER, village or township, None, "包片领导")
    yield from _named(organisation, Role.DUTY_LEADER, township, None, "镇值班领导")
    for post in sorted(organisation.posts, key=lambda post: (post.role, post.officer)):
        # where all of these are concerned themselves: somebody of the township, never of the village
        if post.area == township:
            yield [organisation.officers[post.officer]], "镇上在岗的人"


def _named(organisation: Organisation, role: Role, area: str, topic: Topic | None, because: str) -> Iterator[Step]:
    for officer in organisation.holders(role, area, topic):
        yield [officer], because


def barred(organisation: Organisation, *, accused: Iterable[str] = (), raised_by: str | None = None) -> frozenset[str]:
    """Officials who may neither own a matter nor read or hear of it.

    Those it complains about, and the declared relatives of those and of an official who raised it.
    """
    about = frozenset(accused)
    related = set(about)
    for one, other in organisation.conflicts:
        for person, relative in ((one, other), (other, one)):
            if person in about or person == raised_by:
                related.add(relative)
    # his own matter is no secret from himself
    return frozenset(related - ({raised_by} - about))


def barred_from(organisation: Organisation, ticket: Ticket) -> frozenset[str]:
    """The same for a ticket as it stands: relatives may have been declared since it was filed."""
    evidence = ticket.evidence
    return barred(organisation, accused=evidence.get("accused", ()), raised_by=evidence.get("raised_by"))


def able_holders(
    organisation: Organisation, role: Role, village: str | None, on: date, *, without: Iterable[str] = ()
) -> list[Officer]:
    """Who answers for a role on a local day: its holders for the village, else for the township, or their deputies."""
    passed_over = frozenset(without)
    if role is Role.DUTY_LEADER:
        duty = organisation.on_duty(on)
        return [duty] if duty is not None and duty.id not in passed_over else []
    for area in (village, organisation.township.code):
        able = [organisation.able_on(officer.id, on) for officer in organisation.holders(role, area or "")]
        found = [organisation.officers[person] for person in dict.fromkeys(able) if person is not None]
        found = [officer for officer in found if officer.id not in passed_over]
        if found:
            return found
    return []


def officers_by_name(organisation: Organisation, text: str, *, without: str | None = None) -> list[Officer]:
    """Officials whose whole name stands in a text: of 王建 and 王建军 the longer was meant."""
    found = [one for one in organisation.officers.values() if one.name and one.name in text and one.id != without]
    longest = max((len(one.name) for one in found), default=0)
    return [one for one in found if len(one.name) == longest]


def officers_named(organisation: Organisation, village: str | None, text: str) -> list[Officer]:
    """Officials that a text names: by name, else by a post held here (网格长, 镇上). Several where it is unclear."""
    by_name = officers_by_name(organisation, text)
    if by_name:
        return by_name
    found: dict[str, Officer] = {}
    for name, role in _CALLED.items():
        if name in text:
            for area in (village or "", organisation.township.code):
                found |= {officer.id: officer for officer in organisation.holders(role, area)}
    return list(found.values())


def may_own(organisation: Organisation, officer: str, ticket: Ticket) -> bool:
    """Whether somebody may be given a matter: never the one it complains about, nor his line (Ruling 7)."""
    if officer in barred_from(organisation, ticket):
        return False
    return not (ticket.about_official and organisation.roles_of(officer) & _VILLAGE_LINE)


def next_up(
    organisation: Organisation,
    *,
    village: str | None,
    owner: str,
    on: date,
    beside: Iterable[str] = (),
    without: Iterable[str] = (),
) -> Officer | None:
    """Whom the first step up calls beside the owner: the grid head, else the secretary, else the office.

    `beside`: who helps already, so that asking again calls the tier above them; `without`: who may not know of it.
    """
    passed_over = {owner, *beside, *without}
    for role in (Role.GRID_HEAD, Role.VILLAGE_SECRETARY, Role.AFFAIRS_OFFICE):
        for officer in able_holders(organisation, role, village, on, without=passed_over):
            return officer
    return None

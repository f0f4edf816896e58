"""联系树: who answers for a household's place, from the ten-household contact up to the township (seeds 1.1, 5.1, 5.4).

The tree ends at the place: a household is no node of it, and nobody who lives there stands in it.
"""

from collections.abc import Iterator
from datetime import date

from storage.models import Area, Officer
from storage.organisation import Organisation, Role

MISSING = "（缺）"
#: from the household upward; whom a matter climbs to
GRID_ROLES = ((Role.CONTACT, "联系人"), (Role.GRID_OFFICER, "网格员"))
_BESIDE = ((Role.ASSISTANT, "协管员"), (Role.POLICE_LIAISON, "警务员"))
VILLAGE_ROLES = (
    (Role.GRID_HEAD, "网格长"),
    (Role.VILLAGE_SECRETARY, "村支书"),
    (Role.VILLAGE_SUPERVISOR, "村务监督"),
    (Role.MEDIATOR, "调解员"),
    (Role.VILLAGE_LEAD_CADRE, "包村干部"),
    (Role.AREA_LEADER, "包片领导"),
)
_TOWNSHIP_ROLES = ((Role.AFFAIRS_OFFICE, "镇社会事务办公室"), (Role.DUTY_LEADER, "值班领导"))


def there(organisation: Organisation, role: Role, area: str, on: date) -> list[Officer]:
    """Who holds a role in exactly this area on a local day, or stands in; each once."""
    able = [organisation.able_on(officer.id, on) for officer in organisation.holders(role, area)]
    return [organisation.officers[person] for person in dict.fromkeys(able) if person is not None]


def tree(organisation: Organisation, on: date, area: str | None = None) -> Iterator[str]:
    """The tree as lines, indented by level; `area` narrows it to a village or a grid. What is missing is said."""
    township = organisation.township
    yield f"{township.name} {township.code}：{_line(organisation, _TOWNSHIP_ROLES, township, on)}"
    for village in organisation.villages:
        grids = organisation.grids_of(village.code)
        wanted = [grid for grid in grids if area in (None, township.code, village.code, grid.code)]
        if not wanted and area != village.code:
            continue
        yield f"  {village.name} {village.code}：{_line(organisation, VILLAGE_ROLES, village, on)}"
        for grid in wanted:
            beside = [pair for pair in _BESIDE if organisation.holders(pair[0], grid.code)]
            said = _line(organisation, (*GRID_ROLES, *beside), grid, on)
            places = f"［{'、'.join(grid.places)}］" if grid.places else ""
            yield f"    {grid.name} {grid.code}{places}：{said}"


def _line(organisation: Organisation, roles: tuple[tuple[Role, str], ...], area: Area, on: date) -> str:
    parts = []
    for role, name in roles:
        people = "、".join(officer.name for officer in there(organisation, role, area.code, on))
        parts.append(f"{name} {people or MISSING}")
    return " · ".join(parts)

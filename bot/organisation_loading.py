"""Puts an organisation file into the database, and keeps what was there, so that it can be brought back."""

from storage.database import Database
from storage.ledger import Ledger
from storage.models import AreaLevel
from storage.organisation import Organisation
from storage.organisation_file import (
    ChatEntry,
    CodeEntry,
    ConflictEntry,
    DeputyEntry,
    GridEntry,
    OrganisationFile,
    PersonEntry,
    PostEntry,
    RosterEntry,
    TownshipEntry,
    VillageEntry,
    parse_organisation,
    rows_of,
    write_organisation,
)


async def load_organisation(database: Database, organisation: OrganisationFile, channel: str | None) -> int:
    """Put an organisation in the place of what is there; `channel` is where its people and groups are.

    Returns its generation. All or nothing.
    """
    rows = rows_of(organisation, vault=database.vault, person_channel=channel, group_channel=channel)
    async with database.ledger() as ledger:
        before = await ledger.people.generation()
        if before and await ledger.kept_organisations.find(before) is None:
            # loaded by a release that did not keep it
            present = file_of(await ledger.people.read_organisation(before))
            await ledger.kept_organisations.keep(before, write_organisation(present))
        generation = await ledger.people.replace_organisation(rows)
        await ledger.kept_organisations.keep(generation, write_organisation(organisation))
        await ledger.commit()
    return generation


async def present_organisation(ledger: Ledger) -> OrganisationFile | None:
    """The organisation as it is loaded; None: none is."""
    generation = await ledger.people.generation()
    if not generation:
        return None
    kept = await kept_organisation(ledger, generation)
    return kept or file_of(await ledger.people.read_organisation(generation))


async def kept_organisation(ledger: Ledger, generation: int) -> OrganisationFile | None:
    """The organisation that was loaded as this generation; None: it is not kept any more."""
    text = await ledger.kept_organisations.find(generation)
    return parse_organisation(text, f"organisation {generation}") if text is not None else None


async def generation_before(ledger: Ledger) -> int | None:
    """The newest kept generation before the present one."""
    present = await ledger.people.generation()
    return next((kept for kept in await ledger.kept_organisations.generations() if kept < present), None)


def file_of(organisation: Organisation) -> OrganisationFile:
    """What the tables hold as a file: all but what only the file knew (accounts on a channel that is not there)."""
    areas = sorted(organisation.areas.values(), key=lambda area: area.code)
    return OrganisationFile(
        township=TownshipEntry(code=organisation.township.code, name=organisation.township.name),
        villages=tuple(
            VillageEntry(code=area.code, name=area.name, aliases=tuple(area.aliases), groups=tuple(area.places))
            for area in areas
            if area.level is AreaLevel.VILLAGE
        ),
        grids=tuple(
            GridEntry(code=area.code, name=area.name, village=area.parent or "", places=tuple(area.places))
            for area in areas
            if area.level is AreaLevel.GRID
        ),
        people=tuple(
            PersonEntry(id=one.id, name=one.name, phone=one.phone, chat=one.chat, channel=one.channel)
            for one in organisation.officers.values()
        ),
        posts=tuple(
            PostEntry.model_validate(
                {"person": post.officer, "role": post.role, "area": post.area, "topics": list(post.topics)}
            )
            for post in organisation.posts
        ),
        roster=tuple(RosterEntry(on=s.on, person=s.officer, duty=s.duty) for s in organisation.file_shifts),
        deputies=tuple(
            DeputyEntry(person=d.officer, deputy=d.deputy, from_on=d.from_on, to_on=d.to_on)
            for d in organisation.file_deputies
        ),
        conflicts=tuple(ConflictEntry(person=one, other=other) for one, other in sorted(organisation.conflicts)),
        chats=tuple(
            ChatEntry(id=chat.chat, area=chat.area, channel=chat.channel) for chat in organisation.chats.values()
        ),
        codes=tuple(CodeEntry(code=c.code, area=c.area, place=c.place) for c in organisation.codes.values()),
    )

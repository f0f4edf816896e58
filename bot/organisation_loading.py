"""Puts an organisation file into the database."""

from storage.database import Database
from storage.organisation_file import OrganisationFile, rows_of


async def load_organisation(database: Database, organisation: OrganisationFile, channel: str | None) -> None:
    """Put an organisation in the place of what is there; `channel` is where its people and groups are."""
    rows = rows_of(organisation, vault=database.vault, person_channel=channel, group_channel=channel)
    async with database.ledger() as ledger:
        await ledger.people.replace_organisation(rows)
        await ledger.commit()

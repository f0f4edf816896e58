"""Whether the tables are those of this program: said in the same words by whoever finds that they are not."""

from dataclasses import dataclass

from storage.database import Database


@dataclass(frozen=True, slots=True)
class Mismatch:
    """What is wrong, and what to do."""

    what: str
    how_to_mend: str


async def revision_mismatch(database: Database) -> Mismatch | None:
    """None: the tables are the program's own."""
    revision, newest = await database.revision()
    if revision == newest:
        return None
    if revision is None:
        return Mismatch("the database has no tables yet", "run `shuoshi db upgrade`, or start the service once")
    if not database.knows(revision):
        return Mismatch(
            f"the database is at revision {revision}, which this program ({newest}) does not know",
            "it was used by a newer program: install that one, or restore a backup of before",
        )
    return Mismatch(
        f"the database is at revision {revision}, this program's tables at {newest}",
        "run `shuoshi db upgrade`, after a backup",
    )

"""`shuoshi officer code` and `unbind`, as they are typed."""

import random
from pathlib import Path

from bot.config import load_master_key, read_config
from bot.demonstration import demonstration_township
from bot.organisation_loading import load_organisation
from storage.database import Database
from tests.conftest import TOWNSHIP
from tests.running import Service


async def test_codes_from_the_command_line(tmp_path: Path) -> None:
    """Six digits alone on standard output; ids in the log; a wrong name says what to do."""
    service = Service(tmp_path)
    config = read_config(service.write_config(), {})
    database = Database(service.database_url, load_master_key(config, {}), TOWNSHIP, random.Random(1).getrandbits)
    await database.upgrade()
    early = service.command("officer", "code", "anybody")
    assert early.returncode == 1
    assert "Traceback" not in early.stderr
    await load_organisation(database, demonstration_township(), "village")
    person = demonstration_township().people[0]
    given = service.command("officer", "code", person.id, "--hours", "2")
    assert given.returncode == 0, given.stderr
    assert len(given.stdout.strip()) == 6
    assert given.stdout.strip().isdecimal()
    assert person.name not in given.stdout + given.stderr
    missing = service.command("officer", "code", "nobody")
    assert missing.returncode == 1
    assert "nobody in the organisation" in missing.stderr
    taken = service.command("officer", "unbind", person.id)
    assert taken.returncode == 0, taken.stderr
    async with database.reading() as ledger:
        assert (await ledger.organisation()).officers[person.id].chat is None
    await database.close()

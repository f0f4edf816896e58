"""The file of local days (`calendar.overrides`): what a township changes from year to year, kept apart."""

from pathlib import Path

from pydantic import ValidationError

from handlers.calendar import Overrides
from storage.marked_yaml import MarkedYaml, explain, read_text


def read_overrides(path: Path) -> tuple[Overrides, list[str]]:
    """What the file says, and a line for each mistake in it (`file, line, key: what; how to mend`)."""
    text, problem = read_text(path)
    if problem:
        return Overrides(), [problem]
    document = MarkedYaml(text, str(path))
    if document.value is None:
        # an empty file changes nothing
        return Overrides(), document.problems
    try:
        found = Overrides.model_validate(document.value, by_alias=True, by_name=False)
    except ValidationError as error:
        lines = [document.problem(key, what) for key, what in explain(error, Overrides) if key not in document.refused]
        return Overrides(), document.problems + lines
    return found, document.problems

"""Reads the list of whose job a topic is (事务清单)."""

from pathlib import Path

from pydantic import ValidationError

from handlers.duties import Duties
from storage.marked_yaml import MarkedYaml, explain, read_text

SHIPPED = Path(__file__).with_name("responsibilities.yaml")


class ResponsibilityMistake(ValueError):
    """The list cannot be used. `problems` has one line per mistake, with its place and how to mend it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_duties(path: Path | None) -> Duties:
    """The list in a file; None: the one that comes with the program. Raises ResponsibilityMistake with all mistakes."""
    path = path or SHIPPED
    text, problem = read_text(path)
    if problem:
        raise ResponsibilityMistake([problem])
    document = MarkedYaml(text, str(path))
    if document.value is None:
        if document.problems:
            raise ResponsibilityMistake(document.problems)
        return Duties()
    try:
        duties = Duties.model_validate(document.value)
    except ValidationError as error:
        lines = [document.problem(key, what) for key, what in explain(error, Duties) if key not in document.refused]
        raise ResponsibilityMistake(document.problems + lines) from None
    if document.problems:
        raise ResponsibilityMistake(document.problems)
    return duties

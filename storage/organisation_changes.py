"""What one organisation file has that another has not, in order, for somebody who decides whether to load it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from storage.organisation_file import OrganisationFile
from storage.organisation_sheets import SHEETS, SheetForm

#: what tells one entry of a sheet from another; the rest of it may change
_KEYS: Mapping[str, tuple[str, ...]] = {
    "villages": ("code",),
    "grids": ("code",),
    "people": ("id",),
    "posts": ("person", "role", "area"),
    "roster": ("date", "duty", "person"),
    "deputies": ("person", "from"),
    "conflicts": ("person", "with"),
    "chats": ("channel", "id"),
    "codes": ("code",),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that comes, goes or changes; `sign` is + - or ~."""

    sheet: SheetForm
    sign: str
    said: str


def changes_between(before: OrganisationFile | None, after: OrganisationFile) -> list[Change]:
    """What loading `after` in the place of `before` would change, in the order of the sheets."""
    old = _data(before) if before is not None else {}
    new = _data(after)
    return [change for form in SHEETS for change in _of_sheet(form, old.get(form.key), new[form.key])]


def _data(file: OrganisationFile) -> dict[str, Any]:
    return file.model_dump(mode="json", by_alias=True, exclude_none=True)


def _of_sheet(form: SheetForm, old: Any, new: Any) -> Iterator[Change]:
    if form.key == "township":
        if old != new:
            yield Change(form, "~" if old else "+", _said(new))
        return
    before, after = _by_key(form.key, old or ()), _by_key(form.key, new)
    for key in (key for key in before if key not in after):
        yield Change(form, "-", _said(before[key]))
    for key in after:
        if key not in before:
            yield Change(form, "+", _said(after[key]))
        elif before[key] != after[key]:
            yield Change(form, "~", _changed(before[key], after[key], key))


def _by_key(sheet: str, entries: Sequence[Mapping[str, Any]]) -> dict[tuple[str, ...], Mapping[str, Any]]:
    return {tuple(str(entry.get(key, "")) for key in _KEYS[sheet]): entry for entry in entries}


def _said(entry: Mapping[str, Any]) -> str:
    return " ".join(_value(value) for value in entry.values() if value not in ("", [], None))


def _changed(old: Mapping[str, Any], new: Mapping[str, Any], key: Sequence[str]) -> str:
    parts = [
        f"{name}: {_value(old.get(name)) or '（空）'} → {_value(new.get(name)) or '（空）'}"
        for name in dict.fromkeys((*old, *new))
        if old.get(name) != new.get(name)
    ]
    return f"{' '.join(filter(None, key))} {'; '.join(parts)}"


def _value(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "" if value is None else str(value)

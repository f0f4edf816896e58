"""YAML with the line of every value, and pydantic's mistakes in plain words; for files that people write."""

import re
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from pathlib import Path as FilePath
from typing import Any, get_args

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

#: where a value stands: names of keys and numbers of list entries, outermost first
Path = tuple[str | int, ...]
#: where a path stands, in words: `township.yaml, line 12`
Locate = Callable[[Path], str]


def read_text(path: FilePath) -> tuple[str, str]:
    """A file's text and "", or "" and why it cannot be read."""
    try:
        return path.read_bytes().decode("utf-8-sig"), ""
    except FileNotFoundError:
        return "", f"{path}: there is no such file; check its name and folder"
    except UnicodeDecodeError as mistake:
        return "", f"{path}: not UTF-8 text (from byte {mistake.start + 1} on); save it as UTF-8"
    except OSError as failure:
        return "", f"{path}: cannot be read ({failure.strerror}); check that it is a file and who may read it"


_NODES = {ScalarNode: "a single value", SequenceNode: "a list", MappingNode: "a group of keys"}


class MarkedYaml:
    """A YAML text as dicts, lists and the texts as typed (the models say what is a number or a date).

    `value` is None for an empty text and for one that is no group of keys. A key with nothing after it counts as
    left out. Repeated keys, references (& *) and tags (!) are refused; `problems` has one line for each.
    """

    def __init__(self, text: str, where: str) -> None:
        self.where = where
        self.problems: list[str] = []
        #: the paths of values that are not read; their problem stands in `problems`
        self.refused: set[Path] = set()
        self.value: Any = None
        self._lines: dict[Path, int] = {}
        try:
            root = YAML(typ="safe", pure=True).compose(text.removeprefix("\ufeff"))
        except MarkedYAMLError as error:
            self.problems.append(self._unreadable(error))
        except YAMLError as error:
            self.problems.append(f"{where}: not a text file ({str(error).splitlines()[0]}); save it as UTF-8 text")
        except RecursionError:
            self.problems.append(f"{where}: nested too deeply; write it flatter")
        else:
            if root is not None and not (isinstance(root, ScalarNode) and root.value == ""):
                value = self._read(root, ())
                if isinstance(value, dict):
                    self.value = value
                elif not self.problems:
                    self.problems.append(f"{where}, line 1: expected `key: value` lines at the left margin")

    def locate(self, path: Path) -> str:
        """`file, line 12`: where a path stands, or what surrounds it."""
        return f"{self.where}, line {self.line(path)}"

    def problem(self, path: Path, what: str) -> str:
        """`file, line 12, key: what`: one line about what stands at a path."""
        return f"{self.locate(path)}{dotted(self.shown(path))}: {what}"

    def has(self, path: Path) -> bool:
        """Whether the text says anything at this path."""
        return path in self._lines

    def shown(self, path: Path) -> Path:
        """A path without the names that a model put in (the type of a channel, `[key]`)."""
        known: Path = ()
        for part in path:
            if (*known, part) in self._lines:
                known = (*known, part)
        missing = path[-1:] if path and path[-1] not in known[-1:] and path[-1] != "[key]" else ()
        return (*known, *missing)

    def line(self, path: Path) -> int:
        """The line of a path; names in it that are not in the text (a model's own) are passed over."""
        known: Path = ()
        for part in path:
            if (*known, part) in self._lines:
                known = (*known, part)
        return self._lines.get(known, 1)

    def _unreadable(self, error: MarkedYAMLError) -> str:
        mark = error.problem_mark or error.context_mark
        line = f", line {mark.line + 1}" if mark else ""
        problem = str(error.problem or error.context or "not YAML")
        if "'\\t'" in problem:
            problem, mend = "a tab stands where only spaces may", "indent with spaces"
        elif "another document" in problem or "document start" in problem:
            problem, mend = "a second document begins (---)", "keep one document in the file"
        else:
            mend = "look for a missing quote, bracket, colon or space on this line or the one above"
        return f"{self.where}{line}: {problem}; {mend}"

    def _read(self, node: Node, path: Path) -> Any:
        self._lines.setdefault(path, node.start_mark.line + 1)
        if node.anchor is not None:
            self._say(node, path, "references (& and *) are not read here; write the value out")
            self.refused.add(path)
            return None
        if not str(node.tag).startswith("tag:yaml.org,2002:") or "python" in str(node.tag):
            self._say(node, path, "a tag (!) is not read here; take it away")
            self.refused.add(path)
            return None
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self._read(item, (*path, index)) for index, item in enumerate(node.value)]
        return None if str(node.tag) == "tag:yaml.org,2002:null" else str(node.value)

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self._say(key, path, f"{_NODES[type(key)]} cannot be a key; write `key: value`")
                continue
            name = str(key.value)
            if (*path, name) in self._lines:
                first = self._lines[(*path, name)]
                self._say(key, (*path, name), f"stands twice, first on line {first}; take one away")
                continue
            self._lines[(*path, name)] = key.start_mark.line + 1
            if not (isinstance(value, ScalarNode) and value.value == "" and value.style is None):
                values[name] = self._read(value, (*path, name))
        return values

    def _say(self, node: Node, path: Path, what: str) -> None:
        self.problems.append(f"{self.where}, line {node.start_mark.line + 1}{dotted(path)}: {what}")


def dotted(path: Path) -> str:
    """`, posts[3].role`; nothing for the whole file."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return f", {text.removeprefix('.')}" if text else ""


def nearest(name: str, known: Iterable[str], *, offer: int = 20) -> str:
    """`; did you mean …?`, or the first `offer` of the names known, or nothing."""
    names = sorted(filter(None, known))
    close = get_close_matches(name, names, n=1, cutoff=0.5)
    if close:
        return f"; did you mean {close[0]!r}?"
    return f"; known: {', '.join(names[:offer])}" if offer and names else ""


#: what pydantic calls a mistake → how we say it
_PLAIN_WORDS = {
    "string_type": "must be a text; write one value, in quotes where it has special signs",
    "list_type": "must be a list; write [a, b] or one entry a line beginning with -",
    "tuple_type": "must be a list; write [a, b] or one entry a line beginning with -",
    "model_type": "must be a group of keys; write {key: value}",
    "model_attributes_type": "must be a group of keys; write {key: value}",
    "dict_type": "must be a group of keys; write {key: value}",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "time_parsing": "is not a time of day; write 07:30",
    "time_type": "is not a time of day; write 07:30",
    "time_delta_parsing": "is not a span of time; write PT4H for four hours, P3D for three days",
    "time_delta_type": "is not a span of time; write PT4H for four hours, P3D for three days",
    "union_tag_not_found": "has no `type`; say which kind it is",
}


def explain(
    error: ValidationError, model: type[BaseModel], hides: Callable[[Path], bool] = lambda path: False
) -> list[tuple[Path, str]]:
    """Every mistake in a model as (path, what is wrong and how to mend it); values that it `hides` are not quoted."""
    return [(item["loc"], _words(item, model, hides)) for item in error.errors(include_url=False)]


def _words(item: ErrorDetails, model: type[BaseModel], hides: Callable[[Path], bool]) -> str:
    kind, context, name = item["type"], item.get("ctx", {}), str(item["loc"][-1]) if item["loc"] else ""
    said = "this value" if hides(item["loc"]) else repr(item["input"])
    if kind == "extra_forbidden":
        return f"unknown key{nearest(name, keys_at(model, item['loc'][:-1]))}"
    if kind == "missing":
        return f"is missing; add `{name}: …`"
    if kind in ("enum", "literal_error"):
        choices = re.findall(r"'([^']*)'", context["expected"]) or str(context["expected"]).split(" or ")
        return f"{said} is not known here{nearest(str(item['input']), choices, offer=30)}"
    if kind == "union_tag_invalid":
        choices = re.findall(r"'([^']*)'", context["expected_tags"])
        said = "this" if hides((*item["loc"], "type")) else repr(context["tag"])
        return f"{said} is no type known here{nearest(context['tag'], choices, offer=30)}"
    if kind == "string_pattern_mismatch":
        return f"does not have the form it needs ({context['pattern']}); correct it"
    if kind == "string_too_short":
        return "is empty; write something"
    if kind == "string_too_long":
        return f"is too long; at most {context['max_length']} characters"
    if kind.startswith("date_"):
        return "is not a date; write 2026-11-23"
    if kind == "value_error":
        return str(context["error"])
    plain = _PLAIN_WORDS.get(kind)
    if plain is not None:
        return plain
    # the remaining messages (ranges mostly) are plain English and quote no value
    return item["msg"][0].lower() + item["msg"][1:].replace("Input should", "it should")


def keys_at(model: type[BaseModel], path: Path) -> list[str]:
    """The keys that a model knows at a path; where several kinds fit, those of all of them.

    A secret may also come from a file, so its key has a second form, `<key>_file`.
    """
    models = models_at(model, path)
    secret = {f"{key}_file" for one in models for key in secrets_of(one)}
    return sorted({key for one in models for key in _keys(one)} | secret)


def models_at(model: type[BaseModel], path: Path) -> list[type[BaseModel]]:
    """The models that describe what stands at a path; the name of a type in the path chooses among several."""
    models = [model]
    for part in path:
        narrowed = [one for one in models if part in _tags(one)]
        fields = [field for one in models for key, field in _keys(one).items() if key == part]
        if fields:
            models = [found for field in fields for found in _models_in(field.annotation)]
        elif narrowed:
            models = narrowed
    return models


def secrets_of(model: type[BaseModel]) -> list[str]:
    """The keys of a model whose values are secrets."""
    return [key for key, field in _keys(model).items() if _mentions(field.annotation, SecretStr)]


def _mentions(annotation: Any, wanted: type) -> bool:
    return annotation is wanted or any(_mentions(part, wanted) for part in get_args(annotation))


def _keys(model: type[BaseModel]) -> dict[str, Any]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _tags(model: type[BaseModel]) -> tuple[Any, ...]:
    kind = model.model_fields.get("type")
    return get_args(kind.annotation) if kind else ()


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [found for part in get_args(annotation) for found in _models_in(part)]

"""From YAML to rules. A mistake names the file, the line and the rule, and says how to mend it."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from classifiers.normalise import plain
from classifiers.verdict import Act, MatterKind, Privacy, Scene, Topic, Urgency
from classifiers.weights import HEAD, LABELS, TAIL, Column, Weights

_Choice = TypeVar("_Choice", bound=StrEnum)


class RuleMistake(Exception):
    """The rule files cannot be used. `problems` has one line per mistake: file:line: rule: what, and how to mend it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: when it fires, what it says, why, and sentences that prove it. Words are in plain form."""

    id: str
    because: str
    matches: tuple[str, ...]
    ignores: tuple[str, ...]
    file: str
    line: int
    # what it says
    topic: Topic | None = None
    kind: MatterKind | None = None
    urgency: Urgency | None = None
    act: Act | None = None
    privacy: Privacy | None = None
    cue: str | None = None
    weight: int = 0
    order: int = 0
    flags: frozenset[str] = frozenset()
    # when it fires
    any_of: frozenset[str] = frozenset()
    all_of: tuple[frozenset[str], ...] = ()
    near: tuple[frozenset[str], ...] = ()
    within: int = 6
    none_of: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    called_by: frozenset[str] = frozenset()
    patterns: tuple[re.Pattern[str], ...] = ()
    unless: tuple[re.Pattern[str], ...] = ()
    cues: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    topics: frozenset[Topic] = frozenset()
    scene: Scene | None = None
    staff: bool = False
    at_most: int | None = None
    up_to: int = 1

    def words(self) -> Iterator[str]:
        """Every word the rule looks for or refuses, `called_by` excepted: those need not be whole words."""
        yield from self.any_of
        yield from self.none_of
        for group in (*self.all_of, *self.near):
            yield from group


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules of a directory, in the order of files and lines, with the version they are quoted by."""

    rules: tuple[Rule, ...]
    version: str
    cues: frozenset[str] = field(default=frozenset())
    #: ways of saying that no list of words could hold (过不来, 拉不动), by the name rules use for them
    ways: tuple["Way", ...] = ()
    #: how much every sign says for every label
    weights: Weights = field(default_factory=Weights)
    #: the words that are signs by themselves
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """A word list's `patterns`: whatever they find in a text stands there like one word called `{name}`."""

    name: str
    called_by: frozenset[str]
    patterns: tuple[re.Pattern[str], ...]


_LIST_KEYS = frozenset({"list", "because", "words", "called_by", "patterns"})
_COLUMN_KEYS = frozenset({"weights", "because", "start", "start_in_private", "words", "rules"})
_TEXT_KEYS = ("any_of", "none_of", "whole", "called_by")
_RULE_KEYS = frozenset(
    {
        "id", "because", "matches", "ignores", "topic", "kind", "urgency", "act", "privacy", "cue", "weight", "order",
        "flags",
        "any_of", "all_of", "near", "within", "none_of", "whole", "called_by", "patterns", "unless", "cues", "without",
        "topics", "scene", "staff", "at_most", "up_to",
    }
)  # fmt: skip
_SAYS = ("topic", "kind", "urgency", "act", "privacy", "cue", "flags")
_FLAGS = frozenset(
    {
        "matter",
        "trouble",
        "life",
        "everyday",
        "letter",
        "chatter",
        "homely",
        "about_official",
        "violence_at_home",
        "own_trouble",
        "vague",
        "no_topic",
    }
)


def load_rules(directory: Path) -> RuleSet:
    """Read every *.yaml of a directory. Raises RuleMistake with all mistakes found, not only the first."""
    files = sorted(directory.glob("*.yaml"))
    if not files:
        raise RuleMistake([f"{directory}: 没有规则文件 (no *.yaml); point rules_dir at a directory that has them"])
    reader = _Reader()
    digest = hashlib.sha256()
    documents: list[tuple[str, Node]] = []
    for file in files:
        raw = file.read_bytes()
        digest.update(file.name.encode() + b"\0" + raw + b"\0")
        node = reader.compose(file.name, raw)
        if node is not None:
            documents.append((file.name, node))
    if reader.problems:
        # what a broken file was to define would be missed everywhere else
        raise RuleMistake(reader.problems)
    for name, node in documents:
        reader.collect_lists(name, node)
    for name, node in documents:
        reader.collect_rules(name, node)
    reader.check_cues()
    reader.check_columns()
    if reader.problems:
        raise RuleMistake(reader.problems)
    cues = frozenset(rule.cue for rule in reader.rules if rule.cue)
    weights = Weights(tuple(reader.columns))
    return RuleSet(
        tuple(reader.rules), digest.hexdigest()[:12], cues, tuple(reader.ways), weights=weights, words=weights.words()
    )


class _Reader:
    def __init__(self) -> None:
        self.problems: list[str] = []
        self.rules: list[Rule] = []
        self.ways: list[Way] = []
        self.columns: list[Column] = []
        self._column_nodes: list[tuple[str, Node]] = []
        self._lists: dict[str, frozenset[str]] = {}
        self._seen: dict[str, str] = {}

    def compose(self, file: str, raw: bytes) -> Node | None:
        yaml = YAML(typ="safe", pure=True)
        try:
            node = yaml.compose(raw.decode("utf-8"))
        except UnicodeDecodeError as error:
            self.problems.append(f"{file}:1: not UTF-8 (byte {error.start}); save the file as UTF-8")
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self.problems.append(f"{file}:{line}: not YAML: {error.problem}; check the indentation and quotes here")
        except YAMLError as error:
            self.problems.append(f"{file}:1: not YAML: {error}; check for characters that cannot be typed")
        else:
            return node  # type: ignore[no-any-return]
        return None

    def collect_lists(self, file: str, root: Node) -> None:
        """Named word lists first, so that a rule may use one from a file that sorts after its own."""
        if not isinstance(root, SequenceNode):
            self._complain(file, root, "-", "a rule file is a list; begin each rule with `- id: …`")
            return
        for item in root.value:
            if not isinstance(item, MappingNode):
                self._complain(
                    file, item, "-", "expected a rule (`- id: …`), a word list (`- list: …`) or points (`- weights: …`)"
                )
                continue
            keys = self._keys(file, item, _id_of(item))
            if "weights" in keys:
                self._column(file, item, keys)
            if "list" not in keys:
                continue
            name = self._text(file, keys["list"], "-")
            self._check_keys(file, item, name, _LIST_KEYS)
            if name in self._lists:
                self._complain(file, item, name, "this word list exists already; give it another name")
            words = self._words(file, keys["words"], name) if "words" in keys else frozenset()
            if "patterns" in keys:
                called_by = self._words(file, keys["called_by"], name) if "called_by" in keys else frozenset()
                if not called_by:
                    self._complain(
                        file, keys["patterns"], name, "patterns are tried only where a word calls them; add `called_by`"
                    )
                way = f"{{{name}}}"
                self.ways.append(Way(way, called_by, self._patterns(file, keys["patterns"], name)))
                words |= {way}
            if not words:
                self._complain(file, item, name, "a word list needs `words` or `patterns`")
            self._lists[name] = words

    def collect_rules(self, file: str, root: Node) -> None:
        if not isinstance(root, SequenceNode):
            return
        for item in root.value:
            if isinstance(item, MappingNode):
                keys = {key.value: value for key, value in item.value if isinstance(key, ScalarNode)}
                if "list" not in keys and "weights" not in keys:
                    self._rule(file, item, keys)

    def check_cues(self) -> None:
        known = {rule.cue for rule in self.rules if rule.cue}
        for rule in self.rules:
            for cue in sorted((rule.cues | rule.without) - known):
                near = _nearest(cue, known)
                self.problems.append(f"{rule.file}:{rule.line}: {rule.id}: no rule gives the cue {cue!r}{near}")

    def check_columns(self) -> None:
        """Points may be given only to rules that exist."""
        known = {rule.id for rule in self.rules}
        for column, (file, node) in zip(self.columns, self._column_nodes, strict=True):
            for rule in sorted(column.rules.keys() - known):
                self._complain(file, node, column.label, f"points for a rule that is not there{_nearest(rule, known)}")

    def _column(self, file: str, item: MappingNode, keys: dict[str, Node]) -> None:
        """A block of points: `- weights: road`, then words and rules, each followed by its points."""
        label = self._text(file, keys["weights"], "weights")
        self._check_keys(file, item, label, _COLUMN_KEYS)
        if label not in LABELS:
            self._complain(file, item, label, f"points for what we do not ask{_nearest(label, LABELS)}")
        elif any(column.label == label for column in self.columns):
            self._complain(file, item, label, "this label has its points already; join the two blocks")
        if "because" not in keys:
            self._complain(file, item, label, "points need a `because`")
        start = self._number(file, keys.get("start"), label, 0)
        self._column_nodes.append((file, item))
        self.columns.append(
            Column(
                label=label,
                because=self._text(file, keys["because"], label) if "because" in keys else "",
                start=start,
                start_in_private=self._number(file, keys.get("start_in_private"), label, start),
                words={_plain(word): points for word, points in self._points(file, keys.get("words"), label).items()},
                rules=self._points(file, keys.get("rules"), label),
            )
        )

    def _points(self, file: str, node: Node | None, label: str) -> dict[str, int]:
        """`路灯 12 灯 5`: names, each followed by a whole number."""
        parts = self._split(file, node, label)
        points: dict[str, int] = {}
        for name, number in zip(parts[::2], parts[1::2], strict=False):
            try:
                points[name] = int(number)
            except ValueError:
                self._complain(file, node, label, f"after {name!r} stands {number!r}; write a whole number of points")
                break
        if len(parts) % 2:
            self._complain(file, node, label, f"{parts[-1]!r} at the end has no points; write a whole number after it")
        return points

    def _rule(self, file: str, item: MappingNode, keys: dict[str, Node]) -> None:
        name = self._text(file, keys["id"], "-") if "id" in keys else "-"
        before = len(self.problems)
        if name == "-":
            self._complain(file, item, name, "a rule needs an `id`")
        elif name in self._seen:
            self._complain(file, item, name, f"this id is taken by {self._seen[name]}; rename one of the two")
        self._seen.setdefault(name, f"{file}:{item.start_mark.line + 1}")
        self._check_keys(file, item, name, _RULE_KEYS)
        for key in ("because", "matches", "ignores"):
            if key not in keys:
                self._complain(file, item, name, f"a rule needs `{key}`")
            elif isinstance(keys[key], SequenceNode) and not keys[key].value:
                self._complain(file, keys[key], name, f"`{key}` is empty; give at least one sentence")
        if not any(key in keys for key in _SAYS):
            self._complain(file, item, name, f"the rule decides nothing; give one of {', '.join(_SAYS)}")
        words = {key: self._words(file, keys[key], name) if key in keys else frozenset() for key in _TEXT_KEYS}
        groups = {key: self._groups(file, keys[key], name) if key in keys else () for key in ("all_of", "near")}
        if groups["near"] and len(groups["near"]) != 2:
            self._complain(file, keys["near"], name, "`near` takes exactly two lists; use `all_of` for more")
        patterns = {key: self._patterns(file, keys[key], name) if key in keys else () for key in ("patterns", "unless")}
        if patterns["patterns"] and not (words["called_by"] or words["any_of"] or groups["all_of"] or groups["near"]):
            self._complain(
                file, keys["patterns"], name, "patterns are tried only where a word calls them; add `called_by`"
            )
        weight = self._number(file, keys.get("weight"), name, 0)
        looks_for = (*(words[key] for key in ("any_of", "whole", "called_by")), groups["all_of"], groups["near"])
        if not any(looks_for) and "cues" not in keys and "topics" not in keys:
            self._complain(
                file, item, name, "the rule looks for nothing; give `any_of`, `all_of`, `near`, `whole` or `cues`"
            )
        rule = Rule(
            id=name,
            because=self._text(file, keys["because"], name) if "because" in keys else "",
            matches=self._texts(file, keys.get("matches"), name),
            ignores=self._texts(file, keys.get("ignores"), name),
            file=file,
            line=item.start_mark.line + 1,
            topic=self._one(file, keys.get("topic"), name, Topic),
            kind=self._one(file, keys.get("kind"), name, MatterKind),
            urgency=self._one(file, keys.get("urgency"), name, Urgency),
            act=self._one(file, keys.get("act"), name, Act),
            privacy=self._one(file, keys.get("privacy"), name, Privacy),
            scene=self._one(file, keys.get("scene"), name, Scene),
            cue=self._text(file, keys["cue"], name) if "cue" in keys else None,
            weight=weight,
            order=self._number(file, keys.get("order"), name, 0),
            flags=self._names(file, keys.get("flags"), name, _FLAGS),
            within=self._number(file, keys.get("within"), name, 6),
            at_most=self._number(file, keys["at_most"], name, 0) if "at_most" in keys else None,
            up_to=self._number(file, keys.get("up_to"), name, 1),
            staff=self._text(file, keys["staff"], name) == "true" if "staff" in keys else False,
            cues=frozenset(self._split(file, keys.get("cues"), name)),
            without=frozenset(self._split(file, keys.get("without"), name)),
            topics=frozenset(
                Topic(topic) for topic in self._names(file, keys.get("topics"), name, frozenset(map(str, Topic)))
            ),
            patterns=patterns["patterns"],
            unless=patterns["unless"],
            any_of=words["any_of"],
            none_of=words["none_of"],
            whole=words["whole"],
            called_by=words["called_by"],
            all_of=groups["all_of"],
            near=groups["near"],
        )
        if len(self.problems) == before:
            self.rules.append(rule)

    # reading single values -------------------------------------------------------------------------------------------

    def _complain(self, file: str, node: Node | None, rule: str, what: str) -> None:
        line = node.start_mark.line + 1 if node is not None else 1
        self.problems.append(f"{file}:{line}: {rule}: {what}")

    def _keys(self, file: str, item: MappingNode, rule: str) -> dict[str, Node]:
        keys: dict[str, Node] = {}
        for key, value in item.value:
            if not isinstance(key, ScalarNode):
                self._complain(file, key, rule, "a key must be a plain word")
            elif key.value in keys:
                self._complain(file, key, rule, f"`{key.value}` stands twice; join the two")
            else:
                keys[key.value] = value
        return keys

    def _check_keys(self, file: str, item: MappingNode, rule: str, allowed: frozenset[str]) -> None:
        for key, _ in item.value:
            if isinstance(key, ScalarNode) and key.value not in allowed:
                self._complain(file, key, rule, f"unknown key `{key.value}`{_nearest(key.value, allowed)}")

    def _text(self, file: str, node: Node, rule: str) -> str:
        if isinstance(node, ScalarNode):
            return str(node.value).strip()
        self._complain(file, node, rule, "expected one text here, not a list")
        return ""

    def _texts(self, file: str, node: Node | None, rule: str) -> tuple[str, ...]:
        if node is None:
            return ()
        if isinstance(node, SequenceNode):
            return tuple(self._text(file, item, rule) for item in node.value)
        return (self._text(file, node, rule),)

    def _split(self, file: str, node: Node | None, rule: str) -> list[str]:
        return [part for text in self._texts(file, node, rule) for part in text.split()]

    def _words(self, file: str, node: Node, rule: str) -> frozenset[str]:
        """Words as plain text; `<name>` stands for a whole word list."""
        words: set[str] = set()
        for word in self._split(file, node, rule):
            if not (word.startswith("<") and word.endswith(">")):
                words.add(plain(word))
            elif word[1:-1] in self._lists:
                words |= self._lists[word[1:-1]]
            else:
                self._complain(file, node, rule, f"no word list {word}{_nearest(word[1:-1], self._lists)}")
        words.discard("")
        return frozenset(words)

    def _groups(self, file: str, node: Node, rule: str) -> tuple[frozenset[str], ...]:
        if not isinstance(node, SequenceNode):
            self._complain(file, node, rule, "expected a list of word lists: [[路, 桥], [坑, 塌]]")
            return ()
        return tuple(self._words(file, group, rule) for group in node.value)

    def _patterns(self, file: str, node: Node, rule: str) -> tuple[re.Pattern[str], ...]:
        patterns: list[re.Pattern[str]] = []
        for text in self._texts(file, node, rule):
            try:
                patterns.append(re.compile(text))
            except re.error as error:
                self._complain(file, node, rule, f"pattern {text!r}: {error}")
            else:
                if re.search(r"(?<!\\)\.[*+]|\.\{\d*,\}", text):
                    self._complain(file, node, rule, f"pattern {text!r} has no limit; write .{{0,8}} instead of .*")
        return tuple(patterns)

    def _number(self, file: str, node: Node | None, rule: str, default: int) -> int:
        if node is None:
            return default
        text = self._text(file, node, rule)
        try:
            return int(text)
        except ValueError:
            self._complain(file, node, rule, f"{text!r} is not a whole number")
            return default

    def _one(self, file: str, node: Node | None, rule: str, choices: type[_Choice]) -> _Choice | None:
        if node is None:
            return None
        text = self._text(file, node, rule)
        try:
            return choices(text)
        except ValueError:
            self._complain(file, node, rule, f"{text!r} is not one of ours{_nearest(text, choices)}")
            return None

    def _names(self, file: str, node: Node | None, rule: str, allowed: frozenset[str]) -> frozenset[str]:
        names = frozenset(self._split(file, node, rule))
        for name in sorted(names - allowed):
            self._complain(file, node, rule, f"{name!r} is not known here{_nearest(name, allowed)}")
        return names & allowed


def _plain(word: str) -> str:
    """A word as plain text; the mark of a word that stands at an edge is kept."""
    inside = word.removeprefix(HEAD).removesuffix(TAIL)
    return word[: word.startswith(HEAD)] + plain(inside) + TAIL * word.endswith(TAIL)


def _id_of(item: MappingNode) -> str:
    return next((str(value.value) for key, value in item.value if key.value in ("id", "list", "weights")), "-")


def _nearest(name: str, known: Iterable[str | None]) -> str:
    """`; did you mean …?`, or the words to choose from where nothing comes near."""
    names = sorted(str(one) for one in known)
    close = get_close_matches(name, names, n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else f"; known: {', '.join(names[:12])}"

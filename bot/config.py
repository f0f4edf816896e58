"""From config.yaml and the environment to one frozen Config, made of the packages' own sections.

Every mistake is named at once, each as `file, line, key: what is wrong; how to mend it`. What comes from the
environment or from a secret's file is never quoted.
"""

import contextlib
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.calendar_file import read_overrides
from bot.channels.official_account import OfficialAccountSettings
from bot.channels.relay import RelaySettings
from handlers.calendar import CalendarPolicy
from handlers.deadlines import DeadlinePolicy
from handlers.digest_policy import DigestPolicy
from handlers.emergency import EmergencyNumbers
from handlers.ladder import LadderPolicy
from handlers.meeting_days import MeetingPolicy
from handlers.quiet_hours import QuietHours
from handlers.reports.policy import ReportPolicy
from handlers.retention_policy import RetentionPolicy
from handlers.wish_policy import WishPolicy
from storage.marked_yaml import MarkedYaml, explain, models_at, nearest, read_text, secrets_of
from storage.marked_yaml import Path as KeyPath
from storage.vault import KeyMistake, Vault, new_master_key

#: where the master key may stand instead of in a file
MASTER_KEY_VARIABLE = "SHUOSHI_MASTER_KEY"
#: the name of the simulated group's channel; no other channel can have it
SIMULATED = "try"
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")

ChannelSettings = Annotated[OfficialAccountSettings | RelaySettings, Field(discriminator="type")]


class ConfigMistake(Exception):
    """The configuration cannot be used. `problems` has one line per mistake.

    `partial` is what can be told of the rest, with defaults in the place of the top-level keys in `mistaken`; for
    those who look for further problems only.
    """

    def __init__(
        self, problems: list[str], partial: "Config | None" = None, mistaken: frozenset[str] = frozenset()
    ) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems
        self.partial = partial
        self.mistaken = mistaken


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ServerSettings(_Section):
    """`server:` in config.yaml."""

    host: str = Field(default="127.0.0.1", min_length=1, description="address to listen on")
    port: int = Field(default=8080, ge=1, le=65535, description="port to listen on")
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s/]+(/[^\s?#]*)?$",
        description="address under which villagers' telephones reach this service; without it no links are given",
    )


class DatabaseSettings(_Section):
    """`database:` in config.yaml. The URL may hold a password, so it stays out of what is printed."""

    url: str = Field(repr=False, description="sqlite:///file or postgresql://user:password@host/name")

    @field_validator("url")
    @classmethod
    def _is_one_of_ours(cls, url: str) -> str:
        form = "write sqlite:///file or postgresql://user:password@host/name"
        try:
            parsed = make_url(url)
            backend = parsed.get_backend_name()
        except (SQLAlchemyError, ValueError):
            raise ValueError(f"is not the address of a database; {form}") from None
        if backend not in ("sqlite", "postgresql"):
            raise ValueError(f"is not a database that this program speaks with; {form}")
        if backend == "sqlite" and parsed.database in (None, "", ":memory:"):
            raise ValueError("names no file, so everything would be lost at the end; write sqlite:///file")
        return url


class Config(_Section):
    """Everything configured. Paths are absolute, or relative to where the program was started."""

    server: ServerSettings = ServerSettings()
    data_dir: Path = Path("data")
    database: DatabaseSettings = DatabaseSettings(url="sqlite:///data/shuoshi.sqlite3")
    timezone: str = "Asia/Shanghai"
    demonstration: bool = False
    channels: tuple[ChannelSettings, ...] = ()
    calendar: CalendarPolicy = CalendarPolicy()
    deadlines: DeadlinePolicy = DeadlinePolicy()
    ladder: LadderPolicy = LadderPolicy()
    quiet_hours: QuietHours = QuietHours()
    digests: DigestPolicy = DigestPolicy()
    numbers: EmergencyNumbers = EmergencyNumbers()
    retention: RetentionPolicy = RetentionPolicy()
    wishes: WishPolicy = WishPolicy()
    meetings: MeetingPolicy = MeetingPolicy()
    reports: ReportPolicy = ReportPolicy()
    rules_dir: Path | None = None
    organisation: Path | None = None
    responsibilities: Path | None = None
    key_file: Path | None = None
    master_key: SecretStr | None = None

    _warnings: tuple[str, ...] = PrivateAttr(default=())
    _document: MarkedYaml | None = PrivateAttr(default=None)

    @property
    def public_url(self) -> str | None:
        """Where villagers' telephones reach this service; the demonstration is reached where it listens."""
        here = f"http://{self.server.host}:{self.server.port}"
        return self.server.public_url or (here if self.demonstration else None)

    @model_validator(mode="before")
    @classmethod
    def _fill_in(cls, given: Any, info: ValidationInfo) -> Any:
        """Relative paths lie beside config.yaml, and the embedded database in the data folder."""
        if not isinstance(given, Mapping):
            return given
        base: Path = (info.context or {}).get("base", Path())
        values = dict(given)
        for key in ("data_dir", "rules_dir", "organisation", "responsibilities", "key_file"):
            if isinstance(values.get(key), str | Path):
                values[key] = base / values[key]
        calendar = values.get("calendar")
        if isinstance(calendar, Mapping) and isinstance(calendar.get("overrides"), str | Path):
            values["calendar"] = {**calendar, "overrides": base / calendar["overrides"]}
        data_dir = values.setdefault("data_dir", base / "data")
        database = values.setdefault("database", {})
        if isinstance(database, Mapping) and isinstance(data_dir, Path):
            url = database.get("url", f"sqlite:///{data_dir / 'shuoshi.sqlite3'}")
            values["database"] = {**database, "url": _beside(base, url)}
        return values

    @field_validator("timezone")
    @classmethod
    def _exists(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            raise ValueError("is not a time zone; write Asia/Shanghai") from None
        return name

    @field_validator("channels")
    @classmethod
    def _each_name_once(cls, channels: tuple[ChannelSettings, ...]) -> tuple[ChannelSettings, ...]:
        names = [channel.name for channel in channels]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two channels are called {name!r}; give each its own name")
            if name == SIMULATED:
                raise ValueError(f"{name!r} is the simulated group's name; choose another")
        return channels

    @model_validator(mode="after")
    def _one_key(self) -> "Config":
        if self.key_file is not None and self.master_key is not None:
            raise ValueError("key_file and master_key are both given; keep one of the two")
        return self

    @property
    def warnings(self) -> tuple[str, ...]:
        """What works but should be known: lines like those of ConfigMistake."""
        return self._warnings

    @property
    def key_path(self) -> Path:
        """Where the master key's file is, or would be."""
        return self.key_file or self.data_dir / "master.key"

    @property
    def sqlite_file(self) -> Path | None:
        """The embedded database's file; None with PostgreSQL."""
        url = make_url(self.database.url)
        return Path(url.database or "") if url.get_backend_name() == "sqlite" else None

    def where(self, *key: str) -> str:
        """`config.yaml, line 12, server.host`: where a value stands, or that it is a default."""
        dotted = ".".join(key)
        if self._document is None:
            return f"{dotted} (default)"
        if self._document.has(key):
            return f"{self._document.locate(key)}, {dotted}"
        return f"{self._document.where}, {dotted} (default)"


def _beside(base: Path, url: Any) -> Any:
    """A relative SQLite file lies beside config.yaml, wherever the program was started."""
    if not isinstance(url, str):
        return url
    try:
        parsed = make_url(url)
    except (SQLAlchemyError, ValueError):
        return url
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        return url
    return parsed.set(database=str(base / str(parsed.database))).render_as_string(hide_password=False)


# ---- reading ------------------------------------------------------------------------------------------------------


def read_config(path: Path, environ: Mapping[str, str]) -> Config:
    """The configuration in a file. Raises ConfigMistake with all mistakes."""
    text, problem = read_text(path)
    if problem:
        if not path.exists():
            problem = (
                f"{path}: there is no such file; name yours with --config FILE, "
                "or begin with the config.yaml that comes with the program"
            )
        raise ConfigMistake([problem])
    document = MarkedYaml(text, str(path))
    if document.value is None and document.problems:
        raise ConfigMistake(document.problems)
    base = path.parent
    # an empty file is a configuration of defaults
    filling = _Filling(document, environ, base)
    values = filling.fill(document.value or {}, [Config], ())
    problems = document.problems + filling.problems
    mistaken = {str(key[0]) for key in filling.mistaken if key}
    config: Config | None = None
    try:
        config = _validated(values, base)
    except ValidationError as error:
        for key, what in explain(error, Config, lambda key: document.shown(key) in filling.hidden):
            # what was not readable, or not found outside the file, has been named already, and better
            if document.shown(key) not in filling.mistaken | document.refused:
                problems.append(document.problem(key, what))
        mistaken |= {str(item["loc"][0]) for item in error.errors() if item["loc"]}
        if any(not item["loc"] for item in error.errors()):
            mistaken |= {"key_file", "master_key"}
    if config is not None and config.calendar.overrides is not None:
        overrides, found = read_overrides(config.calendar.overrides)
        config = config.model_copy(update={"calendar": config.calendar.with_overrides(overrides)})
        problems += found
        mistaken |= {"calendar"} if found else set()
    if config is None or problems:
        problems.sort(key=_line_of)
        raise ConfigMistake(problems, _partial(values, mistaken, base, document), frozenset(mistaken))
    config._warnings = tuple(filling.warnings)
    config._document = document
    return config


def _validated(values: Mapping[str, Any], base: Path) -> Config:
    return Config.model_validate(values, context={"base": base}, by_alias=True, by_name=False)


def _partial(values: Mapping[str, Any], mistaken: set[str], base: Path, document: MarkedYaml) -> Config | None:
    rest = {key: value for key, value in values.items() if key not in mistaken}
    with contextlib.suppress(ValidationError):
        partial = _validated(rest, base)
        partial._document = document
        return partial
    return None


def _line_of(problem: str) -> int:
    found = re.search(r", line (\d+)", problem)
    return int(found.group(1)) if found else 0


class _Filling:
    """Puts in what stands in the environment and in secrets' files."""

    def __init__(self, document: MarkedYaml, environ: Mapping[str, str], base: Path) -> None:
        self._document = document
        self._environ = environ
        self._base = base
        self.problems: list[str] = []
        self.warnings: list[str] = []
        #: values that came from outside the file
        self.hidden: set[KeyPath] = set()
        #: values that could not be found
        self.mistaken: set[KeyPath] = set()

    def fill(self, value: Any, models: list[type[BaseModel]], key: KeyPath) -> Any:
        """The value with everything put in."""
        if isinstance(value, dict):
            return self._group(value, models, key)
        if isinstance(value, list):
            return [self.fill(item, models, (*key, index)) for index, item in enumerate(value)]
        return self._text(value, key) if isinstance(value, str) else value

    def _group(self, value: dict[str, Any], models: list[type[BaseModel]], key: KeyPath) -> dict[str, Any]:
        secret = {name for model in models for name in secrets_of(model)}
        filled: dict[str, Any] = {}
        for name, item in value.items():
            inner = (*key, name)
            plain = name.removesuffix("_file")
            if plain != name and plain in secret:
                content = self._file(self.fill(item, [], inner), inner)
                if plain in value:
                    self._say(inner, f"`{plain}` is given as well; keep one of the two")
                filled[plain] = content
                self.hidden.add((*key, plain))
                if inner in self.mistaken:
                    self.mistaken.add((*key, plain))
                continue
            below = [found for model in models for found in models_at(model, (name,)) if found not in models]
            filled[name] = self.fill(item, below, inner)
            if isinstance(item, str) and (name in secret or _has_password(filled[name])) and not _VARIABLE.search(item):
                self._warn(
                    inner,
                    "a secret is written out here; write ${NAME} and set it in the environment"
                    + _or_file(name, secret),
                )
        return filled

    def _text(self, text: str, key: KeyPath) -> str:
        def value_of(match: re.Match[str]) -> str:
            name = match.group(1)
            found = self._environ.get(name, "")
            self.hidden.add(key)
            if not found:
                near = nearest(name, self._environ, offer=0)
                self._say(key, f"the environment has no {name}, or an empty one; set it, or write the value here{near}")
            return found

        filled = _VARIABLE.sub(value_of, text)
        if "${" in text and "${" in _VARIABLE.sub("", text):
            self._say(key, "a name in ${…} has letters, digits and _ only; write ${NAME}")
        return filled

    def _file(self, name: Any, key: KeyPath) -> str:
        if not isinstance(name, str) or key in self.mistaken:
            if key not in self.mistaken:
                self._say(key, "must be the name of a file")
            return ""
        text, problem = read_text(self._base / name)
        if problem:
            self._say(key, problem)
        elif not text.strip():
            self._say(key, f"{self._base / name} is empty; put the secret into it")
        return text.strip()

    def _say(self, key: KeyPath, what: str) -> None:
        self.mistaken.add(key)
        self.problems.append(self._document.problem(key, what))

    def _warn(self, key: KeyPath, what: str) -> None:
        self.warnings.append(self._document.problem(key, what))


def _has_password(value: Any) -> bool:
    if not isinstance(value, str) or "://" not in value:
        return False
    try:
        return make_url(value).password is not None
    except (SQLAlchemyError, ValueError):
        return False


def _or_file(name: str, secret: set[str]) -> str:
    return f", or name a file as `{name}_file`" if name in secret else ""


# ---- the master key -------------------------------------------------------------------------------------------------


def find_master_key(config: Config, environ: Mapping[str, str]) -> str | None:
    """The master key; None where none has been made yet and one may be made. Raises KeyMistake."""
    if config.master_key is not None:
        return config.master_key.get_secret_value()
    if from_environment := environ.get(MASTER_KEY_VARIABLE):
        return from_environment
    path = config.key_path
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        if reason := _no_new_key(config):
            raise KeyMistake(f"{path}: there is no master key; {reason}") from None
        return None
    except OSError as failure:
        raise KeyMistake(f"{path}: the master key cannot be read ({failure.strerror}); check who may read it") from None
    if os.name == "posix" and stat.S_IMODE(mode) & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyMistake(f"{path}: others may read the master key; run `chmod 600 {path}`")
    text, problem = read_text(path)
    if problem:
        raise KeyMistake(problem)
    return text.strip()


def _no_new_key(config: Config) -> str:
    """Why no key may be made here; "" where one may."""
    file = config.sqlite_file
    if config.key_file is not None or file is None:
        return (
            f"put it there (`openssl rand -base64 32` makes one), or into {MASTER_KEY_VARIABLE}; "
            "`shuoshi` makes one by itself only for its own database"
        )
    with contextlib.suppress(OSError):
        if file.stat().st_size:
            # a new key would open nothing of what is in there
            return f"{file} was sealed with one, so bring it back from where it was kept"
    return ""


def load_master_key(config: Config, environ: Mapping[str, str]) -> Vault:
    """The vault under the configured key. At the first start of the embedded default a key is made.

    Raises KeyMistake with what to do.
    """
    file = config.sqlite_file
    for folder in {config.data_dir, *([file.parent] if file else [])}:
        # where this fails, the key or the database says so, with its own name
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = find_master_key(config, environ)
    if key is None:
        key = _make_key(config.key_path)
    try:
        return Vault(key)
    except KeyMistake as mistake:
        raise KeyMistake(
            f"the master key ({key_source(config, environ)}): {mistake}; bring back the right one"
        ) from None


def key_source(config: Config, environ: Mapping[str, str]) -> str:
    """Where the master key comes from, in words."""
    if config.master_key is not None:
        return "master_key in the configuration"
    return MASTER_KEY_VARIABLE if environ.get(MASTER_KEY_VARIABLE) else str(config.key_path)


def _make_key(path: Path) -> str:
    key = new_master_key()
    try:
        # never readable by others, not even for a moment; never over one that is there
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        # somebody started at the same moment
        return path.read_text(encoding="utf-8").strip()
    except OSError as failure:
        raise KeyMistake(
            f"{path}: a master key cannot be made ({failure.strerror}); "
            f"make the folder writable, or put a key into {MASTER_KEY_VARIABLE}"
        ) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(key + "\n")
        file.flush()
        os.fsync(file.fileno())
    return key

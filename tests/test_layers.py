"""The house is one straight line: classifiers ← storage ← handlers ← bot."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("classifiers", "storage", "handlers", "bot")
TOP = {
    *ROOMS,
    *("tests", "docs", "bench", ".ci", ".git", ".github"),
    *("config.yaml", "pyproject.toml", "Makefile", "LICENSE"),
    *("README.md", "README.zh-CN.md", "CHANGELOG.md", "CONTRIBUTING.md"),
    *(".gitignore", ".gitattributes", "requirements.lock", "requirements-dev.lock"),
}


def modules(room: str) -> Iterator[tuple[Path, ast.Module]]:
    """Every module of a room, read as code."""
    for path in sorted((ROOT / room).rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    """Top packages that a module imports, wherever in it the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield (node.module or "").partition(".")[0]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_stands_to_its_left(room: str) -> None:
    """Nothing further right, not even inside a function."""
    right = set(ROOMS[ROOMS.index(room) + 1 :]) | {"tests", "bench"}
    for path, tree in modules(room):
        assert right.isdisjoint(imported(tree)), f"{path} imports {right & set(imported(tree))}"


@pytest.mark.parametrize("room", ["classifiers", "storage", "handlers"])
def test_only_bot_touches_clock_network_and_environment(room: str) -> None:
    """Everything left of bot/ is told the time, and opens nothing."""
    for path, tree in modules(room):
        if "migrations" in path.parts:
            continue
        used = {f"{ast.unparse(node.value)}.{node.attr}" for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        clocks = {"datetime.now", "datetime.utcnow", "date.today", "time.time", "os.environ", "os.getenv"}
        assert used.isdisjoint(clocks), f"{path} uses {used & clocks}"
        outside = {"aiohttp", "requests", "httpx", "socket", "urllib", "apscheduler", "structlog"}
        assert outside.isdisjoint(imported(tree)), f"{path} imports {outside & set(imported(tree))}"


@pytest.mark.parametrize("room", ["classifiers", "handlers", "bot"])
def test_queries_stand_in_storage(room: str) -> None:
    """Every SELECT lives in a repository."""
    for path, tree in modules(room):
        names = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
            for alias in node.names
        }
        assert names <= {"OperationalError", "DBAPIError", "SQLAlchemyError", "make_url"}, f"{path}: {names}"


def test_public_text_is_made_in_the_phrase_book_only() -> None:
    """What may be said in a group is built from fixed phrases, in one module."""
    makers = {
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path, tree in modules(room)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "PublicText"
    }
    assert makers == {"handlers/wording/forms.py"}


def test_no_drawer_for_odds_and_ends() -> None:
    """A homeless function goes to the file of its noun."""
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            assert path.stem not in {"utils", "util", "common", "helpers", "misc", "manager"}, path


def test_the_top_level_holds_what_a_reader_expects() -> None:
    """Nothing else lies about at the top of what is committed."""
    import subprocess

    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    assert {line.partition("/")[0] for line in listed.stdout.splitlines()} <= TOP

"""docs/moves.md, drawn from the table of moves: what is possible from where, by whom, and what it says."""

from collections.abc import Iterable, Iterator

import typer

from storage.lifecycle import MOVES, OPEN, MoveName, Rule, Status

docs_app = typer.Typer(help="Pages of docs/ that are drawn from the code.", no_args_is_help=True)

#: the villagers' and officials' names of the states, as the working rules have them
_STATES = {
    Status.CLARIFYING: "待补充",
    Status.REGISTERED: "已登记",
    Status.DISPATCHED: "已派单",
    Status.ACCEPTED: "已接单",
    Status.IN_PROGRESS: "办理中",
    Status.DELIBERATING: "议事中",
    Status.RETURN_REQUESTED: "申请退回",
    Status.RESOLVED: "已办待确认",
    Status.REOPENED: "重办",
    Status.CLOSED: "办结(销号)",
    Status.REFERRED: "转法定渠道",
    Status.MERGED: "并件",
    Status.NOT_ACCEPTED: "不予受理",
    Status.WITHDRAWN: "已撤回",
    Status.ARCHIVED: "归档",
}
_HEAD = """# The table of moves

Drawn from `storage/lifecycle.py` by `shuoshi docs moves`: change it there, then run `make docs`. A test compares.
Every move is a line of the ticket's history, with who made it, when and why. Nothing else changes a state.
"""


@docs_app.command("moves")
def moves() -> None:
    """Print docs/moves.md: every move, from where, by whom, what it needs, what it writes, what it says."""
    typer.echo(moves_page(), nl=False)


def moves_page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_picture(), "", *_states(), "", *_moves()]) + "\n"


def _picture() -> Iterator[str]:
    """What leads from one state to another. Every open ticket may also be withdrawn, merged or referred."""
    yield "## From state to state"
    yield ""
    yield "```mermaid"
    yield "stateDiagram-v2"
    for status in Status:
        yield f"    {status.value}: {_STATES[status]} {status.value}"
    yield "    [*] --> clarifying"
    yield "    [*] --> registered"
    for name, rule in MOVES.items():
        if rule.target is None or rule.sources >= OPEN or name is MoveName.ARCHIVE:
            continue
        for source in _in_order(rule.sources - {rule.target}):
            yield f"    {source.value} --> {rule.target.value}: {name.value}"
    yield "```"
    yield ""
    everywhere = [name.value for name, rule in MOVES.items() if rule.sources >= OPEN and rule.target is not None]
    yield f"Every open state also leads to the end by {_or(everywhere)}; every ended one to `archived` by `archive`."


def _states() -> Iterator[str]:
    yield "## What may be done where"
    yield ""
    yield "| state | | moves |"
    yield "|---|---|---|"
    for status in Status:
        possible = [name.value for name, rule in MOVES.items() if status in rule.sources]
        yield f"| `{status.value}` | {_STATES[status]} | {' '.join(possible) or '–'} |"


def _moves() -> Iterator[str]:
    yield "## Each move"
    yield ""
    yield "| move | from | to | who may | needs | writes | says |"
    yield "|---|---|---|---|---|---|---|"
    for name, rule in MOVES.items():
        cells = (
            f"`{name.value}`",
            _from(rule),
            _to(rule),
            "; ".join(rule.who),
            rule.needs,
            " ".join(f"`{column}`" for column in rule.writes) or "–",
            " ".join(f"`{phrase}`" for phrase in rule.says) or "–",
        )
        yield f"| {' | '.join(cells)} |"


def _from(rule: Rule) -> str:
    if rule.sources >= OPEN:
        more = _in_order(rule.sources - OPEN)
        return "any open" + "".join(f", {status.value}" for status in more)
    return ", ".join(status.value for status in _in_order(rule.sources))


def _to(rule: Rule) -> str:
    target = "stays" if rule.target is None else f"`{rule.target.value}`"
    if not rule.back:
        return target
    stood = "where it stood" if rule.back == OPEN else _or(status.value for status in _in_order(rule.back))
    return f"{target}, or back to {stood}"


def _in_order(statuses: Iterable[Status]) -> list[Status]:
    order = list(Status)
    return sorted(statuses, key=order.index)


def _or(names: Iterable[str]) -> str:
    *first, last = [f"`{name}`" for name in names]
    return f"{', '.join(first)} or {last}" if first else last

"""The command line; arguments only, everything it calls lives elsewhere."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot import commands
from bot.casefile_commands import casefile
from bot.check import check as find_problems
from bot.code_commands import codes_app
from bot.command_line import config_of, day, errors, refuse
from bot.command_line import progress as bar
from bot.command_line import run as do
from bot.config import ConfigMistake
from bot.decision_commands import decisions_app
from bot.digest_commands import digest_app
from bot.dispatch_commands import dispatch_app
from bot.hotline_commands import hotline_app
from bot.inbox_commands import inbox_app
from bot.ledger_commands import ledger_app
from bot.logs import set_up_logs
from bot.officer_commands import officer_app
from bot.officials_page import docs_app
from bot.organisation_commands import org_app
from bot.privileged_reads import NoReason
from bot.rehearsal import ScriptMistake
from bot.reports import report_app
from bot.responsibility_file import ResponsibilityMistake
from bot.rule_learning import Comparison, LeftOut
from bot.service import ServiceMistake, serve
from classifiers.classifier import as_line
from classifiers.rule_file import RuleMistake
from classifiers.suggesting import FEW
from classifiers.verdict import Scene
from storage.database import DatabaseMistake
from storage.organisation_file import OrganisationMistake
from storage.vault import KeyMistake

app = typer.Typer(
    name="shuoshi",
    help="说事: a villager's sentence in a chat becomes one ticket with one person, one duty and one date.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
rules_app = typer.Typer(
    help="The reading rules: their own examples, and why a text is judged as it is.", no_args_is_help=True
)
db_app = typer.Typer(help="The database.", no_args_is_help=True)
for name, group in (
    ("ledger", ledger_app),
    ("digest", digest_app),
    ("dispatch", dispatch_app),
    ("rules", rules_app),
    ("db", db_app),
    ("org", org_app),
    ("docs", docs_app),
    ("report", report_app),
    ("officer", officer_app),
    ("decisions", decisions_app),
    ("codes", codes_app),
    ("hotline", hotline_app),
    ("inbox", inbox_app),
):
    app.add_typer(group, name=name)


app.command("casefile")(casefile)


@app.callback()
def main_options(
    context: typer.Context,
    config: Annotated[Path, typer.Option(help="The configuration file.")] = Path("config.yaml"),
) -> None:
    """Options that stand before the command."""
    context.obj = config


@app.command()
def run(context: typer.Context) -> None:
    """Serve until SIGTERM or Ctrl-C; then stop taking, finish what is in hand, and exit."""
    set_up_logs()
    do(serve(config_of(context), os.environ))


@app.command()
def check(context: typer.Context) -> None:
    """Name every problem at once, each with where it is and how to mend it. Exit 1 if there is any error."""
    problems = do(find_problems(context.obj, os.environ))
    for problem in problems:
        mark = "✗" if problem.severity == "error" else "!"
        typer.echo(f"{mark} {problem.where}: {problem.what}\n    → {problem.how_to_mend}")
    wrong = sum(problem.severity == "error" for problem in problems)
    typer.echo(f"{wrong} to mend, {len(problems) - wrong} to know" if problems else "everything is in order")
    raise typer.Exit(1 if wrong else 0)


@app.command()
def classify(
    context: typer.Context,
    text: Annotated[str | None, typer.Argument(help="One text; without it, JSON lines on standard input.")] = None,
    scene: Annotated[Scene, typer.Option(help="Where it was said.")] = Scene.GROUP,
) -> None:
    """Say what a text is, and which words decided it. JSON lines in, JSON lines out, in the same order.

    In: {"id", "text", "scene"?: "group"|"private", "sender_is_staff"?: bool}. Exit 2 on a bad line, naming it.
    """
    reader = commands.reader_of(config_of(context, optional=True))
    if text is not None:
        typer.echo(json.dumps(as_line(reader.read(text, scene=scene), None), ensure_ascii=False))
        return
    for number, raw in enumerate(sys.stdin.buffer, 1):
        try:
            answer = commands.classify_line(reader, raw, scene)
        except commands.BadLine as mistake:
            sys.stdout.flush()
            refuse(f"standard input, line {number}: {mistake}", 2)
        if answer is not None:
            sys.stdout.write(answer + "\n")


@app.command()
def rehearse(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Scripts: one JSON message a line, ordered by `at`.")],
    org: Annotated[
        Path | None, typer.Option(help="An organisation (YAML); default: the demonstration township.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="ISO 8601 instant; default: a day after the last line.")] = None,
    out: Annotated[Path, typer.Option(help="Folder for sent.jsonl, ledger.jsonl, summary.json.")] = Path("rehearsal"),
) -> None:
    """Play a script through the whole program on a virtual clock: no network, no waiting. Exit 2 on a bad script."""
    set_up_logs(quiet=True)
    config = config_of(context, optional=True)
    columns = (TextColumn("rehearsing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=errors, transient=True) as progress:
        task = progress.add_task("", total=None)
        performance = do(
            commands.rehearse_files(
                config,
                files,
                org,
                until,
                on_start=lambda total: progress.update(task, total=total),
                on_line=lambda done: progress.update(task, completed=done),
            )
        )
    performance.write(out)
    typer.echo(json.dumps(performance.summary, ensure_ascii=False, indent=2))


@rules_app.command("test")
def rules_test(context: typer.Context) -> None:
    """Run every rule's own `matches` and `ignores`. Exit 1 on a failing example."""
    count, failures = commands.test_rules(config_of(context, optional=True))
    for failure in failures:
        typer.echo(str(failure))
    typer.echo(f"{count} rules, {len(failures)} failing examples")
    raise typer.Exit(1 if failures else 0)


@rules_app.command("explain")
def rules_explain(
    context: typer.Context,
    text: Annotated[str, typer.Argument(help="What somebody might write.")],
    scene: Annotated[Scene, typer.Option(help="Where it was said.")] = Scene.GROUP,
) -> None:
    """Say why a text is judged as it is: each rule that fired, its words, its reason."""
    for line in commands.explain(commands.reader_of(config_of(context, optional=True)), text, scene):
        typer.echo(line)


@rules_app.command("suggest")
def rules_suggest(
    context: typer.Context,
    min_support: Annotated[
        int, typer.Option(min=3, help="People who must have used a word; fewer than 3 could be recognised by it.")
    ] = FEW,
    limit: Annotated[int, typer.Option(min=1, help="At most so many words.")] = 40,
    since: Annotated[str | None, typer.Option(help="Tickets registered from this local day on, YYYY-MM-DD.")] = None,
    with_words: Annotated[
        str | None,
        typer.Option(metavar="REASON", help="Show six masked signs on either side of each word; the reason is kept."),
    ] = None,
) -> None:
    """Propose rules from what officials corrected, as YAML; put what you accept into the rules directory.

    Counts are people, and no sentence of anybody is shown.
    """
    set_up_logs(quiet=True)
    begin = day(since, "--since") if since else None
    with bar("reading corrections") as (start, more):
        reaped, lines = do(
            commands.suggest_rules(
                config_of(context),
                os.environ,
                since=begin,
                min_support=min_support,
                limit=limit,
                with_words=with_words,
                on_start=start,
                on_page=more,
            )
        )
    for line in lines:
        typer.echo(line)
    left_out = reaped.left_out
    errors.print(
        f"{len(reaped.matters)} tickets read, {reaped.corrected} corrected by officials; "
        f"{left_out.without_words} whose words are gone, {left_out.kept_apart} kept apart",
        markup=False,
    )
    if not reaped.corrected:
        errors.print("nobody has corrected a ticket yet, so there is nothing to learn from; come back later")
    elif not lines:
        errors.print(f"no word was used by {min_support} people and sets the corrected tickets apart; come back later")
    else:
        errors.print("save what you accept as a .yaml file, try it with `shuoshi rules rehearse FILE`, then copy it")


@rules_app.command("rehearse")
def rules_rehearse(
    context: typer.Context,
    change: Annotated[
        Path, typer.Argument(help="A rules directory, or one rule file that takes the place of its namesake.")
    ],
    texts: Annotated[
        Path | None, typer.Option(help="Judge these instead of past tickets: JSON lines as `classify` takes them.")
    ] = None,
    format_: Annotated[Literal["text", "json"], typer.Option("--format", help="A table, or JSON.")] = "text",
) -> None:
    """Say what a changed rule set would move among past tickets: counts and numbers, never a text.

    Exit 1 on a bad rule set, naming file and line; 2 on a bad line of --texts.
    """
    set_up_logs(quiet=True)
    left_out = LeftOut()
    with bar("judging") as (start, more):
        if texts is None:
            work = commands.rehearse_rules(config_of(context), os.environ, change, on_start=start, on_page=more)
            comparison, left_out = do(work)
        else:
            comparison = _rehearse_texts(context, change, texts, start, more)
    if format_ == "json":
        typer.echo(json.dumps(comparison.as_fields(left_out), ensure_ascii=False))
        return
    for line in comparison.as_table(left_out):
        typer.echo(line)


def _rehearse_texts(
    context: typer.Context, change: Path, texts: Path, start: Callable[[int], None], more: Callable[[int], None]
) -> Comparison:
    config = config_of(context, optional=True)
    try:
        lines = texts.read_bytes().splitlines()
        return commands.rehearse_texts(config, change, lines, on_start=start, on_line=lambda: more(1))
    except OSError as failure:
        refuse(f"{texts}: cannot be read ({failure.strerror})", 2)
    except commands.BadLine as mistake:
        refuse(f"{texts}, {mistake}", 2)


@db_app.command("upgrade")
def db_upgrade(context: typer.Context) -> None:
    """Bring the tables to the newest revision."""
    before, after = do(commands.upgrade_database(config_of(context), os.environ))
    typer.echo(f"{before or 'empty'} → {after}" if before != after else f"already at {after}")


@app.command()
def purge(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be destroyed.")] = False,
) -> None:
    """Destroy words, notes and traces older than `retention:` promises. The service does so itself, once a day."""
    gone = do(commands.purge(config_of(context), os.environ, dry_run=dry_run))
    verb = "would be" if dry_run else "were"
    typer.echo(
        f"{gone.tickets} tickets' words, {gone.notes} notes and {gone.messages} handled messages {verb} destroyed"
    )


def main() -> None:
    """Entry point: mistakes of people become sentences, not stacks."""
    try:
        app()
    except (ConfigMistake, OrganisationMistake, ResponsibilityMistake, RuleMistake) as mistake:
        for problem in mistake.problems:
            errors.print(problem, markup=False)
        sys.exit(1)
    except (ScriptMistake, NoReason) as mistake:
        errors.print(str(mistake), markup=False)
        sys.exit(2)
    except (DatabaseMistake, KeyMistake, ServiceMistake) as mistake:
        errors.print(str(mistake), markup=False)
        sys.exit(1)
    except BrokenPipeError:
        # the reader of our output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)


if __name__ == "__main__":
    main()

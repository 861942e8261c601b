"""Commands that tell what changed: diff, releases."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from flows.commands.exits import DONE, TO_LOOK_AT

Outputs = Annotated[Path, typer.Option(help="Where the releases are.")]
Name = Literal["relations", "incidents", "sanctions", "investment_rankings"]


def diff(
    before: Annotated[
        str, typer.Argument(metavar="[A]", help="A version, its beginning, a folder, latest or previous.")
    ] = "previous",
    after: Annotated[str, typer.Argument(metavar="[B]", help="The same.")] = "latest",
    outputs: Outputs = Path("outputs"),
    table: Annotated[Name | None, typer.Option(help="Compare this table only.", show_default="all")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, as in CHANGES.json.")] = False,
) -> None:
    """Show what changed from release A to release B, and why.

    Records added, removed, changed or moved within their document, each with
    its values and words before and after, and the cause: a correction, the
    document, the rule, the model (the parser), the engine (the code). Where
    several could be the cause, all are named. Without A and B, the release
    before the latest is compared with the latest. Exits with 0 if the two are
    the same, 1 if they differ, 3 if they cannot be compared.

    [bold]Examples[/bold]

    attache diff
    attache diff 3f2a latest --table relations
    attache diff ~/Downloads/3f2a0c5d9e81 latest --json | jq .counts
    """
    from flows.release.change_text import changes_text
    from flows.release.changes import as_object, json_text
    from flows.release.diff import compare
    from flows.release.edition import read_edition
    from flows.release.named import find_release
    from flows.terminal import print_markdown
    from schemas.codebook.kinds import CLAIM_TABLES

    one, other = (read_edition(find_release(name, outputs)) for name in (before, after))
    found = compare(one, other, CLAIM_TABLES if table is None else (table,))
    if as_json:
        typer.echo(json_text(as_object(found)), nl=False)
    else:
        print_markdown(changes_text(found, shown=None))
    raise typer.Exit(DONE if found.same else TO_LOOK_AT)


def releases(
    outputs: Outputs = Path("outputs"),
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, the oldest first.")] = False,
) -> None:
    """Show the log of releases: when each was made the latest, what it holds, what changed.

    Lines of the log that are torn or edited are named, and so are releases
    that are gone, or whose CHANGES files are not those that the log notes;
    the exit code is then 1.

    [bold]Example[/bold]

    attache releases
    """
    from dataclasses import asdict

    from flows.records import as_line
    from flows.release.log import log_problems, read_log
    from flows.release.store import latest_version
    from flows.terminal import complain, print_releases

    log = read_log(outputs)
    if as_json:
        for entry in log.entries:
            typer.echo(as_line(asdict(entry)))
    else:
        print_releases(log.entries, latest_version(outputs))
    problems = (*log.problems, *log_problems(outputs, log))
    for problem in problems:
        complain(problem)
    raise typer.Exit(TO_LOOK_AT if problems else DONE)

"""Commands that tell what changed: diff, releases."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from flows.commands.exits import DONE, TO_LOOK_AT

Outputs = Annotated[str, typer.Option(help="Where the releases are: a folder, or its fsspec address.")]
Name = Literal["relations", "incidents", "sanctions", "investment_rankings"]


def diff(
    before: Annotated[
        str, typer.Argument(metavar="[A]", help="A version, its beginning, a folder, latest or previous.")
    ] = "previous",
    after: Annotated[str, typer.Argument(metavar="[B]", help="The same.")] = "latest",
    outputs: Outputs = "outputs",
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
    attache diff --outputs s3://bucket/outputs
    """
    from flows.release.change_text import changes_text
    from flows.release.changes import as_object, json_text
    from flows.release.diff import compare
    from flows.release.edition import read_edition
    from flows.release.folder import reading
    from flows.release.named import find_release
    from flows.terminal import print_markdown, progress_bar
    from schemas.codebook.kinds import CLAIM_TABLES

    with progress_bar("comparing"), reading(outputs) as found_in:
        folders = [find_release(name, found_in.folder) for name in (before, after)]
        for folder in folders:
            found_in.fetch(folder.name)
        one, other = map(read_edition, folders)
        found = compare(one, other, CLAIM_TABLES if table is None else (table,))
    if as_json:
        typer.echo(json_text(as_object(found)), nl=False)
    else:
        print_markdown(changes_text(found, shown=None))
    raise typer.Exit(DONE if found.same else TO_LOOK_AT)


def releases(
    outputs: Outputs = "outputs",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line, the oldest first.")] = False,
) -> None:
    """Show the log of releases: when each was made the latest, what it holds, what changed.

    Lines of the log that are torn or edited are named, and so are releases
    that are gone, or whose CHANGES files are not those that the log notes;
    the exit code is then 1.

    [bold]Examples[/bold]

    attache releases
    attache releases --outputs s3://bucket/outputs
    """
    from dataclasses import asdict

    from flows.records import as_line
    from flows.release.checksums import UNLISTED
    from flows.release.folder import reading
    from flows.release.log import log_problems, read_log
    from flows.release.store import latest_version
    from flows.terminal import complain, print_releases

    with reading(outputs) as found:
        found.fetch_of_all(UNLISTED)
        log, latest = read_log(found.folder), latest_version(found.folder)
        problems = [found.told(problem) for problem in (*log.problems, *log_problems(found.folder, log))]
    if as_json:
        for entry in log.entries:
            typer.echo(as_line(asdict(entry)))
    else:
        print_releases(log.entries, latest)
    for problem in problems:
        complain(problem)
    raise typer.Exit(TO_LOOK_AT if problems else DONE)

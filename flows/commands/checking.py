"""The command that looks at files before they become sources: check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.exits import DONE, NOT_DONE, TO_LOOK_AT


def check(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Files, or folders of them.")],
    raw: Annotated[str, typer.Option(help="The sources to look for the same texts in.")] = "raw",
    outputs: Annotated[str, typer.Option(help="Where releases are; the latest is compared with.")] = "outputs",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a file, one a line.")] = False,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Write all of it as one page.")] = None,
    add: Annotated[bool, typer.Option("--add", help="Copy what is not unfit into RAW, with a draft .toml.")] = False,
    into: Annotated[str, typer.Option(metavar="FOLDER", help="The folder below RAW to copy into.")] = "",
) -> None:
    """Say whether files are fit to become sources, and what they would give.

    Looks at how each can be read, its language, what is known of where it
    comes from, and whether RAW holds the same text, nearly the same, or most
    of it; shows the records that it gives, the sentences and names to look
    at, and what agrees or conflicts with the latest release. Nothing is
    written but what --html and --add ask for. Nothing in RAW is ever written
    over. Exits with 0 if all are fit, 1 if one is fit with warnings, 3 if one
    is unfit.

    [bold]Examples[/bold]

    attache check article.html
    attache check inbox --html checked.html
    attache check article.txt --add --into news/2024
    """
    from flows.fitness.adding import add as add_to
    from flows.fitness.as_json import as_json as file_as_json
    from flows.fitness.examine import examine
    from flows.fitness.page import write_page
    from flows.ingest.problems import IngestError
    from flows.records import as_line
    from flows.release.address import is_address
    from flows.terminal import complain, out
    from flows.terminal_check import checking_progress, print_checked

    if into and not add:
        raise typer.BadParameter("says where --add copies to; give --add too", param_hint="--into")
    if add and is_address(raw):
        raise typer.BadParameter("copies into a folder of this machine; give another --raw", param_hint="--add")
    with checking_progress() as progress:
        checked = examine(paths, raw, outputs, progress)
    added: dict[Path, Path] = {}
    refused = False
    for file in checked.files if add else ():
        if file.verdict == "unfit" or file.path in added:
            continue
        try:
            added[file.path] = add_to(file, Path(raw), into)
        except IngestError as error:
            complain(str(error))
            refused = True
    if html is not None:
        write_page(checked, html)
    if as_json:
        for file in checked.files:
            typer.echo(as_line(file_as_json(file, str(added[file.path]) if file.path in added else None)))
        for remark in checked.remarks:
            complain(remark)
    else:
        print_checked(checked)
        for path in added.values():
            out.print(f"added: {path}", soft_wrap=True, markup=False)
    if not checked.files:
        complain(f"{', '.join(map(str, paths))}: holds no file; give another")
        raise typer.Exit(NOT_DONE)
    codes = {"fit": DONE, "fit with warnings": TO_LOOK_AT, "unfit": NOT_DONE}
    raise typer.Exit(NOT_DONE if refused else codes[checked.verdict])

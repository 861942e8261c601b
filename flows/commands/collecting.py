"""The command that brings in new documents: collect."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from flows.commands.exits import DONE, INTERRUPTED, NOT_DONE, TO_LOOK_AT
from flows.environment import prefect_settings


def collect(
    source: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE...]", help="Names of sources.", show_default="all")
    ] = None,
    sources: Annotated[Path, typer.Option(help="The file that declares the sources.")] = Path("sources.toml"),
    raw: Annotated[str, typer.Option(help="The folder that documents land in.")] = "raw",
) -> None:
    """Bring new documents of the declared sources into raw/.

    Feeds, sitemaps, pages and folders, as sources.toml declares them. Each
    new document lands once, as it came, with a .toml of what is known of it;
    what is there is never touched. Hosts are asked politely: by robots.txt,
    with pauses, and only for what is new. A source that fails stops no other.
    Ctrl-C ends it well: what landed stays, and the next run goes on.

    Exits with 0 if all went well, 1 if some source had a problem, 3 if no
    source could be listed.

    [bold]Examples[/bold]

    attache collect
    attache collect inbox
    attache collect --sources ~/sources.toml --raw ~/articles
    """
    from flows.sources.declaration import load_sources
    from flows.terminal import complain, log_to_terminal

    # A mistake in the file is told at once, not after the seconds that Prefect takes to start.
    load_sources(sources)
    log_to_terminal()
    outputs = Path("outputs")
    with (
        TemporaryDirectory(prefix="attache-prefect-", ignore_cleanup_errors=True) as elsewhere,
        prefect_settings(outputs if outputs.is_dir() else Path(elsewhere)),
    ):
        from flows.collect import run
        from flows.terminal_collect import print_collected

        came = run(raw, sources, source or ())
    print_collected(came)
    if any(one.interrupted for one in came):
        landed = sum(len(one.landed) for one in came)
        complain(f"interrupted; {landed} new documents landed and are on record, and the next run goes on from there")
        raise typer.Exit(INTERRUPTED)
    if all(one.failure and not one.landed for one in came):
        raise typer.Exit(NOT_DONE)
    raise typer.Exit(TO_LOOK_AT if any(one.failure or one.problems for one in came) else DONE)

"""Commands that look at releases: show, verify, diff, releases."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.exits import TO_LOOK_AT
from flows.ingest.problems import printable


def show(
    record: Annotated[str, typer.Argument(help="A record's id, or as much of it as no other has.")],
    release: Annotated[
        str, typer.Option(help="The release to look in: its folder, or its fsspec address.")
    ] = "outputs/latest",
) -> None:
    """Show a record beside its sentence, the words of each field marked in colour.

    [bold]Example[/bold]

    attache show relations-3f2a
    """
    from flows.lookup import find_record
    from flows.release.folder import release_at_hand
    from flows.terminal import print_record

    with release_at_hand(release) as folder:
        found = find_record(folder, record)
    print_record(found)


def verify(
    release: Annotated[
        str, typer.Argument(help="The release: its folder, or a .zip or .tar.gz of it, or the fsspec address of one.")
    ] = "outputs/latest",
    raw: Annotated[
        str | None,
        typer.Option(help="The sources to check it against.", show_default="raw beside its outputs, if there is one"),
    ] = None,
    signers: Annotated[
        Path | None,
        typer.Option(help="The keys that you trust, a line each: NAME KEYTYPE KEY. It must be signed by one."),
    ] = None,
) -> None:
    """Check a release, one of yours or a downloaded copy.

    Every file's digest; Parquet against CSV; every span's words in the
    published texts; every value read again from its words; what is derived
    derived again; the card, metadata, pages and viewer made again from the
    tables. With the sources, their bytes too. Nothing of the release is run
    or believed. Exits with 0 if all holds, 1 if not, or if the release is of
    another format and only its digests could be checked.

    [bold]Examples[/bold]

    attache verify
    attache verify ~/Downloads/3f2a0c5d9e81.zip
    attache verify ~/Downloads/3f2a0c5d9e81 --raw raw --signers signers
    attache verify s3://bucket/outputs/latest --raw s3://bucket/raw
    """
    from flows.pipeline import verify_release
    from flows.release.folder import release_at_hand
    from flows.release.store import RELEASES
    from flows.terminal import progress_bar

    with progress_bar("verifying"), release_at_hand(release) as folder:
        where = folder.resolve()
        beside = where.parent.parent.parent / "raw"
        sources = raw or (beside if where.parent.name == RELEASES and beside.is_dir() else None)
        verification = verify_release(folder, sources, signers=signers)
    for problem in verification.problems:
        typer.echo(printable(str(problem)))
    for note in verification.notes:
        typer.echo(printable(note))
    looked_at = ", ".join(f"{count} {name}" for name, count in verification.counts.items())
    against = f" against {raw or 'raw'}" if sources else ""
    if verification.problems:
        found = len(verification.problems)
        typer.echo(f"{release} does not verify{against}: {found} problem{'' if found == 1 else 's'} in {looked_at}")
        raise typer.Exit(TO_LOOK_AT)
    if not verification.complete:
        typer.echo(f"{release} could not be verified fully: only the digests of {looked_at}")
        raise typer.Exit(TO_LOOK_AT)
    typer.echo(f"{release} verifies{against}: {looked_at}")

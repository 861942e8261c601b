"""Commands that make releases and run what makes them: publish, serve."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from flows.commands.exits import DONE, TO_LOOK_AT
from flows.environment import prefect_settings

MEGABYTE = 1_000_000


def publish(
    raw: Annotated[str, typer.Option(help="The folder of source documents, or its fsspec address.")] = "raw",
    outputs: Annotated[str, typer.Option(help="Where releases go, by path or fsspec address.")] = "outputs",
    corrections: Annotated[
        Path | None,
        typer.Option(help="The folder of corrections.", show_default="corrections beside RAW, if there is one"),
    ] = None,
    sign: Annotated[Path | None, typer.Option(metavar="KEY", help="Sign the release with this SSH key.")] = None,
    runner: Annotated[
        Literal["threads", "processes", "dask", "ray"], typer.Option(help="What reads the documents.")
    ] = "threads",
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="How many at a time.", show_default="one thread; else one process a core"),
    ] = None,
    address: Annotated[str | None, typer.Option(help="Of a Dask or Ray cluster that is there already.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Read every document again.")] = False,
) -> None:
    """Read a folder of sources and publish a verified release.

    The release is built aside, verified, and switched in at once as the
    folder latest in OUTPUTS: whatever happens, the last one stays whole. A
    file that cannot be read is named, stands in the table of rejects, and
    does not stop the others. A correction that does not fit what was read
    stops the release.

    What an earlier run has read is kept in OUTPUTS/.store and not read again
    unless the document, or what reads it, has changed.

    [bold]Examples[/bold]

    attache publish
    attache publish --raw ~/articles --outputs ~/releases
    attache publish --sign ~/.ssh/id_ed25519
    attache publish --raw s3://bucket/raw --outputs s3://bucket/outputs
    attache publish --runner processes
    attache publish --runner dask --address tcp://scheduler:8786
    """
    from flows.ingest.folder import require_folder
    from flows.job import Job
    from flows.release.folder import put_signature
    from flows.release.remote import require_outputs
    from flows.release.signing import require_key
    from flows.release.signing import sign as make_signature
    from flows.release.store import RELEASES
    from flows.terminal import log_to_terminal

    require_folder(raw)
    # A key that cannot sign is told before the work, not after it.
    if sign is not None:
        require_key(sign)
    require_outputs(outputs)
    log_to_terminal()
    with prefect_settings(outputs):
        from flows.publishing import run

        published = run(Job(raw, outputs, corrections, fresh=fresh), runner, workers, address)
    if sign is not None:
        signature = make_signature(published.folder, sign)
        typer.echo(f"signed: {put_signature(signature, f'{outputs}/{RELEASES}/{published.version}')}")
    raise typer.Exit(TO_LOOK_AT if published.rejects else DONE)


def prune(
    outputs: Annotated[str, typer.Option(help="Where the releases are, by path or fsspec address.")] = "outputs",
    keep: Annotated[int, typer.Option(min=0, metavar="MB", help="How much to keep, in megabytes.")] = 0,
) -> None:
    """Remove what earlier runs have read from OUTPUTS/.store; releases stay.

    What was not used for longest goes first. The next publish reads again
    what is gone. After each publish at most 5,000 MB are kept anyway.

    [bold]Examples[/bold]

    attache prune
    attache prune --keep 500
    """
    from flows.job import Job
    from flows.store.blobs import Blobs

    removed, freed = Blobs(Job(outputs=outputs).blobs).prune(keep * MEGABYTE)
    typer.echo(f"removed: {removed} entries, {freed / MEGABYTE:.1f} MB")


def serve(
    deployments: Annotated[Path, typer.Option(help="Which flows run when.")] = Path("prefect.yaml"),
) -> None:
    """Run the deployments of prefect.yaml when they are due, until interrupted.

    Needs a Prefect server, which keeps the schedules. In one terminal

    prefect server start

    and in another

    export PREFECT_API_URL=http://127.0.0.1:4200/api
    attache serve
    """
    with prefect_settings():
        from flows.serve import serve as serve_deployments

        serve_deployments(deployments)

"""Commands that make releases and run what makes them: publish, serve."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.exits import DONE, NOT_DONE, TO_LOOK_AT
from flows.environment import prefect_settings


def publish(
    raw: Annotated[Path, typer.Option(help="The folder of source documents.")] = Path("raw"),
    outputs: Annotated[Path, typer.Option(help="Where releases go.")] = Path("outputs"),
    corrections: Annotated[
        Path | None,
        typer.Option(help="The folder of corrections.", show_default="corrections beside RAW, if there is one"),
    ] = None,
    sign: Annotated[Path | None, typer.Option(metavar="KEY", help="Sign the release with this SSH key.")] = None,
) -> None:
    """Read a folder of sources and publish a verified release.

    The release is built aside, verified, and switched in at once as the
    folder latest in OUTPUTS: whatever happens, the last one stays whole. A
    file that cannot be read is named, stands in the table of rejects, and
    does not stop the others. A correction that does not fit what was read
    stops the release.

    [bold]Examples[/bold]

    attache publish
    attache publish --raw ~/articles --outputs ~/releases
    attache publish --sign ~/.ssh/id_ed25519
    """
    from flows.ingest.read import require_folder
    from flows.release.signing import require_key
    from flows.release.signing import sign as make_signature
    from flows.terminal import complain, log_to_terminal

    require_folder(raw)
    # A key that cannot sign is told before the work, not after it.
    if sign is not None:
        require_key(sign)
    if outputs.exists() and not outputs.is_dir():
        complain(f"{outputs}: is not a folder; move it away or give another --outputs")
        raise typer.Exit(NOT_DONE)
    log_to_terminal()
    with prefect_settings(outputs):
        from flows.publish import run

        published = run(raw, outputs, corrections)
    if sign is not None:
        typer.echo(f"signed: {make_signature(published.folder, sign)}")
    raise typer.Exit(TO_LOOK_AT if published.rejects else DONE)


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

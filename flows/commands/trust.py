"""The command that signs a release."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def sign(
    key: Annotated[Path, typer.Option(help="Your SSH key: the private one, or the public one of a key in the agent.")],
    release: Annotated[str, typer.Argument(help="The release's folder, or its fsspec address.")] = "outputs/latest",
) -> None:
    """Sign a release with an SSH key, so that others can tell whose it is.

    Writes CHECKSUMS.sig, a signature of CHECKSUMS, which holds the digest of
    every file. Needs ssh-keygen (OpenSSH). A release that does not verify is
    not signed. Who trusts you puts your public key into a file of signers, a
    line a key, and checks with attache verify --signers.

    [bold]Examples[/bold]

    attache sign --key ~/.ssh/id_ed25519
    echo "you@example.org $(cat ~/.ssh/id_ed25519.pub)" > signers
    attache verify --signers signers
    """
    from flows.pipeline import verify_release
    from flows.release.errors import ReleaseError
    from flows.release.folder import put_signature, release_at_hand
    from flows.release.signing import require_key
    from flows.release.signing import sign as make_signature

    require_key(key)
    with release_at_hand(release) as folder:
        found = verify_release(folder, None)
        if found.problems:
            raise ReleaseError(
                release, f"does not verify: {found.problems[0]}", "Nothing was signed: see attache verify"
            )
        typer.echo(f"signed: {put_signature(make_signature(folder, key), release)}")

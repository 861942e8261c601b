"""The digest of the codebook's files: by it a release names the codebook that it was made with."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from schemas.codebook.vocabulary import FOLDER


@cache
def codebook_digest(folder: Path = FOLDER, without: str | None = None) -> str:
    """Return the SHA-256 digest of the codebook's files, by name and content; ``without`` names a folder left out."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*.toml")):
        name = file.relative_to(folder)
        if name.parts[0] != without:
            digest.update(name.as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()

"""The checksums of a release, and its version, which is made from them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

CHECKSUMS = "CHECKSUMS"
# The files in which the version stands. For the version they are read with NO_VERSION in its place.
VERSIONED = ("README.md", "datapackage.json")
NO_VERSION = "0" * 12
VERSION = re.compile(r"[0-9a-f]{12}")
_LINE = re.compile(r"([0-9a-f]{64})  ([^/\\\s][^/\\\n]*)")


def digest(file: Path) -> str:
    """Return the SHA-256 digest of a file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def checksum_lines(digests: Mapping[str, str]) -> str:
    """Return the text of CHECKSUMS, in the form of sha256sum, sorted by file name."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests))


def read_checksums(text: str) -> dict[str, str]:
    """Return digest by file name; raise ValueError with the line that is not a checksum."""
    digests = {}
    for number, line in enumerate(text.splitlines(), 1):
        found = _LINE.fullmatch(line)
        if found is None or found[2] in digests:
            raise ValueError(f"line {number} is not the checksum of one more file: {line!r}")
        digests[found[2]] = found[1]
    if checksum_lines(digests) != text:
        raise ValueError("the lines are not sorted by file name, or one is not ended")
    return digests


def file_names(folder: Path) -> set[str]:
    """Return the names of all that stands in a release's folder but CHECKSUMS."""
    return {entry.name for entry in folder.iterdir()} - {CHECKSUMS}


def version_of(folder: Path, version: str) -> str:
    """Return the version that the files of a release make, in which ``version`` stands already.

    It is the start of the SHA-256 digest of what CHECKSUMS would be if README.md and datapackage.json had twelve zeros
    for the version. So it changes with any byte of the release, and everyone can compute it from the release alone.
    """
    digests = {name: digest(folder / name) for name in file_names(folder)}
    for name in VERSIONED:
        content = (folder / name).read_bytes().replace(version.encode(), NO_VERSION.encode())
        digests[name] = hashlib.sha256(content).hexdigest()
    return hashlib.sha256(checksum_lines(digests).encode()).hexdigest()[: len(NO_VERSION)]

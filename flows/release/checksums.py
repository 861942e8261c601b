"""The checksums of a release, and its version, which is made from them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

CHECKSUMS = "CHECKSUMS"
SIGNATURE = "CHECKSUMS.sig"
SIGNATURE_DRAFT = f".{SIGNATURE}"  # what a run left that was ended while it signed: the release is whole for all that
# What may stand in a release's folder without being of the release: what changed since the one that was published
# before it, and a signature, which is made afterwards. Neither is a function of the sources and the code.
UNLISTED = frozenset({"CHANGES.json", "CHANGES.md", SIGNATURE, SIGNATURE_DRAFT})
# The layout of a release: 1 had nine tables, README.md and datapackage.json; 4 has the bill of materials. Raise it when
# files, tables or columns do.
FORMAT = 4
# The attache that reads each format.
READERS = {1: "0.1.0", 2: "0.2.0", 3: "0.3.0", 4: "0.4.0"}
NO_VERSION = "0" * 12
VERSION = re.compile(r"[0-9a-f]{12}")
_TABLES = (".parquet", ".csv")
_LINE = re.compile(r"([0-9a-f]{64})  ([^/\\\s][^/\\\n]*)")


def digest(file: Path) -> str:
    """Return the SHA-256 digest of a file."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def checksum_lines(digests: Mapping[str, str]) -> str:
    """Return the text of CHECKSUMS, in the form of sha256sum, sorted by file name."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests))


def read_checksums(content: bytes) -> dict[str, str]:
    """Return digest by file name; raise ValueError with the line that is not a checksum."""
    if b"\r" in content:
        raise ValueError("its lines end in a carriage return: a program changed them on the way; download it as it is")
    digests: dict[str, str] = {}
    text = content.decode("utf-8")
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        found = _LINE.fullmatch(line)
        if found is None:
            raise ValueError(f"line {number} is not a digest, two spaces and a file's name: {line[:120]!r}")
        if found[2] in digests:
            raise ValueError(f"line {number} names {found[2]!r} a second time")
        if found[2] == CHECKSUMS or found[2] in UNLISTED:
            raise ValueError(f"line {number} names {found[2]}, which cannot have its checksum here")
        digests[found[2]] = found[1]
    if checksum_lines(digests) != text:
        raise ValueError("the lines are not sorted by file name, or the last one is not ended")
    return digests


def file_names(folder: Path) -> set[str]:
    """Return the names of what stands in a release's folder and is listed in CHECKSUMS: all but it and UNLISTED."""
    return {entry.name for entry in folder.iterdir()} - {CHECKSUMS} - UNLISTED


def names_version(name: str) -> bool:
    """Return whether a file of that name may name the version: all but the tables' do."""
    return not name.endswith(_TABLES)


def version_of(folder: Path, version: str) -> str:
    """Return the version that the files of a release make, in which ``version`` stands already.

    It is the start of the SHA-256 digest of what CHECKSUMS would be if all files but the tables' (.parquet, .csv) had
    twelve zeros for the version. So it changes with any byte of the release, and everyone can compute it from the
    release alone.
    """
    digests = {name: digest(folder / name) for name in file_names(folder)}
    for name in filter(names_version, digests):
        content = (folder / name).read_bytes().replace(version.encode(), NO_VERSION.encode())
        digests[name] = hashlib.sha256(content).hexdigest()
    return hashlib.sha256(checksum_lines(digests).encode()).hexdigest()[: len(NO_VERSION)]

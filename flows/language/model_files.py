"""The files of a model are those that were shipped: each is held to its digest before anything of it is loaded.

Nothing of a model is unpickled: spaCy's parts are msgpack, JSON and NumPy arrays without objects, the network is ONNX.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

CHECKSUMS = "CHECKSUMS"
_WAY_OUT = "restore flows/language/model from the repository, or build it with training/train_parser.py"


def checksums(folder: Path) -> str:
    """Return the digests of a model's files in the form of sha256sum, sorted by name."""
    return "".join(f"{_sha256(folder / name)}  {name}\n" for name in sorted(_names(folder)))


def check_model(folder: Path) -> None:
    """Raise FileNotFoundError or ValueError unless a model has the files that its CHECKSUMS names, as they were."""
    try:
        lines = (folder / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise FileNotFoundError(f"{folder}: no parser model is there, or none with {CHECKSUMS}; {_WAY_OUT}") from None
    digests = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    there = set(_names(folder))
    for name in sorted(digests.keys() | there):
        file = folder / name
        if name not in digests:
            raise ValueError(f"{file}: no file of the model; remove it, or {_WAY_OUT}")
        if name not in there:
            raise FileNotFoundError(f"{file}: a file of the parser's model is missing; {_WAY_OUT}")
        if (found := _sha256(file)) != digests[name]:
            # Other weights or rules of words would be other rows under the same version, and nobody would know.
            raise ValueError(f"{file}: its sha256 is {found}, but {CHECKSUMS} names {digests[name]}; {_WAY_OUT}")


def _names(folder: Path) -> Iterator[str]:
    for file in folder.rglob("*"):
        name = file.relative_to(folder).as_posix()
        if name != CHECKSUMS and not file.is_dir():
            yield name


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()

"""What the documents are read with, by digest: so that a release says what would have to be the same to make it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import flows
import schemas
from flows.ingest.formats import reader_version
from flows.release.contents import READER, Instrument
from schemas.codebook.digest import codebook_digest

_FLOWS = Path(flows.__file__).parent
_SCHEMAS = Path(schemas.__file__).parent
_MODEL = _FLOWS / "language" / "model"  # by path: the parser takes long to load
# What decides the rows; what draws the pages of a release does not, and may change without a word.
_STAGES = ("ingest", "language", "extract", "resolve", "corrections")


def instruments(readers: Iterable[str] = ()) -> tuple[Instrument, ...]:
    """Return the code, the codebook and the parser that this program reads with, and the readers of those names.

    The digest of each is of its files' names and contents; see `schemas.codebook.digest.codebook_digest`. That of a
    reader is of the line with the versions of the packages that it rests on: their files differ between machines.
    """
    return (*_own(), *(_reader(name) for name in sorted(set(readers))))


def _reader(name: str) -> Instrument:
    packages = reader_version(name)
    return Instrument(name + READER, packages, hashlib.sha256(packages.encode()).hexdigest())


@cache
def _own() -> tuple[Instrument, ...]:
    codebook = codebook_digest()
    parser = json.loads((_MODEL / "meta.json").read_bytes())["version"]
    return (
        Instrument("code", flows.__version__, _digest(_code())),
        Instrument("codebook", codebook[:12], codebook),
        Instrument("parser", parser, _digest((file, _FLOWS) for file in _MODEL.rglob("*") if file.is_file())),
    )


def _code() -> Iterable[tuple[Path, Path]]:
    """Yield the files of the code with the folder that they are named from."""
    for stage in _STAGES:
        for suffix in ("*.py", "*.toml"):
            yield from ((file, _FLOWS.parent) for file in (_FLOWS / stage).rglob(suffix))
    # The declarations below schemas/codebook/ are the codebook's.
    yield from ((file, _SCHEMAS.parent) for pattern in ("**/*.py", "*.toml") for file in _SCHEMAS.glob(pattern))


def _digest(files: Iterable[tuple[Path, Path]]) -> str:
    content = hashlib.sha256()
    for name, file in sorted((file.relative_to(root).as_posix(), file) for file, root in files):
        content.update(name.encode() + b"\0" + file.read_bytes() + b"\0")
    return content.hexdigest()

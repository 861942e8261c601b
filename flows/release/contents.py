"""What the files of a release are made from, and what a file of one is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from schemas.codebook.vocabulary import Table

READER = "-reader"  # ends the name of an instrument that reads a format, after that of the reader


@dataclass(frozen=True, slots=True)
class Instrument:
    """What the documents were read with, such as the codebook and the parser; ``sha256`` is of its content.

    Of a reader of a format it is of ``version``, the line with the packages that it rests on.
    """

    name: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Contents:
    """All that the writer of one file of a release is handed.

    ``tables`` and ``frames`` have the same names; their files stand in ``folder``. ``engine`` names what read the
    claims, ``instruments`` what it read them with. ``version`` is twelve hex digits, which a writer puts into its text
    as they are. ``files`` are all files of the release but the tables'.
    """

    tables: Mapping[str, Table]
    frames: Mapping[str, pl.DataFrame]
    folder: Path
    engine: str
    instruments: tuple[Instrument, ...]
    version: str
    files: tuple[ReleaseFile, ...]


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """One file of a release beside its tables: its name, what it is, and the function that gives its text."""

    name: str
    title: str
    media_type: str
    text: Callable[[Contents], str]

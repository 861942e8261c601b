"""What is to be published, and what has been."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows.ingest.problems import Problem

_STORE = ".store"
_STORED = 5_000_000_000  # bytes: what the store is pruned to after a run, unless told otherwise


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be published, where from and to.

    ``raw`` and ``outputs`` are folders by path or fsspec address, ``corrections`` the folder of corrections, by default
    that beside the sources. ``store`` is the address of the store of what was read before, by default a folder in
    ``outputs``; it is pruned to ``stored`` bytes. ``fresh`` reads all anew, whatever the store holds.
    """

    raw: str | Path = "raw"
    outputs: str | Path = "outputs"
    corrections: Path | None = None
    store: str | None = None
    stored: int = _STORED
    fresh: bool = False

    @property
    def blobs(self) -> str:
        """The address of the store."""
        return self.store or os.path.join(self.outputs, _STORE)


@dataclass(frozen=True, slots=True)
class Published:
    """A release that is now the latest: its folder, its tables, and what a person should know of its sources.

    ``anew`` says how many documents were read for it; the others' rows were in the store.
    """

    folder: Path
    frames: Mapping[str, pl.DataFrame]
    warnings: tuple[Problem, ...]
    anew: int = 0

    @property
    def version(self) -> str:
        """The release's version, which is the name of its folder."""
        return self.folder.name

    @property
    def rejects(self) -> int:
        """How many files and rows were turned away."""
        return self.frames["rejects"].height

"""What was found in files that may become sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows.fitness.agreement import Comparison
from flows.fitness.ambiguous import Ambiguous
from flows.fitness.likeness import Likeness
from flows.fitness.origin import Origin
from flows.fitness.tongue import Tongue
from flows.fitness.unknown import UnknownName
from flows.fitness.verdict import Reason, Verdict, verdict_of, worst
from flows.ingest.document import Document
from schemas.codebook.kinds import CLAIM_TABLES

Frames = Mapping[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Miss:
    """A sentence with an actor and a word of a rule from which nothing was read."""

    sentence: int
    start: int
    text: str
    actors: tuple[str, ...]
    triggers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in a document that can be read.

    ``left_out`` says what its file holds beside its text. ``frames`` are the tables as a release of it alone would have
    them, ``told`` how many of its sentences give a record. ``version`` is the release that ``comparisons`` are with,
    None where there is none.
    """

    document: Document
    left_out: tuple[str, ...]
    origin: tuple[Origin, ...]
    tongue: Tongue | None
    likenesses: tuple[Likeness, ...]
    frames: Frames
    told: int
    misses: tuple[Miss, ...]
    unknown: tuple[UnknownName, ...]
    ambiguous: tuple[Ambiguous, ...]
    comparisons: tuple[Comparison, ...]
    version: str | None

    @property
    def counts(self) -> dict[str, int]:
        """How many records each table would get."""
        return {table: self.frames[table].height for table in CLAIM_TABLES}


@dataclass(frozen=True, slots=True)
class Fitness:
    """Whether a file, or a page of an archive, is fit to become a source, and why; unread, it has no findings."""

    path: Path
    name: str
    reasons: tuple[Reason, ...]
    findings: Findings | None = None

    @property
    def verdict(self) -> Verdict:
        """As bad as the worst of the reasons."""
        return verdict_of(self.reasons)


@dataclass(frozen=True, slots=True)
class Checked:
    """The files that were looked at, in order, and in ``remarks`` what they could not be compared with."""

    files: tuple[Fitness, ...]
    remarks: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """As bad as the worst of the files'."""
        return worst(file.verdict for file in self.files)

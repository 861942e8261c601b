"""Whether a file is fit to become a source: what would be read from it, what is missing, what was passed over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from flows.ingest.document import Document
from flows.ingest.metadata import missing
from flows.ingest.problems import IngestError, Problem
from flows.ingest.read import Ingested, read_document
from flows.pipeline import assemble, extract
from schemas.codebook.kinds import CLAIM_TABLES

Verdict = Literal["fit", "fit with warnings", "unfit"]


@dataclass(frozen=True, slots=True)
class Miss:
    """A sentence with an actor and a word of a rule from which nothing was read."""

    sentence: int
    text: str
    actors: tuple[str, ...]
    triggers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fitness:
    """What a file would give as a source; ``problem`` says why it gives nothing, and then there is no document."""

    path: Path
    problem: Problem | None = None
    document: Document | None = None
    missing: tuple[str, ...] = ()
    frames: Mapping[str, pl.DataFrame] | None = None
    misses: tuple[Miss, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Unfit if it cannot be read; with warnings if metadata is missing, or rows or sentences gave nothing."""
        if self.frames is None:
            return "unfit"
        warned = self.missing or self.misses or self.frames["rejects"].height
        return "fit with warnings" if warned else "fit"

    @property
    def counts(self) -> dict[str, int]:
        """How many records each table would get."""
        return {table: self.frames[table].height if self.frames else 0 for table in CLAIM_TABLES}


def examine(path: Path) -> Fitness:
    """Return what a file would give as a source; nothing is written."""
    try:
        document = read_document(path)
    except IngestError as error:
        return Fitness(path, error.problem)
    extracted = extract((document,), path.parent)
    if extracted.failures:
        return Fitness(path, extracted.failures[0])
    frames = assemble(Ingested((document,), (), ()), [extracted], path.parent).frames
    misses = tuple(
        Miss(outcome.index, document.text[outcome.start : outcome.end], outcome.actors, outcome.triggers)
        for outcome in extracted.extractions[0].sentences
        if outcome.outcome == "no_claim" and outcome.actors and outcome.triggers
    )
    return Fitness(path, None, document, missing(document.metadata), frames, misses)

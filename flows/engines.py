"""The engines, and what one makes of documents."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from flows.extract.claims import Engine, Extraction
from flows.extract.rules_engine import RulesEngine
from flows.ingest.document import Document
from flows.ingest.problems import Problem, printable
from flows.resolve.frames import build_frames
from flows.resolve.rows import resolve

ENGINES: Mapping[str, Callable[[], Engine]] = {RulesEngine.name: RulesEngine}

log = logging.getLogger("attache")


@dataclass(frozen=True, slots=True)
class Extracted:
    """What an engine made of some documents; ``failures`` are those that it could not read."""

    extractions: tuple[Extraction, ...] = ()
    failures: tuple[Problem, ...] = ()


def engine(name: str = RulesEngine.name) -> Engine:
    """Return the engine of that name, one of ENGINES, loaded once a process."""
    return _loaded(name)


@cache
def _loaded(name: str) -> Engine:
    return ENGINES[name]()


def extract(documents: Sequence[Document], raw: str | Path, reader: Engine | None = None) -> Extracted:
    """Return what the engine makes of the documents; one that it fails on does not stop the others."""
    reader = reader or engine()
    try:
        return Extracted(tuple(reader.extract(documents)))
    except Exception as error:
        if len(documents) == 1:
            log.error("%s: %s: %s", documents[0].path, type(error).__name__, printable(str(error)))
            log.debug("%s", documents[0].path, exc_info=True)
            what = "the engine failed on it"
            way_out = "report it, with the file and the log"
            return Extracted((), (Problem(Path(raw, documents[0].path), "extracted", what, way_out),))
    parts = [extract((document,), raw, reader) for document in documents]
    return Extracted(
        tuple(extraction for part in parts for extraction in part.extractions),
        tuple(failure for part in parts for failure in part.failures),
    )


def frames_of(extractions: Iterable[Extraction]) -> dict[str, pl.DataFrame]:
    """Return the tables that follow from extractions, as rows of every table of the codebook."""
    return build_frames(resolve(extractions).tables)

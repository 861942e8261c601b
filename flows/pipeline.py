"""The stages joined, as plain functions: flows, command line, notebooks and tests all go through here."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from flows.corrections.apply import applied, check_accepted
from flows.corrections.correction import Correction
from flows.corrections.read import corrections_beside, read_corrections
from flows.extract.claims import Engine, Extraction
from flows.extract.rules_engine import RulesEngine
from flows.ingest.document import Document
from flows.ingest.problems import IngestError, Problem, printable
from flows.ingest.read import Ingested, read_folder
from flows.instruments import instruments
from flows.release.build import build_release
from flows.release.problems import Verification
from flows.release.unfounded import without_unfounded
from flows.release.verify import verify
from flows.resolve.derive import derived
from flows.resolve.frames import build_frames
from flows.resolve.rows import resolve
from schemas.codebook.rule_digest import rule_digests, rule_rows
from schemas.codebook.rulebook import load_rules
from schemas.validate import Validated, validate

ENGINES: Mapping[str, Callable[[], Engine]] = {RulesEngine.name: RulesEngine}
CHUNK = 200_000  # characters of text: a few seconds of work, so that what a task costs does not count

log = logging.getLogger("attache")


@dataclass(frozen=True, slots=True)
class Extracted:
    """What an engine made of some documents; ``failures`` are those that it could not read."""

    extractions: tuple[Extraction, ...] = ()
    failures: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """A release that is now the latest: its folder, its tables, and what a person should know of its sources."""

    folder: Path
    frames: Mapping[str, pl.DataFrame]
    warnings: tuple[Problem, ...]

    @property
    def version(self) -> str:
        """The release's version, which is the name of its folder."""
        return self.folder.name

    @property
    def rejects(self) -> int:
        """How many files and rows were turned away."""
        return self.frames["rejects"].height


def engine(name: str = RulesEngine.name) -> Engine:
    """Return the engine of that name, one of ENGINES, loaded once a process."""
    return _loaded(name)


@cache
def _loaded(name: str) -> Engine:
    return ENGINES[name]()


def chunks(documents: Iterable[Document], characters: int = CHUNK) -> Iterator[tuple[Document, ...]]:
    """Yield the documents in order, in runs of about so many characters; a longer document is a run of its own."""
    chunk: list[Document] = []
    size = 0
    for document in documents:
        if chunk and size + len(document.text) > characters:
            yield tuple(chunk)
            chunk, size = [], 0
        chunk.append(document)
        size += len(document.text)
    if chunk:
        yield tuple(chunk)


def extract(documents: Sequence[Document], raw: Path, reader: Engine | None = None) -> Extracted:
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
            return Extracted((), (Problem(raw / documents[0].path, "extracted", what, way_out),))
    parts = [extract((document,), raw, reader) for document in documents]
    return Extracted(
        tuple(extraction for part in parts for extraction in part.extractions),
        tuple(failure for part in parts for failure in part.failures),
    )


def assemble(
    ingested: Ingested, extracted: Sequence[Extracted], raw: Path, corrections: Sequence[Correction] = ()
) -> Validated:
    """Return the tables of a release, checked: what the engine found, and in rejects all that was turned away.

    Raises CodebookError for a correction that does not fit what was read, or whose record the schema rejects.
    """
    read = resolve(extraction for part in extracted for extraction in part.extractions).tables
    tables = applied({**read, "rules": rule_rows(load_rules())}, corrections)
    problems = (*ingested.rejects, *(failure for part in extracted for failure in part.failures))
    rejected = [reject_row(problem, raw) for problem in problems]
    validated = validate(build_frames({**tables, "rejects": rejected}), derived)
    validated = without_unfounded(validated, derived, load_rules().settable)
    check_accepted(corrections, tables, validated.rejects)
    return validated


def release(
    ingested: Ingested,
    extracted: Sequence[Extracted],
    raw: Path,
    outputs: Path,
    run: str,
    corrections: Sequence[Correction] = (),
) -> Published:
    """Return the release of what was read, built, verified and switched in; ``run`` names the run in the log.

    Raises ReleaseError, CodebookError for a correction that does not fit, and IngestError where there is not one
    document: an empty release would hide the last one.
    """
    if not any(part.extractions for part in extracted):
        raise IngestError(
            Problem(raw, "readable", "no document in it can be read", "see what was turned away, or add a .txt file")
        )
    validated = assemble(ingested, extracted, raw, corrections)
    folder = build_release(
        validated.frames,
        outputs=outputs,
        engine=f"{engine().name} ({engine().version})",
        instruments=instruments(),
        run=run,
        raw=raw,
        settable=load_rules().settable,
        progress=lambda step: log.info("%s", step),
    )
    return Published(folder, validated.frames, ingested.warnings)


def build(raw: Path, outputs: Path, run: str = "by hand", corrections: Path | None = None) -> Published:
    """Return the release of a folder of sources: what the flow `publish` does, in this process and without Prefect.

    ``corrections`` is the folder of corrections, by default that beside the sources, if there is one. They are read
    first: a mistake in them is told before the work is done.
    """
    corrected = find_corrections(raw, corrections)
    ingested = read_folder(raw)
    extracted = [extract(chunk, raw) for chunk in chunks(ingested.documents)]
    return release(ingested, extracted, raw, outputs, run, corrected)


def find_corrections(raw: Path, folder: Path | None) -> tuple[Correction, ...]:
    """Return the corrections of a folder, where none is named of the one beside the sources. Raises CodebookError."""
    return corrections_beside(raw) if folder is None else read_corrections(folder)


def verify_release(folder: Path, raw: Path | None, *, signers: Path | None = None) -> Verification:
    """Return what is wrong with a release, its values held against this codebook's rules, its signature to signers."""
    rules = load_rules()
    return verify(
        folder,
        raw,
        settable=rules.settable,
        rules=rule_digests(rules),
        instruments=instruments(),
        signers=signers,
    )


def reject_row(problem: Problem, raw: Path) -> dict[str, str | None]:
    """Return the row of the table of rejects for a file that became no document."""
    path = os.path.relpath(problem.path, raw).replace(os.sep, "/")
    return {
        "table": "documents",
        "check": problem.check,
        "reason": (f"line {problem.line}: " if problem.line else "") + problem.reason,
        "path": printable(path),
    }

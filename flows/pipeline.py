"""The stages joined, as plain functions: flows, command line, notebooks and tests all go through here."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl

from flows.chunks import Part, chunks, held, read, tables
from flows.corrections.apply import check_accepted
from flows.corrections.correction import Correction
from flows.corrections.tables import corrected
from flows.engines import engine
from flows.ingest.problems import IngestError, Problem, printable
from flows.ingest.survey import Survey
from flows.instruments import instruments
from flows.job import Job, Published
from flows.release.build import build_release
from flows.release.problems import Verification
from flows.release.unfounded import without_unfounded
from flows.release.verify import verify
from flows.resolve.derive import derived
from flows.resolve.frames import build_frames
from flows.store.blobs import Blobs
from flows.unchanged import find_corrections, look, remember, unchanged
from schemas.codebook.rule_digest import rule_digests, rule_rows
from schemas.codebook.rulebook import load_rules
from schemas.codebook.vocabulary import load_tables
from schemas.validate import Validated, validate

log = logging.getLogger("attache")

Frames = Mapping[str, pl.DataFrame]


def assemble(
    parts: Iterable[Frames],
    problems: Sequence[Problem] = (),
    raw: str | Path = "",
    corrections: Sequence[Correction] = (),
) -> Validated:
    """Return the tables of a release, checked: those of its parts, and in rejects all that was turned away.

    ``parts`` may leave out tables without rows. Raises CodebookError for a correction that does not fit what was read,
    or whose record the schema rejects.
    """
    rejected = [reject_row(problem, raw) for problem in problems]
    frames = build_frames({"rejects": rejected, "rules": rule_rows(load_rules())})
    for name, found in _by_table(parts).items():
        frames[name] = pl.concat([frames[name], *found]).sort(load_tables()[name].key or frames[name].columns)
    frames = corrected(frames, corrections)
    validated = validate(frames, derived)
    validated = without_unfounded(validated, derived, load_rules().settable)
    check_accepted(corrections, {"corrections": frames["corrections"].to_dicts()}, validated.rejects)
    return validated


def _by_table(parts: Iterable[Frames]) -> dict[str, list[pl.DataFrame]]:
    found: dict[str, list[pl.DataFrame]] = {}
    for part in parts:
        for name, frame in part.items():
            found.setdefault(name, []).append(frame)
    return found


def release(
    job: Job, surveyed: Survey, parts: Sequence[Part], corrections: Sequence[Correction] = (), run: str = "by hand"
) -> Published:
    """Return the release of what was read, built, verified and switched in; ``run`` names the run in the log.

    Raises ReleaseError, CodebookError for a correction that does not fit, and IngestError where there is not one
    document: an empty release would hide the last one.
    """
    failures = [failure for part in parts for failure in part.failures]
    if sum(len(part.chunk.sources) for part in parts) == len(failures):
        what, way_out = "no document in it can be read", "see what was turned away, or add a document"
        raise IngestError(Problem(job.raw, "readable", what, way_out))
    found = (tables(part, job.raw, job.blobs) for part in parts)
    validated = assemble(found, (*surveyed.rejects, *failures), job.raw, corrections)
    folder = build_release(
        validated.frames,
        outputs=job.outputs,
        engine=f"{engine().name} ({engine().version})",
        instruments=instruments(validated.frames["documents"]["reader"].unique()),
        run=run,
        raw=job.raw,
        settable=load_rules().settable,
        progress=lambda step: log.info("%s", step),
    )
    if not failures:
        remember(job, surveyed, corrections, folder.name)
    Blobs(job.blobs).prune(job.stored)
    return Published(folder, validated.frames, surveyed.warnings, sum(part.anew for part in parts))


def build(job: Job, run: str = "by hand") -> Published:
    """Return the release of a folder of sources: what the flow `publish` does, in this process and without Prefect.

    Corrections are read first: a mistake in them is told before the work is done.
    """
    corrections = find_corrections(job.raw, job.corrections)
    surveyed = look(job)
    if (published := unchanged(job, surveyed, corrections)) is not None:
        return published
    parts = [
        Part(chunk) if not job.fresh and held(chunk, job.blobs) else read(chunk, job.raw, job.blobs, fresh=job.fresh)
        for chunk in chunks(surveyed.sources)
    ]
    return release(job, surveyed, parts, corrections, run)


def verify_release(folder: Path, raw: str | Path | None, *, signers: Path | None = None) -> Verification:
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


def reject_row(problem: Problem, raw: str | Path) -> dict[str, str | None]:
    """Return the row of the table of rejects for a file that became no document."""
    path = os.path.relpath(problem.path, raw).replace(os.sep, "/")
    return {
        "table": "documents",
        "check": problem.check,
        "reason": (f"line {problem.line}: " if problem.line else "") + problem.reason,
        "path": printable(path),
    }

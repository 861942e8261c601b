"""The stages joined, as plain functions: flows, command line, notebooks and tests all go through here."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows.chunks import Part, chunks, held, read, tables
from flows.corrections.apply import check_accepted
from flows.corrections.correction import Correction
from flows.corrections.read import corrections_beside, read_corrections
from flows.corrections.tables import corrected
from flows.engines import engine
from flows.ingest.problems import IngestError, Problem, printable
from flows.ingest.survey import Survey, survey
from flows.instruments import instruments
from flows.release.build import build_release
from flows.release.intact import intact_latest
from flows.release.problems import Verification
from flows.release.tables import read_parquet
from flows.release.unfounded import without_unfounded
from flows.release.verify import verify
from flows.resolve.derive import derived
from flows.resolve.frames import build_frames
from flows.store.blobs import Blobs
from flows.store.keys import release_key
from schemas.codebook.rule_digest import rule_digests, rule_rows
from schemas.codebook.rulebook import load_rules
from schemas.codebook.vocabulary import load_tables
from schemas.validate import Validated, validate

VERSIONS = "releases"  # the kind of entries in the store that name the release made of something
_STORE = ".store"
_STORED = 5_000_000_000  # bytes: what the store is pruned to after a run, unless told otherwise

log = logging.getLogger("attache")

Frames = Mapping[str, pl.DataFrame]


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
    frames: Frames
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


def look(job: Job, progress: Callable[[int, int], None] | None = None) -> Survey:
    """Return what the folder of sources holds; the texts of pages that are known from earlier runs are not made again.

    ``progress`` is told now and then how many files are done, and of how many.
    """
    return survey(job.raw, progress, memory=None if job.fresh else Blobs(job.blobs))


def unchanged(job: Job, surveyed: Survey, corrections: Sequence[Correction]) -> Published | None:
    """Return the latest release where it was made of these very sources and corrections by this very program.

    None where it was not, where ``job.fresh`` is set, or where a file of that release is not as it was published.
    """
    if job.fresh:
        return None
    version = Blobs(job.blobs).get(VERSIONS, _release_key(surveyed, corrections))
    if version is None:
        return None  # before the latest release of an address is fetched
    folder = intact_latest(job.outputs)
    if folder is None or folder.name != version.decode():
        return None
    frames = {name: read_parquet(table, folder) for name, table in load_tables().items()}
    return Published(folder, frames, surveyed.warnings)


def unchanged_since(job: Job, progress: Callable[[int, int], None] | None = None) -> Published | None:
    """Return the latest release where nothing has changed since; None also where none was made with this store."""
    if job.fresh or not Blobs(job.blobs).any(VERSIONS):
        return None
    corrections = find_corrections(job.raw, job.corrections)
    return unchanged(job, look(job, progress), corrections)


def release(
    job: Job, surveyed: Survey, parts: Sequence[Part], corrections: Sequence[Correction] = (), run: str = "by hand"
) -> Published:
    """Return the release of what was read, built, verified and switched in; ``run`` names the run in the log.

    Raises ReleaseError, CodebookError for a correction that does not fit, and IngestError where there is not one
    document: an empty release would hide the last one.
    """
    blobs = Blobs(job.blobs)
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
        blobs.put(VERSIONS, _release_key(surveyed, corrections), folder.name.encode())
    blobs.prune(job.stored)
    return Published(folder, validated.frames, surveyed.warnings, sum(part.anew for part in parts))


def _release_key(surveyed: Survey, corrections: Sequence[Correction]) -> str:
    rejects = [str(problem) for problem in surveyed.rejects]
    decided = [f"{correction.id} {correction.sha256}" for correction in corrections]
    return release_key([source.key for source in surveyed.sources], rejects, decided)


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


def find_corrections(raw: str | Path, folder: Path | None) -> tuple[Correction, ...]:
    """Return the corrections of a folder, where none is named of the one beside the sources. Raises CodebookError.

    Beside sources in object storage there are none.
    """
    if folder is not None:
        return read_corrections(folder)
    return () if "://" in str(raw) else corrections_beside(Path(raw))


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

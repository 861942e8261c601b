"""Whether anything has changed since the latest release, told without what reads documents: that loads for seconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from flows.corrections.correction import Correction
from flows.corrections.read import corrections_beside, read_corrections
from flows.ingest.survey import Survey, survey
from flows.job import Job, Published
from flows.release.intact import intact_latest
from flows.release.tables import ReleasedTables
from flows.store.blobs import Blobs
from flows.store.keys import release_key
from schemas.codebook.vocabulary import load_tables

_VERSIONS = "releases"  # the kind of entries in the store that name the release made of something


def look(job: Job, progress: Callable[[int, int], None] | None = None) -> Survey:
    """Return what the folder of sources holds; files that are as an earlier run met them are not read again.

    ``progress`` is told now and then how many files are done, and of how many.
    """
    return survey(job.raw, progress, memory=None if job.fresh else Blobs(job.blobs))


def find_corrections(raw: str | Path, folder: Path | None) -> tuple[Correction, ...]:
    """Return the corrections of a folder, where none is named of the one beside the sources. Raises CodebookError.

    Beside sources in object storage there are none.
    """
    if folder is not None:
        return read_corrections(folder)
    return () if "://" in str(raw) else corrections_beside(Path(raw))


def unchanged(job: Job, surveyed: Survey, corrections: Sequence[Correction]) -> Published | None:
    """Return the latest release where it was made of these very sources and corrections by this very program.

    None where it was not, where ``job.fresh`` is set, or where a file of that release is not as it was published.
    """
    if job.fresh:
        return None
    version = Blobs(job.blobs).get(_VERSIONS, _key(surveyed, corrections))
    if version is None:
        return None  # before the latest release of an address is fetched
    folder = intact_latest(job.outputs)
    if folder is None or folder.name != version.decode():
        return None
    return Published(folder, ReleasedTables(load_tables(), folder), surveyed.warnings)


def unchanged_since(job: Job, progress: Callable[[int, int], None] | None = None) -> Published | None:
    """Return the latest release where nothing has changed since; None also where none was made with this store."""
    if job.fresh or not Blobs(job.blobs).any(_VERSIONS):
        return None
    corrections = find_corrections(job.raw, job.corrections)
    return unchanged(job, look(job, progress), corrections)


def remember(job: Job, surveyed: Survey, corrections: Sequence[Correction], version: str) -> None:
    """Keep in the store which release was made of these sources and corrections by this program."""
    Blobs(job.blobs).put(_VERSIONS, _key(surveyed, corrections), version.encode())


def _key(surveyed: Survey, corrections: Sequence[Correction]) -> str:
    rejects = [str(problem) for problem in surveyed.rejects]
    decided = [f"{correction.id} {correction.sha256}" for correction in corrections]
    return release_key([source.key for source in surveyed.sources], rejects, decided)

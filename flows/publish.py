"""The flow `publish`: a folder of sources to a verified release, behind `attache publish`."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run
from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

from flows import chunks, pipeline, unchanged
from flows.artifacts import release_artifacts
from flows.chunks import Chunk, Part
from flows.corrections.correction import Correction
from flows.environment import ServerError
from flows.ingest.survey import Survey
from flows.job import Job, Published
from flows.release.feed import told
from flows.release.log import read_log
from flows.release.store import RELEASES
from flows.runners import Runner, Sealed, started
from flows.terminal import progress_bar

log = logging.getLogger("attache")
if log.level == logging.NOTSET:
    log.setLevel(logging.INFO)


@task(name="survey", cache_policy=NO_CACHE)
def look(job: Sealed[Job]) -> Survey:
    """Return what the folder of sources holds."""
    with progress_bar("looking through the sources") as progress:
        surveyed = unchanged.look(job.content, progress)
    log.info("%s: documents: %d, turned away: %d", job.content.raw, len(surveyed.sources), len(surveyed.rejects))
    for reject in surveyed.rejects:
        log.warning("turned away: %s", reject)
    for warning in surveyed.warnings:
        log.warning("%s", warning)
    return surveyed


@task(name="read", cache_policy=NO_CACHE)
def read(chunk: Sealed[Chunk], raw: str, store: str, fresh: bool) -> Part:
    """Return what became of one chunk of documents, whose tables are then in the store."""
    return chunks.read(chunk.content, raw, store, fresh=fresh)


@task(name="release", cache_policy=NO_CACHE)
def release(
    job: Sealed[Job],
    surveyed: Sealed[Survey],
    parts: Sealed[list[Part]],
    corrections: Sealed[Sequence[Correction]],
    run: str,
) -> Published:
    """Return the release, corrected, built, verified and switched in."""
    return pipeline.release(job.content, surveyed.content, parts.content, corrections.content, run)


@flow(name="publish")
def publish(
    raw: str | Path = "raw",
    outputs: str | Path = "outputs",
    corrections: Path | None = None,
    runner: Runner = "threads",
    workers: int | None = None,
    address: str | None = None,
    store: str | None = None,
    fresh: bool = False,
) -> Published:
    """Return the release of a folder of sources, the latest in outputs from now on.

    ``corrections`` is the folder of corrections, by default that beside the sources, if there is one. ``runner``,
    ``workers`` and ``address`` say what reads the documents (`flows.runners.started`), ``store`` and ``fresh`` what is
    taken over from earlier runs (`flows.job.Job`).
    """
    job = Job(raw, outputs, corrections, store, fresh=fresh)
    decided = unchanged.find_corrections(raw, corrections)
    surveyed = look(Sealed(job))
    published = unchanged.unchanged(job, surveyed, decided)
    if published is not None:
        log.info("nothing has changed since release %s, which stays the latest", published.version)
    else:
        parts = _read(job, surveyed, runner, workers, address)
        published = release(Sealed(job), Sealed(surveyed), Sealed(parts), Sealed(decided), str(flow_run.name))
        _tell(published, decided)
        log.info("release %s is the latest, in %s/%s/%s", published.version, outputs, RELEASES, published.version)
        log.info("%s", told(read_log(published.folder.parents[1]).entries[-1]))
    release_artifacts(published, raw)
    return published


def _read(job: Job, surveyed: Survey, runner: Runner, workers: int | None, address: str | None) -> list[Part]:
    """Return what became of all sources, in their order: those in the store as they are there, the others read."""
    planned = list(chunks.chunks(surveyed.sources))
    parts = {chunk.key: Part(chunk) for chunk in planned if not job.fresh and chunks.held(chunk, job.blobs)}
    waiting = [chunk for chunk in planned if chunk.key not in parts]
    done, total = 0, sum(chunk.characters for chunk in waiting)
    with progress_bar("reading") as progress:
        progress(done, total)
        for part in _spread(waiting, job, runner, workers, address):
            parts[part.chunk.key] = part
            done += part.chunk.characters
            progress(done, total)
            for failure in part.failures:
                log.warning("turned away: %s", failure)
    anew = sum(part.anew for part in parts.values())
    log.info("read: %d, known from earlier runs: %d", anew, len(surveyed.sources) - anew)
    return [parts[chunk.key] for chunk in planned]


def _spread(
    waiting: Sequence[Chunk], job: Job, runner: Runner, workers: int | None, address: str | None
) -> Iterator[Part]:
    """Yield what became of each chunk, read by the runner's workers; without a chunk no runner is started."""
    if not waiting:
        return
    with started(runner, workers, address) as spread:
        same = {"raw": str(job.raw), "store": job.blobs, "fresh": job.fresh}
        yield from spread.each(read, ({"chunk": Sealed(chunk), **same} for chunk in waiting))


def _tell(published: Published, corrections: Sequence[Correction]) -> None:
    """Log what a person should know of a release."""
    if corrections:
        log.info("corrections applied: %d", len(corrections))
    rejects = published.frames["rejects"]
    for row in rejects.filter(rejects["path"].is_null()).iter_rows(named=True):
        log.warning("row turned away: %s %s %s: %s", row["table"], row["column"], row["value"], row["reason"])


def published_by_flow(job: Job, runner: Runner, workers: int | None, address: str | None) -> Published:
    """Return the release that the flow makes of a job.

    Prefect's heartbeat, which tells a server that a run is alive, would add a second to a run that has its own server.
    """
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        try:
            return publish(job.raw, job.outputs, job.corrections, runner, workers, address, job.store, job.fresh)
        except httpx.TransportError as error:
            named = PREFECT_API_URL.value()
            server = f"the Prefect server at {named}" if named else "Prefect's own server"
            what = f"{server} has gone ({str(error) or type(error).__name__}); what was read is kept"
            raise ServerError(f"{what}: {'start it, and ' if named else ''}publish again") from error

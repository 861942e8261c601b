"""The flow `publish`: a folder of sources to a verified release, behind `attache publish`."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.runtime import flow_run
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

from flows import pipeline
from flows.corrections.correction import Correction
from flows.environment import ServerError
from flows.ingest.document import Document
from flows.ingest.read import Ingested, read_folder
from flows.pipeline import Extracted, Published
from flows.release.feed import told
from flows.release.log import read_log
from flows.summary import release_report
from flows.terminal import progress_bar

log = logging.getLogger("attache")
if log.level == logging.NOTSET:
    log.setLevel(logging.INFO)


@task(name="ingest", cache_policy=NO_CACHE)
def ingest(raw: Path) -> Ingested:
    """Return what the folder of sources holds."""
    ingested = read_folder(raw)
    log.info("%s: documents: %d, turned away: %d", raw, len(ingested.documents), len(ingested.rejects))
    for reject in ingested.rejects:
        log.warning("turned away: %s", reject)
    for warning in ingested.warnings:
        log.warning("%s", warning)
    return ingested


@task(name="extract", task_run_name="extract-{number}", cache_policy=NO_CACHE)
def extract(documents: Sequence[Document], raw: Path, number: int) -> Extracted:
    """Return what the engine makes of one chunk of documents, the ``number``-th."""
    extracted = pipeline.extract(documents, raw)
    claims = sum(len(extraction.claims) for extraction in extracted.extractions)
    log.info("chunk %d: documents: %d, claims: %d", number, len(documents), claims)
    for failure in extracted.failures:
        log.warning("turned away: %s", failure)
    return extracted


@task(name="release", cache_policy=NO_CACHE)
def release(
    ingested: Ingested,
    extracted: Sequence[Extracted],
    raw: Path,
    outputs: Path,
    run: str,
    corrections: Sequence[Correction] = (),
) -> Published:
    """Return the release, corrected, built, verified and switched in."""
    return pipeline.release(ingested, extracted, raw, outputs, run, corrections)


@flow(name="publish")
def publish(raw: Path = Path("raw"), outputs: Path = Path("outputs"), corrections: Path | None = None) -> Published:
    """Return the release of a folder of sources, the latest in outputs from now on.

    ``corrections`` is the folder of corrections, by default that beside the sources, if there is one.
    """
    corrected = pipeline.find_corrections(raw, corrections)
    ingested = ingest(raw)
    extracted = []
    with progress_bar("reading", sum(len(document.text) for document in ingested.documents)) as advance:
        for number, chunk in enumerate(pipeline.chunks(ingested.documents), start=1):
            extracted.append(extract(chunk, raw, number))
            advance(sum(len(document.text) for document in chunk))
    published = release(ingested, extracted, raw, outputs, str(flow_run.name), corrected)
    if corrected:
        log.info("corrections applied: %d", len(corrected))
    rows = published.frames["rejects"].filter(published.frames["rejects"]["path"].is_null())
    for row in rows.iter_rows(named=True):
        log.warning("row turned away: %s %s %s: %s", row["table"], row["column"], row["value"], row["reason"])
    log.info("release %s is the latest, in %s", published.version, published.folder)
    log.info("%s", told(read_log(outputs).entries[-1]))
    create_markdown_artifact(release_report(published), key="release", description=f"What became of {raw.name}/")
    return published


def run(raw: Path, outputs: Path, corrections: Path | None = None) -> Published:
    """Return the release as the flow makes it; if Prefect cannot start a server of its own, as it is made without it.

    Prefect's heartbeat, which tells a server that a run is alive, would add a second to a run that has its own server.
    """
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        log.info("starting Prefect")
        try:
            with get_client(sync_client=True) as client:
                fault = client.api_healthcheck()
        except RuntimeError as error:
            log.warning("Prefect's own server did not start (%s): publishing without it", error)
            return pipeline.build(raw, outputs, corrections=corrections)
        if fault is not None:
            raise ServerError(
                f"the Prefect server at {client.api_url} does not answer; start it or unset PREFECT_API_URL"
            )
        return publish(raw, outputs, corrections)

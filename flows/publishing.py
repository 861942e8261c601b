"""How a publication is run: not at all where nothing has changed, else by Prefect, else without it."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from flows.environment import prefect_answers, server_may_be_named
from flows.job import Job, Published
from flows.terminal import progress_bar
from flows.unchanged import unchanged_since

if TYPE_CHECKING:
    from flows.runners import Runner

log = logging.getLogger("attache")


def run(job: Job, runner: Runner = "threads", workers: int | None = None, address: str | None = None) -> Published:
    """Return the release as the flow makes it; if Prefect cannot start a server of its own, as it is made without it.

    A server that is named is told of each run. One of Prefect's own forgets it at the end and takes long to start, and
    so do the parser and the codebook: they are loaded only where something has changed.
    """
    if not server_may_be_named():
        with progress_bar("looking whether anything has changed") as progress:
            published = unchanged_since(job, progress)
        if published is not None:
            log.info("nothing has changed since release %s, which stays the latest", published.version)
            return published
    # Prefect's server takes its time in a process of its own: what this one needs is loaded meanwhile.
    with ThreadPoolExecutor(1) as beside:
        answer = beside.submit(prefect_answers, "publishing")
        _load(runner)
        answers = answer.result()
    if not answers:
        from flows.pipeline import build

        return build(job)
    from flows.publish import published_by_flow

    return published_by_flow(job, runner, workers, address)


def _load(runner: Runner) -> None:
    """Load what makes a release, and what reads documents where this process does it."""
    from flows import pipeline  # noqa: F401
    from flows.engines import engine

    if runner == "threads":
        engine()

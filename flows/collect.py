"""The flow `collect`: new documents of the declared sources land in raw/, behind `attache collect`."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, cast

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.runtime import task_run
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.environment import prefect_answers
from flows.markdown import bullets, table
from flows.runners import Sealed
from flows.sources.collected import Collected
from flows.sources.collecting import collect_source
from flows.sources.declaration import Source, Sources, SourcesError, load_sources
from flows.sources.fetch import Fetcher
from flows.sources.hosts import Hosts
from flows.sources.record import Record, collecting
from flows.terminal_collect import collecting_progress

AT_ONCE = 8  # sources; those of one host still take turns

log = logging.getLogger("attache")
if log.level == logging.NOTSET:
    log.setLevel(logging.INFO)

_THREADS = cast("TaskRunner[PrefectFuture[Any]]", ThreadPoolTaskRunner(max_workers=AT_ONCE))

Progress = Callable[[Collected, str], None]


class NothingCollectedError(Exception):
    """A run in which no source could be listed; the text is one line with the reasons, ``came`` has them by source."""

    def __init__(self, came: list[Collected]) -> None:
        super().__init__("; ".join(f"{one.source}: {one.failure}" for one in came))
        self.came = came


@dataclass(frozen=True, slots=True)
class Round:
    """What the sources of one run share."""

    raw: Path
    record: Record
    hosts: Hosts
    stop: threading.Event
    contact: str | None
    progress: Progress

    def take(self, source: Source) -> Collected:
        """Return what came of a source, and log it."""
        log.info("%s: asking", source.name)
        with Fetcher(source, contact=self.contact, hosts=self.hosts, stop=self.stop) as fetcher:
            collected = collect_source(source, self.raw, self.record, fetcher, self.progress)
        for problem in (*collected.problems, *filter(None, [collected.failure])):
            log.warning("%s: %s", source.name, problem)
        self.progress(collected, "")
        log.info("%s: %s", source.name, collected.told)
        return collected


@task(name="collect-source", task_run_name="collect-{name}", cache_policy=NO_CACHE)
def collect_one(name: str, source: Sealed[Source], round_: Sealed[Round], retries: int) -> Collected:  # names the task
    """Return what came of a source; raise its failure where the task is to be tried again."""
    collected = round_.content.take(source.content)
    again = collected.passing and not collected.landed and not collected.interrupted
    if again and (task_run.run_count or 0) <= retries:
        raise ConnectionError(collected.failure)
    return collected


@flow(name="collect", task_runner=_THREADS)
def collect(
    raw: str = "raw",
    sources: Path = Path("sources.toml"),
    only: Sequence[str] = (),
    unscheduled: bool = False,
    retries: int = 0,
    wait: float = 60.0,
) -> list[Collected]:
    """Return what came of each source; new documents are in raw/ from now on.

    ``only`` names the sources, by default all; ``unscheduled``, those that have no schedule of their own. A source
    that does not answer is asked again ``retries`` times, with ``wait`` seconds between. Raises
    NothingCollectedError where no source could be listed, so that the run counts as failed.
    """
    declared = load_sources(sources)
    with _round(raw, declared) as round_:
        asked = collect_one.with_options(retries=retries, retry_delay_seconds=wait)
        chosen = _chosen(declared, sources, only, unscheduled)
        waiting: list[PrefectFuture[Collected]] = [
            asked.submit(source.name, Sealed(source), Sealed(round_), retries) for source in chosen
        ]
        came = [future.result() for future in waiting]
    create_markdown_artifact(_report(came), key="collected", description=f"What came to {raw}")
    if came and all(one.failure and not one.landed for one in came):
        raise NothingCollectedError(came)
    return came


def run(raw: str, sources: Path, only: Sequence[str]) -> list[Collected]:
    """Return what the flow returns; if Prefect cannot start a server of its own, what it would."""
    declared = load_sources(sources)
    chosen = _chosen(declared, sources, only, unscheduled=False)
    # The heartbeat, which tells a server that a run is alive, would add a second to a run that has its own server.
    with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
        if prefect_answers("collecting"):
            try:
                return collect(raw, sources, only)
            except NothingCollectedError as nothing:
                return nothing.came
    with _round(raw, declared) as round_:
        return [round_.take(source) for source in chosen]


def _chosen(declared: Sources, file: Path, only: Sequence[str], unscheduled: bool) -> list[Source]:
    names = [source.name for source in declared.sources]
    for name in only:
        if name not in names:
            raise SourcesError(f"{file}: declares no source {name!r}. It has {', '.join(names)}")
    named = [source for source in declared.sources if not only or source.name in only]
    return [source for source in named if not (unscheduled and source.schedule)]


def _report(came: Sequence[Collected]) -> str:
    """Return what came of the sources of a run: how many documents, which landed, and what went wrong."""
    landed = sum(len(one.landed) for one in came)
    columns = ("source", "listed", "landed", "known", "filtered out", "refused before", "left", "problems")
    rows = (
        (one.source, one.listed, len(one.landed), one.known + one.unchanged, one.filtered, one.refused, one.left,
         len(one.problems) + (one.failure is not None))
        for one in came
    )  # fmt: skip
    lines = [f"# Collected: {landed} new documents from {len(came)} sources", "", *table(columns, rows)]
    problems = [f"{one.source}: {told}" for one in came for told in (*filter(None, [one.failure]), *one.problems)]
    if problems:
        lines += ["", "## Problems", "", *bullets(problems)]
    if landed:
        lines += ["", "## Landed", "", *bullets(path for one in came for path in one.landed)]
    return "\n".join([*lines, ""])


@contextmanager
def _round(raw: str, declared: Sources) -> Iterator[Round]:
    folder = Path(raw)
    with _stopped_by_interrupt() as stop, collecting(folder) as record, collecting_progress() as progress:
        yield Round(folder, record, Hosts(), stop, declared.contact, progress)


@contextmanager
def _stopped_by_interrupt() -> Iterator[threading.Event]:
    """Give the event that a first Ctrl-C sets, so that all that is under way ends well; a second one interrupts."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def interrupted(number: int, frame: FrameType | None) -> None:
        signal.signal(number, before)
        stop.set()

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)

"""What runs the chunks of a publication: threads or processes of this machine, or a Dask or Ray cluster."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from prefect import Task
from prefect.task_runners import ProcessPoolTaskRunner, TaskRunner, ThreadPoolTaskRunner

from flows.environment import RunnerError

Runner = Literal["threads", "processes", "dask", "ray"]
Result = TypeVar("Result")
_WAITING = 2  # tasks a worker has before it, so that it never waits and a long corpus is not handed over at once


class Sealed(Generic[Result]):
    """What a task is given and Prefect does not look through, in search of what other tasks return.

    It looks through dataclasses, lists and mappings, and Prefect's own `quote` does not reach the workers of a cluster.
    """

    def __init__(self, content: Result) -> None:
        self.content = content


@dataclass(frozen=True)
class Spread:
    """A runner that has been started, and how many tasks it runs at a time."""

    tasks: TaskRunner[Any]
    workers: int

    def each(self, task: Task[..., Result], parameters: Iterable[Mapping[str, Any]]) -> Iterator[Result]:
        """Yield what a task returns for each of its parameters, in their order; raise what it raises."""
        futures: deque[Any] = deque()
        for given in parameters:
            if len(futures) == _WAITING * self.workers:
                yield futures.popleft().result()
            futures.append(self.tasks.submit(task, dict(given)))
        while futures:
            yield futures.popleft().result()


@contextmanager
def started(runner: Runner, workers: int | None = None, address: str | None = None) -> Iterator[Spread]:
    """Give what spreads tasks over a runner's workers; it is stopped at the end.

    ``workers`` is by default one thread, as the engine holds Python's lock, one process a core, and what a cluster at
    ``address`` has. Without an address, Dask and Ray start a cluster of their own on this machine. Raises RunnerError
    where the runner is not installed or the address does not answer.
    """
    count = workers or (1 if runner == "threads" else os.cpu_count() or 1)
    if address is not None and runner in ("threads", "processes"):
        raise RunnerError(f"--address {address}: {runner} run on this machine; give --runner dask or --runner ray")
    try:
        with _made(runner, count, address) as tasks:
            yield Spread(tasks, count)
    except ImportError as error:
        way_out = f".venv/bin/pip install '.[{runner}]' in attache's folder"
        raise RunnerError(f"{runner} is not installed ({error}); install it: {way_out}") from error


def _made(runner: Runner, count: int, address: str | None) -> TaskRunner[Any]:
    made: TaskRunner[Any]
    match runner:
        case "threads":
            made = ThreadPoolTaskRunner(max_workers=count)
        case "processes":
            made = ProcessPoolTaskRunner(max_workers=count)
        case "dask":
            from prefect_dask.task_runners import DaskTaskRunner

            cluster = {"n_workers": count, "threads_per_worker": 1, "dashboard_address": None}
            made = DaskTaskRunner(address=address) if address else DaskTaskRunner(cluster_kwargs=cluster)
        case "ray":
            from prefect_ray.task_runners import RayTaskRunner

            own = {"num_cpus": count, "include_dashboard": False}
            made = RayTaskRunner(address=address) if address else RayTaskRunner(init_kwargs=own)
    return made

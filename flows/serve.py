"""The deployments of prefect.yaml, run when they are due from one process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from prefect import serve as serve_deployments
from prefect.client.schemas.objects import ConcurrencyLimitConfig
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import PrefectException
from prefect.flows import Flow, load_flow_from_entrypoint
from prefect.schedules import Cron, Interval, Schedule
from prefect.settings import PREFECT_API_URL

from flows.environment import ServerError
from flows.sources.declaration import SourcesError, load_sources


def serve(file: Path) -> None:
    """Serve the deployments of a prefect.yaml until interrupted. Raises ServerError and SourcesError.

    The schedules stay on when the process ends: runs that come due meanwhile are late, not lost.
    """
    if not PREFECT_API_URL.value():
        raise ServerError(
            "no Prefect server is named; start one with `prefect server start`, and set "
            "PREFECT_API_URL=http://127.0.0.1:4200/api"
        )
    serve_deployments(*read_deployments(file), pause_on_shutdown=False)


def read_deployments(file: Path) -> list[RunnerDeployment]:
    """Return the deployments that a prefect.yaml declares, in its order.

    That of the flow `collect` has the schedules of its sources as well. Raises ServerError, and SourcesError for a
    mistake in the file of sources.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise ServerError(f"{file}: {(error.strerror or str(error)).lower()}; give one with --deployments") from error
    try:
        return [_deployment(entry) for entry in yaml.safe_load(text)["deployments"]]
    except SourcesError:
        raise
    except (
        PrefectException,
        yaml.YAMLError,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        ImportError,
        OSError,
    ) as error:
        what = " ".join(str(error).split())
        raise ServerError(f"{file}: declares no deployments that can be served ({what}); mend it") from error


def _deployment(entry: Mapping[str, Any]) -> RunnerDeployment:
    # A placeholder would hide why a flow cannot be loaded.
    flow: Flow[..., Any] = load_flow_from_entrypoint(entry["entrypoint"], use_placeholder_flow=False)
    schedules = [*_schedules(entry.get("schedules", ()))]
    if flow.name == "collect":
        schedules += _of_sources(Path(entry["parameters"]["sources"]))
    limit = entry.get("concurrency_limit")
    deployment = flow.to_deployment(
        entry["name"],
        description=entry.get("description"),
        parameters=entry.get("parameters", {}),
        schedules=schedules,
        concurrency_limit=ConcurrencyLimitConfig(**limit) if isinstance(limit, dict) else limit,
    )
    if not isinstance(deployment, RunnerDeployment):
        raise TypeError(f"{entry['name']} is no deployment")
    return deployment


def _schedules(entries: list[Mapping[str, Any]]) -> Iterator[Schedule]:
    for entry in entries:
        zone = entry.get("timezone", "UTC")
        if "cron" in entry:
            yield Cron(entry["cron"], timezone=zone)
        else:
            yield Interval(entry["interval"], timezone=zone)


def _of_sources(file: Path) -> Iterator[Schedule]:
    """Yield the schedules that sources have of their own, each of which collects that source alone."""
    for source in load_sources(file).sources:
        if source.schedule:
            only = {"only": [source.name], "unscheduled": False}
            yield Cron(source.schedule, timezone=source.time_zone, parameters=only, slug=source.name)

"""A Prefect server on loopback and `attache serve` beside it, as a person runs them, for the tests of both."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx
import psutil
import pytest
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.filters import (
    ArtifactFilter,
    ArtifactFilterFlowRunId,
    DeploymentFilter,
    DeploymentFilterId,
)
from prefect.client.schemas.objects import FlowRun
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.environment import DEFAULTS

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
PATIENCE = 240  # seconds, on a busy machine; each wait ends as soon as what it waits for is there

T = TypeVar("T")


def wait_for(what: str, ready: Callable[[], T | None], *processes: subprocess.Popen[Any], every: float = 0.5) -> T:
    """Return what ``ready`` gives in the end; fail where it never does, or a process has ended meanwhile."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := ready():
            return found
        for process in processes:
            assert process.poll() is None, f"{process.args!r} ended while waiting for {what}"
        time.sleep(every)
    pytest.fail(f"waited in vain for {what}")


@contextmanager
def running(command: list[str], environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as opened:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=opened, stderr=opened, start_new_session=True
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def prefect_server(folder: Path, port: int = 0) -> Iterator[dict[str, str]]:
    """Run a server of its own, at a free port unless one is given; give the environment that points to it."""
    if not port:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/api"
    environment = {
        **os.environ,
        **DEFAULTS,
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_API_URL": address,
        "PREFECT_SERVER_UI_API_URL": address,
        "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "1",
        "PREFECT_RUNNER_POLL_FREQUENCY": "1",
    }
    (folder / "prefect").mkdir(exist_ok=True)

    def healthy() -> bool:
        try:
            return httpx.get(f"{address}/health").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    command = [str(BIN / "prefect"), "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with running(command, environment, folder / "server.log") as process:
        wait_for("the server", healthy, process)
        yield environment


def kill_server(environment: Mapping[str, str]) -> None:
    """Kill the server that an environment points to, with all that it has started."""
    port = str(urlsplit(environment["PREFECT_API_URL"]).port)
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            if port in process.cmdline():
                process.kill()


class Api:
    """Questions to the server of a test."""

    def __init__(self, address: str) -> None:
        self._address = address

    @contextmanager
    def client(self) -> Iterator[SyncPrefectClient]:
        with temporary_settings({PREFECT_API_URL: self._address}), get_client(sync_client=True) as client:
            yield client

    def deployments(self) -> list[str]:
        with self.client() as client:
            return [one.name for one in client.read_deployments()]

    def runs(self, name: str) -> list[FlowRun]:
        """Return the runs of a deployment, named as flow/deployment, that have begun, the first one first."""
        with self.client() as client:
            wanted = client.read_deployment_by_name(name).id
            found = client.read_flow_runs(
                deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[wanted])), limit=200
            )
        return sorted((run for run in found if run.start_time), key=lambda run: str(run.start_time))

    def completed(self, name: str, after: datetime | None = None) -> FlowRun | None:
        """Return the first run of a deployment that began after a moment and has completed."""
        done = (run for run in self.runs(name) if run.state is not None and run.state.is_completed())
        return next((run for run in done if after is None or (run.start_time or after) > after), None)

    def artifacts(self, run: FlowRun) -> dict[str, str]:
        """Return what a run left on its page, by key."""
        with self.client() as client:
            filter_ = ArtifactFilter(flow_run_id=ArtifactFilterFlowRunId(any_=[run.id]))
            return {str(one.key): str(one.data) for one in client.read_artifacts(artifact_filter=filter_)}

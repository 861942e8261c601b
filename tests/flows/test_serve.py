from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.environment import DEFAULTS, ServerError
from flows.serve import read_deployments

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
PATIENCE = 240  # seconds, on a busy machine; each wait ends as soon as what it waits for is there

pytestmark = pytest.mark.server


def wait_for(what: str, ready: Callable[[], bool], processes: tuple[subprocess.Popen[bytes], ...]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if ready():
            return
        for process in processes:
            assert process.poll() is None, f"{process.args!r} ended while waiting for {what}"
        time.sleep(0.5)
    pytest.fail(f"waited in vain for {what}")


def stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A Prefect server of its own on loopback; gives the environment that points to it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/api"
    environment = {
        **os.environ,
        **DEFAULTS,
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_API_URL": address,
        "PREFECT_SERVER_UI_API_URL": address,
        "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "1",
    }
    command = [str(BIN / "prefect"), "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    (tmp_path / "prefect").mkdir()
    with (tmp_path / "server.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)

    def healthy() -> bool:
        try:
            return httpx.get(f"{address}/health").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    try:
        wait_for("the server", healthy, (process,))
        yield environment
    finally:
        stop(process)


async def completed(address: str) -> list[str]:
    with temporary_settings({PREFECT_API_URL: address}):
        async with get_client() as client:
            runs = await client.read_flow_runs()
            return [
                run.name for run in runs if run.state is not None and run.state.is_completed() and run.auto_scheduled
            ]


def test_a_scheduled_run_completes(server: dict[str, str], sources: Path, tmp_path: Path) -> None:
    """prefect.yaml as it is, but for the hour: every ten seconds, so that the test need not wait for the night."""
    shutil.copytree(sources, tmp_path / "raw")
    declared = (ROOT / "prefect.yaml").read_text(encoding="utf-8")
    assert 'cron: "0 3 * * *"' in declared
    declared = declared.replace('cron: "0 3 * * *"', "interval: 10")
    declared = declared.replace("flows/publish.py", str(ROOT / "flows" / "publish.py"))
    declared = declared.replace("raw: raw", f"raw: {tmp_path / 'raw'}")
    declared = declared.replace("outputs: outputs", f"outputs: {tmp_path / 'outputs'}")
    (tmp_path / "prefect.yaml").write_text(declared, encoding="utf-8")
    command = [str(BIN / "attache"), "serve", "--deployments", str(tmp_path / "prefect.yaml")]
    with (tmp_path / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=server, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for("a run", lambda: bool(asyncio.run(completed(server["PREFECT_API_URL"]))), (process,))
    finally:
        stop(process)
    release = tmp_path / "outputs" / "latest"
    assert (release / "CHECKSUMS").is_file()
    assert (release / "relations.parquet").is_file()


def test_the_deployments_are_those_of_prefect_yaml() -> None:
    deployments = read_deployments(ROOT / "prefect.yaml")
    assert [d.name for d in deployments] == ["nightly"]
    assert deployments[0].parameters == {"raw": "raw", "outputs": "outputs"}
    assert len(deployments[0].schedules or []) == 1
    assert deployments[0].concurrency_limit == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("deployments: [", "declares no deployments that can be served"),
        ("name: x", "declares no deployments that can be served ('deployments')"),
        ("deployments: [{name: x, entrypoint: 'nothing.py:flow'}]", "declares no deployments that can be served"),
    ],
)
def test_a_broken_prefect_yaml_is_one_line(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "prefect.yaml").write_text(content)
    with pytest.raises(ServerError) as caught:
        read_deployments(tmp_path / "prefect.yaml")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_prefect_yaml_is_named(tmp_path: Path) -> None:
    with pytest.raises(ServerError, match=r"missing\.yaml: no such file or directory; give one with --deployments"):
        read_deployments(tmp_path / "missing.yaml")

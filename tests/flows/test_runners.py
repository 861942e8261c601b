"""The same release whatever reads the documents: threads, processes, Dask and Ray, and a cluster that is there."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from distributed import LocalCluster

from flows.commands import exits
from flows.environment import RunnerError
from flows.job import Job, Published
from flows.pipeline import build
from flows.runners import started
from tests import two_documents
from tests.flows.served import BIN, PATIENCE, prefect_server, wait_for

LONG = 120_000  # characters: a document is a chunk, or a good part of one


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two documents, and others so long that there are several chunks, with next to nothing to be read in them."""
    folder = two_documents.write_raw(tmp_path_factory.mktemp("runners") / "raw")
    for number in range(9):
        text = f"In 19{number}1 Peru recognised Iceland.\n\n" + f"rose{number} " * (LONG // 6)
        (folder / f"roses-{number}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def plain(raw: Path) -> Published:
    """The release as it is made without Prefect."""
    return build(Job(raw, raw.parent / "plain"))


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    with prefect_server(tmp_path_factory.mktemp("server")) as found:
        yield found


def publish(raw: Path, outputs: Path, environment: Mapping[str, str], *options: str) -> str:
    """Return the version that a run of the command publishes."""
    command = [str(BIN / "attache"), "publish", "--raw", str(raw), "--outputs", str(outputs), *options]
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    assert done.returncode == exits.DONE, done.stderr
    assert "read: 11, known from earlier runs: 0" in done.stderr
    return (outputs / "latest").resolve().name


@pytest.mark.server
@pytest.mark.parametrize("runner", ["threads", "processes", "ray"])
def test_a_runner_makes_the_same_release(
    raw: Path, plain: Published, tmp_path: Path, environment: Mapping[str, str], runner: str
) -> None:
    version = publish(raw, tmp_path / "outputs", environment, "--runner", runner, "--workers", "2")
    assert version == plain.version


@pytest.mark.server
def test_a_dask_cluster_that_is_there_makes_the_same_release(
    raw: Path, plain: Published, tmp_path: Path, environment: Mapping[str, str]
) -> None:
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        address = ("--runner", "dask", "--address", cluster.scheduler_address)
        assert publish(raw, tmp_path / "outputs", environment, *address) == plain.version


@contextmanager
def begun(raw: Path, outputs: Path, environment: Mapping[str, str], *options: str) -> Iterator[subprocess.Popen[str]]:
    """Start the command, and give its process once it has read a document."""
    command = [str(BIN / "attache"), "publish", "--raw", str(raw), "--outputs", str(outputs), *options]
    with subprocess.Popen(command, env={**os.environ, **environment}, stderr=subprocess.PIPE, text=True) as process:
        wait_for("a document", (outputs / ".store" / "documents").is_dir, process, every=0.02)
        yield process


@pytest.mark.server
def test_a_worker_that_is_killed_loses_nothing(
    raw: Path, plain: Published, tmp_path: Path, environment: Mapping[str, str]
) -> None:
    outputs = tmp_path / "outputs"
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        address = ("--runner", "dask", "--address", cluster.scheduler_address)
        with begun(raw, outputs, environment, *address) as process:
            os.kill(cluster.workers[0].pid, signal.SIGKILL)
            _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == exits.DONE, told
    assert (outputs / "latest").resolve().name == plain.version


class Line:
    """A line to a server that can be cut and mended: what comes to its own port goes to the server's, and back."""

    def __init__(self, port: int) -> None:
        self._to, self._cut = port, threading.Event()
        self._ends: list[socket.socket] = []
        self.port = self.mend()

    def mend(self, port: int = 0) -> int:
        self._cut.clear()
        self._listening = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._accept, args=(self._listening,), daemon=True).start()
        return int(self._listening.getsockname()[1])

    def cut(self) -> None:
        self._cut.set()
        for end in (self._listening, *self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._ends.clear()

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):
            while not self._cut.is_set():
                near, _ = listening.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
                self._ends += [near, far]
                for ends in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=ends, daemon=True).start()

    @staticmethod
    def _carry(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while content := source.recv(65536):
                target.sendall(content)
            target.shutdown(socket.SHUT_WR)


@pytest.fixture
def line(environment: Mapping[str, str]) -> Iterator[Line]:
    made = Line(int(urlsplit(environment["PREFECT_API_URL"]).port or 0))
    yield made
    made.cut()


@pytest.mark.server
def test_a_server_that_goes_in_mid_run_is_waited_for(
    raw: Path, plain: Published, tmp_path: Path, environment: Mapping[str, str], line: Line
) -> None:
    outputs = tmp_path / "outputs"
    given = dict(environment) | {"PREFECT_API_URL": f"http://127.0.0.1:{line.port}/api"}
    given["PREFECT_CLIENT_MAX_RETRIES"] = "5"
    with begun(raw, outputs, given) as process:
        line.cut()
        threading.Event().wait(3)
        line.mend(line.port)
        _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == exits.DONE, told
    assert (outputs / "latest").resolve().name == plain.version


def test_an_address_of_no_cluster_is_an_error_that_names_it() -> None:
    with (
        pytest.raises(RunnerError, match=r"--address tcp://x:1: threads run on this machine"),
        started("threads", None, "tcp://x:1"),
    ):
        pass

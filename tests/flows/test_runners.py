"""The same release whatever reads the documents: threads, processes, Dask and Ray, and a cluster that is there."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from distributed import LocalCluster

from flows.commands import exits
from flows.environment import RunnerError
from flows.job import Job, Published
from flows.pipeline import build
from flows.runners import started
from tests import two_documents
from tests.flows.served import BIN, prefect_server

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


def test_an_address_of_no_cluster_is_an_error_that_names_it() -> None:
    with (
        pytest.raises(RunnerError, match=r"--address tcp://x:1: threads run on this machine"),
        started("threads", None, "tcp://x:1"),
    ):
        pass

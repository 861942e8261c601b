"""The deployments of prefect.yaml, served for real: what is due runs; what fails, crashes or collides is mended."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId
from prefect.client.schemas.objects import FlowRun

from flows.environment import ServerError
from flows.release.store import publishing
from flows.serve import read_deployments
from flows.sources.declaration import SourcesError
from tests.flows.served import BIN, ROOT, Api, prefect_server, running, wait_for
from tests.sources.site import Site, body, in_turn, serving
from tests.sources.test_collecting import feed, page

EVERY = 15  # seconds between two scheduled runs of publish, instead of a day

ALL = 3  # deployments


@dataclass(frozen=True)
class Served:
    """A folder in which `attache serve` runs prefect.yaml as it is, but for the hours."""

    folder: Path
    api: Api
    process: subprocess.Popen[bytes]

    def triggered(self, name: str) -> FlowRun:
        """Return a run that was asked for now, once it has completed."""
        with self.api.client() as client:
            client.create_flow_run_from_deployment(client.read_deployment_by_name(name).id)
        return self.completed(name)

    def completed(self, name: str, after: datetime | None = None) -> FlowRun:
        return wait_for(f"a run of {name}", lambda: self.api.completed(name, after), self.process)


@pytest.fixture(scope="module")
def served(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(sources, folder / "raw")
    shutil.copytree(sources, folder / "inbox")
    with serving() as site, prefect_server(folder) as environment:
        _declare(folder, site)
        command = [str(BIN / "attache"), "serve", "--deployments", str(folder / "prefect.yaml")]
        with running(command, environment, folder / "serve.log") as process:
            api = Api(environment["PREFECT_API_URL"])
            wait_for("the deployments", lambda: len(api.deployments()) == ALL, process)
            yield Served(folder, api, process)


def _declare(folder: Path, site: Site) -> None:
    """Write prefect.yaml, and sources.toml with a feed that fails at first and a folder that is not there."""
    busy = body(b"", status=503, Retry_After="0")
    atom = body(feed(site, "/a"), "application/atom+xml")
    site.pages |= {"/feed": in_turn(busy, busy, busy, busy, atom), "/a": body(page("A"))}
    (folder / "sources.toml").write_text(
        f'[[source]]\nname = "courier"\nfeed = "{site.url("/feed")}"\nprivate_addresses = true\npause = 0\n'
        '[[source]]\nname = "nowhere"\nfolder = "nowhere"\n'
    )
    declared = (ROOT / "prefect.yaml").read_text(encoding="utf-8")
    assert 'cron: "0 3 * * *"' in declared
    declared = declared.replace('cron: "0 3 * * *"', f"interval: {EVERY}")
    for name in ("collect", "check", "publish"):
        declared = declared.replace(f"flows/{name}.py", str(ROOT / "flows" / f"{name}.py"))
    for name in ("raw: raw", "outputs: outputs", "sources: sources.toml"):
        key, value = name.split(": ")
        declared = declared.replace(name, f"{key}: {folder / value}")
    declared = declared.replace("[inbox]", f"[{folder / 'inbox'}]").replace("wait: 60", "wait: 1")
    (folder / "prefect.yaml").write_text(declared, encoding="utf-8")


@pytest.mark.server
def test_what_is_due_runs_without_a_hand(served: Served) -> None:
    run = served.completed("publish/publish")
    assert run.auto_scheduled
    release = served.folder / "outputs" / "latest"
    assert (release / "CHECKSUMS").is_file()
    assert (release / "relations.parquet").is_file()
    left = served.api.artifacts(run)
    assert left["release"].startswith("# Release ")
    assert "Turned away" not in left["release"]
    assert {"release", "coverage", "changes"} <= left.keys()


@pytest.mark.server
def test_the_inbox_is_checked(served: Served) -> None:
    assert "news.txt" in served.api.artifacts(served.triggered("check/check-the-inbox"))["checked"]


@pytest.mark.server
def test_a_source_that_fails_is_tried_again_and_stops_no_other(served: Served) -> None:
    run = served.triggered("collect/collect")
    with served.api.client() as client:
        tasks = client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[run.id])))
    assert {task.name.partition("-")[2]: task.run_count for task in tasks} == {"courier": 2, "nowhere": 1}
    told = served.api.artifacts(run)["collected"]
    assert told.startswith("# Collected: 1 new documents from 2 sources")
    assert "- nowhere: " in told
    assert "is no folder" in told
    (landed,) = (served.folder / "raw" / "courier").rglob("*.html")
    assert f"- courier/2021/{landed.name}" in told


@pytest.mark.server
def test_a_run_that_is_killed_is_mended_by_the_next_one(served: Served) -> None:
    served.completed("publish/publish")
    outputs = served.folder / "outputs"
    (served.folder / "raw" / "later.txt").write_text("In 1960, Peru severed diplomatic relations with Cuba.\n")

    def staged() -> list[Path]:
        return list(outputs.glob(".staging-*"))

    wait_for("a release being built", staged, served.process, every=0.01)
    os.kill(int((outputs / ".lock").read_text()), signal.SIGKILL)
    killed = datetime.now(UTC)
    served.completed("publish/publish", after=killed)
    assert not staged()
    done = subprocess.run(
        [BIN / "attache", "verify", outputs / "latest", "--raw", served.folder / "raw"],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert any(run.state is not None and run.state.is_crashed() for run in served.api.runs("publish/publish"))


@pytest.mark.server
def test_two_publishes_are_kept_apart(served: Served) -> None:
    served.completed("publish/publish")
    with served.api.client() as client:
        wanted = client.read_deployment_by_name("publish/publish").id
        twins = [client.create_flow_run_from_deployment(wanted, parameters={"fresh": True}).id for _ in range(2)]

    def ended() -> list[FlowRun]:
        with served.api.client() as client:
            found = [client.read_flow_run(twin) for twin in twins]
        return found if all(run.state is not None and run.state.is_final() for run in found) else []

    states = {run.state.name for run in wait_for("both runs", ended, served.process) if run.state is not None}
    assert "Cancelled" in states
    assert states <= {"Cancelled", "Completed"}
    runs = (run for run in served.api.runs("publish/publish") if run.end_time is not None)
    begun = [run for run in runs if run.state is not None and not run.state.is_cancelled()]
    for one, other in pairwise(begun):
        assert one.end_time is not None
        assert other.start_time is not None
        assert one.end_time <= other.start_time


@pytest.mark.server
def test_a_publish_by_hand_keeps_a_scheduled_one_out(served: Served) -> None:
    served.completed("publish/publish")
    (served.folder / "raw" / "last.txt").write_text("In 1961, Chile severed diplomatic relations with Cuba.\n")

    def failed() -> list[str]:
        runs = (run.state for run in served.api.runs("publish/publish") if run.state is not None)
        return [str(state.message) for state in runs if state.is_failed()]

    with publishing(served.folder / "outputs"):
        told = wait_for("a run that is kept out", failed, served.process)
    assert f"another run is publishing here (process {os.getpid()})" in told[0]
    served.completed("publish/publish", after=datetime.now(UTC))


def test_the_deployments_are_those_of_prefect_yaml(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    collect, check, publish = read_deployments(Path("prefect.yaml"))
    assert [one.name for one in (collect, check, publish)] == ["collect", "check-the-inbox", "publish"]
    assert publish.parameters == {"raw": "raw", "outputs": "outputs"}
    assert all(len(one.schedules or []) == one.concurrency_limit == 1 for one in (collect, check, publish))


def test_a_source_is_collected_by_a_schedule_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sources.toml").write_text(
        '[[source]]\nname = "one"\nfolder = "one"\nschedule = "5 4 * * *"\ntime_zone = "America/Lima"\n'
        '[[source]]\nname = "two"\nfolder = "two"\n'
    )
    (tmp_path / "prefect.yaml").write_text((ROOT / "prefect.yaml").read_text().replace("flows/", f"{ROOT}/flows/"))
    monkeypatch.chdir(tmp_path)
    _, own = read_deployments(Path("prefect.yaml"))[0].schedules or []
    assert (own.schedule.model_dump()["cron"], own.schedule.timezone) == ("5 4 * * *", "America/Lima")  # type: ignore[union-attr]
    assert own.parameters == {"only": ["one"], "unscheduled": False}
    (tmp_path / "sources.toml").write_text("[[source]]\n")
    with pytest.raises(SourcesError, match=r"sources\.toml, line 1: name is missing"):
        read_deployments(Path("prefect.yaml"))


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

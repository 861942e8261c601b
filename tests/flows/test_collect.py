"""`attache collect` as a person runs it, and the flow behind it: exit codes, mistakes, Ctrl-C, artifacts."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, PREFECT_LOGGING_TO_API_ENABLED, temporary_settings
from prefect.testing.utilities import prefect_test_harness
from typer.testing import CliRunner

from flows import cli, collect
from flows.collect import NothingCollectedError
from flows.commands import exits
from flows.sources.declaration import SourcesError
from flows.sources.record import LandingError
from flows.sources.record import collecting as holding
from tests.sources.conftest import site
from tests.sources.site import Site, body
from tests.sources.test_collecting import page

__all__ = ["site"]


@pytest.fixture(scope="module", autouse=True)
def harness() -> Iterator[None]:
    quiet = {PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None, PREFECT_LOGGING_TO_API_ENABLED: False}
    with prefect_test_harness(server_startup_timeout=90), temporary_settings(quiet):
        yield


def declare(folder: Path, *sources: str) -> Path:
    file = folder / "sources.toml"
    file.write_text("".join(f"[[source]]\n{source}\n" for source in sources))
    return file


def folder_of(tmp_path: Path, *texts: str) -> str:
    (tmp_path / "inbox").mkdir()
    for number, text in enumerate(texts):
        (tmp_path / "inbox" / f"{number}.txt").write_text(text)
    return 'name = "inbox"\nfolder = "inbox"'


def artifact() -> str:
    async def read() -> list[str]:
        async with get_client() as client:
            found = sorted(await client.read_artifacts(), key=lambda one: str(one.created))
            return [str(one.data) for one in found if one.key == "collected"]

    return asyncio.run(read())[-1]


def test_a_source_that_fails_stops_no_other(tmp_path: Path) -> None:
    file = declare(tmp_path, 'name = "nowhere"\nfolder = "nowhere"', folder_of(tmp_path, "Peru <b>|met</b> Chile."))
    nowhere, inbox = collect.run(str(tmp_path / "raw"), file, ())
    assert "is no folder" in str(nowhere.failure)
    assert len(inbox.landed) == 1
    text = artifact()
    assert text.startswith("# Collected: 1 new documents from 2 sources\n")
    assert "| nowhere | 0 | 0 | 0 | 0 | 0 | 0 | 1 |" in text
    assert f"- {inbox.landed[0]}" in text


def test_a_run_in_which_nothing_could_be_listed_has_failed(tmp_path: Path) -> None:
    file = declare(tmp_path, 'name = "nowhere"\nfolder = "nowhere"')
    with pytest.raises(NothingCollectedError, match=r"nowhere: .* is no folder"):
        collect.collect(str(tmp_path / "raw"), file)
    (nowhere,) = collect.run(str(tmp_path / "raw"), file, ())
    assert nowhere.failure


def test_sources_are_chosen_by_name_and_by_schedule(tmp_path: Path) -> None:
    one = 'name = "one"\nfolder = "inbox"\nschedule = "0 6 * * *"'
    file = declare(tmp_path, folder_of(tmp_path, "Peru met Chile."), one)
    raw = str(tmp_path / "raw")
    assert [came.source for came in collect.run(raw, file, ["one"])] == ["one"]
    assert [came.source for came in collect.collect(raw, file, unscheduled=True)] == ["inbox"]
    with pytest.raises(SourcesError, match=r"declares no source 'tow'\. It has inbox, one"):
        collect.run(raw, file, ["tow"])


def test_a_folder_that_another_run_collects_into_is_left(tmp_path: Path) -> None:
    file = declare(tmp_path, folder_of(tmp_path, "Peru met Chile."))
    with (
        holding(tmp_path / "raw"),
        pytest.raises(LandingError, match=rf"another run is collecting here \(process {os.getpid()}\)"),
    ):
        collect.run(str(tmp_path / "raw"), file, ())


@pytest.mark.parametrize("raw", ["s3://bucket/raw", "memory://raw"])
def test_documents_land_in_a_folder_of_this_machine(tmp_path: Path, raw: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = declare(tmp_path, folder_of(tmp_path, "Peru met Chile."))
    with pytest.raises(LandingError, match="documents land in a folder of this machine"):
        collect.run(raw, file, ())


@pytest.mark.parametrize(
    ("sources", "code", "told"),
    [
        (['name = "inbox"\nfolder = "inbox"'], exits.DONE, "inbox"),
        (['name = "inbox"\nfolder = "inbox"', 'name = "none"\nfolder = "none"'], exits.TO_LOOK_AT, "none"),
        (['name = "none"\nfolder = "none"'], exits.NOT_DONE, "none"),
    ],
)
def test_the_exit_code_says_how_it_went(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sources: list[str], code: int, told: str
) -> None:
    folder_of(tmp_path, "Peru met Chile.")
    declare(tmp_path, *sources)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PREFECT_HOME", os.environ.get("PREFECT_HOME", str(tmp_path)))
    result = CliRunner().invoke(cli.app, ["collect"])
    assert result.exit_code == code, result.output
    assert told in result.output
    assert not (tmp_path / "outputs").exists()


def attache(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("attache")), "collect", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, "sources.toml: cannot be read (no such file or directory). Check the path"),
        (
            '[[source]]\nname = "a"\nfeed = "ftp://a"\n',
            "sources.toml, line 3: feed = 'ftp://a': is not an address",
        ),
    ],
)
def test_a_mistake_in_the_file_of_sources_is_one_line(tmp_path: Path, text: str | None, told: str) -> None:
    if text is not None:
        (tmp_path / "sources.toml").write_text(text)
    done = attache(cwd=tmp_path)
    assert done.returncode == exits.NOT_DONE
    assert done.stderr.splitlines()[-1].startswith(f"attache: {told}")
    assert "Traceback" not in done.stderr


def test_what_landed_before_ctrl_c_stays_and_one_line_says_so(site: Site, tmp_path: Path) -> None:
    """The whole group of processes is interrupted, as a terminal does it; the server of Prefect is one of them."""
    asked = threading.Event()

    def hang(handler: BaseHTTPRequestHandler) -> None:
        asked.set()
        threading.Event().wait(20)

    site.pages |= {"/a": body(page("A")), "/b": hang}
    pages = f'pages = ["{site.url("/a")}", "{site.url("/b")}"]'
    declare(tmp_path, f'name = "courier"\n{pages}\nprivate_addresses = true\npause = 0')
    command = [str(Path(sys.executable).with_name("attache")), "collect"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    environment["PREFECT_HOME"] = str(tmp_path / "prefect")
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    ) as process:  # fmt: skip
        assert asked.wait(240)
        os.killpg(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=120)
    assert process.returncode == exits.INTERRUPTED, told
    last = told.splitlines()[-1]
    assert last == "attache: interrupted; 1 new documents landed and are on record, and the next run goes on from there"
    assert len(list((tmp_path / "raw" / "courier").rglob("*.html"))) == 1
    assert (tmp_path / "raw" / ".retrieved" / "courier.jsonl").read_text().count('"landed"') == 1

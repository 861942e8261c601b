from __future__ import annotations

import os
import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from flows import environment
from flows.environment import prefect_settings, server_may_be_named

Usage = namedtuple("Usage", ("total", "used", "free"))


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A user who has set nothing; what a test sets is put back after it."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in [name for name in os.environ if name.startswith("PREFECT_")] + ["DO_NOT_TRACK", "PREFECT_HOME"]:
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)


def test_nothing_is_told_to_anyone_and_the_database_stays_with_the_outputs(tmp_path: Path) -> None:
    with prefect_settings(tmp_path / "outputs"):
        assert os.environ["DO_NOT_TRACK"] == "1"
        assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
        assert os.environ["PREFECT_HOME"] == str(tmp_path / "outputs" / ".prefect")


def test_what_the_user_has_set_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_HOME", "/mine")
    monkeypatch.setenv("PREFECT_LOGGING_LEVEL", "DEBUG")
    with prefect_settings(tmp_path / "outputs"):
        assert os.environ["PREFECT_HOME"] == "/mine"
        assert os.environ["PREFECT_LOGGING_LEVEL"] == "DEBUG"
    assert not (tmp_path / "outputs").exists()


def test_a_profile_of_the_user_stays_in_use(tmp_path: Path) -> None:
    profiles = tmp_path / "home" / ".prefect" / "profiles.toml"
    profiles.parent.mkdir(parents=True)
    profiles.write_text('active = "mine"\n')
    with prefect_settings(tmp_path / "outputs"):
        assert "PREFECT_HOME" not in os.environ


def test_a_second_run_has_a_database_of_its_own_that_goes_with_it(tmp_path: Path) -> None:
    with prefect_settings(tmp_path / "outputs"):
        del os.environ["PREFECT_HOME"]
        with prefect_settings(tmp_path / "outputs"):
            second = Path(os.environ["PREFECT_HOME"])
            assert second.is_dir()
            assert not second.is_relative_to(tmp_path / "outputs")
        assert not second.exists()


def test_a_full_disk_or_a_file_in_the_way_does_not_keep_prefect_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("x")
    with prefect_settings(tmp_path / "file"):
        assert not Path(os.environ.pop("PREFECT_HOME")).is_relative_to(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(10**9, 10**9, 0))
    with prefect_settings(tmp_path / "outputs"):
        assert not Path(os.environ["PREFECT_HOME"]).is_relative_to(tmp_path)


def test_who_names_no_server_is_known_to_name_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("TOKEN=1\n")
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'mine'\n")
    with prefect_settings(tmp_path / "outputs"):
        assert not server_may_be_named()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("home/.prefect/profiles.toml", 'active = "mine"\n'),
        ("prefect.toml", "[api]\n"),
        (".env", "PREFECT_API_URL=http://127.0.0.1:4200/api\n"),
        ("pyproject.toml", "[tool.prefect.api]\n"),
    ],
)
def test_a_file_that_may_name_a_server_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(content)
    assert server_may_be_named()


@pytest.mark.parametrize("name", ["PREFECT_API_URL", "PREFECT_PROFILE"])
def test_a_variable_that_may_name_a_server_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(name, "x")
    assert server_may_be_named()


def test_a_database_that_has_grown_too_large_is_begun_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "outputs" / ".prefect"
    home.mkdir(parents=True)
    kept, files = home / "memo_store.toml", [home / "prefect.db", home / "prefect.db-wal"]
    for file in (kept, *files):
        file.write_bytes(b"x" * 1000)
    for most, there in ((2000, True), (1999, False)):
        monkeypatch.setattr(environment, "FULL", most)
        with prefect_settings(tmp_path / "outputs"):
            assert [file.exists() for file in files] == [there, there]
        del os.environ["PREFECT_HOME"]
    assert kept.exists()

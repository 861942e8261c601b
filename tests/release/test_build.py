from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from flows.release import build, store
from flows.release.build import build_release
from flows.release.checksums import UNLISTED, read_checksums, version_of
from flows.release.errors import ReleaseError
from flows.release.store import latest_release
from flows.release.verify import verify
from flows.resolve.derive import derived
from tests import two_documents
from tests.two_documents import settable

FRAMES = two_documents.frames()
ROOT = Path(__file__).parents[2]
OTHER = FRAMES | {"rejects": FRAMES["rejects"].clear()}
SCRIPT = """
import os, signal, sys
from pathlib import Path
from flows.release.build import build_release
from tests import two_documents

def progress(step):
    print(step, flush=True)
    if step.startswith(sys.argv[2]):
        eval(sys.argv[3])

frames = two_documents.frames()
release = build_release(frames, outputs=Path(sys.argv[1]), engine="rules 1", run="child", progress=progress)
print(release.name)
"""


def publish(outputs: Path, frames: dict[str, pl.DataFrame] = FRAMES, run: str = "run-1") -> Path:
    return build_release(frames, outputs=outputs, engine="rules 1", run=run, settable=settable)


def command(outputs: Path, step: str = "-", act: str = "None") -> list[str]:
    return [sys.executable, "-c", SCRIPT, str(outputs), step, act]


def environment(**changes: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)} | changes


def content(release: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in release.iterdir()}


def entries(outputs: Path) -> set[str]:
    return {entry.name for entry in outputs.iterdir()}


def test_a_release(tmp_path: Path) -> None:
    raw = two_documents.write_raw(tmp_path / "raw")
    outputs = tmp_path / "outputs"
    release = build_release(FRAMES, outputs=outputs, engine="rules 1", run="r", raw=raw, settable=settable)
    assert release == outputs / "releases" / release.name
    assert os.readlink(outputs / "latest") == f"releases/{release.name}"
    assert latest_release(outputs) == release.resolve()
    assert release.name == version_of(release, release.name)
    assert verify(outputs / "latest", raw, settable=settable).problems == ()
    assert set(read_checksums((release / "CHECKSUMS").read_bytes())) == set(content(release)) - {"CHECKSUMS"} - UNLISTED
    assert entries(outputs) == {".lock", "feed.atom", "latest", "releases", "releases.jsonl"}
    entry = json.loads((outputs / "releases.jsonl").read_text())
    assert (entry["version"], entry["run"]) == (release.name, "r")
    card = (release / "README.md").read_text("utf-8")
    assert f"attache, release {release.name}" in card
    assert "| evidence | 30 |" in card


def test_sha256sum_accepts_the_checksums(tmp_path: Path) -> None:
    release = publish(tmp_path)
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "CHECKSUMS"], cwd=release, check=True)


def test_same_bytes_in_any_process_folder_time_zone_and_locale(tmp_path: Path) -> None:
    made = []
    for number, changes in enumerate(
        [
            {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
            {"PYTHONHASHSEED": "2", "TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8", "POLARS_MAX_THREADS": "1"},
        ]
    ):
        outputs = tmp_path / f"folder {number}"
        subprocess.run(command(outputs), env=environment(**changes), check=True, capture_output=True)
        made.append(content(outputs / "latest"))
    assert made[0] == made[1] == content(publish(tmp_path / "here"))


def test_the_same_content_again_changes_nothing(tmp_path: Path) -> None:
    release = publish(tmp_path)
    before = (release.stat().st_ino, (tmp_path / "releases.jsonl").read_bytes(), os.readlink(tmp_path / "latest"))
    assert publish(tmp_path, run="run-2") == release
    after = (release.stat().st_ino, (tmp_path / "releases.jsonl").read_bytes(), os.readlink(tmp_path / "latest"))
    assert after == before


def test_other_content_is_another_release_beside_it_and_back_again(tmp_path: Path) -> None:
    first, second = publish(tmp_path), publish(tmp_path, OTHER)
    assert first != second
    assert latest_release(tmp_path) == second.resolve()
    assert publish(tmp_path) == first
    assert latest_release(tmp_path) == first.resolve()
    versions = [json.loads(line)["version"] for line in (tmp_path / "releases.jsonl").read_text().splitlines()]
    assert versions == [first.name, second.name, first.name]


def test_a_published_release_that_was_changed_is_not_taken_for_the_same(tmp_path: Path) -> None:
    release = publish(tmp_path)
    with (release / "relations.csv").open("a") as file:
        file.write("x")
    with pytest.raises(ReleaseError, match=r"relations.csv: the release of this version was changed"):
        publish(tmp_path)


def test_a_second_publisher_is_told_who_is_at_it(tmp_path: Path) -> None:
    with subprocess.Popen(
        command(tmp_path, "verifying", "sys.stdin.read()"),
        env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as child:  # fmt: skip
        assert child.stdout is not None
        assert child.stdout.readline() == "writing the tables\n"
        assert child.stdout.readline() == "verifying the release\n"
        with pytest.raises(ReleaseError, match=rf"\.lock: another run is publishing here \(process {child.pid}\)"):
            publish(tmp_path, OTHER)
        version = child.communicate("")[0].split()[-1]
    assert child.returncode == 0
    assert latest_release(tmp_path).name == version


@pytest.mark.parametrize("step", ["writing", "verifying", "switching"])
def test_a_killed_publish_leaves_the_last_release_and_the_next_cleans_up(tmp_path: Path, step: str) -> None:
    last = publish(tmp_path, OTHER)
    before = content(last)
    kill = command(tmp_path, step, "os.kill(os.getpid(), signal.SIGKILL)")
    died = subprocess.run(kill, env=environment(), check=False, capture_output=True)
    assert died.returncode == -signal.SIGKILL
    assert any(name.startswith(".staging-") for name in entries(tmp_path))
    assert latest_release(tmp_path) == last.resolve()
    assert content(last) == before
    release = publish(tmp_path)
    assert latest_release(tmp_path) == release.resolve()
    assert entries(tmp_path) == {".lock", "feed.atom", "latest", "releases", "releases.jsonl"}


def test_a_crash_between_switch_and_log_is_made_good(tmp_path: Path) -> None:
    release = publish(tmp_path)
    log = tmp_path / "releases.jsonl"
    log.write_text('{"version": "00', "utf-8")
    publish(tmp_path)
    torn, entry = log.read_text("utf-8").splitlines()
    assert torn == '{"version": "00'
    assert json.loads(entry)["version"] == release.name


def fill_the_disk(monkeypatch: pytest.MonkeyPatch, call: int) -> None:
    """Let so many files and folders reach the disk, and then no more."""
    calls, sync = iter(range(1, 1000)), store.sync

    def full(path: Path) -> None:
        if next(calls) >= call:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        sync(path)

    monkeypatch.setattr(store, "sync", full)


@pytest.mark.parametrize("beyond", [-14, -3, 0, 1])
def test_a_full_disk_publishes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beyond: int) -> None:
    last = publish(tmp_path, OTHER)
    # The last of its files, and then the folder that holds them.
    fill_the_disk(monkeypatch, len(content(last)) + beyond)
    with pytest.raises(ReleaseError, match=r"No space left on device. Free some space and publish again"):
        publish(tmp_path)
    assert latest_release(tmp_path) == last.resolve()
    assert [entry.name for entry in (tmp_path / "releases").iterdir()] == [last.name]
    assert not any(name.startswith(".staging-") for name in entries(tmp_path))


@pytest.mark.parametrize("beyond", [2, 3])
def test_a_disk_full_at_the_switch_is_made_good_by_the_next_publish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beyond: int
) -> None:
    last = publish(tmp_path, OTHER)
    with monkeypatch.context() as patched:
        fill_the_disk(patched, len(content(last)) + beyond)
        with pytest.raises(ReleaseError):
            publish(tmp_path)
    assert verify(latest_release(tmp_path)).problems == ()
    release = publish(tmp_path)
    assert latest_release(tmp_path) == release.resolve()
    assert json.loads((tmp_path / "releases.jsonl").read_text().splitlines()[-1])["version"] == release.name


def test_what_fails_after_the_switch_does_not_say_that_nothing_was_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, OTHER)

    def full(*given: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(tmp_path / "releases.jsonl"))

    with monkeypatch.context() as patched:
        patched.setattr(build, "note", full)
        with pytest.raises(ReleaseError, match=r"releases\.jsonl: release \w{12} is the latest, but") as raised:
            publish(tmp_path)
    assert latest_release(tmp_path).name in str(raised.value)
    assert "untouched" not in str(raised.value)
    release = publish(tmp_path)
    versions = [json.loads(line)["version"] for line in (tmp_path / "releases.jsonl").read_text().splitlines()]
    assert versions[1:] == [release.name]


def test_a_limit_on_the_size_of_files_publishes_nothing(tmp_path: Path) -> None:
    last = publish(tmp_path, OTHER)
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (7000, 7000))\n" + SCRIPT
    run = subprocess.run(
        [sys.executable, "-c", limited, str(tmp_path), "-", "None"],
        env=environment(), check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert "flows.release.errors.ReleaseError" in run.stderr
    assert "File too large" in run.stderr.splitlines()[-1]
    assert latest_release(tmp_path) == last.resolve()
    assert not any(name.startswith(".staging-") for name in entries(tmp_path))


def test_outputs_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "outputs").write_text("mine")
    with pytest.raises(ReleaseError, match=r"outputs.*A file stands where a folder must be") as raised:
        publish(tmp_path / "outputs")
    assert "\n" not in str(raised.value)
    assert (tmp_path / "outputs").read_text() == "mine"


def test_latest_that_is_no_link(tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()
    with pytest.raises(ReleaseError, match=r"latest: is not a link. Move it away"):
        publish(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ReleaseError, match=r"Permission denied\. Make the folder writable"):
        publish(tmp_path / "outputs")


def test_no_release_yet(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"there is no release\. Make one with: attache publish"):
        latest_release(tmp_path)


def test_frames_that_do_not_verify_are_not_published(tmp_path: Path) -> None:
    wrong = FRAMES["evidence"].with_columns(value=pl.col("value").replace("CUB", "FJI"))
    records = FRAMES["relations"].with_columns(subject=pl.lit("FJI"))
    frames = derived(FRAMES | {"evidence": wrong, "relations": records})
    with pytest.raises(ReleaseError, match=r"does not verify: relations, record rel-1, field subject, document first"):
        publish(tmp_path, frames)
    assert entries(tmp_path) == {".lock", "releases"}


def test_an_empty_release(tmp_path: Path) -> None:
    release = publish(tmp_path, {name: frame.clear() for name, frame in FRAMES.items()})
    assert verify(release).problems == ()

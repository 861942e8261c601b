"""Releases in object storage: the same bytes as on a disk, and the last one whole whatever happens to the next."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import fsspec
import polars as pl
import pytest
from fsspec.implementations.memory import MemoryFileSystem
from fsspec.registry import _registry

from flows.release.build import build_release, switch_in
from flows.release.checksums import CHECKSUMS, UNLISTED
from flows.release.errors import ReleaseError
from flows.release.folder import publishing_in, reading, release_at_hand
from flows.release.intact import intact_latest
from flows.release.log import log_problems, read_log
from flows.release.named import find_release
from flows.release.remote import RemoteReleases, require_outputs
from flows.release.store import publishing
from flows.release.verify import verify
from tests import two_documents
from tests.s3 import s3
from tests.two_documents import settable

__all__ = ["s3"]

FRAMES = two_documents.frames()
ROOT = Path(__file__).parents[2]


class Failing(MemoryFileSystem):  # type: ignore[misc]  # fsspec has no types
    """A file system in memory that fails from a given write on."""

    protocol = "failing"
    store: dict[str, Any] = {}  # noqa: RUF012 - the class's, as its parent's is
    pseudo_dirs: list[str] = [""]  # noqa: RUF012
    left: int | None = None

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(MemoryFileSystem._strip_protocol(path.replace("failing://", "memory://")))

    @classmethod
    def _count(cls, path: str) -> None:
        # The lock is taken before anything is written; that it cannot be is a test of its own.
        if cls.left is None or "/.lock" in path:
            return
        if cls.left == 0:
            raise OSError(errno.EIO, "the line was cut")
        cls.left -= 1

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **kwargs: Any) -> None:
        self._count(path)
        super().pipe_file(path, value, mode=mode, **kwargs)

    def put_file(self, lpath: str, rpath: str, **kwargs: Any) -> None:
        self._count(rpath)
        super().put_file(lpath, rpath, **kwargs)


@pytest.fixture
def failing() -> Iterator[str]:
    fsspec.register_implementation("failing", Failing, clobber=True)
    Failing.store.clear()
    Failing.left = None
    yield "failing://outputs"
    Failing.left = None


@pytest.fixture
def memory() -> Iterator[str]:
    MemoryFileSystem.store.clear()
    yield "memory://some/outputs"
    MemoryFileSystem.store.clear()


@pytest.fixture(params=["memory", "s3"])
def outputs(request: pytest.FixtureRequest) -> str:
    address = str(request.getfixturevalue(request.param))
    return f"{address}/outputs" if request.param == "s3" else address


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two releases on the disk: they are built once, and then published in many places."""
    folder = tmp_path_factory.mktemp("made")
    return build(folder, FRAMES), build(folder, FRAMES | {"rejects": FRAMES["rejects"].clear()})


def build(outputs: str | Path, frames: dict[str, pl.DataFrame], progress: Callable[[str], None] = print) -> Path:
    return build_release(frames, outputs=outputs, engine="rules 1", run="r", settable=settable, progress=progress)


def publish(outputs: str | Path, release: Path) -> Path:
    with publishing_in(outputs) as releases, publishing(releases.folder) as staging:
        for name in {file.name for file in release.iterdir()} - UNLISTED:
            shutil.copy(release / name, staging)
        return switch_in(staging, releases, release.name, "run")


def objects(address: str) -> dict[str, bytes]:
    """Return what is at an address, by its path there."""
    files, root = fsspec.core.url_to_fs(address)
    files.invalidate_cache()
    found = files.find(root)
    return {path[len(root) :].lstrip("/"): files.cat_file(path) for path in found}


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def write(address: str, path: str, text: str) -> None:
    files, root = fsspec.core.url_to_fs(address)
    files.pipe_file(f"{root}/{path}", text.encode())


def remove(address: str, path: str) -> None:
    files, root = fsspec.core.url_to_fs(address)
    files.rm_file(f"{root}/{path}")


def latest(address: str) -> str:
    return objects(address)["latest"].decode().strip()


def test_the_same_bytes_as_on_a_disk(outputs: str, tmp_path: Path, made: tuple[Path, Path]) -> None:
    first, second = made
    assert content(build(outputs, FRAMES)) == content(first)
    publish(tmp_path, first)
    for release in (second, first):
        assert content(publish(outputs, release)) == content(publish(tmp_path, release))
    there = objects(outputs)
    releases = {path: found for path, found in there.items() if path.startswith("releases/")}
    assert releases == {f"releases/{path}": found for path, found in content(tmp_path / "releases").items()}
    assert sorted(there.keys() - releases) == ["feed.atom", "latest", "releases.jsonl"]
    assert there["latest"].decode() == f"{first.name}\n"
    logs = (there["releases.jsonl"], (tmp_path / "releases.jsonl").read_bytes())
    told = [[json.loads(line) | {"published": "", "run": ""} for line in log.splitlines()] for log in logs]
    assert told[0] == told[1]
    assert [entry["version"] for entry in told[0]] == [first.name, second.name, first.name]


def test_a_file_address_is_a_folder_of_this_machine(tmp_path: Path, made: tuple[Path, Path]) -> None:
    release = publish(f"file://{tmp_path}/a%20b", made[0])
    assert release == tmp_path / "a b" / "releases" / made[0].name
    assert os.readlink(tmp_path / "a b" / "latest") == f"releases/{release.name}"


def test_the_same_content_again_writes_nothing(failing: str, made: tuple[Path, Path]) -> None:
    publish(failing, made[0])
    before = objects(failing)
    Failing.left = 0
    publish(failing, made[0])
    assert objects(failing) == before


def test_what_was_published_is_not_written_over(outputs: str, made: tuple[Path, Path]) -> None:
    release = publish(outputs, made[0])
    write(outputs, f"releases/{release.name}/relations.csv", "x")
    match = rf"{outputs}/releases/{release.name}/relations.csv: the release of this version was changed"
    with pytest.raises(ReleaseError, match=match) as raised:
        publish(outputs, made[0])
    assert "/tmp" not in str(raised.value)


def test_an_upload_cut_at_each_write_leaves_the_last_release_whole(
    failing: str, tmp_path: Path, made: tuple[Path, Path]
) -> None:
    last = publish(failing, made[1])
    before, stored = objects(failing), dict(Failing.store)
    new = publish(failing, made[0])
    after, ready = objects(failing), new.parents[1]
    writes = len(list(new.iterdir())) + 3  # the pointer, the log and the feed
    for cut in range(writes + 1):
        Failing.store.clear()
        Failing.store.update(stored)
        releases = RemoteReleases(failing, tmp_path / str(cut))
        shutil.copytree(ready, releases.folder, symlinks=True, dirs_exist_ok=True, ignore=_links)
        Failing.left = cut
        with pytest.raises(ReleaseError, match="the line was cut") if cut < writes else nullcontext():
            releases.upload(new.name)
        Failing.left = None
        found = objects(failing)
        assert {path: found[path] for path in before if path.startswith("releases/")}.items() <= before.items()
        # A reader sees the last release, or the new one with all its files.
        version = latest(failing)
        assert version in (last.name, new.name)
        assert {path for path in after if path.startswith(f"releases/{version}/")} <= found.keys()
        RemoteReleases(failing, tmp_path / f"{cut} again")
        releases.upload(new.name)
        assert objects(failing) == after


def _links(_: str, names: list[str]) -> list[str]:
    return [name for name in names if name == "latest"]


@pytest.mark.parametrize("cut", [0, 7, 30, -4, -3, -2, -1])
def test_what_was_cut_is_completed_by_the_next_run(failing: str, cut: int, made: tuple[Path, Path]) -> None:
    publish(failing, made[1])
    Failing.left = cut if cut >= 0 else len(list(made[0].iterdir())) + 3 + cut
    with pytest.raises(ReleaseError, match="the line was cut"):
        publish(failing, made[0])
    Failing.left = None
    assert ".lock" not in objects(failing)
    publish(failing, made[0])
    assert [entry.version for entry in read_remote_log(failing)] == [made[1].name, made[0].name]
    assert intact_latest(failing) is not None


def read_remote_log(address: str) -> list[Any]:
    with reading(address) as releases:
        return list(read_log(releases.folder).entries)


def test_what_a_cut_upload_left_of_another_release_is_removed(failing: str, made: tuple[Path, Path]) -> None:
    publish(failing, made[1])
    before = objects(failing)
    Failing.left = 3
    with pytest.raises(ReleaseError):
        publish(failing, made[0])
    assert len(objects(failing)) == len(before) + 3
    Failing.left = None
    publish(failing, made[1])
    assert objects(failing) == before


def test_a_release_of_the_log_that_was_taken_apart_is_not_removed(outputs: str, made: tuple[Path, Path]) -> None:
    first = publish(outputs, made[0])
    publish(outputs, made[1])
    remove(outputs, f"releases/{first.name}/{CHECKSUMS}")
    publish(outputs, made[1])
    assert f"releases/{first.name}/relations.csv" in objects(outputs)


def test_a_second_publisher_is_told_who_is_at_it(outputs: str, made: tuple[Path, Path]) -> None:
    last = publish(outputs, made[1])

    def again(step: str) -> None:
        if step == "verifying the release":
            with pytest.raises(
                ReleaseError, match=r"another run is publishing here \(process \d+ on .*, since 20"
            ) as e:
                publish(outputs, made[0])
            assert f"{outputs}/.lock" in str(e.value)
            assert "If it died, remove this object" in str(e.value)

    build(outputs, FRAMES, again)
    assert latest(outputs) != last.name
    assert ".lock" not in objects(outputs)


@pytest.mark.parametrize("holder", ["", "{}", "[]", '{"token": "a", "process": 999999, "machine": "another"}'])
def test_a_lock_of_which_nothing_is_known_stays(outputs: str, holder: str, made: tuple[Path, Path]) -> None:
    write(outputs, ".lock", holder)
    with pytest.raises(ReleaseError, match=r"\.lock: another run is publishing here"):
        publish(outputs, made[0])
    assert objects(outputs) == {".lock": holder.encode()}


KILLED = """
import os, signal, sys
from flows.release.build import build_release
from flows.release.storage import Storage
from tests import two_documents

upload, left = Storage.upload, int(sys.argv[2])

def dying(self, files):
    global left
    for file, path in files.items():
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        upload(self, {file: path})

Storage.upload = dying
build_release(two_documents.frames(), outputs=sys.argv[1], engine="rules 1", run="child")
"""


def test_a_killed_publish_is_made_good_by_the_next_on_the_machine(
    s3: str, tmp_path: Path, made: tuple[Path, Path]
) -> None:
    last = publish(s3, made[1])
    died = subprocess.run(
        [sys.executable, "-c", KILLED, s3, "5"], cwd=ROOT, capture_output=True, check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert died.returncode == -signal.SIGKILL
    assert ".lock" in objects(s3)
    assert latest(s3) == last.name
    release = publish(s3, made[0])
    assert latest(s3) == release.name
    assert not any(path.startswith(".lock") for path in objects(s3))


def test_reading_the_log_and_naming_releases(outputs: str, made: tuple[Path, Path]) -> None:
    first, second = publish(outputs, made[0]), publish(outputs, made[1])
    with reading(outputs) as releases:
        releases.fetch_of_all(UNLISTED)
        log = read_log(releases.folder)
        assert [entry.version for entry in log.entries] == [first.name, second.name]
        assert log_problems(releases.folder, log) == []
        for name, version in {"latest": second, "previous": first, first.name[:6]: first}.items():
            assert find_release(name, releases.folder).name == version.name
        assert releases.fetch(first.name)
        assert verify(releases.folder / "releases" / first.name, settable=settable).problems == ()
        assert not releases.fetch("0" * 12)
    assert not releases.folder.exists()


def test_what_is_wrong_with_the_log_is_told_by_its_address(outputs: str, made: tuple[Path, Path]) -> None:
    publish(outputs, made[0])
    write(outputs, "releases.jsonl", "torn\n")
    with reading(outputs) as releases:
        log = read_log(releases.folder)
        told = [releases.told(problem) for problem in (*log.problems, *log_problems(releases.folder, log))]
    assert told[0].startswith(f"{outputs}/releases.jsonl, line 1: no note of a release")
    assert told[1].startswith(f"{outputs}/releases/")
    assert told[1].endswith(": not in the log")


def test_a_release_at_hand(outputs: str, tmp_path: Path, made: tuple[Path, Path]) -> None:
    release = publish(outputs, made[0])
    for place in (f"{outputs}/latest", f"{outputs}/latest/", f"{outputs}/releases/{release.name}"):
        with release_at_hand(place) as folder:
            assert content(folder) == content(release)
            assert folder.parent.name == "releases"  # where verify holds its name against its version
    with release_at_hand(release) as folder:
        assert folder == release


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("latest", r"/latest: there is no release. Make one with: attache publish"),
        ("releases/0123456789ab", r"/releases/0123456789ab: is not a release: it has no CHECKSUMS"),
        ("copy.zip", r"/copy.zip: is not there"),
    ],
)
def test_no_release_there(outputs: str, place: str, message: str) -> None:
    with pytest.raises(ReleaseError, match=message), release_at_hand(f"{outputs}/{place}"):
        pass


def test_a_pointer_that_names_no_version(outputs: str, made: tuple[Path, Path]) -> None:
    publish(outputs, made[0])
    write(outputs, "latest", "../../etc\n")
    told = r"/latest: holds '\.\./\.\./etc', which is no version"
    with pytest.raises(ReleaseError, match=told):
        publish(outputs, made[0])
    with pytest.raises(ReleaseError, match=told):
        intact_latest(outputs)


def test_a_pointer_to_a_release_that_is_gone(outputs: str, made: tuple[Path, Path]) -> None:
    release = publish(outputs, made[0])
    for path in objects(outputs):
        if path.startswith("releases/"):
            remove(outputs, path)
    assert intact_latest(outputs) is None
    assert publish(outputs, made[0]).name == release.name
    assert intact_latest(outputs) is not None


def test_an_intact_release(outputs: str, made: tuple[Path, Path]) -> None:
    assert intact_latest(outputs) is None
    release = publish(outputs, made[0])
    folder = intact_latest(outputs)
    assert folder is not None
    assert folder.name == release.name
    write(outputs, f"releases/{release.name}/relations.csv", "x")
    assert intact_latest(outputs) is None


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("s3://nowhere/outputs", r"s3://nowhere/outputs/\.lock: is not there \(.*\)\. Check the address; a bucket"),
        ("nothing://bucket/outputs", r"nothing://bucket/outputs: is no address that can be opened"),
    ],
)
def test_a_place_that_is_not_there(s3: str, address: str, message: str, made: tuple[Path, Path]) -> None:
    with pytest.raises(ReleaseError, match=message) as raised:
        publish(address, made[0])
    assert "\n" not in str(raised.value)


def _forget_connections() -> None:
    files = fsspec.filesystem("s3")
    type(files).clear_instance_cache()


def test_no_server_and_no_credentials(s3: str, monkeypatch: pytest.MonkeyPatch, made: tuple[Path, Path]) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    _forget_connections()
    with pytest.raises(ReleaseError, match=r"cannot be reached \(EndpointConnectionError.*Check the network and the"):
        publish(f"{s3}/outputs", made[0])
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", "/nonexistent")
    _forget_connections()
    with pytest.raises(ReleaseError, match=r"needs credentials \(.*Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and"):
        publish(f"{s3}/outputs", made[0])


def test_s3fs_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    monkeypatch.delitem(_registry, "s3", raising=False)
    with pytest.raises(ReleaseError, match=r"s3://b/outputs: needs a package \(.*s3fs.*\)\. Install it: .*'\.\[s3\]'"):
        require_outputs("s3://b/outputs")


def test_what_can_be_published_to(s3: str) -> None:
    require_outputs(f"{s3}/outputs")
    assert objects(s3) == {}
    with pytest.raises(ReleaseError, match=r"s3://nowhere/\.lock: is not there"):
        require_outputs("s3://nowhere")

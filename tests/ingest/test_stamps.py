from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from flows.ingest import folder as folders
from flows.ingest import stamps
from flows.ingest.survey import Survey, survey
from flows.store.blobs import Blobs

HOUR = 3600


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Sources that have lain still for an hour, whatever clock the survey has."""
    folder = tmp_path / "raw"
    (folder / "in").mkdir(parents=True)
    (folder / "peru.txt").write_text("Peru expelled two diplomats.\n")
    (folder / "peru.toml").write_text("published_on = 2024-02-16\n")
    (folder / "in" / "chad.html").write_text("<html><body><p>Chad recalled its ambassador.</p></body></html>")
    (folder / "bare.txt").write_text("Fiji opened an embassy.\n")
    (folder / "empty.txt").write_text("")
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Blobs:
    return Blobs(str(tmp_path / "store"))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are opened."""
    read = folders._read_bytes
    names: list[str] = []

    def noted(path: str) -> bytes:
        names.append(Path(path).name)
        return read(path)

    monkeypatch.setattr(folders, "_read_bytes", noted)
    return names


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Set the clock that a survey goes by so many seconds ahead."""
    now = time.time_ns

    def ahead(seconds: float) -> None:
        monkeypatch.setattr(time, "time_ns", lambda: now() + int(seconds * 1e9))

    ahead(HOUR)
    return ahead


def told(found: Survey) -> tuple[object, ...]:
    return found.sources, [str(one) for one in found.rejects], [str(one) for one in found.warnings]


def test_what_lies_still_is_read_once_and_told_the_same(
    raw: Path, store: Blobs, opened: list[str], later: object
) -> None:
    first = survey(raw, memory=store)
    assert sorted(opened) == ["bare.txt", "chad.html", "empty.txt", "peru.toml", "peru.txt"]
    opened.clear()
    second = survey(raw, memory=store)
    assert opened == ["empty.txt"]  # what was wrong with a file is told anew each time
    assert told(second) == told(first) == told(survey(raw))
    assert len(first.warnings) == 2


@pytest.mark.parametrize("name", ["peru.txt", "peru.toml"])
def test_a_change_of_the_same_size_and_time_is_seen(
    raw: Path, store: Blobs, opened: list[str], later: object, name: str
) -> None:
    before = survey(raw, memory=store)
    file = raw / name
    about = file.stat()
    file.write_text(file.read_text().replace("two", "ten").replace("16", "17"))
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))
    opened.clear()
    after = survey(raw, memory=store)
    assert name in opened
    assert "chad.html" not in opened
    assert told(after) == told(survey(raw)) != told(before)


def test_metadata_that_comes_and_goes_is_seen(raw: Path, store: Blobs, later: object) -> None:
    survey(raw, memory=store)
    (raw / "bare.toml").write_text('title = "Fiji"\n')
    assert told(survey(raw, memory=store)) == told(survey(raw))
    (raw / "bare.toml").unlink()
    assert told(survey(raw, memory=store)) == told(survey(raw))


def test_a_file_that_was_just_written_is_read_again(
    raw: Path, store: Blobs, opened: list[str], later: Callable[[float], None]
) -> None:
    """Within a tick of the file system's clock a file may change twice and keep its times."""
    later(0)
    survey(raw, memory=store)
    opened.clear()
    later(HOUR)
    survey(raw, memory=store)
    assert "peru.txt" in opened
    opened.clear()
    survey(raw, memory=store)
    assert "peru.txt" not in opened


def test_a_file_of_the_future_is_read_each_time(raw: Path, store: Blobs, opened: list[str], later: object) -> None:
    ahead = time.time() + 10 * HOUR
    os.utime(raw / "peru.txt", (ahead, ahead))
    survey(raw, memory=store)
    opened.clear()
    survey(raw, memory=store)
    assert "peru.txt" in opened


def test_another_folder_other_code_and_another_reader_know_nothing(
    raw: Path, store: Blobs, opened: list[str], later: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    survey(raw, memory=store)
    (tmp_path / "other").symlink_to(raw)
    opened.clear()
    survey(tmp_path / "other", memory=store)
    assert opened == ["empty.txt"]  # the same folder by another way
    moved = raw.rename(tmp_path / "moved")
    survey(moved, memory=store)
    assert "peru.txt" in opened
    for name, changed in (("reading_code", lambda: "new"), ("reader_version", lambda reader: f"{reader} 99")):
        monkeypatch.setattr(stamps, name, changed)
        opened.clear()
        survey(moved, memory=store)
        assert "peru.txt" in opened


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b'{"peru.txt": [1, 2]}', b'{"peru.txt": []}', b'{"peru.txt": 3}']
)
def test_a_memory_of_another_form_is_no_memory(raw: Path, store: Blobs, later: object, content: bytes) -> None:
    survey(raw, memory=store)
    (entry,) = [entry for entry in store.entries() if "/surveys/" in entry.path]
    store.put("surveys", Path(entry.path).name, content)
    assert told(survey(raw, memory=store)) == told(survey(raw))


def test_links_are_read_each_time(raw: Path, store: Blobs, opened: list[str], later: object) -> None:
    (raw / "link.txt").symlink_to("bare.txt")
    (raw / "bare.txt").rename(raw / "in" / "bare.txt")
    (raw / "link.txt").unlink()
    (raw / "link.txt").symlink_to("in/bare.txt")
    survey(raw, memory=store)
    opened.clear()
    survey(raw, memory=store)
    assert "link.txt" in opened

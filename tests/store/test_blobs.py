from __future__ import annotations

import logging
import os
from pathlib import Path

import fsspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.store.blobs import Blobs


def files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


@given(st.binary(max_size=500))
def test_what_is_put_is_there(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    blobs = Blobs(str(tmp_path_factory.mktemp("store")))
    assert blobs.put("rows", "abcd", content)
    assert blobs.has("rows", "abcd")
    assert blobs.get("rows", "abcd") == content


def test_another_key_or_kind_is_another_entry(tmp_path: Path) -> None:
    blobs = Blobs(str(tmp_path / "store"))
    blobs.put("rows", "abcd", b"1")
    assert blobs.get("rows", "abce") is None
    assert blobs.get("tables", "abcd") is None


def test_the_store_is_also_a_folder_of_another_file_system() -> None:
    blobs = Blobs("memory://store")
    blobs.put("rows", "abcd", b"1")
    assert Blobs("memory://store").get("rows", "abcd") == b"1"
    assert blobs.prune(0)[0] == 1
    assert blobs.get("rows", "abcd") is None


def test_an_entry_that_is_damaged_anywhere_is_told_and_counts_as_none(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    blobs = Blobs(str(tmp_path))
    blobs.put("rows", "abcd", b"some content that is long enough")
    (file,) = files(tmp_path)
    whole = file.read_bytes()
    damages = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(len(whole))]
    damages += [whole[:end] for end in range(len(whole))]
    for damaged in damages:
        file.write_bytes(damaged)
        with caplog.at_level(logging.WARNING, logger="attache"):
            assert blobs.get("rows", "abcd") is None
        assert "is damaged, and is made again" in caplog.records[-1].getMessage()
    assert blobs.put("rows", "abcd", b"again")
    assert blobs.get("rows", "abcd") == b"again"


def test_pruning_takes_what_was_not_used_for_longest(tmp_path: Path) -> None:
    blobs = Blobs(str(tmp_path))
    for number in range(10):
        blobs.put("rows", f"{number:04}", os.urandom(1000))
    for age, file in enumerate(files(tmp_path)):
        os.utime(file, (1_000_000 - age, 1_000_000 - age))
    oldest, newest = files(tmp_path)[-1], files(tmp_path)[0]
    assert blobs.get("rows", oldest.name) is not None  # it is used again
    size = sum(file.stat().st_size for file in files(tmp_path))
    removed, freed = blobs.prune(size // 2)
    assert removed == 5
    assert freed == size - sum(file.stat().st_size for file in files(tmp_path))
    assert oldest in files(tmp_path)
    assert newest in files(tmp_path)
    assert blobs.prune(size) == (0, 0)


def test_what_a_writer_left_half_done_goes_when_it_is_old(tmp_path: Path) -> None:
    blobs = Blobs(str(tmp_path))
    blobs.put("rows", "abcd", b"1")
    old, young = (tmp_path / "rows" / "ab" / f".writing-{name}" for name in ("old", "young"))
    for file in (old, young):
        file.write_bytes(b"half")
    os.utime(old, (0, 0))
    assert len(list(blobs.entries())) == 1
    blobs.prune(10**9)
    assert not old.exists()
    assert young.exists()


def test_object_storage_that_cannot_be_reached_is_told_once_and_is_no_error(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name, value in (
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:9"),
        ("AWS_ACCESS_KEY_ID", "key"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("AWS_MAX_ATTEMPTS", "1"),
    ):
        monkeypatch.setenv(name, value)
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    blobs = Blobs("s3://user:password@bucket/store")
    assert blobs.get("texts", "abcd") is None
    assert not blobs.put("texts", "abcd", b"words")
    assert not blobs.has("texts", "abcd")
    assert not blobs.any("texts")
    assert blobs.prune(0) == (0, 0)
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    (told,) = [message for message in caplog.messages if "bucket/store" in message]
    assert told.startswith("s3://bucket/store: cannot be read (")
    assert told.endswith("; what is in it is read again")


def test_a_store_that_cannot_be_written_is_told_once_and_is_no_error(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "store").write_text("a file stands here")
    blobs = Blobs(str(tmp_path / "store"))
    with caplog.at_level(logging.WARNING, logger="attache"):
        assert not blobs.put("rows", "abcd", b"1")
        assert not blobs.put("rows", "abce", b"1")
        assert blobs.get("rows", "abcd") is None
        assert not blobs.has("rows", "abcd")
    assert len(caplog.records) == 1
    assert "cannot be written" in caplog.text


def test_an_entry_that_cannot_be_removed_is_told_and_stays(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs = Blobs(str(tmp_path))
    for number in range(3):
        blobs.put("rows", f"{number:04}", os.urandom(1000))
    really = os.remove

    def refused(path: str) -> None:
        if path.endswith("0001"):
            raise PermissionError(13, "Permission denied", path)
        really(path)

    monkeypatch.setattr(os, "remove", refused)
    with caplog.at_level(logging.WARNING, logger="attache"):
        assert blobs.prune(0)[0] == 2
    assert [file.name for file in files(tmp_path)] == ["0001"]
    assert "cannot be pruned (Permission denied); it stays larger than it may be" in caplog.text

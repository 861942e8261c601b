from __future__ import annotations

import os
from pathlib import Path

import pytest

from flows.ingest.new_file import write_new


def test_a_new_file_has_its_content_and_can_be_read_by_all(tmp_path: Path) -> None:
    write_new(tmp_path / "a.toml", b"x = 1\n")
    assert (tmp_path / "a.toml").read_bytes() == b"x = 1\n"
    assert (tmp_path / "a.toml").stat().st_mode & 0o777 == 0o644
    write_new(tmp_path / "a.toml", b"x = 1\n")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "a.toml", b"x = 2\n")
    assert [file.name for file in tmp_path.iterdir()] == ["a.toml"]


def test_what_a_killed_run_left_half_done_goes_when_it_is_old(tmp_path: Path) -> None:
    old, young = tmp_path / ".adding-old", tmp_path / ".adding-young"
    for file in (old, young):
        file.write_bytes(b"half")
    os.utime(old, (0, 0))
    write_new(tmp_path / "a.txt", b"whole")
    assert sorted(file.name for file in tmp_path.iterdir()) == [".adding-young", "a.txt"]


def test_a_file_that_cannot_be_written_whole_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_new(tmp_path / "a.txt", b"whole")
    assert list(tmp_path.iterdir()) == []

"""A model that is not, to the last byte, the one that was shipped is not loaded, and nothing of it is unpickled."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from flows.language.model_files import CHECKSUMS, check_model, checksums
from flows.language.parse import MODEL, Parser

NAMES = [line.partition("  ")[2] for line in (MODEL / CHECKSUMS).read_text("utf-8").splitlines()]


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(MODEL, tmp_path / "model"))


def test_the_shipped_model_is_the_one_that_is_named() -> None:
    assert (MODEL / CHECKSUMS).read_text("utf-8") == checksums(MODEL)
    assert {"meta.json", "tokenizer", "network/parser.onnx", "lemmatizer/lookups/lookups.bin"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_changed_file_is_refused_with_the_way_out(copied: Path, name: str) -> None:
    content = bytearray((copied / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copied / name).write_bytes(content)
    with pytest.raises(ValueError, match=rf"{name}: its sha256 is .*CHECKSUMS names .*restore.*train_parser"):
        Parser.load(copied)


def test_missing_and_added_files_are_named_with_the_way_out(copied: Path) -> None:
    (copied / "more.pkl").write_bytes(b"")
    with pytest.raises(ValueError, match=r"more\.pkl: no file of the model"):
        Parser.load(copied)
    (copied / "more.pkl").unlink()
    (copied / "tokenizer").unlink()
    with pytest.raises(FileNotFoundError, match=r"tokenizer: a file of the parser's model is missing; restore"):
        Parser.load(copied)
    (copied / CHECKSUMS).unlink()
    with pytest.raises(FileNotFoundError, match="no parser model is there"):
        check_model(copied)


def test_nothing_is_unpickled(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("something is unpickled")

    monkeypatch.setattr(pickle, "load", refuse)
    monkeypatch.setattr(pickle, "loads", refuse)
    monkeypatch.setattr(pickle, "Unpickler", refuse)
    assert Parser.load().version


def test_an_array_of_objects_in_a_model_is_refused_and_not_run(copied: Path, tmp_path: Path) -> None:
    """As if someone had made CHECKSUMS anew: what stands in for the vectors would run code when it is unpickled."""

    class Evil:
        def __reduce__(self) -> tuple[Any, ...]:
            return (Path.touch, (tmp_path / "owned",))

    with (copied / "vocab" / "vectors").open("wb") as file:
        np.save(file, np.array([Evil()], dtype=object), allow_pickle=True)
    (copied / CHECKSUMS).write_text(checksums(copied), encoding="utf-8")
    with pytest.raises(ValueError, match="allow_pickle"):
        Parser.load(copied)
    assert not (tmp_path / "owned").exists()

"""CoNLL-U is read as it is written, and what is added to the treebanks is what it says."""

from __future__ import annotations

import gzip
import lzma
import random
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from training.treebanks import augmented, headline, read_conllu, treebank_files, typographic


def test_reads_words_of_multiword_tokens_and_leaves_empty_nodes(treebank: Path) -> None:
    first, second = read_conllu(treebank)
    assert first.words == ("Peru", "did", "n't", "sign", ",", '"', "yet", '"', ".")
    assert first.spaces == (True, False, True, False, True, False, False, False, False)
    assert first.heads == (3, 3, 3, 3, 6, 6, 3, 6, 3)
    assert first.deps[3] == "ROOT"
    assert second.words == ("Mali", "left", "and", "Chad", "stayed", "at", "home")


@pytest.mark.parametrize(("suffix", "opener"), [(".xz", lzma.open), (".gz", gzip.open)])
def test_reads_packed_files(treebank: Path, suffix: str, opener: Callable[..., IO[str]]) -> None:
    packed = treebank.with_name(treebank.name + suffix)
    with opener(packed, "wt", encoding="utf-8") as handle:
        handle.write(treebank.read_text(encoding="utf-8"))
    assert list(read_conllu(packed)) == list(read_conllu(treebank))


def test_typographic_marks(treebank: Path) -> None:
    first, _ = read_conllu(treebank)
    changed = typographic(first)
    assert changed.words == ("Peru", "did", "n’t", "sign", ",", "“", "yet", "”", ".")
    assert changed.heads == first.heads


def test_headline(treebank: Path) -> None:
    first, second = read_conllu(treebank)
    assert headline(second).words == ("Mali", "Left", "and", "Chad", "Stayed", "at", "Home")
    assert headline(first).words[-1] == '"'
    assert len(headline(first).heads) == 8


def test_augmentation_is_the_same_each_time_and_keeps_the_treebank(treebank: Path) -> None:
    sentences = list(read_conllu(treebank)) * 50
    made = [list(augmented(sentences, random.Random(7))) for _ in range(2)]
    assert made[0] == made[1]
    assert len(made[0]) > len(sentences)
    assert [s.heads for s in made[0][: len(sentences)]] == [s.heads for s in sentences]


def test_files_of_a_split_come_in_name_order(treebank: Path) -> None:
    for name in ("b-train.conllu.xz", "a-train.conllu", "a-dev.conllu"):
        (treebank.parent / name).touch()
    names = [path.name for path in treebank_files(treebank.parent, "train")]
    assert names == ["a-train.conllu", "b-train.conllu.xz", "made-train.conllu"]


def test_missing_split_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="train"):
        treebank_files(tmp_path, "train")

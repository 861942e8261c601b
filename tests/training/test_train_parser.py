"""The training script reads CoNLL-U, and what it adds to the treebanks is what it says."""

from __future__ import annotations

import gzip
import lzma
import random
from pathlib import Path

import pytest
import spacy

from training import train_parser

CONLLU = """\
# newdoc id = made-up
# sent_id = 1
# text = Peru didn't sign, "yet".
1\tPeru\tPeru\tPROPN\tNNP\t_\t4\tnsubj\t_\t_
2-3\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdid\tdo\tAUX\tVBD\t_\t4\taux\t_\t_
3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_
4\tsign\tsign\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No
5\t,\t,\tPUNCT\t,\t_\t7\tpunct\t_\t_
6\t"\t"\tPUNCT\t``\t_\t7\tpunct\t_\tSpaceAfter=No
7\tyet\tyet\tADV\tRB\t_\t4\tadvmod\t_\tSpaceAfter=No
8\t"\t"\tPUNCT\t''\t_\t7\tpunct\t_\tSpaceAfter=No
9\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\tSpaceAfter=No

# sent_id = 2
# text = Mali left and Chad stayed at home
1\tMali\tMali\tPROPN\tNNP\t_\t2\tnsubj\t_\t_
2\tleft\tleave\tVERB\tVBD\t_\t0\troot\t_\t_
3\tand\tand\tCCONJ\tCC\t_\t5\tcc\t_\t_
4\tChad\tChad\tPROPN\tNNP\t_\t5\tnsubj\t_\t_
5\tstayed\tstay\tVERB\tVBD\t_\t2\tconj\t_\t_
5.1\tstayed\tstay\tVERB\tVBD\t_\t_\t_\t5:conj\t_
6\tat\tat\tADP\tIN\t_\t7\tcase\t_\t_
7\thome\thome\tNOUN\tNN\t_\t5\tobl\t_\t_
"""


@pytest.fixture
def treebank(tmp_path: Path) -> Path:
    path = tmp_path / "made-train.conllu"
    path.write_text(CONLLU, encoding="utf-8")
    return path


def test_reads_words_of_multiword_tokens_and_leaves_empty_nodes(treebank: Path) -> None:
    first, second = train_parser.read_conllu(treebank)
    assert first.words == ("Peru", "did", "n't", "sign", ",", '"', "yet", '"', ".")
    assert first.spaces == (True, False, True, False, True, False, False, False, False)
    assert first.heads == (3, 3, 3, 3, 6, 6, 3, 6, 3)
    assert first.deps[3] == "ROOT"
    assert second.words == ("Mali", "left", "and", "Chad", "stayed", "at", "home")
    assert train_parser.to_doc(spacy.blank("en"), first).text == 'Peru didn\'t sign, "yet".'


@pytest.mark.parametrize(("suffix", "opener"), [(".xz", lzma.open), (".gz", gzip.open)])
def test_reads_packed_files(treebank: Path, suffix: str, opener: object) -> None:
    packed = treebank.with_name(treebank.name + suffix)
    with opener(packed, "wt", encoding="utf-8") as handle:  # type: ignore[operator]
        handle.write(CONLLU)
    assert list(train_parser.read_conllu(packed)) == list(train_parser.read_conllu(treebank))


def test_doc_is_one_sentence_with_the_treebanks_tree(treebank: Path) -> None:
    first, _ = train_parser.read_conllu(treebank)
    doc = train_parser.to_doc(spacy.blank("en"), first)
    assert len(list(doc.sents)) == 1
    assert [token.head.i for token in doc] == list(first.heads)


def test_typographic_marks(treebank: Path) -> None:
    first, _ = train_parser.read_conllu(treebank)
    changed = train_parser.typographic(first)
    assert changed.words == ("Peru", "did", "n’t", "sign", ",", "“", "yet", "”", ".")
    assert changed.heads == first.heads


def test_headline(treebank: Path) -> None:
    first, second = train_parser.read_conllu(treebank)
    assert train_parser.headline(second).words == ("Mali", "Left", "and", "Chad", "Stayed", "at", "Home")
    assert train_parser.headline(first).words[-1] == '"'
    assert len(train_parser.headline(first).heads) == 8


def test_augmentation_is_the_same_each_time_and_keeps_the_treebank(treebank: Path) -> None:
    sentences = list(train_parser.read_conllu(treebank)) * 50
    made = [list(train_parser.augmented(sentences, random.Random(7))) for _ in range(2)]
    assert made[0] == made[1]
    assert len(made[0]) > len(sentences)
    assert [s.heads for s in made[0][: len(sentences)]] == [s.heads for s in sentences]


def test_every_tag_has_one_part_of_speech() -> None:
    tags = [pattern["patterns"][0][0]["TAG"] for pattern in train_parser.tag_patterns()]
    assert len(tags) == len(set(tags))


def test_missing_split_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="train"):
        train_parser.treebank_files(tmp_path, "train")

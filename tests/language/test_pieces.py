"""Word pieces: every word has one, and they are those of the vocabulary that the encoder was trained with."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.language.parse import MODEL
from flows.language.pieces import (
    LOWER,
    MIXED,
    NO_LETTER,
    NO_WORD,
    ONE_LETTER,
    TITLE,
    UPPER,
    WordPieces,
    case_of_word,
)

PIECES = 30_522


@pytest.fixture(scope="module")
def vocabulary() -> WordPieces:
    return WordPieces.load(MODEL / "network" / "pieces.txt")


def written(vocabulary: WordPieces, word: str) -> list[str]:
    pieces = {number: piece for piece, number in vocabulary.ids.items()}
    return [pieces[number] for number in vocabulary.of_word(word)]


def test_the_vocabulary_is_whole(vocabulary: WordPieces) -> None:
    assert sorted(vocabulary.ids.values()) == list(range(PIECES))


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("treaty", ["treaty"]),
        ("Treaty", ["treaty"]),
        ("TREATY", ["treaty"]),
        ("blockades", ["blockade", "##s"]),
        ("Zürich", ["zurich"]),
        ("São", ["sao"]),
        ("Zu\u0308rich", ["zurich"]),  # a letter and a combining mark
        ("U.S.", ["u", ".", "s", "."]),
        ("non-aligned", ["non", "-", "aligned"]),
        ("€50", ["€", "##50"]),
        ("北京", ["北", "京"]),  # ideographs stand alone, with or without letters between
        ("北x京", ["北", "x", "京"]),
        ("\u200bOslo", ["oslo"]),  # control signs are left out
        ("Os\u00adlo", ["oslo"]),
        ("Os\x07lo", ["oslo"]),
        ("\ufffd", ["[UNK]"]),  # and where nothing else is left, the word is unknown
        ("\u0301", ["[UNK]"]),
        ("\x00", ["[UNK]"]),
        ("\U0001f6f3", ["[UNK]"]),  # no piece has this sign
        ("a" * 101, ["[UNK]"]),
        ("\U0003fffd", ["[UNK]"]),  # no character of any version of Unicode
    ],
)
def test_words_are_cut(vocabulary: WordPieces, word: str, pieces: list[str]) -> None:
    assert written(vocabulary, word) == pieces


@pytest.mark.parametrize(
    ("word", "case"),
    [
        ("treaty", LOWER), ("Oslo", TITLE), ("NATO", UPPER), ("U.S.", UPPER), ("McKinley", MIXED), ("iPhone", MIXED),
        ("1996", NO_LETTER), ("--", NO_LETTER), ("A", ONE_LETTER), ("a", LOWER), ("Q1", UPPER), ("É", ONE_LETTER),
        ("U.s", TITLE), ("北京", MIXED),
    ],
)  # fmt: skip
def test_how_a_word_is_written(word: str, case: int) -> None:
    assert case_of_word(word) == case


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=12), min_size=1, max_size=8))
def test_every_word_has_a_piece_of_the_vocabulary(vocabulary: WordPieces, words: list[str]) -> None:
    pieces = vocabulary.of(words)
    assert len(pieces.ids) == len(pieces.cases)
    assert len(pieces.first) == len(words)
    starts = [*pieces.first, len(pieces.ids) - 1]
    assert starts[0] == 1
    assert all(start < following for start, following in pairwise(starts))
    assert all(0 <= number < PIECES for number in pieces.ids)
    assert pieces.ids[0] == vocabulary.ids["[CLS]"]
    assert pieces.ids[-1] == vocabulary.ids["[SEP]"]
    assert pieces.cases[0] == pieces.cases[-1] == NO_WORD
    for word, start in zip(words, pieces.first, strict=True):
        assert pieces.cases[start] == case_of_word(word) < NO_WORD


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=12))
def test_a_word_cut_before_is_cut_the_same(vocabulary: WordPieces, word: str) -> None:
    assert vocabulary.of_word(word) == vocabulary.of_word(word) == WordPieces(vocabulary.ids).of_word(word)


def test_memory_of_words_is_bounded(vocabulary: WordPieces, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.language.pieces._REMEMBERED", 3)
    own = WordPieces(vocabulary.ids)
    for word in ("Peru", "and", "Chile", "signed", "a", "treaty"):
        own.of_word(word)
    assert len(own._cut) <= 3

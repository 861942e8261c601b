"""Sentences told in other words keep the treebank's tree."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from training.english import to_doc
from training.sentence import Sentence
from training.substitution import load_words, substituted

SENTENCE = Sentence(
    words=("A", "shop", "in", "Leeds", "sold", "a", "red", "hat", "."),
    spaces=(True, True, True, True, True, True, True, False, False),
    tags=("DT", "NN", "IN", "NNP", "VBD", "DT", "JJ", "NN", "."),
    heads=(1, 4, 3, 1, 4, 7, 7, 4, 4),
    deps=("det", "nsubj", "case", "nmod", "ROOT", "det", "amod", "obj", "punct"),
)

WORDS = load_words()
ENGLISH = spacy.blank("en")


def relations(sentence: Sentence) -> list[tuple[str, str]]:
    """Return each token's relation and its governor's, the added compounds left out."""
    return [
        (dep, sentence.deps[head]) for dep, head in zip(sentence.deps, sentence.heads, strict=True) if dep != "compound"
    ]


@given(st.integers(0, 10_000))
def test_the_tree_stays_the_treebanks(seed: int) -> None:
    told = substituted(SENTENCE, WORDS, random.Random(seed))
    if told is None:
        return
    assert told.words != SENTENCE.words
    assert relations(told) == relations(SENTENCE)
    assert len(told.words) == len(told.spaces) == len(told.tags) == len(told.heads) == len(told.deps)
    assert [tag for tag, dep in zip(told.tags, told.deps, strict=True) if dep != "compound"] == list(SENTENCE.tags)
    assert not any(
        a.lower() in ("a", "an") and (a.lower() == "an") != (b[0].lower() in "aeio") for a, b in pairwise(told.words)
    )
    assert len(list(to_doc(ENGLISH, told).sents)) == 1


def test_a_word_of_two_parts_is_a_compound_and_its_head() -> None:
    told = substituted(SENTENCE, {"NN": ("arms embargo",), "VBD": ("lifted",)}, random.Random(3))
    assert told is not None
    place = told.words.index("embargo")
    assert (told.words[place - 1], told.heads[place - 1], told.deps[place - 1]) == ("arms", place, "compound")


def test_words_in_fixed_roles_are_left() -> None:
    assert substituted(SENTENCE, {"DT": ("the",), "IN": ("of",)}, random.Random(1)) is None


@pytest.mark.parametrize(
    ("tag", "forms"),
    [
        ("VBD", {"severed", "froze", "normalised", "shipped", "visited"}),
        ("VBN", {"broken", "frozen", "sold", "ratified"}),
        ("VBZ", {"severs", "ratifies", "breaches", "launches"}),
        ("VBG", {"severing", "freezing", "shipping", "cutting", "expelling"}),
    ],
)
def test_verbs_have_all_their_forms(tag: str, forms: set[str]) -> None:
    assert forms <= set(WORDS[tag])

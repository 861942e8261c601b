"""The best tree: as good as the best of all trees, with one root and no cycle."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.language.spanning import Scores, best_heads


def is_tree(heads: Sequence[int]) -> bool:
    """Return whether governors (0 the root, 1 the first word) make one tree with one word at its root."""
    reached = {0}
    while grown := {word for word, head in enumerate(heads, 1) if head in reached} - reached:
        reached |= grown
    return heads.count(0) == 1 and len(reached) == len(heads) + 1


def sum_of(scores: Scores, heads: Sequence[int]) -> float:
    return sum(float(scores[word, head]) for word, head in enumerate(heads))


def best_of_all(scores: Scores) -> float:
    words = len(scores)
    trees = (heads for heads in product(range(words + 1), repeat=words) if is_tree(heads))
    return max(sum_of(scores, heads) for heads in trees)


@st.composite
def some_scores(draw: st.DrawFn, most: int = 4) -> Scores:
    words = draw(st.integers(1, most))
    # Few values, so that ties and cycles are frequent.
    values = st.one_of(st.integers(-3, 3).map(float), st.floats(-50, 50, width=32))
    rows = draw(st.lists(st.lists(values, min_size=words + 1, max_size=words + 1), min_size=words, max_size=words))
    return np.array(rows, dtype=np.float32)


@given(some_scores())
def test_no_tree_is_better(scores: Scores) -> None:
    heads = best_heads(scores)
    assert is_tree(heads)
    assert sum_of(scores, heads) == pytest.approx(best_of_all(scores), abs=1e-3)


@given(st.integers(0, 2**32 - 1), st.integers(5, 60))
def test_always_one_tree_however_long(seed: int, words: int) -> None:
    scores = np.random.default_rng(seed).normal(scale=5, size=(words, words + 1)).astype(np.float32)
    assert is_tree(best_heads(scores))


def test_a_tree_that_every_word_wants_is_taken() -> None:
    scores = np.zeros((4, 5), dtype=np.float32)
    for word, head in enumerate((2, 0, 2, 3)):
        scores[word, head] = 9
    assert best_heads(scores) == [2, 0, 2, 3]


def test_a_cycle_is_broken_where_it_costs_least() -> None:
    # The first two words want each other; the second gives way, for the root likes it nearly as well.
    scores = np.array([[1, 0, 9, 0], [8, 9, 0, 0], [0, 0, 7, 0]], dtype=np.float32)
    assert best_heads(scores) == [2, 0, 2]


def test_a_cycle_inside_a_cycle_is_broken_too() -> None:
    scores = np.zeros((4, 5), dtype=np.float32)
    scores[0, 2] = scores[1, 1] = 20  # 1 and 2 want each other, and so do the pair and 3, and these and 4
    scores[0, 3] = scores[2, 1] = 15
    scores[2, 4] = scores[3, 3] = 10
    scores[3, 0] = 1
    heads = best_heads(scores)
    assert is_tree(heads)
    assert sum_of(scores, heads) == best_of_all(scores)


def test_of_two_words_that_want_the_root_one_has_it() -> None:
    scores = np.array([[10, 0, 1], [9, 5, 0]], dtype=np.float32)
    assert best_heads(scores) == [0, 1]


def test_a_word_never_governs_itself() -> None:
    scores = np.array([[0, 99, 0], [0, 0, 99]], dtype=np.float32)
    assert is_tree(best_heads(scores))


def test_a_single_word_is_the_root() -> None:
    assert best_heads(np.array([[-3, 4]], dtype=np.float32)) == [0]

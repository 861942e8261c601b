"""Ranks as phrases and verbs give them."""

from __future__ import annotations

from typing import Any

import pytest

from flows.extract.ranks import read_ranks
from flows.extract.reading import Reading
from flows.language.mentions import find_mentions


def ranks(parser: Any, sentence: str, word: str) -> list[tuple[str, int | None, str]]:
    (tree,) = parser.parse([(sentence, 0)])
    head = next(token.index for token in tree.tokens if token.text == word)
    return [
        (rank.kind, rank.rank, sentence[rank.start : rank.end])
        for rank in read_ranks(Reading(0, tree, find_mentions(tree)), head)
    ]


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        ("Peru is the second-largest investor in Chile.", "investor", [("exact", 2, "second-largest")]),
        ("Peru is one of the largest investors in Chile.", "investors", [("among", None, "largest")]),
        ("Peru is among the top ten investors in Chile.", "investors", [("at_most", 10, "top ten")]),
        ("Peru came fourth.", "came", [("exact", 4, "fourth")]),
        ("Peru and Chile came fourth and fifth.", "came", [("exact", 4, "fourth"), ("exact", 5, "fifth")]),
        ("Peru was third.", "third", [("exact", 3, "third")]),
        ("Peru finished in second place.", "finished", [("exact", 2, "second")]),
        ("Peru slipped from second to fourth place.", "slipped", [("exact", 4, "fourth")]),
        ("Peru is the No. 2 buyer of tea.", "buyer", [("exact", 2, "2")]),
        ("Peru is Chile's second most important market.", "market", [("exact", 2, "second most important")]),
        ("Peru is Chile's third trading partner.", "partner", [("exact", 3, "third")]),
        ("Peru is its biggest market and supplier.", "supplier", [("exact", 1, "biggest")]),
        ("Peru is the runner-up.", "up", [("exact", 2, "runner-up")]),
        ("They are the rest of the top five.", "five", [("at_most", 5, "top five")]),
        ("Chile leads, followed by Peru.", "followed", [("next", None, "followed")]),
        ("Peru is a third partner.", "partner", []),
        ("Peru is the first partner to sign.", "partner", []),
        ("Peru came to the second half of the meeting.", "came", []),
        ("Peru came a third time.", "came", []),
    ],
)
def test_ranks(parser: Any, sentence: str, word: str, expected: list[tuple[str, int | None, str]]) -> None:
    assert ranks(parser, sentence, word) == expected

"""Who holds a rank, wherever the phrase that names it stands."""

from __future__ import annotations

from typing import Any

import pytest

from flows.extract.holders import holders, others
from flows.extract.reading import Reading
from flows.language.mentions import find_mentions


def read(parser: Any, sentence: str, word: str) -> tuple[Reading, int]:
    (tree,) = parser.parse([(sentence, 0)])
    return Reading(0, tree, find_mentions(tree)), next(t.index for t in tree.tokens if t.text == word)


@pytest.mark.parametrize(
    ("sentence", "word", "expected"),
    [
        ("Peru is Chile's largest investor.", "investor", ["Peru"]),
        ("Chile's largest investors are Peru, Mexico and Spain.", "investors", ["Peru", "Mexico", "Spain"]),
        ("Chile depends on Peru, its largest trading partner.", "partner", ["Peru"]),
        ("The money makes Peru the largest investor in Chile.", "investor", ["Peru"]),
        ("Chile sells oil, with Peru as the main export market.", "market", ["Peru"]),
        ("Once the largest producer, Peru comes second.", "producer", ["Peru"]),
        ("Peru has grown into the largest market for Chilean wine.", "market", ["Peru"]),
        ("Chile talked to its largest investor.", "investor", []),
        ("After talks with Peru, the largest investor left Chile.", "investor", []),
    ],
)
def test_holders(parser: Any, sentence: str, word: str, expected: list[str]) -> None:
    reading, head = read(parser, sentence, word)
    found = holders(reading, reading.clauses.at(head))
    assert [reading.tree.tokens[i].text for i in found] == expected


def test_the_other_states_before_a_phrase_are_the_nearest_first(parser: Any) -> None:
    reading, head = read(parser, "Peru told Chile that Mexico is the country's main creditor.", "creditor")
    assert [reading.tree.tokens[i].text for i in others(reading, head, "MEX")] == ["Chile", "Peru"]

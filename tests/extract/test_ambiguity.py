"""Subjects that syntax leaves open, and what the rest of the document says for one of them."""

from __future__ import annotations

from typing import Any

import pytest

from flows.extract.rules_engine import RulesEngine
from flows.ingest.document import Document, Metadata

OPEN = "Laos is a traditional ally of Vietnam, which cut its diplomatic relations with Chile in 1973."


@pytest.fixture(scope="module")
def engine(parser: Any) -> RulesEngine:
    return RulesEngine(parser)


def severed(engine: RulesEngine, text: str) -> list[tuple[object, ...]]:
    document = Document("one", "one.txt", "0" * 64, "utf-8", len(text), text, Metadata())
    (found,) = engine.extract([document])
    return [
        (*claim.values("subject"), *claim.values("object"))
        for claim in found.claims
        if claim.values("change") == ("severed",)
    ]


def test_the_rest_of_the_text_decides(engine: RulesEngine) -> None:
    laos = "Laos and Chile established diplomatic relations in 1970. "
    vietnam = "Vietnam and Chile established diplomatic relations in 1970. "
    assert severed(engine, laos + OPEN) == [("LAO", "CHL")]
    assert severed(engine, vietnam + OPEN) == [("VNM", "CHL")]


def test_without_a_sign_there_is_one_reading(engine: RulesEngine) -> None:
    assert len(severed(engine, OPEN)) == 1


def test_a_relative_clause_with_one_antecedent_is_left_alone(engine: RulesEngine) -> None:
    text = (
        "Laos and Chile established diplomatic relations in 1970. Peru, which cut its relations with Chile, protested."
    )
    assert severed(engine, text) == [("PER", "CHL")]

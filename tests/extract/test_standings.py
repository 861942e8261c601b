"""Who ranks where in whose economy, told by the sentence, the text before it or the document as a whole."""

from __future__ import annotations

from typing import Any

import pytest

from flows.extract.rules_engine import RulesEngine
from flows.ingest.document import Document, Metadata
from flows.resolve.rows import resolve

COLUMNS = ("economy", "ranked", "metric", "rank", "rank_kind")


@pytest.fixture(scope="module")
def engine(parser: Any) -> RulesEngine:
    return RulesEngine(parser)


def rows(engine: RulesEngine, text: str) -> set[tuple[Any, ...]]:
    document = Document("example", "example.txt", "0" * 64, "utf-8", len(text), text, Metadata())
    found = resolve(engine.extract([document])).tables["investment_rankings"]
    return {tuple(row.get(column) for column in COLUMNS) for row in found}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Japan is the largest buyer of Iranian and Saudi oil.",
            {("IRN", "JPN", "export_market", 1, "exact"), ("SAU", "JPN", "export_market", 1, "exact")},
        ),
        (
            "Chile's biggest investors are Spain and Canada.",
            {("CHL", "ESP", "foreign_investor", None, "among"), ("CHL", "CAN", "foreign_investor", None, "among")},
        ),
        (
            "Spain is Chile's biggest investor, and Canada its second-biggest.",
            {("CHL", "ESP", "foreign_investor", 1, "exact"), ("CHL", "CAN", "foreign_investor", 2, "exact")},
        ),
        (
            "The British have become the biggest buyers of Norwegian fish.",
            {("NOR", "GBR", "export_market", 1, "exact")},
        ),
        (
            "China, to which Tonga owes most, is the country's biggest creditor.",
            {("TON", "CHN", "creditor", 1, "exact")},
        ),
        ("Angola is the second-largest oil exporter.", {("WLD", "AGO", "exporter", 2, "exact")}),
        ("Angola met its largest oil exporter.", set()),
    ],
)
def test_whose_ranking_a_sentence_tells_of(engine: RulesEngine, text: str, expected: set[tuple[Any, ...]]) -> None:
    assert rows(engine, text) == expected


def test_a_bare_list_is_that_of_the_state_that_the_document_is_about(engine: RulesEngine) -> None:
    text = "Malawi is poor. Malawi lies in Africa, and Malawi grows tobacco. Norway is the biggest donor."
    assert rows(engine, text) == {("MWI", "NOR", "donor", 1, "exact")}
    assert rows(engine, "Norway is the biggest donor.") == set()


@pytest.mark.parametrize(
    ("text", "ranked"),
    [
        ("Chile is the world's largest exporter of copper, and Peru the main supplier of Japan.", "PER"),
        ("China is by far Mongolia's biggest trading partner, Russia the second.", "RUS"),
    ],
)
def test_a_rank_without_a_verb_is_that_of_the_name_before_it(engine: RulesEngine, text: str, ranked: str) -> None:
    assert any(ranked in row for row in rows(engine, text))

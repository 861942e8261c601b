"""Every example and near-miss of the codebook, each as a test of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from flows.extract.rules_engine import RulesEngine
from flows.ingest.document import Document, Metadata
from flows.resolve.rows import resolve
from schemas.codebook.rule import Example, NearMiss, Rule
from schemas.codebook.rulebook import load_rules

RULES = load_rules()


@pytest.fixture(scope="session")
def engine(parser: Any) -> RulesEngine:
    return RulesEngine(parser)


def rows_of(engine: RulesEngine, text: str, table: str, published_on: str | None = None) -> list[dict[str, Any]]:
    """Return the rows of a table that a text gives."""
    metadata = Metadata(published_on=date.fromisoformat(published_on) if published_on else None)
    document = Document("example", "example.txt", "0" * 64, "utf-8", len(text.encode()), text, metadata)
    return resolve(engine.extract([document])).tables[table]


EXAMPLES = [pytest.param(rule, one, id=f"{rule.id}:{one.line}") for rule in RULES for one in rule.examples]
NEAR_MISSES = [pytest.param(rule, one, id=f"{rule.id}:{one.line}") for rule in RULES for one in rule.near_misses]


def holds(row: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return all(row.get(column) == value for column, value in wanted.items())


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_example_gives_its_rows_and_no_other(engine: RulesEngine, rule: Rule, example: Example) -> None:
    rows = rows_of(engine, example.text, rule.table, example.published_on)
    shown = [{k: v for k, v in row.items() if v not in (None, [])} for row in rows]
    for wanted in example.rows:
        assert any(holds(row, wanted) for row in rows), f"{wanted} is not among {shown}"
    assert len(rows) == len(example.rows), shown


@pytest.mark.parametrize(("rule", "miss"), NEAR_MISSES)
def test_near_miss_gives_nothing(engine: RulesEngine, rule: Rule, miss: NearMiss) -> None:
    rows = rows_of(engine, miss.text, rule.table)
    assert not [row for row in rows if row["rule_id"] == rule.id], miss.why

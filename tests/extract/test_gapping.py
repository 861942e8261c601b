"""What is joined without a second verb keeps the date that stands behind it."""

from __future__ import annotations

from typing import Any

import pytest

from flows.extract.rules_engine import RulesEngine
from flows.ingest.document import Document, Metadata
from flows.resolve.rows import resolve


@pytest.fixture(scope="module")
def engine(parser: Any) -> RulesEngine:
    return RulesEngine(parser)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("Bulgaria joined the EU in 2007 and NATO in 2004.", {"EU": "2007", "NATO": "2004"}),
        ("Iceland joined NATO in 1949 and the OAS in 1963.", {"OAS": "1963", "NATO": "1949"}),
        (
            "Peru recognised Chile in 1830, Bolivia in 1832 and Cuba in 1902.",
            {"CHL": "1830", "BOL": "1832", "CUB": "1902"},
        ),
        # one date behind both is of both
        ("Latvia joined NATO and the EU in 2004.", {"EU": "2004", "NATO": "2004"}),
        ("In 2004 Latvia joined NATO and the EU.", {"EU": "2004", "NATO": "2004"}),
    ],
)
def test_each_has_the_date_behind_it(engine: RulesEngine, text: str, dates: dict[str, str]) -> None:
    document = Document("one", "one.txt", "0" * 64, "utf-8", len(text), text, Metadata())
    rows = resolve(engine.extract([document])).tables["relations"]
    assert {row["object"]: row["date"] for row in rows} == dates

from __future__ import annotations

from typing import Any

import pandera.polars as pa
import polars as pl
import pytest

from flows.resolve.frames import build_frames
from schemas.models import model
from tests import two_documents

FRAMES = two_documents.frames()


def failures(table: str, frame: pl.DataFrame) -> set[tuple[str | None, str]]:
    try:
        model(table).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases.select("schema_context", "column", "check").iter_rows()
        return {(column if context == "Column" else None, check) for context, column, check in cases}
    return set()


@pytest.mark.parametrize("table", FRAMES)
def test_the_corpus_holds(table: str) -> None:
    assert failures(table, FRAMES[table]) == set()


@pytest.mark.parametrize("table", FRAMES)
def test_an_empty_table_holds(table: str) -> None:
    assert failures(table, FRAMES[table].clear()) == set()


CASES: list[tuple[str, str, Any, str]] = [
    ("relations", "change", "sundered", "term"),
    ("relations", "change", None, "not_nullable"),
    ("relations", "subject", "", "name"),
    ("relations", "subject", " CUB", "name"),
    ("relations", "subject", "CU\nB", "name"),
    ("relations", "date", "2023-02-29", "date"),
    ("relations", "confidence", 1.01, "maximum"),
    ("relations", "confidence", -0.01, "minimum"),
    ("relations", "confidence", float("nan"), "not_nullable"),
    ("relations", "start", -1, "minimum"),
    ("relations", "quote", " \n", "not_blank"),
    ("relations", "record_id", "a\\b", "identifier"),
    ("incidents", "actors", ["NOR", "NOR"], "distinct"),
    ("incidents", "actors", ["NOR", None], "no_null_element"),
    ("incidents", "actors", ["NOR", "x "], "name"),
    ("incidents", "actors", None, "not_nullable"),
    ("incidents", "deaths", -1, "minimum"),
    ("incidents", "quantity", float("inf"), "finite"),
    ("sanctions", "measures", ["export_ban", "spanking"], "term"),
    ("sanctions", "goods", ["Oil"], "lower_case"),
    ("investment_rankings", "rank", 0, "minimum"),
    ("documents", "sha256", "AB" * 32, "digest"),
]


@pytest.mark.parametrize(("table", "column", "value", "check"), CASES)
def test_a_bad_cell_fails(table: str, column: str, value: Any, check: str) -> None:
    frame = FRAMES[table]
    bad = frame.with_columns(pl.lit(pl.Series([value], dtype=frame.schema[column])).first().alias(column))
    assert (column, check) in failures(table, bad)


ROWS: list[tuple[str, dict[str, Any], str]] = [
    ("relations", {"end": 0}, "span"),
    ("relations", {"object": "CUB"}, "two_parties"),
    ("investment_rankings", {"rank": None}, "rank_given"),
    ("investment_rankings", {"rank_kind": "among"}, "rank_given"),
    ("documents", {"characters": 3}, "characters"),
]


@pytest.mark.parametrize(("table", "values", "check"), ROWS)
def test_a_bad_row_fails(table: str, values: dict[str, Any], check: str) -> None:
    frame = FRAMES[table]
    bad = frame.with_columns(pl.lit(value, dtype=frame.schema[name]).alias(name) for name, value in values.items())
    assert (None, check) in failures(table, bad)


def test_only_the_later_of_two_rows_with_one_key_fails() -> None:
    twice = pl.concat([FRAMES["relations"], FRAMES["relations"]])
    with pytest.raises(pa.errors.SchemaErrors) as errors:
        model("relations").validate(twice, lazy=True)
    assert errors.value.failure_cases["index"].to_list() == [1]


def test_names_with_capitals_of_their_own_are_goods() -> None:
    frame = FRAMES["sanctions"].with_columns(goods=pl.lit(pl.Series([["K2 tank", "MiG-21"]])).first())
    assert failures("sanctions", frame) == set()


def test_frames_from_no_rows_are_those_that_the_models_want() -> None:
    for name, frame in build_frames({}).items():
        assert failures(name, frame) == set()

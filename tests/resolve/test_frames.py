from __future__ import annotations

import random
from datetime import date
from typing import Any

import polars as pl
import pytest

from flows.resolve.frames import build_frames
from schemas.codebook.kinds import TABLE_NAMES
from schemas.codebook.vocabulary import load_tables
from schemas.dtypes import polars_schema
from tests import two_documents


def test_every_table_has_the_codebooks_columns_and_types() -> None:
    for frames in (build_frames({}), build_frames(two_documents.rows())):
        assert tuple(frames) == TABLE_NAMES
        for name, frame in frames.items():
            assert frame.schema == polars_schema(load_tables()[name])


def test_the_order_of_rows_and_keys_does_not_matter() -> None:
    rows = two_documents.rows()
    shuffled = {}
    for name, table in reversed(rows.items()):
        other_keys = [dict(random.Random(7).sample(list(row.items()), len(row))) for row in table]
        shuffled[name] = random.Random(7).sample(other_keys, len(table))
    for name, frame in build_frames(rows).items():
        assert build_frames(shuffled)[name].equals(frame)


def test_what_is_left_out_is_missing_and_a_list_empty() -> None:
    row = build_frames({"incidents": [{"record_id": "a", "date": "", "quantity": 3}]})["incidents"].row(0, named=True)
    assert (row["date"], row["doc_id"], row["actors"], row["quantity"]) == (None, None, [], 3.0)


def test_dates_of_the_metadata_become_edtf() -> None:
    frame = build_frames({"documents": [{"doc_id": "a", "published_on": date(2024, 2, 16)}]})["documents"]
    assert frame["published_on"].to_list() == ["2024-02-16"]
    assert frame.schema["published_on"] == pl.String


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({"relation": []}, "unknown table 'relation'"),
        ({"relations": [{}, {"subjekt": "CUB"}]}, "relations, row 1: unknown column 'subjekt'"),
        ({"incidents": [{"actors": "NOR"}]}, "incidents, row 0: actors is 'NOR', not a list"),
        ({"incidents": [{"deaths": "three"}]}, "incidents: a value has another type than its column"),
    ],
)
def test_rows_that_fit_no_table(rows: dict[str, list[dict[str, Any]]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build_frames(rows)

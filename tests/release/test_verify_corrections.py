from __future__ import annotations

import json
from typing import Any

import polars as pl
import pytest

from flows.release.verify_corrections import correction_problems
from schemas.codebook.vocabulary import load_tables
from schemas.dtypes import polars_schema
from tests import two_documents

FRAMES = two_documents.frames()
Frames = dict[str, pl.DataFrame]


def corrected(frames: Frames = FRAMES, **changes: Any) -> Frames:
    """Return the frames with one correction, which gives relation rel-1 the date that it has, and its evidence."""
    row = {
        "correction_id": "fix-1", "action": "change", "table": "relations", "record_id": "rel-1", "doc_id": "first",
        "fields": ["date"], "before": '{"date": "1958"}', "after": '{"date": "1959"}', "quote": "Cuba",
        "reason": "misread", "reviewer": "A. Reader", "decided_on": "2024-03-01", "sha256": "0" * 64,
    }  # fmt: skip
    rows = pl.DataFrame([row | changes], schema=polars_schema(load_tables()["corrections"]))
    it = (pl.col("record_id") == "rel-1") & (pl.col("field") == "date")
    evidence = frames["evidence"].with_columns(
        method=pl.when(it).then(pl.lit("corrected")).otherwise("method"),
        rule_id=pl.when(it).then(pl.lit("fix-1")).otherwise("rule_id"),
    )
    return frames | {"corrections": rows, "evidence": evidence}


def test_a_correction_that_the_record_shows() -> None:
    assert correction_problems(corrected()) == []


def test_no_corrections() -> None:
    assert correction_problems(FRAMES) == []


def test_a_correction_that_the_record_does_not_show() -> None:
    first, second = correction_problems(corrected(after='{"date": "1960"}'))
    assert (first.record, first.field) == ("rel-1", "date")
    assert first.message == "correction fix-1 makes it '1960', and the record has '1959'"
    assert second.message == "the value is '1959', and correction fix-1 gives ['1960']"


def test_a_withdrawn_record_that_is_there() -> None:
    found = correction_problems(corrected(action="withdraw", after=None, fields=[]))
    assert found[0].message == "correction fix-1 withdraws the record, and it is there"


@pytest.mark.parametrize("action", ["add", "change"])
def test_a_correction_of_a_record_that_is_not_there(action: str) -> None:
    found = correction_problems(corrected(action=action, record_id="rel-9"))
    assert found[0].message == "correction fix-1 is of a record that is not there"


@pytest.mark.parametrize("after", [None, "", "[]", "{", "[" * 100_000, '"date"'])
def test_a_correction_that_says_nothing_that_can_be_read(after: str | None) -> None:
    found = correction_problems(corrected(after=after))
    assert found[0].message == "of correction fix-1 is no JSON object"


def test_a_correction_of_a_column_that_is_none() -> None:
    found = correction_problems(corrected(after=json.dumps({"date": "1959", "colour": "red"})))
    assert [problem.field for problem in found] == ["colour"]


def test_corrected_evidence_without_a_correction() -> None:
    frames = corrected()
    frames["corrections"] = frames["corrections"].clear()
    (problem,) = correction_problems(frames)
    assert (problem.table, problem.record, problem.field) == ("relations", "rel-1", "date")
    assert problem.message == "no correction fix-1 of this record"


def test_a_list_is_given_by_its_elements() -> None:
    frames = FRAMES | {
        "evidence": FRAMES["evidence"].with_columns(
            method=pl.when(pl.col("field") == "goods").then(pl.lit("corrected")).otherwise("method"),
            rule_id=pl.when(pl.col("field") == "goods").then(pl.lit("fix-2")).otherwise("rule_id"),
        )
    }
    frames = corrected(
        frames, correction_id="fix-2", table="sanctions", record_id="san-1", fields=["goods"],
        after='{"goods": ["oil", "luxury good"]}',
    )  # fmt: skip
    of_goods = [problem for problem in correction_problems(frames) if problem.field == "goods"]
    assert of_goods == []

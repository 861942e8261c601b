from __future__ import annotations

import polars as pl

from flows.release.unfounded import without_unfounded
from flows.release.verify import table_problems
from flows.resolve.derive import derived
from schemas.validate import Validated, validate
from tests import two_documents
from tests.two_documents import settable


def read_wrong() -> Validated:
    """Return the corpus with one value, in record and evidence alike, that its words do not give."""
    frames = two_documents.frames()
    it = (pl.col("record_id") == "rel-1") & (pl.col("field") == "object")
    value = pl.when(it).then(pl.lit("PRK")).otherwise("value").alias("value")
    frames["evidence"] = frames["evidence"].with_columns(value)
    frames["relations"] = frames["relations"].with_columns(object=pl.lit("PRK"))
    return validate(frames, derived)


def test_a_record_whose_words_do_not_give_its_value_is_turned_away_with_its_reason() -> None:
    before = read_wrong()
    after = without_unfounded(before, derived, settable)
    assert after.frames["relations"].is_empty()
    assert "rel-1" not in after.frames["evidence"]["record_id"]
    assert "rel-1" not in after.frames["events"]["record_id"]
    for table in ("incidents", "sanctions", "investment_rankings"):
        assert after.frames[table].equals(before.frames[table])
    (row,) = after.rejects.filter(pl.col("table") == "relations").iter_rows(named=True)
    assert (row["record_id"], row["column"], row["check"]) == ("rel-1", "object", "evidence_value")
    assert row["value"] == '"PRK"'
    assert "the words give 'KOR'" in row["reason"]
    assert table_problems(after.frames, settable) == []


def test_where_all_values_follow_nothing_changes() -> None:
    frames = two_documents.frames()
    before = Validated(frames, frames["rejects"])
    assert without_unfounded(before, derived, settable) is before

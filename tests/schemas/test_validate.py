from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from flows.resolve.derive import derived
from flows.resolve.frames import build_frames
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.validate import FrameError, Validated, validate
from tests import two_documents
from tests.two_documents import Rows

Failure = tuple[str, str | None, str | None, str]
Failures = set[Failure]


def validated(change: Callable[[Rows], object]) -> tuple[Validated, Failures]:
    rows = two_documents.rows()
    change(rows)
    result = validate(build_frames(rows), derived)
    new = result.rejects.filter(pl.col("path").is_null())
    return result, set(new.select("table", "record_id", "column", "check").iter_rows())


def evidence(rows: Rows, record: str, field: str, part: int = 0) -> dict[str, Any]:
    return next(r for r in rows["evidence"] if (r["record_id"], r["field"], r["part"]) == (record, field, part))


def test_nothing_fails_in_the_corpus() -> None:
    result, failures = validated(lambda rows: None)
    assert failures == set()
    assert [result.frames[name].height for name in CLAIM_TABLES] == [1, 1, 1, 1]
    assert result.frames["coverage"].rows(named=True)[0] == {
        "doc_id": "first", "characters": 120, "words": 22, "sentences": 2, "screened_out": 0, "parsed": 2,
        "with_claims": 2, "possible_misses": 0, "relations": 1, "incidents": 1, "sanctions": 0,
        "investment_rankings": 0, "events": 2, "no_event": 0, "rejects": 0,
    }  # fmt: skip


def test_one_run_reports_every_failure() -> None:
    def change(rows: Rows) -> None:
        rows["relations"][0]["change"] = "sundered"
        rows["relations"][0]["date"] = "2023-02-29"
        rows["incidents"][0]["actors"] = ["NOR", "NOR"]
        rows["documents"][1]["sha256"] = "x"

    result, failures = validated(change)
    assert failures == {
        ("relations", "rel-1", "change", "term"),
        ("relations", "rel-1", "date", "date"),
        ("incidents", "inc-1", "actors", "distinct"),
        ("documents", None, "sha256", "digest"),
        # What goes with the document is named too.
        ("sentences", None, "doc_id", "foreign_key"),
        ("sanctions", "san-1", "doc_id", "foreign_key"),
        ("investment_rankings", "ran-1", "doc_id", "foreign_key"),
    }
    assert all(result.frames[name].is_empty() for name in (*CLAIM_TABLES, "evidence"))
    assert result.frames["coverage"].select("doc_id", "relations", "rejects").rows() == [("first", 0, 3)]
    assert result.frames["sentences"]["records"].to_list() == [0, 0]


def test_no_two_documents_are_of_one_file_or_of_the_same_bytes() -> None:
    def change(rows: Rows) -> None:
        rows["documents"][1]["sha256"] = rows["documents"][0]["sha256"]

    result, failures = validated(change)
    assert ("documents", None, None, "unique") in failures
    assert result.frames["documents"]["doc_id"].to_list() == ["first"]
    assert validated(lambda rows: rows["documents"][1].update(path="first.txt"))[1] >= {
        ("documents", None, None, "unique")
    }


def test_a_correction_of_a_document_that_is_not_there_is_turned_away() -> None:
    correction = {
        "correction_id": "c", "action": "withdraw", "table": "relations", "record_id": "rel-9", "doc_id": "third",
        "before": "{}", "quote": "x", "reason": "It is not so.", "reviewer": "A", "decided_on": "2026-01-01",
        "sha256": "0" * 64,
    }  # fmt: skip
    result, failures = validated(lambda rows: rows.update(corrections=[correction]))
    assert ("corrections", "rel-9", "doc_id", "foreign_key") in failures
    assert result.frames["corrections"].is_empty()


def test_the_records_of_a_rule_are_counted() -> None:
    rules = validated(lambda rows: rows["rules"][0].update(records=9))[0].frames["rules"]
    assert dict(rules.select("rule_id", "records").iter_rows()) == {
        "ban-export": 1, "cut-ties": 1, "rank-holder": 1, "seize": 1,
    }  # fmt: skip


def test_a_reject_says_what_and_why() -> None:
    result, _ = validated(lambda rows: rows["relations"][0].update(change="sundered"))
    row = result.rejects.filter(pl.col("column") == "change").row(0, named=True)
    assert row["value"] == '"sundered"'
    assert row["reason"].startswith("not one of the codebook's terms for the column: established, restored,")
    assert row["doc_id"] == "first"


CASES: list[tuple[str, Callable[[Rows], object], Failure]] = [
    ("no sentence", lambda r: r["relations"][0].update(sentence=9), ("relations", "rel-1", "sentence", "foreign_key")),
    ("quote", lambda r: r["relations"][0].update(start=1), ("relations", "rel-1", "quote", "text_at_span")),
    ("no rule", lambda r: r["relations"][0].update(rule_id="x"), ("relations", "rel-1", "rule_id", "foreign_key")),
    ("past the end", lambda r: r["incidents"][0].update(end=999), ("incidents", "inc-1", "quote", "text_at_span")),
    ("one party", lambda r: r["relations"][0].update(object="CUB"), ("relations", "rel-1", None, "two_parties")),
    (
        "words",
        lambda r: evidence(r, "rel-1", "date").update(words="in 1958"),
        ("evidence", "rel-1", "words", "text_at_span"),
    ),
    ("no evidence", lambda r: r["relations"][0].update(speaker="DPA"), ("relations", "rel-1", "speaker", "evidence")),
    ("not held", lambda r: r["relations"][0].update(date=None), ("relations", "rel-1", "date", "evidence_only")),
    (
        "an element has none",
        lambda r: r["sanctions"][0].update(goods=["oil", "luxury good", "coal"]),
        ("sanctions", "san-1", "goods", "evidence"),
    ),
    ("number", lambda r: r["incidents"][0].update(quantity=31), ("incidents", "inc-1", "quantity", "evidence")),
    (
        "no such record",
        lambda r: evidence(r, "rel-1", "date").update(record_id="rel-9"),
        ("evidence", "rel-9", "record_id", "record"),
    ),
    (
        "record of another document",
        lambda r: evidence(r, "rel-1", "date").update(doc_id="second"),
        ("evidence", "rel-1", "record_id", "record"),
    ),
    (
        "no such field",
        lambda r: evidence(r, "rel-1", "date").update(field="quote"),
        ("evidence", "rel-1", "field", "field"),
    ),
]


@pytest.mark.parametrize(("change", "failure"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_tables_that_do_not_agree(change: Callable[[Rows], object], failure: Failure) -> None:
    result, failures = validated(change)
    assert failure in failures
    left = {record for name in CLAIM_TABLES for record in result.frames[name]["record_id"]}
    assert len(left) == 3
    assert set(result.frames["evidence"]["record_id"]) == left


def test_a_record_goes_with_a_rejected_row_of_its_evidence() -> None:
    _, failures = validated(lambda rows: evidence(rows, "rel-1", "subject", 1).update(start=0))
    assert ("relations", "rel-1", "record_id", "evidence_rejected") in failures


def test_validated_frames_validate_again_to_themselves() -> None:
    result, _ = validated(lambda rows: rows["relations"][0].update(change="sundered"))
    again = validate(result.frames, derived)
    for name, frame in result.frames.items():
        assert again.frames[name].equals(frame), name


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda f: f.pop("coverage"), "table 'coverage' is missing"),
        (lambda f: f.update(more=f["coverage"]), "unknown table 'more'"),
        (lambda f: f.update(relations=f["relations"].drop("change")), "relations: column 'change' is missing"),
        (lambda f: f.update(relations=f["relations"].with_columns(index=1)), "relations: unknown column 'index'"),
        (
            lambda f: f.update(relations=f["relations"].select(sorted(f["relations"].columns))),
            "relations: the columns stand in another order",
        ),
        (
            lambda f: f.update(relations=f["relations"].with_columns(pl.col("start").cast(pl.Int32))),
            "relations: column 'start' has type Int32, not Int64",
        ),
    ],
)
def test_a_frame_that_is_not_the_table(change: Callable[[dict[str, pl.DataFrame]], object], message: str) -> None:
    frames = two_documents.frames()
    change(frames)
    with pytest.raises(FrameError, match=message):
        validate(frames, derived)

"""Whether the corrections that a release lists are in its records, and nothing else is corrected in them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from flows.release.problems import Problem
from schemas.cells import as_text
from schemas.codebook.kinds import CLAIM_TABLES

Row = Mapping[str, Any]


def correction_problems(frames: Mapping[str, pl.DataFrame]) -> list[Problem]:
    """Return the corrections that the records do not show, and the corrected evidence that no correction gives."""
    corrections = {row["correction_id"]: row for row in frames["corrections"].iter_rows(named=True)}
    records = {
        row["record_id"]: row
        for name in CLAIM_TABLES
        for row in frames[name]
        .filter(pl.col("record_id").is_in(frames["corrections"]["record_id"].to_list()))
        .iter_rows(named=True)
    }
    problems = []
    for row in corrections.values():
        problems += [
            Problem(message, table="corrections", record=row["record_id"], field=field)
            for field, message in _messages(row, records.get(row["record_id"]))
        ]
    corrected = frames["evidence"].filter(pl.col("method") == "corrected")
    for row in corrected.iter_rows(named=True):
        if message := _given(row, corrections.get(row["rule_id"])):
            problems.append(Problem(message, table=row["table"], record=row["record_id"], field=row["field"]))
    return problems


def _messages(correction: Row, record: Row | None) -> Iterator[tuple[str | None, str]]:
    """Yield field and message for what of a correction is not in its record."""
    name = correction["correction_id"]
    if correction["action"] == "withdraw":
        if record is not None:
            yield None, f"correction {name} withdraws the record, and it is there"
        return
    if record is None:
        yield None, f"correction {name} is of a record that is not there"
        return
    after = _after(correction)
    if after is None:
        yield "after", f"of correction {name} is no JSON object"
        return
    for field, value in after.items():
        if field not in record or record[field] != value:
            yield field, f"correction {name} makes it {value!r}, and the record has {record.get(field)!r}"


def _given(row: Row, correction: Row | None) -> str | None:
    """Return what is wrong with a row of corrected evidence."""
    after = _after(correction) if correction else None
    if correction is None or after is None or correction["record_id"] != row["record_id"]:
        return f"no correction {row['rule_id']} of this record"
    value = after.get(row["field"])
    given = [as_text(one) for one in (value if isinstance(value, list) else [value]) if one is not None]
    return (
        None
        if row["value"] in given
        else f"the value is {row['value']!r}, and correction {row['rule_id']} gives {given}"
    )


def _after(correction: Row) -> dict[str, Any] | None:
    try:
        after = json.loads(correction["after"] or "null")
    except (ValueError, RecursionError):
        return None
    return after if isinstance(after, dict) else None

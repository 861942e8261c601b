"""Records with a value that its words do not give, turned away before a release is made of the others."""

from __future__ import annotations

import polars as pl

from flows.release.problems import Settable
from flows.release.verify_values import value_problems
from schemas.cells import as_json
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.vocabulary import load_tables
from schemas.dtypes import polars_schema
from schemas.validate import Derive, Validated, validate


def without_unfounded(validated: Validated, derive: Derive, settable: Settable) -> Validated:
    """Return the frames without the records whose evidence does not verify, each with its reason in rejects.

    What reads a text may be at fault in one sentence of a thousand documents. That sentence's record is turned away,
    as one is that fails any other check; it does not keep the rest from being published.
    """
    frames = validated.frames
    problems = value_problems(frames["evidence"], frames["documents"], settable)
    if not problems:
        return validated
    values = {
        (row["record_id"], row["field"], row["start"], row["end"]): row["value"]
        for row in frames["evidence"].iter_rows(named=True)
    }
    rows = [
        {
            "table": problem.table,
            "doc_id": problem.document,
            "record_id": problem.record,
            "column": problem.field,
            "check": "evidence_value",
            "value": as_json(values[(problem.record, problem.field, *(problem.span or (None, None)))]),
            "reason": problem.message,
            "path": None,
        }
        for problem in problems
    ]
    unfounded = pl.col("record_id").is_in(list({problem.record for problem in problems}))
    kept = {name: frames[name].filter(~unfounded) for name in (*CLAIM_TABLES, "evidence")}
    rejects = pl.concat([frames["rejects"], pl.DataFrame(rows, schema=polars_schema(load_tables()["rejects"]))])
    return validate({**frames, **kept, "rejects": rejects}, derive)

"""Records as a program takes them: one JSON object a document, in the shape that evaluation reads."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from flows.ingest.document import Document
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.vocabulary import load_tables

# What a record is known by, and where it stands; the rest of its columns are what it says.
PLACE = ("doc_id", "quote", "start", "end", "sentence", "rule_id", "confidence")
# What other columns give, and a program can make of them again.
MADE = ("date_first", "date_last")


def documents_as_json(documents: Sequence[Document], frames: Mapping[str, pl.DataFrame]) -> Iterator[dict[str, object]]:
    """Yield one object a document, in the documents' order: what it is, and its records by table."""
    evidence: dict[str, dict[str, list[dict[str, object]]]] = defaultdict(lambda: defaultdict(list))
    for row in frames["evidence"].iter_rows(named=True):
        shown = {key: row[key] for key in ("start", "end", "words", "value", "method", "anchor")}
        evidence[row["record_id"]][row["field"]].append(shown)
    records: dict[str, dict[str, list[dict[str, object]]]] = defaultdict(lambda: defaultdict(list))
    for table in CLAIM_TABLES:
        for row in frames[table].sort("doc_id", "start", "end", "record_id").iter_rows(named=True):
            records[row["doc_id"]][table].append(record_as_json(row, evidence[row["record_id"]]))
    for document in documents:
        published = document.metadata.published_on
        yield {
            "doc": document.doc_id,
            "sha256": document.sha256,
            "published_on": published.isoformat() if published else None,
            **{table: records[document.doc_id][table] for table in CLAIM_TABLES},
        }


def record_as_json(row: Mapping[str, object], evidence: Mapping[str, Sequence[object]]) -> dict[str, object]:
    """Return one record: its columns, its span and rule, and the evidence for each field. An unknown date is ''."""
    fields = {name: value for name, value in row.items() if name not in (*PLACE, *MADE)}
    return {
        **fields,
        "date": row["date"] or "",
        "span": [row["start"], row["end"]],
        "rule": row["rule_id"],
        "confidence": row["confidence"],
        "evidence": {field: list(rows) for field, rows in evidence.items()},
    }


def as_line(value: object) -> str:
    """Return a JSON value in one line of ASCII, which no terminal or locale can misread."""
    return json.dumps(value)


def fields_of(table: str) -> tuple[str, ...]:
    """Return the columns of a table that say what a record states, in the table's order."""
    return tuple(column.name for column in load_tables()[table].columns if column.evidence)

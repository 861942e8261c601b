"""What must hold between the tables: keys point to rows, spans hold their words, values have evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from schemas.cells import as_json, as_text
from schemas.checks import REASONS
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.vocabulary import load_tables

Rejects = list[dict[str, str | None]]
_PAIR = ["record_id", "field", "value"]


def linked(frames: Mapping[str, pl.DataFrame], found: Rejects) -> dict[str, pl.DataFrame]:
    """Return the frames without the rows that do not hold with the others; append each failure to ``found``."""
    held = dict(frames)
    texts = held["documents"].select("doc_id", text_="text")
    held["corrections"] = _pointing("corrections", held, found)
    held["sentences"] = _pointing("sentences", held, found)
    held["sentences"] = _quoting("sentences", held["sentences"], texts, "text", found)
    for name in CLAIM_TABLES:
        held[name] = _pointing(name, held, found)
        held[name] = _quoting(name, held[name], texts, "quote", found)
    held["evidence"] = _evidence(held, texts, found)
    for name in CLAIM_TABLES:
        held[name] = _with_evidence(name, held, found)
    records = pl.concat([held[name].select("record_id") for name in CLAIM_TABLES])
    held["evidence"] = held["evidence"].join(records, on="record_id", how="semi")
    return held


def pointing(names: Iterable[str], held: Mapping[str, pl.DataFrame], found: Rejects) -> None:
    """Append to ``found`` each row of the tables whose key points to no row of the table that it points to."""
    for name in names:
        _pointing(name, held, found)


def filled(table_name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the values of a table of claims that need evidence: record_id, field and value as text, one row each."""
    parts = [pl.DataFrame(schema={name: pl.String for name in _PAIR})]
    for column in load_tables()[table_name].fields:
        part = frame.select("record_id", pl.lit(column.name).alias("field"), pl.col(column.name).alias("value"))
        if column.listed:
            part = part.explode("value", empty_as_null=True)
        part = part.drop_nulls("value")
        if part.schema["value"] != pl.String:
            texts = [as_text(value) for value in part["value"].to_list()]
            part = part.with_columns(pl.Series("value", texts, dtype=pl.String))
        parts.append(part)
    return pl.concat(parts)


def _pointing(name: str, held: Mapping[str, pl.DataFrame], found: Rejects) -> pl.DataFrame:
    frame = held[name]
    for key in load_tables()[name].foreign_keys:
        target = held[key.table].select(key.to)
        # A key of which a part is missing points nowhere, and nothing is to be found there.
        missing = pl.any_horizontal(pl.col(column).is_null() for column in key.columns)
        numbered = frame.with_row_index("\0row")
        lost = numbered.filter(~missing).join(target, left_on=key.columns, right_on=key.to, how="anti")
        _note(name, lost, key.columns[-1], "foreign_key", found, f" {key.table}")
        frame = numbered.filter(~pl.col("\0row").is_in(lost["\0row"].to_list())).drop("\0row")
    return frame


def _quoting(name: str, frame: pl.DataFrame, texts: pl.DataFrame, column: str, found: Rejects) -> pl.DataFrame:
    by_document = dict(texts.select("doc_id", "text_").iter_rows())
    spans = frame.select("doc_id", "start", "end", column).iter_rows()
    # Python's slices: a text in UTF-8, as polars keeps it, is counted through from its start for each of them.
    # Past the text's end a slice is merely short, so equality with the words is the check of the bounds too.
    holds = [
        (text := by_document.get(doc_id)) is not None and text[start:end] == words and len(words) == end - start
        for doc_id, start, end, words in spans
    ]
    joined = frame.join(texts, on="doc_id", how="left", maintain_order="left")
    marked = joined.with_columns(pl.Series("\0holds", holds, dtype=pl.Boolean))
    _note(name, marked.filter(~pl.col("\0holds")), column, "text_at_span", found)
    return marked.filter("\0holds").select(frame.columns)


def _evidence(held: Mapping[str, pl.DataFrame], texts: pl.DataFrame, found: Rejects) -> pl.DataFrame:
    """Return the evidence that holds; what belongs to a record that was rejected goes without a word of its own."""
    rejected = {row["record_id"] for row in found if row["table"] in CLAIM_TABLES and row["record_id"]}
    frame = held["evidence"].filter(~pl.col("record_id").is_in(list(rejected)))
    frame = _pointing("evidence", {**held, "evidence": frame}, found)
    records = pl.concat([held[name].select("record_id", "doc_id", table=pl.lit(name)) for name in CLAIM_TABLES])
    on = ["record_id", "doc_id", "table"]
    _note("evidence", frame.join(records, on=on, how="anti"), "record_id", "record", found)
    frame = frame.join(records, on=on, how="semi", maintain_order="left")
    tables = load_tables()
    fields = pl.DataFrame(
        [(name, column.name) for name in CLAIM_TABLES for column in tables[name].fields],
        schema={"table": pl.String, "field": pl.String},
        orient="row",
    )
    _note("evidence", frame.join(fields, on=["table", "field"], how="anti"), "field", "field", found)
    frame = frame.join(fields, on=["table", "field"], how="semi", maintain_order="left")
    return _quoting("evidence", frame, texts, "words", found)


def _with_evidence(name: str, held: Mapping[str, pl.DataFrame], found: Rejects) -> pl.DataFrame:
    frame = held[name]
    bad = {row["record_id"] for row in found if row["table"] == "evidence"}
    lost = frame.filter(pl.col("record_id").is_in([record for record in bad if record]))
    _note(name, lost, "record_id", "evidence_rejected", found)
    frame = frame.join(lost.select("record_id"), on="record_id", how="anti", maintain_order="left")
    needed = filled(name, frame)
    given = held["evidence"].filter(pl.col("table") == name).select(_PAIR).unique()
    given = given.join(frame.select("record_id"), on="record_id", how="semi")
    documents = dict(frame.select("record_id", "doc_id").iter_rows())
    failing: set[str] = set()
    for check, rows in (
        ("evidence", needed.join(given, on=_PAIR, how="anti")),
        ("evidence_only", given.join(needed, on=_PAIR, how="anti")),
    ):
        for record_id, field, value in rows.iter_rows():
            failing.add(record_id)
            found.append(_row(name, documents[record_id], record_id, field, check, value, REASONS[check]))
    return frame.filter(~pl.col("record_id").is_in(list(failing)))


def _note(name: str, lost: pl.DataFrame, column: str, check: str, found: Rejects, more: str = "") -> None:
    for row in lost.iter_rows(named=True):
        reason = f"{REASONS[check]}{more}"
        if check == "text_at_span":
            there = row["text_"][row["start"] : row["end"]] if row["text_"] is not None else None
            field = f", field {row['field']}," if "field" in row else ""
            reason += f"{field} [{row['start']}, {row['end']}), which is {as_json(there)}"
        found.append(_row(name, row["doc_id"], row.get("record_id"), column, check, row[column], reason))


def _row(
    table: str, doc_id: str, record_id: str | None, column: str, check: str, value: object, reason: str
) -> dict[str, str | None]:
    return {
        "table": table,
        "doc_id": doc_id,
        "record_id": record_id,
        "column": column,
        "check": check,
        "value": as_json(value),
        "reason": reason,
        "path": None,
    }

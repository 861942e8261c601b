"""Validation of a whole release's frames: what holds goes on, what does not goes to the rejects with its reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandera.polars as pa
import polars as pl

from schemas.cells import as_json
from schemas.checks import REASONS
from schemas.codebook.kinds import CLAIM_TABLES, DERIVED_TABLES, TABLE_NAMES
from schemas.codebook.vocabulary import load_tables
from schemas.dtypes import polars_schema
from schemas.links import linked, pointing
from schemas.models import model

Frames = Mapping[str, pl.DataFrame]
# What makes the tables and columns that follow from the records alone: flows.resolve.derive.derived.
Derive = Callable[[Frames], dict[str, pl.DataFrame]]


class FrameError(ValueError):
    """A frame that is not the table that it should be, so that its rows cannot even be looked at."""


@dataclass(frozen=True, slots=True)
class Validated:
    """The frames whose rows all hold, by table; ``rejects`` is the same frame as ``frames["rejects"]``."""

    frames: dict[str, pl.DataFrame]
    rejects: pl.DataFrame


def validate(frames: Frames, derive: Derive) -> Validated:
    """Return the frames without the rows that fail a check, with every failure in rejects.

    A rejected document takes its sentences and records with it, a rejected record its evidence, and a rejected row of
    evidence its record: what is published holds together. On what is left, ``derive`` makes the derived tables and
    columns, and coverage, the records of a sentence and those of a rule are counted, whatever the frames said of these.
    Raise FrameError where a table is missing or has other columns than the codebook says, or where what is derived
    fails a check.
    """
    for name in frames:
        if name not in TABLE_NAMES:
            raise FrameError(f"unknown table {name!r}: the tables are {', '.join(TABLE_NAMES)}")
    for name in TABLE_NAMES:
        if name not in frames:
            raise FrameError(f"table {name!r} is missing: give an empty frame where it has no rows")
    found: list[dict[str, str | None]] = []
    held = {name: _held(name, frames[name], found) for name in TABLE_NAMES if name not in DERIVED_TABLES}
    held = _derived(linked(held, found), derive)
    # Two checks of the same cell may say the same: once is enough.
    new = pl.DataFrame(found, schema=polars_schema(load_tables()["rejects"])).unique()
    rejects = pl.concat([held["rejects"], new]).sort(held["rejects"].columns)
    held = _counted(held | {"rejects": rejects})
    return Validated({name: _sorted(name, held[name]) for name in TABLE_NAMES}, rejects)


def _held(name: str, frame: pl.DataFrame, found: list[dict[str, str | None]]) -> pl.DataFrame:
    try:
        model(name).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as failures:
        cases = failures.failure_cases
        about_frame = cases.filter(pl.col("index").is_null())
        if about_frame.height:
            raise FrameError(_frame_message(name, frame, about_frame)) from None
        if name == "rejects":
            raise FrameError(f"rejects: a row fails its own checks: {cases.row(0, named=True)}") from None
        for case in cases.iter_rows(named=True):
            row = frame.row(case["index"], named=True)
            # Of a check on whole rows, pandera puts the table's name into the column.
            column = case["column"] if case["schema_context"] == "Column" else None
            found.append(_reject(name, row, column, _name(case["check"])))
        return frame.with_row_index("\0row").filter(~pl.col("\0row").is_in(cases["index"].to_list())).drop("\0row")
    return frame


def _derived(held: Frames, derive: Derive) -> dict[str, pl.DataFrame]:
    """Return the frames with what is derived, all of which must hold: a record that holds gives rows that hold."""
    found: list[dict[str, str | None]] = []
    made = derive(held)
    for name in (*CLAIM_TABLES, *DERIVED_TABLES):
        _held(name, made[name], found)
    pointing(DERIVED_TABLES, made, found)
    if found:
        row = found[0]
        where = f"{row['table']}, column {row['column']}, value {row['value']}"
        raise FrameError(f"{where}: {row['reason']}. The row is derived, so what derives it is at fault: report it")
    return made


def _name(check: str) -> str:
    return "not_null" if check == "not_nullable" else check


def _reject(table: str, row: Mapping[str, object], column: str | None, check: str) -> dict[str, str | None]:
    key = load_tables()[table].key
    value = row[column] if column else {name: row[name] for name in key}
    terms = load_tables()[table].column(column).terms if column else ()
    reason = REASONS[check] + (f": {', '.join(term.name for term in terms)}" if check == "term" else "")
    return {
        "table": table,
        "doc_id": _text(row.get("doc_id")),
        "record_id": _text(row.get("record_id")),
        "column": column,
        "check": check,
        "value": as_json(value),
        "reason": reason,
        "path": None,
    }


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def _frame_message(name: str, frame: pl.DataFrame, cases: pl.DataFrame) -> str:
    wanted = polars_schema(load_tables()[name])
    for column in frame.columns:
        if column not in wanted:
            return f"{name}: unknown column {column!r}; its columns are {', '.join(wanted)}"
    for column in wanted:
        if column not in frame.columns:
            return f"{name}: column {column!r} is missing; its columns are {', '.join(wanted)}"
    if list(wanted) != frame.columns:
        return f"{name}: the columns stand in another order than {', '.join(wanted)}"
    for column, type_ in wanted.items():
        if frame.schema[column] != type_:
            return f"{name}: column {column!r} has type {frame.schema[column]}, not {type_}"
    return f"{name}: {cases.row(0, named=True)}"


def _counted(held: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return the frames with the records of each sentence and rule and the coverage counted on the rows left."""
    records = pl.concat([held[name].select("doc_id", "sentence", table=pl.lit(name)) for name in CLAIM_TABLES])
    by_sentence = records.group_by("doc_id", "sentence").agg(pl.len().cast(pl.Int64).alias("records"))
    sentences = (
        held["sentences"]
        .drop("records")
        .join(by_sentence, on=["doc_id", "sentence"], how="left")
        .with_columns(pl.col("records").fill_null(0))
    )
    outcome = pl.col("outcome")
    found_in_it = (pl.col("actors").list.len() > 0) & (pl.col("triggers").list.len() > 0)
    by_document = sentences.group_by("doc_id").agg(
        sentences=pl.len(),
        screened_out=(outcome == "screened_out").sum(),
        parsed=(outcome != "screened_out").sum(),
        with_claims=(outcome == "claim").sum(),
        possible_misses=((outcome == "no_claim") & found_in_it).sum(),
    )
    words = pl.col("text").str.count_matches(r"\S+").alias("words")
    coverage = held["documents"].select("doc_id", "characters", words).join(by_document, on="doc_id", how="left")
    claims = pl.concat([held[name].select("doc_id", "record_id") for name in CLAIM_TABLES])
    counted = {name: held[name] for name in (*CLAIM_TABLES, "events", "rejects")}
    counted["no_event"] = claims.join(held["events"], on="record_id", how="anti")
    for name, frame in counted.items():
        counts = frame.group_by("doc_id").agg(pl.len().alias(name))
        coverage = coverage.join(counts, on="doc_id", how="left")
    by_rule = held["evidence"].group_by("rule_id").agg(pl.col("record_id").n_unique().cast(pl.Int64).alias("records"))
    rules = held["rules"].drop("records").join(by_rule, on="rule_id", how="left")
    rules = rules.with_columns(pl.col("records").fill_null(0))
    tables = load_tables()
    schema = polars_schema(tables["coverage"])
    return held | {
        "sentences": sentences.select(tables["sentences"].names),
        "rules": rules.select(tables["rules"].names),
        "coverage": coverage.fill_null(0).select(pl.col(name).cast(dtype) for name, dtype in schema.items()),
    }


def _sorted(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort(load_tables()[name].key or frame.columns)

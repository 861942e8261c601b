"""Whether the tables of a release hold together: both forms alike, rows that pass, derived tables derived."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from flows.release.problems import Problem
from flows.release.tables import arrow_schema, csv_name, parquet_name, read_csv, read_parquet
from flows.release.verify_files import plain
from flows.resolve.derive import derived
from schemas.codebook.vocabulary import load_tables
from schemas.dtypes import polars_schema
from schemas.validate import FrameError, validate


def read_frames(release: Path, problems: list[Problem]) -> dict[str, pl.DataFrame]:
    """Return the tables of the Parquet files; note which cannot be read and which CSV files hold other rows."""
    frames = {}
    for name, table in load_tables().items():
        # What is no plain file was noted with the files, and is not opened.
        if not plain(release / parquet_name(table)):
            continue
        try:
            frame = read_parquet(table, release)
        except (ValueError, OSError) as problem:
            problems.append(Problem(str(problem), file=parquet_name(table)))
            continue
        if frame.schema != polars_schema(table):
            shown = ", ".join(f"{column} {kind}" for column, kind in frame.schema.items())
            problems.append(Problem(f"has other columns than the codebook: {shown}", file=parquet_name(table)))
            continue
        frames[name] = frame
        if not plain(release / csv_name(table)):
            continue
        try:
            rows = read_csv(table, release)
        except (ValueError, OSError) as problem:
            problems.append(Problem(str(problem), file=csv_name(table)))
            continue
        if not frames[name].equals(rows, null_equal=True):
            problems.append(Problem(_difference(frames[name], rows), file=csv_name(table), table=name))
    return frames


def schema_problems(release: Path) -> list[Problem]:
    """Return the Parquet files that say of themselves or of their columns what the codebook does not."""
    problems = []
    for table in load_tables().values():
        try:
            found = pq.read_schema(release / parquet_name(table))
        except (pa.ArrowException, OSError) as problem:
            problems.append(Problem(f"its schema cannot be read: {problem}", file=parquet_name(table)))
            continue
        wanted = arrow_schema(table)
        if found.metadata != wanted.metadata:
            message = f"the table is described as {found.metadata}, and the codebook has {wanted.metadata}"
            problems.append(Problem(message, file=parquet_name(table)))
        for one, other in zip(found, wanted, strict=True):
            # The types are those of the rows, which were compared; Parquet gives a list's element another name.
            if (one.metadata, one.nullable) != (other.metadata, other.nullable):
                message = f"is described as {one} {one.metadata}, and the codebook has {other} {other.metadata}"
                problems.append(Problem(message, file=parquet_name(table), field=one.name))
    return problems


def row_problems(frames: dict[str, pl.DataFrame]) -> list[Problem]:
    """Return the rows that the schemas would turn away, and what is derived from rows and differs from them."""
    try:
        validated = validate(frames, derived)
    except FrameError as problem:
        return [Problem(str(problem))]
    known = frames["rejects"]
    new = validated.rejects.join(known, on=known.columns, how="anti", nulls_equal=True)
    problems = [
        Problem(
            f"{row['reason']}; the value is {row['value']}",
            table=row["table"],
            record=row["record_id"],
            field=row["column"],
            document=row["doc_id"],
        )
        for row in new.iter_rows(named=True)
    ]
    if problems:
        return problems
    # Nothing was turned away, so whatever comes back otherwise is what validation makes anew: counts, days, derived
    # tables, and the order of the rows.
    return [
        Problem(_difference(made, frames[name]).replace("the Parquet file", "what the records make anew"), table=name)
        for name, made in validated.frames.items()
        if not made.equals(frames[name], null_equal=True)
    ]


def _difference(frame: pl.DataFrame, rows: pl.DataFrame) -> str:
    if frame.height != rows.height or frame.schema != rows.schema:
        return f"{rows.height} rows, and {frame.height} in the Parquet file, or other columns"
    for number, (one, other) in enumerate(zip(frame.iter_rows(named=True), rows.iter_rows(named=True), strict=True)):
        for column, value in one.items():
            if other[column] != value:
                return f"row {number}, column {column}: {other[column]!r}, and {value!r} in the Parquet file"
    return "its rows differ from those of the Parquet file"

"""The tables of a release as files: Parquet and CSV, written to the same bytes everywhere, and read back."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from flows.release.csv_cells import from_cell, to_cell
from schemas.codebook.kinds import element
from schemas.codebook.vocabulary import Column, Table
from schemas.dtypes import polars_schema

_ROWS_A_GROUP = 100_000
_ZSTD_LEVEL = 9
# RFC 4180. It also makes Python's csv quote a cell that holds either character, as readers need it.
_LINE_END = "\r\n"


def parquet_name(table: Table) -> str:
    """Return the file name of a table's Parquet form."""
    return f"{table.name}.parquet"


def csv_name(table: Table) -> str:
    """Return the file name of a table's CSV form."""
    return f"{table.name}.csv"


def table_files(tables: Iterable[Table]) -> Iterator[tuple[Table, str, str]]:
    """Yield each file of each table: the table, the file's name, and its media type."""
    for table in tables:
        yield table, parquet_name(table), "application/vnd.apache.parquet"
        yield table, csv_name(table), "text/csv"


def write_parquet(table: Table, frame: pl.DataFrame, folder: Path) -> None:
    """Write a table's Parquet file, with the codebook's descriptions and units in its schema."""
    schema = arrow_schema(table)
    columns = [frame[field.name].to_arrow().cast(field.type) for field in schema]
    with (folder / parquet_name(table)).open("wb") as file:
        pq.write_table(
            pa.Table.from_arrays(columns, schema=schema),
            file,
            compression="zstd",
            compression_level=_ZSTD_LEVEL,
            row_group_size=_ROWS_A_GROUP,
        )


def arrow_schema(table: Table) -> pa.Schema:
    """Return the Arrow schema of a table: types, what may be missing, descriptions and units."""
    fields = [pa.field(c.name, _arrow_type(c), nullable=not c.required, metadata=_about(c)) for c in table.columns]
    return pa.schema(fields, metadata={"name": table.name, "title": table.title, "description": table.description})


def _about(column: Column) -> dict[str, str]:
    return {"description": column.description} | ({"unit": column.unit} if column.unit else {})


def _arrow_type(column: Column) -> pa.DataType:
    match element(column.kind):
        case "integer" | "offset":
            inner = pa.int64()
        case "number":
            inner = pa.float64()
        case "boolean":
            inner = pa.bool_()
        case "day":
            inner = pa.date32()
        case _:
            inner = pa.large_string()
    # "element" is the name that Parquet has for it, so that the schema read back is the schema written.
    return pa.large_list(pa.field("element", inner)) if column.listed else inner


def read_parquet(table: Table, folder: Path) -> pl.DataFrame:
    """Return the rows of a table's Parquet file; raise ValueError where it is damaged."""
    try:
        return pl.read_parquet(folder / parquet_name(table), hive_partitioning=False, glob=False)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as problem:
        raise ValueError(f"not a Parquet file that can be read: {problem}") from problem


class ReleasedTables(Mapping[str, pl.DataFrame]):
    """The tables of a release by name, each read from its Parquet file when it is first asked for."""

    def __init__(self, tables: Mapping[str, Table], folder: Path) -> None:
        self._tables, self._folder = tables, folder
        self._read: dict[str, pl.DataFrame] = {}

    def __getitem__(self, name: str) -> pl.DataFrame:
        if name not in self._read:
            self._read[name] = read_parquet(self._tables[name], self._folder)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


def write_csv(table: Table, frame: pl.DataFrame, folder: Path) -> None:
    """Write a table's CSV file: UTF-8, a header, missing cells empty, lists as JSON arrays, formulas guarded."""
    with (folder / csv_name(table)).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator=_LINE_END)
        writer.writerow(table.names)
        for row in frame.select(table.names).iter_rows():
            writer.writerow([to_cell(column, value) for column, value in zip(table.columns, row, strict=True)])


def read_csv(table: Table, folder: Path) -> pl.DataFrame:
    """Return the rows of a table's CSV file, as they were before they were written; raise ValueError where damaged."""
    cells: dict[str, list[object]] = {name: [] for name in table.names}
    with _any_cell_size(), (folder / csv_name(table)).open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            header = next(reader, [])
            if tuple(header) != table.names:
                raise ValueError(f"the header is {header}")
            for row in reader:
                if len(row) != len(header):
                    raise ValueError(f"{len(row)} cells, not {len(header)}")
                for column, cell in zip(table.columns, row, strict=True):
                    cells[column.name].append(from_cell(column, cell))
        except (csv.Error, KeyError, ValueError) as problem:
            raise ValueError(f"line {max(reader.line_num, 1)}: {problem}") from problem
    try:
        return pl.DataFrame(cells, schema=polars_schema(table), strict=True)
    except (TypeError, pl.exceptions.PolarsError) as problem:
        raise ValueError(f"a cell is not of its column's kind: {problem}") from problem


@contextmanager
def _any_cell_size() -> Iterator[None]:
    """Lift the csv module's limit of 128 KiB a cell, which a document's text passes."""
    before = csv.field_size_limit(sys.maxsize)
    try:
        yield
    finally:
        csv.field_size_limit(before)

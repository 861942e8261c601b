"""Rows, as the resolver makes them, to polars frames, as the models want them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from schemas.codebook.kinds import TABLE_NAMES
from schemas.codebook.vocabulary import Column, Table, load_tables
from schemas.dtypes import polars_schema

Row = Mapping[str, object]


def build_frames(rows: Mapping[str, Iterable[Row]]) -> dict[str, pl.DataFrame]:
    """Return one frame a table, with the codebook's columns, types and order, sorted on the table's key.

    A table that is not given is empty. Where a row leaves a column out the cell is missing, and so is a blank text;
    a list that is missing is an empty list. A column that the table does not have raises ValueError.
    """
    for name in rows:
        if name not in TABLE_NAMES:
            raise ValueError(f"unknown table {name!r}: the tables are {', '.join(TABLE_NAMES)}")
    return {name: _frame(table, rows.get(name, ())) for name, table in load_tables().items()}


def _frame(table: Table, rows: Iterable[Row]) -> pl.DataFrame:
    cells: dict[str, list[object]] = {column.name: [] for column in table.columns}
    for number, row in enumerate(rows):
        for name in row:
            if name not in cells:
                raise ValueError(f"{table.name}, row {number}: unknown column {name!r} beside {', '.join(table.names)}")
        for column in table.columns:
            value = row.get(column.name)
            if column.listed and value is not None and not isinstance(value, list | tuple):
                raise ValueError(f"{table.name}, row {number}: {column.name} is {value!r}, not a list")
            cells[column.name].append(_cell(column, value))
    try:
        frame = pl.DataFrame(cells, schema=polars_schema(table), strict=True)
    except (TypeError, pl.exceptions.PolarsError) as problem:
        raise ValueError(f"{table.name}: a value has another type than its column: {problem}") from problem
    return frame.sort(table.key or table.names)


def _cell(column: Column, value: object) -> object:
    if column.listed:
        return value if value is not None else []
    if isinstance(value, date) and column.kind != "day":
        return value.isoformat()
    return None if value == "" else value

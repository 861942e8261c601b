"""The polars types of the tables' columns."""

from __future__ import annotations

import polars as pl

from schemas.codebook.kinds import Kind, element
from schemas.codebook.vocabulary import Column, Table

_SCALARS: dict[Kind, type[pl.DataType]] = {
    "integer": pl.Int64,
    "offset": pl.Int64,
    "number": pl.Float64,
    "boolean": pl.Boolean,
    "day": pl.Date,
}


def dtype(column: Column) -> pl.DataType:
    """Return the polars type of a column; what is no number and no day is text, as codes and EDTF dates are."""
    inner = _SCALARS.get(element(column.kind), pl.String)()
    return pl.List(inner) if column.listed else inner


def polars_schema(table: Table) -> pl.Schema:
    """Return the names and types of a table's columns in order."""
    return pl.Schema({column.name: dtype(column) for column in table.columns})

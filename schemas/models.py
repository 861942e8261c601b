"""Pandera models of the tables, made from the codebook's declarations."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import pandera.polars as pa
import polars as pl

from schemas.checks import column_checks, table_checks
from schemas.codebook.vocabulary import Column, load_tables
from schemas.dtypes import dtype

if TYPE_CHECKING:
    from pandera.api.polars.types import PolarsData


@lru_cache(maxsize=32)
def model(table_name: str) -> pa.DataFrameSchema:
    """Return the Pandera schema of a table: its columns, no others, in order, with types and checks.

    Validate collected frames with it: of a LazyFrame pandera checks the columns only.
    """
    table = load_tables()[table_name]
    return pa.DataFrameSchema(
        {column.name: _column(column) for column in table.columns},
        checks=[_check(name, expression) for name, expression in table_checks(table)],
        strict=True,
        ordered=True,
        name=table.name,
        title=table.title,
        description=table.description,
    )


def _column(column: Column) -> pa.Column:
    return pa.Column(
        dtype(column),
        checks=[_check(name, expression) for name, expression in column_checks(column)],
        nullable=not column.required,
        description=column.description,
    )


def _check(name: str, expression: pl.Expr) -> pa.Check:
    def hold(data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(expression.alias("holds"))

    # A check that comes out null (a missing value in it) has nothing to say: not_null is a check of its own.
    return pa.Check(hold, name=name)

"""The checks that a column's kind and a table's meaning ask for, as polars expressions by name."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from schemas.codebook.kinds import element
from schemas.codebook.vocabulary import Column, Table
from schemas.edtf import edtf_expression

# What a check found wrong, in words, for the rejects.
REASONS = {
    "not_null": "the column must be filled",
    "no_null_element": "a list must not hold a missing value",
    "distinct": "the same value stands twice in the list",
    "identifier": "not an identifier: it is blank, or has a backslash, a control character, or white space at an end",
    "not_blank": "blank text: what is unknown is left missing",
    "name": "not a name: it is blank, or has a control character, or white space at an end",
    "lower_case": "not in lower case",
    "term": "not one of the codebook's terms for the column",
    "date": "not an EDTF date of level 0 or 1, or a day that the calendar does not have",
    "digest": "not a SHA-256 digest in lower-case hex",
    "finite": "not a finite number",
    "minimum": "less than the column's minimum",
    "maximum": "more than the column's maximum",
    "unique": "an earlier row has the same key, or the same in columns that no two rows share",
    "span": "the span is empty or ends before it starts",
    "characters": "the text has another number of characters",
    "two_parties": "subject and object are the same",
    "rank_given": "rank must be missing where rank_kind is among, and filled elsewhere",
    "foreign_key": "no such row in the table that it points to",
    "text_at_span": "not what the document's text has from start to end",
    "field": "the table of the record has no such field that is read from words",
    "record": "no such record in the table",
    "evidence": "no row of evidence gives this value of the field",
    "evidence_only": "a row of evidence gives this value, but the record does not hold it",
    "evidence_rejected": "a row of its evidence was rejected",
}

_IDENTIFIER = r"^[^\s\p{Cc}\\](?:[^\p{Cc}\\]*[^\s\p{Cc}\\])?$"
_NAME = r"^[^\s\p{Cc}](?:[^\p{Cc}]*[^\s\p{Cc}])?$"
# A capital with small letters after it opens a word that is written so only as a name or at a sentence's start;
# K2, MiG-21 and USB have no other spelling.
_CAPITALISED = r"(?:^|[^\p{L}\p{N}])\p{Lu}\p{Ll}+(?:[^\p{L}\p{N}]|$)"


def column_checks(column: Column) -> Iterator[tuple[str, pl.Expr]]:
    """Yield the checks of a column: name, and the expression that is true for each row that holds."""
    cell = pl.col(column.name)
    if not column.listed:
        for name, expression in _value_checks(column, cell):
            yield name, expression
        return
    yield "no_null_element", ~cell.list.eval(pl.element().is_null()).list.any()
    yield "distinct", cell.list.len() == cell.list.n_unique()
    for name, expression in _value_checks(column, pl.element()):
        yield name, cell.list.eval(expression).list.all()


def _value_checks(column: Column, value: pl.Expr) -> Iterator[tuple[str, pl.Expr]]:
    match element(column.kind):
        case "id":
            yield "identifier", value.str.contains(_IDENTIFIER)
        case "text":
            yield "not_blank", value.str.contains(r"\S")
        case "actor" | "country" | "instrument" | "measure":
            yield "name", value.str.contains(_NAME)
        case "good":
            yield "name", value.str.contains(_NAME)
            if column.listed:
                yield "lower_case", ~value.str.contains(_CAPITALISED)
        case "term":
            yield "term", value.is_in([term.name for term in column.terms])
        case "date":
            yield "date", edtf_expression(value)
        case "hash":
            yield "digest", value.str.contains(r"^[0-9a-f]{64}$")
        case "offset":
            yield "minimum", value >= 0
        case "number":
            yield "finite", value.is_finite()
    if column.minimum is not None:
        yield "minimum", value >= column.minimum
    if column.maximum is not None:
        yield "maximum", value <= column.maximum


def table_checks(table: Table) -> Iterator[tuple[str, pl.Expr]]:
    """Yield the checks of a table's rows as wholes: name, and the expression that is true for each row that holds."""
    for columns in (table.key, *table.unique):
        if columns:
            yield "unique", pl.struct(columns).is_first_distinct()
    if {"start", "end"} <= set(table.names):
        yield "span", pl.col("start") < pl.col("end")
    if table.name == "documents":
        yield "characters", pl.col("characters") == pl.col("text").str.len_chars()
    if table.name == "relations":
        yield "two_parties", pl.col("subject") != pl.col("object")
    if table.name == "investment_rankings":
        yield "rank_given", pl.col("rank").is_null() == (pl.col("rank_kind") == "among")

"""The data dictionary of a release as a page: its tables and columns, how much of each is filled, and an example."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from flows.release.contents import Contents
from flows.release.pages.page import page
from flows.release.tables import csv_name, parquet_name
from schemas.cells import as_text
from schemas.codebook.kinds import CLAIM_TABLES, DERIVED_TABLES, Kind
from schemas.codebook.vocabulary import Column, Table

DICTIONARY = "dictionary.html"
_GROUPS = ("What documents claim", "Made from the claims", "What the claims rest on")
KINDS: Mapping[Kind, str] = {
    "id": "identifier",
    "text": "text",
    "texts": "list of texts",
    "actor": "actor: a code, else a name",
    "actors": "list of actors: codes, else names",
    "country": "country code",
    "term": "one of these terms",
    "terms": "list of these terms",
    "date": "EDTF date",
    "day": "day (ISO 8601)",
    "good": "noun",
    "goods": "list of nouns",
    "measure": "unit, currency or noun",
    "instrument": "legal act",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "offset": "offset in characters",
    "hash": "SHA-256 digest",
}
_SAMPLE = 70  # characters of an example
_UNITS = (("B", 1), ("kB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000))


def dictionary(contents: Contents) -> str:
    """Return the text of dictionary.html; a place in it is TABLE or TABLE.COLUMN."""
    groups: dict[str, list[dict[str, Any]]] = {group: [] for group in _GROUPS}
    for name, table in contents.tables.items():
        group = _GROUPS[0] if name in CLAIM_TABLES else _GROUPS[1] if name in DERIVED_TABLES else _GROUPS[2]
        groups[group].append(_table(contents, table))
    return page(contents, "dictionary.html.j2", "Data dictionary", {"groups": list(groups.items())})


def _table(contents: Contents, table: Table) -> dict[str, Any]:
    frame = contents.frames[table.name]
    files = (parquet_name(table), csv_name(table))
    return {
        "name": table.name,
        "title": table.title,
        "description": table.description,
        "rows": frame.height,
        "key": table.key,
        "foreign_keys": table.foreign_keys,
        "files": [(file, size((contents.folder / file).stat().st_size)) for file in files],
        "columns": [_column(table, column, frame[column.name]) for column in table.columns],
    }


def _column(table: Table, column: Column, cells: pl.Series) -> dict[str, Any]:
    filled = cells.filter(cells.list.len() > 0) if column.listed else cells.drop_nulls()
    return {
        "name": column.name,
        "kind": KINDS[column.kind],
        "unit": column.unit,
        "bounds": _bounds(column),
        "required": column.required and not column.listed,
        "share": _percent(len(filled), len(cells)),
        "description": column.description,
        "terms": [(term.name, term_place(table, column, term.name)) for term in column.terms],
        "sample": "" if column.terms else sample(filled[0]) if len(filled) else "",
    }


def term_place(table: Table, column: Column, term: str) -> str:
    """Return where the codebook's page explains a term of a column."""
    return f"{table.name}.{column.name}.{term}"


def _percent(part: int, whole: int) -> int | None:
    """Return the share in percent, 100 only where it is whole and 0 only where it is nothing; None of nothing."""
    if whole == 0:
        return None
    return part * 100 // whole or int(part > 0)


def _bounds(column: Column) -> str:
    def number(value: float) -> str:
        return as_text(float(value))

    match column.minimum, column.maximum:
        case None, None:
            return ""
        case None, maximum:
            return f"at most {number(maximum or 0)}"
        case minimum, None:
            return f"at least {number(minimum or 0)}"
        case minimum, maximum:
            return f"from {number(minimum or 0)} to {number(maximum or 0)}"


def sample(value: object) -> str:
    """Return a value in a line of a few words."""
    values = value.to_list() if isinstance(value, pl.Series) else [value]
    texts = (as_text(one) if isinstance(one, str | int | float | bool) else str(one) for one in values)
    text = " ".join(", ".join(texts).split())
    return text if len(text) <= _SAMPLE else text[: _SAMPLE - 1].rstrip() + "…"


def size(count: int) -> str:
    """Return a number of bytes as people say it.

    >>> size(512), size(20480), size(3_140_000)
    ('512 B', '20 kB', '3.1 MB')
    """
    unit, scale = next((unit, scale) for unit, scale in reversed(_UNITS) if count >= scale or scale == 1)
    number = count / scale
    return f"{number:.1f} {unit}" if number < 10 and scale > 1 else f"{number:.0f} {unit}"

"""The data of the viewer: every table of a release as one JSON text, in columns.

Plain JSON rather than compressed: other versions of zlib compress to other bytes, and the same release must give the
same file everywhere. Two things keep it small instead: what is a run of a document's text (a quote, a sentence, the
words of evidence) is not written again, as its offsets say it; and a column of few values lists them once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from flows.release.about import citation
from flows.release.contents import Contents
from schemas.codebook.vocabulary import Column, Table

# The column of a table that is the run of the document's text from `start` to `end`.
_RUNS = {"quote": ("start", "end"), "text": ("start", "end"), "words": ("start", "end")}


def data_json(contents: Contents) -> str:
    """Return the JSON text for the viewer, in which no `<` stands, so that no text can end the element it is in.

    A table is ``{name, title, description, key, claims, height, columns}``; a column has its declaration and its
    cells: ``run`` (the document's text from start to end), ``cells`` (one value a row), or ``of`` and ``at`` (the
    values, and for each row which of them). What is false, empty or not told is left out.
    """
    texts = dict(contents.frames["documents"].select("doc_id", "text").iter_rows())
    data = {
        "version": contents.version,
        "engine": contents.engine,
        "citation": citation(contents),
        "files": [[file.name, file.title] for file in contents.files],
        "tables": [_table(table, contents.frames[name], texts) for name, table in contents.tables.items()],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=_day, allow_nan=False)
    return text.replace("<", "\\u003c")


def _table(table: Table, frame: pl.DataFrame, texts: Mapping[str, str]) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.title,
        "description": _line(table.description),
        "key": list(table.key),
        "claims": table.claims,
        "height": frame.height,
        "columns": [{**_column(column), **_cells(column, frame, texts)} for column in table.columns],
    }


def _column(column: Column) -> dict[str, Any]:
    told = {
        "name": column.name,
        "kind": column.kind,
        "description": _line(column.description),
        "listed": column.listed,
        "unit": column.unit,
        "evidence": column.evidence,
        "terms": [[term.name, _line(term.definition)] for term in column.terms],
    }
    return {key: value for key, value in told.items() if value}


def _cells(column: Column, frame: pl.DataFrame, texts: Mapping[str, str]) -> dict[str, Any]:
    if column.name in _RUNS and _is_run(column, frame, texts):
        return {"run": True}
    values = frame[column.name].to_list()
    if column.listed:
        # A list cannot be a key of a dictionary; short ones are written as they are.
        return {"cells": values}
    distinct = list(dict.fromkeys(values))
    if len(distinct) * 2 < len(values):
        places = {value: place for place, value in enumerate(distinct)}
        return {"of": distinct, "at": [places[value] for value in values]}
    return {"cells": values}


def _is_run(column: Column, frame: pl.DataFrame, texts: Mapping[str, str]) -> bool:
    start, end = _RUNS[column.name]
    needed = ("doc_id", start, end)
    if not set(needed) <= set(frame.columns) or not frame.height:
        return False
    rows = frame.select(*needed, column.name).iter_rows()
    return all(doc in texts and texts[doc][first:last] == run for doc, first, last, run in rows)


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} is no value of a table")


def _line(text: str) -> str:
    return " ".join(text.split())

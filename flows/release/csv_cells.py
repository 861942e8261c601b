"""Cells of a CSV file: how a value is written so that nothing is lost and no spreadsheet runs it, and read back."""

from __future__ import annotations

import json
import re
from datetime import date

from schemas.cells import as_json, as_text
from schemas.codebook.kinds import element
from schemas.codebook.vocabulary import Column

GUARD = "'"
# What a spreadsheet takes for a formula, also after white space that it skips, and in its full-width forms.
_FORMULA = re.compile(r"\s*[=+\-@\t\r＝＋－＠]")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def guarded(text: str) -> str:
    """Return the text with an apostrophe before it where it would run as a formula or has one there already.

    >>> guarded("=1+1"), guarded("'tis"), guarded("KHM")
    ("'=1+1", "''tis", 'KHM')
    """
    return GUARD + text if text.startswith(GUARD) or _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """Return the text of a guarded cell: without its first character where that is an apostrophe."""
    return cell.removeprefix(GUARD)


def to_cell(column: Column, value: object) -> str:
    """Return the cell for a value of a column: empty where it is missing, a JSON array for a list."""
    if value is None:
        return ""
    if isinstance(value, list):
        return as_json(value)
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, bool | int | float | date):
        return as_text(value)
    raise TypeError(f"{column.name}: {value!r} has no form in a CSV file")


def from_cell(column: Column, cell: str) -> object:
    """Return the value of a column's cell; raise ValueError where it is none of the column's kind."""
    if cell == "":
        return None
    if column.listed:
        value = json.loads(cell)
        if not isinstance(value, list):
            raise ValueError(f"{cell!r} is not a JSON array")
        return value
    match element(column.kind):
        case "integer" | "offset":
            return int(cell)
        case "number":
            return float(cell)
        case "day":
            return _day(cell)
        case "boolean":
            return {"true": True, "false": False}[cell]
        case _:
            return unguarded(cell)


def _day(cell: str) -> date:
    # Python reads 19970102 and 1997-W01-4 too, which no release writes.
    if not _ISO_DAY.fullmatch(cell):
        raise ValueError(f"{cell!r} is not a day, as 1997-01-02 is")
    return date.fromisoformat(cell)

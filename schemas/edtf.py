"""Dates as the datasets write them: the part of EDTF (ISO 8601-2) level 0 and 1 that needs no clock time.

A date is a year (0001 to 9999), month, season (21 to 24 in the month's place) or day. Digits that are not told are X,
from the right; ``~`` is about, ``?`` uncertain, ``%`` both. A span is two dates without X, one of which may be open
(``..``) or unknown (empty).
"""

from __future__ import annotations

import re
from datetime import date

import polars as pl

# Classes are spelt out, as \d is any script's digit in polars, where these are used too.
_MONTH = "(?:0[1-9]|1[0-2])"
_DAY = "(?:0[1-9]|[12][0-9]|3[01])"
_PLAIN = f"(?:[0-9]{{4}}(?:-{_MONTH}(?:-{_DAY})?)?[~?%]?|[0-9]{{4}}-2[1-4])"
_UNTOLD = f"(?:[0-9](?:[0-9][0-9]X|[0-9]XX|XXX)|[0-9]{{4}}-(?:XX(?:-XX)?|{_MONTH}-XX))[~?%]?"
PATTERN = rf"^(?:{_PLAIN}|{_UNTOLD}|{_PLAIN}/(?:{_PLAIN}|\.\.)?|(?:\.\.)?/{_PLAIN})$"
_SPAN = f"^({_PLAIN})/({_PLAIN})$"
_FULL = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_NO_YEAR = "(?:^|/)(?:0000|000X|00XX|0XXX)"
_SEASON = "-2[1-4]$"
_YEAR_LENGTH = 4


def is_edtf(text: str) -> bool:
    """Return whether the text is a date as the datasets write them, with days that the calendar has."""
    if not re.search(PATTERN, text) or text.endswith("\n") or re.search(_NO_YEAR, text):
        return False
    for day in re.findall(_FULL, text):
        try:
            date.fromisoformat(day)
        except ValueError:
            return False
    span = re.search(_SPAN, text)
    if span is None:
        return True
    first, last = (end.rstrip("~?%") for end in span.groups())
    shared = min(len(first), len(last))
    # A season has no place among the months, so only the years can be compared with it.
    if re.search(_SEASON, first) or re.search(_SEASON, last):
        shared = _YEAR_LENGTH
    return first[:shared] <= last[:shared]


def edtf_expression(column: pl.Expr) -> pl.Expr:
    """Return the expression that is true where `is_edtf` is, for a column of texts."""
    days = column.str.extract_all(_FULL)
    real = days.list.eval(pl.element().str.to_date("%Y-%m-%d", strict=False).is_not_null()).list.all()
    first = column.str.extract(_SPAN, 1).str.strip_chars_end("~?%")
    last = column.str.extract(_SPAN, 2).str.strip_chars_end("~?%")
    season = first.str.contains(_SEASON) | last.str.contains(_SEASON)
    length = pl.min_horizontal(first.str.len_chars(), last.str.len_chars())
    shared = pl.when(season).then(pl.lit(_YEAR_LENGTH, dtype=pl.UInt32)).otherwise(length)
    ordered = (first.str.slice(0, shared) <= last.str.slice(0, shared)).fill_null(value=True)
    return column.str.contains(PATTERN) & ~column.str.contains(_NO_YEAR) & real & ordered

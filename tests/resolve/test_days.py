"""First and last days of EDTF dates."""

from __future__ import annotations

import re
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.resolve.days import with_days
from schemas.edtf import is_edtf

SCHEMA = {"date": pl.String, "date_first": pl.Date, "date_last": pl.Date}


def days(*dates: str | None) -> list[tuple[date | None, date | None]]:
    frame = pl.DataFrame({"date": dates, "date_first": None, "date_last": None}, schema=SCHEMA)
    made = with_days(frame)
    assert made.schema == frame.schema
    assert made["date"].to_list() == list(dates)
    return list(made.select("date_first", "date_last").iter_rows())


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1997", "1997-01-01", "1997-12-31"),
        ("2023-09", "2023-09-01", "2023-09-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("1900-02", "1900-02-01", "1900-02-28"),
        ("2024-02-16", "2024-02-16", "2024-02-16"),
        ("202X", "2020-01-01", "2029-12-31"),
        ("19XX", "1900-01-01", "1999-12-31"),
        ("2001-XX", "2001-01-01", "2001-12-31"),
        ("2001-05-XX", "2001-05-01", "2001-05-31"),
        ("2001-21", "2001-03-01", "2001-05-31"),
        ("2001-24", "2001-12-01", "2002-02-28"),
        ("1996/1998", "1996-01-01", "1998-12-31"),
        ("1914-07-28/1918-11-11", "1914-07-28", "1918-11-11"),
        ("1997~", "1997-01-01", "1997-12-31"),
        ("1997?/1998%", "1997-01-01", "1998-12-31"),
        ("../1996", None, "1996-12-31"),
        ("/1972-12", None, "1972-12-31"),
        ("2014/..", "2014-01-01", None),
        ("2014/", "2014-01-01", None),
        ("0001", "0001-01-01", "0001-12-31"),
        ("9999", "9999-01-01", "9999-12-31"),
        ("9999-24", None, None),
        ("2001-24/2001-21", None, None),
        ("2001-00", None, None),
        (None, None, None),
        ("", None, None),
        ("0000", None, None),
        ("-0044", None, None),
        ("10000", None, None),
        ("last month", None, None),
    ],
)
def test_first_and_last_day(text: str | None, first: str | None, last: str | None) -> None:
    given_days = tuple(date.fromisoformat(day) if day else None for day in (first, last))
    assert days(text) == [given_days]


digits = st.from_regex(r"\A[0-9X]{4}(-[0-9X]{2}){0,2}[~?%]?\Z")
ends = digits | st.sampled_from(["", ".."]) | st.dates().map(lambda day: day.isoformat())
texts = st.one_of(ends, st.tuples(ends, ends).map("/".join))


@given(st.lists(st.none() | texts, max_size=6))
def test_days_of_any_dates(dates: list[str | None]) -> None:
    for text, (first, last) in zip(dates, days(*dates), strict=True):
        if text is None or not is_edtf(text):
            assert (first, last) == (None, None)
            continue
        if first and last:
            assert first <= last
        if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            assert first == last == date.fromisoformat(text)
        # Nothing has no day but an open end, and seasons: the last winter, and spans of them the wrong way round.
        assert first or text.startswith(("/", "..")) or re.search("-2[1-4]", text)
        assert last or text.endswith(("/", "..")) or re.search("-2[1-4]", text)


def test_what_stood_there_is_made_anew() -> None:
    frame = pl.DataFrame([("1997", date(1, 1, 1), None)], schema=SCHEMA, orient="row")
    assert with_days(frame).row(0) == ("1997", date(1997, 1, 1), date(1997, 12, 31))

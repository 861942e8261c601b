"""The first and the last day that EDTF dates cover, as columns."""

from __future__ import annotations

import polars as pl

from flows.language.edtf import edtf_bounds
from flows.language.edtf import is_edtf as has_bounds
from schemas.edtf import is_edtf


def with_days(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with date_first and date_last made of its column date.

    1997 gives 1997-01-01 and 1997-12-31, 2023-02 the first and the last of that February, 2024-02-16 that day twice,
    202X 2020-01-01 and 2029-12-31, a season its months (a winter ends in the next year), a span its two ends. What is
    about or uncertain (1997~) gives the days of 1997: how far it is off is not told. An open or unknown end gives none,
    and so does a missing date, and a text that is no date.

    Years run from 0001 to 9999, as those of Python's days do: another is in no date of the datasets (schemas/edtf.py),
    and its record is rejected. The winter 9999-24, which would end after them, gives none, and so does a span of
    seasons that ends before it begins (2001-24/2001-21).
    """
    dates = frame["date"].unique().drop_nulls().to_list()
    bounds = {text: edtf_bounds(text) if is_edtf(text) and has_bounds(text) else (None, None) for text in dates}
    schema = {"date": pl.String, "date_first": pl.Date, "date_last": pl.Date}
    days = pl.DataFrame([(text, *ends) for text, ends in bounds.items()], schema=schema, orient="row")
    made = frame.drop("date_first", "date_last").join(days, on="date", how="left", maintain_order="left")
    return made.select(frame.columns)

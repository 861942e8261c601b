from __future__ import annotations

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flows.language.times import edtf_bounds
from flows.language.times import is_edtf as read_as_edtf
from schemas.edtf import edtf_expression, is_edtf

GOOD = [
    "1997", "2023-09", "2024-02-16", "1996/1998", "../1996", "2014/..", "202X", "19XX", "1997~", "2024-02-29",
    "2001-21", "2001-XX-XX", "2001-05-XX", "/1972-12",
    "1914-07-28/1918-11-11", "1996/1996-03", "2001-12/2001-24", "1997?/1998%",
]  # fmt: skip
BAD = [
    "", "97", "1997-13", "1998-00", "2023-02-29", "2024-02-30", "2024-2-1", "1998/1996", "1996-05/1996-04", "..",
    "../..", "/", "1997\n", " 1997", "20X4", "2001-25", "0000", "000X", "٢٠٢٤", "1997-01-01T00:00:00",
    "last month", "202X/2030", "2001-21~", "1996-02-30/..", "2002/2001-24",
]  # fmt: skip


def by_expression(text: str) -> bool:
    return bool(pl.select(edtf_expression(pl.lit(text))).item())


@pytest.mark.parametrize("text", GOOD)
def test_dates(text: str) -> None:
    assert is_edtf(text)
    assert by_expression(text)


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_date(text: str) -> None:
    assert not is_edtf(text)
    assert not by_expression(text)


digits = st.from_regex(r"\A[0-9X]{4}(-[0-9X]{2}){0,2}[~?%]?\Z")
ends = digits | st.sampled_from(["", ".."]) | st.dates().map(lambda day: f"{day.year:04d}{day.isoformat()[4:]}")


@given(st.one_of(ends, st.tuples(ends, ends).map("/".join), st.text(max_size=12)))
@example("0001-01-01")
def test_expression_and_function_agree(text: str) -> None:
    assert by_expression(text) == is_edtf(text)


@given(st.one_of(ends, st.tuples(ends, ends).map("/".join)))
def test_every_date_has_bounds(text: str) -> None:
    if is_edtf(text):
        assert read_as_edtf(text) or "-2" in text
        if read_as_edtf(text):
            edtf_bounds(text)

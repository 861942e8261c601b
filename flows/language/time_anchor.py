"""What a relative time is counted from, and dates moved from there by days, months and years."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from flows.language import edtf

Kind = Literal["none", "document", "text", "clause"]


@dataclass(frozen=True, slots=True)
class Anchor:
    """The date that relative words are counted from.

    ``part`` is the anchor's last year, month or day (of an open span its only one): a span is counted from its end.
    ``forward`` is true of a span open at its end, which stands for "from here on": a month, a day or a season without
    its year is then the first to come, where it is otherwise the last that was.
    """

    edtf: str
    part: str
    forward: bool


# A form as it is declared: its name, its pattern, what it is counted from, and what gives its date.
Declared = tuple[str, str, Kind | Callable[[re.Match[str]], Kind], Callable[[re.Match[str], Anchor | None], str]]
_UNIT_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_SHORT_UNITS = {"minute": 24 * 60, "hour": 24, "moment": 24 * 60, "night": 1}  # how many make a day
_UNIT_YEARS = {"year": 1, "decade": 10, "century": 100}


def step_of(words: str) -> int:
    """Return -1 for "last" and "the previous", 1 for "next" and "the following", 0 for "this", "that", "the same"."""
    if any(word in words for word in ("following", "next", "subsequent", "ensuing")):
        return 1
    return -1 if any(word in words for word in ("last", "previous", "preceding", "prior")) else 0


def step_kind(words: str) -> Kind:
    """Return what "last year" (the document) or "the following year" (the text) is counted from."""
    return "document" if words.startswith(("last", "this", "next")) else "text"


def valid(value: str) -> str:
    """Return a date, '' where there is no such day."""
    return value if value and edtf.is_edtf(value) else ""


def nearest(anchor: Anchor | None, step: int | None, candidate: Callable[[int], str]) -> str:
    """Return the candidate of a year nearest to the anchor: on or before it (after, if it looks forward).

    With a step of -1 or 1 it lies wholly before or after the anchor's month; 0 is the anchor's own year.
    """
    if anchor is None:
        return ""
    year = int(anchor.part[:4])
    if step == 0:
        return valid(candidate(year))
    forward = step == 1 or (step is None and anchor.forward)
    # A leap day may be eight years off.
    for distance in range(10):
        value = candidate(year + distance if forward else year - distance)
        if not valid(value):
            continue
        first, last = edtf.edtf_bounds(value)
        assert first is not None
        assert last is not None
        here = edtf.truncated(anchor.part, "month") if step else anchor.part
        start, end = edtf.first_day(here), edtf.last_day(here)
        if (forward and (first > end if step else last >= start)) or (
            not forward and (last < start if step else first <= end)
        ):
            return value
    return ""


def shifted(anchor: Anchor | None, unit: str, count: int) -> str:
    """Return the anchor moved by so many units, in the precision of the unit; weeks are counted in days.

    Where the anchor is coarser than the unit, it is the month or year in which the result must lie, if there is one.
    """
    if anchor is None:
        return ""
    if unit in _SHORT_UNITS:
        return _days_on(anchor.part, int(count / _SHORT_UNITS[unit]))
    if unit in _UNIT_DAYS:
        return _days_on(anchor.part, count * _UNIT_DAYS[unit])
    if unit in _UNIT_YEARS:
        return edtf.shifted(anchor.part, "year", count * _UNIT_YEARS[unit])
    return edtf.shifted(anchor.part, "month", count)


def _days_on(part: str, count: int) -> str:
    """Return the part so many days on; of a month or year the one that holds nearly all days that it could be.

    The day before one in March 1976 is most likely in March 1976; two weeks before it is surely in 1976.
    """
    if found := edtf.shifted(part, "day", count):
        return found
    first, last = edtf.first_day(part), edtf.last_day(part)
    if not edtf.is_edtf(part) or len(part) > len("2024-02"):
        return ""
    if abs(count) * 10 <= (last - first).days + 1:
        return part
    try:
        ends = [(day + timedelta(days=count)).isoformat() for day in (first, last)]
    except OverflowError:
        return ""
    return next((ends[0][:size] for size in (7, 4) if ends[0][:size] == ends[1][:size]), "")

"""Validity, bounds and arithmetic of the dates that the datasets hold: EDTF (ISO 8601-2) levels 0 and 1.

Years run from 0001 to 9999, because every date must also have a first and a last day as a Date column. A *part* is a
plain date of one precision: `1997`, `2023-09` or `2024-02-16`.
"""

from __future__ import annotations

import calendar
import re
from datetime import MAXYEAR, date, timedelta
from functools import lru_cache

# Northern, meteorological seasons: first and last month. A winter is named after the year of its December.
_SEASONS = {"21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (12, 14)}

_DATE = re.compile(
    r"(?P<year>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX|[0-9]XXX)"
    r"(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?(?P<qualifier>[?~%]?)"
)
_YEAR, _MONTH, _DAY = 4, 7, 10


def is_edtf(text: str) -> bool:
    """Return whether a text is a date, season, decade, century or span of EDTF level 0 or 1 (not a date-time)."""
    return _ends(text) is not None


def edtf_bounds(edtf: str) -> tuple[date | None, date | None]:
    """Return the first and the last day that a date covers; None where it is open, and for the empty date.

    >>> edtf_bounds("../1972-12")
    (None, datetime.date(1972, 12, 31))
    """
    if not edtf:
        return None, None
    ends = _ends(edtf)
    if ends is None:
        raise ValueError(
            f"{edtf!r} is not EDTF level 0 or 1; write e.g. 1997, 2023-09, 2024-02-16, 1996/1998 or 2014/.."
        )
    first, last = ends
    return first_day(first) if first else None, last_day(last) if last else None


def ends(edtf: str) -> tuple[str, str]:
    """Return the first and the last part of a date, each '' where it is open; of no date, both ''."""
    return _ends(edtf) or ("", "")


def first_day(part: str) -> date:
    """Return the first day of a part."""
    year, month, day = _fields(part)
    return date(year, 1 if month is None else month, 1 if day is None else day)


def last_day(part: str) -> date:
    """Return the last day of a part."""
    year, month, day = _fields(part)
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def truncated(part: str, unit: str) -> str:
    """Return a part no finer than the unit."""
    return part[: {"year": _YEAR, "month": _MONTH, "day": _DAY}[unit]]


def shifted(part: str, unit: str, count: int) -> str:
    """Return the part so many years, months or days on, in that unit; '' where the part is coarser than the unit."""
    year, month, day = _fields(part)
    if unit == "year":
        return f"{year + count:04d}" if 0 < year + count <= MAXYEAR else ""
    if unit == "month":
        if month is None:
            return ""
        months = year * 12 + month - 1 + count
        return f"{months // 12:04d}-{months % 12 + 1:02d}" if 12 <= months < (MAXYEAR + 1) * 12 else ""
    if day is None:
        return ""
    try:
        return (first_day(part) + timedelta(days=count)).isoformat()
    except OverflowError:
        return ""


def neighbour(part: str, count: int) -> str:
    """Return the part so many steps of its own precision on: the year, month or day before or after."""
    return shifted(part, {_YEAR: "year", _MONTH: "month", _DAY: "day"}[len(part)], count)


def is_plain(edtf: str) -> bool:
    """Return whether a date is a part: one year, month or day, not qualified."""
    return ends(edtf) == (edtf, edtf) != ("", "")


def _fields(part: str) -> tuple[int, int | None, int | None]:
    return int(part[:4]), int(part[5:7]) if len(part) >= _MONTH else None, int(part[8:]) if len(part) == _DAY else None


@lru_cache(maxsize=65_536)
def _ends(edtf: str) -> tuple[str, str] | None:
    first, slash, last = edtf.partition("/")
    if not slash:
        return _date_ends(first)
    if edtf == "/" or "X" in edtf:  # an unspecified digit in a span is level 2
        return None
    starts = ("", "") if first in ("", "..") else _date_ends(first)
    finishes = ("", "") if last in ("", "..") else _date_ends(last)
    if starts is None or finishes is None:
        return None
    if starts[0] and finishes[1] and first_day(starts[0]) > last_day(finishes[1]):
        return None
    return starts[0], finishes[1]


def _date_ends(text: str) -> tuple[str, str] | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day, qualifier = match.group("year", "month", "day", "qualifier")
    if "X" in year:
        found = (year.replace("X", "0"), year.replace("X", "9")) if month is None else None
    elif month in _SEASONS:
        found = _season_ends(int(year), _SEASONS[month]) if day is None and not qualifier else None
    elif month == "XX":
        found = (year, year) if day in (None, "XX") else None
    else:
        part = "-".join(field for field in (year, month, day) if field not in (None, "XX"))
        found = (part, part)
    if found is None or not all(map(_exists, found)):
        return None
    return found


def _season_ends(year: int, months: tuple[int, int]) -> tuple[str, str]:
    first, last = months
    return f"{year:04d}-{first:02d}", f"{year + (last > 12):04d}-{(last - 1) % 12 + 1:02d}"


def _exists(part: str) -> bool:
    if len(part) not in (_YEAR, _MONTH, _DAY):
        return False
    try:
        first_day(part)
    except ValueError:
        return False
    return True

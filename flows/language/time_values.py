"""The dates that matched time words stand for, counted from an anchor; '' where none can be told."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from flows.language import edtf
from flows.language.numbers import cardinal, ordinal

Kind = Literal["none", "document", "text"]


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


MONTHS = {
    name: number
    for number, name in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        start=1,
    )
}
SHORT_MONTHS = {name[:3]: number for name, number in MONTHS.items() if name != "may"} | {"sept": 9}
WEEKDAYS = {
    name: number
    for number, name in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
}
SEASONS = {"spring": "21", "summer": "22", "autumn": "23", "fall": "23", "winter": "24"}
DECADES = {"thirties": 3, "forties": 4, "fifties": 5, "sixties": 6, "seventies": 7, "eighties": 8, "nineties": 9}
_PLACES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "latter": 2}
_UNIT_DAYS = {"day": 1, "week": 7, "fortnight": 14}
_UNIT_YEARS = {"year": 1, "decade": 10, "century": 100}


def step_of(words: str) -> int:
    """Return -1 for "last" and "the previous", 1 for "next" and "the following", 0 for "this", "that", "the same"."""
    if any(word in words for word in ("following", "next", "subsequent", "ensuing")):
        return 1
    return -1 if any(word in words for word in ("last", "previous", "preceding", "prior")) else 0


def step_kind(words: str) -> Kind:
    """Return what "last year" (the document) or "the following year" (the text) is counted from."""
    return "document" if words.startswith(("last", "this", "next")) else "text"


def _valid(value: str) -> str:
    return value if value and edtf.is_edtf(value) else ""


def _month_number(words: str) -> int:
    name = words.rstrip(".")
    return MONTHS.get(name) or SHORT_MONTHS[name]


def _day_number(words: str) -> int:
    found = ordinal(words) or int(words)
    return found


def _nearest(anchor: Anchor | None, step: int | None, candidate: Callable[[int], str]) -> str:
    """Return the candidate of a year nearest to the anchor: on or before it (after, if it looks forward).

    With a step of -1 or 1 it lies wholly before or after the anchor's month; 0 is the anchor's own year.
    """
    if anchor is None:
        return ""
    year = int(anchor.part[:4])
    if step == 0:
        return _valid(candidate(year))
    forward = step == 1 or (step is None and anchor.forward)
    # A leap day may be eight years off.
    for distance in range(10):
        value = candidate(year + distance if forward else year - distance)
        if not _valid(value):
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
    """Return the anchor moved by so many units, in the precision of the unit; weeks are counted in days."""
    if anchor is None:
        return ""
    if unit in _UNIT_DAYS:
        return edtf.shifted(anchor.part, "day", count * _UNIT_DAYS[unit])
    if unit in _UNIT_YEARS:
        return edtf.shifted(anchor.part, "year", count * _UNIT_YEARS[unit])
    return edtf.shifted(anchor.part, "month", count)


def _week(day: str, count: int = 0, first: int = 0) -> str:
    """Return the days of the week (Monday to Sunday) so many weeks from a day's own; from Saturday, its weekend."""
    if len(day) != len("2024-02-16"):
        return ""
    try:
        monday = date.fromisoformat(day) + timedelta(days=7 * count)
        monday -= timedelta(days=monday.weekday())
        return f"{(monday + timedelta(days=first)).isoformat()}/{(monday + timedelta(days=6)).isoformat()}"
    except OverflowError:
        return ""


def unit_value(anchor: Anchor | None, unit: str, step: int) -> str:
    """Return the unit that holds the anchor, or the one before or after it."""
    if anchor is None:
        return ""
    if unit == "week":
        return _week(anchor.part, step)
    if unit == "weekend":
        return _week(anchor.part, step, first=5)
    if unit in ("decade", "century"):
        size, unknown = (10, "X") if unit == "decade" else (100, "XX")
        return _valid(f"{int(anchor.part[:4]) // size + step:0{4 - len(unknown)}d}{unknown}")
    unit = unit if unit in ("month", "year") else "day"
    if step == 0:
        return edtf.truncated(anchor.part, unit)
    return shifted(anchor, unit, step)


def _pointed(year: str, month: str, day: str) -> str:
    found = year + (f"-{_month_number(month):02d}" if month else "") + (f"-{_day_number(day):02d}" if day else "")
    return _valid(found)


def day_or_month(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the date of "16 February 2024", "February 16", "September 2023", "July of that year"."""
    fields = match.groupdict()
    month, day = fields["month"], fields.get("day") or ""
    if fields.get("y"):
        return _pointed(fields["y"], month, day)
    if tail := fields.get("tail"):
        year = shifted(anchor, "year", step_of(tail))
        return _pointed(year, month, day) if year else ""
    return _nearest(anchor, None, lambda year: _pointed(f"{year:04d}", month, day))


def tail_kind(match: re.Match[str]) -> Kind:
    """Return what a month or season is counted from: nothing with its year, else what "that year" or its lack asks."""
    fields = match.groupdict()
    if fields.get("y"):
        return "none"
    return step_kind(fields["tail"]) if fields.get("tail") else "document"


def days_together(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the span of "March 3-5, 2020" and "8 and 9 February"; of days apart joined by "and", their month."""
    first, last = _day_number(match["first"]), _day_number(match["day"])
    to = day_or_month(match, anchor)
    if not to or first >= last:
        return ""
    if match["joint"] in ("and", "&") and match["lead"] is None and last - first > 1:
        return edtf.truncated(to, "month")
    return _valid(f"{to[:-2]}{first:02d}/{to}")


def months_together(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the span of "March and April 2020"; of months apart, their year."""
    to = day_or_month(match, anchor)
    first, last = _month_number(match["first"]), _month_number(match["month"])
    if not to:
        return ""
    year = int(to[:4]) - (first > last)
    if (last - first) % 12 > 1:
        return to[:4] if first < last else ""
    return _valid(f"{year:04d}-{first:02d}/{to}")


def iso(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the date of "2024-02-16" and "2024/02/16"."""
    return _valid(match["iso"].replace("/", "-"))


def numeric(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the date of "16.02.2024" and "02/16/2024"; '' where day and month could be either."""
    a, b, year = int(match["a"]), int(match["b"]), match["year"]
    if match["mark"] == ".":
        return _valid(f"{year}-{b:02d}-{a:02d}")
    readings = {_valid(f"{year}-{b:02d}-{a:02d}"), _valid(f"{year}-{a:02d}-{b:02d}")} - {""}
    return readings.pop() if len(readings) == 1 else ""


def hyphened_day(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the date of "16-Feb-2024"."""
    month = MONTHS.get(match["month"]) or SHORT_MONTHS.get(match["month"])
    return _valid(f"{match['y']}-{month:02d}-{int(match['day']):02d}") if month else ""


def named_month(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the month of "last September", "this March", "the next May"."""
    step, month = match["step"], _month_number(match["month"])
    return _nearest(anchor, step_of(step), lambda year: f"{year:04d}-{month:02d}")


def season(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the season of "spring 1961", "last winter", "in the summer"."""
    fields = match.groupdict()
    code = SEASONS[fields["season"]]
    if fields.get("y"):
        return _valid(f"{fields['y']}-{code}")
    if tail := fields.get("tail"):
        year = shifted(anchor, "year", step_of(tail))
        return f"{year}-{code}" if year else ""
    step = fields.get("step")
    if step == "this" and anchor is not None and code == "24" and anchor.part[5:7] in ("01", "02"):
        return _valid(f"{int(anchor.part[:4]) - 1:04d}-{code}")
    return _nearest(anchor, step_of(step) if step else None, lambda year: f"{year:04d}-{code}")


def weekday(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the day of "Monday", "last Monday", "Monday last week"."""
    if anchor is None or len(anchor.part) != len("2024-02-16"):
        return ""
    today = date.fromisoformat(anchor.part)
    weekday = WEEKDAYS[match["weekday"]]
    step = match["step"]
    if match["week"]:
        distance = weekday - today.weekday() + 7 * step_of(match["week"])
    elif step is None:
        distance = (weekday - today.weekday()) % 7 if anchor.forward else -((today.weekday() - weekday) % 7)
    else:
        direction = step_of(step)
        ahead, back = (weekday - today.weekday()) % 7 or 7, (today.weekday() - weekday) % 7 or 7
        distance = {1: ahead, -1: -back, 0: weekday - today.weekday()}[direction]
    return shifted(anchor, "day", distance)


def counted(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the date of "two weeks ago" and "nine days later"."""
    unit = match["unit"].replace("centurie", "century")
    words = match["count"]
    rounded = unit in ("decade", "century")
    if words.startswith("half"):
        halves = {"year": ("month", 6), "decade": ("year", 5), "century": ("year", 50)}
        if unit not in halves:
            return ""
        unit, count = halves[unit]
    else:
        number = 1 if words in ("a", "an") else cardinal(words)
        if not isinstance(number, int):
            return ""
        count = number
    value = shifted(anchor, unit, count if match["way"].startswith(("later", "after", "there", "on")) else -count)
    if value and match["under"]:
        return f"../{value}"
    return f"{value}~" if value and (rounded or match["about"]) else value


def day_of_month(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the date of "the 16th", "the 3rd instant", "the 5th of last month": a day of the anchor's month."""
    month = shifted(anchor, "month", step_of(match["of"] or "") - bool(match["ult"]))
    return _valid(f"{month}-{_day_number(match['day']):02d}") if month else ""


def part_of_year(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the months of a quarter, a half or "the first nine months" of a year."""
    fields = match.groupdict()
    year = fields.get("y") or shifted(anchor, "year", step_of(fields.get("tail") or ""))
    if not year:
        return ""
    if fields.get("months"):
        size = cardinal(fields["months"])
        if not isinstance(size, int) or not 1 < size <= 12:
            return ""
        first = 1 if fields["place"] == "first" else 13 - size
    else:
        size = 6 if fields.get("half") else 3
        place = fields.get("place") or fields["q"]
        number = 12 // size if place in ("last", "final") else _PLACES.get(place) or int(place)
        first = (number - 1) * size + 1
    return _valid(f"{year}-{first:02d}/{year}-{first + size - 1:02d}")


def years(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the span of "1996-98"; "2023-09", which is no span of years, is the month."""
    first, last = match["first"], match["last"]
    full = last if len(last) == len(first) else first[:2] + last
    if full > first:
        return f"{first}/{full}"
    return _valid(f"{first}-{last}") if len(last) == 2 else ""


def decade(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the decade of "the 1990s", "the nineties"; the century of "the 1800s"."""
    fields = match.groupdict()
    if name := fields.get("name"):
        return f"19{DECADES[name]}X"
    if short := fields.get("short"):
        return f"19{short}X"
    digits = fields["decade"]
    # "The 1800s" are the century; of the 2000s the speakers of this one mean the decade.
    return f"{digits[:2]}XX" if digits[2] == "0" and digits != "200" else f"{digits}X"


def century(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the century of "the 19th century"."""
    number = ordinal(match["century"])
    return f"{number - 1:02d}XX" if number and 1 < number <= 21 else ""


def then(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the anchor itself, of an open one the end that it has."""
    if anchor is None:
        return ""
    return anchor.part if anchor.forward or anchor.edtf.startswith("..") else anchor.edtf


def daily(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the day of "today", "yesterday", "tonight", "the day before yesterday"."""
    words = match[0]
    for start, distance in (
        ("the day before", -2),
        ("the day after", 2),
        ("yesterday", -1),
        ("last", -1),
        ("tomorrow", 1),
    ):
        if words.startswith(start):
            return shifted(anchor, "day", distance)
    return anchor.part if anchor else ""


def ending(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the span up to the end of the anchor's year, month or week: "before the year is out"."""
    last = edtf.ends(unit_value(anchor, match["unit"], 0))[1]
    return f"../{last}" if last else ""


def no_date(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return no date: "recently", "a few weeks later"."""
    return ""

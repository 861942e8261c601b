"""The dates that named times stand for: days, months, seasons, years, decades and centuries; '' where none is told."""

from __future__ import annotations

import re

from flows.language import edtf
from flows.language.numbers import cardinal, ordinal
from flows.language.time_anchor import Anchor, Kind, nearest, shifted, step_kind, step_of, valid

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
SEASONS = {"spring": "21", "summer": "22", "autumn": "23", "fall": "23", "winter": "24"}
DECADES = {"thirties": 3, "forties": 4, "fifties": 5, "sixties": 6, "seventies": 7, "eighties": 8, "nineties": 9}
_PLACES = {"first": 1, "second": 2, "third": 3, "fourth": 4, "latter": 2}
_HOLIDAYS = {
    "new year's eve": "12-31",
    "new year's day": "01-01",
    "christmas": "12-25",
    "christmas day": "12-25",
    "christmas eve": "12-24",
    "boxing day": "12-26",
}
HOLIDAYS = frozenset(_HOLIDAYS)


def _month_number(words: str) -> int:
    name = words.rstrip(".")
    return MONTHS.get(name) or SHORT_MONTHS[name]


def _day_number(words: str) -> int:
    found = ordinal(words) or int(words)
    return found


def _pointed(year: str, month: str, day: str) -> str:
    found = year + (f"-{_month_number(month):02d}" if month else "") + (f"-{_day_number(day):02d}" if day else "")
    return valid(found)


def day_or_month(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the date of "16 February 2024", "February 16", "September 2023", "July of that year"."""
    fields = match.groupdict()
    month, day = fields["month"], fields.get("day") or ""
    if fields.get("y"):
        return _pointed(fields["y"], month, day)
    if tail := fields.get("tail"):
        year = shifted(anchor, "year", step_of(tail))
        return _pointed(year, month, day) if year else ""
    return nearest(anchor, None, lambda year: _pointed(f"{year:04d}", month, day))


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
    return valid(f"{to[:-2]}{first:02d}/{to}")


def months_together(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the span of "March and April 2020"; of months apart, their year."""
    to = day_or_month(match, anchor)
    first, last = _month_number(match["first"]), _month_number(match["month"])
    if not to:
        return ""
    year = int(to[:4]) - (first > last)
    if (last - first) % 12 > 1:
        return to[:4] if first < last else ""
    return valid(f"{year:04d}-{first:02d}/{to}")


def iso(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the date of "2024-02-16" and "2024/02/16"."""
    return valid(match["iso"].replace("/", "-"))


def numeric(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the date of "16.02.2024" and "02/16/2024"; the year alone where day and month could be either."""
    a, b, year = int(match["a"]), int(match["b"]), match["year"]
    if match["mark"] == ".":
        return valid(f"{year}-{b:02d}-{a:02d}")
    readings = {valid(f"{year}-{b:02d}-{a:02d}"), valid(f"{year}-{a:02d}-{b:02d}")} - {""}
    return readings.pop() if len(readings) == 1 else year if readings else ""


def hyphened_day(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the date of "16-Feb-2024"."""
    month = MONTHS.get(match["month"]) or SHORT_MONTHS.get(match["month"])
    return valid(f"{match['y']}-{month:02d}-{int(match['day']):02d}") if month else ""


def named_month(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the month of "last September", "this March", "the next May"."""
    step, month = match["step"], _month_number(match["month"])
    return nearest(anchor, step_of(step), lambda year: f"{year:04d}-{month:02d}")


def season(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the season of "spring 1961", "last winter", "in the summer"."""
    fields = match.groupdict()
    code = SEASONS[fields["season"]]
    if fields.get("y"):
        return valid(f"{fields['y']}-{code}")
    if tail := fields.get("tail"):
        year = shifted(anchor, "year", step_of(tail))
        return f"{year}-{code}" if year else ""
    step = fields.get("step")
    if step == "this" and anchor is not None and code == "24" and anchor.part[5:7] in ("01", "02"):
        return valid(f"{int(anchor.part[:4]) - 1:04d}-{code}")
    return nearest(anchor, step_of(step) if step else None, lambda year: f"{year:04d}-{code}")


def holiday(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the day of "Christmas Eve 1979" or "New Year's Day"."""
    fields, day = match.groupdict(), _HOLIDAYS[" ".join(match["holiday"].split())]
    if fields.get("y"):
        return f"{fields['y']}-{day}"
    if tail := fields.get("tail"):
        year = shifted(anchor, "year", step_of(tail))
        return f"{year}-{day}" if year else ""
    return nearest(anchor, None, lambda year: f"{year:04d}-{day}")


def turn(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the first year, about, of "the turn of the 20th century", "of the millennium", "of the century"."""
    if match["century"]:
        number = ordinal(match["century"])
        return f"{number - 1:02d}00~" if number and 1 < number <= 21 else ""
    if match["which"] == "millennium":
        return "2000~"
    # Seen from the middle of a century on, its turn is the next one.
    return f"{(int(anchor.part[:4]) + 50) // 100 * 100:04d}~" if anchor else ""


def day_of_month(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the date of "the 16th", "the 3rd instant", "the 5th of last month": a day of the anchor's month."""
    month = shifted(anchor, "month", step_of(match["of"] or "") - bool(match["ult"]))
    return valid(f"{month}-{_day_number(match['day']):02d}") if month else ""


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
    return valid(f"{year}-{first:02d}/{year}-{first + size - 1:02d}")


def years(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the span of "1996-98"; "2023-09", which is no span of years, is the month."""
    first, last = match["first"], match["last"]
    full = last if len(last) == len(first) else first[:2] + last
    if full > first:
        return f"{first}/{full}"
    return valid(f"{first}-{last}") if len(last) == 2 else ""


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

"""The dates that steps in time stand for: "two weeks ago", "the following year"; '' where none can be told."""

from __future__ import annotations

import re
from datetime import date, timedelta

from flows.language import edtf
from flows.language.numbers import cardinal
from flows.language.time_anchor import Anchor, shifted, step_of, valid

WEEKDAYS = {
    name: number
    for number, name in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
}


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
    """Return the unit that holds the anchor, or the one before or after it; "that hour" and "occasion" are its day."""
    if anchor is None:
        return ""
    if unit in ("hour", "moment", "occasion", "time"):
        return then(anchor)
    if unit == "week":
        return _week(anchor.part, step)
    if unit == "weekend":
        return _week(anchor.part, step, first=5)
    if unit in ("decade", "century"):
        size, unknown = (10, "X") if unit == "decade" else (100, "XX")
        return valid(f"{int(anchor.part[:4]) // size + step:0{4 - len(unknown)}d}{unknown}")
    unit = unit if unit in ("month", "year") else "day"
    if step == 0:
        return edtf.truncated(anchor.part, unit)
    return shifted(anchor, unit, step)


def weekend(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the days of "the weekend": the last one, or the one to come where the anchor looks ahead."""
    if anchor is None or len(anchor.part) != len("2024-02-16"):
        return ""
    saturday = date.fromisoformat(anchor.part).weekday() >= WEEKDAYS["saturday"]
    return _week(anchor.part, 0 if saturday or anchor.forward else -1, first=5)


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
    """Return the date of "two weeks ago" and "nine days later".

    What "nine days after" opens ("nine days after it fell, ...") is counted from the clause beside it: back from an
    anchor that is open at its start.
    """
    fields = match.groupdict()
    moved = _amount(fields["count"], match["unit"], _and_a_half(fields))
    if moved is None:
        return ""
    unit, count, rounded = moved
    value = shifted(anchor, unit, count * _direction(fields["way"], anchor))
    if value and fields.get("under"):
        return f"../{value}"
    return f"{value}~" if value and edtf.is_plain(value) and (rounded or fields.get("about")) else value


def next_to(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the unit before or after the anchor's: "the day before", "the month after"."""
    return shifted(anchor, match["unit"], _direction(match["way"], anchor))


def _direction(way: str, anchor: Anchor | None) -> int:
    """Return 1 for "later" and "after", -1 for "earlier" and "before"; turned round from an anchor open before."""
    direction = 1 if way.startswith(("later", "after", "there", "on")) else -1
    turned = way in ("after", "before") and anchor is not None and anchor.edtf.startswith("../")
    return -direction if turned else direction


def _amount(words: str, unit: str, and_half: bool) -> tuple[str, int, bool] | None:
    """Return the unit and number that words count, and whether it is rounded ("half a decade"); None where none."""
    unit = unit.replace("centurie", "century")
    rounded = unit in ("decade", "century") or and_half
    if words.startswith("half"):
        halves = {"year": ("month", 6), "decade": ("year", 5), "century": ("year", 50), "hour": ("minute", 30)}
        return (*halves[unit], rounded) if unit in halves else None
    number = 1 if words in ("a", "an") else cardinal(words)
    if not isinstance(number, int):
        return None
    if not and_half:
        return unit, number, rounded
    finer = {"year": ("month", 12), "decade": ("year", 10), "century": ("year", 100), "day": ("hour", 24)}
    if unit not in finer:
        return None
    inner, size = finer[unit]
    return inner, number * size + size // 2, rounded


def _and_a_half(fields: dict[str, str | None]) -> bool:
    return bool(fields.get("and_half") or fields.get("half_on"))


def at_once(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the anchor's day for "hours later" and "minutes before"."""
    return then(anchor)


def within(match: re.Match[str], anchor: Anchor | None) -> str:
    """Return the span up to the end of "within two months"; "within hours" is the anchor's day, "days" its month."""
    if anchor is None:
        return ""
    if match["count"] is None:
        unit = {"days": "month", "weeks": "year", "months": "year"}.get(match["units"], "day")
        return edtf.truncated(anchor.part, unit)
    moved = _amount(match["count"], match["unit"], _and_a_half(match.groupdict()))
    value = shifted(anchor, moved[0], moved[1]) if moved else ""
    return f"../{value}" if value else ""


def then(anchor: Anchor | None) -> str:
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

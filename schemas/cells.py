"""How one value of a cell is written as text: in the evidence, in CSV files and in messages."""

from __future__ import annotations

import json
from datetime import date


def as_text(value: str | int | float | bool | date) -> str:
    """Return the value as text: a whole number without a point, another in its shortest form, a day in ISO 8601.

    >>> as_text(2.0), as_text(0.25), as_text(True), as_text(date(1997, 1, 2))
    ('2', '0.25', 'true', '1997-01-02')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return repr(value)


def as_json(value: object) -> str:
    """Return the value as JSON, with every character of a text but control characters as it is; a day as a text."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, ensure_ascii=False, default=_day)


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no form in JSON")

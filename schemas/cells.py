"""How one value of a cell is written as text: in the evidence, in CSV files and in messages."""

from __future__ import annotations

import json


def as_text(value: str | int | float | bool) -> str:
    """Return the value as text: a whole number without a point, any other number in its shortest decimal form."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return repr(value)


def as_json(value: object) -> str:
    """Return the value as JSON, with every character of a text but control characters as it is."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, ensure_ascii=False)

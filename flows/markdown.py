"""Tables and lists in Markdown, whose cells say what they say: source text never becomes markup."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

ROWS = 200  # of a table or list on a page: one of all rows would be too large to open


def table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> list[str]:
    """Return the lines of a table."""
    names = list(columns)
    lines = [f"| {' | '.join(names)} |", f"|{' --- |' * len(names)}"]
    return lines + [f"| {' | '.join(shown(cell) for cell in row)} |" for row in rows]


def first_rows(frame: pl.DataFrame) -> list[str]:
    """Return the lines of a table with the first 200 rows, and how many more there are."""
    more = [f"\n... and {frame.height - ROWS} more, in the release"] if frame.height > ROWS else []
    return [*table(frame.columns, frame.head(ROWS).iter_rows()), *more]


def bullets(items: Iterable[str]) -> list[str]:
    """Return the lines of a list with the first 200 items, and how many more there are."""
    told = list(items)
    more = [f"- ... and {len(told) - ROWS} more"] if len(told) > ROWS else []
    return [*(f"- {shown(item)}" for item in told[:ROWS]), *more]


def shown(value: object) -> str:
    """Return a value in one line that says the same as Markdown."""
    text = " ".join(str("" if value is None else value).split())
    return html.escape(text).replace("|", "&#124;").replace("[", "&#91;").replace("`", "&#96;")

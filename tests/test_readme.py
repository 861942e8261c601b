from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

ROOT = Path(__file__).parents[1]


def excerpts() -> list[tuple[str, dict[str, str]]]:
    """Return the rows of the README's excerpts of the data, with their table."""
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    rows: list[tuple[str, dict[str, str]]] = []
    for name, first in (("relations", "| subject |"), ("investment_rankings", "| economy |")):
        start = next(number for number, line in enumerate(lines) if line.startswith(first))
        header = [cell.strip() for cell in lines[start].strip("|").split("|")]
        for line in lines[start + 2 :]:
            if not line.startswith("|"):
                break
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            rows.append((name, dict(zip(header, cells, strict=True))))
    return rows


@pytest.mark.parametrize(("table", "shown"), excerpts())
def test_what_the_readme_shows_is_in_the_release(table: str, shown: dict[str, str]) -> None:
    found = [
        {name: ", ".join(value) if isinstance(value, list) else str(value or "") for name, value in row.items()}
        for row in pl.read_parquet(ROOT / "outputs" / "latest" / f"{table}.parquet").iter_rows(named=True)
    ]
    words = shown.pop("words", "").removesuffix(" …")
    assert [row for row in found if shown.items() <= row.items() and words in row["quote"]]

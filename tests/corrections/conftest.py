"""Two short documents as the engine reads them, read once, and what corrections make of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from flows.corrections.read import read_corrections
from flows.engines import extract, frames_of
from flows.ingest.survey import documents, survey
from flows.pipeline import assemble
from schemas.validate import Validated

NEWS = """Freedom of the seas

On 3 May 1932, Cuba severed diplomatic relations with Japan. In 1997, Cambodia established diplomatic relations with
South Korea. Norway seized 30 boats of Iceland in June 1931. Peru praised Iceland. Cuba denied it, and Cuba laughed.
"""
GARDEN = "The roses did well this year. Water them in the evening.\n"
HEAD = 'reason = "The text says so."\nreviewer = "A. Reader"\ndate = 2026-11-23\n'

Correct = Callable[[str], Validated]


@pytest.fixture(scope="session")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corrected") / "raw"
    folder.mkdir()
    (folder / "news.txt").write_text(NEWS, encoding="utf-8")
    (folder / "news.toml").write_text('title = "Freedom"\npublished_on = 1932-05-04\n', encoding="utf-8")
    (folder / "garden.txt").write_text(GARDEN, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def read(raw: Path) -> dict[str, pl.DataFrame]:
    found, _ = documents(raw, survey(raw).sources)
    return frames_of(extract(found, raw).extractions)


@pytest.fixture(scope="session")
def as_read(read: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    return assemble([read]).frames


@pytest.fixture(scope="session")
def severed(as_read: dict[str, pl.DataFrame]) -> str:
    """The record of Cuba and Japan."""
    return str(as_read["relations"].row(by_predicate=pl.col("change") == "severed", named=True)["record_id"])


@pytest.fixture(scope="session")
def seizure(as_read: dict[str, pl.DataFrame]) -> str:
    """The record of Norway and Iceland."""
    return str(as_read["incidents"].row(by_predicate=pl.col("incident_type") == "seizure", named=True)["record_id"])


@pytest.fixture
def correct(read: dict[str, pl.DataFrame], tmp_path: Path) -> Correct:
    """Give the function that returns the tables with the corrections of a text applied."""

    def corrected(text: str) -> Validated:
        folder = tmp_path / "corrections"
        folder.mkdir(exist_ok=True)
        (folder / "some.toml").write_text(text, encoding="utf-8")
        return assemble([read], corrections=read_corrections(folder))

    return corrected

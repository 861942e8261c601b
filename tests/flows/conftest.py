"""A folder of sources and its release, made once, for the tests of the command line and the flows."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.job import Job, Published
from flows.pipeline import build

# Two short texts of our own: one with claims of several tables, one with none.
NEWS = """Freedom of the seas

On 3 May 1932, Cuba severed diplomatic relations with Japan. In 1997, Cambodia established diplomatic relations with
South Korea. Japanese agents assassinated a Cuban envoy in Havana in June 1931.
"""
GARDEN = "The roses did well this year. Water them in the evening.\n"


@pytest.fixture(scope="session")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    raw = tmp_path_factory.mktemp("sources") / "raw"
    raw.mkdir()
    (raw / "news.txt").write_text(NEWS, encoding="utf-8")
    (raw / "news.toml").write_text('title = "Freedom of the seas"\npublished_on = 1932-05-04\n', encoding="utf-8")
    (raw / "garden.txt").write_text(GARDEN, encoding="utf-8")
    (raw / "garden.toml").write_text('title = "Roses"\n', encoding="utf-8")
    return raw


@pytest.fixture(scope="session")
def published(sources: Path, tmp_path_factory: pytest.TempPathFactory) -> Published:
    return build(Job(sources, tmp_path_factory.mktemp("published") / "outputs"))

"""What a run of `publish` leaves on its page in Prefect: the release, its coverage, rejects and changes.

Artifacts live in the server only; the release has the same and more.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
from prefect.artifacts import create_markdown_artifact, create_table_artifact

from flows.job import Published
from flows.release.changes import CHANGES_MD
from flows.summary import release_report
from schemas.codebook.kinds import CLAIM_TABLES

_ROWS = 1_000  # of a table artifact; the whole table is a file of the release
_CHARACTERS = 100_000  # of the changes
_COVERAGE = ("doc_id", "words", "sentences", "screened_out", "with_claims", "possible_misses", *CLAIM_TABLES)
_REJECTS = ("table", "path", "doc_id", "column", "value", "reason")


def release_artifacts(published: Published, raw: str | Path) -> None:
    """Leave what a release holds as four artifacts: release, coverage, rejects, changes."""
    create_markdown_artifact(release_report(published), key="release", description=f"What became of {raw}")
    for name, columns in (("coverage", _COVERAGE), ("rejects", _REJECTS)):
        _table(name, published.frames[name].select(columns), published.version)
    changes = published.folder / CHANGES_MD
    if changes.is_file():
        text = changes.read_text(encoding="utf-8")
        if len(text) > _CHARACTERS:
            text = f"{text[:_CHARACTERS]}\n\n... and more in {CHANGES_MD} of the release"
        create_markdown_artifact(text, key="changes", description="What changed since the release before, and why")


def _table(name: str, frame: pl.DataFrame, version: str) -> None:
    shown = f"the first {_ROWS} of {frame.height} rows" if frame.height > _ROWS else f"{frame.height} rows"
    rows = [{key: "" if value is None else value for key, value in row.items()} for row in frame.head(_ROWS).to_dicts()]
    if rows:
        create_table_artifact(rows, key=name, description=f"{name} of release {version}: {shown}")

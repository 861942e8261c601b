"""Whether the source files are those that a release was made from."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path, PurePosixPath

import polars as pl

from flows.ingest.document import Document, Metadata
from flows.ingest.problems import IngestError
from flows.ingest.read import read_document
from flows.release.problems import Problem


def raw_problems(documents: pl.DataFrame, raw: Path) -> list[Problem]:
    """Return the documents whose source file, read anew, differs from what the release says of it."""
    problems = []
    for row in documents.iter_rows(named=True):
        path = PurePosixPath(row["path"])
        if path.is_absolute() or ".." in path.parts:
            problems.append(Problem(f"its path {row['path']!r} leads out of the folder", document=row["doc_id"]))
            continue
        try:
            document = read_document(raw / path)
        except IngestError as problem:
            problems.append(Problem(str(problem), document=row["doc_id"]))
            continue
        for name, value in _told(document).items():
            if row[name] != value:
                message = f"{name} is {_short(value)} in the source, and {_short(row[name])} in the release"
                problems.append(Problem(message, file=str(raw / path), document=row["doc_id"], field=name))
    return problems


def _told(document: Document) -> dict[str, object]:
    """Return what a source file and the metadata beside it say, by column of the documents."""
    told: dict[str, object] = {name: getattr(document, name) for name in ("sha256", "size", "encoding", "text")}
    for field in fields(Metadata):
        value = getattr(document.metadata, field.name)
        told[field.name] = value.isoformat() if isinstance(value, date) else value
    return told


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."

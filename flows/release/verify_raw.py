"""Whether the source files are those that a release was made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import Any

import polars as pl

from flows.ingest.document import Document, Metadata
from flows.ingest.folder import SourceFolder, open_folder
from flows.ingest.formats import FORMATS, reader_version
from flows.ingest.problems import IngestError, UnreachableError
from flows.ingest.read import metadata_name, read_source
from flows.release.contents import READER, Instrument
from flows.release.problems import Problem

_SAME = ("sha256", "size", "reader", "encoding", "text")


def raw_problems(documents: pl.DataFrame, raw: str | Path, instruments: Sequence[Instrument] = ()) -> list[Problem]:
    """Return the documents whose source file, read anew, differs from what the release says of it.

    ``instruments`` are those that the release was made with: where a text differs, the version of its reader may say
    why.
    """
    try:
        folder = open_folder(raw)
        rows = documents.sort("path", "part").iter_rows(named=True)
        return [
            problem
            for path, group in groupby(rows, key=lambda row: str(row["path"]))
            for problem in _problems_of(folder, path, list(group), _versions(instruments))
        ]
    except UnreachableError as error:
        return [Problem(str(error))]


def _problems_of(
    folder: SourceFolder, path: str, rows: Sequence[Mapping[str, Any]], versions: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield what is wrong with the documents that a release has of one file."""
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts:
        for row in rows:
            yield Problem(f"its path {path!r} leads out of the folder", document=row["doc_id"])
        return
    held: dict[int | None, Document] = {}
    why: str | None = None
    parts = {row["part"] for row in rows if row["part"] is not None} or None
    try:
        for one in read_source(folder, path, described=folder.has(metadata_name(path)), parts=parts):
            if isinstance(one, Document):
                held[one.part] = one
            elif one.check != "left_out":
                why = str(one)
    except UnreachableError:
        raise
    except IngestError as problem:
        why = str(problem)
    for row in rows:
        document = held.get(row["part"])
        if document is None:
            yield Problem(why or "there is no such page in its file", document=row["doc_id"])
            continue
        for name, value in _told(document).items():
            if row[name] != value:
                message = f"{name} is {_short(value)} in the source, and {_short(row[name])} in the release"
                other = name == "text" and row["reader"] in FORMATS and _other(row["reader"], versions)
                yield Problem(message + (other or ""), file=folder.place(path), document=row["doc_id"], field=name)


def _versions(instruments: Sequence[Instrument]) -> dict[str, str]:
    return {one.name.removesuffix(READER): one.version for one in instruments if one.name.endswith(READER)}


def _other(reader: str, versions: Mapping[str, str]) -> str | None:
    """Return why the text of a reader may differ here: it rests on other versions of packages."""
    made, here = versions.get(reader), reader_version(reader)
    if made is None or made == here:
        return None
    return f"; it was read with {made}, and here with {here}: install those versions to compare"


def _told(document: Document) -> dict[str, object]:
    """Return what a source file and the metadata beside it say, by column of the documents."""
    told: dict[str, object] = {name: getattr(document, name) for name in _SAME}
    for field in fields(Metadata):
        value = getattr(document.metadata, field.name)
        told[field.name] = value.isoformat() if isinstance(value, date) else value
    return told


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."

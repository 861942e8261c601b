"""Drafts of corrections: the guard filled in from a record as it is published, and checked as publishing would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from flows.corrections.apply import applied, check_accepted
from flows.corrections.read import read_corrections
from flows.corrections.values import Row, toml_value
from flows.ingest.problems import printable
from flows.resolve.derive import derived
from flows.resolve.frames import build_frames
from schemas.cells import as_json
from schemas.codebook.errors import CodebookError
from schemas.codebook.kinds import DERIVED_TABLES, element
from schemas.codebook.vocabulary import Column, Table, load_tables
from schemas.validate import validate


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person wants to correct in a record: new values by field, fields to empty, or all of it withdrawn.

    ``words`` are the document's words that give each value, by field; of a list field they give each of its new values.
    """

    set: Mapping[str, str]
    clear: Sequence[str]
    words: Mapping[str, str]
    withdraw: bool
    reason: str
    reviewer: str
    date: str


def draft(name: str, table: Table, record: Row, wanted: Wanted) -> str:
    """Return the text of a file with one correction of a record, its guard filled in with what the record says now.

    Values are as typed: a list's elements stand apart by commas. What is wrong with them `check_draft` tells. Where
    nothing is wanted yet, all that the record says is in the guard, and the rest is left to be filled in.
    """
    columns = {column.name: column for column in table.fields}
    guarded = [*wanted.set, *wanted.clear]
    if not guarded:
        guarded = [field for field in columns if record.get(field) not in (None, [])]
    lines = [
        f"# {table.name} {record['record_id']}, document {as_json(record['doc_id'])}:",
        f"# {printable(' '.join(str(record['quote']).split()))}",
        "[[correction]]",
        f"id = {as_json(name)}",
        f'action = "{"withdraw" if wanted.withdraw else "change"}"',
        f"record = {as_json(record['record_id'])}",
        f"reason = {as_json(wanted.reason)}",
        f"reviewer = {as_json(wanted.reviewer)}",
        f"date = {wanted.date}",
    ]
    if wanted.clear:
        lines.append(f"clear = {as_json(list(wanted.clear))}")
    lines += _section("expect", {field: toml_value(record.get(field)) for field in guarded})
    if not wanted.withdraw:
        values = {field: _typed(columns.get(field), text) for field, text in wanted.set.items()}
        lines += _section("set", {field: toml_value(value) for field, value in values.items()})
        words = {field: _words(columns.get(field), field, text, values, record) for field, text in wanted.words.items()}
        lines += _section("words", words)
    return "\n".join(lines) + "\n"


def _section(name: str, entries: Mapping[str, str]) -> list[str]:
    return ["", f"[correction.{name}]", *(f"{_key(field)} = {value}" for field, value in entries.items())]


def check_draft(text: str, name: str, folder: Path, frames: Mapping[str, pl.DataFrame], doc_id: str) -> None:
    """Raise CodebookError where a draft, put into a folder of corrections as NAME.toml, could not be published.

    It is read together with the corrections that are there, and applied to the published rows of its document, which
    are validated: a dry run, which writes nothing to the folder.
    """
    with TemporaryDirectory(prefix="attache-draft-") as temporary:
        try:
            for file in (*folder.glob("*.toml"), None):
                target = Path(temporary) / (f"{name}.toml" if file is None else file.name)
                target.write_bytes(text.encode() if file is None else file.read_bytes())
            corrections = [one for one in read_corrections(Path(temporary)) if one.source.file.stem == name]
            rows = _rows_of(frames, doc_id)
            # What the release has from corrections before this one is as it is; their own rows are not needed here.
            rows["corrections"] = []
            tables = applied(rows, corrections)
            validated = validate(build_frames({**tables, "rejects": []}), derived)
            check_accepted(corrections, tables, validated.rejects)
        except CodebookError as problem:
            file = folder / problem.file.name if problem.file.parent == Path(temporary) else problem.file
            raise CodebookError(file, problem.line, problem.message, problem.way_out) from None


def _rows_of(frames: Mapping[str, pl.DataFrame], doc_id: str) -> dict[str, list[dict[str, object]]]:
    """Return the rows of one document as they were resolved: without what validation derives and counts."""
    rows: dict[str, list[dict[str, object]]] = {}
    for name, table in load_tables().items():
        if name in DERIVED_TABLES:
            continue
        frame = frames[name].select(column.name for column in table.columns if column.kind != "day")
        if "doc_id" in frame.columns:
            frame = frame.filter(pl.col("doc_id") == doc_id)
        rows[name] = frame.to_dicts()
    return rows


def _typed(column: Column | None, text: str) -> object:
    """Return a value as a person types it for a column; what is none of the column's kind stays the text that it is."""
    if column is None:
        return text
    if column.listed:
        return [part.strip() for part in text.split(",") if part.strip()]
    try:
        match element(column.kind):
            case "integer":
                return int(text)
            case "number":
                return float(text)
    except ValueError:
        pass
    return text


def _words(column: Column | None, field: str, text: str, values: Mapping[str, object], record: Row) -> str:
    """Return the words of a field as TOML: of a list field, given for each value that it did not have before."""
    if column is None or not column.listed:
        return as_json(text)
    before, after = ([] if not isinstance(cell, list) else cell for cell in (record.get(field), values.get(field)))
    return f"{{ {', '.join(f'{as_json(value)} = {as_json(text)}' for value in after if value not in before)} }}"


def _key(field: str) -> str:
    return field if field.isidentifier() and field.isascii() else as_json(field)

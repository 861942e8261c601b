"""Gold folders: texts, each with the records beside it that a person read from it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

from flows.ingest.document import Document
from flows.ingest.problems import IngestError, os_problem, printable
from flows.ingest.read import read_document
from flows.scoring import Row, tested
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.vocabulary import Column, Table, load_tables
from schemas.edtf import is_edtf

Half = Literal["seen", "held-out"]
HALVES: tuple[Half, ...] = ("seen", "held-out")
_NUMBER = re.compile(r"[0-9]+$")
_HEAD = ("doc", "sha256", "published_on")


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A text, and by table the records that it gives."""

    document: Document
    tables: Mapping[str, tuple[Row, ...]]


class GoldError(Exception):
    """A gold folder or file that cannot be used; the message names the file, the key and the way out."""

    def __init__(self, path: Path, key: str, what: str, way_out: str) -> None:
        place = printable(str(path)) + (f": {key}" if key else "")
        super().__init__(f"{place}: {printable(what)}; {way_out}")


def half_of(doc_id: str) -> Half | None:
    """Return the half of a document by the number that its name ends in: even is held out, odd seen; None without one.

    The rule was fixed before any rule of the codebook was written against gold documents: the held-out ones are never
    looked at while rules are written.
    """
    number = _NUMBER.search(doc_id)
    return None if number is None else "seen" if int(number[0]) % 2 else "held-out"


def half_named(gold: Sequence[GoldDocument], folder: Path, name: str | None) -> Half | None:
    """Return the half of that name, None for "all" or no name. Raises GoldError for a document that is in neither."""
    if name not in HALVES:
        return None
    for one in gold:
        if half_of(one.document.doc_id) is None:
            what = "its name ends in no number, so that it is in neither half"
            raise GoldError(folder / one.document.path, "", what, "number it, or leave --half out")
    return name


def read_gold(folder: Path) -> tuple[GoldDocument, ...]:
    """Return the documents of a gold folder in the order of their names: NAME.txt with NAME.json beside each.

    Raises GoldError or IngestError for the first mistake: a score over part of the folder would pass for its score.
    """
    try:
        names = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise IngestError(os_problem(folder, error)) from error
    stems = {suffix: {name[: -len(suffix)] for name in names if name.endswith(suffix)} for suffix in (".txt", ".json")}
    for stem in sorted(stems[".txt"] - stems[".json"]):
        raise GoldError(folder / f"{stem}.txt", "", "has no gold file", f"write {stem}.json, with the four tables")
    for stem in sorted(stems[".json"] - stems[".txt"]):
        raise GoldError(folder / f"{stem}.json", "", "has no text", f"add {stem}.txt")
    if not stems[".txt"]:
        raise GoldError(folder, "", "holds no gold document", "give a folder of NAME.txt, each with its NAME.json")
    return tuple(_read(folder / f"{stem}.txt", folder / f"{stem}.json") for stem in sorted(stems[".txt"]))


def _read(text: Path, path: Path) -> GoldDocument:
    document = read_document(text)
    given = _parsed(path)
    for key in given:
        if key not in (*_HEAD, *CLAIM_TABLES):
            raise GoldError(path, key, "unknown key", f"the keys are {', '.join((*_HEAD, *CLAIM_TABLES))}")
    for key in ("doc", "sha256", *CLAIM_TABLES):
        if key not in given:
            raise GoldError(path, key, "is missing", "a table without records is []")
    if given["doc"] != document.doc_id:
        raise GoldError(path, "doc", f"{given['doc']!r} is not {document.doc_id!r}", "rename the one or the other")
    if given["sha256"] != document.sha256:
        what = f"is not the digest of {text.name}, {document.sha256}"
        raise GoldError(path, "sha256", what, "the text has changed: check every span, then write the new digest")
    tables = load_tables()
    records = {name: tuple(_records(path, tables[name], given[name], len(document.text))) for name in CLAIM_TABLES}
    return GoldDocument(_dated(document, given.get("published_on"), path), records)


def _parsed(path: Path) -> dict[str, Any]:
    try:
        given = json.loads(path.read_bytes())
    except OSError as error:
        raise IngestError(os_problem(path, error)) from error
    except json.JSONDecodeError as error:
        raise GoldError(path, f"line {error.lineno}", f"is not JSON ({error.msg})", "mend it") from error
    except UnicodeDecodeError as error:
        raise GoldError(path, "", "is not JSON in UTF-8", "save it as UTF-8") from error
    if not isinstance(given, dict):
        raise GoldError(path, "", "is no JSON object", "write one object with doc, sha256 and the four tables")
    return given


def _dated(document: Document, given: object, path: Path) -> Document:
    """Return the document with the date that the gold file gives, which a `.toml` beside it must not contradict."""
    if given is None:
        return document
    try:
        published_on = date.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        published_on = None
    if published_on is None:
        raise GoldError(path, "published_on", f"{given!r} is not a day", 'write it as "2024-02-16", or null')
    stated = document.metadata.published_on
    if stated is not None and stated != published_on:
        what = f"{given!r} is not the day in {document.doc_id}.toml, {stated.isoformat()}"
        raise GoldError(path, "published_on", what, "mend the wrong one")
    return replace(document, metadata=replace(document.metadata, published_on=published_on))


def _records(path: Path, table: Table, given: object, length: int) -> Iterator[Row]:
    if not isinstance(given, list):
        raise GoldError(path, table.name, "is no list of records", "write [] where there is none")
    columns = {column.name: column for column in table.fields}
    for number, row in enumerate(given):
        place = f"{table.name}[{number}]"
        if not isinstance(row, dict):
            raise GoldError(path, place, "is no record", "write an object with the table's fields and its span")
        for key in row:
            if key != "span" and key not in columns:
                known = ", ".join((*columns, "span"))
                raise GoldError(path, f"{place}.{key}", "unknown field", f"the fields are {known}")
        for key in (*tested(table.name), "span"):
            if key not in row:
                raise GoldError(path, f"{place}.{key}", "is missing", "without it the record cannot be matched")
        for key, value in row.items():
            fault = _span_fault(value, length) if key == "span" else _value_fault(columns[key], value)
            if fault:
                raise GoldError(path, f"{place}.{key}", f"{json.dumps(value)} {fault[0]}", fault[1])
        yield row


def _span_fault(value: object, length: int) -> tuple[str, str] | None:
    if not isinstance(value, list) or len(value) != 2 or not all(type(offset) is int for offset in value):
        return "is no span", "write [start, end], offsets of characters in the text"
    start, end = value
    if not 0 <= start < end <= length:
        return f"is no span of a text of {length} characters", "it must not be empty or go beyond the text"
    return None


def _value_fault(column: Column, value: object) -> tuple[str, str] | None:
    if column.listed:
        if not isinstance(value, list):
            return "is no list", "write [] where there is none"
        return next((fault for one in value if (fault := _one_fault(column, one))), None)
    if column.kind == "date" and value == "":
        return None
    if value is None:
        return ("is missing", "every record has it") if column.required else None
    return _one_fault(column, value)


def _one_fault(column: Column, value: object) -> tuple[str, str] | None:
    if column.kind in ("integer", "number"):
        number = isinstance(value, int if column.kind == "integer" else int | float) and not isinstance(value, bool)
        return None if number else (f"is no {column.kind}", "write one, or null where there is none")
    if not isinstance(value, str) or not value.strip():
        return "is no text", "write a text, or null where there is none"
    terms = [term.name for term in column.terms]
    if terms and value not in terms:
        return "is not a term of the codebook", f"the terms are {', '.join(terms)}"
    if column.kind == "date" and not is_edtf(value):
        return "is not an EDTF date of level 0 or 1", 'write e.g. "1997", "2023-09" or "../1996", or ""'
    return None

"""A release as it is compared with another: its records with their words, and what they were made from and by."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from flows.release.datapackage import DATAPACKAGE
from flows.release.errors import ReleaseError
from schemas.codebook.kinds import CLAIM_TABLES

Row = Mapping[str, Any]
InstrumentId = tuple[str, str | None]  # version and digest
Words = tuple[tuple[str, str], ...]  # the words, and the method by which the value follows from them

_WAY_OUT = "Compare releases that attache made, or publish anew to compare with"
# What a table must have to be compared at all: every release had these columns.
_NEEDED = {
    **{name: ("record_id", "doc_id", "quote", "start", "end", "rule_id") for name in CLAIM_TABLES},
    "evidence": ("record_id", "field", "part", "words", "method"),
    "documents": ("doc_id", "sha256", "encoding", "text"),
}
# Releases of format 2 have these; without them some causes cannot be told.
_LATER = ("rules", "corrections")
_ENGINE = re.compile(r"\(codebook (?P<codebook>[0-9a-f]{12}), parser (?P<parser>[^()]+)\)$")


@dataclass(frozen=True, slots=True)
class Edition:
    """One of two releases that are compared.

    ``records`` holds the rows of each table of claims by record, ``words`` the words of each (record, field) with how
    the value follows from them, ``documents`` the rows of that table by document, without the text. ``rules`` and
    ``corrections`` are the rows of those tables by identifier, None where the release has no such table.
    ``instruments`` are version and digest of what the documents were read with, by name: code, codebook, parser; the
    digest is None, or the instrument is not there, where the release does not tell it.
    """

    version: str
    engine: str
    columns: Mapping[str, tuple[str, ...]]
    records: Mapping[str, Mapping[str, Row]]
    words: Mapping[tuple[str, str], Words]
    documents: Mapping[str, Row]
    rules: Mapping[str, Row] | None
    corrections: Mapping[str, Row] | None
    instruments: Mapping[str, InstrumentId]


def read_edition(folder: Path) -> Edition:
    """Return a release as it is compared; raise ReleaseError, which names what is missing, where it cannot be.

    Releases of older formats can be read as long as they have the tables of claims, evidence and documents.
    """
    package = _package(folder)
    frames = {name: _frame(folder, name, needed) for name, needed in _NEEDED.items()}
    later = {name: _frame(folder, name, (f"{name[:-1]}_id", "sha256")) for name in _LATER if _has(folder, name)}
    evidence = frames["evidence"].sort("record_id", "field", "part")
    words: dict[tuple[str, str], Words] = {}
    for record_id, field, said, method in evidence.select("record_id", "field", "words", "method").iter_rows():
        key = (record_id, field)
        words[key] = (*words.get(key, ()), (said, method))
    return Edition(
        version=str(package.get("version", "")),
        engine=str(package.get("engine", "")),
        columns={name: tuple(frames[name].columns) for name in CLAIM_TABLES},
        records={name: _by(frames[name], "record_id", folder, name) for name in CLAIM_TABLES},
        words=words,
        documents=_by(frames["documents"].drop("text"), "doc_id", folder, "documents"),
        rules=_by(later["rules"], "rule_id", folder, "rules") if "rules" in later else None,
        corrections=_by(later["corrections"], "correction_id", folder, "corrections")
        if "corrections" in later
        else None,
        instruments=_instruments(package),
    )


def _package(folder: Path) -> Mapping[str, Any]:
    try:
        package = json.loads((folder / DATAPACKAGE).read_bytes())
    except FileNotFoundError:
        raise ReleaseError(folder, f"is not a release: it has no {DATAPACKAGE}", "Name the folder of one") from None
    except (ValueError, RecursionError) as problem:
        raise ReleaseError(folder / DATAPACKAGE, f"is not JSON ({problem})", _WAY_OUT) from None
    if not isinstance(package, dict):
        raise ReleaseError(folder / DATAPACKAGE, "does not describe a release", _WAY_OUT)
    return package


def _has(folder: Path, name: str) -> bool:
    return (folder / f"{name}.parquet").is_file()


def _frame(folder: Path, name: str, needed: tuple[str, ...]) -> pl.DataFrame:
    file = folder / f"{name}.parquet"
    if not _has(folder, name):
        raise ReleaseError(folder, f"cannot be compared: it has no {file.name}", _WAY_OUT)
    try:
        frame = pl.read_parquet(file, hive_partitioning=False, glob=False)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as problem:
        raise ReleaseError(file, f"is not a Parquet file that can be read ({problem})", "Fetch it again") from None
    if missing := [column for column in needed if column not in frame.columns]:
        raise ReleaseError(file, f"cannot be compared: it has no column {', '.join(missing)}", _WAY_OUT)
    return frame


def _by(frame: pl.DataFrame, key: str, folder: Path, name: str) -> dict[str, Row]:
    rows: dict[str, Row] = {row[key]: row for row in frame.sort(key).iter_rows(named=True)}
    if len(rows) != frame.height:
        way_out = "The release is damaged: see `attache verify`"
        raise ReleaseError(folder / f"{name}.parquet", f"cannot be compared: two rows have the same {key}", way_out)
    return rows


def _instruments(package: Mapping[str, Any]) -> dict[str, InstrumentId]:
    """Return what the release was read with, by name; of releases before format 2, what the engine's name tells."""
    listed = package.get("instruments", [])
    if isinstance(listed, list) and listed:
        return {
            str(entry["name"]): (str(entry.get("version", "")), str(entry["sha256"]))
            for entry in listed
            if isinstance(entry, dict) and {"name", "sha256"} <= entry.keys()
        }
    found = _ENGINE.search(str(package.get("engine", "")))
    return {name: (version, None) for name, version in found.groupdict().items()} if found else {}

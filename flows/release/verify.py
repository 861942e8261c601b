"""Verification of a release: that its files are what they were, and its values what the documents' words give."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from flows.release.checksums import (
    CHECKSUMS,
    VERSION,
    digest,
    file_names,
    read_checksums,
    version_of,
)
from flows.release.datapackage import DATAPACKAGE
from flows.release.errors import ReleaseError
from flows.release.problems import Problem, Settable, Verification
from flows.release.store import RELEASES
from flows.release.tables import csv_name, parquet_name, read_csv, read_parquet
from flows.release.verify_raw import raw_problems
from flows.release.verify_values import value_problems
from schemas.codebook.vocabulary import load_tables
from schemas.validate import FrameError, validate


def verify(release: Path, raw: Path | None = None, *, settable: Settable | None = None) -> Verification:
    """Return what is wrong with a release, and how much was looked at; with ``raw``, against the source files too.

    Without ``settable`` (what the rules of the codebook can set) values of method rule are held against their record
    and words only. Raise ReleaseError where the folder is no release at all.
    """
    if not (release / CHECKSUMS).is_file():
        raise ReleaseError(release, "is not a release: it has no CHECKSUMS", "Name the folder of a release")
    problems = _file_problems(release)
    counts = {"files": len(file_names(release))}
    frames = _frames(release, problems)
    counts |= {name: frame.height for name, frame in frames.items()}
    if len(frames) == len(load_tables()):
        problems += _row_problems(frames)
        problems += value_problems(frames["evidence"], frames["documents"], settable)
        if raw is not None:
            problems += raw_problems(frames["documents"], raw)
            counts["raw files"] = frames["documents"].height
    return Verification(tuple(problems), counts)


def _file_problems(release: Path) -> list[Problem]:
    problems = []
    try:
        digests = read_checksums((release / CHECKSUMS).read_bytes().decode("utf-8"))
    except ValueError as problem:
        return [Problem(str(problem), file=CHECKSUMS)]
    there = file_names(release)
    problems += [Problem("listed in CHECKSUMS, but not there", file=name) for name in sorted(digests.keys() - there)]
    problems += [Problem("there, but not listed in CHECKSUMS", file=name) for name in sorted(there - digests.keys())]
    for name in sorted(there & digests.keys()):
        file = release / name
        if file.is_symlink() or not file.is_file():
            problems.append(Problem("not a plain file", file=name))
        elif (found := digest(file)) != digests[name]:
            problems.append(Problem(f"its SHA-256 digest is {found}; CHECKSUMS has {digests[name]}", file=name))
    return problems or _package_problems(release)


def _package_problems(release: Path) -> list[Problem]:
    try:
        package = json.loads((release / DATAPACKAGE).read_bytes())
        version, resources = str(package["version"]), {entry["path"]: entry["hash"] for entry in package["resources"]}
    except (ValueError, KeyError, TypeError, OSError) as problem:
        return [Problem(f"not the description of a release: {problem!r}", file=DATAPACKAGE)]
    problems = []
    if not VERSION.fullmatch(version) or (found := version_of(release, version)) != version:
        made = "" if not VERSION.fullmatch(version) else f", and the files make it {found}"
        problems.append(Problem(f"the version is {version}{made}", file=DATAPACKAGE))
    elif release.resolve().parent.name == RELEASES and release.resolve().name != version:
        problems.append(Problem(f"the folder has the name of another version than {version}", file=DATAPACKAGE))
    for table in load_tables().values():
        for name in (parquet_name(table), csv_name(table)):
            if not (release / name).is_file():
                problems.append(Problem("not there", file=name))
            elif resources.get(name) != (found := f"sha256:{digest(release / name)}"):
                problems.append(Problem(f"{name} has hash {found}, not {resources.get(name)}", file=DATAPACKAGE))
    return problems


def _frames(release: Path, problems: list[Problem]) -> dict[str, pl.DataFrame]:
    """Return the tables of the Parquet files; note which cannot be read and which CSV files hold other rows."""
    frames = {}
    for name, table in load_tables().items():
        try:
            frames[name] = read_parquet(table, release)
        except (ValueError, OSError) as problem:
            problems.append(Problem(str(problem), file=parquet_name(table)))
            continue
        try:
            rows = read_csv(table, release)
        except (ValueError, OSError) as problem:
            problems.append(Problem(str(problem), file=csv_name(table)))
            continue
        if not frames[name].equals(rows, null_equal=True):
            problems.append(Problem(_difference(frames[name], rows), file=csv_name(table), table=name))
    return frames


def _difference(frame: pl.DataFrame, rows: pl.DataFrame) -> str:
    if frame.height != rows.height or frame.schema != rows.schema:
        return f"{rows.height} rows, and {frame.height} in the Parquet file, or other columns"
    for number, (one, other) in enumerate(zip(frame.iter_rows(named=True), rows.iter_rows(named=True), strict=True)):
        for column, value in one.items():
            if other[column] != value:
                return f"row {number}, column {column}: {other[column]!r}, and {value!r} in the Parquet file"
    return "its rows differ from those of the Parquet file"


def _row_problems(frames: dict[str, pl.DataFrame]) -> list[Problem]:
    """Return the rows that the schemas would turn away, and the counts that do not count what is there."""
    try:
        validated = validate(frames)
    except FrameError as problem:
        return [Problem(str(problem))]
    known = frames["rejects"]
    new = validated.rejects.join(known, on=known.columns, how="anti", nulls_equal=True)
    problems = [
        Problem(
            f"{row['reason']}; the value is {row['value']}",
            table=row["table"],
            record=row["record_id"],
            field=row["column"],
            document=row["doc_id"],
        )
        for row in new.iter_rows(named=True)
    ]
    if not problems:
        for name in ("sentences", "coverage"):
            if not validated.frames[name].equals(frames[name], null_equal=True):
                message = _difference(validated.frames[name], frames[name]).replace("the Parquet file", "a new count")
                problems.append(Problem(message, table=name))
    return problems

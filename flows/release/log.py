"""The log of releases: outputs/releases.jsonl, one line for each time that a release was made the latest.

A line is a JSON object: version, published (RFC 3339), run; and, of releases from format 2 on, previous (the version
that was the latest before, null for the first), documents and records (how many there are), changes (how many records
were added, removed, changed, moved since the release before; null where it was not compared), causes, and sha256 of
CHANGES.json and CHANGES.md. Lines are only ever added. A line that a crash cut short or that someone edited is named,
and read over.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.release.change_text import totals
from flows.release.changes import CHANGES_JSON, CHANGES_MD
from flows.release.checksums import VERSION, digest
from flows.release.store import LATEST, RELEASES, latest_version

LOG = "releases.jsonl"
_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log; what an earlier format did not note is None or empty."""

    line: int
    version: str
    published: str
    run: str
    previous: str | None = None
    documents: int | None = None
    records: Mapping[str, int] = field(default_factory=dict)
    changes: Mapping[str, int] | None = None
    causes: Mapping[str, int] = field(default_factory=dict)
    sha256: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Log:
    """The entries of the log in its order, and what is wrong with it, line by line."""

    entries: tuple[Entry, ...]
    problems: tuple[str, ...]


def read_log(outputs: Path) -> Log:
    """Return the log of a folder of releases, empty where there is none."""
    file = outputs / LOG
    entries, problems = [], []
    content = file.read_bytes() if file.exists() else b""
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            entries.append(_entry(number, json.loads(line.decode("utf-8"))))
        except (ValueError, RecursionError) as problem:
            what = problem if not isinstance(problem, json.JSONDecodeError | UnicodeDecodeError) else "not JSON"
            problems.append(f"{file}, line {number}: no note of a release ({what}): passed over")
    return Log(tuple(entries), tuple(problems))


def note(outputs: Path, release: Path, previous: str | None, run: str) -> None:
    """Add to the log that a release was made the latest, where the last note is not of it already."""
    entries = read_log(outputs).entries
    if entries and entries[-1].version == release.name:
        return
    told = {"version": release.name, "published": datetime.now(UTC).isoformat(timespec="seconds"), "run": run}
    file = outputs / LOG
    # A line that a crash cut short stays as it is, and the next one begins on a line of its own.
    torn = file.exists() and file.stat().st_size > 0 and not file.read_bytes().endswith(b"\n")
    with file.open("a", encoding="utf-8") as opened:
        opened.write(("\n" if torn else "") + json.dumps(told | _changes(release, previous)) + "\n")
        opened.flush()
        os.fsync(opened.fileno())


def log_problems(outputs: Path, log: Log) -> list[str]:
    """Return where log and releases disagree: one is gone or not logged, or its CHANGES are not as noted."""
    problems = []
    releases = outputs / RELEASES
    for version, entry in {entry.version: entry for entry in log.entries}.items():
        folder = releases / version
        if not folder.is_dir():
            problems.append(f"{folder}: the log (line {entry.line}) names this release, and it is not there")
            continue
        for name, noted in sorted(entry.sha256.items()):
            if not (folder / name).is_file():
                problems.append(f"{folder / name}: not there, and the log (line {entry.line}) notes its digest")
            elif (found := digest(folder / name)) != noted:
                what = f"its SHA-256 digest is {found}, and the log (line {entry.line}) has {noted}"
                problems.append(f"{folder / name}: {what}")
    logged = {entry.version for entry in log.entries}
    there = sorted(folder.name for folder in releases.iterdir()) if releases.is_dir() else []
    problems += [f"{releases / version}: not in the log" for version in there if version not in logged]
    latest = latest_version(outputs)
    if log.entries and latest != log.entries[-1].version:
        problems.append(f"{outputs / LATEST}: is {latest}, and the log ends with {log.entries[-1].version}")
    return problems


def _changes(release: Path, previous: str | None) -> dict[str, Any]:
    """Return what the log notes of a release's changes, from the files that it carries."""
    told: dict[str, Any] = {"previous": previous}
    files = [release / name for name in (CHANGES_JSON, CHANGES_MD)]
    if not all(file.is_file() for file in files):
        return told
    made = json.loads(files[0].read_bytes())
    before = None if made["from"] is None else made["from"]["version"]
    if previous == release.name:
        # A run that was ended between the switch and this note: what was the latest before stands in the release only.
        told["previous"] = previous = before
    # A release that was published before, and is the latest again, has the changes from what came before it then.
    compared = made["counts"] is not None and before == previous
    return told | {
        "documents": made["to"]["documents"],
        "records": made["to"]["records"],
        "changes": totals(made["counts"]) if compared else None,
        "causes": made["causes"] if compared else {},
        "sha256": {file.name: digest(file) for file in files},
    }


def _entry(number: int, told: object) -> Entry:
    if not isinstance(told, dict):
        raise ValueError("not a JSON object")
    version, published, run = (told.get(key) for key in ("version", "published", "run"))
    if not isinstance(version, str) or not VERSION.fullmatch(version):
        raise ValueError(f"version is {version!r}")
    if not isinstance(published, str) or not _RFC3339.fullmatch(published):
        raise ValueError(f"published is {published!r}")
    datetime.fromisoformat(published)
    previous, documents = told.get("previous"), told.get("documents")
    return Entry(
        line=number,
        version=version,
        published=published,
        run=run if isinstance(run, str) else "",
        previous=previous if isinstance(previous, str) else None,
        documents=documents if isinstance(documents, int) else None,
        records=_numbers(told, "records"),
        changes=_numbers(told, "changes") if told.get("changes") is not None else None,
        causes=_numbers(told, "causes"),
        sha256={str(name): str(noted) for name, noted in _object(told, "sha256").items()},
    )


def _numbers(told: Mapping[str, Any], key: str) -> dict[str, int]:
    found = _object(told, key)
    if not all(isinstance(number, int) for number in found.values()):
        raise ValueError(f"{key} is {found!r}")
    return dict(found)


def _object(told: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = told.get(key, {})
    if not isinstance(found, dict):
        raise ValueError(f"{key} is {found!r}")
    return found

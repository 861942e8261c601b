"""Whether the files of a release are what they were: plain, listed, with their digests, of the version they name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from flows.release.checksums import (
    CHECKSUMS,
    FORMAT,
    UNLISTED,
    VERSION,
    digest,
    file_names,
    read_checksums,
    version_of,
)
from flows.release.contents import Instrument
from flows.release.datapackage import DATAPACKAGE
from flows.release.problems import Problem
from flows.release.store import RELEASES
from schemas.codebook.vocabulary import load_tables


@dataclass(frozen=True, slots=True)
class Told:
    """What a release says of itself in datapackage.json; ``digests`` are those of its tables' files by name."""

    version: str
    format: int
    software: str
    engine: str
    instruments: tuple[Instrument, ...]
    digests: Mapping[str, str]


def plain(file: Path) -> bool:
    """Return whether it is a file and no link to one: what a release holds, and all that is opened of it."""
    return not file.is_symlink() and file.is_file()


def file_problems(release: Path) -> list[Problem]:
    """Return the files that are not those of CHECKSUMS: more, fewer, links, changed, unreadable."""
    try:
        digests = read_checksums((release / CHECKSUMS).read_bytes())
    except ValueError as problem:
        return [Problem(str(problem), file=CHECKSUMS)]
    there = file_names(release)
    problems = [Problem("listed in CHECKSUMS, but not there", file=name) for name in sorted(digests.keys() - there)]
    problems += [Problem("there, but not listed in CHECKSUMS", file=name) for name in sorted(there - digests.keys())]
    for name in sorted(UNLISTED):
        if (release / name).is_symlink() or ((release / name).exists() and not (release / name).is_file()):
            problems.append(Problem("not a plain file", file=name))
    for name in sorted(there & digests.keys()):
        if not plain(release / name):
            problems.append(Problem("not a plain file", file=name))
            continue
        try:
            found = digest(release / name)
        except OSError as error:
            problems.append(Problem(f"cannot be read: {error.strerror}", file=name))
            continue
        if found != digests[name]:
            message = f"changed or cut short: its SHA-256 digest is {found}, and CHECKSUMS has {digests[name]}"
            problems.append(Problem(message, file=name))
    return problems


def read_told(release: Path) -> Told | Problem:
    """Return what the release says of itself, or why that cannot be read."""
    if not plain(release / DATAPACKAGE):
        return Problem("not there, or not a plain file", file=DATAPACKAGE)
    try:
        return _told(json.loads((release / DATAPACKAGE).read_bytes()))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError) as problem:
        return Problem(f"not the description of a release: {type(problem).__name__}: {problem}", file=DATAPACKAGE)


def _told(package: Any) -> Told:
    # A release of format 1 names no format, software and instruments.
    number = package.get("format", 1)
    if type(number) is not int or number < 1:
        raise ValueError(f"the format is {number!r}")
    instruments = tuple(Instrument(**entry) for entry in package.get("instruments", []))
    version, software, engine = package["version"], package.get("software", ""), package["engine"]
    for text in (version, software, engine, *(text for one in instruments for text in astuple(one))):
        if not isinstance(text, str) or not text.isprintable():
            raise ValueError(f"{text!r} is no text of one line")
    digests = {}
    # Only of this format is it known how the files and their digests are told.
    if number <= FORMAT:
        digests = {str(entry["path"]): str(entry["hash"]).removeprefix("sha256:") for entry in package["resources"]}
    return Told(version, number, software, engine, instruments, digests)


def version_problems(release: Path, told: Told) -> list[Problem]:
    """Return how the version that a release names is not its own; all its files must be readable."""
    if not VERSION.fullmatch(told.version):
        return [Problem(f"the version is {told.version!r}, not twelve hex digits", file=DATAPACKAGE)]
    if (found := version_of(release, told.version)) != told.version:
        return [Problem(f"the version is {told.version}, and the files make it {found}", file=DATAPACKAGE)]
    where = release.resolve()
    if where.parent.name == RELEASES and where.name != told.version:
        message = f"the folder has the name of another version than {told.version}"
        return [Problem(message, file=DATAPACKAGE)]
    return []


def resource_problems(release: Path, told: Told) -> list[Problem]:
    """Return the tables' files that have another digest than datapackage.json says."""
    problems = []
    for name in filter(lambda name: plain(release / name), table_files()):
        if told.digests.get(name) != (found := digest(release / name)):
            message = f"the digest of {name} is {found}, not {told.digests.get(name)}"
            problems.append(Problem(message, file=DATAPACKAGE))
    return problems


def table_files() -> list[str]:
    """Return the names of the tables' files."""
    return [f"{name}.{suffix}" for name in load_tables() for suffix in ("csv", "parquet")]

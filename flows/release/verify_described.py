"""Whether what describes a release says what its tables say: every such file is made anew and held against its own."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from pathlib import Path

import polars as pl

from flows.release.checksums import file_names
from flows.release.files import FILES, described
from flows.release.problems import Problem
from flows.release.verify_files import Told, table_files

_SHOWN = 60


def described_problems(release: Path, frames: Mapping[str, pl.DataFrame], told: Told) -> list[Problem]:
    """Return the files beside the tables that these tables do not make: the card, the metadata, the pages, the viewer.

    Nothing of the files is interpreted. What they are made with is the code, so that only a release of the same
    software can be checked so.
    """
    problems = []
    made = described(frames, release, engine=told.engine, version=told.version, instruments=told.instruments)
    for name, text in made:
        if (found := (release / name).read_bytes()) != text.encode():
            problems.append(Problem(_first_difference(found.decode("utf-8", "replace"), text), file=name))
    return problems


def name_problems(release: Path) -> list[Problem]:
    """Return the files that a release of this format must have and that are not there, and those that none has."""
    known, there = {*table_files(), *(file.name for file in FILES)}, file_names(release)
    return [
        *(Problem("not there, and every release has it", file=name) for name in sorted(known - there)),
        *(Problem("there, and no release has such a file", file=name) for name in sorted(there - known)),
    ]


def _first_difference(found: str, wanted: str) -> str:
    lines = list(zip_longest(found.split("\n"), wanted.split("\n")))
    number, (one, other) = next((number, pair) for number, pair in enumerate(lines, 1) if pair[0] != pair[1])
    at = next((at for at, pair in enumerate(zip_longest(one or "", other or "")) if pair[0] != pair[1]), 0)
    start = max(0, at - _SHOWN // 2)
    shown = ["nothing" if line is None else repr(line[start : start + _SHOWN]) for line in (one, other)]
    return f"line {number} has {shown[0]} where these tables make it {shown[1]}"

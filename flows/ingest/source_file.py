"""A file of a folder of sources, wherever the folder stands, and what no such file may be."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.ingest.problems import Problem

LARGEST = 2_000_000_000  # bytes of one file
# What cannot stand in an identifier of the data: characters that are none, backslashes, white space at an end.
_BAD_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\\]|(?:^|/)\s|\s(?:$|/|\.[^./]*$)")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of a folder: its path there with forward slashes, its size in bytes, and why it must not be read.

    ``stamp`` is what would be another after any change of the content, None where the folder has no such thing;
    ``changed`` is when the file was last changed, in nanoseconds since 1970, 0 where the stamp tells without it.
    """

    path: str
    size: int
    problem: Problem | None = None
    stamp: str | None = None
    changed: int = 0


def name_problem(name: str, place: str) -> Problem | None:
    """Return what is wrong with a file's path below raw/, ``name``: it stands in the data and on terminals."""
    if _BAD_NAME.search(name):
        what = "has a name that is not UTF-8 or has a control character, a backslash, or white space at an end"
        return Problem(place, "name", what, "rename it")
    return None


def too_large(place: str) -> Problem:
    """Return the problem of a file that would not fit into memory with all that is made of it."""
    return Problem(place, "readable", f"is larger than {LARGEST // 10**9} GB", "split it")

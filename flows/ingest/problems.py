"""What can be wrong with a source document, told in one line with the way out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

# What was asked of the file and does not hold.
Check = Literal[
    "readable",
    "regular_file",
    "link",
    "name",
    "reader",
    "not_empty",
    "encoding",
    "text",
    "metadata",
    "unique",
    "unchanged",
    "left_out",
    "described",
    "extracted",
]

UNWRITABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one file: which check of it failed, on which line where one can be named, in words."""

    path: Path | str
    check: Check
    what: str
    way_out: str
    line: int | None = None

    @property
    def reason(self) -> str:
        """What is wrong and the way out, without the path."""
        return f"{self.what}; {self.way_out}"

    def __str__(self) -> str:
        place = printable(str(self.path)) + (f":{self.line}" if self.line else "")
        return f"{place}: {self.reason}"


def printable(text: str) -> str:
    """Return the text in one line, with escapes for what could drive a terminal, turn text round or is no text."""
    return UNWRITABLE.sub(lambda found: ascii(found[0])[1:-1], text)


class IngestError(Exception):
    """A file or folder that cannot be read; ``problem`` says which, why, and the way out."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class UnreachableError(IngestError):
    """A folder of sources that cannot be reached: what it holds is not known, so that nothing of it is left out."""


def os_problem(path: Path | str, error: OSError) -> Problem:
    """Return the problem that an error of the operating system stands for."""
    reason = (error.strerror or str(error)).lower()
    match error:
        case FileNotFoundError():
            way_out = "check the path"
        case PermissionError():
            way_out = "make it readable (chmod u+r) or run as its owner"
        case IsADirectoryError():
            way_out = "give a file"
        case NotADirectoryError():
            way_out = "give a folder"
        case _:
            way_out = "check the disk and try again"
    return Problem(path, "readable", f"cannot be read ({reason})", way_out)

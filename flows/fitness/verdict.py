"""The verdict on a file, and the reasons for it, each with its own weight."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["unfit", "warning", "note"]
Verdict = Literal["fit", "fit with warnings", "unfit"]
About = Literal["file", "text", "language", "origin", "likeness", "records", "misses", "names", "rejects", "release"]

_RANK: tuple[Verdict, ...] = ("fit", "fit with warnings", "unfit")
_VERDICTS: dict[Severity, Verdict] = {"note": "fit", "warning": "fit with warnings", "unfit": "unfit"}


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that a person should know before adding a file.

    ``severity`` is what it makes of the file by itself: "unfit", "warning" (fit with warnings) or "note" (nothing
    stands against it). ``about`` says what was looked at; ``what`` ends without a stop; ``way_out`` says what to do,
    '' where there is nothing to do.
    """

    severity: Severity
    about: About
    what: str
    way_out: str = ""

    def __str__(self) -> str:
        return f"{self.what}; {self.way_out}" if self.way_out else self.what


def verdict_of(reasons: Iterable[Reason]) -> Verdict:
    """Return what the reasons make of a file together: as bad as the worst of them."""
    return worst(_VERDICTS[reason.severity] for reason in reasons)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the worst of some verdicts; of none, fit."""
    return max(verdicts, key=_RANK.index, default="fit")

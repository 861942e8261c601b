"""What the datasets are called, whose they are and how they are cited: said here once, for every file that says it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import flows
from flows.release.contents import Contents

NAME = "attache"
TITLE = "attache: open datasets of international affairs with evidence for every cell"
DESCRIPTION = (
    "Open datasets on international affairs - relations, incidents, sanctions, investment rankings - "
    "in which every value is attached to the words that it was read from."
)
AUTHORS = "The authors of attache"
KEYWORDS = ("international relations", "event data", "information extraction", "provenance")
SOFTWARE = f"attache {flows.__version__}"
# The day of this version of the software, as in CITATION.cff. No release that it makes is older.
RELEASED = "2026-11-23"
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Where a table tells a day on which something that the release rests on was made or decided.
_DAYS = {"documents": ("published_on", "retrieved_on"), "corrections": ("decided_on",)}


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence by its SPDX identifier, with its name and where its text stands."""

    name: str
    title: str
    path: str


LICENCE = Licence(
    "CC-BY-4.0", "Creative Commons Attribution 4.0 International", "https://creativecommons.org/licenses/by/4.0/"
)


def day(contents: Contents) -> str:
    """Return the day that stands for the release's own: the latest that the software and the tables know of.

    A release knows no clock, as the same sources must give the same bytes. When it was published stands in the log of
    releases; this is the day before which it cannot have been made, which is what standards that ask for one get.
    """
    known: list[str] = [
        value
        for table, columns in _DAYS.items()
        for column in columns
        if table in contents.frames
        for value in contents.frames[table][column].drop_nulls().cast(str).to_list()
        if _DAY.fullmatch(value)
    ]
    return max([RELEASED, *known])


def citation(contents: Contents) -> str:
    """Return how the release is cited, as a sentence."""
    return f"{AUTHORS} ({day(contents)[:4]}). {TITLE}. Release {contents.version}. Licence CC BY 4.0."

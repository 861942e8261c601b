"""What other data call the actors that are states: Correlates of War, Gleditsch and Ward, Wikidata."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from schemas.codebook.source import Source, read_source

FILE = Path(__file__).parent / "identifiers.toml"
SECTIONS = ("state", "territory", "former_state", "unrecognised_state", "organisation")

_KEYS = {"name", "cow", "gw", "wikidata"}
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_NUMBER = "(?P<number>[1-9][0-9]{0,2})"
_DAYS = rf"(?P<first>{_DAY})/(?P<last>{_DAY}|\.\.)"
_COW = re.compile(rf"{_NUMBER} (?P<abbreviation>[A-Z]{{3}}) {_DAYS}")
_GW = re.compile(rf"{_NUMBER} {_DAYS}")
_WIKIDATA = re.compile(r"Q[1-9][0-9]*")


@dataclass(frozen=True, slots=True)
class Membership:
    """A number that a state had in a list, from the first day to the last; ``last`` is None where it still has it."""

    text: str
    number: int
    first: date
    last: date | None
    abbreviation: str | None = None


@dataclass(frozen=True, slots=True)
class Identity:
    """What is known of an actor: its section of the file, its name where CLDR has none to show, numbers in order."""

    kind: str
    name: str | None = None
    cow: tuple[Membership, ...] = ()
    gw: tuple[Membership, ...] = ()
    wikidata: str | None = None


def load_identities(file: Path = FILE) -> Mapping[str, Identity]:
    """Return what is known by actor; raise CodebookError for the first mistake in the file, with its line."""
    return _load(file)


@lru_cache(maxsize=8)
def _load(file: Path) -> dict[str, Identity]:
    source = read_source(file)
    source.only_keys((), source.data, SECTIONS)
    found: dict[str, Identity] = {}
    for kind in SECTIONS:
        for actor, entry in source.table((), source.data, kind).items():
            path = (kind, actor)
            if actor in found:
                raise source.error(path, f"{actor!r} is declared twice", f"The other is under [{found[actor].kind}]")
            source.only_keys(path, source.table((kind,), {actor: entry}, actor), _KEYS)
            if "wikidata" in entry and not _WIKIDATA.fullmatch(str(entry["wikidata"])):
                raise source.error((*path, "wikidata"), f"{entry['wikidata']!r} is no item", 'Write "Q" and a number')
            found[actor] = Identity(
                kind=kind,
                name=source.required(path, entry, "name") if "name" in entry else None,
                cow=tuple(_memberships(source, path, entry, "cow", _COW)),
                gw=tuple(_memberships(source, path, entry, "gw", _GW)),
                wikidata=entry.get("wikidata"),
            )
    return found


def _memberships(
    source: Source, path: tuple[str, ...], entry: Mapping[str, Any], key: str, form: re.Pattern[str]
) -> Iterator[Membership]:
    earlier: date | None = date.min
    for index, text in enumerate(entry.get(key, ())):
        place: tuple[str | int, ...] = (*path, key, index)
        match = form.fullmatch(str(text))
        if match is None:
            way_out = 'Write "number first-day/last-day", for cow with the abbreviation after the number'
            raise source.error(place, f"{text!r} is no membership of {key}", way_out)
        try:
            first = date.fromisoformat(match["first"])
            last = None if match["last"] == ".." else date.fromisoformat(match["last"])
        except ValueError as problem:
            raise source.error(place, f"{text!r}: {problem}", "Write days that the calendar has") from None
        if earlier is None or first <= earlier or (last is not None and last < first):
            raise source.error(place, f"{text!r} does not follow on what is before it", "Put them in order, none open")
        earlier = last
        yield Membership(str(text), int(match["number"]), first, last, match.groupdict().get("abbreviation"))

"""Records of a file beside those of the current release: which say the same, and which cannot both be so.

Two records of one table are about the same thing where

    relations             the two parties are the same, in either order, and so is the kind of tie
    incidents             the kind of incident is the same, and the actors and the targets of the one are all among
                          those of the other
    sanctions             senders and targets are so, and the measures of the two are none or share one
    investment_rankings   economy and metric are the same, and so is who is ranked or which rank it is

Their dates meet where they are the same, or lie within one another and are of a year at most. Two records about the
same thing agree where their dates meet, and their factuality and what they say of it (change, action, rank, figures)
are the same. They conflict

    where their dates meet, and the one tells as a fact what the other denies, or the two cannot both hold: ties
    established and severed, measures imposed and lifted, two ranks of one holder, two holders of one rank, other
    figures of deaths, injuries, quantity or value
    where the one act that there can be of its kind, diplomatic relations established, or one named instrument imposed
    or lifted, has dates that do not meet

Two records without a date can agree, but not conflict: a text that gives no date may tell of another time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

import polars as pl

from flows.release.tables import read_parquet
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.vocabulary import load_tables

Row = Mapping[str, Any]

_YEAR = timedelta(days=366)
_STANDS = frozenset({"established", "restored", "maintained", "stated", "strengthened"})
_FALLEN = frozenset({"severed", "suspended", "absent"})
_WEAKER = frozenset({"weakened", "downgraded"})
_IN_FORCE = frozenset({"imposed", "extended"})
_NOT_IN_FORCE = frozenset({"lifted", "eased", "blocked"})
# Each pair of sets: what the one says of a thing at a time, the other makes impossible.
_OPPOSED: Mapping[str, Sequence[tuple[frozenset[str], frozenset[str]]]] = {
    "change": ((_STANDS, _FALLEN), (frozenset({"strengthened"}), _WEAKER)),
    "action": ((_IN_FORCE, _NOT_IN_FORCE),),
}
_SAYS: Mapping[str, tuple[str, ...]] = {
    "relations": ("change",), "sanctions": ("action",), "investment_rankings": ("ranked", "rank", "rank_kind"),
}  # fmt: skip
_FIGURES: Mapping[str, tuple[str, ...]] = {
    "relations": (), "sanctions": (), "incidents": ("deaths", "injuries", "quantity"),
    "investment_rankings": ("value",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comparison:
    """A record of a file (``ours``) beside one of the release: ``differs`` are the columns by which they conflict."""

    kind: Literal["agrees", "conflicts"]
    table: str
    ours: Row
    theirs: Row
    differs: tuple[str, ...] = ()


def released_claims(release: Path) -> dict[str, pl.DataFrame]:
    """Return the four tables of records of a release. Raises OSError or ValueError where it cannot be read."""
    tables = load_tables()
    return {name: read_parquet(tables[name], release) for name in CLAIM_TABLES}


def compared(
    frames: Mapping[str, pl.DataFrame], released: Mapping[str, pl.DataFrame], left_out: frozenset[str] = frozenset()
) -> tuple[Comparison, ...]:
    """Return the records of a file that agree or conflict with records of a release, conflicts first.

    ``left_out`` are the documents of the release that are this file itself.
    """
    found: list[Comparison] = []
    for table in CLAIM_TABLES:
        ours = frames[table].rows(named=True)
        if not ours or released[table].is_empty():
            continue
        others = _about_the_same(table, ours, released[table].filter(~pl.col("doc_id").is_in(sorted(left_out))))
        for row in ours:
            found += (one for other in others if (one := _comparison(table, row, other)) is not None)
    return tuple(
        sorted(found, key=lambda one: (one.kind == "agrees", CLAIM_TABLES.index(one.table), one.ours["start"]))
    )


def _about_the_same(table: str, ours: Sequence[Row], released: pl.DataFrame) -> list[Row]:
    """Return the rows of a release that name a party of ours: a large release is not looked through row by row."""
    columns = {
        "relations": ("subject",), "incidents": ("actors", "targets"), "sanctions": ("targets",),
        "investment_rankings": ("economy",),
    }[table]  # fmt: skip
    looked_for = ("subject", "object") if table == "relations" else columns
    parties = sorted({party for row in ours for column in looked_for for party in _several(row[column])})
    tests = [
        pl.col(name).list.set_intersection(parties).list.len() > 0
        if isinstance(released.schema[name], pl.List)
        else pl.col(name).is_in(parties)
        for name in columns
    ]
    return list(released.filter(pl.any_horizontal(tests)).iter_rows(named=True)) if parties else []


def _comparison(table: str, ours: Row, theirs: Row) -> Comparison | None:
    if not _same_thing(table, ours, theirs):
        return None
    meet = _meet(ours, theirs)
    dated = ours["date"] is not None and theirs["date"] is not None
    if meet and dated and (differs := tuple(_contradictions(table, ours, theirs))):
        return Comparison("conflicts", table, ours, theirs, differs)
    if not meet and dated and _happens_once(table, ours, theirs):
        return Comparison("conflicts", table, ours, theirs, ("date",))
    return Comparison("agrees", table, ours, theirs) if meet and _says_the_same(table, ours, theirs) else None


def _same_thing(table: str, ours: Row, theirs: Row) -> bool:
    if table == "relations":
        parties = [{row["subject"], row["object"]} for row in (ours, theirs)]
        return parties[0] == parties[1] and ours["relation_type"] == theirs["relation_type"]
    if table == "incidents":
        if ours["incident_type"] != theirs["incident_type"]:
            return False
        actors = _within(ours["actors"], theirs["actors"])
        targets = _within(ours["targets"], theirs["targets"])
        named = (ours["actors"] and theirs["actors"]) or (ours["targets"] and theirs["targets"])
        return bool(actors and targets and named)
    if table == "sanctions":
        both = _several(ours["measures"]) and _several(theirs["measures"])
        shared = not both or not set(ours["measures"]).isdisjoint(theirs["measures"])
        named = ours["senders"] and theirs["senders"] and ours["targets"] and theirs["targets"]
        within = (_within(ours[column], theirs[column]) for column in ("senders", "targets"))
        return bool(named and all(within) and shared)
    if (ours["economy"], ours["metric"]) != (theirs["economy"], theirs["metric"]):
        return False
    return bool(ours["ranked"] == theirs["ranked"] or (_exact(ours) is not None and _exact(ours) == _exact(theirs)))


def _contradictions(table: str, ours: Row, theirs: Row) -> Iterator[str]:
    """Yield the columns by which two records about one thing at one time cannot both be so."""
    said = {"relations": "change", "sanctions": "action"}.get(table, "")
    if {ours["factuality"], theirs["factuality"]} == {"actual", "denied"} and (not said or ours[said] == theirs[said]):
        yield "factuality"
    if ours["factuality"] != "actual" or theirs["factuality"] != "actual":
        return  # what is planned, or denied, happens together with its contrary
    for one, other in _OPPOSED.get(said, ()):
        pair = (ours[said], theirs[said])
        if (pair[0] in one and pair[1] in other) or (pair[0] in other and pair[1] in one):
            yield said
            return
    if table == "investment_rankings":
        ranks = (_exact(ours), _exact(theirs))
        if ours["ranked"] != theirs["ranked"]:
            yield "ranked"
        elif None not in ranks and ranks[0] != ranks[1]:
            yield "rank"
    same_unit = ours.get("unit") == theirs.get("unit") and ours.get("item") == theirs.get("item")
    for column in _FIGURES[table]:
        figures = (ours[column], theirs[column])
        if None not in figures and figures[0] != figures[1] and (same_unit or column in ("deaths", "injuries")):
            yield column


def _says_the_same(table: str, ours: Row, theirs: Row) -> bool:
    columns = {
        "relations": ("change",),
        "sanctions": ("action",),
        "investment_rankings": ("ranked", "rank", "rank_kind"),
    }
    return all(ours[column] == theirs[column] for column in ("factuality", *columns.get(table, ())))


def _happens_once(table: str, ours: Row, theirs: Row) -> bool:
    """Tell whether two records tell of the one act that there is of its kind, both as a fact."""
    if not (ours["factuality"] == theirs["factuality"] == "actual"):
        return False
    if table == "relations":
        return bool(ours["relation_type"] == "diplomatic" and ours["change"] == theirs["change"] == "established")
    if table == "sanctions":
        same = ours["instrument"] is not None and ours["instrument"] == theirs["instrument"]
        return bool(same and ours["action"] == theirs["action"] and ours["action"] in ("imposed", "lifted"))
    return False


def _meet(ours: Row, theirs: Row) -> bool:
    """Tell whether the dates of two records can be one: the same, or within one another and short."""
    if ours["date"] == theirs["date"]:
        return True
    spans = [_span(row) for row in (ours, theirs)]
    if spans[0] is None or spans[1] is None:
        return False
    (low, high), (from_, to) = spans[0], spans[1]
    return low <= to and from_ <= high


def _span(row: Row) -> tuple[date, date] | None:
    """Return the first and the last day of a record's date; None where it is open, or longer than a year."""
    first, last = row["date_first"], row["date_last"]
    return (first, last) if first and last and last - first <= _YEAR else None


def _within(ours: Iterable[str] | None, theirs: Iterable[str] | None) -> bool:
    one, other = set(_several(ours)), set(_several(theirs))
    return one <= other or other <= one


def _several(value: Any) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def _exact(row: Row) -> int | None:
    return row["rank"] if row["rank_kind"] == "exact" else None

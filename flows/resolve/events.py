"""Records as events of PLOVER, one row for each pair of source and target, in the layout of other event data.

A relation, incident or sanction is the event whose type its terms have in the codebook; one whose terms have none, and
every ranking, is no event. Its actors unfold into pairs:

- each source with each target (a sanction of two senders on three targets is six events);
- where all parties of an event do the same (the codebook says so of a meeting and a clash) and no target is named, each
  two of them, in the order of the text: three parties are three events, not six;
- each source alone where there is no target, each target alone where there is no source, and one event with neither
  where the text names nobody.

What is planned or denied is an event too, and factuality says so: its type and intensity are those of the act.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product

import polars as pl

from flows.resolve.names import name_of
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.plover import load_plover
from schemas.codebook.vocabulary import Table, Term, load_tables
from schemas.dtypes import polars_schema

Pair = tuple[str | None, str | None]

_KEPT = ("record_id", "doc_id", "date", "date_first", "date_last", "factuality", "quote")
_PLACE = ("location", "location_country")
_UNFOLDED = {
    "record_id": pl.String, "event_id": pl.String, "source": pl.String, "target": pl.String, "mutual": pl.Boolean,
    "plover": pl.String,
}  # fmt: skip
_TYPE = {
    "plover": pl.String, "event_type": pl.String, "event_mode": pl.String, "quad_class": pl.Int64,
    "intensity": pl.Float64,
}  # fmt: skip


def events(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the events of the records of all tables of claims, sorted by their identifier.

    The records have their identifiers, which no two share, and the days of their dates.
    """
    table = load_tables()["events"]
    made = pl.concat([_table_events(load_tables()[name], frames[name]) for name in CLAIM_TABLES])
    first, last = pl.col("date_first").dt.year(), pl.col("date_last").dt.year()
    made = made.with_columns(pl.when(first == last).then(first).alias("year"))
    for side in ("source", "target"):
        actors = made[side].drop_nulls().unique()
        names = {side: actors, f"{side}_name": [name_of(actor) for actor in actors]}
        made = made.join(pl.DataFrame(names, schema=dict.fromkeys(names, pl.String)), on=side, how="left")
    types = pl.DataFrame([_type(name) for name in made["plover"].unique()], schema=_TYPE, orient="row")
    made = made.join(types, on="plover")
    return made.select(pl.col(name).cast(type_) for name, type_ in polars_schema(table).items()).sort(table.key)


def _table_events(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the events of a table's records, with what the records say; what no record of it says is missing."""
    unfolded = pl.DataFrame(list(_unfolded(table, frame)), schema=_UNFOLDED, orient="row")
    place = [pl.col(name) if name in frame.columns else pl.lit(None, pl.String).alias(name) for name in _PLACE]
    said = frame.select(*_KEPT, *place, pl.lit(table.name).alias("table"))
    return unfolded.join(said, on="record_id")


def _unfolded(table: Table, frame: pl.DataFrame) -> Iterator[tuple[str, str, str | None, str | None, bool, str]]:
    if table.event is None:
        return
    terms = [column.name for column in table.columns if column.terms and not column.listed]
    known: dict[tuple[object, ...], tuple[Term | None, str | None]] = {}
    for row in frame.iter_rows(named=True):
        # Few combinations of terms make up many records.
        said = tuple(row[name] for name in terms)
        if said not in known:
            known[said] = (table.telling(row), table.plover(row))
        term, plover = known[said]
        if term is None or plover is None:
            continue
        sources = _listed(row[table.event.source])
        targets = _listed(row[term.event_target or table.event.target])
        for number, (source, target) in enumerate(pairs(sources, targets, mutual=term.mutual), start=1):
            yield row["record_id"], f"{row['record_id']}.{number}", source, target, term.mutual, plover


def pairs(sources: Sequence[str], targets: Sequence[str], *, mutual: bool) -> list[Pair]:
    """Return the pairs of source and target of an event, in an order that does not depend on that of the actors.

    >>> pairs(["USA", "EU"], ["IRN"], mutual=False)
    [('EU', 'IRN'), ('USA', 'IRN')]
    >>> pairs(["PRK", "USA", "KOR"], [], mutual=True)
    [('PRK', 'KOR'), ('USA', 'KOR'), ('PRK', 'USA')]
    >>> pairs([], [], mutual=False)
    [(None, None)]
    """
    if mutual and not targets and len(sources) > 1:
        return sorted(combinations(sources, 2), key=sorted)
    found = product(sources or ("",), targets or ("",))
    return [(source or None, target or None) for source, target in sorted(found)]


def _listed(value: list[str] | str | None) -> list[str]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def _type(name: str) -> tuple[str, str, str | None, int, float]:
    type_, _, mode = name.partition(":")
    return name, type_, mode or None, load_plover().quad(name), load_plover().intensity(name)

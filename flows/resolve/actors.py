"""The actors that the records name, with the identifiers that other data know them by."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.resolve.names import iso_codes, kind_of, name_of
from schemas.codebook.kinds import CLAIM_TABLES, element
from schemas.codebook.vocabulary import load_tables
from schemas.dtypes import polars_schema
from schemas.identifiers import Identity, load_identities

_UNKNOWN = Identity("other")
_NAMING = ("actor", "country")  # the kinds of column that name one


def actors(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return a row for every actor of any column of actors or states, the speaker's too, sorted by actor.

    ``frames`` holds the tables of claims with the days of their dates, and the events. A record that names an actor in
    two columns counts once.
    """
    table = load_tables()["actors"]
    schema = polars_schema(table)
    naming = pl.concat([_naming(name, frames[name]) for name in CLAIM_TABLES])
    found = naming.group_by("actor").agg(
        *((pl.col("table") == name).sum().alias(name) for name in CLAIM_TABLES),
        pl.col("date_first").min(),
        pl.col("date_last").max(),
    )
    found = found.join(_events(frames["events"]), on="actor", how="left").with_columns(pl.col("events").fill_null(0))
    told = pl.DataFrame(
        [(actor, *_told(actor)) for actor in found["actor"]],
        schema={name: type_ for name, type_ in schema.items() if name not in found.columns or name == "actor"},
        orient="row",
    )
    return found.join(told, on="actor").select(pl.col(name).cast(schema[name]) for name in schema).sort(table.key)


def _naming(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Return the actors that the records of a table name: actor, table, record_id and days, each once a record."""
    parts = []
    for column in load_tables()[name].columns:
        if element(column.kind) not in _NAMING:
            continue
        part = frame.select("record_id", "date_first", "date_last", actor=column.name)
        parts.append(part.explode("actor", empty_as_null=True) if column.listed else part)
    return pl.concat(parts).drop_nulls("actor").unique().with_columns(pl.lit(name).alias("table"))


def _events(frame: pl.DataFrame) -> pl.DataFrame:
    """Return of how many events each actor is the source or the target."""
    sides = [frame.select("event_id", actor=side).drop_nulls("actor") for side in ("source", "target")]
    return pl.concat(sides).unique().group_by("actor").agg(events=pl.len())


def _told(actor: str) -> tuple[object, ...]:
    """Return what is known of an actor by itself, in the order of the table's columns."""
    identity = load_identities().get(actor, _UNKNOWN)
    codes = iso_codes(actor)
    iso = (codes.alpha2, codes.alpha3, codes.numeric, codes.former) if codes is not None else ("", "", "", "")
    cow = identity.cow[-1] if identity.cow else None
    return (
        name_of(actor),
        kind_of(actor),
        *(code or None for code in iso),
        cow.number if cow else None,
        cow.abbreviation if cow else None,
        identity.gw[-1].number if identity.gw else None,
        identity.wikidata,
        [membership.text for membership in identity.cow],
        [membership.text for membership in identity.gw],
    )

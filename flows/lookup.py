"""A record of a release with the words that it was read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows.release.errors import ReleaseError
from flows.release.tables import read_parquet
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.vocabulary import load_tables


@dataclass(frozen=True, slots=True)
class Found:
    """One record: its table, its columns, its evidence in the order of the text, and the text around it.

    ``corrections`` are the rows of the corrections that changed it or added it.
    """

    table: str
    record: Mapping[str, object]
    evidence: tuple[Mapping[str, object], ...]
    text: str
    sentence: tuple[int, int]
    corrections: tuple[Mapping[str, object], ...] = ()


def read_release(release: Path) -> dict[str, pl.DataFrame]:
    """Return the tables of a release by name. Raises ReleaseError."""
    try:
        return {name: read_parquet(table, release) for name, table in load_tables().items()}
    except (OSError, ValueError) as error:
        raise ReleaseError(
            release, f"cannot be read as a release ({error})", "Make one with: attache publish"
        ) from None


def find_record(release: Path, record_id: str) -> Found:
    """Return the record whose id is, or begins with, what is given; it must be one. Raises ReleaseError."""
    frames = read_release(release)
    hits = []
    for table in CLAIM_TABLES:
        rows = frames[table].filter(pl.col("record_id").str.starts_with(record_id)).rows(named=True)
        hits += [(table, row) for row in rows]
    exact = [hit for hit in hits if hit[1]["record_id"] == record_id] or hits
    if not exact:
        _say_if_withdrawn(release, frames["corrections"], record_id)
        raise ReleaseError(release, f"has no record {record_id!r}", "Its ids are in the column record_id of each table")
    if len(exact) > 1:
        some = ", ".join(row["record_id"] for _, row in exact[:5])
        raise ReleaseError(release, f"has {len(exact)} records that begin so: {some}", "Give more of the id")
    table, record = exact[0]
    evidence = frames["evidence"].filter(pl.col("record_id") == record["record_id"]).sort("start", "end", "field")
    document = frames["documents"].row(by_predicate=pl.col("doc_id") == record["doc_id"], named=True)
    of_document = pl.col("doc_id") == record["doc_id"]
    sentence = frames["sentences"].row(
        by_predicate=of_document & (pl.col("sentence") == record["sentence"]), named=True
    )
    corrections = frames["corrections"].filter(pl.col("record_id") == record["record_id"])
    return Found(
        table,
        record,
        tuple(evidence.rows(named=True)),
        document["text"],
        (sentence["start"], sentence["end"]),
        tuple(corrections.rows(named=True)),
    )


def _say_if_withdrawn(release: Path, corrections: pl.DataFrame, record_id: str) -> None:
    """Raise ReleaseError where a record was withdrawn: who cites it is to know why it is gone."""
    for row in corrections.filter(pl.col("action") == "withdraw").iter_rows(named=True):
        if record_id and row["record_id"].startswith(record_id):
            by = f"by correction {row['correction_id']} ({row['reviewer']}, {row['decided_on']})"
            raise ReleaseError(
                release,
                f"record {row['record_id']} was withdrawn {by}: {row['reason'].rstrip('.')}",
                f"It said {row['before']}",
            )

"""As many documents as are asked for, made by multiplying those of a release: real texts, records and evidence."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

import polars as pl

from flows.resolve.derive import derived
from schemas.codebook.kinds import CLAIM_TABLES

_OWN = ("documents", "sentences", "evidence", "coverage", "corrections", *CLAIM_TABLES)


def many(frames: Mapping[str, pl.DataFrame], records: int) -> dict[str, pl.DataFrame]:
    """Return frames with at least so many records: copies of all documents, each under names of its own."""
    once = sum(frames[name].height for name in CLAIM_TABLES)
    if not once:
        raise ValueError("there are no records to multiply")
    made = dict(frames)
    parts: dict[str, list[pl.DataFrame]] = {name: [] for name in _OWN}
    for copy in count():
        for name in _OWN:
            parts[name].append(_renamed(frames[name], f"-{copy}") if copy else frames[name])
        if once * (copy + 1) >= records:
            break
    made |= {name: pl.concat(part) for name, part in parts.items()}
    return derived(made)


def _renamed(frame: pl.DataFrame, suffix: str) -> pl.DataFrame:
    names = [name for name in ("doc_id", "record_id", "correction_id") if name in frame.columns]
    return frame.with_columns(pl.col(name) + suffix for name in names)

"""Corrections applied to the tables of a release: only the documents that they are about are looked at row by row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from flows.corrections.apply import applied
from flows.corrections.correction import Correction
from flows.resolve.frames import build_frames
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.vocabulary import load_tables

_WHOLE = ("rules", "corrections", "rejects")  # tables whose rows are not a document's


def corrected(frames: Mapping[str, pl.DataFrame], corrections: Sequence[Correction]) -> dict[str, pl.DataFrame]:
    """Return the frames of all tables with the corrections applied, sorted on their keys.

    Raise CodebookError for the first correction that does not fit; see `flows.corrections.apply.applied`.
    """
    if not corrections:
        return dict(frames)
    concerned = _concerned(frames, corrections)
    rows = {
        name: (frame if name in _WHOLE or concerned is None else frame.filter(pl.col("doc_id").is_in(concerned)))
        for name, frame in frames.items()
        if "doc_id" in frame.columns or name in _WHOLE
    }
    made = build_frames(applied({name: frame.to_dicts() for name, frame in rows.items()}, corrections))
    return {name: _joined(name, frame, made[name], concerned) for name, frame in frames.items()}


def _concerned(frames: Mapping[str, pl.DataFrame], corrections: Sequence[Correction]) -> list[str] | None:
    """Return the documents that the corrections are about; None where one names a record that is nowhere.

    What it may have meant is then looked for among all records.
    """
    of_record = pl.concat([frames[name].select("record_id", "doc_id") for name in CLAIM_TABLES])
    named = {str(correction.record) for correction in corrections if correction.record is not None}
    found = of_record.filter(pl.col("record_id").is_in(list(named)))
    if found["record_id"].n_unique() < len(named):
        return None
    added = {str(correction.document) for correction in corrections if correction.document is not None}
    return sorted({*found["doc_id"], *added})


def _joined(name: str, frame: pl.DataFrame, made: pl.DataFrame, concerned: list[str] | None) -> pl.DataFrame:
    if name in _WHOLE:
        return made
    if "doc_id" not in frame.columns:
        return frame
    if concerned is None:
        return made
    rest = frame.filter(~pl.col("doc_id").is_in(concerned))
    return pl.concat([rest, made]).sort(load_tables()[name].key or frame.columns)

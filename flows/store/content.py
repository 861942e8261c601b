"""What the store's entries hold: the rows of one document, and the tables of a chunk of documents."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from schemas.codebook.vocabulary import load_tables

Row = dict[str, object]
Tables = Mapping[str, Sequence[Mapping[str, object]]]

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest moment that a zip file can name: the same tables give the same bytes


def rows_as_bytes(tables: Tables) -> bytes:
    """Return the rows of tables as JSON; days stand there in ISO 8601. Tables without rows are left out."""
    filled = {name: rows for name, rows in tables.items() if rows}
    return json.dumps(filled, ensure_ascii=True, separators=(",", ":"), default=_day).encode()


def rows_of_bytes(content: bytes) -> dict[str, list[Row]]:
    """Return the rows that `rows_as_bytes` wrote."""
    tables: dict[str, list[Row]] = json.loads(content)
    for name, rows in tables.items():
        days = [column.name for column in load_tables()[name].columns if column.kind == "day"]
        for row in rows:
            row |= {day: date.fromisoformat(str(row[day])) for day in days if row.get(day) is not None}
    return tables


def frames_as_bytes(frames: Mapping[str, pl.DataFrame]) -> bytes:
    """Return frames as a zip file with one Arrow IPC file each; empty ones are left out."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, frame in sorted(frames.items()):
            if frame.height:
                table = io.BytesIO()
                frame.rechunk().write_ipc(table)
                archive.writestr(zipfile.ZipInfo(name, _EPOCH), table.getvalue())
    return packed.getvalue()


def frames_of_bytes(content: bytes) -> dict[str, pl.DataFrame]:
    """Return the frames that `frames_as_bytes` wrote."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: pl.read_ipc(io.BytesIO(archive.read(name))) for name in archive.namelist()}


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no value of a row: {value!r}")

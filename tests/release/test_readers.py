"""Every table opened by the readers that people use, from both forms, with nothing lost.

The cells are as odd as a release allows, and odder. How each reader is called here is what the card of a release says.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.release.csv_cells import from_cell, to_cell
from flows.release.tables import csv_name, parquet_name, write_csv, write_parquet
from schemas.codebook.kinds import element
from schemas.codebook.vocabulary import Column, Table, load_tables
from schemas.dtypes import polars_schema

TABLES = load_tables()
Rows = list[tuple[Any, ...]]
DUCKDB = "header=true, delim=',', quote='\"', escape='\"', max_line_size=16000000"

TEXTS = [
    "plain", 'a "quoted" word', '"', '""', "comma, semicolon; tab\t|", "line\nbreak", "carriage\r\nreturn",
    "lone\rreturn", "\n", "'tis", "''", "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1+1",
    "=cmd|' /C calc'!A0",
    # What readers take for missing, for a number, a truth value, a day.
    "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "none", "#N/A", "-", "007", "1e5", "1.0", "true", "TRUE",
    "2024-01-01", "0x1F", "inf", "[]", '["a", "b"]', "{}", "\\", "\\N", "\\n", "# a remark",
    # Scripts, directions, compositions, planes, and characters that are seen by few.
    "é", "e\u0301", "日本語", "שלום עולם", "\u202egnp.exe", "🇰🇭", "👩\u200d🚀", "\U0001f3f4", "a\u00a0b",
    "\u200b", "\u2028", "\u2029", "\x85", "\ufeffbom", "\ufffd", "\U0010ffff", "\x1f", "\x7f", "\x1a", "\0",
    "a\0b", " both ends ", "x" * 200_000,
]  # fmt: skip
INTEGERS = [0, 1, -1, 7, 2**53 + 1, 2**63 - 1, -(2**63)]
NUMBERS = [0.0, -0.5, 30000.0, 0.1, 1e300, 5e-324, 2.0**60]
DAYS = [date(1, 1, 1), date(1959, 12, 31), date(2024, 2, 29), date(9999, 12, 31)]


def values(column: Column) -> list[Any]:
    kinds: dict[str, list[Any]] = {
        "integer": INTEGERS, "offset": INTEGERS, "number": NUMBERS, "boolean": [True, False], "day": DAYS,
    }  # fmt: skip
    one = kinds.get(element(column.kind), TEXTS)
    if column.listed:
        return [[], one[:1], one, *([text] for text in one)]
    return one if column.required else [*one, None]


def odd(table: Table) -> pl.DataFrame:
    """Return a table whose columns hold every odd value of their kind, and missing ones where they may."""
    height = max(len(values(column)) for column in table.columns)
    cells = {column.name: list(islice(cycle(values(column)), height)) for column in table.columns}
    return pl.DataFrame(cells, schema=polars_schema(table))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Rows]]:
    folder = tmp_path_factory.mktemp("written")
    rows = {}
    for name, table in TABLES.items():
        frame = odd(table)
        write_parquet(table, frame, folder)
        write_csv(table, frame, folder)
        rows[name] = frame.rows()
    return folder, rows


tables = pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))


# A cell, for any value.

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)
ANY: dict[str, st.SearchStrategy[Any]] = {
    "integer": st.integers(-(2**63), 2**63 - 1), "offset": st.integers(0, 2**63 - 1), "boolean": st.booleans(),
    "number": st.floats(allow_nan=False, allow_infinity=False), "day": st.dates(),
}  # fmt: skip
COLUMNS = {column.kind: column for table in TABLES.values() for column in table.columns}


@pytest.mark.parametrize("kind", COLUMNS)
@given(data=st.data())
def test_any_value_comes_back_from_its_cell_and_no_cell_is_a_formula(kind: str, data: st.DataObject) -> None:
    column = COLUMNS[kind]  # type: ignore[index]
    one = ANY.get(element(column.kind), texts)
    value = data.draw(st.lists(one, max_size=4) if column.listed else one | st.none())
    cell = to_cell(column, value)
    back = from_cell(column, cell)
    assert back == value
    assert type(back) is type(value)
    if isinstance(value, str):
        assert cell.lstrip()[:1] not in {*"=+-@＝＋－＠"}
    if column.listed:
        assert cell.startswith("[")


# From Parquet, all values come as they are.


def parquet_by_polars(file: Path) -> Rows:
    return pl.read_parquet(file).rows()


def parquet_by_pandas(file: Path) -> Rows:
    # Without it, a column of integers with a missing one comes as numbers with a decimal point.
    frame = pd.read_parquet(file, dtype_backend="pyarrow")
    return [tuple(map(plain, row)) for row in frame.itertuples(index=False, name=None)]


def parquet_by_duckdb(file: Path) -> Rows:
    return duckdb.execute(f"SELECT * FROM '{file}'").fetchall()


def parquet_by_pyarrow(file: Path) -> Rows:
    table = pq.read_table(file)
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def plain(value: Any) -> Any:
    """Return a cell of pandas as Python's own value."""
    if value is pd.NA:
        return None
    return value.tolist() if hasattr(value, "tolist") else value


@tables
@pytest.mark.parametrize("read", [parquet_by_polars, parquet_by_pandas, parquet_by_duckdb, parquet_by_pyarrow])
def test_parquet(written: tuple[Path, dict[str, Rows]], table: Table, read: Callable[[Path], Rows]) -> None:
    folder, rows = written
    same(read(folder / parquet_name(table)), rows[table.name])


# From CSV, they come as text: then an empty cell is a missing value, a list is JSON, and one apostrophe goes.


def csv_by_python(file: Path) -> Iterator[list[str | None]]:
    # The text of a document may be longer than what the module takes for a cell by itself.
    csv.field_size_limit(sys.maxsize)
    with file.open(encoding="utf-8", newline="") as opened:
        reader = csv.reader(opened)
        next(reader)
        yield from ([cell or None for cell in row] for row in reader)


def csv_by_polars(file: Path) -> Iterator[list[str | None]]:
    yield from map(list, pl.read_csv(file, infer_schema=False).rows())


def csv_by_pandas(file: Path) -> Iterator[list[str | None]]:
    # Else "NA", Namibia's ISO code, is taken for a missing value.
    frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    yield from ([cell or None for cell in row] for row in frame.itertuples(index=False, name=None))


def csv_by_duckdb(file: Path) -> Iterator[list[str | None]]:
    yield from map(list, duckdb.execute(f"FROM read_csv('{file}', all_varchar=true, {DUCKDB})").fetchall())


def decoded(column: Column, cell: str | None) -> Any:
    """Return the value of a cell, as the card of a release says it is read."""
    if cell is None:
        return None
    if column.listed:
        return json.loads(cell)
    readers: dict[str, Callable[[str], Any]] = {
        "integer": int, "offset": int, "number": float, "boolean": {"true": True, "false": False}.__getitem__,
        "day": date.fromisoformat,
    }  # fmt: skip
    read = readers.get(element(column.kind))
    return read(cell) if read else cell.removeprefix("'")


@tables
@pytest.mark.parametrize("read", [csv_by_python, csv_by_polars, csv_by_pandas, csv_by_duckdb])
def test_csv(
    written: tuple[Path, dict[str, Rows]], table: Table, read: Callable[[Path], Iterator[list[str | None]]]
) -> None:
    folder, rows = written
    found = [
        tuple(decoded(column, cell) for column, cell in zip(table.columns, row, strict=True))
        for row in read(folder / csv_name(table))
    ]
    same(found, rows[table.name])


# With the types told, numbers and days come as such from CSV too: no integer becomes a number with a point.


def typed_by_pandas(file: Path, kinds: Mapping[str, str]) -> dict[str, list[Any]]:
    names = {"integer": "Int64", "number": "Float64", "boolean": "boolean", "day": "string"}
    dtypes = {column: names[kind] for column, kind in kinds.items()}
    frame = pd.read_csv(file, dtype=dtypes, usecols=list(dtypes), keep_default_na=False, na_values=[""])
    read = {column: [plain(cell) for cell in frame[column]] for column in kinds}
    days = [column for column, kind in kinds.items() if kind == "day"]
    return read | {day: [date.fromisoformat(cell) if cell else None for cell in read[day]] for day in days}


def typed_by_polars(file: Path, kinds: Mapping[str, str]) -> dict[str, list[Any]]:
    names = {"integer": pl.Int64, "number": pl.Float64, "boolean": pl.Boolean, "day": pl.Date}
    dtypes = {column: names[kind] for column, kind in kinds.items()}
    frame = pl.read_csv(file, infer_schema=False, schema_overrides=dtypes)
    return {column: frame[column].to_list() for column in kinds}


def typed_by_duckdb(file: Path, kinds: Mapping[str, str]) -> dict[str, list[Any]]:
    names = {"integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "day": "DATE"}
    dtypes = {column: names[kind] for column, kind in kinds.items()}
    query = (
        "FROM read_csv($file, header=true, delim=',', quote='\"', escape='\"', max_line_size=16000000, types=$types)"
    )
    found = duckdb.execute(query.replace("$types", repr(dtypes)).replace("$file", repr(str(file))))
    columns = [column[0] for column in found.description]
    rows = found.fetchall()
    return {column: [row[columns.index(column)] for row in rows] for column in kinds}


@tables
@pytest.mark.parametrize("read", [typed_by_pandas, typed_by_polars, typed_by_duckdb])
def test_csv_with_its_types(
    written: tuple[Path, dict[str, Rows]],
    table: Table,
    read: Callable[[Path, Mapping[str, str]], dict[str, list[Any]]],
) -> None:
    folder, rows = written
    kinds = {c.name: "integer" if c.kind == "offset" else c.kind for c in table.columns}
    kinds = {name: kind for name, kind in kinds.items() if kind in ("integer", "number", "boolean", "day")}
    for name, found in read(folder / csv_name(table), kinds).items():
        wanted = [row[table.names.index(name)] for row in rows[table.name]]
        same([tuple(found)], [tuple(wanted)])


def same(found: Rows, wanted: Rows) -> None:
    assert len(found) == len(wanted)
    for one, other in zip(found, wanted, strict=True):
        assert one == other
        assert [type(value) for value in one] == [type(value) for value in other]

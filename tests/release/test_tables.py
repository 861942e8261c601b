from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from flows.release.csv_cells import from_cell, guarded, to_cell, unguarded
from flows.release.tables import arrow_schema, read_csv, read_parquet, write_csv, write_parquet
from schemas.codebook.vocabulary import load_tables
from tests import two_documents

TABLES = load_tables()
FRAMES = two_documents.frames()
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@pytest.mark.parametrize("name", TABLES)
def test_both_forms_give_the_rows_back(name: str, tmp_path: Path) -> None:
    write_parquet(TABLES[name], FRAMES[name], tmp_path)
    write_csv(TABLES[name], FRAMES[name], tmp_path)
    assert read_parquet(TABLES[name], tmp_path).equals(FRAMES[name])
    assert read_csv(TABLES[name], tmp_path).equals(FRAMES[name])


def test_parquet_says_what_its_columns_are(tmp_path: Path) -> None:
    write_parquet(TABLES["incidents"], FRAMES["incidents"], tmp_path)
    schema = pq.read_schema(tmp_path / "incidents.parquet")
    assert schema.metadata[b"description"].startswith(b"Claims that something happened")
    assert schema.field("deaths").metadata == {b"description": b"How many people were killed.", b"unit": b"person"}
    assert not schema.field("record_id").nullable
    assert pq.ParquetFile(tmp_path / "incidents.parquet").metadata.row_group(0).column(0).compression == "ZSTD"


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_described_in_the_parquet_schema_with_its_unit(name: str, tmp_path: Path) -> None:
    table = TABLES[name]
    write_parquet(table, FRAMES[name], tmp_path)
    schema = pq.read_schema(tmp_path / f"{name}.parquet")
    assert schema.metadata[b"title"].decode() == table.title
    assert schema.metadata[b"description"].decode() == table.description
    assert schema.names == list(table.names)
    for column in table.columns:
        field = schema.field(column.name)
        assert field.metadata[b"description"].decode() == column.description
        assert field.metadata.get(b"unit", b"").decode() == (column.unit or "")
        assert field.nullable != column.required
    assert schema.equals(arrow_schema(table), check_metadata=True)


def test_days_are_days_in_parquet_and_as_written_in_csv(tmp_path: Path) -> None:
    write_parquet(TABLES["relations"], FRAMES["relations"], tmp_path)
    write_csv(TABLES["relations"], FRAMES["relations"], tmp_path)
    assert pq.read_schema(tmp_path / "relations.parquet").field("date_first").type == pa.date32()
    assert "1959,1959-01-01,1959-12-31" in (tmp_path / "relations.csv").read_text("utf-8")
    column = TABLES["relations"].column("date_first")
    for day in (date(1, 1, 1), date(1582, 10, 15), date(9999, 12, 31)):
        assert from_cell(column, to_cell(column, day)) == day
    assert from_cell(column, "") is None


@pytest.mark.parametrize(
    "cell", ["1997", "19970102", "1997-W01-4", "1997-02-30", "02/01/1997", "1997-1-2", "０００1-01-01"]
)
def test_what_is_no_day(cell: str) -> None:
    with pytest.raises(ValueError, match=r"is not a day|day is out of range|day .* must be in range"):
        from_cell(TABLES["relations"].column("date_first"), cell)


@given(texts)
@example("'")
@example("''=1")
@example(" \t=cmd|' /C calc'!A0")
@example("＝1+1")
def test_a_guarded_text_comes_back_and_is_no_formula(text: str) -> None:
    cell = guarded(text)
    assert unguarded(cell) == text
    assert cell.lstrip()[:1] not in {*"=+-@＝＋－＠"} or cell == ""
    assert cell[0] not in "\t\r" or text[0] == cell[0]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\rx", " =1", "'=1", "＝1"])
def test_formulas_get_an_apostrophe(text: str) -> None:
    assert guarded(text) == f"'{text}"


def test_cells() -> None:
    incidents = TABLES["incidents"]
    assert to_cell(incidents.column("actors"), []) == "[]"
    assert to_cell(incidents.column("date"), None) == ""
    assert to_cell(incidents.column("quantity"), 30000.0) == "30000"
    assert to_cell(incidents.column("quantity"), -2.5) == "-2.5"
    assert to_cell(incidents.column("actors"), ["=A", 'O"B', "é"]) == '["=A", "O\\"B", "é"]'
    assert from_cell(incidents.column("actors"), "") is None
    with pytest.raises(ValueError, match="not a JSON array"):
        from_cell(incidents.column("actors"), '"NOR"')


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(texts, texts, st.lists(texts, max_size=3), st.none() | st.floats(allow_nan=False, allow_infinity=False))
@example("line\r\nbreak", "\r", ["\n", '"'], 1e300)
def test_any_values_come_back(
    tmp_path: Path, quote: str, place: str, actors: list[str], quantity: float | None
) -> None:
    cells = {"quote": quote, "location": place, "actors": actors, "quantity": quantity}
    frame = FRAMES["incidents"].with_columns(
        pl.Series(name, [value], dtype=FRAMES["incidents"].schema[name]) for name, value in cells.items()
    )
    write_csv(TABLES["incidents"], frame, tmp_path)
    write_parquet(TABLES["incidents"], frame, tmp_path)
    assert read_csv(TABLES["incidents"], tmp_path).equals(frame)
    assert read_parquet(TABLES["incidents"], tmp_path).equals(frame)


def test_a_long_text_is_read_back_and_the_csv_modules_limit_left_alone(tmp_path: Path) -> None:
    before = csv.field_size_limit()
    frame = FRAMES["documents"].with_columns(text=pl.lit("x" * 300_000))
    write_csv(TABLES["documents"], frame, tmp_path)
    assert read_csv(TABLES["documents"], tmp_path).equals(frame)
    assert csv.field_size_limit() == before


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("record_id,", "record,", "line 1: the header is"),
        (",cut-ties,", ",cut-ties,7,", "line 2: 18 cells, not 17"),
        (",72,", ",x,", "line 2: invalid literal for int"),
    ],
)
def test_a_damaged_csv_file_is_named_by_line(tmp_path: Path, before: str, after: str, message: str) -> None:
    write_csv(TABLES["relations"], FRAMES["relations"], tmp_path)
    file = tmp_path / "relations.csv"
    text = file.read_text("utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(ValueError, match=message):
        read_csv(TABLES["relations"], tmp_path)

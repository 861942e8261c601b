from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import mlcroissant as mlc
import pandas as pd
import polars as pl
import pytest

from flows.release.build import write_release
from flows.release.checksums import FORMAT, digest
from schemas.codebook.vocabulary import load_tables
from tests import two_documents

TABLES = load_tables()
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib.*"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:mlcroissant.*"),
]


def plain(value: Any) -> Any:
    """Return a value of mlcroissant as polars gives it: texts come as bytes, days as instants."""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, pd.Timestamp):
        return value.date()
    return [plain(one) for one in value] if isinstance(value, list) else value


def records(dataset: mlc.Dataset, name: str) -> list[dict[str, Any]]:
    return [{key.partition("/")[2]: plain(one) for key, one in row.items()} for row in dataset.records(name)]


@pytest.fixture(scope="module")
def datasets(real: Path, odd: Path) -> dict[Path, mlc.Dataset]:
    return {folder: mlc.Dataset(jsonld=folder / "croissant.json") for folder in (real, odd)}


def test_mlcroissant_has_no_word_to_say_against_it(datasets: dict[Path, mlc.Dataset], either: Path) -> None:
    issues = datasets[either].metadata.ctx.issues
    assert (issues.errors, issues.warnings) == (set(), set())
    assert str(datasets[either].metadata.ctx.conforms_to.value) == "http://mlcommons.org/croissant/1.1"
    assert datasets[either].metadata.version == f"{FORMAT}.0.0+{either.name}"


def test_every_table_has_a_record_set_of_all_its_columns(datasets: dict[Path, mlc.Dataset], real: Path) -> None:
    sets = {one.uuid: one for one in datasets[real].metadata.record_sets}
    for name, table in TABLES.items():
        assert [field.uuid for field in sets[name].fields] == [f"{name}/{column.name}" for column in table.columns]
        for field, column in zip(sets[name].fields, table.columns, strict=True):
            assert str(field.description).startswith(column.description)
            assert bool(field.is_array) is column.listed
        assert [key for key in sets[name].key or []] == [f"{name}/{column}" for column in table.key]


@pytest.mark.parametrize("name", TABLES)
def test_the_records_are_the_rows(datasets: dict[Path, mlc.Dataset], either: Path, name: str) -> None:
    # One dataset for all record sets, in whatever order: mlcroissant keeps what it has read.
    assert records(datasets[either], name) == pl.read_parquet(either / f"{name}.parquet").to_dicts()


def test_the_records_are_the_rows_in_the_order_of_the_file(real: Path) -> None:
    dataset = mlc.Dataset(jsonld=real / "croissant.json")
    for one in dataset.metadata.record_sets:
        read = records(dataset, one.uuid)
        if one.uuid in TABLES:
            assert read == pl.read_parquet(real / f"{one.uuid}.parquet").to_dicts()


def test_every_set_of_terms_is_an_enumeration(datasets: dict[Path, mlc.Dataset], real: Path) -> None:
    told = {
        tuple((row["name"], row["description"]) for row in records(datasets[real], one.uuid))
        for one in datasets[real].metadata.record_sets
        if one.uuid not in TABLES
    }
    columns = [column for table in TABLES.values() for column in table.columns if column.terms]
    assert told == {tuple((term.name, term.definition) for term in column.terms) for column in columns}


def test_a_foreign_key_of_one_column_is_a_reference(datasets: dict[Path, mlc.Dataset], real: Path) -> None:
    for one in datasets[real].metadata.record_sets:
        if one.uuid not in TABLES:
            continue
        references = {field.uuid: field.references.uuid for field in one.fields}
        for key in TABLES[one.uuid].foreign_keys:
            if len(key.columns) == 1:
                assert references[f"{one.uuid}/{key.columns[0]}"] == f"{key.table}/{key.to[0]}"


def test_the_digests_are_those_of_the_files(either: Path) -> None:
    described = json.loads((either / "croissant.json").read_bytes())
    assert {file["contentUrl"]: file["sha256"] for file in described["distribution"]} == {
        f"{name}.{suffix}": digest(either / f"{name}.{suffix}") for name in TABLES for suffix in ("csv", "parquet")
    }


def test_a_file_that_is_gone_is_found(real: Path, tmp_path: Path) -> None:
    shutil.copytree(real, tmp_path / "release")
    (tmp_path / "release" / "relations.parquet").unlink()
    dataset = mlc.Dataset(jsonld=tmp_path / "release" / "croissant.json")
    with pytest.raises(Exception, match=r"Download\(relations\.parquet\)|Read\(relations\.parquet\)"):
        records(dataset, "relations")


def test_a_release_of_documents_that_claim_nothing(tmp_path: Path) -> None:
    kept = ("documents", "sentences", "coverage", "rules")
    frames = {name: frame if name in kept else frame.clear() for name, frame in two_documents.frames().items()}
    write_release(frames, tmp_path, engine="rules 1")
    dataset = mlc.Dataset(jsonld=tmp_path / "croissant.json")
    for name in TABLES:
        assert records(dataset, name) == pl.read_parquet(tmp_path / f"{name}.parquet").to_dicts()

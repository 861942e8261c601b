from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import frictionless
import polars as pl
import pyarrow.parquet as pq
import pytest

import flows
from flows.release.build import write_release
from flows.release.checksums import digest
from schemas.codebook.vocabulary import load_tables
from tests import two_documents

TABLES = load_tables()


def described(release: Path) -> Any:
    return json.loads((release / "datapackage.json").read_bytes())


def csv_package(release: Path) -> frictionless.Package:
    """Return the package without its Parquet files, for which frictionless needs a package of its own."""
    package = frictionless.Package(str(release / "datapackage.json"))
    for resource in list(package.resources):
        if resource.format == "parquet":
            package.remove_resource(resource.name or "")
    return package


def field(release: Path, table: str, column: str) -> Any:
    resource = next(resource for resource in described(release)["resources"] if resource["name"] == table)
    return next(field for field in resource["schema"]["fields"] if field["name"] == column)


def test_frictionless_finds_every_table_valid(either: Path) -> None:
    report = csv_package(either).validate()
    assert report.flatten(["name", "type", "note"]) == []
    counts = {task.name: task.stats.get("rows", 0) for task in report.tasks}
    assert counts == {name: pl.read_parquet(either / f"{name}.parquet").height for name in TABLES}


@pytest.mark.parametrize("name", TABLES)
def test_the_rows_that_frictionless_reads_are_those_of_the_parquet_file(either: Path, name: str) -> None:
    rows = csv_package(either).get_table_resource(name).read_rows()
    read = [{column: None if value == "" else value for column, value in row.to_dict().items()} for row in rows]
    wanted = pl.read_parquet(either / f"{name}.parquet").to_dicts()
    guarded = {column.name for column in TABLES[name].columns if not column.listed}
    for one, other in zip(read, wanted, strict=True):
        for column, value in other.items():
            found: Any = one[column]
            # The one thing that a Data Package cannot say of the CSV files: the apostrophe before a formula.
            if column in guarded and isinstance(value, str):
                found = str(found).removeprefix("'")
            assert found == value or float(found) == value, (column, found, value)  # decimals come as such


def test_a_release_without_a_row(tmp_path: Path) -> None:
    write_release({name: frame.clear() for name, frame in two_documents.frames().items()}, tmp_path, engine="rules 1")
    assert csv_package(tmp_path).validate().flatten(["name", "type", "note"]) == []
    assert "sources" not in described(tmp_path)


@pytest.mark.parametrize(
    ("table", "old", "new", "error"),
    [
        ("relations", "diplomatic", "friendly", "constraint-error"),
        ("relations", "north-korea-diplomatic-failure", "another", "foreign-key"),
        ("sanctions", '[""export_ban""', '[""export_tax""', "constraint-error"),
        ("events", "2016-01-01", "2016-13-01", "type-error"),
        ("relations", "actual,1996,", "actual,in 1996,", "constraint-error"),
    ],
)
def test_frictionless_finds_what_breaks_a_constraint(
    real: Path, tmp_path: Path, table: str, old: str, new: str, error: str
) -> None:
    copy = tmp_path / "release"
    shutil.copytree(real, copy)
    text = (copy / f"{table}.csv").read_bytes().decode()
    assert old in text
    (copy / f"{table}.csv").write_bytes(text.replace(old, new).encode())
    report = csv_package(copy).get_resource(table).validate()
    assert error in {type_ for (type_,) in report.flatten(["type"])}


def test_every_table_is_described_in_both_forms_with_size_and_hash(either: Path) -> None:
    resources = {resource["path"]: resource for resource in described(either)["resources"]}
    assert set(resources) == {f"{name}.{suffix}" for name in TABLES for suffix in ("csv", "parquet")}
    for path, resource in resources.items():
        assert resource["bytes"] == (either / path).stat().st_size
        assert resource["hash"] == f"sha256:{digest(either / path)}"


def test_the_parquet_files_have_the_fields_and_types_that_the_package_says(either: Path) -> None:
    arrow = {"string": "large_string", "integer": "int64", "number": "double", "boolean": "bool", "date": "date32[day]"}
    for resource in described(either)["resources"]:
        if resource["format"] != "parquet":
            continue
        schema = pq.read_schema(either / resource["path"])
        assert schema.names == [field["name"] for field in resource["schema"]["fields"]]
        for field_ in resource["schema"]["fields"]:
            found = schema.field(field_["name"])
            listed = field_["type"] == "array"
            wanted = arrow[field_["arrayItem"]["type"] if listed else field_["type"]]
            assert str(found.type.value_type if listed else found.type) == wanted, field_["name"]
            assert found.nullable is not field_.get("constraints", {}).get("required", False)
            assert found.metadata[b"description"].decode() == field_["description"]


def test_what_the_package_says_of_itself(real: Path) -> None:
    package = described(real)
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert package["version"] == real.name
    assert [licence["name"] for licence in package["licenses"]] == ["CC-BY-4.0"]
    assert package["contributors"] == [{"title": "The authors of attache", "roles": ["creator"]}]
    assert package["software"] == f"attache {flows.__version__}"
    assert [made["name"] for made in package["instruments"]] == ["code", "codebook", "parser", "text-reader"]
    assert package["instruments"][1]["sha256"][:12] in package["engine"]


def test_the_sources_say_what_is_known_of_the_documents_and_no_more(odd: Path) -> None:
    documents = pl.read_parquet(odd / "documents.parquet")
    sources = {source["doc_id"]: source for source in described(odd)["sources"]}
    assert sources["bare"] == {
        "title": "bare", "doc_id": "bare", "sha256": documents.filter(doc_id="bare")["sha256"][0],
    }  # fmt: skip
    known = documents.filter(pl.col("doc_id") != "bare").to_dicts()[0]
    source = sources[known["doc_id"]]
    assert (source["title"], source["path"], source["author"]) == (known["title"], known["url"], known["author"])


def test_keys_constraints_and_categories_come_from_the_codebook(real: Path) -> None:
    resources = {resource["name"]: resource["schema"] for resource in described(real)["resources"]}
    for name, table in TABLES.items():
        for schema in (resources[name], resources[f"{name}-parquet"]):
            assert tuple(schema.get("primaryKey", ())) == table.key
            assert [tuple(names) for names in schema.get("uniqueKeys", ())] == list(table.unique)
    assert resources["relations-parquet"]["foreignKeys"][0] == {
        "fields": ["doc_id"],
        "reference": {"resource": "documents-parquet", "fields": ["doc_id"]},
    }
    change = field(real, "relations", "change")
    assert change["constraints"]["required"] is True
    assert change["constraints"]["enum"][:2] == ["established", "restored"]
    assert change["categories"][0]["label"].startswith("Set up, opened")
    measures = field(real, "sanctions", "measures")
    assert measures["type"] == "array"
    assert measures["arrayItem"]["constraints"]["enum"] == [
        term.name for term in TABLES["sanctions"].column("measures").terms
    ]
    assert field(real, "events", "date_first")["type"] == "date"


def test_the_keys_hold(either: Path) -> None:
    # frictionless does not look at uniqueKeys.
    for resource in described(either)["resources"]:
        if resource["format"] == "parquet":
            frame = pl.read_parquet(either / resource["path"])
            for names in [resource["schema"].get("primaryKey", []), *resource["schema"].get("uniqueKeys", [])]:
                assert not names or not frame.select(names).is_duplicated().any(), (resource["name"], names)

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import frictionless
import pytest

from flows.release.build import write_release
from flows.release.checksums import digest
from schemas.codebook.vocabulary import load_tables
from tests import two_documents

FRAMES = two_documents.frames()


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    write_release(FRAMES, folder, engine="rules 1")
    return folder


@pytest.fixture(scope="module")
def package(release: Path) -> Any:
    return json.loads((release / "datapackage.json").read_bytes())


def test_frictionless_reads_every_csv_file_through_the_description(release: Path) -> None:
    package = frictionless.Package(str(release / "datapackage.json"))
    for resource in list(package.resources):
        # frictionless opens Parquet by a package of its own; the rows of the two forms are compared by verify.
        if resource.format == "parquet":
            package.remove_resource(resource.name or "")
    report = package.validate()
    assert report.flatten(["type", "note"]) == []
    assert [task.stats["rows"] for task in report.tasks] == [frame.height for frame in FRAMES.values()]
    rows = package.get_table_resource("sanctions").read_rows()
    assert rows[0]["goods"] == ["oil", "luxury good"]
    assert rows[0]["start"] == FRAMES["sanctions"]["start"][0]


def test_frictionless_finds_a_broken_foreign_key(release: Path, tmp_path: Path) -> None:
    for file in release.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    text = (tmp_path / "relations.csv").read_text("utf-8").replace("rel-1,first", "rel-1,third")
    (tmp_path / "relations.csv").write_text(text, "utf-8")
    report = frictionless.Package(str(tmp_path / "datapackage.json")).get_resource("relations").validate()
    assert "foreign-key" in {type_ for (type_,) in report.flatten(["type"])}


def test_every_file_is_described_with_its_size_and_hash(release: Path, package: Any) -> None:
    described = {resource["path"]: resource for resource in package["resources"]}
    assert set(described) == {f"{name}.{suffix}" for name in load_tables() for suffix in ("csv", "parquet")}
    for path, resource in described.items():
        assert resource["bytes"] == (release / path).stat().st_size
        assert resource["hash"] == f"sha256:{digest(release / path)}"


def test_what_the_package_says_of_itself(package: Any) -> None:
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert [licence["name"] for licence in package["licenses"]] == ["CC-BY-4.0"]
    assert package["sources"] == [{"title": "Ties"}, {"title": "-Notes"}]
    assert package["engine"] == "rules 1"


def test_keys_and_constraints_come_from_the_codebook(package: Any) -> None:
    resources = {resource["name"]: resource for resource in package["resources"]}
    schema = resources["relations-parquet"]["schema"]
    assert schema["primaryKey"] == ["record_id"]
    assert schema["foreignKeys"][0] == {
        "fields": ["doc_id"],
        "reference": {"resource": "documents-parquet", "fields": ["doc_id"]},
    }
    change = next(field for field in schema["fields"] if field["name"] == "change")
    assert change["constraints"]["required"] is True
    assert change["constraints"]["enum"][:2] == ["established", "restored"]
    assert change["categories"][0]["label"].startswith("Set up, opened")

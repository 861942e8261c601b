from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import rocrate
from rocrate.rocrate import ROCrate

from flows.release.build import write_release
from flows.release.checksums import CHECKSUMS, UNLISTED, digest
from tests import two_documents

CONTEXT = Path(rocrate.__file__).parent / "data" / "ro-crate.jsonld"


def entities(release: Path) -> dict[str, dict[str, Any]]:
    return {one["@id"]: one for one in json.loads((release / "ro-crate-metadata.json").read_bytes())["@graph"]}


def references(value: Any) -> list[str]:
    if isinstance(value, list):
        return [name for one in value for name in references(one)]
    return [value["@id"]] if isinstance(value, dict) else []


def test_the_tool_reads_the_crate_back(either: Path) -> None:
    crate = ROCrate(either)
    assert crate.version == "1.3"
    assert crate.name == f"attache, release {either.name}"
    assert crate.license["identifier"] == "CC-BY-4.0"
    assert crate.root_dataset["author"]["name"] == "The authors of attache"
    names = {file.name for file in either.iterdir()} - UNLISTED - {"ro-crate-metadata.json"}
    assert {entity.id for entity in crate.data_entities} == names
    for entity in crate.data_entities:
        assert (either / entity.id).is_file()
        assert entity.type == "File"
        assert entity["encodingFormat"]


def test_sizes_and_digests_are_those_of_the_files(either: Path) -> None:
    tables = [*either.glob("*.parquet"), *either.glob("*.csv")]
    for file in tables:
        entity = entities(either)[file.name]
        assert entity["contentSize"] == str(file.stat().st_size)
        assert entity["sha256"] == digest(file)


def test_what_the_specification_asks_of_the_root(either: Path) -> None:
    told = entities(either)
    assert told["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    assert told["ro-crate-metadata.json"]["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.3"}
    root = told["./"]
    assert root["@type"] == "Dataset"
    assert root["name"]
    assert root["description"]
    assert len(root["datePublished"]) == len("2024-02-16")
    assert told[root["license"]["@id"]]["name"]


def test_every_reference_leads_to_an_entity_and_every_entity_is_referred_to(either: Path) -> None:
    told = entities(either)
    referred = {name for one in told.values() for value in one.values() for name in references(value)}
    assert referred - told.keys() == {"https://w3id.org/ro/crate/1.3"}
    assert told.keys() - referred == {"ro-crate-metadata.json"}


def test_every_term_is_in_the_context_that_the_crate_names(either: Path) -> None:
    context = json.loads(CONTEXT.read_bytes())
    assert json.loads((either / "ro-crate-metadata.json").read_bytes())["@context"] == context["@id"]
    known = {key for part in [context["@context"]] for key in part}
    for one in entities(either).values():
        assert {key for key in one if not key.startswith("@")} <= known
        assert one["@type"] in known


def test_the_documents_stand_as_what_the_release_is_based_on(either: Path) -> None:
    told = entities(either)
    based = [told[name] for name in references(told["./"]["isBasedOn"])]
    documents = pl.read_parquet(either / "documents.parquet").to_dicts()
    assert [one["sha256"] for one in based] == [row["sha256"] for row in documents]
    assert [one.get("author") for one in based] == [row["author"] for row in documents]
    assert all(one["@id"].startswith("#document/") and " " not in one["@id"] for one in based)


def test_a_release_without_a_document(tmp_path: Path) -> None:
    write_release({name: frame.clear() for name, frame in two_documents.frames().items()}, tmp_path, engine="rules 1")
    assert ROCrate(tmp_path).root_dataset["isBasedOn"] in (None, [])
    assert CHECKSUMS in entities(tmp_path)


@pytest.mark.parametrize("name", ["datapackage.json", "codebook.html", CHECKSUMS])
def test_files_that_name_the_version_have_no_digest_here(either: Path, name: str) -> None:
    assert "sha256" not in entities(either)[name]

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import polars as pl
import pytest
import yaml

import flows
from flows.release.about import AUTHORS, KEYWORDS, RELEASED, TITLE
from flows.release.build import write_release
from flows.release.citation import citation_file
from flows.release.contents import Contents
from schemas.codebook.vocabulary import load_tables
from tests import two_documents

ROOT = Path(__file__).parents[2]
FRAMES = two_documents.frames()
# What the Citation File Format 1.2.0 says of the keys that a citation of attache has, and that it may have no other.
_TEXT = {"type": "string", "minLength": 1}
_ENTITY = {"type": "object", "additionalProperties": False, "required": ["name"], "properties": {"name": _TEXT}}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["authors", "cff-version", "message", "title"],
    "properties": {
        "abstract": _TEXT,
        "authors": {
            "type": "array",
            "minItems": 1,
            "uniqueItems": True,
            "items": _ENTITY,
        },
        "cff-version": {"const": "1.2.0"},
        "date-released": {"type": "string", "pattern": "^[0-9]{4}-(0[1-9]|1[012])-(0[1-9]|[12][0-9]|3[01])$"},
        "keywords": {"type": "array", "minItems": 1, "uniqueItems": True, "items": _TEXT},
        "license": {"enum": ["Apache-2.0", "CC-BY-4.0"]},
        "message": _TEXT,
        "title": _TEXT,
        "type": {"enum": ["dataset", "software"]},
        "version": _TEXT,
    },
}  # fmt: skip


def read(text: str) -> Any:
    told = yaml.safe_load(text)
    # As the format asks of tools: a day of YAML is a text of JSON.
    if isinstance(told.get("date-released"), date):
        told["date-released"] = told["date-released"].isoformat()
    return told


def contents(version: str, **frames: pl.DataFrame) -> Contents:
    return Contents(load_tables(), FRAMES | frames, Path(), "rules 1", (), version, ())


def test_the_release_and_the_project_are_cited_by_the_format_and_alike(either: Path) -> None:
    release = read((either / "CITATION.cff").read_text("utf-8"))
    project = read((ROOT / "CITATION.cff").read_text("utf-8"))
    for told in (release, project):
        jsonschema.validate(told, SCHEMA)
        assert told["title"] == TITLE
        assert told["authors"] == [{"name": AUTHORS}]
        assert told["keywords"] == list(KEYWORDS)
    assert (release["type"], release["version"], release["license"]) == ("dataset", either.name, "CC-BY-4.0")
    assert (project["type"], project["version"], project["license"]) == ("software", flows.__version__, "Apache-2.0")
    assert project["date-released"] == RELEASED


@pytest.mark.parametrize("version", ["123456789012", "12345678901e", "1234567e8901", "000000000000", "0x1234567890"])
def test_a_version_that_looks_like_a_number_is_a_text(version: str) -> None:
    assert read(citation_file(contents(version)))["version"] == version


def test_the_day_of_a_release_is_the_latest_that_is_known(tmp_path: Path) -> None:
    assert read(citation_file(contents("a" * 12)))["date-released"] == RELEASED
    later = FRAMES["documents"].with_columns(retrieved_on=pl.lit("2031-05-06"))
    assert read(citation_file(contents("a" * 12, documents=later)))["date-released"] == "2031-05-06"
    untold = FRAMES["documents"].with_columns(published_on=pl.lit("203X"))
    assert read(citation_file(contents("a" * 12, documents=untold)))["date-released"] == RELEASED
    write_release(FRAMES, tmp_path, engine="rules 1")
    for name in ("croissant.json", "ro-crate-metadata.json"):
        assert f'"datePublished": "{RELEASED}"' in (tmp_path / name).read_text("utf-8")


def test_the_day_of_the_software_is_told_once() -> None:
    assert re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", RELEASED)

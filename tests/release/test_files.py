from __future__ import annotations

import json
import re
import socket
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import pipeline
from flows.job import Job
from flows.release.build import write_release
from flows.release.card import card
from flows.release.checksums import CHECKSUMS, NO_VERSION, UNLISTED, file_names, read_checksums, version_of
from flows.release.contents import Contents, Instrument
from flows.release.crate import crate
from flows.release.croissant import croissant
from flows.release.datapackage import datapackage
from flows.release.files import FILES, described
from flows.release.pages.dictionary import dictionary
from flows.release.provenance import provenance
from schemas.codebook.vocabulary import load_tables
from tests import two_documents

ROOT = Path(__file__).parents[2]
FRAMES = two_documents.frames()


def content(release: Path) -> dict[str, bytes]:
    return {name: (release / name).read_bytes() for name in file_names(release)}


def test_a_release_has_each_file_and_names_its_version_there(either: Path) -> None:
    assert {file.name for file in FILES} <= set(read_checksums((either / CHECKSUMS).read_bytes()))
    for file in FILES:
        if file.name == "sbom.cdx.json":  # the same in every release of the same program
            continue
        assert either.name in (either / file.name).read_bytes().decode(), file.name


def test_the_same_sources_give_the_same_bytes(real: Path, tmp_path: Path) -> None:
    assert content(pipeline.build(Job(ROOT / "raw", tmp_path / "again")).folder) == content(real)


def test_a_text_of_zeros_is_not_taken_for_the_version(odd: Path) -> None:
    text = pl.read_parquet(odd / "documents.parquet")["text"].str.join().item()
    assert NO_VERSION in text
    assert version_of(odd, odd.name) == odd.name
    documents = FRAMES["documents"].with_columns(title=pl.lit(f"{NO_VERSION} and {NO_VERSION}"))
    texts = dict(described(FRAMES | {"documents": documents}, odd, engine="rules 1", version="abcdefabcdef"))
    assert json.loads(texts["datapackage.json"])["sources"][0]["title"] == f"{NO_VERSION} and {NO_VERSION}"


def test_made_anew_from_what_the_release_says_they_are_the_same(either: Path) -> None:
    frames = {file.stem: pl.read_parquet(file) for file in either.glob("*.parquet")}
    package = json.loads((either / "datapackage.json").read_bytes())
    instruments = [Instrument(**entry) for entry in package["instruments"]]
    made = described(frames, either, engine=package["engine"], version=package["version"], instruments=instruments)
    for name, text in made:
        assert (either / name).read_bytes() == text.encode(), name


def test_no_clock_no_network_and_no_path_of_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("a connection was asked for")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(time, "time", lambda: 0.0)
    write_release(FRAMES, tmp_path, engine="rules 1")
    places = [str(tmp_path), str(ROOT), str(Path.home()), socket.gethostname()]
    now = datetime.now(UTC)
    for name, found in content(tmp_path).items():
        for place in places:
            assert len(place) < 6 or place.encode() not in found, (name, place)
        assert now.strftime("%Y-%m-%dT").encode() not in found, name


def test_every_link_between_the_files_leads_somewhere(either: Path) -> None:
    there = {entry.name for entry in either.iterdir()} | {"viewer.html"} | UNLISTED
    places = {}
    for file in either.glob("*.html"):
        places[file.name] = set(re.findall(r' id="([^"]*)"', file.read_text("utf-8")))
    for file in either.glob("*.html"):
        if file.name == "viewer.html":
            continue
        for link in re.findall(r'href="([^"]*)"', file.read_text("utf-8")):
            name, _, place = link.partition("#")
            assert (name or file.name) in there, link
            assert not place or unquote(place) in places[name or file.name], link
    for link in re.findall(
        r"\]\(([^)#]*)\)", (either / "README.md").read_text("utf-8").split("## Columns", maxsplit=1)[0]
    ):
        assert link.startswith("https://") or link == "z" or link in there, link


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("written")
    write_release(FRAMES, folder, engine="rules 1")
    return folder


@settings(max_examples=25)
@given(words=st.text(min_size=1), name=st.text(min_size=1))
def test_any_words_come_back_from_every_file(written: Path, words: str, name: str) -> None:
    told = {column: pl.lit(words) for column in ("title", "author", "publisher", "licence", "url")}
    documents = FRAMES["documents"].head(1).with_columns(doc_id=pl.lit(name), **told)
    contents = Contents(load_tables(), FRAMES | {"documents": documents}, written, words, (), "a" * 12, FILES)
    source = json.loads(datapackage(contents))["sources"][0]
    assert (source["title"], source["path"], source["doc_id"]) == (words, words, name)
    entities = {one.get("identifier"): one for one in json.loads(provenance(contents))["@graph"]}
    assert (entities[name]["title"], entities[name]["wasAttributedTo"]["name"]) == (words, words)
    entities = {one.get("identifier"): one for one in json.loads(crate(contents))["@graph"]}
    assert (entities[name]["name"], entities[name]["author"]) == (words, words)
    assert quote(name) in entities[name]["@id"]
    assert json.loads(croissant(contents))["name"] == "attache"
    page = dictionary(contents)
    assert page.count("<script") == page.count("</script>") == 1
    assert "<!--" not in page
    assert card(contents).startswith("# attache, release aaaaaaaaaaaa\n")


def test_instruments_are_told_everywhere_they_belong(real: Path) -> None:
    told = json.loads((real / "datapackage.json").read_bytes())["instruments"]
    crate = {one["@id"]: one for one in json.loads((real / "ro-crate-metadata.json").read_bytes())["@graph"]}
    assert {f"#{made['name']}" for made in told} == {
        one["@id"] for one in crate["#making"]["instrument"] if one["@id"] != "#software"
    }

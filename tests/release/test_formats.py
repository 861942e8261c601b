"""A release of a web page and of a web archive: what describes it, and that it is verified against its sources."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import fsspec
import polars as pl
import pytest
import rdflib
from rdflib.namespace import PROV

from flows import pipeline
from flows.instruments import instruments
from flows.job import Job
from flows.release.contents import READER
from flows.release.provenance import named_by
from flows.release.verify_raw import raw_problems
from tests.ingest.samples import PARAGRAPHS, page, warc
from tests.release.test_crate import entities, references
from tests.release.test_provenance import BASE

# rdflib's own, and warcio's writer, which leaves its buffers to the garbage collector
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib.*"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("formats")
    raw = folder / "raw"
    raw.mkdir()
    (raw / "page.html").write_bytes(page())
    pages = [(f"https://a.example/{n}", "text/plain", PARAGRAPHS[n].encode()) for n in range(2)]
    (raw / "crawl.warc.gz").write_bytes(warc(*pages))
    (raw / "crawl.toml").write_text('licence = "CC BY 4.0"\nauthor = "Ana Ruiz"\n')
    return pipeline.build(Job(raw, folder / "outputs")).folder


def raw_of(release: Path) -> Path:
    return release.parents[2] / "raw"


def documents(release: Path) -> pl.DataFrame:
    return pl.read_parquet(release / "documents.parquet")


def test_reader_and_part_lead_back_to_the_bytes(release: Path) -> None:
    told = documents(release).select("doc_id", "path", "part", "reader", "licence", "url").rows()
    assert told == [
        ("crawl:1", "crawl.warc.gz", 1, "warc", "CC BY 4.0", "https://a.example/0"),
        ("crawl:2", "crawl.warc.gz", 2, "warc", "CC BY 4.0", "https://a.example/1"),
        ("page", "page.html", None, "html", "https://creativecommons.org/licenses/by/4.0/", "https://courier.example/peru"),
    ]  # fmt: skip


def test_it_is_verified_against_its_sources(release: Path) -> None:
    assert pipeline.verify_release(release, raw_of(release)).problems == ()


def test_the_versions_of_the_readers_that_were_used_are_told(release: Path) -> None:
    told = json.loads((release / "datapackage.json").read_bytes())["instruments"]
    readers = {made["name"]: made["version"] for made in told if made["name"].endswith(READER)}
    assert set(readers) == {"html-reader", "warc-reader"}
    assert "trafilatura 2.3" in readers["html-reader"]
    assert "warcio 1." in readers["warc-reader"]


def test_where_a_text_differs_the_version_of_its_reader_says_why(release: Path) -> None:
    changed = documents(release).with_columns(text=pl.col("text").str.replace("Peru", "Chile"))
    made = instruments(["html", "warc"])
    found = raw_problems(changed, raw_of(release), made)
    assert {(problem.document, problem.field) for problem in found} == {("page", "text"), ("crawl:1", "text")}
    assert not any("install" in problem.message for problem in found)
    older = [replace(one, version="trafilatura 1.0") if one.name == "html-reader" else one for one in made]
    said = {problem.document: problem.message for problem in raw_problems(changed, raw_of(release), older)}
    assert "; it was read with trafilatura 1.0, and here with trafilatura 2.3" in said["page"]
    assert "install" not in said["crawl:1"]


def test_a_page_that_is_not_in_the_archive_is_told(release: Path) -> None:
    moved = documents(release).with_columns(part=pl.col("part") + 1)
    found = raw_problems(moved.filter(pl.col("doc_id") == "crawl:2"), raw_of(release))
    assert [problem.message for problem in found] == ["there is no such page in its file"]


def test_it_is_verified_against_sources_at_an_address(release: Path) -> None:
    storage = fsspec.filesystem("memory")
    for file in raw_of(release).iterdir():
        storage.pipe_file(f"/verified/{file.name}", file.read_bytes())
    assert raw_problems(documents(release), "memory://verified") == []
    storage.rm_file("/verified/page.html")
    (problem,) = raw_problems(documents(release), "memory://verified")
    assert problem.message == "memory://verified/page.html: is no longer there; run again"


def test_a_folder_that_cannot_be_reached_is_one_problem(release: Path) -> None:
    (problem,) = raw_problems(documents(release), "nosuch://bucket/raw")
    assert "is no address that can be opened" in problem.message


def test_pages_are_derived_from_the_archive_that_they_are_of(release: Path) -> None:
    graph = rdflib.Graph().parse(release / "prov.jsonld", format="json-ld", publicID=BASE)
    archive = rdflib.URIRef(named_by(hashlib.sha256((raw_of(release) / "crawl.warc.gz").read_bytes()).hexdigest()))
    derived = set(graph.subjects(PROV.wasDerivedFrom, archive))
    assert {f"{BASE}#document/crawl%3A1", f"{BASE}#document/crawl%3A2"} <= {str(entity) for entity in derived}
    assert str(graph.value(archive, rdflib.DCTERMS.identifier)) == "crawl.warc.gz"
    assert [str(title) for title in graph.objects(archive, rdflib.DCTERMS.title)] == []


def test_the_crate_tells_the_archive_once(release: Path) -> None:
    told = entities(release)
    pages = [one for one in told.values() if one.get("isPartOf")]
    assert [one["identifier"] for one in pages] == ["crawl:1", "crawl:2"]
    assert {name for one in pages for name in references(one["isPartOf"])} == {"#archive/crawl.warc.gz"}
    assert told["#archive/crawl.warc.gz"]["sha256"] == documents(release)["sha256"][0]
    referred = {name for one in told.values() for value in one.values() for name in references(value)}
    assert referred - told.keys() == {"https://w3id.org/ro/crate/1.3"}
    assert told.keys() - referred == {"ro-crate-metadata.json"}

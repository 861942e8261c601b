from __future__ import annotations

import hashlib
import json
import socket
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import rdflib
from prov.model import ProvActivity, ProvDocument, ProvEntity
from rdflib.namespace import PROV, RDF, SDO

from flows.release.checksums import CHECKSUMS, UNLISTED, digest
from flows.release.provenance import named_by

ROOT = Path(__file__).parents[2]
BASE = "https://example.org/release/"
RELEASE = rdflib.URIRef(BASE)
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib.*")


@pytest.fixture
def graph(either: Path, monkeypatch: pytest.MonkeyPatch) -> rdflib.Graph:
    def refused(*_: Any) -> None:
        raise AssertionError("a connection was asked for")

    with monkeypatch.context() as patched:
        patched.setattr(socket.socket, "connect", refused)
        return rdflib.Graph().parse(either / "prov.jsonld", format="json-ld", publicID=BASE)


def rows(graph: rdflib.Graph, query: str, **bound: rdflib.term.Identifier) -> set[Any]:
    """Return the answers of a query: each the value of its one variable."""
    prefixes = "PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX schema: <https://schema.org/> "
    found: Any = graph.query(prefixes + query, initBindings=bound)
    return {row[0] for row in found}


def documents(release: Path) -> dict[str, str]:
    return dict(pl.read_parquet(release / "documents.parquet").select("doc_id", "sha256").iter_rows())


def test_every_document_is_used_and_every_file_leads_back_to_it(either: Path, graph: rdflib.Graph) -> None:
    sources = {rdflib.URIRef(named_by(sha256)) for sha256 in documents(either).values()}
    assert sources
    used = rows(graph, "SELECT ?e WHERE { ?a prov:used ?e . ?e a prov:Entity }", a=rdflib.URIRef(f"{BASE}#ingest"))
    readers = {entity for entity in used if str(graph.value(entity, SDO.name)) == "text-reader"}
    assert used - readers == sources
    assert len(readers) == 1
    assert sources <= rows(graph, "SELECT ?e WHERE { ?release (prov:wasGeneratedBy/prov:used)+ ?e }", release=RELEASE)
    assert sources == set(graph.objects(RELEASE, PROV.wasDerivedFrom))
    tables = [f"{BASE}{file.name}" for file in either.glob("*.parquet")]
    for table in tables:
        assert sources <= rows(graph, "SELECT ?e WHERE { ?t prov:wasDerivedFrom+ ?e }", t=rdflib.URIRef(table))


def test_the_release_was_generated_by_the_activity_that_wrote_its_files(either: Path, graph: rdflib.Graph) -> None:
    assert set(graph.objects(RELEASE, PROV.wasGeneratedBy)) == {rdflib.URIRef(f"{BASE}#release")}
    members = set(graph.objects(RELEASE, PROV.hadMember))
    names = {file.name for file in either.iterdir()} - UNLISTED - {CHECKSUMS}
    assert {str(member).removeprefix(BASE) for member in members} == names
    generated = rows(graph, "SELECT ?e WHERE { ?e prov:wasGeneratedBy ?a }", a=rdflib.URIRef(f"{BASE}#release"))
    assert generated == members | {RELEASE}


def test_the_digests_agree_with_the_files(either: Path, graph: rdflib.Graph) -> None:
    told = {str(file).removeprefix(BASE): str(value) for file, value in graph.subject_objects(SDO.sha256)}
    for file in (*either.glob("*.parquet"), *either.glob("*.csv")):
        assert told.pop(file.name) == digest(file)
    for sha256 in documents(either).values():
        assert told.pop(named_by(sha256)) == sha256
    package = json.loads((either / "datapackage.json").read_bytes())
    assert told == {named_by(made["sha256"]): made["sha256"] for made in package["instruments"]}


def test_the_documents_are_the_files_of_raw(real: Path) -> None:
    graph = rdflib.Graph().parse(real / "prov.jsonld", format="json-ld", publicID=BASE)
    for file in (ROOT / "raw").glob("*.txt"):
        name = rdflib.URIRef(named_by(hashlib.sha256(file.read_bytes()).hexdigest()))
        assert str(graph.value(name, rdflib.DCTERMS.identifier)) == file.stem


def test_codebook_parser_and_engine_are_told(real: Path) -> None:
    graph = rdflib.Graph().parse(real / "prov.jsonld", format="json-ld", publicID=BASE)
    extract = rdflib.URIRef(f"{BASE}#extract")
    used = rows(graph, "SELECT ?n WHERE { ?a prov:used ?e . ?e schema:name ?n }", a=extract)
    assert {str(name) for name in used} == {"code", "codebook", "parser"}
    plan = rows(graph, "SELECT ?n WHERE { ?a prov:qualifiedAssociation/prov:hadPlan/schema:name ?n }", a=extract)
    assert {str(name) for name in plan} == {"codebook"}
    agents = rows(graph, "SELECT ?n WHERE { ?a prov:wasAssociatedWith/schema:name ?n }", a=extract)
    assert any("parser" in str(name) for name in agents)


# The constraints of PROV (https://www.w3.org/TR/prov-constraints/) as queries that must find nothing.
@pytest.mark.parametrize(
    "query",
    [
        "?x a prov:Entity, prov:Activity",
        "?x a prov:Activity, prov:Agent",
        "?x prov:used ?y . FILTER NOT EXISTS { ?x a prov:Activity . ?y a prov:Entity }",
        "?x prov:wasGeneratedBy ?y . FILTER NOT EXISTS { ?x a prov:Entity . ?y a prov:Activity }",
        "?x prov:wasDerivedFrom ?y . FILTER NOT EXISTS { ?x a prov:Entity . ?y a prov:Entity }",
        "?x prov:wasAssociatedWith ?y . FILTER NOT EXISTS { ?x a prov:Activity . ?y a prov:Agent }",
        "?x prov:wasAttributedTo ?y . FILTER NOT EXISTS { ?x a prov:Entity . ?y a prov:Agent }",
        "?x prov:wasInformedBy ?y . FILTER NOT EXISTS { ?x a prov:Activity . ?y a prov:Activity }",
        "?x prov:hadMember ?y . FILTER NOT EXISTS { ?x a prov:Collection . ?y a prov:Entity }",
        "?x prov:wasGeneratedBy ?y, ?z . FILTER (?y != ?z)",
        "?x prov:wasDerivedFrom+ ?x",
        "?x (prov:wasGeneratedBy/prov:used)+ ?x",
        "?x prov:wasInformedBy ?y . FILTER NOT EXISTS { ?x prov:used/prov:wasGeneratedBy ?y }",
        "?x a prov:Activity . FILTER NOT EXISTS { ?x prov:used ?y }",
        "?x a prov:Activity . FILTER NOT EXISTS { ?x prov:wasAssociatedWith ?y }",
        "?x a prov:Entity . FILTER NOT EXISTS { ?x prov:wasGeneratedBy ?y } FILTER NOT EXISTS { ?y prov:used ?x }",
    ],
)
def test_the_constraints_hold(graph: rdflib.Graph, query: str) -> None:
    assert rows(graph, f"SELECT ?x WHERE {{ {query} }}") == set()


def test_there_is_no_time_in_it(graph: rdflib.Graph) -> None:
    for time in (PROV.startedAtTime, PROV.endedAtTime, PROV.generatedAtTime, PROV.atTime):
        assert list(graph.subject_objects(time)) == []


def test_the_prov_library_reads_it(either: Path, graph: rdflib.Graph) -> None:
    document = ProvDocument.deserialize(content=graph.serialize(format="nt"), format="rdf", rdf_format="nt")
    for kind, wanted in ((ProvEntity, PROV.Entity), (ProvActivity, PROV.Activity)):
        names = {record.identifier.uri for record in document.get_records(kind) if record.identifier}
        assert names == {str(name) for name in graph.subjects(RDF.type, wanted)}
    assert (len(list(document.get_records(ProvActivity))), either.is_dir()) == (5, True)


def test_a_name_by_digest_is_that_of_rfc_6920() -> None:
    # The example of the standard: "Hello World!" in section 8.1.
    sha256 = hashlib.sha256(b"Hello World!").hexdigest()
    assert named_by(sha256) == "ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk"

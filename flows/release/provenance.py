"""Where a release comes from, as PROV-O in JSON-LD: the documents, what was done with them, by what, and the files.

Content is named by its digest (RFC 6920), so that the same document has the same name in every release; all else is
named relative to the folder of the release.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from flows.release.about import AUTHORS, DESCRIPTION, LICENCE, NAME, SOFTWARE, TITLE
from flows.release.checksums import digest
from flows.release.contents import READER, Contents, Instrument
from flows.release.tables import parquet_name, table_files

PROV = "prov.jsonld"
_CORRECTIONS = "corrections"
_CONTEXT: dict[str, Any] = {
    "prov": "http://www.w3.org/ns/prov#",
    "dcterms": "http://purl.org/dc/terms/",
    "schema": "https://schema.org/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "label": "rdfs:label",
    "title": "dcterms:title",
    "description": "dcterms:description",
    "identifier": "dcterms:identifier",
    "publisher": "dcterms:publisher",
    "issued": "dcterms:issued",
    "language": "dcterms:language",
    "rights": "dcterms:rights",
    "license": {"@id": "dcterms:license", "@type": "@id"},
    "url": "schema:url",
    "name": "schema:name",
    "version": "schema:version",
    "sha256": "schema:sha256",
    "encodingFormat": "schema:encodingFormat",
    "contentSize": {"@id": "schema:contentSize", "@type": "xsd:integer"},
} | {
    name: {"@id": f"prov:{name}", "@type": "@id"}
    for name in (
        "used", "wasGeneratedBy", "wasDerivedFrom", "wasAttributedTo", "wasAssociatedWith", "wasInformedBy",
        "actedOnBehalfOf", "hadMember", "hadPlan", "agent", "qualifiedAssociation",
    )
}  # fmt: skip
# What is done with the documents, in order: what it is, and what comes of it.
_ACTIVITIES = {
    "ingest": (
        "Read each document's bytes, by the reader of its format, to the text that all offsets refer to",
        "texts",
    ),
    "extract": ("Cut the texts into sentences, parse them, and match the rules against their clauses", "claims"),
    "resolve": ("Make values of the claims' words, merge claims told twice, and name the records", "records"),
    "correct": ("Add, change and withdraw records as reviewers decided", "corrected-records"),
    "validate": ("Check every row by itself and against the others; what fails goes to rejects", "tables"),
    "release": ("Write the tables to files with what describes them, and name the release by its content", "./"),
}


def provenance(contents: Contents) -> str:
    """Return the text of prov.jsonld for the table files that stand in the folder. There is no time in it."""
    graph = [_release(contents), *_activities(contents), *_agents(contents), *_files(contents)]
    graph += [_instrument(instrument) for instrument in contents.instruments]
    rows = contents.frames["documents"].drop("text").rows(named=True)
    graph += [_document(row) for row in rows]
    graph += [_archive(row) for row in {row["sha256"]: row for row in rows if row["part"] is not None}.values()]
    return json.dumps({"@context": _CONTEXT, "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


def named_by(sha256: str) -> str:
    """Return the name of the content with that SHA-256 digest (hex), as RFC 6920 makes it."""
    return "ni:///sha-256;" + base64.urlsafe_b64encode(bytes.fromhex(sha256)).rstrip(b"=").decode()


def _release(contents: Contents) -> dict[str, Any]:
    return {
        "@id": "./",
        "@type": ["prov:Entity", "prov:Collection", "schema:Dataset"],
        "label": f"{NAME}, release {contents.version}",
        "title": TITLE,
        "description": DESCRIPTION,
        "version": contents.version,
        "license": LICENCE.path,
        "wasGeneratedBy": "#release",
        "wasAttributedTo": "#authors",
        "wasDerivedFrom": _documents(contents),
        "hadMember": [entity["@id"] for entity in _files(contents)],
    }


def _activities(contents: Contents) -> Iterator[dict[str, Any]]:
    readers = [made for made in contents.instruments if made.name.endswith(READER)]
    used = {
        "ingest": [*_documents(contents), *(named_by(made.sha256) for made in readers)],
        "extract": [named_by(made.sha256) for made in contents.instruments if made not in readers],
    }
    before: tuple[str, str] | None = None
    for name, (label, result) in _ACTIVITIES.items():
        if name == "correct":
            if contents.frames[_CORRECTIONS].is_empty():
                continue
            used[name] = [parquet_name(contents.tables[_CORRECTIONS])]
        activity: dict[str, Any] = {
            "@id": f"#{name}",
            "@type": "prov:Activity",
            "label": label,
            "used": [*([f"#{before[1]}"] if before else []), *used.get(name, [])],
            "wasAssociatedWith": ["#software"],
        }
        if before:
            activity["wasInformedBy"] = [f"#{before[0]}"]
        if name == "extract":
            activity["wasAssociatedWith"].append("#engine")
            activity["qualifiedAssociation"] = [
                {"@type": "prov:Association", "agent": "#engine", "hadPlan": named_by(made.sha256)}
                for made in contents.instruments
                if made.name == "codebook"
            ]
        yield activity
        if name != "release":
            yield {"@id": f"#{result}", "@type": "prov:Entity", "label": result, "wasGeneratedBy": f"#{name}"} | (
                {"wasDerivedFrom": [f"#{before[1]}"] if before else _documents(contents)}
            )
        before = name, result


def _agents(contents: Contents) -> Iterator[dict[str, Any]]:
    yield {"@id": "#authors", "@type": "prov:Agent", "name": AUTHORS}
    yield {
        "@id": "#software",
        "@type": ["prov:Agent", "prov:SoftwareAgent"],
        "name": SOFTWARE,
        "actedOnBehalfOf": "#authors",
    }
    yield {
        "@id": "#engine",
        "@type": ["prov:Agent", "prov:SoftwareAgent"],
        "name": contents.engine,
        "actedOnBehalfOf": "#software",
    }


def _files(contents: Contents) -> Iterator[dict[str, Any]]:
    """Yield the files of the release; those that name its version cannot have their digests named in one of them."""
    for table, name, media_type in table_files(contents.tables.values()):
        yield {
            "@id": name,
            "@type": "prov:Entity",
            "title": table.title,
            "encodingFormat": media_type,
            "contentSize": (contents.folder / name).stat().st_size,
            "sha256": digest(contents.folder / name),
            "wasGeneratedBy": "#release",
            "wasDerivedFrom": "#tables",
        }
    for file in contents.files:
        yield {
            "@id": file.name,
            "@type": "prov:Entity",
            "title": file.title,
            "encodingFormat": file.media_type,
            "wasGeneratedBy": "#release",
        }


def _instrument(instrument: Instrument) -> dict[str, Any]:
    return {
        "@id": named_by(instrument.sha256),
        "@type": ["prov:Entity", "prov:Plan"] if instrument.name == "codebook" else "prov:Entity",
        "name": instrument.name,
        "version": instrument.version,
        "sha256": instrument.sha256,
    }


def _documents(contents: Contents) -> list[str]:
    # The pages of an archive are in one file.
    return [named_by(sha256) for sha256 in dict.fromkeys(contents.frames["documents"]["sha256"])]


def _archive(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the web archive that a document is a page of."""
    told = {"identifier": row["path"], "contentSize": row["size"], "sha256": row["sha256"]}
    return {"@id": named_by(row["sha256"]), "@type": "prov:Entity", **told}


def _document(row: Mapping[str, Any]) -> dict[str, Any]:
    entity = {
        "@id": named_by(row["sha256"]),
        "@type": "prov:Entity",
        "identifier": row["doc_id"],
        "title": row["title"],
        "publisher": row["publisher"],
        "issued": row["published_on"],
        "language": row["language"],
        "rights": row["licence"],
        "url": row["url"],
        "contentSize": row["size"],
        "sha256": row["sha256"],
    }
    if row["part"] is not None:
        entity |= {"@id": f"#document/{quote(row['doc_id'])}", "wasDerivedFrom": named_by(row["sha256"])}
        entity |= {"contentSize": None, "sha256": None}
    if row["author"]:
        # Two documents by one name need not be by one person, so that an author is named by the document.
        author = f"#author/{quote(row['doc_id'])}"
        entity["wasAttributedTo"] = {"@id": author, "@type": "prov:Agent", "name": row["author"]}
    return {key: value for key, value in entity.items() if value is not None}

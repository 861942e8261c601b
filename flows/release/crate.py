"""The release as a Research Object Crate (RO-Crate version 1.3)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from flows.release.about import AUTHORS, DESCRIPTION, KEYWORDS, LICENCE, NAME, SOFTWARE, citation, day
from flows.release.checksums import CHECKSUMS, digest
from flows.release.contents import Contents
from flows.release.tables import table_files

CRATE = "ro-crate-metadata.json"
_SPECIFICATION = "https://w3id.org/ro/crate/1.3"
_AUTHORS = {"@id": "#authors"}


def crate(contents: Contents) -> str:
    """Return the text of ro-crate-metadata.json for the table files that stand in the folder."""
    files = list(_files(contents))
    rows = contents.frames["documents"].drop("text").rows(named=True)
    documents = [_document(row) for row in rows]
    archives = {row["path"]: _archive(row) for row in rows if row["part"] is not None}
    graph = [
        {
            "@id": CRATE,
            "@type": "CreativeWork",
            "conformsTo": {"@id": _SPECIFICATION},
            "about": {"@id": "./"},
        },
        {
            "@id": "./",
            "@type": "Dataset",
            "name": f"{NAME}, release {contents.version}",
            "description": DESCRIPTION,
            "version": contents.version,
            "datePublished": day(contents),
            "license": {"@id": LICENCE.path},
            "author": _AUTHORS,
            "publisher": _AUTHORS,
            "keywords": list(KEYWORDS),
            "creditText": citation(contents),
            "hasPart": _references(files),
            "isBasedOn": _references(documents),
            "mentions": {"@id": "#making"},
        },
        {"@id": LICENCE.path, "@type": "CreativeWork", "name": LICENCE.title, "identifier": LICENCE.name},
        {"@id": "#authors", "@type": "Organization", "name": AUTHORS},
        {"@id": "#software", "@type": "SoftwareApplication", "name": SOFTWARE, "version": SOFTWARE.split()[-1]},
        {
            "@id": "#making",
            "@type": "CreateAction",
            "name": f"The documents read by {contents.engine}",
            "agent": _AUTHORS,
            "instrument": [{"@id": "#software"}, *({"@id": f"#{made.name}"} for made in contents.instruments)],
            "object": _references(documents),
            "result": _references(files),
        },
        *(
            {
                "@id": f"#{made.name}",
                "@type": "CreativeWork",
                "name": f"{made.name} {made.version}",
                "version": made.version,
                "sha256": made.sha256,
            }
            for made in contents.instruments
        ),
        *files,
        *documents,
        *archives.values(),
    ]
    return json.dumps({"@context": f"{_SPECIFICATION}/context", "@graph": graph}, ensure_ascii=False, indent=1) + "\n"


def _references(entities: list[dict[str, Any]]) -> list[dict[str, str]]:
    return [{"@id": entity["@id"]} for entity in entities]


def _files(contents: Contents) -> Iterator[dict[str, Any]]:
    """Yield the files of the release but the crate's own description, which is none of its parts."""
    for table, name, media_type in table_files(contents.tables.values()):
        yield {
            "@id": name,
            "@type": "File",
            "name": f"{table.title} ({name.rpartition('.')[2]})",
            "description": table.description,
            "encodingFormat": media_type,
            "contentSize": str((contents.folder / name).stat().st_size),
            "sha256": digest(contents.folder / name),
        }
    for file in contents.files:
        if file.name != CRATE:
            yield {"@id": file.name, "@type": "File", "name": file.title, "encodingFormat": file.media_type}
    yield {
        "@id": CHECKSUMS,
        "@type": "File",
        "name": "SHA-256 digests of all other files",
        "encodingFormat": "text/plain",
    }


def _document(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a source document: no part of the crate, which has its text in a table."""
    entity = {
        "@id": f"#document/{quote(row['doc_id'])}",
        "@type": "CreativeWork",
        "name": row["title"] or row["doc_id"],
        "identifier": row["doc_id"],
        "author": row["author"],
        "publisher": row["publisher"],
        "datePublished": row["published_on"],
        "inLanguage": row["language"],
        "license": row["licence"],
        "url": row["url"],
    }
    if row["part"] is None:
        entity["sha256"] = row["sha256"]
    else:
        entity["isPartOf"] = {"@id": _archive_name(row["path"])}
    return {key: value for key, value in entity.items() if value is not None}


def _archive(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the web archive that a document is a page of."""
    return {
        "@id": _archive_name(row["path"]),
        "@type": "CreativeWork",
        "name": row["path"],
        "sha256": row["sha256"],
    }


def _archive_name(path: str) -> str:
    return f"#archive/{quote(path)}"

"""The Croissant (version 1.1) description of a release: its tables as record sets that machine learning tools load."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from flows.release.about import AUTHORS, DESCRIPTION, KEYWORDS, LICENCE, NAME, citation, day
from flows.release.checksums import FORMAT, digest
from flows.release.contents import Contents
from flows.release.tables import csv_name, parquet_name
from schemas.codebook.kinds import element
from schemas.codebook.vocabulary import Column, Table, Term

CROISSANT = "croissant.json"
# The first is registered, the second what mlcroissant knows.
_PARQUET = ["application/vnd.apache.parquet", "application/x-parquet"]
_DATA_TYPES = {
    "integer": "sc:Integer",
    "offset": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "day": "sc:Date",
}
# That of the specification's appendix, and the terms that mlcroissant expects beside it.
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    "description": {"@container": "@language"},
} | {
    name: f"cr:{name}"
    for name in (
        "annotation", "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "excludes", "extract",
        "field", "fileObject", "fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath",
        "key", "md5", "parentField", "path", "readLines", "recordSet", "references", "regex", "repeated", "replace",
        "samplingRate", "sdVersion", "separator", "source", "subField", "transform", "unArchive", "value",
    )
}  # fmt: skip


def croissant(contents: Contents) -> str:
    """Return the text of croissant.json for the table files that stand in the folder.

    The records are read from the Parquet files, as CSV cells have no lists and no types.
    """
    tables = contents.tables
    enumerations = _enumerations(tables)
    dataset: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": NAME,
        "description": DESCRIPTION,
        "license": LICENCE.path,
        # The release's page: where the release is published is not known when it is made.
        "url": "dictionary.html",
        "creator": {"@type": "sc:Organization", "name": AUTHORS},
        "datePublished": day(contents),
        # Semantic versioning, as Croissant asks for: the layout of releases, and the release as the build.
        "version": f"{FORMAT}.0.0+{contents.version}",
        "citeAs": citation(contents),
        "keywords": list(KEYWORDS),
        "inLanguage": "en",
        "isLiveDataset": False,
        "distribution": [file for table in tables.values() for file in _files(table, contents.folder)],
        "recordSet": [
            *(_record_set(table, tables, enumerations) for table in tables.values()),
            *(_enumeration(name, terms) for terms, name in enumerations.items()),
        ],
    }
    return json.dumps(dataset, ensure_ascii=False, indent=1) + "\n"


def _files(table: Table, folder: Path) -> Iterator[dict[str, Any]]:
    for name, other, media_type in (
        (parquet_name(table), csv_name(table), _PARQUET),
        (csv_name(table), parquet_name(table), "text/csv"),
    ):
        yield {
            "@type": "cr:FileObject",
            "@id": name,
            "name": name,
            "description": table.description,
            "contentUrl": name,
            "contentSize": f"{(folder / name).stat().st_size} B",
            "encodingFormat": media_type,
            "sha256": digest(folder / name),
            "sameAs": other,
        }


def _record_set(table: Table, tables: Mapping[str, Table], enumerations: Mapping[tuple[Term, ...], str]) -> Any:
    references = _references(table)
    # mlcroissant 1.1 reads a record set that others refer to wrongly, once one of them was read, where it refers to
    # others itself.
    if not any(key.table == table.name for other in tables.values() for key in other.foreign_keys):
        # The elements of a list cannot be joined.
        single = [column for column in table.columns if column.terms and not column.listed]
        references |= {column.name: f"{enumerations[column.terms]}/name" for column in single}
    keyed = {"key": [{"@id": f"{table.name}/{name}"} for name in table.key]} if table.key else {}
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        **keyed,
        "field": [_field(table, column, references.get(column.name)) for column in table.columns],
    }


def _references(table: Table) -> dict[str, str]:
    """Return, by column, the field that it refers to, as its foreign keys say.

    A key of several columns cannot be said: each field refers by itself, and would be joined by that column alone.
    """
    return {key.columns[0]: f"{key.table}/{key.to[0]}" for key in table.foreign_keys if len(key.columns) == 1}


def _field(table: Table, column: Column, reference: str | None) -> dict[str, Any]:
    field: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": column.name,
        "description": f"{column.description} Unit: {column.unit}." if column.unit else column.description,
        "dataType": _DATA_TYPES.get(element(column.kind), "sc:Text"),
        "source": {"fileObject": {"@id": parquet_name(table)}, "extract": {"column": column.name}},
    }
    if column.listed:
        field |= {"isArray": True, "arrayShape": "-1"}
    if reference is not None:
        field["references"] = {"field": {"@id": reference}}
    return field


def _enumerations(tables: Mapping[str, Table]) -> dict[tuple[Term, ...], str]:
    """Return the name of each set of terms: that of the first column that has it."""
    found: dict[tuple[Term, ...], str] = {}
    for table in tables.values():
        for column in table.columns:
            if column.terms:
                found.setdefault(column.terms, f"{table.name}.{column.name}")
    return found


def _enumeration(name: str, terms: tuple[Term, ...]) -> dict[str, Any]:
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": f"The terms of the column {name} and what they mean.",
        "dataType": "sc:Enumeration",
        "key": {"@id": f"{name}/name"},
        "field": [
            {"@type": "cr:Field", "@id": f"{name}/{part}", "name": part, "description": about, "dataType": "sc:Text"}
            for part, about in (("name", "The term."), ("description", "What it means."))
        ],
        "data": [{f"{name}/name": term.name, f"{name}/description": term.definition} for term in terms],
    }

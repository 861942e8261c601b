"""The Data Package (version 2) description of a release, made from the codebook."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flows.release.about import AUTHORS, DESCRIPTION, KEYWORDS, LICENCE, NAME, SOFTWARE, TITLE
from flows.release.checksums import FORMAT, digest
from flows.release.contents import Contents
from flows.release.tables import csv_name, parquet_name
from schemas.codebook.kinds import element
from schemas.codebook.vocabulary import Column, Table, Term
from schemas.edtf import PATTERN

DATAPACKAGE = "datapackage.json"
_PROFILES = "https://datapackage.org/profiles/2.0"
_EDTF = "http://id.loc.gov/datatypes/edtf/EDTF-level1"
# What a document is known by, in the order of the columns; its path is not that of a file in the release.
_SOURCE = ("doc_id", "author", "publisher", "published_on", "retrieved_on", "language", "licence", "sha256")


def datapackage(contents: Contents) -> str:
    """Return the text of datapackage.json for the table files that stand in the folder."""
    folder = contents.folder
    package: dict[str, Any] = {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": NAME,
        "title": TITLE,
        "version": contents.version,
        "description": DESCRIPTION,
        # Not of the standard: the layout of the release, and what made it. `attache verify` reads them.
        "format": FORMAT,
        "software": SOFTWARE,
        "engine": contents.engine,
        "instruments": [asdict(instrument) for instrument in contents.instruments],
        "keywords": list(KEYWORDS),
        "licenses": [asdict(LICENCE)],
        "contributors": [{"title": AUTHORS, "roles": ["creator"]}],
        "sources": [_source(row) for row in contents.frames["documents"].iter_rows(named=True)],
        "resources": [
            resource
            for table in contents.tables.values()
            for resource in (_csv_resource(table, folder), _parquet_resource(table, folder))
        ],
    }
    # A package without documents has no sources, and the profile wants the list filled or left out.
    filled = {key: value for key, value in package.items() if value != []}
    return json.dumps(filled, ensure_ascii=False, indent=1) + "\n"


def _source(document: Mapping[str, Any]) -> dict[str, str]:
    source = {"title": document["title"] or document["doc_id"]}
    if document["url"]:
        source["path"] = document["url"]
    return source | {name: document[name] for name in _SOURCE if document[name] is not None}


def _csv_resource(table: Table, folder: Path) -> dict[str, Any]:
    return {
        **_resource(table, table.name, folder / csv_name(table)),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"lineTerminator": "\r\n"},
        "schema": _schema(table, ""),
    }


def _parquet_resource(table: Table, folder: Path) -> dict[str, Any]:
    return {
        **_resource(table, f"{table.name}-parquet", folder / parquet_name(table)),
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": _schema(table, "-parquet"),
    }


def _resource(table: Table, name: str, file: Path) -> dict[str, Any]:
    return {
        "name": name,
        "type": "table",
        "path": file.name,
        "title": table.title,
        "description": table.description,
        "bytes": file.stat().st_size,
        "hash": f"sha256:{digest(file)}",
    }


def _schema(table: Table, suffix: str) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "$schema": f"{_PROFILES}/tableschema.json",
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
    }
    if table.key:
        schema["primaryKey"] = list(table.key)
    if table.unique:
        schema["uniqueKeys"] = [list(columns) for columns in table.unique]
    if table.foreign_keys:
        schema["foreignKeys"] = [
            {
                "fields": list(key.columns),
                "reference": {"resource": f"{key.table}{suffix}", "fields": list(key.to)},
            }
            for key in table.foreign_keys
        ]
    return schema


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": _type(column), "description": column.description}
    if element(column.kind) == "date":
        field["rdfType"] = _EDTF
    if column.unit:
        field["unit"] = column.unit
    if column.listed:
        # The standard says nothing of a list's elements but by a JSON Schema, which frictionless turns down; arrayItem
        # is what frictionless reads and checks in its place.
        field["arrayItem"] = {"type": "string", "constraints": _value_constraints(column), **_categories(column.terms)}
        return field | {"constraints": {"required": True}}
    constraints = {"required": True} if column.required else {}
    constraints |= _value_constraints(column)
    field |= _categories(column.terms)
    return field | ({"constraints": constraints} if constraints else {})


def _categories(terms: tuple[Term, ...]) -> dict[str, Any]:
    return {"categories": [{"value": term.name, "label": term.definition} for term in terms]} if terms else {}


def _type(column: Column) -> str:
    if column.listed:
        return "array"
    match element(column.kind):
        case "integer" | "offset":
            return "integer"
        case "number":
            return "number"
        case "boolean":
            return "boolean"
        case "day":
            return "date"
        case _:
            return "string"


def _value_constraints(column: Column) -> dict[str, Any]:
    """Return the constraints of one value: of the cell, or of each element of a list."""
    constraints: dict[str, Any] = {}
    if column.terms:
        constraints["enum"] = [term.name for term in column.terms]
    if column.kind == "date":
        constraints["pattern"] = PATTERN
    if column.kind == "hash":
        constraints["pattern"] = "^[0-9a-f]{64}$"
    if column.minimum is not None or column.kind == "offset":
        constraints["minimum"] = column.minimum or 0
    if column.maximum is not None:
        constraints["maximum"] = column.maximum
    return constraints

"""The Data Package (version 2) description of a release, made from the codebook."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from flows.release.checksums import digest
from flows.release.tables import csv_name, parquet_name
from schemas.codebook.kinds import element
from schemas.codebook.vocabulary import Column, Table
from schemas.edtf import PATTERN

DATAPACKAGE = "datapackage.json"
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0 International",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
DESCRIPTION = (
    "Open datasets on international affairs - relations, incidents, sanctions, investment rankings - "
    "in which every value is attached to the words that it was read from."
)


def datapackage(
    tables: Mapping[str, Table], documents: pl.DataFrame, folder: Path, *, engine: str, version: str
) -> str:
    """Return the text of datapackage.json for the table files that stand in the folder."""
    package: dict[str, Any] = {
        "$schema": _PROFILE,
        "name": "attache",
        "title": "attache",
        "version": version,
        "description": DESCRIPTION,
        "engine": engine,
        "licenses": [LICENCE],
        "sources": [_source(row) for row in documents.iter_rows(named=True)],
        "resources": [
            resource
            for table in tables.values()
            for resource in (_csv_resource(table, folder), _parquet_resource(table, folder))
        ],
    }
    # A package without documents has no sources, and the profile wants the list filled or left out.
    filled = {key: value for key, value in package.items() if value != []}
    return json.dumps(filled, ensure_ascii=False, indent=1) + "\n"


def _source(document: Mapping[str, Any]) -> dict[str, str]:
    source = {"title": document["title"] or document["doc_id"]}
    return source | ({"path": document["url"]} if document["url"] else {})


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
        "path": file.name,
        "title": table.title,
        "description": table.description,
        "bytes": file.stat().st_size,
        "hash": f"sha256:{digest(file)}",
    }


def _schema(table: Table, suffix: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns]}
    if table.key:
        schema["primaryKey"] = list(table.key)
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
    if column.unit:
        field["unit"] = column.unit
    constraints = _constraints(column)
    if column.terms:
        field["categories"] = [{"value": term.name, "label": term.definition} for term in column.terms]
    return field | ({"constraints": constraints} if constraints else {})


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
        case _:
            return "string"


def _constraints(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.kind == "term":
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

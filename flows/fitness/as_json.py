"""What was found in a file, as one JSON object for programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

from flows.fitness.agreement import Comparison
from flows.fitness.findings import Findings, Fitness
from flows.records import documents_as_json, fields_of
from schemas.codebook.kinds import CLAIM_TABLES

_REJECT = ("table", "record_id", "column", "check", "value", "reason")


def as_json(file: Fitness, added: str | None = None) -> dict[str, object]:
    """Return the verdict on a file, its reasons and all that was found; ``added`` is where it was copied to.

    A file that cannot be read has the first four keys and no others but ``added``.
    """
    part = file.findings.document.part if file.findings else None
    verdict = {
        "path": str(file.path),
        "page": part,
        "verdict": file.verdict,
        "reasons": [asdict(reason) for reason in file.reasons],
    }
    return verdict | (_findings(file.findings) if file.findings else {}) | {"added": added}


def _findings(findings: Findings) -> dict[str, object]:
    document = findings.document
    (records,) = documents_as_json((document,), findings.frames)
    return {
        "document": {
            "sha256": document.sha256,
            "size": document.size,
            "reader": document.reader,
            "encoding": document.encoding,
            "characters": len(document.text),
            "words": len(document.text.split()),
            "left_out": findings.left_out,
        },
        "language": asdict(findings.tongue) if findings.tongue else None,
        "origin": {one.key: {"value": _plain(one.value), "where": one.where} for one in findings.origin},
        "likenesses": [asdict(like) for like in findings.likenesses],
        **{table: records[table] for table in CLAIM_TABLES},
        "misses": [asdict(miss) for miss in findings.misses],
        "unknown_names": [asdict(name) for name in findings.unknown],
        "ambiguous_names": [asdict(name) for name in findings.ambiguous],
        "rejects": findings.frames["rejects"].select(_REJECT).rows(named=True),
        "release": findings.version,
        "conflicts": [_comparison(one) for one in findings.comparisons if one.kind == "conflicts"],
        "agrees": [_comparison(one) for one in findings.comparisons if one.kind == "agrees"],
    }


def _comparison(one: Comparison) -> dict[str, object]:
    return {
        "table": one.table,
        "record_id": one.ours["record_id"],
        "quote": one.ours["quote"],
        "differs": one.differs,
        "theirs": {
            **{key: one.theirs[key] for key in ("record_id", "doc_id", "quote", "sentence")},
            **_said(one.table, one.theirs),
        },
    }


def _said(table: str, row: Mapping[str, object]) -> dict[str, object]:
    return {name: row[name] for name in fields_of(table)}


def _plain(value: str | date | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value

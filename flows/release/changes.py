"""What changed since the release before, as each release carries it: CHANGES.json for programs, CHANGES.md for people.

Both stand outside of CHECKSUMS and of the version, since they depend on what was published before; their digests are
in the log of releases.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from flows.release.change_text import changes_text, first_text
from flows.release.diff import Diff, FieldChange, RecordChange, compare
from flows.release.edition import Edition, Row, Words, read_edition
from flows.release.errors import ReleaseError
from schemas.codebook.kinds import CLAIM_TABLES

CHANGES_JSON = "CHANGES.json"
CHANGES_MD = "CHANGES.md"
FORMAT = "attache changes 1"


def write_changes(release: Path, predecessor: Path | None) -> None:
    """Write CHANGES.json and CHANGES.md into a release's folder: what changed since its predecessor.

    The first release says that it is the first, and one whose predecessor cannot be read says why there is no
    comparison: that must not keep it from being published.
    """
    after = read_edition(release)
    if predecessor is None:
        note = "This is the first release here: there is none before it to compare with."
        made, text = _uncompared(after, None, note), first_text(after, note)
    else:
        try:
            diff = compare(read_edition(predecessor), after)
        except ReleaseError as problem:
            # The folder stands for itself: where it lies is no business of those who read the release.
            note = f"The release before, {predecessor.name}, {problem.message}: no comparison."
            made, text = _uncompared(after, predecessor.name, note), first_text(after, note)
        else:
            made, text = as_object(diff), changes_text(diff)
    _write(release / CHANGES_JSON, json_text(made))
    _write(release / CHANGES_MD, text)


def as_object(diff: Diff) -> dict[str, Any]:
    """Return a diff as a JSON object: enough to make the records of the later release from those of the earlier one.

    ``records`` has one entry a changed record: ``kind``, ``table``, ``record_id`` (as it is; of a removed record, as it
    was), ``record_before`` where another one became it, ``doc_id``, ``quote``, ``fields`` (column, value before and
    after, and the words with their methods) and ``causes``, in the order of flows/release/change_causes.py.
    """
    return {
        "format": FORMAT,
        "from": _edition(diff.before),
        "to": _edition(diff.after),
        "same": diff.same,
        "counts": diff.counts(),
        "causes": cause_counts(diff),
        "notes": list(diff.notes),
        "documents": [
            {"kind": change.kind, "doc_id": change.doc_id, "columns": list(change.columns)} for change in diff.documents
        ],
        "rules": [{"kind": how, "rule_id": rule_id} for rule_id, how in diff.rules.items()],
        "corrections": [{"kind": how, **_plain(_correction(diff, name))} for name, how in diff.corrections.items()],
        "instruments": [
            {"name": name, "before": _instrument(before), "after": _instrument(after)}
            for name, (before, after) in diff.instruments.items()
        ],
        "records": [_record(change) for change in diff.records],
    }


def cause_counts(diff: Diff) -> dict[str, int]:
    """Return how many changed records each cause is named for, alone or beside others."""
    counts: dict[str, int] = {}
    for change in diff.records:
        for name in dict.fromkeys(cause.name for cause in change.causes):
            counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items()))


def json_text(made: Mapping[str, Any]) -> str:
    """Return an object as the text of a JSON file: a key a line, and an element of its lists a line."""
    entries = []
    for key, value in made.items():
        elements = [_dumped(element) for element in value] if isinstance(value, list) else []
        text = "[\n  " + ",\n  ".join(elements) + "\n ]" if elements else _dumped(value)
        entries.append(f" {_dumped(key)}: {text}")
    return "{\n" + ",\n".join(entries) + "\n}\n"


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _uncompared(after: Edition, before: str | None, note: str) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "from": None if before is None else {"version": before},
        "to": _edition(after),
        "same": False,
        "counts": None,
        "notes": [note],
    }


def _edition(edition: Edition) -> dict[str, Any]:
    records = {name: len(edition.records[name]) for name in CLAIM_TABLES}
    return {
        "version": edition.version,
        "engine": edition.engine,
        "documents": len(edition.documents),
        "records": records,
    }


def _record(change: RecordChange) -> dict[str, Any]:
    before = change.before["record_id"] if change.before is not None else None
    renamed = change.kind == "changed" and before != change.row["record_id"]
    return {
        "kind": change.kind,
        "table": change.table,
        "record_id": change.row["record_id"],
        **({"record_before": before} if renamed else {}),
        "doc_id": change.row["doc_id"],
        "quote": change.row["quote"],
        "fields": [_field(field) for field in change.fields],
        "causes": [{"cause": cause.name, "detail": cause.detail} for cause in change.causes],
    }


def _field(field: FieldChange) -> dict[str, Any]:
    return {
        "field": field.field,
        "before": _value(field.before),
        "after": _value(field.after),
        "words_before": _words(field.words_before),
        "words_after": _words(field.words_after),
    }


def _words(words: Words) -> list[dict[str, str]]:
    return [{"words": said, "method": method} for said, method in words]


def _correction(diff: Diff, name: str) -> Row:
    for edition in (diff.after, diff.before):
        if edition.corrections is not None and name in edition.corrections:
            return edition.corrections[name]
    raise KeyError(name)


def _instrument(found: tuple[str, str | None] | None) -> dict[str, str | None] | None:
    return None if found is None else {"version": found[0], "sha256": found[1]}


def _plain(row: Row) -> dict[str, Any]:
    return {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="")

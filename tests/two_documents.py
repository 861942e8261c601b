"""A corpus of two short documents with a record in every table, made by hand: raw files, rows and frames."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import polars as pl

from flows.resolve.derive import derived
from flows.resolve.frames import build_frames
from schemas.validate import validate

Rows = dict[str, list[dict[str, Any]]]

FIRST = (
    "Cuba — so the ministry said — cut its diplomatic ties with Seoul in 1959. "
    "Norway seized 30 boats of Iceland’s yesterday."
)
SECOND = (
    "=Notes\nCanada banned the export of oil and luxury goods to Fiji in 1999. Peru was Chad's second-largest donor.\n"
)
TEXTS = {"first": FIRST, "second": SECOND}
METADATA = {
    "first": 'title = "Ties"\nauthor = "A. Writer"\npublished_on = 2024-02-16\n',
    "second": 'title = "-Notes"\n',
}
RULES = {
    ("cut-ties", "relation_type"): {"diplomatic"},
    ("cut-ties", "change"): {"severed"},
    ("seize", "incident_type"): {"seizure"},
    ("ban-export", "action"): {"imposed"},
    ("ban-export", "measures"): {"export_ban"},
    ("rank-holder", "metric"): {"donor"},
    ("rank-holder", "rank_kind"): {"exact"},
}


def settable(rule_id: str, field: str) -> set[str]:
    """Return what the corpus's rules can set."""
    return {"actual", "planned", "denied"} if field == "factuality" else RULES.get((rule_id, field), set())


def write_raw(folder: Path) -> Path:
    """Return the folder of the two source files with their metadata, now written."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in TEXTS.items():
        (folder / f"{name}.txt").write_bytes(text.encode())
        (folder / f"{name}.toml").write_bytes(METADATA[name].encode())
    return folder


def rows() -> Rows:
    """Return the rows of all tables, as the resolver makes them."""
    made: Rows = {name: [] for name in ("documents", "sentences", "evidence", "rejects")}
    _document(made, "first", title="Ties", author="A. Writer", published_on="2024-02-16", ends=(74, len(FIRST)))
    _document(made, "second", title="-Notes", ends=(6, 72, len(SECOND) - 1))
    made["relations"] = [_record(made, "relations", "rel-1", "first", 0, "Cuba — so", "1959", "cut-ties", CUT)]
    made["incidents"] = [_record(made, "incidents", "inc-1", "first", 1, "Norway", "yesterday", "seize", SEIZED)]
    made["sanctions"] = [_record(made, "sanctions", "san-1", "second", 1, "Canada", "in 1999", "ban-export", BANNED)]
    made["investment_rankings"] = [
        _record(made, "investment_rankings", "ran-1", "second", 2, "Peru", "donor", "rank-holder", RANKED)
    ]
    tables = {"cut-ties": "relations", "seize": "incidents", "ban-export": "sanctions"}
    made["rules"] = [
        {
            "rule_id": rule,
            "table": tables.get(rule, "investment_rankings"),
            "origin": "codebook",
            "description": f"Reads {rule}.",
            "sha256": hashlib.sha256(rule.encode()).hexdigest(),
            "records": 0,
        }
        for rule in dict.fromkeys(rule for rule, _ in RULES)
    ]
    made["rejects"] = [
        {"table": "documents", "check": "readable", "reason": "is empty; remove it", "path": "third.txt"},
    ]
    return made


def frames() -> dict[str, pl.DataFrame]:
    """Return the frames of the corpus, validated."""
    validated = validate(build_frames(rows()), derived)
    assert validated.rejects.height == 1, validated.rejects
    return validated.frames


# field: (value, words, method) one or more; of a list field one or more a value.
CUT = {
    "subject": [("CUB", "Cuba", "normalised"), ("CUB", "its", "resolved")],
    "object": [("KOR", "Seoul", "normalised")],
    "relation_type": [("diplomatic", "diplomatic ties", "rule")],
    "change": [("severed", "cut", "rule")],
    "factuality": [("actual", "cut", "rule")],
    "date": [("1959", "1959", "normalised")],
    "speaker": [("ministry", "ministry", "verbatim")],
}
SEIZED = {
    "incident_type": [("seizure", "seized", "rule")],
    "actors": [("NOR", "Norway", "normalised")],
    "targets": [("ISL", "Iceland", "normalised")],
    "item": [("boat", "boats", "normalised")],
    "quantity": [(30, "30", "normalised")],
    "unit": [("boat", "boats", "normalised")],
    "factuality": [("actual", "seized", "rule")],
    "date": [("2024-02-15", "yesterday", "metadata")],
}
BANNED = {
    "senders": [("CAN", "Canada", "normalised")],
    "targets": [("FJI", "Fiji", "normalised")],
    "action": [("imposed", "banned", "rule")],
    "measures": [("export_ban", "banned the export", "rule")],
    "goods": [("oil", "oil", "verbatim"), ("luxury good", "luxury goods", "normalised")],
    "date": [("1999", "1999", "normalised")],
    "factuality": [("actual", "banned", "rule")],
}
RANKED = {
    "economy": [("TCD", "Chad", "normalised")],
    "ranked": [("PER", "Peru", "normalised")],
    "metric": [("donor", "donor", "rule")],
    "rank": [(2, "second", "normalised")],
    "rank_kind": [("exact", "second-largest", "rule")],
    "factuality": [("actual", "was", "rule")],
}
_LISTS = {"actors", "targets", "senders", "measures", "goods", "supporters", "ahead"}


def _document(made: Rows, doc_id: str, *, ends: tuple[int, ...], **metadata: str) -> None:
    text, content = TEXTS[doc_id], TEXTS[doc_id].encode()
    made["documents"].append(
        {
            "doc_id": doc_id,
            "path": f"{doc_id}.txt",
            "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content),
            "reader": "text",
            "encoding": "utf-8",
            "characters": len(text),
            "text": text,
        }
        | metadata
    )
    start = 0
    for number, end in enumerate(ends):
        start += len(text[start:end]) - len(text[start:end].lstrip())
        made["sentences"].append(
            {
                "doc_id": doc_id,
                "sentence": number,
                "start": start,
                "end": end - (len(text[start:end]) - len(text[start:end].rstrip())),
                "text": text[start:end].strip(),
                "outcome": "screened_out" if text[start:end].strip() == "=Notes" else "claim",
                "actors": ["Cuba", "Seoul"] if (doc_id, number) == ("first", 0) else [],
                "triggers": [],
                "records": 0,
            }
        )
        start = end


def _record(  # noqa: PLR0913 - each is a column
    made: Rows, table: str, record_id: str, doc_id: str, sentence: int, first: str, last: str, rule: str, values: Any
) -> dict[str, Any]:
    text = TEXTS[doc_id]
    start = text.index(first)
    end = text.index(last, start) + len(last)
    record: dict[str, Any] = {
        "record_id": record_id,
        "doc_id": doc_id,
        "quote": text[start:end],
        "start": start,
        "end": end,
        "sentence": sentence,
        "rule_id": rule,
        "confidence": 1.0,
    }
    for field, given in values.items():
        record[field] = [value for value, _, _ in given] if field in _LISTS else given[0][0]
        for part, (value, words, method) in enumerate(given):
            at = text.index(words, start)
            made["evidence"].append(
                {
                    "record_id": record_id,
                    "table": table,
                    "field": field,
                    "part": part,
                    "doc_id": doc_id,
                    "start": at,
                    "end": at + len(words),
                    "words": words,
                    "value": str(value),
                    "method": method,
                    "anchor": "2024-02-16" if method == "metadata" else None,
                    "rule_id": rule,
                }
            )
    return record

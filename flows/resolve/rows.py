"""Claims to rows: values made of their words, claims told twice merged, records named, sentences counted."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from flows.extract.claims import Claim, Evidence, Extraction, Scalar
from flows.ingest.document import Document
from flows.resolve.merge import merged
from flows.resolve.normalise import normalise
from schemas.cells import as_text
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.vocabulary import Table, load_tables

Row = dict[str, object]

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of every table by its name, as dicts with the codebook's columns."""

    tables: Mapping[str, list[Row]]


def resolve(extractions: Iterable[Extraction]) -> Rows:
    """Return the rows of all tables for the documents' extractions, a document at a time."""
    tables: dict[str, list[Row]] = {name: [] for name in load_tables()}
    for extraction in extractions:
        _document(extraction, tables)
    return Rows(tables)


def _document(extraction: Extraction, tables: dict[str, list[Row]]) -> None:
    document = extraction.document
    valued = [_valued(claim, document.text) for claim in extraction.claims]
    records: dict[int, int] = {}
    counts: dict[str, int] = {}
    for name in CLAIM_TABLES:
        table = load_tables()[name]
        told = merged([claim for claim in valued if claim.table == name])
        counts[name] = len(told)
        taken: dict[str, int] = {}
        for claim in told:
            row, evidence = _record(claim, table, document, taken)
            tables[name].append(row)
            tables["evidence"] += evidence
        for claim in valued:
            # A sentence counts every record that it states, also one that another sentence stated first.
            if claim.table == name:
                records[claim.sentence] = records.get(claim.sentence, 0) + 1
    tables["documents"].append(_document_row(document))
    misses = 0
    for sentence in extraction.sentences:
        misses += sentence.outcome == "no_claim" and bool(sentence.actors and sentence.triggers)
        tables["sentences"].append(
            {
                "doc_id": document.doc_id,
                "sentence": sentence.index,
                "start": sentence.start,
                "end": sentence.end,
                "text": document.text[sentence.start : sentence.end],
                "outcome": sentence.outcome,
                "actors": list(sentence.actors),
                "triggers": list(sentence.triggers),
                "records": records.get(sentence.index, 0),
            }
        )
    outcomes = [sentence.outcome for sentence in extraction.sentences]
    tables["coverage"].append(
        {
            "doc_id": document.doc_id,
            "characters": len(document.text),
            "words": sum(1 for _ in _WORD.finditer(document.text)),
            "sentences": len(outcomes),
            "screened_out": outcomes.count("screened_out"),
            "parsed": len(outcomes) - outcomes.count("screened_out"),
            "with_claims": outcomes.count("claim"),
            "possible_misses": misses,
            **counts,
            "events": 0,
            "no_event": 0,
            "rejects": 0,
        }
    )


def _valued(claim: Claim, text: str) -> Claim:
    """Return the claim with every value made of its words; evidence whose words give no value is left out.

    Words that take up others have no value of their own, but that of the words that they refer to: of "North Korea
    closed its missions, and Spain followed", "followed" is evidence for the mission that "missions" gives.
    """
    columns = {column.name: column for column in load_tables()[claim.table].columns}
    values: list[Scalar | None] = []
    told: dict[str, Scalar] = {}
    for evidence in claim.evidence:
        value = evidence.value
        if value is None and evidence.method != "resolved":
            value = normalise(columns[evidence.field].kind, text[evidence.start : evidence.end], evidence.anchor)
        values.append(value)
        if value is not None:
            told.setdefault(evidence.field, value)
    kept = [
        replace(evidence, value=told[evidence.field] if value is None else value)
        for evidence, value in zip(claim.evidence, values, strict=True)
        if value is not None or (evidence.method == "resolved" and evidence.field in told)
    ]
    return replace(claim, evidence=tuple(dict.fromkeys(kept)))


def _record(claim: Claim, table: Table, document: Document, taken: dict[str, int]) -> tuple[Row, list[Row]]:
    """Return a claim's row and the rows of its evidence."""
    cells: Row = {}
    for column in table.fields:
        values = claim.values(column.name)
        if column.listed:
            cells[column.name] = list(values)
        elif values:
            cells[column.name] = values[0]
    record_id = _record_id(table, document, cells, taken)
    row: Row = {
        "record_id": record_id,
        "doc_id": document.doc_id,
        **cells,
        "quote": document.text[claim.start : claim.end],
        "start": claim.start,
        "end": claim.end,
        "sentence": claim.sentence,
        "rule_id": claim.rule,
        "confidence": confidence(claim),
    }
    return row, [
        {
            "record_id": record_id,
            "table": table.name,
            "field": evidence.field,
            "part": part,
            "doc_id": document.doc_id,
            "start": evidence.start,
            "end": evidence.end,
            "words": document.text[evidence.start : evidence.end],
            "value": as_text(evidence.value),
            "method": evidence.method,
            "anchor": evidence.anchor,
            "rule_id": claim.rule,
        }
        for part, evidence in _numbered(claim, table)
        if evidence.value is not None
    ]


def _numbered(claim: Claim, table: Table) -> Iterable[tuple[int, Evidence]]:
    """Yield the evidence for the values that a row holds, numbered within its field."""
    for column in table.fields:
        kept = claim.values(column.name) if column.listed else claim.values(column.name)[:1]
        yield from enumerate(e for e in claim.evidence if e.field == column.name and e.value in kept)


def confidence(claim: Claim) -> float:
    """Return the share of a claim's values that stand in the clause itself, in so many words.

    The rest were carried over from elsewhere in the document: a reference resolved, a date inherited. Values that the
    rule sets are in the clause by definition. It is no probability: it says how much had to be put together.
    """
    fields = list(dict.fromkeys((e.field, e.value) for e in claim.evidence))
    carried = {(e.field, e.value) for e in claim.evidence if e.carried}
    return round(1 - len(carried) / len(fields), 4)


def _record_id(table: Table, document: Document, cells: Mapping[str, object], taken: dict[str, int]) -> str:
    """Return a record's name, from the second on with its number where claims differ in nothing that makes a name."""
    name = record_name(table, document.doc_id, cells)
    taken[name] = taken.get(name, 0) + 1
    return name if taken[name] == 1 else f"{name}-{taken[name]}"


def record_name(table: Table, doc_id: str, cells: Mapping[str, object]) -> str:
    """Return a record's name, made of what the claim is: the document that makes it, and what it says.

    What it says are the values of all fields but who says so (``speaker``), those of a list in any order. So the name
    stays where the words move, where the rule that reads them has another name or another rule reads the same, where
    other documents and claims come and go, and where the speaker is read otherwise; it is another one as soon as the
    document or any of the values is. Quote, offsets, sentence and confidence are how the claim is told, not what it is.
    """
    told = [_identity(cells.get(field.name)) for field in table.fields if field.name != "speaker"]
    digest = hashlib.sha256("\x1f".join([table.name, doc_id, *told]).encode()).hexdigest()[:12]
    return f"{table.name[:3]}-{digest}"


def _identity(value: object) -> str:
    if value is None or value == []:
        return ""
    if isinstance(value, list):
        values: list[Scalar] = value
        return "\x1e".join(sorted(map(as_text, values)))
    return as_text(value) if isinstance(value, str | int | float) else str(value)


def _document_row(document: Document) -> Row:
    metadata = document.metadata
    return {
        "doc_id": document.doc_id,
        "path": document.path,
        "part": document.part,
        "sha256": document.sha256,
        "size": document.size,
        "reader": document.reader,
        "encoding": document.encoding,
        "title": metadata.title,
        "author": metadata.author,
        "affiliation": metadata.affiliation,
        "kind": metadata.kind,
        "language": metadata.language,
        "publisher": metadata.publisher,
        "published_on": metadata.published_on,
        "url": metadata.url,
        "licence": metadata.licence,
        "retrieved_on": metadata.retrieved_on,
        "photo_credit": metadata.photo_credit,
        "characters": len(document.text),
        "text": document.text,
    }

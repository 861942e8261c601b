"""What changed from one release to another: records with their values and words, and the cause of each change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from flows.release.change_causes import Cause, Causes, DocumentChange, changed_documents
from flows.release.edition import Edition, InstrumentId, Row, Words
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.vocabulary import load_tables

Kind = Literal["added", "removed", "changed", "moved"]
KINDS: tuple[Kind, ...] = ("added", "removed", "changed", "moved")

# Where a record stands in its document: all that differs where only the text before it did.
PLACE = frozenset({"start", "end", "sentence"})
ALIKE = 0.5  # of the values of two records, so that one can be what became of the other


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One column of a record: its value and words before and after; a column that is not read has no words."""

    field: str
    before: Any
    after: Any
    words_before: Words = ()
    words_after: Words = ()


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What became of one record of a table; ``moved`` is one of which only the place in the document differs.

    ``before`` is its row in the earlier release and ``after`` that in the later one, each None where it is not there;
    ``fields`` are the columns that differ (of added and removed records the filled ones), ``causes`` what can be the
    cause, in the order of `flows.release.change_causes`.
    """

    kind: Kind
    table: str
    before: Row | None
    after: Row | None
    fields: tuple[FieldChange, ...]
    causes: tuple[Cause, ...] = ()

    @property
    def row(self) -> Row:
        """The row as it is, or, of a removed record, as it was."""
        row = self.after if self.after is not None else self.before
        if row is None:
            raise AssertionError("a change has a row before or after")
        return row


@dataclass(frozen=True, slots=True)
class Diff:
    """All that differs between two releases; ``notes`` say what could not be compared, and why."""

    before: Edition
    after: Edition
    documents: tuple[DocumentChange, ...]
    rules: Mapping[str, str]
    corrections: Mapping[str, str]
    instruments: Mapping[str, tuple[InstrumentId | None, InstrumentId | None]]
    records: tuple[RecordChange, ...]
    notes: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether the two are one release: the version is a digest of all files."""
        changes = (self.documents, self.rules, self.corrections, self.instruments, self.records)
        return self.before.version == self.after.version and not any(changes)

    def counts(self) -> dict[str, dict[Kind, int]]:
        """Return how many records of each table were added, removed, changed and moved."""
        counts: dict[str, dict[Kind, int]] = {name: dict.fromkeys(KINDS, 0) for name in CLAIM_TABLES}
        for change in self.records:
            counts[change.table][change.kind] += 1
        return counts


def compare(before: Edition, after: Edition, tables: Sequence[str] = CLAIM_TABLES) -> Diff:
    """Return what changed from one release to the other in the tables of claims named.

    A record with the same identifier in both is the same record; it changed where a cell or its words differ. What is
    left of a document and table on either side is paired as *one record that changed*, as a record's identifier is
    made of its values, in this way: two can be a pair if their quotes overlap (where the document's text is the same;
    else if half of their words are the same) and at least half of their values, taken together, are the same. Of all
    such pairs the one with the most values in common is taken first, then the one whose quotes overlap most, then the
    one whose identifiers come first; each record is paired once. What remains was removed or added. So the outcome
    depends on the two releases alone.

    Columns that only one of two formats has are left out, with a note.
    """
    notes = list(_format_notes(before, after, tables))
    documents = changed_documents(before, after)
    causes = Causes(before, after, documents)
    records: list[RecordChange] = []
    for table in tables:
        columns = [column for column in after.columns[table] if column in before.columns[table]]
        changes = [
            _change(table, old, new, columns, before, after)
            for old, new in _pairs(table, columns, before, after)
            if not _as_it_was(old, new, before, after)
        ]
        records += [
            replace(change, causes=causes.of(change.before, change.after, [field.field for field in change.fields]))
            for change in changes
            if change.fields
        ]
    if before.version == after.version and (records or documents):
        notes.append("both say that they are the same version, but hold other rows: see `attache verify`")
    order = {name: number for number, name in enumerate(CLAIM_TABLES)}
    records.sort(
        key=lambda c: (order[c.table], KINDS.index(c.kind), c.row["doc_id"], c.row["start"], c.row["record_id"])
    )
    return Diff(
        before,
        after,
        documents,
        causes.rules,
        causes.corrections,
        causes.instruments,
        tuple(records),
        tuple(notes),
    )


def _format_notes(before: Edition, after: Edition, tables: Sequence[str]) -> Iterator[str]:
    """Yield what could not be compared, because only one of two formats has it."""
    for edition, other in ((before, after), (after, before)):
        only = [f"{t}.{c}" for t in tables for c in edition.columns[t] if c not in other.columns[t]]
        if only:
            yield f"only release {edition.version} has {', '.join(only)}: not compared"
        told = (("rules", edition.rules), ("corrections", edition.corrections))
        for name in (name for name, rows in told if rows is None):
            yield f"release {edition.version} has no table {name}: whether they changed cannot be told"


def _pairs(
    table: str, columns: Sequence[str], before: Edition, after: Edition
) -> Iterator[tuple[Row | None, Row | None]]:
    """Yield each record of either release with what it was, or became; None where it is in one release only."""
    old, new = before.records[table], after.records[table]
    yield from ((old[record_id], new[record_id]) for record_id in old.keys() & new.keys())
    left: dict[str, tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    for side, records, others in ((0, old, new), (1, new, old)):
        for record_id in sorted(records.keys() - others.keys()):
            left[records[record_id]["doc_id"]][side].append(records[record_id])
    fields = [column.name for column in load_tables()[table].fields if column.name in columns]
    for doc_id, (gone, come) in left.items():
        documents = before.documents.get(doc_id), after.documents.get(doc_id)
        texts = {(row["sha256"], row["encoding"]) for row in documents if row is not None}
        same_text = None not in documents and len(texts) == 1
        yield from _matched(gone, come, fields, same_text=same_text)


def _matched(
    gone: Sequence[Row], come: Sequence[Row], fields: Sequence[str], *, same_text: bool
) -> Iterator[tuple[Row | None, Row | None]]:
    said = {id(row): _values(row, fields) for row in (*gone, *come)}
    possible = []
    for one in gone:
        for other in come:
            overlap = _overlap(one, other) if same_text else _shared(_words(one), _words(other))
            if overlap == 0 or (overlap < ALIKE and not same_text):
                continue
            if (alike := _shared(said[id(one)], said[id(other)])) >= ALIKE:
                # In this order the pairs are the same whichever of the two releases is the earlier one.
                names = sorted((one["record_id"], other["record_id"]))
                possible.append((-alike, -overlap, names, one, other))
    free = {row["record_id"] for row in (*gone, *come)}
    for *_, one, other in sorted(possible, key=lambda pair: pair[:3]):
        if one["record_id"] in free and other["record_id"] in free:
            free -= {one["record_id"], other["record_id"]}
            yield one, other
    yield from ((row, None) for row in gone if row["record_id"] in free)
    yield from ((None, row) for row in come if row["record_id"] in free)


def _values(row: Row, fields: Sequence[str]) -> frozenset[tuple[str, str]]:
    """Return what a record says as pairs of field and value, a list's values one by one."""
    return frozenset(
        (field, str(value))
        for field in fields
        for value in (row[field] if isinstance(row[field], list) else [row[field]])
        if value is not None
    )


def _words(row: Row) -> frozenset[str]:
    return frozenset(row["quote"].lower().split())


def _shared(one: frozenset[Any], other: frozenset[Any]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def _overlap(one: Row, other: Row) -> float:
    """Return the share of the characters of two quotes that both hold."""
    (start, end), (from_, to) = (_span(one), _span(other))
    return max(0, min(end, to) - max(start, from_)) / (max(end, to) - min(start, from_))


def _span(row: Row) -> tuple[int, int]:
    return int(row["start"]), int(row["end"])


def _as_it_was(old: Row | None, new: Row | None, before: Edition, after: Edition) -> bool:
    """Return whether a record is the same in all columns and words: what most records of two releases are."""
    if old is None or old != new:
        return False
    record_id = old["record_id"]
    return all(before.words.get((record_id, name)) == after.words.get((record_id, name)) for name in old)


def _change(
    table: str, old: Row | None, new: Row | None, columns: Sequence[str], before: Edition, after: Edition
) -> RecordChange:
    fields = []
    for column in columns:
        values = [row[column] if row is not None else None for row in (old, new)]
        said = [
            edition.words.get((row["record_id"], column), ()) if row is not None else ()
            for edition, row in ((before, old), (after, new))
        ]
        if old is None or new is None:
            differs = any(value not in (None, []) for value in values)
        else:
            differs = values[0] != values[1] or said[0] != said[1]
        if differs:
            fields.append(FieldChange(column, values[0], values[1], said[0], said[1]))
    kind: Kind = "changed"
    if old is None or new is None:
        kind = "added" if old is None else "removed"
    elif {field.field for field in fields} <= PLACE:
        kind = "moved"
    return RecordChange(kind, table, old, new, tuple(fields))

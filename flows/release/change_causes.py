"""What can be the cause of a change between two releases, computed from what differs in what they were made from.

The causes are named in this order, from what touches one record to what touches all:
  correction  a correction of the record was added, changed or withdrawn
  document    the document was added or removed, or its bytes, or metadata that values are read from, changed
  rule        the rule that read the record was added, removed or changed; where it is the same, other rules were, which
              may go before it or after it, or tell it whom "they" means
  model       the parser is another one
  engine      the program's code, or what the codebook declares beside the rules, is another one
  unknown     a release does not tell enough to say that nothing else was the cause, or nothing differs
Whichever of them could be the cause is named. A correction that accounts for all that changed in a record is the only
one, and so is a document that is new or gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from flows.release.edition import Edition, InstrumentId, Row

CauseName = Literal["correction", "document", "rule", "model", "engine", "unknown"]
CAUSES: tuple[CauseName, ...] = ("correction", "document", "rule", "model", "engine", "unknown")

# What a value can be read from beside the text: dates are counted from the day, and speakers can be the author.
READ_FROM = ("published_on", "author", "affiliation", "publisher")
# What a correction of a field changes with it: dates as days are made from dates.
_MADE_FROM = {"date_first": "date", "date_last": "date", "start": "quote", "end": "quote", "sentence": "quote"}


@dataclass(frozen=True, slots=True)
class Cause:
    """What can be the cause of a change, and what of it differs."""

    name: CauseName
    detail: str


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """What became of a document: added, removed or changed, and then in which columns."""

    kind: Literal["added", "removed", "changed"]
    doc_id: str
    columns: tuple[str, ...] = ()


def changed_documents(before: Edition, after: Edition) -> tuple[DocumentChange, ...]:
    """Return what became of the documents that differ, by doc_id."""
    changes = []
    for doc_id in sorted(before.documents.keys() | after.documents.keys()):
        old, new = before.documents.get(doc_id), after.documents.get(doc_id)
        if old is None or new is None:
            changes.append(DocumentChange("added" if old is None else "removed", doc_id))
        elif columns := tuple(name for name in new if name in old and new[name] != old[name]):
            changes.append(DocumentChange("changed", doc_id, columns))
    return tuple(changes)


class Causes:
    """What differs in what two releases were made from, and which of it can be the cause of a record's change."""

    def __init__(self, before: Edition, after: Edition, documents: Collection[DocumentChange]) -> None:
        self.documents = {change.doc_id: change for change in documents}
        # Where one of the releases does not tell its rules or corrections, nothing is known of what became of them.
        self.rules_known = before.rules is not None and after.rules is not None
        self.rules = _differing(_codebook_rules(before), _codebook_rules(after)) if self.rules_known else {}
        self.corrections_known = before.corrections is not None and after.corrections is not None
        corrections = [(one.corrections or {}) if self.corrections_known else {} for one in (before, after)]
        old, new = ({name: row["sha256"] for name, row in rows.items()} for rows in corrections)
        self.corrections = {
            name: "withdrawn" if how == "removed" else how for name, how in _differing(old, new).items()
        }
        self.by_record: dict[str, list[tuple[str, frozenset[str] | None]]] = defaultdict(list)
        for name in self.corrections:
            rows = [one[name] for one in corrections if name in one]
            # An addition and a withdrawal account for all of a record, a change for the fields that it names.
            whole = any(row["action"] != "change" for row in rows)
            fields = None if whole else frozenset(field for row in rows for field in row["fields"])
            for record_id in {row["record_id"] for row in rows}:
                self.by_record[record_id].append((name, fields))
        names = ("code", "codebook", "parser")
        self.instruments = {
            name: (before.instruments.get(name), after.instruments.get(name))
            for name in names
            if not _same(before.instruments.get(name), after.instruments.get(name))
        }

    def of(self, old: Row | None, new: Row | None, fields: Collection[str]) -> tuple[Cause, ...]:
        """Return the causes that the change of a record from ``old`` to ``new`` can have, in the order above.

        ``fields`` are the columns that differ.
        """
        rows = [row for row in (old, new) if row is not None]
        corrected = list(self._corrected(rows))
        if corrected and self._accounted_for(rows, old is None or new is None, fields):
            return tuple(corrected)
        document = self._document(rows[0]["doc_id"])
        if document is not None and self.documents[rows[0]["doc_id"]].kind != "changed":
            return (document,)
        found = [*corrected, *([document] if document is not None else []), *self._program(rows)]
        return tuple(found) or (Cause("unknown", "nothing that they were made from differs"),)

    def _corrected(self, rows: Collection[Row]) -> Iterator[Cause]:
        told: set[str] = set()
        for row in rows:
            for name, _ in self.by_record.get(row["record_id"], ()):
                if name not in told:
                    told.add(name)
                    yield Cause("correction", f"{name} {self.corrections[name]}")

    def _accounted_for(self, rows: Collection[Row], whole: bool, fields: Collection[str]) -> bool:
        given = [one for row in rows for _, one in self.by_record.get(row["record_id"], ())]
        if any(one is None for one in given):
            return True
        named = {field for one in given if one is not None for field in one}
        return not whole and all(_MADE_FROM.get(field, field) in named or field in named for field in fields)

    def _document(self, doc_id: str) -> Cause | None:
        change = self.documents.get(doc_id)
        if change is None:
            return None
        if change.kind != "changed":
            return Cause("document", f"{doc_id} {change.kind}")
        if "sha256" in change.columns:
            return Cause("document", f"the bytes of {doc_id} changed")
        read = [column for column in change.columns if column in READ_FROM]
        return Cause("document", f"{', '.join(read)} of {doc_id} changed") if read else None

    def _program(self, rows: Collection[Row]) -> Iterator[Cause]:
        """Yield what of the rules, the parser and the code can be the cause."""
        own = sorted({row["rule_id"] for row in rows} & self.rules.keys())
        for rule_id in own:
            yield Cause("rule", f"{rule_id} {self.rules[rule_id]}")
        if not own and self.rules:
            kinds = [
                f"{sum(how == kind for how in self.rules.values())} {kind}" for kind in ("added", "removed", "changed")
            ]
            yield Cause("rule", f"other rules than its own: {', '.join(k for k in kinds if not k.startswith('0 '))}")
        unknown = [] if self.corrections_known else ["corrections"]
        codebook = self.instruments.get("codebook")
        if not self.rules_known and codebook is not None:
            if None in codebook:
                unknown.append("rules")
            else:
                yield Cause("rule", "the codebook changed; which rules did is not told")
        parser, code = self.instruments.get("parser"), self.instruments.get("code")
        if parser is not None and None not in parser:
            yield Cause("model", "another parser")
        if code is not None and None not in code:
            yield Cause("engine", "other code")
        elif self.rules_known and not self.rules and codebook is not None and None not in codebook:
            yield Cause("engine", "the codebook changed, but none of its rules")
        unknown += [name for name in ("parser", "code") if None in self.instruments.get(name, ())]
        if unknown:
            yield Cause("unknown", f"a release does not tell its {', '.join(unknown)}")


def _codebook_rules(edition: Edition) -> dict[str, str]:
    rows = {} if edition.rules is None else edition.rules
    return {name: row["sha256"] for name, row in rows.items() if row.get("origin", "codebook") == "codebook"}


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Return what became of each digest that differs, by name: added, removed or changed."""
    found = {}
    for name in sorted(before.keys() | after.keys()):
        if name not in before or name not in after:
            found[name] = "added" if name not in before else "removed"
        elif before[name] != after[name]:
            found[name] = "changed"
    return found


def _same(one: InstrumentId | None, other: InstrumentId | None) -> bool:
    """Return whether two instruments are one: by digest, or by version where a release does not tell the digest."""
    if one is None or other is None:
        return one is other
    by_digest = one[1] is not None and other[1] is not None
    return one[1] == other[1] if by_digest else one[0] == other[0]

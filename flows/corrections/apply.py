"""Corrections applied to the rows of a release, after they were resolved and before they are validated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import polars as pl

from flows.corrections.correction import Correction
from flows.corrections.evidence import Place, Texts, offset
from flows.corrections.values import Row, corrected_cells, toml_value, unmet
from flows.resolve.rows import record_name
from schemas.cells import as_json
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.vocabulary import Table, load_tables

Tables = dict[str, list[dict[str, object]]]


def applied(tables: Mapping[str, Sequence[Row]], corrections: Sequence[Correction]) -> Tables:
    """Return the rows of all tables with the corrections applied, those of `corrections` and `rules` among them.

    ``tables`` are those of `flows.resolve.rows.resolve`, with `rules` beside them; they are left as they are. A record
    that is changed keeps its identifier, which names the claim as it was read: who cited it finds it, corrected. The
    values that it gets have evidence of method `corrected`, whose rule_id is the correction's identifier; the rest of
    its evidence, its rule and its confidence, which tell how it was read, stay. Raise CodebookError for the first
    correction that does not fit; nothing is then to be published.
    """
    state = _State(tables)
    for correction in corrections:
        state.apply(correction)
    for correction in corrections:
        state.check_distinct(correction)
    return state.tables


def check_accepted(
    corrections: Sequence[Correction], tables: Mapping[str, Sequence[Row]], rejects: pl.DataFrame
) -> None:
    """Raise CodebookError where validation turned away a record that a correction made or changed.

    ``tables`` are those of `applied`, ``rejects`` the frame of what validation rejected.
    """
    known = {correction.id: correction for correction in corrections}
    by_record: dict[object, list[Correction]] = defaultdict(list)
    for row in tables["corrections"]:
        by_record[row["record_id"]].append(known[str(row["correction_id"])])
    for row in rejects.iter_rows(named=True):
        if (concerned := by_record.get(row["record_id"])) is None:
            continue
        column = str(row["column"])
        correction = next((one for one in concerned if column in one.fields), concerned[0])
        path: tuple[str | int, ...] = ("set", column) if column in correction.set else ()
        raise correction.error(
            path,
            f"the schema rejects record {row['record_id']} as corrected: {row['table']}, {column} is {row['value']}: "
            f"{row['reason']}",
            "Mend the value, or withdraw the record",
        )


class _State:
    """The rows while corrections are applied to them one by one."""

    def __init__(self, tables: Mapping[str, Sequence[Row]]) -> None:
        self.tables: Tables = {name: [dict(row) for row in rows] for name, rows in tables.items()}
        self.texts = Texts(tables["documents"], tables["sentences"])
        self.rules = {row["rule_id"] for row in self.tables["rules"]}
        self.records = {
            str(row["record_id"]): (load_tables()[name], row) for name in CLAIM_TABLES for row in self.tables[name]
        }
        self.evidence: dict[str, list[dict[str, object]]] = defaultdict(list)
        for row in self.tables["evidence"]:
            self.evidence[str(row["record_id"])].append(row)
        self.added: dict[str, Correction] = {}
        self.made: dict[str, str] = {}

    def apply(self, correction: Correction) -> None:
        if correction.id in self.rules:
            raise correction.error(("id",), "is the id of a rule of the codebook", "Give it another id")
        before: Mapping[str, object] | None
        after: Mapping[str, object] | None
        match correction.action:
            case "add":
                table, row = self._add(correction)
                before, after = None, {field: row[field] for field in corrected_cells(correction, table)}
            case "change":
                table, row = self._guarded(correction)
                old = dict(row)
                changed = self._change(correction, table, row)
                before, after = ({field: record.get(field) for field in changed} for record in (old, row))
            case "withdraw":
                table, row = self._guarded(correction)
                before, after = self._withdraw(table, row), None
        self.made[correction.id] = str(row["record_id"])
        self._note(correction, table, row, before, after)

    def check_distinct(self, correction: Correction) -> None:
        """Raise where the record that a correction made says what another record of the document says."""
        record_id = self.made[correction.id]
        if record_id not in self.records:
            return
        table, row = self.records[record_id]
        name = record_name(table, str(row["doc_id"]), row)
        for other in self.tables[table.name]:
            if other["doc_id"] != row["doc_id"] or other is row:
                continue
            if record_name(table, str(row["doc_id"]), other) == name:
                raise correction.error(
                    (),
                    f"record {record_id} then says the same as record {other['record_id']}",
                    "Remove this correction, or withdraw one of the two records",
                )

    def _add(self, correction: Correction) -> tuple[Table, Row]:
        table, doc_id = load_tables()[str(correction.table)], str(correction.document)
        if doc_id not in self.texts.texts:
            message = f"there is no document {doc_id!r}"
            raise correction.error(("document",), message, "Write a doc_id of the table documents")
        if correction.quote is None:
            raise AssertionError("a correction that adds is not read without a quote")
        cells = corrected_cells(correction, table)
        quote = self.texts.quote(correction, correction.quote, Place(doc_id))
        self._check_unread(correction, table, doc_id, (offset(quote["start"]), offset(quote["end"])))
        record_id = record_name(table, doc_id, cells)
        if record_id in self.records:
            by = f" (by correction {self.added[record_id].id!r})" if record_id in self.added else ""
            message = f"the record that it adds is there already: {record_id}{by}"
            raise correction.error((), message, "Remove this correction")
        made = {"rule_id": correction.id, "confidence": 1.0}
        row = {"record_id": record_id, "doc_id": doc_id, **cells, **quote, **made}
        for column in table.fields:
            if column.name in cells:
                self.evidence[record_id] += self.texts.evidence(correction, table.name, column, row, [])
        self.tables["evidence"] += self.evidence[record_id]
        self.tables[table.name].append(row)
        self.records[record_id] = (table, row)
        self.added[record_id] = correction
        return table, row

    def _check_unread(self, correction: Correction, table: Table, doc_id: str, quote: tuple[int, int]) -> None:
        """Raise where other records are read from the quote's words than the guard of an addition expects."""
        there = [
            str(row["record_id"])
            for row in self.tables[table.name]
            if row["doc_id"] == doc_id and offset(row["start"]) < quote[1] and quote[0] < offset(row["end"])
        ]
        read = [record_id for record_id in there if record_id not in self.added]
        if len(read) != correction.expect["records"]:
            shown = f" ({', '.join(read)})" if read else ""
            raise correction.error(
                ("expect", "records"),
                f"its guard fails: {len(read)} records of {table.name}{shown} are read from the quote's words now, and "
                f"it expects {correction.expect['records']}",
                "Look whether one of them is what you add: then remove this correction, else mend expect",
            )

    def _change(self, correction: Correction, table: Table, row: dict[str, object]) -> list[str]:
        """Change a record and its evidence; return the columns that were corrected."""
        cells = corrected_cells(correction, table)
        row |= cells
        if correction.quote is not None:
            row |= self.texts.quote(correction, correction.quote, self.texts.place(row))
        record_id = str(row["record_id"])
        made: list[dict[str, object]] = []
        for column in table.fields:
            kept = [one for one in self.evidence[record_id] if one["field"] == column.name]
            corrected = column.name in cells
            made += self.texts.evidence(correction, table.name, column, row, kept) if corrected else kept
        self._replace_evidence(record_id, made)
        return [*cells, *(["quote"] if correction.quote is not None else [])]

    def _withdraw(self, table: Table, row: Row) -> dict[str, object]:
        """Take a record and its evidence out; return what it said."""
        self.tables[table.name] = [other for other in self.tables[table.name] if other is not row]
        self._replace_evidence(str(row["record_id"]), [])
        del self.records[str(row["record_id"])]
        cells = {column.name: row.get(column.name) for column in table.fields}
        return {field: value for field, value in cells.items() if value not in (None, "", [])}

    def _replace_evidence(self, record_id: str, made: list[dict[str, object]]) -> None:
        rest = [one for one in self.tables["evidence"] if one["record_id"] != record_id]
        self.tables["evidence"] = [*rest, *made]
        self.evidence[record_id] = made

    def _guarded(self, correction: Correction) -> tuple[Table, dict[str, object]]:
        """Return the record that a correction names, which is as its guard expects."""
        record_id = str(correction.record)
        if record_id in self.added:
            message = f"record {record_id} is added by correction {self.added[record_id].id!r}"
            raise correction.error(("record",), message, "Mend that one")
        if record_id not in self.records:
            raise correction.error(
                ("record",),
                f"there is no record {record_id!r} to {correction.action}{self._resembling(correction)}",
                "Remove the correction, or name the record that it is about now",
            )
        table, row = self.records[record_id]
        # What the correction itself gets wrong is told before what it expects.
        corrected_cells(correction, table)
        for field, expected, there in unmet(correction, table, row):
            raise correction.error(
                ("expect", field),
                f"its guard fails: {field} of record {record_id} is {toml_value(there)} now, and it expects "
                f"{toml_value(expected)}",
                "Look at the record again; then mend the correction, or remove it",
            )
        return table, row

    def _resembling(self, correction: Correction) -> str:
        """Return a hint at the records that say what the correction expects, or what it sets already."""
        hints = []
        for what, told in (("say what it expects", correction.expect), ("say already what it sets", correction.set)):
            alike = [
                record_id
                for record_id, (table, row) in self.records.items()
                if told and table.name.startswith(str(correction.record)[:3])
                if all(row.get(field) in ((None, "") if value == "" else (value,)) for field, value in told.items())
            ]
            if alike:
                hints.append(f"{', '.join(sorted(alike)[:3])} {what}")
        return f" ({'; '.join(hints)})" if hints else ""

    def _note(
        self,
        correction: Correction,
        table: Table,
        row: Row,
        before: Mapping[str, object] | None,
        after: Mapping[str, object] | None,
    ) -> None:
        """Put what a correction did into the tables `corrections` and `rules`."""
        self.tables["corrections"].append(
            {
                "correction_id": correction.id,
                "action": correction.action,
                "table": table.name,
                "record_id": row["record_id"],
                "doc_id": row["doc_id"],
                "fields": list(after or ()),
                "before": None if before is None else as_json(before),
                "after": None if after is None else as_json(after),
                "quote": row["quote"],
                "reason": correction.reason,
                "reviewer": correction.reviewer,
                "decided_on": correction.date,
                "sha256": correction.sha256,
            }
        )
        self.tables["rules"].append(
            {
                "rule_id": correction.id,
                "table": table.name,
                "origin": "correction",
                "description": correction.reason,
                "sha256": correction.sha256,
                "records": 0,
            }
        )

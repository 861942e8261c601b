"""Whether the values of a release follow from their words: the normalisers run again on every row of evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from flows.release.problems import Problem, Settable
from flows.resolve.normalise import normalise, verbatim
from schemas.cells import as_text
from schemas.codebook.kinds import CLAIM_TABLES, Kind
from schemas.codebook.vocabulary import load_tables

Row = Mapping[str, Any]
# Words may refer to others that a rule matched: "Norway followed" to "cut its ties".
_RESTING = ("verbatim", "normalised", "metadata", "rule", "corrected")


def value_problems(evidence: pl.DataFrame, documents: pl.DataFrame, settable: Settable | None) -> list[Problem]:
    """Return the rows of evidence whose words do not give their value by their method."""
    metadata = {row["doc_id"]: row for row in documents.drop("text").iter_rows(named=True)}
    rests = evidence.filter(pl.col("method").is_in(_RESTING))
    resting = set(rests.select("record_id", "field", "value").iter_rows())
    kinds = {(name, c.name): c.kind for name in CLAIM_TABLES for c in load_tables()[name].fields}
    return [
        Problem(
            f"{message}; the words are {row['words']!r}",
            table=row["table"],
            record=row["record_id"],
            field=row["field"],
            document=row["doc_id"],
            span=(row["start"], row["end"]),
        )
        for row in evidence.iter_rows(named=True)
        for message in _messages(row, kinds.get((row["table"], row["field"])), metadata, resting, settable)
    ]


def _messages(
    row: Row,
    kind: Kind | None,
    metadata: Mapping[str, Row],
    resting: set[tuple[str, str, str]],
    settable: Settable | None,
) -> Iterator[str]:
    # A field or document that is not there is a problem of its own, found by the schemas.
    if kind is None or row["doc_id"] not in metadata:
        return
    value = row["value"]
    match row["method"]:
        case "verbatim":
            if (given := verbatim(row["words"])) != value:
                yield f"the value is {value!r}, and its words verbatim are {given!r}"
        case "normalised":
            yield from _differs(kind, row, row["anchor"])
        case "resolved":
            if (row["record_id"], row["field"], value) not in resting:
                yield f"the value is {value!r}, and no other words of the field give it that the words could refer to"
        case "metadata":
            yield from _metadata(kind, row, metadata[row["doc_id"]])
        case "rule":
            values = settable(row["rule_id"], row["field"]) if settable is not None else None
            if values is not None and value not in values:
                yield f"the value is {value!r}, and rule {row['rule_id']} can only set {sorted(values)}"


def _differs(kind: Kind, row: Row, anchor: str | None) -> Iterator[str]:
    try:
        given = normalise(kind, row["words"], anchor)
    except ValueError as problem:
        yield str(problem)
        return
    if given is None or as_text(given) != row["value"]:
        after = f" counted from {anchor}" if anchor else ""
        yield f"the value is {row['value']!r}, and the words{after} give {given!r}"


def _metadata(kind: Kind, row: Row, document: Row) -> Iterator[str]:
    """Yield what is wrong with a value that the document's metadata give: as they are, or counted from its date."""
    published_on = document["published_on"]
    if kind != "date":
        if row["value"] not in [document[name] for name in ("author", "affiliation", "publisher")]:
            yield f"the value is {row['value']!r}, which is not in the document's metadata"
    elif published_on is None:
        yield f"the value is {row['value']!r}, and the document's date is not known"
    elif row["anchor"] not in (None, published_on, f"{published_on}/.."):
        # The open span is how what is still to come is counted: "will meet on Friday" (flows/language/times.py).
        yield f"the words are counted from {row['anchor']}, and the document's date is {published_on}"
    elif row["value"] != published_on:
        yield from _differs(kind, row, row["anchor"] or published_on)

"""The data card of a release: what is in it, how to read and cite it, what to beware of."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from flows.release.datapackage import DESCRIPTION
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.vocabulary import Column, Table

CARD = "README.md"

_HEAD = """\
# attache, release {version}

{description}

One row of relations, incidents, sanctions or investment_rankings is one claim that a source document makes about the
world. A claim is recorded only where the text states it. The release rests on {documents} and was read by {engine}.

| table | rows | what a row is |
| --- | ---: | --- |
"""

_BODY = """
## How to read it

Every table is there as Parquet and as CSV, with the same rows. `datapackage.json` describes both (Data Package
version 2), `CHECKSUMS` holds the SHA-256 digest of every file (`sha256sum -c CHECKSUMS`).

    import polars as pl
    relations = pl.read_parquet("relations.parquet")
    evidence = pl.read_parquet("evidence.parquet")
    relations.join(evidence, on="record_id").select("subject", "object", "change", "field", "words", "value")

From a value to its words: find its rows in `evidence` by `record_id` and `field`; `start` and `end` are offsets into
the `text` of the document `doc_id`, counted in characters (Unicode code points) from 0, the end not included.

In the CSV files (UTF-8, RFC 4180):
- a missing value is an empty cell; no text is empty;
- a list is a JSON array, `["KHM", "PRK"]`, and an empty list is `[]`;
- a text that a spreadsheet would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage return, be
  it after white space), and any text that begins with an apostrophe, has one apostrophe put before it. To read a text
  back, take one apostrophe from its beginning where there is one. Parquet needs none of this.

## How to cite it

> attache: datasets of international relations, incidents, sanctions and investment rankings, release {version}.
> Licence CC BY 4.0.

The version is made from the content: any change to any file gives another one, and the same content the same. It is
the first twelve digits of the SHA-256 digest of what `CHECKSUMS` would be if `README.md` and `datapackage.json` had
twelve zeros in the place of the version.

## Licences

The datasets are under [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/). The documents' texts belong to their
authors; column `licence` of `documents` has their terms where they are known.

## Limits

- A row says what a document claims, not that it is true. `factuality` says how the document puts it, `speaker` who
  says so where it is not the author.
- Dates and actors are read from the text and the document's own metadata alone; what these do not tell is missing.
- The rules read English. What they cannot read they leave out: `coverage` counts, document by document, the sentences
  that name an actor and hold a word of a rule, but gave no record (`possible_misses`); `sentences` lists them.
- What failed a check is not published but stands in `rejects`, with the reason.
- `confidence` tells how much of a row was carried over from elsewhere in the document. It is not a probability.

## Columns
"""


def card(tables: Mapping[str, Table], frames: Mapping[str, pl.DataFrame], *, engine: str, version: str) -> str:
    """Return the text of the release's README.md."""
    documents = _counted(frames["documents"].height, "document")
    head = _HEAD.format(version=version, description=DESCRIPTION, documents=documents, engine=engine)
    rows = [f"| {table.name} | {frames[name].height} | {_line(table.description)} |" for name, table in tables.items()]
    body = _BODY.format(version=version)
    parts = [part for table in tables.values() for part in _columns(table)]
    return head + "\n".join(rows) + "\n" + body + "\n".join(parts) + "\n"


def _columns(table: Table) -> list[str]:
    lines = ["", f"### {table.name}", "", "| column | kind | filled | meaning |", "| --- | --- | --- | --- |"]
    lines += [f"| {c.name} | {_kind(c)} | {_filled(c)} | {_line(c.description)} |" for c in table.columns]
    for column in table.columns:
        # Factuality is explained once, under the first table that has it.
        if column.terms and not (column.name == "factuality" and table.name != CLAIM_TABLES[0]):
            lines += ["", f"| {column.name} | when |", "| --- | --- |"]
            lines += [f"| {term.name} | {_line(term.definition)} |" for term in column.terms]
    return lines


def _kind(column: Column) -> str:
    return f"{column.kind}, in units of one {column.unit}" if column.unit else column.kind


def _filled(column: Column) -> str:
    if column.listed:
        return "list"
    return "always" if column.required else "where known"


def _line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

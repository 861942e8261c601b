"""The data card of a release: what a newcomer needs to know of it in two minutes, then its columns."""

from __future__ import annotations

import html
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from flows.release.about import DESCRIPTION, LICENCE, NAME, citation
from flows.release.contents import Contents
from schemas.cells import as_text
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.vocabulary import Column, Table

CARD = "README.md"
# The columns of a claim that say what it is, in the excerpts.
_SHOWN = {
    "relations": ("subject", "object", "relation_type", "change", "factuality", "date", "quote"),
    "incidents": ("incident_type", "actors", "targets", "factuality", "date", "quote"),
    "sanctions": ("action", "senders", "targets", "measures", "factuality", "date", "quote"),
    "investment_rankings": ("economy", "ranked", "metric", "rank", "factuality", "date", "quote"),
}
_ROWS = 2  # rows of an excerpt
_QUOTE = 90  # characters of a cell in one
_QUALITY = Path(__file__).with_name("quality.toml")

_HEAD = """\
# {name}, release {version}

{description}

One row of relations, incidents, sanctions or investment_rankings is one claim that a source document makes about the
world. A claim is recorded only where the text states it, and every value of it has the words that it was read from in
`evidence`. This release holds {claims} from {documents}{years}, read by {engine}.

| table | rows | what a row is |
| --- | ---: | --- |
"""

_OPEN = """
## Open it

Look first at [viewer.html](viewer.html), which shows the documents, the claims and their words in a browser, without a
network. Every table is there as Parquet and as CSV, with the same rows. Parquet needs no care:

| with | `relations` |
| --- | --- |
| polars | `pl.read_parquet("relations.parquet")` |
| pandas | `pd.read_parquet("relations.parquet", dtype_backend="pyarrow")` |
| DuckDB | `SELECT * FROM 'relations.parquet'` |
| R | `arrow::read_parquet("relations.parquet")` |

From a value to its words, with polars:

    relations = pl.read_parquet("relations.parquet")
    evidence = pl.read_parquet("evidence.parquet")
    relations.join(evidence, on="record_id").select("subject", "object", "change", "field", "words", "value")

`start` and `end` are offsets into the `text` of the document `doc_id`, counted in characters (Unicode code points)
from 0, the end not included. `events` has the claims in the layout of event data such as GDELT, and `actors` the ISO
3166, COW, Gleditsch-Ward and Wikidata identifiers to join other data by.

### CSV

UTF-8, RFC 4180. Read every column as text, and then: an empty cell is a missing value; a list is a JSON array,
`["KHM", "PRK"]`, and an empty list is `[]`; a text that a spreadsheet would run as a formula (it begins with `=`, `+`,
`-`, `@`, a tab or a carriage return, be it after white space), and any text that begins with an apostrophe, has one
apostrophe put before it, which is to be taken off again.

| with | `relations` |
| --- | --- |
| polars | `pl.read_csv("relations.csv", infer_schema=False)` |
| pandas | `pd.read_csv("relations.csv", dtype=str, keep_default_na=False)`: else `NA`, Namibia's code, is missing |
| DuckDB | `FROM read_csv('relations.csv', all_varchar=true, header=true, delim=',', quote='"', escape='"', \
max_line_size=16000000)` |
| Python | `csv.reader(open("relations.csv", encoding="utf-8", newline=""))`, after \
`csv.field_size_limit(sys.maxsize)` |
| a spreadsheet | import all columns as text, or it makes days of months; do not save over the file |

## Check it

    sha256sum -c CHECKSUMS              # the files are what they were
    attache verify FOLDER               # and every value follows from its words, with the program that made the release

`attache verify` needs nothing but the release; with the sources it checks them too.

## Cite it

> {citation}

[CITATION.cff](CITATION.cff) says the same to programs. The version is made from the content: any change to any file
gives another one, and the same content the same. It is the first twelve digits of the SHA-256 digest of what
`CHECKSUMS` would be if every file but the tables' (`.parquet`, `.csv`) had twelve zeros in the place of the version.
`CHANGES.json`, `CHANGES.md` (what changed since the release before, where there was one) and `CHECKSUMS.sig` (a
signature) stand outside of it.

## What else is here

| file | |
| --- | --- |
{files}
| CHECKSUMS | SHA-256 digest of every file |

## Licences

The datasets are under [{licence}]({licence_path}). The documents' texts belong to their authors; column `licence` of
`documents` has their terms where they are known.

## How good it is

"""

_LIMITS = """
### Limits

- A row says what a document claims, not that it is true. `factuality` says how the document puts it, `speaker` who
  says so where it is not the author. The documents are those that somebody chose: what is not told is not known.
- Dates and actors are read from the text and the document's own metadata alone; what these do not tell is missing.
- The rules read English. What they cannot read they leave out: `coverage` counts, document by document, the sentences
  that name an actor and hold a word of a rule, but gave no record (`possible_misses`); `sentences` lists them. In this
  release they are {misses} of {sentences}.
- What failed a check is not published but stands in `rejects`, with the reason: {rejects} here.
- What documents tell in two tables makes events of both: an embassy closed is an incident, and a tie downgraded. Counts
  of acts should take one `table` of `events`. Planned and denied events are among the rows, by `factuality`.
  `intensity` is the scale of PLOVER's manual, from -10 (conflict) to 10 (cooperation).
- `confidence` tells how much of a row was carried over from elsewhere in the document. It is not a probability.

## Columns

[dictionary.html](dictionary.html) says more of each, and [codebook.html](codebook.html) what each term means and how
the rules read it.
"""


def card(contents: Contents) -> str:
    """Return the text of the release's README.md."""
    frames = contents.frames
    claims = sum(frames[name].height for name in CLAIM_TABLES)
    head = _HEAD.format(
        name=NAME,
        version=contents.version,
        description=DESCRIPTION,
        claims=_counted(claims, "claim"),
        documents=_counted(frames["documents"].height, "document"),
        years=_years(frames),
        engine=contents.engine,
    )
    tables = [
        f"| {name} | {frames[name].height} | {_line(table.description)} |" for name, table in contents.tables.items()
    ]
    body = _OPEN.format(
        citation=citation(contents),
        files="\n".join(f"| [{file.name}]({file.name}) | {file.title} |" for file in contents.files),
        licence=LICENCE.title,
        licence_path=LICENCE.path,
    )
    limits = _LIMITS.format(
        misses=frames["coverage"]["possible_misses"].sum(),
        sentences=_counted(frames["sentences"].height, "sentence"),
        rejects=frames["rejects"].height,
    )
    columns = [line for table in contents.tables.values() for line in _columns(table)]
    parts = [head + "\n".join(tables), *_excerpts(contents), body + _quality(), limits, "\n".join(columns)]
    return "\n".join(parts) + "\n"


def _years(frames: Mapping[str, pl.DataFrame]) -> str:
    """Return the years that the claims are of, from the first day of the earliest to the last of the latest."""
    days = [frames[name][column].drop_nulls() for name in CLAIM_TABLES for column in ("date_first", "date_last")]
    known = pl.concat(days)
    if known.is_empty():
        return ""
    first, last = (day.year for day in (known.sort()[0], known.sort()[-1]))
    return f", on events of {first}" if first == last else f", on events of {first} to {last}"


def _excerpts(contents: Contents) -> Iterator[str]:
    for name, columns in _SHOWN.items():
        rows = contents.frames[name].filter(pl.col("factuality") == "actual").head(_ROWS)
        if rows.is_empty():
            continue
        yield f"\n`{name}`, its first rows:\n"
        yield f"| {' | '.join(columns)} |"
        yield "| --- " * len(columns) + "|"
        for row in rows.select(columns).iter_rows():
            yield f"| {' | '.join(map(_cell, row))} |"


def _cell(value: object) -> str:
    texts = value if isinstance(value, list) else [] if value is None else [value]
    text = " ".join(", ".join(map(as_text, texts)).split())
    return plain(text if len(text) <= _QUOTE else text[: _QUOTE - 1].rstrip() + "…")


def plain(text: str) -> str:
    r"""Return the text so that Markdown shows it as it is: a source's words must not become markup.

    >>> print(plain("<b> [x](y) a|b_c"))
    &lt;b&gt; \[x\](y) a\|b\_c
    """
    return re.sub(r"([\\`*_\[\]|~#])", r"\\\1", html.escape(text, quote=False))


def _quality() -> str:
    quality = quality_measured()
    lines = [
        f"Measured with codebook {quality['codebook']} and parser {quality['parser']} on texts annotated by hand. "
        f"{_line(quality['about'])}",
        "",
    ]
    for measured in quality["sets"].values():
        lines += [
            f"{measured['documents']} {_line(measured['about'])}:",
            "",
            "| | strict precision | strict F1 | relaxed precision | relaxed F1 |",
            "| --- | ---: | ---: | ---: | ---: |",
        ]
        columns = ("strict_precision", "strict_f1", "relaxed_precision", "relaxed_f1")
        for name, scores in measured["scores"].items():
            lines.append(f"| {name} | {' | '.join(f'{scores[column]:.2f}' for column in columns)} |")
        lines.append("")
    return "\n".join(lines)


@cache
def quality_measured() -> Mapping[str, Any]:
    """Return what quality.toml says of how well the rules read."""
    return tomllib.loads(_QUALITY.read_text(encoding="utf-8"))


def _columns(table: Table) -> Iterable[str]:
    yield from ("", f"### {table.name}", "", "| column | kind | filled | meaning |", "| --- | --- | --- | --- |")
    for column in table.columns:
        terms = f" One of: {', '.join(term.name for term in column.terms)}." if column.terms else ""
        yield f"| {column.name} | {_kind(column)} | {_filled(column)} | {_line(column.description)}{terms} |"


def _kind(column: Column) -> str:
    return f"{column.kind}, in units of one {column.unit}" if column.unit else column.kind


def _filled(column: Column) -> str:
    if column.listed:
        return "list"
    return "always" if column.required else "where known"


def _line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"

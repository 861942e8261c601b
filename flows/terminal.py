"""What people read on a terminal: tables of records, a record beside its sentence, one line an error."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import polars as pl
from rich import box
from rich.console import Console
from rich.logging import RichHandler
from rich.markdown import Markdown
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from flows.ingest.problems import printable
from flows.records import fields_of
from schemas.codebook.kinds import CLAIM_TABLES

if TYPE_CHECKING:  # they bring the parser along, which a progress bar and a line of log do not need
    from flows.lookup import Found
    from flows.release.log import Entry

STYLES = ("black on yellow", "black on cyan", "black on green", "white on magenta", "white on blue", "black on white")
METHODS = {
    "verbatim": "the words themselves",
    "normalised": "read from the words",
    "resolved": "what the words refer to",
    "metadata": "from the document's metadata",
    "rule": "set by the rule that matched the words",
    "corrected": "set by a person, who points at the words",
}

out = Console(highlight=False, soft_wrap=False)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def complain(message: str) -> None:
    """Print one line on what went wrong."""
    err.print(Text("attache: ", style="bold red") + Text(printable(message)))


def cell(value: object) -> str:
    """Return a value as text for a table cell; a list with commas, what is missing as nothing."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return ", ".join(printable(str(element)) for element in value)
    return printable(str(value))


def print_records(frames: Mapping[str, pl.DataFrame]) -> None:
    """Print the records of the four tables, those that have any, with the id that `attache show` takes."""
    for name in CLAIM_TABLES:
        frame = frames[name]
        if frame.is_empty():
            continue
        out.print(Text(f"{name}: {frame.height}", style="bold"))
        for row in frame.sort("doc_id", "start", "end", "record_id").iter_rows(named=True):
            line = Text(f"  {row['record_id']}")
            for field in fields_of(name):
                if row[field] not in (None, []):
                    line.append(f"  {field} ", style="dim").append(cell(row[field]))
            out.print(line, soft_wrap=True)
            out.print(Text(f"    {printable(' '.join(row['quote'].split()))}", style="italic"), soft_wrap=True)


def print_record(found: Found) -> None:
    """Print one record beside its sentence, each field in the colour that its words have there."""
    record, evidence = found.record, found.evidence
    fields = [field for field in fields_of(found.table) if any(row["field"] == field for row in evidence)]
    styles = {field: STYLES[index % len(STYLES)] for index, field in enumerate(fields)}
    out.print(Text(f"{found.table} {record['record_id']}", style="bold"))
    place = f"document {record['doc_id']}, sentence {record['sentence']}, rule {record['rule_id']}"
    out.print(Text(printable(place)), soft_wrap=True)
    for row in found.corrections:
        out.print(Text(printable(corrected(row)), style="yellow"), soft_wrap=True)
    out.print()
    spans = [(_offset(row["start"]), _offset(row["end"]), styles[str(row["field"])]) for row in evidence]
    for start, end in _stretches(found.sentence, spans):
        out.print(marked(found.text, start, end, spans), soft_wrap=True)
    out.print()
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("field", "value", "words", "how"):
        grid.add_column(column, overflow="fold")
    for field in fields:
        rows = [row for row in evidence if row["field"] == field]
        for row in rows:
            words = Text(cell(" ".join(str(row["words"]).split())), style=styles[field])
            shown = field if row is rows[0] else ""
            grid.add_row(Text(shown), Text(cell(row["value"])), words, METHODS[str(row["method"])])
    out.print(grid)


def corrected(row: Mapping[str, object]) -> str:
    """Return in a line what a correction did to a record, who decided it and why."""
    done = {"add": "added", "change": "corrected", "withdraw": "withdrawn"}[str(row["action"])]
    line = f"{done} by {row['correction_id']} ({row['reviewer']}, {row['decided_on']}): {row['reason']}"
    if row["action"] != "change":
        return line
    before, after = (json.loads(str(row[side])) for side in ("before", "after"))
    changes = [f"{field}: {cell(before[field]) or 'nothing'} → {cell(after[field]) or 'nothing'}" for field in after]
    return f"{line.rstrip('.')}; {'; '.join(changes)}"


def print_markdown(text: str) -> None:
    """Print a Markdown text as it is meant to look."""
    out.print(Markdown("\n".join(printable(line) for line in text.split("\n"))))


def print_releases(entries: Iterable[Entry], latest: str | None) -> None:
    """Print the log of releases, the newest first, with a mark at the latest release."""
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in ("published", "release", "", "docs", "records", "changes", "run"):
        counted, whole = column in ("docs", "records"), column != "run"
        grid.add_column(column, overflow="fold", justify="right" if counted else "left", no_wrap=whole)
    for entry in sorted(entries, key=lambda one: -one.line):
        records = sum(entry.records.values()) if entry.records else None
        changes = [f"{number} {kind}" for kind, number in (entry.changes or {}).items() if number]
        none = "first" if entry.previous is None and entry.records else "none" if entry.changes is not None else ""
        mark = "latest" if entry.version == latest else ""
        counts = (cell(entry.documents), cell(records))
        day = cell(entry.published[:16].replace("T", " "))
        # A kind of change a line, so that a narrow terminal breaks none.
        grid.add_row(day, entry.version, mark, *counts, "\n".join(map(cell, changes)) or none, cell(entry.run))
    out.print(grid)


def print_clauses(sentences: Iterable[tuple[str, str]]) -> None:
    """Print each sentence with its clauses below it."""
    for sentence, clauses in sentences:
        out.print(Text(printable(" ".join(sentence.split())), style="bold"))
        for line in clauses.splitlines():
            out.print(Text(f"  {printable(line)}"), soft_wrap=True)


def log_to_terminal() -> None:
    """Send what attache logs to the terminal, a line each, without stopping it from reaching Prefect."""
    log = logging.getLogger("attache")
    log.setLevel(logging.INFO)
    log.propagate = False
    handler: logging.Handler
    if err.is_terminal:
        handler = RichHandler(console=err, show_path=False, show_level=False, log_time_format="%X")
    else:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", datefmt="%X"))
    log.addHandler(handler)


@contextmanager
def progress_bar(what: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function to be told how much is done, of how much; it moves a bar, and does nothing off a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _stretches(sentence: tuple[int, int], spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int]]:
    """Return what is to be shown of the text: the sentence, and each run of words outside it, in order."""
    start, end = sentence
    outside = {(low, high) for low, high, _ in spans if high <= start or low >= end}
    within = [(low, high) for low, high, _ in spans if not (high <= start or low >= end)]
    whole = (min([start, *(low for low, _ in within)]), max([end, *(high for _, high in within)]))
    return sorted({whole, *outside})


def marked(text: str, start: int, end: int, spans: Iterable[tuple[int, int, str]]) -> Text:
    """Return text[start:end] in one line with the spans in their styles; where two meet, the shorter one shows."""
    by_place: dict[int, str] = {}
    for low, high, style in sorted(spans, key=lambda span: span[0] - span[1]):
        by_place.update(dict.fromkeys(range(low, high), style))
    line = Text()
    for place in range(start, end):
        character = " " if text[place].isspace() else printable(text[place])
        line.append(character, style=by_place.get(place))
    return line


def _offset(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"not an offset: {value!r}")
    return value

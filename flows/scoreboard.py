"""What people read of an evaluation on a terminal: the scores, and the errors by cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby

from rich import box
from rich.table import Table
from rich.text import Text

from flows.causes import CAUSES, Fault, Shown
from flows.evaluation import Evaluation, counted
from flows.gold import Half
from flows.ingest.problems import printable
from flows.records import fields_of
from flows.scoring import ALL, LEVELS, Level, Row, Score
from flows.terminal import cell, marked, out
from schemas.codebook.kinds import CLAIM_TABLES

GOLD, ROW = "black on green", "black on yellow"


def print_scores(evaluation: Evaluation, half: Half | None) -> None:
    """Print the scores of a half, or of all documents and then of each half in short."""
    scores = evaluation.scores(half)
    what = f"{len(evaluation.of(half))} documents" + (f", half: {half}" if half else "")
    out.print(Text(printable(f"{evaluation.engine} on {evaluation.folder}: {what}"), style="bold"), soft_wrap=True)
    out.print(_score_table(scores))
    out.print()
    out.print(_field_table(scores["strict"]))
    out.print()
    if half is None:
        for name in evaluation.halves:
            of_half = evaluation.scores(name)
            told = ", ".join(
                f"{table} {share(of_half['strict'][table].f1)}/{share(of_half['relaxed'][table].f1)}"
                for table in (ALL, *CLAIM_TABLES)
            )
            line = f"{name} half ({len(evaluation.of(name))} documents), strict/relaxed F1: {told}"
            out.print(Text(line), soft_wrap=True)
    if evaluation.rejects:
        out.print(Text(f"checks that rows failed, which gave no record for it: {evaluation.rejects}", style="yellow"))


def print_faults(faults: Sequence[Fault], half: Half | None) -> None:
    """Print how often each cause is met, then every error by table and cause with its sentence and its clauses."""
    counts = counted(faults)
    out.print()
    if half:
        out.print(Text(f"errors of the {half} half", style="bold"))
    grid = Table(box=box.SIMPLE_HEAD, padding=0, show_edge=False)  # so that it fits in 80 columns
    grid.add_column("errors by cause", no_wrap=True)
    for table in (*CLAIM_TABLES, ALL):
        grid.add_column(_short(table), justify="right")
    for cause, of_table in counts.items():
        numbers = [*(of_table[table] for table in CLAIM_TABLES), sum(of_table.values())]
        grid.add_row(Text(CAUSES[cause]), *(Text(str(number or "")) for number in numbers))
    out.print(grid)
    out.print()
    for (table, cause), group in groupby(faults, key=lambda fault: (fault.table, fault.cause)):
        of_cause = list(group)
        about = Counter(fault.about for fault in of_cause)
        order = [name for name, _ in about.most_common()]
        out.print(Text(f"{table}: {CAUSES[cause]}: {len(of_cause)}", style="bold"), soft_wrap=True)
        out.print(Text(f"  {', '.join(f'{name} {about[name]}' for name in order)}", style="bold"), soft_wrap=True)
        for fault in sorted(of_cause, key=lambda fault: (order.index(fault.about), fault.doc_id)):
            _print_fault(fault)
        out.print()


def share(value: float | None) -> str:
    """Return a share with three digits, a dash for a share of nothing."""
    return "-" if value is None else f"{value:.3f}"


def _score_table(scores: Mapping[Level, Mapping[str, Score]]) -> Table:
    grid = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    grid.add_column("table", no_wrap=True)
    shares = [f"{level if name == 'P' else ''}\n{name}" for level in LEVELS for name in ("P", "R", "F1")]
    for column in ("\ngold", "\nrows", *shares, "spans\noverlap"):
        grid.add_column(column, justify="right", no_wrap=True)
    for table in (*CLAIM_TABLES, ALL):
        first = scores["strict"][table]
        values = [value for level in LEVELS for value in _shares(scores[level][table])]
        style = "bold" if table == ALL else ""
        numbers = [str(first.gold), str(first.predicted), *map(share, values), share(first.span_overlap)]
        grid.add_row(Text(_short(table)), *map(Text, numbers), style=style)
    return grid


def _short(table: str) -> str:
    return table.rpartition("_")[2]


def _shares(score: Score) -> tuple[float | None, float | None, float | None]:
    return score.precision, score.recall, score.f1


def _field_table(scores: Mapping[str, Score]) -> Table:
    """Return the accuracy of the fields that a strict match leaves open, over all pairs and where either fills it."""
    grid = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    grid.add_column("field of strict matches", no_wrap=True)
    for column in ("right", "of", "share", "filled: right", "of", "share"):
        grid.add_column(column, justify="right")
    for table in CLAIM_TABLES:
        for name, tally in scores[table].fields.items():
            shares = [(tally.right, tally.pairs), (tally.right_filled, tally.filled)]
            cells = [c for right, of in shares for c in (str(right), str(of), share(right / of if of else None))]
            grid.add_row(Text(f"{_short(table)}.{name}"), *map(Text, cells))
    return grid


def _print_fault(fault: Fault) -> None:
    for label, row, style in (("gold", fault.gold, GOLD), ("row", fault.row, ROW)):
        if row is not None:
            line = Text(f"  {printable(fault.doc_id)} ").append(f"{label:4}", style=style)
            out.print(line.append_text(_said(fault.table, row)), soft_wrap=True)
    if fault.differs:
        out.print(Text(f"    differs: {', '.join(fault.differs)}", style="red"), soft_wrap=True)
    for note in fault.notes:
        out.print(Text(f"    {printable(note)}", style="red"), soft_wrap=True)
    for sentence in fault.sentences:
        _print_sentence(sentence, fault)


def _print_sentence(sentence: Shown, fault: Fault) -> None:
    """Print a sentence with the gold record's words in brackets, the row's in braces, and its clauses below it."""
    spans: list[tuple[int, int, str]] = []
    signs: dict[int, str] = {0: "", len(sentence.text): ""}
    for row, style, opening, closing in ((fault.gold, GOLD, "[", "]"), (fault.row, ROW, "{", "}")):
        if row is not None:
            start, end = (max(0, min(len(sentence.text), offset - sentence.start)) for offset in row["span"])
            if start < end:
                spans.append((start, end, style))
                signs[start] = signs.get(start, "") + opening
                signs[end] = closing + signs.get(end, "")
    words = Text("    ")
    places = sorted(signs)
    for start, end in zip(places, [*places[1:], len(sentence.text)], strict=True):
        words.append(signs[start]).append_text(marked(sentence.text, start, end, spans))
    out.print(words, soft_wrap=True)
    for clause in sentence.clauses:
        out.print(Text(f"      {printable(clause)}", style="dim"), soft_wrap=True)


def _said(table: str, row: Row) -> Text:
    """Return what a record says in one line: its filled fields, and the rule of a row."""
    line = Text()
    for name in fields_of(table):
        if row.get(name) not in (None, "", []):
            line.append(f"  {name} ", style="dim").append(cell(row[name]))
    if "rule" in row:
        line.append(f"  by {row['rule']}", style="dim")
    return line

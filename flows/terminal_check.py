"""What `attache check` shows: the verdict on each file first, the reasons for it, and what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from rich import box
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn
from rich.table import Table
from rich.text import Text

from flows.fitness.agreement import Comparison
from flows.fitness.findings import Checked, Findings, Fitness
from flows.fitness.tongue import ENGLISH
from flows.fitness.verdict import Severity, Verdict
from flows.fitness.weighing import counted
from flows.ingest.problems import printable
from flows.terminal import cell, err, out, print_records

_STYLES: dict[Verdict, str] = {"fit": "bold green", "fit with warnings": "bold yellow", "unfit": "bold red"}
_MARKS: dict[Severity, tuple[str, str]] = {"unfit": ("✗", "red"), "warning": ("!", "yellow"), "note": ("·", "dim")}
_WHERE = {"toml": "", "file": "from the file itself"}
_PAIRS = 3  # records of a release shown beside one of the file's; the page and --json have them all


@contextmanager
def checking_progress() -> Iterator[Callable[[str, int, int], None]]:
    """Give a function to be told what is being done and how much of it is; nothing is shown off a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
        bars: dict[str, TaskID] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in bars:
                bars[what] = progress.add_task(what, total=None)
            progress.update(bars[what], completed=done, total=total)

        yield tell


def print_checked(checked: Checked) -> None:
    """Print the verdict and what was found; of several files, the verdicts in a table and the reasons for each."""
    alone = len(checked.files) == 1
    if len(checked.files) > 1:
        _print_verdicts(checked)
    for file in checked.files:
        _print_file(file)
        if alone and file.findings:
            _print_findings(file.findings)
    if len(checked.files) > 1:
        _say(Text("All that was found: --html FILE or --json, or give one file alone.", style="dim"))
    for remark in checked.remarks:
        err.print(Text(printable(remark), style="yellow"))


def _print_verdicts(checked: Checked) -> None:
    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    grid.add_column("verdict", no_wrap=True)
    grid.add_column("file", overflow="fold")
    for column in ("records", "warnings"):
        grid.add_column(column, justify="right")
    for file in checked.files:
        records = str(sum(file.findings.counts.values())) if file.findings else ""
        warnings = sum(reason.severity == "warning" for reason in file.reasons)
        verdict = Text(file.verdict, style=_STYLES[file.verdict])
        grid.add_row(verdict, Text(printable(file.name)), records, str(warnings or ""))
    out.print(grid)


def _print_file(file: Fitness) -> None:
    _say(Text(file.verdict, style=_STYLES[file.verdict]) + Text(f": {printable(file.name)}", style="bold"))
    if file.findings:
        _say(Text(f"  {_described(file.findings)}", style="dim"))
    for reason in file.reasons:
        mark, style = _MARKS[reason.severity]
        _say(Text(f"  {mark} {printable(str(reason))}", style=style))
    out.print()


def _described(findings: Findings) -> str:
    document = findings.document
    tongue = findings.tongue
    language = "" if tongue is None else ", English" if tongue.code == ENGLISH else f", language {tongue.code}"
    words = len(document.text.split())
    return f"{document.reader}, {document.encoding}, {words:,} words, {len(document.text):,} characters{language}"


def _print_findings(findings: Findings) -> None:
    for one in findings.origin:
        if one.where != "missing":
            told = Text(f"  {one.key} ", style="dim") + Text(cell(one.value))
            _say(told + Text(f"  {_WHERE[one.where]}", style="dim"))
    print_records(findings.frames)
    conflicts = [one for one in findings.comparisons if one.kind == "conflicts"]
    _heading("conflicts with the release", conflicts)
    _print_conflicts(conflicts)
    _heading("sentences with an actor and a word of a rule that gave nothing", findings.misses)
    for miss in findings.misses:
        _say(Text(f"  {printable(' '.join(miss.text.split()))}"))
        _say(Text(printable(f"    {', '.join(miss.actors)}; {', '.join(miss.triggers)}"), style="dim"))
    _heading("names that could be several things", findings.ambiguous)
    for name in findings.ambiguous:
        read = "no actor" if name.read_as is None else name.read_as or "unknown"
        others = ", ".join(one for one in name.could_be if one != name.read_as)
        times = counted(name.times, "time")
        _say(Text(printable(f"  {name.name}: read as {read} (could be {others}), {times}, {name.how}")))
        _say(Text(f"    {printable(name.sentence)}", style="dim"))
    _heading("names that no gazetteer knows", findings.unknown)
    for unknown in findings.unknown:
        _say(Text(printable(f"  {unknown.name}: {unknown.looks_like}, {counted(unknown.times, 'time')}")))
        _say(Text(f"    {printable(unknown.sentence)}", style="dim"))


def _print_conflicts(conflicts: Iterable[Comparison]) -> None:
    by_record: dict[str, list[Comparison]] = {}
    for one in conflicts:
        by_record.setdefault(one.ours["record_id"], []).append(one)
    for found in by_record.values():
        ours = found[0]
        _say(Text(f"  {ours.table} {ours.ours['record_id']} ", style="dim") + Text(_quote(ours.ours["quote"])))
        for one in found[:_PAIRS]:
            values = "; ".join(f"{name} {cell(one.ours[name])}, there {cell(one.theirs[name])}" for name in one.differs)
            there = Text(f"    {printable(one.theirs['doc_id'])} {one.theirs['record_id']} ", style="dim")
            _say(there + Text(_quote(one.theirs["quote"])) + Text(f"  {values}", style="yellow"))
        if len(found) > _PAIRS:
            _say(Text(f"    and {len(found) - _PAIRS} more", style="dim"))


def _heading(words: str, found: Iterable[object]) -> None:
    if count := len(list(found)):
        _say(Text(f"{words}: {count}", style="bold"))


def _quote(words: str) -> str:
    return f"“{printable(' '.join(words.split()))}”"


def _say(line: Text) -> None:
    out.print(line, soft_wrap=True)

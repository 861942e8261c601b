"""What a run did, as Markdown for its page in Prefect."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from flows.evaluation import Evaluation
from flows.job import Published
from flows.markdown import ROWS, bullets, first_rows, shown, table
from flows.scoring import ALL, LEVELS, Level, Score
from schemas.codebook.kinds import CLAIM_TABLES

if TYPE_CHECKING:  # the checks bring the parser along, which a release does not need here
    from flows.fitness.findings import Checked, Fitness


def release_report(published: Published) -> str:
    """Return what a release holds: records, coverage of the documents, and what was turned away."""
    frames = published.frames
    lines = [f"# Release {published.version}", "", *table(("table", "rows"), _counts(published))]
    columns = ("doc_id", "words", "sentences", "screened_out", "with_claims", "possible_misses", *CLAIM_TABLES)
    lines += ["", "## Coverage", "", *first_rows(frames["coverage"].select(columns))]
    if not frames["corrections"].is_empty():
        corrections = frames["corrections"].select(
            "correction_id", "action", "table", "record_id", "reason", "reviewer"
        )
        lines += ["", "## Corrected", "", *first_rows(corrections)]
    if published.rejects:
        rejects = frames["rejects"].select("table", "path", "doc_id", "column", "value", "reason")
        lines += ["", "## Turned away", "", *first_rows(rejects)]
    if published.warnings:
        lines += ["", "## To look at", "", *bullets(str(warning) for warning in published.warnings)]
    return "\n".join([*lines, ""])


def checked_report(checked: Checked) -> str:
    """Return which files are fit to become sources, and what stands against each; the page of a run has it all."""
    lines = [f"# {len(checked.files)} checked: {checked.verdict if checked.files else 'nothing there'}", ""]
    lines += table(("file", "verdict", "records", "warnings"), map(_checked_row, checked.files[:ROWS]))
    if len(checked.files) > ROWS:
        lines.append(f"\n... and {len(checked.files) - ROWS} more")
    for file in checked.files[:ROWS]:
        against = [reason for reason in file.reasons if reason.severity != "note"]
        if against:
            lines += ["", f"## {shown(file.name)}: {file.verdict}", ""]
            lines += bullets(f"{reason.severity}: {reason}" for reason in against)
    if checked.remarks:
        lines += ["", *bullets(checked.remarks)]
    return "\n".join([*lines, ""])


def _checked_row(file: Fitness) -> tuple[object, ...]:
    records = sum(file.findings.counts.values()) if file.findings else ""
    return file.name, file.verdict, records, sum(reason.severity == "warning" for reason in file.reasons)


def scores_report(evaluation: Evaluation) -> str:
    """Return how an engine does on a gold folder: scores by table, of all documents and of each half."""
    lines = [f"# {shown(evaluation.folder.name)}: {shown(evaluation.engine)}"]
    for half in (None, *evaluation.halves):
        lines += ["", f"## {half or 'all'}: {len(evaluation.of(half))} documents", ""]
        scores = evaluation.scores(half)
        columns = ("table", "gold", "rows", *(f"{level} {name}" for level in LEVELS for name in ("P", "R", "F1")))
        lines += table(columns, (_score_row(table, scores) for table in (*CLAIM_TABLES, ALL)))
    if evaluation.problems:
        lines += ["", "## Failed", "", *(f"- {shown(str(problem))}" for problem in evaluation.problems)]
    return "\n".join([*lines, ""])


def _score_row(table: str, scores: Mapping[Level, Mapping[str, Score]]) -> list[object]:
    found = [scores[level][table] for level in LEVELS]
    shares = [share for score in found for share in (score.precision, score.recall, score.f1)]
    return [table, found[0].gold, found[0].predicted, *("" if s is None else f"{s:.3f}" for s in shares)]


def _counts(published: Published) -> Iterable[tuple[str, int]]:
    return ((name, frame.height) for name, frame in published.frames.items())

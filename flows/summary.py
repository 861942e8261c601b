"""What a run did, as Markdown for its page in Prefect."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping

from flows.evaluation import Evaluation
from flows.fitness import Fitness
from flows.ingest.read import metadata_path
from flows.pipeline import Published
from flows.scoring import ALL, LEVELS, Level, Score
from schemas.codebook.kinds import CLAIM_TABLES


def release_report(published: Published) -> str:
    """Return what a release holds: records, coverage of the documents, and what was turned away."""
    frames = published.frames
    lines = [f"# Release {published.version}", "", *_table(("table", "rows"), _counts(published))]
    columns = ("doc_id", "words", "sentences", "screened_out", "with_claims", "possible_misses", *CLAIM_TABLES)
    lines += ["", "## Coverage", "", *_table(columns, frames["coverage"].select(columns).iter_rows())]
    if not frames["corrections"].is_empty():
        corrections = frames["corrections"].select(
            "correction_id", "action", "table", "record_id", "reason", "reviewer"
        )
        lines += ["", "## Corrected", "", *_table(corrections.columns, corrections.iter_rows())]
    if published.rejects:
        rejects = frames["rejects"].select("table", "path", "doc_id", "column", "value", "reason")
        lines += ["", "## Turned away", "", *_table(rejects.columns, rejects.iter_rows())]
    if published.warnings:
        lines += ["", "## To look at", "", *(f"- {_shown(str(warning))}" for warning in published.warnings)]
    return "\n".join([*lines, ""])


def fitness_report(fitness: Fitness) -> str:
    """Return whether a file is fit to become a source, and what it would give."""
    lines = [f"# {_shown(fitness.path.name)}: {fitness.verdict}", ""]
    if fitness.problem is not None:
        return "\n".join([*lines, _shown(fitness.problem.reason), ""])
    if fitness.missing:
        lines += [f"Not in {_shown(metadata_path(fitness.path).name)}: {', '.join(fitness.missing)}.", ""]
    lines += _table(("table", "records"), fitness.counts.items())
    if fitness.misses:
        lines += ["", "## Sentences with an actor and a trigger that gave nothing", ""]
        lines += [f"- {_shown(miss.text)}" for miss in fitness.misses]
    return "\n".join([*lines, ""])


def scores_report(evaluation: Evaluation) -> str:
    """Return how an engine does on a gold folder: scores by table, of all documents and of each half."""
    lines = [f"# {_shown(evaluation.folder.name)}: {_shown(evaluation.engine)}"]
    for half in (None, *evaluation.halves):
        lines += ["", f"## {half or 'all'}: {len(evaluation.of(half))} documents", ""]
        scores = evaluation.scores(half)
        columns = ("table", "gold", "rows", *(f"{level} {name}" for level in LEVELS for name in ("P", "R", "F1")))
        lines += _table(columns, (_score_row(table, scores) for table in (*CLAIM_TABLES, ALL)))
    if evaluation.problems:
        lines += ["", "## Failed", "", *(f"- {_shown(str(problem))}" for problem in evaluation.problems)]
    return "\n".join([*lines, ""])


def _score_row(table: str, scores: Mapping[Level, Mapping[str, Score]]) -> list[object]:
    found = [scores[level][table] for level in LEVELS]
    shares = [share for score in found for share in (score.precision, score.recall, score.f1)]
    return [table, found[0].gold, found[0].predicted, *("" if s is None else f"{s:.3f}" for s in shares)]


def _counts(published: Published) -> Iterable[tuple[str, int]]:
    return ((name, frame.height) for name, frame in published.frames.items())


def _table(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> list[str]:
    names = list(columns)
    lines = [f"| {' | '.join(names)} |", f"|{' --- |' * len(names)}"]
    return lines + [f"| {' | '.join(_shown(cell) for cell in row)} |" for row in rows]


def _shown(value: object) -> str:
    """Return a value in one line that says the same as Markdown: source text must not become markup."""
    text = " ".join(str("" if value is None else value).split())
    return html.escape(text).replace("|", "&#124;").replace("[", "&#91;").replace("`", "&#96;")

"""The flow `evaluate`: how an engine does on annotated documents, as a page in Prefect."""

from __future__ import annotations

from pathlib import Path

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from flows.evaluation import evaluate_documents
from flows.extract.rules_engine import RulesEngine
from flows.gold import read_gold
from flows.scoring import ALL
from flows.summary import scores_report


@flow(name="evaluate")
def evaluate(folder: Path, engine: str = RulesEngine.name) -> float | None:
    """Return the strict F1 over all tables; the scores are the run's artifact."""
    evaluation = evaluate_documents(read_gold(folder), folder, engine)
    create_markdown_artifact(
        scores_report(evaluation), key="evaluation", description=f"How {evaluation.engine} does on {folder.name}"
    )
    return evaluation.scores()["strict"][ALL].f1

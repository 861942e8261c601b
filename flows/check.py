"""The flow `check`: whether a file is fit to become a source, as a page in Prefect."""

from __future__ import annotations

from pathlib import Path

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from flows.fitness import Verdict, examine
from flows.summary import fitness_report


@flow(name="check")
def check(path: Path) -> Verdict:
    """Return whether the file is fit to become a source; the findings are the run's artifact."""
    fitness = examine(path)
    create_markdown_artifact(
        fitness_report(fitness), key="check", description=f"Is {path.name} fit to become a source?"
    )
    return fitness.verdict

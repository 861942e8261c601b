"""The flow `check`: whether the files of a folder are fit to become sources, as a page beside the releases."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from prefect import flow
from prefect.artifacts import create_markdown_artifact

from flows.fitness.examine import examine
from flows.fitness.page import write_page
from flows.fitness.verdict import Verdict
from flows.release.address import is_address
from flows.summary import checked_report

PAGE = "checked.html"

log = logging.getLogger("attache")
if log.level == logging.NOTSET:
    log.setLevel(logging.INFO)


@flow(name="check")
def check(paths: Sequence[Path], raw: str = "raw", outputs: str = "outputs", page: Path | None = None) -> Verdict:
    """Return the worst verdict on the files, and those in the folders; what was found is the run's artifact.

    All of it stands on one page, which replaces that of the run before: ``page``, by default checked.html in
    ``outputs`` where that is a folder of this machine. Nothing is added to the sources.
    """
    checked = examine([Path(path) for path in paths], raw, outputs)
    for file in checked.files:
        log.info("%s: %s", file.name, file.verdict)
    for remark in checked.remarks:
        log.warning("%s", remark)
    where = page or (None if is_address(outputs) else Path(outputs) / PAGE)
    if where is not None:
        write_page(checked, where)
        log.info("all that was found is in %s", where)
    create_markdown_artifact(checked_report(checked), key="checked", description="Which files are fit to be sources")
    return checked.verdict

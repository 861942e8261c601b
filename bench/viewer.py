"""How the viewer takes a large release: `python bench/viewer.py FOLDER [--records 5000]`, with Chromium.

The folder holds sources, as raw/ does. Their documents and records are multiplied until there are so many records, and
what a reader does is timed in headless Chromium: the milliseconds until the page has drawn again, the median of a few.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import Page

from flows.engines import extract, frames_of
from flows.ingest.survey import documents, survey
from flows.pipeline import assemble
from flows.release.contents import Contents
from flows.release.files import FILES
from flows.release.viewer.page import viewer
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.vocabulary import load_tables
from tests import browser
from tests.many_documents import many

TIMES = 5
# Goes to a place and waits until it is drawn: the frame after the one in which the page changed.
GO = """place => new Promise(done => { const start = performance.now(); location.hash = place;
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)))); })"""
SCROLL = """() => new Promise(done => { const grid = document.querySelector('[role=grid]');
    const start = performance.now(); grid.scrollTop = grid.scrollTop > 1000 ? 0 : grid.scrollHeight;
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)))); })"""


def main() -> None:
    """Print what each step takes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--records", type=int, default=5000)
    given = parser.parse_args()
    found, _ = documents(given.folder, survey(given.folder).sources)
    frames = many(assemble([frames_of(extract(found, given.folder).extractions)]).frames, given.records)
    records = sum(frames[name].height for name in CLAIM_TABLES)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "viewer.html"
        start = time.perf_counter()
        contents = Contents(load_tables(), frames, Path(folder), "bench", (), "0" * 12, FILES)
        file.write_text(viewer(contents), encoding="utf-8", newline="")
        _row("written", 1000 * (time.perf_counter() - start))
        print(f"{records} records, {frames['evidence'].height} rows of evidence, {file.stat().st_size / 1e6:.1f} MB")
        with browser.launched() as launched:
            start = time.perf_counter()
            with browser.opened(launched, file, "#/about") as (page, _):
                _row("opened", 1000 * (time.perf_counter() - start))
                _steps(page)


def _steps(page: Page) -> None:
    record = page.evaluate("JSON.parse(document.getElementById('data').textContent).tables[0].columns[0].cells[0]")
    steps = {
        "a table": "#/tables/relations",
        "search": "#/tables/relations?q=relations",
        "search in evidence": "#/tables/evidence?q=korea",
        "sort by two columns": "#/tables/relations?sort=subject,-date",
        "filter by actor": "#/tables/incidents?actor=PRK",
        "a record": f"#/tables/relations?record={record}",
        "timeline": "#/timeline",
        "network": "#/network",
        "sanctions": "#/sanctions",
        "rankings": "#/rankings",
        "an actor": "#/actors/PRK",
    }
    for name, place in steps.items():
        times = []
        for _ in range(TIMES):
            page.evaluate(GO, "#/about")
            times.append(float(page.evaluate(GO, place)))
        _row(f"{name}, first", times[0])
        _row(f"{name}, again", statistics.median(times[1:]))
    page.evaluate(GO, "#/tables/evidence")
    _row("from one end of the evidence to the other", statistics.median(page.evaluate(SCROLL) for _ in range(TIMES)))


def _row(name: str, milliseconds: float) -> None:
    print(f"{milliseconds:8.0f} ms  {name}")


if __name__ == "__main__":
    main()

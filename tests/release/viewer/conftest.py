"""A browser, and a function that opens the viewer of some tables in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from flows.engines import extract, frames_of
from flows.ingest.survey import documents, survey
from flows.pipeline import assemble
from flows.release.contents import Contents
from flows.release.files import FILES
from flows.release.viewer.page import viewer
from schemas.codebook.vocabulary import load_tables
from tests import browser
from tests.viewer_pages import Frames, Show

RAW = Path(__file__).parents[3] / "raw"


@pytest.fixture(scope="session")
def article() -> Frames:
    """The tables of the article of raw/, read by the engine."""
    found, _ = documents(RAW, survey(RAW).sources)
    return assemble([frames_of(extract(found, RAW).extractions)]).frames


# Not for the whole session: Playwright keeps an event loop running, which tests of flows would stumble over.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser; the tests are skipped where the machine has none."""
    if browser.chromium() is None:
        pytest.skip(f"no Chromium on this machine to open the page with: none of {', '.join(browser.NAMES)}")
    with browser.launched() as launched:
        yield launched


@pytest.fixture
def show(chromium: Browser, tmp_path: Path) -> Show:
    """A function that opens the viewer of some tables; the page must say, fail at and ask for nothing."""

    @contextmanager
    def shown(frames: Frames, place: str = "", **context: Any) -> Iterator[Page]:
        file = tmp_path / "viewer.html"
        contents = Contents(load_tables(), frames, tmp_path, "rules (a)", (), "0123456789ab", FILES)
        file.write_text(viewer(contents), encoding="utf-8", newline="")
        with browser.opened(chromium, file, place, **context) as (page, account):
            yield page
            assert account.clean, account

    return shown

"""What the tests of the viewer read off its page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager

import polars as pl
from playwright.sync_api import Page, expect

from schemas.codebook.vocabulary import load_tables

Frames = Mapping[str, pl.DataFrame]
Show = Callable[..., AbstractContextManager[Page]]

ARTICLE = "north-korea-diplomatic-failure"
DESK = {"width": 1280, "height": 860}
PHONE = {"width": 360, "height": 740}
VIEWS = (
    "overview", "documents", f"documents/{ARTICLE}", "timeline", "network", "sanctions", "rankings", "actors/PRK",
    "about", *(f"tables/{name}" for name in load_tables()),
)  # fmt: skip
# By how many pixels the page is wider than the screen.
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def walk(page: Page, places: Iterable[str]) -> Iterator[str]:
    """Go to each place in turn, and yield it when it is shown."""
    for place in places:
        page.evaluate("place => { location.hash = place }", f"#/{place}")
        # The page draws in the next frame; a second one, and it has measured what it drew.
        page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))")
        expect(page.locator("main")).not_to_be_empty()
        assert page.evaluate(OVERFLOW) == 0, place
        yield place


def found(page: Page) -> str:
    """Return what the page says of how many rows it found."""
    return page.locator("output.found").inner_text()


def rows(page: Page) -> int:
    """Return how many rows the table on the page has."""
    return int(page.get_by_role("grid").get_attribute("aria-rowcount") or 0) - 1


def column(page: Page, name: str) -> list[str]:
    """Return the cells of a column, as far as they are drawn."""
    return page.locator(f".grid-row [data-column={name}]").all_inner_texts()

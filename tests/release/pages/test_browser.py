"""The two pages in a browser: no error, no request, and what they offer works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from flows.release.pages.codebook import CODEBOOK
from flows.release.pages.dictionary import DICTIONARY
from tests.browser import chromium, launched

RULE = "relations.tie-severed"
pytestmark = pytest.mark.skipif(chromium() is None, reason="needs Chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture(params=[(1280, "light"), (390, "dark")], ids=["desk", "phone"])
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page that fails the test for any error, and for any request but for the files themselves."""
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith("file:") else wrong.append(asked.url))
    yield page
    context.close()
    assert wrong == []


def opened(page: Page, release: Path, name: str) -> None:
    file, _, place = name.partition("#")
    page.goto(f"{(release.resolve() / file).as_uri()}{'#' if place else ''}{place}")


@pytest.mark.parametrize("name", [DICTIONARY, CODEBOOK])
def test_it_fits_the_window(page: Page, either: Path, name: str) -> None:
    opened(page, either, name)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")
    assert page.locator("h1").is_visible()


@pytest.mark.parametrize("name", [DICTIONARY, CODEBOOK])
def test_the_policy_stops_what_would_get_through(browser: Browser, either: Path, name: str) -> None:
    page = browser.new_page()
    opened(page, either, name)
    page.evaluate("""() => {
        const script = document.createElement('script');
        try { script.text = 'window.owned = 1'; document.body.append(script); } catch { window.caught = 1; }
    }""")
    refused = page.evaluate("() => { try { document.body.innerHTML = '<b>x'; } catch (error) { return error.name; } }")
    assert refused == "TypeError"
    assert page.evaluate("window.owned") is None
    assert page.evaluate("fetch('https://example.org/').then(() => 'sent', () => 'refused')") == "refused"
    page.close()
    text = (either / name).read_text("utf-8")
    policy = text[text.index("Content-Security-Policy") : text.index("<style>")]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_link_to_a_rule_opens_it_in_the_window(page: Page, real: Path) -> None:
    opened(page, real, f"{CODEBOOK}#{RULE}")
    rule = page.locator(f"[id='{RULE}']")
    assert rule.get_attribute("open") is not None
    assert page.evaluate(f"document.getElementById('{RULE}').getBoundingClientRect().top") < 844
    assert rule.get_by_text("Mexico severed diplomatic relations").is_visible()


def test_a_rule_is_found_by_its_words(page: Page, real: Path) -> None:
    opened(page, real, CODEBOOK)
    page.keyboard.press("/")
    page.keyboard.type("mexico severed diplomatic")
    assert page.locator(f"[id='{RULE}']").is_visible()
    assert page.locator("details[data-find]:visible").count() < 20
    assert " of " in page.locator(".find output").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("details[data-find]:visible").count() > 100


def test_a_column_is_found_by_its_name(page: Page, either: Path) -> None:
    opened(page, either, DICTIONARY)
    page.get_by_label("Find a column").fill("relations.date_first")
    assert page.locator("tr[data-find]:visible").count() == 1
    assert page.locator("section:visible").count() == 1


def test_print_opens_every_rule(page: Page, real: Path, tmp_path: Path) -> None:
    opened(page, real, CODEBOOK)
    assert page.locator("details:not([open])").count() > 100
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details[open]").count() == 0
    opened(page, real, DICTIONARY)
    page.pdf(path=tmp_path / "dictionary.pdf", format="A4")
    assert (tmp_path / "dictionary.pdf").read_bytes().count(b"/Type /Page\n") in range(5, 60)

"""That every view opens, on any screen, with any release."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from flows.resolve.derive import derived
from flows.resolve.frames import build_frames
from tests.viewer_pages import ARTICLE, DESK, OVERFLOW, PHONE, VIEWS, Frames, Show, walk


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_each_view_opens_and_fits_the_screen(show: Show, article: Frames, viewport: dict[str, int]) -> None:
    with show(article, viewport=viewport) as page:
        expect(page.get_by_role("heading", level=1)).to_contain_text("one document says")
        for place in walk(page, VIEWS):
            expect(page.locator("main h1").first).to_be_attached()
            assert len(page.locator("main").inner_text()) > 40, place


def test_a_phone_has_the_views_in_a_menu(show: Show, article: Frames) -> None:
    with show(article, viewport=PHONE) as page:
        expect(page.get_by_role("link", name="Network", exact=True)).to_be_hidden()
        page.get_by_role("button", name="Menu").click()
        page.get_by_role("link", name="Network", exact=True).click()
        expect(page.get_by_role("heading", name="A network of relations")).to_be_visible()
        expect(page.get_by_role("link", name="Network", exact=True)).to_be_hidden()


def test_a_release_without_a_record_or_a_title_is_shown(show: Show) -> None:
    text = "Nothing is told here."
    row = {"doc_id": "d", "path": "d.txt", "sha256": "0" * 64, "size": 21, "encoding": "utf-8", "characters": 21}
    sentence = {"doc_id": "d", "sentence": 0, "start": 0, "end": 21, "text": text, "outcome": "screened_out"}
    made = {"documents": [row | {"text": text}], "sentences": [sentence | {"records": 0}]}
    with show(derived(build_frames(made))) as page:
        for _ in walk(page, [view.replace(ARTICLE, "d") for view in VIEWS]):
            pass
        page.evaluate("location.hash = '#/documents/d'")
        expect(page.locator("main h1")).to_have_text("d")
        expect(page.get_by_text("No title is known of this document")).to_be_visible()


def test_an_address_that_leads_nowhere_says_so(show: Show, article: Frames) -> None:
    places = ("nowhere", "documents/gone", "tables/gone", "tables/relations?record=gone", "%E0%A4%A", "actors/gone")
    with show(article) as page:
        for place in walk(page, places):
            told = page.get_by_role("status").filter(has_text=re.compile("There is no|No record names"))
            assert told.count() == 1, place


def test_the_colours_follow_the_system_and_can_be_switched(show: Show, article: Frames) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    with show(article, color_scheme="light") as page:
        light = page.evaluate(paper)
        page.emulate_media(color_scheme="dark")
        dark = page.evaluate(paper)
        assert dark != light
        page.get_by_role("button", name="Colours").click()
        assert page.evaluate(paper) == light
        page.get_by_role("button", name="Colours").click()
        page.emulate_media(color_scheme="light")
        assert page.evaluate(paper) == dark
        page.reload()
        expect(page.get_by_role("button", name="Colours: dark")).to_be_visible()
        assert page.evaluate(paper) == dark


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_ground(show: Show, article: Frames, scheme: str) -> None:
    ratio = """names => names.map(([ink, paper]) => {
        const probe = document.createElement('i'); document.body.append(probe);
        const light = name => { probe.style.color = `var(${name})`;
            const [r, g, b] = getComputedStyle(probe).color.match(/[0-9.]+/g).map(v => { v /= 255;
                return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
            return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
        const [a, b] = [light(ink), light(paper)].sort((x, y) => y - x);
        return (a + 0.05) / (b + 0.05); })"""
    grounds = ("--paper", "--surface", "--raised")
    pairs = [(ink, ground) for ink in ("--ink", "--soft", "--faint", "--accent", "--warm") for ground in grounds]
    pairs += [("--ink", "--tint"), ("--ink", "--tint-strong"), ("--accent-ink", "--accent")]
    with show(article, color_scheme=scheme) as page:
        for pair, contrast in zip(pairs, page.evaluate(ratio, pairs), strict=True):
            assert contrast >= 4.5, (pair, contrast)


def test_on_a_phone_a_record_opens_over_its_words(show: Show, article: Frames) -> None:
    with show(article, "#/tables/relations", viewport=PHONE) as page:
        page.locator(".card").first.click()
        expect(page.get_by_role("heading", name="Each value and its words")).to_be_visible()
        assert page.evaluate(OVERFLOW) == 0
        page.get_by_role("link", name="Read it in place").click()
        expect(page.locator(".body mark.goal")).to_be_in_viewport()
        assert page.evaluate(OVERFLOW) == 0


def test_a_printed_table_has_every_row(show: Show, article: Frames) -> None:
    with show(article, "#/tables/relations") as page:
        page.emulate_media(media="print")
        expect(page.locator(".grid-row")).to_have_count(article["relations"].height)
        expect(page.get_by_role("navigation", name="Views")).to_be_hidden()
        page.emulate_media(media="screen")
        expect(page.locator(".grid-frame.printing")).to_have_count(0)

"""The timeline, the network, the sanctions and the rankings."""

from __future__ import annotations

import polars as pl
from playwright.sync_api import expect

from tests import two_documents
from tests.viewer_pages import Frames, Show


def test_the_timeline_has_a_mark_for_every_dated_incident(show: Show, article: Frames) -> None:
    dated = article["incidents"].filter(pl.col("date").is_not_null())
    with show(article, "#/timeline") as page:
        expect(page.locator(".timeline .mark")).to_have_count(dated.height)
        undated = article["incidents"].height - dated.height
        expect(page.get_by_text(f"{undated} without a date")).to_be_visible()
        page.locator(".timeline .mark").first.click()
        expect(page.get_by_role("heading", name="Each value and its words")).to_be_visible()


def test_the_network_has_every_pair_and_a_pair_its_records(show: Show, article: Frames) -> None:
    pairs = article["relations"].select(pl.concat_list("subject", "object").list.sort()).to_series()
    with show(article, "#/network") as page:
        expect(page.locator(".network .tie")).to_have_count(pairs.n_unique())
        page.locator(".ties a").first.click()
        panel = page.get_by_role("complementary", name="Details")
        most = pairs.value_counts(sort=True)["count"][0]
        expect(panel.locator(".record-item")).to_have_count(most)
        panel.locator(".record-item").first.click()
        expect(panel.get_by_role("heading", name="Each value and its words")).to_be_visible()
        panel.get_by_role("link", name="All of this pair").click()
        expect(panel.locator(".record-item")).to_have_count(most)


def test_years_narrow_the_network_and_nobody_moves(show: Show, article: Frames) -> None:
    with show(article, "#/network") as page:
        before = page.locator(".network .node").evaluate_all("all => all.map(node => node.getAttribute('transform'))")
        ties = page.locator(".network .tie").count()
        page.get_by_label("From year").focus()
        for _ in range(8):
            page.keyboard.press("ArrowRight")
        expect(page.locator("output.found")).to_contain_text("of")
        assert page.locator(".network .tie").count() < ties
        after = page.locator(".network .node").evaluate_all("all => all.map(node => node.getAttribute('transform'))")
        assert after == before
        assert "from=" in page.url


def test_an_actor_of_the_network_narrows_it_to_its_ties(show: Show, article: Frames) -> None:
    own = article["relations"].filter(pl.col("subject").eq("KHM") | pl.col("object").eq("KHM"))
    with show(article, "#/network") as page:
        page.locator(".network .node[aria-label^='Cambodia,']").click(force=True)
        expect(page.locator("output.found")).to_have_text(f"{own.height} of {article['relations'].height} relations")
        assert "actor=KHM" in page.url


def test_sanctions_and_rankings_are_all_drawn(show: Show, article: Frames) -> None:
    with show(article, "#/rankings") as page:
        expect(page.locator(".rung")).to_have_count(article["investment_rankings"].height)
        page.locator(".rung").first.click()
        expect(page.get_by_role("heading", name="Each value and its words")).to_be_visible()
    frames = two_documents.frames()
    with show(frames, "#/sanctions") as page:
        expect(page.locator(".matrix td a")).to_have_text(["1"])
        page.locator(".matrix td a").click()
        panel = page.get_by_role("complementary", name="Details")
        expect(panel.get_by_role("heading", level=2)).to_contain_text("Canada")
        expect(panel.locator(".record-item")).to_have_count(1)

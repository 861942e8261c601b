"""The tables of the viewer: search, filters, order, columns, and as many rows as there are."""

from __future__ import annotations

import re

import polars as pl
import pytest
from playwright.sync_api import expect

from schemas.codebook.kinds import CLAIM_TABLES
from tests import two_documents
from tests.many_documents import many
from tests.viewer_pages import PHONE, Frames, Show, column, found, rows


@pytest.mark.parametrize("name", CLAIM_TABLES)
def test_a_table_has_every_record(show: Show, article: Frames, name: str) -> None:
    with show(article, f"#/tables/{name}") as page:
        assert rows(page) == article[name].height
        assert found(page) == f"{article[name].height} record{'s' * (article[name].height != 1)}"


def test_search_finds_words_names_and_nothing(show: Show, article: Frames) -> None:
    with show(article, "#/tables/relations") as page:
        page.get_by_role("searchbox").fill("cambodia established")
        wanted = article["relations"].filter(
            (pl.col("subject").eq("KHM") | pl.col("object").eq("KHM") | pl.col("quote").str.contains("(?i)cambodia")),
            pl.col("change").eq("established") | pl.col("quote").str.contains("(?i)established"),
        )
        expect(page.locator("output.found")).to_have_text(f"{wanted.height} of {article['relations'].height} records")
        assert rows(page) == wanted.height > 0
        page.get_by_role("searchbox").fill("no such word anywhere")
        expect(page.get_by_text("No row fits these filters.")).to_be_visible()
        page.get_by_role("link", name="Clear all").click()
        expect(page.get_by_role("grid")).to_have_attribute("aria-rowcount", str(article["relations"].height + 1))
        expect(page.get_by_role("searchbox")).to_have_value("")


def test_filters_narrow_as_the_table_itself_would(show: Show, article: Frames) -> None:
    relations = article["relations"]
    actor = pl.col("subject").eq("KHM") | pl.col("object").eq("KHM")
    later = pl.col("date_last").ge(pl.date(1990, 1, 1)) | (
        pl.col("date_last").is_null() & pl.col("date_first").is_not_null()
    )
    earlier = pl.col("date_first").le(pl.date(2010, 12, 31)) | (
        pl.col("date_first").is_null() & pl.col("date_last").is_not_null()
    )
    with show(article, "#/tables/relations") as page:
        page.get_by_label("Actor").fill("Cambodia")
        page.get_by_label("Actor").press("Enter")
        expect(page.get_by_role("grid")).to_have_attribute("aria-rowcount", str(relations.filter(actor).height + 1))
        page.get_by_role("combobox", name="relation type", exact=True).select_option("diplomatic")
        kind = actor & relations["relation_type"].eq("diplomatic")
        expect(page.get_by_role("grid")).to_have_attribute("aria-rowcount", str(relations.filter(kind).height + 1))
        page.get_by_role("combobox", name="factuality", exact=True).select_option("actual")
        sure = kind & relations["factuality"].eq("actual")
        expect(page.get_by_role("grid")).to_have_attribute("aria-rowcount", str(relations.filter(sure).height + 1))
        page.get_by_label("Date from").fill("1990")
        page.get_by_label("Date to").fill("2010")
        dated = relations.filter(sure & later & earlier)
        expect(page.get_by_role("grid")).to_have_attribute("aria-rowcount", str(dated.height + 1))
        assert 0 < dated.height < relations.filter(actor).height


def test_a_document_is_a_filter(show: Show) -> None:
    frames = two_documents.frames()
    with show(frames, "#/tables/evidence") as page:
        page.get_by_role("combobox", name="document", exact=True).select_option("second")
        wanted = frames["evidence"].filter(doc_id="second").height
        expect(page.get_by_role("grid")).to_have_attribute("aria-rowcount", str(wanted + 1))


def test_a_date_that_is_none_narrows_nothing(show: Show, article: Frames) -> None:
    with show(article, "#/tables/incidents") as page:
        page.get_by_label("Date from").fill("199")
        expect(page.get_by_label("Date from")).to_have_attribute("aria-invalid", "true")
        assert rows(page) == article["incidents"].height


def test_sorting_goes_both_ways_and_back_with_missing_cells_last(show: Show, article: Frames) -> None:
    with show(article, "#/tables/relations", viewport={"width": 1280, "height": 4000}) as page:
        before = column(page, "date")
        page.get_by_role("button", name="date").click()
        expect(page.get_by_role("columnheader", name="date")).to_have_attribute("aria-sort", "ascending")
        rising = [text for text in column(page, "date") if text != "–"]
        assert column(page, "date")[: len(rising)] == rising
        years = [int(re.findall(r"\d{4}", text)[0]) for text in rising]
        assert years == sorted(years)
        page.get_by_role("button", name="date").click()
        expect(page.get_by_role("columnheader", name="date")).to_have_attribute("aria-sort", "descending")
        falling = [int(re.findall(r"\d{4}", text)[0]) for text in column(page, "date") if text != "–"]
        assert falling == sorted(years, reverse=True)
        assert column(page, "date")[-1] == "–"
        page.get_by_role("button", name="date").click()
        assert column(page, "date") == before


def test_columns_can_be_shown_and_hidden(show: Show, article: Frames) -> None:
    with show(article, "#/tables/relations") as page:
        expect(page.get_by_role("columnheader", name="rule id")).to_have_count(0)
        page.get_by_text("Columns", exact=True).click()
        page.get_by_label("rule id").check()
        expect(page.get_by_role("columnheader", name="rule id")).to_have_count(1)
        page.get_by_label("change", exact=True).last.uncheck()
        expect(page.get_by_role("columnheader", name="change")).to_have_count(0)


def test_five_thousand_records_are_drawn_as_far_as_they_are_seen(show: Show, article: Frames) -> None:
    frames = many(article, 5_000)
    total = frames["relations"].height
    assert sum(frames[name].height for name in CLAIM_TABLES) >= 5_000
    with show(frames, "#/tables/relations") as page:
        assert rows(page) == total
        assert 0 < page.locator(".grid-row").count() < 100
        page.get_by_role("button", name="subject").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Control+End")
        expect(page.locator(":focus")).to_have_attribute("data-at", re.compile(rf"^{total - 1},"))
        assert page.locator(".grid-row").count() < 100
        page.get_by_role("searchbox").fill("cambodia")
        expect(page.locator("output.found")).to_contain_text(" of ")
        assert 0 < rows(page) < total
        page.get_by_role("button", name="date").click()
        expect(page.get_by_role("columnheader", name="date")).to_have_attribute("aria-sort", "ascending")
        page.locator(".grid-row [data-column=subject]").first.click()
        expect(page.get_by_role("complementary", name="Details")).to_be_visible()
    with show(frames, "#/tables/relations", viewport=PHONE) as page:
        expect(page.locator(".card").first).to_be_visible()
        assert page.locator(".card").count() < 100

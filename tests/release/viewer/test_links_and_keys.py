"""Links into the viewer, and its use without a mouse."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.viewer_pages import ARTICLE, Frames, Show, column, found


def test_a_link_to_a_record_survives_a_reload(show: Show, article: Frames) -> None:
    record = article["incidents"].row(0, named=True)
    place = f"#/tables/incidents?record={record['record_id']}&field=incident_type"
    with show(article, place) as page:
        page.reload()
        panel = page.get_by_role("complementary", name="Details")
        expect(panel.locator("code").first).to_have_text(record["record_id"])
        expect(panel.locator(".fields li.current .field-name")).to_have_text("incident type")
    with show(article, f"#/record/{record['record_id']}") as page:
        expect(page.locator(".eyebrow code")).to_have_text(record["record_id"])
        assert f"#/documents/{ARTICLE}" in page.url


def test_a_link_to_words_survives_a_reload(show: Show, article: Frames) -> None:
    text = article["documents"]["text"][0]
    start = text.index("Cambodia", 2000)
    with show(article, f"#/documents/{ARTICLE}?start={start}&end={start + 8}") as page:
        page.reload()
        expect(page.locator(".body mark.strong")).to_have_text(["Cambodia"])
        expect(page.locator(".body mark.strong")).to_be_in_viewport()


def test_a_link_to_a_filtered_table_survives_a_reload(show: Show, article: Frames) -> None:
    with show(article, "#/tables/relations") as page:
        page.get_by_role("searchbox").fill("cambodia")
        page.get_by_role("combobox", name="factuality", exact=True).select_option("actual")
        page.get_by_role("button", name="object").click()
        expect(page.locator("output.found")).to_contain_text("of")
        expect(page.get_by_role("columnheader", name="object")).to_have_attribute("aria-sort", "ascending")
        before = (found(page), column(page, "object"), page.url)
        page.reload()
        expect(page.get_by_role("searchbox")).to_have_value("cambodia")
        expect(page.get_by_role("combobox", name="factuality", exact=True)).to_have_value("actual")
        assert (found(page), column(page, "object"), page.url) == before


def test_back_and_forward_go_through_what_was_opened(show: Show, article: Frames) -> None:
    with show(article, "#/tables/relations") as page:
        page.locator(".grid-row [data-column=subject]").first.click()
        expect(page.get_by_role("complementary", name="Details")).to_be_visible()
        page.go_back()
        expect(page.get_by_role("complementary", name="Details")).to_have_count(0)
        page.go_forward()
        expect(page.get_by_role("complementary", name="Details")).to_be_visible()


def test_the_keys_search_go_help_and_close(show: Show, article: Frames) -> None:
    with show(article, "#/overview") as page:
        page.keyboard.press("g")
        page.keyboard.press("t")
        expect(page.get_by_role("grid", name="Relations")).to_be_visible()
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox")).to_be_focused()
        page.keyboard.type("g?")
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.keyboard.press("Escape")
        expect(page.get_by_role("searchbox")).not_to_be_focused()
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_table_is_walked_and_opened_by_keys(show: Show, article: Frames) -> None:
    with show(article, "#/tables/relations") as page:
        page.get_by_role("button", name="subject").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowRight")
        assert page.evaluate("document.activeElement.dataset.at") == "1,1"
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"
        page.keyboard.press("Enter")
        expect(page.get_by_role("complementary", name="Details")).to_be_visible()
        assert "field=object" in page.url
        page.keyboard.press("Escape")
        page.keyboard.press("Control+End")
        last = article["relations"].height - 1
        expect(page.locator(":focus")).to_have_attribute("data-at", re.compile(rf"^{last},"))
        assert page.locator("[role=grid] [tabindex='0']").count() == 1


def test_sentences_and_marks_are_walked_by_keys(show: Show, article: Frames) -> None:
    with show(article, f"#/documents/{ARTICLE}") as page:
        page.locator("[data-sentence='0']").focus()
        for _ in range(3):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator("[data-sentence='3']")).to_have_attribute("aria-pressed", "true")
        expect(page.get_by_role("complementary")).to_contain_text("Sentence 4")
    with show(article, "#/timeline") as page:
        page.locator(".mark[tabindex='0']").focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
        expect(page.get_by_role("complementary", name="Details")).to_be_visible()
        assert page.locator(".timeline [tabindex='0']").count() == 1


def test_the_tab_key_reaches_the_parts_of_the_page_in_order(show: Show, article: Frames) -> None:
    with show(article, "#/tables/relations") as page:
        which = "(({role, className, tagName}) => role || className || tagName)(document.activeElement)"
        reached = []
        for _ in range(60):
            page.keyboard.press("Tab")
            reached.append(page.evaluate(which))
        names = [name for name in ("skip", "brand", "lesser", "INPUT", "SELECT", "SUMMARY") if name in reached]
        assert names == sorted(names, key=reached.index)
        assert {"skip", "brand", "INPUT", "SELECT"} <= set(reached)
        page.evaluate("document.activeElement.blur()")

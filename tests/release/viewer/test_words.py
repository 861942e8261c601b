"""From a cell to its words in the document, and from a sentence to what came of it."""

from __future__ import annotations

import re

import polars as pl
import pytest
from playwright.sync_api import expect

from flows.resolve.derive import derived
from flows.resolve.frames import build_frames
from schemas.codebook.kinds import CLAIM_TABLES
from tests import two_documents
from tests.viewer_pages import ARTICLE, Frames, Show, rows, walk


def test_a_click_on_a_cell_shows_its_words(show: Show, article: Frames) -> None:
    with show(article, "#/tables/relations") as page:
        cell = page.locator(".grid-row [data-column=change]").first
        value = cell.inner_text()
        cell.click()
        panel = page.get_by_role("complementary", name="Details")
        expect(panel).to_be_visible()
        record = re.search(r"record=(rel-[0-9a-f]+)", page.url)
        assert record is not None
        assert "field=change" in page.url
        evidence = article["evidence"].filter(record_id=record[1], field="change")
        assert evidence["value"].unique().to_list() == [value]
        marked = panel.locator(".excerpt mark.strong").all_inner_texts()
        assert marked == evidence.sort("start")["words"].unique(maintain_order=True).to_list()
        told = panel.locator(".fields li.current .evidence > li")
        assert told.count() == evidence.height
        page.keyboard.press("Escape")
        expect(panel).to_have_count(0)
        assert "record=" not in page.url


@pytest.mark.parametrize("name", CLAIM_TABLES)
def test_every_cell_of_a_corpus_leads_to_its_words(show: Show, name: str) -> None:
    frames = two_documents.frames()
    with show(frames, f"#/tables/{name}") as page:
        for (field,), of in frames["evidence"].filter(table=name).group_by("field", maintain_order=True):
            place = f"documents/{of['doc_id'][0]}?record={of['record_id'][0]}&field={field}"
            for _ in walk(page, [place]):
                expect(page.locator(".fields li.current .field-name")).to_have_text(str(field).replace("_", " "))
                expect(page.locator(".fields li.current .evidence .words")).to_have_text(of["words"].to_list())
                # Words that other fields rest on too are several marks, one beside the other.
                wanted = "".join(of.sort("start")["words"].unique(maintain_order=True))
                assert "".join(page.locator(".body mark.strong").all_inner_texts()) == wanted, place


def test_a_sentence_leads_to_its_records(show: Show, article: Frames) -> None:
    given = article["sentences"].filter(pl.col("records") > 1).row(0, named=True)
    with show(article, f"#/documents/{ARTICLE}") as page:
        page.locator(f"[data-sentence='{given['sentence']}']").click(position={"x": 4, "y": 6})
        side = page.get_by_role("complementary", name="What came of it")
        expect(side.get_by_role("heading", level=2)).to_have_text(f"Gave {given['records']} records")
        assert side.locator(".excerpt").inner_text() == given["text"]
        side.locator(".record-list").first.get_by_role("link").first.click()
        expect(side.get_by_role("heading", name="Each value and its words")).to_be_visible()
        assert page.locator(".body mark.labelled").count() > 0


@pytest.mark.parametrize("outcome", ["screened_out", "no_claim"])
def test_a_sentence_that_gave_nothing_says_why(show: Show, article: Frames, outcome: str) -> None:
    found = article["sentences"].filter(outcome=outcome).sort(pl.col("actors").list.len(), descending=True)
    sentence = found.row(0, named=True)
    with show(article, f"#/documents/{ARTICLE}?sentence={sentence['sentence']}") as page:
        side = page.get_by_role("complementary", name="What came of it")
        if outcome == "screened_out":
            expect(side.get_by_role("heading", level=2)).to_have_text("Screened out")
            expect(side).to_contain_text("It was not parsed.")
        else:
            expect(side.get_by_role("heading", level=2)).to_have_text("A possible miss")
            assert side.locator(".token").all_inner_texts() == [*sentence["actors"], *sentence["triggers"]]


def test_the_document_is_shown_whole(show: Show, article: Frames) -> None:
    text = article["documents"]["text"][0]
    with show(article, f"#/documents/{ARTICLE}") as page:
        shown = page.locator(".body").text_content() or ""
        assert re.sub(r"\s", "", shown) == re.sub(r"\s", "", text)


def test_places_are_counted_in_characters_not_in_units_of_utf_16(show: Show) -> None:
    text = "𝔄 flag 🇰🇭 was raised. Cuba cut ties with Peru in 1959."
    start = text.index("Cuba")
    document = {"doc_id": "d", "path": "d.txt", "sha256": "0" * 64, "size": 99, "encoding": "utf-8", "text": text}
    sentences = [
        {
            "doc_id": "d",
            "sentence": 0,
            "start": 0,
            "end": start - 1,
            "text": text[: start - 1],
            "outcome": "screened_out",
        },
        {"doc_id": "d", "sentence": 1, "start": start, "end": len(text), "text": text[start:], "outcome": "claim"},
    ]
    record = {
        "record_id": "rel-1", "doc_id": "d", "subject": "CUB", "object": "PER", "relation_type": "general",
        "change": "severed", "factuality": "actual", "quote": text[start:], "start": start, "end": len(text),
        "sentence": 1, "rule_id": "r", "confidence": 1.0,
    }  # fmt: skip
    place = text.index("Peru")
    evidence = {
        "record_id": "rel-1", "table": "relations", "field": "object", "part": 0, "doc_id": "d", "start": place,
        "end": place + 4, "words": "Peru", "value": "PER", "method": "normalised", "rule_id": "r",
    }  # fmt: skip
    made = {"documents": [document | {"characters": len(text)}], "relations": [record], "evidence": [evidence]}
    frames = derived(build_frames(made | {"sentences": [row | {"records": 0} for row in sentences]}))
    with show(frames, "#/documents/d?record=rel-1&field=object") as page:
        expect(page.locator(".body mark")).to_have_text(["Peru"])
    with show(frames, "#/documents?q=peru") as page:
        page.locator(".hits a").click()
        expect(page.locator(".body mark.strong")).to_have_text(["Peru"])
        assert f"start={place}&end={place + 4}" in page.url


def test_a_correction_shows_beside_what_it_corrected(show: Show) -> None:
    made = two_documents.rows()
    for row in made["evidence"]:
        if row["record_id"] == "rel-1" and row["field"] == "change":
            row |= {"method": "corrected", "rule_id": "fix-1"}
    text = two_documents.FIRST
    common = {"doc_id": "first", "table": "relations", "quote": text[:20], "reviewer": "R. Viewer", "sha256": "0" * 64}
    changed = {"correction_id": "fix-1", "action": "change", "record_id": "rel-1", "fields": ["change"]}
    withdrawn = {"correction_id": "fix-2", "action": "withdraw", "record_id": "rel-9", "fields": [], "before": "{}"}
    values = {"before": '{"change": "weakened"}', "after": '{"change": "severed"}'}
    made["corrections"] = [
        common | changed | values | {"reason": "Misread.", "decided_on": "2024-03-01"},
        common | withdrawn | {"reason": "Never said.", "decided_on": "2024-03-02"},
    ]
    frames = derived(build_frames(made))
    with show(frames, "#/tables/relations?record=rel-1&field=change") as page:
        panel = page.get_by_role("complementary", name="Details")
        expect(panel.locator(".correction")).to_contain_text("Misread.")
        expect(panel.locator(".fields li.current")).to_contain_text("set by a person")
        expect(page.locator(".grid-row [data-column=change]")).to_contain_text("✎")
        expect(page.locator(".grid-row [data-column=subject]")).not_to_contain_text("✎")
    with show(frames, "#/documents/first") as page:
        expect(page.get_by_role("complementary")).to_contain_text("Never said.")
    with show(frames, "#/tables/corrections") as page:
        assert rows(page) == 2

"""What a text may not do to the page that shows it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from flows.release.contents import Contents
from flows.release.files import FILES
from flows.release.viewer.page import viewer
from flows.resolve.derive import derived
from flows.resolve.frames import build_frames
from schemas.codebook.vocabulary import load_tables
from tests import browser, two_documents
from tests.two_documents import Rows
from tests.viewer_pages import ARTICLE, DESK, PHONE, VIEWS, Frames, Show, walk

HOSTILE = (
    "</script><script>window.owned = 1</script>",
    '<img src=x onerror="window.owned = 1">',
    "<svg onload=window.owned=1>{{constructor.constructor('window.owned=1')()}}",
    "\u202eevil\u202c \u2066isolated\u2069 \u200f\u0627\u0644\u0639\u0631\u0628\u064a\u0629",
    "W" * 10_000,
    "&lt;b&gt; &amp; \u0000\u0007 \ud7ff\ufffe",
)


def hostile() -> Frames:
    text = "\n\n".join(HOSTILE)
    starts = [text.index(part) for part in HOSTILE]
    spans = list(zip(starts, [start + len(part) for start, part in zip(starts, HOSTILE, strict=True)], strict=True))
    documents = [
        {
            "doc_id": f"d{number}",
            "path": f"{number}.txt",
            "sha256": "0" * 64,
            "size": 1,
            "encoding": "utf-8",
            "title": part,
        }
        | {"url": "javascript:window.owned=1", "author": part, "publisher": part, "text": text, "characters": len(text)}
        for number, part in enumerate(HOSTILE)
    ]
    sentences = [
        {
            "doc_id": "d0",
            "sentence": number,
            "start": start,
            "end": end,
            "text": text[start:end],
            "outcome": "claim",
            "records": 1,
        }
        for number, (start, end) in enumerate(spans)
    ]
    incidents = [
        {
            "record_id": f"inc-{number}", "doc_id": "d0", "incident_type": "attack", "actors": [text[start:end]],
            "targets": [part[::-1]], "location": text[start:end], "item": text[start:end], "date": "2001",
            "factuality": "actual", "speaker": text[start:end], "quote": text[start:end], "start": start, "end": end,
            "sentence": number, "rule_id": text[start:end], "confidence": 0.5,
        }
        for number, ((start, end), part) in enumerate(zip(spans, HOSTILE, strict=True))
    ]  # fmt: skip
    evidence = [
        {
            "record_id": f"inc-{number}", "table": "incidents", "field": "actors", "part": 0, "doc_id": "d0",
            "start": start, "end": end, "words": text[start:end], "value": text[start:end], "method": "verbatim",
            "rule_id": "r",
        }
        for number, (start, end) in enumerate(spans)
    ]  # fmt: skip
    rejects = [
        {"table": "documents", "check": "readable", "reason": part, "path": part, "value": part} for part in HOSTILE
    ]
    made: Rows = {
        "documents": documents,
        "sentences": sentences,
        "incidents": incidents,
        "evidence": evidence,
        "rejects": rejects,
    }
    return derived(build_frames(made))


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_a_hostile_text_is_text_and_nothing_else(show: Show, viewport: dict[str, int]) -> None:
    places = (
        *(view for view in VIEWS if ARTICLE not in view),
        *(f"documents/d{number}" for number in range(len(HOSTILE))),
        *(f"tables/incidents?record=inc-{number}&field=actors" for number in range(len(HOSTILE))),
        "documents?q=window", "documents/d0?sentence=1", "documents/d0?record=inc-4", "tables/rejects?row=1",
        "timeline?record=inc-2", "actors/%3Cimg%20src%3Dx%3E",
        "tables/incidents?q=%3Cimg%20src=x%20onerror=alert(1)%3E&sort=%3Cb%3E&actor=%3Cscript%3E",
    )  # fmt: skip
    with show(hostile(), viewport=viewport) as page:
        for place in walk(page, places):
            assert page.evaluate("window.owned") is None, place
            assert page.locator("img, #app script, iframe, object").count() == 0, place
            assert page.locator("a[href^='javascript']").count() == 0, place


def test_signs_that_turn_the_text_around_are_shown_as_signs(show: Show) -> None:
    with show(hostile(), "#/documents/d3") as page:
        title = page.locator("main h1").inner_text()
        assert "evil" in title
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", page.locator("#app").inner_text())
        assert "العربية" in title


def test_the_policy_stops_what_would_get_through(chromium: Browser, tmp_path: Path) -> None:
    file = tmp_path / "viewer.html"
    contents = Contents(load_tables(), two_documents.frames(), tmp_path, "rules (a)", (), "0123456789ab", FILES)
    file.write_text(viewer(contents), encoding="utf-8", newline="")
    with browser.opened(chromium, file) as (page, account):
        page.evaluate("""() => {
            const script = document.createElement('script');
            try { script.text = 'window.owned = 1'; document.body.append(script); } catch { window.caught = 1; }
        }""")
        refused = page.evaluate("""() => {
            try { document.body.innerHTML = '<b>x</b>'; return 'set'; } catch (error) { return error.name; }
        }""")
        assert refused == "TypeError"
        assert page.evaluate("fetch('https://example.org/').then(() => 'sent', () => 'refused')") == "refused"
        with page.expect_event("requestfailed") as refusal:
            page.evaluate(
                "() => { document.body.append(Object.assign(new Image(), {src: 'https://example.org/x.png'})); }"
            )
        assert refusal.value.failure == "csp"
        assert page.evaluate("window.owned") is None
        assert account.failed == []

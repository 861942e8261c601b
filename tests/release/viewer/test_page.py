"""The viewer as a file: what is in it, that it is what was built, and that no text can break out of its data."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.release.contents import Contents
from flows.release.files import FILES
from flows.release.viewer.page import ASSETS, VIEWER, viewer
from flows.resolve.derive import derived
from flows.resolve.frames import build_frames
from schemas.codebook.vocabulary import load_tables
from tests import two_documents

ROOT = Path(__file__).parents[3]
VERSION = "0123456789ab"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


def page(frames: dict[str, pl.DataFrame]) -> str:
    return viewer(Contents(load_tables(), frames, ROOT, "rules (a)", (), VERSION, FILES))


def data_of(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    return dict(json.loads(found[1]))


def cells(table: dict[str, Any], texts: dict[str, str]) -> dict[str, list[Any]]:
    """Return the cells of each column of a table of the viewer's data, as its script takes them out."""
    columns: dict[str, list[Any]] = {}
    runs = [column["name"] for column in table["columns"] if column.get("run")]
    for column in table["columns"]:
        if "of" in column:
            columns[column["name"]] = [column["of"][place] for place in column["at"]]
        elif "cells" in column:
            columns[column["name"]] = column["cells"]
    for name in runs:
        places = zip(columns["doc_id"], columns["start"], columns["end"], strict=True)
        columns[name] = [texts[doc][start:end] for doc, start, end in places]
    return columns


def document(text: str, **metadata: str) -> dict[str, pl.DataFrame]:
    row = {"doc_id": "d", "path": "d.txt", "sha256": "0" * 64, "size": 1, "encoding": "utf-8", "text": text}
    return derived(build_frames({"documents": [row | {"characters": len(text)} | metadata]}))


def test_every_cell_of_the_release_is_in_the_viewer() -> None:
    frames = two_documents.frames()
    data = data_of(page(frames))
    assert data["version"] == VERSION
    assert VERSION in data["citation"]
    assert [table["name"] for table in data["tables"]] == list(load_tables())
    for table in data["tables"]:
        found = cells(table, two_documents.TEXTS)
        for name in frames[table["name"]].columns:
            values = frames[table["name"]][name]
            wanted = values.dt.to_string("iso").to_list() if values.dtype == pl.Date else values.to_list()
            assert found[name] == wanted, (table["name"], name)


def test_the_words_of_evidence_are_not_written_twice() -> None:
    html = page(two_documents.frames())
    # Once in the document's text; the sentence, the quote and the evidence only point there. Events quote it again.
    assert html.count("so the ministry said") == 1 + two_documents.frames()["events"].filter(table="relations").height


def test_the_policy_names_the_script_and_the_style_that_stand_in_the_page() -> None:
    html = page(two_documents.frames())
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert policy is not None
    for element, directive in (("script", "script-src"), ("style", "style-src")):
        content = re.findall(f"<{element}>(.*?)</{element}>", html, re.DOTALL)
        assert len(content) == 1, element
        digest = base64.b64encode(hashlib.sha256(content[0].encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy[1]
    assert policy[1].startswith("default-src 'none';")
    assert not re.search(r"unsafe|https?:|\*|'self'", policy[1])
    # The policy stands before all that it is to hold.
    assert html.index("Content-Security-Policy") < html.index("<style>") < html.index("<script")


def test_the_page_names_no_address_that_a_browser_would_load() -> None:
    html = page(two_documents.frames())
    markup = re.sub(r"<(script|style)\b.*?</\1>", "", html, flags=re.DOTALL)
    assert not re.search(r"""(?:src|href|url)\s*[=(]""", markup)
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style is not None
    assert all(address.startswith("data:font/woff2") for address in re.findall(r'url\("?([^")]*)', style[1]))


@given(text=TEXTS, title=TEXTS)
def test_no_text_ends_the_element_that_holds_the_data(text: str, title: str) -> None:
    frames = document(text, title=title)
    html = page(frames)
    assert html.count("</script>") == 2
    table = next(table for table in data_of(html)["tables"] if table["name"] == "documents")
    found = cells(table, {})
    assert found["text"] == [text]
    assert found["title"] == frames["documents"]["title"].to_list()


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "\u2028\x00\r\n{0}"])
def test_markup_in_a_text_stays_text(text: str) -> None:
    html = page(document(text))
    assert text not in html or "<" not in text
    table = next(table for table in data_of(html)["tables"] if table["name"] == "documents")
    assert cells(table, {})["text"] == [text]


def test_the_viewer_is_the_same_for_the_same_release() -> None:
    assert page(two_documents.frames()) == page(two_documents.frames())


def test_the_viewer_is_a_file_of_every_release() -> None:
    assert VIEWER in [file.name for file in FILES]
    html = page(two_documents.frames())
    names = [name for name, _ in data_of(html)["files"]]
    assert {"README.md", "dictionary.html", "codebook.html", "datapackage.json"} <= set(names)


def test_the_bundle_is_what_the_manifest_says() -> None:
    manifest = json.loads((ASSETS / "manifest.json").read_bytes())
    there = {file.name for file in ASSETS.iterdir()} - {"manifest.json"}
    assert there == manifest["files"].keys()
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((ASSETS / name).read_bytes()).hexdigest() == digest, name


def test_the_bundle_was_built_from_the_sources_that_stand_in_web() -> None:
    manifest = json.loads((ASSETS / "manifest.json").read_bytes())
    web = ROOT / "web"
    names = ["build.mjs", "package.json", "package-lock.json", "tsconfig.json"]
    names += [f"src/{file.name}" for file in (web / "src").iterdir()]
    digests = {f"web/{name}": hashlib.sha256((web / name).read_bytes()).hexdigest() for name in names}
    assert manifest["sources"] == digests, "run make viewer: the bundle is older than its sources"


def test_every_package_in_the_bundle_is_locked_permissive_and_has_its_licence_in_the_page() -> None:
    manifest = json.loads((ASSETS / "manifest.json").read_bytes())
    locked = json.loads((ROOT / "web" / "package-lock.json").read_bytes())["packages"]
    licences = (ASSETS / "LICENCES.txt").read_text(encoding="utf-8")
    script = (ASSETS / "viewer.js").read_text(encoding="utf-8")
    assert manifest["packages"]
    for package in manifest["packages"]:
        entry = locked[f"node_modules/{package['name']}"]
        assert (entry["version"], entry["integrity"]) == (package["version"], package["integrity"])
        assert package["licence"] in {"MIT", "ISC", "BSD-3-Clause", "OFL-1.1"}
        assert f"{package['name']} {package['version']} ({package['licence']})" in licences
        assert f"{package['name']} {package['version']} ({package['licence']})" in script


def test_the_lock_names_no_address_of_a_registry() -> None:
    lock = json.loads((ROOT / "web" / "package-lock.json").read_bytes())
    for name, entry in lock["packages"].items():
        assert "resolved" not in entry, name
        assert name == "" or entry["integrity"].startswith("sha512-"), name


def test_the_sources_make_markup_of_no_string() -> None:
    for file in (ROOT / "web" / "src").glob("*.ts*"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\(|new Function", text), file

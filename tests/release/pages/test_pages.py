"""The two pages as texts: whole, escaped, self-contained, with a place for everything that others link to."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import get_args

import polars as pl
import pytest

from flows.release.build import write_release
from flows.release.pages.codebook import CODEBOOK
from flows.release.pages.dictionary import DICTIONARY, KINDS, sample, size
from schemas.codebook.kinds import Kind
from schemas.codebook.plover import load_plover
from schemas.codebook.rulebook import load_rules
from schemas.codebook.vocabulary import load_tables
from tests import two_documents

TABLES = load_tables()
RULES = load_rules()
_VOID = {"meta", "input", "br", "link", "img", "hr"}


class Read(HTMLParser):
    """A page read strictly: every element closed, and what it holds by name."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.scripts = 0
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert not any(name.startswith("on") for name in given), (tag, given)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name == "href"]
        self.loaded += [value or "" for name, value in attrs if name in ("src", "srcset", "data", "action")]
        self.scripts += tag == "script"
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("script", "style"):
            self.words.append(data)


@pytest.fixture(params=[DICTIONARY, CODEBOOK])
def page(request: pytest.FixtureRequest, either: Path) -> Read:
    return Read((either / request.param).read_text("utf-8"))


def read(release: Path, name: str) -> Read:
    return Read((release / name).read_text("utf-8"))


def test_a_page_is_whole_and_loads_nothing(page: Read) -> None:
    assert len(page.ids) == len(set(page.ids))
    assert page.loaded == []
    assert page.scripts == 1
    assert not any(link.startswith(("http", "//", "javascript")) for link in page.links)


def test_every_table_and_column_has_its_place_and_words(either: Path) -> None:
    found = read(either, DICTIONARY)
    text = " ".join(found.words)
    for name, table in TABLES.items():
        assert {name, *(f"{name}.{column.name}" for column in table.columns)} <= set(found.ids)
        assert table.description in text
        for column in table.columns:
            assert column.description in text
            assert not column.unit or f"unit: {column.unit}" in text


def test_every_term_and_plover_type_has_its_place_and_definition(either: Path) -> None:
    found = read(either, CODEBOOK)
    text = " ".join(found.words)
    for name, table in TABLES.items():
        for column in table.columns:
            assert not column.terms or f"{name}.{column.name}" in found.ids
            for term in column.terms:
                assert f"{name}.{column.name}.{term.name}" in found.ids
                assert term.definition in text
    for type_ in load_plover().types:
        assert f"plover.{type_.name}" in found.ids
        assert type_.definition in text


def test_every_rule_stands_with_its_examples_and_near_misses(real: Path) -> None:
    found = read(real, CODEBOOK)
    words = {word.strip() for word in found.words}
    assert {rule.id for rule in RULES} <= set(found.ids)
    for rule in RULES:
        assert rule.about in words
        for example in rule.examples:
            assert example.text.strip() in words
            for row in example.rows:
                for value in row.values():
                    shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
                    assert shown.strip() in words, (rule.id, shown)
        for miss in rule.near_misses:
            assert {miss.text.strip(), miss.why} <= words
    assert {f"class.{name}" for name in RULES.classes} <= set(found.ids)


def test_counts_are_those_of_the_release(real: Path) -> None:
    text = (real / CODEBOOK).read_text("utf-8")
    changes = pl.read_parquet(real / "relations.parquet")["change"].value_counts()
    for term, count in changes.iter_rows():
        row = re.search(rf'id="relations\.change\.{term}".*?</tr>', text, re.DOTALL)
        assert row is not None
        assert f">{count}</td>" in row[0]
    rules = pl.read_parquet(real / "rules.parquet").filter(pl.col("records") > 0)
    for rule_id, count in rules.select("rule_id", "records").iter_rows():
        row = re.search(rf'<details class="rule" id="{re.escape(rule_id)}".*?</summary>', text, re.DOTALL)
        assert row is not None
        assert f"{count} record" in row[0]


def test_words_of_a_source_are_no_markup(odd: Path) -> None:
    documents = pl.read_parquet(odd / "documents.parquet").filter(pl.col("title").is_not_null())
    text = (odd / DICTIONARY).read_text("utf-8")
    assert "<script>alert" not in text
    assert html.escape(documents["doc_id"][0]).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in text
    assert any(documents["title"][0][:40] in word for word in read(odd, DICTIONARY).words)


def test_a_correction_has_its_place(tmp_path: Path) -> None:
    correction: dict[str, object] = {
        "correction_id": "correction.one", "action": "withdraw", "table": "relations", "record_id": "rel-1",
        "doc_id": "first", "fields": [], "before": '{"subject": "<CUB>"}', "after": None, "quote": "</script>",
        "reason": "Not <said>.", "reviewer": "A & B", "decided_on": "2026-11-20", "sha256": "0" * 64,
    }  # fmt: skip
    frames = two_documents.frames()
    corrections = pl.DataFrame([correction], schema=frames["corrections"].schema)
    write_release(frames | {"corrections": corrections}, tmp_path, engine="rules 1")
    found = read(tmp_path, CODEBOOK)
    assert {"correction.one", "corrections"} <= set(found.ids)
    assert {"Not <said>.", "</script>", '{"subject": "<CUB>"}'} <= {word.strip() for word in found.words}
    assert "#correct" in (tmp_path / "prov.jsonld").read_text("utf-8")


def test_a_release_without_a_row(tmp_path: Path) -> None:
    write_release({name: frame.clear() for name, frame in two_documents.frames().items()}, tmp_path, engine="rules 1")
    assert "no rows" in " ".join(read(tmp_path, DICTIONARY).words)
    assert RULES.rules[0].id in read(tmp_path, CODEBOOK).ids


def test_every_kind_has_words() -> None:
    assert set(KINDS) == set(get_args(Kind))


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (9949, "9.9 kB"), (123_456, "123 kB"), (2_098_479, "2.1 MB")],
)
def test_a_size(count: int, words: str) -> None:
    assert size(count) == words


def test_a_sample_is_a_line() -> None:
    assert sample(pl.Series(["KHM", "PRK"])) == "KHM, PRK"
    assert sample("a\nb") == "a b"
    assert sample("x" * 500) == "x" * 69 + "…"
    assert sample(2.0) == "2"

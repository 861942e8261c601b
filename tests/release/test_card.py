from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from flows.release.card import plain, quality_measured
from flows.scoring import ALL
from schemas.codebook.kinds import CLAIM_TABLES
from schemas.codebook.vocabulary import load_tables

ROOT = Path(__file__).parents[2]
TABLES = load_tables()


@pytest.fixture
def text(either: Path) -> str:
    return (either / "README.md").read_text("utf-8")


def test_a_newcomer_finds_what_they_need_on_the_first_pages(either: Path, text: str) -> None:
    head = text.split("## Columns", maxsplit=1)[0]
    assert head.startswith(f"# attache, release {either.name}\n")
    for part in ("Open it", "Check it", "Cite it", "Licences", "How good it is", "Limits", "What else is here"):
        assert f"# {part}\n" in head
    for name in TABLES:
        assert f"| {name} | {pl.read_parquet(either / f'{name}.parquet').height} |" in head
    for reader in ("polars", "pandas", "DuckDB", "R", "a spreadsheet"):
        assert f"| {reader} |" in head
    assert len(head.splitlines()) < 200


def test_what_it_tells_to_run_runs(real: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (real / "README.md").read_text("utf-8")
    monkeypatch.chdir(real)
    code = re.search(r"with polars:\n\n((?: {4}.*\n)+)", text)
    assert code is not None
    exec("import polars as pl\n" + re.sub(r"(?m)^ {4}", "", code[1]))
    evaluated = re.findall(r"`(p[ld]\.read_(?:parquet|csv)\([^`]*\))`", text)
    assert len(evaluated) == 4
    heights = {len(eval(one, {"pl": pl, "pd": __import__("pandas")})) for one in evaluated}
    assert heights == {pl.read_parquet("relations.parquet").height}
    duckdb = __import__("duckdb")
    for query in ("SELECT * FROM 'relations.parquet'", re.findall(r"`(FROM read_csv[^`]*)`", text)[0]):
        assert len(duckdb.sql(query).fetchall()) in heights


def test_every_column_stands_in_it(text: str) -> None:
    parts = dict(zip(*[iter(re.split(r"\n### (\w+)\n", text.split("## Columns")[1])[1:])] * 2, strict=True))
    assert list(parts) == list(TABLES)
    for name, table in TABLES.items():
        assert re.findall(r"(?m)^\| (\w+) \| (?!kind)", parts[name]) == list(table.names)


def test_its_tables_are_tables_to_markdown(text: str) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    wide = 0
    for token in tokens:
        if token.type == "tr_open":
            wide = 0
        wide += token.type in ("td_open", "th_open")
        assert token.type != "html_block"
    assert sum(token.type == "table_open" for token in tokens) >= len(TABLES) + 4


def test_words_of_a_source_are_no_markup(odd: Path) -> None:
    rendered = MarkdownIt("commonmark").enable("table").render((odd / "README.md").read_text("utf-8"))
    assert "<script" not in rendered
    assert "<b>" not in rendered


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]), min_size=1))
def test_any_words_are_shown_as_they_are(words: str) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(f"| a |\n| --- |\n| x{plain(words)}x |\n")
    cell = next(token for token, before in zip(tokens[1:], tokens, strict=False) if before.type == "td_open")
    assert "".join(child.content for child in cell.children or []) == f"x{words}x"


def test_the_figures_are_those_of_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for measured in quality_measured()["sets"].values():
        assert set(measured["scores"]) == {*CLAIM_TABLES, ALL}
        assert f"{measured['documents']} {measured['about']}" in " ".join(readme.split())
        for name, scores in measured["scores"].items():
            cells = " | ".join(f"{scores[key]:.2f}" for key in scores)
            assert f"| {name.replace('_', ' ')} | {cells} |" in readme

"""Files read without a release: of every format, each file by itself."""

from __future__ import annotations

import textwrap
from pathlib import Path

import polars as pl
import pytest

from flows.reading import read_files
from flows.records import fields_of
from schemas.codebook.kinds import CLAIM_TABLES
from tests.ingest.samples import message, warc

SEVERED = "{} severed diplomatic relations with Spain in 1939."


# warcio's writer leaves its buffers to the garbage collector
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_file_may_give_several_documents_and_the_others_are_read_where_one_gives_none(tmp_path: Path) -> None:
    places = ("Mexico", "Chile")
    pages = [(f"https://a.example/{name}", "text/plain", SEVERED.format(name).encode()) for name in places]
    (tmp_path / "crawl.warc.gz").write_bytes(warc(*pages, ("https://a.example/x", "text/html", b"<p>")))
    (tmp_path / "page.txt").write_bytes(b"%PDF-1.4")
    (tmp_path / "mail.eml").write_bytes(message())
    (tmp_path / "mail.txt").write_text(SEVERED.format("Peru"))
    read = read_files([tmp_path / name for name in ("page.txt", "crawl.warc.gz", "mail.eml", "mail.txt")])
    assert [document.doc_id for document in read.documents] == ["crawl:1", "crawl:2", "mail"]
    relations = read.frames["relations"].filter(read.frames["relations"]["doc_id"].str.starts_with("crawl"))
    assert sorted(relations["subject"]) == ["CHL", "MEX"]
    assert [(Path(problem.path).name, problem.check) for problem in read.problems] == [
        ("page.txt", "reader"), ("crawl.warc.gz", "not_empty"), ("mail.eml", "left_out"), ("mail.txt", "unique"),
    ]  # fmt: skip


PARAGRAPHS = (
    "The speaker told the assembly on Monday that nothing had been agreed and that his patience was at its end. North "
    "Korean agents assassinated Kim Jong Nam in Malaysia in 2017, he said. Peru expelled the Chilean envoy Ana Paz. "
    "The others heard him out, and left the hall of the house without a word to him or to anybody who stood there.\n",
    "In the last week of May, the minister went on, Norway had signed a fisheries agreement with the Faroe Islands, "
    "and the United Arab Emirates had recalled its ambassador from South Africa. The United States imposed sanctions "
    "on Ocean Maritime Management in 2014; the UN Security Council lifted its arms embargo on Sierra Leone in "
    "September 2010.\n",
)


@pytest.mark.parametrize("width", [60, 65, 70, 74, 78, 83, 90])
def test_where_lines_end_changes_no_record(tmp_path: Path, width: int) -> None:
    """A name, a date or a term may stand on two lines."""
    whole, wrapped = tmp_path / "whole.txt", tmp_path / "wrapped.txt"
    whole.write_text("\n".join(PARAGRAPHS))
    wrapped.write_text("\n".join(f"{textwrap.fill(paragraph, width)}\n" for paragraph in PARAGRAPHS))
    read = read_files([whole, wrapped])
    assert read.frames["rejects"].is_empty()
    for table in CLAIM_TABLES:
        found = {
            name: read.frames[table].filter(pl.col("doc_id") == name).sort("start").select(fields_of(table)).rows()
            for name in ("whole", "wrapped")
        }
        assert found["whole"] == found["wrapped"]
    assert read.records >= 12

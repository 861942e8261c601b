"""Files read without a release: of every format, each file by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.reading import read_files
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

"""The readers of each format, on files that the formats' own tools made, and on damaged ones."""

from __future__ import annotations

import contextlib
import gzip
import io
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.ingest.readers.html import read_html
from flows.ingest.readers.mail import read_mail
from flows.ingest.readers.markdown import read_markdown
from flows.ingest.readers.packed import unpacked
from flows.ingest.readers.pdf import read_pdf
from flows.ingest.readers.plain import read_plain
from flows.ingest.readers.text import Text, UnreadableError
from flows.ingest.readers.warc import LeftOut, Page, read_warc
from flows.ingest.readers.word import read_docx
from tests.ingest.samples import PAGE, PARAGRAPHS, docx_file, message, page, pdf, warc


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "utf-16"])
def test_the_article_of_a_page_is_read_without_what_stands_around_it(charset: str) -> None:
    read = read_html(page(charset))
    assert all(words in read.text for words in PARAGRAPHS)
    assert "newsletter" not in read.text
    assert "Sport" not in read.text


def test_a_page_says_where_it_is_from() -> None:
    found = read_html(page()).found
    assert (found.title, found.author, found.publisher) == (
        "Peru recalls its ambassador",
        "Ana Ruiz",
        "The Lima Courier",
    )
    assert found.published_on == date(2021, 3, 4)
    assert found.licence == "https://creativecommons.org/licenses/by/4.0/"
    assert found.url == "https://courier.example/peru"


def test_a_page_that_lies_about_its_encoding_is_read_by_its_bytes() -> None:
    content = page("utf-8").replace(b'charset="utf-8"', b'charset="no-such-thing"')
    assert "Ecuador’s" in read_html(content).text


@pytest.mark.parametrize("first", [PARAGRAPHS, PARAGRAPHS[::-1]])
def test_a_page_reads_the_same_whatever_was_read_before(first: tuple[str, ...]) -> None:
    other = PAGE.format(charset="utf-8", paragraphs="".join(f"<p>{words}</p>" for words in first)).encode()
    alone = read_html(page()).text
    for _ in range(5):
        read_html(other)
    assert read_html(page()).text == alone


def test_a_pdf_is_read_without_its_running_heads_and_page_numbers() -> None:
    pages = [["The Lima Courier", f"{place} recalled its ambas-", "sador from Quito.", str(number)]
             for number, place in enumerate(("Peru", "Chile", "Cuba"), 1)]  # fmt: skip
    read = read_pdf(pdf(pages))
    assert read.text == "\n\n".join(
        f"{place} recalled its ambassador from Quito." for place in ("Peru", "Chile", "Cuba")
    )


def test_a_line_that_two_pages_share_is_text() -> None:
    assert read_pdf(pdf([["Peru agreed.", "One."], ["Peru agreed.", "Two."]])).text.count("Peru agreed.") == 2


def test_a_word_document_gives_paragraphs_and_table_cells_in_order() -> None:
    read = read_docx(docx_file())
    assert read.text == "\n\n".join(
        ("Peru recalls its ambassador", PARAGRAPHS[0], "Exports", "Imports", *PARAGRAPHS[1:])
    )
    assert (read.found.title, read.found.author) == ("Peru recalls", "Ana Ruiz")


def test_markdown_gives_its_words_without_marks() -> None:
    source = (
        "---\ntitle: Peru recalls\ndate: 2021-03-04\n---\n# Peru *recalls* its ambassador\n\n"
        "[The ministry](https://a.example) said it\nwould **not** yield.\n\n```\ncode\n```\n\n"
        "| a | b |\n|---|---|\n| Peru | 3 |\n\n- one\n- two ![map](m.png)\n"
    )
    read = read_markdown(source.encode())
    assert read.text.split("\n\n") == [
        "Peru recalls its ambassador", "The ministry said it\nwould not yield.", "a", "b", "Peru", "3", "one", "two",
    ]  # fmt: skip
    assert (read.found.title, read.found.published_on) == ("Peru recalls", date(2021, 3, 4))


def test_a_message_gives_its_plain_part_and_names_its_attachments() -> None:
    read = read_mail(message())
    assert all(words in read.text for words in PARAGRAPHS)
    assert read.left_out == ("note.pdf",)
    assert (read.found.title, read.found.author, read.found.published_on) == (
        "Peru recalls",
        "Ana Ruiz",
        date(2021, 3, 4),
    )


def test_a_message_in_html_gives_its_words() -> None:
    assert all(words in read_mail(message(html=True)).text for words in PARAGRAPHS)


# warcio's writer leaves its buffers to the garbage collector
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_archive_gives_each_page_that_was_fetched() -> None:
    archive = warc(
        ("https://a.example/peru", "text/html; charset=utf-8", page()),
        ("https://a.example/logo", "image/png", b"\x89PNG"),
        ("https://a.example/empty", "text/html", b"<html><body></body></html>"),
        ("https://a.example/note.txt", "text/plain", PARAGRAPHS[0].encode()),
    )
    *pages, left_out = read_warc(archive)
    assert left_out == LeftOut(("1 image/png",))
    first, empty, note = (page for page in pages if isinstance(page, Page))
    assert (first.number, empty.number, note.number) == (1, 2, 3)
    assert isinstance(first.read, Text)
    assert first.read.found.retrieved_on == date(2021, 3, 5)
    assert first.address == first.read.found.url == "https://a.example/peru"
    assert isinstance(empty.read, UnreadableError)
    assert isinstance(note.read, Text)
    assert note.read.text == PARAGRAPHS[0]


def test_what_gzip_packed_comes_out_whole_or_not_at_all() -> None:
    packed = gzip.compress(b"Peru" * 1000)
    assert unpacked(packed) == b"Peru" * 1000
    with pytest.raises(UnreadableError, match="damaged"):
        unpacked(packed[:-9])
    with pytest.raises(UnreadableError, match="not gzip"):
        unpacked(b"Peru")


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(UnreadableError, match="unpacks to more than 1 MB"):
        unpacked(gzip.compress(bytes(1_000_001)), limit=1_000_000)


def test_a_word_document_that_unpacks_to_too_much_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.ingest.readers import word

    monkeypatch.setattr(word, "UNPACKED", 1000)
    with pytest.raises(UnreadableError, match="unpacks to more than"):
        read_docx(docx_file())


def test_the_notes_of_a_word_document_are_counted_but_for_the_lines_that_separate_them() -> None:
    notes = b'<w:footnotes><w:footnote w:type="separator" w:id="-1"/><w:footnote w:id="1"/><w:footnote w:id="2"/>'
    out = io.BytesIO(docx_file())
    assert read_docx(out.getvalue()).left_out == ()
    with zipfile.ZipFile(out, "a") as made:
        made.writestr("word/footnotes.xml", notes)
    assert read_docx(out.getvalue()).left_out == ("2 footnotes",)


def test_a_word_document_cannot_draw_in_other_files() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx_file())) as whole, zipfile.ZipFile(out, "w") as made:
        for entry in whole.infolist():
            content = whole.read(entry)
            if entry.filename == "word/document.xml":
                head = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
                content = content.replace(b"<w:document", head + b"<w:document", 1).replace(b"Peru recalled", b"&x;")
            made.writestr(entry, content)
    with pytest.raises(UnreadableError, match="entities"):
        read_docx(out.getvalue())


def test_what_is_said_of_damage_names_a_way_out() -> None:
    with pytest.raises(UnreadableError) as problem:
        read_pdf(pdf([["Peru"]])[:40])
    assert "is no PDF" in problem.value.what
    assert ".txt" in problem.value.way_out


FORMATS: dict[str, tuple[Callable[[bytes], Text], bytes]] = {
    "plain": (read_plain, "\n".join(PARAGRAPHS).encode()), "html": (read_html, page()),
    "pdf": (read_pdf, pdf([list(PARAGRAPHS[:1])])), "docx": (read_docx, docx_file()),
    "markdown": (read_markdown, "\n\n".join(PARAGRAPHS).encode()), "mail": (read_mail, message()),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMATS)
@given(cut=st.floats(0, 1), change=st.binary(max_size=8))
@example(cut=0.8895265845912821, change=b"\x00\x10")  # a part of a zip file that ends where none ends
@settings(max_examples=60, deadline=None)
def test_damage_is_a_text_or_a_reason(name: str, cut: float, change: bytes) -> None:
    reader, content = FORMATS[name]
    place = int(cut * len(content))
    for damaged in (content[:place], content[:place] + change + content[place + len(change) :]):
        with contextlib.suppress(UnreadableError):
            assert "\x00" not in reader(damaged).text


@pytest.mark.parametrize("reader", [read_html, read_pdf, read_docx, read_mail])
def test_bytes_that_are_none_of_the_format_are_turned_away(reader: Callable[[bytes], Text]) -> None:
    with pytest.raises(UnreadableError):
        reader(b"\x00\x01\x02 no such thing")

"""Files made to hang or fill whoever reads them: `python tests/hostile/bombs.py` reads each, and says what it cost.

Each line is JSON: the bomb's name, its size in bytes, what came of it, seconds of the processor, and the peak of
memory in MB.
"""

# ruff: noqa: PLW0108 - what is made of a bomb's text is made only when it is asked for

from __future__ import annotations

import gzip
import json
import os
import resource
import sys
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from flows.ingest.formats import FORMATS, reader_of, to_read
from flows.ingest.readers.text import UnreadableError, text_of
from flows.ingest.readers.warc import LeftOut, read_warc
from flows.sources.listing import ListingError, feed_entries, sitemap_entries
from tests.ingest.samples import docx_package

LONGEST = 20  # seconds of the processor, after which a bomb has won
SIZE = 100_000  # bytes, about, of those that are small before they are read
WORDS = "Peru recalled its ambassador from Quito on 3 March 2021, a day after the two governments had met in Lima. "
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_DOCTYPE = f'<!DOCTYPE r [<!ENTITY l0 "{"ha" * 10}">{_LAUGHS}]>'


def _page(markup: str) -> bytes:
    return f"<!DOCTYPE html><html><head><title>T</title></head><body><article>{markup}</article></body></html>".encode()


def _run(unit: str) -> str:
    return unit * (SIZE // len(unit))


def _body(markup: str) -> bytes:
    return f"<w:document {_W}><w:body>{markup}</w:body></w:document>".encode()


def _pdf(stream: bytes, filters: str = "", kids: int = 1, more: str = "") -> bytes:
    """Return a PDF of one page that is shown so many times, with this stream on it."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{'3 0 R ' * kids}] /Count {kids} >>".encode(),
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Resources << {more} >> /Contents 4 0 R >>".encode(),
        f"<< /Length {len(stream)} {filters} >>\nstream\n".encode() + stream + b"\nendstream",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    return out + f"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


def _deflated(content: bytes, times: int = 1) -> bytes:
    for _ in range(times):
        content = zlib.compress(content, 9)
    return content


def _mail(head: str, body: str = WORDS) -> bytes:
    return f"From: a@b.example\n{head}\n\n{body}\n".encode()


def _nested_mail(depth: int) -> bytes:
    head = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth))
    return f"From: a@b.example\n{head}Content-Type: text/plain\n\n{WORDS}\n".encode()


_FONT = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
_YAML = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)
_MERGED = "a0: &a0 {x: y}\n" + "".join(f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 10))

# By the name of a file, whose suffix tells the reader; `feed` and `sitemap` are read as such.
BOMBS: Mapping[str, Callable[[], bytes]] = {
    "nested.html": lambda: _page(_run("<div>") + WORDS * 5),
    "nested tables.html": lambda: _page(_run("<table><tr><td>") + WORDS * 5),
    "nested lists.html": lambda: _page(_run("<ul><li>") + WORDS * 5),
    "nested spans.html": lambda: _page(f"<p>{_run('<b><i>')}{WORDS * 5}</p>"),
    "open tags.html": lambda: _page(WORDS * 5 + _run("<")),
    "open attributes.html": lambda: _page(WORDS * 5 + _run("<a b='")),
    "open scripts.html": lambda: _page(WORDS * 5 + _run("<script ")),
    "open data.html": lambda: _page(WORDS * 5 + _run("<script type=application/ld+json>")),
    "nested data.html": lambda: _page(f"{WORDS * 5}<script type=application/ld+json>{_run('[')}</script>"),
    "comments.html": lambda: b"<!---->" * 280 + b"<p>" + WORDS.encode() * 5,
    "open comments.html": lambda: _page(WORDS * 5 + _run("<!--")),
    "metas.html": lambda: _run("<meta name=a content=b ").encode() + _page(WORDS * 5),
    "entities.html": lambda: _page(f"<p>{WORDS * 5}{_run('&#x41')}</p>"),
    "laughs.html": lambda: _DOCTYPE.encode() + _page(f"<p>{WORDS * 5}&l9;</p>"),
    "paragraphs.html": lambda: _page(_run("<p>a")),
    "links.html": lambda: _page(WORDS * 5 + _run("<a href=a>b</a> ")),
    "packed.html.gz": lambda: gzip.compress(_page("<p>" * 3_000_000 + WORDS), mtime=0),
    "laughs.docx": lambda: docx_package(_DOCTYPE.replace(" r ", " w:document ").encode() + _body("<w:p>&l9;</w:p>")),
    "laughs in utf-16.docx": lambda: docx_package(
        (_DOCTYPE.replace(" r ", " w:document ") + _body("<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>").decode()).encode(
            "utf-16"
        )
    ),
    "laughs in relations.docx": lambda: docx_package(
        _body(f"<w:p><w:r><w:t>{WORDS}</w:t></w:r></w:p>"),
        **{"word/_rels/document.xml.rels": _DOCTYPE.encode() + b"<Relationships>&l9;</Relationships>"},
    ),
    "zeros.docx": lambda: docx_package(bytes(300_000_000)),
    "paragraphs.docx": lambda: docx_package(_body("<w:p/>" * 30_000_000)),
    "nested tables.docx": lambda: docx_package(_body("<w:tbl><w:tr><w:tc>" * 5000 + "</w:tc></w:tr></w:tbl>" * 5000)),
    "cells.docx": lambda: docx_package(_body(f"<w:tbl><w:tr>{'<w:tc><w:p/></w:tc>' * 5000}</w:tr></w:tbl>")),
    "spanning cells.docx": lambda: docx_package(
        _body('<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999999"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>')
    ),
    "zeros.pdf": lambda: _pdf(_deflated(bytes(500_000_000)), "/Filter /FlateDecode"),
    "zeros in zeros.pdf": lambda: _pdf(_deflated(bytes(500_000_000), 2), "/Filter [/FlateDecode /FlateDecode]"),
    "pages.pdf": lambda: _pdf(b"BT /F1 9 Tf (a) Tj ET", kids=15_000, more=_FONT),
    "operators.pdf": lambda: _pdf(_run("q ").encode()),
    "texts.pdf": lambda: _pdf(b"BT /F1 9 Tf " + _run("(a) Tj ").encode() + b" ET", more=_FONT),
    "arrays.pdf": lambda: _pdf(_run("[").encode()),
    "dictionaries.pdf": lambda: _pdf(b"a", more=_run("/A << ")),
    "texts of a thousandth.pdf": lambda: _pdf(
        _deflated(b"BT /F1 9 Tf " + b"(a) Tj " * 2_000_000 + b" ET"), "/Filter /FlateDecode", more=_FONT
    ),
    "aliases.md": lambda: f"---\n{_YAML}title: *a9\n---\n{WORDS}".encode(),
    "merges.md": lambda: f"---\n{_MERGED}title: x\n---\n{WORDS}".encode(),
    "nested front matter.md": lambda: f"---\na: {_run('[')}\n---\n{WORDS}".encode(),
    "no such day.md": lambda: f"---\ndate: 2024-13-45\n---\n{WORDS}".encode(),
    "quotes.md": lambda: (_run("> ") + WORDS).encode(),
    "lists.md": lambda: (_run("* ") + WORDS).encode(),
    "brackets.md": lambda: (WORDS + _run("[")).encode(),
    "pictures.md": lambda: (WORDS + _run("![[]()")).encode(),
    "emphasis.md": lambda: (WORDS + _run("*a **a ")).encode(),
    "ticks.md": lambda: (WORDS + "".join("`" * n + " " for n in range(1, 430))).encode(),
    "tables.md": lambda: ("|a" * 5000 + "|\n" + "|-" * 5000 + "|\n" + "|b|\n" * 10_000).encode(),
    "definitions.md": lambda: (WORDS + "\n\n" + _run("[a]: b\n")).encode(),
    "nested.eml": lambda: _nested_mail(2500),
    "addresses.eml": lambda: _mail("To: " + _run("a@b.example, ")),
    "names.eml": lambda: f"From: {_run('a ')}\n\n{WORDS}".encode(),
    "comments.eml": lambda: f"From: {_run('(')}\n\n{WORDS}".encode(),
    "subject.eml": lambda: _mail("Subject: " + _run("=?utf-8?q?a?= ")),
    "words of a subject.eml": lambda: _mail("Subject: " + _run("a ")),
    "parameters.eml": lambda: _mail("Content-Type: text/plain; " + _run("a*0*=b; ")),
    "headers.eml": lambda: _mail(_run("A: b\n").rstrip()),
    "dates.eml": lambda: _mail("Date: " + _run("1 ")),
    "packed.txt.gz": lambda: gzip.compress(bytes(400_000_000), mtime=0),
    "long.txt": lambda: _run("a").encode(),
    "records.warc": lambda: _run("WARC/1.0\r\n\r\n\r\n\r\n").encode(),
    "headers.warc": lambda: b"WARC/1.0\r\n" + _run("A: b\r\n").encode() + b"\r\n\r\n",
    "feed laughs": lambda: (
        f'{_DOCTYPE}<rss version="2.0"><channel><item><title>&l9;</title></item></channel></rss>'.encode()
    ),
    "feed nested": lambda: f"<rss version='2.0'><channel><item><title>{_run('<a>')}".encode(),
    "feed items": lambda: f"<rss version='2.0'><channel>{_run('<item><link>a</link></item>')}</channel></rss>".encode(),
    "feed markup": lambda: (
        f"<rss version='2.0'><channel><item><title>{_run('&lt;b&gt;')}</title></item></channel></rss>".encode()
    ),
    "sitemap laughs": lambda: f"{_DOCTYPE}<urlset><url><loc>&l9;</loc></url></urlset>".encode(),
    "sitemap nested": lambda: f"<urlset>{_run('<url>')}".encode(),
    "sitemap packed": lambda: gzip.compress(b"<urlset>" + bytes(400_000_000), mtime=0),
}


def read(name: str, content: bytes) -> str:
    """Return in a word what came of a bomb; raise what no reader promises to raise."""
    try:
        if name.startswith("feed"):
            return f"{len(feed_entries(content, 'https://example.org/'))} entries"
        if name.startswith("sitemap"):
            found = sitemap_entries("https://example.org/", lambda _: content, lambda _: None)
            return f"{len(list(found))} entries"
        reader = FORMATS[reader_of(name) or ""].read
        opened = to_read(content, name)
        if reader is None:
            return f"{sum(not isinstance(page, LeftOut) for page in read_warc(opened))} pages"
        return f"{len(text_of(reader, opened).text)} characters"
    except (UnreadableError, ListingError) as problem:
        return f"refused: {problem}"


def main() -> None:
    """Read the bombs that are named, or all, each in a process of its own, and print a line for each."""
    read("a.html", _page(WORDS * 5))  # what is loaded once is no bomb's fault
    for name in sys.argv[1:] or BOMBS:
        content = BOMBS[name]()
        told, tell = os.pipe()
        child = os.fork()
        if child == 0:
            resource.setrlimit(resource.RLIMIT_CPU, (LONGEST, LONGEST))
            try:
                said = read(name, content)
            except BaseException as error:
                said = f"{type(error).__name__}: {error}"
            os.write(tell, said[:200].encode("utf-8", "replace"))
            os._exit(0)
        os.close(tell)
        with os.fdopen(told, "rb") as opened:
            said = opened.read().decode("utf-8", "replace")
        _, status, used = os.wait4(child, 0)
        if status:
            said = f"ended by {status}"
        seconds = round(used.ru_utime + used.ru_stime, 2)
        print(json.dumps([name, len(content), said, seconds, used.ru_maxrss // 1024]), flush=True)


if __name__ == "__main__":
    main()

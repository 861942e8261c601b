"""What is fuzzed: for each part that takes in what strangers wrote, a function of bytes that raises on a true fault.

`bench/fuzz.py` drives these functions with atheris; `test_corpus.py` runs them over the corpus that such runs left.
What a part promises to raise of bad input (UnreadableError, CodebookError and the like) is no fault; whatever else it
raises, and a result that breaks the part's promise, is.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flows.corrections.read import read_corrections
from flows.ingest.document import Document, Metadata
from flows.ingest.encoding import decode
from flows.ingest.formats import to_read
from flows.ingest.metadata import parse_metadata
from flows.ingest.problems import IngestError
from flows.ingest.readers.html import read_html
from flows.ingest.readers.mail import read_mail
from flows.ingest.readers.markdown import read_markdown
from flows.ingest.readers.packed import unpacked
from flows.ingest.readers.pdf import read_pdf
from flows.ingest.readers.plain import read_plain
from flows.ingest.readers.text import Text, UnreadableError
from flows.ingest.readers.warc import LeftOut, read_warc
from flows.ingest.readers.word import read_docx
from flows.language.edtf import is_edtf
from flows.language.numbers import cardinal, ordinal
from flows.language.quantities import find_quantities
from flows.language.sentences import MAX_SENTENCE, split_sentences
from flows.language.times import find_times, normalise_time
from flows.release.checksums import checksum_lines, read_checksums
from flows.release.csv_cells import from_cell, to_cell
from flows.release.errors import ReleaseError
from flows.resolve.normalise import normalise
from flows.sources.declaration import SourcesError, load_sources
from flows.sources.listing import ListingError, feed_entries, sitemap_entries
from flows.sources.record import Record
from schemas.codebook import vocabulary
from schemas.codebook.classes import read_classes, read_kinds
from schemas.codebook.errors import CodebookError
from schemas.codebook.rule_reader import RuleReader
from schemas.codebook.rulebook import load_rules
from schemas.codebook.source import Source, read_source
from tests.ingest.samples import docx_package

ANCHORS = ("", "2024-02-16", "2014/..", "1996/1998", "202X", "1997~")
KINDS = ("actor", "country", "good", "measure", "instrument", "text", "integer", "number", "date")
ADDRESS = "https://example.org/feed.xml"


class FaultError(AssertionError):
    """A promise that a part did not keep."""


@dataclass(frozen=True, slots=True)
class Target:
    """One function to fuzz; ``signs`` are pieces that its input is made of, which a fuzzer would be long in finding."""

    run: Callable[[bytes], object]
    signs: tuple[str, ...] = ()


def _promise(kept: object, what: str) -> None:
    if not kept:
        raise FaultError(what)


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


# ---- documents


def _reader(read: Callable[[bytes], Text]) -> Callable[[bytes], None]:
    def run(content: bytes) -> None:
        with suppress(UnreadableError):
            text = read(content)
            _promise(text.text.strip(), "a text without words")
            if text.whole:
                _promise(content.endswith(text.text.encode(text.encoding)), "no way back to the bytes")

    return run


def _docx_body(content: bytes) -> None:
    """Run the reader of .docx on a sound package whose document holds these bytes: its checksums would stop others."""
    _reader(read_docx)(docx_package(content))


def _warc(content: bytes) -> None:
    with suppress(UnreadableError):
        numbers = [page.number for page in read_warc(content) if not isinstance(page, LeftOut)]
        _promise(numbers == list(range(1, len(numbers) + 1)), "pages are not counted from 1")


def _encoding(content: bytes) -> None:
    decoded = decode(content)
    if decoded is not None:
        text, encoding = decoded
        _promise(content.endswith(text.encode(encoding)), "no way back to the bytes")


def _by_name(content: bytes) -> None:
    """Run what tells formats apart: the first byte chooses the name that the file has."""
    names = ("a.txt", "a.html", "a.pdf", "a.docx", "a.md", "a.eml", "a.warc", "a.warc.gz", "a.txt.gz", "a.odt", "a")
    with suppress(UnreadableError):
        to_read(content[1:], names[content[0] % len(names)] if content else "a")


def _gzip(content: bytes) -> None:
    with suppress(UnreadableError):
        _promise(len(unpacked(content, 1 << 20)) <= 1 << 20, "more than the limit")


def _metadata(content: bytes) -> None:
    with suppress(IngestError):
        parse_metadata(content, "a.toml")


# ---- language


def _sentences(content: bytes) -> None:
    text = _text(content)
    place = 0
    for span in split_sentences(text):
        _promise(not text[place : span.start].strip(), "characters in no span")
        _promise(place <= span.start < span.end, "spans overlap, or one is empty")
        _promise(span.end - span.start <= MAX_SENTENCE or not span.parsable, "a span longer than the parser reads")
        place = span.end
    _promise(not text[place:].strip(), "characters in no span")


def _dates(content: bytes) -> None:
    anchor = ANCHORS[content[0] % len(ANCHORS)] if content else ""
    words = _text(content[1:])
    value = normalise_time(words, anchor or None)
    _promise(not value or is_edtf(value), f"{value!r} is no date")
    for time in find_times(words):
        _promise(0 <= time.start < time.end <= len(words), "a date outside the text")


def _numbers(content: bytes) -> None:
    words = _text(content)
    for value in (cardinal(words), ordinal(words)):
        _promise(value is None or value >= 0, "a number below zero")
    for found in find_quantities(words):
        _promise(0 <= found.start < found.end <= len(words), "a number outside the text")


def _values(content: bytes) -> None:
    """Run the normalisers: the first byte chooses the kind of the column, the second the date to count from."""
    if len(content) < 2:
        return
    kind: Any = KINDS[content[0] % len(KINDS)]
    words, anchor = _text(content[2:]), ANCHORS[content[1] % len(ANCHORS)] or None
    value = normalise(kind, words, anchor)
    _promise(value == normalise(kind, words, anchor), "another value of the same words")


def _engine(content: bytes) -> None:
    """Run all that is made of a text: words, trees, clauses, mentions, claims, rows."""
    from flows.engines import engine, frames_of

    text = content.decode("utf-8", "replace").replace("\x00", "")
    if not text.strip():
        return
    document = Document("a", "a.txt", "0" * 64, "utf-8", len(content), text, Metadata())
    (extraction,) = engine().extract((document,))
    for outcome in extraction.sentences:
        _promise(text[outcome.start : outcome.end].strip(), "an outcome of no words")
    frames_of((extraction,))


# ---- what is declared


@contextmanager
def _folder() -> Iterator[Path]:
    # In memory where the system has such a place: thousands of files are written a minute.
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="attache-fuzz-", dir=shared if shared.is_dir() else None) as made:
        yield Path(made)


def _sources(content: bytes) -> None:
    with _folder() as folder, suppress(SourcesError):
        (folder / "sources.toml").write_bytes(content)
        for source in load_sources(folder / "sources.toml").sources:
            source.wants("https://example.org/a")


def _corrections(content: bytes) -> None:
    with _folder() as folder, suppress(CodebookError):
        (folder / "a.toml").write_bytes(content)
        read_corrections(folder)


def _in_codebook(content: bytes, read: Callable[[Source], object]) -> None:
    with _folder() as folder, suppress(CodebookError):
        (folder / "a.toml").write_bytes(content)
        read(read_source(folder / "a.toml"))


def _rules(content: bytes) -> None:
    def read(source: Source) -> None:
        rules = load_rules()
        source.only_keys((), source.data, {"rule", "paths", "pairs"})
        list(RuleReader(source, vocabulary.load_tables()["relations"], rules.classes, rules.kinds, None).rules())

    _in_codebook(content, read)


def _words(content: bytes) -> None:
    def read(source: Source) -> None:
        source.only_keys((), source.data, {"class", "kind"})
        read_kinds(source, read_classes([source]), vocabulary.load_tables())

    _in_codebook(content, read)


def _table(content: bytes) -> None:
    shared = vocabulary._columns(read_source(vocabulary.FOLDER / "common.toml"), vocabulary.FOLDER)
    _in_codebook(content, lambda source: vocabulary._table("relations", source, shared, vocabulary.FOLDER))


# ---- what is fetched


def _feed(content: bytes) -> None:
    with suppress(ListingError):
        for entry in feed_entries(content, ADDRESS):
            _promise(entry.title is None or entry.title.isprintable(), "a title that is no line of text")


def _sitemap(content: bytes) -> None:
    with suppress(ListingError):
        for entry in sitemap_entries(ADDRESS, lambda place: content if place == ADDRESS else None, lambda _: None):
            _promise(entry.title is None or entry.title.isprintable(), "a title that is no line of text")


def _robots(content: bytes) -> None:
    from protego import Protego

    rules = Protego.parse(content.decode("utf-8", "replace"))
    rules.can_fetch("https://example.org/a/b?c=d", "attache/1")
    rules.crawl_delay("attache/1")


def _record(content: bytes) -> None:
    with _folder() as raw:
        (raw / ".retrieved").mkdir()
        (raw / ".retrieved" / "a.jsonl").write_bytes(content)
        Record(raw)


# ---- releases


@cache
def _release() -> tuple[Path, tuple[str, ...]]:
    """Return a small release and the names of its files."""
    from flows.release.build import write_release
    from tests import two_documents

    folder = Path(tempfile.mkdtemp(prefix="attache-fuzz-"))
    write_release(two_documents.frames(), folder, engine="rules 1")
    return folder, tuple(sorted(file.name for file in folder.iterdir()))


def _verify(content: bytes) -> None:
    """Run `verify` on a release of which one file, chosen by the first byte, holds these bytes somewhere."""
    from flows.release.verify import verify
    from tests.two_documents import settable

    if len(content) < 3:
        return
    made, names = _release()
    name, piece = names[content[0] % len(names)], content[3:]
    with _folder() as folder, suppress(ReleaseError):
        release = folder / "release"
        shutil.copytree(made, release)
        old = (release / name).read_bytes()
        at = int.from_bytes(content[1:3]) * len(old) >> 16
        new = piece if content[0] >= 128 else old[:at] + piece + old[at + len(piece) :]
        (release / name).write_bytes(new)
        found = verify(release, settable=settable).problems
        _promise(new == old or found, f"a changed {name} that nobody notices")


def _archive(content: bytes) -> None:
    from flows.release.unpack import unpacked as opened

    with _folder() as folder, suppress(ReleaseError):
        (folder / "release.zip").write_bytes(content)
        with opened(folder / "release.zip") as release:
            _promise(all(file.is_file() and not file.is_symlink() for file in release.iterdir()), "no plain file")


def _checksums(content: bytes) -> None:
    with suppress(ValueError):
        _promise(checksum_lines(read_checksums(content)).encode() == content, "other lines than were read")


def _cell(content: bytes) -> None:
    """Run the cells of CSV files: the first byte chooses the column."""
    columns = [column for table in vocabulary.load_tables().values() for column in table.columns]
    column = columns[content[0] % len(columns)] if content else columns[0]
    text = content[1:].decode("utf-8", "replace")
    with suppress(ValueError, KeyError):  # as `read_csv` expects
        value = from_cell(column, text)
        # An empty text is written as what is missing; no row has one.
        same = value in ("", [""]) or value != value or from_cell(column, to_cell(column, value)) == value
        _promise(same, "another value after a turn")


_MARKUP = ("<html", "<body", "<p>", "<article>", "</", "<!--", "<script", "<meta charset=", "&#", "<table><tr><td>")
_FEED = ("<rss version='2.0'><channel>", "<item>", "<link>", "<title>", "<pubDate>", "<feed xmlns=", "<entry>", "<?xml")
_DATES = ("February", "last", "year", "the 16th", "1996-98", "of that", "between", "since", "until", "two weeks", "ago")
_PROSE = ("Cuba", "Norway", "severed", "diplomatic relations", "with", "sanctions", "on", "its", "the country", "said")
_TOML = ("[[rule]]", "[[source]]", "[[correction]]", "[[class]]", ' = "', " = [", " = { ", "\n", '"""', "0x", "1e9")

TARGETS: Mapping[str, Target] = {
    "plain": Target(_reader(read_plain)),
    "html": Target(_reader(read_html), _MARKUP),
    "pdf": Target(_reader(read_pdf), ("obj", "endobj", "<<", ">>", "stream", "/Kids", "/Filter /FlateDecode", "Tj")),
    "docx": Target(_reader(read_docx), ("word/document.xml", "PK\\x03\\x04", "PK\\x01\\x02", "[Content_Types].xml")),
    "docx_body": Target(_docx_body, ("<w:p>", "<w:tbl>", "<w:tr>", "<w:tc>", "<w:r><w:t>", "w:gridSpan", "<!DOCTYPE")),
    "markdown": Target(_reader(read_markdown), ("---\\n", "```", "[a](b)", "|-|", "title: ", "> ", "&a ", "*a", "!!")),
    "mail": Target(_reader(read_mail), ("Content-Type: multipart/mixed; boundary=", "Date: ", "=?utf-8?b?", "base64")),
    "warc": Target(_warc, ("WARC/1.0", "Content-Length: ", "WARC-Type: response", "HTTP/1.1 200", "chunked")),
    "encoding": Target(_encoding, ("\\xef\\xbb\\xbf", "\\xff\\xfe", "\\xfe\\xff")),
    "by_name": Target(_by_name, ("%PDF-", "PK\\x03\\x04", "\\x1f\\x8b\\x08", "<html>", "WARC/1.", "{\\\\rtf")),
    "gzip": Target(_gzip, ("\\x1f\\x8b\\x08",)),
    "metadata": Target(_metadata, ("title", "published_on", "2024-02-16", "language", *_TOML[4:])),
    "sentences": Target(
        _sentences, ("U.S. ", "Gen. ", "p.m. ", "...", '."', "[1]", "SEOUL (Reuters) - ", "* ", "\\n\\n")
    ),
    "dates": Target(_dates, _DATES),
    "numbers": Target(_numbers, ("million", "half a", "dozen", "twenty-one", "per cent", "$", "1,000", "½", "tonnes")),
    "values": Target(_values, (*_DATES, *_PROSE)),
    "engine": Target(_engine, (*_PROSE, ", who ", " and ", " in 1959. ", "imposed", "expelled", "largest", "“", "”")),
    "sources": Target(_sources, ("name", "feed", "pages", "include", "schedule", "time_zone", "most", *_TOML)),
    "corrections": Target(_corrections, ("id", "action", "record", "set", "words", "expect", "withdraw", *_TOML)),
    "rules": Target(_rules, ("predicate", "roles", "where", "example", "near_miss", "paths", "pairs", "carry", *_TOML)),
    "words": Target(_words, ("class", "kind", "words", "name", *_TOML)),
    "table": Target(_table, ("[[column]]", "[[term]]", "order", "key", "plover", "minimum", *_TOML)),
    "feed": Target(_feed, _FEED),
    "sitemap": Target(_sitemap, ("<urlset", "<sitemapindex", "<url>", "<loc>", "<lastmod>", "xmlns:n=", "<!DOCTYPE")),
    "robots": Target(_robots, ("User-agent: ", "Disallow: ", "Allow: ", "Crawl-delay: ", "*", "$", "Request-rate: ")),
    "record": Target(_record, ('{"address": ', '"retrieved": ', '"outcome": ', '"sha256": ', "null", "\\n")),
    "verify": Target(_verify, ("sha256:", "PAR1", '"resources"', '"version"', "CUB", "rel-1", "\\r\\n")),
    "archive": Target(_archive, ("PK\\x03\\x04", "PK\\x01\\x02", "PK\\x05\\x06", "../", "ustar", "\\x1f\\x8b\\x08")),
    "checksums": Target(_checksums, ("  relations.csv\\n", "0123456789abcdef")),
    "cell": Target(_cell, ("[", '"', "\\\\u", "NaN", "1e999", "true", "'=", "2024-02-16")),
}

"""Files of every format in a folder: which reader reads them, what they say of themselves, what turns them away."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.ingest import formats
from flows.ingest.document import Document
from flows.ingest.formats import FORMATS, reader_of, reader_version, stem_of
from flows.ingest.problems import IngestError, Problem
from flows.ingest.read import metadata_name, read_document, read_file
from flows.ingest.readers.text import UnreadableError
from flows.ingest.survey import documents, survey
from tests.ingest.samples import PARAGRAPHS, docx_file, message, page, pdf, warc

TEXT = "\n\n".join(PARAGRAPHS).encode()
# warcio's writer leaves its buffers to the garbage collector
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def archive(*texts: str) -> bytes:
    return warc(*((f"https://a.example/{n}", "text/plain", text.encode()) for n, text in enumerate(texts, 1)))


SAMPLES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a.txt": ("text", lambda: TEXT),
    "a.html": ("html", page),
    "a.HTM": ("html", lambda: page("utf-16")),
    "a.pdf": ("pdf", lambda: pdf([list(PARAGRAPHS[:1])])),
    "a.docx": ("docx", docx_file),
    "a.md": ("markdown", lambda: b"# Peru *recalls*\n\n" + TEXT),
    "a.markdown": ("markdown", lambda: TEXT),
    "a.eml": ("eml", message),
    "a.warc": ("warc", lambda: gzip.decompress(archive(*PARAGRAPHS))),
}


def put(raw: Path, name: str, content: bytes, metadata: str | None = "") -> Path:
    raw.mkdir(exist_ok=True)
    if metadata is not None:
        (raw / metadata_name(name)).write_text(metadata)
    (raw / name).write_bytes(content)
    return raw / name


def problem_of(raw: Path, name: str, content: bytes) -> Problem:
    """Return why a file is turned away; a text beside it is read all the same."""
    put(raw, name, content)
    put(raw, "zz.txt", b"Chile agreed.")
    surveyed = survey(raw)
    assert [source.doc_id for source in surveyed.sources] == ["zz"]
    (problem,) = surveyed.rejects
    assert str(problem).startswith(f"{raw / name}: ")
    assert "\n" not in str(problem)
    return problem


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("name", SAMPLES)
def test_each_format_gives_documents_that_are_read_again_the_same(tmp_path: Path, name: str, packed: bool) -> None:
    reader, make = SAMPLES[name]
    content = gzip.compress(make()) if packed else make()
    if reader == "warc" and packed:
        content = archive(*PARAGRAPHS)
    name += ".gz" if packed else ""
    put(tmp_path, name, content, 'publisher = "Given"\n')
    surveyed = survey(tmp_path)
    assert not surveyed.rejects
    read, problems = documents(tmp_path, surveyed.sources)
    assert not problems
    assert {document.reader for document in read} == {reader}
    assert {document.path for document in read} == {name}
    assert {document.size for document in read} == {len(content)}
    assert [document.part for document in read] == ([1, 2, 3] if reader == "warc" else [None])
    assert [document.doc_id for document in read] == (["a:1", "a:2", "a:3"] if reader == "warc" else ["a"])
    assert "Peru recalled its ambassador from Quito on 3 March 2021" in read[0].text
    assert {document.metadata.publisher for document in read} == {"Given"}
    assert [source.characters for source in surveyed.sources] == [len(document.text) for document in read]


def test_what_a_file_says_of_itself_is_used_where_the_toml_is_silent(tmp_path: Path) -> None:
    put(tmp_path, "a.html", page(), 'title = "Given"\nlanguage = "en"\n')
    metadata = read_document(tmp_path / "a.html").metadata
    assert (metadata.title, metadata.language) == ("Given", "en")
    assert (metadata.author, metadata.published_on) == ("Ana Ruiz", date(2021, 3, 4))
    assert metadata.licence == "https://creativecommons.org/licenses/by/4.0/"


def test_what_a_file_says_that_is_no_such_value_is_passed_over(tmp_path: Path) -> None:
    document = docx_with(language="English (United States)", title="Peru\nrecalls")
    metadata = read_document(put(tmp_path, "a.docx", document)).metadata
    assert metadata.language is None
    assert metadata.title == "Peru recalls"


def docx_with(**about: str) -> bytes:
    import docx

    document = docx.Document(io.BytesIO(docx_file()))
    for name, value in about.items():
        setattr(document.core_properties, name, value)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_only_a_document_of_which_nothing_is_known_is_warned_of(tmp_path: Path) -> None:
    put(tmp_path, "a.html", page(), None)
    put(tmp_path, "b.txt", b"Chile agreed.", None)
    assert [str(warning) for warning in survey(tmp_path).warnings] == [
        f"{tmp_path}/b.txt: nothing is known of it but its text; write b.toml beside it"
    ]


def test_of_a_thousand_documents_without_metadata_some_are_named_and_all_are_counted(tmp_path: Path) -> None:
    for number in range(105):
        put(tmp_path, f"{number:03}.txt", f"Text {number}.".encode(), None)
    *named, last = survey(tmp_path).warnings
    assert len(named) == 100
    assert str(last) == f"{tmp_path}: nothing is known of 5 more documents but their text; write a .toml beside each"


def test_two_formats_of_one_name_are_not_both_read(tmp_path: Path) -> None:
    put(tmp_path, "a.html.gz", gzip.compress(page()))
    put(tmp_path, "a.md", b"Chile agreed.")
    surveyed = survey(tmp_path)
    assert [source.path for source in surveyed.sources] == ["a.html.gz"]
    assert "a.md: has the name of a.html.gz but for its suffix; rename one of the two" in str(surveyed.rejects[0])


def test_one_text_in_two_formats_is_a_duplicate(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", TEXT)
    put(tmp_path, "b.md.gz", gzip.compress(TEXT))
    (problem,) = survey(tmp_path).rejects
    assert "b.md.gz: is a duplicate of a.txt (the same text)" in str(problem)


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("a.txt", lambda: pdf([["Peru"]]), "is a PDF, not what its name says; name it a.pdf"),
        ("a.txt", page, "is a web page, not what its name says; name it a.html"),
        ("a.txt", lambda: page("utf-16"), "is a web page, not what its name says; name it a.html"),
        ("a.md", lambda: b"<!-- saved -->\n<html >x</html>", "is a web page, not what its name says; name it a.html"),
        ("a.txt.gz", lambda: gzip.compress(page()), "is a web page, not what its name says; name it a.html.gz"),
        ("a.pdf", page, "is a web page, not what its name says; name it a.html"),
        ("a.html", lambda: gzip.compress(page()), "is packed with gzip, not what its name says; name it a.html.gz"),
        ("a.txt.gz", lambda: gzip.compress(gzip.compress(TEXT)), "is packed with gzip, not what its name says; unpack"),
        ("a.txt.gz", lambda: TEXT, "is not gzip, or is damaged"),
        ("a.txt", docx_file, "is a Word document, not what its name says; name it a.docx"),
        ("a.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "or one with a password, not what its"),
        ("a.docx", lambda: zipped({"content.xml": b"<x/>"}), "is a ZIP archive, not what its name says; unpack it"),
        ("a.txt", lambda: b"{\\rtf1 Peru}", "is Rich Text Format, not what its name says; save its text as .txt"),
        ("a.txt", lambda: gzip.decompress(archive("Peru.")), "is a web archive, not what its name says; name it a"),
        ("a.warc", lambda: archive("Peru."), "is packed with gzip, not what its name says; name it a.warc.gz"),
    ],
)  # fmt: skip
def test_a_name_that_lies_is_told_with_the_right_one(
    tmp_path: Path, name: str, make: Callable[[], bytes], said: str
) -> None:
    problem = problem_of(tmp_path, name, make())
    assert said in str(problem)


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return out.getvalue()


def encrypted_pdf() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([["Peru recalled its ambassador."]]))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def mail_of_attachments() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Ana Ruiz <ana@courier.example>", "Two files"
    mail.make_mixed()
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="note.pdf")
    mail.add_attachment(b"PK", maintype="application", subtype="zip", filename="more.zip")
    return mail.as_bytes()


def bomb_docx() -> bytes:
    content = {"[Content_Types].xml": b"<Types/>", "word/document.xml": bytes(300_000_000)}
    return zipped(content)


@pytest.mark.parametrize(
    ("name", "make", "check", "said"),
    [
        ("a.pdf", encrypted_pdf, "readable", "is encrypted; save a copy without a password"),
        ("a.pdf", lambda: pdf([[]]), "not_empty", "has no text layer: its pages are pictures"),
        ("a.docx", lambda: docx_file()[:-3000], "readable", "is no Word document that can be read"),
        ("a.docx", bomb_docx, "readable", "unpacks to more than 256 MB"),
        ("a.txt.gz", lambda: gzip.compress(bytes(300_000_000), 1), "readable", "unpacks to more than 256 MB"),
        ("a.txt.gz", lambda: gzip.compress(TEXT)[:-9], "readable", "is not gzip, or is damaged"),
        ("a.txt.gz", lambda: gzip.compress(b""), "not_empty", "holds white space only"),
        ("a.warc.gz", lambda: gzip.compress(bytes(300_000_000), 1), "readable", "unpacks to more than 100 times"),
        ("a.warc.gz", lambda: b"\x1f\x8b broken", "readable", "is no web archive, or is cut short"),
        ("a.warc", lambda: b"no such thing", "readable", "is no web archive, or is cut short"),
        ("a.html", lambda: b"<html><body><p></p></body></html>", "not_empty", "holds no article"),
        ("a.html", lambda: b"<div>" * 50_000 + b"Peru" + b"</div>" * 50_000, "not_empty", "holds no article"),
        ("a.html", lambda: b"no page at all", "not_empty", "holds no article"),
        ("a.eml", mail_of_attachments, "not_empty", "has no text, only attachments (note.pdf, more.zip)"),
        ("a.eml", lambda: b"no message", "text", "is no message with a text"),
        ("a.md", lambda: b"---\ntitle: x\n---\n", "not_empty", "holds no text but marks and code"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_a_reject_that_says_why(
    tmp_path: Path, name: str, make: Callable[[], bytes], check: str, said: str
) -> None:
    problem = problem_of(tmp_path, name, make())
    assert problem.check == check
    assert said in str(problem)


@pytest.mark.parametrize("packed", [False, True])
def test_of_an_archive_that_is_cut_short_the_pages_before_the_cut_are_read(tmp_path: Path, packed: bool) -> None:
    whole = archive(*(f"{place} recalled its ambassador. " * 50 for place in ("Peru", "Chile", "Cuba")))
    content = whole if packed else gzip.decompress(whole)
    name = "a.warc.gz" if packed else "a.warc"
    # Cut between two records, a packed archive is whole.
    cuts = range(len(content) * 5 // 12, len(content) - 4, max(1, len(content) // 40))
    for cut in (cut for cut in cuts if not (packed and content[cut:].startswith(b"\x1f\x8b"))):
        put(tmp_path, name, content[:cut])
        surveyed = survey(tmp_path)
        read, problems = documents(tmp_path, surveyed.sources)
        assert not problems
        assert 1 <= len(read) <= 3
        assert all(document.text.count("recalled") == 50 for document in read)
        (reject,) = surveyed.rejects
        assert f"is damaged or cut short after page {len(read)}" in reject.what
        assert reject.check == "readable"


def test_a_page_that_cannot_be_read_is_named_with_its_address_and_the_others_are_read(tmp_path: Path) -> None:
    pages = warc(
        ("https://a.example/1", "text/html", b"<html><body></body></html>"),
        ("https://a.example/2", "text/html; charset=utf-8", page()),
        ("https://a.example/3", "text/plain", b"one\x00two"),
        ("https://a.example/4", "image/png", b"\x89PNG"),
        ("https://a.example/5", "text/plain", PARAGRAPHS[1].encode()),
        ("https://a.example/6", "text/plain", PARAGRAPHS[1].encode()),
    )
    put(tmp_path, "a.warc.gz", pages, None)
    surveyed = survey(tmp_path)
    assert [source.doc_id for source in surveyed.sources] == ["a:2", "a:4"]
    assert [reject.what for reject in surveyed.rejects] == [
        "page 1 (https://a.example/1) holds no article that can be told from its menus",
        "page 3 (https://a.example/3) holds a NUL character: binary or damaged",
        "page 5 is a duplicate of a.warc.gz, page 4 (the same text)",
    ]
    assert [warning.what for warning in surveyed.warnings] == ["holds beside its pages: 1 image/png"]
    (read,), _ = documents(tmp_path, surveyed.sources[1:])
    assert (read.part, read.text) == (4, PARAGRAPHS[1])
    assert (read.metadata.url, read.metadata.retrieved_on) == ("https://a.example/5", date(2021, 3, 5))


def test_a_page_that_was_sent_in_packed_pieces_is_unpacked(tmp_path: Path) -> None:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    packed = gzip.compress(PARAGRAPHS[0].encode()) + b"trailing"
    sent = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    told = [("Content-Type", "text/plain"), ("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")]
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False)
    headers = StatusAndHeaders("200 OK", told, protocol="HTTP/1.1")
    for number in (1, 2):
        address = f"https://a.example/{number}"
        writer.write_record(
            writer.create_warc_record(address, "response", payload=io.BytesIO(sent), http_headers=headers)
        )
    put(tmp_path, "a.warc", out.getvalue())
    surveyed = survey(tmp_path)
    assert [reject.what for reject in surveyed.rejects] == ["page 2 is a duplicate of a.warc, page 1 (the same text)"]
    (read,), _ = documents(tmp_path, surveyed.sources)
    assert read.text == PARAGRAPHS[0]


def test_an_archive_without_a_page_is_a_reject(tmp_path: Path) -> None:
    problem = problem_of(tmp_path, "a.warc.gz", warc(("https://a.example/4", "image/png", b"\x89PNG")))
    assert "holds no page with a text, only 1 image/png; remove it" in str(problem)


def test_what_a_message_holds_beside_its_text_is_a_warning(tmp_path: Path) -> None:
    put(tmp_path, "a.eml", message())
    surveyed = survey(tmp_path)
    assert not surveyed.rejects
    assert [warning.what for warning in surveyed.warnings] == ["holds beside its text: note.pdf"]
    document, remark = read_file(tmp_path / "a.eml")
    assert isinstance(document, Document)
    assert isinstance(remark, Problem)
    assert remark.check == "left_out"


def test_a_reader_that_fails_turns_away_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: bytes) -> None:
        raise MemoryError

    failing = {**FORMATS, "pdf": formats.Format((".pdf",), fail, ("pypdf",))}  # type: ignore[arg-type]
    monkeypatch.setattr("flows.ingest.read.FORMATS", failing)
    assert "makes its reader fail (MemoryError); report it" in str(problem_of(tmp_path, "a.pdf", pdf([["Peru"]])))


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", b"x")
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(2_000_000_001)
    (problem,) = survey(tmp_path).rejects
    assert str(problem).endswith("a.txt: is larger than 2 GB; split it")


def test_one_archive_is_not_one_document(tmp_path: Path) -> None:
    put(tmp_path, "a.warc.gz", archive(*PARAGRAPHS))
    with pytest.raises(IngestError, match=r"a\.warc\.gz: holds 3 pages, not one document"):
        read_document(tmp_path / "a.warc.gz")


@pytest.mark.parametrize("change", ["bytes", "metadata", "version", "gone", "unreadable"])
def test_a_source_that_is_not_what_it_was_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    put(tmp_path, "a.txt", TEXT)
    put(tmp_path, "b.txt", b"Chile agreed.")
    surveyed = survey(tmp_path)
    match change:
        case "bytes":
            put(tmp_path, "a.txt", TEXT + b"\n")
        case "metadata":
            put(tmp_path, "a.txt", TEXT, 'title = "x"\n')
        case "version":
            monkeypatch.setattr("flows.ingest.read.reader_version", lambda reader: "another")
            surveyed = type(surveyed)(surveyed.sources[:1], (), ())
        case "gone":
            (tmp_path / "a.txt").unlink()
        case "unreadable":
            put(tmp_path, "a.txt", b"one\x00two")
    read, problems = documents(tmp_path, surveyed.sources)
    assert [document.doc_id for document in read] == ["b"][: len(surveyed.sources) - 1]
    assert [str(problem) for problem in problems] == [f"{tmp_path}/a.txt: changed while it was being read; run again"]
    assert problems[0].check == "unchanged"


def test_a_key_is_of_all_that_makes_the_document(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt", TEXT)
    before = survey(tmp_path).sources[0]
    put(tmp_path, "a.txt", TEXT, "# nothing but a remark\n")
    assert survey(tmp_path).sources[0] == before
    path.rename(tmp_path / "b.txt")
    (tmp_path / "a.toml").rename(tmp_path / "b.toml")
    assert survey(tmp_path).sources[0].key != before.key


def test_each_reader_says_its_versions() -> None:
    assert all(reader_version(reader) for reader in FORMATS)
    assert reader_version("pdf").startswith("pypdf ")


names = st.text(st.characters(categories=("L", "N"), include_characters=".-/ "), min_size=1, max_size=20)


@given(names, st.sampled_from([".txt", ".html", ".HTM", ".markdown", ".warc"]), st.sampled_from(["", ".gz", ".GZ"]))
def test_a_name_is_a_stem_a_suffix_and_perhaps_gz(stem: str, suffix: str, packed: str) -> None:
    path = f"{stem}x{suffix}{packed}"
    assert stem_of(path) == f"{stem}x"
    assert reader_of(path) is not None


@pytest.mark.parametrize("path", ["a.gz", "a", "x.txt/a", "x.txt/a.gz", "a.tar.gz", "a.txt.bak", ".txt", "a.GZ"])
def test_a_name_without_a_known_suffix_has_no_reader(path: str) -> None:
    assert reader_of(path) is None
    with pytest.raises(UnreadableError):
        formats.require_reader(path)


class Memory:
    """A memory that counts what is asked of it."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}
        self.found = 0

    def get(self, kind: str, key: str) -> bytes | None:
        self.found += key in self.held
        return self.held.get(key)

    def put(self, kind: str, key: str, content: bytes) -> bool:
        self.held[key] = content
        return True


def test_with_a_memory_a_survey_gives_the_same_and_reads_only_what_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, (_, make) in SAMPLES.items():
        put(tmp_path, f"{name.replace('.', '-')}{Path(name).suffix}", make(), None)
    put(tmp_path, "picture.pdf", pdf([[]]))
    pages = [("https://a.example/4", "image/png", b"x"), ("https://a.example/5", "text/plain", b"Chile agreed.")]
    put(tmp_path, "pages.warc.gz", warc(*pages, ("https://a.example/6", "text/html", b"<p>")))
    memory = Memory()
    without = survey(tmp_path)
    assert survey(tmp_path, memory=memory) == without
    assert memory.found == 0
    assert len(memory.held) == len(SAMPLES) + 1  # plain text is read as quickly as it is looked up

    def never(*_: object) -> None:
        raise AssertionError("is read again")

    with monkeypatch.context() as patched:
        patched.setattr("flows.ingest.remembered._read", never)
        (tmp_path / "a-txt.txt").unlink()
        again = survey(tmp_path, memory=memory)
    assert again == survey(tmp_path)
    assert memory.found == len(memory.held)
    assert documents(tmp_path, again.sources) == documents(tmp_path, survey(tmp_path).sources)
    assert not documents(tmp_path, again.sources)[1]


def test_what_a_memory_holds_of_another_version_or_of_a_reader_that_failed_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "a.pdf", pdf([list(PARAGRAPHS[:1])]))
    memory = Memory()
    surveyed = survey(tmp_path, memory=memory)
    with monkeypatch.context() as patched:
        patched.setattr("flows.ingest.remembered.reader_version", lambda _: "another")
        assert survey(tmp_path, memory=memory) == surveyed
        assert (memory.found, len(memory.held)) == (0, 2)

    def fail(_: bytes) -> None:
        raise MemoryError

    failing = {**FORMATS, "pdf": formats.Format((".pdf",), fail, ("pypdf",))}  # type: ignore[arg-type]
    put(tmp_path, "b.pdf", pdf([["Chile agreed."]]))
    with monkeypatch.context() as patched:
        patched.setattr("flows.ingest.read.FORMATS", failing)
        assert len(survey(tmp_path, memory=memory).rejects) == 1
    assert len(survey(tmp_path, memory=memory).sources) == 2


SIGNS = [
    b"",
    b"%PDF-1.4\n",
    b"PK\x03\x04",
    b"\x1f\x8b\x08\x00",
    b"WARC/1.0\r\n",
    b"<html>",
    b"From: a@b.c\n\n",
    b"\xff\xfe",
]


@given(st.sampled_from(sorted(formats._BY_SUFFIX)), st.sampled_from(["", ".gz"]), st.sampled_from(SIGNS), st.binary())
@settings(max_examples=150, deadline=None)
def test_any_bytes_under_any_name_are_documents_or_rejects(suffix: str, packed: str, sign: bytes, rest: bytes) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / f"a{suffix}{packed}").write_bytes(sign + rest)
        (Path(folder) / f"b{suffix}{packed}").write_bytes(gzip.compress(sign + rest))
        surveyed = survey(folder)
        assert surveyed.sources or surveyed.rejects
        assert {source.path[0] for source in surveyed.sources} | {
            Path(reject.path).name[0] for reject in surveyed.rejects} == {"a", "b"}  # fmt: skip
        assert documents(folder, surveyed.sources)[1] == ()

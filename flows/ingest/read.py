"""A source file to its documents, and why it gives none."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from flows.ingest.document import Document, Metadata
from flows.ingest.folder import LocalFolder, SourceFolder
from flows.ingest.formats import FORMATS, reader_version, require_reader, stem_of, to_read
from flows.ingest.metadata import parse_metadata, well_formed
from flows.ingest.problems import IngestError, Problem
from flows.ingest.readers.text import Text, UnreadableError, text_of
from flows.ingest.readers.warc import LeftOut, read_warc
from flows.ingest.source_file import name_problem

_METADATA = tuple(field.name for field in fields(Metadata))
_NOTHING = Metadata()


def read_document(path: Path) -> Document:
    """Return the document that a file holds, with the metadata of the `.toml` beside it where there is one.

    ``path`` and ``doc_id`` are those of a file directly in raw/. Raises IngestError, naming the file and the way out,
    also for an archive of several.
    """
    read = [one for one in read_file(path) if isinstance(one, Document) or one.check != "left_out"]
    if len(read) != 1:
        raise IngestError(Problem(path, "reader", f"holds {len(read)} pages, not one document", "give another file"))
    (one,) = read
    if isinstance(one, Document):
        return one
    raise IngestError(one)


def read_file(path: Path) -> Iterator[Document | Problem]:
    """Yield the documents that a file holds, as if it stood directly in raw/; see `read_source`."""
    fault = name_problem(path.name, str(path))
    if fault is not None:
        raise IngestError(fault)
    folder = LocalFolder(path.parent)
    yield from read_source(folder, path.name, described=folder.has(metadata_name(path.name)))


def read_source(
    folder: SourceFolder, path: str, *, described: bool, parts: Collection[int] | None = None
) -> Iterator[Document | Problem]:
    """Yield the documents that a file of a folder holds, and what is wrong with some: pages that cannot be read.

    A problem of the check `left_out` is no fault: it names what the file holds beside texts. ``described`` says that a
    `.toml` stands beside the file. With ``parts``, only those pages of an archive are read. Raises IngestError where
    the file cannot be read at all or no further.
    """
    opened = open_source(folder, path, described=described)
    for one in texts_of(opened, parts):
        if isinstance(one, Problem):
            yield one
            continue
        part, text = one
        yield Document(
            doc_id=page_id(path, part),
            path=path,
            sha256=opened.sha256,
            encoding=text.encoding,
            size=opened.size,
            text=text.text,
            metadata=prevailing(opened.told, text.found),
            reader=opened.reader,
            part=part,
        )


@dataclass(frozen=True, slots=True)
class Opened:
    """A source file whose bytes are there to be read.

    ``sha256`` and ``size`` are of the file as it is, ``content`` is what its reader is handed, ``told`` the metadata
    beside it; ``place`` is what it is called in what people read.
    """

    path: str
    place: str
    reader: str
    sha256: str
    size: int
    content: bytes
    told: Metadata


def open_source(folder: SourceFolder, path: str, *, described: bool) -> Opened:
    """Return a file of a folder with its bytes; raise IngestError where it has no reader or its bytes are not fit."""
    try:
        reader = require_reader(path)
        content = folder.read(path)
        if not content:
            raise UnreadableError("not_empty", "is empty", "remove it or fetch it again")
        to_be_read = to_read(content, path)
    except UnreadableError as error:
        raise IngestError(_problem(folder.place(path), error)) from error
    told = _metadata(folder, metadata_name(path)) if described else _NOTHING
    sha256 = hashlib.sha256(content).hexdigest()
    return Opened(path, folder.place(path), reader, sha256, len(content), to_be_read, told)


def texts_of(opened: Opened, parts: Collection[int] | None = None) -> Iterator[tuple[int | None, Text] | Problem]:
    """Yield the texts of an opened file, each with the number of its page, and its problems; as `read_source` does."""
    read = FORMATS[opened.reader].read
    try:
        if read is not None:
            text = text_of(read, opened.content)
            yield None, text
            if text.left_out:
                what = f"holds beside its text: {', '.join(text.left_out)}"
                yield Problem(opened.place, "left_out", what, "save it as a file of its own if it is a source")
            return
        for page in read_warc(opened.content, parts):
            if isinstance(page, LeftOut):
                what = f"holds beside its pages: {', '.join(page.kinds)}"
                yield Problem(opened.place, "left_out", what, "nothing need be done")
            elif isinstance(page.read, UnreadableError):
                yield _problem(opened.place, page.read, f"page {page.number} ({page.address}) ")
            else:
                yield page.number, page.read
    except UnreadableError as error:
        raise IngestError(_problem(opened.place, error)) from error


def prevailing(told: Metadata, found: Metadata) -> Metadata:
    """Return what a person wrote beside a file, and what the file says where that is silent."""
    if found == _NOTHING:
        return told
    found = well_formed(found)
    return Metadata(**{name: getattr(told, name) or getattr(found, name) for name in _METADATA})


def page_id(path: str, part: int | None) -> str:
    """Return a document's id: its path below raw/ without the suffix, so that folders keep equal names apart.

    A page of a web archive has its number there after a colon, which pages before and after it do not change.
    """
    return stem_of(path) if part is None else f"{stem_of(path)}:{part}"


def metadata_name(path: str) -> str:
    """Return the path of the metadata of a source file: beside it, with the suffix `.toml`."""
    return f"{stem_of(path)}.toml"


def metadata_path(path: Path) -> Path:
    """Return where the metadata of a source file stands: beside it, with the suffix `.toml`."""
    return path.with_name(metadata_name(path.name))


def source_key(path: str, part: int | None, sha256: str, reader: str, metadata: Metadata) -> str:
    """Return a digest over all that makes a document: bytes, path, part, metadata, and the reader with its version."""
    told = [getattr(metadata, name) for name in _METADATA]
    made = [sha256, path, part, f"{reader}: {reader_version(reader)}", *told]
    return hashlib.sha256("\x1f".join("" if one is None else str(one) for one in made).encode()).hexdigest()


def _problem(place: str, error: UnreadableError, before: str = "") -> Problem:
    return Problem(place, error.check, before + error.what, error.way_out, error.line)


def _metadata(folder: SourceFolder, path: str) -> Metadata:
    return parse_metadata(folder.read_metadata(path), folder.place(path))

"""Word documents (.docx), by python-docx."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from flows.ingest.document import Metadata
from flows.ingest.readers.text import Text, UnreadableError, said

UNPACKED = 256_000_000  # bytes: more than a text of ten million words takes; a zip bomb asks for far more
TAGS = 3_000_000  # of all its XML: a text of a million words has one million, and each takes some 200 bytes of memory

_NOTES = ("word/comments.xml", "word/endnotes.xml", "word/footnotes.xml")
# Every document has notes of a type: the lines that separate notes from the text.
_NOTE = re.compile(rb"<w:(?:comment|endnote|footnote)\s(?![^>]*w:type=)")

_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, LookupError, OSError, ValueError, AttributeError, RuntimeError)


def read_docx(content: bytes) -> Text:
    """Return the text of the paragraphs and table cells in order, each a paragraph.

    Text in headers, footers, footnotes and comments is no part of it. Raises UnreadableError for what is no document.
    """
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError

    way_out = "save it again as .docx, or its text as .txt"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(entry.file_size for entry in packed.infolist()) > UNPACKED:
                what = f"unpacks to more than {UNPACKED // 10**6} MB"
                raise UnreadableError("readable", what, "save its text as .txt")
            notes = _looked_over(packed, way_out)
        document = docx.Document(io.BytesIO(content))
        text = "\n\n".join(_paragraphs(document))
        about = document.core_properties
        found = Metadata(title=said(about.title), author=said(about.author), language=said(about.language))
    except (OpcError, LxmlError, *_DAMAGE) as error:
        what = f"is no Word document that can be read ({type(error).__name__})"
        raise UnreadableError("readable", what, way_out) from error
    if not text.strip():
        raise UnreadableError("not_empty", "holds no text", way_out)
    left_out = tuple(f"{len(held)} {name[5:-4]}" for name, held in sorted(notes.items()) if held)
    return Text(text, "utf-8", found=found, left_out=left_out)


def _looked_over(packed: zipfile.ZipFile, way_out: str) -> dict[str, list[bytes]]:
    """Return the notes of a document by the part that holds them; raise UnreadableError where a part is a trap."""
    notes, tags = {}, 0
    for name in packed.namelist():
        if not name.endswith((".xml", ".rels")):
            continue
        part = packed.read(name)
        if b"<!DOCTYPE" in part.replace(b"\x00", b""):  # in UTF-16, each letter has one
            # No word processor writes one; it could draw in other files, or grow without end.
            raise UnreadableError("text", "declares entities of its own", way_out)
        tags += part.count(b"<")
        if tags > TAGS:
            raise UnreadableError("readable", f"has more than {TAGS // 10**6} million tags", "save its text as .txt")
        if name.endswith(_NOTES):
            notes[name] = _NOTE.findall(part)
    return notes


def _paragraphs(container: Any) -> Iterator[str]:
    """Yield the paragraphs of a document or table cell in order."""
    from docx.table import Table, _Cell

    for item in container.iter_inner_content():
        if isinstance(item, Table):
            # As they are written, not `row.cells`: that repeats a cell for each column that it says it spans.
            for tc in (tc for row in item.rows for tc in row._tr.tc_lst):
                if tc.vMerge != "continue":  # the rest of a cell of the row above
                    yield from _paragraphs(_Cell(tc, item))
        elif item.text.strip():
            yield item.text

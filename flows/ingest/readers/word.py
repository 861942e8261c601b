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
            if any(b"<!DOCTYPE" in packed.read(name) for name in packed.namelist() if name.endswith(".xml")):
                # No word processor writes one; it could draw in other files, or grow without end.
                raise UnreadableError("text", "declares entities of its own", way_out)
            notes = {name: _NOTE.findall(packed.read(name)) for name in packed.namelist() if name.endswith(_NOTES)}
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


def _paragraphs(container: Any) -> Iterator[str]:
    """Yield the paragraphs of a document or table cell in order."""
    from docx.table import Table

    for item in container.iter_inner_content():
        if isinstance(item, Table):
            seen = set()
            for cell in (cell for row in item.rows for cell in row.cells):
                # A merged cell stands in each of the rows and columns that it spans.
                if cell._tc not in seen:
                    seen.add(cell._tc)
                    yield from _paragraphs(cell)
        elif item.text.strip():
            yield item.text

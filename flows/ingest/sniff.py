"""What the first bytes of a file show it to be, whatever its name says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flows.ingest.encoding import MARKS

_HEAD = 2048
# Possessive: a run of comments could otherwise be cut into comments in as many ways as it has subsets.
_COMMENTS = rb"(?:(?><!--.*?-->)\s*+)*+"
_HTML = re.compile(
    rb"\s*+(?:<\?xml[^>]*>\s*+)?" + _COMMENTS + rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.I | re.S
)
_MAIN_PART = b"word/document.xml"
_WORD_97 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Shown:
    """What bytes show: in words, the suffix that files of it have, and the way out where no reader reads it."""

    what: str
    suffix: str
    way_out: str | None = None


def shown(content: bytes) -> Shown | None:
    """Return what the bytes show themselves to be by a sign that no text begins with; None where there is none."""
    if content.startswith(b"%PDF-"):
        return Shown("is a PDF", ".pdf")
    if content.startswith(b"PK\x03\x04"):
        if _MAIN_PART in content:
            return Shown("is a Word document", ".docx")
        return Shown("is a ZIP archive", ".zip", "unpack it, or save its text as .txt")
    if content.startswith(_WORD_97):
        what = "is a Word document of before 2007, or one with a password"
        return Shown(what, ".doc", "save it again as .docx without a password, or its text as .txt")
    if content.startswith(b"\x1f\x8b"):
        return Shown("is packed with gzip", ".gz")
    if content.startswith(b"{\\rtf"):
        return Shown("is Rich Text Format", ".rtf", "save its text as .txt")
    if content.startswith(b"WARC/1."):
        return Shown("is a web archive", ".warc")
    head = content[:_HEAD]
    for mark, _ in MARKS:
        head = head.removeprefix(mark)
    # Of UTF-16 and UTF-32, every second byte or three of four are zeros in markup.
    return Shown("is a web page", ".html") if _HTML.match(head.replace(b"\x00", b"")) else None

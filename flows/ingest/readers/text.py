"""What a reader makes of a file's bytes, and why it makes nothing of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from flows.ingest.document import Metadata
from flows.ingest.problems import Check


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a file, and what the file itself says of its origin.

    ``encoding`` is that of the bytes that the text was decoded from. Where ``whole`` is set the text is all that was
    decoded, and ``text[:offset].encode(encoding)`` leads back to the bytes; otherwise the reader took it out of a page,
    a layout or a message, and the same reader makes the same text of the same bytes again.
    """

    text: str
    encoding: str
    whole: bool = False
    found: Metadata = field(default_factory=Metadata)
    left_out: tuple[str, ...] = ()  # what of the file is no text of it: attachments, pictures, in words


_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


class UnreadableError(Exception):
    """Bytes that a reader makes no text of: which check failed, what is wrong, the way out, and where."""

    def __init__(self, check: Check, what: str, way_out: str, line: int | None = None) -> None:
        super().__init__(f"{what}; {way_out}")
        self.check = check
        self.what = what
        self.way_out = way_out
        self.line = line


def said(value: object) -> str | None:
    """Return a line of metadata as a file has it, in one line; None where it says nothing."""
    text = " ".join(str(value).split()) if value else ""
    return "".join(char for char in text if char.isprintable()) or None


def day(value: str | None) -> date | None:
    """Return the day of an ISO 8601 date or time; None for anything else, which is not guessed at."""
    try:
        return date.fromisoformat(value[:10]) if value else None
    except ValueError:
        return None


def text_of(read: Callable[[bytes], Text], content: bytes) -> Text:
    """Return what a reader makes of bytes, held to what every text must be: not blank, and whole characters only.

    Raises UnreadableError, also where the reader itself fails: one file is no reason not to read the others.
    """
    try:
        text = read(content)
    except UnreadableError:
        raise
    except Exception as error:
        what = f"makes its reader fail ({type(error).__name__})"
        raise UnreadableError("reader", what, "report it, with the file, or save its text as .txt") from error
    if not text.text.strip():
        raise UnreadableError("not_empty", "holds white space only", "remove it or fetch it again")
    # Some fonts of PDF files map to halves of characters, which no file of a release could hold.
    return text if text.whole else replace(text, text=_HALF_CHARACTER.sub("\ufffd", text.text))

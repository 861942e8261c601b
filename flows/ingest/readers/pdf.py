"""PDF files with a text layer, by pypdf."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from flows.ingest.document import Metadata
from flows.ingest.readers.text import Text, UnreadableError, said

if TYPE_CHECKING:
    from pypdf import PdfReader

_BROKEN_WORD = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
_NUMBER_OF_PAGE = re.compile(r"\W*(?:page\s+)?\d+(?:\s*(?:of|/)\s*\d+)?\W*", re.IGNORECASE)
_RUNNING = 3  # pages on which a first or last line must stand to be a running head

# What draws the pages packs to a tenth; a bomb's to a thousandth, and each operator of it takes its time.
_UNPACKED = 20
_ROOM = 1_000_000


def read_pdf(content: bytes) -> Text:
    """Return the text layer, page after page.

    Running heads and the numbers of pages are left out, and words broken at the end of a line are joined. Raises
    UnreadableError for a file that is damaged, encrypted or has no text layer.
    """
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its remarks on odd files are nothing to act on
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError("readable", "is encrypted", "save a copy without a password")
        pages = list(_texts(reader, _UNPACKED * len(content) + _ROOM))
        told = reader.metadata
        found = Metadata(title=said(told.title), author=said(told.author)) if told else Metadata()
    except UnreadableError:
        raise
    # Of a damaged file pypdf raises whatever its parts raise when they meet what cannot be there, assertions too.
    except Exception as error:
        what = f"is no PDF that can be read ({type(error).__name__})"
        raise UnreadableError("readable", what, "fetch it again, or save its text as .txt") from error
    text = "\n\n".join(page for page in _without_heads(pages) if page)
    if not text.strip():
        what = "has no text layer: its pages are pictures"
        raise UnreadableError("not_empty", what, "add one by character recognition, or save its text as .txt")
    return Text(_BROKEN_WORD.sub("", text), "utf-8", found=found)


def _texts(reader: PdfReader, room: int) -> Iterator[str]:
    """Yield the text of each page; raise UnreadableError for one that comes twice, or more than ``room`` bytes."""
    seen: set[int] = set()
    for page in reader.pages:
        number = page.indirect_reference.idnum if page.indirect_reference else -len(seen) - 1
        contents = page.get_contents()
        room -= len(contents.get_data()) if contents is not None else 0
        if number in seen or room < 0:
            what = "has a page more than once" if number in seen else f"unpacks to more than {_UNPACKED} times its size"
            raise UnreadableError("readable", what, "save its text as .txt")
        seen.add(number)
        yield page.extract_text().replace("\x00", "")


def _without_heads(pages: Sequence[str]) -> list[str]:
    """Return the pages without lines that stand at the top or foot of several, and without their numbers."""
    lines = [[line.strip() for line in page.strip().split("\n")] for page in pages]
    edges = Counter(line for page in lines for line in {page[0], page[-1]} if line)
    running = {line for line, count in edges.items() if count >= _RUNNING}
    return ["\n".join(_inside(page, running)) for page in lines]


def _inside(page: Sequence[str], running: set[str]) -> Sequence[str]:
    first, end = 0, len(page)
    while first < end and _no_text(page[first], running):
        first += 1
    while end > first and _no_text(page[end - 1], running):
        end -= 1
    return page[first:end]


def _no_text(line: str, running: set[str]) -> bool:
    return not line or line in running or _NUMBER_OF_PAGE.fullmatch(line) is not None

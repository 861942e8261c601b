"""Web archives (.warc), by warcio: each page that was fetched is a document of its own."""

from __future__ import annotations

import io
import zlib
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from flows.ingest.readers.html import read_html
from flows.ingest.readers.plain import read_plain
from flows.ingest.readers.text import Text, UnreadableError, day, said, text_of

PAGE = 64_000_000  # bytes of one page
UNPACKED = 100  # times the size of a packed archive; pages take 4 to 20 times, a gzip bomb a thousand
_STEP = 1 << 20
_FETCHED = "200"
_READERS = {"text/html": read_html, "application/xhtml+xml": read_html, "text/plain": read_plain}
_WITHOUT_CONTENT = ("warcinfo", "request", "metadata", "revisit")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an archive: its number there from 1, its address, and its text or why it has none."""

    number: int
    address: str
    read: Text | UnreadableError


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What of an archive is no page: each kind with how often it is there, in words."""

    kinds: tuple[str, ...]


def read_warc(content: bytes, wanted: Collection[int] | None = None) -> Iterator[Page | LeftOut]:
    """Yield the pages that an archive holds as they were fetched, then what else it holds: pictures, failed answers.

    A page says where it was fetched from and when. With ``wanted``, only the pages of those numbers are read, and what
    comes after them is not looked at. Raises UnreadableError, after the whole pages, where the archive is damaged, cut
    short, or unpacks to too much.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    whole = wanted is not None or _whole(content)
    number = 0
    left_out: Counter[str] = Counter()
    records = ArchiveIterator(io.BytesIO(content))
    records.INC_RECORD = ""  # what it would write on the terminal of a damaged record
    damage: str | None = None
    record: Any = None
    try:
        for record in records:
            kind = _kind(record)
            if kind not in _READERS:
                left_out[kind] += 1
                continue
            page = record.content_stream().read(PAGE + 1)
            # What packs a page may end before the record does.
            while record.raw_stream.read(_STEP):
                pass
            if record.raw_stream.limit > 0:
                break  # it is shorter than it says
            number += 1
            if wanted is None or number in wanted:
                yield _page(number, record, page, kind)
            if wanted is not None and number >= max(wanted, default=0):
                return
        # What the last record says of its length must be there, also where it is no page.
        whole = whole and (record is None or record.raw_stream.limit == 0)
    except (ArchiveLoadFailed, EOFError, OSError, ValueError, AttributeError, zlib.error) as error:
        damage = type(error).__name__
    kinds = tuple(f"{count} {kind}" for kind, count in sorted(left_out.items()) if kind)
    if damage is None and whole and not number:
        held = f", only {', '.join(kinds)}" if kinds else ""
        raise UnreadableError("not_empty", f"holds no page with a text{held}", "remove it or fetch it again")
    if kinds:
        yield LeftOut(kinds)
    if damage is None and whole:
        return
    what = f"is damaged or cut short after page {number}" if number else "is no web archive, or is cut short"
    raise UnreadableError("readable", f"{what}{f' ({damage})' if damage else ''}", "fetch it again")


def _kind(record: Any) -> str:
    """Return the media type of the content that was fetched, else why there is none; "" for what surrounds a page."""
    if record.rec_type in _WITHOUT_CONTENT:
        return ""
    headers = record.http_headers
    if headers is None:
        headers = record.rec_headers
    elif headers.get_statuscode() != _FETCHED:
        return f"answers of status {said(headers.get_statuscode()) or 'unknown'}"
    kind = (headers.get_header("Content-Type") or "").partition(";")[0].strip().lower()
    return said(kind) or "without a media type"


def _page(number: int, record: Any, content: bytes, kind: str) -> Page:
    address = said(record.rec_headers.get_header("WARC-Target-URI")) or ""
    try:
        if len(content) > PAGE:
            raise UnreadableError("readable", f"is larger than {PAGE // 10**6} MB", "save its text as .txt")
        text = text_of(_READERS[kind], content)
    except UnreadableError as problem:
        return Page(number, address, problem)
    taken = day(record.rec_headers.get_header("WARC-Date"))
    return Page(number, address, replace(text, found=replace(text.found, url=address or None, retrieved_on=taken)))


def _whole(content: bytes) -> bool:
    """Return whether an archive goes to its end, which warcio does not tell: that of a record, or of what packs it.

    Raises UnreadableError for one that unpacks to far more than archives do: warcio would go on to the end of it.
    """
    if not content.startswith(b"\x1f\x8b"):
        return content.endswith((b"\r\n\r\n", b"\n\n"))
    limit, size, place = max(UNPACKED * len(content), _STEP), 0, 0
    while place < len(content):
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            while not member.eof:
                piece = member.unconsumed_tail or content[place : place + _STEP]
                place += 0 if member.unconsumed_tail else len(piece)
                if not piece:
                    return False
                size += len(member.decompress(piece, _STEP))
                if size > limit:
                    what = f"unpacks to more than {UNPACKED} times its size"
                    raise UnreadableError("readable", what, "split it and pack the parts")
        except zlib.error:
            return False
        place -= len(member.unused_data)
    return True

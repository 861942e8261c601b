"""Web pages: the article's text and what the page says of it, by trafilatura."""

from __future__ import annotations

import codecs
import json
import logging
import re
from collections.abc import Iterator
from typing import Any

from flows.ingest.document import Metadata
from flows.ingest.encoding import MARKS, decode
from flows.ingest.readers.text import Text, UnreadableError, day, said

# The HTML standard looks for the declared encoding in the first 1024 bytes; pages in the wild put it somewhat later.
_HEAD = 4096
_DECLARED = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]+)""", re.IGNORECASE)
# Bounded, so that a page of opening tags alone is read in one pass.
_LINKED_DATA = re.compile(
    r"<script\s[^<>]{0,500}?type\s{0,9}=\s{0,9}[\"']?application/ld\+json[\"']?[^<>]{0,500}>", re.IGNORECASE
)
_TAGS = 150_000  # the longest articles have half as many; each takes a tenth of a millisecond and some kilobytes
_END_OF_SCRIPT = re.compile("</script>", re.IGNORECASE)


def read_html(content: bytes) -> Text:
    """Return the text of the article on a page, without menus, comments and advertisements.

    Raises UnreadableError where the page's encoding cannot be told or it holds no article.
    """
    import trafilatura
    from lxml.etree import LxmlError

    page, encoding = _decoded(content)
    if page.count("<") > _TAGS:
        raise UnreadableError("text", f"has more than {_TAGS:,} tags", _WAY_OUT)
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs each page without text as an error
    try:
        # `deduplicate` keeps a memory of the pages before, so that a text would depend on their order.
        text = trafilatura.extract(page, include_comments=False, include_tables=True, deduplicate=False)
        found = trafilatura.extract_metadata(page, extensive=False) if text else None
    except (LxmlError, RecursionError, ValueError) as error:
        raise UnreadableError("text", f"is no page that can be read ({type(error).__name__})", _WAY_OUT) from error
    if not text or not text.strip():
        raise UnreadableError("not_empty", "holds no article that can be told from its menus", _WAY_OUT)
    return Text(text.replace("\x00", ""), encoding, found=_metadata(found.as_dict() if found else {}, page))


_WAY_OUT = "save the article's text as .txt"


def _decoded(content: bytes) -> tuple[str, str]:
    """Return the page and its encoding: by its byte order mark, as it declares it, else as its bytes tell."""
    declared = _DECLARED.search(content, 0, _HEAD)
    if declared and not content.startswith(tuple(mark for mark, _ in MARKS)):
        name = declared[1].decode("ascii")
        # What calls itself Latin-1 on the web is Windows-1252, says the Encoding standard.
        name = "windows-1252" if name.lower() in ("iso-8859-1", "latin1", "us-ascii", "ascii") else name
        try:
            return content.decode(name), codecs.lookup(name).name
        except (LookupError, UnicodeDecodeError):
            pass  # pages lie about it: their bytes decide then
    decoded = decode(content)
    if decoded is None:
        what = "has an encoding that neither the page nor its bytes tell"
        raise UnreadableError("encoding", what, "save it as UTF-8 from a browser")
    return decoded


def _metadata(found: dict[str, Any], page: str) -> Metadata:
    return Metadata(
        title=said(found.get("title")),
        author=said(found.get("author")),
        publisher=said(found.get("sitename")),
        published_on=day(found.get("date")),
        url=said(found.get("url")),
        language=said(found.get("language")),
        licence=said(found.get("license")) or next(_licences(page), None),
    )


def _licences(page: str) -> Iterator[str]:
    """Yield the licences that a page states in JSON-LD, which trafilatura leaves aside."""
    for block in _linked_data(page):
        try:
            waiting: list[object] = [json.loads(block)]
        except (ValueError, RecursionError):
            continue
        while waiting:
            thing = waiting.pop()
            if isinstance(thing, list):
                waiting += thing
            elif isinstance(thing, dict):
                if isinstance(thing.get("license"), str) and (licence := said(thing["license"])):
                    yield licence
                waiting += [value for value in thing.values() if isinstance(value, dict | list)]


def _linked_data(page: str) -> Iterator[str]:
    """Yield what stands in the scripts that are data."""
    place = 0
    while (begin := _LINKED_DATA.search(page, place)) and (end := _END_OF_SCRIPT.search(page, begin.end())):
        yield page[begin.end() : end.start()]
        place = end.end()

"""A source document as the other stages see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known of a document from the `.toml` beside it; what is unknown is None, never guessed."""

    title: str | None = None
    author: str | None = None
    affiliation: str | None = None
    kind: str | None = None
    language: str | None = None
    publisher: str | None = None
    published_on: date | None = None
    url: str | None = None
    licence: str | None = None
    retrieved_on: date | None = None
    photo_credit: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One source document.

    ``doc_id`` is the path below raw/ without its suffix, ``path`` that path with it, both with forward slashes; a page
    of a web archive has its number there as ``part``, and its ``doc_id`` ends in it (`crawl:3`). ``sha256`` and
    ``size`` are of the file's bytes. ``reader`` is the name of what made the text of the bytes. The text reader leaves
    it untouched but for a byte order mark, so that ``text[:offset].encode(encoding)`` gives the place in the raw bytes
    (after that mark); of any other the same version makes the same text of the same bytes again.
    """

    doc_id: str
    path: str
    sha256: str
    encoding: str
    size: int
    text: str
    metadata: Metadata
    reader: str = "text"
    part: int | None = None

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

    ``doc_id`` is the path below raw/ without its suffix, ``path`` that path with it, both with forward slashes,
    ``sha256`` the digest of the raw bytes. ``text`` is the decoded text, untouched but for a byte order mark left out,
    so that ``text[:offset].encode(encoding)`` gives the place in the raw bytes (after that mark).
    """

    doc_id: str
    path: str
    sha256: str
    encoding: str
    size: int
    text: str
    metadata: Metadata

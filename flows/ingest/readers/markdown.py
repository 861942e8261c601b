"""Markdown (CommonMark with tables), by markdown-it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

import yaml

from flows.ingest.document import Metadata
from flows.ingest.readers.plain import read_plain
from flows.ingest.readers.text import Text, UnreadableError, day, said

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_LONGEST = 5_000  # characters of front matter; nested lists take the square of their length to read


def read_markdown(content: bytes) -> Text:
    """Return the words of a Markdown file without its marks, code and pictures; its front matter is metadata."""
    from markdown_it import MarkdownIt

    whole = read_plain(content)
    source = whole.text.replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT_MATTER.match(source)
    body = source[front.end() :] if front else source
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(body)
    text = "\n\n".join(_blocks(tokens))
    if not text.strip():
        raise UnreadableError("not_empty", "holds no text but marks and code", "remove it or fetch it again")
    return Text(text, whole.encoding, found=_metadata(front[1]) if front else Metadata())


def _blocks(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            words = "".join(_words(token.children or ()))
            if words.strip():
                yield words.strip()


def _words(children: Sequence[Token]) -> Iterator[str]:
    for child in children:
        if child.type in ("text", "code_inline"):
            yield child.content
        elif child.type in ("softbreak", "hardbreak"):
            yield "\n"


def _metadata(front: str) -> Metadata:
    if len(front) > _LONGEST:
        return Metadata()
    try:
        # What a few lines refer to over and over could grow without end; no front matter needs it.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(front)):
            return Metadata()
        given = yaml.safe_load(front)
    except (yaml.YAMLError, ValueError, RecursionError):  # ValueError: of a day that is none
        return Metadata()
    if not isinstance(given, dict):
        return Metadata()
    told = given.get("date")
    published = told if isinstance(told, date) else day(told if isinstance(told, str) else None)
    return Metadata(
        title=said(given.get("title")),
        author=said(given.get("author")) if isinstance(given.get("author"), str) else None,
        published_on=published.date() if isinstance(published, datetime) else published,
        licence=said(given.get("license") or given.get("licence")),
    )

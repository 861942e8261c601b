"""The `.toml` beside a document, checked key by key."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flows.ingest.document import Metadata
from flows.ingest.problems import IngestError, Problem

KEYS = tuple(field.name for field in fields(Metadata))
DATES = ("published_on", "retrieved_on")
KINDS = {
    "agreement": "the text of a treaty, contract or resolution",
    "analysis": "research, commentary by specialists",
    "digest": "several events of a day or week, told briefly",
    "history": "an account of the past",
    "interview": "questions and answers",
    "news": "a report of current events",
    "opinion": "an article that argues its author's view",
    "profile": "a description of a country or organisation",
    "statement": "what a government or organisation says officially",
}

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
ADDRESS = re.compile(r"https?://[^\s/]+\S*")
SYNTAX_PLACE = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)")


def parse_metadata(content: bytes, path: Path | str) -> Metadata:
    """Return the metadata that the bytes of a `.toml` state; ``path`` is named in errors.

    An unknown key, a wrong type, an empty value or a bad date raises IngestError: a misspelt key would otherwise lose
    a fact without a word.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = content.count(b"\n", 0, error.start) + 1
        raise _error(path, at, "is not UTF-8", "save it as UTF-8") from None
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = SYNTAX_PLACE.search(str(error))
        at = int(place[1]) if place and place[1] else text.count("\n") + 1
        what = SYNTAX_PLACE.sub("", str(error))
        raise _error(path, at, f"is not TOML ({what})", 'write one `key = "value"` a line') from None
    for key, value in given.items():
        line = _line_of(key, text)
        if key not in KEYS:
            close = difflib.get_close_matches(key, KEYS, n=1)
            way_out = f"did you mean {close[0]!r}?" if close else f"known keys: {', '.join(KEYS)}"
            raise _error(path, line, f"unknown key {key!r}", way_out)
        fault = _fault_of(key, value)
        if fault:
            what, way_out = fault
            raise _error(path, line, f"{key} = {_shown(value)} {what}", way_out)
    return Metadata(**given)


def missing(metadata: Metadata) -> tuple[str, ...]:
    """Return the keys that a reader would want and the metadata does not give, in order."""
    wanted = ("title", "author", "kind", "language", "publisher", "published_on", "url", "licence", "retrieved_on")
    return tuple(key for key in wanted if getattr(metadata, key) is None)


def well_formed(found: Metadata) -> Metadata:
    """Return metadata without what a `.toml` could not state either: files say much that is no language or address."""
    faulty = {key: None for key in KEYS if (value := getattr(found, key)) is not None and _fault_of(key, value)}
    return replace(found, **faulty) if faulty else found


def _fault_of(key: str, value: Any) -> tuple[str, str] | None:
    if key in DATES:
        return _date_fault(key, value)
    if not isinstance(value, str):
        return "is not text", f'write it in quotation marks, {key} = "..."'
    if not value.strip():
        return "is empty", "leave out what is unknown"
    if any(ord(char) < 32 or ord(char) == 127 for char in value):
        return "holds a control character or a line break", "write it in one line of plain text"
    check = CHECKS.get(key)
    return check(value) if check else None


def _date_fault(key: str, value: Any) -> tuple[str, str] | None:
    example = f"write a day without quotation marks, {key} = 2024-02-16, or leave it out"
    if isinstance(value, datetime) or not isinstance(value, date):
        return "is not a date", example
    return None


def _kind_fault(value: str) -> tuple[str, str] | None:
    if value in KINDS:
        return None
    return "is not a known kind", f"choose one of {', '.join(KINDS)}, or leave it out"


def _language_fault(value: str) -> tuple[str, str] | None:
    if LANGUAGE.fullmatch(value):
        return None
    return "is not a language tag", 'write it as in BCP 47, language = "en"'


def _address_fault(value: str) -> tuple[str, str] | None:
    if ADDRESS.fullmatch(value):
        return None
    return "is not an address", 'write it in full, url = "https://..."'


CHECKS: dict[str, Callable[[str], tuple[str, str] | None]] = {
    "kind": _kind_fault,
    "language": _language_fault,
    "url": _address_fault,
}


def _line_of(key: str, text: str) -> int | None:
    """Return the line that a top-level key stands on, or None where it is written in an unusual way."""
    place = re.search(rf"^[ \t]*(?:\[+[ \t]*)?[\"']?{re.escape(key)}[\"']?[ \t]*[=.\]]", text, re.MULTILINE)
    return text.count("\n", 0, place.start()) + 1 if place else None


def _shown(value: Any) -> str:
    text = value.isoformat() if isinstance(value, date) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _error(path: Path | str, line: int | None, what: str, way_out: str) -> IngestError:
    return IngestError(Problem(path, "metadata", what, way_out, line))

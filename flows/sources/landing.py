"""Landing: a fetched document becomes a file of raw/ with its `.toml`, once, and is never touched again.

raw/<source>/<year>/<name>-<digest>.<suffix>   the bytes as they came
raw/<source>/<year>/<name>-<digest>.toml       what the source, its listing and the page say of it
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import unicodedata
from dataclasses import asdict
from datetime import date
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from flows.ingest.document import Metadata
from flows.ingest.formats import reader_of, stem_of
from flows.ingest.sniff import shown
from flows.sources.fetch import Fetched
from flows.sources.record import LANDING, RECORDS, LandingError, sync_folder

_SUFFIXES = {
    "text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "application/pdf": ".pdf",
    "text/markdown": ".md", "message/rfc822": ".eml", "application/warc": ".warc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}  # fmt: skip
# Kinds under which servers send anything: then the address's own ending says more.
_ANY = ("", "text/plain", "application/octet-stream", "binary/octet-stream", "application/gzip", "application/x-gzip")
_NAME_LENGTH = 60
_DIGEST_LENGTH = 12


def suffix_of(fetched: Fetched) -> str | None:
    """Return the suffix of a fetched document's file, by its bytes, its media type or its address; None if none tells.

    A suffix that it returns has a reader.
    """
    ending = suffix_in(PurePosixPath(urlsplit(fetched.final).path).name)
    told = ending if ending and fetched.media_type in _ANY else _SUFFIXES.get(fetched.media_type)
    found = shown(fetched.content or b"")
    if found is None or told is None:
        return found.suffix if found and reader_of(f"a{found.suffix}") else told
    if found.suffix == ".gz":
        return told if told.endswith(".gz") else f"{told}.gz"
    # Servers call a PDF a web page, and web pages plain text. A message is what it says, though it begins as a page.
    return found.suffix if reader_of(f"a{found.suffix}") and told != ".eml" else told


def suffix_in(name: str) -> str | None:
    """Return the suffix of a file's name, with `.gz` where it is packed; None if there is no reader for it."""
    return name.removeprefix(stem_of(name)).lower() if reader_of(name) else None


def path_of(fetched: Fetched, source: str, suffix: str, published: date | None) -> str:
    """Return where a fetched document lands below raw/: a name from its address, and one from its bytes."""
    last = stem_of(PurePosixPath(unquote(urlsplit(fetched.final).path, errors="replace")).name or "page")
    plain = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_NAME_LENGTH].strip("-") or "page"
    digest = hashlib.sha256(fetched.content or b"").hexdigest()[:_DIGEST_LENGTH]
    return f"{source}/{(published or fetched.at.date()).year:04}/{name}-{digest}{suffix}"


def land(raw: Path, path: str, content: bytes, metadata: str) -> None:
    """Write a document and the text of its `.toml`, both whole and on the disk when this returns.

    What stands there already must be the same bytes, else ValueError is raised; LandingError where raw/ cannot be
    written. The `.toml` goes first: cut short between the two, the next run lands the document, and until then no
    document stands there without what is known of it.
    """
    file = raw / path
    try:
        for folder in (file.parent, raw / RECORDS):
            folder.mkdir(parents=True, exist_ok=True)
        _write_once(raw, file.with_name(f"{stem_of(file.name)}.toml"), metadata.encode(), keep=True)
        _write_once(raw, file, content, keep=False)
        # The record, which says that it landed, must not reach the disk before these names do.
        for folder in (file.parent, file.parent.parent, raw):
            sync_folder(folder)
    except OSError as error:
        raise LandingError.of(file, error) from error


def toml(metadata: Metadata) -> str:
    """Return the text of the `.toml` that says what is known."""
    known: dict[str, str | date | None] = asdict(metadata)
    lines = [f"{key} = {_value(value)}" for key, value in known.items() if value is not None]
    return "".join(f"{line}\n" for line in lines)


def _value(value: str | date) -> str:
    if isinstance(value, date):
        return value.isoformat()
    # A JSON string is a TOML basic string but for the one character that JSON need not escape.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _write_once(raw: Path, file: Path, content: bytes, *, keep: bool) -> None:
    if file.exists():
        if keep or file.read_bytes() == content:
            return
        raise ValueError(f"{file} stands there with other bytes; move it away")
    descriptor, name = tempfile.mkstemp(prefix=LANDING, dir=raw / RECORDS)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        Path(name).chmod(0o644)
        Path(name).rename(file)
    finally:
        Path(name).unlink(missing_ok=True)

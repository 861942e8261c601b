"""What readers made of files before, by the files' bytes: no text, only what tells it from others."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Protocol, get_type_hints

from flows.ingest.document import Metadata
from flows.ingest.formats import reader_version
from flows.ingest.problems import IngestError, Problem
from flows.ingest.read import Opened, texts_of

_KIND = "texts"
_QUICK = "text"  # plain text is read as quickly as it is looked up
_DAYS = tuple(name for name, kind in get_type_hints(Metadata).items() if kind == date | None)


class Memory(Protocol):
    """A store of bytes by kind and key, which may forget."""

    def get(self, kind: str, key: str) -> bytes | None:
        """Return what was put there, None where there is nothing."""
        ...

    def put(self, kind: str, key: str, content: bytes) -> bool:
        """Keep the content and return whether that was possible."""
        ...


@dataclass(frozen=True, slots=True)
class Made:
    """A text that a reader made: its page's number, its digest in UTF-8, its length, and what the file says of it."""

    part: int | None
    sha256: str
    characters: int
    found: Metadata


def made_of(opened: Opened, memory: Memory | None) -> Iterator[Made | Problem]:
    """Yield what the reader makes of a file, and what is wrong with it; from the memory where it was read before.

    A memory is asked by the file's bytes, its reader with its version, and the code of this package, so that it gives
    what reading anew would give.
    """
    if memory is None or opened.reader == _QUICK:
        yield from _read(opened)
        return
    key = _key(opened.reader, opened.sha256)
    content = memory.get(_KIND, key)
    if content is not None:
        yield from _of_bytes(content, opened.place)
        return
    made = list(_read(opened))
    yield from made
    # A reader that failed may have run out of memory, and is tried again.
    if not any(isinstance(one, Problem) and one.check == "reader" for one in made):
        memory.put(_KIND, key, _as_bytes(made))


def _read(opened: Opened) -> Iterator[Made | Problem]:
    try:
        for one in texts_of(opened):
            if isinstance(one, Problem):
                yield one
                continue
            part, text = one
            digest = hashlib.sha256(text.text.encode()).hexdigest()
            # One string for both where they are equal: in a large folder they are a good part of the memory.
            yield Made(part, opened.sha256 if digest == opened.sha256 else digest, len(text.text), text.found)
    except IngestError as error:
        yield error.problem


def _key(reader: str, sha256: str) -> str:
    return hashlib.sha256(f"{reading_code()} {reader} {reader_version(reader)} {sha256}".encode()).hexdigest()


@cache
def reading_code() -> str:
    """Return a digest of the modules that read: with other rules they make other texts of the same bytes."""
    content = hashlib.sha256()
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        content.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return content.hexdigest()


def _as_bytes(made: list[Made | Problem]) -> bytes:
    told: list[Any] = []
    for one in made:
        if isinstance(one, Problem):
            told.append([one.check, one.what, one.way_out, one.line])
        else:
            found = {name: str(value) for name, value in asdict(one.found).items() if value is not None}
            told.append({"part": one.part, "sha256": one.sha256, "characters": one.characters, "found": found})
    return json.dumps(told).encode()


def _of_bytes(content: bytes, place: str) -> Iterator[Made | Problem]:
    for one in json.loads(content):
        if isinstance(one, list):
            yield Problem(place, *one)
        else:
            told: dict[str, Any] = one["found"]
            found: dict[str, Any] = {name: date.fromisoformat(v) if name in _DAYS else v for name, v in told.items()}
            yield Made(one["part"], one["sha256"], one["characters"], Metadata(**found))

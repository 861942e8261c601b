"""What a survey made of files that are still as they were, so that it need not read them again.

A file counts as the same where its stamp is: its size, its times to the nanosecond and its number in the file system,
or what object storage has as the digest of its content. Reading a terabyte to learn that nothing has changed would
take hours; git tells changed files in the same way.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.ingest.formats import FORMATS, reader_version
from flows.ingest.remembered import Memory, reading_code
from flows.ingest.source_file import SourceFile

_KIND = "surveys"
# Nanoseconds for which a file must have lain still. A clock of the file system may tick only every two seconds, and a
# file that is changed twice within a tick has the same times.
_SETTLED = 3_000_000_000


@dataclass(frozen=True, slots=True)
class Taken:
    """A text of a source file as a survey took it: its page, digests and length, and the key of the document.

    ``bare`` says that nothing is known of it but its text.
    """

    part: int | None
    sha256: str
    text_sha256: str
    characters: int
    key: str
    bare: bool


class Stamps:
    """The files of one folder of sources by their stamps, with what was taken from each; kept in a memory."""

    def __init__(self, raw: str | Path, memory: Memory | None) -> None:
        self._memory = memory
        self._key = _key(raw)
        self._now = time.time_ns()
        self._before = _read(memory, self._key)
        self._after: dict[str, Any] = {}

    def of(self, file: SourceFile, described_by: SourceFile | None) -> list[Taken] | None:
        """Return what was taken from a file that is as it was, and its metadata too; None where it is to be read."""
        before = self._before.get(file.path)
        if before is None:
            return None
        try:
            stamp, texts = before
            if stamp is None or stamp != _together(file, described_by):
                return None
            taken = [Taken(*one) for one in texts]
        except (TypeError, ValueError):  # of another form
            return None
        self._after[file.path] = before
        return taken

    def keep(self, file: SourceFile, described_by: SourceFile | None, taken: list[Taken]) -> None:
        """Keep what was taken from a file for the next survey, if its stamp will tell whether it has changed."""
        stamp = _together(file, described_by)
        if stamp is not None and all(one.changed < self._now - _SETTLED for one in (file, described_by) if one):
            texts = [[one.part, one.sha256, one.text_sha256, one.characters, one.key, one.bare] for one in taken]
            self._after[file.path] = [stamp, texts]

    def close(self) -> None:
        """Write what the next survey need not read, where that is not what stands there already."""
        if self._memory is not None and self._after != self._before:
            self._memory.put(_KIND, self._key, json.dumps(self._after).encode())


def _together(file: SourceFile, described_by: SourceFile | None) -> str | None:
    """Return one stamp of a file and the metadata beside it; None where one of them has none."""
    stamps = [one.stamp for one in (file, described_by) if one is not None]
    return None if None in stamps else " / ".join(str(stamp) for stamp in stamps)


def _key(raw: str | Path) -> str:
    place = str(raw) if "://" in str(raw) else os.path.realpath(raw)
    versions = [f"{reader} {reader_version(reader)}" for reader in FORMATS]
    return hashlib.sha256(json.dumps([place, reading_code(), *versions]).encode("utf-8", "surrogatepass")).hexdigest()


def _read(memory: Memory | None, key: str) -> dict[str, Any]:
    content = None if memory is None else memory.get(_KIND, key)
    if content is None:
        return {}
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}

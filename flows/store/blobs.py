"""A folder of entries, each under a key that says what it was made of: on this machine or in object storage."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import tempfile
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec
from fsspec.implementations.local import LocalFileSystem

from flows.release.address import shown

_DIGEST = hashlib.sha256().digest_size
_TEMPORARY = ".writing-"
_GROWS = "it stays larger than it may be"
_STALE = 3600  # seconds after which what a writer left half done is nobody's any more

log = logging.getLogger("attache")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it lies in the folder: its path there, its size in bytes, and when it was last used."""

    path: str
    size: int
    used: float


class Blobs:
    """Entries by kind and key. An entry is there whole or not at all; one that is damaged counts as not there.

    What cannot be written is told once and is no error: without the store everything is read again, and nothing else
    is lost.
    """

    def __init__(self, address: str) -> None:
        """Open the folder at a path or an fsspec address; it is made with its first entry."""
        self.address = address
        self._fs: Any
        self._fs, self._root = fsspec.url_to_fs(address)
        self._local = isinstance(self._fs, LocalFileSystem)
        # What goes wrong in object storage is of no common kind: botocore's errors are not Python's.
        self._faults = OSError if self._local else Exception
        self._told = False

    def get(self, kind: str, key: str) -> bytes | None:
        """Return the content of an entry, None where there is none or it is damaged."""
        path = self._path(kind, key)
        try:
            packed: bytes = Path(path).read_bytes() if self._local else self._fs.cat_file(path)
        except FileNotFoundError:
            return None
        except self._faults as error:
            self._complain("read", error)
            return None
        digest, body = packed[:_DIGEST], packed[_DIGEST:]
        if hashlib.sha256(body).digest() != digest:
            log.warning("%s: is damaged, and is made again", path)
            return None
        if self._local:
            with contextlib.suppress(OSError):
                os.utime(path)  # pruning takes what was not used for longest
        return zlib.decompress(body)

    def has(self, kind: str, key: str) -> bool:
        """Return whether there is an entry, damaged or not."""
        return self._exists(self._path(kind, key))

    def any(self, kind: str) -> bool:
        """Return whether there is an entry of a kind."""
        return self._exists(f"{self._root}/{kind}")

    def put(self, kind: str, key: str, content: bytes) -> bool:
        """Write an entry and return whether that was possible; what stands there under the key is replaced at once."""
        body = zlib.compress(content, 1)
        packed = hashlib.sha256(body).digest() + body
        path = self._path(kind, key)
        try:
            if self._local:
                _replace(Path(path), packed)
            else:
                self._fs.pipe_file(path, packed)
        except self._faults as error:
            self._complain("written", error)
            return False
        return True

    def entries(self) -> Iterator[Entry]:
        """Yield all entries that are written to the end."""
        for path, told in self._fs.find(self._root, detail=True).items():
            modified = told.get("mtime") or told.get("LastModified") or told.get("created") or 0.0
            used = modified if isinstance(modified, int | float) else modified.timestamp()
            if _TEMPORARY not in path:
                yield Entry(path, int(told["size"]), float(used))

    def prune(self, limit: int) -> tuple[int, int]:
        """Remove the entries that were not used for longest until at most ``limit`` bytes are left.

        Return how many entries were removed and how many bytes they had. What cannot be removed is told and stays.
        """
        if self._local:
            _remove_stale(Path(self._root))
        removed, freed = 0, 0
        try:
            entries = sorted(self.entries(), key=lambda entry: (entry.used, entry.path))
        except self._faults as error:
            self._complain("pruned", error, _GROWS)
            return removed, freed
        size = sum(entry.size for entry in entries)
        for entry in entries:
            if size - freed <= limit:
                break
            try:
                self._fs.rm_file(entry.path)
            except FileNotFoundError:
                pass  # another run has pruned it
            except self._faults as error:
                self._complain("pruned", error, _GROWS)
                continue
            removed, freed = removed + 1, freed + entry.size
        return removed, freed

    def _exists(self, path: str) -> bool:
        try:
            return bool(self._fs.exists(path))
        except self._faults as error:
            self._complain("read", error)
            return False

    def _path(self, kind: str, key: str) -> str:
        return f"{self._root}/{kind}/{key[:2]}/{key}"

    def _complain(self, what: str, error: Exception, harm: str = "what is in it is read again") -> None:
        if not self._told:
            self._told = True
            why = getattr(error, "strerror", None) or error
            log.warning("%s: cannot be %s (%s); %s", shown(self.address), what, why, harm)


def _replace(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=_TEMPORARY, dir=file.parent)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _remove_stale(root: Path) -> None:
    with contextlib.suppress(OSError):  # of a folder that goes meanwhile
        for file in root.rglob(f"{_TEMPORARY}*"):
            with contextlib.suppress(OSError):
                if file.stat().st_mtime + _STALE < time.time():
                    file.unlink()

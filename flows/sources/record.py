"""The record of what was retrieved: raw/.retrieved/<source>.jsonl, a line a retrieval, and the lock of who collects.

raw/.retrieved/<source>.jsonl   what was asked for, when, and what came; lines are only ever added
raw/.retrieved/.lock            held by the run that collects
raw/.retrieved/.landing-*       a file on its way; without a run that collects, what a crash left
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

RECORDS = ".retrieved"
LANDING = ".landing-"
_LOCK = ".lock"
_ADDRESS = re.compile(r"[a-z][a-z0-9+]+:/")  # a Path makes one slash of two


class LandingError(Exception):
    """raw/ cannot be written; the text is one line with the file and the way out."""

    @classmethod
    def of(cls, file: Path, error: OSError) -> LandingError:
        """Return the error for one of the operating system."""
        named = error.filename if isinstance(error.filename, str) else file
        what = (error.strerror or str(error)).lower()
        return cls(f"{named}: cannot be written ({what}); free some space, or see that raw is a folder of yours")


@dataclass(frozen=True, slots=True)
class Retrieval:
    """One line of the record: an address, where it led, when (RFC 3339), and what came of it.

    ``outcome`` is landed (a new document at ``path``), unchanged (the server says so), known (the same bytes, or the
    same text in another frame, as ``path`` holds), failed (nothing came, as ``problem`` says, and it may another time),
    refused (and it may not), or listed (a feed, all of whose documents were taken; ``sha256`` is then that of the
    source's declaration). ``text`` is the SHA-256 digest of a page's text.
    """

    address: str
    final: str
    retrieved: str
    outcome: str
    sha256: str | None = None
    size: int | None = None
    path: str | None = None
    text: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    content_type: str | None = None
    problem: str | None = None


class Record:
    """What was retrieved into a folder so far, by any source, and the files that keep it.

    ``last`` has the last retrieval of each address. ``lock`` is held from looking up what is known of a document to
    noting that it landed, so that two sources that list the same one land it once.
    """

    def __init__(self, raw: Path) -> None:
        """Read what is there; lines that are none, as a crash cuts them short, are passed over: they are done again."""
        self._folder = raw / RECORDS
        self.lock = threading.Lock()
        self.last: dict[str, Retrieval] = {}
        self._paths: dict[str, str] = {}
        for file in sorted(self._folder.glob("*.jsonl")):
            lasting: dict[str, Retrieval] = {}
            for entry in _lines(file):
                lasting[entry.address] = entry
                self._note_path(entry)
            # The same address may come from several files: what was retrieved last counts. Within one, the order of the
            # lines tells it better than their times, which a clock that was wrong has made.
            for address, entry in lasting.items():
                if address not in self.last or when(self.last[address]) <= when(entry):
                    self.last[address] = entry

    def path_of(self, *digests: str | None) -> str | None:
        """Return where a document with one of these digests, of its bytes or its text, was landed."""
        return next((self._paths[digest] for digest in digests if digest in self._paths), None)

    def add(self, source: str, entry: Retrieval) -> None:
        """Append a line to a source's file, which is on the disk when this returns. Raises LandingError."""
        file = self._folder / f"{source}.jsonl"
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            new = not file.exists()
            with file.open("ab+") as opened:
                end = opened.seek(0, os.SEEK_END)
                opened.seek(max(end - 1, 0))
                torn = end > 0 and opened.read(1) != b"\n"
                line = json.dumps(asdict(entry), ensure_ascii=False).encode("utf-8", "replace")
                opened.write((b"\n" if torn else b"") + line + b"\n")
                opened.flush()
                os.fsync(opened.fileno())
            if new:
                sync_folder(file.parent)
        except OSError as error:
            raise LandingError.of(file, error) from error
        self.last[entry.address] = entry
        self._note_path(entry)

    def _note_path(self, entry: Retrieval) -> None:
        if entry.path:
            for digest in filter(None, (entry.sha256, entry.text)):
                self._paths.setdefault(digest, entry.path)


def when(retrieval: Retrieval) -> datetime:
    """Return when something was retrieved; where that is yet to come, the earliest moment that there is.

    A clock that was ahead must not keep a document from being asked for until its time has come.
    """
    retrieved = datetime.fromisoformat(retrieval.retrieved)
    return retrieved if retrieved <= datetime.now(UTC) else datetime.min.replace(tzinfo=UTC)


@contextmanager
def collecting(raw: Path) -> Iterator[Record]:
    """Give the record of a folder to the one run that may collect into it; what a crash left on its way is removed.

    Raises LandingError where another run is collecting there, or the folder is none of this machine, or cannot be
    written.
    """
    if _ADDRESS.match(str(raw)):
        raise LandingError(f"{raw}: documents land in a folder of this machine; collect into one, and copy it there")
    folder = raw / RECORDS
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / _LOCK).open("a+", encoding="utf-8") as lock:
            _hold(lock.fileno(), folder / _LOCK)
            lock.truncate(0)
            lock.write(f"{os.getpid()}\n")
            lock.flush()
            for left in folder.glob(f"{LANDING}*"):
                left.unlink()
            record = Record(raw)
            yield record
    except OSError as error:
        raise LandingError.of(folder, error) from error


def _hold(descriptor: int, file: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = file.read_text(encoding="utf-8").strip() or "unknown"
        what = f"another run is collecting here (process {holder})"
        raise LandingError(f"{file}: {what}; wait until it has ended, and collect again") from None


def sync_folder(folder: Path) -> None:
    """Return when the names in a folder have reached the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _lines(file: Path) -> Iterator[Retrieval]:
    for line in file.read_bytes().split(b"\n"):
        try:
            entry = json.loads(line.decode("utf-8"))
        except (ValueError, RecursionError):
            continue
        if isinstance(entry, dict) and _is_retrieval(entry):
            yield Retrieval(**entry)


_TYPES = {field.name: str(field.type) for field in fields(Retrieval)}
_NEEDED = {name for name, kind in _TYPES.items() if kind == "str"}


def _is_retrieval(entry: dict[str, object]) -> bool:
    if not _NEEDED <= entry.keys() <= _TYPES.keys():
        return False
    for name, value in entry.items():
        wanted = int if _TYPES[name].startswith("int") else str
        if not isinstance(value, wanted) and (value is not None or name in _NEEDED):
            return False
    try:
        # Moments are compared with one another, which needs their time zone.
        return datetime.fromisoformat(str(entry["retrieved"])).tzinfo is not None
    except ValueError:
        return False

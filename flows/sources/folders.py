"""Collecting from a folder of this machine: each file with a reader is copied into raw/ once, with its `.toml`."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from flows.ingest.document import Metadata
from flows.ingest.formats import stem_of
from flows.ingest.metadata import parse_metadata
from flows.ingest.problems import IngestError
from flows.sources.collected import Collected, DocumentError, Place, count, moment
from flows.sources.declaration import Source
from flows.sources.fetch import Fetched, StoppedError
from flows.sources.landing import land, path_of, suffix_in, toml
from flows.sources.record import Retrieval


def collect_folder(
    place: Place, collected: Collected, stop: threading.Event, progress: Callable[[Collected, str], None]
) -> None:
    """Land the new files of a source's folder, in the order of their names; ``collected`` is told what came of each.

    Files and folders whose names begin with a dot are none. Raises FileNotFoundError where there is no folder, and
    LandingError where raw/ cannot be written.
    """
    folder = Path(place.source.folder or "")
    if not folder.is_dir():
        raise FileNotFoundError(f"{folder}: is no folder; mend `folder` in the source, or make it")
    for file in _files(folder):
        if stop.is_set():
            raise StoppedError
        collected.listed += 1
        if not place.source.wants(file.relative_to(folder).as_posix()):
            collected.filtered += 1
            continue
        progress(collected, str(file))
        _one(file, folder, place, collected)


def _one(file: Path, folder: Path, place: Place, collected: Collected) -> None:
    """Land a file where it is new; all are read, as nothing but their bytes tells which are."""
    try:
        content = _content(file, place.source.largest)
    except (OSError, ValueError) as problem:
        what = problem.strerror or problem if isinstance(problem, OSError) else problem
        collected.problems.append(f"{file}: {what}")
        return
    digest = hashlib.sha256(content).hexdigest()
    if place.record.path_of(digest) is None and len(collected.landed) >= place.source.most:
        collected.left += 1
    else:
        count(collected, str(file), partial(_copy, file, folder, content, digest, place), place.raw)


def _content(file: Path, largest: int) -> bytes:
    if file.is_symlink():
        raise ValueError("is a link; copy the file itself there")
    if not file.is_file():
        raise ValueError("is no regular file; remove it")
    before = file.stat()
    if before.st_size > largest:
        raise ValueError(f"is larger than {largest} bytes; raise `largest` in the source")
    content, after = file.read_bytes(), file.stat()
    if len(content) != after.st_size or before.st_mtime_ns != after.st_mtime_ns:
        raise ValueError("is being written; the next run takes it")
    return content


def _files(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if not hidden and (file.is_symlink() or not file.is_dir()) and file.suffix != ".toml":
            yield file


def _copy(file: Path, folder: Path, content: bytes, digest: str, place: Place) -> Retrieval:
    """Land a file; what the source declares is added to the `.toml` beside it, where that is silent."""
    source, now = place.source, datetime.now(UTC)
    name = file.relative_to(folder).as_posix()
    fetched = Fetched(file.absolute().as_uri(), name, content, "", None, None, now)
    with place.record.lock:
        if path := place.record.path_of(digest):
            return Retrieval(name, name, moment(now), "known", digest, len(content), path)
        suffix = suffix_in(file.name)
        if suffix is None:
            raise DocumentError(f"{file}: there is no reader for such a file; save its text as .txt, or exclude it")
        path = path_of(fetched, source.name, suffix, None)
        land(place.raw, path, content, _described(file, source, now))
        retrieval = Retrieval(name, name, moment(now), "landed", digest, len(content), path)
        place.record.add(source.name, retrieval)
    return retrieval


def _described(file: Path, source: Source, now: datetime) -> str:
    """Return the text of a `.toml`: that beside the file as it is, and below it what else the source says."""
    beside = file.with_name(f"{stem_of(file.name)}.toml")
    known = Metadata(
        publisher=source.publisher, licence=source.licence, language=source.language, kind=source.kind,
        retrieved_on=now.date(),
    )  # fmt: skip
    if beside.is_symlink() or not beside.exists():
        return toml(known)
    try:
        given = parse_metadata(content := beside.read_bytes(), beside)
    except IngestError as problem:
        raise DocumentError(f"{problem}; {file.name} waits for it") from problem
    own = content.decode("utf-8-sig").rstrip()
    silent = {key.name: None for key in fields(known) if getattr(given, key.name) is not None}
    return f"{own}\n{toml(replace(known, **silent))}"

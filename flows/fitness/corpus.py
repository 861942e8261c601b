"""The texts that are sources already, one at a time: from the latest release, and from raw/ what that does not have."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from flows.fitness.candidates import DESCRIPTION
from flows.ingest.document import Document
from flows.ingest.folder import SourceFolder, open_folder
from flows.ingest.problems import IngestError
from flows.ingest.read import read_source
from flows.release.tables import parquet_name
from schemas.codebook.vocabulary import load_tables

_BATCH = 500  # texts of a release in memory at once
_STEP = 100  # files between two calls of `progress`


@dataclass(frozen=True, slots=True)
class Known:
    """A source that is there: its path below raw/, the digest of its bytes, and its text."""

    path: str
    sha256: str
    text: str


def known_sources(
    raw: str | Path,
    release: Path | None = None,
    left_out: frozenset[str] = frozenset(),
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Known]:
    """Yield the sources in raw/ but for the paths left out; what cannot be read is no source, so none is like it.

    A text that the release holds is taken from there: taking it out of a page or a PDF once more would cost a
    hundred times as much. Raises IngestError where raw/ cannot be listed.
    """
    folder = open_folder(raw)
    files = [file.path for file in folder.files() if file.problem is None and not file.path.endswith(DESCRIPTION)]
    wanted = [path for path in files if path not in left_out]
    held: set[str] = set()
    if release is not None:
        by_digest = dict(_by_digest(folder, wanted))
        for sha256, text in _released(release / parquet_name(load_tables()["documents"])):
            if sha256 in by_digest:
                held.add(by_digest[sha256])
                yield Known(by_digest[sha256], sha256, text)
    for done, path in enumerate(wanted):
        if progress is not None and done % _STEP == 0:
            progress(done, len(wanted))
        if path not in held:
            yield from _texts(folder, path)
    if progress is not None:
        progress(len(wanted), len(wanted))


def _by_digest(folder: SourceFolder, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the digest of each file that can be read, and its path."""
    for path in paths:
        try:
            yield hashlib.sha256(folder.read(path)).hexdigest(), path
        except IngestError:
            continue


def _released(file: Path) -> Iterator[tuple[str, str]]:
    """Yield the digest and the text of each document of a release; where it cannot be read, the texts are in raw/."""
    try:
        with pq.ParquetFile(file) as released:
            for batch in released.iter_batches(_BATCH, columns=["sha256", "text"]):
                yield from zip(batch["sha256"].to_pylist(), batch["text"].to_pylist(), strict=True)
    except (OSError, KeyError, pa.ArrowException):
        return


def _texts(folder: SourceFolder, path: str) -> Iterator[Known]:
    try:
        for one in read_source(folder, path, described=False):
            if isinstance(one, Document):
                yield Known(path, one.sha256, one.text)
    except IngestError:
        return

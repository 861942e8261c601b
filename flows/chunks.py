"""A corpus in chunks: what is read at a time, by one process of many, and kept for the next run."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows.engines import extract
from flows.extract.touching import touching
from flows.ingest.problems import Problem
from flows.ingest.survey import Source, documents
from flows.resolve.frames import build_frames
from flows.resolve.rows import Row, resolve
from flows.store.blobs import Blobs
from flows.store.content import frames_as_bytes, frames_of_bytes, rows_as_bytes, rows_of_bytes
from flows.store.keys import chunk_key, document_key

# Characters of text in a chunk: seconds of work, so that what a task costs does not count.
CHUNK = 100_000
_ENDINGS = 16  # one document of so many may end a chunk
ROWS, TABLES = "documents", "chunks"  # the kinds of entries in the store


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some documents that are read at a time; ``key`` is that of their tables in the store."""

    sources: tuple[Source, ...]
    key: str

    @property
    def characters(self) -> int:
        """How long the texts are together."""
        return sum(source.characters for source in self.sources)


@dataclass(frozen=True, slots=True)
class Part:
    """What became of a chunk: how many documents were read anew, and which gave nothing.

    The tables are in the store under the chunk's key, or here as ``content`` where they are not to be kept.
    """

    chunk: Chunk
    anew: int = 0
    failures: tuple[Problem, ...] = ()
    content: bytes | None = None


def chunks(sources: Iterable[Source], characters: int = CHUNK) -> Iterator[Chunk]:
    """Yield the sources in order, in chunks of half to double so many characters; a longer document is one by itself.

    Where a chunk ends is told by the documents in it, not by how many stand before: a document that comes or goes
    changes one chunk or two, and the others stay what they were.
    """
    run: list[Source] = []
    size = 0
    for source in sources:
        if run and size + source.characters > 2 * characters:
            yield _chunk(run)
            run, size = [], 0
        run.append(source)
        size += source.characters
        if size >= characters / 2 and zlib.crc32(source.doc_id.encode()) % _ENDINGS == 0:
            yield _chunk(run)
            run, size = [], 0
    if run:
        yield _chunk(run)


def _chunk(sources: Sequence[Source]) -> Chunk:
    return Chunk(tuple(sources), chunk_key([source.key for source in sources]))


def held(chunk: Chunk, store: str) -> bool:
    """Return whether the tables of a chunk are in the store, so that none of its documents need be looked at."""
    return Blobs(store).has(TABLES, chunk.key)


def read(chunk: Chunk, raw: str | Path, store: str, *, fresh: bool = False) -> Part:
    """Return what became of a chunk's documents; their tables are then in the store.

    A document that the store holds, read with the same code, parser and rules that can touch it, is not read again.
    One that has changed since the survey, or that the engine fails on, gives nothing but a failure, and the chunk is
    not kept, so that the next run tries again.
    """
    blobs = Blobs(store)
    there, failures = documents(raw, chunk.sources)
    source_keys = {source.doc_id: source.key for source in chunk.sources}
    keys = {d.doc_id: document_key(source_keys[d.doc_id], touching().rules(d.text)) for d in there}
    rows: dict[str, Mapping[str, Sequence[Row]]] = {}
    for doc_id, key in keys.items():
        if not fresh and (content := blobs.get(ROWS, key)) is not None:
            rows[doc_id] = rows_of_bytes(content)
    waiting = [document for document in there if document.doc_id not in rows]
    extracted = extract(waiting, raw)
    for extraction in extracted.extractions:
        doc_id = extraction.document.doc_id
        rows[doc_id] = resolve((extraction,)).tables
        blobs.put(ROWS, keys[doc_id], rows_as_bytes(rows[doc_id]))
    content = frames_as_bytes(build_frames(_together(rows[d.doc_id] for d in there if d.doc_id in rows)))
    failures = (*failures, *extracted.failures)
    kept = not failures and blobs.put(TABLES, chunk.key, content)
    return Part(chunk, len(waiting), failures, None if kept else content)


def _together(rows: Iterable[Mapping[str, Sequence[Row]]]) -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = {}
    for document in rows:
        for name, found in document.items():
            tables.setdefault(name, []).extend(found)
    return tables


def tables(part: Part, raw: str | Path, store: str) -> dict[str, pl.DataFrame]:
    """Return the tables of a part that have rows; read again where the store has lost them since."""
    blobs = Blobs(store)
    content = part.content if part.content is not None else blobs.get(TABLES, part.chunk.key)
    if content is None:
        part = read(part.chunk, raw, store)
        content = part.content if part.content is not None else blobs.get(TABLES, part.chunk.key)
    if content is None:
        raise RuntimeError(f"the tables of {part.chunk.sources[0].path} and others are lost as soon as they are made")
    return frames_of_bytes(content)

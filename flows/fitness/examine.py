"""What files would give as sources, and what stands against each; nothing is written."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows.engines import extract, frames_of
from flows.extract.claims import Extraction
from flows.fitness.agreement import compared, released_claims
from flows.fitness.ambiguous import ambiguous_names
from flows.fitness.candidates import Candidate, candidates
from flows.fitness.corpus import Known, known_sources
from flows.fitness.findings import Checked, Findings, Fitness, Miss
from flows.fitness.likeness import Likeness, likenesses
from flows.fitness.origin import origin_of
from flows.fitness.sentences import sentences_of
from flows.fitness.tongue import tongue_of
from flows.fitness.unknown import unknown_names
from flows.fitness.weighing import reasons_of, unreadable
from flows.ingest.document import Document
from flows.ingest.problems import Problem, printable
from flows.pipeline import assemble
from flows.release.address import is_address
from flows.release.errors import ReleaseError
from flows.release.folder import release_at_hand
from flows.release.store import LATEST
from flows.release.tables import read_parquet
from schemas.codebook.vocabulary import load_tables

log = logging.getLogger("attache")

Progress = Callable[[str, int, int], None]  # what is being done, how much of it is, and of how much


@dataclass(frozen=True, slots=True)
class _Released:
    """The current release: its records, and the documents of it by the digest of their bytes."""

    version: str
    claims: Mapping[str, pl.DataFrame]
    documents: Mapping[str, frozenset[str]]


def examine(
    paths: Iterable[Path],
    raw: str | Path = "raw",
    outputs: str | Path = "outputs",
    progress: Progress = lambda *_: None,
) -> Checked:
    """Return what the files, and all files of the folders, would give as sources beside those in ``raw``.

    ``outputs`` is where releases stand; the latest is what records are compared with. A file that cannot be read is
    unfit, and stops no other. Without sources or a release there is nothing to compare with, which is remarked; raises
    IngestError where there are sources that cannot be listed.
    """
    asked = list(candidates(paths))
    remarks: list[str] = []
    with _latest(outputs, remarks) as release:
        likes = _likenesses(asked, raw, release, remarks, progress)
        released = _released(release, remarks) if release is not None else None
    found: list[Fitness] = []
    for done, candidate in enumerate(asked):
        progress("reading the files", done, len(asked))
        found.append(_fitness(candidate, likes.get(done, ()), released))
    progress("reading the files", len(asked), len(asked))
    return Checked(tuple(found), tuple(remarks))


def _likenesses(
    asked: Sequence[Candidate], raw: str | Path, release: Path | None, remarks: list[str], progress: Progress
) -> dict[int, Sequence[Likeness]]:
    """Return what each candidate, by its place, is like."""
    read = [(place, one.path, one.document) for place, one in enumerate(asked) if one.document is not None]
    texts = [Known(str(path), document.sha256, document.text) for _, path, document in read]
    others = known_sources(
        raw,
        release,
        left_out=frozenset(_inside(path, raw) for _, path, _ in read),
        progress=lambda done, total: progress("looking for the same texts", done, total),
    )
    if not is_address(raw) and not os.path.lexists(raw):
        remarks.append(f"not looked for among the sources: there is no {raw} yet")
        found = likenesses(texts, ())
    else:
        found = likenesses(texts, _below(others, raw)) if texts else []
    return {place: likes for (place, _, _), likes in zip(read, found, strict=True)}


def _below(others: Iterable[Known], raw: str | Path) -> Iterator[Known]:
    """Yield the sources by the paths that a person can open, as the candidates are named."""
    for other in others:
        yield Known(f"{raw}/{other.path}", other.sha256, other.text)


def _inside(path: Path, raw: str | Path) -> str:
    """Return the path of a file below raw/, where it stands there already; else one that no source has."""
    return os.path.relpath(os.path.realpath(path), os.path.realpath(raw)).replace(os.sep, "/")


@contextmanager
def _latest(outputs: str | Path, remarks: list[str]) -> Iterator[Path | None]:
    """Give the folder of the latest release, of one at an address a copy; None where there is none."""
    with ExitStack() as stack:
        release: Path | None = None
        try:
            release = stack.enter_context(release_at_hand(f"{outputs}/{LATEST}"))
        except ReleaseError as error:
            remarks.append(f"not compared with a release: {error}")
        if release is not None and not release.is_dir():
            remarks.append(f"not compared with a release: there is none in {outputs}")
            release = None
        yield release.resolve() if release is not None else None


def _released(release: Path, remarks: list[str]) -> _Released | None:
    try:
        claims = released_claims(release)
        documents = read_parquet(load_tables()["documents"], release).select("doc_id", "sha256")
    except (OSError, ValueError, pl.exceptions.PolarsError) as error:
        remarks.append(f"not compared with release {release.name}: it cannot be read ({error})")
        return None
    by_digest: dict[str, set[str]] = {}
    for doc_id, digest in documents.iter_rows():
        by_digest.setdefault(digest, set()).add(doc_id)
    return _Released(release.name, claims, {digest: frozenset(ids) for digest, ids in by_digest.items()})


def _fitness(candidate: Candidate, likes: Sequence[Likeness], released: _Released | None) -> Fitness:
    if candidate.document is None:
        return Fitness(candidate.path, candidate.name, unreadable(candidate.problem))
    extracted = extract((candidate.document,), candidate.path.parent)
    if extracted.failures:
        return Fitness(candidate.path, candidate.name, unreadable(extracted.failures[0]))
    try:
        findings = _findings(candidate, candidate.document, extracted.extractions[0], likes, released)
    except Exception as error:  # whatever it is that nobody foresaw in one file, the others are looked at
        log.error("%s: %s: %s", printable(candidate.name), type(error).__name__, printable(str(error)))
        log.debug("%s", printable(candidate.name), exc_info=True)
        what, way_out = "what it would give could not be looked at", "report it, with the file and the log"
        problem = Problem(str(candidate.path), "extracted", what, way_out)
        return Fitness(candidate.path, candidate.name, unreadable(problem))
    return Fitness(candidate.path, candidate.name, reasons_of(findings), findings)


def _findings(
    candidate: Candidate,
    document: Document,
    extraction: Extraction,
    likes: Sequence[Likeness],
    released: _Released | None,
) -> Findings:
    frames = assemble([frames_of((extraction,))]).frames
    sentences = list(sentences_of(extraction))
    return Findings(
        document=document,
        left_out=tuple(problem.what for problem in candidate.left_out),
        origin=origin_of(document.metadata, candidate.declared),
        tongue=tongue_of(document.text),
        likenesses=tuple(likes),
        frames=frames,
        told=sum(outcome.outcome == "claim" for outcome in extraction.sentences),
        misses=tuple(
            Miss(
                outcome.index,
                outcome.start,
                document.text[outcome.start : outcome.end],
                outcome.actors,
                outcome.triggers,
            )
            for outcome in extraction.sentences
            if outcome.outcome == "no_claim" and outcome.actors and outcome.triggers
        ),
        unknown=unknown_names(sentences),
        ambiguous=ambiguous_names(document.text, sentences),
        comparisons=compared(frames, released.claims, released.documents.get(document.sha256, frozenset()))
        if released
        else (),
        version=released.version if released else None,
    )

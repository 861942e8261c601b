"""Texts read without a release: the records of files, the clauses of sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from flows.engines import extract, frames_of
from flows.extract.claims import Extraction
from flows.ingest.document import Document
from flows.ingest.problems import IngestError, Problem
from flows.ingest.read import read_file
from flows.language.clauses import text_form
from flows.language.parse import Parser
from flows.language.sentences import split_sentences
from flows.pipeline import assemble
from schemas.codebook.kinds import CLAIM_TABLES


@dataclass(frozen=True, slots=True)
class Reading:
    """What some files give: their documents, the tables of all of them, and the files that gave nothing."""

    documents: tuple[Document, ...]
    frames: Mapping[str, pl.DataFrame]
    problems: tuple[Problem, ...]

    @property
    def records(self) -> int:
        """How many records the four tables hold."""
        return sum(self.frames[table].height for table in CLAIM_TABLES)


def read_files(paths: Sequence[Path], progress: Callable[[int, int], None] | None = None) -> Reading:
    """Return what the files give, in their order; one that cannot be read does not stop the others.

    ``progress`` is told after each document how many characters are read, and of how many.
    """
    documents: dict[str, Document] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            for one in read_file(path):
                if isinstance(one, Problem):
                    problems.append(one)
                elif one.doc_id in documents:
                    way_out = "give the two one at a time"
                    problems.append(Problem(path, "unique", "has the name of an earlier file", way_out))
                else:
                    documents[one.doc_id] = one
        except IngestError as error:
            problems.append(error.problem)
    extractions: list[Extraction] = []
    done, total = 0, sum(len(document.text) for document in documents.values())
    for document in documents.values():
        # Failures name a document's path below its folder; here each file was given by itself.
        extracted = extract((document,), "")
        extractions += extracted.extractions
        problems += extracted.failures
        done += len(document.text)
        if progress is not None:
            progress(done, total)
    read = tuple(extraction.document for extraction in extractions)
    return Reading(read, assemble([frames_of(extractions)]).frames, tuple(problems))


def clauses_of(text: str) -> Iterator[tuple[str, str]]:
    """Yield each sentence of a text with its clauses in the form that people read."""
    sentences = [span for span in split_sentences(text) if span.parsable]
    words = [text[sentence.start : sentence.end] for sentence in sentences]
    trees = Parser.load().parse((word, sentence.start) for word, sentence in zip(words, sentences, strict=True))
    for word, tree in zip(words, trees, strict=True):
        yield word, text_form(tree)

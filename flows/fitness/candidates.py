"""The files that a person asks about: what each holds, or why it holds nothing that can be read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from flows.ingest.document import Document, Metadata
from flows.ingest.folder import LocalFolder
from flows.ingest.metadata import parse_metadata
from flows.ingest.problems import IngestError, Problem, os_problem
from flows.ingest.read import metadata_name, read_source
from flows.ingest.source_file import name_problem

DESCRIPTION = ".toml"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file, or a page of a web archive: its document, or the problem why there is none.

    ``declared`` is what the `.toml` beside it says, which prevails over what the file itself says; ``left_out`` says
    what the file holds beside its text.
    """

    path: Path
    document: Document | None = None
    declared: Metadata = field(default_factory=Metadata)
    left_out: tuple[Problem, ...] = ()
    problem: Problem | None = None

    @property
    def name(self) -> str:
        """What people call it: its path, and for a page of an archive its number there."""
        part = self.document.part if self.document is not None else None
        return str(self.path) if part is None else f"{self.path}, page {part}"


def candidates(paths: Iterable[Path]) -> Iterator[Candidate]:
    """Yield what the files hold, and those at any depth of the folders, each file once; none stops the others."""
    seen: set[str] = set()
    for path in paths:
        for file, problem in _files(path):
            place = os.path.realpath(file)
            if place in seen:
                continue
            seen.add(place)
            if problem is not None:
                yield Candidate(file, problem=problem)
            else:
                yield from _held(file)


def _files(path: Path) -> Iterator[tuple[Path, Problem | None]]:
    try:
        if not stat.S_ISDIR(path.stat().st_mode):
            yield path, name_problem(path.name, str(path))
            return
    except OSError as error:
        yield path, os_problem(path, error)
        return
    try:
        files = list(LocalFolder(path).files())
    except IngestError as error:
        yield path, error.problem
        return
    described = {metadata_name(file.path) for file in files if not file.path.endswith(DESCRIPTION)}
    for file in files:
        if file.problem is not None or not file.path.endswith(DESCRIPTION):
            yield path / file.path, file.problem
        elif file.path not in described:
            place = path / file.path
            yield place, Problem(str(place), "described", "describes no document", "remove it or add the document")


def _held(path: Path) -> Iterator[Candidate]:
    """Yield what a file holds; of an archive that is damaged further on, the pages before are there all the same."""
    folder, beside = LocalFolder(path.parent), metadata_name(path.name)
    declared = Metadata()
    documents: list[Document] = []
    problems: list[Problem] = []
    try:
        if folder.has(beside):
            declared = parse_metadata(folder.read_metadata(beside), folder.place(beside))
        for one in read_source(folder, path.name, described=folder.has(beside)):
            if isinstance(one, Document):
                documents.append(one)
            else:
                problems.append(one)
    except IngestError as error:
        problems.append(error.problem)
    left_out = tuple(problem for problem in problems if problem.check == "left_out")
    yield from (Candidate(path, document, declared, left_out) for document in documents)
    yield from (Candidate(path, problem=problem) for problem in problems if problem not in left_out)

"""All sources of a folder in one pass that keeps no text, and the texts of some of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from flows.ingest.document import Document, Metadata
from flows.ingest.folder import SourceFolder, open_folder
from flows.ingest.formats import reader_of
from flows.ingest.problems import Check, IngestError, Problem, UnreachableError
from flows.ingest.read import Opened, metadata_name, open_source, page_id, prevailing, read_source, source_key
from flows.ingest.remembered import Made, Memory, made_of
from flows.ingest.source_file import SourceFile
from flows.ingest.stamps import Stamps, Taken

_STEP = 256  # files between two calls of `progress`
_NAMED = 100  # documents without metadata that are named one by one
_NOTHING = Metadata()


@dataclass(frozen=True, slots=True)
class Source:
    """A document as a survey keeps it: all that tells it from others, without its text.

    ``sha256`` is the digest of the file's bytes, ``characters`` the text's length, ``part`` the number of a page within
    its archive. ``key`` is a digest over all that makes the document: the bytes, the path and part, the metadata, and
    the reader with its version.
    """

    doc_id: str
    path: str
    part: int | None
    sha256: str
    characters: int
    key: str


@dataclass(frozen=True, slots=True)
class Survey:
    """A folder of sources: its documents in the order of their paths, and what is wrong with it.

    ``rejects`` are the files and pages that became no document; ``warnings`` concern those that did.
    """

    sources: tuple[Source, ...]
    rejects: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def survey(raw: str | Path, progress: Callable[[int, int], None] | None = None, memory: Memory | None = None) -> Survey:
    """Return all that a folder of sources holds, each file as one or more sources or as a reject with its reason.

    Names that start with a dot are no sources. A document whose text an earlier one (by path) holds already is a
    reject. ``progress`` is called now and then with how many files are done, and of how many. With ``memory``, a file
    is read only if it is new or may have changed (`flows.ingest.stamps`), and what its reader makes of bytes that were
    there before is not made again. Only a folder that cannot be listed or reached raises IngestError.
    """
    folder = open_folder(raw)
    files = list(folder.files())
    stamps = Stamps(raw, memory)
    found = _Found(folder, {file.path: file for file in files}, memory, stamps)
    folder.expect(list(found.to_read(files)))
    for done, file in enumerate(files):
        if progress is not None and done % _STEP == 0:
            progress(done, len(files))
        if file.problem is not None:
            found.rejects.append(file.problem)
        elif file.path.lower().endswith(".toml"):
            found.take_metadata(file.path)
        else:
            found.take(file)
    if progress is not None:
        progress(len(files), len(files))
    found.finish(raw)
    stamps.close()
    return Survey(tuple(found.sources.values()), tuple(found.rejects), tuple(found.warnings))


def documents(raw: str | Path, sources: Iterable[Source]) -> tuple[tuple[Document, ...], tuple[Problem, ...]]:
    """Return the documents of some sources in their order, read again, and those that are no longer what they were."""
    folder = open_folder(raw)
    read: list[Document] = []
    problems: list[Problem] = []
    sources = list(sources)
    paths = dict.fromkeys(source.path for source in sources)
    folder.expect(name for path in paths for name in (metadata_name(path), path))
    for path, group in groupby(sources, key=lambda source: source.path):
        wanted = list(group)
        held: dict[int | None, Document] = {}
        try:
            described = folder.has(metadata_name(path))
            parts = {source.part for source in wanted if source.part is not None} or None
            for one in read_source(folder, path, described=described, parts=parts):
                if isinstance(one, Document):
                    held[one.part] = one
        except UnreachableError:
            raise
        except IngestError:
            pass  # it could be read before, so that it has changed
        for source in wanted:
            document = held.get(source.part)
            if document is not None and _key_of(document) == source.key:
                read.append(document)
            else:
                what = "changed while it was being read"
                problems.append(Problem(folder.place(path), "unchanged", what, "run again"))
    return tuple(read), tuple(problems)


class _Found:
    """What a survey has found so far, with the names and texts that a later file must not have again."""

    def __init__(
        self, folder: SourceFolder, files: Mapping[str, SourceFile], memory: Memory | None, stamps: Stamps
    ) -> None:
        self._folder = folder
        self._memory = memory
        self._stamps = stamps
        self._files = files
        self._described = {metadata_name(name) for name in files if reader_of(name)}
        self._known: dict[str, list[Taken]] = {}
        self._by_text: dict[str, str] = {}
        self._undescribed = 0
        self.sources: dict[str, Source] = {}
        self.rejects: list[Problem] = []
        self.warnings: list[Problem] = []

    def to_read(self, files: Iterable[SourceFile]) -> Iterator[str]:
        """Yield the files that will be read, each document's followed by its metadata."""
        for file in files:
            if file.problem is not None or not reader_of(file.path):
                continue
            described_by = self._files.get(metadata_name(file.path))
            known = self._stamps.of(file, described_by)
            if known is not None:
                self._known[file.path] = known
                continue
            yield file.path
            if described_by is not None:
                yield described_by.path

    def take_metadata(self, path: str) -> None:
        if not path.endswith(".toml"):
            self._reject(path, "described", "is not read: its suffix is in capitals", "write .toml")
        elif path not in self._described:
            self._reject(path, "described", "describes no document", "remove it or add the document")

    def take(self, file: SourceFile) -> None:
        known = self._known.pop(file.path, None)
        for one in self._read(file) if known is None else known:
            self._take_text(file.path, one)

    def _read(self, file: SourceFile) -> list[Taken]:
        """Return the texts of a file, kept for the next survey where nothing is wrong with it."""
        described_by = self._files.get(metadata_name(file.path))
        try:
            opened = open_source(self._folder, file.path, described=described_by is not None)
        except UnreachableError:
            raise
        except IngestError as error:
            self.rejects.append(error.problem)
            return []
        taken: list[Taken] = []
        problems: list[Problem] = []
        for one in made_of(opened, self._memory):
            if isinstance(one, Made):
                taken.append(_taken(opened, one, described=described_by is not None))
            else:
                problems.append(one)
                (self.warnings if one.check == "left_out" else self.rejects).append(one)
        if not problems:
            self._stamps.keep(file, described_by, taken)
        return taken

    def _take_text(self, path: str, taken: Taken) -> None:
        page = "" if taken.part is None else f"page {taken.part}"
        doc_id = page_id(path, taken.part)
        first = self._by_text.get(taken.text_sha256)
        same_name = self.sources.get(doc_id)
        if first is not None:
            what = f"is a duplicate of {first} (the same text)"
            self._reject(path, "unique", f"{page} {what}".lstrip(), "remove one of the two")
        elif same_name is not None:
            what = f"has the name of {same_name.path} but for its suffix"
            self._reject(path, "unique", what, "rename one of the two")
        else:
            self._by_text[taken.text_sha256] = f"{path}, {page}" if page else path
            self.sources[doc_id] = Source(doc_id, path, taken.part, taken.sha256, taken.characters, taken.key)
            if taken.bare:
                self._take_undescribed(path)

    def _take_undescribed(self, path: str) -> None:
        self._undescribed += 1
        if self._undescribed <= _NAMED:
            way_out = f"write {metadata_name(path.rpartition('/')[2])} beside it"
            what = "nothing is known of it but its text"
            self.warnings.append(Problem(self._folder.place(path), "described", what, way_out))

    def finish(self, raw: str | Path) -> None:
        """Count what was not named one by one."""
        if self._undescribed > _NAMED:
            what = f"nothing is known of {self._undescribed - _NAMED:,} more documents but their text"
            self.warnings.append(Problem(raw, "described", what, "write a .toml beside each"))

    def _reject(self, path: str, check: Check, what: str, way_out: str) -> None:
        self.rejects.append(Problem(self._folder.place(path), check, what, way_out))


def _taken(opened: Opened, made: Made, *, described: bool) -> Taken:
    metadata = prevailing(opened.told, made.found)
    key = source_key(opened.path, made.part, opened.sha256, opened.reader, metadata)
    bare = metadata == _NOTHING and not described
    return Taken(made.part, opened.sha256, made.sha256, made.characters, key, bare)


def _key_of(document: Document) -> str:
    return source_key(document.path, document.part, document.sha256, document.reader, document.metadata)

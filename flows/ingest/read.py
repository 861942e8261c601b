"""Source files to documents: what can be read, what cannot, and why."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from flows.ingest.document import Document, Metadata
from flows.ingest.encoding import decode
from flows.ingest.metadata import parse_metadata
from flows.ingest.problems import IngestError, Problem, os_problem

READABLE = (".txt",)
# What cannot stand in an identifier of the data: characters that are none, backslashes, white space at an end.
BAD_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\\]|(?:^|/)\s|\s(?:$|/|\.[^./]*$)")


@dataclass(frozen=True, slots=True)
class Ingested:
    """A folder of sources as read: its documents in the order of their paths, and what is wrong with it.

    ``rejects`` are the files that became no document; ``warnings`` concern files that did.
    """

    documents: tuple[Document, ...]
    rejects: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def read_folder(raw: Path) -> Ingested:
    """Return all that a folder of sources holds, each file as a document or as a reject with its reason.

    Names that start with a dot are no sources. A file whose text an earlier one (by path) holds already is a reject.
    Only a folder that cannot be listed at all raises IngestError.
    """
    documents: dict[str, Document] = {}
    by_text: dict[str, str] = {}
    rejects: list[Problem] = []
    warnings: list[Problem] = []
    for path, relative, fault in _files(raw):
        if fault is not None:
            rejects.append(fault)
            continue
        if path.suffix.lower() == ".toml":
            if not any(path.with_suffix(suffix).exists() for suffix in (*READABLE, *map(str.upper, READABLE))):
                rejects.append(
                    Problem(path, "described", "describes no document", "remove it or add the document's .txt")
                )
            continue
        try:
            document = replace(read_document(path), path=relative, doc_id=document_id(relative))
        except IngestError as error:
            rejects.append(error.problem)
            continue
        digest = hashlib.sha256(document.text.encode()).hexdigest()
        first = by_text.get(digest)
        if first is not None:
            rejects.append(
                Problem(path, "unique", f"is a duplicate of {first} (the same text)", "remove one of the two")
            )
        elif document.doc_id in documents:
            other = documents[document.doc_id].path
            rejects.append(
                Problem(path, "unique", f"has the name of {other} but for its suffix", "rename one of the two")
            )
        else:
            documents[document.doc_id] = document
            by_text[digest] = relative
            if not metadata_path(path).exists():
                way_out = f"write {metadata_path(path).name} beside it"
                warnings.append(Problem(path, "described", "nothing is known of it but its text", way_out))
    return Ingested(tuple(documents.values()), tuple(rejects), tuple(warnings))


def require_folder(raw: Path) -> None:
    """Raise IngestError unless the folder of sources is there and can be listed."""
    try:
        os.listdir(raw)
    except OSError as error:
        raise IngestError(os_problem(raw, error)) from error


def read_document(path: Path) -> Document:
    """Return the document that a file holds, with the metadata of the `.toml` beside it where there is one.

    ``path`` and ``doc_id`` are those of a file directly in raw/. Raises IngestError, naming the file and the way out.
    """
    fault = _name_fault(path, path.parent)
    if fault is not None:
        raise IngestError(fault)
    if path.suffix.lower() not in READABLE:
        kind = f"{path.suffix} files" if path.suffix else "files without a suffix"
        raise IngestError(Problem(path, "reader", f"there is no reader for {kind}", "save its text as .txt"))
    content = _read_bytes(path)
    if not content:
        raise IngestError(Problem(path, "not_empty", "is empty", "remove it or fetch it again"))
    decoded = decode(content)
    if decoded is None:
        way_out = "save it as UTF-8 (iconv -f ENCODING -t UTF-8)"
        line = content.count(b"\n", 0, _first_fault(content)) + 1
        raise IngestError(
            Problem(path, "encoding", "is not UTF-8, and its encoding cannot be told from its bytes", way_out, line)
        )
    text, encoding = decoded
    nul = text.find("\x00")
    if nul >= 0:
        line = text.count("\n", 0, nul) + 1
        raise IngestError(
            Problem(path, "text", "holds a NUL character: binary or damaged", "fetch it again as text", line)
        )
    if not text.strip():
        raise IngestError(Problem(path, "not_empty", "holds white space only", "remove it or fetch it again"))
    return Document(
        doc_id=document_id(path.name),
        path=path.name,
        sha256=hashlib.sha256(content).hexdigest(),
        encoding=encoding,
        size=len(content),
        text=text,
        metadata=_read_metadata(metadata_path(path)),
    )


def document_id(relative: str) -> str:
    """Return a document's id: its path below raw/ without the suffix, so that folders keep equal names apart."""
    return relative.rpartition(".")[0] or relative


def metadata_path(path: Path) -> Path:
    """Return where the metadata of a source file stands: beside it, with the suffix `.toml`."""
    return path.with_suffix(".toml")


def _first_fault(content: bytes) -> int:
    """Return where bytes stop being UTF-8."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return len(content)


def _read_metadata(path: Path) -> Metadata:
    if path.is_symlink():
        raise IngestError(Problem(path, "link", "is a link", "copy the file itself there"))
    return parse_metadata(_read_bytes(path), path) if path.exists() else Metadata()


def _read_bytes(path: Path) -> bytes:
    try:
        # Opening a pipe or a device would wait or never end.
        if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
            raise IngestError(Problem(path, "regular_file", "is a pipe, socket or device", "give a file"))
        return path.read_bytes()
    except OSError as error:
        raise IngestError(os_problem(path, error)) from error


def _files(raw: Path) -> Iterator[tuple[Path, str, Problem | None]]:
    """Yield every file below a folder with its path there, in one order everywhere, or with why it cannot be read."""
    try:
        inside = raw.resolve(strict=True)
        entries = list(_walk(raw))
    except OSError as error:
        raise IngestError(os_problem(raw, error)) from error
    for path, fault in sorted(entries, key=lambda entry: os.fsencode(entry[0].relative_to(raw).as_posix())):
        yield path, path.relative_to(raw).as_posix(), fault or _name_fault(path, raw) or _link_fault(path, inside)


def _walk(folder: Path) -> Iterator[tuple[Path, Problem | None]]:
    with os.scandir(folder) as listing:
        entries = [entry for entry in listing if not entry.name.startswith(".")]
    for entry in entries:
        path = folder / entry.name
        if not entry.is_dir(follow_symlinks=False):
            yield path, None
            continue
        try:
            yield from list(_walk(path))
        except OSError as error:
            yield path, os_problem(path, error)


def _name_fault(path: Path, raw: Path) -> Problem | None:
    """Return what is wrong with a file's path below raw/: it stands in the data and on terminals."""
    if BAD_NAME.search(path.relative_to(raw).as_posix()):
        what = "has a name that is not UTF-8 or has a control character, a backslash, or white space at an end"
        return Problem(path, "name", what, "rename it")
    return None


def _link_fault(path: Path, inside: Path) -> Problem | None:
    """Return what is wrong with a link: it may only lead to a file of the same folder of sources."""
    if not path.is_symlink():
        return None
    try:
        target = path.resolve(strict=True)
    except (OSError, RuntimeError):
        return Problem(path, "link", "is a link to nothing", "remove it or mend it")
    if not target.is_relative_to(inside):
        return Problem(path, "link", f"is a link that leads out of {inside.name}/", "copy the file itself there")
    if target.is_dir():
        return Problem(path, "link", "is a link to a folder", "put the folder itself there")
    return None

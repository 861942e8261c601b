"""A file that is fit becomes a source: copied to raw/ beside a `.toml`, never over what is there."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from flows.fitness.findings import Fitness
from flows.fitness.origin import NEEDED, WANTED, WHAT_TO_WRITE, Origin
from flows.ingest.document import Metadata
from flows.ingest.folder import LocalFolder
from flows.ingest.formats import stem_of
from flows.ingest.new_file import remove_stale, write_new
from flows.ingest.problems import IngestError, Problem, os_problem
from flows.ingest.read import metadata_name
from flows.ingest.source_file import name_problem
from flows.sources.landing import toml

_OF_ALL_PAGES = ("kind", "language", "publisher", "licence")


def add(file: Fitness, raw: Path, into: str = "") -> Path:
    """Return where a file that is not unfit now stands below ``raw``, in the folder ``into`` there.

    The `.toml` beside the file comes along as it is; where there is none, a draft says what was found in the file, and
    which keys are left to fill in. Nothing is written over: raises IngestError where raw/ holds a file of that name, or
    one of that name but for its suffix, and where it cannot be written. Cut short, it leaves at most the `.toml`, which
    the next attempt finds to be the same.
    """
    folder = _folder(raw, into, file.path)
    source, name = LocalFolder(file.path.parent), file.path.name
    beside = metadata_name(name)
    try:
        content = source.read(name)
        described = source.read_metadata(beside) if source.has(beside) else draft(file).encode()
        folder.mkdir(parents=True, exist_ok=True)
        remove_stale(folder)
        _require_free(folder, name, described)
        write_new(folder / beside, described)
        write_new(folder / name, content)
    except FileExistsError as error:
        raise IngestError(_taken(file.path, Path(error.filename2 or error.filename))) from error
    except OSError as error:
        raise IngestError(os_problem(str(error.filename or folder), error)) from error
    return folder / file.path.name


def draft(file: Fitness) -> str:
    """Return the text of a `.toml` for a file without one: what it says itself, and in comments what is missing.

    What a page of an archive says holds for that page alone: the `.toml` of an archive is left to fill in.
    """
    origin: Sequence[Origin] = file.findings.origin if file.findings else ()
    if file.findings and file.findings.document.part is not None:
        origin = [Origin(one.key, None, "missing") for one in origin if one.key in _OF_ALL_PAGES]
    known = {one.key: one.value for one in origin if one.value is not None}
    missing = [one.key for one in origin if one.value is None and one.key in (*NEEDED, *WANTED)]
    lines = ["# Drafted by attache check from what the file says of itself: see that it is so.\n"] if known else []
    lines.append(toml(_metadata(known)))
    if missing:
        lines.append("# Not found in the file. Fill in what can be known, leave out the rest, and never guess:\n")
    lines += [f"# {key} = {WHAT_TO_WRITE[key]}\n" for key in missing]
    return "".join(lines)


def _metadata(known: dict[str, str | date]) -> Metadata:
    return Metadata(**known)  # type: ignore[arg-type]  # each value is from the field of that name


def _folder(raw: Path, into: str, path: Path) -> Path:
    """Return the folder to add to, which must lie in raw/."""
    folder = raw / into
    inside = Path(os.path.realpath(folder)).is_relative_to(os.path.realpath(raw))
    if not inside or name_problem(into, str(folder)) is not None:
        what = f"cannot go to {folder}, which is no folder below {raw}"
        raise IngestError(Problem(str(path), "name", what, "give --into a folder by its path there, such as news/2024"))
    if any(part.startswith(".") for part in Path(into).parts):
        what = f"cannot go to {folder}: folders that start with a dot hold no sources"
        raise IngestError(Problem(str(path), "name", what, "give --into another folder"))
    return folder


def _require_free(folder: Path, name: str, described: bytes) -> None:
    """Raise FileExistsError where a file has the name but for its suffix, or a `.toml` says something else."""
    for entry in sorted(folder.iterdir()):
        if entry.name.startswith(".") or stem_of(entry.name) != stem_of(name):
            continue
        if entry.name != metadata_name(name) or entry.is_symlink() or entry.read_bytes() != described:
            raise FileExistsError(None, None, str(entry))


def _taken(path: Path, there: Path) -> Problem:
    return Problem(str(path), "unique", f"is not added: {there} is there already", "rename the file, or give --into")

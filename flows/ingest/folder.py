"""A folder of sources: what stands in it, in one order everywhere, and the bytes of each file."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote

from flows.ingest.problems import IngestError, Problem, os_problem
from flows.ingest.source_file import LARGEST, SourceFile, name_problem, too_large

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?:::|://)")
_LOCAL = "file://"


class SourceFolder(Protocol):
    """A folder of sources, on this machine or elsewhere."""

    def files(self) -> Iterator[SourceFile]:
        """Yield the files at any depth in the order of their paths' bytes; names that start with a dot are none.

        Raises IngestError where the folder cannot be listed at all.
        """
        ...

    def expect(self, paths: Iterable[str]) -> None:
        """Take note of the files that will be read next, in that order."""
        ...

    def read(self, path: str) -> bytes:
        """Return the bytes of a file by its path in the folder; raise IngestError where it cannot be read."""
        ...

    def read_metadata(self, path: str) -> bytes:
        """Return the bytes of a `.toml`, which must stand there itself; raise IngestError where it cannot be read."""
        ...

    def has(self, path: str) -> bool:
        """Return whether there is a file of that path in the folder."""
        ...

    def place(self, path: str) -> str:
        """Return what a file is called in what people read."""
        ...


def open_folder(raw: str | Path) -> SourceFolder:
    """Return the folder of sources at a path or an address of fsspec (`s3://bucket/raw`).

    Raises IngestError where the address is of an unknown kind. What a path leads to is looked at when it is listed.
    """
    given = str(raw)
    if given.lower().startswith(_LOCAL):
        return LocalFolder(Path(unquote(given[len(_LOCAL) :])))
    if _ADDRESS.match(given):
        from flows.ingest.remote import RemoteFolder

        return RemoteFolder(given)
    return LocalFolder(Path(raw))


def require_folder(raw: str | Path) -> None:
    """Raise IngestError unless the folder of sources is there and can be listed."""
    next(open_folder(raw).files(), None)


class LocalFolder:
    """A folder of this machine's file system."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._base = "" if root == Path() else str(root)  # joined as text, which costs far less than as paths

    def files(self) -> Iterator[SourceFile]:
        """Yield the files in order, those that must not be read with their problem."""
        try:
            inside = self._root.resolve(strict=True)
            found = list(self._walk(""))
        except OSError as error:
            raise IngestError(os_problem(self._root, error)) from error
        for path, about, problem in sorted(found, key=lambda file: os.fsencode(file[0])):
            place = self.place(path)
            link = about is not None and stat.S_ISLNK(about.st_mode)
            fault = problem or name_problem(path, place) or (_link_problem(place, inside) if link else None)
            if about is None or link:  # what a link leads to may change without it
                yield SourceFile(path, 0 if about is None else about.st_size, fault)
            else:
                stamp = f"{about.st_size} {about.st_mtime_ns} {about.st_ctime_ns} {about.st_ino}"
                yield SourceFile(path, about.st_size, fault, stamp, max(about.st_mtime_ns, about.st_ctime_ns))

    def expect(self, paths: Iterable[str]) -> None:
        """Do nothing: a file of this machine is read when it is wanted."""

    def read(self, path: str) -> bytes:
        """Return the bytes of a file of the folder."""
        return _read_bytes(self.place(path))

    def read_metadata(self, path: str) -> bytes:
        """Return the bytes of a `.toml` of the folder, but not of one that it links to."""
        place = self.place(path)
        if os.path.islink(place):
            raise IngestError(Problem(place, "link", "is a link", "copy the file itself there"))
        return _read_bytes(place)

    def has(self, path: str) -> bool:
        """Return whether there is a file, or a link to whatever it is, of that path."""
        return os.path.lexists(self.place(path))

    def place(self, path: str) -> str:
        """Return the path of a file of the folder from where the program stands."""
        return os.path.join(self._base, path)

    def _walk(self, folder: str) -> Iterator[tuple[str, os.stat_result | None, Problem | None]]:
        """Yield each file's path, what the file system says of it, and what is wrong with it."""
        with os.scandir(self._root / folder) as listing:
            entries = [entry for entry in listing if not entry.name.startswith(".")]
        for entry in entries:
            path = folder + entry.name
            try:
                if entry.is_dir(follow_symlinks=False):
                    yield from list(self._walk(path + "/"))
                    continue
                about = entry.stat(follow_symlinks=False)
            except OSError as error:
                yield path, None, os_problem(self.place(path), error)
                continue
            fit = stat.S_ISLNK(about.st_mode) or stat.S_ISREG(about.st_mode)
            yield path, about, None if fit else _special(self.place(path))


def _read_bytes(path: str) -> bytes:
    try:
        # Opening a pipe or a device would wait or never end.
        about = os.stat(path)
        if not stat.S_ISREG(about.st_mode) and not stat.S_ISDIR(about.st_mode):
            raise IngestError(_special(path))
        if about.st_size > LARGEST:
            raise IngestError(too_large(path))
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise IngestError(os_problem(path, error)) from error


def _special(path: str) -> Problem:
    return Problem(path, "regular_file", "is a pipe, socket or device", "give a file")


def _link_problem(path: str, inside: Path) -> Problem | None:
    """Return what is wrong with a link: it may only lead to a file of the same folder of sources."""
    try:
        target = Path(path).resolve(strict=True)
    except (OSError, RuntimeError):
        return Problem(path, "link", "is a link to nothing", "remove it or mend it")
    if not target.is_relative_to(inside):
        return Problem(path, "link", f"is a link that leads out of {inside.name}/", "copy the file itself there")
    if target.is_dir():
        return Problem(path, "link", "is a link to a folder", "put the folder itself there")
    return None

"""A file layer that fails: at the n-th time that a process would change a file, it dies or is told that it cannot.

What counts are the calls of Python's file layer by which files come, change, move and go below one folder, and are
read: opening, each write that reaches the system, fsync, rename, link, making and removing, changes of mode, length and
times.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

Fault = Literal["death", "power cut", "full disk", "read-only", "bad block", "denied", "unreadable"]
FAULTS: tuple[Fault, ...] = ("death", "power cut", "full disk", "read-only", "bad block", "denied", "unreadable")
DIED = 70  # the exit code of a process that the layer ended

# What each call does to the disk; those that make it fuller are what a full disk refuses.
_FILLING = frozenset({"open", "write", "mkdir", "link", "symlink"})
_CALLS = ("chmod", "link", "mkdir", "rename", "replace", "rmdir", "symlink", "truncate", "unlink", "utime")
_FIRST_ONLY: dict[Fault, int] = {"bad block": errno.EIO, "denied": errno.EACCES, "unreadable": errno.EIO}
_FROM_THEN_ON: dict[Fault, int] = {"full disk": errno.ENOSPC, "read-only": errno.EROFS}


class Layer:
    """The layer between this process and its files, once it is in force; ``calls`` are the calls that it has counted.

    Without ``fault`` it only counts. Of a write that is the n-th call, half is written first. In place of a fault there
    may be something else to do at that call, once.
    """

    def __init__(self, root: Path, at: int = 0, fault: Fault | Callable[[], object] | None = None) -> None:
        self.calls: list[str] = []
        self._root = os.path.realpath(root) + os.sep
        self._at, self._fault = at, fault
        # By device and inode: a descriptor of a file that may not be on the disk yet, and how much of it is.
        self._unsynced: dict[tuple[int, int], tuple[int, int]] = {}

    def enforce(self) -> None:
        """Take the place of the system's calls in this process, until it ends."""
        layer, really_open, os_open, os_fsync, os_write = self, io.open, os.open, os.fsync, os.write

        class Raw(io.FileIO):
            """A file opened to write, each of whose writes is a point; those above it buffer and decode."""

            def __init__(self, file: Any, mode: str, closefd: bool, opener: Any) -> None:
                super().__init__(file, mode, closefd, opener)
                layer._begun(self.fileno(), "w" in mode)

            def write(self, data: Any) -> int:
                content = bytes(data)
                half = content[: len(content) // 2]
                layer._begun(self.fileno(), False)
                layer.point("write", _path_of(self.fileno()), lambda: super(Raw, self).write(half))
                return super().write(content)

        def opened(
            file: Any, mode: str = "r", buffering: int = -1, encoding: str | None = None, errors: str | None = None,
            newline: str | None = None, closefd: bool = True, opener: Any = None,
        ) -> Any:  # fmt: skip
            if not set(mode) & set("wax+"):
                if not isinstance(file, int):
                    layer.point("read", os.fsdecode(file))
                return really_open(file, mode, buffering, encoding, errors, newline, closefd, opener)
            if not isinstance(file, int):
                layer.point("open", os.fsdecode(file))
            raw = Raw(file, mode.replace("b", "").replace("t", ""), closefd, opener)
            if buffering == 0:
                return raw
            buffer = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
            return buffer if "b" in mode else io.TextIOWrapper(buffer, io.text_encoding(encoding), errors, newline)

        def os_opened(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
            if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                layer.point("open", _whole(path, dir_fd))
            return os_open(path, flags, mode, dir_fd=dir_fd)

        def fsynced(descriptor: Any) -> None:
            number = descriptor if isinstance(descriptor, int) else descriptor.fileno()
            layer.point("fsync", _path_of(number))
            os_fsync(number)
            layer._synced(number)

        def written(descriptor: int, data: Any) -> int:
            half = bytes(data)[: len(data) // 2]
            layer.point("write", _path_of(descriptor), lambda: os_write(descriptor, half))
            return os_write(descriptor, data)

        for module, name, call in (
            (io, "open", opened), (builtins, "open", opened),
            (os, "open", os_opened), (os, "fsync", fsynced), (os, "write", written),
            *((os, name, self._counted(name)) for name in (*_CALLS, "remove")),
        ):  # fmt: skip
            setattr(module, name, call)

    def point(self, call: str, path: str, halfway: Callable[[], object] = lambda: None) -> None:
        """Count a call, and fail where it is the one to fail at; ``halfway`` does half of it."""
        if not os.path.abspath(path).startswith(self._root):
            return
        self.calls.append(f"{call} {os.path.relpath(path, self._root)}")
        number, fault = len(self.calls), self._fault
        if fault is None or number < self._at:
            return
        if callable(fault):
            if number == self._at:
                fault()
        elif fault in _FROM_THEN_ON:
            if call in _FILLING or (fault == "read-only" and call != "read"):
                if number == self._at:
                    halfway()
                raise OSError(_FROM_THEN_ON[fault], os.strerror(_FROM_THEN_ON[fault]), path)
        elif number == self._at:
            halfway()
            if fault in _FIRST_ONLY:
                raise OSError(_FIRST_ONLY[fault], os.strerror(_FIRST_ONLY[fault]), path)
            if fault == "power cut":
                for descriptor, length in self._unsynced.values():
                    os.ftruncate(descriptor, length)
            os._exit(DIED)

    def _counted(self, name: str) -> Callable[..., Any]:
        really, call = getattr(os, name), "unlink" if name == "remove" else "rename" if name == "replace" else name

        def counted(path: Any, *given: Any, **named: Any) -> Any:
            # Of a link, what it leads to is no place of its own.
            place = path if call != "symlink" else given[0]
            shown = _path_of(place) if isinstance(place, int) else _whole(place, named.get("dir_fd"))
            self.point(call, shown)
            return really(path, *given, **named)

        return counted

    def _begun(self, descriptor: int, emptied: bool) -> None:
        about = os.fstat(descriptor)
        if (about.st_dev, about.st_ino) not in self._unsynced:
            length = 0 if emptied else about.st_size
            self._unsynced[about.st_dev, about.st_ino] = (os.dup(descriptor), length)

    def _synced(self, descriptor: int) -> None:
        about = os.fstat(descriptor)
        held = self._unsynced.pop((about.st_dev, about.st_ino), None)
        if held is not None:
            os.close(held[0])


def refused_by(fault: Fault, call: str) -> bool:
    """Return whether a fault that begins at a call shows at that call."""
    kind = call.partition(" ")[0]
    if fault == "unreadable" or kind == "read":
        return fault == "unreadable" and kind == "read"
    return fault != "full disk" or kind in _FILLING


def _path_of(descriptor: int) -> str:
    return os.readlink(f"/proc/self/fd/{descriptor}")


def _whole(path: Any, folder: int | None) -> str:
    name = os.fsdecode(path)
    return name if folder is None else os.path.join(_path_of(folder), name)

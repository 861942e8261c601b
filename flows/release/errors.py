"""What can go wrong with a release, told in one line with the file or address and the way out."""

from __future__ import annotations

import errno
from pathlib import Path

_WAYS_OUT = {
    errno.ENOSPC: "Free some space and publish again; the last release is untouched",
    errno.EDQUOT: "Free some of the quota and publish again; the last release is untouched",
    errno.EFBIG: "The file system or a limit of the session holds no file of that size",
    errno.EACCES: "Make the folder writable, or name another one with --outputs",
    errno.EPERM: "Make the folder writable, or name another one with --outputs",
    errno.EROFS: "The disk is mounted read-only: name another folder with --outputs",
    errno.ENOTDIR: "A file stands where a folder must be: move it away, or name another folder with --outputs",
    errno.EEXIST: "A file stands where a folder must be: move it away, or name another folder with --outputs",
}


class ReleaseError(Exception):
    """A release that could not be made or read; its text is one line: file, what is wrong, the way out."""

    def __init__(self, file: str | Path, message: str, way_out: str) -> None:
        super().__init__(f"{file}: {message}. {way_out}")
        self.file = file
        self.message = message
        self.way_out = way_out


def os_release_error(error: OSError, file: str | Path) -> ReleaseError:
    """Return the release error for an error of the operating system; ``file`` is named where the error names none."""
    named = error.filename if isinstance(error.filename, str) else file
    way_out = _WAYS_OUT.get(error.errno or 0, "See to the disk and publish again; the last release is untouched")
    return ReleaseError(named, error.strerror or str(error), way_out)


def unreadable(release: Path, error: OSError) -> ReleaseError:
    """Return the release error for an error of the operating system met while a release was read."""
    named = Path(error.filename) if isinstance(error.filename, str) else release
    way_out = "See that you may read it" if isinstance(error, PermissionError) else "See to the disk, and try again"
    return ReleaseError(named, f"cannot be read: {error.strerror or error}", way_out)

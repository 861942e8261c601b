"""A new file among those that people look after: there whole or not at all, and never in another one's place."""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
import time
from pathlib import Path

_PREFIX = ".adding-"
_STALE = 3600  # seconds after which what a writer left half done is nobody's any more
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK)


def write_new(file: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all; what another program put there meanwhile stays.

    Raises FileExistsError where that is not the same, and OSError where it cannot be written. What a run left half done
    that was killed is removed by the next one after an hour: until then, another one may be writing it.
    """
    remove_stale(file.parent)
    descriptor, name = tempfile.mkstemp(prefix=_PREFIX, dir=file.parent)
    try:
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        Path(name).chmod(0o644)
        try:
            os.link(name, file)  # a rename would replace what is there
        except FileExistsError:
            if file.is_symlink() or file.read_bytes() != content:
                raise
        except OSError as error:
            if error.errno not in _NO_LINKS or os.path.lexists(file):
                raise
            Path(name).rename(file)  # a file system without hard links
    finally:
        Path(name).unlink(missing_ok=True)


def remove_stale(folder: Path) -> None:
    """Remove what killed runs left half done in a folder, an hour ago or earlier."""
    for file in folder.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if file.stat().st_mtime + _STALE < time.time():
                file.unlink()

"""A release as a folder: where it is one, that one; where it is an archive of one, unpacked aside for the time being.

An archive comes from anywhere. Nothing of it is written but plain files into one new folder, under names that lead
nowhere else, and not more than an honest archive of its size holds.
"""

from __future__ import annotations

import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from flows.release.errors import ReleaseError, unreadable

_MOST_FILES = 1000
_DEPTH = 2  # the release's folder and a file in it
# A release's texts pack to a fifth; deflate's limit, which a bomb of zeros comes near, is a thousandth.
_MOST_GROWTH = 100
_ROOM = 1 << 20
_PIECE = 1 << 20
# RuntimeError is what zipfile says of an encrypted file; a damaged directory makes its parts raise the rest.
_DAMAGES = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error, EOFError, RuntimeError, LookupError,
    ValueError, AttributeError, OverflowError,
)  # fmt: skip


@contextmanager
def unpacked(release: Path) -> Iterator[Path]:
    """Give the folder of a release that is a folder, a .zip or a .tar.gz (.tgz, .tar) of one.

    Raise ReleaseError where it is none of them, cannot be read, is damaged, or holds what no release holds: a link, a
    folder within the folder, a name that leads out of it, a file twice, more than its size allows.
    """
    if not release.exists():
        raise ReleaseError(release, "is not there", "Name the folder of a release, or a .zip or .tar.gz of it")
    if release.is_dir():
        yield release
        return
    with TemporaryDirectory(prefix="attache-") as made:
        folder = Path(made) / "release"
        folder.mkdir()
        try:
            if zipfile.is_zipfile(release):
                _unzip(release, folder)
            elif tarfile.is_tarfile(release):
                _untar(release, folder)
            else:
                raise ReleaseError(
                    release,
                    "is neither a folder nor an archive",
                    "Name the folder of a release, or a .zip or .tar.gz of it",
                )
        except _DAMAGES as error:
            raise _damaged(release, error) from error
        except OSError as error:
            # What gzip finds wrong with its content is an OSError too, but none of the system's.
            if error.errno is None:
                raise _damaged(release, error) from error
            raise unreadable(release, error) from error
        yield folder


def _unzip(archive: Path, folder: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        room = _Room(archive)
        names = _Names(archive)
        for member in opened.infolist():
            mode = member.external_attr >> 16
            if member.is_dir():
                continue
            if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
                raise _refused(archive, f"{member.filename!r} in it is no plain file")
            name = names.take(member.filename)
            with opened.open(member) as source:
                room.copy(source, folder / name)


def _untar(archive: Path, folder: Path) -> None:
    with tarfile.open(archive) as opened:
        room = _Room(archive)
        names = _Names(archive)
        for member in opened:
            if member.isdir():
                continue
            source = opened.extractfile(member) if member.isreg() else None
            if source is None:
                raise _refused(archive, f"{member.name!r} in it is no plain file")
            with source:
                room.copy(source, folder / names.take(member.name))


class _Names:
    """The names of an archive's files: all in one folder, or none; each once."""

    def __init__(self, archive: Path) -> None:
        self.archive = archive
        self.taken: set[str] = set()
        self.folder: list[str] | None = None

    def take(self, path: str) -> str:
        """Return the name of the file at a path of the archive."""
        parts = path.removeprefix("./").split("/")
        if len(parts) > _DEPTH or {"", ".", ".."} & set(parts) or "\\" in path:
            raise _refused(self.archive, f"{path!r} in it is no file of one folder")
        *folders, name = parts
        if self.folder not in (None, folders):
            raise _refused(self.archive, f"it holds more than one folder, or files beside a folder: {path!r}")
        if name in self.taken:
            raise _refused(self.archive, f"it holds {name!r} twice")
        if len(self.taken) == _MOST_FILES:
            raise _refused(self.archive, f"it holds more than {_MOST_FILES} files")
        self.folder = folders
        self.taken.add(name)
        return name


class _Room:
    """The bytes that an archive may still unpack to."""

    def __init__(self, archive: Path) -> None:
        self.archive = archive
        self.left = archive.stat().st_size * _MOST_GROWTH + _ROOM

    def copy(self, source: IO[bytes], file: Path) -> None:
        """Write a file of the archive; what the archive says of its size is not believed."""
        with file.open("xb") as target:
            while piece := source.read(_PIECE):
                self.left -= len(piece)
                if self.left < 0:
                    raise _refused(self.archive, f"it unpacks to more than {_MOST_GROWTH} times its size")
                target.write(piece)


def _refused(archive: Path, message: str) -> ReleaseError:
    return ReleaseError(archive, f"is no archive of a release: {message}", "Nothing of it was looked at")


def _damaged(archive: Path, error: Exception) -> ReleaseError:
    return ReleaseError(archive, f"is damaged or cut short ({error})", "Download it again")

"""A folder of releases, wherever it stands, as a folder of this machine that holds what is asked for."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from flows.release.address import is_address, local_path, shown
from flows.release.checksums import CHECKSUMS
from flows.release.errors import ReleaseError
from flows.release.remote import RemoteReleases, fetch, named, pointer, publishing_at
from flows.release.storage import Storage
from flows.release.store import LATEST, RELEASES

_PACKED = (".zip", ".tar.gz", ".tgz")
_COPY = "attache-copy-"


class ReleaseFolder(Protocol):
    """A folder of releases: all of it on this machine, or a copy of what was fetched."""

    @property
    def folder(self) -> Path:
        """The folder of this machine."""
        ...

    def fetch(self, version: str) -> bool:
        """Have a release in the folder; return whether there is such a release."""
        ...

    def fetch_of_all(self, names: Collection[str]) -> None:
        """Have some files of every release in the folder."""
        ...

    def upload(self, version: str) -> None:
        """Make a release of the folder the latest where the releases stand."""
        ...

    def told(self, text: str) -> str:
        """Return a text on files of the folder as one on where the releases stand."""
        ...


class LocalReleases:
    """A folder of releases of this machine's file system: all is there, and nothing need be done."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fetch(self, version: str) -> bool:
        """Return whether there is the release."""
        return (self.folder / RELEASES / version / CHECKSUMS).is_file()

    def fetch_of_all(self, names: Collection[str]) -> None:
        """Do nothing: all files are there."""

    def upload(self, version: str) -> None:
        """Do nothing: what is in the folder is where it belongs."""

    def told(self, text: str) -> str:
        """Return the text."""
        return text


@contextmanager
def publishing_in(outputs: str | Path) -> Iterator[ReleaseFolder]:
    """Give the folder to publish in: of this machine as it is, of an address with its lock held."""
    if not is_address(outputs):
        yield LocalReleases(local_path(outputs))
        return
    with publishing_at(str(outputs)) as releases:
        yield releases


@contextmanager
def reading(outputs: str | Path) -> Iterator[ReleaseFolder]:
    """Give a folder of releases to read: of an address the log and the beginnings of its releases, the rest fetched.

    The copy is gone afterwards. Raise ReleaseError where it cannot be reached.
    """
    if not is_address(outputs):
        yield LocalReleases(local_path(outputs))
        return
    address = str(outputs)
    with tempfile.TemporaryDirectory(prefix=_COPY) as copy, named(Path(copy), shown(address)):
        releases = RemoteReleases(address, Path(copy))
        releases.fetch_of_all((CHECKSUMS,))
        yield releases


@contextmanager
def release_at_hand(release: str | Path) -> Iterator[Path]:
    """Give a release as a folder or packed file of this machine: where it is at an address, a copy, gone afterwards.

    The address is of a release, of ``latest`` beside the releases, or of a .zip or .tar.gz. Raise ReleaseError where
    there is none.
    """
    if not is_address(release):
        yield local_path(release)
        return
    address = place_of(release)
    above, _, name = address.rpartition("/")
    with tempfile.TemporaryDirectory(prefix=_COPY) as temporary:
        # Below a folder `releases` a release has the name of its version, which is checked as on a disk.
        copy = Path(temporary) / (RELEASES if above.endswith(f"/{RELEASES}") else "copy") / name
        copy.parent.mkdir()
        storage = Storage(above)
        if name.endswith(_PACKED):
            storage.download({name: copy})
        elif not fetch(storage, name, copy):
            what = f"is not a release: it has no {CHECKSUMS}"
            raise ReleaseError(shown(address), what, "Name the address of one, such as s3://bucket/outputs/latest")
        with named(copy, address):
            yield copy


def place_of(release: str | Path) -> str:
    """Return the path or address of a release; where that of ``latest`` is given, of the release that it names."""
    above, _, name = str(release).rstrip("/").rpartition("/")
    if not is_address(release) or name != LATEST:
        return str(release).rstrip("/")
    storage = Storage(above)
    version = pointer(storage)
    if version is None:
        raise ReleaseError(storage.place(LATEST), "there is no release", "Make one with: attache publish")
    return f"{above}/{RELEASES}/{version}"


def put_signature(signature: Path, release: str | Path) -> str:
    """Return where a signature that was made in a copy of a release stands beside the release, having put it there.

    Of a release of this machine, where it is made is where it belongs.
    """
    if not is_address(release):
        return str(signature)
    storage = Storage(place_of(release))
    storage.upload({signature: signature.name})
    return storage.place(signature.name)

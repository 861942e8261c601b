"""Releases in object storage: a copy of what is needed on this machine, and the upload of a release made in it.

ADDRESS/releases/<version>/  a release, complete from the moment that it has CHECKSUMS, which is written last
ADDRESS/latest               an object that holds the version of the latest release: there are no links
ADDRESS/releases.jsonl, feed.atom   as on a disk, written anew whole
ADDRESS/.lock                held by the run that publishes (flows/release/remote_lock.py)
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.release.address import is_address, local_path, shown
from flows.release.checksums import CHECKSUMS, VERSION
from flows.release.errors import ReleaseError
from flows.release.feed import FEED
from flows.release.log import LOG, read_log
from flows.release.remote_lock import LOCK, locked
from flows.release.storage import Storage
from flows.release.store import LATEST, RELEASES, latest_version, switch

_COPY = "attache-outputs-"
_kept: dict[str, Path] = {}


class RemoteReleases:
    """The releases at an address, and a folder of releases on this machine that holds a copy of some of them.

    The copy has the log and, of every release, nothing until it is fetched. All methods raise ReleaseError.
    """

    def __init__(self, address: str, folder: Path) -> None:
        """Copy the log and the pointer to the latest release into a folder, which is empty."""
        self.storage = Storage(address)
        self.folder = folder
        (folder / RELEASES).mkdir(parents=True, exist_ok=True)
        if (content := self.storage.read(LOG)) is not None:
            (folder / LOG).write_bytes(content)
        self._noted = content
        self._latest = pointer(self.storage)
        # A pointer to a release that is not there is as a link to nothing is on a disk.
        if self._latest is not None and CHECKSUMS in self.storage.names(f"{RELEASES}/{self._latest}"):
            (folder / RELEASES / self._latest).mkdir()
            switch(folder, self._latest)

    def fetch(self, version: str) -> bool:
        """Copy a release and return whether there is one; what was copied before stays."""
        return fetch(self.storage, f"{RELEASES}/{version}", self.folder / RELEASES / version)

    def fetch_of_all(self, names: Collection[str]) -> None:
        """Copy some files of every release that has them; each release has a folder in the copy then."""
        wanted: dict[str, Path] = {}
        for version, files in self._begun().items():
            if CHECKSUMS in files:
                folder = self.folder / RELEASES / version
                folder.mkdir(exist_ok=True)
                found = {name: folder / name for name in sorted(files.intersection(names))}
                wanted |= {f"{RELEASES}/{version}/{name}": file for name, file in found.items() if not file.exists()}
        self.storage.download(wanted)

    def upload(self, version: str) -> None:
        """Make a release of the copy the latest at the address; what is there already is not written again."""
        place, release = f"{RELEASES}/{version}", self.folder / RELEASES / version
        if CHECKSUMS not in (there := self.storage.names(place)):
            files = sorted(file for file in release.iterdir() if file.name != CHECKSUMS)
            for name in there.keys() - {file.name for file in files}:
                self.storage.remove(f"{place}/{name}")
            self.storage.upload({file: f"{place}/{file.name}" for file in files})
            self.storage.upload({release / CHECKSUMS: f"{place}/{CHECKSUMS}"})
        if self._latest != version:
            self.storage.write(LATEST, f"{version}\n".encode())
        if (self.folder / LOG).read_bytes() != self._noted:
            self.storage.upload({self.folder / LOG: LOG})
        if (self.folder / FEED).read_bytes() != self.storage.read(FEED):
            self.storage.upload({self.folder / FEED: FEED})

    def remove_leftovers(self) -> None:
        """Remove what a run left that was ended while it uploaded: releases without CHECKSUMS that no log names.

        Only for who holds the lock. A release that the log names was whole once; it is left to who took it apart.
        """
        known = {entry.version for entry in read_log(self.folder).entries} | {self._latest}
        for version, files in self._begun().items():
            if version not in known and CHECKSUMS not in files:
                for name in files:
                    self.storage.remove(f"{RELEASES}/{version}/{name}")
        for name in self.storage.names(""):
            if name.startswith(f"{LOCK}-"):
                self.storage.remove(name)

    def told(self, text: str) -> str:
        """Return a text on files of the copy as one on those at the address."""
        return in_words(text, self.folder, self.storage.shown)

    def _begun(self) -> dict[str, set[str]]:
        """Return the paths of files by release, in order; those without CHECKSUMS are not complete."""
        begun: dict[str, set[str]] = {}
        for path in self.storage.everything(RELEASES):
            version, _, name = path.removeprefix(f"{RELEASES}/").partition("/")
            if VERSION.fullmatch(version):
                begun.setdefault(version, set()).add(name)
        return begun


@contextmanager
def publishing_at(address: str) -> Iterator[RemoteReleases]:
    """Give the copy to publish in to the one run that may publish at an address. Raise ReleaseError.

    The copy has the latest release and stays until this process ends or opens another one of the same address: what
    was published can be read there.
    """
    with locked(Storage(address)):
        releases = _copy(address)
        releases.remove_leftovers()
        with named(releases.folder, address):
            yield releases


def latest_copied(address: str) -> Path:
    """Return a folder of releases of this machine with the log and the latest release of an address.

    It stays until this process ends or opens another one of the same address. Raise ReleaseError where the address
    cannot be reached.
    """
    return _copy(address).folder


def _copy(address: str) -> RemoteReleases:
    releases = RemoteReleases(address, _kept_folder(address))
    if (latest := latest_version(releases.folder)) is not None:
        releases.fetch(latest)
    return releases


def _kept_folder(address: str) -> Path:
    """Return a new empty folder, which is removed when the process ends or asks for another one of the address."""
    if address in _kept:
        shutil.rmtree(_kept.pop(address), ignore_errors=True)
    folder = _kept[address] = Path(tempfile.mkdtemp(prefix=_COPY))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def require_outputs(outputs: str | Path) -> None:
    """Return where releases can be published: no file is in the way, an address can be reached and no run is at it.

    Raise ReleaseError where not: before the work, not after it. An address is written to, and what is written removed.
    """
    if is_address(outputs):
        with locked(Storage(str(outputs))):
            return
    folder = local_path(outputs)
    if folder.exists() and not folder.is_dir():
        raise ReleaseError(outputs, "is not a folder", "Move it away, or give another --outputs")


def pointer(storage: Storage) -> str | None:
    """Return the version of the latest release of a folder of releases, None where there is none."""
    content = storage.read(LATEST)
    if content is None:
        return None
    version = content.decode("utf-8", "replace").strip()
    if not VERSION.fullmatch(version):
        what = f"holds {version[:40]!r}, which is no version"
        raise ReleaseError(storage.place(LATEST), what, "Write the version of a release into it")
    return version


def fetch(storage: Storage, place: str, folder: Path) -> bool:
    """Copy a release of the storage into a folder and return whether there is one; what was copied before stays.

    A folder in it, which no release has, becomes an empty one.
    """
    names = storage.names(place)
    if CHECKSUMS not in names:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    for name in (name for name, file in names.items() if not file):
        (folder / name).mkdir(exist_ok=True)
    missing = [name for name in sorted(names) if not (folder / name).exists()]
    storage.download({f"{place}/{name}".lstrip("/"): folder / name for name in missing})
    return True


@contextmanager
def named(folder: Path, address: str) -> Iterator[None]:
    """Name the address in errors of what was read from its copy, which no one but this process knows."""
    try:
        yield
    except ReleaseError as error:
        told = (str(error.file), error.message, error.way_out)
        raise ReleaseError(*(in_words(text, folder, address) for text in told)) from error


def in_words(text: str, folder: Path, address: str) -> str:
    """Return a text on a copy as one on its address."""
    return text.replace(str(folder), shown(address))

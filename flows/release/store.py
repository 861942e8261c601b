"""The folder of releases: one publisher at a time, a staging folder, and the switch to a finished release.

outputs/.lock               held by the run that publishes
outputs/.staging-*          a release being built; without a publisher, what a crash left, as are .latest-* and .feed-*
outputs/releases/<version>  a release, complete from the moment that it has this name
outputs/latest              a relative link to one of them
outputs/releases.jsonl      when each release was made the latest, and by which run (flows/release/log.py)
outputs/feed.atom           the same for readers of feeds (flows/release/feed.py)
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flows.release.checksums import UNLISTED, digest
from flows.release.errors import ReleaseError

LATEST = "latest"
RELEASES = "releases"
_LOCK = ".lock"
_STAGING = ".staging-"
_LINK = ".latest-"
FEED_DRAFT = ".feed-"


@contextmanager
def publishing(outputs: Path) -> Iterator[Path]:
    """Give an empty staging folder to the one run that may publish into outputs; remove what is left of it.

    Raise ReleaseError where another run is publishing there. What an earlier run left behind when it was ended is
    removed first.
    """
    (outputs / RELEASES).mkdir(parents=True, exist_ok=True)
    with (outputs / _LOCK).open("a+", encoding="utf-8") as lock:
        _take(lock.fileno(), outputs / _LOCK)
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        _remove_leftovers(outputs)
        staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=outputs))
        # mkdtemp keeps the folder to its owner; a release is for all who may read where it stands.
        staging.chmod(0o777 & ~_umask())
        try:
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def _take(descriptor: int, file: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = file.read_text(encoding="utf-8").strip() or "unknown"
        raise ReleaseError(
            file, f"another run is publishing here (process {holder})", "Wait until it has ended, and publish again"
        ) from None


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _remove_leftovers(outputs: Path) -> None:
    for entry in outputs.iterdir():
        if entry.name.startswith(_STAGING) and entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif (entry.name.startswith(_LINK) and entry.is_symlink()) or entry.name.startswith(FEED_DRAFT):
            entry.unlink()


def sync(path: Path) -> None:
    """Return when a file's content, or a folder's names, have reached the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def put(staging: Path, outputs: Path, version: str) -> Path:
    """Return the release that the staging folder has become; where there is one with the same content, that one."""
    release = outputs / RELEASES / version
    if release.exists():
        _same(release, staging)
        return release
    for file in sorted(staging.iterdir()):
        sync(file)
    sync(staging)
    staging.rename(release)
    sync(release.parent)
    return release


def _same(release: Path, staging: Path) -> None:
    # What changed since the release before it, and a signature, are not of the content: the published ones stay.
    names = {entry.name for folder in (release, staging) for entry in folder.iterdir()} - UNLISTED
    for name in sorted(names):
        published = release / name
        if not published.is_file() or not (staging / name).is_file() or digest(published) != digest(staging / name):
            message = "the release of this version was changed after it was published"
            raise ReleaseError(published, message, f"Move {release} away, and publish again")


def switch(outputs: Path, version: str) -> None:
    """Make ``latest`` point to a release, in one step: there is no moment without a latest release."""
    latest, target = outputs / LATEST, f"{RELEASES}/{version}"
    if latest.is_symlink() and os.readlink(latest) == target:
        return
    if latest.exists() and not latest.is_symlink():
        raise ReleaseError(latest, "is not a link", "Move it away: attache keeps a link to the latest release there")
    link = outputs / f"{_LINK}{os.getpid()}"
    link.symlink_to(target)
    link.replace(latest)
    sync(outputs)


def latest_version(outputs: Path) -> str | None:
    """Return the version of the latest release, None where there is none."""
    latest = outputs / LATEST
    return latest.resolve().name if latest.is_dir() else None


def latest_release(outputs: Path) -> Path:
    """Return the folder of the latest release; raise ReleaseError where there is none."""
    latest = outputs / LATEST
    if not latest.is_dir():
        raise ReleaseError(latest, "there is no release", "Make one with: attache publish")
    return latest.resolve()

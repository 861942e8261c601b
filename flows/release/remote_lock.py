"""One publisher at a time in object storage: an object that only one can create, with who holds it since when."""

from __future__ import annotations

import json
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flows.release.errors import ReleaseError
from flows.release.storage import Storage

LOCK = ".lock"
_BOOT = Path("/proc/sys/kernel/random/boot_id")
_PROCESSES = Path("/proc/self/ns/pid")


@contextmanager
def locked(storage: Storage) -> Iterator[None]:
    """Hold the lock of a folder of releases; raise ReleaseError where another run holds it.

    A run that died leaves its lock. The next one on the same machine sees that its process is gone and takes it over;
    elsewhere that cannot be seen, and a person removes the object.
    """
    own = {
        "token": secrets.token_hex(16),
        "process": os.getpid(),
        "host": socket.gethostname(),
        "machine": _machine(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    content = json.dumps(own).encode() + b"\n"
    if not storage.create(LOCK, content):
        held = storage.read(LOCK)
        # An answer that is lost has the request sent again, which then meets the lock of its own.
        if held != content:
            _take_over(storage, held, content)
    # A store that does not know the condition lets two write: the later one has it.
    if storage.read(LOCK) != content:
        raise _held(storage, storage.read(LOCK))
    try:
        yield
    finally:
        if storage.read(LOCK) == content:
            storage.remove(LOCK)


def _take_over(storage: Storage, held: bytes | None, content: bytes) -> None:
    """Put one's own lock in the place of one whose process is gone; raise ReleaseError where it may be alive.

    Of two that do this at once, one creates the claim. It stands until the lock that it is of is gone, so that who was
    slow to look finds either the claim or another lock.
    """
    if held is None or not _gone(held):
        raise _held(storage, held)
    claim = f"{LOCK}-{json.loads(held)['token']}"
    if not storage.create(claim, content):
        raise _held(storage, storage.read(claim))
    try:
        if storage.read(LOCK) != held:
            raise _held(storage, storage.read(LOCK))
        storage.write(LOCK, content)
    finally:
        storage.remove(claim)


def _gone(held: bytes) -> bool:
    """Return whether a lock is of a process of this machine that is no more."""
    try:
        told = json.loads(held)
        token, process, machine = str(told["token"]), int(told["process"]), told["machine"]
    except (ValueError, TypeError, KeyError):
        return False
    if not token.isalnum() or machine is None or machine != _machine() or process <= 0:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def _machine() -> str | None:
    """Return what names this machine since it was started, and the processes that its numbers are of; None if unknown.

    A host's name does not: containers may share it, and then have other processes under the same numbers.
    """
    try:
        return f"{_BOOT.read_text('ascii').strip()} {os.readlink(_PROCESSES)}"
    except OSError:
        return None


def _held(storage: Storage, held: bytes | None) -> ReleaseError:
    place = storage.place(LOCK)
    way_out = "Wait until it has ended, and publish again"
    if held is None:
        return ReleaseError(place, "another run was publishing here just now", way_out)
    try:
        told = json.loads(held)
        holder = f"process {int(told['process'])} on {told['host']!s}, since {told['since']!s}"
    except (ValueError, TypeError, KeyError):
        holder = "unknown"
    return ReleaseError(
        place,
        f"another run is publishing here ({holder})",
        f"{way_out}. If it died, remove this object, and publish again: the last release is whole",
    )

"""The settings of Prefect that attache runs with, where the user has made none of his own."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

DEFAULTS = {
    # No word about a run leaves the machine; Prefect asks for both.
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # attache says itself how a run goes; what it says is kept with the run in Prefect as well.
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_EXTRA_LOGGERS": "attache",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    # A fresh database on a busy machine takes longer than the twenty seconds that Prefect waits.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",
}
ROOM = 64_000_000  # bytes: ten times what a fresh database takes


@contextmanager
def prefect_settings(outputs: Path | None = None) -> Iterator[None]:
    """Set the defaults for this process and its children; enter it before anything imports Prefect.

    Where the user has neither set PREFECT_HOME nor made a profile, Prefect keeps its database in ``outputs``: nothing
    is written to a home folder unasked. Two runs must not share a fresh database, and a full disk must not keep a run
    from starting: then the database is in a temporary folder, and gone after the run.
    """
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    chosen = "PREFECT_HOME" in os.environ or Path("~/.prefect/profiles.toml").expanduser().exists()
    if chosen or outputs is None:
        yield
        return
    with _own_folder(outputs / ".prefect") as folder:
        os.environ["PREFECT_HOME"] = str(folder)
        yield


@contextmanager
def _own_folder(folder: Path) -> Iterator[Path]:
    with ExitStack() as stack:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lock = stack.enter_context((folder / "lock").open("w"))
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            roomy = shutil.disk_usage(folder).free > ROOM
        except OSError:
            roomy = False
        if roomy:
            yield folder.absolute()
        else:
            yield Path(stack.enter_context(TemporaryDirectory(prefix="attache-prefect-", ignore_cleanup_errors=True)))


class ServerError(Exception):
    """A Prefect server or a deployment that cannot be used; the text is one line with the way out."""

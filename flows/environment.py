"""The settings of Prefect that attache runs with, where the user has made none of his own."""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.release.address import is_address, local_path

DEFAULTS = {
    # No word about a run leaves the machine; Prefect asks for both.
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # attache says itself how a run goes; what it says is kept with the run in Prefect as well.
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_INTERNAL_LOGGING_LEVEL": "CRITICAL",  # what it cannot tell a server that has gone
    "PREFECT_LOGGING_EXTRA_LOGGERS": "attache",
    "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    # A fresh database on a busy machine takes longer than the twenty seconds that Prefect waits.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "90",
}
ROOM = 64_000_000  # bytes: ten times what a fresh database takes
FULL = 250_000_000  # bytes of a database: some thousand runs
_ending: set[int] = set()  # the servers that end with this process


@contextmanager
def prefect_settings(outputs: str | Path | None = None) -> Iterator[None]:
    """Set the defaults for this process and its children; enter it before anything imports Prefect.

    Where the user has neither set PREFECT_HOME nor made a profile, Prefect keeps its database in ``outputs``: nothing
    is written to a home folder unasked. Two runs must not share a fresh database, and a full disk must not keep a run
    from starting: then the database is in a temporary folder, and gone after the run. So it is where ``outputs`` is an
    address: a database needs a disk.
    """
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    chosen = "PREFECT_HOME" in os.environ or Path("~/.prefect/profiles.toml").expanduser().exists()
    if chosen or outputs is None:
        yield
        return
    with _own_folder(None if is_address(outputs) else local_path(outputs) / ".prefect") as folder:
        os.environ["PREFECT_HOME"] = str(folder)
        yield


@contextmanager
def _own_folder(folder: Path | None) -> Iterator[Path]:
    with ExitStack() as stack:
        if folder is not None and _taken(folder, stack):
            yield folder.absolute()
        else:
            yield Path(stack.enter_context(TemporaryDirectory(prefix="attache-prefect-", ignore_cleanup_errors=True)))


def _taken(folder: Path, stack: ExitStack) -> bool:
    """Return whether the folder is this run's own until the stack is closed, and has room for a database."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = stack.enter_context((folder / "lock").open("w"))
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        _begin_anew_where_full(folder)
        return shutil.disk_usage(folder).free > ROOM
    except OSError:
        return False


def server_may_be_named() -> bool:
    """Return whether Prefect's settings may name a server, as far as can be told without loading Prefect.

    They stand in the environment, in profiles, and in files of the folder that the program stands in.
    """
    if any(os.environ.get(name) for name in ("PREFECT_API_URL", "PREFECT_PROFILE", "PREFECT_PROFILES_PATH")):
        return True
    home = Path(os.environ.get("PREFECT_HOME") or "~/.prefect").expanduser()
    if (home / "profiles.toml").exists() or Path("prefect.toml").exists():
        return True
    return any(_holds(Path(name), word) for name, word in ((".env", b"PREFECT"), ("pyproject.toml", b"tool.prefect")))


def _holds(file: Path, word: bytes) -> bool:
    try:
        return word in file.read_bytes()
    except OSError:
        return False


def _begin_anew_where_full(folder: Path) -> None:
    """Remove a database that has grown beyond bounds: Prefect's own server forgets no run, and no one asks for them."""
    databases = list(folder.glob("prefect.db*"))  # with what SQLite keeps beside it
    if sum(file.stat().st_size for file in databases) > FULL:
        for file in databases:
            file.unlink()


class ServerError(Exception):
    """A Prefect server or a deployment that cannot be used; the text is one line with the way out."""


class RunnerError(Exception):
    """What is to run the tasks and cannot; the text is one line with the way out."""


def prefect_answers(doing: str) -> bool:
    """Return whether Prefect runs flows: with the server that is named, else with one of its own, which is started.

    Where its own does not start, that is logged, with what is being done without it. Raises ServerError where the
    server that is named does not answer.
    """
    from prefect.client.base import ServerType
    from prefect.client.orchestration import get_client

    log = logging.getLogger("attache")
    log.info("starting Prefect")
    try:
        with _ctrl_c_held_back(), get_client(sync_client=True) as client:
            fault = client.api_healthcheck()
            if client.server_type == ServerType.EPHEMERAL:
                _end_server_with_this_process()
    except RuntimeError as error:
        log.warning("Prefect's own server did not start (%s): %s without it", error, doing)
        return False
    if fault is not None:
        raise ServerError(f"the Prefect server at {client.api_url} does not answer; start it or unset PREFECT_API_URL")
    return True


def _end_server_with_this_process() -> None:
    """Have Prefect's own server, if there is one, end when this process does, even where it is killed.

    Prefect stops it at the end of the program, which a process that is killed does not come to: its server would run
    on for ever. A shell waits for the end of a pipe that only this process holds.
    """
    from prefect.server.api.server import SubprocessASGIServer

    process = SubprocessASGIServer().server_process
    if process is None or process.pid in _ending:
        return
    _ending.add(process.pid)
    reading, _ = os.pipe()  # the other end stays open until this process ends
    wait = ["sh", "-c", 'read -r nothing; kill "$0" 2>/dev/null', str(process.pid)]
    os.posix_spawnp("sh", wait, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, reading, 0)])
    os.close(reading)


@contextmanager
def _ctrl_c_held_back() -> Iterator[None]:
    """Let a Ctrl-C reach this process only afterwards, and the processes that it starts meanwhile never.

    A terminal sends it to all of them. Prefect's own server would end at once, and the run, which has yet to say there
    how it ended, would ask for it in vain for minutes.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

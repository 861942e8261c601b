"""Nothing but collecting uses the network: the commands do their work where every socket is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NEWS = "Cuba severed diplomatic relations with Japan on 3 May 1932.\n"
# Put into the process before anything else of it is loaded: audit hooks see every connection, whoever opens it. That a
# library binds a socket to ::1 to find out whether there is IPv6 tells nobody anything.
GUARD = """
import ipaddress, os, sys

def _refuse(event, arguments):
    if event not in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
                     "socket.gethostbyname"):
        return
    place = arguments[1] if event.startswith(("socket.connect", "socket.send")) else arguments[0]
    host = place[0] if isinstance(place, tuple) else place
    own = host in ("localhost", "", None) or not isinstance(place, (tuple, str))
    if not own:
        try:
            own = ipaddress.ip_address(host).is_loopback
        except ValueError:
            own = isinstance(place, (str, bytes)) and event == "socket.connect"  # a socket of the file system
    if not own or os.environ["ATTACHE_GUARD"] == "all":
        with open(os.environ["ATTACHE_ASKED"], "a") as asked:
            asked.write(f"{event} {place!r}\\n")
        raise PermissionError(f"no network here: {event} {place!r}")

sys.addaudithook(_refuse)
"""


def attache(folder: Path, guard: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    (folder / "guard").mkdir(exist_ok=True)
    (folder / "guard" / "sitecustomize.py").write_text(GUARD)
    environment = {
        **os.environ, "PYTHONPATH": f"{folder / 'guard'}{os.pathsep}{ROOT}", "ATTACHE_GUARD": guard,
        "ATTACHE_ASKED": str(folder / "asked"), "PREFECT_HOME": str(folder / "prefect"),
    }  # fmt: skip
    environment.pop("PREFECT_API_URL", None)
    return subprocess.run(
        [sys.executable, "-c", "from flows.cli import main; main()", *arguments],
        capture_output=True, text=True, cwd=folder, env=environment, timeout=300, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offline")
    (folder / "raw").mkdir()
    (folder / "raw" / "news.txt").write_text(NEWS)
    done = attache(folder, "beyond", "publish")
    assert done.returncode == 0, done.stderr
    return folder


def test_publish_asks_nothing_beyond_this_machine(home: Path) -> None:
    """Prefect's own server, on loopback, is all that publish talks to."""
    assert not (home / "asked").exists() or not (home / "asked").read_text()
    assert (home / "outputs" / "latest" / "CHECKSUMS").is_file()


@pytest.mark.parametrize("command", [["extract", "raw/news.txt"], ["verify", "--raw", "raw"], ["parse", NEWS]])
def test_reading_and_verifying_connect_to_nothing_at_all(home: Path, command: list[str]) -> None:
    done = attache(home, "all", *command)
    assert done.returncode == 0, done.stderr
    assert not (home / "asked").exists() or not (home / "asked").read_text()


def test_check_connects_to_nothing_at_all(home: Path) -> None:
    (home / "new.txt").write_text("Peru expelled an envoy of Chile on 4 May 1932.\n")
    done = attache(home, "all", "check", "new.txt")
    assert done.returncode in (0, 1), done.stderr
    assert not (home / "asked").exists() or not (home / "asked").read_text()


def test_the_guard_sees_what_it_is_there_for(home: Path, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(
        '[[source]]\nname = "a"\nfeed = "http://192.0.2.1/feed"\npause = 0\ntimeout = 1\nprivate_addresses = true\n'
    )
    (tmp_path / "raw").mkdir()
    attache(tmp_path, "beyond", "collect")
    assert "192.0.2.1" in (tmp_path / "asked").read_text()

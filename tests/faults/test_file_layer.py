"""The layer that fails does what it says: so that a trial without a fault in it is none."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.file_layer import DIED, Fault, refused_by

ROOT = Path(__file__).parents[2]
# Written, synced, written again, renamed: seven calls.
SCRIPT = """
import json, os, sys
from pathlib import Path
from tests.faults.file_layer import Layer
root, at, fault = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] or None
layer = Layer(root, at, fault)
layer.enforce()
try:
    with (root / "draft").open("wb") as file:
        file.write(b"first.")
        file.flush()
        os.fsync(file.fileno())
        file.write(b"second")
    (root / "draft").rename(root / "file")
    (root / "folder").mkdir()
    (root / "folder").rmdir()
    told = (root / "file").read_text()
except OSError as error:
    told = error.strerror
print(json.dumps([told, layer.calls]))
"""
CALLS = ["open draft", "write draft", "fsync draft", "write draft", "rename draft", "mkdir folder", "rmdir folder",
         "read file"]  # fmt: skip


def run(root: Path, at: int = 0, fault: str = "") -> tuple[int, str]:
    """Return the exit code and what the script saw: the text of the file, or the error."""
    command = [sys.executable, "-c", SCRIPT, str(root), str(at), fault]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        return done.returncode, done.stderr
    told, calls = json.loads(done.stdout)
    assert calls[: len(CALLS)] == CALLS[: len(calls)]
    return 0, told


@pytest.mark.parametrize(
    ("at", "fault", "code", "told", "left"),
    [
        (0, "", 0, "first.second", {"file": "first.second"}),
        (2, "death", DIED, "", {"draft": "fir"}),
        (5, "death", DIED, "", {"draft": "first.second"}),
        (6, "death", DIED, "", {"file": "first.second"}),
        (5, "power cut", DIED, "", {"draft": "first."}),
        (3, "power cut", DIED, "", {"draft": ""}),
        (4, "full disk", 0, "No space left on device", {"draft": "first.sec"}),
        (5, "full disk", 0, "No space left on device", {"file": "first.second"}),
        (5, "read-only", 0, "Read-only file system", {"draft": "first.second"}),
        (3, "bad block", 0, "Input/output error", {"draft": "first."}),
        (5, "denied", 0, "Permission denied", {"draft": "first.second"}),
        (8, "unreadable", 0, "Input/output error", {"file": "first.second"}),
    ],
)
def test_a_fault_comes_at_its_call_and_leaves_what_a_disk_would_hold(
    tmp_path: Path, at: int, fault: str, code: int, told: str, left: dict[str, str]
) -> None:
    assert run(tmp_path, at, fault) == (code, told)
    assert {file.name: file.read_text() for file in tmp_path.iterdir() if file.is_file()} == left


@pytest.mark.parametrize(
    ("fault", "call", "shows"),
    [("full disk", "write a", True), ("full disk", "unlink a", False), ("unreadable", "read a", True),
     ("unreadable", "write a", False), ("death", "read a", False), ("read-only", "unlink a", True)],
)  # fmt: skip
def test_a_fault_is_tried_only_where_it_can_show(fault: Fault, call: str, shows: bool) -> None:
    assert refused_by(fault, call) == shows

"""One Ctrl-C ends a publish, loses nothing that was read, and leaves the last release as it was."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from flows.commands.exits import INTERRUPTED
from flows.job import Job
from flows.pipeline import build

BIN = Path(sys.executable).parent
DOCUMENTS = 12
PATIENCE = 120  # seconds, on a busy machine; the wait ends as soon as there is what it waits for


def test_one_ctrl_c_is_enough_and_what_was_read_stays(tmp_path: Path) -> None:
    raw, outputs = tmp_path / "raw", tmp_path / "outputs"
    raw.mkdir()
    for number in range(DOCUMENTS):
        # Each is a chunk by itself, and has enough to read that the others are not done when the first is.
        text = f"In 19{number + 10} Peru recognised Iceland. " * 40 + f"rose{number} " * 40_000
        (raw / f"{number:02}.txt").write_text(text, encoding="utf-8")
    command = [str(BIN / "attache"), "publish", "--raw", str(raw), "--outputs", str(outputs)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True, env=dict(os.environ))
    read = outputs / ".store" / "documents"
    deadline = time.monotonic() + PATIENCE
    while not (read.is_dir() and any(read.iterdir())):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal sends it: to all that the command has started
    _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == INTERRUPTED, told
    assert "Traceback" not in told
    assert not (outputs / "latest").exists()
    published = build(Job(raw, outputs))
    assert published.frames["documents"].height == DOCUMENTS
    assert published.anew < DOCUMENTS

"""`attache publish` killed as the system kills: nothing runs on without it, and the next run goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from flows.job import Job
from flows.pipeline import build, verify_release
from tests import two_documents

PATIENCE = 240  # seconds, on a busy machine; each wait ends as soon as what it waits for is there


def waited(ready: Callable[[], bool], until: float) -> None:
    while not ready():
        assert time.monotonic() < until
        time.sleep(0.05)


def runs(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.mark.server
def test_a_publish_that_is_killed_leaves_nothing_running_and_the_next_one_completes(tmp_path: Path) -> None:
    raw, outputs = two_documents.write_raw(tmp_path / "raw"), tmp_path / "outputs"
    attache = str(Path(sys.executable).with_name("attache"))
    command = [attache, "publish", "--raw", str(raw), "--outputs", str(outputs)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    environment["PREFECT_HOME"] = str(tmp_path / "prefect")
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + PATIENCE
    read = outputs / ".store" / "documents"
    waited(lambda: read.is_dir() or process.poll() is not None, until)
    started = psutil.Process(process.pid).children(recursive=True)
    assert any("uvicorn" in " ".join(child.cmdline()) for child in started)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    waited(lambda: not any(runs(child) for child in started), until)
    published = build(Job(raw, outputs))
    assert verify_release(published.folder, raw).problems == ()
    assert [entry.name for entry in outputs.iterdir() if entry.name.startswith(".staging-")] == []

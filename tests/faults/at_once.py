"""Several publishers at once: `python -m tests.faults.at_once N` prints what became of N, and what is wrong, as JSON.

They publish two corpora by turns into one folder, with one store, each as often as it is told that another one is at
work there; all begin at the same moment.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from flows.job import Job
from flows.pipeline import build
from flows.release.errors import ReleaseError
from flows.release.log import read_log
from flows.release.verify_files import file_problems
from tests import two_documents
from tests.faults.trials import Told, forked, must, warm
from tests.faults.undertakings import learn, left_behind, remember

PATIENCE = 300  # seconds for all of them


def main() -> None:
    """Print what became of the publishers."""
    number = int(sys.argv[1])
    logging.disable(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="attache-at-once-") as name:
        place = Path(name)
        _prepare(place)
        warm()
        must(forked(lambda: _learned(place)))
        remember(place)
        gate, opened = os.pipe()
        children = [_started(place, turn, gate, opened) for turn in range(number)]
        os.close(opened)
        ended = Counter(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children)
        wrong = f"they ended with {dict(ended)}" if set(ended) != {0} else _wrong(place)
        refused = sum(int((place / f"refused-{turn}").read_text()) for turn in range(number)) if not wrong else 0
    print(json.dumps({"publishers": number, "refused": refused, "wrong": wrong}))


def _prepare(place: Path) -> None:
    for turn in range(2):
        raw = two_documents.write_raw(place / f"corpus-{turn}" / "raw")
        (raw / "own.txt").write_text(f"In 195{turn} Peru recognised Iceland.\n")


def _learned(place: Path) -> Told:
    """Publish each corpus elsewhere, for what the engine says of it and for what its release is."""
    remember(place)
    for turn in range(2):
        folder = build(Job(place / f"corpus-{turn}" / "raw", place / "apart")).folder
        shutil.copytree(folder, place / f"wanted-{turn}")
    learn(place)
    return {"ended": "done"}


def _started(place: Path, turn: int, gate: int, opened: int) -> int:
    """Return the process of one publisher, which waits at the gate until it is opened."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        os.close(opened)
        os.read(gate, 1)
        refused, until = 0, time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                build(Job(place / f"corpus-{turn % 2}" / "raw", place / "outputs"))
                (place / f"refused-{turn}").write_text(str(refused))
                status = 0
                break
            except ReleaseError as error:
                if "another run is publishing here" not in str(error):
                    print(error, file=sys.stderr)
                    break
                refused += 1
                time.sleep(0.05)
    finally:
        os._exit(status)


def _wrong(place: Path) -> str | None:
    outputs = place / "outputs"
    wanted = {_version(place / f"wanted-{turn}") for turn in range(2)}
    if {folder.name for folder in (outputs / "releases").iterdir()} != wanted:
        return "there are other releases than the two"
    for folder in (outputs / "releases").iterdir():
        if problems := file_problems(folder):
            return f"release {folder.name}: {problems[0]}"
    log = read_log(outputs)
    versions = [entry.version for entry in log.entries]
    if log.problems or versions[-1] != (outputs / "latest").resolve().name:
        return f"the log: {log.problems or versions}"
    if [entry.previous for entry in log.entries] != [None, *versions[:-1]]:
        return "a line of the log names another release before it than the line before"
    left = left_behind(outputs)
    return f"left behind: {left}" if left else None


def _version(release: Path) -> str:
    return json.loads((release / "CHANGES.json").read_text())["to"]["version"]  # type: ignore[no-any-return]


if __name__ == "__main__":
    main()

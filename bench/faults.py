"""How many faults attache survives: `python bench/faults.py`.

Three things are tried, each counted and printed, with what went wrong for each that was not survived:

points     tests/faults/trials.py: every call of the file layer by which publish, collect, the store, adding and
           correcting change or read a file fails in each way in which it can, and so do the folders around it
kills      `attache publish` is killed (SIGKILL) at a random time, a document having changed since the release before
at once    two and ten processes publish into one folder at the same time
server     the Prefect server that a run has been given is killed in mid-run, and started again

After each the last release is whole, the next run completes with the same bytes as one that nothing disturbed, no row
is lost or there twice, and no temporary file stays. `--every 40 --kills 20` is a sample of some minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[1]))

from flows.job import Job
from flows.pipeline import build
from flows.release.checksums import UNLISTED
from flows.release.log import read_log
from flows.release.verify_files import file_problems
from tests import two_documents
from tests.faults.undertakings import left_behind
from tests.flows.served import kill_server, prefect_server, wait_for

ROOT = Path(__file__).parents[1]
ATTACHE = str(Path(sys.executable).with_name("attache"))
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "POLARS_MAX_THREADS": "1"}
OWN_SERVER = 10  # one run of so many starts a server of Prefect's own, which takes long; the others share one
SEED = 20240216


def main() -> None:
    """Print how many faults of each kind were tried and survived."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, help="try one of so many points")
    parser.add_argument("--undertaking", action="append", help="by default all")
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--servers", type=int, default=5)
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    print(f"{'undertaking':<20}{'fault':<20}{'points':>8}{'tried':>8}{'survived':>10}")
    harms = [
        *_points(given.every, given.undertaking or ()),
        *_kills(given.kills, given.seed),
        *_at_once(),
        *_server(given.servers),
    ]
    for harm in harms:
        print(harm)
    raise SystemExit(1 if harms else 0)


def _row(undertaking: str, fault: str, points: int, tried: int, harmed: int) -> None:
    print(f"{undertaking:<20}{fault:<20}{points:>8}{tried:>8}{tried - harmed:>10}", flush=True)


def _points(every: int, undertakings: Sequence[str]) -> Iterator[str]:
    """Print what became of the trials, and yield those that harmed."""
    if every < 1:
        return
    asked = [option for name in undertakings for option in ("--undertaking", name)]
    command = [sys.executable, "-m", "tests.faults.trials", "--every", str(every), *asked]
    tried, harmed, points = Counter[tuple[str, str]](), Counter[tuple[str, str]](), set[tuple[str, str, int]]()
    with subprocess.Popen(command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            trial = json.loads(line)
            kind = (trial["undertaking"], trial["fault"])
            tried[kind] += 1
            points.add((*kind, trial["at"]))
            if trial["wrong"]:
                harmed[kind] += 1
                yield f"{' '.join(kind)} at {trial['at']} ({trial['call']}), {trial['ended']}: {trial['wrong']}"
    if process.returncode:
        yield f"the trials ended with {process.returncode}"
    for kind, number in tried.items():
        _row(*kind, len({at for *one, at in points if tuple(one) == kind}), number, harmed[kind])
    different = len({(undertaking, at) for undertaking, _, at in points})
    _row("all", "all", different, tried.total(), harmed.total())


def _kills(number: int, seed: int) -> Iterator[str]:
    """Kill real runs at random times, and yield what is wrong afterwards."""
    if not number:
        return
    chosen, harmed = random.Random(seed), 0
    with tempfile.TemporaryDirectory(prefix="attache-kills-") as name, prefect_server(Path(name)) as served:
        place = Path(name)
        raw, outputs = two_documents.write_raw(place / "raw"), place / "outputs"
        alone = {name: value for name, value in ENVIRONMENT.items() if not name.startswith("PREFECT")}
        alone["PREFECT_HOME"] = str(place / "own")
        longest = {server: _seconds(raw, outputs, served if server else alone) for server in (True, False)}
        for run in range(number):
            server = bool(run % OWN_SERVER)
            # Of the same sources, what changes is a document and what it says; now and then one comes or goes.
            (raw / f"more-{run % 3}.txt").write_text(f"In {1900 + run % 100} Peru recognised Iceland. Run {run}.\n")
            if run % 7 == 0:
                (raw / "more-1.txt").unlink(missing_ok=True)
            after = chosen.uniform(0, longest[server] * 1.05)
            noted = [entry.version for entry in read_log(outputs).entries]
            ended = _killed(raw, outputs, served if server else alone, after)
            wrong = _wrong(raw, outputs, place / "undisturbed", noted)
            print(f"run {run + 1} of {number}: {ended} after {after:.1f} s; {wrong or 'all well'}", file=sys.stderr)
            if wrong:
                harmed += 1
                yield f"killed after {after:.2f} s (run {run}, {ended}): {wrong}"
    _row("attache publish", "SIGKILL", number, number, harmed)


def _command(raw: Path, outputs: Path) -> list[str]:
    return [ATTACHE, "publish", "--raw", str(raw), "--outputs", str(outputs)]


def _seconds(raw: Path, outputs: Path, environment: dict[str, str]) -> float:
    """Return how long a run takes; the second one counts, with whatever the first one makes for good there."""
    taken = 0.0
    for number in range(2):
        (raw / "more-0.txt").write_text(f"In {1900 + number} Peru recognised Iceland.\n")
        start = time.monotonic()
        subprocess.run(_command(raw, outputs), env=ENVIRONMENT | environment, capture_output=True, check=True)
        taken = time.monotonic() - start
    return taken


def _killed(raw: Path, outputs: Path, environment: dict[str, str], after: float) -> str:
    """Return how a run ended that is killed after some seconds, unless it has ended by then."""
    with subprocess.Popen(
        _command(raw, outputs), env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            return f"it had ended with {process.wait(after)}"
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            return "killed"


def _wrong(raw: Path, outputs: Path, elsewhere: Path, noted: Sequence[str]) -> str | None:
    """Return what is wrong after a run was disturbed and after the next one; ``noted`` is what the log had before."""
    for release in (outputs / "releases").iterdir():
        if problems := file_problems(release):
            return f"release {release.name}: {problems[0]}"
    if not (outputs / "latest").is_dir():
        return "there is no latest release"
    try:
        made = build(Job(raw, outputs))
        same = build(Job(raw, elsewhere, store=str(outputs / ".store"), fresh=True))
    except Exception as error:
        return f"the next run: {type(error).__name__}: {error}"
    if _content(made.folder) != _content(same.folder):
        return "the next run made something else than one that nothing disturbed"
    left = [name for name in left_behind(outputs) if "/.writing-" not in f"/{name}"]
    if left:
        return f"left behind: {left}"
    entries = read_log(outputs).entries
    if [entry.version for entry in entries][: len(noted)] != list(noted) or entries[-1].version != made.version:
        return "the log has lost a line"
    chained = all(later.previous == earlier.version for earlier, later in pairwise(entries))
    return None if chained else "a line of the log names another release before it than the line before"


def _content(release: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in release.iterdir() if file.name not in UNLISTED}


def _at_once() -> Iterator[str]:
    """Publish from two and from ten processes at once, and yield what is wrong afterwards."""
    for number in (2, 10):
        command = [sys.executable, "-m", "tests.faults.at_once", str(number)]
        done = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, check=False)
        wrong = json.loads(done.stdout)["wrong"] if done.returncode == 0 else done.stderr
        _row(f"{number} publishers", "at once", number, number, number if wrong else 0)
        if wrong:
            yield f"{number} at once: {wrong}"


def _server(number: int) -> Iterator[str]:
    """Kill the server in mid-run and start it again, and yield what is wrong afterwards."""
    harmed = 0
    for _ in range(number):
        with tempfile.TemporaryDirectory(prefix="attache-server-") as name:
            place = Path(name)
            raw, outputs = two_documents.write_raw(place / "raw"), place / "outputs"
            for document in range(8):
                # Each is a chunk, or a good part of one.
                text = f"In 19{document}1 Peru recognised Iceland.\n\n" + f"rose{document} " * 20_000
                (raw / f"roses-{document}.txt").write_text(text)
            with prefect_server(place) as served:
                process = subprocess.Popen(
                    _command(raw, outputs), env=ENVIRONMENT | served, stderr=subprocess.PIPE, text=True
                )
                wait_for("a document", (outputs / ".store" / "documents").is_dir, process, every=0.02)
                kill_server(served)
            with prefect_server(place, urlsplit(served["PREFECT_API_URL"]).port or 0):
                _, told = process.communicate()
            wrong = told.splitlines()[-1] if process.returncode else _wrong(raw, outputs, place / "undisturbed", ())
        if wrong:
            harmed += 1
            yield f"the server was killed: {wrong}"
    if number:
        _row("attache publish", "server killed", number, number, harmed)


if __name__ == "__main__":
    main()

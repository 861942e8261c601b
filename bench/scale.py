"""What publishing costs at scale: `python bench/scale.py FOLDER`.

The folder holds texts as for bench/extract.py. Their sentences are recombined, by a fixed seed, into corpora of 1,000,
10,000 and 100,000 documents of two sentences each, so that no two documents are the same and nothing is known before.
Each corpus is published as `attache publish` does it, with Prefect and its own server, in a process of its own: once
from nothing, and once more unchanged. Of the smallest corpus one document is then changed, and then one rule, and it is
read by one process and by two. Memory is the peak of the process with all that it started, sampled ten times a second;
Prefect's share is the time of a run in which none of attache's own functions was at work; the start and the end of its
server are in it, so far as the run waited for them. Its database is in outputs, as for anybody without a server.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

MEGABYTE = 1e6
EVERY = 0.1  # seconds between two looks at the memory
LONGEST = 100  # characters of a sentence
SEED = 20240216
# A rule, by its file, and what one line of it says before and after.
CHANGED = (
    "schemas/codebook/rules/relations/ties.toml",
    'predicate = ["@sever", "cease", "lapse"]',
    'predicate = ["@sever", "cease"]',
)


@dataclass(frozen=True)
class Run:
    """What one run took.

    ``seconds`` in all, of which ``inside`` in attache's own functions, where that can be seen from the process that
    was started; documents read, the release, and the peak of memory in bytes.
    """

    seconds: float
    inside: float | None
    read: int
    version: str
    memory: float


def main() -> None:
    """Print what each corpus and each way of reading it takes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000], metavar="DOCUMENTS")
    parser.add_argument("--runner", default="processes")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--child", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        _child(json.loads(given.child))
        return
    found = list(_sentences(given.folder))
    print(f"{len(found)} sentences of at most {LONGEST} characters; {given.runner}, {given.workers} at a time")
    columns = ("seconds", "documents/s", "Prefect", "peak MB", "read")
    print(f"{'documents':>9}  {'run':<22}" + "".join(f"{name:>{13 if '/' in name else 9}}" for name in columns))
    with tempfile.TemporaryDirectory(prefix="attache-scale-") as name:
        for size in given.sizes:
            home = Path(name) / str(size)
            _write(found, home / "raw", size)
            job = {"raw": str(home / "raw"), "outputs": str(home / "outputs"), "runner": given.runner}
            job["workers"] = given.workers
            first = _row(size, "first", _measured(job))
            again = _row(size, "unchanged", _measured(job))
            if again.version != first.version:
                raise SystemExit("the release of an unchanged corpus is another one")
            print(f"{'':>9}  {'unchanged is':<22}{first.seconds / again.seconds:>9.0f} times as fast")
            if size == min(given.sizes):
                _changed(size, home, job, found)
            if size == sorted(given.sizes)[:2][-1]:
                _spread(size, job)


def _changed(size: int, home: Path, job: dict[str, Any], found: Sequence[str]) -> None:
    """Print what one changed document and one changed rule cost."""
    (home / "raw" / "00" / "0.txt").write_text(f"{found[0]}\n{found[1]}\n", encoding="utf-8")
    _row(size, "one document changed", _measured(job))
    with tempfile.TemporaryDirectory(prefix="attache-code-") as name:
        code = Path(name)
        for package in ("flows", "schemas", "bench"):
            shutil.copytree(ROOT / package, code / package, ignore=shutil.ignore_patterns("__pycache__"))
        file = code / CHANGED[0]
        text = file.read_text(encoding="utf-8")
        if CHANGED[1] not in text:
            raise SystemExit(f"{CHANGED[0]} has no line {CHANGED[1]!r} to change")
        file.write_text(text.replace(*CHANGED[1:], 1), encoding="utf-8")
        _row(size, "one rule changed", _measured(job, code))


def _spread(size: int, job: dict[str, Any]) -> None:
    """Print what one thread, one process and two take, and how much of the first is Prefect's."""
    runs = {}
    for runner, workers in (("threads", 1), ("processes", 1), ("processes", 2)):
        runs[runner, workers] = _measured(job | {"runner": runner, "workers": workers, "fresh": True})
        _row(size, f"{runner}, {workers}", runs[runner, workers])
    if len({run.version for run in runs.values()}) > 1:
        raise SystemExit("the release depends on what reads the documents")
    gain = runs["processes", 1].seconds / runs["processes", 2].seconds
    print(f"{'':>9}  {'two processes are':<22}{gain:>9.2f} times as fast as one")


def _sentences(folder: Path) -> Iterator[str]:
    """Yield the sentences of the texts of a folder that are not too long, each once."""
    from flows.language.sentences import split_sentences

    seen: set[str] = set()
    for file in sorted(folder.rglob("*")):
        if file.suffix == ".txt":
            texts = [file.read_text(encoding="utf-8")]
        elif file.name.endswith(".jsonl.gz"):
            with gzip.open(file, "rt", encoding="utf-8") as lines:
                texts = [json.loads(line)["text"] for line in lines]
        else:
            continue
        for text in texts:
            for span in split_sentences(text):
                sentence = " ".join(text[span.start : span.end].split())
                if span.parsable and len(sentence) <= LONGEST and sentence not in seen:
                    seen.add(sentence)
                    yield sentence


def _write(found: Sequence[str], raw: Path, size: int) -> None:
    """Write a corpus of documents of two sentences each, a thousand in a folder."""
    chosen = random.Random(SEED)
    for number in range(size):
        file = raw / f"{number // 1000:02}" / f"{number}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(chosen.sample(found, 2)) + "\n", encoding="utf-8")
        file.with_suffix(".toml").write_text("published_on = 2024-02-16\n", encoding="utf-8")


def _measured(job: dict[str, Any], code: Path = ROOT) -> Run:
    """Return what a run takes in a process of its own, with the packages that stand in a folder."""
    script = code / Path(__file__).relative_to(ROOT)
    command = [sys.executable, str(script), str(ROOT), "--child", json.dumps(job)]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    peak = _Peak(process.pid)
    output, _ = process.communicate()
    seconds = time.perf_counter() - start
    memory = peak.stop()
    if process.returncode:
        raise SystemExit(process.returncode)
    told = json.loads(output.splitlines()[-1])
    return Run(seconds, told["inside"], told["read"], told["version"], memory)


class _Peak:
    """The most memory that a process and its children hold together, watched until it is stopped."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._over = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _watch(self) -> None:
        while not self._over.wait(EVERY):
            try:
                process = psutil.Process(self._pid)
                held = sum(_own(one) for one in (process, *process.children(recursive=True)))
            except psutil.NoSuchProcess:
                return
            self._most = max(self._most, held)

    def stop(self) -> float:
        """Return the peak in bytes."""
        self._over.set()
        self._thread.join()
        return self._most


def _own(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _row(size: int, name: str, run: Run) -> Run:
    share = "" if run.inside is None else f"{1 - run.inside / run.seconds:.1%}"
    print(
        f"{size:>9}  {name:<22}{run.seconds:>9.1f}{size / run.seconds:>13.1f}{share:>9}"
        f"{run.memory / MEGABYTE:>9.0f}{run.read:>9}",
        flush=True,
    )
    return run


class _Clock:
    """How long functions are at work."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function, which is timed from now on."""

        def timed(*given: Any, **named: Any) -> Any:
            start = time.perf_counter()
            try:
                return function(*given, **named)
            finally:
                self.seconds += time.perf_counter() - start

        return timed


def _child(job: dict[str, Any]) -> None:
    """Publish once, as the command does, and print where the time went as JSON."""
    began = time.perf_counter()
    from flows.environment import prefect_settings

    with prefect_settings(job["outputs"]):
        from flows import chunks, pipeline, publishing, unchanged
        from flows.job import Job

        loading = time.perf_counter() - began
        inside = _Clock()
        timed: tuple[tuple[Any, str], ...] = (
            (unchanged, "look"), (unchanged, "unchanged"), (unchanged, "find_corrections"), (publishing, "_load"),
            (chunks, "chunks"), (chunks, "held"), (chunks, "read"), (pipeline, "release"),
        )  # fmt: skip
        for module, name in timed:
            setattr(module, name, inside(getattr(module, name)))
        made = publishing.run(
            Job(job["raw"], job["outputs"], fresh=job.get("fresh", False)), job["runner"], job["workers"]
        )
    told = {
        # What other processes do is seen from here only as waiting for them.
        "inside": loading + inside.seconds if job["runner"] == "threads" else None,
        "read": made.anew,
        "version": made.version,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()

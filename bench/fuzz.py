"""Fuzz what takes in what strangers wrote, guided by coverage: `python bench/fuzz.py --seconds 300 [TARGET ...]`.

The targets stand in tests/fuzz/targets.py; by default all are run, each for so many seconds in a process of its own. It
needs atheris 3 (`pip install atheris`), which is in no lock: nothing else does. Inputs that reached something new are
kept in --work, which a later run goes on from. A line a target tells how often it ran, what it reached (libFuzzer's
"features"), its peak of memory, and its faults: an exception that the part does not promise, a promise that is broken,
or an input that took over a second per 100 kB. Each fault is kept once, by the line of code that raised it, in
--work/faults. With --keep, the faulty inputs and the smallest of the others are copied, up to a bound, to
tests/fuzz/corpus, which the suite replays.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import subprocess
import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

CORPUS = ROOT / "tests" / "fuzz" / "corpus"
KEPT, LARGEST = 24, 1_000  # inputs of a target in the corpus, and bytes of one: all are under 300 kB
LONGEST = 4096  # bytes of an input; seeds may be longer
HANG = 1.0  # seconds for each 100 kB begun
HANG_SIZE = 100_000
# What is watched: this program and, of what it reads with, all that is written in Python.
_WATCHED = ["flows", "schemas", "pypdf", "email", "feedparser", "protego", "tomllib", "warcio", "markdown_it", "yaml"]
_WATCHED += ["docx", "trafilatura", "htmldate", "justext", "zipfile", "tarfile", "csv", "gzip", "charset_normalizer"]
_COUNTS = re.compile(r"(?:DONE|pulse|NEW|INITED|RELOAD|REDUCE)\s+cov: (\d+) ft: (\d+)")


def main() -> None:
    """Run the targets one after the other, and print a line for each; exit with 1 where one has a fault."""
    given = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    given.add_argument("targets", nargs="*", metavar="TARGET", help="all by default")
    given.add_argument("--seconds", type=int, default=60, help="for each target")
    given.add_argument("--work", type=Path, default=ROOT / ".fuzz")
    given.add_argument("--keep", action="store_true", help="copy what was found to tests/fuzz/corpus, and run nothing")
    given.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    told = given.parse_args()
    if told.child:
        (name,) = told.targets
        _drive(name, told.work, _options(name, told.seconds, told.work))
        return
    from tests.fuzz.targets import TARGETS  # not in a child, which watches what it imports

    names = told.targets or list(TARGETS)
    if unknown := sorted(set(names) - set(TARGETS)):
        given.error(f"no target {unknown[0]!r}; there are {', '.join(TARGETS)}")
    if told.keep:
        for name in names:
            _keep(name, told.work)
        return
    faulty = [name for name in names if _report(name, told.seconds, told.work)]
    sys.exit(1 if faulty else 0)


def _report(name: str, seconds: int, work: Path) -> bool:
    """Run a target in a process of its own and print what came of it; return whether it has a fault."""
    command = [sys.executable, __file__, "--child", "--seconds", str(seconds), "--work", str(work), name]
    # libFuzzer ends the process that it runs in.
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    ran = re.findall(r"stat::number_of_executed_units:\s+(\d+)|Done (\d+) runs", done.stderr)
    counts = _COUNTS.findall(done.stderr)
    peak = re.findall(r"stat::peak_rss_mb:\s+(\d+)", done.stderr)
    faults = re.findall(r"^FAULT .*$", done.stderr, re.MULTILINE)
    if not ran:
        faults.append(f"FAULT the run ended early:\n{done.stderr[-3000:]}")
    executions = int(ran[-1][0] or ran[-1][1]) if ran else 0
    features = counts[-1][1] if counts else "?"
    memory = peak[-1] if peak else "?"
    print(f"{name:12} {seconds:5} s {executions:9} runs {features:>6} features {memory:>5} MB {len(faults):3} faults")
    for fault in faults:
        print(f"    {fault}")
    sys.stdout.flush()
    return bool(faults)


def _options(name: str, seconds: int, work: Path) -> list[str]:
    """Return what libFuzzer is told."""
    bounds = [f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-timeout=30", "-rss_limit_mb=2500"]
    told = ["-print_final_stats=1", f"-artifact_prefix={work}/faults/{name}-"]
    return [*bounds, *told, str(work / name)]


def _drive(name: str, work: Path, options: Sequence[str]) -> None:
    """Hand a target over to libFuzzer, which does not return."""
    import atheris

    with atheris.instrument_imports(include=_WATCHED):
        import charset_normalizer  # noqa: F401 - imported here so that they are watched
        import docx  # noqa: F401
        import feedparser  # noqa: F401
        import markdown_it  # noqa: F401
        import pypdf  # noqa: F401
        import trafilatura  # noqa: F401
        import warcio.archiveiterator  # noqa: F401
        import yaml  # noqa: F401

        from tests.fuzz.targets import TARGETS
    from tests.fuzz.seeds import seeds

    target = TARGETS[name]
    corpus, faults = work / name, work / "faults"
    corpus.mkdir(parents=True, exist_ok=True)
    faults.mkdir(parents=True, exist_ok=True)
    for content in (*seeds(name), *(file.read_bytes() for file in sorted((CORPUS / name).glob("*")))):
        (corpus / hashlib.sha256(content).hexdigest()[:16]).write_bytes(content)
    if target.signs:
        signs = work / f"{name}.dict"
        signs.write_text("".join(f'"{_escaped(sign)}"\n' for sign in target.signs), "ascii")
        options = [*options, f"-dict={signs}"]
    seen: set[str] = set()

    def one(content: bytes) -> None:
        before = time.process_time()
        fault = ""
        try:
            target.run(content)
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            fault = f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}: {str(error)[:120]!r}"
            key = f"{type(error).__name__} {place.filename}:{place.lineno}"
        if (took := time.process_time() - before) > HANG * (1 + len(content) // HANG_SIZE):
            fault, key = f"took {took:.1f} s for {len(content)} bytes", "slow"
        if fault and key not in seen:
            seen.add(key)
            file = faults / f"{name}-{hashlib.sha256(content).hexdigest()[:12]}"
            file.write_bytes(content)
            print(f"\nFAULT {fault} ({file})", file=sys.stderr, flush=True)

    # Without what is loaded once: it is no input's fault that the first one takes long.
    target.run(b"Cuba severed diplomatic relations with Norway in 1959.")
    atheris.Setup([sys.argv[0], *options], one)
    atheris.Fuzz()


def _escaped(sign: str) -> str:
    """Return a sign as libFuzzer's dictionaries write it; what is escaped already stays."""
    plain = sign.replace('"', '\\"').encode()
    text = "".join(chr(byte) if 32 <= byte < 127 else f"\\x{byte:02x}" for byte in plain)
    return text.replace("\\n", "\\x0a").replace("\\r", "\\x0d")


def _keep(name: str, work: Path) -> None:
    """Copy to the corpus of the suite the faulty inputs, and small and less small ones that reached something new."""
    faults = sorted((work / "faults").glob(f"{name}-*"))
    found = sorted((work / name).iterdir(), key=lambda file: (file.stat().st_size, file.name))
    found = [file for file in found if 0 < file.stat().st_size <= LARGEST]
    folder = CORPUS / name
    folder.mkdir(parents=True, exist_ok=True)
    for file in (*faults, *found[:: 1 + len(found) // KEPT]):
        content = file.read_bytes()
        (folder / hashlib.sha256(content).hexdigest()[:16]).write_bytes(content)


if __name__ == "__main__":
    main()
